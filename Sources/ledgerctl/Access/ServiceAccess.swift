import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// A running service, believed nothing.
struct ServiceAccess: LedgerAccess {
    let client: VerifyingClient
    let console: Console

    private var connection: LedgerConnection { client.connection }

    var place: String { "\(connection.address)" }

    /// The memory's answer to this use; at the first, the founding is shown for comparison with the sheet.
    @discardableResult
    func remembered() async throws -> RememberedLedger {
        let synced = try await client.sync()
        if synced.isFirstUse { announce(synced.remembered) }
        return synced.remembered
    }

    func name() async throws -> LedgerName { try await remembered().ledger }

    func size() async throws -> UInt64 { try await remembered().size }

    func seen(_ index: EntryIndex?) async throws -> SeenEntry {
        // Looking syncs by itself; only the first use has something to announce.
        if try await !client.isKnown() { try await remembered() }
        return if let index { try await client.seen(index) } else { try await client.seen() }
    }

    func entries(from index: UInt64, limit: Int) async throws -> [ListedEntry] {
        try await remembered()
        var listed: [ListedEntry] = []
        while listed.count < limit {
            let page = try await connection.entries(
                from: index + UInt64(listed.count), limit: min(limit - listed.count, 256))
            if page.entries.isEmpty { break }
            for item in page.entries {
                guard let place = EntryIndex(exactly: item.index), place.value == index + UInt64(listed.count),
                    let leaf = LeafHash(base64: Bytes(item.leaf.utf8))
                else { throw LedgerError(.serviceAnswer, "entries") }
                let entry = try item.entry.map { text in
                    guard let bytes = Base64.decode(Bytes(text.utf8)) else {
                        throw LedgerError(.serviceAnswer, "entries")
                    }
                    return try Entry(parsing: bytes)
                }
                guard entry == nil || (entry?.leaf == leaf && entry?.index == place) else {
                    throw LedgerError(.proofWrong, "entry \(place)")
                }
                listed.append(ListedEntry(index: place, leaf: leaf, entry: entry))
            }
        }
        return listed
    }

    func entry(_ index: EntryIndex) async throws -> Entry {
        let entry = try await connection.entry(index)
        // What is shown as an entry of this ledger stands in it.
        guard try await seen(index).leaf == entry.leaf else { throw LedgerError(.proofWrong, "entry \(index)") }
        return entry
    }

    func data(of index: EntryIndex) async throws -> [ShownLine] {
        let lines = try await ShownLine.lines(connection.data(of: index))
        try await require(lines, entry(index).event.header.data, index)
        return lines
    }

    func personal(of index: EntryIndex) async throws -> [ShownLine]? {
        guard let commitment = try await entry(index).event.header.personal else { return [] }
        let lines = try await ShownLine.lines(connection.personal(of: index))
        try require(lines, commitment, index)
        return lines
    }

    func channel(of index: EntryIndex) async throws -> Bytes? {
        do {
            var line = try await connection.channel(of: index)
            if line.last == UInt8(ascii: "\n") { line.removeLast() }
            return line
        } catch let error as LedgerError where [.sessionMissing, .sessionForbidden].contains(error.code) {
            return nil
        }
    }

    func receipt(_ index: EntryIndex) async throws -> TlogProof { try await client.receipt(index).proof }

    func consistency(from size: UInt64) async throws -> [Digest] {
        let remembered = try await remembered()
        return try await connection.consistency(from: size, to: remembered.size)
    }

    func actors() async throws -> WireActors {
        try await remembered()
        return try await connection.actors()
    }

    func proposals() async throws -> [WireProposals.Proposal] {
        try await remembered()
        return try await connection.proposals().proposals
    }

    func personalPlaces(of subject: String) async throws -> [PersonalPlace] {
        try await remembered()
        var places: [PersonalPlace] = []
        var after: UInt64?
        repeat {
            let page = try await connection.timeline(subject: subject, after: after)
            for item in page.entries {
                guard let index = EntryIndex(exactly: item.index) else {
                    throw LedgerError(.serviceAnswer, "timeline")
                }
                for (position, line) in try await (personal(of: index) ?? []).enumerated() {
                    guard case .shown(let bytes) = line, let value = try? IJSONValue(parsing: bytes),
                        value["subject"]?.bytes == Bytes(subject.utf8)
                    else { continue }
                    places.append(
                        PersonalPlace(index: index, position: UInt64(position), leaf: RFC6962.leafHash(bytes)))
                }
            }
            guard page.next != after else { break }
            after = page.next
        } while after != nil
        guard !places.isEmpty else { throw LedgerError(.personalIncomplete, "no such subject") }
        return places
    }

    func state(table: StateTable, prefix: Bytes) async throws -> [StatePage.Row] {
        try await remembered()
        // A list of one moment: where entries came in between its pages it is read again, a few times.
        for attempt in 1... {
            var rows: [StatePage.Row] = []
            var after: String?
            var sizes: Set<UInt64> = []
            repeat {
                let page = try await connection.state(table: table, prefix: prefix, after: after)
                sizes.insert(page.size)
                for row in page.rows {
                    let key = Bytes(row.key.utf8)
                    guard key.starts(with: prefix), rows.last.map({ $0.key.lexicographicallyPrecedes(key) }) ?? true,
                        let value = try? IJSONValue(parsing: Bytes(row.value.utf8))
                    else { throw LedgerError(.serviceAnswer, "state") }
                    rows.append(StatePage.Row(key: key, value: value))
                }
                guard page.next == nil || (page.next != after && !page.rows.isEmpty) else {
                    throw LedgerError(.serviceAnswer, "state")
                }
                after = page.next
            } while after != nil
            if sizes.count <= 1 || attempt == ServiceAccess.stateTries { return rows }
        }
        return []
    }

    /// How often a list is read before one that entries came into is taken.
    private static let stateTries = 3

    func records(of type: TypeName) async throws -> [PlacedRecord] {
        try await remembered()
        var found: [PlacedRecord] = []
        var after: String?
        repeat {
            let page = try await connection.records(type: type, after: after)
            for record in page.records {
                guard let index = EntryIndex(exactly: record.index) else {
                    throw LedgerError(.serviceAnswer, "records")
                }
                found.append(
                    PlacedRecord(index: index, position: record.position, line: Bytes(record.line.utf8)))
            }
            guard page.next == nil || page.next != after else { throw LedgerError(.serviceAnswer, "records") }
            after = page.next
        } while after != nil
        return found
    }

    func bulletin(_ name: BulletinName, task: String?) async throws -> WireBulletin {
        try await remembered()
        return try await connection.bulletin(name.rawValue, task: task)
    }

    func timeline(of subject: String) async throws -> [EntryIndex] {
        try await remembered()
        var found: [EntryIndex] = []
        var after: UInt64?
        repeat {
            let page = try await connection.timeline(subject: subject, after: after)
            for item in page.entries {
                guard let index = EntryIndex(exactly: item.index), found.last.map({ $0 < index }) ?? true else {
                    throw LedgerError(.serviceAnswer, "timeline")
                }
                found.append(index)
            }
            guard page.next == nil || page.next != after else { throw LedgerError(.serviceAnswer, "timeline") }
            after = page.next
        } while after != nil
        return found
    }

    func attach(
        _ path: String, subject: String?, progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) async throws {
        try await remembered()
        _ = try await connection.upload(path, subject: subject, progress: progress)
    }

    func fetch(
        _ digest: Digest, to path: String, progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) async throws {
        try await remembered()
        try await connection.download(digest, to: path, progress: progress)
    }

    func status() async throws -> WireStatus {
        try await remembered()
        return try await connection.status()
    }

    func submit(_ drafts: [DraftEvent]) async throws -> [Receipt] {
        // Where the ledger is known, what is signed stands in the outbox even if nobody answers.
        if try await !client.isKnown() { try await remembered() }
        return try await client.submit(drafts)
    }

    func close() async {
        try? await connection.endSession()
        await connection.close()
    }

    /// The records that were shown, with the hashes of those that were not, are the ones that the event signs.
    private func require(_ lines: [ShownLine], _ commitment: RecordCommitment, _ index: EntryIndex) throws {
        var tree = CompactTree()
        for line in lines {
            switch line {
            case .shown(let bytes): tree.append(RFC6962.leafHash(bytes))
            case .withheld(let hash), .erased(let hash): tree.append(hash)
            }
        }
        guard RecordCommitment(root: tree.root, count: tree.size) == commitment else {
            throw LedgerError(.recordRoot, "", index: index)
        }
    }

    private func announce(_ remembered: RememberedLedger) {
        let words = FoundingPin.words(remembered.founding, in: console.language)
        console.note(
            console.text(
                "First use of \(remembered.ledger) on this machine. Compare with the founding sheet:",
                "本机首次使用账本 \(remembered.ledger)。请与创立单核对："))
        for start in stride(from: 0, to: words.count, by: 5) {
            let cells = words[start..<min(start + 5, words.count)].enumerated().map {
                "\(start + $0.offset + 1). \($0.element)"
            }
            for line in console.columns([cells], indent: 2) { console.note(line) }
        }
    }
}
