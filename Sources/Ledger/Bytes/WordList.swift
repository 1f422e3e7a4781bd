// Words for reading a hash aloud, one a byte, in English or in Chinese, as docs/format.md lists them: 20 words are 160
// bits. English words differ in their first four letters; Chinese words in their first character and, tones aside, in
// how it sounds. The lists stand in alphabetical order, Chinese by pinyin, so that a word is found in a printed one.
//
// Example: the bytes `00 ff` are `acorn zipper` in English and `艾草 坐垫` in Chinese.

/// The bytes of a hash as words that people read to each other.
public enum WordList {
    /// The words of the bytes, one a byte.
    public static func words(_ bytes: some Sequence<UInt8>, in language: Language) -> [String] {
        let list = language == .chinese ? chinese : english
        return bytes.map { String(decoding: list[Int($0)], as: UTF8.self) }
    }

    /// The bytes of the words, or nil where one is in neither list. English is read in any case of its ASCII letters.
    public static func bytes(_ words: [String]) -> Bytes? {
        var output = Bytes()
        output.reserveCapacity(words.count)
        for word in words {
            guard let byte = values[word.utf8.map(lowercased)] else { return nil }
            output.append(byte)
        }
        return output
    }

    private static let english = split(englishText)
    private static let chinese = split(chineseText)
    private static let values: [Bytes: UInt8] = {
        var values: [Bytes: UInt8] = [:]
        for list in [english, chinese] {
            for (value, word) in list.enumerated() { values[word] = UInt8(value) }
        }
        return values
    }()

    private static func split(_ text: StaticString) -> [Bytes] {
        text.withUTF8Buffer { $0.split { $0 == space || $0 == newline }.map(Bytes.init) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    private static let englishText: StaticString = """
        acorn airport album almond amber anchor apple apron
        arrow atlas badge bakery balcony bamboo banana basket
        beaver bench bicycle blanket blossom bottle branch brick
        broom bucket button cabbage cactus camera canoe castle
        cello chair chalk cheese chicken chimney circle cliff
        clock cloud clover coconut coffee coin compass copper
        cotton cricket crystal cushion daisy desk diamond dinner
        doctor dolphin door dragon dress drum duck engine
        falcon farm feather fence field finger flame flask
        forest fork fossil freezer frog fruit galaxy garden
        garlic giraffe glacier glass globe goat goose grape
        guitar hammer harp helmet heron hill hockey honey
        hook hotel house iceberg island ivory jacket jade
        jelly jungle kayak kettle kitchen kite koala ladder
        lake lamp lantern laptop lawn lemon letter library
        lily lion lizard lobster mango maple marble market
        meadow mirror mitten monkey moon muffin museum music
        napkin nest noodle novel nurse oasis ocean olive
        onion orange orchid organ ostrich oven oyster panda
        paper pasta peach peanut pencil piano picture pigeon
        pilot pizza planet pocket pond potato pottery powder
        pumpkin puzzle pyramid quilt radio railway ribbon rice
        river robot roof rooster rope ruby ruler saddle
        salad salmon salt sand scarf school screw shadow
        shark shell ship shirt silver snail snow soccer
        sofa soup sparrow spider spinach sponge spoon stadium
        stamp star statue stone storm straw sugar summer
        sunset swan sweater swing table teapot tennis thread
        thumb ticket tiger tomato tower tractor train tree
        tulip tunnel turnip turtle uniform valley vase velvet
        village vinegar violin volcano wagon walnut walrus wheel
        whistle willow window winter wolf yard zebra zipper
        """

    private static let chineseText: StaticString = """
        艾草 百合 斑马 贝壳 笔筒 扁担 标签 别针
        宾馆 冰块 玻璃 布鞋 彩虹 餐桌 仓库 草莓
        茶壶 长笛 车站 衬衫 橙汁 池塘 抽屉 橱柜
        船桨 窗户 春联 瓷器 丛林 翠鸟 村庄 大象
        袋鼠 蛋糕 稻田 灯笼 地图 电话 雕像 顶针
        冬瓜 豆腐 渡船 鹅毛 耳朵 发夹 帆船 房屋
        飞机 粉笔 风筝 扶手 甘蔗 钢琴 糕点 鸽子
        公园 枸杞 谷仓 瓜子 拐杖 灌木 光盘 桂圆
        滚筒 果酱 海豚 航班 号角 河流 黑板 红枣
        猴子 蝴蝶 花园 怀表 黄豆 绘本 馄饨 火车
        鸡蛋 家具 剪刀 酱油 饺子 街道 金鱼 镜框
        橘子 卷尺 骏马 卡片 开关 烤箱 课本 孔雀
        口袋 库房 筷子 矿山 葵花 昆虫 蜡笔 篮球
        廊桥 老鹰 雷雨 冷饮 篱笆 莲蓬 凉亭 猎豹
        铃铛 柳树 龙舟 楼阁 鹿角 卵石 轮胎 萝卜
        旅馆 马车 麦田 馒头 芒果 毛巾 梅花 门牌
        米饭 棉袄 苗圃 名片 蘑菇 牡丹 奶牛 南瓜
        闹钟 泥鳅 年糕 鸟巢 柠檬 纽扣 农田 糯米
        藕片 排骨 盘子 跑道 盆景 皮带 瓢虫 拼图
        苹果 葡萄 汽车 铅笔 墙角 桥梁 茄子 芹菜
        蜻蜓 秋千 泉水 裙子 热水 人参 日历 榕树
        肉丸 软糖 桑叶 扫帚 森林 沙发 山谷 商店
        舌头 生姜 狮子 手套 书包 水桶 丝绸 松果
        宿舍 蒜苗 隧道 笋干 唢呐 塔楼 台灯 檀木
        汤勺 陶罐 藤椅 梯田 田野 跳绳 铁路 庭院
        铜锣 头盔 土豆 推车 陀螺 瓦罐 外套 玩具
        围巾 温泉 蜗牛 屋顶 西瓜 虾米 咸菜 香菇
        小麦 信箱 星空 熊猫 绣球 雪山 鸭梨 眼镜
        羊毛 钥匙 椰树 衣架 印章 樱桃 泳池 邮票
        玉米 圆规 月亮 云朵 杂志 枣树 展柜 章鱼
        照片 折扇 枕头 纸张 钟表 轴承 竹笋 砖瓦
        桌子 字典 粽子 走廊 足球 钻头 嘴唇 坐垫
        """
}
