import GRDB
import GRDBSQLite

private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// Binding and reading bytes without a detour over Foundation's Data: the hot paths of append and verify.
extension Statement {
    func bind(_ position: Int32, _ bytes: Bytes) {
        bytes.withUnsafeBytes { bind(position, $0) }
    }

    func bind(_ position: Int32, _ bytes: UnsafeRawBufferPointer) {
        // A null pointer would bind NULL; an empty blob is something else.
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(sqliteStatement, position, 0)
        } else {
            sqlite3_bind_blob64(sqliteStatement, position, bytes.baseAddress, UInt64(bytes.count), transient)
        }
    }

    func bind(_ position: Int32, _ digest: Digest) { digest.withUnsafeBytes { bind(position, $0) } }
    func bind(_ position: Int32, _ number: UInt64) {
        sqlite3_bind_int64(sqliteStatement, position, Int64(truncatingIfNeeded: number))
    }
    func bind(_ position: Int32, text: String) {
        // With its length: a NUL inside is part of it.
        sqlite3_bind_text(sqliteStatement, position, text, Int32(text.utf8.count), transient)
    }
    /// Text whose bytes are kept as they are.
    func bind(_ position: Int32, text: Bytes) {
        if text.isEmpty {
            sqlite3_bind_text(sqliteStatement, position, "", 0, transient)
        } else {
            text.withUnsafeBytes { buffer in
                _ = sqlite3_bind_text64(
                    sqliteStatement, position, buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                    UInt64(buffer.count), transient, UInt8(SQLITE_UTF8))
            }
        }
    }
    func bindNull(_ position: Int32) { sqlite3_bind_null(sqliteStatement, position) }

    /// Steps a statement that gives no row, and makes it ready again.
    func run(_ db: Database) throws {
        let code = sqlite3_step(sqliteStatement)
        sqlite3_reset(sqliteStatement)
        guard code == SQLITE_DONE else { throw SQLiteFailure(db, code) }
    }

    /// Steps to the next row; the statement is ready again after the last one.
    func nextRow(_ db: Database) throws -> RawRow? {
        let code = sqlite3_step(sqliteStatement)
        if code == SQLITE_ROW { return RawRow(statement: sqliteStatement) }
        sqlite3_reset(sqliteStatement)
        guard code == SQLITE_DONE else { throw SQLiteFailure(db, code) }
        return nil
    }

    /// Steps over rows and makes the statement ready again.
    func forEachRow(_ db: Database, _ body: (RawRow) throws -> Void) throws {
        defer { sqlite3_reset(sqliteStatement) }
        while true {
            let code = sqlite3_step(sqliteStatement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw SQLiteFailure(db, code) }
            try body(RawRow(statement: sqliteStatement))
        }
    }
}

/// The row that a statement stands on.
struct RawRow {
    let statement: OpaquePointer

    func bytes(_ column: Int32) -> Bytes {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Bytes(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    /// How many bytes a column holds.
    func count(_ column: Int32) -> Int { Int(sqlite3_column_bytes(statement, column)) }

    func number(_ column: Int32) -> UInt64? {
        let value = sqlite3_column_int64(statement, column)
        return value < 0 ? nil : UInt64(value)
    }

    func digest(_ column: Int32) -> Digest? {
        guard let start = sqlite3_column_blob(statement, column),
            sqlite3_column_bytes(statement, column) == Int32(Digest.byteCount)
        else { return nil }
        return Digest(buffer: UnsafeRawBufferPointer(start: start, count: Digest.byteCount))
    }

    func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
}

/// What SQLite answered.
struct SQLiteFailure: Error {
    let code: Int32
    let message: String

    init(_ db: Database, _ code: Int32) {
        self.code = code
        message = String(cString: sqlite3_errmsg(db.sqliteConnection))
    }
}

extension LedgerError {
    /// What a failure of the database means where nothing was committed.
    static func store(_ error: any Error) -> any Error {
        if let error = error as? SQLiteFailure {
            let isFull = error.code & 0xFF == SQLITE_FULL
            return LedgerError(isFull ? .storeFull : .storeFailed, error.message)
        }
        if let error = error as? DatabaseError {
            let isFull = error.resultCode == .SQLITE_FULL
            return LedgerError(isFull ? .storeFull : .storeFailed, error.message ?? "\(error.resultCode)")
        }
        return error
    }
}
