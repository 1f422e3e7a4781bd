import Foundation
import Testing

@testable import Ledger

@Suite("A projection follows its writer") struct ProjectionTests {
    @Test("after the last commit the views are there, and closed with the writer", .timeLimit(.minutes(1)))
    func follows() async throws {
        let ledger = try await TestLedger()
        try await ledger.note("before", by: ledger.administrator)
        let projection = try Projection(ledger.directory, book: ViewFixture.book)
        let commits = ledger.writer.commits()
        let own = ledger.writer.commits()
        let run = Task { await projection.run(following: commits) }
        for number in 0..<20 { try await ledger.note("\(number)", by: ledger.administrator) }
        var newest: UInt64 = 0
        for await size in own {
            newest = size
            if size == 22 { break }
        }
        #expect(newest == 22)
        try await ledger.writer.stop()
        await run.value
        #expect(projection.status.views.allSatisfy { $0.position == 22 && $0.lag(behind: 22) == 0 })
        #expect(projection.status.problem == nil)
        let fixture = try ViewFixture(ledger.directory)
        try fixture.build()
        #expect(try ViewFixture.dump(ledger.directory.views) == fixture.dump())
        // The lock is given back.
        try ViewStore(path: ledger.directory.views, book: ViewFixture.book).close()
    }

    @Test("queries read beside it") func reads() async throws {
        let ledger = try await TestLedger()
        let projection = try Projection(ledger.directory, book: ViewFixture.book)
        await projection.catchUp()
        try await ledger.note("one", by: ledger.administrator)
        await projection.catchUp()
        let timeline = try await projection.read { try $0.timeline(of: Bytes("a0001".utf8), limit: 10) }
        #expect(timeline.map(\.type) == ["ledger.founded/1", "note.taken/1"])
    }

    @Test("a follower of a writer that has stopped ends at once") func ended() async throws {
        let ledger = try await TestLedger()
        let writer = ledger.writer
        try await writer.stop()
        for await _ in writer.commits() { Issue.record("a size") }
    }
}
