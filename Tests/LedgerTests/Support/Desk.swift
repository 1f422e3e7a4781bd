import Foundation
import Synchronization

@testable import Ledger

/// The code with which something is refused; nil where it is not.
func refusal<Value>(_ body: () async throws -> Value) async -> ErrorCode? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? LedgerError)?.code ?? ErrorCode("test.foreign", "\(error)", "", next: "", "")
    }
}

/// Record lines for tests.
enum Row {
    static func of(_ type: String, _ members: KeyValuePairs<String, IJSONValue> = [:]) -> Bytes {
        RecordComposer.record(
            TypeName(type)!, nonce: Random.bytes(16),
            members.map { .init(name: Bytes($0.key.utf8), value: $0.value) })
    }

    static func note(_ text: String) -> Bytes { of("note.text/1", ["text": .text(text)]) }

    static func personal(_ subject: String, _ text: String) -> Bytes {
        of("actor.person/1", ["subject": .text(subject), "name": .text(text)])
    }

    static func key(_ actor: String, _ vkey: VerifierKey, purpose: String = "person") -> Bytes {
        of("actor.key/1", ["actor": .text(actor), "vkey": .string(vkey.text), "purpose": .text(purpose)])
    }

    static func role(_ actor: String, _ role: String, from: String? = nil, to: String? = nil) -> Bytes {
        switch (from, to) {
        case (nil, nil): of("actor.role/1", ["actor": .text(actor), "role": .text(role)])
        case (let from?, nil):
            of("actor.role/1", ["actor": .text(actor), "role": .text(role), "from": .text(from)])
        case (nil, let to?): of("actor.role/1", ["actor": .text(actor), "role": .text(role), "to": .text(to)])
        case (let from?, let to?):
            of(
                "actor.role/1",
                ["actor": .text(actor), "role": .text(role), "from": .text(from), "to": .text(to)])
        }
    }

    static func about(_ type: String, _ index: UInt64, _ leaf: String) -> Bytes {
        of(
            type,
            [
                "about": .object([
                    .init("index", .integer(Int64(index))), .init("leaf", .text(leaf)),
                ])
            ])
    }

    static func erased(_ index: UInt64, _ position: Int64, _ leaf: Digest) -> Bytes {
        of(
            "personal.record/1",
            ["index": .integer(Int64(index)), "position": .integer(position), "leaf": .text(leaf.base64)])
    }
}

extension Timestamp {
    init(_ text: String) { self.init(Bytes(text.utf8))! }
    func adding(seconds: Int64) -> Timestamp { adding(milliseconds: seconds * 1_000) }
    func adding(days: Int64) -> Timestamp { adding(milliseconds: days * 86_400_000) }
}

extension TestPerson {
    /// The same actor with another key.
    func withFreshKey() throws -> TestPerson { try TestPerson("\(actor)") }
    var name: String { "\(actor)" }
}

/// Where authors sit: composes, signs and hands in what tests need, also what honest clients would not.
struct Desk: Sendable {
    let writer: LedgerWriter
    let clock: TestClock

    static let channel = Channel(transport: "test", peer: "test", client: "test")

    func seen(_ index: UInt64? = nil) async throws -> SeenEntry {
        let head = await writer.chainHead()
        guard let index else { return SeenEntry(index: EntryIndex(head.size - 1), leaf: head.leaf) }
        return SeenEntry(index: EntryIndex(index), leaf: try writer.store.ancestor(EntryIndex(index))!.leaf)
    }

    /// A signed draft; without `seen` it names the head of now.
    func draft(
        _ type: String, _ data: [Bytes], personal: [Bytes] = [], time: Timestamp? = nil, seen: SeenEntry? = nil,
        ledger: LedgerName? = nil, by signers: [NoteSigner]
    ) async throws -> DraftEvent {
        let named = if let seen { seen } else { try await self.seen() }
        var draft = try DraftEvent(
            ledger: ledger ?? writer.ledger, type: TypeName(type)!, time: time ?? clock.now, seen: named, data: data,
            personal: personal, random: Random.bytes(10))
        for signer in signers { draft.sign(with: signer) }
        return draft
    }

    @discardableResult
    func submit(_ drafts: [DraftEvent]) async throws -> [Receipt] {
        try await writer.submit(Submission(events: drafts.map { try $0.submitted() }, channel: Desk.channel))
    }

    @discardableResult
    func submit(_ draft: DraftEvent) async throws -> Receipt { try await submit([draft])[0] }

    @discardableResult
    func submit(_ event: SubmittedEvent) async throws -> Receipt {
        try await writer.submit(Submission(events: [event], channel: Desk.channel))[0]
    }

    @discardableResult
    func append(
        _ type: String, _ data: [Bytes], personal: [Bytes] = [], time: Timestamp? = nil, seen: SeenEntry? = nil,
        by signers: NoteSigner...
    ) async throws -> Receipt {
        try await submit(draft(type, data, personal: personal, time: time, seen: seen, by: signers))
    }

    @discardableResult
    func note(_ text: String = "text", by person: TestPerson) async throws -> Receipt {
        try await append("note.taken/1", [Row.note(text)], by: person.signer)
    }

    /// An event over lines that no client would make: nothing but their split into lines is checked.
    func raw(_ type: String, lines: [Bytes], by person: TestPerson) async throws -> SubmittedEvent {
        let data = try RecordList(lines: lines)
        let header = EventHeader(
            ledger: writer.ledger, id: EventID(time: clock.now, random: Random.bytes(10)), type: TypeName(type)!,
            time: clock.now, seen: try await seen(), data: data.commitment, personal: nil)
        let note = try SignedNote(signing: header.text, with: [person.signer])
        return SubmittedEvent(event: try Event(note: note), data: data, personal: nil)
    }

    // MARK: Acts

    func enrolment(of person: TestPerson, by author: TestPerson) async throws -> DraftEvent {
        try await draft(
            "actor.enrolled/1",
            [
                Row.of("actor.enrolled/1", ["author": .text(author.name), "actor": .text(person.name)]),
                Row.key(person.name, person.signer.key),
            ], by: [author.signer, person.signer])
    }

    @discardableResult
    func enrol(_ person: TestPerson, by author: TestPerson, and second: TestPerson) async throws -> Receipt {
        try await confirm(submit(enrolment(of: person, by: author)), by: second)
    }

    func grant(
        _ role: String, to person: TestPerson, from: String? = nil, to end: String? = nil, by author: TestPerson
    ) async throws -> Receipt {
        try await append("actor.granted/1", [Row.role(person.name, role, from: from, to: end)], by: author.signer)
    }

    @discardableResult
    func suspend(_ person: TestPerson, by author: TestPerson) async throws -> Receipt {
        try await append(
            "actor.suspended/1",
            [Row.of("actor.suspended/1", ["actor": .text(person.name), "reason": .text("left")])], by: author.signer)
    }

    func restore(_ person: TestPerson, by author: TestPerson) async throws -> Receipt {
        try await append(
            "actor.restored/1",
            [Row.of("actor.restored/1", ["actor": .text(person.name), "reason": .text("back")])], by: author.signer)
    }

    @discardableResult
    func revoke(_ role: String, of person: TestPerson, by author: TestPerson) async throws -> Receipt {
        try await append(
            "actor.revoked/1",
            [
                Row.of(
                    "actor.revoked/1",
                    ["actor": .text(person.name), "role": .text(role), "reason": .text("moved")])
            ], by: author.signer)
    }

    /// A key in place of a lost one: `person` holds the new key.
    func rekey(_ person: TestPerson, by author: TestPerson) async throws -> Receipt {
        try await append(
            "actor.rekeyed/1",
            [
                Row.of(
                    "actor.rekeyed/1",
                    ["author": .text(author.name), "actor": .text(person.name), "reason": .text("lost")]),
                Row.key(person.name, person.signer.key),
            ], by: author.signer, person.signer)
    }

    @discardableResult
    func rotate(_ person: TestPerson, to fresh: TestPerson) async throws -> Receipt {
        try await append(
            "actor.rotated/1",
            [Row.of("actor.rotated/1", ["actor": .text(person.name)]), Row.key(person.name, fresh.signer.key)],
            by: person.signer, fresh.signer)
    }

    func change(_ policy: String, to value: IJSONValue, by author: TestPerson) async throws -> Receipt {
        try await append(
            "policy.changed/1",
            [
                Row.of("policy.changed/1", ["reason": .text("decided")]),
                Row.of("policy.value/1", ["name": .text(policy), "value": value]),
            ], by: author.signer)
    }

    /// Confirms (or declines) a proposal by the family of its type.
    @discardableResult
    func confirm(
        _ receipt: Receipt, _ verb: String = "confirmed", time: Timestamp? = nil, by person: TestPerson
    ) async throws -> Receipt {
        let family = String(decoding: receipt.entry.event.header.type.family, as: UTF8.self)
        let type = "\(family).\(verb)/1"
        return try await append(
            type, [Row.about(type, receipt.entry.index.value, receipt.entry.leaf.base64)], time: time,
            by: person.signer)
    }

    // MARK: Looking

    /// A committed row of admission state.
    func state(_ table: StateTable, _ key: String) throws -> IJSONValue? {
        try writer.store.stateValue(StateKey(table, Bytes(key.utf8))).map { try IJSONValue(parsing: $0) }
    }

    func standing(_ table: StateTable, _ key: String) throws -> String? { try state(table, key)?["standing"]?.word }

    func proposal(_ receipt: Receipt) throws -> String? {
        try standing(.proposals, String(decoding: paddedKey(receipt.entry.index.value), as: UTF8.self))
    }

    func keyStanding(_ person: TestPerson) throws -> String? {
        try standing(.keys, "\(person.name)/\(person.signer.key.id)")
    }

    var size: UInt64 { get throws { try writer.store.size() } }
}

extension TestLedger {
    var desk: Desk { Desk(writer: writer, clock: clock) }

    /// Another person with roles, everything confirmed.
    func person(_ name: String, _ roles: String...) async throws -> TestPerson {
        let person = try TestPerson(name)
        try await enrol(person)
        for role in roles { try await grant(role, to: person) }
        return person
    }
}
