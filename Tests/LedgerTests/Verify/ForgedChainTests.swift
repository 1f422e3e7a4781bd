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

    @Test func aChannelRecordThatIsNoneIsFoundThoughItsHashFits() async throws {
        let forgery = try await Self.forgery()
        try forgery.rewrite(from: 4) { _, content in content.channel = Bytes("by hand".utf8) }
        let report = try forgery.verify()
        #expect(report.findings.map(\.code) == [.channelMalformed])
        #expect(report.findings.first?.index?.value == 4)
    }

    @Test func anAttachmentOfAnotherSizeThanItsRecordSaysIsFound() async throws {
        let ledger = try await TestLedger()
        let bytes = Bytes("scan".utf8)
        _ = try await ledger.storeAttachment(bytes, chunk: 2)
        let reference = TestLedger.attachment(bytes + [0], media: "image/png")
        let members = try #require(reference.value.members)
        // The digest is that of the stored file, the size is not.
        let said = IJSONValue.object(
            members.map {
                $0.name == Bytes("sha256".utf8) ? .init("sha256", TestLedger.text(SHA256.hash(bytes).hex)) : $0
            })
        var draft = try await ledger.draft("note.taken/1", [TestLedger.record("note.text/1", [.init("file", said)])])
        draft.sign(with: ledger.administrator.signer)
        try await ledger.writer.stop()
        let forgery = try Forgery(ledger)
        try forgery.rewrite(from: 1, adding: [Forgery.Content(draft, received: ledger.clock.now)])
        let report = try forgery.verify()
        #expect(report.findings.map(\.code) == [.attachmentWrong])
        #expect(report.findings.first?.index?.value == 1)
    }
}
