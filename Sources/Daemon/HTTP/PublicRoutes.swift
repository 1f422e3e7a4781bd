import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient

/// What everybody may read, docs/api.md section 3.
extension Routes {
    func ledger(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let (facts, size) = try await service.readers.read { (try LedgerFacts($0), try $0.size()) }
        func keys(_ keys: [LedgerFacts.ServiceKey]) -> [WireLedger.Key] {
            keys.map { WireLedger.Key(vkey: "\($0.key)", from: $0.from.value) }
        }
        return try WireJSON.response(
            WireLedger(
                ledger: "\(facts.ledger)", instance: facts.instance.hex, founding: facts.founding.base64,
                checkpointKeys: keys(facts.checkpointKeys), engineKeys: keys(facts.engineKeys),
                ruleSet: facts.ruleSet, size: size, api: Program.api, program: Program.name))
    }

    func checkpoint(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        return .bytes(try await service.writer.checkpoint().bytes, type: MediaTypes.text)
    }

    func inclusion(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = try request.query("index", "size")
        guard let index = try RequestNumber.parse(query["index"], "index") else {
            throw LedgerError(.requestMalformed, "index is needed")
        }
        let size = try await size(query["size"], "size")
        guard index < size else { throw LedgerError(.proofRange, "leaf \(index) of \(size)") }
        let (leaf, proof) = try await service.readers.read { store in
            guard let leaf = try store.ancestor(EntryIndex(index))?.leaf else {
                throw LedgerError(.entryMissing, index: EntryIndex(index))
            }
            return (leaf, try TreeProver.inclusion(index: index, size: size) { try Routes.hash($0, in: store) })
        }
        return try WireJSON.response(
            WireInclusion(index: index, size: size, leaf: leaf.base64, proof: proof.map(\.base64)))
    }

    func consistency(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = try request.query("from", "to")
        guard let from = try RequestNumber.parse(query["from"], "from") else {
            throw LedgerError(.requestMalformed, "from is needed")
        }
        let to = try await size(query["to"], "to")
        let proof = try await service.readers.read { store in
            try TreeProver.consistency(oldSize: from, size: to) { try Routes.hash($0, in: store) }
        }
        return try WireJSON.response(WireConsistency(from: from, to: to, proof: proof.map(\.base64)))
    }

    /// A size that is asked for, which the ledger must have; that of the newest checkpoint where none is.
    private func size(_ text: String?, _ name: String) async throws -> UInt64 {
        guard let asked = try RequestNumber.parse(text, name) else {
            return try await service.writer.checkpoint().checkpoint.size
        }
        let size = try await service.readers.read { try $0.size() }
        guard (1...size).contains(asked) else { throw LedgerError(.proofRange, "\(name) \(asked) of \(size)") }
        return asked
    }

    static func hash(_ position: UInt64, in store: SQLiteStore) throws -> Digest {
        guard let hash = try store.storedHash(position) else {
            throw LedgerError(.storeDamaged, "stored hash \(position)")
        }
        return hash
    }

    func actors(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let roster = try await service.readers.read { try Roster($0, at: SystemClock.now()) }
        return try WireJSON.response(
            WireActors(
                actors: roster.actors.map { actor in
                    WireActors.Actor(
                        actor: "\(actor.name)", standing: actor.standing, roles: actor.roles.map { "\($0)" },
                        keys: actor.keys.map { WireActors.Actor.Key(id: "\($0.id)", standing: $0.standing) })
                }))
    }

    func proposals(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let right = try await right(request)
        let (open, visible) = try await service.readers.read { [service] store in
            let open = try OpenProposal.all(in: store, at: SystemClock.now())
            let visible = try open.map { proposal -> [String] in
                guard let entry = try store.entries(from: proposal.index, limit: 1).first else { return [] }
                // A list opens nothing: its due records are opened by reading the entry.
                return try service.disclosure.data(of: entry, for: right, in: store, opensDue: false).records
                    .map { String(decoding: $0.line, as: UTF8.self) }
            }
            return (open, visible)
        }
        return try WireJSON.response(
            WireProposals(
                proposals: zip(open, visible).map { proposal, content in
                    WireProposals.Proposal(
                        index: proposal.index.value, leaf: proposal.leaf.base64, type: "\(proposal.type)",
                        author: "\(proposal.author)", signed: "\(proposal.signed)", expires: "\(proposal.expires)",
                        needsSupervisor: proposal.needsSupervisor, content: content)
                }))
    }
}
