import Foundation
import Ledger

// The calls that read, docs/api.md sections 3 and 4.

/// An inclusion proof as a service gives it; not verified yet.
public struct GivenInclusion: Sendable, Hashable {
    /// The entry.
    public let index: EntryIndex
    /// The size of the tree.
    public let size: UInt64
    /// The leaf hash that the service says it has.
    public let leaf: LeafHash
    /// Leaf to root.
    public let proof: [Digest]
}

extension LedgerConnection {
    /// Who the service says it is.
    public func ledger() async throws -> WireLedger { try await answer(Call(path: "/v1/ledger")) }

    /// The newest checkpoint; not verified.
    public func checkpoint() async throws -> SignedCheckpoint {
        try SignedCheckpoint(
            parsing: await bytes(Call(path: "/v1/checkpoint", limit: SignedCheckpoint.maximumByteCount)))
    }

    /// A proof that an entry stands in a tree.
    public func inclusion(of index: EntryIndex, size: UInt64) async throws -> GivenInclusion {
        let wire: WireInclusion = try await answer(
            Call(path: "/v1/proofs/inclusion", query: [("index", "\(index)"), ("size", "\(size)")]))
        guard wire.index == index.value, wire.size == size, let leaf = LeafHash(base64: Bytes(wire.leaf.utf8)) else {
            throw LedgerError(.serviceAnswer, "inclusion proof")
        }
        return GivenInclusion(index: index, size: size, leaf: leaf, proof: try LedgerConnection.digests(wire.proof))
    }

    /// A proof that one size continues another.
    public func consistency(from old: UInt64, to size: UInt64) async throws -> [Digest] {
        let wire: WireConsistency = try await answer(
            Call(path: "/v1/proofs/consistency", query: [("from", "\(old)"), ("to", "\(size)")]))
        guard wire.from == old, wire.to == size else { throw LedgerError(.serviceAnswer, "consistency proof") }
        return try LedgerConnection.digests(wire.proof)
    }

    /// Actors, their standing, roles and keys.
    public func actors() async throws -> WireActors { try await answer(Call(path: "/v1/actors", limit: 32 << 20)) }

    /// What waits for a second person.
    public func proposals() async throws -> WireProposals {
        try await answer(Call(path: "/v1/proposals", session: .asked, limit: 64 << 20))
    }

    /// The service at a glance.
    public func status() async throws -> WireStatus { try await answer(Call(path: "/v1/status", session: .asked)) }

    /// Entries in order; with a session also those that are not public.
    public func entries(from index: UInt64, limit: Int) async throws -> WireEntries {
        try await answer(
            Call(
                path: "/v1/entries", query: [("from", "\(index)"), ("limit", "\(limit)")], session: .preferred,
                limit: 32 << 20))
    }

    /// An entry's bytes.
    public func entry(_ index: EntryIndex) async throws -> Entry {
        let entry = try Entry(
            parsing: await bytes(
                Call(path: "/v1/entries/\(index)", session: .asked, limit: Entry.maximumByteCount)))
        guard entry.index == index else { throw LedgerError(.serviceAnswer, "entry \(entry.index) for \(index)") }
        return entry
    }

    /// A receipt against the newest checkpoint; not verified.
    public func receipt(_ index: EntryIndex, publicly: Bool = false) async throws -> Receipt {
        let receipt = try Receipt(
            parsing: await bytes(
                Call(
                    path: "/v1/entries/\(index)/receipt", session: publicly ? .none : .asked,
                    limit: TlogProof.maximumByteCount)))
        guard receipt.entry.index == index else { throw LedgerError(.serviceAnswer, "receipt of another entry") }
        return receipt
    }

    /// The data records, a line each; what is withheld or erased stands as its hash. `publicly` signs no session: what
    /// says whose ledger this is must be readable before a key is used on it.
    public func data(of index: EntryIndex, publicly: Bool = false) async throws -> Bytes {
        try await bytes(
            Call(
                path: "/v1/entries/\(index)/data", session: publicly ? .none : .preferred,
                limit: RecordList.maximumByteCount))
    }

    /// The personal records likewise.
    public func personal(of index: EntryIndex) async throws -> Bytes {
        try await bytes(
            Call(path: "/v1/entries/\(index)/personal", session: .preferred, limit: RecordList.maximumByteCount))
    }

    /// The channel record.
    public func channel(of index: EntryIndex) async throws -> Bytes {
        try await bytes(Call(path: "/v1/entries/\(index)/channel", session: .asked, limit: 64 << 10))
    }

    /// Records of a type, from a place on; `publicly` as for the data of an entry.
    public func records(
        type: TypeName, after: String? = nil, limit: Int = 256, publicly: Bool = false
    ) async throws -> WireRecords {
        var query = [("type", "\(type)"), ("limit", "\(limit)")]
        if let after { query.append(("after", after)) }
        return try await answer(
            Call(path: "/v1/records", query: query, session: publicly ? .none : .preferred, limit: 32 << 20))
    }

    /// What concerns a subject.
    public func timeline(subject: String, after: UInt64? = nil, limit: Int = 256) async throws -> WireTimeline {
        var query = [("subject", subject), ("limit", "\(limit)")]
        if let after { query.append(("after", "\(after)")) }
        return try await answer(Call(path: "/v1/timeline", query: query, session: .preferred, limit: 32 << 20))
    }

    /// Rows of a table of admission state; not proven. What is decided on them is judged by admission.
    public func state(
        table: StateTable, prefix: Bytes = [], after key: String? = nil, limit: Int = StatePage.maximumRows
    ) async throws -> WireState {
        var query = [("table", table.name), ("limit", "\(limit)")]
        if !prefix.isEmpty { query.append(("prefix", String(decoding: prefix, as: UTF8.self))) }
        if let key { query.append(("after", key)) }
        return try await answer(Call(path: "/v1/state", query: query, session: .preferred, limit: 32 << 20))
    }

    /// A publication view; of one task where it is named.
    public func bulletin(_ name: String, task: String? = nil) async throws -> WireBulletin {
        let query = [("name", name)] + (task.map { [("task", $0)] } ?? [])
        return try await answer(Call(path: "/v1/bulletins", query: query, session: .preferred, limit: 64 << 20))
    }

    /// Hands in what one file or several one after another hold, and gives the receipts; not verified.
    public func submit(_ submission: Bytes) async throws -> [Receipt] {
        let wire: WireReceipts = try await answer(
            Call(
                method: .POST, path: "/v1/submissions", body: submission, mediaType: "application/x-tar",
                limit: 64 << 20))
        return try wire.receipts.map { try Receipt(parsing: Bytes($0.utf8)) }
    }

    static func digests(_ texts: [String]) throws(LedgerError) -> [Digest] {
        guard texts.count <= TreeVerifier.maximumProofLength else { throw LedgerError(.serviceAnswer, "proof") }
        var digests: [Digest] = []
        for text in texts {
            guard let digest = Digest(base64: Bytes(text.utf8)) else { throw LedgerError(.serviceAnswer, "proof") }
            digests.append(digest)
        }
        return digests
    }
}
