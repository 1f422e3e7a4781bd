/// Founding and the ledger's own keys, annex D11 and D12.
enum ServiceRules {
    static let writes: [StateTable] = [.ledger, .introduced, .proposals, .targets]

    static let founded = EventRule(
        signatures: .founders, writes: writes + [.actors, .keys, .roles, .rules]
    ) { context in
        guard context.index == .founding else { throw LedgerError(.ledgerFounded, "entry \(context.index)") }
        let content = try FoundingContent(context.records)
        guard content.origin == context.event.header.ledger else {
            throw LedgerError(.eventLedger, "\(content.origin)")
        }
        guard content.administrator.actor != content.supervisor.actor else {
            throw LedgerError(.dutiesSamePerson, "\(content.administrator.actor)")
        }
        guard content.rules.set == 0, content.rules.document == context.book[0]?.document else {
            throw LedgerError(.rulesUnknown, "set \(content.rules.set) with document \(content.rules.document.hex)")
        }
        let state = context.state
        state.set(
            .ledger, Bytes("founded".utf8),
            .object(of: [("origin", .string(content.origin.bytes)), ("instance", .text(content.instance.hex))]))
        try ServiceKey.checkpoint.introduce(content.checkpoint, from: context.index, to: state)
        try ServiceKey.engine.introduce(content.engine, from: context.index, to: state)
        for (founder, role) in [
            (content.administrator, RoleName.administrator), (content.supervisor, RoleName.supervisor),
        ] {
            try KeyState.introduce(founder.key, for: founder.actor.description, to: state)
            ActorState(standing: .active, enrolled: context.index).write(founder.actor, to: state)
            KeyState(vkey: founder.key, standing: .active, since: context.index).write(founder.actor, to: state)
            RoleState(from: nil, to: nil, standing: .active, since: context.index)
                .write(RoleState.place(founder.actor, role, context.index), to: state)
        }
        RulesInForce.write(0, from: context.index.next, to: state)
        return []
    }

    /// A new checkpoint or engine key: proposed by the administrator, signed by the new key, confirmed by the supervisor.
    static let rekeyed = EventRule(signatures: .authorAndNewKey, writes: writes) { context in
        try context.require(.administrator, of: context.author)
        let reader = try RecordReader(
            try context.records(count: 1)[0], type: "ledger.rekeyed/1",
            members: ["author", "purpose", "vkey", "reason"])
        try reader.reason()
        let key = try reader.vkey("vkey")
        guard let service = ServiceKey(rawValue: String(decoding: try reader.bytes("purpose"), as: UTF8.self)) else {
            throw LedgerError(.recordInvalid, "ledger.rekeyed/1: purpose is checkpoint or engine")
        }
        let name = service == .checkpoint ? context.event.header.ledger.keyName : ActorName.engine.keyName
        guard key.name == name else { throw LedgerError(.recordInvalid, "the vkey is not named \(name)") }
        // Only its uniqueness is fixed now; the key itself counts from the confirmation on.
        try KeyState.introduce(key, for: service.rawValue, to: context.state)
        try context.propose(targets: ["service:\(service.rawValue)"], roles: [.administrator])
        return []
    }

    static func carryOut(_ proposal: ProposalState, in context: RuleContext) throws {
        guard let content = proposal.content.first, let purpose = content["purpose"]?.word,
            let service = ServiceKey(rawValue: purpose), let text = content["vkey"]?.bytes,
            let key = try? VerifierKey(parsing: text)
        else { return }
        service.write(key, from: context.index.next, to: context.state)
    }
}

/// The daemon's own keys.
enum ServiceKey: String {
    case checkpoint, engine

    func introduce(_ key: VerifierKey, from index: EntryIndex, to state: AdmissionState) throws {
        try KeyState.introduce(key, for: rawValue, to: state)
        write(key, from: index, to: state)
    }

    func write(_ key: VerifierKey, from index: EntryIndex, to state: AdmissionState) {
        state.set(
            .ledger, Bytes("\(rawValue)/\(paddedKey(index.value).forDisplay())".utf8),
            .object(of: [("vkey", .string(key.text)), ("from", .number(index))]))
    }

    /// All keys that ever served, the oldest first.
    func keys(in state: AdmissionState) throws -> [VerifierKey] {
        try state.rows(.ledger, prefix: Bytes("\(rawValue)/".utf8)).compactMap {
            try IJSONValue(parsing: $0.value)["vkey"]?.bytes.flatMap { try? VerifierKey(parsing: $0) }
        }
    }
}
