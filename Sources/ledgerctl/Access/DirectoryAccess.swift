import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// A ledger's folder, without a daemon.
struct DirectoryAccess: LedgerAccess {
    let ledger: LedgerOptions
    let service: ServiceOptions

    var place: String { ledger.path }

    private func store() throws -> SQLiteStore { try ledger.store() }

    func name() async throws -> LedgerName { try entry(.founding, in: store()).event.header.ledger }

    func size() async throws -> UInt64 { try store().size() }

    func seen(_ index: EntryIndex?) async throws -> SeenEntry {
        let store = try store()
        let size = try store.size()
        guard size > 0 else { throw LedgerError(.ledgerMissing, ledger.path) }
        let index = index ?? EntryIndex(size - 1)
        return SeenEntry(index: index, leaf: try entry(index, in: store).leaf)
    }

    func entries(from index: UInt64, limit: Int) async throws -> [ListedEntry] {
        guard let first = EntryIndex(exactly: index) else { return [] }
        return try store().entries(from: first, limit: limit).map { stored in
            let entry = try Entry(parsing: stored.bytes)
            return ListedEntry(index: entry.index, leaf: entry.leaf, entry: entry)
        }
    }

    func entry(_ index: EntryIndex) async throws -> Entry { try entry(index, in: store()) }

    func data(of index: EntryIndex) async throws -> [ShownLine] {
        RecordLines(try stored(index, in: store()).data).map { .shown(Bytes($0)) }
    }

    func personal(of index: EntryIndex) async throws -> [ShownLine]? { nil }

    func channel(of index: EntryIndex) async throws -> Bytes? { try stored(index, in: store()).channel }

    func receipt(_ index: EntryIndex) async throws -> TlogProof {
        let checkpoint = try ledger.directory.checkpointFile.read()
        let store = try store()
        let proof = try TreeProver.inclusion(
            index: index.value, size: checkpoint.checkpoint.size, hash: hashes(store))
        return TlogProof(
            extra: try stored(index, in: store).bytes, index: index, proof: proof, checkpoint: checkpoint)
    }

    func consistency(from size: UInt64) async throws -> [Digest] {
        let checkpoint = try ledger.directory.checkpointFile.read()
        return try TreeProver.consistency(
            oldSize: size, size: checkpoint.checkpoint.size, hash: hashes(store()))
    }

    func actors() async throws -> WireActors {
        let roster = try Roster(store(), at: Program.now())
        return WireActors(
            actors: roster.actors.map { actor in
                WireActors.Actor(
                    actor: "\(actor.name)", standing: actor.standing, roles: actor.roles.map { "\($0)" },
                    keys: actor.keys.map { WireActors.Actor.Key(id: "\($0.id)", standing: $0.standing) })
            })
    }

    func proposals() async throws -> [WireProposals.Proposal] {
        try OpenProposal.all(in: store(), at: Program.now()).map { proposal in
            WireProposals.Proposal(
                index: proposal.index.value, leaf: proposal.leaf.base64, type: "\(proposal.type)",
                author: "\(proposal.author)", signed: "\(proposal.signed)", expires: "\(proposal.expires)",
                needsSupervisor: proposal.needsSupervisor,
                content: proposal.content.map { String(decoding: $0, as: UTF8.self) })
        }
    }

    func personalPlaces(of subject: String) async throws -> [PersonalPlace] {
        let keys = try service.keys(for: ledger.directory)
        return try PersonalPlaces.of(subject: Bytes(subject.utf8), in: ledger.directory, vaultKey: keys.vault)
            .map { PersonalPlace(index: $0.index, position: $0.position, leaf: $0.leaf) }
    }

    func state(table: StateTable, prefix: Bytes) async throws -> [StatePage.Row] {
        let store = try store()
        return try store.atOneMoment {
            var rows: [StatePage.Row] = []
            var after: Bytes?
            repeat {
                let page = try StatePage(table, prefix: prefix, after: after, book: Program.book, in: store)
                rows += page.rows
                after = page.next
            } while after != nil
            return rows
        }
    }

    func records(of type: TypeName) async throws -> [PlacedRecord] {
        let store = try store()
        var found: [PlacedRecord] = []
        var next: EntryIndex? = .founding
        while let from = next {
            let entries = try store.entries(from: from, limit: 512, byteCount: 16 << 20)
            for entry in entries {
                for (position, line) in RecordLines(entry.data).enumerated()
                where (try? Record(parsing: line))?.type == type {
                    found.append(PlacedRecord(index: entry.index, position: UInt64(position), line: Bytes(line)))
                }
            }
            next = entries.last?.index.next
        }
        return found
    }

    func bulletin(_ name: BulletinName, task: String?) async throws -> WireBulletin {
        let bulletin = try views("office") { view in
            try name.bulletin(in: OfficeSnapshot(view), task: Bytes((task ?? "").utf8))
        }
        return WireBulletin(
            title: bulletin.title, columns: bulletin.columns,
            rows: bulletin.rows.map { $0.map { String(decoding: $0, as: UTF8.self) } })
    }

    func timeline(of subject: String) async throws -> [EntryIndex] {
        try views("timeline") { view in
            var found: [EntryIndex] = []
            while true {
                let page = try view.timeline(of: Bytes(subject.utf8), after: found.last, limit: 512)
                if page.isEmpty { return found }
                found += page.map(\.index)
            }
        }
    }

    /// Reads the views beside the ledger, which must have come to its head.
    private func views<Value>(_ name: String, _ body: (ViewSnapshot) throws -> Value) throws -> Value {
        let size = try store().size()
        let reader = try ViewReader(path: ledger.directory.views, book: Program.views)
        defer { try? reader.close() }
        return try reader.snapshot { view in
            guard try view.status().first(where: { $0.name == name })?.position == size else {
                throw LedgerError(.viewsMissing, "\(name): ledgerctl views rebuild")
            }
            return try body(view)
        }
    }

    func attach(
        _ path: String, subject: String?, progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) async throws {
        guard let subject else { return try AttachmentFile.store([path], in: ledger.directory) }
        let file = try AttachmentFile(path)
        let writer = try service.writer(for: ledger.directory)
        let result: Result<Void, any Error>
        do {
            let spool = try AttachmentSpool(
                folder: ledger.path, expecting: file.digest, key: await writer.sealingKey(for: Bytes(subject.utf8)))
            guard let handle = FileHandle(forReadingAtPath: path) else { throw LedgerError(.fileUnreadable, path) }
            defer { try? handle.close() }
            var sent: UInt64 = 0
            while let piece = try handle.read(upToCount: StoredAttachment.chunkByteCount), !piece.isEmpty {
                try await spool.write(Bytes(piece))
                sent += UInt64(piece.count)
                progress(sent, file.size)
            }
            result = .success(try await spool.store(in: writer.store))
        } catch {
            result = .failure(error)
        }
        try await writer.stop()
        try result.get()
    }

    func fetch(
        _ digest: Digest, to path: String, progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) async throws {
        let store = try store()
        guard let attachment = try store.attachment(digest), attachment.keyName == nil else {
            throw LedgerError(.attachmentMissing, digest.hex)
        }
        var bytes = Bytes()
        for position in 0..<attachment.chunks {
            bytes += try store.attachmentChunk(digest, position: position) ?? []
            progress(UInt64(bytes.count), attachment.size)
        }
        guard SHA256.hash(bytes) == digest else { throw LedgerError(.attachmentWrong, digest.hex) }
        try FileIO.create(path, bytes, mode: 0o600)
    }

    func status() async throws -> WireStatus {
        throw LedgerError(
            .serviceUnreachable,
            Console.standard.text(
                "status is that of a running service; \(place) is a folder", "status 查看运行中的服务；\(place) 是文件夹"))
    }

    func submit(_ drafts: [DraftEvent]) async throws -> [Receipt] {
        let events = try drafts.map { try $0.submitted() }
        let writer = try service.writer(for: ledger.directory)
        let result: Result<[Receipt], any Error>
        do {
            result = .success(try await writer.submit(Submission(events: events, channel: Program.channel)))
        } catch {
            result = .failure(error)
        }
        try await writer.stop()
        return try result.get()
    }

    func close() async {}

    private func stored(_ index: EntryIndex, in store: SQLiteStore) throws -> StoredEntry {
        guard let stored = try store.entries(from: index, limit: 1).first, stored.index == index else {
            throw LedgerError(.proofRange, "entry \(index) of \(try store.size())")
        }
        return stored
    }

    private func entry(_ index: EntryIndex, in store: SQLiteStore) throws -> Entry {
        try Entry(parsing: stored(index, in: store).bytes)
    }

    private func hashes(_ store: SQLiteStore) -> (UInt64) throws -> Digest {
        { position in
            guard let hash = try store.storedHash(position) else {
                throw LedgerError(.storeDamaged, "hash \(position)")
            }
            return hash
        }
    }
}
