import GRDB
import GRDBSQLite

/// A view's tables while entries are taken in. Statements are kept prepared: give the same text and bind values.
public struct ViewTransaction {
    let db: Database

    /// Runs a statement that gives no rows.
    public func run(_ sql: String, _ values: ViewValue...) throws { try run(sql, values) }

    /// Runs a statement that gives no rows.
    public func run(_ sql: String, _ values: [ViewValue]) throws {
        let statement = try db.cachedStatement(sql: sql)
        statement.bind(values)
        try statement.run(db)
    }

    /// The rows that a query gives.
    public func rows(_ sql: String, _ values: ViewValue...) throws -> [[ViewValue]] {
        try db.viewRows(sql, values)
    }
}

extension Statement {
    func bind(_ values: [ViewValue]) {
        for (offset, value) in values.enumerated() {
            let position = Int32(offset + 1)
            switch value {
            case .null: bindNull(position)
            case .integer(let integer): sqlite3_bind_int64(sqliteStatement, position, integer)
            case .text(let bytes): bind(position, text: bytes)
            case .blob(let bytes): bind(position, bytes)
            }
        }
    }
}

extension Database {
    func viewRows(_ sql: String, _ values: [ViewValue]) throws -> [[ViewValue]] {
        var rows: [[ViewValue]] = []
        let statement = try cachedStatement(sql: sql)
        statement.bind(values)
        try statement.forEachRow(self) { rows.append($0.viewValues()) }
        return rows
    }
}

extension RawRow {
    func viewValues() -> [ViewValue] { (0..<sqlite3_column_count(statement)).map { viewValue($0) } }

    func viewValue(_ column: Int32) -> ViewValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
        case SQLITE_BLOB: .blob(bytes(column))
        // A table that was made again by hand may hold what STRICT refuses.
        default: .text(bytes(column))
        }
    }
}
