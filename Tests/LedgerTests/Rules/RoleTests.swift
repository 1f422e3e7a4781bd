import Testing

@testable import Ledger

@Suite("Roles: dates, ends, suspension, the supervisor rule")
struct RoleTests {
    /// Whether somebody has authority, found out by an act that needs nothing else.
    private func hasAuthority(_ person: TestPerson, on desk: Desk) async -> ErrorCode? {
        await refusal { try await desk.change("test.switch", to: .integer(1), by: person) }
    }

    @Test("a grant counts once it is confirmed, not before, and not if it is declined")
    func confirmed() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        let first = try await desk.grant("leader", to: person, by: ledger.administrator)
        #expect(await hasAuthority(person, on: desk) == .roleMissing)
        try await desk.confirm(first, "declined", by: ledger.supervisor)
        #expect(await hasAuthority(person, on: desk) == .roleMissing)
        #expect(await refusal { try await desk.confirm(first, by: ledger.supervisor) } == .proposalClosed)
        try await ledger.grant("leader", to: person)
        #expect(await hasAuthority(person, on: desk) == nil)
    }

    // The day in China begins at 16:00Z of the day before.
    static let moments: [(time: String, from: String?, to: String?, holds: Bool)] = [
        ("2024-09-30T15:59:59.999Z", "2024-10-01", nil, false),
        ("2024-09-30T16:00:00.000Z", "2024-10-01", nil, true),
        ("2024-10-07T15:59:59.999Z", nil, "2024-10-07", true),
        ("2024-10-07T16:00:00.000Z", nil, "2024-10-07", false),
        ("2024-09-30T15:59:59.999Z", "2024-10-01", "2024-10-01", false),
        ("2024-09-30T16:00:00.000Z", "2024-10-01", "2024-10-01", true),
        ("2024-10-01T15:59:59.999Z", "2024-10-01", "2024-10-01", true),
        ("2024-10-01T16:00:00.000Z", "2024-10-01", "2024-10-01", false),
    ]

    @Test("a role holds from the first to the last day in China, whose days begin at 16:00Z", arguments: moments)
    func dates(time: String, from: String?, to: String?, holds: Bool) async throws {
        let ledger = try await TestLedger()
        let person = try await ledger.person("a0003")
        try await ledger.grant("leader", to: person, from: from, to: to)
        ledger.clock.set(Timestamp(time))
        #expect(await hasAuthority(person, on: ledger.desk) == (holds ? nil : .roleMissing))
        #expect(try await ledger.verify().findings == [])
    }

    @Test("it is the day of receipt that counts, not the day of signing")
    func receipt() async throws {
        let ledger = try await TestLedger()
        let person = try await ledger.person("a0003")
        try await ledger.grant("leader", to: person, to: "2024-10-07")
        ledger.clock.set(Timestamp("2024-10-07T15:59:00.000Z"))
        let draft = try await ledger.desk.draft(
            "policy.changed/1",
            [
                Row.of("policy.changed/1", ["reason": .text("r")]),
                Row.of("policy.value/1", ["name": .text("n"), "value": .integer(1)]),
            ], by: [person.signer])
        ledger.clock.advance(seconds: 60)
        #expect(await refusal { try await ledger.desk.submit(draft) } == .roleMissing)
    }

    @Test(
        "a grant whose dates are none, or end before they begin, is refused",
        arguments: [
            ("2024-10-02", "2024-10-01"), ("2024-02-30", nil), ("2024-1-01", nil), (nil, "2023-02-29"),
            ("20241001", nil),
        ] as [(String?, String?)])
    func badDates(from: String?, to: String?) async throws {
        let ledger = try await TestLedger()
        let person = try await ledger.person("a0003")
        let code = await refusal {
            try await ledger.desk.grant("leader", to: person, from: from, to: to, by: ledger.administrator)
        }
        #expect(code == .recordInvalid)
    }

    @Test("a role is granted to somebody who is enrolled", arguments: ["a0007", "a0000"])
    func unknown(name: String) async throws {
        let ledger = try await TestLedger()
        let code = await refusal {
            try await ledger.desk.grant("leader", to: TestPerson(name), by: ledger.administrator)
        }
        #expect(code == (name == "a0000" ? .recordInvalid : .actorUnknown))
    }

    @Test("a second grant of the same role supersedes the first that waits")
    func superseded() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        let first = try await desk.grant("leader", to: person, by: ledger.administrator)
        let other = try await desk.grant("clerk", to: person, by: ledger.administrator)
        let second = try await desk.grant("leader", to: person, to: "2024-12-31", by: ledger.administrator)
        #expect(try desk.proposal(first) == "superseded")
        #expect(try desk.proposal(other) == "open")
        #expect(await refusal { try await desk.confirm(first, by: ledger.supervisor) } == .proposalClosed)
        try await desk.confirm(second, by: ledger.supervisor)
    }

    @Test("revoking ends every grant of the role at once, and needs nobody else")
    func revoked() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003", "leader")
        try await ledger.grant("leader", to: person, from: "2024-01-01")
        #expect(await hasAuthority(person, on: desk) == nil)
        try await desk.revoke("leader", of: person, by: ledger.administrator)
        #expect(await hasAuthority(person, on: desk) == .roleMissing)
        #expect(await refusal { try await desk.revoke("leader", of: person, by: ledger.administrator) } == .roleMissing)
        // The actor stays: notes need no role.
        try await desk.note(by: person)
        #expect(try await ledger.verify().findings == [])
    }

    @Test("a suspended actor signs nothing, from the next entry on, until restored with a second person")
    func suspended() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003", "leader")
        let before = try await desk.draft("note.taken/1", [Row.note("before")], by: [person.signer])
        try await desk.suspend(person, by: ledger.administrator)
        #expect(await refusal { try await desk.submit(before) } == .actorSuspended)
        #expect(await refusal { try await desk.rotate(person, to: person.withFreshKey()) } == .actorSuspended)
        #expect(await refusal { try await desk.suspend(person, by: ledger.administrator) } == .actorUnknown)
        let proposal = try await desk.restore(person, by: ledger.administrator)
        #expect(await refusal { try await desk.note(by: person) } == .actorSuspended)
        #expect(await refusal { try await desk.confirm(proposal, by: ledger.administrator) } == .dutiesSamePerson)
        try await desk.confirm(proposal, by: ledger.supervisor)
        try await desk.note(by: person)
        #expect(await hasAuthority(person, on: desk) == nil)
        #expect(await refusal { try await desk.restore(person, by: ledger.administrator) } == .actorUnknown)
        #expect(try await ledger.verify().findings == [])
    }

    @Test("suspension is no retroactive refusal: what was admitted before stays")
    func notRetroactive() async throws {
        let ledger = try await TestLedger()
        let person = try await ledger.person("a0003")
        let receipt = try await ledger.desk.note(by: person)
        try await ledger.desk.append(
            "actor.suspended/1",
            [
                Row.of(
                    "actor.suspended/1",
                    ["actor": .text("a0003"), "reason": .text("theft"), "since": .text("2024-01-01")])
            ], by: ledger.administrator.signer)
        let report = try await ledger.verify()
        #expect(report.findings == [])
        #expect(report.counts[.admission]?.rechecked == receipt.entry.index.value + 2)
    }

    @Test("what a suspended proposer proposed cannot be confirmed")
    func suspendedProposer() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let leader = try await ledger.person("a0003", "leader")
        let proposal = try await desk.change("a", to: .integer(1), by: leader)
        try await desk.suspend(leader, by: ledger.administrator)
        #expect(await refusal { try await desk.confirm(proposal, by: ledger.supervisor) } == .proposalClosed)
    }

    @Test("roles are read when the second person confirms, of the confirmer")
    func confirmerLostRole() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let leader = try await ledger.person("a0003", "leader")
        let proposal = try await desk.change("a", to: .integer(1), by: ledger.administrator)
        try await desk.revoke("leader", of: leader, by: ledger.administrator)
        #expect(await refusal { try await desk.confirm(proposal, by: leader) } == .roleMissing)
    }
}

@Suite("The supervisor rule: what concerns a supervisor's role or key needs a supervisor (D10)")
struct SupervisorRuleTests {
    private func office() async throws -> (TestLedger, leader: TestPerson, second: TestPerson) {
        let ledger = try await TestLedger()
        let leader = try await ledger.person("a0003", "leader")
        let second = try await ledger.person("a0004", "supervisor")
        return (ledger, leader, second)
    }

    @Test("administrator and leader together make no supervisor")
    func grant() async throws {
        let (ledger, leader, _) = try await office()
        let desk = ledger.desk
        let person = try await ledger.person("a0005")
        let proposal = try await desk.grant("supervisor", to: person, by: ledger.administrator)
        #expect(await refusal { try await desk.confirm(proposal, by: leader) } == .dutiesSupervisor)
        #expect(await refusal { try await desk.confirm(proposal, "declined", by: leader) } == .dutiesSupervisor)
        try await desk.confirm(proposal, by: ledger.supervisor)
    }

    @Test("a supervisor proposes, a leader confirms: a supervisor took part")
    func supervisorProposes() async throws {
        let (ledger, leader, _) = try await office()
        let person = try await ledger.person("a0005")
        try await ledger.desk.confirm(
            ledger.desk.grant("supervisor", to: person, by: ledger.supervisor), by: leader)
    }

    @Test("administrator and leader together replace no supervisor's key")
    func rekey() async throws {
        let (ledger, leader, second) = try await office()
        let desk = ledger.desk
        let fresh = try second.withFreshKey()
        let proposal = try await desk.rekey(fresh, by: ledger.administrator)
        #expect(await refusal { try await desk.confirm(proposal, by: leader) } == .dutiesSupervisor)
        try await desk.confirm(proposal, by: ledger.supervisor)
        try await desk.note(by: fresh)
    }

    @Test("a new key proposed before its holder became supervisor needs a supervisor all the same")
    func rekeyBeforeGrant() async throws {
        let (ledger, leader, _) = try await office()
        let desk = ledger.desk
        let person = try await ledger.person("a0005")
        let proposal = try await desk.rekey(person.withFreshKey(), by: ledger.administrator)
        try await ledger.grant("supervisor", to: person)
        #expect(await refusal { try await desk.confirm(proposal, by: leader) } == .dutiesSupervisor)
    }

    @Test("administrator and leader together restore no supervisor")
    func restore() async throws {
        let (ledger, leader, second) = try await office()
        let desk = ledger.desk
        try await desk.suspend(second, by: ledger.supervisor)
        let proposal = try await desk.restore(second, by: ledger.administrator)
        #expect(await refusal { try await desk.confirm(proposal, by: leader) } == .dutiesSupervisor)
        try await desk.confirm(proposal, by: ledger.supervisor)
    }

    @Test("neither administrator nor leader suspends a supervisor or ends the role", arguments: [true, false])
    func stops(byLeader: Bool) async throws {
        let (ledger, leader, second) = try await office()
        let desk = ledger.desk
        let author = byLeader ? leader : ledger.administrator
        #expect(await refusal { try await desk.suspend(second, by: author) } == .dutiesSupervisor)
        #expect(await refusal { try await desk.revoke("supervisor", of: second, by: author) } == .dutiesSupervisor)
        try await desk.revoke("supervisor", of: second, by: ledger.supervisor)
        try await desk.suspend(second, by: author)
    }

    @Test("a supervisor whose grant has not begun is one already")
    func future() async throws {
        let (ledger, leader, _) = try await office()
        let desk = ledger.desk
        let person = try await ledger.person("a0005")
        try await ledger.grant("supervisor", to: person, from: "2030-01-01")
        #expect(await refusal { try await desk.suspend(person, by: leader) } == .dutiesSupervisor)
    }

    @Test("what concerns others, administrator and leader do")
    func others() async throws {
        let (ledger, leader, _) = try await office()
        let desk = ledger.desk
        let person = try await ledger.person("a0005")
        try await desk.confirm(desk.grant("leader", to: person, by: ledger.administrator), by: leader)
        let fresh = try person.withFreshKey()
        try await desk.confirm(desk.rekey(fresh, by: leader), by: ledger.administrator)
        try await desk.note(by: fresh)
    }
}
