// Rows of admission state, wherever they are read: by a rule from the state that it judges on, by the engine from the store,
// by a client from what a service showed. One computation serves all three, so that what the engine says and what a rule
// makes again cannot be two things.

import Draw
import Ledger

/// Reads rows of admission state and policies.
protocol RowReading {
    func find(_ table: StateTable, _ key: Bytes) throws -> StateObject?
    func all(_ table: StateTable, prefix: Bytes) throws -> [(key: Bytes, row: StateObject)]
    /// - Throws: `policy.missing`.
    func number(_ name: PolicyName) throws -> Int
}

extension Act: RowReading {}
extension StateSnapshot: RowReading {}

/// The rows of a store as it stands.
struct StoredRows: RowReading {
    let store: any StateReading

    func find(_ table: StateTable, _ key: Bytes) throws -> StateObject? {
        try store.stateValue(StateKey(table, key)).flatMap { try IJSONValue(parsing: $0).members }
            .map { StateObject($0) }
    }

    func all(_ table: StateTable, prefix: Bytes) throws -> [(key: Bytes, row: StateObject)] {
        try store.stateRows(table, prefix: prefix).map {
            ($0.key.key, StateObject(try IJSONValue(parsing: $0.value).members ?? []))
        }
    }

    func number(_ name: PolicyName) throws -> Int {
        guard let value = try find(.policy, Bytes(name.rawValue.utf8))?.integer("value"), value >= 0 else {
            throw LedgerError(.policyMissing, name.rawValue)
        }
        return value
    }
}

extension RowReading {
    /// A frozen list of a draw.
    func list(_ name: StaticString, of draw: Bytes) throws -> Bytes {
        try all(.rosters, prefix: draw + Bytes("/\(name)/".utf8)).flatMap { $0.row.bytes("text") ?? [] }
    }

    /// What the freeze of a draw fixed about its randomness.
    func entropy(of id: Bytes, _ draw: StateObject) throws -> SeedAssembly {
        let text = try list("contributors", of: id)
        return try Act.pure {
            SeedAssembly(
                draw: try DrawComposer.id(id), freeze: try Act.hash(draw.bytes("hash")), profile: DrawProfile.of(draw),
                contributors: try ContributorsManifest(parsing: text))
        }
    }

    /// The seed from every contribution; in profile B without the reveals that the fix left out.
    func seed(of id: Bytes, _ draw: StateObject) throws -> Hash256 {
        let entropy = try entropy(of: id, draw)
        return try Act.pure(.drawIncomplete) {
            var leftOut: Set<DrawID> = []
            var contributions: [Contribution] = []
            for row in entropy.contributors.rows where row.source.kind != .reserve {
                guard let value = try find(.contributions, Act.contributionKey(id, row.slot.bytes))?.bytes("value")
                else {
                    guard entropy.profile == .b, row.source == .fresh else {
                        throw LedgerError(.drawIncomplete, "slot \(row.slot)")
                    }
                    leftOut.insert(row.slot)
                    continue
                }
                contributions.append(
                    Contribution(slot: row.slot, party: row.party, kind: row.source.kind, value: try Act.hash(value)))
            }
            return try entropy.seed(contributions, leftOut: leftOut).hash
        }
    }

    /// A draw of objects as it was frozen.
    func frozenObjects(_ id: Bytes, _ draw: StateObject) throws -> FrozenDraw {
        let plan = try PlanText(parsing: list("plan", of: id))
        let registry = try RegistryManifest(parsing: list("registry", of: id))
        let population = try PopulationManifest(parsing: list("population", of: id))
        let exclusions = try ExclusionsManifest(parsing: list("exclusions", of: id))
        let contributors = try ContributorsManifest(parsing: list("contributors", of: id))
        return try FrozenDraw(
            freeze: FreezeText(
                draw: try DrawComposer.id(id),
                supersedes: try draw.bytes("supersedes").map { try DrawComposer.id($0) },
                profile: DrawProfile.of(draw), registry: registry, population: population, exclusions: exclusions,
                plan: plan, contributors: contributors),
            registry: registry, population: population, exclusions: exclusions, plan: plan, contributors: contributors)
    }

    /// The lists of a draw of inspectors as it was frozen.
    func roster(of id: Bytes) throws -> MatchingRoster {
        try Act.pure {
            try MatchingRoster(
                inspectors: try InspectorsManifest(parsing: list("inspectors", of: id)),
                slots: try SlotsManifest(parsing: list("slots", of: id)),
                conflicts: try ConflictsManifest(parsing: list("conflicts", of: id)))
        }
    }
}
