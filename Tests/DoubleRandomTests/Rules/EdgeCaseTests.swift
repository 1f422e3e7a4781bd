import Draw
import Ledger
import Testing

@testable import DoubleRandom

/// Edge cases of the domain dossier, sections 3 and 7.
@Suite("What may go wrong between two steps") struct EdgeCaseTests {
    private func bench() throws -> Bench { try Bench(at: "2024-03-01T02:00:00.000Z") }

    private func text(_ bytes: Bytes?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

    // MARK: Objects and inspectors

    private func deactivate(_ object: String, _ bench: Bench) throws {
        let end = Row.of("object.end/1", ["cause": .text("注销"), "reason": .text("登记机关注销"), "evidence": Row.hex])
        try bench.act(
            "object.deactivated/1", [end, Row.of("object.reference/1", ["object": .text(object)])],
            by: bench.person("clerk"))
    }

    @Test("an object that ends after the freeze stays in the draw; whoever comes finds it gone, and the record says so")
    func endedObject() throws {
        let bench = try bench()
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let (entry, draw) = try sitting.freeze(
            Sitting.Objects(registry: Sitting.ids(10), plan: Sitting.plan()))
        for object in Sitting.ids(10) { try deactivate(object, bench) }
        try sitting.confirm(entry, by: sitting.supervisor)
        let seed = try sitting.contribute(draw.entropy)
        try sitting.result("\(Bench.task)-E1", seed: seed, rows: sitting.selected(draw, seed: seed))
        try bench.inspectors(4)
        try sitting.drawInspectors(Sitting.Inspectors(inspectors: (1...4).map { ("I-\($0)", 0) }, inspections: 2))
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit(outcome: "gone")
        #expect(bench.lastMarks == [])
        // Nobody was inspected: it counts for no frequency.
        let object = try #require(bench.state(.inspections, Bench.first)?["object"]?.word)
        #expect(bench.state(.visits, "\(object)/2024") == nil)
        try bench.record(wordings: ["通过登记的住所（经营场所）无法联系"])
        #expect(bench.standing(.inspections, Bench.first) == "recorded")
    }

    /// The first day of the task is 1 March.
    @Test("a certificate that ends on the task's first day still puts into the pool; one day less does not")
    func lastDay() throws {
        for (validTo, pool) in [("2024-03-01", ["I-1", "I-2", "I-3"]), ("2024-02-29", ["I-1", "I-2"])] {
            let bench = try bench()
            try bench.planned()
            let sitting = try Sitting(bench)
            try sitting.openLadders()
            try sitting.drawObjects(10)
            try bench.inspectors(2)
            try bench.act(
                "inspector.imported/1",
                [Row.of("inspector.import/1", ["source": .text("名册")]), Bench.inspector("I-3", validTo: validTo)],
                by: sitting.clerk)
            for people in [["I-1", "I-2"], ["I-1", "I-2", "I-3"]].sorted(by: { a, _ in a != pool }) {
                let input = Sitting.Inspectors(inspectors: people.map { ($0, 0) }, inspections: 2)
                sitting.rung = 1
                #expect(refusal { try sitting.freeze(input) } == (people == pool ? nil : "draw.manifest"), "\(validTo)")
            }
        }
    }

    static let absences: [(cause: String, from: String, to: String?, marks: [Mark])] = [
        ("leave", "2024-03-04", "2024-03-10", [.absentOfficer]),
        ("secondment", "2024-03-05", nil, [.absentOfficer]),
        ("transfer", "2024-03-04", nil, [.shortTeam, .absentOfficer].sorted()),
        ("invalid", "2024-03-01", nil, [.shortTeam, .absentOfficer].sorted()),
        ("leave", "2024-03-06", "2024-03-10", []), ("leave", "2024-03-01", "2024-03-04", []),
    ]

    @Test(
        "who was registered as away on the visit day is marked; who has left the office does not count",
        arguments: absences
    )
    func suspended(cause: String, from: String, to: String?, marks: [Mark]) throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        try bench.act(
            "inspector.suspended/1",
            [
                Row.of(
                    "inspector.absence/1",
                    [
                        "inspector": .text(bench.team()[1].id), "cause": .text(cause), "from": .text(from),
                        "to": to.map { .text($0) },
                    ])
            ], by: bench.person("clerk"))
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit()
        #expect(bench.lastMarks == marks)
    }

    @Test("too few inspectors: the funnel says where they dwindle, before anybody has committed to anything")
    func shortage() throws {
        let bench = try bench()
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let drawn = try sitting.drawObjects(10).map(\.bytes)
        try bench.inspectors(2)
        try bench.relate("I-1", text(drawn[0]), by: bench.person("inspector", 1))
        let freeze = try bench.composeInspectors(
            objects: [Bytes(Bench.first.utf8): drawn[0], Bytes("\(Bench.task)-00002".utf8): drawn[1]])
        let preflight = try #require(freeze.preflight)
        #expect(!preflight.isFeasible && preflight.unfilled == 1)
        let funnel = try #require(preflight.certificates.first?.funnels.first)
        #expect((funnel.all, funnel.department, funnel.tags, funnel.admissible) == (2, 2, 2, 1))
        // Frozen all the same it goes no further: no preflight, hence no commit.
        let entry = try bench.act("draw.freeze/1", freeze.data, by: sitting.clerk)
        try sitting.confirm(entry, by: sitting.supervisor)
        let stated = freeze.preflight!.eligible.enumerated().map { place, count in
            Row.of(
                "draw.eligible/1",
                [
                    "slot": .text("\(Bench.task)-0000\(place / 2 + 1).\(place % 2 + 1)"),
                    "eligible": .integer(Int64(count)),
                ])
        }
        let head = Row.of("draw.preflight/1", ["draw": .text("\(Bench.task)-I1"), "feasible": .bool(true)])
        #expect(
            refusal { try bench.submit("draw.preflight/1", [head] + stated, by: [bench.engine]) } == "draw.infeasible")
        let commit = Row.of(
            "draw.commit/1", ["draw": .text("\(Bench.task)-I1"), "slot": .text("01"), "commit": Row.hex])
        #expect(refusal { try bench.act("draw.commit/1", [commit], by: sitting.clerk) } == "draw.standing")
    }

    // MARK: Tasks that are stopped

    @Test("a task that was stopped after its draw dispatches nothing; its list is shown for ever after the embargo")
    func stopped() throws {
        let bench = try bench()
        try bench.matched()
        #expect(text(try bench.view().taskBulletin().rows[0][11]) == "不公示")
        try bench.decideTask("task.stopped/1", reason: "上级要求", by: bench.person("leader"))
        #expect(refusal { try bench.dispatch() } == "task.standing")
        #expect(refusal { try bench.approveVisit() } == "task.standing")
        let row = try bench.view().taskBulletin().rows[0]
        #expect(text(row[3]) == "加油站抽查（已中止）")
        #expect(text(row[11]) == "不公示")
        try bench.go(to: "2024-06-30T16:00:01.000Z")
        try Sitting(bench).disclose("\(Bench.task)-E1")
        #expect(text(try bench.view().taskBulletin().rows[0][11]).contains("有限公司"))
        #expect(try WorkList(bench.view()).text(in: .chinese) == "无待办")
    }

    @Test("a visit before the stop goes its way to publication; one after it is marked") func stoppedOnTheWay() throws {
        let bench = try bench()
        try bench.visited()
        try bench.decideTask("task.stopped/1", reason: "上级要求", by: bench.person("leader"))
        let second = "\(Bench.task)-00002"
        #expect(refusal { try bench.approveVisit(second, from: "2024-03-06") } == "task.standing")
        try bench.go(to: "2024-03-08T02:00:00.000Z")
        try bench.visit(second, on: "2024-03-07")
        #expect(bench.lastMarks == [.afterStop, .unapproved, .unnotified].sorted())
        try bench.record()
        try bench.confirmResult()
        try bench.review()
        try bench.approvePublication()
        try bench.publish()
        #expect(bench.standing(.inspections, Bench.first) == "published")
        #expect(bench.standing(.tasks, Bench.task) == "stopped")
        #expect(
            refusal { try bench.decideTask("task.completed/1", by: bench.person("clerk")) } == "task.standing")
    }

    // MARK: Plans adjusted on the way

    @Test("a plan that is adjusted after its task was set up is drawn from as it stands, not as it stood")
    func adjusted() throws {
        let bench = try bench()
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let objects = Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan())
        // Until it is approved the earlier version is in force.
        try bench.adjustPlan([Bench.line(ratio: "1/10")])
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        #expect(refusal { try sitting.freeze(objects) } == "task.superseded")
        sitting.rung = 0
        // Adjusted back, or in what decides nothing.
        try bench.adjustPlan([Bench.line(note: "期限不变"), Bench.line("L2")])
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        _ = try sitting.freeze(objects)
    }

    @Test("a line that is gone, or whose dates no longer hold the task, is not drawn from") func shortened() throws {
        for lines in [[Bench.line("L2")], [Bench.line(to: "2024-05-31")]] {
            let bench = try bench()
            try bench.planned()
            try bench.adjustPlan(lines)
            try bench.decide("plan.approved/1", by: bench.person("leader"))
            let sitting = try Sitting(bench)
            try sitting.openLadders()
            let objects = Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan())
            #expect(refusal { try sitting.freeze(objects) } == "task.superseded")
        }
    }

    @Test("an adjustment that was drafted before a draw changes nothing of the line afterwards") func overtaken() throws
    {
        let bench = try bench()
        try bench.planned()
        try bench.adjustPlan([Bench.line(ratio: "1/10")])
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        try sitting.drawObjects(10)
        let leader = try bench.person("leader")
        #expect(refusal { try bench.decide("plan.approved/1", by: leader) } == "plan.drawn")
        #expect(
            refusal { try bench.decide("plan.approved/1", paper: true, by: bench.person("clerk", 2)) } == "plan.drawn")
        try bench.adjustPlan([Bench.line(), Bench.line("L2")])
        try bench.decide("plan.approved/1", by: leader)
    }

    @Test("a plan is completed once every task of it is completed or stopped") func openTask() throws {
        let bench = try bench()
        try bench.planned()
        try bench.filePlan()
        try bench.publishPlan()
        #expect(refusal { try bench.completePlan() } == "plan.standing")
        try bench.decideTask("task.stopped/1", reason: "合并", by: bench.person("leader"))
        try bench.completePlan()
    }

    // MARK: Published results

    private func corrected() throws -> Bench {
        let bench = try bench()
        try bench.readyToPublish()
        try bench.publish()
        try bench.go(to: "2024-03-20T02:00:00.000Z")
        try bench.record(wordings: ["发现问题已责令改正"], type: "result.corrected/1", reason: "异议成立")
        return bench
    }

    private func results(_ bench: Bench) throws -> [String] {
        try bench.view().resultBulletin(of: Bytes(Bench.task.utf8)).rows.map { "\(text($0[4]))|\(text($0[5]))" }
    }

    @Test("the earlier version stays public until the correction is; then both are shown, with the reason")
    func correction() throws {
        let bench = try corrected()
        #expect(try results(bench) == ["未发现问题|"])
        #expect(try bench.view().spotCheckResult(Bytes(Bench.first.utf8))?.details.map { text($0.result) } == ["未发现问题"])
        try bench.confirmResult()
        try bench.review()
        try bench.approvePublication()
        #expect(try results(bench) == ["未发现问题|"])
        try bench.publish()
        #expect(try results(bench) == ["发现问题已责令改正|更正：原为“未发现问题”，理由：异议成立"])
        #expect(
            try bench.view().spotCheckResult(Bytes(Bench.first.utf8))?.details.map { text($0.result) }
                == ["发现问题已责令改正"])
    }

    @Test("a corrected result is withdrawn with its reason, and then goes nowhere any more") func withdrawn() throws {
        let bench = try corrected()
        try bench.confirmResult()
        try bench.review()
        try bench.approvePublication()
        try bench.publish()
        try bench.withdraw(decided: "2024-03-20")
        #expect(bench.lastMarks == [])
        #expect(try results(bench) == ["已撤下|更正：原为“未发现问题”，理由：异议成立，撤下理由：处罚决定被撤销"])
        #expect(try bench.view().spotCheckResult(Bytes(Bench.first.utf8)) == nil)
        #expect(
            refusal { try bench.record(type: "result.corrected/1", reason: "再更正") } == "inspection.standing")
    }

    @Test("while a correction is under way the version that is public is withdrawn, and only that")
    func withdrawnOnTheWay() throws {
        for steps in 0...3 {
            let bench = try corrected()
            if steps > 0 { try bench.confirmResult() }
            if steps > 1 { try bench.review() }
            if steps > 2 { try bench.approvePublication() }
            let leader = try bench.person("leader")
            func withdraw(_ version: IJSONValue?) throws {
                try bench.act(
                    "publication.withdrawn/1",
                    [
                        Row.of(
                            "publication.withdrawal/1",
                            [
                                "inspection": .text(Bench.first), "about": version, "reason": .text("处罚决定被撤销"),
                                "decided": .text("2024-03-18"),
                            ])
                    ], by: leader)
            }
            let row = try #require(bench.state(.inspections, Bench.first))
            #expect(refusal { try withdraw(row["result"]) } == "version.stale")
            try withdraw(row["shown"])
            #expect(bench.standing(.inspections, Bench.first) == "withdrawn")
            #expect(refusal { try bench.publish() } == "inspection.standing")
            #expect(try results(bench) == ["已撤下|撤下理由：处罚决定被撤销"])
        }
    }

    @Test("what was never published is not withdrawn") func neverPublished() throws {
        let bench = try bench()
        try bench.visited()
        try bench.record()
        #expect(refusal { try bench.withdraw(decided: "2024-03-06") } == "inspection.standing")
    }
}
