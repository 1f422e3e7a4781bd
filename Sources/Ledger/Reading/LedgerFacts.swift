/// What everybody may know of a ledger, read from its admission state.
public struct LedgerFacts: Sendable {
    /// A service key and the first index for which it counts.
    public struct ServiceKey: Sendable, Hashable {
        /// The verifier key.
        public let key: VerifierKey
        /// The first index.
        public let from: EntryIndex
    }

    /// The ledger's name.
    public let ledger: LedgerName
    /// 32 random bytes that tell it from its namesakes.
    public let instance: Digest
    /// The leaf hash of entry 0.
    public let founding: LeafHash
    /// Keys that sign checkpoints, oldest first.
    public let checkpointKeys: [ServiceKey]
    /// The daemon's own keys, oldest first.
    public let engineKeys: [ServiceKey]
    /// The rule set in force.
    public let ruleSet: UInt64

    /// Reads them.
    /// - Throws: `store.damaged` where there is no founding.
    public init(_ store: any EventStore) throws {
        let state = AdmissionState(committed: store)
        guard let row = try state.object(.ledger, Bytes("founded".utf8)),
            let ledger = row["origin"]?.bytes.flatMap({ LedgerName($0) }),
            let instance = row["instance"]?.bytes.flatMap({ Hex.decode($0) }).flatMap({ Digest($0) }),
            let founding = try store.ancestor(.founding)?.leaf
        else { throw LedgerError(.storeDamaged, "no founding in the admission state") }
        func keys(_ service: Ledger.ServiceKey) throws -> [ServiceKey] {
            try state.rows(.ledger, prefix: Bytes("\(service.rawValue)/".utf8)).compactMap { row in
                let value = try IJSONValue(parsing: row.value)
                guard let key = value["vkey"]?.bytes.flatMap({ try? VerifierKey(parsing: $0) }),
                    let from = value["from"]?.index
                else { return nil }
                return ServiceKey(key: key, from: from)
            }
        }
        self.ledger = ledger
        self.instance = instance
        self.founding = founding
        checkpointKeys = try keys(.checkpoint)
        engineKeys = try keys(.engine)
        ruleSet = try RulesInForce.read(state)
    }
}

/// A proposal that waits for a second person (待确认事项).
public struct OpenProposal: Sendable {
    /// The entry.
    public let index: EntryIndex
    /// Its leaf hash, which a decision names.
    public let leaf: LeafHash
    /// The event's type.
    public let type: TypeName
    /// Who proposed it.
    public let author: ActorName
    /// When it was signed.
    public let signed: Timestamp
    /// Until when it can be decided.
    public let expires: Timestamp
    /// Whether a supervisor must be one of the two.
    public let needsSupervisor: Bool
    /// Its data records, as state rows encode them.
    public let content: [Bytes]

    /// The open ones of a store by index.
    public static func all(in store: any EventStore, at moment: Timestamp) throws -> [OpenProposal] {
        try AdmissionState(committed: store).rows(.proposals).compactMap { row in
            guard let index = Decimal53.padded(row.key.key), let value = try? IJSONValue(parsing: row.value),
                let proposal = ProposalState(value), proposal.standing == .open
            else { return nil }
            let expires = proposal.signed.adding(milliseconds: AdmissionLimits.proposalMilliseconds)
            guard moment <= expires else { return nil }
            return OpenProposal(
                index: index, leaf: proposal.leaf, type: proposal.type, author: proposal.author,
                signed: proposal.signed, expires: expires, needsSupervisor: proposal.needsSupervisor,
                content: proposal.content.map(\.encoded))
        }
    }
}

extension Decimal53 {
    /// Reads the 16 digits of a state key.
    static func padded(_ digits: Bytes) -> EntryIndex? {
        guard digits.count == 16, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return EntryIndex(exactly: digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) })
    }
}

/// Marks of entries, read from admission state.
public enum AdmissionMarks {
    /// The marks of an entry, sorted.
    public static func of(_ index: EntryIndex, in store: any StateReading) throws -> [Mark] {
        try store.stateValue(StateKey(.marks, paddedKey(index.value))).map { Marks.read($0) } ?? []
    }
}
