import Draw
import Ledger
import Testing

@testable import DoubleRandom

/// Separation of duties (职责分离): each pair of duties that must be apart, in one hand that holds every role, so that
/// nothing but the duty stands in the way; and the same act by another hand.
@Suite("Two duties that are apart never meet in one person") struct DutyTests {
    static let roles = ["clerk", "leader", "inspector", "attendant", "reviewer", "supervisor", "administrator"]

    /// Somebody who holds all roles.
    private func jack(_ bench: Bench, _ person: Person) throws -> Person {
        for role in Self.roles { try bench.grant(role, to: person) }
        return person
    }

    private func bench() throws -> Bench { try Bench(at: "2024-03-01T02:00:00.000Z") }

    private func conflicts(_ act: () throws -> Void) -> Bool { refusal(act) == "duties.conflict" }

    @Test("who drafted an item, a plan or a task neither publishes, approves, returns nor stops it") func drafts()
        throws
    {
        let bench = try bench()
        let clerk = try jack(bench, bench.person("clerk"))
        try bench.item("SW-02", publish: false)
        let item = Row.of("item.reference/1", ["item": .text("SW-02"), "about": bench.at(.items, "SW-02")])
        let channel = Row.of("item.publication/1", ["channel": .text("网站")])
        #expect(conflicts { try bench.act("item.published/1", [channel, item], by: clerk) })
        try bench.publishItem("SW-02")
        try bench.draftPlan()
        #expect(conflicts { try bench.decide("plan.approved/1", by: clerk) })
        #expect(conflicts { try bench.decide("plan.returned/1", reason: "改", by: clerk) })
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.adjustPlan([Bench.line(), Bench.line("L2")])
        #expect(conflicts { try bench.decide("plan.approved/1", by: clerk) })
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        // Nor enters the paper on which it is said to be approved.
        try bench.adopt("paper.acts", Row.texts(["plan.approved/1", "task.approved/1"]))
        try bench.adjustPlan([Bench.line(), Bench.line("L2"), Bench.line("L3")])
        #expect(conflicts { try bench.decide("plan.approved/1", paper: true, by: clerk) })
        try bench.decide("plan.approved/1", paper: true, by: bench.person("clerk", 2))
        try bench.createTask(plan: nil, reason: "投诉集中", scope: [Bench.line(type: "task.scope/1")])
        #expect(conflicts { try bench.decideTask("task.approved/1", by: clerk) })
        #expect(conflicts { try bench.decideTask("task.stopped/1", reason: "不再需要", by: clerk) })
        try bench.decideTask("task.approved/1", by: bench.person("leader"))
    }

    @Test("who operates a draw neither attends nor confirms it; who opens a ladder does not keep it") func draws()
        throws
    {
        let bench = try bench()
        try bench.planned()
        let sitting = try Sitting(bench)
        let clerk = try jack(bench, sitting.clerk)
        let administrator = try jack(bench, bench.administrator)
        let ladder = Sitting.ladder(sitting.serverLadder, "server", custodian: administrator)
        #expect(conflicts { try bench.act("draw.ladder/1", [ladder], by: administrator) })
        try sitting.openLadders()
        let objects = Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan())
        // The operator stands for one party, whatever else the operator may be.
        for parties in [[clerk, bench.supervisor], [clerk, sitting.attendants[0]]] {
            let code = refusal { try sitting.freeze(objects, parties: parties) }
            #expect(["draw.attendants", "draw.contributors"].contains(code ?? ""), "\(code ?? "")")
            sitting.rung = 0
        }
        let (entry, draw) = try sitting.freeze(objects)
        #expect(conflicts { try sitting.confirm(entry, by: clerk) })
        try sitting.confirm(entry, by: sitting.supervisor)
        var commits: [(slot: String, commit: Hash256)] = []
        for (place, party) in sitting.parties.enumerated() {
            commits.append(("0\(place + 1)", try sitting.commit(draw.entropy, "0\(place + 1)", by: party)))
        }
        let closed = try sitting.close("\(Bench.task)-E1", commits)
        #expect(conflicts { try sitting.confirm(closed, by: clerk) })
        try sitting.confirm(closed, by: sitting.supervisor)
    }

    @Test("who inspects approves neither the visit nor the publication, confirms no own record and reviews none")
    func inspections() throws {
        let bench = try bench()
        try bench.matched()
        try bench.dispatch()
        let team = try bench.team().map(\.person)
        for member in team { _ = try jack(bench, member) }
        for member in team { #expect(conflicts { try bench.approveVisit(by: member) }) }
        try bench.approveVisit()
        try bench.notify()
        let guest = try bench.outsider()
        _ = try jack(bench, guest.person)
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit(officers: bench.team().map(\.id) + [guest.id])
        try bench.record()
        #expect(conflicts { try bench.confirmResult(by: team[0]) })
        try bench.confirmResult()
        // Whoever was there has inspected, drawn or not.
        for member in team + [guest.person] {
            #expect(conflicts { try bench.review(by: member) })
            #expect(conflicts { try bench.review(Bench.first, "return", reason: "改", by: member) })
        }
        try bench.review()
        for member in team + [guest.person] { #expect(conflicts { try bench.approvePublication(by: member) }) }
        try bench.approvePublication()
    }

    @Test("whom a relation keeps away, or who declared it, does not withdraw it") func relations() throws {
        let bench = try bench()
        try bench.objects(1)
        try bench.inspectors(2)
        let (first, second) = (
            try jack(bench, bench.person("inspector", 1)), try jack(bench, bench.person("inspector", 2))
        )
        try bench.relate("I-1", "OBJ-001", by: second)
        #expect(conflicts { try bench.unrelate("I-1", "OBJ-001", by: first) })
        #expect(conflicts { try bench.unrelate("I-1", "OBJ-001", by: second) })
        try bench.unrelate("I-1", "OBJ-001", by: bench.person("leader"))
    }
}
