import Draw
import Ledger
import Testing

@testable import DoubleRandom

@Suite("A rung that was withheld comes to light with the next one") struct SuppressedTests {
    private let e1 = "\(Bench.task)-E1"
    private let e2 = "\(Bench.task)-E2"

    /// All entries of draws, as the office reads them.
    private func entries(_ bench: Bench) throws -> [DrawEntry] {
        try bench.entries.indices.compactMap { place in
            let entry = bench.entries[place]
            guard entry.event.header.type.family.elementsEqual("draw".utf8) else { return nil }
            return DrawEntry(
                index: entry.index, type: entry.event.header.type,
                author: ActorName(entry.event.signatures[0].name.bytes), records: try bench.data[place].records(),
                isDisclosed: true)
        }
    }

    private func audit(_ draw: String, _ bench: Bench) throws -> DrawAudit {
        let lists = Dictionary(bench.attachments.map { (Hash256.hash($0), $0) }) { first, _ in first }
        return try DrawAudit.of(Bytes(draw.utf8), entries: entries(bench)) { lists[$0] }
    }

    @Test("the voided draw's result is computed and shown, once the ladder goes on (vector V5)") func exposed() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let objects = Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan())
        let (entry, first) = try sitting.freeze(objects)
        try sitting.confirm(entry, by: sitting.supervisor)
        _ = try sitting.seal(first.entropy)
        try sitting.show(e1, [0, 1, 2])
        // The server is silent; clerk and supervisor give the draw up.
        try sitting.confirm(sitting.void(e1, "after", party: "server"), of: e1, by: sitting.supervisor)
        let silent = try audit(e1, bench)
        #expect(!silent.isSuppressed && silent.seed == nil && silent.outcome.isEmpty && silent.isRight)
        (sitting.supersedes, sitting.beacon) = (
            e1, try BeaconRound(source: DrawID("cwl-ssq")!, round: DrawID("2024025")!)
        )
        let (again, second) = try sitting.freeze(objects, draw: e2)
        try sitting.confirm(again, by: sitting.supervisor)
        _ = try sitting.seal(second.entropy)
        #expect(try audit(e1, bench).isSuppressed == false)
        try sitting.open(e2, "04", sitting.serverLadder.rung(2))
        let exposed = try audit(e1, bench)
        let seed = try sitting.seed(first.entropy, rung: 1)
        #expect(exposed.isSuppressed && exposed.seed == seed && exposed.isRight)
        #expect(exposed.outcome.map(\.subject) == first.select(seed: seed).selected.map(\.id.bytes))
        // The successor is made again with its beacon, and says whom it takes up.
        try sitting.show(e2, [0, 1])
        let fixed = try sitting.fix(e2, ["01", "02"])
        try sitting.confirm(fixed, of: e2, by: sitting.supervisor)
        bench.advance(days: 1)
        let value = try sitting.beacon(e2, "03 07 12 18 25 33 + 09")
        try sitting.confirm(value, of: e2, by: sitting.supervisor)
        let contributions = [0, 1].map { place in
            Contribution(
                slot: DrawID("0\(place + 1)")!, party: DrawID(sitting.parties[place].name)!, kind: .fresh,
                value: sitting.value(sitting.parties[place], e2))
        }
        let honest = try second.entropy.seed(
            contributions + [
                try second.entropy.rung(slot: DrawID("04")!, value: sitting.serverLadder.rung(2)),
                try second.entropy.beacon(
                    slot: DrawID("06")!,
                    text: BeaconText(round: sitting.beacon!, value: DrawWord("03 07 12 18 25 33 + 09")!)),
            ], leftOut: [DrawID("03")!]
        ).hash
        try sitting.result(e2, seed: honest, rows: sitting.selected(second, seed: honest))
        let checked = try audit(e2, bench)
        #expect(checked.isComplete && checked.seed == honest, "\(checked.checks.filter { $0.outcome != .rechecked })")
        #expect(second.freeze.supersedes == DrawID(e1))
    }
}
