import Foundation
import Testing

@testable import DoubleRandom
@testable import Ledger

@Suite("The office's books in a file of views, and their sentences") struct ProjectorTests {
    private static let book = RuleBook([RuleSet0(), RuleSet1()])
    private static let views = ProjectorBook(OfficeViews.all())

    private func bench() throws -> Bench {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.publish()
        try bench.filePlan()
        try bench.adjustPlan([Bench.line(), Bench.line("L2")])
        return bench
    }

    @Test("a replay to any moment gives the books of a ledger that ends there", arguments: [0, 1, 3])
    func timeTravel(quarter: Int) throws {
        let bench = try bench()
        let ledger = try ForgedLedger(bench)
        // 0 is the end; the others fall in the middle.
        let last = quarter == 0 ? bench.entries.count - 1 : bench.entries.count * quarter / 4
        let path = ledger.directory.path + "/replayed.db"
        let summary = try Replay(path: ledger.directory.path, book: Self.book)
            .build(into: path, asOf: .index(EntryIndex(UInt64(last))), views: Self.views)
        #expect(summary.size == UInt64(last) + 1 && summary.exitCode == 0)
        let expected = try bench.view(asOf: last + 1)
        let reader = try ViewReader(path: path, book: Self.views)
        defer { try? reader.close() }
        try reader.snapshot { snapshot in
            let books = OfficeSnapshot(snapshot)
            for table in OfficeTable.allCases {
                let (stored, folded) = (try books.rows(table), expected.rows(table))
                #expect(stored.map(\.key) == folded.map(\.key), "\(table)")
                #expect(stored.map(\.row) == folded.map(\.row), "\(table)")
            }
            guard quarter == 0 else { return }
            let task = Bytes(Bench.task.utf8)
            #expect(try books.row(.inspections, Bytes(Bench.first.utf8))?.equals("standing", "published") == true)
            #expect(try books.lines(of: Bytes(Bench.plan.utf8)).count == 2)
            #expect(try books.resultBulletin(of: task) == expected.resultBulletin(of: task))
            #expect(try books.inspections(of: task).count == 2)
            #expect(try books.inspections(of: task.dropLast() + [0x39]).isEmpty)
            // The whole chain of one inspection stands under its name.
            let chain = try snapshot.timeline(of: Bytes("inspection:\(Bench.first)".utf8), limit: 100).map(\.type)
            #expect(
                chain == [
                    "draw.result/1", "draw.result/1", "inspection.approved/1", "inspection.notified/1",
                    "inspection.visited/1", "result.recorded/1", "result.confirmed/1", "result.reviewed/1",
                    "publication.approved/1", "publication.published/1",
                ])
        }
    }

    @Test("every event of a case has a sentence, and the Chinese one holds no untranslated word") func sentences()
        throws
    {
        let bench = try bench()
        let narrator = Narrator([OfficeNarration()])
        var told: Set<TypeName> = []
        for place in bench.entries.indices {
            let event = ViewEvent(
                entry: bench.entries[place],
                records: bench.accepted[place].records.enumerated().map {
                    ViewRecord(position: UInt64($0.offset), record: $0.element)
                }, isComplete: true, marks: bench.marks[place])
            guard RuleSet1.specs.contains(where: { $0.type == event.type }) else { continue }
            told.insert(event.type)
            let sentence = narrator.sentence(of: event) { _ in nil }
            #expect(!sentence.english.contains("enters \(event.type)"), "\(event.type)")
            // Numbers and names of what is meant are not words.
            let bare = sentence.chinese.replacing(/[A-Za-z]*[0-9][-A-Za-z0-9.]*|[A-Za-z]{1,6}-[0-9A-Za-z-]+/, with: "")
            #expect(bare.firstMatch(of: /[A-Za-z]{2,}/) == nil, "\(event.type): \(sentence.chinese)")
            #expect(!sentence.chinese.contains("?"), "\(event.type): \(sentence.chinese)")
        }
        #expect(told.count > 20)
    }

    @Test("every type of the domain has a sentence in both languages") func everyType() {
        for spec in RuleSet1.specs {
            let words = OfficeNarration.words(spec.type, head: StateObject(), rows: [], total: 0)
            // Confirmations are told by the entry that they are about.
            #expect((words != nil) == !"\(spec.type)".contains(".confirmed/"), "\(spec.type)")
            let bare = words?.chinese.replacing(/SW|[?]/, with: "") ?? ""
            #expect(bare.firstMatch(of: /[A-Za-z]{2,}/) == nil, "\(bare)")
        }
    }
}
