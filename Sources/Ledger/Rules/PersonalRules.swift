/// Erasure of personal records, design principle 7, annex D9: the event names what is erased; the chain stays.
enum PersonalRules {
    static let writes: [StateTable] = [.erased, .proposals, .targets]
    /// As many as one state row can list.
    static let maximumRecords = 256

    /// A proposal that names a subject and every record of it; the vault destroys the key once a second person confirms.
    static let erased = EventRule(writes: writes) { context in
        let roles = try context.requireAuthority()
        guard let head = context.records.first, (2...maximumRecords + 1).contains(context.records.count) else {
            throw LedgerError(.recordInvalid, "personal.erased/1, then 1 to \(maximumRecords) personal.record/1")
        }
        let reader = try RecordReader(head, type: "personal.erased/1", members: ["subject", "reason"])
        try reader.reason()
        let subject = try reader.bytes("subject")
        guard Record.isSubject(subject) else { throw LedgerError(.recordInvalid, "personal.erased/1: subject") }
        for record in context.records.dropFirst() {
            let place = try ErasedRecord(record)
            guard place.index < context.index else { throw LedgerError(.recordInvalid, "personal.record/1: index") }
        }
        try context.propose(targets: ["personal:\(String(decoding: subject, as: UTF8.self))"], roles: roles)
        return []
    }

    static func carryOut(_ proposal: ProposalState, in context: RuleContext) throws {
        for record in proposal.content.dropFirst() {
            guard let place = ErasedRecord(record) else { continue }
            context.state.set(
                .erased, place.key,
                .object(of: [("leaf", .text(place.leaf.base64)), ("by", .number(context.index))]))
        }
        if let subject = proposal.content.first?["subject"]?.bytes {
            context.state.set(
                .erased, Bytes("subject/".utf8) + subject, .object(of: [("by", .number(context.index))]))
        }
    }
}

/// A `personal.record/1`: one erased record by entry, position in its list and leaf hash.
struct ErasedRecord {
    let index: EntryIndex
    let position: UInt64
    let leaf: Digest

    init(_ record: Record) throws {
        _ = try RecordReader(record, type: "personal.record/1", members: ["index", "position", "leaf"])
        guard let read = ErasedRecord(try record.value()) else {
            throw LedgerError(.recordInvalid, "personal.record/1")
        }
        self = read
    }

    init?(_ value: IJSONValue) {
        guard let index = value["index"]?.integer, index >= 0, let position = value["position"]?.integer,
            position >= 0, let leaf = value["leaf"]?.bytes.flatMap({ Digest(base64: $0) })
        else { return nil }
        self.index = EntryIndex(UInt64(index))
        self.position = UInt64(position)
        self.leaf = leaf
    }

    static func key(index: EntryIndex, position: UInt64) -> Bytes {
        Bytes("record/".utf8) + paddedKey(index.value) + [UInt8(ascii: "/")] + paddedKey(position)
    }

    var key: Bytes { ErasedRecord.key(index: index, position: position) }
}
