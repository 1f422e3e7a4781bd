// CSV as spreadsheets write it (RFC 4180 and its relatives), scanned by bytes. SwiftCSV is not used for the office's
// sheets: it gives no row numbers, throws the whole file away for one wrong quotation mark (`5"管` in an address), takes
// U+2028 and vertical tabs for line ends, and compares by grapheme, so that a comma followed by a combining mark is none.
// Here every line that is not blank comes out, with its number, whatever is wrong with it.
//
//   record = cell *(delimiter cell) (CRLF / LF / CR)      cell = text / DQUOTE *(any / 2DQUOTE) DQUOTE
//
// A quotation mark inside a bare cell is text. What follows a closed quotation is text too. A quotation that is never
// closed ends at its own line, and the record says so.

import Ledger

/// One record of a sheet.
struct SheetRecord {
    /// The row's number as a spreadsheet counts, from 1.
    let number: Int
    /// The line on which it begins, from 1; larger than the number where earlier cells hold line breaks.
    let line: Int
    /// The cells, unquoted.
    let cells: [Bytes]
    /// Whether a quotation was opened and never closed.
    let isUnclosed: Bool

    var isBlank: Bool { cells.allSatisfy { SheetText.trim($0).isEmpty } }
}

struct SheetScanner {
    /// What spreadsheets divide cells by, the commonest first.
    static let delimiters = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
    static let maximumByteCount = 32 << 20
    static let maximumRowCount = 200_000
    static let maximumColumnCount = 256
    /// A spreadsheet's cell holds 32,767 characters; a quotation longer than that was never closed.
    static let maximumCellByteCount = 128 << 10
    static let maximumUnclosedCount = 100

    /// Splits a text into records.
    /// - Parameter limit: stop after so many records.
    /// - Throws: `sheet.tooLarge`, `sheet.quotes`.
    static func scan(
        _ text: Bytes, delimiter: UInt8, limit: Int = .max
    ) throws(DoubleRandomError) -> [SheetRecord] {
        var records: [SheetRecord] = []
        var position = 0
        var line = 1
        var unclosed = 0
        while position < text.count && records.count < limit {
            guard records.count < maximumRowCount else { throw DoubleRandomError(.sheetTooLarge, "\(maximumRowCount)") }
            var step = Step(text: text, position: position, delimiter: delimiter, readsQuotes: true)
            if !step.run() {
                unclosed += 1
                guard unclosed <= maximumUnclosedCount else { throw DoubleRandomError(.sheetQuotes, "\(line)") }
                step = Step(text: text, position: position, delimiter: delimiter, readsQuotes: false)
                _ = step.run()
                step.isUnclosed = true
            }
            guard step.cells.count <= maximumColumnCount else {
                throw DoubleRandomError(.sheetTooLarge, "\(line): \(step.cells.count)")
            }
            records.append(
                SheetRecord(number: records.count + 1, line: line, cells: step.cells, isUnclosed: step.isUnclosed))
            position = step.position
            line += step.lines
        }
        return records
    }

    /// The reading of one record.
    private struct Step {
        let text: Bytes
        var position: Int
        let delimiter: UInt8
        let readsQuotes: Bool
        var cells: [Bytes] = []
        var lines = 0
        var isUnclosed = false

        init(text: Bytes, position: Int, delimiter: UInt8, readsQuotes: Bool) {
            self.text = text
            self.position = position
            self.delimiter = delimiter
            self.readsQuotes = readsQuotes
        }

        /// Reads up to the end of the record; false where a quotation is not closed.
        mutating func run() -> Bool {
            var cell = Bytes()
            while true {
                if readsQuotes, cell.isEmpty, position < text.count, text[position] == UInt8(ascii: "\"") {
                    guard quotation(into: &cell) else { return false }
                }
                while position < text.count, text[position] != delimiter, !isLineEnd(text[position]) {
                    cell.append(text[position])
                    position += 1
                }
                cells.append(cell)
                cell = []
                guard position < text.count, text[position] == delimiter else { break }
                position += 1
                // More columns than any sheet has: stop collecting, the caller refuses.
                guard cells.count <= SheetScanner.maximumColumnCount else { return true }
            }
            if position < text.count { position += isCRLF ? 2 : 1 }
            lines += 1
            return true
        }

        private mutating func quotation(into cell: inout Bytes) -> Bool {
            position += 1
            while position < text.count {
                let byte = text[position]
                position += 1
                if byte == UInt8(ascii: "\"") {
                    guard position < text.count, text[position] == byte else { return true }
                    position += 1
                } else if byte == 0x0A || (byte == 0x0D && !(position < text.count && text[position] == 0x0A)) {
                    lines += 1
                }
                cell.append(byte)
                guard cell.count <= SheetScanner.maximumCellByteCount else { return false }
            }
            return false
        }

        private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

        private var isCRLF: Bool {
            text[position] == 0x0D && position + 1 < text.count && text[position + 1] == 0x0A
        }
    }
}

/// Text of cells and headers.
enum SheetText {
    /// Without blanks around; line breaks, tabs and other control characters inside become one blank.
    static func trim(_ cell: some Collection<UInt8>) -> Bytes {
        var scalars: [Unicode.Scalar] = []
        for scalar in String(decoding: Array(cell), as: UTF8.self).unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar == "\u{FEFF}"
            scalars.append(isControl || scalar == "\u{2028}" || scalar == "\u{2029}" ? " " : scalar)
        }
        guard let first = scalars.firstIndex(where: { !TypedText.isBlank($0) }),
            let last = scalars.lastIndex(where: { !TypedText.isBlank($0) })
        else { return [] }
        var output = Bytes()
        for scalar in scalars[first...last] {
            if scalar == " ", output.last == 0x20 { continue }
            output.append(scalar: scalar)
        }
        return output
    }

    /// A header as it is compared: no blanks, half width, no mark for "required".
    static func header(_ cell: some Collection<UInt8>) -> Bytes {
        var key = ComparisonText.key(cell)
        key.removeAll { $0 == UInt8(ascii: "*") }
        for suffix in ["(必填)", "(选填)", "(可选)"] where key.count > suffix.utf8.count {
            if key.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) { key.removeLast(suffix.utf8.count) }
        }
        return key
    }

    /// The number of characters (Unicode scalars).
    static func length(_ text: Bytes) -> Int { text.count { $0 & 0xC0 != 0x80 } }

    /// What clerks write for "none".
    static func isNone(_ text: Bytes) -> Bool {
        ["", "无", "没有", "暂无", "-", "--", "—", "——", "/", "\\", "N/A", "NULL", "null"].contains {
            $0.utf8.elementsEqual(text)
        }
    }

    /// The parts of a list in a cell: `，` `、` `；` `;` `,` `|` and line breaks divide, none inside brackets.
    static func list(_ cell: Bytes, dividers: String = "，、；;,|\n\r") -> [Bytes] {
        var parts: [Bytes] = []
        var part = ""
        var depth = 0
        for scalar in String(decoding: cell, as: UTF8.self).unicodeScalars {
            if "（(《〈【〔“".unicodeScalars.contains(scalar) { depth += 1 }
            if "）)》〉】〕”".unicodeScalars.contains(scalar) { depth = max(0, depth - 1) }
            // An unclosed bracket must not swallow the rest: a line break divides always.
            if dividers.unicodeScalars.contains(scalar), depth == 0 || scalar == "\n" || scalar == "\r" {
                parts.append(trim(part.utf8))
                part = ""
                if scalar == "\n" || scalar == "\r" { depth = 0 }
            } else {
                part.unicodeScalars.append(scalar)
            }
        }
        parts.append(trim(part.utf8))
        var seen: Set<Bytes> = []
        return parts.filter { !isNone($0) && seen.insert($0).inserted }
    }
}
