import Testing

@testable import Ledger

@Suite("Keys of actors: lost and rotated")
struct KeyChangeTests {
    @Test("a lost key is replaced by two others: it signs until the confirmation, then the new one does")
    func rekeyed() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003", "leader")
        let fresh = try person.withFreshKey()
        let proposal = try await desk.rekey(fresh, by: ledger.administrator)
        #expect(await refusal { try await desk.note(by: fresh) } == .keyUnknown)
        try await desk.note("still", by: person)
        try await desk.confirm(proposal, by: ledger.supervisor)
        #expect(await refusal { try await desk.note(by: person) } == .keyRetired)
        #expect(try desk.keyStanding(person) == "lost")
        #expect(try desk.keyStanding(fresh) == "active")
        try await desk.note("again", by: fresh)
        // The roles are the actor's, not the key's.
        _ = try await desk.change("a", to: .integer(1), by: fresh)
        #expect(try await ledger.verify().findings == [])
    }

    @Test("nobody replaces the own lost key")
    func ownKey() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let fresh = try ledger.administrator.withFreshKey()
        #expect(await refusal { try await desk.rekey(fresh, by: ledger.administrator) } == .dutiesSamePerson)
    }

    @Test("a declined replacement leaves the old key, and the new one is burnt")
    func declined() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        let fresh = try person.withFreshKey()
        let proposal = try await desk.rekey(fresh, by: ledger.administrator)
        try await desk.confirm(proposal, "declined", by: ledger.supervisor)
        try await desk.note(by: person)
        #expect(await refusal { try await desk.note(by: fresh) } == .keyUnknown)
        #expect(await refusal { try await desk.rekey(fresh, by: ledger.administrator) } == .keyKnown)
        #expect(await refusal { try await desk.rotate(person, to: fresh) } == .keyKnown)
    }

    @Test("of two replacements the later one counts")
    func superseded() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        let (first, second) = (try person.withFreshKey(), try person.withFreshKey())
        let earlier = try await desk.rekey(first, by: ledger.administrator)
        let later = try await desk.rekey(second, by: ledger.administrator)
        #expect(await refusal { try await desk.confirm(earlier, by: ledger.supervisor) } == .proposalClosed)
        try await desk.confirm(later, by: ledger.supervisor)
        try await desk.note(by: second)
        #expect(await refusal { try await desk.note(by: first) } == .keyUnknown)
    }

    @Test("a suspended actor can be given a key, and still signs nothing before being restored")
    func suspended() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        try await desk.suspend(person, by: ledger.administrator)
        let fresh = try person.withFreshKey()
        try await desk.confirm(desk.rekey(fresh, by: ledger.administrator), by: ledger.supervisor)
        #expect(await refusal { try await desk.note(by: fresh) } == .actorSuspended)
        try await desk.confirm(desk.restore(person, by: ledger.administrator), by: ledger.supervisor)
        try await desk.note(by: fresh)
    }

    @Test("a rotation retires the old key at once and needs nobody else")
    func rotated() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        let fresh = try person.withFreshKey()
        let waiting = try await desk.draft("note.taken/1", [Row.note("before")], by: [person.signer])
        try await desk.rotate(person, to: fresh)
        #expect(await refusal { try await desk.submit(waiting) } == .keyRetired)
        #expect(await refusal { try await desk.rotate(person, to: person.withFreshKey()) } == .keyRetired)
        try await desk.note(by: fresh)
        #expect(try desk.keyStanding(person) == "retired")
        #expect(try await ledger.verify().findings == [])
    }

    @Test("a rotation within a submission counts for the event behind it")
    func rotatedInSubmission() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        let fresh = try person.withFreshKey()
        let rotation = try await desk.draft(
            "actor.rotated/1",
            [Row.of("actor.rotated/1", ["actor": .text("a0003")]), Row.key("a0003", fresh.signer.key)],
            by: [person.signer, fresh.signer])
        let old = try await desk.draft("note.taken/1", [Row.note("old")], by: [person.signer])
        let new = try await desk.draft("note.taken/1", [Row.note("new")], by: [fresh.signer])
        #expect(await refusal { try await desk.submit([rotation, old]) } == .keyRetired)
        #expect(try await desk.submit([rotation, new]).count == 2)
    }

    @Test("a rotation is signed by both keys, and by keys of one actor")
    func rotationSignatures() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        let fresh = try person.withFreshKey()
        let records = [Row.of("actor.rotated/1", ["actor": .text("a0003")]), Row.key("a0003", fresh.signer.key)]
        for signers in [
            [person.signer], [fresh.signer], [ledger.administrator.signer, fresh.signer],
            [person.signer, ledger.administrator.signer],
        ] {
            let code = await refusal { try await desk.submit(desk.draft("actor.rotated/1", records, by: signers)) }
            #expect(code == .eventSignatures)
        }
        let stranger = try person.withFreshKey()
        let code = await refusal {
            try await desk.submit(desk.draft("actor.rotated/1", records, by: [stranger.signer, fresh.signer]))
        }
        #expect(code == .keyUnknown)
    }

    @Test("whoever rotates while a replacement waits loses that key too when it is confirmed")
    func rotatedWhileReplaced() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        let (thief, fresh) = (try person.withFreshKey(), try person.withFreshKey())
        let proposal = try await desk.rekey(fresh, by: ledger.administrator)
        try await desk.rotate(person, to: thief)
        try await desk.confirm(proposal, by: ledger.supervisor)
        #expect(await refusal { try await desk.note(by: thief) } == .keyRetired)
        try await desk.note(by: fresh)
    }
}
