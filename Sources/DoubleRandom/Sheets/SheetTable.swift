import Ledger

/// A sheet whose columns this program gave out itself (工作簿): found by one of its titles, its cells by their titles. The
/// office's own sheets are read by ``SheetReading``, which knows what offices call their columns.
public struct SheetTable: Sendable {
    /// A row below the titles that is not blank.
    public struct Row: Sendable {
        /// The row's number as a spreadsheet counts, from 1.
        public let number: Int
        private let cells: [Bytes: Bytes]

        init(number: Int, titles: [Bytes], cells: [Bytes]) {
            self.number = number
            self.cells = Dictionary(zip(titles, cells)) { first, _ in first }
        }

        /// The cell under a title, without blanks at its ends; nil where it is empty or not there.
        public subscript(title: String) -> String? {
            cells[Bytes(title.utf8)].flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The rows in their order.
    public let rows: [Row]

    /// Reads a CSV file in any encoding and with any delimiter that a spreadsheet writes.
    /// - Parameter title: a title of the header row; what stands above it is left out.
    /// - Throws: `sheet.tooLarge`, `sheet.workbook`, `sheet.encoding`, `sheet.quotes`, `sheet.header`.
    public static func read(_ file: Bytes, titled title: String) throws(DoubleRandomError) -> SheetTable {
        guard file.count <= SheetScanner.maximumByteCount else {
            throw DoubleRandomError(.sheetTooLarge, "\(file.count)")
        }
        let title = Bytes(title.utf8)
        for candidate in try DecodedSheet.candidates(file) {
            for delimiter in SheetScanner.delimiters {
                let records = try SheetScanner.scan(candidate.text, delimiter: delimiter)
                    .map { (number: $0.number, cells: $0.cells.map { Bytes(SheetText.trim($0)) }) }
                guard let header = records.firstIndex(where: { $0.cells.contains(title) }) else { continue }
                return SheetTable(
                    rows: records[(header + 1)...].filter { !$0.cells.allSatisfy(\.isEmpty) }
                        .map { Row(number: $0.number, titles: records[header].cells, cells: $0.cells) })
            }
        }
        throw DoubleRandomError(.sheetHeader)
    }
}
