import Foundation
import GRDB

/// A verifier's own temporary database: admission state rebuilt from entry 0, ancestors, event ids. On disk, so that
/// memory does not grow with the ledger; removed at the end.
final class ScratchStore: StateReading, AncestryReading {
    private let queue: DatabaseQueue
    private let folder: String
    private var recent: [UInt64: Ancestor] = [:]
    private var unsaved: [(UInt64, Ancestor)] = []
    private static let recentLimit: UInt64 = 4_096

    init() throws {
        var template = Array("\(NSTemporaryDirectory())/ledger-verify.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LedgerError(.fileUnwritable, "temporary folder") }
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        do {
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            queue = try DatabaseQueue(path: folder + "/scratch.db", configuration: configuration)
            try queue.writeWithoutTransaction { db in
                // Nothing here outlives the process: no journal, no sync.
                try db.execute(
                    sql: """
                        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
                        CREATE TABLE state(tbl TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,
                            PRIMARY KEY(tbl, key)) STRICT, WITHOUT ROWID;
                        CREATE TABLE stored_state(tbl TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,
                            PRIMARY KEY(tbl, key)) STRICT, WITHOUT ROWID;
                        CREATE TABLE ancestor(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL, received INTEGER NOT NULL)
                            STRICT;
                        CREATE TABLE event_id(id BLOB PRIMARY KEY, idx INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                        CREATE TABLE member(name BLOB PRIMARY KEY, offset INTEGER NOT NULL, size INTEGER NOT NULL)
                            STRICT, WITHOUT ROWID;
                        CREATE TABLE named(name BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
                        BEGIN;
                        """)
            }
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw LedgerError.store(error)
        }
    }

    deinit {
        try? queue.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func access<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try LedgerError.ofStore { try queue.unsafeReentrantWrite(body) }
    }

    // MARK: Ancestors

    func remember(_ index: UInt64, _ ancestor: Ancestor) {
        recent[index] = ancestor
        if index >= ScratchStore.recentLimit { recent.removeValue(forKey: index - ScratchStore.recentLimit) }
        unsaved.append((index, ancestor))
    }

    func saveAncestors() throws {
        try access { db in
            let insert = try db.cachedStatement(sql: "INSERT INTO ancestor(idx, leaf, received) VALUES (?, ?, ?)")
            for (index, ancestor) in unsaved {
                insert.bind(1, index)
                insert.bind(2, ancestor.leaf.digest)
                insert.bind(3, UInt64(ancestor.received.milliseconds))
                try insert.run(db)
            }
        }
        unsaved.removeAll(keepingCapacity: true)
    }

    func ancestor(_ index: EntryIndex) throws -> Ancestor? {
        if let known = recent[index.value] { return known }
        return try access { db in
            var result: Ancestor?
            let statement = try db.cachedStatement(sql: "SELECT leaf, received FROM ancestor WHERE idx = ?")
            statement.bind(1, index.value)
            try statement.forEachRow(db) { row in
                guard let leaf = row.digest(0), let received = row.number(1),
                    let time = Timestamp(milliseconds: Int64(received))
                else { return }
                result = Ancestor(leaf: LeafHash(leaf), received: time)
            }
            return result
        }
    }

    // MARK: State

    func stateValue(_ key: StateKey) throws -> Bytes? { try access { try StateRows.value(key, in: $0) } }

    func stateRows(_ table: StateTable, prefix: Bytes) throws -> [StateRow] {
        try access { try StateRows.rows(table, prefix: prefix, in: $0) }
    }

    func apply(_ changes: [(key: StateKey, value: Bytes?)]) throws {
        try access { try StateRows.write(changes, to: $0) }
    }

    /// Keeps the state that a database stores, to be compared at the end.
    func keepStoredState(_ rows: [StateRow]) throws {
        try access { db in
            let insert = try db.cachedStatement(sql: "INSERT INTO stored_state(tbl, key, value) VALUES (?, ?, ?)")
            for row in rows {
                insert.bind(1, text: row.key.table.name)
                insert.bind(2, row.key.key)
                insert.bind(3, row.value)
                try insert.run(db)
            }
        }
    }

    /// Rows of one table of state that the other has not, or has otherwise, as texts for people.
    func stateDifferences(limit: Int) throws -> [String] {
        try access { db in
            var result: [String] = []
            for (sql, text) in [
                (
                    "SELECT tbl, key FROM (SELECT tbl, key, value FROM state EXCEPT SELECT tbl, key, value FROM stored_state)",
                    "missing or other"
                ),
                (
                    """
                    SELECT s.tbl, s.key FROM stored_state s LEFT JOIN state e ON e.tbl = s.tbl AND e.key = s.key
                    WHERE e.tbl IS NULL
                    """, "not from any entry"
                ),
            ] {
                let statement = try db.cachedStatement(sql: sql + " ORDER BY 1, 2 LIMIT \(limit)")
                try statement.forEachRow(db) { row in
                    result.append("\(row.text(0)) \(row.bytes(1).forDisplay(limit: 80)): \(text)")
                }
            }
            return result
        }
    }

    func stateCount() throws -> UInt64 {
        try access { db in UInt64(try Int.fetchOne(db, sql: "SELECT count(*) FROM state") ?? 0) }
    }

    // MARK: Event ids

    /// Remembers an id; false where it stood before.
    func insert(_ id: EventID, at index: EntryIndex) throws -> Bool {
        try access { db in
            let insert = try db.cachedStatement(sql: "INSERT OR IGNORE INTO event_id(id, idx) VALUES (?, ?)")
            insert.bind(1, id.raw)
            insert.bind(2, index.value)
            try insert.run(db)
            return db.changesCount == 1
        }
    }

    // MARK: Members of an export

    func insertMember(_ name: Bytes, offset: UInt64, size: UInt64) throws -> Bool {
        try access { db in
            let insert = try db.cachedStatement(
                sql: "INSERT OR IGNORE INTO member(name, offset, size) VALUES (?, ?, ?)")
            insert.bind(1, name)
            insert.bind(2, offset)
            insert.bind(3, size)
            try insert.run(db)
            return db.changesCount == 1
        }
    }

    /// Remembers that a record names a member.
    func insertNamed(_ name: Bytes) throws {
        try access { db in
            let insert = try db.cachedStatement(sql: "INSERT OR IGNORE INTO named(name) VALUES (?)")
            insert.bind(1, name)
            try insert.run(db)
        }
    }

    func isNamed(_ name: Bytes) throws -> Bool {
        try access { db in
            var found = false
            let statement = try db.cachedStatement(sql: "SELECT 1 FROM named WHERE name = ?")
            statement.bind(1, name)
            try statement.forEachRow(db) { _ in found = true }
            return found
        }
    }

    func member(_ name: Bytes) throws -> (offset: UInt64, size: UInt64)? {
        try access { db in
            var result: (offset: UInt64, size: UInt64)?
            let statement = try db.cachedStatement(sql: "SELECT offset, size FROM member WHERE name = ?")
            statement.bind(1, name)
            try statement.forEachRow(db) { row in
                if let offset = row.number(0), let size = row.number(1) { result = (offset, size) }
            }
            return result
        }
    }

    func members(prefix: Bytes, after name: Bytes, limit: Int) throws -> [(name: Bytes, offset: UInt64, size: UInt64)] {
        try access { db in
            var result: [(name: Bytes, offset: UInt64, size: UInt64)] = []
            let statement = try db.cachedStatement(
                sql: "SELECT name, offset, size FROM member WHERE name > ? ORDER BY name LIMIT ?")
            statement.bind(1, max(name, prefix, by: bytesPrecede))
            statement.bind(2, UInt64(limit))
            try statement.forEachRow(db) { row in
                let name = row.bytes(0)
                if name.starts(with: prefix), let offset = row.number(1), let size = row.number(2) {
                    result.append((name, offset, size))
                }
            }
            return result
        }
    }
}

private func max(_ left: Bytes, _ right: Bytes, by precedes: (Bytes, Bytes) -> Bool) -> Bytes {
    precedes(left, right) ? right : left
}
