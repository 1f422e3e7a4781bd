import Foundation
import Testing

@testable import Ledger

/// The attacks that the format is made against, in the issue's order and words.
@Suite("Attacks")
struct AttackTests {
    @Test("an event of another ledger")
    func anotherLedger() async throws {
        let ledger = try await TestLedger()
        let other = LedgerName("linhe.example/market")!
        let foreign = try await ledger.desk.draft(
            "note.taken/1", [Row.note("x")], ledger: other, by: [ledger.administrator.signer])
        #expect(await refusal { try await ledger.desk.submit(foreign) } == .eventLedger)
        // The name is signed: it cannot be exchanged behind the signature.
        let text = Bytes(
            String(decoding: foreign.header.text, as: UTF8.self).replacing(
                "linhe.example/market", with: "\(TestLedger.origin)"
            )
            .utf8)
        let event = SubmittedEvent(
            event: try Event(note: SignedNote(text: text, signatures: foreign.signatures)!), data: foreign.data,
            personal: nil)
        #expect(await refusal { try await ledger.desk.submit(event) } == .signatureWrong)
        #expect(try ledger.desk.size == 1)
    }

    @Test("an event of a re-founded ledger of the same name")
    func refounded() async throws {
        // The same people with the same keys found a ledger of the same name a second time.
        let folder = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = TestClock()
        let people = (try TestPerson("a0001"), try TestPerson("a0002"))
        var desks: [Desk] = []
        for number in 0..<2 {
            let keys = try ServiceKeys([
                try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName),
                try HeldKey.generate(.engine, name: ActorName.engine.keyName), try HeldKey.generateVault(),
            ])
            let content = FoundingContent(
                origin: TestLedger.origin, checkpoint: keys.checkpoint[0].key, engine: keys.engines[0].key,
                instance: Digest(Random.bytes(32))!, rules: (0, RuleSet0().document),
                administrator: people.0.founder, supervisor: people.1.founder)
            var draft = try DraftEvent(
                ledger: TestLedger.origin, type: TypeName("ledger.founded/1")!, time: clock.now, seen: nil,
                data: content.records { Random.bytes(16) }, random: Random.bytes(10))
            draft.sign(with: people.0.signer)
            draft.sign(with: people.1.signer)
            let directory = LedgerDirectory("\(folder)/\(number)")
            _ = try await directory.found(
                draft.submitted(), keys: keys, channel: Desk.channel, book: TestLedger.book, now: clock.now)
            let writer = try directory.openWriter(keys: keys, book: TestLedger.book) { clock.now }
            desks.append(Desk(writer: writer, clock: clock))
        }
        let note = try await desks[0].draft("note.taken/1", [Row.note("x")], by: [people.0.signer])
        #expect(await refusal { try await desks[1].submit(note) } == .eventSeen)
        #expect(await refusal { try await desks[0].submit(note) } == nil)
    }

    @Test("an approval held back and inserted later: too late")
    func heldBackLate() async throws {
        let (ledger, proposal, approval) = try await heldBack()
        ledger.clock.set(ledger.clock.now.adding(days: 3).adding(milliseconds: 1))
        #expect(await refusal { try await ledger.desk.submit(approval) } == .eventLate)
        #expect(try ledger.desk.proposal(proposal) == "open")
    }

    @Test("an approval held back and inserted later: the proposal has expired")
    func heldBackExpired() async throws {
        let (ledger, proposal, _) = try await heldBack()
        ledger.clock.set(ledger.clock.now.adding(days: 31))
        #expect(
            await refusal { try await ledger.desk.confirm(proposal, by: ledger.supervisor) } == .proposalExpired)
    }

    @Test(
        "an approval held back and inserted later: the matter was declined, or proposed anew", arguments: [true, false])
    func heldBackClosed(declined: Bool) async throws {
        let (ledger, proposal, approval) = try await heldBack()
        if declined {
            try await ledger.desk.confirm(proposal, "declined", by: ledger.supervisor)
        } else {
            _ = try await ledger.desk.change("cap", to: .integer(3), by: ledger.administrator)
        }
        #expect(await refusal { try await ledger.desk.submit(approval) } == .proposalClosed)
        #expect(try ledger.desk.state(.policies, "cap") == nil)
    }

    private func heldBack() async throws -> (TestLedger, Receipt, DraftEvent) {
        let ledger = try await TestLedger()
        let proposal = try await ledger.desk.change("cap", to: .integer(5), by: ledger.administrator)
        let approval = try await ledger.desk.draft(
            "policy.confirmed/1",
            [Row.about("policy.confirmed/1", proposal.entry.index.value, proposal.entry.leaf.base64)],
            by: [ledger.supervisor.signer])
        return (ledger, proposal, approval)
    }

    static let nonce = "\"nonce\":\"00112233445566778899aabbccddeeff\""

    @Test(
        "a duplicate JSON member",
        arguments: [
            #"{"type":"note.text/1",\#(nonce),"text":"a","text":"b"}"#,
            #"{"type":"note.text/1",\#(nonce),"text":"a","te\u0078t":"b"}"#,
            #"{"type":"note.text/1",\#(nonce),"deep":{"a":1,"a":1}}"#,
            #"{"type":"note.text/1",\#(nonce),"type":"note.public.text/1"}"#,
        ])
    func duplicateMember(line: String) async throws {
        let ledger = try await TestLedger()
        let event = try await ledger.desk.raw("note.taken/1", lines: [Bytes(line.utf8)], by: ledger.administrator)
        #expect(await refusal { try await ledger.desk.submit(event) } == .recordMalformed)
    }

    @Test("non-canonical base64", arguments: ["signature", "seen", "data", "padding", "leaf"])
    func base64(place: String) async throws {
        let ledger = try await TestLedger()
        let draft = try await ledger.desk.draft("note.taken/1", [Row.note("x")], by: [ledger.administrator.signer])
        var text = String(decoding: try draft.submitted().event.bytes, as: UTF8.self)
        func loosen(_ base64: String) -> String {
            // 32 bytes and 68 bytes both end in a character of four bits and two that must be zero.
            let end = base64.index(base64.endIndex, offsetBy: -2)
            let letters = [Character]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
            let other = letters[letters.firstIndex(of: base64[end])! | 1]
            return base64.replacingCharacters(in: end...end, with: String(other))
        }
        switch place {
        case "signature":
            let blob = String(text.split(separator: " ").last!.dropLast())
            text = text.replacing(blob, with: loosen(blob))
        case "padding":
            let blob = String(text.split(separator: " ").last!.dropLast())
            text = text.replacing(blob, with: blob.replacing("=", with: ""))
        case "seen":
            let hash = draft.header.seen!.leaf.base64
            text = text.replacing(hash, with: loosen(hash))
        case "data":
            let root = draft.header.data.root.base64
            text = text.replacing(root, with: loosen(root))
        default:
            // In a record: the same leaf hash, written in another way, names no proposal.
            let change = try await ledger.desk.change("a", to: .integer(1), by: ledger.administrator)
            let loose = Row.about("policy.confirmed/1", change.entry.index.value, loosen(change.entry.leaf.base64))
            let code = await refusal {
                try await ledger.desk.append("policy.confirmed/1", [loose], by: ledger.supervisor.signer)
            }
            #expect(code == .recordInvalid)
            return
        }
        let bytes = Bytes(text.utf8)
        #expect(bytes != (try draft.submitted().event.bytes))
        let expected: ErrorCode = ["signature", "padding"].contains(place) ? .noteMalformed : .eventMalformed
        #expect(ledgerError { try Event(parsing: bytes) }?.code == expected)
    }

    @Test("a second valid signature")
    func secondSignature() async throws {
        let ledger = try await TestLedger()
        let person = ledger.administrator
        let draft = try await ledger.desk.draft("note.taken/1", [Row.note("x")], by: [person.signer])
        let other = SecondSignature.make(draft.header.text, seed: person.held.secret)
        #expect(Ed25519.verify(signature: other, message: draft.header.text, publicKey: person.signer.key.publicKey))
        #expect(other != draft.signatures[0].signature)
        let again = NoteSignature(name: person.signer.key.name, keyID: person.signer.key.id, signature: other)
        let event = SubmittedEvent(
            event: try Event(note: SignedNote(text: draft.header.text, signatures: [again])!), data: draft.data,
            personal: nil)
        let first = try await ledger.desk.submit(draft)
        let second = try await ledger.desk.submit(event)
        #expect(second.entry == first.entry, "the same text is one event, however often it is signed")
        #expect(try ledger.desk.size == 2)
        // Both lines under one text are no event at all.
        let both = SignedNote(text: draft.header.text, signatures: [draft.signatures[0], again])!
        #expect(ledgerError { try Event(parsing: both.bytes) }?.code == .eventMalformed)
    }

    @Test("NFC against NFD names")
    func normalForms() async throws {
        let ledger = try await TestLedger()
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        #expect(composed == decomposed, "Swift takes them for one")
        let line = Bytes(
            #"{"type":"note.text/1",\#(Self.nonce),"\#(composed)":"first","\#(decomposed)":"second"}"#.utf8)
        let event = try await ledger.desk.raw("note.taken/1", lines: [line], by: ledger.administrator)
        let receipt = try await ledger.desk.submit(event)
        let stored = try #require(try ledger.writer.store.entries(from: receipt.entry.index, limit: 1).first)
        #expect(stored.data == line + [0x0A], "kept byte for byte")
        let members = try IJSONValue(parsing: line).members ?? []
        #expect(members.count == 4)
        // A subject in one form is not the subject in the other; only visible ASCII can be one.
        #expect(
            ledgerError {
                try Record(
                    parsing: Bytes(#"{"type":"actor.person/1",\#(Self.nonce),"subject":"\#(composed)"}"#.utf8),
                    personal: true)
            }?.code == .recordMalformed)
    }

    @Test("a note with 101 signatures")
    func manySignatures() async throws {
        let ledger = try await TestLedger()
        let draft = try await ledger.desk.draft("note.taken/1", [Row.note("x")], by: [ledger.administrator.signer])
        let line = draft.signatures[0]
        for (count, code) in [(3, ErrorCode.eventMalformed), (100, .eventMalformed), (101, .noteMalformed)] {
            let note = SignedNote(
                text: draft.header.text,
                signatures: (0..<count).map {
                    NoteSignature(name: line.name, keyID: KeyID(UInt32($0)), signature: line.signature)
                })!
            let found = ledgerError { try Event(parsing: note.bytes) }?.code
            #expect(found == code || found == .eventTooLarge && count < 101, "\(count)")
            #expect(ledgerError { try Event(note: note) }?.code == .eventMalformed, "\(count)")
        }
    }

    @Test("an entry in the past")
    func past() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        for number in 0..<3 {
            ledger.clock.advance(seconds: 3_600)
            try await desk.note("\(number)", by: ledger.administrator)
        }
        let head = try await desk.seen()
        let first = try await desk.seen(1)
        for (claim, seen, time, code) in [
            (
                "the leaf hash of another entry", SeenEntry(index: EntryIndex(2), leaf: head.leaf), nil,
                ErrorCode.eventSeen
            ),
            ("an entry that is still to come", SeenEntry(index: EntryIndex(9), leaf: head.leaf), nil, .eventSeen),
            ("the entry itself", SeenEntry(index: EntryIndex(4), leaf: head.leaf), nil, .eventSeen),
            ("a time before what was seen", head, ledger.clock.now.adding(seconds: -7_200), .eventTime),
            ("a time after now", first, ledger.clock.now.adding(seconds: 7_200), .eventTime),
        ] as [(String, SeenEntry, Timestamp?, ErrorCode)] {
            let draft = try await desk.draft(
                "note.taken/1", [Row.note("x")], time: time, seen: seen, by: [ledger.administrator.signer])
            #expect(await refusal { try await desk.submit(draft) } == code, "\(claim)")
        }
        var unseen = try DraftEvent(
            ledger: TestLedger.origin, type: TypeName("note.taken/1")!, time: ledger.clock.now, seen: nil,
            data: [Row.note("x")], random: Random.bytes(10))
        unseen.sign(with: ledger.administrator.signer)
        let draft = unseen
        #expect(await refusal { try await desk.submit(draft) } == .eventSeen)
        // What was signed back then enters at the end, with its own time beside the daemon's.
        let old = try await desk.append(
            "note.taken/1", [Row.note("x")], time: ledger.clock.now.adding(seconds: -7_200), seen: first,
            by: ledger.administrator.signer)
        #expect(old.entry.index.value == 4)
        #expect(old.entry.received == ledger.clock.now)
    }

    @Test("a clock ten years ahead and back")
    func clock() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let right = ledger.clock.now
        ledger.clock.set(right.adding(days: 3_652))
        #expect(await refusal { try await desk.note(by: ledger.administrator) } == .clockSuspect)
        ledger.clock.set(right)
        try await desk.note("nothing was spoilt", by: ledger.administrator)
        // What an author signed with a clock like that is refused too.
        let ahead = try await desk.draft(
            "note.taken/1", [Row.note("x")], time: right.adding(days: 3_652), by: [ledger.administrator.signer])
        #expect(await refusal { try await desk.submit(ahead) } == .eventTime)
        #expect(try await ledger.verify().clockCorrections == [])
    }

    @Test("one administrator who enrols an invented person alone changes nothing")
    func inventedPerson() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let invented = try TestPerson("a0666")
        let second = try TestPerson("a0667")
        let proposal = try await desk.submit(desk.enrolment(of: invented, by: ledger.administrator))
        #expect(await refusal { try await desk.confirm(proposal, by: ledger.administrator) } == .dutiesSamePerson)
        // Not as the invented person, who is nobody yet.
        #expect(await refusal { try await desk.confirm(proposal, by: invented) } == .actorUnknown)
        // Not as two invented people who confirm each other.
        let other = try await desk.submit(desk.enrolment(of: second, by: ledger.administrator))
        #expect(await refusal { try await desk.confirm(proposal, by: second) } == .actorUnknown)
        #expect(await refusal { try await desk.confirm(other, by: invented) } == .actorUnknown)
        // Not under the supervisor's name with the own key.
        let disguised = try NoteSigner(name: ledger.supervisor.actor.keyName, seed: ledger.administrator.held.secret)
        let forged = try await desk.draft(
            "actor.confirmed/1",
            [Row.about("actor.confirmed/1", proposal.entry.index.value, proposal.entry.leaf.base64)], by: [disguised])
        #expect(await refusal { try await desk.submit(forged) } == .keyUnknown)
        // Not by a role for the own person.
        let role = try await desk.grant("supervisor", to: ledger.administrator, by: ledger.administrator)
        #expect(await refusal { try await desk.confirm(role, by: ledger.administrator) } == .dutiesSamePerson)
        // Not by a new key for the supervisor.
        let key = try await desk.rekey(ledger.supervisor.withFreshKey(), by: ledger.administrator)
        #expect(await refusal { try await desk.confirm(key, by: ledger.administrator) } == .dutiesSamePerson)
        #expect(await refusal { try await desk.note(by: invented) } == .actorUnknown)
        #expect(try desk.standing(.actors, "a0666") == "proposed")
        #expect(try await ledger.verify().verdict == .consistent)
    }
}
