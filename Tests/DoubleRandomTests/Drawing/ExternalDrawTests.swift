import Draw
import Ledger
import Testing

@testable import DoubleRandom

@Suite("Draws on another platform") struct ExternalDrawTests {
    private func bench() throws -> Bench {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02")
        try bench.objects(10)
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask(drawn: "external")
        try bench.inspectors(3)
        return bench
    }

    private func announce(_ bench: Bench, _ count: Int = 10) throws {
        let registry = try RegistryManifest(Sitting.ids(count).map { RegistryRow(id: DrawID($0)!) })
        try bench.act(
            "draw.external/1",
            [
                Row.of(
                    "draw.external/1",
                    [
                        "task": .text(Bench.task), "platform": .text("河北省双随机执法监管平台"),
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
