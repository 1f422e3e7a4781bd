// Entry bundles of C2SP tlog-tiles (v0.1.0, main of 2026-02-05), https://c2sp.org/tlog-tiles#log-entries
//
// Entries one after the other, each behind its length as a big-endian 16-bit number; 256 in a full bundle.
//
// Example: the entries `one` and `two` are the bytes `00 03 6f 6e 65 00 03 74 77 6f`.

/// Up to 256 entries of a log, in order.
public struct EntryBundle: Hashable, Sendable {
    /// The entries.
    public let entries: [Bytes]

    /// The longest entry that a bundle can hold.
    public static let maximumEntryByteCount = Int(UInt16.max)

    /// Bundles 1 to 256 entries.
    /// - Throws: `tile.malformed` for another number of entries, or one that is too long.
    public init(_ entries: [Bytes]) throws(LedgerError) {
        guard !entries.isEmpty, entries.count <= TileNumber.fullWidth else {
            throw LedgerError(.tileMalformed, "\(entries.count) entries")
        }
        for (position, entry) in entries.enumerated() where entry.count > EntryBundle.maximumEntryByteCount {
            throw LedgerError(.tileMalformed, "entry \(position) of the bundle has \(entry.count) bytes")
        }
        self.entries = entries
    }

    /// Parses a bundle of `width` entries, or of any width from 1 to 256 where none is given.
    /// - Throws: `tile.malformed`.
    public init(parsing bytes: Bytes, width: Int? = nil) throws(LedgerError) {
        var entries: [Bytes] = []
        var position = 0
        while position < bytes.count {
            guard entries.count < TileNumber.fullWidth else {
                throw LedgerError(.tileMalformed, "more than \(TileNumber.fullWidth) entries")
            }
            guard bytes.count - position >= 2 else { throw LedgerError(.tileMalformed, "cut in a length") }
            let count = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            position += 2
            guard bytes.count - position >= count else {
                throw LedgerError(.tileMalformed, "cut in entry \(entries.count) of the bundle")
            }
            entries.append(Bytes(bytes[position..<(position + count)]))
            position += count
        }
        if let width, width != entries.count {
            throw LedgerError(.tileMalformed, "\(entries.count) entries instead of \(width)")
        }
        try self.init(entries)
    }

    /// The bundle's bytes.
    public var bytes: Bytes {
        var bytes = Bytes()
        bytes.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        for entry in entries {
            bytes.append(UInt8(truncatingIfNeeded: entry.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: entry.count))
            bytes += entry
        }
        return bytes
    }
}
