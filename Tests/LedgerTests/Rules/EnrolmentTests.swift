import Testing

@testable import Ledger

@Suite("Enrolment: a new actor, by the own key and two people")
struct EnrolmentTests {
    @Test("an actor signs from the entry after the confirmation on, and not before")
    func counts() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try TestPerson("a0003")
        #expect(await refusal { try await desk.note(by: person) } == .actorUnknown)
        let proposal = try await desk.submit(desk.enrolment(of: person, by: ledger.administrator))
        #expect(try desk.standing(.actors, "a0003") == "proposed")
        #expect(try desk.keyStanding(person) == "proposed")
        #expect(await refusal { try await desk.note(by: person) } == .actorUnknown)
        // In one submission: the note stands directly behind the confirmation.
        let confirmation = try await desk.draft(
            "actor.confirmed/1",
            [Row.about("actor.confirmed/1", proposal.entry.index.value, proposal.entry.leaf.base64)],
            by: [ledger.supervisor.signer])
        let note = try await desk.draft("note.taken/1", [Row.note("first")], by: [person.signer])
        #expect(await refusal { try await desk.submit([note, confirmation]) } == .actorUnknown)
        #expect(try await desk.submit([confirmation, note]).map(\.entry.index.value) == [2, 3])
        #expect(try desk.standing(.actors, "a0003") == "active")
        #expect(try desk.keyStanding(person) == "active")
        #expect(try await ledger.verify().verdict == .consistent)
    }

    @Test("the new key must sign its own enrolment")
    func newKeySigns() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try TestPerson("a0003")
        let stranger = try TestPerson("a0003")
        for (signers, code) in [
            ([ledger.administrator.signer], ErrorCode.eventSignatures),
            ([ledger.administrator.signer, ledger.supervisor.signer], .eventSignatures),
            ([ledger.administrator.signer, stranger.signer], .eventSignatures),
            ([person.signer], .eventSignatures),
            ([person.signer, stranger.signer], .eventSignatures),
        ] {
            var draft = try await desk.enrolment(of: person, by: ledger.administrator)
            draft = try DraftEvent(
                ledger: draft.header.ledger, type: draft.header.type, time: draft.header.time, seen: draft.header.seen,
                data: draft.data.lines.map { Bytes($0) }, random: Random.bytes(10))
            for signer in signers { draft.sign(with: signer) }
            let unsigned = draft
            #expect(await refusal { try await desk.submit(unsigned) } == code)
        }
        // The right name and key id over a signature that another key made.
        let honest = try await desk.enrolment(of: person, by: ledger.administrator)
        let forged = honest.signatures.map {
            $0.isNamed(by: person.signer.key)
                ? NoteSignature(
                    name: $0.name, keyID: $0.keyID, signature: stranger.signer.sign(honest.header.text).signature)
                : $0
        }
        let event = SubmittedEvent(
            event: try Event(note: SignedNote(text: honest.header.text, signatures: forged)!), data: honest.data,
            personal: nil)
        #expect(await refusal { try await desk.submit(event) } == .signatureWrong)
        #expect(try desk.size == 1)
    }

    @Test("the author that the record names is the one who signs")
    func authorIsNamed() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try TestPerson("a0003")
        let draft = try await desk.draft(
            "actor.enrolled/1",
            [
                Row.of("actor.enrolled/1", ["author": .text("a0002"), "actor": .text("a0003")]),
                Row.key("a0003", person.signer.key),
            ], by: [ledger.administrator.signer, person.signer])
        #expect(await refusal { try await desk.submit(draft) } == .eventSignatures)
    }

    @Test("the person who proposed cannot confirm")
    func samePerson() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let proposal = try await desk.submit(desk.enrolment(of: TestPerson("a0003"), by: ledger.administrator))
        #expect(await refusal { try await desk.confirm(proposal, by: ledger.administrator) } == .dutiesSamePerson)
        try await ledger.grant("supervisor", to: ledger.administrator)
        #expect(await refusal { try await desk.confirm(proposal, by: ledger.administrator) } == .dutiesSamePerson)
    }

    @Test("two administrators are not two roles")
    func sameRole() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let second = try await ledger.person("a0003", "administrator")
        let proposal = try await desk.submit(desk.enrolment(of: TestPerson("a0004"), by: ledger.administrator))
        #expect(await refusal { try await desk.confirm(proposal, by: second) } == .dutiesSameRole)
        // With a role besides, the same person may: administrator proposes, leader confirms.
        try await ledger.grant("leader", to: second)
        try await desk.confirm(proposal, by: second)
        #expect(try desk.standing(.actors, "a0004") == "active")
    }

    @Test(
        "a role outside administrator, leader and supervisor neither proposes nor confirms",
        arguments: ["inspector", "clerk"])
    func otherRole(role: String) async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let other = try await ledger.person("a0003", role)
        #expect(
            await refusal { try await desk.submit(desk.enrolment(of: TestPerson("a0004"), by: other)) } == .roleMissing)
        let proposal = try await desk.submit(desk.enrolment(of: TestPerson("a0004"), by: ledger.administrator))
        #expect(await refusal { try await desk.confirm(proposal, by: other) } == .roleMissing)
    }

    @Test(
        "each pair of different roles enrols",
        arguments: [
            ("administrator", "leader"), ("administrator", "supervisor"), ("leader", "administrator"),
            ("leader", "supervisor"), ("supervisor", "administrator"), ("supervisor", "leader"),
        ])
    func pairs(first: String, second: String) async throws {
        let ledger = try await TestLedger()
        let leader = try await ledger.person("a0003", "leader")
        let holders = ["administrator": ledger.administrator, "leader": leader, "supervisor": ledger.supervisor]
        let person = try TestPerson("a0004")
        try await ledger.desk.enrol(person, by: holders[first]!, and: holders[second]!)
        try await ledger.desk.note(by: person)
    }

    @Test("a key id or a public key that was ever in the ledger is refused, whatever became of it")
    func reuse() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let declined = try TestPerson("a0003")
        try await desk.confirm(
            desk.submit(desk.enrolment(of: declined, by: ledger.administrator)), "declined", by: ledger.supervisor)
        let rotated = try await ledger.person("a0004")
        try await desk.rotate(rotated, to: rotated.withFreshKey())
        let pending = try TestPerson("a0005")
        try await desk.submit(desk.enrolment(of: pending, by: ledger.administrator))
        let secrets = [
            ledger.administrator.held.secret, ledger.supervisor.held.secret, ledger.serviceHeld[0].secret,
            ledger.serviceHeld[1].secret, declined.held.secret, rotated.held.secret, pending.held.secret,
        ]
        for secret in secrets {
            let signer = try NoteSigner(name: ActorName("a0009")!.keyName, seed: secret)
            let draft = try await desk.draft(
                "actor.enrolled/1",
                [
                    Row.of("actor.enrolled/1", ["author": .text("a0001"), "actor": .text("a0009")]),
                    Row.key("a0009", signer.key),
                ], by: [ledger.administrator.signer, signer])
            #expect(await refusal { try await desk.submit(draft) } == .keyKnown)
        }
    }

    @Test("a public key that is no canonical point of the prime-order group is refused", arguments: WeakKeys.all)
    func weak(_ weak: WeakKeys) async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let name = ActorName("a0003")!.keyName
        let key = VerifierKey(name: name, algorithm: .ed25519, publicKey: weak.bytes)!
        var draft = try await desk.draft(
            "actor.enrolled/1",
            [
                Row.of("actor.enrolled/1", ["author": .text("a0001"), "actor": .text("a0003")]),
                Row.key("a0003", key),
            ], by: [ledger.administrator.signer])
        draft.sign(with: try TestPerson("a0003").signer)
        // The signature that some libraries take for any message under a point of low order: R the neutral element, S 0.
        let forged = draft.signatures.map {
            $0.name == name
                ? NoteSignature(name: name, keyID: key.id, signature: [1] + Bytes(repeating: 0, count: 63)) : $0
        }
        let event = SubmittedEvent(
            event: try Event(note: SignedNote(text: draft.header.text, signatures: forged)!), data: draft.data,
            personal: nil)
        #expect(await refusal { try await desk.submit(event) } == .keyWeak)
    }

    @Test("a name is never used again: not while it waits, not after it was declined, not a live one")
    func nameReuse() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try TestPerson("a0003")
        let proposal = try await desk.submit(desk.enrolment(of: person, by: ledger.administrator))
        func again(_ name: String) async -> ErrorCode? {
            await refusal { try await desk.submit(desk.enrolment(of: TestPerson(name), by: ledger.administrator)) }
        }
        #expect(await again("a0003") == .actorKnown)
        try await desk.confirm(proposal, "declined", by: ledger.supervisor)
        #expect(await again("a0003") == .actorKnown)
        #expect(await again("a0001") == .actorKnown)
        #expect(await refusal { try await desk.note(by: person) } == .actorUnknown)
    }

    @Test("a0000 is the daemon's name and no person's")
    func engineName() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let code = await refusal {
            try await desk.submit(desk.enrolment(of: TestPerson("a0000"), by: ledger.administrator))
        }
        #expect(code == .recordInvalid)
        let engine = ledger.keys.engines[0]
        #expect(await refusal { try await desk.append("note.taken/1", [Row.note("x")], by: engine) } == .actorUnknown)
    }

    static let wrongRecords: [(claim: String, records: @Sendable (TestPerson) -> [Bytes])] = [
        (
            "the key record is missing",
            { _ in [Row.of("actor.enrolled/1", ["author": .text("a0001"), "actor": .text("a0003")])] }
        ),
        (
            "the key is another actor's",
            {
                [
                    Row.of("actor.enrolled/1", ["author": .text("a0001"), "actor": .text("a0004")]),
                    Row.key("a0003", $0.signer.key),
                ]
            }
        ),
        (
            "the purpose is not a person's",
            {
                [
                    Row.of("actor.enrolled/1", ["author": .text("a0001"), "actor": .text("a0003")]),
                    Row.key("a0003", $0.signer.key, purpose: "engine"),
                ]
            }
        ),
        (
            "a member that nobody knows",
            {
                [
                    Row.of(
                        "actor.enrolled/1",
                        ["author": .text("a0001"), "actor": .text("a0003"), "name": .text("Wang")]),
                    Row.key("a0003", $0.signer.key),
                ]
            }
        ),
        (
            "the first record is of another type",
            {
                [
                    Row.of("actor.rekeyed/1", ["author": .text("a0001"), "actor": .text("a0003")]),
                    Row.key("a0003", $0.signer.key),
                ]
            }
        ),
    ]

    @Test("records that do not say what enrolment asks for are refused", arguments: wrongRecords.indices)
    func records(row: Int) async throws {
        let ledger = try await TestLedger()
        let person = try TestPerson("a0003")
        let draft = try await ledger.desk.draft(
            "actor.enrolled/1", Self.wrongRecords[row].records(person),
            by: [ledger.administrator.signer, person.signer])
        #expect(
            await refusal { try await ledger.desk.submit(draft) } == .recordInvalid, "\(Self.wrongRecords[row].claim)")
    }
}

/// Public keys that no person can hold.
enum WeakKeys: String, CaseIterable, CustomTestStringConvertible {
    case neutral = "0100000000000000000000000000000000000000000000000000000000000000"
    case zeroY = "0000000000000000000000000000000000000000000000000000000000000000"
    case orderTwo = "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
    case orderEight = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    case orderEightOther = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
    case yEqualsP = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
    case yEqualsPPlusOne = "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
    case notOnCurve = "0200000000000000000000000000000000000000000000000000000000000000"
    case allOnes = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

    static var all: [WeakKeys] { allCases }
    var bytes: Bytes { Hex.decode(Bytes(rawValue.utf8))! }
    var testDescription: String { "\(self)" }
}
