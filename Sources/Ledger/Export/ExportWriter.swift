import Foundation

/// What an export shows.
public enum ExportDisclosure: String, Sendable, CaseIterable {
    /// Public records alone.
    case `public`
    /// Every data record, channel records and plain attachments; personal records withheld.
    case office
    /// Everything, personal records opened with the vault key.
    case personal
}

/// Writes a ledger as one file, annex D15: members sorted by name, the same ledger giving the same bytes.
public final class ExportWriter {
    private let store: SQLiteStore
    private let vault: Vault?
    private let disclosure: ExportDisclosure
    private let checkpoint: SignedCheckpoint
    private let handle: FileHandle
    private let ruleSets: RuleSetHistory

    /// Exports the entries that a checkpoint covers into a new file, whole or not at all.
    /// - Throws: `file.exists`, `file.unwritable`, `vault.missing`.
    public static func write(
        _ directory: LedgerDirectory, to path: String, disclosure: ExportDisclosure, checkpoint: SignedCheckpoint,
        vaultKey: SecretBytes?, book: RuleBook
    ) throws {
        guard !FileIO.exists(path) else { throw LedgerError(.fileExists, path) }
        let temporary = "\(path).tmp.\(getpid())"
        guard FileManager.default.createFile(atPath: temporary, contents: nil),
            let handle = FileHandle(forWritingAtPath: temporary)
        else { throw LedgerError(.fileUnwritable, temporary) }
        do {
            let store = try SQLiteStore(path: directory.database, mode: .read)
            let vault =
                disclosure == .personal ? try Vault(path: directory.vault, key: vaultKey, readOnly: true) : nil
            let writer = ExportWriter(
                store: store, vault: vault, disclosure: disclosure, checkpoint: checkpoint, handle: handle,
                ruleSets: try RuleSetHistory(store, book: book))
            try writer.run()
            try handle.synchronize()
            try handle.close()
            guard rename(temporary, path) == 0 else { throw LedgerError(.fileUnwritable, path) }
            try FileIO.syncFolder(of: path)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private init(
        store: SQLiteStore, vault: Vault?, disclosure: ExportDisclosure, checkpoint: SignedCheckpoint,
        handle: FileHandle, ruleSets: RuleSetHistory
    ) {
        self.store = store
        self.vault = vault
        self.disclosure = disclosure
        self.ruleSets = ruleSets
        self.checkpoint = checkpoint
        self.handle = handle
    }

    private var size: UInt64 { checkpoint.checkpoint.size }

    private func run() throws {
        try put(ExportMember.format, ExportMember.formatContent)
        try putAttachments()
        if disclosure != .public {
            try forEachIndex { entry in
                if !entry.channel.isEmpty { try self.put(ExportMember.channel(entry.index), entry.channel + [newline]) }
            }
        }
        try put(ExportMember.checkpoint, checkpoint.bytes)
        try forEachIndex { entry in try self.put(ExportMember.data(entry.index), self.data(of: entry)) }
        try putBundles()
        try forEachIndex { entry in
            if !entry.personal.isEmpty {
                try self.put(ExportMember.personal(entry.index), self.personal(of: entry))
            }
        }
        try write(Bytes(repeating: 0, count: 2 * Tar.blockByteCount))
    }

    // MARK: Members

    private func putBundles() throws {
        for tile in TileNumber.covering(size) {
            let entries = try store.entries(from: EntryIndex(tile.start), limit: tile.width)
            guard entries.count == tile.width else { throw LedgerError(.entryMissing, "\(tile)") }
            try put(ExportMember.bundle(tile), try EntryBundle(entries.map(\.bytes)).bytes)
        }
    }

    private func data(of entry: StoredEntry) throws -> Bytes {
        guard disclosure == .public else { return entry.data }
        var output = Bytes()
        let isShown = try shown(in: entry.index)
        for (position, line) in RecordLines(rest: entry.data[...]).enumerated() {
            let isPublic = (try? Record(parsing: line)).map { isShown(UInt64(position), $0) } ?? false
            output += isPublic ? Bytes(line) : DisclosureMark.withheld.line(RFC6962.leafHash(line))
            output.append(newline)
        }
        return output
    }

    /// Which records of an entry everybody sees: public ones, and due ones that an event within the export has opened.
    private func shown(in index: EntryIndex) throws -> (UInt64, Record) -> Bool {
        let disclosed = try Disclosed(index, in: store, size: size)
        let set = ruleSets[index]
        return { position, record in
            switch set?.visibility(of: record.type) {
            case .public: true
            case .due: disclosed.contains(position)
            default: false
            }
        }
    }

    private func personal(of entry: StoredEntry) throws -> Bytes {
        var output = Bytes()
        for position in 0..<UInt64(entry.personal.count) {
            guard let row = entry.personal[position] else {
                throw LedgerError(.personalMissing, "record \(position + 1)", index: entry.index)
            }
            let erased = StateKey(.erased, ErasedRecord.key(index: entry.index, position: position))
            let by = try store.stateValue(erased).flatMap { try IJSONValue(parsing: $0)["by"]?.integer }
            if let by, UInt64(by) < size {
                output += DisclosureMark.erased.line(row.leaf)
            } else if let vault, let line = try vault.subjectKey(named: row.keyName)?.open(row) {
                output += line
            } else {
                output += DisclosureMark.withheld.line(row.leaf)
            }
            output.append(newline)
        }
        return output
    }

    /// Attachments under the SHA-256 of their plain bytes, which for sealed ones only their record tells.
    private func putAttachments() throws {
        var members: [Digest: (id: Digest, keyName: Bytes?)] = [:]
        try forEachIndex { entry in
            let isShown = try self.shown(in: entry.index)
            for (position, line) in RecordLines(rest: entry.data[...]).enumerated() {
                guard let record = try? Record(parsing: line) else { continue }
                if self.disclosure == .public, !isShown(UInt64(position), record) { continue }
                for reference in try AttachmentReference.all(in: record) {
                    members[reference.sha256] = (reference.sha256, nil)
                }
            }
            guard let vault = self.vault else { return }
            for row in entry.personal.values {
                guard let key = try vault.subjectKey(named: row.keyName), let line = key.open(row) else { continue }
                for reference in try AttachmentReference.all(in: Record(parsing: line, personal: true))
                where members[reference.sha256] == nil {
                    members[reference.sha256] = (key.attachmentID(reference.sha256), row.keyName)
                }
            }
        }
        for sha256 in members.keys.sorted() {
            guard let member = members[sha256], let stored = try store.attachment(member.id) else { continue }
            let key = try member.keyName.flatMap { try vault?.subjectKey(named: $0) }
            try write(Tar.header(name: ExportMember.attachment(sha256), size: stored.size))
            for position in 0..<stored.chunks {
                guard let chunk = try store.attachmentChunk(member.id, position: position),
                    let plain = key.map({ $0.openChunk(chunk, attachment: member.id, position: position) }) ?? chunk
                else { throw LedgerError(.attachmentWrong, sha256.hex) }
                try write(plain)
            }
            try write(Bytes(repeating: 0, count: Tar.padding(stored.size)))
        }
    }

    /// Visits entries in the byte order of their decimal indexes, as sorted names want it.
    private func forEachIndex(_ body: (StoredEntry) throws -> Void) throws {
        func visit(_ number: UInt64) throws {
            guard number < size else { return }
            guard let entry = try store.entries(from: EntryIndex(number), limit: 1).first,
                entry.index.value == number
            else { throw LedgerError(.entryMissing, index: EntryIndex(number)) }
            try body(entry)
            if number == 0 { return }
            for digit in 0...9 { try visit(number * 10 + UInt64(digit)) }
        }
        for first in 0...9 { try visit(UInt64(first)) }
    }

    private func put(_ name: Bytes, _ content: Bytes) throws {
        try write(Tar.header(name: name, size: UInt64(content.count)))
        try write(content)
        try write(Bytes(repeating: 0, count: Tar.padding(UInt64(content.count))))
    }

    private func write(_ bytes: Bytes) throws {
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw LedgerError(.fileUnwritable, "\(error.localizedDescription)")
        }
    }
}
