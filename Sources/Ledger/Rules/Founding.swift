// Entry 0, `ledger.founded`, annex D11: two people, administrator and supervisor, sign the ledger's keys and rules.

/// The data records of a founding event, in this order: `ledger.founded/1`, `rules.set/1`, two `actor.key/1`, two
/// `actor.role/1`.
public struct FoundingContent: Sendable {
    /// A founder: an actor with the first key.
    public struct Founder: Sendable {
        /// The actor.
        public let actor: ActorName
        /// The key.
        public let key: VerifierKey

        /// Names a founder; nil where the key does not bear the actor's name.
        public init?(actor: ActorName, key: VerifierKey) {
            guard key.name == actor.keyName else { return nil }
            self.actor = actor
            self.key = key
        }
    }

    /// The ledger's name.
    public let origin: LedgerName
    /// The key that signs checkpoints.
    public let checkpoint: VerifierKey
    /// The key that signs what the daemon itself says.
    public let engine: VerifierKey
    /// 32 random bytes that tell this ledger from any other of the same name.
    public let instance: Digest
    /// The rule set in force from entry 1 on, and the digest of its document.
    public let rules: (set: UInt64, document: Digest)
    /// The first administrator.
    public let administrator: Founder
    /// The first supervisor.
    public let supervisor: Founder

    /// Names the content.
    public init(
        origin: LedgerName, checkpoint: VerifierKey, engine: VerifierKey, instance: Digest,
        rules: (set: UInt64, document: Digest), administrator: Founder, supervisor: Founder
    ) {
        self.origin = origin
        self.checkpoint = checkpoint
        self.engine = engine
        self.instance = instance
        self.rules = rules
        self.administrator = administrator
        self.supervisor = supervisor
    }

    /// Reads the records.
    /// - Throws: `record.invalid`, `vkey.malformed`, `key.weak`.
    public init(_ records: [Record]) throws {
        guard records.count == 6 else { throw LedgerError(.recordInvalid, "six records found a ledger") }
        let head = try RecordReader(
            records[0], type: "ledger.founded/1", members: ["origin", "checkpoint", "engine", "instance"])
        guard let origin = LedgerName(try head.bytes("origin")) else { throw LedgerError(.recordInvalid, "origin") }
        let checkpoint = try head.vkey("checkpoint")
        let engine = try head.vkey("engine")
        guard checkpoint.name == origin.keyName, engine.name == ActorName.engine.keyName else {
            throw LedgerError(.recordInvalid, "the service keys bear other names than \(origin) and a0000")
        }
        let rules = try SetRecord(records[1])
        func founder(_ keyRecord: Record, _ roleRecord: Record, _ role: RoleName) throws -> Founder {
            let key = try KeyRecord(keyRecord)
            let reader = try RecordReader(roleRecord, type: "actor.role/1", members: ["actor", "role"])
            guard try reader.actor("actor") == key.actor, try reader.role("role") == role,
                let founder = Founder(actor: key.actor, key: key.key)
            else { throw LedgerError(.recordInvalid, "the \(role)'s key and role") }
            return founder
        }
        self.init(
            origin: origin, checkpoint: checkpoint, engine: engine, instance: try head.digest(hex: "instance"),
            rules: (rules.number, rules.document),
            administrator: try founder(records[2], records[4], .administrator),
            supervisor: try founder(records[3], records[5], .supervisor))
    }

    /// The records, each with a nonce of 16 random bytes from `nonce`.
    public func records(nonce: () -> Bytes) -> [Bytes] {
        func record(_ type: StaticString, _ members: [(StaticString, IJSONValue?)]) -> Bytes {
            IJSONValue.object(of: [("type", .text("\(type)")), ("nonce", .string(Hex.encode(nonce())))] + members)
                .encoded
        }
        return [
            record(
                "ledger.founded/1",
                [
                    ("origin", .string(origin.bytes)), ("checkpoint", .string(checkpoint.text)),
                    ("engine", .string(engine.text)), ("instance", .text(instance.hex)),
                ]),
            record(
                "rules.set/1", [("set", .integer(Int64(rules.set))), ("sha256", .text(rules.document.hex))]),
        ]
            + [administrator, supervisor].map {
                record(
                    "actor.key/1",
                    [
                        ("actor", .string($0.actor.bytes)), ("vkey", .string($0.key.text)),
                        ("purpose", .text("person")),
                    ])
            }
            + [(administrator, RoleName.administrator), (supervisor, RoleName.supervisor)].map {
                record("actor.role/1", [("actor", .string($0.actor.bytes)), ("role", .string($1.bytes))])
            }
    }
}

/// A `rules.set/1` record: a rule set's number and the digest of its document.
struct SetRecord {
    let number: UInt64
    let document: Digest

    init(_ record: Record) throws {
        let reader = try RecordReader(record, type: "rules.set/1", members: ["set", "sha256"])
        number = try reader.number("set")
        document = try reader.digest(hex: "sha256")
    }
}
