import Ledger

/// A line of 年度抽查工作计划, domain dossier 2.4.
public struct PlanLineRow: SheetRow, Equatable {
    /// 序号 in the plan.
    public let number: Int?
    /// 抽查计划编号, where the sheet names it.
    public let plan: PlanNumber?
    /// 任务名称.
    public let name: Bytes
    /// 抽查事项, item codes or words.
    public let items: [Bytes]
    /// 检查对象范围.
    public let object: Bytes?
    /// 抽取类型: 定向 true, 不定向 false.
    public let isDirected: Bool?
    /// 抽查户数.
    public let count: Int?
    /// 抽查比例.
    public let ratio: SheetRatio?
    /// 抽查频率 in the office's words.
    public let frequency: Bytes?
    /// 检查方式.
    public let methods: [Bytes]
    /// 组织层级.
    public let organising: Bytes?
    /// 实施层级.
    public let carrying: Bytes?
    /// 抽取日期自.
    public let from: CivilDate?
    /// 抽取日期至.
    public let to: CivilDate?
    /// 抽查完成时限.
    public let until: CivilDate?
    /// 检查时间 in the office's words (3—5月).
    public let period: Bytes?
    /// 牵头部门.
    public let lead: Bytes?
    /// 参与部门.
    public let departments: [Bytes]
    /// 抽查名单, whether or when the list is public, in the office's words.
    public let list: Bytes?
    /// 备注.
    public let note: Bytes?

    public static var kind: SheetKind { .planLines }

    public var keys: [Bytes] {
        let plan = plan?.bytes ?? []
        if let number { return [Bytes("line/".utf8) + plan + [0x7C] + Bytes(String(number).utf8)] }
        return [Bytes("name/".utf8) + plan + [0x7C] + ComparisonText.key(name)]
    }

    public var fields: [SheetField] {
        func day(_ date: CivilDate?) -> Bytes? { date.map { Bytes($0.description.utf8) } }
        func list(_ list: [Bytes]) -> Bytes? { list.isEmpty ? nil : Bytes(list.joined(separator: "，".utf8)) }
        return [
            SheetField("number", number.map { Bytes(String($0).utf8) }), SheetField("plan", plan?.bytes),
            SheetField("name", name), SheetField("items", list(items)), SheetField("object", object),
            SheetField("directed", isDirected.map { Bytes(($0 ? "定向" : "不定向").utf8) }),
            SheetField("count", count.map { Bytes(String($0).utf8) }), SheetField("ratio", ratio?.text),
            SheetField("frequency", frequency), SheetField("method", list(methods)),
            SheetField("organising", organising), SheetField("carrying", carrying), SheetField("from", day(from)),
            SheetField("to", day(to)), SheetField("until", day(until)), SheetField("period", period),
            SheetField("lead", lead), SheetField("departments", list(departments)), SheetField("list", self.list),
            SheetField("note", note),
        ]
    }

    public static func read(_ reader: inout RowReader) -> PlanLineRow? {
        let name = reader.text("name", limit: 100, required: true)
        var plan: PlanNumber?
        if reader.text("plan", limit: 60) != nil {
            let typed = TypedText(code: reader.raw("plan"))
            if typed.isDamagedNumber {
                reader.find(.codeDamaged, .refusal, "plan", typed.bytes.text)
            } else {
                do { plan = try PlanNumber(typed.bytes) } catch { reader.find(error, .refusal, "plan") }
            }
        }
        let number = readNumber(&reader, "number", .warning)
        let count = readNumber(&reader, "count", .refusal)
        var ratio: SheetRatio?
        if let text = reader.text("ratio", limit: 60) {
            if let reading = SheetRatio.read(text) {
                ratio = reading.ratio
                if reading.isGuess {
                    reader.find(.rowNumber, .warning, "ratio", "\(text.text) → \(reading.ratio.text.text)")
                }
            } else {
                reader.find(.rowNumber, .refusal, "ratio", text.text)
            }
        }
        let saysRatio = !SheetText.isNone(SheetText.trim(reader.raw("ratio")))
        let saysCount = !SheetText.isNone(SheetText.trim(reader.raw("count")))
        if !saysRatio, !saysCount { reader.find(.rowQuota, .refusal) }
        let from = reader.date("from", .refusal)?.day
        let to = reader.date("to", .refusal)?.day
        let until = reader.date("until", .refusal)?.day
        if let from, let to, to < from { reader.find(.rowDateOrder, .refusal, "to", "\(from) > \(to)") }
        if let from, let until, until < from { reader.find(.rowDateOrder, .refusal, "until", "\(from) > \(until)") }
        let items = reader.list("items", limit: 2_000)
        if items.isEmpty { reader.find(.rowMissing, .refusal, reader.has("items") ? "items" : nil, "抽查事项") }
        var isDirected: Bool?
        if let word = reader.text("directed", limit: 30) {
            switch word.text {
            case "定向", "定向抽查", "1": isDirected = true
            case "不定向", "不定向抽查", "2": isDirected = false
            default: reader.find(.rowWord, .warning, "directed", word.text)
            }
        }
        let row = (
            object: reader.text("object", limit: 400), frequency: reader.text("frequency", limit: 100),
            methods: reader.list("method", limit: 200, dividers: "，、；;,+＋\n\r"),
            organising: reader.text("organising", limit: 30), carrying: reader.text("carrying", limit: 30),
            period: reader.text("period", limit: 100), lead: reader.text("lead", limit: 100),
            departments: reader.list("departments", limit: 600), list: reader.text("list", limit: 60),
            note: reader.text("note", limit: 600)
        )
        if from == nil && to == nil, SheetText.isNone(SheetText.trim(reader.raw("from"))) {
            reader.find(.rowMissing, .warning, reader.has("from") ? "from" : nil, "抽取日期")
        }
        guard let name else { return nil }
        return PlanLineRow(
            number: number, plan: plan, name: name, items: items, object: row.object, isDirected: isDirected,
            count: count, ratio: ratio, frequency: row.frequency, methods: row.methods, organising: row.organising,
            carrying: row.carrying, from: from, to: to, until: until, period: row.period, lead: row.lead,
            departments: row.departments, list: row.list, note: row.note)
    }

    private static func readNumber(
        _ reader: inout RowReader, _ column: String, _ severity: RowFinding.Severity
    ) -> Int? {
        guard let text = reader.text(column, limit: 30) else { return nil }
        guard let number = SheetNumber.read(text) else {
            reader.find(.rowNumber, severity, column, text.text)
            return nil
        }
        return number
    }
}
