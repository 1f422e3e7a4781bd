// Which encoding a CSV file has. Order of decision:
//   1. PK (xlsx), D0CF11E0 (xls), FF FE or FE FF (UTF-16): no CSV, refused with what to do.
//   2. BOM EF BB BF: UTF-8, and nothing else.
//   3. Strictly valid UTF-8 is read as UTF-8. A GB18030 text of some length is never valid UTF-8 by chance, a short one
//      may be; so where no header is found that way, the same bytes are tried as GB18030.
//   4. What is not UTF-8 and converts to the last byte is GB18030 (which holds GBK and GB 2312).
//
// Conversion is glibc's `iconv`, strict: one byte that does not convert refuses the file.

import Ledger

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The encoding of a sheet.
public enum SheetEncoding: String, Sendable, Hashable {
    case utf8 = "UTF-8"
    case utf8WithMark = "UTF-8 (BOM)"
    case gb18030 = "GB18030"
}

/// A sheet's text in UTF-8, with the encoding that it had.
struct DecodedSheet {
    let encoding: SheetEncoding
    let text: Bytes

    /// The readings of a file that are possible, the likeliest first; at least one.
    /// - Throws: `sheet.workbook`, `sheet.encoding`.
    static func candidates(_ file: Bytes) throws(DoubleRandomError) -> [DecodedSheet] {
        let workbooks: [Bytes] = [[0x50, 0x4B, 0x03, 0x04], [0xD0, 0xCF, 0x11, 0xE0], [0xFF, 0xFE], [0xFE, 0xFF]]
        guard !workbooks.contains(where: { file.starts(with: $0) }) else { throw DoubleRandomError(.sheetWorkbook) }
        if file.starts(with: [0xEF, 0xBB, 0xBF]) {
            let body = Bytes(file.dropFirst(3))
            guard isUTF8(body) else { throw DoubleRandomError(.sheetEncoding, "UTF-8 (BOM)") }
            return [DecodedSheet(encoding: .utf8WithMark, text: body)]
        }
        var found: [DecodedSheet] = []
        if isUTF8(file) { found.append(DecodedSheet(encoding: .utf8, text: file)) }
        if file.contains(where: { $0 >= 0x80 }), let text = convert(file) {
            found.append(DecodedSheet(encoding: .gb18030, text: text))
        }
        guard !found.isEmpty else { throw DoubleRandomError(.sheetEncoding) }
        return found
    }

    private static func isUTF8(_ bytes: Bytes) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    private static func convert(_ bytes: Bytes) -> Bytes? {
        guard let converter = iconv_open("UTF-8", "GB18030"), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        // A character of two bytes becomes three, one of four becomes four.
        var output = [CChar](repeating: 0, count: input.count * 2 + 16)
        var written = 0
        let isWhole = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var from = input.baseAddress
                var to = output.baseAddress
                var left = input.count
                var room = output.count
                let result = iconv(converter, &from, &left, &to, &room)
                written = output.count - room
                return result != Int(bitPattern: UInt(bitPattern: -1)) && left == 0
            }
        }
        return isWhole ? output.prefix(written).map { UInt8(bitPattern: $0) } : nil
    }
}
