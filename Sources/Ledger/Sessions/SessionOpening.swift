/// Who opened a session, with which key (会话主体).
public struct SessionHolder: Hashable, Sendable {
    /// The actor.
    public let actor: ActorName
    /// The key that signed.
    public let key: KeyID

    /// Names a holder.
    public init(actor: ActorName, key: KeyID) {
        self.actor = actor
        self.key = key
    }

    /// The roles held at a moment; nil where the session has ended: the actor is not active, the key no longer serves,
    /// or no role is left.
    public func roles(at moment: Timestamp, in store: any StateReading) throws -> [RoleName]? {
        let state = AdmissionState(committed: store)
        guard try ActorState.read(actor, state: state)?.standing == .active,
            try KeyState.read(actor, key, state: state)?.standing == .active
        else { return nil }
        let roles = try RoleState.roles(of: actor, at: moment, state: state)
        return roles.isEmpty ? nil : roles
    }
}

/// The note that asks for a session, parsed; nothing is judged yet.
public struct SessionRequest: Sendable {
    /// What is signed.
    public let statement: SessionStatement
    private let note: SignedNote

    /// Parses a note of one signature.
    /// - Throws: `session.malformed`, `note.malformed`.
    public init(parsing bytes: Bytes) throws(LedgerError) {
        guard bytes.count <= SessionStatement.maximumByteCount else {
            throw LedgerError(.sessionMalformed, "too large")
        }
        note = try SignedNote(parsing: bytes)
        guard note.signatures.count == 1 else { throw LedgerError(.sessionMalformed, "one signature belongs here") }
        statement = try SessionStatement(parsing: note.text)
    }

    /// Judges who signed, from admission state. The nonce is the caller's to check.
    /// - Parameter audiences: the service's own names.
    /// - Throws: `session.refused` for another ledger, instance, service or clock, or an actor without a role;
    ///   `actor.unknown`, `actor.suspended`, `key.unknown`, `key.retired`, `signature.wrong`.
    public func holder(
        facts: LedgerFacts, audiences: [SessionAudience], at moment: Timestamp, in store: any StateReading
    ) throws -> SessionHolder {
        guard statement.ledger == facts.ledger else { throw LedgerError(.sessionRefused, "ledger") }
        guard statement.instance == facts.instance.bytes else { throw LedgerError(.sessionRefused, "instance") }
        guard audiences.contains(statement.audience) else { throw LedgerError(.sessionRefused, "audience") }
        guard abs(moment.since(statement.time)) <= AdmissionLimits.skewMilliseconds else {
            throw LedgerError(.sessionRefused, "signed \(statement.time), clock \(moment)")
        }
        let author = try Author(note.signatures[0], state: AdmissionState(committed: store))
        guard author.key.verifies(note.signatures[0], of: note.text) else {
            throw LedgerError(.signatureWrong, "\(author.name)")
        }
        let holder = SessionHolder(actor: author.name, key: author.key.id)
        guard try holder.roles(at: moment, in: store) != nil else {
            throw LedgerError(.sessionRefused, "\(author.name) holds no role")
        }
        return holder
    }
}
