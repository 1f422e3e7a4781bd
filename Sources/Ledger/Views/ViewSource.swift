// Where views read entries from.

/// Entries of a store, for views.
public final class ViewSource: Sendable {
    private let store: any EventStore
    /// A batch ends where its entries hold so much.
    private static let batchByteCount = 16 << 20

    /// Reads a store that is opened for reading, beside a running writer.
    public init(_ store: any EventStore) { self.store = store }

    func size() throws -> UInt64 { try store.size() }

    func leaf(of index: EntryIndex) throws -> LeafHash? { try store.ancestor(index)?.leaf }

    /// Entries in order, fewer than `limit` where they are large or the ledger ends.
    /// - Throws: `store.damaged` for what is no entry, or where one is missing.
    func events(from index: EntryIndex, limit: Int) throws -> [ViewEvent] {
        let stored = try store.entries(from: index, limit: limit, byteCount: ViewSource.batchByteCount)
        let marks = try marks(from: index, count: UInt64(stored.count))
        return try Parallel.map(count: stored.count) { position -> Result<ViewEvent, LedgerError> in
            Result { () throws(LedgerError) in
                let entry = stored[position]
                let expected = EntryIndex(index.value + UInt64(position))
                guard entry.index == expected else {
                    throw LedgerError(.storeDamaged, "no entry \(expected)", index: expected)
                }
                return try ViewEvent(
                    index: expected, bytes: entry.bytes, data: entry.data, marks: marks[expected.value] ?? [],
                    marksWithheld: false)
            }
        }.map { try $0.get() }
    }

    /// The marks of some entries. Keys are 16 digits, so a thousand entries share the first 13.
    private func marks(from index: EntryIndex, count: UInt64) throws -> [UInt64: [Mark]] {
        guard count > 0 else { return [:] }
        var marks: [UInt64: [Mark]] = [:]
        for thousand in (index.value / 1_000)...((index.value + count - 1) / 1_000) {
            for row in try store.stateRows(.marks, prefix: Bytes(paddedKey(thousand * 1_000).prefix(13))) {
                guard let number = UInt64(String(decoding: row.key.key, as: UTF8.self)) else { continue }
                marks[number] = Marks.read(row.value)
            }
        }
        return marks
    }
}
