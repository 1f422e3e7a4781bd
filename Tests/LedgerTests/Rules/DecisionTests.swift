import Testing

@testable import Ledger

@Suite("Decisions: index and leaf hash, thirty days, once (D5)")
struct DecisionTests {
    @Test(
        "a decision names index and leaf hash of a proposal of its family, and both fit",
        arguments: ["confirmed", "declined"])
    func about(verb: String) async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let grant = try await desk.grant("leader", to: ledger.supervisor, by: ledger.administrator)
        let change = try await desk.change("a", to: .integer(1), by: ledger.administrator)
        let note = try await desk.note(by: ledger.administrator)
        func decide(_ family: String, _ index: Receipt, _ leaf: Receipt) async -> ErrorCode? {
            let type = "\(family).\(verb)/1"
            return await refusal {
                try await desk.append(
                    type, [Row.about(type, index.entry.index.value, leaf.entry.leaf.base64)],
                    by: ledger.supervisor.signer)
            }
        }
        #expect(await decide("policy", change, grant) == .proposalUnknown)
        #expect(await decide("policy", grant, change) == .proposalUnknown)
        #expect(await decide("actor", change, change) == .proposalUnknown)
        #expect(await decide("rules", change, change) == .proposalUnknown)
        #expect(await decide("policy", note, note) == .proposalUnknown)
        let beyond = Row.about("policy.\(verb)/1", 9_007_199_254_740_991, change.entry.leaf.base64)
        #expect(
            await refusal { try await desk.append("policy.\(verb)/1", [beyond], by: ledger.supervisor.signer) }
                == .proposalUnknown)
        #expect(await decide("policy", change, change) == nil)
    }

    @Test("a decision is taken once", arguments: ["confirmed", "declined"], ["confirmed", "declined"])
    func once(first: String, second: String) async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let leader = try await ledger.person("a0003", "leader")
        let change = try await desk.change("a", to: .integer(1), by: ledger.administrator)
        try await desk.confirm(change, first, by: ledger.supervisor)
        #expect(await refusal { try await desk.confirm(change, second, by: leader) } == .proposalClosed)
        #expect(try desk.state(.policies, "a") == nil || first == "confirmed")
        #expect(try desk.proposal(change) == first)
    }

    @Test("who proposed neither confirms nor declines", arguments: ["confirmed", "declined"])
    func proposer(verb: String) async throws {
        let ledger = try await TestLedger()
        let change = try await ledger.desk.change("a", to: .integer(1), by: ledger.administrator)
        #expect(
            await refusal { try await ledger.desk.confirm(change, verb, by: ledger.administrator) } == .dutiesSamePerson
        )
    }

    @Test("a proposal is open for thirty days and not a millisecond more", arguments: [0, 1] as [Int64])
    func expiry(beyond: Int64) async throws {
        let ledger = try await TestLedger()
        let change = try await ledger.desk.change("a", to: .integer(1), by: ledger.administrator)
        ledger.clock.set(ledger.clock.now.adding(days: 30).adding(milliseconds: beyond))
        let code = await refusal { try await ledger.desk.confirm(change, by: ledger.supervisor) }
        #expect(code == (beyond == 0 ? nil : .proposalExpired))
    }

    @Test("an expired proposal can be made again")
    func again() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let first = try await desk.change("a", to: .integer(1), by: ledger.administrator)
        ledger.clock.set(ledger.clock.now.adding(days: 31))
        #expect(await refusal { try await desk.confirm(first, by: ledger.supervisor) } == .proposalExpired)
        let second = try await desk.change("a", to: .integer(2), by: ledger.administrator)
        try await desk.confirm(second, by: ledger.supervisor)
        #expect(try desk.state(.policies, "a")?["value"] == .integer(2))
        #expect(try desk.proposal(first) == "superseded")
    }

    @Test("a decision is one record of its own type", arguments: ["two", "other", "none", "negative"])
    func records(form: String) async throws {
        let ledger = try await TestLedger()
        let change = try await ledger.desk.change("a", to: .integer(1), by: ledger.administrator)
        let good = Row.about("policy.confirmed/1", change.entry.index.value, change.entry.leaf.base64)
        let records: [Bytes] =
            switch form {
            case "two": [good, Row.about("policy.confirmed/1", 0, change.entry.leaf.base64)]
            case "other": [Row.about("policy.declined/1", change.entry.index.value, change.entry.leaf.base64)]
            case "none": [Row.of("policy.confirmed/1")]
            default:
                [
                    Row.of(
                        "policy.confirmed/1",
                        [
                            "about": .object([
                                .init("index", .integer(-1)), .init("leaf", .text(change.entry.leaf.base64)),
                            ])
                        ])
                ]
            }
        let code = await refusal {
            try await ledger.desk.append("policy.confirmed/1", records, by: ledger.supervisor.signer)
        }
        #expect(code == .recordInvalid)
    }
}
