import Testing

@testable import Ledger

@Suite("The clock (D6)")
struct ClockTests {
    private func accept(_ desk: Desk, by person: TestPerson, time: Timestamp? = nil) async throws -> Receipt {
        try await desk.append(
            "clock.accepted/1", [Row.of("clock.accepted/1", ["reason": .text("holidays")])], time: time,
            by: person.signer)
    }

    private func correct(
        _ desk: Desk, to stated: Timestamp, time: Timestamp? = nil, by person: TestPerson
    ) async throws -> Receipt {
        try await desk.append(
            "clock.corrected/1",
            [
                Row.of(
                    "clock.corrected/1",
                    ["received": .text("\(stated)"), "reason": .text("the battery was replaced")])
            ], time: time, by: person.signer)
    }

    @Test("received never decreases: up to 5 s behind it repeats the head's, beyond that the clock is suspect")
    func behind() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let first = try await desk.note(by: ledger.administrator).entry.received
        for (milliseconds, code) in [(1, nil), (4_999, nil), (5_000, nil), (5_001, ErrorCode.clockSuspect)]
            as [(Int64, ErrorCode?)]
        {
            ledger.clock.set(first.adding(milliseconds: -milliseconds))
            #expect(await refusal { try await desk.note(by: ledger.administrator) } == code)
        }
        let received = try desk.writer.store.entries(from: EntryIndex(1), limit: 10).map {
            try Entry(parsing: $0.bytes).received
        }
        #expect(received == [first, first, first, first])
        #expect(try await ledger.verify().findings == [])
    }

    @Test("a clock 120 days ahead is believed, a millisecond more is suspect", arguments: [0, 1] as [Int64])
    func gap(beyond: Int64) async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        ledger.clock.set(ledger.clock.now.adding(days: 120).adding(milliseconds: beyond))
        let code = await refusal { try await desk.note(by: ledger.administrator) }
        #expect(code == (beyond == 0 ? nil : .clockSuspect))
    }

    @Test("clock.accepted opens a clock that is far ahead, for the entry directly behind it")
    func accepted() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let clerk = try await ledger.person("a0003")
        ledger.clock.set(ledger.clock.now.adding(days: 200))
        #expect(await refusal { try await desk.note(by: clerk) } == .clockSuspect)
        #expect(await refusal { try await accept(desk, by: clerk) } == .roleMissing)
        #expect(
            await refusal { try await desk.change("a", to: .integer(1), by: ledger.administrator) } == .clockSuspect)
        let opened = try await accept(desk, by: ledger.administrator)
        #expect(opened.entry.received == ledger.clock.now)
        #expect(try await desk.note(by: clerk).entry.received == ledger.clock.now)
        #expect(try await ledger.verify().verdict == .consistent)
        // Every further gap wants its own.
        ledger.clock.set(ledger.clock.now.adding(days: 121))
        #expect(await refusal { try await desk.note(by: clerk) } == .clockSuspect)
    }

    @Test("a clock ten years ahead and back: suspect, accepted, suspect again, corrected by two, listed for ever")
    func tenYears() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let right = ledger.clock.now
        let wrong = right.adding(days: 3_652)
        // Somebody believes the wrong clock.
        ledger.clock.set(wrong)
        #expect(await refusal { try await desk.note(by: ledger.administrator) } == .clockSuspect)
        _ = try await accept(desk, by: ledger.administrator)
        _ = try await desk.note("in the year 2034", by: ledger.administrator)
        // The clock is put right.
        ledger.clock.set(right.adding(seconds: 3_600))
        #expect(await refusal { try await desk.note(by: ledger.administrator) } == .clockSuspect)
        #expect(await refusal { try await accept(desk, by: ledger.administrator) } == .eventLate)
        #expect(await refusal { try await desk.note(by: ledger.administrator) } == .clockSuspect)
        let stated = ledger.clock.now
        let proposal = try await correct(desk, to: stated, by: ledger.administrator)
        #expect(proposal.entry.received == wrong, "a proposal does not lower received")
        #expect(await refusal { try await desk.note(by: ledger.administrator) } == .clockSuspect)
        #expect(await refusal { try await desk.confirm(proposal, by: ledger.administrator) } == .dutiesSamePerson)
        ledger.clock.advance(seconds: 600)
        let confirmed = try await desk.confirm(proposal, by: ledger.supervisor)
        #expect(confirmed.entry.received == stated)
        #expect(try await desk.note("today", by: ledger.supervisor).entry.received == ledger.clock.now)
        let report = try await ledger.verify()
        #expect(report.findings == [])
        #expect(report.clockCorrections == [confirmed.entry.index])
        #expect(report.verdict == .consistent)
        // And after a restart.
        try await ledger.reopen()
        _ = try await ledger.desk.note(by: ledger.administrator)
        #expect(try await ledger.verify().clockCorrections == [confirmed.entry.index])
    }

    @Test("an acceptance that was held back vouches for another day's clock, and opens nothing")
    func heldBackAcceptance() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let acceptance = try await desk.draft(
            "clock.accepted/1", [Row.of("clock.accepted/1", ["reason": .text("r")])],
            by: [ledger.administrator.signer])
        ledger.clock.set(ledger.clock.now.adding(days: 3_652))
        #expect(await refusal { try await desk.submit(acceptance) } == .eventLate)
        #expect(await refusal { try await desk.note(by: ledger.administrator) } == .clockSuspect)
    }

    @Test("a correction states the time at which it is signed, below the head")
    func stated() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let right = ledger.clock.now
        ledger.clock.set(right.adding(days: 100))
        _ = try await desk.note(by: ledger.administrator)
        ledger.clock.set(right.adding(seconds: 60))
        let now = ledger.clock.now
        let author = ledger.administrator
        #expect(await refusal { try await correct(desk, to: now.adding(seconds: 301), by: author) } == .eventTime)
        #expect(await refusal { try await correct(desk, to: now.adding(seconds: -301), by: author) } == .eventTime)
        let ahead = right.adding(days: 100)
        #expect(await refusal { try await correct(desk, to: ahead, time: ahead, by: author) } == .recordInvalid)
        #expect(await refusal { try await correct(desk, to: now, by: ledger.supervisor) } == nil)
    }

    @Test("a declined correction lowers nothing")
    func declined() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let right = ledger.clock.now
        ledger.clock.set(right.adding(days: 100))
        _ = try await desk.note(by: ledger.administrator)
        ledger.clock.set(right)
        let proposal = try await correct(desk, to: right, by: ledger.administrator)
        let declined = try await desk.confirm(proposal, "declined", by: ledger.supervisor)
        #expect(declined.entry.received == right.adding(days: 100))
        #expect(await refusal { try await desk.confirm(proposal, by: ledger.supervisor) } == .proposalClosed)
        #expect(try await ledger.verify().clockCorrections == [])
    }

    @Test("a confirmation of a correction that was held back for weeks does not turn the clock back")
    func heldBack() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        ledger.clock.advance(seconds: 60)
        let stated = ledger.clock.now.adding(milliseconds: -1)
        let proposal = try await correct(desk, to: stated, by: ledger.administrator)
        let confirmation = try await desk.draft(
            "clock.confirmed/1",
            [Row.about("clock.confirmed/1", proposal.entry.index.value, proposal.entry.leaf.base64)],
            by: [ledger.supervisor.signer])
        ledger.clock.set(ledger.clock.now.adding(days: 20))
        let note = try await desk.note(by: ledger.administrator)
        #expect(await refusal { try await desk.submit(confirmation) } != nil)
        #expect(await desk.writer.chainHead().received == note.entry.received)
    }

    // MARK: When an event was signed

    static let bounds: [(Int64, ErrorCode?)] = [
        (5 * 60_000, nil), (5 * 60_000 + 1, .eventTime), (0, nil), (-5 * 60_000, nil), (-5 * 60_000 - 1, .eventTime),
    ]

    @Test("an event is signed within five minutes of the head that it saw and of its receipt", arguments: bounds)
    func skew(milliseconds: Int64, code: ErrorCode?) async throws {
        let ledger = try await TestLedger()
        let time = ledger.clock.now.adding(milliseconds: milliseconds)
        #expect(
            await refusal {
                try await ledger.desk.append(
                    "note.taken/1", [Row.note("x")], time: time, by: ledger.administrator.signer)
            } == code)
    }

    @Test("seen may be any earlier entry, and the event is not older than what it saw")
    func seen() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let start = ledger.clock.now
        ledger.clock.advance(seconds: 3_600)
        try await desk.note(by: ledger.administrator)
        ledger.clock.advance(seconds: 3_600)
        try await desk.note(by: ledger.administrator)
        for (index, minutes, code) in [
            (0, 0, nil), (1, 55, nil), (1, 54, ErrorCode.eventTime), (2, 115, nil), (2, 114, .eventTime),
            (2, 60, .eventTime),
        ] as [(UInt64, Int64, ErrorCode?)] {
            let seen = try await desk.seen(index)
            #expect(
                await refusal {
                    try await desk.append(
                        "note.taken/1", [Row.note("x")], time: start.adding(seconds: minutes * 60), seen: seen,
                        by: ledger.administrator.signer)
                } == code, "saw \(index), signed at minute \(minutes)")
        }
    }

    @Test(
        "an office decision travels 72 hours and no longer; a fact travels longer and is marked late",
        arguments: [0, 1] as [Int64])
    func late(beyond: Int64) async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let clerk = try await ledger.person("a0003")
        let proposal = try await desk.change("a", to: .integer(1), by: ledger.administrator)
        let decision = try await desk.draft(
            "policy.confirmed/1",
            [Row.about("policy.confirmed/1", proposal.entry.index.value, proposal.entry.leaf.base64)],
            by: [ledger.supervisor.signer])
        let note = try await desk.draft("note.taken/1", [Row.note("visit")], by: [clerk.signer])
        ledger.clock.set(ledger.clock.now.adding(days: 3).adding(milliseconds: beyond))
        #expect(await refusal { try await desk.submit(decision) } == (beyond == 0 ? nil : .eventLate))
        let receipt = try await desk.submit(note)
        let mark = try desk.state(.marks, String(decoding: paddedKey(receipt.entry.index.value), as: UTF8.self))
        #expect(mark == (beyond == 0 ? nil : .object([.init("codes", .array([.text("late")]))])))
        let report = try await ledger.verify()
        #expect(report.findings == [])
        #expect(report.marks == (beyond == 0 ? [:] : [.late: 1]))
    }
}
