import Testing

@testable import Ledger

@Suite struct SmokeTests {
    @Test func aLedgerWithPeopleAndNotesIsConsistent() async throws {
        let ledger = try await TestLedger()
        let clerk = try TestPerson("a0003")
        try await ledger.enrol(clerk)
        try await ledger.grant("leader", to: clerk)
        for number in 0..<5 { try await ledger.note("note \(number)", by: clerk) }
        let report = try await ledger.verify()
        #expect(report.findings == [])
        #expect(report.verdict == .consistent)
        #expect(report.size == 10)
        try await ledger.reopen()
        try await ledger.note("after", by: clerk)
        #expect(try await ledger.verify().exitCode(requireFull: true) == 0)
    }
}
