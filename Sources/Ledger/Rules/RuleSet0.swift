// Rule set 0: founding, actors, roles, policy, clock, service keys, erasure, and `note.*`. docs/rules/0.md is its text,
// whose SHA-256 entry 0 signs.

/// Rule set 0 (规则集 0).
public struct RuleSet0: RuleSet {
    public let number: UInt64 = 0
    /// SHA-256 of docs/rules/0.md.
    public static let documentHex = "34a1df579bdd1ff41ee240d1e472579220abbd82e50d7607e0cf22dc806749c9"
    public let document: Digest

    /// The set as this program knows it.
    public init() {
        guard let digest = Hex.decode(Bytes(RuleSet0.documentHex.utf8)).flatMap({ Digest($0) }) else {
            preconditionFailure("the digest of rule set 0")
        }
        document = digest
    }

    public func rule(for type: TypeName) -> EventRule? {
        if type.family.equals("note") { return RuleSet0.note }
        return RuleSet0.rules[type]
    }

    public func visibility(of recordType: TypeName) -> Visibility? {
        if recordType.bytes.equals("actor.person/1") { return .personal }
        if let topic = recordType.bytes.dropping(prefix: "note.") {
            if topic.dropping(prefix: "public.") != nil { return .public }
            if topic.dropping(prefix: "due.") != nil { return .due }
            return topic.dropping(prefix: "personal.") != nil ? .personal : .office
        }
        if recordType == AccessRules.type { return .office }
        let family = recordType.family
        return RuleSet0.families.contains { family.equals($0) } ? .public : nil
    }

    /// Policy values, the set in force and marks; actors, roles, keys and proposals are read in their own form, and what is
    /// left serves admission alone.
    public func disclosure(of table: StateTable) -> StateDisclosure? {
        [.policies, .rules, .marks].contains(table) ? .rows : nil
    }

    private static let families: [StaticString] = ["ledger", "actor", "rules", "policy", "clock", "personal"]

    private static let note = EventRule(isOfficeDecision: false, writes: [.marks]) { context in
        // A key or a role in a note would be taken for one by whoever reads records by their type.
        for record in context.records where !record.type.family.equals("note") {
            throw LedgerError(.recordTypeUnknown, "\(record.type) in \(context.event.header.type)")
        }
        return []
    }

    private static let rules: [TypeName: EventRule] = {
        var rules: [TypeName: EventRule] = [:]
        func add(_ type: StaticString, _ rule: EventRule) { rules[TypeName(literal: type)] = rule }
        add("ledger.founded/1", ServiceRules.founded)
        add("ledger.rekeyed/1", ServiceRules.rekeyed)
        add("actor.enrolled/1", ActorRules.enrolled)
        add("actor.rekeyed/1", ActorRules.rekeyed)
        add("actor.rotated/1", ActorRules.rotated)
        add("actor.suspended/1", ActorRules.suspended)
        add("actor.restored/1", ActorRules.restored)
        add("actor.granted/1", ActorRules.granted)
        add("actor.revoked/1", ActorRules.revoked)
        add("policy.changed/1", PolicyRules.changed)
        add("rules.adopted/1", PolicyRules.adopted)
        add("clock.accepted/1", ClockRules.accepted)
        add("clock.corrected/1", ClockRules.corrected)
        add("personal.erased/1", PersonalRules.erased)
        add("access.read/1", AccessRules.read)
        add("ledger.confirmed/1", DecisionRules.confirmed("ledger.confirmed/1", writes: ServiceRules.writes))
        add("actor.confirmed/1", DecisionRules.confirmed("actor.confirmed/1", writes: ActorRules.writes))
        add("policy.confirmed/1", DecisionRules.confirmed("policy.confirmed/1", writes: PolicyRules.policyWrites))
        add("rules.confirmed/1", DecisionRules.confirmed("rules.confirmed/1", writes: PolicyRules.rulesWrites))
        add("personal.confirmed/1", DecisionRules.confirmed("personal.confirmed/1", writes: PersonalRules.writes))
        add("clock.confirmed/1", ClockRules.confirmed)
        add("ledger.declined/1", DecisionRules.declined("ledger.declined/1"))
        add("actor.declined/1", DecisionRules.declined("actor.declined/1"))
        add("policy.declined/1", DecisionRules.declined("policy.declined/1"))
        add("rules.declined/1", DecisionRules.declined("rules.declined/1"))
        add("personal.declined/1", DecisionRules.declined("personal.declined/1"))
        add("clock.declined/1", DecisionRules.declined("clock.declined/1", clock: .opensClock))
        return rules
    }()
}

/// Confirmations and refusals.
enum DecisionRules {
    static func confirmed(
        _ type: StaticString, writes: [StateTable], clock: EventRule.ClockStanding = .ordinary,
        statedReceived: (@Sendable (RuleContext) throws -> Timestamp?)? = nil
    ) -> EventRule {
        EventRule(clock: clock, writes: writes + [.proposals], statedReceived: statedReceived) { context in
            var (index, proposal) = try context.decision(type)
            try carryOut(proposal, proposed: index, in: context)
            proposal.standing = .confirmed
            proposal.decided = context.index
            proposal.write(index, to: context.state)
            return []
        }
    }

    static func declined(_ type: StaticString, clock: EventRule.ClockStanding = .ordinary) -> EventRule {
        EventRule(clock: clock, writes: [.proposals, .actors, .keys, .roles]) { context in
            var (index, proposal) = try context.decision(type)
            try ActorRules.withdraw(proposal, proposed: index, in: context)
            proposal.standing = .declined
            proposal.decided = context.index
            proposal.write(index, to: context.state)
            return []
        }
    }

    private static func carryOut(
        _ proposal: ProposalState, proposed: EntryIndex, in context: RuleContext
    ) throws {
        switch proposal.type.family {
        case Bytes("actor".utf8)[...]: try ActorRules.carryOut(proposal, proposed: proposed, in: context)
        case Bytes("ledger".utf8)[...]: try ServiceRules.carryOut(proposal, in: context)
        case Bytes("policy".utf8)[...], Bytes("rules".utf8)[...]: try PolicyRules.carryOut(proposal, in: context)
        case Bytes("personal".utf8)[...]: try PersonalRules.carryOut(proposal, in: context)
        default: break
        }
    }
}
