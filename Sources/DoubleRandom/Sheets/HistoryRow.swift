import Ledger

/// A row of 期初检查记录: an inspection from before the ledger, taken on trust and marked so for ever.
public struct HistoryRow: SheetRow, Equatable {
    /// 对象编号, where the registry's own id is given.
    public let id: ObjectID?
    /// 统一社会信用代码/注册号, as it stands in the registry.
    public let code: Bytes?
    /// 企业名称, for whoever reads the verdicts.
    public let name: Bytes?
    /// 检查事项, item codes or words.
    public let items: [Bytes]
    /// 检查日期.
    public let on: CivilDate
    /// 检查人员, staff numbers.
    public let inspectors: [Bytes]
    /// 检查结果 in the words of the time.
    public let result: Bytes?
    /// 任务编号 of the time.
    public let task: Bytes?

    public static var kind: SheetKind { .history }

    public var keys: [Bytes] {
        let subject = id?.bytes ?? code ?? []
        let list = Bytes(items.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0x7C]))
        return [Bytes("visit/".utf8) + subject + Bytes("|\(on)|".utf8) + list]
    }

    public var fields: [SheetField] {
        func list(_ list: [Bytes]) -> Bytes? { list.isEmpty ? nil : Bytes(list.joined(separator: "，".utf8)) }
        return [
            SheetField("id", id?.bytes), SheetField("code", code), SheetField("name", name),
            SheetField("items", list(items)), SheetField("on", Bytes(on.description.utf8)),
            SheetField("inspectors", list(inspectors)), SheetField("result", result), SheetField("task", task),
        ]
    }

    public static func read(_ reader: inout RowReader) -> HistoryRow? {
        let (id, code) = SubjectCells.read(&reader)
        let items = reader.list("items", limit: 2_000)
        if items.isEmpty { reader.find(.rowMissing, .refusal, reader.has("items") ? "items" : nil, "检查事项") }
        let day = reader.date("on", .refusal)?.day
        if day == nil, SheetText.isNone(SheetText.trim(reader.raw("on"))) {
            reader.find(.rowMissing, .refusal, reader.has("on") ? "on" : nil, "检查日期")
        }
        if let day, let today = reader.context.today, day > today {
            reader.find(.rowDateFuture, .refusal, "on", day.description)
        }
        let rest = (
            name: reader.text("name", limit: 200), inspectors: reader.list("inspectors", limit: 600),
            result: reader.text("result", limit: 200), task: reader.text("task", limit: 60)
        )
        guard let day, id != nil || code != nil else { return nil }
        return HistoryRow(
            id: id, code: code, name: rest.name, items: items, on: day, inspectors: rest.inspectors,
            result: rest.result, task: rest.task)
    }
}

/// A row of 外部抽取名单: an object that a provincial platform drew, with the inspectors it drew for it.
public struct DrawnRow: SheetRow, Equatable {
    /// 对象编号.
    public let id: ObjectID?
    /// 统一社会信用代码/注册号.
    public let code: Bytes?
    /// 企业名称.
    public let name: Bytes?
    /// 检查人员, staff numbers or ids.
    public let inspectors: [Bytes]

    public static var kind: SheetKind { .drawn }
    public var keys: [Bytes] { [Bytes("drawn/".utf8) + (id?.bytes ?? code ?? [])] }
    public var fields: [SheetField] {
        let list = Bytes(inspectors.joined(separator: "，".utf8))
        return [
            SheetField("id", id?.bytes), SheetField("code", code), SheetField("name", name),
            SheetField("inspectors", list.isEmpty ? nil : list),
        ]
    }

    public static func read(_ reader: inout RowReader) -> DrawnRow? {
        let (id, code) = SubjectCells.read(&reader)
        let name = reader.text("name", limit: 200)
        let inspectors = reader.list("inspectors", limit: 600)
        if inspectors.isEmpty { reader.find(.rowMissing, .refusal, "inspectors") }
        guard id != nil || code != nil else { return nil }
        return DrawnRow(id: id, code: code, name: name, inspectors: inspectors)
    }
}

/// The cells that say which object a row is about.
enum SubjectCells {
    static func read(_ reader: inout RowReader) -> (id: ObjectID?, code: Bytes?) {
        var id: ObjectID?
        if let text = reader.text("id", limit: 100) {
            do { id = try ObjectID(text) } catch { reader.find(error, .refusal, "id") }
        }
        let code = readCode(&reader)
        if id == nil, code == nil, reader.text("code", limit: 60) == nil {
            reader.find(.rowMissing, .refusal, reader.has("code") ? "code" : nil, "统一社会信用代码/注册号")
        }
        return (id, code)
    }

    private static func readCode(_ reader: inout RowReader) -> Bytes? {
        guard reader.text("code", limit: 60) != nil else { return nil }
        let raw = reader.raw("code")
        do {
            if TypedText(code: raw).bytes.isDigits(15) {
                let reading = try RegistrationNumber.read(raw)
                for warning in reading.warnings { reader.find(warning, .warning, "code") }
                return reading.number.bytes
            }
            let reading = try SocialCreditCode.read(raw)
            for warning in reading.warnings { reader.find(warning, .warning, "code") }
            return reading.code.bytes
        } catch {
            reader.find(error, .refusal, "code")
            return nil
        }
    }
}
