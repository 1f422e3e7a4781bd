import Ledger

extension DetailTerms {
    /// The phrases of rule set 1, with those of the ledger.
    public static let office = DetailTerms.ledger.adding(
        DetailTerms([
            ("attendant", "见证人"), ("item", "事项"), ("is no key item", "不是重点检查事项"), ("author", "提出人"),
            ("embargo", "保密期限"), ("operator", "操作人"), ("is not", "不属于"), ("recordedBy", "录入人"), ("inspector", "执法人员"),
            ("reviewer", "审核人"),
            ("who drafted a plan does not approve it", "起草人不得批准本人起草的计划"),
            ("who drafted a plan does not decide on it", "起草人不得对本人起草的计划作出决定"),
            ("who drafted an item does not publish it", "拟定人不得公布本人拟定的事项"),
            ("who opens a ladder does not keep its copy", "启用预封号链的人不得保管其副本"),
            ("who operates a draw does not confirm it", "抽取操作人不得确认该次抽取"),
            ("who proposed a task does not approve it", "提出人不得批准本人提出的任务"),
            ("who recorded does not confirm", "录入人不得确认本人录入的结果"),
            ("who set a task up does not stop it", "创建人不得中止本人创建的任务"),
            ("who inspected does not approve the publication", "检查人员不得批准公示"),
            ("who inspected does not review", "检查人员不得审核"),
            ("who visits does not approve the visit", "检查人员不得批准本次检查"),
            ("does not contribute", "不是本次封号人"), ("has confirmed", "已确认过"), ("was not there", "未参加该次检查"),
            ("is neither attendant nor supervisor", "既不是见证人也不是纪检监督人员"),
            ("is no word", "含有不允许的字符"), ("is related to", "须回避"), ("cap", "上限"),
            ("lists", "个清单"), ("hashes to", "的摘要为"), ("is missing", "缺失"), ("lines", "行"), ("line", "行"),
            ("a stratum twice", "分层重复"), ("everything is 1/1", "全部抽取的比例应为 1/1"),
            ("from after to", "起始日晚于终止日"), ("kind of an item", "事项的对象类型不符"),
            ("max below min", "最大值小于最小值"), ("more than", "超过"), ("rounding", "取整方式"),
            ("slots of the team from 1, at least as many as policy says", "席位从 1 起编号，人数不少于政策参数"),
            ("strata are the classes of", "分层应为该等级体系各级及 unrated："), ("and unrated", ""),
            ("without a scale there is one stratum, all", "不分等级时只有一个分层 all"),
            ("is confirmed by its custodian, once", "由封存保管人确认一次"), ("is under embargo until", "保密至"),
            ("rung", "链值"), ("excluded twice", "重复排除"), ("is not in scope, or stands twice", "不在抽取范围内或重复"),
            ("objects", "户检查对象"), ("refused", "拒收"), ("slots stay empty", "个席位无法配齐"),
            ("is not in the registry in scope", "不在范围内的名录库中"), ("slots", "个席位"), ("are drawn", "户被抽中"),
            ("commits", "个封号"), ("off", "休息日"), ("states reason and scope", "须写明理由和范围"), ("a", ""),
            ("an inspection is not published", "尚有检查未公示"), ("drawn on another platform", "在其他平台抽取"),
            ("eligible inspectors of a slot", "席位的可派执法人员数"), ("imported no object", "未导入检查对象"),
            ("every item of the task once, in its order", "任务的每个事项各一次，按任务次序"),
            ("on lies ahead", "日期晚于当天"), ("a surprise has a reason", "不事先通知须写明理由"),
            ("ladder", "预封号链"), ("rungs", "链值数"), ("no line", "没有该行"), ("no visit is recorded", "没有到场检查记录"),
            ("code, or codeless with the reason", "须有代码，或写明无代码的理由"),
            ("names the draw of objects", "须指明检查对象的抽取"), ("one salt, no exclusion", "只有一个盐值且无排除名单"),
            ("place", "第"), ("plan", "计划"), ("reason", "理由"), ("number or address, and the day", "须有编号或网址及日期"),
            ("decided lies ahead", "决定日期晚于当天"), ("registry", "名录库"), ("completed", "完成"), ("closed", "当场办结"),
            ("closedOn", "办结日期"), ("scope", "范围"), ("seed", "随机种子"), ("is not revealed", "尚未开号"),
            ("again", "重复"), ("slots are 01, 02, … in order", "席位依次编号 01、02……"), ("stratum", "分层"),
            ("team", "检查组"), ("freeze text", "冻结文本"), ("next", "下一个编号"),
            ("the operator and a supervisor contribute", "操作人与一名纪检监督人员须封号"),
            ("the operator closes", "由操作人确认封号完成"), ("the server's ladder comes last", "服务端预封号链排在最后"),
            ("the task is drawn here", "该任务在本系统抽取"), ("at", "在"),
        ])
    ).adding(DetailTerms(standings.map { ("at \($0.0)", "现为“\($0.1)”") }))

    /// Where something stands in its life cycle.
    private static let standings = [
        ("draft", "草拟"), ("published", "已公布"), ("retired", "失效"), ("active", "有效"), ("inactive", "失效"),
        ("reverted", "已撤销"), ("suspended", "暂停"), ("approved", "已审批"), ("returned", "已退回"), ("filed", "已备案"),
        ("adjusting", "调整待批"), ("completed", "已完成"), ("proposed", "待审批"), ("waiting", "待抽取"), ("drawn", "已抽取"),
        ("matched", "已匹配"), ("dispatched", "已派发"), ("stopped", "已中止"), ("assigned", "已配人员"), ("visited", "已到场"),
        ("recorded", "待确认"), ("confirmed", "待审核"), ("reviewed", "审核通过"), ("withdrawn", "已撤下"), ("frozen", "已冻结"),
        ("agreed", "冻结已确认"), ("ready", "待封号"), ("closing", "待确认封存"), ("closed", "已封存"), ("done", "已出结果"),
    ]
}
