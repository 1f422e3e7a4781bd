import Foundation

@testable import Ledger

/// What an attacker does who holds the ledger's own keys, checkpoint and engine: takes a copy, writes its end anew, and
/// recomputes every link, hash, id and checkpoint.
final class Forgery {
    let copy: LedgerCopy
    private let ledger: TestLedger

    /// What stands in a forged entry.
    struct Content {
        var event: Event
        var data: RecordList
        var received: Timestamp
        var channel: Bytes
        /// Another index than the place in the chain gives.
        var index: EntryIndex?
        /// Another link than to the entry before.
        var previous: LeafHash?
    }

    /// Takes a copy of a ledger whose writer has stopped.
    init(_ ledger: TestLedger) throws {
        self.ledger = ledger
        copy = try LedgerCopy(of: ledger.directory)
    }

    var directory: LedgerDirectory { copy.directory }

    /// Writes the entries from `start` on again, each as `change` leaves it, and after them further ones. Gives the
    /// checkpoint, signed with the ledger's own key.
    @discardableResult
    func rewrite(
        from start: UInt64, adding further: [Content] = [],
        _ change: (UInt64, inout Content) throws -> Void = { _, _ in }
    ) throws -> SignedCheckpoint {
        let stored = try SQLiteStore(path: directory.database, mode: .read)
        let entries = try stored.entries(from: EntryIndex(start), limit: .max)
        try stored.close()
        let hashes = StoredValue.integer(Int64(StoredHashes.count(size: start)))
        for table in ["entry", "event_id", "personal"] {
            try copy.execute("DELETE FROM \(table) WHERE idx >= ?", .integer(Int64(start)))
        }
        try copy.execute("DELETE FROM hash WHERE position >= ?", hashes)

        let store = try SQLiteStore(path: directory.database, mode: .write)
        var (head, tree) = try StartGuard.head(of: store)
        var appended: [AppendedEntry] = []
        var completed: [Digest] = []
        func append(_ content: Content, personal: [SealedRecord]) {
            let entry = Entry(
                index: content.index ?? EntryIndex(head.size), previous: content.previous ?? head.leaf,
                received: content.received,
                channel: RFC6962.leafHash(content.channel), event: content.event)
            appended.append(
                AppendedEntry(entry: entry, channel: content.channel, data: content.data, personal: personal))
            tree.append(entry.leaf.digest) { completed.append($0) }
            head = ChainHead(size: head.size + 1, leaf: entry.leaf, received: content.received)
        }
        for old in entries {
            let entry = try Entry(parsing: old.bytes)
            var content = Content(
                event: entry.event, data: try RecordList(parsing: old.data), received: entry.received,
                channel: old.channel)
            try change(old.index.value, &content)
            append(content, personal: old.personal.keys.sorted().map { old.personal[$0]! })
        }
        for content in further { append(content, personal: []) }
        try store.append(
            AppendBatch(expectedSize: start, entries: appended, hashes: completed, stateChanges: []))
        try store.close()
        let checkpoint = try SignedCheckpoint(
            signing: Checkpoint(origin: ledger.writer.ledger, size: head.size, root: tree.root),
            with: ledger.keys.checkpoint)
        try Data(checkpoint.bytes).write(to: URL(filePath: directory.checkpointFile.path))
        return checkpoint
    }

    /// The leaf hashes as they stand.
    func leaves() throws -> [LeafHash] {
        let store = try SQLiteStore(path: directory.database, mode: .read)
        defer { try? store.close() }
        return try store.entries(from: .founding, limit: .max).map { try Entry(parsing: $0.bytes).leaf }
    }

    func verify(outside: [SignedCheckpoint] = []) throws -> VerifyReport {
        var options = VerifyOptions()
        options.outside = outside
        options.vaultKey = ledger.keys.vault
        return try Verify.directory(directory, book: TestLedger.book, options: options)
    }
}

extension Forgery.Content {
    /// A signed draft as it would stand in the ledger.
    init(_ draft: DraftEvent, received: Timestamp) throws {
        let submitted = try draft.submitted()
        self.init(
            event: submitted.event, data: submitted.data, received: received,
            channel: TestLedger.channel.record().line(nonce: Random.bytes(16)))
    }

    /// Puts other records in, under the signatures that were made over the old ones.
    mutating func replaceData(_ lines: [Bytes]) throws {
        data = try RecordList(lines: lines)
        let header = event.header
        let changed = EventHeader(
            ledger: header.ledger, id: header.id, type: header.type, time: header.time, seen: header.seen,
            data: data.commitment, personal: header.personal)
        event = try Event(note: SignedNote(text: changed.text, signatures: event.signatures)!)
    }
}
