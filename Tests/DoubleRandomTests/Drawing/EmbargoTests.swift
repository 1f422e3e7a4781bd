import Draw
import Foundation
import Testing

@testable import DoubleRandom
@testable import Ledger

@Suite("A list under embargo is nobody's to know, and everybody's afterwards") struct EmbargoTests {
    private let e1 = "\(Bench.task)-E1"

    private func bench(list: String = "after") throws -> (Bench, Sitting) {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02")
        try bench.objects(10)
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask(list: list)
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        return (bench, sitting)
    }

    /// The draws' entries as everybody reads them, and the lists that they may open.
    private func shown(
        _ ledger: ForgedLedger
    ) throws -> (entries: [DrawEntry], lists: [Hash256: Bytes], bytes: Bytes) {
        let store = try SQLiteStore(path: ledger.directory.database, mode: .read)
        defer { try? store.close() }
        let disclosure = RecordDisclosure(book: RuleBook([RuleSet0(), RuleSet1()]))
        var (entries, lists, all): ([DrawEntry], [Hash256: Bytes], Bytes) = ([], [:], [])
        for stored in try store.entries(from: .founding, limit: 10_000) {
            let entry = try Entry(parsing: stored.bytes)
            let records = try disclosure.data(of: stored, for: .everybody, in: store)
            all += stored.bytes + records.bytes
            guard entry.event.header.type.family.elementsEqual("draw".utf8) else { continue }
            let open = records.records.filter(\.isShown).compactMap { try? Record(parsing: $0.line) }
            entries.append(
                DrawEntry(
                    index: entry.index, type: entry.event.header.type,
                    author: ActorName(entry.event.signatures[0].name.bytes), records: open,
                    isDisclosed: records.records.allSatisfy(\.isShown)))
            for record in open {
                guard let hash = try record.value()["file"]?["sha256"]?.bytes.flatMap({ Hash256(hex: $0) }),
                    let digest = Digest(hash.bytes), let attachment = try store.attachment(digest)
                else { continue }
                lists[hash] = try (0..<attachment.chunks).flatMap {
                    try store.attachmentChunk(digest, position: $0) ?? []
                }
            }
        }
        return (entries, lists, all)
    }

    private func audit(_ ledger: ForgedLedger) throws -> DrawAudit {
        let (entries, lists, _) = try shown(ledger)
        return try DrawAudit.of(Bytes(e1.utf8), entries: entries) { lists[$0] }
    }

    @Test("nothing public leads to the list before the day has passed; then everything of the draw is public")
    func secret() throws {
        let (bench, sitting) = try bench()
        let drawn = try sitting.drawObjects(10)
        let seed = try #require(
            bench.data.last?.records().first { $0.type == TypeName(literal: "draw.seed/1") }?.value()["seed"]?.bytes)
        let under = try ForgedLedger(bench)
        let before = try audit(under)
        #expect(before.seed == nil && before.outcome.isEmpty && before.isRight && !before.isComplete)
        // No value, no rung, no ticket, no object, no list stands in anything that is public.
        let text = String(decoding: try shown(under).bytes, as: UTF8.self)
        let secrets =
            [String(decoding: seed, as: UTF8.self), try sitting.serverLadder.rung(1).hex]
            + sitting.parties.map { sitting.value($0, e1).hex } + drawn.map(\.text)
        for secret in secrets { #expect(!text.contains(secret), "\(secret)") }
        #expect(try shown(under).lists.isEmpty)
        // The commits, which are public, do not verify any guess that is not the value itself.
        #expect(text.contains(sitting.value(sitting.clerk, e1).hex) == false)
        try bench.go(to: "2024-06-30T15:59:59.000Z")
        #expect(refusal { try sitting.disclose(e1) } == "draw.embargo")
        try bench.go(to: "2024-06-30T16:00:01.000Z")
        try sitting.disclose(e1)
        #expect(refusal { try sitting.disclose(e1) } == "draw.standing")
        let ledger = try ForgedLedger(bench)
        let after = try audit(ledger)
        #expect(after.isComplete && after.isRight, "\(after.checks.filter { $0.outcome != .rechecked })")
        #expect(after.seed?.hexBytes == seed && after.outcome.map(\.subject) == drawn.map(\.bytes))
        #expect(try ledger.verify().findings.isEmpty)
    }

    @Test("a live draw stays closed though its day has passed, and is opened once it is over") func live() throws {
        let (bench, sitting) = try bench()
        let (entry, draw) = try sitting.freeze(
            Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan()), embargo: "2024-03-01")
        try sitting.confirm(entry, by: sitting.supervisor)
        bench.advance(days: 1)
        #expect(refusal { try sitting.disclose(e1) } == "draw.standing")
        let seed = try sitting.contribute(draw.entropy)
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
        try sitting.disclose(e1)
        // A strike after it has records of its own, which an event of its own makes public.
        let gone = draw.select(seed: seed).selected[0].id.text
        let next = draw.select(seed: seed).reserves(ofStratumAt: 0)[0]
        let struck = try sitting.strike(gone, of: e1)
        try sitting.follow(e1, struck, Bench.first, [Sitting.successor(next)])
        try sitting.disclose(e1)
        #expect(refusal { try sitting.disclose(e1) } == "draw.standing")
    }

    @Test("a list that is public before the visit is shown when the embargo has ended, not before") func bulletin()
        throws
    {
        let (bench, sitting) = try bench(list: "before")
        let (entry, draw) = try sitting.freeze(
            Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan()), embargo: "2024-03-01")
        try sitting.confirm(entry, by: sitting.supervisor)
        let seed = try sitting.contribute(draw.entropy)
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
        #expect(try bench.view().taskBulletin().rows[0].last == Bytes("不公示".utf8))
        bench.advance(days: 1)
        try sitting.disclose(e1)
        #expect(try bench.view().taskBulletin().rows[0].last != Bytes("不公示".utf8))
    }
}
