// What needs a second person, annex D5 and D10: a proposal, then a confirmation or a refusal that names it by index and
// leaf hash. A confirmed proposal takes effect from the next index on.

/// A proposal's row.
struct ProposalState {
    enum Standing: String {
        case open, confirmed, declined, superseded
    }

    let leaf: LeafHash
    let type: TypeName
    let author: ActorName
    /// The roles of authority that the author held when proposing.
    let roles: [RoleName]
    let received: Timestamp
    let signed: Timestamp
    let targets: [Bytes]
    /// Whether it touches a supervisor's role or key.
    let needsSupervisor: Bool
    /// The data records, for the rule that carries it out.
    let content: [IJSONValue]
    var standing: Standing
    /// The entry that decided it.
    var decided: EntryIndex?

    static func read(_ index: EntryIndex, state: AdmissionState) throws -> ProposalState? {
        guard let row = try state.object(.proposals, paddedKey(index.value)) else { return nil }
        return ProposalState(row)
    }

    init(
        leaf: LeafHash, type: TypeName, author: ActorName, roles: [RoleName], received: Timestamp, signed: Timestamp,
        targets: [Bytes], needsSupervisor: Bool, content: [IJSONValue]
    ) {
        self.leaf = leaf
        self.type = type
        self.author = author
        self.roles = roles
        self.received = received
        self.signed = signed
        self.targets = targets
        self.needsSupervisor = needsSupervisor
        self.content = content
        standing = .open
    }

    init?(_ row: IJSONValue) {
        guard let leaf = row["leaf"]?.bytes.flatMap({ LeafHash(base64: $0) }),
            let type = row["type"]?.bytes.flatMap({ TypeName($0) }),
            let author = row["author"]?.bytes.flatMap({ ActorName($0) }),
            let received = row["received"]?.bytes.flatMap({ Timestamp($0) }),
            let signed = row["signed"]?.bytes.flatMap({ Timestamp($0) }),
            let standing = row["standing"]?.word.flatMap(Standing.init(rawValue:)),
            case .array(let roles)? = row["roles"], case .array(let targets)? = row["targets"],
            case .array(let content)? = row["content"], case .bool(let needsSupervisor)? = row["needsSupervisor"]
        else { return nil }
        self.leaf = leaf
        self.type = type
        self.author = author
        self.roles = roles.compactMap { $0.bytes.flatMap { RoleName($0) } }
        self.received = received
        self.signed = signed
        self.targets = targets.compactMap(\.bytes)
        self.needsSupervisor = needsSupervisor
        self.content = content
        self.standing = standing
        decided = row["decided"]?.index
    }

    func write(_ index: EntryIndex, to state: AdmissionState) {
        state.set(
            .proposals, paddedKey(index.value),
            .object(of: [
                ("leaf", .text(leaf.base64)), ("type", .string(type.bytes)), ("author", .string(author.bytes)),
                ("roles", .array(roles.map { .string($0.bytes) })), ("received", .string(received.bytes)),
                ("signed", .string(signed.bytes)), ("targets", .array(targets.map { .string($0) })),
                ("needsSupervisor", .bool(needsSupervisor)), ("standing", .text(standing.rawValue)),
                ("decided", decided.map { .number($0) }), ("content", .array(content)),
            ]))
    }
}

extension RuleContext {
    static let authorityRoles: [RoleName] = [.administrator, .leader, .supervisor]

    /// The roles of authority that an actor holds now.
    func authority(of actor: ActorName) throws -> [RoleName] {
        try RoleState.roles(of: actor, at: moment, state: state).filter(RuleContext.authorityRoles.contains)
    }

    /// The author's roles of authority, at least one.
    /// - Throws: `role.missing`.
    func requireAuthority() throws -> [RoleName] {
        let roles = try authority(of: author)
        guard !roles.isEmpty else {
            throw LedgerError(.roleMissing, "\(author): administrator, leader or supervisor")
        }
        return roles
    }

    /// The roles that an actor holds at this moment, sorted.
    public func roles(of actor: ActorName) throws -> [RoleName] {
        try RoleState.roles(of: actor, at: moment, state: state)
    }

    /// The value of a policy in force, or nil.
    public func policy(_ name: String) throws -> IJSONValue? {
        try state.object(.policies, Bytes(name.utf8))?["value"]
    }

    /// The author must hold a role.
    /// - Throws: `role.missing`.
    func require(_ role: RoleName, of actor: ActorName) throws {
        guard try RoleState.roles(of: actor, at: moment, state: state).contains(role) else {
            throw LedgerError(.roleMissing, "\(actor): \(role)")
        }
    }

    /// Opens a proposal; an open one about the same target is superseded.
    func propose(targets: [String], roles: [RoleName], needsSupervisor: Bool = false) throws {
        guard let leaf else { preconditionFailure("a proposal is judged in its entry") }
        for target in targets {
            let key = Bytes(target.utf8)
            if let open = try state.object(.targets, key)?["proposal"]?.index {
                let earlier = open
                if var proposal = try ProposalState.read(earlier, state: state), proposal.standing == .open {
                    proposal.standing = .superseded
                    proposal.decided = index
                    proposal.write(earlier, to: state)
                }
            }
            state.set(.targets, key, .object(of: [("proposal", .number(index))]))
        }
        ProposalState(
            leaf: leaf, type: event.header.type, author: author, roles: roles, received: received,
            signed: event.header.time, targets: targets.map { Bytes($0.utf8) }, needsSupervisor: needsSupervisor,
            content: try records.map { try $0.value() }
        ).write(index, to: state)
    }

    /// The open proposal that this event decides, its author checked against the proposer's.
    /// - Throws: `proposal.unknown`, `proposal.closed`, `proposal.expired`, `duties.samePerson`, `duties.sameRole`,
    ///   `role.missing`.
    func decide(_ about: SeenEntry) throws -> ProposalState {
        guard let proposal = try ProposalState.read(about.index, state: state), proposal.leaf == about.leaf,
            proposal.type.family == event.header.type.family
        else { throw LedgerError(.proposalUnknown, "entry \(about.index)") }
        guard proposal.standing == .open else {
            throw LedgerError(.proposalClosed, "entry \(about.index) is \(proposal.standing.rawValue)")
        }
        // Signing times, since a clock that is being corrected says nothing by `received`.
        guard event.header.time.since(proposal.signed) <= AdmissionLimits.proposalMilliseconds else {
            throw LedgerError(.proposalExpired, "entry \(about.index), signed \(proposal.signed)")
        }
        guard author != proposal.author else { throw LedgerError(.dutiesSamePerson, "\(author)") }
        guard try ActorState.read(proposal.author, state: state)?.standing == .active else {
            throw LedgerError(.proposalClosed, "its author \(proposal.author) is suspended")
        }
        let roles = try requireAuthority()
        if proposal.type == TypeName(literal: "ledger.rekeyed/1") {
            try require(.supervisor, of: author)
            return proposal
        }
        let pairs = proposal.roles.flatMap { proposer in roles.map { (proposer, $0) } }.filter { $0.0 != $0.1 }
        guard !pairs.isEmpty else {
            throw LedgerError(.dutiesSameRole, "\(proposal.author) and \(author)")
        }
        if try proposal.needsSupervisor || concernsSupervisor(proposal) {
            guard pairs.contains(where: { $0.0 == .supervisor || $0.1 == .supervisor }) else {
                throw LedgerError(.dutiesSupervisor, "entry \(about.index)")
            }
        }
        return proposal
    }

    /// Whether the actor of a new key or a restoration holds the role now, whatever was so when it was proposed.
    private func concernsSupervisor(_ proposal: ProposalState) throws -> Bool {
        let types = [TypeName(literal: "actor.rekeyed/1"), TypeName(literal: "actor.restored/1")]
        guard types.contains(proposal.type), let actor = proposal.actor else { return false }
        return try RoleState.isGranted(.supervisor, to: actor, state: state)
    }

    /// The record of a confirmation or a refusal.
    func decision(_ type: StaticString) throws -> (index: EntryIndex, proposal: ProposalState) {
        let reader = try RecordReader(try records(count: 1)[0], type: type, members: ["about", "reason"])
        let about = try reader.about()
        return (about.index, try decide(about))
    }
}
