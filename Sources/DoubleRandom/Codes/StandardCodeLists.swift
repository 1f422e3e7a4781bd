// Lists to propose to a new ledger (domain dossier 2.10); what rules read are the lists that its events adopted.
// Wordings are sourced; the national codes of 2 to 6 and 8 are recalled, so a buyer confirms them before a push.

import Ledger

/// The lists that a new ledger is offered.
public enum StandardCodeLists {
    /// 检查结果, the national wordings.
    public static let results = list(
        "result.wordings",
        [
            ("未发现问题", ["national": "1", "zhejiang": "1"], ["clean", "alone"]),
            ("未按规定公示应当公示的信息", ["national": "2", "zhejiang": "B"], []),
            ("公示信息隐瞒真实情况、弄虚作假", ["national": "3", "zhejiang": "C"], []),
            ("通过登记的住所（经营场所）无法联系", ["national": "4", "zhejiang": "6"], []),
            ("发现问题已责令改正", ["national": "5", "zhejiang": "E"], []),
            ("不配合检查情节严重", ["national": "6", "zhejiang": "8"], []),
            ("未发现开展本次抽查涉及的经营活动", ["national": "7", "zhejiang": "F"], ["clean", "alone"]),
            ("发现问题待后续处理", ["national": "8", "zhejiang": "A"], []),
        ])
    /// 核查方式.
    public static let methods = list(
        "result.methods",
        [
            ("实地核查", ["zhejiang": "1"], ["onSite"]), ("书面检查", ["zhejiang": "2"], []),
            ("行政部门检查结果或专业意见", ["zhejiang": "3"], []), ("检验检测", ["zhejiang": "4"], []),
            ("网络监测", ["zhejiang": "5"], []), ("委托专业机构辅助", ["zhejiang": "6"], []),
        ])
    /// 后续处置措施.
    public static let disposals = list(
        "result.disposals",
        [
            ("未发现问题或相关问题已规范、已改正，无需后续处置", [:], ["closes"]), ("停止检查，反馈至日常监管部门依法依规处理", [:], []),
            ("责令改正，后续跟踪由日常监管部门负责", [:], []), ("发现案件线索，初步固定相关证据后移送办案机构", [:], []),
            ("违反其他部门相关规定，抄告相关部门", [:], []), ("其他", [:], ["needsText"]),
        ])
    /// 线索来源.
    public static let leadSources = list(
        "lead.sources",
        [
            ("交办转办", ["zhejiang": "1"], []), ("投诉举报", ["zhejiang": "2"], []), ("日常巡查", ["zhejiang": "3"], []),
            ("数据监测", ["zhejiang": "4"], []),
        ])
    /// 执法人员更换、排除原因.
    public static let inspectorReasons = list(
        "reasons.inspector", ["回避", "请假", "调离", "证件失效", "公务冲突"].map { ($0, [:], []) })
    /// 检查对象更换、排除原因.
    public static let objectReasons = list(
        "reasons.object", ["已注销", "吊销", "迁出", "停业核实", "年度频次已满", "重复建档"].map { ($0, [:], []) })
    /// 登记状态; `gone` objects are not drawn.
    public static let registerStates = list(
        "object.states",
        [
            ("存续", [:], []), ("歇业", [:], []), ("吊销", [:], ["gone"]), ("注销", [:], ["gone"]), ("迁出", [:], ["gone"]),
            ("撤销", [:], ["gone"]),
        ])

    /// All of them.
    public static let all = [
        results, methods, disposals, leadSources, inspectorReasons, objectReasons, registerStates,
    ]

    private static func list(
        _ name: String, _ entries: [(String, KeyValuePairs<String, String>, [String])]
    ) -> CodeList {
        let value = IJSONValue.array(
            entries.map { wording, codes, flags in
                .object(
                    [.init("w", .text(wording))]
                        + codes.map { .init(name: Bytes($0.key.utf8), value: .text($0.value)) }
                        + flags.map { .init(name: Bytes($0.utf8), value: .bool(true)) })
            })
        // The literals above are well formed, which StandardCodeListTests reads; a list of the program has no other way in.
        return try! CodeList(name: name, from: CivilDate(dayNumber: 0), value: value)
    }
}
