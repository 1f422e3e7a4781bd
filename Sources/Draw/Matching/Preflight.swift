// Preflight: does a full assignment exist? Answered before any randomness, so that nobody can choose which shortage to
// mend once the seed is known.

/// How the inspectors for one slot dwindle: everybody, then department, then tags, then recusals.
public struct SlotFunnel: Hashable, Sendable {
    /// The slot.
    public let slot: DrawID
    /// Inspectors in the draw.
    public let all: Int
    /// Of these, in the department that the slot demands.
    public let department: Int
    /// Of these, with all tags that the slot demands.
    public let tags: Int
    /// Of these, not recused from the inspection: the admissible ones.
    public let admissible: Int
}

/// What one inspector can give to the slots of a certificate.
public struct CertificateShare: Hashable, Sendable {
    /// The inspector.
    public let inspector: DrawID
    /// How many slots the inspector can still take.
    public let cap: Int
    /// How many inspections among those of the certificate the inspector may serve.
    public let inspections: Int
    /// The smaller of the two.
    public var share: Int { min(cap, inspections) }
}

/// The proof that no full assignment exists 缺人凭证: slots that together can get one person fewer than they need.
/// Whoever doubts it adds up the shares.
public struct InfeasibilityCertificate: Hashable, Sendable {
    /// The slot at which the search failed, slots taken in order of their ids.
    public let failedSlot: DrawID
    /// The slots, sorted: exactly those that could be the empty one instead, hence the same for every correct program.
    public let slots: [DrawID]
    /// Everybody who can serve any of them, sorted.
    public let shares: [CertificateShare]
    /// How the inspectors dwindle for each of the slots.
    public let funnels: [SlotFunnel]
    /// The sum of the shares: one below the number of slots.
    public var capacity: Int { shares.reduce(0) { $0 + $1.share } }
}

/// The result of a preflight; a pure function of the frozen lists.
public struct Preflight: Sendable {
    /// How many inspectors are admissible for each slot, in the order of the slot list, cap and team not counted.
    public let eligible: [Int]
    /// The slots for which only two or fewer are: whoever knows them can guess the outcome.
    public let scarceSlots: [DrawID]
    /// How many slots stay empty in the fullest assignment.
    public let unfilled: Int
    /// One certificate for each shortage that is independent of those before it, 16 at most; empty if feasible.
    public let certificates: [InfeasibilityCertificate]
    /// Whether every slot can be filled.
    public var isFeasible: Bool { unfilled == 0 }

    static let certificateLimit = 16
    static let scarce = 2
}

extension MatchingRoster {
    /// Whether a full assignment exists, with all of `fixed` (slot to inspector) staying as they are.
    /// Throws `draw.rosterWrong` where `fixed` itself breaks a rule.
    public func preflight(fixed: [DrawID: DrawID] = [:], unavailable: Set<DrawID> = []) throws -> Preflight {
        var assignment = Assignment(self)
        try assignment.fix(fixed, unavailable: unavailable)
        return preflight(&assignment)
    }

    func preflight(_ assignment: inout Assignment) -> Preflight {
        let eligible = slots.rows.indices.map { eligibleCount(Int32($0)) }
        var certificates: [InfeasibilityCertificate] = []
        var unfilled = 0
        var cursors = [Int](repeating: 0, count: admittedBy.count)
        // In order of slot ids: so the first certificate does not depend on how the search is done.
        for slot in Int32(0)..<Int32(slots.count) where !assignment.isFixed[Int(slot)] {
            if assignment.fillDirectly(slot, cursor: &cursors[Int(demandOf[Int(slot)])]) { continue }
            if assignment.augment(from: slot) { continue }
            unfilled += 1
            defer { assignment.bury() }
            // A search that ran into an earlier shortage is no shortage of its own.
            if !assignment.touchedDead, certificates.count < Preflight.certificateLimit {
                certificates.append(certificate(slot, reached: assignment.reached, assignment))
            }
        }
        return Preflight(
            eligible: eligible,
            scarceSlots: eligible.indices.filter { eligible[$0] <= Preflight.scarce }.map { slots.rows[$0].slot },
            unfilled: unfilled, certificates: certificates)
    }

    private func eligibleCount(_ slot: Int32) -> Int {
        let demand = Int(demandOf[Int(slot)])
        let recused = recused[Int(inspectionOf[Int(slot)])]
        return admittedBy[demand].count - recused.count { isAdmitted($0, demand: demand) }
    }

    private func certificate(
        _ failed: Int32, reached: [Int32], _ assignment: Assignment
    ) -> InfeasibilityCertificate {
        let places = reached.sorted()
        // Counted by definition, not from the search: the certificate is a check of it too.
        var shares: [CertificateShare] = []
        for inspector in inspectors.rows.indices.map({ Int32($0) }) {
            var inspections: Set<Int32> = []
            for slot in places
            where isAdmissible(inspector, slot) && !assignment.isFixedInTeam(inspector, of: slot) {
                inspections.insert(inspectionOf[Int(slot)])
            }
            let left = Int(assignment.caps[Int(inspector)] - assignment.fixed[Int(inspector)])
            if !inspections.isEmpty {
                shares.append(
                    CertificateShare(
                        inspector: inspectors.rows[Int(inspector)].id, cap: left, inspections: inspections.count))
            }
        }
        return InfeasibilityCertificate(
            failedSlot: slots.rows[Int(failed)].slot, slots: places.map { slots.rows[Int($0)].slot }, shares: shares,
            funnels: places.prefix(1_000).map(funnel))
    }

    private func funnel(_ slot: Int32) -> SlotFunnel {
        let row = slots.rows[Int(slot)]
        let inDepartment = inspectors.rows.count { row.department == nil || $0.department == row.department }
        return SlotFunnel(
            slot: row.slot, all: inspectors.count, department: inDepartment,
            tags: admittedBy[Int(demandOf[Int(slot)])].count, admissible: eligibleCount(slot))
    }

    /// How the inspectors dwindle for one slot. Throws `draw.rosterWrong`.
    public func funnel(for slot: DrawID) throws -> SlotFunnel { funnel(try index(ofSlot: slot)) }
}

extension Assignment {
    /// Takes over what is settled. Throws `draw.rosterWrong` where it breaks a rule.
    mutating func fix(_ settled: [DrawID: DrawID], unavailable: Set<DrawID>) throws {
        for (slotID, inspectorID) in settled.sorted(by: { $0.key < $1.key }) {
            let slot = try roster.index(ofSlot: slotID)
            let inspector = try roster.index(ofInspector: inspectorID)
            guard roster.isAdmissible(inspector, slot), !isFixedInTeam(inspector, of: slot),
                held[Int(inspector)] < caps[Int(inspector)]
            else { throw DrawError(.rosterWrong, "\(inspectorID) in slot \(slotID)") }
            give(slot, to: inspector)
            fix(slot)
        }
        for id in unavailable.sorted() { close(try roster.index(ofInspector: id)) }
    }

    /// Gives an empty slot to somebody with room, going round the admitted so that loads start out even.
    mutating func fillDirectly(_ slot: Int32, cursor: inout Int) -> Bool {
        let admitted = roster.admittedBy[Int(roster.demandOf[Int(slot)])]
        let inspection = roster.inspectionOf[Int(slot)]
        let team = roster.slotsOf[Int(inspection)]
        for step in 0..<admitted.count {
            let place = (cursor + step) % admitted.count
            let inspector = admitted[place]
            guard held[Int(inspector)] < caps[Int(inspector)], !roster.isRecused(inspector, inspection),
                !team.contains(where: { holder[Int($0)] == inspector })
            else { continue }
            give(slot, to: inspector)
            cursor = place + 1
            return true
        }
        return false
    }
}
