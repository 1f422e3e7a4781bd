// The rule 三选一: draw up to three, the least busy goes, with look-ahead.
//
//     for slot s in order of ticket("S", s, 1):
//         E = admissible for s, not yet in this team, below cap, sorted by id;  n = |E|
//         c = max(1, min(3, (n + 1) div 3))
//         draw c people; the k-th draw is element H("ssj/v1/pick", seed, s, k) mod |rest| of what is left of E
//         try them by load (load0 + given so far), equal loads in draw order; then go on drawing k = c + 1, …
//         the first whose choice leaves a full assignment possible is fixed for good

/// `ssj/v1/pick`: its hash modulo the number of people left names the next one drawn.
public struct PickText: CanonicalText {
    /// The seed or reseed.
    public let seed: Hash256
    /// The slot.
    public let slot: DrawID
    /// k, from 1 upwards.
    public let number: Int

    /// Names a pick.
    public init(seed: Hash256, slot: DrawID, number: Int) {
        self.seed = seed
        self.slot = slot
        self.number = max(1, number)
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/pick")
        var line = try text.fields(1)
        seed = try line.hash()
        line = try text.fields(1)
        slot = try line.id()
        line = try text.fields(1)
        number = try line.number(1...DrawLimits.inspectors)
        try text.end()
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/pick")
        text.line(seed.hexBytes)
        text.line(slot.bytes)
        text.line(Array(String(number).utf8))
        return text.bytes
    }
}

/// How one slot was filled, in enough detail to follow it by hand.
public struct MatchStep: Hashable, Sendable {
    /// The slot.
    public let slot: DrawID
    /// n, how many could be drawn.
    public let eligible: Int
    /// Who was drawn, in draw order.
    public let drawn: [DrawID]
    /// Who was tried and refused, since no full assignment would have remained.
    public let rejected: [DrawID]
    /// Who goes.
    public let chosen: DrawID
}

/// The inspectors of every slot, and how they came there.
public struct Matching: Sendable {
    /// The seed or reseed.
    public let seed: Hash256
    /// The steps in the order in which slots were filled.
    public let steps: [MatchStep]
    /// Slot to inspector, what was fixed before included.
    public let assignment: [DrawID: DrawID]
    /// What was known before the seed.
    public let preflight: Preflight
    let roster: MatchingRoster

    /// The team of an inspection, by slot. Empty for an unknown inspection.
    public func team(of inspection: DrawID) -> [(slot: DrawID, inspector: DrawID)] {
        roster.slots.rows.filter { $0.inspection == inspection }.compactMap { row in
            assignment[row.slot].map { (row.slot, $0) }
        }
    }
}

extension MatchingRoster {
    /// Fills every slot under a seed. Throws `draw.infeasible` where no full assignment exists.
    public func match(seed: Hash256) throws -> Matching { try match(seed: seed, fixed: [:]) }

    /// Fills the open slots under a seed or reseed while all of `fixed` stay, for a drop-out 补抽. `unavailable` get no
    /// further slot; whoever dropped out of one inspection only is taken out by ``barring(_:)``.
    /// Throws `draw.rosterWrong` or `draw.infeasible`.
    public func match(
        seed: Hash256, fixed: [DrawID: DrawID], unavailable: Set<DrawID> = []
    ) throws -> Matching {
        var assignment = Assignment(self)
        try assignment.fix(fixed, unavailable: unavailable)
        let preflight = preflight(&assignment)
        guard preflight.isFeasible else {
            throw DrawError(.infeasible, "\(preflight.unfilled) of \(slots.count) slots stay empty")
        }
        let tickets = TicketMaker(.slot, seed: seed)
        var open: [(slot: Int32, ticket: Hash256)] = []
        for (place, row) in slots.rows.enumerated() where !assignment.isFixed[place] {
            open.append((Int32(place), tickets.ticket(row.slot)))
        }
        open.sort { (left, right) -> Bool in
            left.ticket != right.ticket ? left.ticket < right.ticket : left.slot < right.slot
        }
        var steps: [MatchStep] = []
        steps.reserveCapacity(open.count)
        for (slot, _) in open { steps.append(fill(slot, seed: seed, &assignment)) }
        var result: [DrawID: DrawID] = [:]
        result.reserveCapacity(slots.count)
        for (place, row) in slots.rows.enumerated() {
            result[row.slot] = inspectors.rows[Int(assignment.holder[place])].id
        }
        return Matching(seed: seed, steps: steps, assignment: result, preflight: preflight, roster: self)
    }

    private func fill(_ slot: Int32, seed: Hash256, _ assignment: inout Assignment) -> MatchStep {
        let row = slots.rows[Int(slot)]
        var rest = admissible(slot).filter {
            assignment.fixed[Int($0)] < assignment.caps[Int($0)] && !assignment.isFixedInTeam($0, of: slot)
        }
        let eligible = rest.count
        var drawn: [Int32] = []
        var rejected: [Int32] = []
        func draw() -> Int32 {
            let pick = PickText(seed: seed, slot: row.slot, number: drawn.count + 1).hash
            let inspector = rest.remove(at: pick.modulo(rest.count))
            drawn.append(inspector)
            return inspector
        }
        func step(_ chosen: Int32) -> MatchStep {
            func id(_ inspector: Int32) -> DrawID { inspectors.rows[Int(inspector)].id }
            return MatchStep(
                slot: row.slot, eligible: eligible, drawn: drawn.map(id), rejected: rejected.map(id),
                chosen: id(chosen))
        }
        var first: [(inspector: Int32, load: Int, order: Int)] = []
        for order in 0..<min(eligible, max(1, min(3, (eligible + 1) / 3))) {
            let inspector = draw()
            first.append(
                (
                    inspector,
                    inspectors.rows[Int(inspector)].load0 + Int(assignment.fixed[Int(inspector)]), order
                ))
        }
        first.sort { $0.load != $1.load ? $0.load < $1.load : $0.order < $1.order }
        for candidate in first {
            if assignment.force(candidate.inspector, into: slot) {
                assignment.fix(slot)
                return step(candidate.inspector)
            }
            rejected.append(candidate.inspector)
        }
        while !rest.isEmpty {
            let inspector = draw()
            if assignment.force(inspector, into: slot) {
                assignment.fix(slot)
                return step(inspector)
            }
            rejected.append(inspector)
        }
        // The kept assignment is full and its holder of this slot is among the eligible, so somebody was accepted.
        preconditionFailure("a feasible preflight leaves someone for every slot")
    }

    /// The same roster with further recusals: discovered after the draw, or somebody who dropped out of an inspection.
    /// Throws `draw.rosterWrong` for an unknown inspection or inspector.
    public func barring(_ pairs: [(inspection: DrawID, inspector: DrawID)]) throws -> MatchingRoster {
        let known = Set(slots.rows.map(\.inspection))
        let more = try pairs.map { pair in
            guard known.contains(pair.inspection) else {
                throw DrawError(.rosterWrong, "inspection \(pair.inspection)")
            }
            _ = try index(ofInspector: pair.inspector)
            return ConflictRow(inspection: pair.inspection, inspector: pair.inspector, evidence: nil)
        }
        var rows = conflicts.rows
        for row in more where !rows.contains(row) { rows.append(row) }
        return try MatchingRoster(inspectors: inspectors, slots: slots, conflicts: ConflictsManifest(rows))
    }
}
