import Foundation
import GRDB

@testable import Ledger

/// A copy of a closed ledger whose database lets itself be changed: triggers put aside, checks ignored.
final class LedgerCopy {
    let directory: LedgerDirectory
    private let queue: DatabaseQueue
    private let triggers: [(name: String, sql: String)]

    /// Copies into memory where the system has a file system there.
    init(of original: LedgerDirectory) throws {
        let base = FileIO.exists("/dev/shm") ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        var template = Array("\(base)/ledger-poke.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LedgerError(.fileUnwritable, base) }
        directory = LedgerDirectory(template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
        for name in ["ledger.db", "ledger.db-wal", "vault.db", "checkpoint"]
        where FileIO.exists("\(original.path)/\(name)") {
            try FileManager.default.copyItem(
                atPath: "\(original.path)/\(name)", toPath: "\(directory.path)/\(name)")
        }
        queue = try DatabaseQueue(path: directory.database)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON;")
        }
        triggers = try queue.read { db in
            try GRDB.Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
                .map { (name: $0["name"], sql: $0["sql"]) }
        }
    }

    deinit {
        try? queue.close()
        try? FileManager.default.removeItem(atPath: directory.path)
    }

    /// Drops the append-only triggers, which a verification reports until they are back.
    func disarm() throws {
        try queue.write { db in for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger.name)") } }
    }

    /// Puts the triggers back as they were, all or those named.
    func arm(_ names: [String]? = nil) throws {
        try queue.write { db in
            for trigger in triggers where names?.contains(trigger.name) ?? true { try db.execute(sql: trigger.sql) }
        }
    }

    /// The names of the triggers that the ledger came with.
    var triggerNames: [String] { triggers.map(\.name) }

    /// Runs statements in one transaction, the triggers out of the way.
    func apply(_ changes: [Change]) throws {
        try queue.write { db in
            for change in changes {
                try db.execute(sql: change.sql, arguments: StatementArguments(change.values.map(\.databaseValue)))
            }
        }
    }

    /// All rows of a table in key order.
    func rows(_ table: StoredTable) throws -> [StoredRow] {
        try queue.read { db in
            try GRDB.Row.fetchAll(
                db, sql: "SELECT * FROM \(table.rawValue) ORDER BY \(table.key.joined(separator: ", "))"
            )
            .map { row in
                StoredRow(
                    table: table, values: row.columnNames.map { name in (name, StoredValue(row[name], column: name)) })
            }
        }
    }

    /// Runs one statement and leaves no other trace.
    func execute(_ sql: String, _ values: StoredValue...) throws {
        try disarm()
        try apply([Change(sql, values)])
        try arm()
    }

    /// Runs statements as they are.
    func alter(_ sql: String) throws { try queue.write { try $0.execute(sql: sql) } }
}

/// The tables of a ledger's database.
enum StoredTable: String, CaseIterable, Sendable {
    case entry, event_id, hash, personal, attachment, attachment_chunk, state

    var key: [String] {
        switch self {
        case .entry: ["idx"]
        case .event_id, .attachment: ["id"]
        case .hash: ["position"]
        case .personal: ["idx", "position"]
        case .attachment_chunk: ["id", "position"]
        case .state: ["tbl", "key"]
        }
    }
}

/// A value of a column.
enum StoredValue: Sendable, Equatable {
    case blob(Bytes)
    case text(Bytes)
    case integer(Int64)
    case null

    init(_ value: DatabaseValue, column: String) {
        switch value.storage {
        case .blob(let data): self = .blob(Bytes(data))
        case .string(let string): self = .text(Bytes(string.utf8))
        case .int64(let number): self = .integer(number)
        default: self = .null
        }
    }

    /// How it is bound: text as a blob, so that bytes which are no UTF-8 can be written too.
    var databaseValue: DatabaseValue {
        switch self {
        case .blob(let bytes), .text(let bytes): Data(bytes).databaseValue
        case .integer(let number): number.databaseValue
        case .null: .null
        }
    }

    var placeholder: String {
        if case .text = self { "CAST(? AS TEXT)" } else { "?" }
    }

    /// Its bytes, a number as eight of them.
    var bytes: Bytes {
        switch self {
        case .blob(let bytes), .text(let bytes): bytes
        case .integer(let number): withUnsafeBytes(of: number.bigEndian) { Bytes($0) }
        case .null: []
        }
    }

    func replacing(bytes: Bytes) -> StoredValue {
        switch self {
        case .blob: .blob(bytes)
        case .text: .text(bytes)
        case .integer: .integer(bytes.reduce(0) { $0 << 8 | Int64($1) })
        case .null: .null
        }
    }
}

/// A row with its columns in order.
struct StoredRow: Sendable {
    let table: StoredTable
    var values: [(column: String, value: StoredValue)]

    subscript(column: String) -> StoredValue {
        get { values.first { $0.column == column }!.value }
        set { values[values.firstIndex { $0.column == column }!].value = newValue }
    }

    func number(_ column: String) -> UInt64 {
        if case .integer(let number) = self[column] { UInt64(number) } else { 0 }
    }

    func with(_ column: String, _ value: StoredValue) -> StoredRow {
        var copy = self
        copy[column] = value
        return copy
    }

    var insertion: Change {
        Change(
            "INSERT INTO \(table.rawValue)(\(values.map(\.column).joined(separator: ", "))) "
                + "VALUES (\(values.map(\.value.placeholder).joined(separator: ", ")))", values.map(\.value))
    }

    var removal: Change {
        Change(
            "DELETE FROM \(table.rawValue) WHERE "
                + table.key.map { "\($0) = \(self[$0].placeholder)" }.joined(separator: " AND "),
            table.key.map { self[$0] })
    }
}

/// A statement with its values.
struct Change: Sendable {
    let sql: String
    let values: [StoredValue]

    init(_ sql: String, _ values: [StoredValue]) {
        self.sql = sql
        self.values = values
    }
}
