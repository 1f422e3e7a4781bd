/// Policies and rule sets, design principle 9, annex D7.
enum PolicyRules {
    static let policyWrites: [StateTable] = [.policies, .proposals, .targets]
    static let rulesWrites: [StateTable] = [.rules, .proposals, .targets]
    private static let maximumValues = 16
    private static let maximumValueByteCount = 2 << 10
    /// A proposal's row holds the value four levels down, and no row is deeper than a record.
    private static let maximumValueDepth = 12

    /// New values of named policies, in force once a second person confirms.
    static let changed = EventRule(writes: policyWrites) { context in
        let roles = try context.requireAuthority()
        guard let head = context.records.first, (2...maximumValues + 1).contains(context.records.count) else {
            throw LedgerError(.recordInvalid, "policy.changed/1, then 1 to \(maximumValues) policy.value/1")
        }
        try RecordReader(head, type: "policy.changed/1", members: ["reason"]).reason()
        var targets: [String] = []
        for record in context.records.dropFirst() {
            let reader = try RecordReader(record, type: "policy.value/1", members: ["name", "value"])
            let name = try reader.text("name", limit: 64)
            guard name.allSatisfy({ isPolicyCharacter($0) }), let value = reader.value("value"),
                value.encoded.count <= maximumValueByteCount, value.depth <= maximumValueDepth
            else { throw LedgerError(.recordInvalid, "policy.value/1: name or value") }
            let target = "policy:\(String(decoding: name, as: UTF8.self))"
            guard !targets.contains(where: { Bytes($0.utf8) == Bytes(target.utf8) }) else {
                throw LedgerError(.recordInvalid, "policy.value/1: \(target) twice")
            }
            targets.append(target)
        }
        try context.propose(targets: targets, roles: roles)
        return []
    }

    /// Another rule set, which judges from the entry after its confirmation on.
    static let adopted = EventRule(writes: rulesWrites) { context in
        let roles = try context.requireAuthority()
        let set = try SetRecord(try context.records(count: 1)[0])
        guard let known = context.book[set.number] else { throw LedgerError(.rulesUnknown, "set \(set.number)") }
        guard known.document == set.document else {
            throw LedgerError(.rulesUnknown, "set \(set.number) with document \(set.document.hex)")
        }
        guard set.number > (try RulesInForce.read(context.state)) else {
            throw LedgerError(.recordInvalid, "set \(set.number) is not newer than the one in force")
        }
        try context.propose(targets: ["rules"], roles: roles)
        return []
    }

    static func carryOut(_ proposal: ProposalState, in context: RuleContext) throws {
        if proposal.type.family.equals("rules") {
            guard let number = proposal.content.first?["set"]?.integer, number >= 0 else { return }
            RulesInForce.write(UInt64(number), from: context.index.next, to: context.state)
            return
        }
        for record in proposal.content.dropFirst() {
            guard let name = record["name"]?.bytes, let value = record["value"] else { continue }
            context.state.set(
                .policies, name,
                IJSONValue.object(of: [("value", value), ("from", .number(context.index.next))]))
        }
    }

    private static func isPolicyCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
