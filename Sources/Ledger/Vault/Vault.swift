// vault.db, annex D9: a random key per subject, wrapped under the vault key, and nothing else. Destroying a subject's
// key erases every record and attachment that it seals; `secure_delete` overwrites the row on disk.

import CSodium
import GRDB

/// A subject's key in locked memory, with the name under which sealed records refer to it.
public struct SubjectKey: Sendable {
    /// 16 random bytes.
    public let name: Bytes
    let key: SecretBytes

    private static let recordContext = Bytes("ssj/v1/personal ".utf8)
    private static let chunkContext = Bytes("ssj/v1/chunk ".utf8)

    /// Seals a personal record's line.
    func seal(_ line: Bytes) -> SealedRecord {
        let leaf = RFC6962.leafHash(line)
        let nonce = AEAD.randomNonce()
        let box = AEAD.seal(line, nonce: nonce, additional: SubjectKey.recordContext + leaf.bytes, key: key)
        return SealedRecord(leaf: leaf, keyName: name, sealed: nonce + box)
    }

    /// Opens a sealed record; nil where it does not open or its line has another leaf hash.
    func open(_ record: SealedRecord) -> Bytes? {
        let nonce = Bytes(record.sealed.prefix(AEAD.nonceByteCount))
        guard
            let line = AEAD.openBytes(
                Bytes(record.sealed.dropFirst(AEAD.nonceByteCount)), nonce: nonce,
                additional: SubjectKey.recordContext + record.leaf.bytes, key: key),
            RFC6962.leafHash(line) == record.leaf
        else { return nil }
        return line
    }

    /// Under which id a sealed attachment is stored: BLAKE2b of its SHA-256 under the subject's key.
    func attachmentID(_ sha256: Digest) -> Digest {
        var output = Bytes(repeating: 0, count: Digest.byteCount)
        key.withUnsafeBytes { key in
            _ = crypto_generichash(
                &output, output.count, sha256.bytes, UInt64(Digest.byteCount),
                key.bindMemory(to: UInt8.self).baseAddress!, key.count)
        }
        return output.withUnsafeBytes { Digest(buffer: $0) }
    }

    /// Seals a chunk of an attachment.
    func sealChunk(_ chunk: Bytes, attachment: Digest, position: UInt64) -> Bytes {
        let nonce = AEAD.randomNonce()
        return nonce + AEAD.seal(chunk, nonce: nonce, additional: SubjectKey.chunk(attachment, position), key: key)
    }

    /// Opens a chunk of an attachment.
    func openChunk(_ sealed: Bytes, attachment: Digest, position: UInt64) -> Bytes? {
        AEAD.openBytes(
            Bytes(sealed.dropFirst(AEAD.nonceByteCount)), nonce: Bytes(sealed.prefix(AEAD.nonceByteCount)),
            additional: SubjectKey.chunk(attachment, position), key: key)
    }

    private static func chunk(_ attachment: Digest, _ position: UInt64) -> Bytes {
        chunkContext + attachment.bytes + Bytes(" \(position)".utf8)
    }
}

/// The vault of personal records (个人信息库). `Sendable` by GRDB's DatabaseQueue.
public final class Vault: Sendable {
    private let queue: DatabaseQueue
    private let key: SecretBytes?
    private static let applicationID: Int32 = 0x7373_6A56
    private static let version = 1

    /// Opens a vault, or makes a new one. Without the vault key only the presence of subject keys can be asked.
    /// - Throws: `vault.missing`, `store.version`, `store.durability`.
    public init(path: String, key: SecretBytes?, create: Bool = false, readOnly: Bool = false) throws {
        guard create || FileIO.exists(path) else { throw LedgerError(.vaultMissing, path) }
        var configuration = Configuration()
        configuration.readonly = readOnly
        // Keys of one event are made in one transaction over several calls.
        configuration.allowsUnsafeTransactions = !readOnly
        self.key = key
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA busy_timeout = 5000")
                if !readOnly {
                    // A rollback journal, not WAL: erased keys must not linger in a log that is written back later.
                    try db.execute(
                        sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
                    let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
                    let secureDelete = try Int.fetchOne(db, sql: "PRAGMA secure_delete")
                    guard synchronous == 2, secureDelete == 1 else {
                        throw LedgerError(.storeDurability, "vault.db")
                    }
                }
                if create {
                    try db.execute(
                        sql: """
                            CREATE TABLE subject_key(
                                name BLOB PRIMARY KEY CHECK(length(name) = 16),
                                subject BLOB NOT NULL UNIQUE,
                                wrapped BLOB NOT NULL
                            ) STRICT, WITHOUT ROWID;
                            PRAGMA application_id = \(Vault.applicationID);
                            PRAGMA user_version = \(Vault.version);
                            """)
                }
                guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == Vault.applicationID,
                    try Int.fetchOne(db, sql: "PRAGMA user_version") == Vault.version
                else { throw LedgerError(.storeVersion, "vault.db") }
            }
        } catch {
            throw LedgerError.store(error)
        }
    }

    /// The key of a subject, made and made durable where there is none.
    /// - Throws: `vault.missing` where the vault key does not open it.
    public func subjectKey(for subject: Bytes) throws -> SubjectKey {
        if let known = try subjectKey(ofSubject: subject) { return known }
        guard let key else { throw LedgerError(.vaultMissing, "no vault key") }
        var name = Bytes(repeating: 0, count: 16)
        randombytes_buf(&name, name.count)
        let fresh = try SecretBytes.random(count: 32)
        let nonce = AEAD.randomNonce()
        let wrapped = nonce + AEAD.seal(fresh, nonce: nonce, additional: name, key: key)
        try access { db in
            let insert = try db.cachedStatement(
                sql: "INSERT INTO subject_key(name, subject, wrapped) VALUES (?, ?, ?)")
            insert.bind(1, name)
            insert.bind(2, subject)
            insert.bind(3, wrapped)
            try insert.run(db)
        }
        return SubjectKey(name: name, key: fresh)
    }

    /// Makes the keys of a body durable together: an import has a key for each person in it, and each commit waits for the
    /// disk. Where the body throws, none is kept.
    func together<Value>(_ body: () throws -> Value) throws -> Value {
        try access { try $0.execute(sql: "BEGIN IMMEDIATE") }
        do {
            let value = try body()
            try access { try $0.execute(sql: "COMMIT") }
            return value
        } catch {
            try? access { try $0.execute(sql: "ROLLBACK") }
            throw error
        }
    }

    /// The key of a subject, if there is one.
    public func subjectKey(ofSubject subject: Bytes) throws -> SubjectKey? {
        try find("subject", subject)
    }

    /// The key that sealed records name, if it is still there.
    /// - Throws: `vault.missing` where it is there and the vault key does not open it.
    public func subjectKey(named name: Bytes) throws -> SubjectKey? { try find("name", name) }

    /// Whether a key is still there; needs no vault key.
    public func holdsKey(named name: Bytes) throws -> Bool {
        try access { db in
            var found = false
            let statement = try db.cachedStatement(sql: "SELECT 1 FROM subject_key WHERE name = ?")
            statement.bind(1, name)
            try statement.forEachRow(db) { _ in found = true }
            return found
        }
    }

    /// Whether the vault key is at hand.
    public var canOpen: Bool { key != nil }

    /// Destroys a subject's key. Doing it again is no error: it is repeated at each start.
    public func destroy(subject: Bytes) throws {
        try access { db in
            let statement = try db.cachedStatement(sql: "DELETE FROM subject_key WHERE subject = ?")
            statement.bind(1, subject)
            try statement.run(db)
        }
    }

    /// Closes the connection.
    public func close() throws { try queue.close() }

    /// Copies the vault through SQLite's online backup.
    func backup(to path: String) throws {
        try LedgerError.ofStore {
            let copy = try DatabaseQueue(path: path)
            try queue.backup(to: copy)
            try copy.close()
        }
    }

    private func find(_ column: StaticString, _ value: Bytes) throws -> SubjectKey? {
        let row: (name: Bytes, wrapped: Bytes)? = try access { db in
            var row: (name: Bytes, wrapped: Bytes)?
            let statement = try db.cachedStatement(sql: "SELECT name, wrapped FROM subject_key WHERE \(column) = ?")
            statement.bind(1, value)
            try statement.forEachRow(db) { row = ($0.bytes(0), $0.bytes(1)) }
            return row
        }
        guard let row else { return nil }
        guard let key,
            let opened = try AEAD.open(
                Bytes(row.wrapped.dropFirst(AEAD.nonceByteCount)),
                nonce: Bytes(row.wrapped.prefix(AEAD.nonceByteCount)), additional: row.name, key: key)
        else { throw LedgerError(.vaultMissing, key == nil ? "no vault key" : "the vault key does not open it") }
        return SubjectKey(name: row.name, key: opened)
    }

    private func access<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try LedgerError.ofStore { try queue.writeWithoutTransaction(body) }
    }
}
