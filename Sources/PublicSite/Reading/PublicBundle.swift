// Bundles (自证包) of what is public: the entries about a draw or a result, with proofs against the newest checkpoint, the
// records that everybody may read, and those entries that introduce the keys of all who signed. What is not public stands
// in them as its leaf hash.

import Draw
import DoubleRandom
import Ledger

extension PublicLedger {
    /// Makes the bundles of a model's site, each on a connection of its own; nil where there is no checkpoint to prove
    /// anything against.
    public static func bundles(
        of directory: LedgerDirectory, for model: PublicModel
    ) -> (@Sendable (BundleSubject) throws -> Bytes?)? {
        guard let checkpoint = model.facts.checkpoint else { return nil }
        return { subject in
            let ledger = try PublicLedger(directory)
            defer { ledger.close() }
            return try ledger.bundle(subject, under: checkpoint)
        }
    }

    /// The bundle of a draw or a result, proven against a checkpoint; nil where that does not reach so far.
    /// - Throws: what reading throws.
    public func bundle(_ subject: BundleSubject, under checkpoint: SignedCheckpoint) throws -> Bytes? {
        try reader.snapshot { view in
            let (name, draws) =
                switch subject {
                case .draw(let id): (id, [id])
                case .result(let id, _, _, let draws): (id, draws)
                }
            var found: Set<EntryIndex> = []
            for draw in draws { found.formUnion(try timeline("draw:\(draw)", ["draw"], view)) }
            if case .result(let id, let task, let plan, _) = subject {
                found.formUnion(try timeline("inspection:\(id)", ["inspection", "result", "publication"], view))
                found.formUnion(try timeline("task:\(task)", ["task"], view))
                if !plan.isEmpty { found.formUnion(try timeline("plan:\(plan)", ["plan"], view)) }
            } else {
                found.formUnion(try ladders(of: found, view))
            }
            found.formUnion(try introductions(of: found, view))
            return try bundle(
                name, found.filter { $0.value < checkpoint.checkpoint.size }, lists: draws, under: checkpoint)
        }
    }

    private func bundle(
        _ name: String, _ indexes: Set<EntryIndex>, lists draws: [String], under checkpoint: SignedCheckpoint
    ) throws -> Bytes? {
        var members: [ProofBundle.Member] = []
        var attachments: [Digest: Bytes] = [:]
        var entries: [PublicEntry] = []
        for index in indexes.sorted() {
            guard let stored = try store.entries(from: index, limit: 1).first, stored.index == index else { continue }
            let proof = try TreeProver.inclusion(index: index.value, size: checkpoint.checkpoint.size) { position in
                guard let hash = try store.storedHash(position) else {
                    throw LedgerError(.storeDamaged, "hash \(position)")
                }
                return hash
            }
            let receipt = try Receipt(
                parsing: TlogProof(extra: stored.bytes, index: index, proof: proof, checkpoint: checkpoint).bytes)
            let shown = try disclosure.data(of: stored, for: .everybody, in: store)
            members.append(ProofBundle.Member(receipt: receipt, data: shown.bytes))
            if let entry = try entry(index) { entries.append(entry) }
        }
        guard !members.isEmpty else { return nil }
        for (hash, bytes) in try self.attachments(of: entries) {
            if let digest = Digest(hash.bytes) { attachments[digest] = bytes }
        }
        return try ProofBundle(subject: Bytes(name.utf8), members: members, attachments: attachments).bytes()
    }

    private func timeline(_ subject: String, _ families: [String], _ view: ViewSnapshot) throws -> [EntryIndex] {
        try view.rows(
            """
            SELECT t.idx, t.type FROM timeline_subject AS s JOIN timeline AS t ON t.idx = s.idx
            WHERE s.subject = ? AND s.relation = 'subject' ORDER BY t.idx
            """, .text(subject)
        ).compactMap { row in
            guard let type = row[1].string, families.contains(String(type.prefix { $0 != "." })) else { return nil }
            return row[0].index
        }
    }

    /// Where the ladders of a draw were opened, and who confirmed them.
    private func ladders(of draw: Set<EntryIndex>, _ view: ViewSnapshot) throws -> Set<EntryIndex> {
        var names: Set<Bytes> = []
        for index in draw {
            for (type, content) in try entry(index)?.contents ?? []
            where type == TypeName(literal: "draw.contributor/1") {
                if let ladder = content.bytes("ladder") { names.insert(ladder) }
            }
        }
        var found: Set<EntryIndex> = []
        for name in names {
            for row in try view.rows(
                """
                SELECT t.idx FROM timeline_subject AS s JOIN timeline AS t ON t.idx = s.idx
                WHERE s.subject = ? AND t.type IN ('draw.ladder/1', 'draw.confirmed/1') ORDER BY t.idx
                """, .text(Bytes("ladder:".utf8) + name))
            { if let index = row[0].index { found.insert(index) } }
        }
        // Draws that use a ladder concern it too: of their confirmations only those of the ladder itself are meant.
        var kept: Set<EntryIndex> = []
        for index in found.sorted() {
            guard let about = try entry(index)?.head?.about()?.index else {
                kept.insert(index)
                continue
            }
            if kept.contains(about) { kept.insert(index) }
        }
        return kept
    }

    /// The founding, where the keys of all signers were introduced and who confirmed that, whose keys these have in turn,
    /// and where the ledger's own keys were changed (annex D4).
    private func introductions(of entries: Set<EntryIndex>, _ view: ViewSnapshot) throws -> Set<EntryIndex> {
        var introduced: [Bytes: Set<EntryIndex>] = [:]
        for place in try records("actor.key/1", view) {
            if let actor = try record(place)?["actor"]?.bytes { introduced[actor, default: []].insert(place.index) }
        }
        var confirmed: [EntryIndex: Set<EntryIndex>] = [:]
        for type in ["actor.confirmed/1", "ledger.confirmed/1"] {
            for place in try records(type, view) {
                guard let about = try record(place)?["about"]?["index"]?.index else { continue }
                confirmed[about, default: []].insert(place.index)
            }
        }
        var signers = try Set(entries.flatMap { try self.signers(of: $0) })
        var open = signers
        var found: Set<EntryIndex> = [.founding]
        var fresh = try Set(records("ledger.rekeyed/1", view).map(\.index))
        while !open.isEmpty || !fresh.isEmpty {
            fresh.formUnion(open.flatMap { introduced[$0] ?? [] })
            fresh.formUnion(fresh.flatMap { confirmed[$0] ?? [] })
            fresh.subtract(found)
            found.formUnion(fresh)
            open = try Set(fresh.flatMap { try self.signers(of: $0) }).subtracting(signers)
            signers.formUnion(open)
            fresh = []
        }
        return found
    }

    private func signers(of index: EntryIndex) throws -> [Bytes] {
        guard let stored = try store.entries(from: index, limit: 1).first, stored.index == index else { return [] }
        return try Entry(parsing: stored.bytes).event.signatures.map { $0.name.bytes }
    }

    private func records(_ type: String, _ view: ViewSnapshot) throws -> [ViewSnapshot.RecordPlace] {
        guard let type = TypeName(Bytes(type.utf8)) else { return [] }
        var found: [ViewSnapshot.RecordPlace] = []
        while true {
            let page = try view.records(of: type, after: found.last, limit: 1_000)
            if page.isEmpty { return found }
            found += page
        }
    }

    private func record(_ place: ViewSnapshot.RecordPlace) throws -> IJSONValue? {
        guard let stored = try store.entries(from: place.index, limit: 1).first, stored.index == place.index else {
            return nil
        }
        let line = RecordLines(stored.data).enumerated().first { UInt64($0.offset) == place.position }?.element
        return try line.map { try IJSONValue(parsing: $0) }
    }
}
