import GRDB
import GRDBSQLite

extension SQLiteStore {
    public func storeAttachment(_ attachment: StoredAttachment, next: () throws -> Bytes?) throws {
        try access { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            do {
                guard try SQLiteStore.attachment(db, attachment.id) == nil else {
                    try db.execute(sql: "ROLLBACK")
                    return
                }
                let insert = try db.cachedStatement(
                    sql: "INSERT INTO attachment_chunk(id, position, bytes) VALUES (?, ?, ?)")
                var position: UInt64 = 0
                while let chunk = try next() {
                    insert.bind(1, attachment.id)
                    insert.bind(2, position)
                    insert.bind(3, chunk)
                    try insert.run(db)
                    position += 1
                }
                guard position == attachment.chunks else {
                    throw LedgerError(.attachmentWrong, "\(position) chunks of \(attachment.chunks)")
                }
                let head = try db.cachedStatement(
                    sql: "INSERT INTO attachment(id, size, chunks, key_name) VALUES (?, ?, ?, ?)")
                head.bind(1, attachment.id)
                head.bind(2, attachment.size)
                head.bind(3, attachment.chunks)
                if let keyName = attachment.keyName { head.bind(4, keyName) } else { head.bindNull(4) }
                try head.run(db)
            } catch {
                try? db.execute(sql: "ROLLBACK")
                throw error
            }
            do {
                try db.execute(sql: "COMMIT")
            } catch {
                // No entry names it yet and storing it again is no error: the caller may simply repeat.
                try? db.execute(sql: "ROLLBACK")
                throw error
            }
        }
    }

    public func attachment(_ id: Digest) throws -> StoredAttachment? {
        try access { try SQLiteStore.attachment($0, id) }
    }

    private static func attachment(_ db: Database, _ id: Digest) throws -> StoredAttachment? {
        var result: StoredAttachment?
        let statement = try db.cachedStatement(sql: "SELECT size, chunks, key_name FROM attachment WHERE id = ?")
        statement.bind(1, id)
        try statement.forEachRow(db) { row in
            result = StoredAttachment(
                id: id, size: row.number(0) ?? 0, chunks: row.number(1) ?? 0,
                keyName: row.isNull(2) ? nil : row.bytes(2))
        }
        return result
    }

    public func attachmentChunk(_ id: Digest, position: UInt64) throws -> Bytes? {
        try access { db in
            var result: Bytes?
            let statement = try db.cachedStatement(
                sql: "SELECT bytes FROM attachment_chunk WHERE id = ? AND position = ?")
            statement.bind(1, id)
            statement.bind(2, position)
            try statement.forEachRow(db) { result = $0.bytes(0) }
            return result
        }
    }

    /// The attachments after an id, in order, up to a number of them.
    public func attachments(after id: Digest?, limit: Int) throws -> [StoredAttachment] {
        try access { db in
            var result: [StoredAttachment] = []
            let statement = try db.cachedStatement(
                sql: "SELECT id, size, chunks, key_name FROM attachment WHERE id > ? ORDER BY id LIMIT ?")
            if let id { statement.bind(1, id) } else { statement.bind(1, Bytes()) }
            statement.bind(2, UInt64(max(limit, 0)))
            try statement.forEachRow(db) { row in
                guard let id = row.digest(0) else { return }
                result.append(
                    StoredAttachment(
                        id: id, size: row.number(1) ?? 0, chunks: row.number(2) ?? 0,
                        keyName: row.isNull(3) ? nil : row.bytes(3)))
            }
            return result
        }
    }
}
