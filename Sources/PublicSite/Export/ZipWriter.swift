// ZIP archives as PKWARE's APPNOTE 6.3.10 has them, stored without compression, names in UTF-8: what any office computer
// opens. No time of day stands in them, so that the same files give the same bytes.

import Ledger

/// Puts files into one archive.
struct ZipWriter {
    private var bytes = Bytes()
    private var directory = Bytes()
    private var count = 0
    /// What the fields of 32 bits hold; larger archives are refused, not damaged.
    private static let limit = UInt64(UInt32.max)
    private static let maximumFiles = 65_535

    /// Appends a file.
    /// - Throws: `file.tooLarge` where the archive would hold more than the format can say.
    mutating func add(_ name: String, _ content: Bytes) throws(LedgerError) {
        guard UInt64(bytes.count) + UInt64(content.count) + UInt64(directory.count) + 1_024 < ZipWriter.limit,
            count < ZipWriter.maximumFiles, name.utf8.count <= 1_000
        else { throw LedgerError(.fileTooLarge, "zip: \(name)") }
        let offset = bytes.count
        let common = header(name, content)
        bytes += ZipWriter.number(0x0403_4B50, 4) + common + Bytes(name.utf8) + content
        directory += ZipWriter.number(0x0201_4B50, 4) + ZipWriter.number(0x0314, 2) + common
        // No comment, first disk, no attributes inside, a plain file that all may read.
        directory += ZipWriter.number(0, 2) + ZipWriter.number(0, 2) + ZipWriter.number(0, 2)
        directory += ZipWriter.number(0o100644 << 16, 4) + ZipWriter.number(offset, 4) + Bytes(name.utf8)
        count += 1
    }

    /// The archive.
    consuming func finish() -> Bytes {
        let start = bytes.count
        let end =
            ZipWriter.number(0x0605_4B50, 4) + ZipWriter.number(0, 4) + ZipWriter.number(count, 2)
            + ZipWriter.number(count, 2) + ZipWriter.number(directory.count, 4) + ZipWriter.number(start, 4)
            + ZipWriter.number(0, 2)
        return bytes + directory + end
    }

    /// Version, flags (UTF-8), method, time, day (1 January 1980), CRC, sizes, length of the name, no extra field.
    private func header(_ name: String, _ content: Bytes) -> Bytes {
        ZipWriter.number(20, 2) + ZipWriter.number(0x0800, 2) + ZipWriter.number(0, 2) + ZipWriter.number(0, 2)
            + ZipWriter.number(0x0021, 2) + ZipWriter.number(Int(CRC32.of(content)), 4)
            + ZipWriter.number(content.count, 4) + ZipWriter.number(content.count, 4)
            + ZipWriter.number(name.utf8.count, 2) + ZipWriter.number(0, 2)
    }

    private static func number(_ value: Int, _ width: Int) -> Bytes {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}

/// The check sum of ZIP (ISO 3309).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    static func of(_ bytes: Bytes) -> UInt32 {
        ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }
}
