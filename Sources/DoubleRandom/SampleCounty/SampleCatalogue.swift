// What the sample county is made of: items, sectors and plan of a county commerce bureau (domain dossier section 7).
// Titles of laws are real, everything that names an enterprise or a person is invented.

/// The fixed parts of the sample.
enum SampleCatalogue {
    struct Item {
        let code: String
        let category: String
        let name: String
        let isKey: Bool
        let basis: String
        let tag: String
        let ratio: String
        var content = "查看资质、台账和现场"
        var joint: [String] = []
    }

    static let items: [Item] = {
        let card = "《单用途商业预付卡管理办法（试行）》（商务部令2012年第9号）"
        let scrap = "《报废机动车回收管理办法》（国务院令第715号）"
        let cardDepartments = ["市场监管局", "税务局"]
        let scrapDepartments = ["生态环境局", "公安局"]
        return [
            Item(
                code: "SW-01-01", category: "单用途商业预付卡管理", name: "发卡企业备案情况的检查", isKey: false, basis: card + "第三十三条",
                tag: "发卡企业", ratio: "30%", joint: cardDepartments),
            Item(
                code: "SW-01-02", category: "单用途商业预付卡管理", name: "章程、协议和业务台账的检查", isKey: false, basis: card + "第十五条",
                tag: "发卡企业", ratio: "30%", joint: cardDepartments),
            Item(
                code: "SW-01-03", category: "单用途商业预付卡管理", name: "购（退）卡情况的检查", isKey: false, basis: card + "第十七条、第十八条",
                tag: "发卡企业", ratio: "30%", joint: cardDepartments),
            Item(
                code: "SW-01-04", category: "单用途商业预付卡管理", name: "预收资金存管情况的检查", isKey: false, basis: card + "第三十三条",
                tag: "发卡企业", ratio: "30%", joint: cardDepartments),
            Item(
                code: "SW-01-05", category: "单用途商业预付卡管理", name: "业务处理系统的检查", isKey: false, basis: card + "第三十七条",
                tag: "发卡企业", ratio: "30%", joint: cardDepartments),
            Item(
                code: "SW-02-01", category: "成品油零售经营", name: "成品油零售经营资格和台账的检查", isKey: true,
                basis: "《成品油流通管理办法》（商务部令2025年第4号）", tag: "加油站", ratio: "20%—100%", joint: ["市场监管局", "应急管理局"]),
            Item(
                code: "SW-03-01", category: "报废机动车回收", name: "无资质回收拆解的检查", isKey: true, basis: scrap + "第十九条",
                tag: "报废机动车回收", ratio: "100%", joint: scrapDepartments),
            Item(
                code: "SW-03-02", category: "报废机动车回收", name: "注销登记手续的检查", isKey: true, basis: scrap + "第二十一条",
                tag: "报废机动车回收", ratio: "100%", joint: scrapDepartments),
            Item(
                code: "SW-03-03", category: "报废机动车回收", name: "“五大总成”记录的检查", isKey: true, basis: scrap + "第二十二条、第二十三条",
                tag: "报废机动车回收", ratio: "100%", joint: scrapDepartments),
            Item(
                code: "SW-04-01", category: "二手车流通", name: "二手车交易市场和经营主体的检查", isKey: false,
                basis: "《二手车流通管理办法》（2005年第2号令）第三十二条", tag: "二手车", ratio: "10%—20%"),
            Item(
                code: "SW-05-01", category: "汽车销售及相关服务", name: "汽车销售行为的检查", isKey: false,
                basis: "《汽车销售管理办法》（商务部令2017年第1号）第二十九条", tag: "汽车销售", ratio: "5%—10%"),
            Item(
                code: "SW-06-01", category: "家庭服务业", name: "家庭服务机构经营行为的检查", isKey: false,
                basis: "《家庭服务业管理暂行办法》（商务部令2012年第11号）第二十八条", tag: "家庭服务", ratio: "10%"),
            Item(
                code: "SW-07-01", category: "零售商促销行为", name: "促销活动备案和明示的检查", isKey: false,
                basis: "《零售商促销行为管理办法》（2006年第18号令）", tag: "零售", ratio: "5%"),
            Item(
                code: "SW-08-01", category: "餐饮业经营", name: "餐饮经营和反食品浪费的检查", isKey: false,
                basis: "《餐饮业经营管理办法（试行）》（2014年第4号令）；\n《中华人民共和国反食品浪费法》", tag: "餐饮", ratio: "3%"),
            Item(
                code: "SW-09-01", category: "再生资源回收", name: "回收经营者备案和登记的检查", isKey: false,
                basis: "《再生资源回收管理办法》（2007年第8号令）", tag: "再生资源回收", ratio: "5%"),
            Item(
                code: "SW-10-01", category: "旧电器电子产品流通", name: "旧电器电子产品收购和销售的检查", isKey: false,
                basis: "《旧电器电子产品流通管理办法》（商务部令2013年第1号）", tag: "旧电器流通", ratio: "5%"),
            Item(
                code: "SW-11-01", category: "美容美发业", name: "美容美发经营行为的检查", isKey: false,
                basis: "《美容美发业管理暂行办法》（2004年第19号令）", tag: "美容美发洗染", ratio: "3%"),
            Item(
                code: "SW-11-02", category: "洗染业", name: "洗染经营行为的检查", isKey: false, basis: "《洗染业管理办法》（2007年第5号令）第二十二条",
                tag: "美容美发洗染", ratio: "3%"),
            Item(
                code: "SW-12-01", category: "对外劳务合作", name: "对外劳务合作经营行为的检查", isKey: true,
                basis: "《对外劳务合作管理条例》（国务院令第620号）第四条、第九条、第二十六条", tag: "对外劳务合作", ratio: "100%"),
            Item(
                code: "SW-13-01", category: "拍卖", name: "拍卖企业经营行为的检查（受委托）", isKey: false, basis: "《中华人民共和国拍卖法》第五条",
                tag: "拍卖", ratio: "20%"),
            Item(
                code: "SW-13-02", category: "商业特许经营", name: "特许人备案和信息披露的检查（受委托）", isKey: false,
                basis: "《商业特许经营管理条例》第五条、第八条", tag: "特许经营", ratio: "10%"),
        ]
    }()

    /// Items that the law has taken away; they enter the list to be retired.
    static let retired = [
        Item(
            code: "SW-90", category: "典当", name: "典当行经营行为的检查", isKey: false, basis: "《典当管理办法》", tag: "典当", ratio: "5%",
            content: "2018年职责划转地方金融监管部门"),
        Item(
            code: "SW-91", category: "酒类流通", name: "酒类经营者的检查", isKey: false, basis: "《酒类流通管理办法》", tag: "酒类",
            ratio: "5%", content: "办法已于2016年废止"),
    ]

    /// A sector of the registry.
    struct Sector {
        let tag: String
        let library: String
        let count: Int
        /// Of a hundred objects so many are 企业; the others are 个体工商户.
        let enterprises: Int
        let suffixes: [String]
        var licence: String?
    }

    static let sectors = [
        Sector(
            tag: "加油站", library: "成品油经营", count: 96, enterprises: 90, suffixes: ["加油站", "石油销售", "成品油销售"],
            licence: "成品油零售经营批准证书"),
        Sector(
            tag: "发卡企业", library: "单用途预付卡", count: 23, enterprises: 100, suffixes: ["商贸", "健身服务", "百货"],
            licence: "单用途商业预付卡备案证明"),
        Sector(tag: "二手车", library: "汽车流通", count: 41, enterprises: 60, suffixes: ["二手车经销", "旧机动车交易市场", "二手车经纪"]),
        Sector(tag: "汽车销售", library: "汽车流通", count: 28, enterprises: 100, suffixes: ["汽车销售服务", "汽车贸易"]),
        Sector(
            tag: "报废机动车回收", library: "汽车流通", count: 2, enterprises: 100, suffixes: ["报废汽车回收拆解"],
            licence: "报废机动车回收拆解企业资质认定书"),
        Sector(tag: "家庭服务", library: "居民服务", count: 35, enterprises: 70, suffixes: ["家政服务", "月嫂服务"]),
        Sector(tag: "零售", library: "商贸流通", count: 60, enterprises: 70, suffixes: ["超市", "购物中心", "百货商场"]),
        Sector(tag: "餐饮", library: "餐饮住宿", count: 180, enterprises: 42, suffixes: ["餐饮管理", "饭店", "火锅店", "小吃店"]),
        Sector(tag: "再生资源回收", library: "商贸流通", count: 75, enterprises: 42, suffixes: ["再生资源回收", "废旧物资回收站"]),
        Sector(tag: "旧电器流通", library: "商贸流通", count: 18, enterprises: 30, suffixes: ["旧电器商行", "旧货市场"]),
        Sector(tag: "美容美发洗染", library: "居民服务", count: 120, enterprises: 26, suffixes: ["美容美发", "洗衣店", "理发店"]),
        Sector(
            tag: "对外劳务合作", library: "对外经贸", count: 2, enterprises: 100, suffixes: ["国际劳务合作"], licence: "对外劳务合作经营资格证书"),
    ]

    /// Syllables of invented shop names.
    static let first = Array("晨春瑞福祥鑫恒盛宏泰吉安康乐顺和美佳德华永兴隆聚源丰达利通")
    static let second = Array("光满悦来缘临雅居馨怡园轩阁坊苑庭林泉溪岭川原野航帆桥岸汀洲")
    static let towns = ["示例街道", "河东示例镇", "河西示例镇", "北山示例镇", "南岭示例乡", "开发区示例园"]
    static let roads = ["滨河路", "惠民大街", "兴安大街", "和平路", "青年路", "站前街"]
    static let surnames = Array("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐")
    static let stems = Array("甲乙丙丁戊己庚辛壬癸")

    struct Line {
        let name: String
        let items: [String]
        let tag: String
        let ratio: String
        let from: String
        let to: String
        var departments: [String] = []
        var note = ""
    }

    static let lines = [
        Line(
            name: "单用途商业预付卡部门联合抽查", items: ["SW-01-01", "SW-01-02", "SW-01-03", "SW-01-04", "SW-01-05"], tag: "发卡企业",
            ratio: "30%", from: "2024-03-11", to: "2024-04-30", departments: ["市场监管局", "税务局"]),
        Line(
            name: "成品油零售经营部门联合抽查", items: ["SW-02-01"], tag: "加油站", ratio: "20%", from: "2024-04-08", to: "2024-06-28",
            departments: ["市场监管局", "应急管理局"], note: "按信用风险等级分层"),
        Line(
            name: "报废机动车回收部门联合检查", items: ["SW-03-01", "SW-03-02", "SW-03-03"], tag: "报废机动车回收", ratio: "100%",
            from: "2024-05-06", to: "2024-06-28", departments: ["生态环境局", "公安局"], note: "重点事项，随机确定检查批次顺序"),
        Line(name: "二手车流通抽查", items: ["SW-04-01"], tag: "二手车", ratio: "15%", from: "2024-05-06", to: "2024-07-31"),
        Line(name: "汽车销售抽查", items: ["SW-05-01"], tag: "汽车销售", ratio: "10%", from: "2024-06-03", to: "2024-07-31"),
        Line(name: "家庭服务业抽查", items: ["SW-06-01"], tag: "家庭服务", ratio: "10%", from: "2024-06-03", to: "2024-08-30"),
        Line(name: "零售商促销行为抽查", items: ["SW-07-01"], tag: "零售", ratio: "5%", from: "2024-09-02", to: "2024-11-29"),
        Line(
            name: "餐饮业经营抽查", items: ["SW-08-01"], tag: "餐饮", ratio: "3%", from: "2024-04-08", to: "2024-10-31",
            note: "分两批抽取"),
        Line(
            name: "再生资源回收抽查", items: ["SW-09-01"], tag: "再生资源回收", ratio: "5%", from: "2024-07-01", to: "2024-09-30",
            note: "6月调整计划时后移"),
        Line(
            name: "旧电器电子产品流通抽查", items: ["SW-10-01"], tag: "旧电器流通", ratio: "5%", from: "2024-08-01", to: "2024-10-31",
            note: "按信用风险等级分层，四舍五入"),
        Line(
            name: "美容美发、洗染业抽查", items: ["SW-11-01", "SW-11-02"], tag: "美容美发洗染", ratio: "3%", from: "2024-09-02",
            to: "2024-10-31"),
        Line(
            name: "对外劳务合作检查", items: ["SW-12-01"], tag: "对外劳务合作", ratio: "100%", from: "2024-10-08", to: "2024-11-29",
            note: "重点事项"),
    ]

    static let sections = ["商务综合行政执法大队", "市场体系建设科", "市场运行和消费促进科", "流通业发展科", "外贸外经科", "电子商务科", "政策法规科"]
}
