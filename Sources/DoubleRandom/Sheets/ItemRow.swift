import Ledger

/// A row of 随机抽查事项清单, domain dossier 2.1.
public struct ItemRow: SheetRow, Equatable {
    /// 事项类别.
    public enum Class: String, Sendable, Hashable {
        /// 重点检查事项.
        case key
        /// 一般检查事项.
        case general
    }

    /// 事项编码; many published lists have none, then the office gives one.
    public let code: ItemCode?
    /// 单位名称.
    public let department: Bytes?
    /// 检查项目.
    public let category: Bytes?
    /// 检查事项.
    public let name: Bytes
    /// 事项类别.
    public let itemClass: Class
    /// 检查对象.
    public let object: Bytes?
    /// 检查主体.
    public let subject: Bytes?
    /// 检查依据, one a law.
    public let basis: [Bytes]
    /// 检查方式.
    public let methods: [Bytes]
    /// 检查内容.
    public let content: Bytes?
    /// The lower end of 抽查比例, where a range is written.
    public let ratioMin: SheetRatio?
    /// 抽查比例, or the upper end of a range: the cap of a general item (R4).
    public let ratioCap: SheetRatio?
    /// 抽查频次 in the office's words.
    public let frequency: Bytes?
    /// 是否适用跨部门联合抽查.
    public let isJoint: Bool?
    /// 联合部门.
    public let departments: [Bytes]
    /// 检查人员要求.
    public let requirement: Bytes?
    /// 备注.
    public let note: Bytes?

    public static var kind: SheetKind { .items }

    public var keys: [Bytes] {
        if let code { return [Bytes("item/".utf8) + code.bytes] }
        return [Bytes("name/".utf8) + ComparisonText.key(category ?? []) + [0x7C] + ComparisonText.key(name)]
    }

    public var fields: [SheetField] {
        func list(_ list: [Bytes]) -> Bytes? { list.isEmpty ? nil : Bytes(list.joined(separator: "，".utf8)) }
        return [
            SheetField("code", code?.bytes), SheetField("department", department), SheetField("category", category),
            SheetField("name", name), SheetField("class", Bytes(itemClass.rawValue.utf8)),
            SheetField("object", object), SheetField("subject", subject), SheetField("basis", list(basis)),
            SheetField("method", list(methods)), SheetField("content", content),
            SheetField("ratioMin", ratioMin?.text), SheetField("ratioCap", ratioCap?.text),
            SheetField("frequency", frequency), SheetField("joint", isJoint.map { Bytes(($0 ? "是" : "否").utf8) }),
            SheetField("departments", list(departments)), SheetField("requirement", requirement),
            SheetField("note", note),
        ]
    }

    public static func read(_ reader: inout RowReader) -> ItemRow? {
        let name = reader.text("name", limit: 200, required: true)
        let code = readCode(&reader)
        let itemClass = readClass(&reader)
        let (low, high, frequencyInRatio) = readRatio(&reader)
        if itemClass == .general, high == nil { reader.find(.rowItemCap, .warning, "ratio") }
        let department = reader.text("department", limit: 100)
        let category = reader.text("category", limit: 200)
        let object = reader.text("object", limit: 200)
        let subject = reader.text("subject", limit: 200)
        let basis = reader.list("basis", limit: 8_000, dividers: "；;\n\r")
        if basis.isEmpty { reader.find(.rowMissing, .refusal, reader.has("basis") ? "basis" : nil, "检查依据") }
        let methods = reader.list("method", limit: 200, dividers: "，、；;,+＋\n\r")
        let content = reader.text("content", limit: 4_000)
        let frequency = reader.text("frequency", limit: 100) ?? frequencyInRatio
        let isJoint = reader.flag("joint")
        let departments = reader.list("departments", limit: 400)
        let requirement = reader.text("requirement", limit: 300)
        let note = reader.text("note", limit: 600)
        guard let name, let itemClass else { return nil }
        return ItemRow(
            code: code, department: department, category: category, name: name, itemClass: itemClass, object: object,
            subject: subject, basis: basis, methods: methods, content: content, ratioMin: low, ratioCap: high,
            frequency: frequency, isJoint: isJoint, departments: departments, requirement: requirement, note: note)
    }

    private static func readCode(_ reader: inout RowReader) -> ItemCode? {
        guard reader.text("code", limit: 60) != nil else {
            reader.find(.rowItemCode, .warning, "code")
            return nil
        }
        let typed = TypedText(code: reader.raw("code"))
        do {
            let code = try ItemCode(typed.bytes)
            if !typed.undone.isEmpty { reader.find(.codeNormalised, .note, "code") }
            return code
        } catch {
            reader.find(error, .refusal, "code")
            return nil
        }
    }

    private static func readClass(_ reader: inout RowReader) -> Class? {
        guard let word = reader.text("class", limit: 60, required: true) else {
            if !reader.has("class") { reader.find(.rowMissing, .refusal, nil, "事项类别") }
            return nil
        }
        switch word.text {
        case "重点检查事项", "重点抽查事项", "重点事项", "重点": return .key
        case "一般检查事项", "一般抽查事项", "一般事项", "一般": return .general
        default:
            reader.find(.rowWord, .refusal, "class", word.prefix(40).text)
            return nil
        }
    }

    /// `30%`, `10%—20%`, or `30%，每年1次`, whose second part is a frequency.
    private static func readRatio(_ reader: inout RowReader) -> (SheetRatio?, SheetRatio?, Bytes?) {
        guard let text = reader.text("ratio", limit: 200) else { return (nil, nil, nil) }
        let parts = SheetText.list(text, dividers: "，,；;、")
        guard let first = parts.first else { return (nil, nil, nil) }
        let frequency = parts.count > 1 ? Bytes(parts.dropFirst().joined(separator: "，".utf8)) : nil
        var ends: [Bytes] = [first]
        for dash in ["—", "–", "-", "－", "~", "～", "至"] where ends.count == 1 {
            let halves = first.text.components(dividedBy: dash)
            if halves.count == 2 { ends = halves.map { Bytes($0.utf8) } }
        }
        let readings = ends.map { SheetRatio.read($0) }
        guard let last = readings.last ?? nil, !readings.contains(where: { $0 == nil }) else {
            reader.find(.rowNumber, .warning, "ratio", text.prefix(40).text)
            return (nil, nil, frequency)
        }
        // `10-20%`: the first end takes its unit from the last.
        var low = readings.count == 2 ? readings[0]?.ratio : nil
        if readings.count == 2, ends[1].last == UInt8(ascii: "%"), ends[0].last != UInt8(ascii: "%") {
            low = SheetRatio.read(ends[0] + [UInt8(ascii: "%")])?.ratio
        }
        if last.isGuess {
            reader.find(.rowNumber, .warning, "ratio", "\(text.prefix(40).text) → \(last.ratio.text.text)")
        }
        if let low, low.numerator * last.ratio.denominator > last.ratio.numerator * low.denominator {
            reader.find(.rowNumber, .refusal, "ratio", text.prefix(40).text)
        }
        return (low, last.ratio, frequency)
    }
}

extension String {
    /// The parts between the places where a text stands, compared by bytes.
    fileprivate func components(dividedBy divider: String) -> [String] {
        let bytes = Bytes(utf8)
        let mark = Bytes(divider.utf8)
        var parts: [Bytes] = []
        var part = Bytes()
        var position = 0
        while position < bytes.count {
            if bytes[position...].starts(with: mark) {
                parts.append(part)
                part = []
                position += mark.count
            } else {
                part.append(bytes[position])
                position += 1
            }
        }
        return (parts + [part]).map(\.text)
    }
}
