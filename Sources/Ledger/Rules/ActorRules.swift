/// Enrolment, keys, suspension and roles of actors, design section 5, annex D3 and D10.
enum ActorRules {
    static let writes: [StateTable] = [.actors, .keys, .introduced, .roles, .proposals, .targets]

    /// A new actor, signed by the author and by the new key; active once a second person confirms.
    static let enrolled = EventRule(signatures: .authorAndNewKey, writes: writes) { context in
        let roles = try context.requireAuthority()
        let records = try context.records(count: 2)
        _ = try RecordReader(records[0], type: "actor.enrolled/1", members: ["author", "actor"])
        let new = try KeyRecord(records[1])
        guard try ActorState.read(new.actor, state: context.state) == nil else {
            throw LedgerError(.actorKnown, "\(new.actor)")
        }
        try KeyState.introduce(new.key, for: new.actor.description, to: context.state)
        ActorState(standing: .proposed, enrolled: context.index).write(new.actor, to: context.state)
        KeyState(vkey: new.key, standing: .proposed, since: context.index).write(new.actor, to: context.state)
        try context.propose(targets: ["actor:\(new.actor)"], roles: roles)
        return []
    }

    /// A new key in place of a lost one; the old ones are lost once a second person confirms.
    static let rekeyed = EventRule(signatures: .authorAndNewKey, writes: writes) { context in
        let roles = try context.requireAuthority()
        let records = try context.records(count: 2)
        let reader = try RecordReader(records[0], type: "actor.rekeyed/1", members: ["author", "actor", "reason"])
        try reader.reason()
        let new = try KeyRecord(records[1])
        try requireEnrolled(new.actor, in: context)
        guard new.actor != context.author else { throw LedgerError(.dutiesSamePerson, "\(new.actor)") }
        try KeyState.introduce(new.key, for: new.actor.description, to: context.state)
        KeyState(vkey: new.key, standing: .proposed, since: context.index).write(new.actor, to: context.state)
        try context.propose(
            targets: ["key:\(new.actor)"], roles: roles,
            needsSupervisor: try RoleState.isGranted(.supervisor, to: new.actor, state: context.state))
        return []
    }

    /// The actor's own change of key, signed by both; in force at once.
    static let rotated = EventRule(signatures: .authorAndNewKey, writes: writes) { context in
        let records = try context.records(count: 2)
        _ = try RecordReader(records[0], type: "actor.rotated/1", members: ["actor"])
        let new = try KeyRecord(records[1])
        try KeyState.introduce(new.key, for: new.actor.description, to: context.state)
        for signature in context.event.signatures where !signature.isNamed(by: new.key) {
            guard var old = try KeyState.read(new.actor, signature.keyID, state: context.state) else { continue }
            old.standing = .retired
            old.since = context.index
            old.write(new.actor, to: context.state)
        }
        KeyState(vkey: new.key, standing: .active, since: context.index).write(new.actor, to: context.state)
        return []
    }

    /// Stops an actor at once; a supervisor is stopped by a supervisor.
    static let suspended = EventRule(writes: writes) { context in
        let roles = try context.requireAuthority()
        let reader = try RecordReader(
            try context.records(count: 1)[0], type: "actor.suspended/1", members: ["actor", "reason", "since"])
        try reader.reason()
        let actor = try reader.actor("actor")
        guard var standing = try ActorState.read(actor, state: context.state), standing.standing == .active else {
            throw LedgerError(.actorUnknown, "\(actor) is not active")
        }
        if try RoleState.isGranted(.supervisor, to: actor, state: context.state) {
            guard roles.contains(.supervisor) else { throw LedgerError(.dutiesSupervisor, "\(actor)") }
        }
        standing.standing = .suspended
        standing.write(actor, to: context.state)
        return []
    }

    /// Lets a suspended actor act again once a second person confirms.
    static let restored = EventRule(writes: writes) { context in
        let roles = try context.requireAuthority()
        let reader = try RecordReader(
            try context.records(count: 1)[0], type: "actor.restored/1", members: ["actor", "reason"])
        try reader.reason()
        let actor = try reader.actor("actor")
        guard try ActorState.read(actor, state: context.state)?.standing == .suspended else {
            throw LedgerError(.actorUnknown, "\(actor) is not suspended")
        }
        try context.propose(
            targets: ["restore:\(actor)"], roles: roles,
            needsSupervisor: try RoleState.isGranted(.supervisor, to: actor, state: context.state))
        return []
    }

    /// A role with dates, held once a second person confirms.
    static let granted = EventRule(writes: writes) { context in
        let roles = try context.requireAuthority()
        let grant = try RoleGrant(try context.records(count: 1)[0])
        try requireEnrolled(grant.actor, in: context)
        RoleState(from: grant.from, to: grant.to, standing: .proposed, since: context.index)
            .write(RoleState.place(grant.actor, grant.role, context.index), to: context.state)
        try context.propose(
            targets: ["role:\(grant.actor):\(grant.role)"], roles: roles, needsSupervisor: grant.role == .supervisor)
        return []
    }

    /// Ends a role at once; a supervisor's is ended by a supervisor.
    static let revoked = EventRule(writes: writes) { context in
        let roles = try context.requireAuthority()
        let reader = try RecordReader(
            try context.records(count: 1)[0], type: "actor.revoked/1", members: ["actor", "role", "reason"])
        try reader.reason()
        let actor = try reader.actor("actor")
        let role = try reader.role("role")
        if role == .supervisor, !roles.contains(.supervisor) { throw LedgerError(.dutiesSupervisor, "\(actor)") }
        let prefix = actor.bytes + [UInt8(ascii: "/")] + role.bytes + [UInt8(ascii: "/")]
        var ended = 0
        for row in try context.state.rows(.roles, prefix: prefix) {
            guard var grant = RoleState(try IJSONValue(parsing: row.value)), grant.standing == .active else { continue }
            grant.standing = .ended
            grant.since = context.index
            grant.write(row.key.key, to: context.state)
            ended += 1
        }
        guard ended > 0 else { throw LedgerError(.roleMissing, "\(actor): \(role)") }
        return []
    }

    // MARK: After the second person

    static func carryOut(_ proposal: ProposalState, proposed: EntryIndex, in context: RuleContext) throws {
        let state = context.state
        guard let actor = proposal.actor else { return }
        switch proposal.type.name {
        case Bytes("actor.enrolled".utf8):
            ActorState(standing: .active, enrolled: proposed).write(actor, to: state)
            try settleKeys(of: actor, introducedAt: proposed, in: context) { _ in .active }
        case Bytes("actor.rekeyed".utf8):
            for var key in try KeyState.all(of: actor, state: state) where key.standing == .active {
                key.standing = .lost
                key.since = context.index
                key.write(actor, to: state)
            }
            try settleKeys(of: actor, introducedAt: proposed, in: context) { _ in .active }
        case Bytes("actor.restored".utf8):
            guard var standing = try ActorState.read(actor, state: state) else { return }
            standing.standing = .active
            standing.write(actor, to: state)
        case Bytes("actor.granted".utf8):
            try settleGrant(proposal, actor: actor, proposed: proposed, standing: .active, in: context)
        default:
            break
        }
    }

    static func withdraw(_ proposal: ProposalState, proposed: EntryIndex, in context: RuleContext) throws {
        guard let actor = proposal.actor else { return }
        switch proposal.type.name {
        case Bytes("actor.enrolled".utf8):
            ActorState(standing: .declined, enrolled: proposed).write(actor, to: context.state)
            try settleKeys(of: actor, introducedAt: proposed, in: context) { _ in .declined }
        case Bytes("actor.rekeyed".utf8):
            try settleKeys(of: actor, introducedAt: proposed, in: context) { _ in .declined }
        case Bytes("actor.granted".utf8):
            try settleGrant(proposal, actor: actor, proposed: proposed, standing: .declined, in: context)
        default:
            break
        }
    }

    private static func settleKeys(
        of actor: ActorName, introducedAt proposed: EntryIndex, in context: RuleContext,
        _ standing: (KeyState) -> KeyState.Standing
    ) throws {
        for var key in try KeyState.all(of: actor, state: context.state)
        where key.standing == .proposed && key.since == proposed {
            key.standing = standing(key)
            key.since = context.index
            key.write(actor, to: context.state)
        }
    }

    private static func settleGrant(
        _ proposal: ProposalState, actor: ActorName, proposed: EntryIndex, standing: RoleState.Standing,
        in context: RuleContext
    ) throws {
        guard let role = proposal.content.first?["role"]?.bytes.flatMap({ RoleName($0) }) else { return }
        let place = RoleState.place(actor, role, proposed)
        guard let row = try context.state.object(.roles, place), var grant = RoleState(row) else { return }
        grant.standing = standing
        grant.since = context.index
        grant.write(place, to: context.state)
    }

    private static func requireEnrolled(_ actor: ActorName, in context: RuleContext) throws {
        let standing = try ActorState.read(actor, state: context.state)?.standing
        guard standing == .active || standing == .suspended else { throw LedgerError(.actorUnknown, "\(actor)") }
    }
}

extension ProposalState {
    /// The actor that the proposal is about.
    var actor: ActorName? {
        content.lazy.compactMap { $0["actor"]?.bytes.flatMap { ActorName($0) } }.first
    }
}

/// An `actor.role/1` record: a role for an actor, with first and last day where there are any.
struct RoleGrant {
    let actor: ActorName
    let role: RoleName
    let from: CivilDate?
    let to: CivilDate?

    init(_ record: Record) throws {
        let reader = try RecordReader(record, type: "actor.role/1", members: ["actor", "role", "from", "to"])
        actor = try reader.actor("actor")
        role = try reader.role("role")
        from = try reader.date("from")
        to = try reader.date("to")
        if let from, let to, to < from { throw LedgerError(.recordInvalid, "actor.role/1: to lies before from") }
    }
}
