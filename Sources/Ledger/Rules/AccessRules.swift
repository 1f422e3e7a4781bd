/// Early reading of what is not public yet, design section 5 and annex D17: the engine says who opened which record.
enum AccessRules {
    /// Event and record type `access.read/1` (提前查看).
    static let type = TypeName(literal: "access.read/1")
    /// As many as one request of a reader can open.
    static let maximumRecords = 256

    /// Appended, and committed, before the answer leaves the daemon.
    static let read = EventRule(signatures: .engine, isOfficeDecision: false, writes: [.marks]) { context in
        guard (1...maximumRecords).contains(context.records.count) else {
            throw LedgerError(.recordInvalid, "1 to \(maximumRecords) access.read/1")
        }
        for record in context.records {
            let access = try EarlyAccess(record)
            guard access.index < context.index else { throw LedgerError(.recordInvalid, "access.read/1: index") }
            // Who is stopped between the request and the answer reads nothing.
            guard try ActorState.read(access.actor, state: context.state)?.standing == .active else {
                throw LedgerError(.actorUnknown, "\(access.actor)")
            }
        }
        return []
    }
}

/// One record that an actor opens before it is public: the content of an `access.read/1`.
public struct EarlyAccess: Sendable, Hashable {
    /// Who opens it.
    public let actor: ActorName
    /// The entry of the record.
    public let index: EntryIndex
    /// Its position among the entry's data records, from 0.
    public let position: UInt64
    /// Its leaf hash.
    public let leaf: Digest
    /// Its type: the rule set says that records of this type are `due`.
    public let due: TypeName

    /// As many as one event can say.
    public static let maximumRecords = AccessRules.maximumRecords

    /// Names a record and its reader.
    public init(actor: ActorName, index: EntryIndex, position: UInt64, leaf: Digest, due: TypeName) {
        self.actor = actor
        self.index = index
        self.position = position
        self.leaf = leaf
        self.due = due
    }

    init(_ record: Record) throws {
        let reader = try RecordReader(
            record, type: "access.read/1", members: ["actor", "index", "position", "leaf", "due"])
        actor = try reader.actor("actor")
        guard let index = EntryIndex(exactly: Int64(try reader.number("index"))) else {
            throw LedgerError(.recordInvalid, "access.read/1: index")
        }
        self.index = index
        position = try reader.number("position")
        guard let leaf = Digest(base64: try reader.bytes("leaf")) else {
            throw LedgerError(.recordInvalid, "access.read/1: leaf")
        }
        self.leaf = leaf
        guard let due = TypeName(try reader.bytes("due")) else {
            throw LedgerError(.recordInvalid, "access.read/1: due")
        }
        self.due = due
    }

    /// The record with a nonce of 16 random bytes.
    func record(nonce: Bytes) -> Bytes {
        RecordComposer.record(
            AccessRules.type, nonce: nonce,
            [
                .init("actor", .string(actor.bytes)), .init("index", .number(index)),
                .init("position", .integer(Int64(clamping: position))), .init("leaf", .text(leaf.base64)),
                .init("due", .string(due.bytes)),
            ])
    }
}

extension RuleContext {
    /// Makes the due records of an earlier entry public from this one on (annex D17). The rule says that it writes
    /// ``StateTable/disclosed``.
    public func disclose(_ earlier: EntryIndex) {
        DisclosedState.write(DisclosedState.key(earlier), by: index, to: state)
    }
}

/// Rows of `disclosed`: what later rule sets write when a due record becomes public, and what readers ask.
enum DisclosedState {
    /// A whole entry's due records.
    static func key(_ index: EntryIndex) -> Bytes { paddedKey(index.value) }

    /// One record.
    static func key(_ index: EntryIndex, position: UInt64) -> Bytes {
        paddedKey(index.value) + [UInt8(ascii: "/")] + paddedKey(position)
    }

    /// Says that the entry `by` made public what stands at a key.
    static func write(_ key: Bytes, by index: EntryIndex, to state: AdmissionState) {
        state.set(.disclosed, key, .object(of: [("by", .number(index))]))
    }
}
