import Draw
import Ledger
import Testing

@testable import DoubleRandom

@Suite("A draw that is given up stays, by number and name") struct VoidTests {
    private let e1 = "\(Bench.task)-E1"
    private let e2 = "\(Bench.task)-E2"

    private func sitting(objects count: Int = 10) throws -> Sitting {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned(objects: count)
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        return sitting
    }

    private func objects(_ count: Int = 10) throws -> Sitting.Objects {
        Sitting.Objects(registry: Sitting.ids(count), plan: try Sitting.plan())
    }

    private func frozen(_ sitting: Sitting, _ count: Int = 10, draw: String? = nil) throws -> FrozenDraw {
        let (entry, draw) = try sitting.freeze(objects(count), draw: draw ?? e1)
        try sitting.confirm(entry, by: sitting.supervisor)
        return draw
    }

    private func lottery() throws -> BeaconRound {
        try BeaconRound(source: DrawID("cwl-ssq")!, round: DrawID("2024025")!)
    }

    @Test("before the first reveal it is a cancellation: no mark, and the next draw is as free as the first")
    func cancelled() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        #expect(refusal { try sitting.void(e1, "after") } == "draw.void")
        #expect(refusal { try sitting.void(e1, "before", party: "a0099") } == "draw.void")
        #expect(refusal { try sitting.void(e1, "before", by: sitting.supervisor) } == "role.missing")
        let asked = try sitting.void(e1, "before")
        #expect(bench.standing(.draws, e1) == "closed")
        #expect(refusal { try sitting.confirm(asked, of: e1, by: sitting.attendants[0]) } == "role.missing")
        #expect(refusal { try sitting.confirm(asked, by: sitting.supervisor) } == "record.invalid")
        try sitting.confirm(asked, of: e1, by: sitting.supervisor)
        #expect(bench.lastMarks == [] && bench.standing(.draws, e1) == "void")
        #expect(refusal { try sitting.show(e1, [0]) } == "draw.standing")
        // The number runs on, the void is named, the next rung is used.
        #expect(refusal { try sitting.freeze(objects(), draw: e1) } == "draw.number")
        sitting.rung = 1
        #expect(refusal { try sitting.freeze(objects(), draw: e2) } == "draw.supersedes")
        sitting.supersedes = e1
        sitting.rung = 0
        #expect(refusal { try sitting.freeze(objects(), draw: e2) } == "draw.ladder")
        let second = try frozen(sitting, draw: e2)
        let seed = try sitting.contribute(second.entropy)
        try sitting.result(e2, seed: seed, rows: sitting.selected(second, seed: seed))
        #expect(bench.standing(.tasks, Bench.task) == "drawn")
    }

    @Test("a supervisor who asked for nothing confirms, and only while the stage is still as it was stated")
    func stage() throws {
        let sitting = try sitting()
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        let asked = try sitting.void(e1, "before")
        try sitting.show(e1, [0])
        #expect(refusal { try sitting.confirm(asked, of: e1, by: sitting.supervisor) } == "draw.void")
        let again = try sitting.void(e1, "after")
        #expect(refusal { try sitting.confirm(asked, of: e1, by: sitting.supervisor) } == "version.stale")
        try sitting.bench.grant("clerk", to: sitting.supervisor)
        let own = try sitting.void(e1, "after", by: sitting.supervisor)
        #expect(refusal { try sitting.confirm(own, of: e1, by: sitting.supervisor) } == "duties.conflict")
        #expect(refusal { try sitting.confirm(again, of: e1, by: sitting.supervisor) } == "version.stale")
        let last = try sitting.void(e1, "after")
        sitting.bench.advance(days: 31)
        #expect(refusal { try sitting.confirm(last, of: e1, by: sitting.supervisor) } == "draw.expired")
    }

    @Test("after a reveal it is marked for ever; the next draw takes the list as it was and waits for a beacon")
    func known() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        let first = try frozen(sitting)
        _ = try sitting.seal(first.entropy)
        try sitting.show(e1, [0, 1, 2])
        try sitting.confirm(sitting.void(e1, "after"), of: e1, by: sitting.supervisor)
        #expect(bench.lastMarks == [.voidedKnown])
        sitting.supersedes = e1
        #expect(refusal { try sitting.freeze(objects(), draw: e2) } == "draw.profile")
        // Two objects go, one comes: each is named once.
        let end = Row.of("object.end/1", ["cause": .text("注销"), "reason": .text("注销"), "evidence": Row.hex])
        let gone = ["OBJ-009", "OBJ-010"].map { Row.of("object.reference/1", ["object": .text($0)]) }
        try bench.act("object.deactivated/1", [end] + gone, by: sitting.clerk)
        sitting.beacon = try lottery()
        func difference(_ subject: String, _ change: String) -> Bytes {
            Row.of(
                "draw.difference/1",
                ["subject": .text(subject), "change": .text(change), "reason": .text("注销"), "evidence": Row.hex])
        }
        let (nine, ten) = (difference("OBJ-009", "removed"), difference("OBJ-010", "removed"))
        for wrong in [[], [nine], [ten, nine], [nine, difference("OBJ-010", "added")], [nine, ten, nine]] {
            sitting.rung = 1
            sitting.differences = wrong
            #expect(refusal { try sitting.freeze(objects(8), draw: e2) } == "draw.differences")
        }
        sitting.rung = 1
        sitting.differences = [nine, ten]
        _ = try frozen(sitting, 8, draw: e2)
        // Cancelled in turn, it binds the next as before.
        try sitting.confirm(sitting.void(e2, "before", party: sitting.clerk.name), of: e2, by: sitting.supervisor)
        #expect(bench.lastMarks == [])
        (sitting.supersedes, sitting.differences, sitting.beacon) = (e2, [], nil)
        #expect(refusal { try sitting.freeze(objects(8), draw: "\(Bench.task)-E3") } == "draw.profile")
    }

    @Test("where every value stands the result does too, and after it the task is stopped, not the draw voided")
    func forced() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.show(e1, [0, 1, 2])
        let task = bench.state(.tasks, Bench.task)?["at"]
        let stop = Row.of(
            "task.decision/1", ["task": .text(Bench.task), "about": task, "reason": .text("机构改革")])
        let leader = try bench.person("leader")
        #expect(refusal { try bench.act("task.stopped/1", [stop], by: leader) } == "draw.live")
        let asked = try sitting.void(e1, "after")
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        #expect(refusal { try sitting.confirm(asked, of: e1, by: sitting.supervisor) } == "draw.void")
        #expect(refusal { try sitting.void(e1, "after") } == "draw.void")
        let seed = try sitting.seed(draw.entropy, rung: 1)
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
        #expect(refusal { try sitting.void(e1, "after") } == "draw.standing")
        try bench.act("task.stopped/1", [stop], by: leader)
    }

    @Test("a second task of the plan line draws neither beside a live draw nor around a void that binds")
    func planLine() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        let second = "130283202403011002"
        try bench.createTask(second)
        let draw = try frozen(sitting)
        func other() throws { _ = try sitting.freeze(objects(), draw: "\(second)-E1", task: second) }
        #expect(refusal { try other() } == "draw.live")
        _ = try sitting.seal(draw.entropy)
        try sitting.show(e1, [0])
        try sitting.confirm(
            sitting.void(e1, "after", party: sitting.supervisor.name), of: e1, by: sitting.supervisor)
        sitting.rung = 1
        #expect(refusal { try other() } == "draw.supersedes")
        sitting.supersedes = e1
        sitting.rung = 1
        #expect(refusal { try other() } == "draw.profile")
        sitting.beacon = try lottery()
        sitting.rung = 1
        try other()
        #expect(bench.state(.draws, e1)?.bytes("takenBy") == Bytes("\(second)-E1".utf8))
    }

    private static let second = "130283202403011002"

    private func other(_ sitting: Sitting, _ count: Int = 10, draw: String = "E1") throws -> Entry {
        sitting.rung = sitting.bench.state(.ladders, "bureau-L1")?.integer("used") ?? 0
        return try sitting.freeze(objects(count), draw: "\(Self.second)-\(draw)", task: Self.second).entry
    }

    private func stop(_ bench: Bench, _ task: String = Bench.task) throws {
        try bench.decideTask("task.stopped/1", task, reason: "机构改革", by: bench.person("leader"))
    }

    @Test("a list that nobody likes is not left lying for another task: the line stays live until it is dispatched")
    func undispatched() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        try bench.createTask(Self.second)
        try sitting.drawObjects(10)
        #expect(refusal { try other(sitting) } == "draw.live")
        try bench.inspectors(4)
        sitting.rung = 1
        try sitting.drawInspectors(
            Sitting.Inspectors(inspectors: (1...4).map { ("I-\($0)", 0) }, inspections: 2))
        #expect(refusal { try other(sitting) } == "draw.live")
        // Another line is free meanwhile, and this one is once somebody goes.
        try bench.draftPlan("13028320241002", [Bench.line("L9")])
        try bench.decide("plan.approved/1", plan: "13028320241002", by: bench.person("leader"))
        try bench.createTask("130283202403011003", plan: "13028320241002", line: "L9")
        sitting.rung = 2
        _ = try sitting.freeze(objects(), draw: "130283202403011003-E1", task: "130283202403011003")
        try sitting.confirm(
            sitting.void("130283202403011003-E1", "before"), of: "130283202403011003-E1", by: sitting.supervisor)
        try bench.dispatch()
        _ = try other(sitting)
    }

    @Test("a task that is stopped after the result binds the next draw of its line")
    func stopped() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        try bench.createTask(Self.second)
        try sitting.drawObjects(10)
        try stop(bench)
        #expect(refusal { try other(sitting) } == "draw.supersedes")
        sitting.supersedes = e1
        #expect(refusal { try other(sitting) } == "draw.profile")
        sitting.beacon = try lottery()
        let end = Row.of("object.end/1", ["cause": .text("注销"), "reason": .text("注销"), "evidence": Row.hex])
        try bench.act(
            "object.deactivated/1", [end, Row.of("object.reference/1", ["object": .text("OBJ-010")])],
            by: sitting.clerk)
        #expect(refusal { try other(sitting, 9) } == "draw.differences")
        sitting.differences = [
            Row.of(
                "draw.difference/1",
                [
                    "subject": .text("OBJ-010"), "change": .text("removed"), "reason": .text("注销"), "evidence": Row.hex,
                ])
        ]
        _ = try other(sitting, 9)
        #expect(bench.state(.draws, e1)?.bytes("takenBy") == Bytes("\(Self.second)-E1".utf8))
    }

    @Test("what the line owes is taken up first: an own void that binds nothing does not hide it") func evaded() throws
    {
        let sitting = try sitting()
        let bench = sitting.bench
        try bench.createTask(Self.second)
        _ = try other(sitting)
        let cancelled = "\(Self.second)-E1"
        try sitting.confirm(
            sitting.void(cancelled, "before", party: sitting.clerk.name), of: cancelled, by: sitting.supervisor)
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.show(e1, [0])
        try sitting.confirm(sitting.void(e1, "after"), of: e1, by: sitting.supervisor)
        sitting.supersedes = cancelled
        #expect(refusal { try other(sitting, draw: "E2") } == "draw.supersedes")
        sitting.supersedes = e1
        #expect(refusal { try other(sitting, draw: "E2") } == "draw.profile")
        // The composer finds the same: without the earlier list it states no difference, and admission agrees to the rest.
        let composed = try bench.composeObjects(task: Self.second)
        let head = try IJSONValue(parsing: composed.data[0])
        #expect(head["supersedes"]?.bytes == Bytes(e1.utf8))
        sitting.beacon = try lottery()
        _ = try other(sitting, draw: "E2")
    }

    @Test("tasks without a plan are of one line where kind, tags and items are the same") func adHoc() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02")
        try bench.objects(10)
        for (task, note) in [(Bench.task, "甲"), (Self.second, "乙")] {
            try bench.createTask(
                task, plan: nil, reason: "投诉集中", scope: [Bench.line(note: note, type: "task.scope/1")])
            try bench.decideTask("task.approved/1", task, by: bench.person("leader"))
        }
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let draw = try frozen(sitting)
        #expect(refusal { try other(sitting) } == "draw.live")
        _ = try sitting.seal(draw.entropy)
        try sitting.show(e1, [0])
        try sitting.confirm(sitting.void(e1, "after"), of: e1, by: sitting.supervisor)
        #expect(refusal { try other(sitting) } == "draw.supersedes")
        sitting.supersedes = e1
        #expect(refusal { try other(sitting) } == "draw.profile")
        // Nor does a plan line of the same scope lead around it.
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask("130283202403011003")
        sitting.supersedes = nil
        sitting.rung = 1
        #expect(
            refusal { try sitting.freeze(objects(), draw: "130283202403011003-E1", task: "130283202403011003") }
                == "draw.supersedes")
    }

    @Test("a supervisor says no: the request is closed, and the draw goes on from where it was") func declined() throws
    {
        let sitting = try sitting()
        let bench = sitting.bench
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.show(e1, [0])
        let asked = try sitting.void(e1, "after")
        #expect(refusal { try sitting.decline(asked, of: e1, by: sitting.attendants[0]) } == "role.missing")
        #expect(refusal { try sitting.decline(bench.entries[3], of: e1) } == "draw.confirmation")
        try bench.grant("clerk", to: sitting.supervisor)
        let own = try sitting.void(e1, "after", by: sitting.supervisor)
        #expect(refusal { try sitting.decline(own, of: e1) } == "duties.conflict")
        #expect(refusal { try sitting.decline(asked, of: e1) } == "version.stale", "the last request counts")
        let last = try sitting.void(e1, "after")
        #expect(try bench.view().row(.draws, Bytes(e1.utf8))?["voidAt"] != nil)
        try sitting.decline(last, of: e1)
        #expect(bench.standing(.draws, e1) == "closed" && bench.state(.draws, e1)?["voidAt"] == nil)
        #expect(try bench.view().row(.draws, Bytes(e1.utf8))?["voidAt"] == nil)
        #expect(refusal { try sitting.confirm(last, of: e1, by: sitting.supervisor) } == "version.stale")
        #expect(refusal { try sitting.decline(last, of: e1) } == "version.stale")
        try sitting.show(e1, [1, 2])
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        let seed = try sitting.seed(draw.entropy, rung: 1)
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
    }

    @Test("nothing of a draw is confirmed after 30 days: what was true of roster and people is stale") func expired()
        throws
    {
        let sitting = try sitting()
        let bench = sitting.bench
        let ladder = try Ladder(id: DrawID("bureau-L2")!, secret: Hash256.hash([3]), rungCount: 16)
        let leader = try bench.person("leader")
        let opened = try bench.act(
            "draw.ladder/1", [Sitting.ladder(ladder, "server", custodian: leader)], by: bench.administrator)
        let (entry, _) = try sitting.freeze(objects(), draw: e1)
        bench.advance(days: 30)
        let (late, other) = (bench.now, bench.now.adding(milliseconds: 86_400_000))
        bench.now = other
        #expect(refusal { try sitting.confirm(opened, by: leader) } == "draw.expired")
        #expect(refusal { try sitting.confirm(entry, by: sitting.supervisor) } == "draw.expired")
        bench.now = late
        try sitting.confirm(opened, by: leader)
        try sitting.confirm(entry, by: sitting.supervisor)
        // Of a close, a fix and a value too.
        sitting.supersedes = e1
        try sitting.confirm(sitting.void(e1, "before"), of: e1, by: sitting.supervisor)
        sitting.rung = 1
        sitting.beacon = try lottery()
        let second = try frozen(sitting, draw: e2)
        var commits: [(slot: String, commit: Hash256)] = []
        for (place, party) in sitting.parties.enumerated() {
            commits.append(("0\(place + 1)", try sitting.commit(second.entropy, "0\(place + 1)", by: party)))
        }
        func stale(_ proposal: Entry, by person: Person) throws {
            let now = bench.now
            bench.advance(days: 31)
            #expect(refusal { try sitting.confirm(proposal, of: e2, by: person) } == "draw.expired")
            bench.now = now
        }
        let closed = try sitting.close(e2, commits)
        try stale(closed, by: sitting.supervisor)
        for party in sitting.parties.dropFirst() { try sitting.confirm(closed, by: party) }
        try sitting.open(e2, "04", sitting.serverLadder.rung(2))
        try sitting.show(e2, [0, 1])
        let fixed = try sitting.fix(e2, ["01", "02"])
        try stale(fixed, by: sitting.supervisor)
        try sitting.confirm(fixed, of: e2, by: sitting.supervisor)
        bench.advance(days: 1)
        let value = try sitting.beacon(e2, "03 07 12 18 25 33 + 09", on: "\(bench.now.chinaDate)")
        try stale(value, by: sitting.supervisor)
        try sitting.confirm(value, of: e2, by: sitting.supervisor)
        #expect(bench.standing(.draws, e2) == "opened")
    }

    @Test("while the draw of a ladder's last rung is live, no other draw uses the ladder") func busyLadder() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        try bench.draftPlan("13028320241002", [Bench.line("L9")])
        try bench.decide("plan.approved/1", plan: "13028320241002", by: bench.person("leader"))
        let second = "130283202403011002"
        try bench.createTask(second, plan: "13028320241002", line: "L9")
        _ = try frozen(sitting)
        func other() throws { _ = try sitting.freeze(objects(), draw: "\(second)-E1", task: second) }
        #expect(refusal { try other() } == "draw.ladder")
        try sitting.confirm(sitting.void(e1, "before"), of: e1, by: sitting.supervisor)
        sitting.rung = 1
        try other()
    }

    @Test("lists differ line by line") func differences() {
        func found(_ old: String, _ new: String) -> [String] {
            ListDifference.between(Bytes(old.utf8), Bytes(new.utf8)).map { "\($0.subject.shown) \($0.change)" }
        }
        #expect(found("d\na\t1\nb\t1\nd\t1\n", "d\nb\t2\nc\t1\nd\t1\n") == ["a removed", "b changed", "c added"])
        #expect(found("d\n", "d\nz\n") == ["z added"] && found("d\nz\n", "d\n") == ["z removed"])
        #expect(found("d\na\n", "d\na\n") == [])
    }
}
