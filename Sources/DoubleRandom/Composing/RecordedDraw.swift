// A draw as admission state has it, and the steps that the engine signs by itself (draws.md 2.3, rows 2, 7a and 8): each is
// a function of what stands in the ledger already, so that nobody chooses when or what.

import Draw
import Ledger

/// A draw (抽取) as it stands.
public struct RecordedDraw: Sendable {
    /// A party that seals a value of its own.
    public struct FreshSlot: Sendable {
        public let slot: Bytes
        public let party: Bytes
        /// The commit, in hex; nil before it is made.
        public let commit: Bytes?
        /// Whether the value is revealed.
        public let isRevealed: Bool
        /// Who keeps a copy of the opening, and whether the custodian has said so.
        public let custodian: Bytes?
        public let isHeld: Bool
        /// Of a party without a key (纸质签认): who enters what it signs by hand (代录人).
        public let recorder: ActorName?

        /// Whose key signs for it.
        public var signer: Bytes { recorder?.bytes ?? party }
    }

    /// Where a draw is.
    public enum Standing: String, Sendable {
        /// The freeze waits for the supervisor.
        case frozen
        /// Inspectors: the freeze is confirmed, the preflight is the engine's.
        case agreed
        /// Commits may be made.
        case ready
        /// The close waits for the other contributors.
        case closing
        /// Reveals may be made; then the engine's rung and result.
        case closed
        /// Profile B: the fix waits for those whose reveals count.
        case fixing
        /// Profile B: the public value may be stated.
        case fixed
        /// Profile B: the public value stands; the result is the engine's.
        case opened
        /// The result stands.
        case done
        /// Given up, by name.
        case void
        /// A place is open; who follows is the engine's.
        case replacing
        /// No standby is left: the pool is fixed, the supervisor's rung of the reserve is next.
        case pooled
        /// The reserve's rung stands, the server's and who follows are the engine's.
        case reseeding
    }

    /// Its number.
    public let id: Bytes
    /// Where it is.
    public let standing: Standing
    let row: StateObject
    private let state: StateSnapshot
    private let contributors: Bytes?

    /// What the engine reads of a draw.
    public static func needs(_ id: Bytes) -> [StateNeed] {
        needs(withoutLists: id) + [StateNeed(.rosters, prefix: id + [UInt8(ascii: "/")])]
    }

    /// What a party reads of a draw: the frozen lists are not public yet.
    public static func needs(withoutLists id: Bytes) -> [StateNeed] {
        [
            StateNeed(.draws, prefix: id), StateNeed(.contributions, prefix: id + [UInt8(ascii: "/")]),
            StateNeed(.ladders),
        ]
    }

    /// Takes a draw from rows, with its lists or, where these are not shown, with the records of its contributors, which
    /// are public.
    /// - Throws: `draw.unknown`; what the module Draw refuses, under `draw.contributors`.
    public init(_ id: Bytes, in state: StateSnapshot, contributors records: [StateObject]? = nil) throws {
        contributors = try records.map { try RecordedDraw.contributors($0, state).bytes }
        let row = try state.get(.draws, id, .drawUnknown)
        guard let standing = row["standing"]?.word.flatMap({ Standing(rawValue: $0) }) else {
            throw LedgerError(.drawUnknown, id.shown)
        }
        self.id = id
        self.standing = standing
        self.row = row
        self.state = state
    }

    private static func contributors(_ records: [StateObject], _ state: StateSnapshot) throws -> ContributorsManifest {
        try Act.pure(.drawContributors) {
            try ContributorsManifest(
                records.map { record in
                    let source: EntropySource
                    if record.equals("source", "fresh") {
                        source = .fresh
                    } else if record.equals("source", "beacon") {
                        source = .beacon(
                            try BeaconRound(
                                source: try DrawComposer.id(record.required("origin")),
                                round: try DrawComposer.id(record.required("round"))))
                    } else {
                        let ladder = try record.required("ladder")
                        let position = try LadderPosition(
                            ladder: try DrawComposer.id(ladder), rung: record.integer("rung") ?? 0,
                            anchor: try Act.hash(state.get(.ladders, ladder, .drawLadder).bytes("anchor")))
                        source = record.equals("source", "ladder") ? .ladder(position) : .reserve(position)
                    }
                    return ContributorRow(
                        slot: try DrawComposer.id(record.required("slot")),
                        party: try DrawComposer.id(record.required("party")), source: source,
                        custodian: try record.bytes("custodian").map { try DrawComposer.id($0) })
                })
        }
    }

    /// The numbers of the draws of which something is under way, and of those whose embargo has ended unsaid.
    public static func live(in store: some StateReading, today: CivilDate) throws -> [Bytes] {
        try store.stateRows(.draws, prefix: []).filter { stored in
            guard let members = (try? IJSONValue(parsing: stored.value))?.members else { return false }
            let row = StateObject(members)
            return !DrawCycle.isSettled(row) || (row["hidden"] != nil && EmbargoRules.isOver(row, on: today))
        }.map(\.key.key)
    }

    /// The task.
    public var task: Bytes { row.bytes("task") ?? [] }
    /// Whether objects are drawn, not inspectors.
    public var isOfObjects: Bool { row.equals("kind", "objects") }
    /// The clerk who operates it (操作人).
    public var author: ActorName? { row.actor("operator") }
    /// The last day of the embargo (保密期限).
    public var embargo: CivilDate? { row.date("embargo") }
    /// The hash of the freeze text, in hex.
    public var hash: Bytes { row.bytes("hash") ?? [] }
    /// Who has confirmed the close so far.
    public var confirmations: [Bytes] { row.list("confirmations") }
    /// How it gets its last word.
    public var profile: DrawProfile { DrawProfile.of(row) }
    /// The draw that it takes up.
    public var supersedes: Bytes? { row.bytes("supersedes") }
    /// The last value that was shown.
    var lastContribution: SeenEntry? { row.about("last") }
    /// The entry that asks to void it, and that of the public value.
    public var voidAt: SeenEntry? { row.about("voidAt") }
    public var beaconAt: SeenEntry? { row.about("beaconAt") }
    /// Who has stated the public value.
    public var beaconBy: ActorName? { row.actor("beaconBy") }
    /// The hours after which custodians reveal; nil where there is no custody.
    public var custodyHours: Int? { row.integer("custody") }
    /// From when on a custodian may reveal, in milliseconds since 1970; nil where there is no custody, or no copy yet.
    public var custodianMayReveal: Int? {
        guard let hours = custodyHours, let held = row.integer("heldAt") else { return nil }
        return held + hours * 3_600_000
    }
    /// The entry that asks for a replacement.
    public var requestAt: SeenEntry? { row.about("requestAt") }
    /// The entry that asked for the replacement of the inspector whose place is open now; nil where none is.
    public var openAt: SeenEntry? {
        guard let open = row["open"]?.members.map({ StateObject($0) }), open["slot"] != nil else { return nil }
        return open.about("at")
    }

    /// The reserve slot of a supervisor, and the rung that the reseed at hand takes from it; nil for anybody else.
    public func reserve(of party: ActorName) throws -> (slot: Bytes, position: LadderPosition)? {
        for contributor in try entropy().contributors.rows where contributor.party.bytes == party.bytes {
            guard case .reserve(let frozen) = contributor.source else { continue }
            let position = try Act.pure(.drawLadder) {
                try LadderPosition(
                    ladder: frozen.ladder, rung: frozen.rung + (row.integer("reseeds") ?? 0), anchor: frozen.anchor)
            }
            return (contributor.slot.bytes, position)
        }
        return nil
    }

    /// Whether it was voided after a reveal, or takes up one that was.
    public var isBound: Bool { row.bool("bound") }
    /// The party that a void names.
    public var party: Bytes? { row.bytes("party") }
    /// The entry of the freeze.
    public var frozenAt: SeenEntry? { row.about("at") }

    /// What was frozen about the randomness.
    public func entropy() throws -> SeedAssembly {
        try Act.pure {
            SeedAssembly(
                draw: try DrawComposer.id(id), freeze: try Act.hash(row.bytes("hash")), profile: profile,
                contributors: try ContributorsManifest(parsing: contributors ?? list("contributors")))
        }
    }

    /// The parties that seal values, by slot.
    public var freshSlots: [FreshSlot] {
        let contributors = (try? entropy())?.contributors.rows ?? []
        return contributors.filter { $0.source.kind == .fresh }.map { row in
            let known = state.find(.contributions, Act.contributionKey(id, row.slot.bytes))
            return FreshSlot(
                slot: row.slot.bytes, party: row.party.bytes, commit: known?.bytes("commit"),
                isRevealed: known?.bool("revealed") ?? false, custodian: row.custodian?.bytes,
                isHeld: known?.bool("held") ?? false,
                recorder: PaperRules.sheet(of: row.slot.bytes, self.row)?.actor("by"))
        }
    }

    /// The text whose hash commits the party of a slot to a value (封号).
    /// - Throws: `draw.commit` for a slot that is not there.
    public func commitText(slot: Bytes, value: Hash256) throws -> CommitText {
        let entropy = try entropy()
        return try Act.pure(.drawCommit) {
            let row = try entropy.contributor(of: try DrawComposer.id(slot))
            return CommitText(
                draw: entropy.draw, freeze: entropy.freeze, slot: row.slot, party: row.party, value: value)
        }
    }

    static func about(_ entry: SeenEntry) -> IJSONValue {
        .object(of: [("index", .number(entry.index)), ("leaf", .text(entry.leaf.base64))])
    }

    /// A frozen list as it stands in state.
    func list(_ name: StaticString) -> Bytes {
        state.all(.rosters, prefix: id + Bytes("/\(name)/".utf8)).flatMap { $0.row.bytes("text") ?? [] }
    }
}

/// What the daemon says next about a draw.
public enum EngineStep: Sendable {
    /// All places can be filled: so many inspectors for each slot.
    case preflight(data: [Bytes])
    /// The lists cannot be matched; nothing is drawn on them.
    case infeasible(slots: Int)
    /// The rung of a server ladder.
    case rung(slot: DrawID, at: LadderPosition)
    /// Selection, or matching.
    case result(data: [Bytes])
    /// The end of the embargo.
    case disclosure(data: [Bytes])
    /// Who follows in an open place.
    case replacement(data: [Bytes])
    /// The rungs of server ladders, and who follows under the reseed.
    case reseed([(slot: DrawID, position: LadderPosition)])
}

extension RecordedDraw {
    /// What the engine has to say now; nil while people are to act, or when all is said.
    public func engineStep(
        today: CivilDate, in store: any StateReading, nonce: @escaping () -> Bytes
    ) throws -> EngineStep? {
        let record = RecordMaker(nonce: nonce)
        if !DrawCycle.isLive(row), row["hidden"] != nil, EmbargoRules.isOver(row, on: today) {
            return .disclosure(data: [record("draw.disclosed/1", ["draw": .string(id)])])
        }
        switch standing {
        case .agreed: return try preflight(record)
        case .closed:
            guard profile == .b || freshSlots.allSatisfy(\.isRevealed) else { return nil }
            let entropy = try entropy()
            for row in entropy.contributors.rows {
                guard case .ladder(let position) = row.source,
                    state.find(.contributions, Act.contributionKey(id, row.slot.bytes)) == nil
                else { continue }
                return .rung(slot: row.slot, at: position)
            }
            return profile == .b ? nil : .result(data: try result(entropy, record))
        case .opened: return .result(data: try result(entropy(), record))
        case .replacing, .reseeding: return try replacementStep(today: today, in: store, record)
        case .frozen, .ready, .closing, .fixing, .fixed, .pooled, .done, .void: return nil
        }
    }

    /// The record of a rung.
    public func rung(slot: DrawID, value: Hash256, nonce: @escaping () -> Bytes) -> [Bytes] {
        [
            RecordMaker(nonce: nonce)(
                "draw.rung/1",
                ["draw": .string(id), "slot": .string(slot.bytes), "value": .string(value.hexBytes)])
        ]
    }

    private func preflight(_ record: RecordMaker) throws -> EngineStep {
        let (roster, preflight) = try Act.pure { () -> (MatchingRoster, Preflight) in
            let roster = try state.roster(of: id)
            return (roster, try roster.preflight())
        }
        guard preflight.isFeasible else { return .infeasible(slots: preflight.unfilled) }
        let head = record("draw.preflight/1", ["draw": .string(id), "feasible": .bool(true)])
        let rows = zip(roster.slots.rows, preflight.eligible).map {
            record("draw.eligible/1", ["slot": .string($0.slot.bytes), "eligible": .integer(Int64($1))])
        }
        return .preflight(data: [head] + rows)
    }

    private func result(_ entropy: SeedAssembly, _ record: RecordMaker) throws -> [Bytes] {
        try Act.pure(.drawIncomplete) {
            let seed = try state.seed(of: id, row)
            let rows = isOfObjects ? try selected(seed, entropy, record) : try teams(seed, record)
            return [
                record("draw.result/1", ["draw": .string(id), "count": .integer(Int64(rows.count))]),
                record("draw.seed/1", ["seed": .string(seed.hexBytes)]),
            ] + rows
        }
    }

    private func selected(_ seed: Hash256, _ entropy: SeedAssembly, _ record: RecordMaker) throws -> [Bytes] {
        let plan = try PlanText(parsing: list("plan"))
        let selection = try Selection(
            population: try PopulationManifest(parsing: list("population")), plan: plan, seed: seed)
        return DrawnObject.all(selection, plan: plan, task: task).map { drawn in
            record(
                "draw.selected/1",
                [
                    "object": .string(drawn.object.bytes), "inspection": .string(drawn.inspection),
                    "stratum": .string(drawn.stratum.bytes), "ticket": .string(drawn.ticket.hexBytes),
                    "batch": drawn.batch.map { .integer(Int64($0)) },
                ])
        }
    }

    private func teams(_ seed: Hash256, _ record: RecordMaker) throws -> [Bytes] {
        let roster = try state.roster(of: id)
        let matching = try roster.match(seed: seed)
        return try roster.slots.rows.map { slot in
            guard let inspector = matching.assignment[slot.slot] else {
                throw LedgerError(.drawInfeasible, "slot \(slot.slot)")
            }
            return record(
                "draw.team/1",
                [
                    "slot": .string(slot.slot.bytes), "inspection": .string(slot.inspection.bytes),
                    "inspector": .string(inspector.bytes),
                ])
        }
    }
}

/// An object that was drawn, with the inspection that it leads to: numbered in the order of strata and keys.
struct DrawnObject: Equatable {
    let object: DrawID
    let inspection: Bytes
    let stratum: DrawWord
    let ticket: Hash256
    let batch: Int?

    static func all(_ selection: Selection, plan: PlanText, task: Bytes) -> [DrawnObject] {
        var batchOf: [DrawID: Int] = [:]
        if plan.batches != nil {
            for (place, batch) in selection.batches.enumerated() { for object in batch { batchOf[object] = place + 1 } }
        }
        var drawn: [DrawnObject] = []
        for stratum in selection.strata {
            for object in stratum.selected {
                drawn.append(
                    DrawnObject(
                        object: object.id,
                        inspection: task + Bytes("-\(String(100_001 + drawn.count).dropFirst())".utf8),
                        stratum: stratum.stratum, ticket: object.key, batch: batchOf[object.id]))
            }
        }
        return drawn
    }
}
