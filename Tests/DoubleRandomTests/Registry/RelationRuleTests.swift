import Draw
import Ledger
import Testing

@testable import DoubleRandom

extension Bench {
    func relate(_ inspector: String, _ object: String, by person: Person) throws {
        try act(
            "inspector.related/1",
            [
                Row.of(
                    "inspector.relation/1",
                    [
                        "inspector": .text(inspector), "object": .text(object), "relation": .text("spouse"),
                        "evidence": Row.hex,
                    ])
            ], by: person)
    }

    func unrelate(
        _ inspector: String, _ object: String, about: IJSONValue? = nil, reason: String? = "婚姻关系已解除",
        evidence: IJSONValue? = Row.hex, by person: Person
    ) throws {
        try act(
            "inspector.relation.withdrawn/1",
            [
                Row.of(
                    "inspector.relation.withdrawal/1",
                    [
                        "inspector": .text(inspector), "object": .text(object),
                        "about": about ?? at(.relations, "\(inspector)/\(object)"),
                        "reason": reason.map { .text($0) }, "evidence": evidence,
                    ])
            ], by: person)
    }
}

@Suite("Declared relations, and their withdrawal") struct RelationRuleTests {
    private func bench() throws -> Bench {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.objects(2)
        try bench.inspectors(2)
        return bench
    }

    @Test("a leader or a supervisor withdraws it with reason and evidence: not the inspector, not who declared it")
    func duties() throws {
        let bench = try bench()
        let (leader, inspector) = (try bench.person("leader"), try bench.person("inspector", 1))
        try bench.relate("I-1", "OBJ-001", by: bench.supervisor)
        let declared = bench.at(.relations, "I-1/OBJ-001")
        for role in ["clerk", "inspector", "attendant", "reviewer"] {
            #expect(refusal { try bench.unrelate("I-1", "OBJ-001", by: bench.person(role)) } == "role.missing")
        }
        #expect(refusal { try bench.unrelate("I-1", "OBJ-001", by: bench.supervisor) } == "duties.conflict")
        try bench.grant("leader", to: inspector)
        #expect(refusal { try bench.unrelate("I-1", "OBJ-001", by: inspector) } == "duties.conflict")
        #expect(refusal { try bench.unrelate("I-1", "OBJ-001", reason: nil, by: leader) } == "record.invalid")
        #expect(refusal { try bench.unrelate("I-1", "OBJ-001", evidence: nil, by: leader) } == "record.invalid")
        #expect(refusal { try bench.unrelate("I-1", "OBJ-002", about: declared, by: leader) } == "relation.standing")
        try bench.unrelate("I-1", "OBJ-001", by: leader)
        #expect(bench.standing(.relations, "I-1/OBJ-001") == "withdrawn")
        #expect(refusal { try bench.unrelate("I-1", "OBJ-001", by: leader) } == "relation.standing")
    }

    @Test("who declared again is named anew: the earlier declaration is not current, and the relation holds")
    func again() throws {
        let bench = try bench()
        let leader = try bench.person("leader")
        try bench.relate("I-1", "OBJ-001", by: bench.person("inspector", 1))
        let first = bench.at(.relations, "I-1/OBJ-001")
        try bench.relate("I-1", "OBJ-001", by: bench.person("clerk"))
        #expect(refusal { try bench.unrelate("I-1", "OBJ-001", about: first, by: leader) } == "version.stale")
        try bench.unrelate("I-1", "OBJ-001", by: leader)
        try bench.relate("I-1", "OBJ-001", by: bench.person("inspector", 1))
        #expect(bench.standing(.relations, "I-1/OBJ-001") == "declared")
        #expect(bench.state(.relations, "I-1/OBJ-001")?["until"] == nil)
    }

    @Test("after the withdrawal the inspector is drawn like anybody; a list that still recuses is refused")
    func matching() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let drawn = try sitting.drawObjects(10)[0].text
        try bench.inspectors(2)
        try bench.relate("I-1", drawn, by: bench.person("inspector", 1))
        var input = Sitting.Inspectors(inspectors: [("I-1", 0), ("I-2", 0)], inspections: 2)
        #expect(refusal { try sitting.freeze(input) } == "draw.manifest")
        sitting.rung = 1
        try bench.unrelate("I-1", drawn, by: bench.person("leader"))
        input.conflicts = [(Bench.first, "I-1")]
        #expect(refusal { try sitting.freeze(input) } == "draw.manifest")
        sitting.rung = 1
        input.conflicts = []
        try sitting.drawInspectors(input)
        #expect(bench.state(.inspections, Bench.first)?.list("team").contains(Bytes("I-1".utf8)) == true)
        #expect(try bench.view().rows(.relations).first?.row.equals("standing", "withdrawn") == true)
    }

    @Test("what the composer lists follows the withdrawal, as admission does") func composed() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let drawn = try sitting.drawObjects(10).map(\.bytes)
        try bench.inspectors(3)
        let object = String(decoding: drawn[0], as: UTF8.self)
        for expected in [1, 0] {
            if expected == 1 {
                try bench.relate("I-1", object, by: bench.person("inspector", 1))
            } else {
                try bench.unrelate("I-1", object, by: bench.person("leader"))
            }
            let composed = try bench.composeInspectors(
                objects: [Bytes(Bench.first.utf8): drawn[0], Bytes("\(Bench.task)-00002".utf8): drawn[1]])
            let conflicts = try #require(composed.lists.first { "\($0.name)" == "conflicts" })
            #expect(conflicts.bytes.count { $0 == 0x0A } - 1 == expected)
        }
    }

    @Test("a visit is judged by its day: before the withdrawal the relation kept away, after it no more")
    func visits() throws {
        for (day, marks) in [("2024-03-05", [Mark.related]), ("2024-03-07", [])] {
            let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
            try bench.matched()
            try bench.dispatch()
            try bench.approveVisit()
            try bench.notify()
            let object = try #require(bench.state(.inspections, Bench.first)?["object"]?.word)
            let member = try bench.team()[0]
            try bench.relate(member.id, object, by: bench.person("clerk"))
            try bench.go(to: "2024-03-07T02:00:00.000Z")
            try bench.unrelate(member.id, object, by: bench.person("leader"))
            try bench.visit(on: day)
            #expect(bench.lastMarks == marks, "\(day)")
        }
    }
}
