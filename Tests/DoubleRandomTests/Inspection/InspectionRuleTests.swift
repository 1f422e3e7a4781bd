import Ledger
import Testing

@testable import DoubleRandom

@Suite("From dispatch to the reviewed result") struct InspectionRuleTests {
    private func bench() throws -> Bench { try Bench(at: "2024-03-01T02:00:00.000Z") }

    @Test("a whole case leaves no mark") func whole() throws {
        let bench = try bench()
        try bench.readyToPublish()
        #expect(bench.lastMarks == [])
        try bench.publish()
        #expect(bench.lastMarks == [])
        #expect(bench.standing(.inspections, Bench.first) == "published")
        #expect(!bench.marks.flatMap { $0 }.contains { $0 != .late })
    }

    @Test("no dispatch before the inspectors are drawn, no approval of a visit before the dispatch") func order() throws
    {
        let bench = try bench()
        try bench.planned()
        #expect(refusal { try bench.dispatch() } == "task.standing")
        let other = try self.bench()
        try other.matched()
        #expect(refusal { try other.approveVisit() } == "inspection.standing")
    }

    @Test("a visit before the dispatch, or after the record, has happened: it is marked, kept, and moves nothing")
    func untimelyVisit() throws {
        let bench = try bench()
        try bench.matched()
        try bench.visit(on: "2024-03-01")
        #expect(bench.lastMarks == [.unapproved, .unnotified])
        #expect(bench.standing(.inspections, Bench.first) == "assigned")
        let other = try self.bench()
        try other.visited()
        try other.record()
        let outsider = try other.outsider()
        try other.visit(officers: [outsider.id], by: outsider.person)
        #expect(other.standing(.inspections, Bench.first) == "recorded")
        // Whoever was there at any time has inspected, and does not review.
        try other.confirmResult()
        try other.grant("reviewer", to: outsider.person)
        #expect(refusal { try other.review(by: outsider.person) } == "duties.conflict")
    }

    @Test("a visit without approval or notice, or outside the approved days, is marked, never refused")
    func unapproved() throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit()
        #expect(bench.lastMarks == [.unapproved, .unnotified])
        let told = try self.bench()
        try told.matched()
        try told.dispatch()
        try told.approveVisit()
        try told.go(to: "2024-03-06T02:00:00.000Z")
        try told.notify(on: "2024-03-06")
        try told.visit()
        #expect(told.lastMarks == [.unnotified])
        let other = try self.bench()
        try other.matched()
        try other.dispatch()
        try other.approveVisit(from: "2024-03-06", to: "2024-03-08")
        try other.notify()
        try other.go(to: "2024-03-06T02:00:00.000Z")
        try other.visit()
        #expect(other.lastMarks == [.unapproved])
    }

    @Test("R5: a certificate that lapsed before the visit day marks the visit; on its last day it still counts")
    func certificate() throws {
        for (validTo, marks) in [
            ("2024-03-04", [Mark.certificateLapsed, .shortTeam]), ("2024-03-05", []),
        ] {
            let bench = try bench()
            try bench.matched(validTo: validTo)
            try bench.dispatch()
            try bench.approveVisit()
            try bench.notify()
            try bench.go(to: "2024-03-06T02:00:00.000Z")
            try bench.visit()
            #expect(bench.lastMarks == marks)
        }
    }

    @Test(
        "R5: an expert, or who supervises, never counts towards the two, whatever certificate is written",
        arguments: [
            ("expert", [Mark.certificateLapsed, .shortTeam]), ("supervision", [.certificateLapsed, .shortTeam]),
            ("qualified", []), ("daily", []),
        ])
    func natures(nature: String, marks: [Mark]) throws {
        let bench = try bench()
        try bench.matched()
        let member = try bench.team()[1]
        let change = Row.of("inspector.change/1", ["reason": .text("岗位调整"), "evidence": Row.hex])
        try bench.act(
            "inspector.updated/1", [change, Bench.inspector(member.id, actor: member.person.name, nature: nature)],
            by: bench.person("clerk"))
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit()
        #expect(bench.lastMarks == marks)
    }

    @Test("paper is taken at every step that policy names, by a clerk with the scan, and marked") func paper() throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        let clerk = try bench.person("clerk")
        let scan = IJSONValue.object([
            .init("sha256", Row.hex), .init("on", .text("2024-03-01")), .init("post", .text("局长")),
        ])
        func visit() -> Bytes {
            Row.of(
                "inspection.approval/1",
                [
                    "inspections": Row.texts([Bench.first]), "from": .text("2024-03-04"), "to": .text("2024-04-30"),
                    "paper": scan,
                ])
        }
        #expect(refusal { try bench.act("inspection.approved/1", [visit()], by: clerk) } == "paper.refused")
        try bench.adopt("paper.acts", Row.texts(["inspection.approved/1", "publication.approved/1"]))
        // Paper is the clerk's to enter, a key the leader's to use.
        #expect(
            refusal { try bench.act("inspection.approved/1", [visit()], by: bench.person("leader")) } == "role.missing")
        #expect(refusal { try bench.approveVisit(by: clerk) } == "role.missing")
        try bench.act("inspection.approved/1", [visit()], by: clerk)
        #expect(bench.lastMarks == [.paper])
        try bench.notify()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit()
        #expect(bench.lastMarks == [])
        try bench.record()
        try bench.confirmResult()
        try bench.review()
        try bench.act(
            "publication.approved/1",
            [
                Row.of(
                    "publication.approval/1",
                    [
                        "inspection": .text(Bench.first), "about": bench.state(.inspections, Bench.first)?["result"],
                        "paper": scan,
                    ])
            ], by: clerk)
        #expect(bench.lastMarks == [.paper])
        try bench.publish()
    }

    @Test("a visit is approved before it happens: on a key from the day of the approval, on paper from the paper's day")
    func backdated() throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        #expect(refusal { try bench.approveVisit(from: "2024-03-05") } == "approval.backdated")
        try bench.adopt("paper.acts", Row.texts(["inspection.approved/1"]))
        func paper(on day: String, from: String) throws {
            let scan = IJSONValue.object([
                .init("sha256", Row.hex), .init("on", .text(day)), .init("post", .text("局长")),
            ])
            try bench.act(
                "inspection.approved/1",
                [
                    Row.of(
                        "inspection.approval/1",
                        [
                            "inspections": Row.texts([Bench.first]), "from": .text(from), "to": .text("2024-04-30"),
                            "paper": scan,
                        ])
                ], by: bench.person("clerk"))
        }
        #expect(refusal { try paper(on: "2024-03-05", from: "2024-03-04") } == "approval.backdated")
        #expect(refusal { try paper(on: "2024-03-07", from: "2024-03-08") } == "approval.backdated")
        try paper(on: "2024-03-04", from: "2024-03-04")
        try bench.approveVisit(from: "2024-03-06")
        #expect(refusal { try bench.notify(on: "2024-03-07") } == "record.invalid")
        try bench.visit(on: "2024-03-05")
        #expect(bench.lastMarks.contains(.unapproved))
    }

    @Test("who visited is on the team: such a leader does not approve the next visit") func visitedApproves() throws {
        let bench = try bench()
        try bench.matched()
        let (team, outsider) = (try bench.team(), try bench.outsider())
        try bench.grant("leader", to: outsider.person)
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit(officers: [team[0].id, outsider.id], outcome: "unreachable")
        try bench.dispatch()
        #expect(refusal { try bench.approveVisit(from: "2024-03-06", by: outsider.person) } == "duties.conflict")
    }

    @Test("whom a visit names after the record was entered does not confirm it; who was named before may")
    func lateOfficer() throws {
        let bench = try bench()
        try bench.visited()
        let (team, outsider) = (try bench.team(), try bench.outsider())
        try bench.record()
        try bench.visit(officers: [team[0].id, outsider.id], by: outsider.person)
        #expect(bench.lastMarks.contains(.foreignTeam))
        #expect(refusal { try bench.confirmResult(by: outsider.person) } == "inspection.team")
        // A new record knows of that visit.
        try bench.record()
        try bench.confirmResult(by: outsider.person)
    }

    @Test("R5: one officer alone is marked") func alone() throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit(officers: [bench.team()[0].id])
        #expect(bench.lastMarks == [.shortTeam])
    }

    @Test("R6: somebody who was not drawn, or is related to the object, is marked") func foreign() throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        let (team, outsider) = (try bench.team(), try bench.outsider())
        let object = try #require(bench.state(.inspections, Bench.first)?["object"])
        try bench.act(
            "inspector.related/1",
            [
                Row.of(
                    "inspector.relation/1",
                    [
                        "inspector": .text(outsider.id), "object": object, "relation": .text("lineal"),
                        "evidence": Row.hex,
                    ])
            ], by: outsider.person)
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit(officers: [team[0].id, outsider.id])
        #expect(bench.lastMarks == [.foreignTeam, .related])
    }

    @Test("R7: the second inspection of an object for a general item within a year is marked") func frequency() throws {
        let bench = try bench()
        try bench.matched()
        let object = try #require(bench.state(.inspections, Bench.first)?.bytes("object"))
        try bench.act(
            "history.imported/1",
            [
                Row.of("history.import/1", ["source": .text("台账")]),
                Row.of(
                    "history.inspection/1",
                    ["object": .string(object), "items": Row.texts(["SW-02"]), "on": .text("2024-01-15")]),
            ], by: bench.person("leader"))
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit()
        #expect(bench.lastMarks == [.frequency])
    }

    @Test("R7: a key item, and a task without a plan, are exempt from the frequency") func exempt() throws {
        for isKey in [true, false] {
            let bench = try bench()
            try bench.item("SW-02", class: isKey ? "key" : "general")
            try bench.objects(10)
            if isKey {
                try bench.draftPlan()
                try bench.decide("plan.approved/1", by: bench.person("leader"))
                try bench.createTask()
            } else {
                try bench.createTask(plan: nil, reason: "投诉集中", scope: [Bench.line(type: "task.scope/1")])
                try bench.decideTask("task.approved/1", by: bench.person("leader"))
            }
            let sitting = try Sitting(bench)
            try sitting.openLadders()
            let drawn = try sitting.drawObjects(10)
            try bench.inspectors(4)
            try sitting.drawInspectors(Sitting.Inspectors(inspectors: (1...4).map { ("I-\($0)", 0) }, inspections: 2))
            try bench.act(
                "history.imported/1",
                [
                    Row.of("history.import/1", ["source": .text("台账")]),
                    Row.of(
                        "history.inspection/1",
                        ["object": .string(drawn[0].bytes), "items": Row.texts(["SW-02"]), "on": .text("2024-01-15")]),
                ], by: bench.person("leader"))
            try bench.dispatch()
            try bench.approveVisit()
            try bench.notify()
            try bench.go(to: "2024-03-06T02:00:00.000Z")
            try bench.visit()
            #expect(bench.lastMarks == [], "key item: \(isKey)")
        }
    }

    @Test("who visits signs that; an outsider cannot, and nobody signs for a day to come") func ownVisit() throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        #expect(refusal { try bench.visit(by: bench.outsider().person) } == "inspection.team")
        #expect(refusal { try bench.visit(on: "2024-03-07") } == "record.invalid")
    }

    @Test("the record is one person's, the confirmation another's of the team, the review an outsider's")
    func duties() throws {
        let bench = try bench()
        try bench.visited()
        #expect(refusal { try bench.record(by: bench.outsider().person) } == "inspection.team")
        try bench.record()
        #expect(refusal { try bench.record(notes: 2) } == "record.invalid")
        try bench.record(notes: 1)
        #expect(refusal { try bench.confirmResult(by: bench.team()[0].person) } == "duties.conflict")
        #expect(refusal { try bench.confirmResult(by: bench.outsider().person) } == "inspection.team")
        #expect(refusal { try bench.review() } == "inspection.standing")
        try bench.confirmResult()
        let member = try bench.team()[1].person
        for role in ["reviewer", "leader"] { try bench.grant(role, to: member) }
        #expect(refusal { try bench.review(by: member) } == "duties.conflict")
        #expect(refusal { try bench.approvePublication(by: member) } == "duties.conflict")
        #expect(refusal { try bench.publish() } == "inspection.standing")
        try bench.review()
        #expect(refusal { try bench.approvePublication(by: member) } == "duties.conflict")
        #expect(refusal { try bench.publish() } == "inspection.standing")
        try bench.approvePublication()
        try bench.publish()
    }

    @Test("an inspector of the team who is also leader does not approve the own visit") func ownApproval() throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        let member = try bench.team()[0].person
        try bench.grant("leader", to: member)
        #expect(refusal { try bench.approveVisit(by: member) } == "duties.conflict")
    }

    @Test("a returned result is recorded again, confirmed again and reviewed again; the earlier one is not current")
    func returned() throws {
        let bench = try bench()
        try bench.visited()
        let first = try bench.record()
        try bench.confirmResult()
        #expect(refusal { try bench.review(Bench.first, "return") } == "record.invalid")
        try bench.review(Bench.first, "return", reason: "检查方式不符")
        #expect(refusal { try bench.approvePublication() } == "inspection.standing")
        try bench.record()
        #expect(bench.state(.inspections, Bench.first)?.integer("version") == 2)
        let stale = Row.of("result.confirmed/1", ["about": first.about])
        #expect(refusal { try bench.act("result.confirmed/1", [stale], by: bench.team()[1].person) } == "version.stale")
        try bench.confirmResult()
        try bench.review()
    }

    static let wordings: [(words: [String], methods: [String], code: String?)] = [
        (["未发现问题"], ["实地核查"], nil), (["一切正常"], ["实地核查"], "result.wording"),
        (["未发现问题"], ["看一眼"], "result.wording"), (["未发现问题", "发现问题已责令改正"], ["实地核查"], "result.exclusive"),
        (["未按规定公示应当公示的信息", "发现问题已责令改正"], ["实地核查", "书面检查"], nil),
    ]

    @Test("a result uses the adopted wordings, and one that stands alone stands alone", arguments: wordings)
    func wording(words: [String], methods: [String], code: String?) throws {
        let bench = try bench()
        try bench.visited()
        #expect(refusal { try bench.record(methods: methods, wordings: words) } == code)
    }

    static let forms: [(claim: String, members: KeyValuePairs<String, IJSONValue?>, code: String?)] = [
        ("a scan alone does not say what was done", ["scan": Row.hex], "result.text"),
        ("a note does", ["note": .text("约谈负责人")], nil),
        ("signed", ["note": .text("约谈"), "opinion": .text("无异议"), "signature": .text("signed")], nil),
        ("refused to sign, nobody saw it", ["note": .text("约谈"), "signature": .text("refused")], "record.invalid"),
        (
            "refused to sign, with a witness",
            ["note": .text("约谈"), "signature": .text("refused"), "refusal": .text("社区工作人员在场见证")], nil
        ),
        (
            "a refusal of who signed", ["note": .text("约谈"), "signature": .text("signed"), "refusal": .text("拒签")],
            "record.invalid"
        ),
    ]

    @Test("其他 as a disposal is told in the note; a refusal to sign is told with its witness") func form() throws {
        let bench = try bench()
        try bench.visited()
        #expect(refusal { try bench.record(disposals: ["其他"]) } == "result.text")
        for (claim, members, code) in Self.forms {
            let form = Row.of("result.note/1", members)
            #expect(refusal { try bench.record(disposals: ["其他"], form: form) } == code, "\(claim)")
        }
    }

    /// What a visit came to, and what it lacks.
    static let outcomes: [(outcome: String, identified: Bool, attempts: Int64?, evidence: Bool, marks: [Mark])] = [
        ("done", true, nil, false, []), ("done", false, nil, false, [.unidentified]),
        ("unreachable", false, 2, true, []), ("unreachable", false, 1, true, [.unsupported]),
        ("unreachable", false, nil, true, [.unsupported]), ("unreachable", false, 2, false, [.unsupported]),
        ("refused", true, nil, true, []), ("refused", true, nil, false, [.unsupported]),
        ("gone", false, nil, false, []),
    ]

    @Test("certificates not shown, too few attempts and outcomes that nothing shows are marked", arguments: outcomes)
    func outcome(outcome: String, identified: Bool, attempts: Int64?, evidence: Bool, marks: [Mark]) throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit(outcome: outcome, identified: identified, attempts: attempts, evidence: evidence)
        #expect(bench.lastMarks == marks)
    }

    @Test("without a visit only a method that needs none; every item of the task has its finding") func methods() throws
    {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        #expect(refusal { try bench.record() } == "result.unvisited")
        #expect(refusal { try bench.record(methods: ["书面检查"], items: []) } == "result.items")
        #expect(refusal { try bench.record(methods: ["书面检查"], items: ["SW-01"]) } == "result.items")
        try bench.record(methods: ["书面检查"])
    }

    @Test("a task is completed when all of its inspections are published, and stopped only by another person")
    func completed() throws {
        let bench = try bench()
        try bench.readyToPublish()
        try bench.publish()
        let clerk = try bench.person("clerk")
        #expect(refusal { try bench.decideTask("task.completed/1", by: clerk) } == "task.standing")
        try bench.grant("leader", to: clerk)
        #expect(refusal { try bench.decideTask("task.stopped/1", reason: "作废", by: clerk) } == "duties.conflict")
        try bench.decideTask("task.stopped/1", reason: "上级要求", by: bench.person("leader"))
        #expect(bench.standing(.tasks, Bench.task) == "stopped")
    }
}

@Suite("Publication and its clock") struct PublicationRuleTests {
    private func bench(_ time: String) throws -> Bench {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.go(to: time)
        return bench
    }

    // 20 working days from 2024-03-05 end on 2024-04-02: no holiday lies between.
    static let deadlines: [(time: String, marks: [Mark])] = [
        ("2024-04-02T02:00:00.000Z", []), ("2024-04-02T15:59:00.000Z", []),
        ("2024-04-02T16:00:00.000Z", [.publishedLate]), ("2024-05-06T02:00:00.000Z", [.publishedLate]),
    ]

    @Test("R8: published on the twentieth working day it is in time, a day later it is marked", arguments: deadlines)
    func deadline(time: String, marks: [Mark]) throws {
        let bench = try bench(time)
        try bench.publish()
        #expect(bench.lastMarks == marks)
    }

    @Test("the channel's own day stops the clock, whenever the clerk enters it") func acknowledged() throws {
        let bench = try bench("2024-03-20T02:00:00.000Z")
        try bench.publish()
        #expect(refusal { try bench.acknowledge(on: "2024-03-20", number: nil) } == "record.invalid")
        #expect(refusal { try bench.acknowledge(on: "2024-03-21") } == "record.invalid")
        try bench.go(to: "2024-04-10T02:00:00.000Z")
        try bench.acknowledge(on: "2024-03-21")
        #expect(bench.lastMarks == [])
        try bench.acknowledge(on: "2024-04-09")
        #expect(bench.lastMarks == [.publishedLate])
        #expect(bench.state(.inspections, Bench.first)?["acknowledgedOn"]?.word == "2024-04-09")
    }

    @Test("R10: beyond the tables the act is admitted and the deadline open; the next year's table settles it")
    func undetermined() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.visited()
        try bench.go(to: "2026-12-28T02:00:00.000Z")
        try bench.record(completed: "2026-12-25")
        try bench.confirmResult()
        try bench.review()
        try bench.approvePublication()
        // The twentieth working day lies in 2027, whose table is not there; but only one working day has passed.
        try bench.publish()
        #expect(bench.lastMarks == [])
        try bench.go(to: "2027-01-20T02:00:00.000Z")
        try bench.acknowledge(on: "2027-01-19")
        #expect(bench.lastMarks == [.deadlineUnknown])
        try bench.adopt(
            "calendar.2027", .object([.init("off", .array([.text("2027-01-01")])), .init("work", .array([]))]))
        try bench.acknowledge(on: "2027-01-19")
        #expect(bench.lastMarks == [])
    }

    @Test("R9: withdrawn within three working days of the decision, or marked") func withdrawal() throws {
        let bench = try bench("2024-03-20T02:00:00.000Z")
        try bench.publish()
        try bench.withdraw(decided: "2024-03-15")
        #expect(bench.lastMarks == [])
        let late = try self.bench("2024-03-21T02:00:00.000Z")
        try late.publish()
        try late.withdraw(decided: "2024-03-15")
        #expect(late.lastMarks == [.withdrawnLate])
        #expect(refusal { try late.publish() } == "inspection.standing")
    }

    @Test("a published result is corrected as a new version, the whole way again") func correction() throws {
        let bench = try bench("2024-03-20T02:00:00.000Z")
        #expect(refusal { try bench.record(type: "result.corrected/1", reason: "录入有误") } == "inspection.standing")
        try bench.publish()
        #expect(refusal { try bench.record() } == "inspection.standing")
        #expect(refusal { try bench.record(type: "result.corrected/1") } == "record.invalid")
        try bench.record(wordings: ["发现问题已责令改正"], type: "result.corrected/1", reason: "录入有误")
        #expect(bench.state(.inspections, Bench.first)?.integer("version") == 2)
        #expect(refusal { try bench.publish() } == "inspection.standing")
        try bench.confirmResult()
        try bench.review()
        try bench.approvePublication()
        try bench.publish()
        #expect(bench.standing(.inspections, Bench.first) == "published")
    }

    @Test("what takes the place of a correction has a reason too, and the channel's receipt of what is public is taken")
    func correctionAgain() throws {
        let bench = try bench("2024-03-20T02:00:00.000Z")
        try bench.publish()
        let published = bench.state(.inspections, Bench.first)?["shown"]
        try bench.record(type: "result.corrected/1", reason: "地址笔误")
        #expect(refusal { try bench.record() } == "record.invalid")
        try bench.record(reason: "地址笔误，再核")
        let receipt = Row.of(
            "publication.acknowledgement/1",
            [
                "inspection": .text(Bench.first), "about": published, "channel": .text("国家企业信用信息公示系统"),
                "number": .text("GS-1"), "on": .text("2024-03-20"), "evidence": Row.hex,
            ])
        try bench.act("publication.acknowledged/1", [receipt], by: bench.person("clerk"))
        #expect(bench.lastMarks == [] && bench.standing(.inspections, Bench.first) == "recorded")
        #expect(refusal { try bench.acknowledge(on: "2024-03-20") } == "version.stale")
    }

    @Test("a correction long after the deadline is not late: R8 is about the first publication") func lateCorrection()
        throws
    {
        let bench = try bench("2024-03-20T02:00:00.000Z")
        try bench.publish()
        try bench.go(to: "2024-07-01T02:00:00.000Z")
        try bench.record(type: "result.corrected/1", reason: "复核后更正")
        try bench.confirmResult()
        try bench.review()
        try bench.approvePublication()
        try bench.publish()
        #expect(bench.lastMarks == [])
        try bench.acknowledge(on: "2024-07-01")
        #expect(bench.lastMarks == [])
    }

    @Test("publication opens the result's due records, and nothing else does") func disclosed() throws {
        let bench = try bench("2024-03-20T02:00:00.000Z")
        let result = try #require(bench.state(.inspections, Bench.first)?["result"]?["index"]?.integer)
        let key = String(String(10_000_000_000_000_000 + result).dropFirst())
        #expect(bench.state(.disclosed, key) == nil)
        try bench.publish()
        #expect(bench.state(.disclosed, key)?.index("by") == bench.entries.last?.index)
    }
}
