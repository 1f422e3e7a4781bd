import Foundation

/// A ledger's folder: ledger.db, vault.db, checkpoint, lock; the service key may stand elsewhere.
public struct LedgerDirectory: Sendable, Hashable {
    /// The folder.
    public let path: String

    /// Names a folder.
    public init(_ path: String) { self.path = path }

    /// The database of entries.
    public var database: String { path + "/ledger.db" }
    /// The vault of personal records.
    public var vault: String { path + "/vault.db" }
    /// The views, disposable.
    public var views: String { path + "/views.db" }
    /// The newest checkpoint outside the database.
    public var checkpointFile: CheckpointFile { CheckpointFile(directory: path) }
    /// Where the service key stands unless said otherwise.
    public var serviceKey: String { path + "/service.key" }

    /// Makes a ledger of a founding event: everything is made under a temporary name and renamed as a whole, so that a
    /// ledger is either there or not.
    /// - Throws: `ledger.exists`, and what admission throws of entry 0.
    public func found(
        _ submitted: SubmittedEvent, keys: ServiceKeys, channel: Channel, book: RuleBook, now: Timestamp
    ) async throws -> Receipt {
        guard !FileIO.exists(path) else { throw LedgerError(.ledgerExists, path) }
        // What does not read as a founding is refused by admission, with its reason.
        if let content = try? FoundingContent(submitted.data.records()) {
            guard keys.checkpoint.contains(where: { $0.key == content.checkpoint }),
                keys.engines.contains(where: { $0.key == content.engine })
            else { throw LedgerError(.serviceKeyWrong, "\(content.origin)") }
        }
        let temporary = LedgerDirectory("\(path).founding")
        try FileIO.makeFolder(temporary.path)
        do {
            let store = try SQLiteStore(path: temporary.database, mode: .create)
            let vault = try Vault(path: temporary.vault, key: keys.vault, create: true)
            let writer = try LedgerWriter(
                directory: temporary, store: store, vault: vault, keys: keys, book: book,
                founding: submitted.event.header.ledger, clock: { now })
            let receipt = try await writer.submit(Submission(events: [submitted], channel: channel))[0]
            try await writer.stop()
            try FileIO.syncFolder(of: temporary.database)
            guard rename(temporary.path, path) == 0 else {
                throw LedgerError(.fileUnwritable, "\(path): \(FileIO.reason())")
            }
            try FileIO.syncFolder(of: path)
            return receipt
        } catch {
            try? FileManager.default.removeItem(atPath: temporary.path)
            throw error
        }
    }

    /// Opens the ledger for writing: lock, database, start guard, vault.
    /// - Throws: `ledger.missing`, `ledger.locked`, `ledger.behind`, `checkpoint.missing`, `key.service`.
    public func openWriter(
        keys: ServiceKeys, book: RuleBook, options: WriterOptions = WriterOptions(),
        clock: @escaping @Sendable () -> Timestamp
    ) throws -> LedgerWriter {
        guard FileIO.exists(database) else { throw LedgerError(.ledgerMissing, path) }
        // Before the database is opened: opening may migrate it.
        let lock = try ProcessLock(directory: path)
        let store = try SQLiteStore(path: database, mode: .write)
        let vault = try Vault(path: self.vault, key: keys.vault)
        return try LedgerWriter(
            directory: self, lock: lock, store: store, vault: vault, keys: keys, book: book, founding: nil,
            options: options,
            clock: clock)
    }
}

/// The daemon's own secrets.
public struct ServiceKeys: Sendable {
    /// Signs checkpoints; after a rotation, the newest first, all that still exist.
    public let checkpoint: [NoteSigner]
    /// Sign what the daemon itself says; after a rotation all that still exist.
    public let engines: [NoteSigner]
    /// Wraps the keys of subjects.
    public let vault: SecretBytes

    /// Picks the service keys out of an opened key file.
    /// - Throws: `key.purpose`.
    public init(_ keys: [HeldKey]) throws {
        checkpoint = try keys.filter { $0.purpose == .checkpoint }.map { try $0.signer() }
        engines = try keys.filter { $0.purpose == .engine }.map { try $0.signer() }
        guard !checkpoint.isEmpty, !engines.isEmpty,
            let vault = keys.first(where: { $0.purpose == .vault })?.secret
        else { throw LedgerError(.keyPurpose, "a service key file holds checkpoint, engine and vault keys") }
        self.vault = vault
    }
}
