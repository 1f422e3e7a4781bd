import Foundation
import Testing

@testable import Ledger

@Suite("Views are made of the entries alone") struct ViewStoreTests {
    private static let kinds = Task { try await KindsLedger.make() }

    private func fixture() async throws -> ViewFixture { try ViewFixture(try await Self.kinds.value.directory) }

    @Test("whatever the batches, the dump is the same") func batches() async throws {
        let fixture = try await fixture()
        try fixture.build("whole", batch: 100_000)
        let whole = try fixture.dump("whole")
        for size in [1, 2, 7, 1_000] {
            try fixture.build("by-\(size)", batch: size)
            #expect(try fixture.dump("by-\(size)") == whole, "batches of \(size)")
        }
        for name in ["actors", "attachments", "marks", "records", "timeline"] {
            #expect(whole.contains("view \(name) "))
        }
    }

    @Test("a deleted file gives the same dump again") func deleted() async throws {
        let fixture = try await fixture()
        try fixture.build()
        let before = try fixture.dump()
        try ViewStore.remove(path: fixture.path())
        #expect(!FileIO.exists(fixture.path()))
        try fixture.build()
        #expect(try fixture.dump() == before)
    }

    @Test("catching up in two goes gives what one go gives") func resumed() async throws {
        let fixture = try await fixture()
        try fixture.build("whole")
        let size = try await Self.kinds.value.size
        for cut in [1, size / 2, size - 1] {
            try fixture.build("cut-\(cut)", through: cut)
            let store = try fixture.open("cut-\(cut)") { Issue.record("\($0)") }
            #expect(store.status.map(\.position) == store.status.map { _ in cut } && !store.status.isEmpty)
            try store.catchUp(from: fixture.source())
            try store.close()
            #expect(try fixture.dump("cut-\(cut)") == fixture.dump("whole"))
        }
    }

    @Test("interrupted work goes on where it was") func interrupted() async throws {
        let fixture = try await fixture()
        try fixture.build("whole")
        let store = try fixture.open()
        var batches = 0
        try store.catchUp(
            from: fixture.source(), batch: 3, progress: { _, _ in batches += 1 }, shouldStop: { batches == 2 })
        #expect(store.status.allSatisfy { $0.position == 6 })
        try store.close()
        #expect(try fixture.build(batch: 3) == [])
        #expect(try fixture.dump() == fixture.dump("whole"))
    }

    @Test("another version rebuilds that view alone") func version() async throws {
        let fixture = try await fixture()
        try fixture.build()
        let before = try fixture.dump()
        let changed = ProjectorBook([
            ActorsProjector(), AttachmentsProjector(), Renamed(MarksProjector(), version: 2), RecordsProjector(),
            TimelineProjector(),
        ])
        #expect(try fixture.build(book: changed) == [.rebuilding(view: "marks", reason: .version)])
        #expect(try fixture.dump(book: changed) == before.replacing("view marks 1", with: "view marks 2"))
        // Another naming of subjects is another timeline.
        let named = ProjectorBook(LedgerViews.all(subjects: [NoSubjects()]))
        let notices = try fixture.build(book: named)
        #expect(notices.contains(.rebuilding(view: "timeline", reason: .version)))
        #expect(!notices.contains(.rebuilding(view: "actors", reason: .version)))
    }

    @Test("views ahead of a ledger that was restored are rebuilt") func ahead() async throws {
        let ledger = try await TestLedger()
        for number in 0..<5 { try await ledger.note("\(number)", by: ledger.administrator) }
        let older = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: older) }
        try await ledger.writer.stop()
        try FileManager.default.copyItem(atPath: ledger.directory.database, toPath: older + "/ledger.db")
        try ledger.openAgain()
        for number in 0..<5 { try await ledger.note("later \(number)", by: ledger.administrator) }
        let now = try ViewFixture(ledger.directory)
        try now.build()
        let restored = try ViewFixture(LedgerDirectory(older))
        try FileManager.default.copyItem(atPath: now.path(), toPath: restored.path())
        let notices = try restored.build()
        #expect(
            notices
                == ["actors", "attachments", "marks", "records", "timeline"].map {
                    ViewNotice.rebuilding(view: $0, reason: .ahead)
                })
        try restored.build("fresh")
        #expect(try restored.dump() == restored.dump("fresh"))
    }

    @Test("views of another history are rebuilt") func otherHistory() async throws {
        let fixture = try await fixture()
        let other = try await TestLedger()
        try await other.note("another ledger", by: other.administrator)
        let elsewhere = try ViewFixture(other.directory)
        try elsewhere.build()
        try FileManager.default.copyItem(atPath: elsewhere.path(), toPath: fixture.path())
        let notices = try fixture.build()
        #expect(notices.contains(.rebuilding(view: "records", reason: .otherHistory)))
        try fixture.build("fresh")
        #expect(try fixture.dump() == fixture.dump("fresh"))
    }

    @Test("a damaged file is moved aside and made anew", arguments: ["text", "header", "pages", "foreign"])
    func damaged(_ kind: String) async throws {
        let fixture = try await fixture()
        try fixture.build("fresh")
        switch kind {
        case "text":
            try FileIO.create(fixture.path(), Bytes("no database, and long enough to be one".utf8), mode: 0o600)
        case "header", "pages":
            // Half of the entries, so that more are taken in.
            try fixture.build(through: 20)
            let handle = try FileHandle(forUpdating: URL(filePath: fixture.path()))
            let size = try handle.seekToEnd()
            // The pages behind the one of the positions: what is damaged shows only when it is written to.
            let (start, count) = kind == "header" ? (0, 512) : (3 * 4_096, Int(size) - 3 * 4_096)
            try handle.seek(toOffset: UInt64(start))
            try handle.write(contentsOf: Data(repeating: 0xFF, count: count))
            try handle.close()
        default: try fixture.change("CREATE TABLE theirs(a); PRAGMA user_version = 7;")
        }
        let notices = try fixture.build()
        #expect(notices.first == .movedAside(fixture.path() + ".damaged-1"))
        #expect(FileIO.exists(fixture.path() + ".damaged-1"))
        #expect(try fixture.dump() == fixture.dump("fresh"))
    }

    @Test("a view that cannot go on stops alone, and says where") func failure() async throws {
        let fixture = try await fixture()
        let book = ProjectorBook([Stumbling(at: 4), MarksProjector()])
        for batch in [1, 3, 1_000] {
            let name = "by-\(batch)"
            var notices: [ViewNotice] = []
            let store = try fixture.open(name, book: book) { notices.append($0) }
            try store.catchUp(from: fixture.source(), batch: batch)
            let stumbling = try #require(store.status.last)
            #expect(stumbling.name == "stumbling" && stumbling.position == 4)
            #expect(stumbling.failure?.index == EntryIndex(4) && stumbling.failure?.reason == "record.invalid here")
            #expect(stumbling.failure?.error(of: "stumbling").code == .viewFailed)
            #expect(try store.status[0].position == fixture.source().size())
            #expect(notices.last == .failed(view: "stumbling", try #require(stumbling.failure)))
            try store.close()
            // What came before stays, and a corrected program goes on.
            #expect(try fixture.dump(name, book: book).contains("[3]\n") == true)
            try fixture.build(name, book: ProjectorBook([Stumbling(at: .max), MarksProjector()]))
            let again = try fixture.open(name, book: ProjectorBook([Stumbling(at: .max), MarksProjector()]))
            #expect(try again.status.allSatisfy { try $0.position == fixture.source().size() && $0.failure == nil })
        }
    }

    @Test("one process keeps the views") func lock() async throws {
        let fixture = try await fixture()
        let store = try fixture.open()
        #expect(throws: LedgerError(.viewsLocked)) { _ = try fixture.open() }
        #expect(throws: LedgerError(.viewsLocked)) { try ViewStore.remove(path: fixture.path()) }
        try store.close()
        try fixture.open().close()
    }

    @Test("what a view does not know is dropped from its file") func unknown() async throws {
        let fixture = try await fixture()
        try fixture.build()
        let before = try fixture.dump()
        try fixture.change(
            """
            CREATE TABLE surplus(a); CREATE VIEW peek AS SELECT * FROM marks;
            DROP TABLE records; CREATE TABLE records(type, idx, first, count);
            """)
        #expect(try fixture.build() == [.rebuilding(view: "records", reason: .version)])
        #expect(try fixture.dump() == before)
    }
}

/// A projector under another version.
struct Renamed<Base: Projector>: Projector {
    let base: Base
    let version: Int

    init(_ base: Base, version: Int) {
        self.base = base
        self.version = version
    }

    var name: String { base.name }
    var tables: [ViewTable] { base.tables }
    func apply(_ event: ViewEvent, to tables: ViewTransaction) throws { try base.apply(event, to: tables) }
}

struct NoSubjects: SubjectNaming {
    let version = "none/1"
    func subjects(of event: ViewEvent) -> EventSubjects { EventSubjects() }
}

/// A view that cannot take one entry in.
struct Stumbling: Projector {
    let at: UInt64
    let name = "stumbling"
    let version = 1
    let tables = [ViewTable("stumbling", [.integer("idx")], key: ["idx"])]

    func apply(_ event: ViewEvent, to tables: ViewTransaction) throws {
        try tables.run("INSERT INTO stumbling(idx) VALUES (?)", .index(event.index))
        if event.index.value == at { throw LedgerError(.recordInvalid, "here") }
    }
}
