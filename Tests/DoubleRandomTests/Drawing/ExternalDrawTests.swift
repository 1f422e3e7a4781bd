import Draw
import Ledger
import Testing

@testable import DoubleRandom

@Suite("Draws on another platform") struct ExternalDrawTests {
    private func bench(list: String = "after") throws -> Bench {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02")
        try bench.objects(10)
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask(drawn: "external", list: list)
        try bench.inspectors(3)
        return bench
    }

    private func announce(_ bench: Bench, _ count: Int = 10, task: String = Bench.task) throws {
        let registry = try RegistryManifest(Sitting.ids(count).map { RegistryRow(id: DrawID($0)!) })
        try bench.act(
            "draw.external/1",
            [
                Row.of(
                    "draw.external/1",
                    [
                        "task": .text(task), "platform": .text("河北省双随机执法监管平台"),
                        "registry": Sitting.digest(registry),
                    ])
            ], by: bench.person("clerk"))
    }

    private func list(_ bench: Bench, _ rows: [(object: String, team: [String])]) throws {
        try bench.act(
            "draw.external.listed/1",
            [
                Row.of(
                    "draw.external.list/1",
                    [
                        "task": .text(Bench.task),
                        "about": bench.state(.tasks, Bench.task)?["external"] ?? bench.entries[0].about,
                        "list": Row.hex, "screenshot": Row.hex, "on": .text("2024-03-01"),
                        "count": .integer(Int64(rows.count)),
                    ])
            ]
                + rows.enumerated().map { place, row in
                    Row.of(
                        "draw.external.assigned/1",
                        [
                            "object": .text(row.object),
                            "inspection": .text("\(Bench.task)-\(String(100_001 + place).dropFirst())"),
                            "inspectors": Row.texts(row.team),
                        ])
                }, by: bench.person("clerk"))
    }

    @Test("the roster is fixed before, the list comes after, and both are marked") func whole() throws {
        let bench = try bench()
        #expect(refusal { try list(bench, [("OBJ-001", ["I-1", "I-2"])]) } == "version.stale")
        #expect(refusal { try announce(bench, 9) } == "draw.manifest")
        try announce(bench)
        #expect(bench.lastMarks == [.external])
        #expect(refusal { try announce(bench) } == "draw.live")
        try list(bench, [("OBJ-001", ["I-1", "I-2"]), ("OBJ-007", ["I-2", "I-3"])])
        #expect(bench.lastMarks == [.external])
        #expect(bench.standing(.tasks, Bench.task) == "matched")
        try bench.dispatch()
        #expect(bench.standing(.inspections, Bench.first) == "dispatched")
    }

    static let wrong: [(rows: [(object: String, team: [String])], code: String)] = [
        ([("OBJ-099", ["I-1", "I-2"])], "draw.manifest"),
        ([("OBJ-001", ["I-1", "I-2"]), ("OBJ-001", ["I-1", "I-2"])], "draw.manifest"),
        ([("OBJ-001", ["I-1"])], "plan.line"), ([("OBJ-001", ["I-1", "I-9"])], "inspector.unknown"),
        (Sitting.ids(6).map { ($0, ["I-1", "I-2"]) }, "draw.cap"),
    ]

    @Test("what the office makes of the list passes the same gates", arguments: wrong)
    func gates(rows: [(object: String, team: [String])], code: String) throws {
        let bench = try bench()
        try announce(bench)
        #expect(refusal { try list(bench, rows) } == code)
    }

    @Test("R5, R6: a team from elsewhere has certificates and no relations") func team() throws {
        let bench = try bench()
        try announce(bench)
        try bench.act(
            "inspector.imported/1",
            [
                Row.of("inspector.import/1", ["source": .text("名册")]), Bench.inspector("I-8", validTo: "2024-02-29"),
            ], by: bench.person("clerk"))
        try bench.act(
            "inspector.related/1",
            [
                Row.of(
                    "inspector.relation/1",
                    [
                        "inspector": .text("I-3"), "object": .text("OBJ-001"), "relation": .text("inlaw"),
                        "evidence": Row.hex,
                    ])
            ], by: bench.person("inspector", 3))
        #expect(refusal { try list(bench, [("OBJ-001", ["I-1", "I-8"])]) } == "certificate.missing")
        #expect(refusal { try list(bench, [("OBJ-001", ["I-1", "I-3"])]) } == "draw.manifest")
        try list(bench, [("OBJ-002", ["I-1", "I-3"])])
    }

    @Test("R5: who was transferred or is away is of no team") func absent() throws {
        let bench = try bench()
        try announce(bench)
        for (inspector, cause) in [("I-2", "transfer"), ("I-3", "leave")] {
            try bench.act(
                "inspector.suspended/1",
                [
                    Row.of(
                        "inspector.absence/1",
                        ["inspector": .text(inspector), "cause": .text(cause), "from": .text("2024-02-01")])
                ], by: bench.person("clerk"))
            #expect(refusal { try list(bench, [("OBJ-001", ["I-1", inspector])]) } == "inspector.standing")
        }
    }

    @Test("the list is held against the roster as it was announced, whatever came and went since") func announced()
        throws
    {
        let bench = try bench()
        try announce(bench)
        try bench.importObjects([Bench.object("OBJ-011")])
        let end = Row.of("object.end/1", ["cause": .text("注销"), "reason": .text("注销"), "evidence": Row.hex])
        try bench.act(
            "object.deactivated/1", [end, Row.of("object.reference/1", ["object": .text("OBJ-007")])],
            by: bench.person("clerk"))
        #expect(refusal { try list(bench, [("OBJ-011", ["I-1", "I-2"])]) } == "draw.manifest")
        try list(bench, [("OBJ-007", ["I-1", "I-2"])])
    }

    @Test("R7: who has had all visits of the year is on no list") func yearly() throws {
        let bench = try bench()
        try bench.adopt("inspection.yearlyCap", .integer(1))
        try bench.history("OBJ-003", on: "2024-01-15")
        try announce(bench)
        #expect(refusal { try list(bench, [("OBJ-003", ["I-1", "I-2"])]) } == "frequency.full")
        try list(bench, [("OBJ-004", ["I-1", "I-2"])])
    }

    @Test("the list is under embargo until the task's last day, and public after it") func embargo() throws {
        let bench = try bench(list: "before")
        let sitting = try Sitting(bench)
        try announce(bench)
        try list(bench, [("OBJ-001", ["I-1", "I-2"])])
        let draw = "\(Bench.task)-X1"
        #expect(bench.state(.draws, draw)?.bytes("embargo") == Bytes("2024-06-30".utf8))
        try bench.go(to: "2024-06-30T15:59:59.000Z")
        #expect(refusal { try sitting.disclose(draw) } == "draw.embargo")
        #expect(try RecordedDraw.live(in: bench.memory, today: bench.now.chinaDate).isEmpty)
        #expect(try bench.view().taskBulletin().rows[0].last == Bytes("不公示".utf8))
        try bench.go(to: "2024-06-30T16:00:01.000Z")
        #expect(try RecordedDraw.live(in: bench.memory, today: bench.now.chinaDate) == [Bytes(draw.utf8)])
        let recorded = try RecordedDraw(
            Bytes(draw.utf8), in: StateSnapshot(RecordedDraw.needs(Bytes(draw.utf8)), in: bench.memory))
        let step = try recorded.engineStep(today: bench.now.chinaDate, in: bench.memory) { Random.bytes(16) }
        guard case .disclosure(let data)? = step else {
            Issue.record("the engine has nothing to say")
            return
        }
        try bench.submit("draw.disclosed/1", data, by: [bench.engine])
        #expect(bench.memory.rows.keys.contains { $0.table == .disclosed })
        #expect(refusal { try sitting.disclose(draw) } == "draw.standing")
        #expect(try bench.view().taskBulletin().rows[0].last != Bytes("不公示".utf8))
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
    }

    @Test("what was drawn here, or given up with knowledge, is not drawn around elsewhere") func around() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        try sitting.drawObjects(10)
        let other = "130283202403011002"
        try bench.createTask(other, drawn: "external")
        #expect(refusal { try announce(bench, task: other) } == "draw.live")
        try bench.decideTask("task.stopped/1", reason: "机构改革", by: bench.person("leader"))
        #expect(refusal { try announce(bench, task: other) } == "draw.profile")
    }

    @Test("a task is drawn where it says") func place() throws {
        let bench = try bench()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let objects = Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan())
        #expect(refusal { try sitting.freeze(objects) } == "task.standing")
        let other = try Bench(at: "2024-03-01T02:00:00.000Z")
        try other.planned()
        #expect(refusal { try announce(other) } == "task.standing")
    }
}
