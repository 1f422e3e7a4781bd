// Actors, keys and roles in admission state, design section 5.

/// An author whose key may sign now.
struct Author {
    let name: ActorName
    let key: VerifierKey

    /// Looks up the key behind a signature line.
    /// - Throws: `actor.unknown`, `actor.suspended`, `key.unknown`, `key.retired`.
    init(_ signature: NoteSignature, state: AdmissionState) throws {
        guard let name = ActorName(signature.name.bytes) else { throw LedgerError(.actorUnknown, "\(signature.name)") }
        guard let actor = try ActorState.read(name, state: state), actor.standing != .proposed,
            actor.standing != .declined
        else {
            throw LedgerError(.actorUnknown, "\(name)")
        }
        guard actor.standing == .active else { throw LedgerError(.actorSuspended, "\(name)") }
        guard let key = try KeyState.read(name, signature.keyID, state: state), key.standing != .proposed,
            key.standing != .declined
        else {
            throw LedgerError(.keyUnknown, "\(name) \(signature.keyID)")
        }
        guard key.standing == .active else { throw LedgerError(.keyRetired, "\(name) \(signature.keyID)") }
        self.name = name
        self.key = key.vkey
    }
}

/// An actor's row.
struct ActorState {
    enum Standing: String {
        case proposed, active, suspended, declined
    }

    var standing: Standing
    var enrolled: EntryIndex

    static func read(_ actor: ActorName, state: AdmissionState) throws -> ActorState? {
        guard let row = try state.object(.actors, actor.bytes) else { return nil }
        return ActorState(row)
    }

    init(standing: Standing, enrolled: EntryIndex) {
        self.standing = standing
        self.enrolled = enrolled
    }

    init?(_ row: IJSONValue) {
        guard let standing = row["standing"]?.word.flatMap(Standing.init(rawValue:)),
            let enrolled = row["enrolled"]?.index
        else { return nil }
        self.init(standing: standing, enrolled: enrolled)
    }

    func write(_ actor: ActorName, to state: AdmissionState) {
        state.set(
            .actors, actor.bytes,
            .object(of: [("standing", .text(standing.rawValue)), ("enrolled", .number(enrolled))]))
    }
}

/// A key's row.
struct KeyState {
    enum Standing: String {
        case proposed, active, retired, lost, declined
    }

    var vkey: VerifierKey
    var standing: Standing
    /// The entry that brought it to this standing.
    var since: EntryIndex

    static func place(_ actor: ActorName, _ id: KeyID) -> Bytes { actor.bytes + Bytes("/\(id)".utf8) }

    static func read(_ actor: ActorName, _ id: KeyID, state: AdmissionState) throws -> KeyState? {
        guard let row = try state.object(.keys, place(actor, id)) else { return nil }
        return KeyState(row)
    }

    static func all(of actor: ActorName, state: AdmissionState) throws -> [KeyState] {
        try state.rows(.keys, prefix: actor.bytes + [UInt8(ascii: "/")]).compactMap {
            KeyState(try IJSONValue(parsing: $0.value))
        }
    }

    init(vkey: VerifierKey, standing: Standing, since: EntryIndex) {
        self.vkey = vkey
        self.standing = standing
        self.since = since
    }

    init?(_ row: IJSONValue) {
        guard let standing = row["standing"]?.word.flatMap(Standing.init(rawValue:)),
            let since = row["since"]?.index, let text = row["vkey"]?.bytes, let vkey = try? VerifierKey(parsing: text)
        else { return nil }
        self.init(vkey: vkey, standing: standing, since: since)
    }

    func write(_ actor: ActorName, to state: AdmissionState) {
        state.set(
            .keys, KeyState.place(actor, vkey.id),
            .object(of: [
                ("vkey", .string(vkey.text)), ("purpose", .text("person")), ("standing", .text(standing.rawValue)),
                ("since", .number(since)),
            ]))
    }

    /// Registers a key id and a public key for ever.
    /// - Throws: `key.known` where either was ever in the ledger.
    static func introduce(_ key: VerifierKey, for owner: String, to state: AdmissionState) throws {
        let byID = Bytes("id/\(key.id)".utf8)
        let byKey = Bytes("key/\(Hex.string(key.publicKey))".utf8)
        for place in [byID, byKey] where try state.value(.introduced, place) != nil {
            throw LedgerError(.keyKnown, "\(key.name) \(key.id)")
        }
        let row = IJSONValue.object(of: [("owner", .text(owner))])
        state.set(.introduced, byID, row)
        state.set(.introduced, byKey, row)
    }
}

/// A role grant's row.
struct RoleState {
    enum Standing: String {
        case proposed, active, ended, declined
    }

    var from: CivilDate?
    var to: CivilDate?
    var standing: Standing
    var since: EntryIndex

    static func place(_ actor: ActorName, _ role: RoleName, _ index: EntryIndex) -> Bytes {
        actor.bytes + [UInt8(ascii: "/")] + role.bytes + [UInt8(ascii: "/")] + paddedKey(index.value)
    }

    init(from: CivilDate?, to: CivilDate?, standing: Standing, since: EntryIndex) {
        self.from = from
        self.to = to
        self.standing = standing
        self.since = since
    }

    init?(_ row: IJSONValue) {
        guard let standing = row["standing"]?.word.flatMap(Standing.init(rawValue:)),
            let since = row["since"]?.index
        else { return nil }
        self.init(
            from: row["from"]?.bytes.flatMap { CivilDate($0) }, to: row["to"]?.bytes.flatMap { CivilDate($0) },
            standing: standing, since: since)
    }

    func write(_ place: Bytes, to state: AdmissionState) {
        state.set(
            .roles, place,
            .object(of: [
                ("from", from.map { .text($0.description) }), ("to", to.map { .text($0.description) }),
                ("standing", .text(standing.rawValue)), ("since", .number(since)),
            ]))
    }

    /// Whether it holds on the day in China that a moment falls on.
    func holds(at moment: Timestamp) -> Bool {
        guard standing == .active else { return false }
        let day = moment.chinaDate
        return (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true)
    }

    /// The roles that an actor holds at a moment, sorted.
    static func roles(of actor: ActorName, at moment: Timestamp, state: AdmissionState) throws -> [RoleName] {
        guard try ActorState.read(actor, state: state)?.standing == .active else { return [] }
        var roles: Set<RoleName> = []
        for row in try state.rows(.roles, prefix: actor.bytes + [UInt8(ascii: "/")]) {
            let parts = row.key.key.split(separator: UInt8(ascii: "/"))
            guard parts.count == 3, let role = RoleName(parts[1]),
                let grant = RoleState(try IJSONValue(parsing: row.value)), grant.holds(at: moment)
            else { continue }
            roles.insert(role)
        }
        return roles.sorted()
    }

    /// Whether a role was granted to an actor and not ended, whatever its dates.
    static func isGranted(_ role: RoleName, to actor: ActorName, state: AdmissionState) throws -> Bool {
        let prefix = actor.bytes + [UInt8(ascii: "/")] + role.bytes + [UInt8(ascii: "/")]
        return try state.rows(.roles, prefix: prefix).contains {
            RoleState(try IJSONValue(parsing: $0.value))?.standing == .active
        }
    }
}

/// The two records of an event that introduces a key: who signs with whom, and the key. Annex D3, D4.
struct NewKey {
    let author: ActorName
    /// Whose key it is; nil for a service key of the ledger.
    let actor: ActorName?
    let key: VerifierKey

    init(_ records: [Record]) throws {
        guard let head = records.first else { throw LedgerError(.recordInvalid, "no record") }
        let reader = try RecordReader(head)
        if head.type == TypeName(literal: "ledger.rekeyed/1") {
            author = try reader.actor("author")
            actor = nil
            key = try reader.vkey("vkey")
            return
        }
        guard records.count == 2 else { throw LedgerError(.recordInvalid, "two records belong here") }
        let introduced = try KeyRecord(records[1])
        author = head.type == TypeName(literal: "actor.rotated/1") ? introduced.actor : try reader.actor("author")
        guard try reader.actor("actor") == introduced.actor else {
            throw LedgerError(.recordInvalid, "\(head.type) and actor.key/1 name two actors")
        }
        actor = introduced.actor
        key = introduced.key
    }
}

/// An `actor.key/1` record: a person's public key under the actor's name, no person.
struct KeyRecord {
    let actor: ActorName
    let key: VerifierKey

    init(_ record: Record) throws {
        let reader = try RecordReader(record, type: "actor.key/1", members: ["actor", "vkey", "purpose"])
        actor = try reader.actor("actor")
        key = try reader.vkey("vkey")
        guard key.name == actor.keyName else { throw LedgerError(.recordInvalid, "the vkey is not named \(actor)") }
        guard try reader.bytes("purpose").equals("person") else { throw LedgerError(.recordInvalid, "purpose") }
    }
}
