import Foundation
import Synchronization

@testable import Ledger

/// A person of a test with a key of the own.
struct TestPerson: Sendable {
    let actor: ActorName
    let signer: NoteSigner
    let held: HeldKey

    init(_ name: String) throws {
        actor = ActorName(name)!
        held = try HeldKey.generate(.person, name: actor.keyName)
        signer = try held.signer()
    }

    var founder: FoundingContent.Founder { FoundingContent.Founder(actor: actor, key: signer.key)! }
}

/// A clock that a test turns.
final class TestClock: Sendable {
    private let moment: Mutex<Timestamp>

    init(_ text: String = "2024-09-12T08:30:00.000Z") { moment = Mutex(Timestamp(Bytes(text.utf8))!) }

    var now: Timestamp { moment.withLock { $0 } }
    func advance(seconds: Int64) { moment.withLock { $0 = $0.adding(milliseconds: seconds * 1_000) } }
    func set(_ time: Timestamp) { moment.withLock { $0 = time } }
}

/// A real ledger in a temporary folder, with an administrator a0001 and a supervisor a0002, driven as authors drive it.
final class TestLedger: Sendable {
    static let origin = LedgerName("linhe.example/commerce")!
    static let book = RuleBook([RuleSet0()])
    static let channel = Channel(transport: "test", peer: "test", client: "test")

    let folder: String
    let directory: LedgerDirectory
    let administrator: TestPerson
    let supervisor: TestPerson
    let clock: TestClock
    let serviceHeld: [HeldKey]
    let keys: ServiceKeys
    let foundingReceipt: Receipt
    private let current: Mutex<LedgerWriter>

    /// Founds a ledger and opens its writer.
    init(origin: LedgerName = TestLedger.origin, options: WriterOptions = WriterOptions()) async throws {
        folder = try TestFolder.make()
        directory = LedgerDirectory(folder + "/ledger")
        clock = TestClock()
        administrator = try TestPerson("a0001")
        supervisor = try TestPerson("a0002")
        serviceHeld = [
            try HeldKey.generate(.checkpoint, name: origin.keyName),
            try HeldKey.generate(.engine, name: ActorName.engine.keyName),
            try HeldKey.generateVault(),
        ]
        keys = try ServiceKeys(serviceHeld)
        let content = FoundingContent(
            origin: origin, checkpoint: keys.checkpoint[0].key, engine: keys.engines[0].key,
            instance: Digest(Random.bytes(32))!, rules: (0, RuleSet0().document), administrator: administrator.founder,
            supervisor: supervisor.founder)
        var draft = try DraftEvent(
            ledger: origin, type: TypeName(literal: "ledger.founded/1"), time: clock.now, seen: nil,
            data: content.records { Random.bytes(16) }, random: Random.bytes(10))
        draft.sign(with: administrator.signer)
        draft.sign(with: supervisor.signer)
        foundingReceipt = try await directory.found(
            draft.submitted(), keys: keys, channel: TestLedger.channel, book: TestLedger.book, now: clock.now)
        let clock = clock
        current = Mutex(
            try directory.openWriter(keys: keys, book: TestLedger.book, options: options) { clock.now })
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var writer: LedgerWriter { current.withLock { $0 } }

    /// Stops the writer and opens another one.
    func reopen(options: WriterOptions = WriterOptions()) async throws {
        try await writer.stop()
        try openAgain(options: options)
    }

    /// Opens another writer after the last one was stopped.
    func openAgain(options: WriterOptions = WriterOptions()) throws {
        let clock = clock
        let fresh = try directory.openWriter(keys: keys, book: TestLedger.book, options: options) { clock.now }
        current.withLock { $0 = fresh }
    }

    // MARK: Composing

    /// A record of a type with a fresh nonce.
    static func record(_ type: String, _ members: [IJSONValue.Member] = []) -> Bytes {
        RecordComposer.record(TypeName(type)!, nonce: Random.bytes(16), members)
    }

    static func text(_ text: String) -> IJSONValue { .string(Bytes(text.utf8)) }

    /// An unsigned event on the head of today.
    func draft(_ type: String, _ data: [Bytes], personal: [Bytes] = []) async throws -> DraftEvent {
        let head = await writer.chainHead()
        return try DraftEvent(
            ledger: writer.ledger, type: TypeName(type)!, time: clock.now,
            seen: SeenEntry(index: EntryIndex(head.size - 1), leaf: head.leaf), data: data, personal: personal,
            random: Random.bytes(10))
    }

    /// Signs and submits one event.
    @discardableResult
    func append(
        _ type: String, _ data: [Bytes], personal: [Bytes] = [], by signers: NoteSigner...
    ) async throws -> Receipt {
        var draft = try await draft(type, data, personal: personal)
        for signer in signers { draft.sign(with: signer) }
        return try await submit(draft)
    }

    /// Submits a signed draft.
    @discardableResult
    func submit(_ draft: DraftEvent) async throws -> Receipt {
        try await writer.submit(Submission(events: [draft.submitted()], channel: TestLedger.channel))[0]
    }

    /// A note of an enrolled actor.
    @discardableResult
    func note(_ text: String, by person: TestPerson) async throws -> Receipt {
        try await append(
            "note.taken/1", [TestLedger.record("note.text/1", [.init("text", TestLedger.text(text))])],
            by: person.signer)
    }

    // MARK: People

    /// Enrols a person, the supervisor confirming.
    @discardableResult
    func enrol(_ person: TestPerson) async throws -> Receipt {
        let receipt = try await append(
            "actor.enrolled/1",
            [
                TestLedger.record(
                    "actor.enrolled/1",
                    [.init("author", .string(administrator.actor.bytes)), .init("actor", .string(person.actor.bytes))]),
                TestLedger.keyRecord(person),
            ], by: administrator.signer, person.signer)
        return try await confirm(receipt, "actor.confirmed/1", by: supervisor)
    }

    static func keyRecord(_ person: TestPerson) -> Bytes {
        record(
            "actor.key/1",
            [
                .init("actor", .string(person.actor.bytes)), .init("vkey", .string(person.signer.key.text)),
                .init("purpose", text("person")),
            ])
    }

    /// Grants a role, the supervisor confirming.
    @discardableResult
    func grant(
        _ role: String, to person: TestPerson, from: String? = nil, to end: String? = nil
    ) async throws -> Receipt {
        var members: [IJSONValue.Member] = [
            .init("actor", .string(person.actor.bytes)), .init("role", TestLedger.text(role)),
        ]
        if let from { members.append(.init("from", TestLedger.text(from))) }
        if let end { members.append(.init("to", TestLedger.text(end))) }
        let receipt = try await append(
            "actor.granted/1", [TestLedger.record("actor.role/1", members)], by: administrator.signer)
        return try await confirm(receipt, "actor.confirmed/1", by: supervisor)
    }

    static func about(_ receipt: Receipt) -> IJSONValue.Member {
        .init(
            "about",
            .object([
                .init("index", .integer(Int64(receipt.entry.index.value))),
                .init("leaf", text(receipt.entry.leaf.base64)),
            ]))
    }

    /// Confirms a proposal.
    @discardableResult
    func confirm(_ receipt: Receipt, _ type: String, by person: TestPerson) async throws -> Receipt {
        try await append(type, [TestLedger.record(type, [TestLedger.about(receipt)])], by: person.signer)
    }

    // MARK: Judging

    /// Verifies the directory with the vault's key and, unless said otherwise, the newest checkpoint as outside memory.
    func verify(outside: [SignedCheckpoint]? = nil, withVault: Bool = true) async throws -> VerifyReport {
        var options = VerifyOptions()
        if let outside { options.outside = outside } else { options.outside = [try await writer.checkpoint()] }
        if withVault { options.vaultKey = keys.vault }
        return try Verify.directory(directory, book: TestLedger.book, options: options)
    }
}

/// Temporary folders of tests.
enum TestFolder {
    static func make() throws -> String {
        let base = FileManager.default.temporaryDirectory.path
        var template = Array("\(base)/ledger-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LedgerError(.fileUnwritable, base) }
        return template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }
}
