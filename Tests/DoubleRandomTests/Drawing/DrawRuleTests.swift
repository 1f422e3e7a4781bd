import Draw
import Ledger
import Testing

@testable import DoubleRandom

@Suite("Draws: the rules recompute everything") struct DrawRuleTests {
    private let e1 = "\(Bench.task)-E1"

    private func sitting(objects count: Int = 10) throws -> Sitting {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned(objects: count)
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        return sitting
    }

    private func objects(_ count: Int = 10, ratio: (Int, Int) = (1, 5)) throws -> Sitting.Objects {
        Sitting.Objects(registry: Sitting.ids(count), plan: try Sitting.plan(ratio))
    }

    @Test("a whole draw of objects, then of inspectors, in the order of the protocol") func whole() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        let drawn = try sitting.drawObjects(10)
        #expect(drawn.count == 2)
        #expect(bench.standing(.tasks, Bench.task) == "drawn")
        #expect(bench.state(.inspections, "\(Bench.task)-00001")?.bytes("object") == drawn[0].bytes)
        try bench.inspectors(4)
        try sitting.drawInspectors(
            Sitting.Inspectors(inspectors: (1...4).map { ("I-\($0)", 0) }, inspections: 2))
        #expect(bench.standing(.tasks, Bench.task) == "matched")
        let team = try #require(bench.state(.inspections, "\(Bench.task)-00002")).list("team")
        #expect(team.count == 2 && Set(team).count == 2)
        let loads = (1...4).compactMap { bench.state(.loads, "I-\($0)/2024")?.integer("count") }
        #expect(loads.reduce(0, +) == 4)
    }

    @Test("a roster that leaves out an eligible object is refused") func missingObject() throws {
        let sitting = try sitting()
        #expect(refusal { try sitting.freeze(objects(9)) } == "draw.manifest")
    }

    @Test("a roster with an object that is not active any more is refused") func surplusObject() throws {
        let sitting = try sitting()
        let end = Row.of("object.end/1", ["cause": .text("注销"), "reason": .text("注销"), "evidence": Row.hex])
        try sitting.bench.act(
            "object.deactivated/1", [end, Row.of("object.reference/1", ["object": .text("OBJ-010")])], by: sitting.clerk
        )
        #expect(refusal { try sitting.freeze(objects(10)) } == "draw.manifest")
        sitting.rung = 0
        let again = try sitting.freeze(objects(9))
        #expect(again.draw.population.count == 9)
    }

    @Test("an exclusion takes an object out with its evidence, and is frozen") func exclusion() throws {
        let sitting = try sitting()
        var input = try objects()
        input.excluded = ["OBJ-003"]
        let (_, draw) = try sitting.freeze(input)
        #expect(draw.population.count == 9)
    }

    @Test("nobody is excluded twice, nor anybody who is not in the registry") func exclusions() throws {
        let sitting = try sitting()
        var input = try objects()
        input.excluded = ["OBJ-003"]
        for stranger in ["OBJ-003", "OBJ-099"] {
            input.surplus = [
                Row.of(
                    "draw.exclusion/1",
                    ["object": .text(stranger), "reason": .text("停业核实"), "evidence": Row.hex])
            ]
            #expect(refusal { try sitting.freeze(input) } == "draw.manifest", "\(stranger)")
            sitting.rung = 0
        }
    }

    @Test("only who bears the tags is in the hat, each in the stratum of the own credit class") func strata() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02", cap: "1/1")
        let classes = ["A", "A", "B", nil, "B", nil]
        try bench.importObjects(
            classes.enumerated().map { place, credit in
                Bench.object(
                    "OBJ-00\(place + 1)", credit: credit, tags: place == 5 ? ["洗车"] : ["洗车", "成品油零售"])
            })
        let strata = [("A", "1/2"), ("B", "1/1"), ("unrated", "1/1")]
        try bench.draftPlan(Bench.plan, [Bench.line(scale: "SAMR", strata: strata, tags: ["成品油零售"])])
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        func input(_ count: Int, _ stratum: @escaping (String) -> String) throws -> Sitting.Objects {
            let plan = try PlanText(
                strata: [("A", 1, 2), ("B", 1, 1), ("unrated", 1, 1)].map {
                    try StratumPlan(stratum: DrawWord($0.0)!, numerator: $0.1, denominator: $0.2, minimum: 1)
                })
            return Sitting.Objects(registry: Sitting.ids(count), stratum: stratum, plan: plan)
        }
        func own(_ id: String) -> String { classes[Int(id.suffix(1))! - 1] ?? "unrated" }
        #expect(refusal { try sitting.freeze(input(6, own)) } == "draw.manifest")
        sitting.rung = 0
        #expect(refusal { try sitting.freeze(input(5) { $0 == "OBJ-001" ? "B" : own($0) }) } == "draw.manifest")
        sitting.rung = 0
        let (_, draw) = try sitting.freeze(input(5, own))
        #expect(draw.sizes == [1, 2, 1])
    }

    @Test("the ratio of the plan is the one that counts") func ratio() throws {
        let sitting = try sitting()
        #expect(refusal { try sitting.freeze(objects(ratio: (2, 5))) } == "draw.manifest")
    }

    @Test("R4: more than the cap of a general item is refused") func cap() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02", cap: "1/10")
        try bench.objects(20)
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        #expect(refusal { try sitting.freeze(objects(20)) } == "draw.cap")
    }

    @Test("a draw needs its attendants, the operator and a supervisor") func contributors() throws {
        let sitting = try sitting()
        let (clerk, supervisor, attendant) = (sitting.clerk, sitting.supervisor, sitting.attendants[0])
        #expect(
            refusal { try sitting.freeze(objects(), parties: [clerk, supervisor]) } == "draw.attendants")
        sitting.rung = 0
        #expect(
            refusal { try sitting.freeze(objects(), parties: [clerk, attendant]) } == "draw.contributors")
        sitting.rung = 0
        let stranger = try sitting.bench.person("reviewer")
        #expect(
            refusal { try sitting.freeze(objects(), parties: [clerk, supervisor, attendant, stranger]) }
                == "draw.contributors")
        sitting.rung = 0
        // The operator who also holds the attendants' role does not attend the own draw.
        try sitting.bench.grant("attendant", to: clerk)
        #expect(refusal { try sitting.freeze(objects(), parties: [clerk, supervisor]) } == "draw.attendants")
    }

    @Test("numbers have no gaps, and one task has one live draw") func numbers() throws {
        let sitting = try sitting()
        #expect(refusal { try sitting.freeze(objects(), draw: "\(Bench.task)-E2") } == "draw.number")
        sitting.rung = 0
        _ = try sitting.freeze(objects())
        #expect(refusal { try sitting.freeze(objects(), draw: "\(Bench.task)-E2") } == "draw.live")
    }

    @Test("a ladder is confirmed by its custodian, opened by the right role, used rung by rung") func ladder() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        let leader = try bench.person("leader")
        let record = Sitting.ladder(sitting.serverLadder, "server", custodian: leader)
        #expect(refusal { try bench.act("draw.ladder/1", [record], by: sitting.supervisor) } == "role.missing")
        let own = Sitting.ladder(sitting.serverLadder, "server", custodian: bench.administrator)
        #expect(refusal { try bench.act("draw.ladder/1", [own], by: bench.administrator) } == "duties.conflict")
        let opened = try bench.act("draw.ladder/1", [record], by: bench.administrator)
        let reserve = Sitting.ladder(sitting.reserveLadder, "reserve", custodian: leader)
        try sitting.confirm(bench.act("draw.ladder/1", [reserve], by: sitting.supervisor), by: leader)
        #expect(refusal { try sitting.freeze(objects()) } == "draw.ladder")
        sitting.rung = 0
        #expect(refusal { try sitting.confirm(opened, by: sitting.supervisor) } == "draw.confirmation")
        try sitting.confirm(opened, by: leader)
        #expect(refusal { try bench.act("draw.ladder/1", [record], by: bench.administrator) } == "number.used")
        let other = try self.sitting()
        other.rung = 1
        #expect(refusal { try other.freeze(objects()) } == "draw.ladder")
    }

    @Test("who operates a draw does not confirm it; an attendant cannot stand in for the supervisor")
    func confirmation() throws {
        let sitting = try sitting()
        let (entry, draw) = try sitting.freeze(objects())
        #expect(refusal { try sitting.confirm(entry, by: sitting.clerk) } == "duties.conflict")
        #expect(refusal { try sitting.confirm(entry, by: sitting.attendants[0]) } == "role.missing")
        #expect(refusal { try sitting.commit(draw.entropy, "01", by: sitting.clerk) } == "draw.standing")
        try sitting.confirm(entry, by: sitting.supervisor)
        #expect(refusal { try sitting.confirm(entry, by: sitting.supervisor) } == "draw.standing")
    }

    @Test("commits are one's own, once, all of them before the close, and all confirm the close") func commits() throws
    {
        let sitting = try sitting()
        let (entry, draw) = try sitting.freeze(objects())
        try sitting.confirm(entry, by: sitting.supervisor)
        let entropy = draw.entropy
        let (clerk, supervisor, attendant) = (sitting.clerk, sitting.supervisor, sitting.attendants[0])
        let first = try sitting.commit(entropy, "01", by: clerk)
        #expect(refusal { try sitting.commit(entropy, "01", by: clerk) } == "draw.commit")
        #expect(refusal { try sitting.commit(entropy, "03", by: supervisor) } == "draw.commit")
        let second = try sitting.commit(entropy, "02", by: supervisor)
        #expect(refusal { try sitting.close(e1, [("01", first), ("02", second)]) } == "draw.incomplete")
        #expect(refusal { try sitting.reveal(e1, "01", sitting.value(clerk, e1), by: clerk) } == "draw.standing")
        let third = try sitting.commit(entropy, "03", by: attendant)
        #expect(refusal { try sitting.close(e1, [("01", first), ("02", second), ("03", first)]) } == "draw.commit")
        let closed = try sitting.close(e1, [("01", first), ("02", second), ("03", third)])
        try sitting.confirm(closed, by: supervisor)
        #expect(refusal { try sitting.confirm(closed, by: supervisor) } == "draw.confirmation")
        #expect(refusal { try sitting.reveal(e1, "01", sitting.value(clerk, e1), by: clerk) } == "draw.standing")
        try sitting.confirm(closed, by: attendant)
        #expect(refusal { try sitting.reveal(e1, "01", Hash256.hash([7]), by: clerk) } == "draw.reveal")
        try sitting.reveal(e1, "01", sitting.value(clerk, e1), by: clerk)
        #expect(refusal { try sitting.reveal(e1, "01", sitting.value(clerk, e1), by: clerk) } == "draw.reveal")
        #expect(refusal { try sitting.open(e1, "04", sitting.serverLadder.rung(1)) } == "draw.incomplete")
        try sitting.reveal(e1, "02", sitting.value(supervisor, e1), by: supervisor)
        try sitting.reveal(e1, "03", sitting.value(attendant, e1), by: attendant)
        #expect(refusal { try sitting.open(e1, "04", sitting.serverLadder.rung(2)) } == "draw.rung")
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        #expect(refusal { try sitting.open(e1, "04", sitting.serverLadder.rung(1)) } == "draw.rung")
    }

    @Test("the engine can state nothing but what follows: another seed, another object, one more, one less")
    func result() throws {
        let sitting = try sitting()
        let (entry, draw) = try sitting.freeze(objects())
        try sitting.confirm(entry, by: sitting.supervisor)
        let seed = try sitting.contribute(draw.entropy)
        let rows = sitting.selected(draw, seed: seed)
        let other = Hash256.hash([5])
        #expect(
            refusal { try sitting.result(e1, seed: other, rows: sitting.selected(draw, seed: other)) }
                == "draw.recomputed")
        #expect(
            refusal { try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: other)) }
                == "draw.recomputed")
        #expect(refusal { try sitting.result(e1, seed: seed, rows: Array(rows.dropLast())) } == "draw.recomputed")
        #expect(refusal { try sitting.result(e1, seed: seed, rows: rows.reversed()) } == "draw.recomputed")
        #expect(refusal { try sitting.result(e1, seed: seed, rows: rows + [rows[0]]) } == "draw.recomputed")
        // One lie alone: the seed, and an object that was not drawn under the ticket of one that was.
        #expect(refusal { try sitting.result(e1, seed: other, rows: rows) } == "draw.recomputed")
        let drawn = draw.select(seed: seed).selected
        let spared = try #require(Sitting.ids(10).first { id in !drawn.contains { $0.id.text == id } })
        let swapped = Row.of(
            "draw.selected/1",
            [
                "object": .text(spared), "inspection": .text("\(Bench.task)-00001"), "stratum": .text("all"),
                "ticket": Sitting.hex(drawn[0].key),
            ])
        #expect(refusal { try sitting.result(e1, seed: seed, rows: [swapped] + rows.dropFirst()) } == "draw.recomputed")
        try sitting.result(e1, seed: seed, rows: rows)
        #expect(refusal { try sitting.result(e1, seed: seed, rows: rows) } == "draw.standing")
    }

    @Test("R6: an inspector who declared a relation is kept away, and a list without the relation is refused")
    func recusal() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        let drawn = try sitting.drawObjects(10)
        try bench.inspectors(3)
        try bench.act(
            "inspector.related/1",
            [
                Row.of(
                    "inspector.relation/1",
                    [
                        "inspector": .text("I-1"), "object": .string(drawn[0].bytes), "relation": .text("inlaw"),
                        "evidence": Row.hex,
                    ])
            ], by: bench.person("inspector", 1))
        var input = Sitting.Inspectors(inspectors: (1...3).map { ("I-\($0)", 0) }, inspections: 2)
        #expect(refusal { try sitting.freeze(input) } == "draw.manifest")
        sitting.rung = 1
        input.conflicts = [("\(Bench.task)-00001", "I-1")]
        try sitting.drawInspectors(input)
        #expect(bench.state(.inspections, "\(Bench.task)-00001")?.list("team").contains(Bytes("I-1".utf8)) == false)
    }

    @Test("R5: nobody without a valid certificate, and nobody absent, is in the pool; nobody who is there is left out")
    func pool() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        try sitting.drawObjects(10)
        try bench.inspectors(3)
        try bench.act(
            "inspector.imported/1",
            [
                Row.of("inspector.import/1", ["source": .text("名册")]), Bench.inspector("I-8", validTo: "2024-02-29"),
                Bench.inspector("I-9", nature: "expert"),
            ], by: sitting.clerk)
        func input(_ ids: [String]) -> Sitting.Inspectors {
            Sitting.Inspectors(inspectors: ids.map { ($0, 0) }, inspections: 2)
        }
        for wrong in [["I-1", "I-2", "I-3", "I-8"], ["I-1", "I-2", "I-3", "I-9"], ["I-1", "I-2"]] {
            #expect(refusal { try sitting.freeze(input(wrong)) } == "draw.manifest")
            sitting.rung = 1
        }
        try bench.act(
            "inspector.suspended/1",
            [
                Row.of(
                    "inspector.absence/1",
                    [
                        "inspector": .text("I-3"), "cause": .text("leave"), "from": .text("2024-02-01"),
                        "to": .text("2024-12-31"),
                    ])
            ], by: sitting.clerk)
        #expect(refusal { try sitting.freeze(input(["I-1", "I-2", "I-3"])) } == "draw.manifest")
        sitting.rung = 1
        _ = try sitting.freeze(input(["I-1", "I-2"]))
    }

    @Test("loads come from the ledger; a newcomer starts at the median of the pool") func loads() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        try sitting.drawObjects(10)
        try bench.inspectors(3)
        let rows = ["2024-01-05", "2024-01-06"].map { day in
            Row.of(
                "history.inspection/1",
                [
                    "object": .text("OBJ-001"), "items": Row.texts(["SW-02"]), "on": .text(day),
                    "inspectors": Row.texts(["I-1"]),
                ])
        }
        try bench.act(
            "history.imported/1", [Row.of("history.import/1", ["source": .text("台账")])] + rows,
            by: bench.person("leader"))
        func input(_ loads: [Int]) -> Sitting.Inspectors {
            Sitting.Inspectors(inspectors: zip(1..., loads).map { ("I-\($0)", $1) }, inspections: 2)
        }
        #expect(refusal { try sitting.freeze(input([0, 0, 0])) } == "draw.manifest")
        sitting.rung = 1
        _ = try sitting.freeze(input([2, 2, 2]))
    }

    @Test("no entropy before a preflight that the rule finds the same; what cannot be filled goes no further")
    func preflight() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        try sitting.drawObjects(10)
        try bench.inspectors(1)
        let (entry, draw) = try sitting.freeze(Sitting.Inspectors(inspectors: [("I-1", 0)], inspections: 2))
        try sitting.confirm(entry, by: sitting.supervisor)
        #expect(refusal { try sitting.commit(draw.entropy, "01", by: sitting.clerk) } == "draw.standing")
        #expect(refusal { try sitting.preflight(draw) } == "draw.infeasible")
    }

    @Test("a preflight states the eligible of every slot as they are") func eligible() throws {
        let sitting = try sitting()
        try sitting.drawObjects(10)
        try sitting.bench.inspectors(3)
        let (entry, draw) = try sitting.freeze(
            Sitting.Inspectors(inspectors: (1...3).map { ("I-\($0)", 0) }, inspections: 2))
        try sitting.confirm(entry, by: sitting.supervisor)
        #expect(refusal { try sitting.preflight(draw, bend: 1) } == "draw.recomputed")
        #expect(refusal { try sitting.preflight(draw, missing: 1) } == "draw.recomputed")
        try sitting.preflight(draw)
    }

    @Test("an inspector who may not check every item of the task is not in the pool") func itemScope() throws {
        let sitting = try sitting()
        try sitting.drawObjects(10)
        try sitting.bench.inspectors(2)
        try sitting.bench.act(
            "inspector.imported/1",
            [
                Row.of("inspector.import/1", ["source": .text("名册")]), Bench.inspector("I-3", items: ["SW-09"]),
                Bench.inspector("I-4", items: ["SW-02", "SW-09"]),
            ], by: sitting.clerk)
        func input(_ numbers: [Int]) -> Sitting.Inspectors {
            Sitting.Inspectors(inspectors: numbers.map { ("I-\($0)", 0) }, inspections: 2)
        }
        #expect(refusal { try sitting.freeze(input([1, 2, 3, 4])) } == "draw.manifest")
        sitting.rung = 1
        _ = try sitting.freeze(input([1, 2, 4]))
    }

    @Test("an embargo has its bounds, and never ends before an earlier one on the same ladder") func embargo() throws {
        let sitting = try sitting()
        #expect(refusal { try sitting.freeze(objects(), embargo: "2024-02-29") } == "draw.embargo")
        sitting.rung = 0
        #expect(refusal { try sitting.freeze(objects(), embargo: "2025-02-28") } == "draw.embargo")
        sitting.rung = 0
        try sitting.drawObjects(10)
        try sitting.bench.inspectors(2)
        let input = Sitting.Inspectors(inspectors: [("I-1", 0), ("I-2", 0)], inspections: 2)
        #expect(refusal { try sitting.freeze(input, embargo: "2024-06-29") } == "draw.embargo")
    }

    @Test("a plan line that was drawn from stays as it is") func forwardOnly() throws {
        let sitting = try sitting()
        try sitting.drawObjects(10)
        let bench = sitting.bench
        #expect(refusal { try bench.adjustPlan([Bench.line(ratio: "1/10")]) } == "plan.drawn")
        #expect(refusal { try bench.adjustPlan([Bench.line("L2")]) } == "plan.drawn")
    }
}
