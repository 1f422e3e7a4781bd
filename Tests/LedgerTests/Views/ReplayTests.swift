import Foundation
import Testing

@testable import Ledger

@Suite("A replay reconstructs what was") struct ReplayTests {
    private static let kinds = Task { try await KindsLedger.make() }

    private func fixture() async throws -> ViewFixture { try ViewFixture(try await Self.kinds.value.directory) }

    private func replay(_ fixture: ViewFixture) throws -> Replay {
        try Replay(path: fixture.directory.path, book: TestLedger.book)
    }

    @Test("as of any entry, a replay equals a ledger that was cut there", arguments: UInt64(0)..<4)
    func asOfIndex(seed: UInt64) async throws {
        let fixture = try await fixture()
        let size = try await Self.kinds.value.size
        var random = SplitMix64(state: seed)
        let index = EntryIndex(random.next() % size)
        let summary = try replay(fixture).build(
            into: fixture.path("replayed"), asOf: .index(index), views: ViewFixture.book)
        #expect(summary.size == index.value + 1 && summary.exitCode == 0)
        // A ledger that holds no more than these entries, as admission would have left it.
        let cut = try LedgerCopy(of: fixture.directory)
        for table in ["personal", "event_id", "entry"] { try cut.execute("DELETE FROM \(table) WHERE idx > \(index)") }
        try cut.execute(
            "DELETE FROM state WHERE tbl = 'mark' AND key > CAST('\(String(decoding: paddedKey(index.value), as: UTF8.self))' AS BLOB)"
        )
        let other = try ViewFixture(cut.directory)
        try other.build()
        #expect(try fixture.dump("replayed") == other.dump(), "entry \(index)")
    }

    @Test("a whole replay gives the live views") func whole() async throws {
        let fixture = try await fixture()
        try fixture.build("live")
        _ = try replay(fixture).build(into: fixture.path("replayed"), views: ViewFixture.book)
        #expect(!FileIO.exists(fixture.path("replayed-wal")))
        #expect(try fixture.dump("replayed") == fixture.dump("live"))
    }

    @Test("as of a time, it ends before the first entry received later") func asOfTime() async throws {
        let fixture = try await fixture()
        var times: [Timestamp] = []
        _ = try replay(fixture).run(progress: { _, _ in }) { times.append($0.event!.entry.received) }
        for time in Set(times) {
            let size = try replay(fixture).run(asOf: .time(time)).size
            #expect(size == UInt64(times.firstIndex { $0 > time } ?? times.count))
        }
        #expect(try replay(fixture).run(asOf: .time(times[0].adding(milliseconds: -1))).size == 0)
    }

    @Test("an index that the ledger does not have is refused") func outOfRange() async throws {
        let fixture = try await fixture()
        let size = try await Self.kinds.value.size
        #expect(throws: LedgerError(.proofRange)) { try replay(fixture).run(asOf: .index(EntryIndex(size))) }
    }

    @Test("nothing that exists is overwritten, and nothing half-made stays") func wholeOrNot() async throws {
        let fixture = try await fixture()
        try FileIO.create(fixture.path(), Bytes("mine".utf8), mode: 0o600)
        #expect(throws: LedgerError(.fileExists)) {
            try replay(fixture).build(into: fixture.path(), views: ViewFixture.book)
        }
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try replay(fixture).build(into: fixture.path("other"), views: ViewFixture.book, progress: { _, _ in }) {
                if $0.index.value == 5 { throw Stop() }
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder) == ["views.db"])
    }

    @Test("an entry that admission refuses is told, and no view is made of it") func refused() async throws {
        let fixture = try await fixture()
        let copy = try LedgerCopy(of: fixture.directory)
        // The role that was granted is another one now: the record no longer has the root that was signed.
        try copy.execute("UPDATE entry SET data = CAST(replace(data, 'leader', 'ladder') AS BLOB) WHERE idx = 5")
        let changed = try ViewFixture(copy.directory)
        var wrong: [UInt64] = []
        let summary = try replay(changed).run(progress: { _, _ in }) {
            if !$0.findings.isEmpty { wrong.append($0.index.value) }
        }
        #expect(summary.exitCode == 1 && wrong.contains(5))
        #expect(summary.findings.first?.code == .recordRoot)
        #expect(throws: LedgerError(.recordRoot)) {
            try replay(changed).build(into: changed.path(), views: ViewFixture.book)
        }
    }

    @Test("an export replays as the folder does, and says what it withholds") func export() async throws {
        let kinds = try await Self.kinds.value
        let fixture = try await fixture()
        for disclosure in [ExportDisclosure.office, .public] {
            let path = fixture.path("\(disclosure.rawValue).tar")
            try ExportWriter.write(
                kinds.directory, to: path, disclosure: disclosure, checkpoint: kinds.checkpoint, vaultKey: nil,
                book: TestLedger.book)
            let replay = try Replay(path: path, book: TestLedger.book)
            let summary = try replay.build(into: path + ".views", views: ViewFixture.book)
            #expect(summary.size == kinds.size)
            #expect(summary.exitCode == (disclosure == .public ? 2 : 0))
        }
        try fixture.build()
        #expect(try fixture.dump("office.tar.views") == fixture.dump())
        // Authority is public: who was what is the same there.
        var (whole, shown) = (Bytes(), Bytes())
        try ViewReader(path: fixture.path(), book: ViewFixture.book).snapshot { try $0.dump("actors") { whole += $0 } }
        try ViewReader(path: fixture.path("public.tar.views"), book: ViewFixture.book)
            .snapshot { try $0.dump("actors") { shown += $0 } }
        #expect(whole == shown)
    }

    @Test("every type of rule set 0 has a sentence of its own") func sentences() async throws {
        let fixture = try await fixture()
        let replay = try replay(fixture)
        let narrator = Narrator()
        var told: [String: BilingualText] = [:]
        _ = try replay.run(progress: { _, _ in }) { replayed in
            let event = replayed.event!
            told["\(event.type)"] = narrator.sentence(of: event) { replay.earlier($0) }
        }
        #expect(told.count > 12)
        for (type, sentence) in told where !type.hasPrefix("note.") {
            #expect(!sentence.english.contains("enters"), "\(type): \(sentence.english)")
            #expect(!sentence.chinese.contains("记入") && !sentence.chinese.contains("proposes"), "\(type)")
        }
        #expect(told["actor.revoked/1"]?.english == "a0003 ends the role clerk of a0004 (reason: as agreed)")
        #expect(told["personal.confirmed/1"]?.chinese.hasPrefix("a0002 确认第 ") == true)
    }

    @Test("the subjects that a replay finds are those of the timeline") func subjects() async throws {
        let fixture = try await fixture()
        try fixture.build()
        let replay = try replay(fixture)
        let finder = SubjectFinder()
        var found: [[ViewValue]] = []
        _ = try replay.run(progress: { _, _ in }) { replayed in
            let event = replayed.event!
            for subject in finder.subjects(of: event, earlier: { replay.earlier($0) }) {
                found.append([.index(event.index), .text(subject)])
            }
        }
        let stored = try ViewReader(path: fixture.path(), book: ViewFixture.book).snapshot {
            try $0.rows("SELECT idx, subject FROM timeline_subject WHERE relation = 'subject' ORDER BY idx, subject")
        }
        #expect(stored == found && !found.isEmpty)
    }
}

@Suite("A comparison finds a view that was changed by hand") struct ViewComparisonTests {
    private static let kinds = Task { try await KindsLedger.make() }

    private func compare(_ fixture: ViewFixture) throws -> ViewComparison {
        try Replay.compare(
            path: fixture.directory.path, views: fixture.path(), book: TestLedger.book, projectors: ViewFixture.book)
    }

    private func marks(_ comparison: ViewComparison) -> ViewVerdict? { comparison.views.first { $0.name == "marks" } }

    private func fixture() async throws -> ViewFixture {
        let fixture = try ViewFixture(try await Self.kinds.value.directory)
        try fixture.build()
        return fixture
    }

    @Test("what nobody touched is equal") func equal() async throws {
        let comparison = try compare(try await fixture())
        #expect(comparison.exitCode == 0)
        #expect(comparison.views.count == ViewFixture.book.projectors.count)
        #expect(comparison.views.allSatisfy { $0.standing == .equal })
        #expect(comparison.views.allSatisfy { $0.rows > 0 })
    }

    @Test(
        "a row changed, removed, added: table and key are named",
        arguments: ViewFixture.book.projectors.flatMap(\.tables))
    func changed(_ table: ViewTable) async throws {
        // What waits for a second person is empty at the end: an added row alone can be tried there.
        let fixture = try await fixture()
        let rows = try ViewReader(path: fixture.path(), book: ViewFixture.book).snapshot {
            try $0.rows(table.selection)
        }
        let key = table.key.map { "\"\($0)\"" }.joined(separator: ", ")
        let first = "(\(key)) = (SELECT \(key) FROM \"\(table.name)\" ORDER BY \(key) LIMIT 1)"
        let value = table.columns.first { !table.key.contains($0.name) && $0.kind != .blob }
        let names = table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let added = table.columns.map { column in
            switch column.kind {
            case .integer: "99999"
            case .blob: "x'7a7a'"
            default: "'zz'"
            }
        }.joined(separator: ", ")
        var changes: [(sql: String, kind: ViewDifference.Kind)] = [
            ("INSERT INTO \"\(table.name)\"(\(names)) VALUES (\(added))", .surplus)
        ]
        if !rows.isEmpty {
            changes.append(("DELETE FROM \"\(table.name)\" WHERE \(first)", .missing))
            if let value {
                let other = value.kind == .integer ? "99999" : "'zz'"
                changes.append(("UPDATE \"\(table.name)\" SET \"\(value.name)\" = \(other) WHERE \(first)", .changed))
            }
        }
        #expect(changes.count >= (table.name == "actors_proposal" ? 1 : 2))
        for (sql, kind) in changes {
            let changed = try ViewFixture(fixture.directory)
            try changed.build()
            try changed.change(sql)
            let comparison = try compare(changed)
            #expect(comparison.exitCode == 1, "\(sql)")
            let differences = comparison.views.flatMap(\.differences)
            #expect(differences.count == 1 && differences.first?.kind == kind, "\(sql)")
            #expect(differences.first?.table == table.name)
            #expect(differences.first?.key.count == table.key.count)
            if kind == .changed { #expect(differences.first?.columns == [value!.name]) }
        }
    }

    @Test("tables, triggers and positions are looked at too") func structure() async throws {
        for (sql, expected) in [
            ("DROP TABLE marks", "table"), ("CREATE TABLE marks_more(a)", "surplus"),
            ("CREATE TRIGGER t AFTER INSERT ON marks BEGIN SELECT 1; END", "surplus"),
            ("CREATE VIEW peek AS SELECT * FROM marks", "surplus"),
            ("UPDATE view SET leaf = zeroblob(32) WHERE name = 'marks'", "history"),
            ("UPDATE view SET position = position + 5 WHERE name = 'marks'", "history"),
        ] {
            let fixture = try await fixture()
            try fixture.change(sql)
            let comparison = try compare(fixture)
            #expect(comparison.exitCode == 1, "\(sql)")
            switch expected {
            case "table": #expect(marks(comparison)?.differences.first?.kind == .table)
            case "surplus": #expect(comparison.surplus.count == 1, "\(sql)")
            default: #expect(marks(comparison)?.standing == .differs)
            }
        }
    }

    @Test("views that lag or are of another version are neither equal nor wrong") func lagging() async throws {
        let fixture = try ViewFixture(try await Self.kinds.value.directory)
        #expect(throws: LedgerError(.viewsMissing)) { try compare(fixture) }
        try fixture.build(through: 5)
        var comparison = try compare(fixture)
        #expect(comparison.exitCode == 2)
        #expect(comparison.views.allSatisfy { $0.standing == .lags && $0.position == 5 })
        try fixture.change("UPDATE timeline SET author = 'a9999' WHERE idx = 3")
        comparison = try compare(fixture)
        #expect(comparison.exitCode == 1)
        let other = try await self.fixture()
        try other.change("UPDATE view SET version = 9 WHERE name = 'marks'")
        comparison = try compare(other)
        #expect(comparison.exitCode == 2 && marks(comparison)?.standing == .missing)
    }
}
