import Foundation

@testable import Ledger

/// A store that the conformance suite judges. Another store joins it by a line in `all`.
struct StoreFactory: Sendable, CustomStringConvertible {
    let description: String
    let make: @Sendable (_ folder: String) throws -> any EventStore
    let reopen: @Sendable (_ folder: String) throws -> any EventStore
    let close: @Sendable (any EventStore) throws -> Void

    static let all = [
        StoreFactory(
            description: "SQLite", make: { try SQLiteStore(path: $0 + "/ledger.db", mode: .create) },
            reopen: { try SQLiteStore(path: $0 + "/ledger.db", mode: .write) },
            close: { try ($0 as? SQLiteStore)?.close() })
    ]
}

/// Entries that follow each other, for a store that judges none of them.
struct ChainFixture {
    let signer: NoteSigner
    private(set) var head = ChainHead.empty
    private(set) var tree = CompactTree()
    private let time = Timestamp("2024-09-12T08:30:00.000Z")

    init() throws { signer = try TestPerson("a0001").signer }

    /// The next entries, with what a batch of them holds.
    mutating func batch(
        _ count: Int, expectedSize: UInt64? = nil, personal: [SealedRecord] = [],
        state: [(key: StateKey, value: Bytes?)] = []
    ) throws -> AppendBatch {
        let size = head.size
        var entries: [AppendedEntry] = []
        var hashes: [Digest] = []
        for _ in 0..<count {
            var draft = try DraftEvent(
                ledger: TestLedger.origin, type: TypeName("note.taken/1")!, time: time,
                seen: head.size == 0 ? nil : SeenEntry(index: EntryIndex(head.size - 1), leaf: head.leaf),
                data: [Row.note("\(head.size)")], random: Random.bytes(10))
            draft.sign(with: signer)
            let channel = Row.of("entry.channel/1")
            let entry = Entry(
                index: EntryIndex(head.size), previous: head.leaf, received: time,
                channel: RFC6962.leafHash(channel), event: try draft.submitted().event)
            entries.append(AppendedEntry(entry: entry, channel: channel, data: draft.data, personal: personal))
            tree.append(entry.leaf.digest) { hashes.append($0) }
            head = ChainHead(size: head.size + 1, leaf: entry.leaf, received: time)
        }
        return AppendBatch(
            expectedSize: expectedSize ?? size, entries: entries, hashes: hashes, stateChanges: state)
    }
}
