// Standbys 候补人员: for each slot its admissible inspectors outside the team, ordered by ticket("R", slot ":" inspector, 1).

extension MatchingRoster {
    /// The standbys of a slot in order. `team` are the inspectors whom the draw put into the inspection.
    /// Throws `draw.rosterWrong`.
    public func standbys(for slot: DrawID, team: Set<DrawID>, seed: Hash256) throws -> [DrawID] {
        let place = try index(ofSlot: slot)
        let tickets = TicketMaker(.replacement, seed: seed)
        var ranked: [(id: DrawID, ticket: Hash256)] = []
        for inspector in admissible(place) {
            let id = inspectors.rows[Int(inspector)].id
            if !team.contains(id) { ranked.append((id, tickets.standby(slot: slot, inspector: id))) }
        }
        ranked.sort { (left, right) -> Bool in
            left.ticket != right.ticket ? left.ticket < right.ticket : left.id < right.id
        }
        return ranked.map { $0.id }
    }
}

extension Matching {
    /// The standbys of a slot in order. Throws `draw.rosterWrong`.
    public func standbys(for slot: DrawID) throws -> [DrawID] {
        let place = try roster.index(ofSlot: slot)
        let team = roster.slotsOf[Int(roster.inspectionOf[Int(place)])].compactMap {
            assignment[roster.slots.rows[Int($0)].slot]
        }
        return try roster.standbys(for: slot, team: Set(team), seed: seed)
    }

    /// Who takes the place of a drop-out: the first standby who can still go. `current` is the assignment as it stands,
    /// `unavailable` whoever cannot go on that day or was barred from the inspection since. Nil when none is left: then
    /// preflight and a reseed. Throws `draw.rosterWrong`.
    public func successor(
        for slot: DrawID, current: [DrawID: DrawID], unavailable: Set<DrawID> = []
    ) throws -> DrawID? {
        let place = try roster.index(ofSlot: slot)
        let team = Set(
            roster.slotsOf[Int(roster.inspectionOf[Int(place)])].compactMap {
                current[roster.slots.rows[Int($0)].slot]
            })
        var given: [DrawID: Int] = [:]
        for (other, inspector) in current where other != slot { given[inspector, default: 0] += 1 }
        return try standbys(for: slot).first { id in
            let row = roster.inspectors.rows[Int(try roster.index(ofInspector: id))]
            return !unavailable.contains(id) && !team.contains(id) && given[id, default: 0] < row.cap
        }
    }
}
