import Draw
import Testing

@testable import DoubleRandom
@testable import Ledger

/// Verification rechecks every decision: a daemon that breaks the rules is caught, though it holds all of its keys.
@Suite("A daemon that switches the rules off is caught") struct MaliciousDaemonTests {
    /// Where something was slipped in, and the rule that names it.
    private struct Crime: Hashable, CustomStringConvertible {
        let index: UInt64
        let code: String
        var description: String { "\(index) \(code)" }
    }

    private final class Scene {
        let bench: Bench
        let sitting: Sitting
        var crimes: [Crime] = []

        init() throws {
            bench = try Bench(at: "2024-03-01T02:00:00.000Z", rules: LaxRuleSet())
            sitting = try Sitting(bench)
        }

        /// Does what an honest daemon would refuse.
        func commit(_ code: String, _ crime: () throws -> Void) throws {
            crimes.append(Crime(index: UInt64(bench.entries.count), code: code))
            let before = bench.entries.count
            try crime()
            try #require(bench.entries.count == before + 1, "\(code)")
        }
    }

    private func found(_ report: VerifyReport) -> [Crime] {
        report.findings.map { Crime(index: $0.index?.value ?? .max, code: $0.code.rawValue) }
    }

    @Test("an honest ledger of a whole case verifies without a finding, its views rebuild from it")
    func honest() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.publish()
        let report = try ForgedLedger(bench).verify()
        #expect(found(report) == [])
        #expect(report.size == UInt64(bench.entries.count))
        #expect(report.counts[.admission]?.rechecked == report.size)
        #expect(report.rules.values.map(\.rechecked).reduce(0, +) == report.size)
        #expect(report.rules[TypeName("publication.published/1")!]?.rechecked == 1)
        #expect(report.exitCode(requireFull: false) == 2)
    }

    @Test("each crime is named with its index and the rule it breaks, and nothing else is") func crimes() throws {
        let scene = try Scene()
        let (bench, sitting) = (scene.bench, scene.sitting)
        let clerk = try bench.person("clerk")
        _ = try bench.person("reviewer")
        try bench.grant("leader", to: clerk)
        try bench.item("SW-02")
        try bench.objects(10)
        for year in StandardCalendar.values { try bench.adopt(year.name, year.value) }
        try bench.draftPlan()
        // A plan approved by its author.
        try scene.commit("duties.conflict") { try bench.decide("plan.approved/1", by: clerk) }
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask()
        try sitting.openLadders()
        let objects = Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan())
        // A roster that leaves out an eligible object.
        try scene.commit("draw.manifest") {
            _ = try sitting.freeze(Sitting.Objects(registry: Sitting.ids(9), plan: Sitting.plan()))
        }
        sitting.rung = 0
        // A draw without an attendant.
        try scene.commit("draw.attendants") {
            _ = try sitting.freeze(objects, parties: [sitting.clerk, sitting.supervisor])
        }
        sitting.rung = 0
        try sitting.drawObjects(10)
        try drawTeams(scene)
        try inspect(scene)
        let report = try ForgedLedger(bench).verify()
        #expect(found(report) == scene.crimes)
        #expect(report.rules[TypeName("plan.approved/1")!]?.wrong == 1)
        #expect(report.verdict == .altered && report.exitCode(requireFull: false) == 1)
        for finding in report.findings { #expect(!finding.code.sentence.chinese.isEmpty) }
    }

    /// An inspector drawn against recusal: left out of the conflicts, and put into a team by the engine.
    private func drawTeams(_ scene: Scene) throws {
        let (bench, sitting) = (scene.bench, scene.sitting)
        try bench.inspectors(4)
        let object = try #require(bench.state(.inspections, Bench.first)?["object"])
        try bench.act(
            "inspector.related/1",
            [
                Row.of(
                    "inspector.relation/1",
                    [
                        "inspector": .text("I-1"), "object": object, "relation": .text("spouse"), "evidence": Row.hex,
                    ])
            ], by: bench.person("inspector", 1))
        // A relation that goes by the hand of whom it keeps away.
        let related = try bench.person("inspector", 1)
        try bench.grant("leader", to: related)
        try scene.commit("duties.conflict") {
            try bench.unrelate("I-1", object.word ?? "", by: related)
        }
        var input = Sitting.Inspectors(inspectors: (1...4).map { ("I-\($0)", 0) }, inspections: 2)
        try scene.commit("draw.manifest") { _ = try sitting.freeze(input) }
        sitting.rung -= 1
        input.conflicts = [(Bench.first, "I-1")]
        let (entry, draw) = try sitting.freeze(input)
        try sitting.confirm(entry, by: sitting.supervisor)
        try sitting.preflight(draw)
        let seed = try sitting.contribute(draw.entropy)
        let honest = try sitting.teams(draw, seed: seed)
        let slot = draw.roster.slots.rows[0]
        var bent = honest
        bent[0] = Row.of(
            "draw.team/1",
            [
                "slot": .string(slot.slot.bytes), "inspection": .string(slot.inspection.bytes),
                "inspector": .text("I-1"),
            ])
        try scene.commit("draw.recomputed") { try sitting.result("\(Bench.task)-I1", seed: seed, rows: bent) }
        try sitting.result("\(Bench.task)-I1", seed: seed, rows: honest)
    }

    private func inspect(_ scene: Scene) throws {
        let bench = scene.bench
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit()
        try bench.record()
        // A result that nobody of the team confirmed.
        try scene.commit("inspection.team") { try bench.confirmResult(by: bench.outsider().person) }
        try scene.commit("inspection.standing") { try bench.review() }
        try bench.confirmResult()
        // A publication without review.
        try scene.commit("inspection.standing") { try bench.approvePublication() }
        try scene.commit("inspection.standing") { try bench.publish() }
        try bench.review()
        try bench.approvePublication()
        try bench.publish()
    }
}
