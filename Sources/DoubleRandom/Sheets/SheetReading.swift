// From the bytes of a file to a verdict on every row. Nothing is dropped: what is no data (title, total) is listed as
// such, and the raw cells of every row stand beside what was read.
//
// Example: a file of title, header, 3 rows and 合计 gives 6 rows: notData, notData, accepted ×3, notData.

import Ledger

/// A row with its verdict.
public struct JudgedRow<Row: SheetRow>: Sendable {
    /// The row's number as a spreadsheet counts, from 1.
    public let number: Int
    /// The line of the file on which it begins, from 1.
    public let line: Int
    /// The cells as they stand, in UTF-8.
    public let cells: [Bytes]
    /// The verdict.
    public let verdict: RowVerdict
    /// What was found, in the order of the columns' reading.
    public let findings: [RowFinding]
    /// The fields; nil where the row is refused, no data, a repetition, or was merged into an earlier row.
    public let row: Row?
    /// The number of the earlier row that stands for this one: it repeats it, or its labels were added there.
    public let mergedInto: Int?
    /// What identifies the subject, also where the row is refused, so that a refused row does not count as missing.
    public let keys: [Bytes]
}

/// A sheet that was read.
public struct SheetReading<Row: SheetRow>: Sendable {
    /// The encoding that was found.
    public let encoding: SheetEncoding
    /// The delimiter that was found, an ASCII byte.
    public let delimiter: UInt8
    /// The number of the header row.
    public let headerRow: Int
    /// The header, a cell each.
    public let headers: [Bytes]
    /// The columns that are read, by their stable names, each with its position from 0, in the order of the sheet.
    public let columns: [(name: String, position: Int)]
    /// Headers that no column is known for; their cells are kept raw.
    public let unread: [Bytes]
    /// Every row that is not blank.
    public let rows: [JudgedRow<Row>]

    /// How many rows have a verdict.
    public func count(_ verdict: RowVerdict) -> Int { rows.count { $0.verdict == verdict } }

    /// Rows that may enter the registry, in order.
    public var admissible: [Row] { rows.compactMap(\.row) }

    /// The mapping that was used, to be saved for a source.
    /// - Throws: `sheet.mapping`, where the source's name is too long.
    public func mapping(source: Bytes) throws(DoubleRandomError) -> ColumnMapping {
        try ColumnMapping(
            kind: Row.kind, source: source,
            entries: columns.map { ColumnMapping.Entry(header: headers[$0.position], column: $0.name) })
    }

    /// Reads a file.
    /// - Parameters:
    ///   - file: the bytes of a CSV file, 32 MiB at most.
    ///   - mapping: the saved mapping of the source; nil reads by the known headers.
    /// - Throws: `sheet.*` where the file as a whole cannot be read.
    public static func read(
        _ file: Bytes, mapping: ColumnMapping? = nil, context: SheetContext = SheetContext()
    ) throws(DoubleRandomError) -> SheetReading {
        guard file.count <= SheetScanner.maximumByteCount else {
            throw DoubleRandomError(.sheetTooLarge, "\(file.count)")
        }
        if let mapping, mapping.kind != Row.kind { throw DoubleRandomError(.sheetMapping, mapping.kind.rawValue) }
        var first: DoubleRandomError?
        for candidate in try DecodedSheet.candidates(file) {
            do {
                return try read(candidate, mapping: mapping, context: context)
            } catch {
                // Only a missing header speaks for another encoding.
                guard error == DoubleRandomError(.sheetHeader) else { throw error }
                first = first ?? error
            }
        }
        throw first ?? DoubleRandomError(.sheetEncoding)
    }

    private static var headerSearchCount: Int { 30 }

    private static func read(
        _ sheet: DecodedSheet, mapping: ColumnMapping?, context: SheetContext
    ) throws(DoubleRandomError) -> SheetReading {
        let (delimiter, headerRow, plan) = try findHeader(sheet.text, mapping: mapping)
        let records = try SheetScanner.scan(sheet.text, delimiter: delimiter)
        var drafts: [RowDraft<Row>] = []
        var above: [String: Bytes] = [:]
        for record in records where !record.isBlank {
            var draft = RowDraft<Row>(record)
            if record.number <= headerRow {
                draft.setAside(record.number == headerRow ? .rowHeader : .rowTitle)
            } else if let code = SideRow.code(record.cells, plan: plan, kind: Row.kind) {
                draft.setAside(code)
            } else {
                draft.read(plan: plan, above: &above, context: context)
            }
            drafts.append(draft)
        }
        guard drafts.contains(where: { !$0.isSetAside }) else { throw DoubleRandomError(.sheetEmpty) }
        SheetDuplicates.judge(&drafts)
        let read = plan.positions.sorted { $0.value < $1.value }.map { (name: $0.key, position: $0.value) }
        return SheetReading(
            encoding: sheet.encoding, delimiter: delimiter, headerRow: headerRow, headers: plan.headers, columns: read,
            unread: plan.headers.indices.filter { position in
                !plan.headers[position].isEmpty && !read.contains { $0.position == position }
            }.map { plan.headers[$0] },
            rows: drafts.map(\.judged))
    }

    /// The delimiter and the header row that know the most columns.
    private static func findHeader(
        _ text: Bytes, mapping: ColumnMapping?
    ) throws(DoubleRandomError) -> (UInt8, Int, ColumnPlan) {
        var best: (delimiter: UInt8, row: Int, plan: ColumnPlan)?
        var refusal: DoubleRandomError?
        for delimiter in SheetScanner.delimiters {
            for record in try SheetScanner.scan(text, delimiter: delimiter, limit: headerSearchCount) {
                do {
                    guard let plan = try ColumnPlan.plan(record.cells, kind: Row.kind, mapping: mapping) else {
                        continue
                    }
                    if plan.positions.count > best?.plan.positions.count ?? 0 {
                        best = (delimiter, record.number, plan)
                    }
                } catch {
                    refusal = refusal ?? error
                }
            }
        }
        if let best { return (best.delimiter, best.row, best.plan) }
        throw refusal ?? DoubleRandomError(.sheetHeader)
    }
}

/// A row while it is judged.
struct RowDraft<Row: SheetRow> {
    let record: SheetRecord
    var findings: [RowFinding] = []
    var row: Row?
    var isSetAside = false
    var mergedInto: Int?

    init(_ record: SheetRecord) { self.record = record }

    var isRefused: Bool { findings.contains { $0.severity == .refusal } }

    mutating func setAside(_ code: ErrorCode) {
        isSetAside = true
        find(code, .note)
    }

    mutating func find(_ code: ErrorCode, _ severity: RowFinding.Severity, _ detail: String = "") {
        findings.append(RowFinding(code: code, severity: severity, column: nil, detail: detail))
    }

    mutating func read(plan: ColumnPlan, above: inout [String: Bytes], context: SheetContext) {
        if record.isUnclosed { find(.rowQuote, .refusal) }
        if record.cells.dropFirst(plan.headers.count).contains(where: { !SheetText.trim($0).isEmpty }) {
            find(.rowCells, .refusal, "\(record.cells.count) > \(plan.headers.count)")
        }
        var reader = RowReader(cells: record.cells, plan: plan, above: above, kind: Row.kind, context: context)
        row = Row.read(&reader)
        findings += reader.findings
        above = reader.carried
    }

    var judged: JudgedRow<Row> {
        let verdict: RowVerdict =
            if isSetAside {
                .notData
            } else if isRefused {
                .refused
            } else if findings.contains(where: { $0.severity == .warning }) {
                .warning
            } else {
                .accepted
            }
        return JudgedRow(
            number: record.number, line: record.line, cells: record.cells, verdict: verdict, findings: findings,
            row: isSetAside || isRefused || mergedInto != nil ? nil : row, mergedInto: mergedInto,
            keys: row?.keys ?? [])
    }
}

/// Rows below the header that are no data.
enum SideRow {
    static func code(_ cells: [Bytes], plan: ColumnPlan, kind: SheetKind) -> ErrorCode? {
        if plan.isHeader(cells) { return .rowHeader }
        let filled = cells.map { SheetText.trim($0) }.enumerated().filter { !$0.element.isEmpty }
        if filled.count > 2, filled.allSatisfy({ isColumnNumber($0.element, $0.offset + 1) }) { return .rowHeader }
        guard let first = filled.first else { return nil }
        // A row with a code is data whatever its first word; `1户` in that column is none.
        let codes = ["code", "registration", "identity", "certificate"].compactMap { plan.positions[$0] }
        let holdsCode = filled.contains { cell in
            codes.contains(cell.offset) && cell.element.count { $0.isDigit || $0.isCapital } >= 8
        }
        let word = ComparisonText.key(first.element).text
        for total in ["合计", "总计", "小计", "共计", "总数"] where word.hasPrefix(total) && !holdsCode {
            let rest = word.dropFirst(total.count)
            if rest.allSatisfy({ ":.0123456789户家人条项个".contains($0) }) { return .rowTotal }
        }
        if !holdsCode, filled.count == 1, word.first == "共", word.dropFirst().first?.isNumber == true {
            return .rowTotal
        }
        let notes = [
            "注:", "备注:", "说明:", "填表说明", "填报单位", "填报人", "填表人", "制表人", "制表:", "审核人", "审核:", "负责人:", "单位(盖章)",
            "联系人:", "填报日期", "填表日期",
        ]
        if !holdsCode, filled.count <= max(2, plan.headers.count / 3), notes.contains(where: { word.hasPrefix($0) }) {
            return .rowFootnote
        }
        return nil
    }

    private static func isColumnNumber(_ cell: Bytes, _ position: Int) -> Bool {
        let digits = ComparisonText.key(cell).filter { $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")") }
        return digits.elementsEqual(String(position).utf8)
    }
}
