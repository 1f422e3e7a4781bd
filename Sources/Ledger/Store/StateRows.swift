import GRDB

/// The table of admission state, which ledger.db and a verifier's temporary database hold alike.
enum StateRows {
    /// The value of a row, or nil.
    static func value(_ key: StateKey, in db: Database) throws -> Bytes? {
        var value: Bytes?
        let statement = try db.cachedStatement(sql: "SELECT value FROM state WHERE tbl = ? AND key = ?")
        statement.bind(1, text: key.table.name)
        statement.bind(2, key.key)
        try statement.forEachRow(db) { value = $0.bytes(0) }
        return value
    }

    /// The rows of a table whose key starts with `prefix`, in key order; those after a key alone, up to a number of them.
    static func rows(
        _ table: StateTable, prefix: Bytes, after key: Bytes? = nil, limit: Int = .max, in db: Database
    ) throws -> [StateRow] {
        var rows: [StateRow] = []
        let statement = try db.cachedStatement(
            sql: "SELECT key, value FROM state WHERE tbl = ? AND key >= ? ORDER BY key LIMIT ?")
        // The first key that is greater than another is that key and a zero byte.
        let start = key.map { $0 + [0] } ?? prefix
        statement.bind(1, text: table.name)
        statement.bind(2, bytesPrecede(start, prefix) ? prefix : start)
        statement.bind(3, UInt64(max(limit, 0)))
        struct Past: Error {}
        do {
            try statement.forEachRow(db) { row in
                let key = row.bytes(0)
                guard key.starts(with: prefix) else { throw Past() }
                rows.append(StateRow(StateKey(table, key), row.bytes(1)))
            }
        } catch is Past {}
        return rows
    }

    /// Writes rows; nil removes one.
    static func write(_ changes: [(key: StateKey, value: Bytes?)], to db: Database) throws {
        let insert = try db.cachedStatement(
            sql: "INSERT INTO state(tbl, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
        let delete = try db.cachedStatement(sql: "DELETE FROM state WHERE tbl = ? AND key = ?")
        for (key, value) in changes {
            let statement = value == nil ? delete : insert
            statement.bind(1, text: key.table.name)
            statement.bind(2, key.key)
            if let value { statement.bind(3, value) }
            try statement.run(db)
        }
    }
}
