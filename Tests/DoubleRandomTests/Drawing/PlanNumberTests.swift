import Draw
import Ledger
import Testing

@testable import DoubleRandom

/// Totals, group caps and weights of a plan line, from the plan to the drawn list.
@Suite("A draw by total, with group caps and weights") struct PlanNumberTests {
    /// A plan line with more members than the usual one.
    private func line(_ members: [(StaticString, IJSONValue)], mode: String = "sample", strata: IJSONValue? = nil)
        throws -> Bytes
    {
        let usual = try Record(parsing: Bench.line(ratio: "1/1")).value()
        var all = (usual.members ?? []).filter { member in
            !["nonce", "type", "mode"].contains { member.name.elementsEqual($0.utf8) }
                && (strata == nil || !member.name.elementsEqual("strata".utf8))
        }
        all.append(.init("mode", .text(mode)))
        if let strata { all.append(.init("strata", strata)) }
        all += members.map { .init($0.0, $0.1) }
        return RecordComposer.record(TypeName(literal: "plan.line/1"), nonce: Random.bytes(16), all)
    }

    private func stratum(_ name: String, minimum: Int64 = 0, multiplier: Int64? = nil, ratio: String = "1/1")
        -> IJSONValue
    {
        .object(
            [
                .init("stratum", .text(name)), .init("mode", .text("ratio")), .init("ratio", .text(ratio)),
                .init("min", .integer(minimum)),
            ] + (multiplier.map { [.init("multiplier", .integer($0))] } ?? []))
    }

    private func weights(_ pairs: [(String, Int64)]) -> IJSONValue {
        .array(pairs.map { .object([.init("tag", .text($0.0)), .init("weight", .integer($0.1))]) })
    }

    private func object(_ number: Int, jurisdiction: String, tags: [String] = []) -> Bytes {
        let id = "OBJ-\(String(1_000 + number).dropFirst())"
        let usual = (try? Record(parsing: Bench.object(id, tags: tags)).value().members ?? []) ?? []
        return RecordComposer.record(
            TypeName(literal: "object.record/1"), nonce: Random.bytes(16),
            usual.filter { member in !["nonce", "type"].contains { member.name.elementsEqual($0.utf8) } }
                + [.init("jurisdiction", .text(jurisdiction))])
    }

    @Test("what the line says is what is frozen and what is drawn, and no other plan is admitted")
    func whole() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02")
        // Nine stations of three townships, three of them watched.
        try bench.importObjects(
            (1...9).map { object($0, jurisdiction: "\(["甲", "乙", "丙"][$0 % 3])镇所", tags: $0 <= 3 ? ["重点监管"] : []) })
        try bench.draftPlan(
            Bench.plan,
            [
                line([
                    ("total", .integer(3)), ("groupBy", .text("jurisdiction")), ("groupCap", .integer(1)),
                    ("weights", weights([("重点监管", 5)])),
                ])
            ])
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let snapshot = try StateSnapshot(
            DrawComposer.needs(objectsOf: Bytes(Bench.task.utf8)), in: bench.memory)
        let composer = DrawComposer(snapshot, today: bench.now.chinaDate) { Random.bytes(16) }
        let request = FreezeRequest(
            task: Bytes(Bench.task.utf8), author: sitting.clerk.actor, supervisor: sitting.supervisor.actor,
            attendants: sitting.attendants.map(\.actor), ladder: Bytes("bureau-L1".utf8),
            reserve: Bytes("disc-L1".utf8), embargo: CivilDate("2024-06-30".utf8)!, place: Bytes("三楼会议室".utf8))
        let freeze = try composer.objects(request)
        func list(_ name: String) -> Bytes { freeze.lists.first { "\($0.name)" == name }?.bytes ?? [] }
        #expect(
            list("plan")
                == Bytes("ssj/v1/plan\nstratum\tall\tratio\t1\t1\t1\t-\ntotal\t3\ngroupcap\t1\n".utf8))
        let population = try PopulationManifest(parsing: list("population"))
        #expect(population.rows.map(\.weight) == [5, 5, 5, 1, 1, 1, 1, 1, 1])
        #expect(population.rows[0].group == DrawWord("乙镇所"))
        for text in freeze.lists { bench.attachments.append(text.bytes) }
        let entry = try bench.act("draw.freeze/1", freeze.data, by: sitting.clerk)

        // Another root than that of the population is refused.
        let root = ManifestTree(population).root
        #expect(
            try freeze.data.contains { try Record(parsing: $0).value()["population"]?["root"]?.bytes == root.hexBytes })

        try sitting.confirm(entry, by: sitting.supervisor)
        let plan = try PlanText(parsing: list("plan"))
        for number in 1...30 {
            let selection = try Selection(
                population: population, plan: plan, seed: Hash256.hash(Bytes("numbers \(number)".utf8)))
            let groups = selection.selected.compactMap { drawn in population.rows.first { $0.id == drawn.id }?.group }
            #expect(groups.count == 3 && Set(groups).count == 3)
        }
    }

    @Test("a root that is not the population's is refused")
    func root() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let snapshot = try StateSnapshot(
            DrawComposer.needs(objectsOf: Bytes(Bench.task.utf8)), in: bench.memory)
        let request = FreezeRequest(
            task: Bytes(Bench.task.utf8), author: sitting.clerk.actor, supervisor: sitting.supervisor.actor,
            attendants: sitting.attendants.map(\.actor), ladder: Bytes("bureau-L1".utf8),
            reserve: Bytes("disc-L1".utf8), embargo: CivilDate("2024-06-30".utf8)!, place: Bytes("三楼会议室".utf8))
        let freeze = try DrawComposer(snapshot, today: bench.now.chinaDate) { Random.bytes(16) }.objects(request)
        let population = try PopulationManifest(parsing: freeze.lists[1].bytes)
        let right = ManifestTree(population).root
        let wrong = Hash256.hash([0])
        let bent = freeze.data.map { line in
            Bytes(String(decoding: line, as: UTF8.self).replacing(right.hex, with: wrong.hex).utf8)
        }
        #expect(bent != freeze.data)
        #expect(refusal { try bench.act("draw.freeze/1", bent, by: sitting.clerk) } == "draw.manifest")
        try bench.act("draw.freeze/1", freeze.data, by: sitting.clerk)
    }

    @Test("what does not fit together is refused when the plan is drafted")
    func refused() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02")
        let lines: [(String, Bytes)] = [
            ("a total of nothing", try line([("total", .integer(0))])),
            (
                "minimums above the total",
                try line([("total", .integer(2))], strata: .array([stratum("all", minimum: 3)]))
            ),
            (
                "a share beside a total",
                try line([("total", .integer(2))], strata: .array([stratum("all", ratio: "1/5")]))
            ),
            ("a multiplier without a total", try line([], strata: .array([stratum("all", multiplier: 2)]))),
            (
                "a multiplier of nothing",
                try line([("total", .integer(2))], strata: .array([stratum("all", multiplier: 0)]))
            ),
            ("a cap without a group", try line([("groupCap", .integer(1))])),
            ("a group without a cap", try line([("groupBy", .text("jurisdiction"))])),
            ("a cap of nothing", try line([("groupBy", .text("jurisdiction")), ("groupCap", .integer(0))])),
            ("a weight of one", try line([("weights", weights([("重点监管", 1)]))])),
            ("a weight too large", try line([("weights", weights([("重点监管", 1_001)]))])),
            ("one tag twice", try line([("weights", weights([("重点监管", 2), ("重点监管", 3)]))])),
        ]
        for (why, line) in lines {
            #expect(refusal { try bench.draftPlan(Bench.plan, [line]) } == "plan.line", "\(why)")
        }
        try bench.draftPlan(
            Bench.plan, [line([("total", .integer(4))], strata: .array([stratum("all", minimum: 1, multiplier: 7)]))])
    }

    @Test("a line that is adjusted in its total, groups or weights after its task was set up is not drawn from")
    func adjusted() throws {
        let changes: [[(StaticString, IJSONValue)]] = [
            [("total", .integer(2))], [("groupBy", .text("jurisdiction")), ("groupCap", .integer(1))],
            [("weights", weights([("重点监管", 5)]))],
        ]
        for change in changes + [[("note", .text("期限不变"))]] {
            let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
            try bench.item("SW-02")
            try bench.objects(10)
            try bench.draftPlan(Bench.plan, [line([])])
            try bench.decide("plan.approved/1", by: bench.person("leader"))
            try bench.createTask()
            try bench.adjustPlan([line(change)])
            try bench.decide("plan.approved/1", by: bench.person("leader"))
            let sitting = try Sitting(bench)
            try sitting.openLadders()
            let objects = Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan())
            let code = refusal { try sitting.freeze(objects) }
            #expect((code == "task.superseded") == (change[0].0.description != "note"), "\(change): \(code ?? "-")")
        }
    }
}
