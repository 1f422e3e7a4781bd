import Draw
import Ledger
import Testing

@testable import DoubleRandom

extension Bench {
    func history(_ object: String, items: [String] = ["SW-02"], on days: String...) throws {
        try act(
            "history.imported/1",
            [Row.of("history.import/1", ["source": .text("台账")])]
                + days.map {
                    Row.of(
                        "history.inspection/1",
                        ["object": .text(object), "items": Row.texts(items), "on": .text($0)])
                }, by: person("leader"))
    }
}

@Suite("R7: how often an enterprise is inspected") struct FrequencyRuleTests {
    private func sitting(cap: Int64?, class standing: String = "general", adHoc: Bool = false) throws -> Sitting {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02", class: standing)
        try bench.objects(10)
        if adHoc {
            try bench.createTask(plan: nil, reason: "投诉集中", scope: [Bench.line(type: "task.scope/1")])
            try bench.decideTask("task.approved/1", by: bench.person("leader"))
        } else {
            try bench.draftPlan()
            try bench.decide("plan.approved/1", by: bench.person("leader"))
            try bench.createTask()
        }
        if let cap { try bench.adopt("inspection.yearlyCap", .integer(cap)) }
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        return sitting
    }

    private func objects(without excluded: [String] = [], reason: String = "年度频次已满") throws -> Sitting.Objects {
        Sitting.Objects(
            registry: Sitting.ids(10), excluded: excluded, reason: reason, plan: try Sitting.plan())
    }

    private func tryFreeze(_ sitting: Sitting, _ objects: Sitting.Objects) -> String? {
        let code = refusal { try sitting.freeze(objects) }
        if code != nil { sitting.rung = 0 }
        return code
    }

    @Test("who has had all visits of the year is not drawn again: left out with that reason, or any other")
    func gate() throws {
        let sitting = try sitting(cap: 2)
        try sitting.bench.history("OBJ-003", on: "2024-01-15", "2024-02-15")
        try sitting.bench.history("OBJ-004", on: "2024-01-15")
        try sitting.bench.history("OBJ-005", on: "2023-01-15", "2023-02-15")
        #expect(tryFreeze(sitting, try objects()) == "frequency.full")
        #expect(tryFreeze(sitting, try objects(without: ["OBJ-004"])) == "frequency.full")
        let (_, draw) = try sitting.freeze(objects(without: ["OBJ-003"]))
        #expect(draw.population.count == 9)
        let other = try self.sitting(cap: 2)
        try other.bench.history("OBJ-003", on: "2024-01-15", "2024-02-15")
        #expect(tryFreeze(other, try objects(without: ["OBJ-003"], reason: "停业核实")) == nil)
    }

    @Test(
        "nobody is spared a draw with that reason who has not been visited: by the cap, or for every item of the task")
    func claimed() throws {
        let sitting = try sitting(cap: 2)
        try sitting.bench.history("OBJ-003", on: "2024-01-15")
        try sitting.bench.history("OBJ-004", items: ["SW-02"], on: "2023-12-15")
        #expect(tryFreeze(sitting, try objects(without: ["OBJ-007"])) == "frequency.full")
        #expect(tryFreeze(sitting, try objects(without: ["OBJ-004"])) == "frequency.full")
        // Visited for the item as often as a year has it: the office may leave it out, and need not.
        #expect(tryFreeze(sitting, try objects(without: ["OBJ-003"])) == nil)
        let open = try self.sitting(cap: nil)
        try open.bench.history("OBJ-003", on: "2024-01-15", "2024-02-15")
        #expect(tryFreeze(open, try objects()) == nil)
    }

    @Test("key items and a task that follows a lead know no cap", arguments: [("key", false), ("general", true)])
    func exempt(standing: String, adHoc: Bool) throws {
        let sitting = try sitting(cap: 1, class: standing, adHoc: adHoc)
        try sitting.bench.history("OBJ-003", on: "2024-01-15", "2024-02-15")
        #expect(tryFreeze(sitting, try objects(without: ["OBJ-003"])) == "frequency.full")
        #expect(tryFreeze(sitting, try objects()) == nil)
    }

    @Test("a visit of a key item does not use up the year; several visits on one day are one") func days() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02")
        try bench.item("SW-03", class: "key", cap: nil)
        try bench.objects(2)
        try bench.history("OBJ-001", items: ["SW-03"], on: "2024-01-15")
        #expect(bench.state(.visits, "OBJ-001/2024") == nil)
        try bench.history("OBJ-001", on: "2024-01-16")
        try bench.history("OBJ-001", items: ["SW-03"], on: "2024-01-16")
        try bench.history("OBJ-001", items: ["SW-02", "SW-03"], on: "2024-02-16")
        #expect(bench.state(.visits, "OBJ-001/2024")?.list("days").count == 2)
        #expect(bench.state(.visits, "OBJ-001/SW-02/2024")?.integer("count") == 2)
    }

    @Test("the composer leaves out who has had all visits, and admission agrees to its list") func composed() throws {
        let sitting = try sitting(cap: 1)
        try sitting.bench.history("OBJ-003", on: "2024-01-15")
        try sitting.bench.history("OBJ-008", on: "2024-02-15")
        let freeze = try sitting.bench.composeObjects()
        #expect(freeze.strata.map(\.population) == [8])
        try sitting.bench.act("draw.freeze/1", freeze.data, by: sitting.clerk)
        let draw = try #require(sitting.bench.state(.draws, "\(Bench.task)-E1"))
        #expect(draw.bytes("hash") == freeze.hash.hexBytes)
    }

    /// The cap, the days of earlier visits, and the marks of a visit on 5 March.
    static let visits: [(cap: Int64?, earlier: [String], marks: [Mark])] = [
        (1, [], []), (1, ["2024-01-15"], [.frequency, .overCap]), (2, ["2024-01-15"], [.frequency]),
        (1, ["2023-12-30"], []), (1, ["2024-03-05"], [.frequency]), (nil, ["2024-01-15"], [.frequency]),
        (0, [], [.overCap]),
    ]

    @Test("a visit beyond the cap has happened: it is marked", arguments: visits)
    func mark(cap: Int64?, earlier: [String], marks: [Mark]) throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.matched()
        if let cap { try bench.adopt("inspection.yearlyCap", .integer(cap)) }
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        let object = try #require(bench.state(.inspections, Bench.first)?["object"]?.word)
        // Visits that came in after the freeze, so that no gate could know them.
        for day in earlier { try bench.history(object, on: day) }
        try bench.visit()
        #expect(bench.lastMarks == marks)
    }
}
