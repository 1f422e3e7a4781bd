import Foundation

/// A ledger directory, or a copy of one, as a verifier reads it: beside a running writer, up to the head at its start.
final class DirectorySource: VerifySource, VerifyTables {
    private let store: SQLiteStore
    private let vault: Vault?
    private let directory: LedgerDirectory
    private var copy: TemporaryCopy?
    private let checkpointBytes: Result<Bytes?, LedgerError>

    /// A block of large entries is a short one: several are held at once.
    private static let blockByteCount = 16 << 20

    let missingIsAltered = true
    let size: UInt64
    let entryCount: UInt64
    let storedHashCount: UInt64
    let eventIDCount: UInt64
    let personalCount: UInt64
    let schemaDifferences: [String]
    let openSealed: @Sendable (SealedRecord) -> VaultAnswer
    var tables: (any VerifyTables)? { self }

    init(_ directory: LedgerDirectory, vaultKey: SecretBytes?) throws {
        self.directory = directory
        guard FileIO.exists(directory.database) else { throw LedgerError(.ledgerMissing, directory.path) }
        // Before the head, so that a running writer cannot make it look ahead of the database.
        checkpointBytes = DirectorySource.readCheckpoint(directory)
        do {
            store = try SQLiteStore(path: directory.database, mode: .read)
        } catch let error as LedgerError where error.code == .storeFailed {
            // A database in WAL mode on read-only media does not open; its files, WAL included, do elsewhere.
            let copied = try TemporaryCopy(of: directory)
            copy = copied
            store = try SQLiteStore(path: copied.directory.database, mode: .read)
        }
        let vault =
            FileIO.exists(directory.vault)
            ? try? Vault(path: directory.vault, key: vaultKey, readOnly: true) : nil
        self.vault = vault
        openSealed = { record in DirectorySource.open(record, vault: vault) }
        try store.access { try $0.execute(sql: "BEGIN DEFERRED") }
        size = try store.size()
        entryCount = try store.count("SELECT count(*) FROM entry")
        storedHashCount = try store.count("SELECT count(*) FROM hash")
        eventIDCount = try store.count("SELECT count(*) FROM event_id")
        personalCount = try store.count("SELECT count(*) FROM personal")
        schemaDifferences = try store.access { try StoreSchema.differences(in: $0) }
    }

    func endSnapshot() throws { try endBlock() }
    func beginBlock() throws { try store.access { try $0.execute(sql: "BEGIN DEFERRED") } }
    func endBlock() throws { try store.access { try $0.execute(sql: "COMMIT") } }

    private static func readCheckpoint(_ directory: LedgerDirectory) -> Result<Bytes?, LedgerError> {
        let path = directory.checkpointFile.path
        guard FileIO.exists(path) else { return .success(nil) }
        do {
            return .success(try FileIO.read(path, limit: SignedCheckpoint.maximumByteCount))
        } catch {
            return .failure(error as? LedgerError ?? LedgerError(.fileUnreadable, path))
        }
    }

    func checkpoint() throws -> Bytes? { try checkpointBytes.get() }

    func entries(from index: EntryIndex, limit: Int) throws -> [SourceEntry] {
        try store.entries(from: index, limit: limit, byteCount: DirectorySource.blockByteCount).map {
            SourceEntry(
                index: $0.index, bytes: $0.bytes, channel: $0.channel, data: $0.data, personal: .sealed($0.personal))
        }
    }

    private static func open(_ record: SealedRecord, vault: Vault?) -> VaultAnswer {
        guard let vault else { return .notDisclosed }
        guard vault.canOpen else {
            return (try? vault.holdsKey(named: record.keyName)) == true ? .notDisclosed : .keyMissing
        }
        do {
            guard let key = try vault.subjectKey(named: record.keyName) else { return .keyMissing }
            return key.open(record).map { .line($0) } ?? .wrong
        } catch {
            return .wrong
        }
    }

    func presence(of reference: AttachmentReference, sealedBy keyName: Bytes?) throws -> AttachmentPresence {
        var id = reference.sha256
        if let keyName {
            guard let key = try vault?.subjectKey(named: keyName) else { return .notDisclosed }
            id = key.attachmentID(reference.sha256)
        }
        guard let stored = try store.attachment(id), stored.keyName == keyName else { return .missing }
        return stored.size == reference.size ? .present : .wrongSize
    }

    /// Counts say it: see ``VerifyTables``.
    func surplus(isComplete: Bool) -> [String] { [] }

    func wasErasedSince(_ index: EntryIndex, position: UInt64, leaf: Digest) throws -> Bool {
        let key = StateKey(.erased, ErasedRecord.key(index: index, position: position))
        guard let value = try store.stateValue(key), let row = try? IJSONValue(parsing: value),
            let by = row["by"]?.integer
        else { return false }
        return by >= 0 && UInt64(by) >= size && row["leaf"]?.bytes == Bytes(leaf.base64.utf8)
    }

    func checkAttachments(_ report: (AttachmentAnswer) -> Void) throws {
        try checkAttachmentCounts(report)
        var last: Digest?
        while let end = try eachAttachment(after: last, { report(try check($0)) }) { last = end }
    }

    /// Attachments and their chunks account for each other. One state of the database is counted: uploads go on.
    private func checkAttachmentCounts(_ report: (AttachmentAnswer) -> Void) throws {
        try beginBlock()
        let counted = Result {
            var (seen, chunks): (UInt64, UInt64) = (0, 0)
            var last: Digest?
            while let end = try eachAttachment(
                after: last,
                { attachment in
                    seen += 1
                    chunks &+= attachment.chunks
                })
            { last = end }
            let heads = try store.count("SELECT count(*) FROM attachment")
            // What is still coming in belongs to nothing yet. A database of the first version, which nobody has opened for
            // writing since, has no list of it.
            let hasUploads = try store.count("SELECT count(*) FROM sqlite_schema WHERE name = 'attachment_upload'") > 0
            let stored = try store.count(
                "SELECT count(*) FROM attachment_chunk"
                    + (hasUploads ? " WHERE id NOT IN (SELECT id FROM attachment_upload)" : ""))
            return (seen: seen, heads: heads, chunks: chunks, stored: stored)
        }
        try endBlock()
        let (seen, heads, chunks, stored) = try counted.get()
        if heads != seen { report(.wrong(LedgerError(.storeSurplus, "\(heads) attachments where \(seen) belong"))) }
        if stored != chunks {
            report(.wrong(LedgerError(.storeSurplus, "\(stored) chunks of attachments where \(chunks) belong")))
        }
    }

    /// Walks over a page of attachments and gives the last one's id; nil at the end.
    private func eachAttachment(after id: Digest?, _ body: (StoredAttachment) throws -> Void) throws -> Digest? {
        let page = try store.attachments(after: id, limit: 100)
        for attachment in page { try body(attachment) }
        return page.last?.id
    }

    private func check(_ attachment: StoredAttachment) throws -> AttachmentAnswer {
        var key: SubjectKey?
        if let keyName = attachment.keyName {
            guard let vault else { return .notDisclosed }
            guard try vault.holdsKey(named: keyName) else { return .keyGone }
            guard vault.canOpen else { return .notDisclosed }
            key = try vault.subjectKey(named: keyName)
        }
        let wrong = AttachmentAnswer.wrong(LedgerError(.attachmentWrong, attachment.id.hex))
        var hasher = SHA256Hasher()
        var size: UInt64 = 0
        guard attachment.chunks <= StoredAttachment.maximumByteCount else { return wrong }
        for position in 0..<attachment.chunks {
            guard let stored = try store.attachmentChunk(attachment.id, position: position) else { return wrong }
            guard let chunk = key.map({ $0.openChunk(stored, attachment: attachment.id, position: position) }) ?? stored
            else { return wrong }
            hasher.update(chunk)
            size += UInt64(chunk.count)
        }
        let digest = hasher.finalize()
        let id = key?.attachmentID(digest) ?? digest
        return id == attachment.id && size == attachment.size ? .right : wrong
    }

    func storedHashes(from position: UInt64, limit: Int) throws -> [(position: UInt64, digest: Digest)] {
        try store.storedHashes(from: position, limit: limit)
    }

    func index(of id: EventID) throws -> EntryIndex? {
        do {
            return try store.index(of: id)
        } catch let error as LedgerError where error.code == .storeDamaged {
            return nil
        }
    }

    func stateRows(after key: StateKey?, limit: Int) throws -> [StateRow] {
        try store.stateRows(after: key, limit: limit)
    }
}

/// A database with its WAL in a temporary folder, removed with this object.
private final class TemporaryCopy {
    let directory: LedgerDirectory

    init(of original: LedgerDirectory) throws {
        var template = Array("\(NSTemporaryDirectory())/ledger-copy.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LedgerError(.fileUnwritable, "temporary folder") }
        directory = LedgerDirectory(template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
        for ending in ["", "-wal"] where FileIO.exists(original.database + ending) {
            do {
                try FileManager.default.copyItem(
                    atPath: original.database + ending, toPath: directory.database + ending)
            } catch {
                throw LedgerError(.fileUnreadable, original.database + ending)
            }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory.path) }
}
