import Foundation

@testable import Ledger

/// A person with a key of the own.
struct ServicePerson: Sendable {
    let actor: ActorName
    let held: HeldKey
    let signer: NoteSigner

    init(_ name: String) throws {
        actor = ActorName(name)!
        held = try HeldKey.generate(.person, name: actor.keyName)
        signer = try held.signer()
    }

    var founder: FoundingContent.Founder { FoundingContent.Founder(actor: actor, key: signer.key)! }
    var named: IJSONValue.Member { .init("actor", .string(actor.bytes)) }
}

/// A ledger in a temporary folder, founded by an administrator a0001 and a supervisor a0002, with a service key file
/// and its passphrase: what a daemon needs to start. Its people compose what they hand in here.
final class ServiceLedger: Sendable {
    static let passphrase = "correct horse battery"

    let folder: String
    let directory: LedgerDirectory
    let origin: LedgerName
    let instance: Digest
    let administrator: ServicePerson
    let supervisor: ServicePerson
    let keys: ServiceKeys
    let founding: Receipt

    var serviceKey: String { folder + "/service.key" }
    var passphraseFile: String { folder + "/passphrase" }
    var socket: String { folder + "/d.sock" }
    var audience: SessionAudience { SessionAudience("http+unix:\(socket)".utf8)! }

    init(origin: String = "linhe.example/commerce") async throws {
        var template = Array("/tmp/ledgerd-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LedgerError(.fileUnwritable, "/tmp") }
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        directory = LedgerDirectory(folder + "/ledger")
        self.origin = LedgerName(origin)!
        instance = Digest(Random.bytes(32))!
        administrator = try ServicePerson("a0001")
        supervisor = try ServicePerson("a0002")
        let held = [
            try HeldKey.generate(.checkpoint, name: self.origin.keyName),
            try HeldKey.generate(.engine, name: ActorName.engine.keyName), try HeldKey.generateVault(),
        ]
        keys = try ServiceKeys(held)
        let content = FoundingContent(
            origin: self.origin, checkpoint: keys.checkpoint[0].key, engine: keys.engines[0].key, instance: instance,
            rules: (0, RuleSet0().document), administrator: administrator.founder, supervisor: supervisor.founder)
        let now = ServiceLedger.now()
        var draft = try DraftEvent(
            ledger: self.origin, type: TypeName(literal: "ledger.founded/1"), time: now, seen: nil,
            data: content.records { Random.bytes(16) }, random: Random.bytes(10))
        draft.sign(with: administrator.signer)
        draft.sign(with: supervisor.signer)
        founding = try await directory.found(
            draft.submitted(), keys: keys, channel: Channel(transport: "test", peer: "test", client: "test"),
            book: RuleBook([RuleSet0()]), now: now)
        // The cheapest cost: what a guess costs is not what is tried here.
        var passphrase = Bytes(ServiceLedger.passphrase.utf8)
        try FileIO.create(passphraseFile, passphrase + [UInt8(ascii: "\n")], mode: 0o600)
        try KeyFile(
            sealing: held, passphrase: SecretBytes.taking(&passphrase),
            cost: KeyFile.Cost(passes: 1, memory: 8 << 10)!
        ).write(serviceKey)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func now() -> Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))! }

    // MARK: Composing

    static func text(_ text: String) -> IJSONValue { .string(Bytes(text.utf8)) }

    /// A record of a type with a fresh nonce.
    static func record(_ type: String, _ members: [IJSONValue.Member] = []) -> Bytes {
        RecordComposer.record(TypeName(type)!, nonce: Random.bytes(16), members)
    }

    static func note(_ text: String, type: String = "note.text/1") -> Bytes {
        record(type, [.init("text", ServiceLedger.text(text))])
    }

    /// A signed draft; without `seen` it names entry 0, which every author has seen.
    func draft(
        _ type: String, _ data: [Bytes], personal: [Bytes] = [], seen: SeenEntry? = nil, time: Timestamp? = nil,
        by signers: NoteSigner...
    ) throws -> DraftEvent {
        let named = seen ?? SeenEntry(index: founding.entry.index, leaf: founding.entry.leaf)
        var draft = try DraftEvent(
            ledger: origin, type: TypeName(type)!, time: time ?? ServiceLedger.now(), seen: named, data: data,
            personal: personal, random: Random.bytes(10))
        for signer in signers { draft.sign(with: signer) }
        return draft
    }

    /// A note that an author signs.
    func note(_ text: String, type: String = "note.text/1", by person: ServicePerson) throws -> DraftEvent {
        try draft("note.taken/1", [ServiceLedger.note(text, type: type)], by: person.signer)
    }

    /// The enrolment of a person by the administrator.
    func enrolment(of person: ServicePerson) throws -> DraftEvent {
        try draft(
            "actor.enrolled/1",
            [
                ServiceLedger.record(
                    "actor.enrolled/1", [.init("author", .string(administrator.actor.bytes)), person.named]),
                ServiceLedger.record(
                    "actor.key/1",
                    [
                        person.named, .init("vkey", .string(person.signer.key.text)),
                        .init("purpose", ServiceLedger.text("person")),
                    ]),
            ], by: administrator.signer, person.signer)
    }

    /// A role for a person, proposed by the administrator.
    func grant(_ role: String, to person: ServicePerson) throws -> DraftEvent {
        try draft(
            "actor.granted/1",
            [ServiceLedger.record("actor.role/1", [person.named, .init("role", ServiceLedger.text(role))])],
            by: administrator.signer)
    }

    /// The decision of the supervisor about an entry.
    func confirmation(of receipt: Receipt, type: String = "actor.confirmed/1") throws -> DraftEvent {
        try draft(
            type,
            [
                ServiceLedger.record(
                    type,
                    [
                        .init(
                            "about",
                            .object([
                                .init("index", .integer(Int64(receipt.entry.index.value))),
                                .init("leaf", ServiceLedger.text(receipt.entry.leaf.base64)),
                            ]))
                    ])
            ], seen: SeenEntry(index: receipt.entry.index, leaf: receipt.entry.leaf), by: supervisor.signer)
    }

    /// Stops or restores and the like: one record of the event's own type that names an actor and a reason.
    func act(_ type: String, on person: ServicePerson, role: String? = nil, by author: ServicePerson) throws
        -> DraftEvent
    {
        var members = [person.named, IJSONValue.Member("reason", ServiceLedger.text("as agreed"))]
        if let role { members.insert(.init("role", ServiceLedger.text(role)), at: 1) }
        return try draft(type, [ServiceLedger.record(type, members)], by: author.signer)
    }
}
