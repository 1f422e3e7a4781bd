import Foundation
import Testing

@testable import Ledger

@Suite("The views of the ledger itself") struct LedgerViewTests {
    private func snapshot<Value>(
        _ ledger: TestLedger, _ body: (ViewSnapshot) throws -> Value
    ) throws -> Value {
        let fixture = try ViewFixture(ledger.directory)
        try fixture.build()
        return try ViewReader(path: fixture.path(), book: ViewFixture.book).snapshot(body)
    }

    @Test("actors stand as admission has them") func actors() async throws {
        let kinds = try await KindsLedger.make()
        let state = AdmissionState(committed: try SQLiteStore(path: kinds.directory.database, mode: .read))
        try snapshot(kinds.ledger) { views in
            let actors = try views.rows("SELECT actor, standing, enrolled FROM actors ORDER BY actor")
            #expect(
                try actors
                    == state.rows(.actors).map { row in
                        let value = try IJSONValue(parsing: row.value)
                        return [
                            .text(row.key.key), .text(value["standing"]?.bytes ?? []),
                            .integer(value["enrolled"]?.integer ?? -1),
                        ]
                    })
            let keys = try views.rows("SELECT actor || '/' || key_id, standing, vkey FROM actors_key ORDER BY 1")
            #expect(
                try keys
                    == state.rows(.keys).map { row in
                        let value = try IJSONValue(parsing: row.value)
                        return [
                            .text(row.key.key), .text(value["standing"]?.bytes ?? []),
                            .text(value["vkey"]?.bytes ?? []),
                        ]
                    })
            let roles = try views.rows(
                "SELECT actor || '/' || role || '/' || printf('%016d', granted), standing, day_from, day_to, "
                    + "coalesce(idx_to, idx_from) FROM actors_role ORDER BY 1")
            #expect(
                try roles
                    == state.rows(.roles).map { row in
                        let value = try IJSONValue(parsing: row.value)
                        return [
                            .text(row.key.key), .text(value["standing"]?.bytes ?? []),
                            .optional(value["from"]?.bytes.map { .text($0) }),
                            .optional(value["to"]?.bytes.map { .text($0) }),
                            .integer(value["since"]?.integer ?? -1),
                        ]
                    })
            #expect(keys.count > 4 && roles.count > 4)
        }
    }

    @Test("an actor's standings follow each other without a gap") func standings() async throws {
        let kinds = try await KindsLedger.make()
        try snapshot(kinds.ledger) { views in
            let rows = try views.rows(
                "SELECT standing, idx_from, idx_to FROM actors_standing WHERE actor = 'a0004' ORDER BY idx_from")
            #expect(rows.map { $0[0].string } == ["proposed", "active", "suspended", "active"])
            for (row, next) in zip(rows, rows.dropFirst()) { #expect(row[2] == next[1]) }
            #expect(rows.last?[2] == .null)
        }
    }

    @Test("a subject's timeline holds what it did, what was done to it, and what decided that") func timeline()
        async throws
    {
        let ledger = try await TestLedger()
        let clerk = try TestPerson("a0003")
        let enrolled = try await ledger.enrol(clerk)
        let granted = try await ledger.grant("clerk", to: clerk)
        let note = try await ledger.note("own", by: clerk)
        try await ledger.note("of somebody else", by: ledger.administrator)
        try await ledger.changePolicy("note.days", .integer(90))
        try snapshot(ledger) { views in
            let all = try views.timeline(of: clerk.actor.bytes, limit: 100)
            #expect(
                all.map { "\($0.index) \($0.type) \($0.author ?? "-") \($0.relation)" } == [
                    "1 actor.enrolled/1 a0001 subject", "\(enrolled.entry.index) actor.confirmed/1 a0002 subject",
                    "3 actor.granted/1 a0001 subject", "\(granted.entry.index) actor.confirmed/1 a0002 subject",
                    "\(note.entry.index) note.taken/1 a0003 author",
                ])
            #expect(
                try views.timeline(of: clerk.actor.bytes, after: EntryIndex(2), limit: 2).map(\.index.value) == [3, 4])
            let policy = try views.timeline(of: Bytes("policy:note.days".utf8), limit: 10)
            #expect(policy.map(\.type) == ["policy.changed/1", "policy.confirmed/1"])
            #expect(try views.timeline(of: Bytes("a9999".utf8), limit: 10) == [])
        }
    }

    @Test("records of a type are found in order and page by page") func records() async throws {
        let ledger = try await TestLedger()
        let types = ["note.text/1", "note.text/1", "note.public.text/1", "note.text/1"]
        for _ in 0..<3 {
            try await ledger.append(
                "note.taken/1", types.map { TestLedger.record($0) }, by: ledger.administrator.signer)
        }
        try snapshot(ledger) { views in
            let type = TypeName(literal: "note.text/1")
            let all = try views.records(of: type, limit: 100)
            #expect(
                all.map { "\($0.index).\($0.position)" } == (1...3).flatMap { n in [0, 1, 3].map { "\(n).\($0)" } })
            #expect(try views.rows("SELECT count(*) FROM records WHERE type = 'note.text/1'") == [[.integer(6)]])
            for limit in 1...4 {
                var paged: [ViewSnapshot.RecordPlace] = []
                while case let page = try views.records(of: type, after: paged.last, limit: limit), !page.isEmpty {
                    #expect(page.count <= limit)
                    paged += page
                }
                #expect(paged == all, "pages of \(limit)")
            }
        }
    }

    @Test("marks are listed") func marks() async throws {
        let kinds = try await KindsLedger.make()
        try snapshot(kinds.ledger) { views in
            let marks = try views.rows("SELECT code, idx FROM marks ORDER BY code, idx")
            #expect(marks.count == 1 && marks.first?[0] == .text("late"))
            let late = try #require(marks.first?[1].index)
            let type = try views.rows("SELECT marks FROM timeline WHERE idx = ?", .index(late))
            #expect(type == [[.text("late")]])
        }
    }

    @Test("what the vault keeps is in no view") func noPersonalText() async throws {
        let ledger = try await TestLedger()
        try await ledger.append(
            "note.taken/1", [TestLedger.record("note.text/1")],
            personal: [TestLedger.personalRecord("s-secret", "张三丰 the plaintext")], by: ledger.administrator.signer)
        let fixture = try ViewFixture(ledger.directory)
        try fixture.build()
        let file = try FileIO.read(fixture.path(), limit: 64 << 20)
        for secret in ["张三丰", "the plaintext", "s-secret"] {
            #expect(!String(decoding: file, as: UTF8.self).contains(secret))
        }
    }
}
