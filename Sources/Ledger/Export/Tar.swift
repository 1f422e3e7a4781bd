// The ustar subset of POSIX.1 pax archives that an export uses: regular files, names below 100 bytes, mtime 0.
// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html (ustar Interchange Format)
//
// Example: the header of `FORMAT` starts with those six bytes and has `ustar` at offset 257.

/// Headers of a tar file.
enum Tar {
    static let blockByteCount = 512
    private static let maximumMemberByteCount: UInt64 = 1 << 33 - 1

    static func header(name: Bytes, size: UInt64) throws(LedgerError) -> Bytes {
        guard (1..<100).contains(name.count), size <= maximumMemberByteCount else {
            throw LedgerError(.exportMalformed, "member \(name.forDisplay())")
        }
        var block = Bytes(repeating: 0, count: blockByteCount)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (position, byte) in bytes.enumerated() { block[offset + position] = byte }
        }
        put(name, at: 0)
        put(octal(0o644, width: 7), at: 100)
        put(octal(0, width: 7), at: 108)
        put(octal(0, width: 7), at: 116)
        put(octal(size, width: 11), at: 124)
        put(octal(0, width: 11), at: 136)
        put("        ".utf8, at: 148)
        put("0".utf8, at: 156)
        put("ustar".utf8, at: 257)
        put("00".utf8, at: 263)
        let sum = block.reduce(UInt64(0)) { $0 + UInt64($1) }
        put(octal(sum, width: 6) + [0, space], at: 148)
        return block
    }

    static func padding(_ size: UInt64) -> Int {
        (blockByteCount - Int(size % UInt64(blockByteCount))) % blockByteCount
    }

    /// Name and size of a member, nil for the empty block that ends the file.
    static func parse(_ block: Bytes) throws(LedgerError) -> (name: Bytes, size: UInt64)? {
        guard block.count == blockByteCount else { throw LedgerError(.exportMalformed, "cut short") }
        if block.allSatisfy({ $0 == 0 }) { return nil }
        guard block[257..<262].equals("ustar"), block[156] == UInt8(ascii: "0") else {
            throw LedgerError(.exportMalformed, "not a regular ustar member")
        }
        var unsummed = block
        for position in 148..<156 { unsummed[position] = space }
        let sum = unsummed.reduce(UInt64(0)) { $0 + UInt64($1) }
        guard number(block[148..<156]) == sum else { throw LedgerError(.exportMalformed, "checksum") }
        let name = Bytes(block[0..<100].prefix { $0 != 0 })
        guard !name.isEmpty, let size = number(block[124..<136]) else { throw LedgerError(.exportMalformed, "header") }
        // What the ledger's writer always writes as zero carries nothing, so nothing may hide there.
        guard try header(name: name, size: size) == block else { throw LedgerError(.exportMalformed, "header fields") }
        return (name, size)
    }

    private static func octal(_ number: UInt64, width: Int) -> Bytes {
        let digits = Bytes(String(number, radix: 8).utf8)
        return Bytes(repeating: UInt8(ascii: "0"), count: max(0, width - digits.count)) + digits
    }

    private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
        let digits = field.prefix { $0 != 0 && $0 != space }
        guard !digits.isEmpty, digits.count <= 11 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "7") else { return nil }
            value = value * 8 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value
    }
}

/// The members of an export, annex D15.
enum ExportMember {
    static let format = Bytes("FORMAT".utf8)
    static let formatContent = Bytes("ssj/v1/export\n".utf8)
    static let checkpoint = Bytes("checkpoint".utf8)
    static func attachment(_ id: Digest) -> Bytes { Bytes("attachments/\(id.hex)".utf8) }
    static func channel(_ index: EntryIndex) -> Bytes { Bytes("channel/\(index)".utf8) }
    static func data(_ index: EntryIndex) -> Bytes { Bytes("data/\(index)".utf8) }
    static func personal(_ index: EntryIndex) -> Bytes { Bytes("personal/\(index)".utf8) }
    static func bundle(_ tile: TileNumber) -> Bytes { Bytes("entries/".utf8) + tile.bytes }
}
