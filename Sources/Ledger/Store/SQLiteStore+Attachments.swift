import Foundation
import GRDB
import GRDBSQLite
import Synchronization

extension SQLiteStore {
    /// How many chunks one transaction takes. Appends wait for no more than one such transaction.
    private static let chunksAtOnce = 4

    public func storeAttachment(_ attachment: StoredAttachment, next: () throws -> Bytes?) throws {
        let id = attachment.id
        guard try access({ try openUpload(id, $0) }) else { return }
        do {
            var position: UInt64 = 0
            var isStored = false
            while !isStored {
                let first = position
                var chunks: [Bytes] = []
                var isLast = false
                while !isLast, chunks.count < SQLiteStore.chunksAtOnce {
                    if let chunk = try next() { chunks.append(chunk) } else { isLast = true }
                }
                position += UInt64(chunks.count)
                guard isLast ? position == attachment.chunks : position <= attachment.chunks else {
                    throw LedgerError(.attachmentWrong, "\(position) chunks of \(attachment.chunks)")
                }
                isStored = try access { db in
                    try SQLiteStore.transaction(db) { db in
                        // Somebody else may have stored the same meanwhile.
                        if try SQLiteStore.attachment(db, id) != nil { return true }
                        try SQLiteStore.insert(chunks, of: id, from: first, into: db)
                        if isLast { try SQLiteStore.seal(attachment, in: db) }
                        return isLast
                    }
                }
            }
        } catch {
            // What cannot be dropped now is dropped before the next upload, or at the next start.
            try? access { db in
                uploads.end(id)
                try SQLiteStore.dropUploads(db, except: uploads.ids)
            }
            throw error
        }
        try access { _ in uploads.end(id) }
    }

    /// Lists an upload, so that its chunks can be told from those of what is stored; false where it is stored already.
    private func openUpload(_ id: Digest, _ db: Database) throws -> Bool {
        try SQLiteStore.dropUploads(db, except: uploads.ids)
        let isNew = try SQLiteStore.transaction(db) { db in
            guard try SQLiteStore.attachment(db, id) == nil else { return false }
            let insert = try db.cachedStatement(sql: "INSERT OR IGNORE INTO attachment_upload(id) VALUES (?)")
            insert.bind(1, id)
            try insert.run(db)
            return true
        }
        if isNew { uploads.begin(id) }
        return isNew
    }

    /// Two uploads of the same bytes share their chunks: each was compared with its digest before, or opens by itself.
    private static func insert(_ chunks: [Bytes], of id: Digest, from first: UInt64, into db: Database) throws {
        let insert = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO attachment_chunk(id, position, bytes) VALUES (?, ?, ?)")
        for (offset, chunk) in chunks.enumerated() {
            insert.bind(1, id)
            insert.bind(2, first + UInt64(offset))
            insert.bind(3, chunk)
            try insert.run(db)
        }
    }

    /// From here on the attachment is there.
    private static func seal(_ attachment: StoredAttachment, in db: Database) throws {
        let held =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM attachment_chunk WHERE id = ?",
                arguments: [Data(attachment.id.bytes)]) ?? 0
        guard UInt64(held) == attachment.chunks else {
            throw LedgerError(.storeFailed, "\(held) chunks of \(attachment.chunks) are left")
        }
        let head = try db.cachedStatement(
            sql: "INSERT INTO attachment(id, size, chunks, key_name) VALUES (?, ?, ?, ?)")
        head.bind(1, attachment.id)
        head.bind(2, attachment.size)
        head.bind(3, attachment.chunks)
        if let keyName = attachment.keyName { head.bind(4, keyName) } else { head.bindNull(4) }
        try head.run(db)
        let upload = try db.cachedStatement(sql: "DELETE FROM attachment_upload WHERE id = ?")
        upload.bind(1, attachment.id)
        try upload.run(db)
    }

    /// Drops what uploads have left that did not come to their end.
    static func dropUploads(_ db: Database, except running: Set<Digest> = []) throws {
        var left: [Digest] = []
        try db.cachedStatement(sql: "SELECT id FROM attachment_upload").forEachRow(db) { row in
            if let id = row.digest(0), !running.contains(id) { left.append(id) }
        }
        for id in left {
            try transaction(db) { db in
                for table in ["attachment_chunk", "attachment_upload"] {
                    let delete = try db.cachedStatement(sql: "DELETE FROM \(table) WHERE id = ?")
                    delete.bind(1, id)
                    try delete.run(db)
                }
            }
        }
    }

    /// No entry names what an upload writes, and writing it again is no error: after a commit of unknown outcome the
    /// caller may simply repeat.
    private static func transaction<Value>(_ db: Database, _ body: (Database) throws -> Value) throws -> Value {
        try db.execute(sql: "BEGIN IMMEDIATE")
        do {
            let value = try body(db)
            try db.execute(sql: "COMMIT")
            return value
        } catch {
            try? db.execute(sql: "ROLLBACK")
            throw error
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
                sql: """
                    SELECT bytes FROM attachment_chunk WHERE id = ?1 AND position = ?2
                    AND EXISTS (SELECT 1 FROM attachment WHERE id = ?1)
                    """)
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

/// The uploads that are under way on a connection, each with how many bring it. Changed and read on the connection's
/// queue, so that none begins while what is left is dropped.
final class RunningUploads: Sendable {
    private let counts = Mutex<[Digest: Int]>([:])

    var ids: Set<Digest> { counts.withLock { Set($0.keys) } }
    func begin(_ id: Digest) { counts.withLock { $0[id, default: 0] += 1 } }
    func end(_ id: Digest) { counts.withLock { counts in counts[id] = counts[id].flatMap { $0 > 1 ? $0 - 1 : nil } } }
}
