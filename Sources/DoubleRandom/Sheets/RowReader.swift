import Ledger

/// The cells of one row by column, and what is found while they are read.
public struct RowReader {
    let context: SheetContext
    private let plan: ColumnPlan
    private let cells: [Bytes]
    /// Values of the row above for columns of merged cells.
    private let above: [String: Bytes]
    private(set) var findings: [RowFinding] = []
    /// Values that the next row takes over where its cell is empty.
    private(set) var carried: [String: Bytes]

    init(cells: [Bytes], plan: ColumnPlan, above: [String: Bytes], kind: SheetKind, context: SheetContext) {
        self.cells = cells
        self.plan = plan
        self.above = above
        self.context = context
        carried = [:]
        for column in kind.columns where column.isCarried {
            if let position = plan.positions[column.name], position < cells.count {
                let value = SheetText.trim(cells[position])
                carried[column.name] = value.isEmpty ? above[column.name] : value
            }
        }
    }

    /// Whether the sheet has a column.
    func has(_ column: String) -> Bool { plan.positions[column] != nil }

    /// Records a finding.
    mutating func find(
        _ code: ErrorCode, _ severity: RowFinding.Severity, _ column: String? = nil, _ detail: String = ""
    ) {
        let header = column.flatMap { plan.positions[$0] }.map { plan.headers[$0] }
        findings.append(RowFinding(code: code, severity: severity, column: header, detail: detail))
    }

    /// Records an error of a code as a finding.
    mutating func find(_ error: DoubleRandomError, _ severity: RowFinding.Severity, _ column: String) {
        find(error.code, severity, column, error.detail)
    }

    /// The cell as it stands; empty where there is none.
    func raw(_ column: String) -> Bytes {
        guard let position = plan.positions[column], position < cells.count else { return [] }
        return cells[position]
    }

    /// A text without blanks around; nil where the cell is empty or says "none".
    /// - Parameter limit: the most characters.
    mutating func text(
        _ column: String, limit: Int, required: Bool = false, keepsNone: Bool = false
    ) -> Bytes? {
        var text = SheetText.trim(raw(column))
        if text.isEmpty, let value = above[column] {
            text = value
            find(.rowCarried, .note, column)
        }
        if text.first == UInt8(ascii: "#"),
            ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"]
                .contains(where: { $0.utf8.elementsEqual(text) }) || (text.count > 2 && text.allSatisfy { $0 == 0x23 })
        {
            find(.rowCellError, required ? .refusal : .warning, column, text.prefix(12).text)
            return nil
        }
        guard keepsNone ? !text.isEmpty : !SheetText.isNone(text) else {
            if required { find(.rowMissing, .refusal, column) }
            return nil
        }
        guard SheetText.length(text) <= limit else {
            find(.rowTooLong, .refusal, column, "\(SheetText.length(text)) > \(limit)")
            return nil
        }
        // U+FFFD, and what UTF-8's U+FFFD looks like when it is read as GBK.
        if text.contains(where: { $0 == 0xEF }),
            String(decoding: text, as: UTF8.self).unicodeScalars.contains("\u{FFFD}") || Self.holds(text, "锟斤拷")
        {
            find(.rowTextDamaged, required ? .refusal : .warning, column)
        } else if Self.holds(text, "锟斤拷") {
            find(.rowTextDamaged, required ? .refusal : .warning, column)
        }
        return text
    }

    /// A date; nil where the cell is empty or no date.
    mutating func date(_ column: String, _ severity: RowFinding.Severity = .warning) -> SheetDate? {
        guard let text = text(column, limit: 60) else { return nil }
        switch SheetDate.read(text) {
        case .date(let date): return date
        case .serial: find(.rowDateSerial, severity, column, text.text)
        case .none: find(.rowDate, severity, column, text.prefix(40).text)
        }
        return nil
    }

    /// A day of the past; one of the future is said.
    mutating func pastDay(_ column: String) -> CivilDate? {
        guard let day = date(column)?.day else { return nil }
        if let today = context.today, day > today { find(.rowDateFuture, .warning, column, day.description) }
        return day
    }

    /// A list; empty where the cell is.
    mutating func list(_ column: String, limit: Int, dividers: String = "，、；;,|\n\r") -> [Bytes] {
        guard text(column, limit: limit) != nil else { return [] }
        let cell = raw(column)
        // Line breaks divide, so the cell is read before they became blanks.
        return SheetText.list(SheetText.trim(cell).isEmpty ? above[column] ?? [] : cell, dividers: dividers)
    }

    /// Yes or no; nil where the cell is empty or neither.
    mutating func flag(_ column: String) -> Bool? {
        guard let text = text(column, limit: 60, keepsNone: true) else { return nil }
        switch text.text {
        case "是", "Y", "y", "1", "有", "适用", "√", "✓": return true
        case "否", "N", "n", "0", "无", "不适用", "×", "-", "/", "—": return false
        default:
            find(.rowWord, .warning, column, text.prefix(40).text)
            return nil
        }
    }

    /// A telephone number, mobile or fixed; personal.
    mutating func telephone(_ column: String) -> Bytes? {
        guard text(column, limit: 60) != nil else { return nil }
        let typed = TypedText(code: raw(column))
        guard !typed.isDamagedNumber else {
            find(.codeDamaged, .warning, column)
            return nil
        }
        let digits = typed.bytes.filter {
            $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")")
        }
        let isMobile = digits.isDigits(11) && digits[0] == UInt8(ascii: "1") && digits[1] > UInt8(ascii: "2")
        let isFixed = (7...12).contains(digits.count) && digits.allSatisfy(\.isDigit) && !digits.starts(with: [0x31])
        if !isMobile && !isFixed { find(.rowTelephone, .warning, column) }
        return typed.bytes
    }

    private static func holds(_ text: Bytes, _ part: String) -> Bool { text.text.contains(part) }
}
