import Ledger
import LedgerClient

/// Words of records in words of people; what is not known shows as it stands.
enum BusinessWords {
    private static func find(_ word: String, _ table: [(String, String, String)]) -> BilingualText {
        let entry = table.first { $0.0.utf8.elementsEqual(word.utf8) }
        // A term of the domain stands with its Chinese word in English text too.
        return entry.map { BilingualText("\($0.1) \($0.2)", $0.2) } ?? BilingualText(word, word)
    }

    /// Why an inspector is away (暂停原因).
    static func absence(_ word: String) -> BilingualText {
        find(
            word,
            [
                ("leave", "leave", "休假"), ("secondment", "secondment", "借调"), ("transfer", "transferred", "调离"),
                ("invalid", "no longer valid", "失效"),
            ])
    }

    /// Relations that make an inspector stay away (回避情形).
    static func relation(_ word: String) -> BilingualText {
        find(
            word,
            [
                ("interest", "own interest", "本人利害关系"), ("spouse", "spouse", "夫妻关系"), ("lineal", "lineal kin", "直系血亲"),
                ("collateral", "collateral kin within three generations", "三代以内旁系血亲"),
                ("inlaw", "close in-law", "近姻亲"), ("other", "other relation", "其他可能影响公正执法的关系"),
            ])
    }

    /// When the list of drawn objects is public (抽取名单是否公示).
    static func listing(_ word: String) -> BilingualText {
        find(
            word,
            [
                ("before", "before the visits", "检查前公示"), ("after", "after the visits", "检查后公示"),
                ("never", "never", "不公示"),
            ])
    }

    /// How an enterprise was told (通知方式).
    static func notice(_ word: String) -> BilingualText {
        find(
            word,
            [
                ("served", "served", "直接送达"), ("message", "message", "电话或短信"), ("post", "post", "邮寄"),
                ("surprise", "surprise visit, not told", "突击检查，不通知"),
            ])
    }

    /// What a visit came to (到场情况).
    static func outcome(_ word: String) -> BilingualText {
        find(
            word,
            [
                ("done", "inspected", "已检查"), ("unreachable", "could not be reached", "无法联系"),
                ("refused", "refused", "拒绝、不配合"), ("gone", "gone", "已注销或搬离"),
            ])
    }

    /// Standings of every life cycle (状态).
    static func standing(_ word: String) -> BilingualText {
        find(
            word,
            [
                ("draft", "draft", "草拟"), ("published", "published", "已公布"), ("retired", "retired", "失效"),
                ("active", "active", "有效"), ("inactive", "inactive", "失效"), ("reverted", "reverted", "已撤销"),
                ("suspended", "away", "暂停"), ("approved", "approved", "已审批"), ("returned", "returned", "已退回"),
                ("filed", "filed", "已备案"), ("adjusting", "being adjusted", "调整待批"), ("completed", "completed", "已完成"),
                ("proposed", "to be approved", "待审批"), ("waiting", "to be drawn", "待抽取"),
                ("drawn", "objects drawn", "已抽取对象"), ("matched", "matched", "已匹配"), ("dispatched", "dispatched", "已派发"),
                ("stopped", "stopped", "已中止"), ("assigned", "team drawn", "已配人员"), ("visited", "visited", "已到场"),
                ("recorded", "to be confirmed", "待确认"), ("confirmed", "to be reviewed", "待审核"),
                ("reviewed", "passed", "审核通过"), ("withdrawn", "withdrawn", "已撤下"), ("frozen", "frozen", "已冻结"),
                ("agreed", "agreed", "已同意"), ("ready", "ready", "待封号"), ("closing", "closing", "待确认截止"),
                ("closed", "closed", "封号截止"), ("done", "done", "已出结果"),
                ("fixing", "fix to be confirmed", "待确认固定"), ("fixed", "waits for the public value", "待公开随机数"),
                ("opened", "public value stands", "公开随机数已登记"), ("void", "VOID", "已作废"),
                ("replacing", "to be replaced", "待递补"), ("pooled", "waits for the reserve's rung", "待备用链值"),
                ("reseeding", "waits for the server's rung", "待系统链值"), ("dropped", "nobody follows", "缺额"),
                ("open", "open", "启用"),
            ])
    }

    /// What an inspector is (人员性质).
    static func nature(_ word: String) -> BilingualText {
        find(
            word,
            [
                ("officer", "officer", "行政执法类公务员"), ("qualified", "qualified staff", "有执法资格工作人员"),
                ("daily", "daily supervision", "日常监管人员"), ("expert", "expert", "专家"),
                ("supervision", "supervision", "监督人员"),
            ])
    }

    /// How objects are drawn (抽取方式).
    static func mode(_ word: String) -> BilingualText {
        find(
            word,
            [
                ("sample", "sample", "随机抽取"), ("order", "order of batches over all", "全覆盖·随机批次"),
                ("full", "all", "全覆盖"),
            ])
    }
}

/// Ratios as people write them.
enum RatioWords {
    /// `3/10` as `30%`; what is no round percentage stays a fraction.
    static func text(_ ratio: String) -> String {
        let parts = ratio.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 2, parts[1] > 0 else { return DisplayText.clean(ratio, limit: 30) }
        let (tenths, rest) = (parts[0] * 1_000).quotientAndRemainder(dividingBy: parts[1])
        guard rest == 0 else { return "\(parts[0])/\(parts[1])" }
        return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
    }
}

/// Scopes of plan lines and tasks in a line.
enum ScopeWords {
    /// A stratum (分层): a credit class, those without one, or all.
    static func stratum(_ name: String, in language: Language) -> String {
        guard language == .chinese else { return name }
        switch name {
        case "all": return "不分层"
        case "unrated": return "未评级"
        default: return name
        }
    }

    /// The strata with their shares or numbers.
    static func strata(_ row: BusinessRow, in language: Language) -> String {
        row.rows("strata").map { stratum in
            let name = ScopeWords.stratum(stratum.shown("stratum"), in: language)
            let (low, high) = (stratum.integer("min") ?? 0, stratum.integer("max"))
            let isFixed = high.map { $0 == low } ?? false
            let share =
                isFixed ? (language == .chinese ? "\(low) 户" : "\(low)") : RatioWords.text(stratum.shown("ratio"))
            return stratum.shown("stratum") == "all" ? share : "\(name) \(share)"
        }.joined(separator: " ")
    }

    static func line(_ row: BusinessRow) -> String {
        let parts: [String] = [
            row.shown("line"), row.shown("name"), row.texts("items").joined(separator: "，"),
            ([row.shown("kind")] + row.texts("tags")).filter { !$0.isEmpty }.joined(separator: "·"),
            row.text("mode") == "sample"
                ? strata(row, in: .chinese) : BusinessWords.mode(row.shown("mode")).chinese,
            "\(row.shown("from"))—\(row.shown("to"))",
        ]
        return DisplayText.clean(parts.filter { !$0.isEmpty }.joined(separator: "  "), limit: 400)
    }
}
