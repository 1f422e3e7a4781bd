import Ledger
import Testing

@testable import DoubleRandom

@Suite("Plans and tasks") struct PlanRuleTests {
    private func bench() throws -> Bench {
        let bench = try Bench()
        try bench.item("SW-02")
        return bench
    }

    @Test("draft, approve, file, publish, complete: in this order and no other") func order() throws {
        let bench = try bench()
        try bench.draftPlan()
        let leader = try bench.person("leader")
        #expect(refusal { try bench.filePlan() } == "plan.standing")
        #expect(refusal { try bench.publishPlan() } == "plan.standing")
        try bench.decide("plan.approved/1", by: leader)
        #expect(refusal { try bench.decide("plan.approved/1", by: leader) } == "plan.standing")
        #expect(refusal { try bench.publishPlan() } == "plan.standing")
        try bench.filePlan()
        #expect(refusal { try bench.completePlan() } == "plan.standing")
        try bench.publishPlan()
        try bench.completePlan()
        #expect(bench.standing(.plans, Bench.plan) == "completed")
        #expect(refusal { try bench.adjustPlan([Bench.line()]) } == "plan.standing")
    }

    @Test("who drafted a plan does not approve it, not even as leader") func ownPlan() throws {
        let bench = try bench()
        let clerk = try bench.person("clerk")
        try bench.grant("leader", to: clerk)
        try bench.draftPlan()
        #expect(refusal { try bench.decide("plan.approved/1", by: clerk) } == "duties.conflict")
        // A colleague who saves it once more does not free its author to approve it.
        let colleague = try bench.person("clerk", 2)
        try bench.act(
            "plan.adjusted/1",
            [
                Row.of(
                    "plan.adjustment/1",
                    ["plan": .text(Bench.plan), "about": bench.at(.plans, Bench.plan), "reason": .text("改字")]),
                Bench.line(),
            ], by: colleague)
        #expect(refusal { try bench.decide("plan.approved/1", by: clerk) } == "duties.conflict")
        try bench.decide("plan.approved/1", by: bench.person("leader"))
    }

    @Test("R1: an item that is not published, or was changed since, stands in no plan") func unpublished() throws {
        let bench = try Bench()
        try bench.item("SW-02", publish: false)
        #expect(refusal { try bench.draftPlan() } == "item.unpublished")
        #expect(refusal { try bench.draftPlan(Bench.plan, [Bench.line(items: ["SW-99"])]) } == "item.unknown")
    }

    @Test("R2: no task under a plan that is not approved; without a plan it needs reason and scope")
    func unapproved() throws {
        let bench = try bench()
        try bench.draftPlan()
        #expect(refusal { try bench.createTask() } == "plan.unapproved")
        #expect(refusal { try bench.createTask(plan: nil) } == "task.origin")
        let scope = Bench.line(type: "task.scope/1")
        #expect(refusal { try bench.createTask(plan: nil, scope: [scope]) } == "task.origin")
        try bench.createTask(plan: nil, reason: "投诉集中", scope: [scope])
        #expect(bench.lastMarks == [.adHoc])
        #expect(bench.standing(.tasks, Bench.task) == "proposed")
        try bench.decideTask("task.approved/1", by: bench.person("leader"))
        #expect(bench.standing(.tasks, Bench.task) == "waiting")
    }

    @Test("R1: an item that is adjusted waits for its publication: no task and no draw in between") func adjustedItem()
        throws
    {
        let bench = try bench()
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        let adjusted = Row.of(
            "item.record/1",
            [
                "item": .text("SW-02"), "category": .text("成品油"), "name": .text("成品油"), "class": .text("general"),
                "basis": Row.texts(["办法"]), "subject": .text("商务局"), "kind": .text("加油站"), "ratioCap": .text("1/4"),
            ])
        let reason = Row.of("item.adjustment/1", ["cause": .text("law"), "reason": .text("新办法施行")])
        try bench.act("item.adjusted/1", [reason, adjusted], by: bench.person("clerk"))
        #expect(refusal { try bench.createTask() } == "item.unpublished")
        try bench.publishItem("SW-02")
        try bench.createTask()
    }

    @Test("who proposed a task without a plan does not approve it; who drafted a plan does not return it")
    func ownTask() throws {
        let bench = try bench()
        let clerk = try bench.person("clerk")
        try bench.grant("leader", to: clerk)
        try bench.draftPlan()
        #expect(refusal { try bench.decide("plan.returned/1", reason: "改", by: clerk) } == "duties.conflict")
        #expect(refusal { try bench.decide("plan.returned/1", by: bench.person("leader")) } == "record.invalid")
        try bench.decide("plan.returned/1", reason: "范围过大", by: bench.person("leader"))
        #expect(bench.standing(.plans, Bench.plan) == "returned")
        try bench.createTask(plan: nil, reason: "投诉集中", scope: [Bench.line(type: "task.scope/1")])
        #expect(refusal { try bench.decideTask("task.approved/1", by: clerk) } == "duties.conflict")
    }

    @Test("R3: everything, or an order of batches over everything, is for key items alone") func keyItems() throws {
        let bench = try bench()
        for mode in ["full", "order"] {
            #expect(
                refusal { try bench.draftPlan(Bench.plan, [Bench.line(mode: mode, ratio: "1/1")]) } == "plan.line")
        }
        try bench.item("SW-03", class: "key", cap: nil)
        #expect(
            refusal { try bench.draftPlan(Bench.plan, [Bench.line(items: ["SW-03"], mode: "full")]) } == "plan.line")
        try bench.draftPlan(Bench.plan, [Bench.line(items: ["SW-03"], mode: "order", ratio: "1/1")])
    }

    static let scopes: [(line: Bytes, code: String?)] = [
        (Bench.line(max: 1), nil), (Bench.line(max: 0), "plan.line"), (Bench.line(kind: "超市"), "plan.line"),
        (Bench.line(strata: [("A", "1/5")]), "plan.line"),
        (Bench.line(strata: [("all", "1/5"), ("B", "1/5")]), "plan.line"),
        (Bench.line(scale: "SAMR", strata: [("A", "1/20"), ("unrated", "1/5")]), nil),
        (Bench.line(scale: "SAMR", strata: [("E", "1/20")]), "plan.line"),
        (Bench.line(scale: "SAMR", strata: [("A", "1/20"), ("A", "1/5")]), "plan.line"),
        (Bench.line(scale: "HEBEI", strata: [("A", "1/20")]), "policy.missing"),
        (Bench.line(from: "2024-05-02", to: "2024-05-01"), "plan.line"),
        (
            Bench.line(slots: 8, skills: (0..<10).map { String(repeating: "\"", count: 250) + "\($0)" }),
            nil
        ),
        (
            Bench.line(
                slots: 8, tags: (0..<20).map { String(repeating: "\"", count: 110) + "\($0)" },
                skills: (0..<10).map { String(repeating: "\"", count: 254) + "\($0)" },
                note: String(repeating: "\"", count: 2_000)), "plan.line"
        ),
    ]

    @Test("strata are those of the scale, kinds those of the items, and a line keeps within bounds", arguments: scopes)
    func scope(line: Bytes, code: String?) throws {
        let bench = try bench()
        #expect(refusal { try bench.draftPlan(Bench.plan, [line]) } == code)
    }

    @Test("rounding is what policy allows, and a line stands once") func rounding() throws {
        let bench = try bench()
        #expect(refusal { try bench.draftPlan(Bench.plan, [Bench.line(), Bench.line()]) } == "plan.line")
        try bench.adopt("draw.rounding", .array([.text("ratio")]))
        #expect(refusal { try bench.draftPlan(Bench.plan, [Bench.line(rounding: "ratio-half")]) } == "plan.line")
        try bench.adopt("draw.rounding", .array([.text("ratio"), .text("ratio-half")]))
        try bench.draftPlan(Bench.plan, [Bench.line(rounding: "ratio-half")])
    }

    @Test("R5: a line for fewer people than policy says is refused") func team() throws {
        let bench = try bench()
        #expect(refusal { try bench.draftPlan(Bench.plan, [Bench.line(slots: 1)]) } == "plan.line")
    }

    static let numbers = [
        ("13028320241001", 2024 as Int64, nil), ("13028420241001", 2024, "plan.number"),
        ("13028320231001", 2024, "plan.number"), ("13028320242001", 2024, "plan.number"),
        ("1302832024100", 2024, "record.invalid"),
    ]

    @Test("a plan's number has region, year and four digits from 1", arguments: numbers)
    func number(number: String, year: Int64, code: String?) throws {
        let bench = try bench()
        #expect(refusal { try bench.draftPlan(number, year: year) } == code)
    }

    @Test("numbers are never used twice, nor is a document number") func unique() throws {
        let bench = try bench()
        try bench.draftPlan()
        #expect(refusal { try bench.draftPlan() } == "number.used")
        let document = "迁商抽查〔2024〕1号"
        func number() throws {
            try bench.act(
                "plan.numbered/1",
                [Row.of("plan.number/1", ["plan": .text(Bench.plan), "number": .text(document)])],
                by: bench.person("clerk"))
        }
        try number()
        #expect(refusal { try number() } == "number.used")
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask()
        #expect(refusal { try bench.createTask() } == "number.used")
        #expect(refusal { try bench.createTask("130283202402301001") } == "plan.number")
    }

    @Test("an adjustment counts once another person has approved it; until then the earlier version does")
    func adjust() throws {
        let bench = try bench()
        let leader = try bench.person("leader")
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: leader)
        let stale = bench.at(.plans, Bench.plan)
        try bench.adjustPlan([Bench.line(), Bench.line("L2")])
        #expect(bench.state(.plans, Bench.plan)?.integer("approved") == 1)
        #expect(refusal { try bench.createTask(line: "L2") } == "task.origin")
        let old = Row.of("plan.decision/1", ["plan": .text(Bench.plan), "about": stale])
        #expect(refusal { try bench.act("plan.approved/1", [old], by: leader) } == "version.stale")
        try bench.decide("plan.approved/1", by: leader)
        try bench.createTask(line: "L2")
    }

    @Test("a task keeps within its plan line") func window() throws {
        let bench = try bench()
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        #expect(refusal { try bench.createTask(from: "2024-02-28") } == "task.window")
        #expect(refusal { try bench.createTask(to: "2024-12-01") } == "task.window")
        #expect(refusal { try bench.createTask(from: "2024-05-02", to: "2024-05-01") } == "task.window")
    }

    @Test("a leader away: the deputy approves within the dates of the delegation and not outside them")
    func delegation() throws {
        let bench = try bench()
        let deputy = try Person("a0900")
        try bench.enrol(deputy, "leader", from: "2024-01-10", to: "2024-01-12")
        try bench.draftPlan()
        #expect(refusal { try bench.decide("plan.approved/1", by: deputy) } == "role.missing")
        try bench.go(to: "2024-01-13T02:00:00.000Z")
        #expect(refusal { try bench.decide("plan.approved/1", by: deputy) } == "role.missing")
        let other = try Bench(at: "2024-01-11T02:00:00.000Z")
        try other.item("SW-02")
        try other.enrol(deputy, "leader", from: "2024-01-10", to: "2024-01-12")
        try other.draftPlan()
        try other.decide("plan.approved/1", by: deputy)
    }

    @Test("paper is taken for the acts that policy names, entered by a clerk, and marked") func paper() throws {
        let bench = try bench()
        try bench.draftPlan()
        try bench.decide("plan.approved/1", paper: true, by: bench.person("clerk", 2))
        #expect(bench.lastMarks == [.paper])
        let scope = Bench.line(type: "task.scope/1")
        try bench.createTask(plan: nil, reason: "投诉", scope: [scope])
        let decision = Row.of(
            "task.decision/1",
            [
                "task": .text(Bench.task), "about": bench.at(.tasks, Bench.task),
                "paper": .object([
                    .init("sha256", Row.hex), .init("on", .text("2024-01-09")), .init("post", .text("局长")),
                ]),
            ])
        #expect(refusal { try bench.act("task.approved/1", [decision], by: bench.person("clerk")) } == "paper.refused")
    }

    @Test("a task keeps the versions of the items that it was set up with") func versions() throws {
        let bench = try bench()
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        let adjusted = Row.of(
            "item.record/1",
            [
                "item": .text("SW-02"), "category": .text("成品油"), "name": .text("成品油"), "class": .text("general"),
                "basis": Row.texts(["办法"]), "subject": .text("商务局"), "kind": .text("加油站"), "ratioCap": .text("1/4"),
            ])
        let reason = Row.of(
            "item.adjustment/1", ["cause": .text("law"), "reason": .text("新办法施行"), "evidence": Row.hex])
        try bench.createTask()
        try bench.act("item.adjusted/1", [reason, adjusted], by: bench.person("clerk"))
        try bench.publishItem("SW-02")
        try bench.createTask("130283202403011002")
        #expect(bench.state(.tasks, Bench.task)?["versions"] == .array([.integer(1)]))
        #expect(bench.state(.tasks, "130283202403011002")?["versions"] == .array([.integer(2)]))
    }

    @Test("without an adopted policy an act that needs it is refused") func policyMissing() throws {
        let bench = try Bench(policies: false)
        try bench.item("SW-02")
        #expect(refusal { try bench.draftPlan() } == "policy.missing")
    }
}
