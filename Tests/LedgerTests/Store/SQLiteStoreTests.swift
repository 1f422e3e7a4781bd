import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite("The SQLite store", .serialized)
struct SQLiteStoreTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func filled(_ folder: String) throws -> SQLiteStore {
        let store = try SQLiteStore(path: folder + "/ledger.db", mode: .create)
        var chain = try ChainFixture()
        let sealed = SealedRecord(leaf: RFC6962.leafHash([1]), keyName: Random.bytes(16), sealed: [1, 2, 3])
        try store.append(
            chain.batch(3, personal: [sealed], state: [(StateKey(StateTable("t"), [1]), [1])]))
        var chunks: [Bytes] = [[1]]
        try store.storeAttachment(
            StoredAttachment(id: SHA256.hash([1]), size: 1, chunks: 1, keyName: nil)
        ) { chunks.popLast() }
        return store
    }

    @Test("a writer's connection says wal and FULL, also after reopening")
    func durability() throws {
        try withFolder { folder in
            for mode in [SQLiteStore.Mode.create, .write, .write] {
                let store = try SQLiteStore(path: folder + "/ledger.db", mode: mode)
                let (journal, synchronous) = try store.durability()
                #expect(journal == "wal")
                #expect(synchronous == 2)
                try store.close()
            }
        }
    }

    @Test("a database on which WAL cannot be had is refused: commits there would not be durable")
    func noWAL() throws {
        // In memory there is no WAL.
        #expect(
            ledgerError { try SQLiteStore(path: "file::memory:?cache=private", mode: .create) }?.code
                == .storeDurability)
    }

    static let tables = ["entry", "event_id", "hash", "personal", "attachment", "attachment_chunk"]

    @Test("no row is updated, deleted or replaced, on the writer's own connection either", arguments: tables)
    func appendOnly(table: String) throws {
        try withFolder { folder in
            let store = try filled(folder)
            func rows() throws -> [GRDB.Row] {
                try store.access { try GRDB.Row.fetchAll($0, sql: "SELECT * FROM \(table)") }
            }
            let before = try rows()
            #expect(!before.isEmpty)
            let column = try store.access { try $0.columns(in: table)[0].name }
            for sql in [
                "UPDATE \(table) SET \(column) = \(column)", "DELETE FROM \(table)",
                "INSERT OR REPLACE INTO \(table) SELECT * FROM \(table)",
                "UPDATE OR REPLACE \(table) SET \(column) = \(column)",
            ] {
                let error = ledgerError { try store.access { try $0.execute(sql: sql) } }
                #expect(error?.code == .storeFailed, "\(sql)")
            }
            #expect(try rows() == before)
            try store.close()
        }
    }

    @Test("every table is STRICT")
    func strict() throws {
        try withFolder { folder in
            let store = try filled(folder)
            let tables = try store.access { db in
                try GRDB.Row.fetchAll(
                    db,
                    sql: "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
                )
            }
            #expect(tables.count == 8)
            #expect(tables.allSatisfy { $0["strict"] == 1 })
            let error = ledgerError {
                try store.access {
                    try $0.execute(
                        sql: "INSERT INTO hash(position, digest) VALUES (1000, 'text of thirty-two characters ...')")
                }
            }
            #expect(error?.code == .storeFailed)
            try store.close()
        }
    }

    @Test("a reader's connection writes nothing, however it is asked")
    func readOnly() throws {
        try withFolder { folder in
            let writer = try filled(folder)
            let reader = try SQLiteStore(path: folder + "/ledger.db", mode: .read)
            var chain = try ChainFixture()
            let batch = try chain.batch(1, expectedSize: 3)
            #expect(ledgerError { try reader.append(batch) }?.code == .storeFailed)
            #expect(
                ledgerError { try reader.access { try $0.execute(sql: "DELETE FROM state") } }?.code == .storeFailed)
            #expect(try reader.size() == 3)
            try reader.close()
            try writer.close()
        }
    }

    // MARK: Versions

    private func set(_ pragma: String, _ value: Int, in folder: String) throws {
        let queue = try DatabaseQueue(path: folder + "/ledger.db")
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA \(pragma) = \(value)") }
        try queue.close()
    }

    @Test(
        "a database of a later version, or of another program, is refused and left alone",
        arguments: [SQLiteStore.Mode.write, .read])
    func otherVersions(mode: SQLiteStore.Mode) throws {
        try withFolder { folder in
            try filled(folder).close()
            let path = folder + "/ledger.db"
            for (pragma, wrong, right) in [
                ("user_version", StoreSchema.steps.count + 1, StoreSchema.steps.count),
                ("user_version", 0, StoreSchema.steps.count),
                ("application_id", 0, Int(StoreSchema.applicationID)),
                ("application_id", 0x7373_6A56, Int(StoreSchema.applicationID)),
            ] {
                try set(pragma, wrong, in: folder)
                #expect(
                    ledgerError { try SQLiteStore(path: path, mode: mode) }?.code == .storeVersion, "\(pragma) \(wrong)"
                )
                try set(pragma, right, in: folder)
            }
            let store = try SQLiteStore(path: path, mode: mode)
            #expect(try store.size() == 3)
            try store.close()
        }
    }

    @Test("a database of any other kind, or of none, is refused", arguments: ["text", "empty"])
    func noLedger(kind: String) throws {
        try withFolder { folder in
            let path = folder + "/ledger.db"
            try FileIO.create(path, kind == "text" ? Bytes(repeating: 0x41, count: 5_000) : [], mode: 0o600)
            let code = ledgerError { try SQLiteStore(path: path, mode: .write) }?.code
            #expect(code == (kind == "text" ? .storeFailed : .storeVersion))
            #expect(ledgerError { try SQLiteStore(path: folder + "/none", mode: .write) }?.code == .ledgerMissing)
            #expect(ledgerError { try SQLiteStore(path: path, mode: .create) }?.code == .ledgerExists)
        }
    }

    @Test("a step to a later version keeps what is there, and a failing step changes nothing")
    func migration() throws {
        try withFolder { folder in
            let store = try filled(folder)
            let before = try store.entries(from: .founding, limit: 10)
            let state = try store.stateRows(after: nil, limit: 10)
            let later =
                StoreSchema.steps + [
                    "CREATE TABLE extra(name TEXT PRIMARY KEY) STRICT; INSERT INTO extra VALUES ('new')"
                ]
            let broken = later + ["CREATE TABLE more(name TEXT) STRICT; INSERT INTO nowhere VALUES (1)"]
            func version() throws -> Int? { try store.access { try Int.fetchOne($0, sql: "PRAGMA user_version") } }
            #expect(
                ledgerError { try store.access { try StoreSchema.migrate($0, steps: broken, isNew: false) } }?.code
                    == .storeFailed)
            #expect(try version() == StoreSchema.steps.count)
            #expect(try store.access { try $0.tableExists("extra") } == false)
            try store.access { try StoreSchema.migrate($0, steps: later, isNew: false) }
            #expect(try version() == later.count)
            // Doing it again changes nothing.
            try store.access { try StoreSchema.migrate($0, steps: later, isNew: false) }
            #expect(try store.access { try String.fetchAll($0, sql: "SELECT name FROM extra") } == ["new"])
            #expect(try store.entries(from: .founding, limit: 10) == before)
            #expect(try store.stateRows(after: nil, limit: 10) == state)
            #expect(
                try store.access { try Int.fetchOne($0, sql: "PRAGMA application_id") }
                    == Int(StoreSchema.applicationID))
            try store.close()
            // The program of today does not open it any more.
            #expect(ledgerError { try SQLiteStore(path: folder + "/ledger.db", mode: .write) }?.code == .storeVersion)
        }
    }
}
