import Foundation
import Testing

@testable import Ledger

/// What links entries is looked at by itself: everything else of these ledgers was made anew to fit, checkpoint included.
@Suite struct ForgedChainTests {
    /// A ledger of five entries, and the last one's place.
    private static func forgery() async throws -> Forgery {
        let ledger = try await TestLedger()
        for number in 1...4 { try await ledger.note("note \(number)", by: ledger.administrator) }
        try await ledger.writer.stop()
        return try Forgery(ledger)
    }

    @Test func aLinkToAnotherEntryIsFound() async throws {
        let forgery = try await Self.forgery()
        let leaves = try forgery.leaves()
        try forgery.rewrite(from: 4) { _, content in content.previous = leaves[2] }
        let report = try forgery.verify()
        #expect(report.findings.map(\.code) == [.chainLink])
        #expect(report.findings.first?.index?.value == 4)
        #expect(report.verdict == .altered)
    }

    @Test func anEntryThatSaysAnotherIndexIsFound() async throws {
        let forgery = try await Self.forgery()
        try forgery.rewrite(from: 4) { _, content in content.index = EntryIndex(5) }
        for table in ["entry", "event_id"] {
            try forgery.copy.execute("UPDATE \(table) SET idx = 4 WHERE idx >= ?", .integer(5))
        }
        let report = try forgery.verify()
        #expect(report.findings.map(\.code) == [.chainIndex])
        #expect(report.findings.first?.index?.value == 4)
    }

    @Test func aPlaceWithoutAnEntryIsFoundWhereItIs() async throws {
        let forgery = try await Self.forgery()
        try forgery.rewrite(from: 4) { _, content in content.index = EntryIndex(5) }
        let report = try forgery.verify()
        #expect(report.findings.map(\.code) == [.entryMissing])
        #expect(report.findings.first?.index?.value == 4)
    }

    @Test func aLedgerWithoutItsCheckpointFileIsNotWhole() async throws {
        let forgery = try await Self.forgery()
        try FileManager.default.removeItem(atPath: forgery.directory.checkpointFile.path)
        #expect(try forgery.verify().findings.map(\.code) == [.checkpointMissing])
    }

    @Test func aHashOfTheTreeThatWasChangedIsFoundAtItsEntry() async throws {
        let forgery = try await Self.forgery()
        try forgery.copy.execute("UPDATE hash SET digest = zeroblob(32) WHERE position = ?", .integer(7))
        let report = try forgery.verify()
        #expect(report.findings.map(\.code) == [.treeStored])
        #expect(report.findings.first?.index?.value == 4)
    }

    @Test(arguments: [(Int64(3), ErrorCode.idTwice), (Int64(9), ErrorCode.idsDiffer)])
    func anIdThatLeadsToAnotherEntryIsFound(place: Int64, code: ErrorCode) async throws {
        let forgery = try await Self.forgery()
        try forgery.copy.execute("UPDATE event_id SET idx = ? WHERE idx = 4", .integer(place))
        let report = try forgery.verify()
        #expect(report.findings.map(\.code) == [code])
        #expect(report.findings.first?.index?.value == 4)
    }
}
