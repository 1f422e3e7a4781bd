import Draw
import Ledger
import Testing

@testable import DoubleRandom

/// Each adversary of draws.md 2.6 with every key that he has: what he gains, what stops him, what is visible afterwards.
@Suite("Adversaries of a draw") struct AdversaryTests {
    private let e1 = "\(Bench.task)-E1"
    private let e2 = "\(Bench.task)-E2"
    private static let trials = 3_000

    private func sitting(_ rules: any RuleSet = RuleSet1(), attendants: Int = 1) throws -> Sitting {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z", rules: rules)
        try bench.planned()
        let sitting = try Sitting(bench, attendants: attendants)
        try sitting.openLadders()
        return sitting
    }

    private func objects(_ count: Int = 10) throws -> Sitting.Objects {
        Sitting.Objects(registry: Sitting.ids(count), plan: try Sitting.plan())
    }

    private func frozen(_ sitting: Sitting, draw: String? = nil) throws -> FrozenDraw {
        let (entry, frozen) = try sitting.freeze(objects(), draw: draw ?? e1)
        try sitting.confirm(entry, by: sitting.supervisor)
        return frozen
    }

    private func fresh(_ draw: FrozenDraw, _ place: Int, _ party: Person, _ value: Hash256) -> Contribution {
        Contribution(slot: DrawID("0\(place + 1)")!, party: DrawID(party.name)!, kind: .fresh, value: value)
    }

    private static func random(_ trial: Int, _ purpose: String) -> Hash256 {
        Hash256.hash(Bytes("\(purpose) \(trial)".utf8))
    }

    /// How often each of ten objects is among the two that are drawn, over the values of whoever is honest; the statistic
    /// of a sample of 2 of 10 without replacement has 9 degrees of freedom.
    private func chiSquare(_ draw: FrozenDraw, _ seed: (Int) throws -> Hash256) rethrows -> Double {
        var counts: [DrawID: Int] = [:]
        for trial in 0..<Self.trials {
            for object in draw.select(seed: try seed(trial)).selected { counts[object.id, default: 0] += 1 }
        }
        let expected = Double(Self.trials) * 2 / 10
        let sum = draw.population.rows.reduce(0.0) { sum, row in
            let difference = Double(counts[row.id] ?? 0) - expected
            return sum + difference * difference / expected
        }
        return sum * 9 / 8
    }

    /// Chance 1 in 1,000 that honest draws go beyond it; the seeds are fixed, so that it never comes by accident.
    private static let bound = 27.88

    // MARK: The server's operator

    @Test("server operator: his value is forced, the pool and every commit are bound; he can but be silent")
    func serverOperator() throws {
        let sitting = try sitting()
        // Edit the pool: the list that the freeze signs is made again from the registry.
        #expect(refusal { try sitting.freeze(objects(9)) } == "draw.manifest")
        sitting.rung = 0
        let draw = try frozen(sitting)
        let commits = try sitting.seal(draw.entropy)
        // Another freeze: no commit of this one opens under it.
        #expect(throws: DrawError.self) {
            try CommitText(
                draw: DrawID(e1)!, freeze: Hash256.hash([1]), slot: DrawID("01")!, party: DrawID(sitting.clerk.name)!,
                value: sitting.value(sitting.clerk, e1)
            ).check(opens: commits[0])
        }
        try sitting.show(e1, [0, 1, 2])
        // Choose the value: whatever is not the one frozen rung is refused, for any secret of his.
        for trial in 0..<20 {
            let value = Self.random(trial, "operator")
            #expect(refusal { try sitting.open(e1, "04", value) } == "draw.rung")
        }
        // Silence: the draw stands for everybody to see, and its void names the server.
        try sitting.confirm(sitting.void(e1, "after", party: "server"), of: e1, by: sitting.supervisor)
        #expect(sitting.bench.state(.draws, e1)?.bytes("party") == Bytes("server".utf8))
        #expect(sitting.bench.lastMarks == [.voidedKnown])
    }

    @Test("server operator with all keys of the daemon: each forced event is named by verification") func forced()
        throws
    {
        let sitting = try sitting(LaxRuleSet())
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.show(e1, [0, 1, 2])
        let index = sitting.bench.entries.count
        try sitting.open(e1, "04", Self.random(0, "operator"))
        let seed = Self.random(1, "operator")
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
        let findings = try ForgedLedger(sitting.bench).verify().findings
        #expect(
            findings.map { "\($0.index?.value ?? 0) \($0.code.rawValue)" }
                == ["\(index) draw.rung", "\(index + 1) draw.incomplete"])
    }

    // MARK: The clerk

    @Test("clerk: no void and no replacement without a supervisor; a false exclusion is admitted, and stays to be read")
    func clerk() throws {
        let sitting = try sitting()
        var input = try objects()
        input.excluded = ["OBJ-003"]
        let (entry, _) = try sitting.freeze(input)
        let exclusions = try #require(
            sitting.bench.attachments.first { $0.starts(with: Bytes("ssj/v1/exclusions\n".utf8)) })
        #expect(String(decoding: exclusions, as: UTF8.self).contains("OBJ-003\t停业核实\t"))
        #expect(refusal { try sitting.confirm(entry, by: sitting.clerk) } == "duties.conflict")
        let asked = try sitting.void(e1, "before", party: sitting.clerk.name)
        #expect(refusal { try sitting.confirm(asked, of: e1, by: sitting.clerk) } == "role.missing")
        try sitting.bench.grant("supervisor", to: sitting.clerk)
        #expect(refusal { try sitting.confirm(asked, of: e1, by: sitting.clerk) } == "duties.conflict")
        // A second number beside the live one, until it suits, there is not.
        sitting.rung = 1
        #expect(refusal { try sitting.freeze(objects(), draw: e2) } == "draw.live")
    }

    // MARK: The supervisor

    @Test("supervisor: while the rung is hidden the own value says nothing; silence is void by name, then a beacon")
    func supervisor() throws {
        let sitting = try sitting()
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.show(e1, [0, 2])
        // All fresh values are known to the supervisor, the rung is not: each object's chance is what it was.
        let known = sitting.parties.enumerated().map { fresh(draw, $0, $1, sitting.value($1, e1)) }
        let statistic = try chiSquare(draw) { trial in
            let hidden = Contribution(
                slot: DrawID("04")!, party: DrawID("server")!, kind: .ladder, value: Self.random(trial, "rung"))
            return try draw.entropy.seed(known + [hidden]).hash
        }
        #expect(statistic < Self.bound, "\(statistic)")
        #expect(refusal { try sitting.open(e1, "04", sitting.serverLadder.rung(1)) } == "draw.incomplete")
        let other = try sitting.bench.person("supervisor", 2)
        try sitting.confirm(sitting.void(e1, "after", party: sitting.supervisor.name), of: e1, by: other)
        sitting.supersedes = e1
        #expect(refusal { try sitting.freeze(objects(), draw: e2) } == "draw.profile")
    }

    // MARK: Coalitions

    @Test("operator and clerk: with the rung and the clerk's value before the reveals, no chance has moved")
    func operatorAndClerk() throws {
        let sitting = try sitting()
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        let rung = try draw.entropy.rung(slot: DrawID("04")!, value: sitting.serverLadder.rung(1))
        let own = fresh(draw, 0, sitting.clerk, sitting.value(sitting.clerk, e1))
        let statistic = try chiSquare(draw) { trial in
            let others = sitting.parties.enumerated().dropFirst().map {
                fresh(draw, $0, $1, Self.random(trial, "honest \($0)"))
            }
            return try draw.entropy.seed([own, rung] + others).hash
        }
        #expect(statistic < Self.bound, "\(statistic)")
    }

    @Test("all but one: whichever party is the honest one, its value alone makes every outcome as likely as any")
    func allButOne() throws {
        let sitting = try sitting()
        let draw = try frozen(sitting)
        let rung = try draw.entropy.rung(slot: DrawID("04")!, value: sitting.serverLadder.rung(1))
        for honest in sitting.parties.indices {
            let statistic = try chiSquare(draw) { trial in
                let values = sitting.parties.enumerated().map { place, party in
                    fresh(
                        draw, place, party,
                        place == honest ? Self.random(trial, "honest") : sitting.value(party, e1))
                }
                return try draw.entropy.seed(values + [rung]).hash
            }
            #expect(statistic < Self.bound, "\(honest): \(statistic)")
        }
    }

    /// What everybody together can do before they commit: try values until an object is spared, or drawn.
    private func ground(_ sitting: Sitting, _ draw: FrozenDraw, target: DrawID) throws -> (Hash256, tries: Int)? {
        let rung = try draw.entropy.rung(slot: DrawID("04")!, value: sitting.serverLadder.rung(1))
        let others = sitting.parties.enumerated().dropFirst().map {
            fresh(draw, $0, $1, sitting.value($1, e1))
        }
        for trial in 0..<500 {
            let value = Self.random(trial, "ground")
            let seed = try draw.entropy.seed([fresh(draw, 0, sitting.clerk, value), rung] + others).hash
            if draw.select(seed: seed).selected.contains(where: { $0.id == target }) { return (value, trial + 1) }
        }
        return nil
    }

    @Test("everyone present, profile A: they choose the outcome, and nothing shows it") func everyoneA() throws {
        let sitting = try sitting()
        let draw = try frozen(sitting)
        for target in draw.population.rows.map(\.id) {
            let found = try #require(try ground(sitting, draw, target: target))
            #expect(found.tries < 100)
        }
    }

    @Test("everyone present, profile B: what they choose before the public value exists moves no chance")
    func everyoneB() throws {
        let sitting = try sitting()
        sitting.beacon = try BeaconRound(source: DrawID("cwl-ssq")!, round: DrawID("2024025")!)
        let draw = try frozen(sitting)
        let chosen = sitting.parties.enumerated().map { fresh(draw, $0, $1, sitting.value($1, e1)) }
        let rung = try draw.entropy.rung(slot: DrawID("04")!, value: sitting.serverLadder.rung(1))
        let round = try #require(sitting.beacon)
        let statistic = try chiSquare(draw) { trial in
            let digits = Self.random(trial, "lottery").hex.prefix(12)
            let published = try draw.entropy.beacon(
                slot: DrawID("06")!, text: BeaconText(round: round, value: DrawWord(String(digits))!))
            return try draw.entropy.seed(chosen + [rung, published]).hash
        }
        #expect(statistic < Self.bound, "\(statistic)")
    }

    @Test("beacon operator: a value of the own choice, with one contribution unknown, moves no chance")
    func beaconOperator() throws {
        let sitting = try sitting()
        sitting.beacon = try BeaconRound(source: DrawID("cwl-ssq")!, round: DrawID("2024025")!)
        let draw = try frozen(sitting)
        let round = try #require(sitting.beacon)
        let published = try draw.entropy.beacon(
            slot: DrawID("06")!, text: BeaconText(round: round, value: DrawWord("01 02 03 04 05 06 + 07")!))
        let shown = sitting.parties.enumerated().map { fresh(draw, $0, $1, sitting.value($1, e1)) }
        let statistic = try chiSquare(draw) { trial in
            let hidden = Contribution(
                slot: DrawID("04")!, party: DrawID("server")!, kind: .ladder, value: Self.random(trial, "rung"))
            return try draw.entropy.seed(shown + [hidden, published]).hash
        }
        #expect(statistic < Self.bound, "\(statistic)")
    }

    @Test("nobody: a lost ladder is a void that is counted, and a new ladder carries on") func lostLadder() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.confirm(sitting.void(e1, "before", party: "server"), of: e1, by: sitting.supervisor)
        #expect(bench.standing(.draws, e1) == "void")
        #expect(try bench.view().row(.tasks, Bytes(Bench.task.utf8))?.integer("voids") == 1)
        let leader = try bench.person("leader")
        let ladder = try Ladder(id: DrawID("bureau-L2")!, secret: Hash256.hash([3]), rungCount: 16)
        let opened = try bench.act(
            "draw.ladder/1", [Sitting.ladder(ladder, "server", custodian: leader)], by: bench.administrator)
        try sitting.confirm(opened, by: leader)
        sitting.serverLadder = ladder
        (sitting.rung, sitting.supersedes) = (0, e1)
        let next = try frozen(sitting, draw: e2)
        let seed = try sitting.contribute(next.entropy)
        try sitting.result(e2, seed: seed, rows: sitting.selected(next, seed: seed))
    }
}
