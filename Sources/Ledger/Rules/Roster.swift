/// Who may act now, read from the admission state of a store: for lists, never for admission.
public struct Roster: Sendable {
    /// An actor with keys and roles.
    public struct Actor: Sendable {
        /// The name.
        public let name: ActorName
        /// proposed, active, suspended or declined.
        public let standing: String
        /// The roles held at the moment asked for.
        public let roles: [RoleName]
        /// Key ids with their standing.
        public let keys: [(id: KeyID, standing: String)]

        /// As one JSON object.
        public var json: IJSONValue {
            .object([
                .init("actor", .string(name.bytes)), .init("standing", .text(standing)),
                .init("roles", .array(roles.map { .string($0.bytes) })),
                .init(
                    "keys",
                    .array(
                        keys.map {
                            .object([.init("id", .text("\($0.id)")), .init("standing", .text($0.standing))])
                        })),
            ])
        }
    }

    /// The actors by name.
    public let actors: [Actor]
    /// What waits for a second person.
    public let open: [(index: EntryIndex, type: TypeName, author: ActorName)]

    /// How many active people hold a role of authority.
    public var authorityHolders: Int {
        actors.filter { $0.roles.contains(where: RuleContext.authorityRoles.contains) }.count
    }

    /// Reads actors, roles and proposals as of a moment.
    public init(_ store: any StateReading, at moment: Timestamp) throws {
        let state = AdmissionState(committed: store)
        actors = try state.rows(.actors).compactMap { row in
            guard let name = ActorName(row.key.key), let actor = ActorState(try IJSONValue(parsing: row.value)) else {
                return nil
            }
            return Actor(
                name: name, standing: actor.standing.rawValue,
                roles: try RoleState.roles(of: name, at: moment, state: state),
                keys: try KeyState.all(of: name, state: state).map { ($0.vkey.id, $0.standing.rawValue) })
        }
        open = try state.rows(.proposals).compactMap { row in
            guard let proposal = ProposalState(try IJSONValue(parsing: row.value)), proposal.standing == .open,
                moment.since(proposal.signed) <= AdmissionLimits.proposalMilliseconds,
                let index = UInt64(String(decoding: row.key.key, as: UTF8.self)).flatMap({ EntryIndex(exactly: $0) })
            else { return nil }
            return (index, proposal.type, proposal.author)
        }
    }
}
