import Ledger

/// Writes a CSV file as the office's spreadsheets open it: UTF-8 with BOM, CRLF, cells quoted where they must be.
public struct SheetWriter: Sendable {
    /// The file so far.
    public private(set) var bytes: Bytes = [0xEF, 0xBB, 0xBF]

    /// Begins a file.
    public init() {}

    /// Appends a row.
    public mutating func row(_ cells: [String]) {
        for (position, cell) in cells.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            let text = Bytes(cell.utf8)
            if text.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) {
                bytes.append(0x22)
                for byte in text { bytes += byte == 0x22 ? [0x22, 0x22] : [byte] }
                bytes.append(0x22)
            } else {
                bytes += text
            }
        }
        bytes += [0x0D, 0x0A]
    }
}
