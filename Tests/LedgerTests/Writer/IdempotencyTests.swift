import Testing

@testable import Ledger

@Suite("The same event again")
struct IdempotencyTests {
    @Test("the same id and text again give the entry that is there, before and after reopening")
    func again() async throws {
        let ledger = try await TestLedger()
        let draft = try await ledger.desk.draft("note.taken/1", [Row.note("x")], by: [ledger.administrator.signer])
        let first = try await ledger.desk.submit(draft)
        try await ledger.desk.note("between", by: ledger.supervisor)
        let second = try await ledger.desk.submit(draft)
        #expect(second.entry == first.entry)
        #expect(second.proof.checkpoint.checkpoint.size == 3)
        try await ledger.reopen()
        let third = try await ledger.desk.submit(draft)
        #expect(third.entry == first.entry)
        for receipt in [first, second, third] {
            try receipt.verify(
                event: draft.submitted().event, origin: TestLedger.origin, logKeys: [ledger.keys.checkpoint[0].key])
        }
        #expect(try ledger.desk.size == 3)
    }

    @Test("another text under the same id is refused, in the store, in the batch, in the submission")
    func conflict() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        func draft(_ text: String, random: Bytes) async throws -> DraftEvent {
            var draft = try DraftEvent(
                ledger: TestLedger.origin, type: TypeName("note.taken/1")!, time: ledger.clock.now,
                seen: try await desk.seen(0), data: [Row.note(text)], random: random)
            draft.sign(with: ledger.administrator.signer)
            return draft
        }
        let random = Random.bytes(10)
        let (one, other) = (try await draft("one", random: random), try await draft("other", random: random))
        #expect(one.header.id == other.header.id)
        #expect(await refusal { try await desk.submit([one, other]) } == .eventIDConflict)
        #expect(try desk.size == 1)
        try await desk.submit(one)
        #expect(await refusal { try await desk.submit(other) } == .eventIDConflict)
        try await ledger.reopen()
        #expect(await refusal { try await ledger.desk.submit(other) } == .eventIDConflict)
    }

    @Test("the same event twice in one submission enters once and has two receipts")
    func twice() async throws {
        let ledger = try await TestLedger()
        let draft = try await ledger.desk.draft("note.taken/1", [Row.note("x")], by: [ledger.administrator.signer])
        let other = try await ledger.desk.draft("note.taken/1", [Row.note("y")], by: [ledger.administrator.signer])
        let receipts = try await ledger.desk.submit([draft, other, draft])
        #expect(receipts.map(\.entry.index.value) == [1, 2, 1])
        #expect(try ledger.desk.size == 3)
    }

    @Test("whoever was suspended, or changed the key, still gets the receipt of what was sent before")
    func afterSuspension() async throws {
        let ledger = try await TestLedger()
        let person = try await ledger.person("a0003")
        let draft = try await ledger.desk.draft("note.taken/1", [Row.note("x")], by: [person.signer])
        let first = try await ledger.desk.submit(draft)
        try await ledger.desk.rotate(person, to: person.withFreshKey())
        #expect(try await ledger.desk.submit(draft).entry == first.entry)
        try await ledger.desk.suspend(person, by: ledger.administrator)
        #expect(try await ledger.desk.submit(draft).entry == first.entry)
    }

    @Test("the receipt is given however late the same event comes again")
    func late() async throws {
        let ledger = try await TestLedger()
        let change = try await ledger.desk.draft(
            "policy.changed/1",
            [
                Row.of("policy.changed/1", ["reason": .text("r")]),
                Row.of("policy.value/1", ["name": .text("a"), "value": .integer(1)]),
            ], by: [ledger.administrator.signer])
        let first = try await ledger.desk.submit(change)
        ledger.clock.set(ledger.clock.now.adding(days: 90))
        #expect(try await ledger.desk.submit(change).entry == first.entry)
    }

    @Test("another signature over the same text gives the first receipt, in one submission and ever after")
    func anotherSignature() async throws {
        let ledger = try await TestLedger()
        let person = ledger.administrator
        let draft = try await ledger.desk.draft("note.taken/1", [Row.note("x")], by: [person.signer])
        let again = NoteSignature(
            name: person.signer.key.name, keyID: person.signer.key.id,
            signature: SecondSignature.make(draft.header.text, seed: person.held.secret))
        let second = SubmittedEvent(
            event: try Event(note: SignedNote(text: draft.header.text, signatures: [again])!), data: draft.data,
            personal: nil)
        let receipts = try await ledger.writer.submit(
            Submission(events: [draft.submitted(), second], channel: Desk.channel))
        #expect(receipts[0].entry == receipts[1].entry)
        try await ledger.reopen()
        #expect(try await ledger.desk.submit(second).entry == receipts[0].entry)
        #expect(try ledger.desk.size == 2)
    }

    @Test("what was refused once may be sent again when it can enter")
    func refusedThenAccepted() async throws {
        let ledger = try await TestLedger()
        let person = try TestPerson("a0003")
        let draft = try await ledger.desk.draft("note.taken/1", [Row.note("x")], by: [person.signer])
        #expect(await refusal { try await ledger.desk.submit(draft) } == .actorUnknown)
        try await ledger.enrol(person)
        #expect(try await ledger.desk.submit(draft).entry.index.value == 3)
    }
}
