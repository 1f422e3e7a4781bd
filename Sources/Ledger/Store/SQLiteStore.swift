// The SQLite store: WAL, synchronous=FULL set after opening and read back, append-only triggers, STRICT tables.
//
// GRDB sets synchronous to NORMAL when it sets up WAL itself, after `prepareDatabase`; under WAL and NORMAL a power cut
// loses acknowledged commits. So the journal mode is set here, and both settings are read back.

import Foundation
import GRDB
import GRDBSQLite

/// A ledger.db. `Sendable` by GRDB's DatabaseQueue, which serialises every access.
public final class SQLiteStore: EventStore {
    /// How a database is opened.
    public enum Mode: Sendable {
        /// A new database, which must not exist.
        case create
        /// The writer's connection; the only one that ever checkpoints the WAL.
        case write
        /// Reading beside a writer: read-only, `query_only`, no mmap, never a WAL checkpoint.
        case read
    }

    let queue: DatabaseQueue
    let uploads = RunningUploads()
    /// The database file.
    public let path: String

    /// Opens a database.
    /// - Throws: `ledger.missing`, `ledger.exists`, `store.durability`, `store.version`, `store.failed`.
    public init(path: String, mode: Mode) throws {
        self.path = path
        let exists = FileIO.exists(path)
        if mode == .create, exists { throw LedgerError(.ledgerExists, path) }
        if mode != .create, !exists { throw LedgerError(.ledgerMissing, path) }
        var configuration = Configuration()
        configuration.readonly = mode == .read
        // A verifier holds one read transaction over several reads of the derived tables.
        configuration.allowsUnsafeTransactions = mode == .read
        configuration.label = "ledger"
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 0;")
                if mode == .read {
                    try db.execute(sql: "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;")
                    try StoreSchema.check(db, isNew: false)
                } else {
                    try SQLiteStore.makeDurable(db)
                    try StoreSchema.migrate(db, isNew: mode == .create)
                    // What a process that was killed had not stored to its end.
                    try SQLiteStore.dropUploads(db)
                }
            }
        } catch {
            throw LedgerError.store(error)
        }
    }

    private static func makeDurable(_ db: Database) throws {
        let journal = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA recursive_triggers = ON;")
        let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
        guard journal == "wal", synchronous == 2 else {
            throw LedgerError(
                .storeDurability,
                "journal_mode \(journal ?? "?"), synchronous \(synchronous.map { "\($0)" } ?? "?")")
        }
    }

    /// What the connection says of its durability: journal mode and `synchronous`.
    public func durability() throws -> (journalMode: String, synchronous: Int) {
        try queue.read { db in
            (
                try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "",
                try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
            )
        }
    }

    /// Closes the connection; the last one to close writes the WAL back.
    public func close() throws { try queue.close() }

    func access<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try LedgerError.ofStore { try queue.writeWithoutTransaction(body) }
    }

    /// Runs reads that see the database as it is at the first of them, whatever a writer commits meanwhile; on a connection
    /// for reading, and not one within another.
    public func atOneMoment<Value>(_ body: () throws -> Value) throws -> Value {
        try access { try $0.execute(sql: "BEGIN DEFERRED") }
        defer { try? access { try $0.execute(sql: "COMMIT") } }
        return try body()
    }

    // MARK: Appending

    public func size() throws -> UInt64 { try access { try SQLiteStore.size($0) } }

    private static func size(_ db: Database) throws -> UInt64 {
        var size: UInt64 = 0
        try db.cachedStatement(sql: "SELECT idx FROM entry ORDER BY idx DESC LIMIT 1").forEachRow(db) {
            size = ($0.number(0) ?? 0) + 1
        }
        return size
    }

    public func append(_ batch: AppendBatch) throws {
        try access { db in
            try db.cachedStatement(sql: "BEGIN IMMEDIATE").run(db)
            do {
                guard try SQLiteStore.size(db) == batch.expectedSize else { throw LedgerError(.storeHead) }
                try SQLiteStore.insert(batch, into: db)
            } catch {
                try? db.execute(sql: "ROLLBACK")
                throw error
            }
            do {
                try db.cachedStatement(sql: "COMMIT").run(db)
            } catch {
                throw LedgerError(.storeUnknown, "\((error as? SQLiteFailure)?.message ?? "\(error)")")
            }
        }
    }

    private static func insert(_ batch: AppendBatch, into db: Database) throws {
        let entryInsert = try db.cachedStatement(
            sql: "INSERT INTO entry(idx, bytes, channel, data) VALUES (?, ?, ?, ?)")
        let idInsert = try db.cachedStatement(sql: "INSERT INTO event_id(id, idx) VALUES (?, ?)")
        let personalInsert = try db.cachedStatement(
            sql: "INSERT INTO personal(idx, position, leaf, key_name, sealed) VALUES (?, ?, ?, ?, ?)")
        for appended in batch.entries {
            let index = appended.entry.index.value
            entryInsert.bind(1, index)
            entryInsert.bind(2, appended.entry.bytes)
            entryInsert.bind(3, appended.channel)
            entryInsert.bind(4, appended.data.bytes)
            try entryInsert.run(db)
            idInsert.bind(1, appended.entry.event.header.id.raw)
            idInsert.bind(2, index)
            try idInsert.run(db)
            for (position, record) in appended.personal.enumerated() {
                personalInsert.bind(1, index)
                personalInsert.bind(2, UInt64(position))
                personalInsert.bind(3, record.leaf)
                personalInsert.bind(4, record.keyName)
                personalInsert.bind(5, record.sealed)
                try personalInsert.run(db)
            }
        }
        let hashInsert = try db.cachedStatement(sql: "INSERT INTO hash(position, digest) VALUES (?, ?)")
        var position = StoredHashes.count(size: batch.expectedSize)
        for hash in batch.hashes {
            hashInsert.bind(1, position)
            hashInsert.bind(2, hash)
            try hashInsert.run(db)
            position += 1
        }
        try StateRows.write(batch.stateChanges, to: db)
    }

    // MARK: Reading

    public func entries(from index: EntryIndex, limit: Int) throws -> [StoredEntry] {
        try entries(from: index, limit: limit, byteCount: .max)
    }

    public func entries(from index: EntryIndex, limit: Int, byteCount: Int) throws -> [StoredEntry] {
        struct Filled: Error {}
        return try access { db in
            var held = 0
            var rows: [(EntryIndex, Bytes, Bytes, Bytes)] = []
            rows.reserveCapacity(min(limit, 1_024))
            let statement = try db.cachedStatement(
                sql: """
                    SELECT idx, bytes, channel, data FROM entry WHERE idx >= ? AND idx < \(Decimal53.bound - 1)
                    ORDER BY idx LIMIT ?
                    """)
            statement.bind(1, index.value)
            statement.bind(2, UInt64(max(limit, 0)))
            do {
                try statement.forEachRow(db) { row in
                    guard let number = row.number(0), number < Decimal53.bound else {
                        throw LedgerError(.storeDamaged, "entry index")
                    }
                    rows.append((EntryIndex(number), row.bytes(1), row.bytes(2), row.bytes(3)))
                    held += row.count(1) + row.count(3)
                    if held >= byteCount { throw Filled() }
                }
            } catch is Filled {}
            guard let last = rows.last?.0 else { return [] }
            let personal = try SQLiteStore.personal(db, from: index, through: last)
            return rows.map {
                StoredEntry(index: $0.0, bytes: $0.1, channel: $0.2, data: $0.3, personal: personal[$0.0] ?? [:])
            }
        }
    }

    private static func personal(
        _ db: Database, from first: EntryIndex, through last: EntryIndex
    ) throws -> [EntryIndex: [UInt64: SealedRecord]] {
        var result: [EntryIndex: [UInt64: SealedRecord]] = [:]
        let statement = try db.cachedStatement(
            sql: """
                SELECT idx, position, leaf, key_name, sealed FROM personal WHERE idx >= ? AND idx <= ?
                ORDER BY idx, position
                """)
        statement.bind(1, first.value)
        statement.bind(2, last.value)
        try statement.forEachRow(db) { row in
            // One without a leaf hash is none: its list is found incomplete.
            guard let index = row.number(0), let position = row.number(1), let leaf = row.digest(2) else { return }
            result[EntryIndex(index), default: [:]][position] = SealedRecord(
                leaf: leaf, keyName: row.bytes(3), sealed: row.bytes(4))
        }
        return result
    }

    public func storedHash(_ position: UInt64) throws -> Digest? {
        try access { db in
            var digest: Digest?
            let statement = try db.cachedStatement(sql: "SELECT digest FROM hash WHERE position = ?")
            statement.bind(1, position)
            try statement.forEachRow(db) { digest = $0.digest(0) }
            return digest
        }
    }

    /// Stored hashes from a position on, in order, up to a number of them.
    public func storedHashes(from position: UInt64, limit: Int) throws -> [(position: UInt64, digest: Digest)] {
        try access { db in
            var result: [(position: UInt64, digest: Digest)] = []
            let statement = try db.cachedStatement(
                sql: "SELECT position, digest FROM hash WHERE position >= ? ORDER BY position LIMIT ?")
            statement.bind(1, position)
            statement.bind(2, UInt64(max(limit, 0)))
            try statement.forEachRow(db) { row in
                // One that is no digest is none: whoever asks for its position finds nothing there.
                if let position = row.number(0), let digest = row.digest(1) { result.append((position, digest)) }
            }
            return result
        }
    }

    public func index(of id: EventID) throws -> EntryIndex? {
        try access { try SQLiteStore.index(of: id, in: $0) }
    }

    public func indexes(of ids: [EventID]) throws -> [EventID: EntryIndex] {
        try access { db in
            if ids.count == 1 { return try SQLiteStore.index(of: ids[0], in: db).map { [ids[0]: $0] } ?? [:] }
            // One read transaction: a lock for every look-up costs more than the look-up.
            try db.cachedStatement(sql: "BEGIN").run(db)
            let found = Result {
                var found: [EventID: EntryIndex] = [:]
                for id in ids { found[id] = try SQLiteStore.index(of: id, in: db) }
                return found
            }
            try db.cachedStatement(sql: "COMMIT").run(db)
            return try found.get()
        }
    }

    private static func index(of id: EventID, in db: Database) throws -> EntryIndex? {
        var index: EntryIndex?
        let statement = try db.cachedStatement(sql: "SELECT idx FROM event_id WHERE id = ?")
        statement.bind(1, id.raw)
        try statement.forEachRow(db) { row in
            guard let number = row.number(0), number < Decimal53.bound else {
                throw LedgerError(.storeDamaged, "event id")
            }
            index = EntryIndex(number)
        }
        return index
    }

    /// How many event ids the index holds.
    public func eventIDCount() throws -> UInt64 { try count("SELECT count(*) FROM event_id") }

    func count(_ sql: String) throws -> UInt64 {
        try access { db in UInt64(try Int.fetchOne(db, sql: sql) ?? 0) }
    }

    public func ancestor(_ index: EntryIndex) throws -> Ancestor? {
        try access { db in
            var ancestor: Ancestor?
            let statement = try db.cachedStatement(sql: "SELECT bytes FROM entry WHERE idx = ?")
            statement.bind(1, index.value)
            try statement.forEachRow(db) { row in
                let entry = try Entry(parsing: row.bytes(0))
                ancestor = Ancestor(leaf: entry.leaf, received: entry.received)
            }
            return ancestor
        }
    }

    /// The places of all personal records that a subject's key seals.
    public func personalRecords(keyName: Bytes) throws -> [(index: EntryIndex, position: UInt64, leaf: Digest)] {
        try access { db in
            var result: [(index: EntryIndex, position: UInt64, leaf: Digest)] = []
            let statement = try db.cachedStatement(
                sql: "SELECT idx, position, leaf FROM personal WHERE key_name = ? ORDER BY idx, position")
            statement.bind(1, keyName)
            try statement.forEachRow(db) { row in
                guard let index = row.number(0).flatMap({ EntryIndex(exactly: $0) }), let position = row.number(1),
                    let leaf = row.digest(2)
                else { throw LedgerError(.storeDamaged, "personal record") }
                result.append((index, position, leaf))
            }
            return result
        }
    }

    // MARK: Admission state

    public func stateValue(_ key: StateKey) throws -> Bytes? { try access { try StateRows.value(key, in: $0) } }

    public func stateRows(_ table: StateTable, prefix: Bytes) throws -> [StateRow] {
        try access { try StateRows.rows(table, prefix: prefix, in: $0) }
    }

    public func stateRows(_ table: StateTable, prefix: Bytes, after key: Bytes?, limit: Int) throws -> [StateRow] {
        try access { try StateRows.rows(table, prefix: prefix, after: key, limit: limit, in: $0) }
    }

    /// The logical rows of admission state after a key, in order, up to a number of them: the canonical dump in pages.
    public func stateRows(after key: StateKey?, limit: Int) throws -> [StateRow] {
        try access { db in
            var rows: [StateRow] = []
            let statement = try db.cachedStatement(
                sql: "SELECT tbl, key, value FROM state WHERE (tbl, key) > (?, ?) ORDER BY tbl, key LIMIT ?")
            statement.bind(1, text: key?.table.name ?? "")
            statement.bind(2, key?.key ?? [])
            statement.bind(3, UInt64(max(limit, 0)))
            try statement.forEachRow(db) { row in
                guard let table = String(validating: row.bytes(0), as: UTF8.self) else {
                    throw LedgerError(.storeDamaged, "name of a state table")
                }
                rows.append(StateRow(StateKey(StateTable(table), row.bytes(1)), row.bytes(2)))
            }
            return rows
        }
    }
}
