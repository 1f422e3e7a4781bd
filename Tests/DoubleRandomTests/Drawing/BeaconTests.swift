import Draw
import Ledger
import Testing

@testable import DoubleRandom

@Suite("Profile B: a public value decides after everybody has shown theirs") struct BeaconTests {
    private let e1 = "\(Bench.task)-E1"
    private static let quicknet = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"

    private func sitting(_ source: String = "cwl-ssq", _ round: String = "2024025") throws -> Sitting {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        sitting.beacon = try BeaconRound(source: DrawID(source)!, round: DrawID(round)!)
        return sitting
    }

    private func frozen(_ sitting: Sitting) throws -> FrozenDraw {
        let (entry, draw) = try sitting.freeze(
            Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan()))
        try sitting.confirm(entry, by: sitting.supervisor)
        return draw
    }

    /// The seed from some reveals, the rung and the beacon's value.
    private func seed(_ sitting: Sitting, _ draw: FrozenDraw, _ places: [Int], _ value: String) throws -> Hash256 {
        var contributions: [Contribution] = []
        for place in places {
            contributions.append(
                Contribution(
                    slot: DrawID("0\(place + 1)")!, party: DrawID(sitting.parties[place].name)!, kind: .fresh,
                    value: sitting.value(sitting.parties[place], e1)))
        }
        contributions.append(
            try draw.entropy.rung(slot: DrawID("04")!, value: sitting.serverLadder.rung(1)))
        contributions.append(
            try draw.entropy.beacon(
                slot: DrawID("06")!, text: BeaconText(round: sitting.beacon!, value: DrawWord(value)!)))
        let left = Set((0..<3).filter { !places.contains($0) }.map { DrawID("0\($0 + 1)")! })
        return try draw.entropy.seed(contributions, leftOut: left).hash
    }

    @Test("rung, reveals, fix, public value, result; who showed nothing in time is left out") func whole() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        let (clerk, supervisor, attendant) = (sitting.clerk, sitting.supervisor, sitting.attendants[0])
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        #expect(refusal { try sitting.fix(e1, [], head: bench.entries.last) } == "record.invalid")
        try sitting.show(e1, [0])
        #expect(refusal { try sitting.fix(e1, ["01"]) } == "draw.incomplete", "the rung stands before the fix")
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        #expect(refusal { try sitting.fix(e1, ["01"]) } == "draw.incomplete", "somebody else has revealed")
        try sitting.show(e1, [1])
        let last = bench.entries.last!
        #expect(refusal { try sitting.fix(e1, ["01"]) } == "draw.fix", "no reveal that stands is left out")
        #expect(refusal { try sitting.fix(e1, ["01", "02", "03"]) } == "draw.fix")
        #expect(refusal { try sitting.fix(e1, ["01", "02"], head: bench.entries[3]) } == "version.stale")
        #expect(refusal { try sitting.fix(e1, ["01", "02"], by: supervisor) } == "role.missing")
        #expect(refusal { try sitting.beacon(e1, "03 07 12 18 25 33 + 09") } == "draw.standing")
        let fixed = try sitting.fix(e1, ["01", "02"], head: last)
        #expect(refusal { try sitting.show(e1, [2]) } == "draw.standing", "late reveals are left out")
        #expect(refusal { try sitting.confirm(fixed, of: e1, by: attendant) } == "draw.confirmation")
        #expect(refusal { try sitting.confirm(fixed, of: e1, by: clerk) } == "duties.conflict")
        #expect(refusal { try sitting.beacon(e1, "03 07 12 18 25 33 + 09") } == "draw.standing")
        try sitting.confirm(fixed, of: e1, by: supervisor)
        let other = try BeaconRound(source: DrawID("cwl-ssq")!, round: DrawID("2024026")!)
        let drawn = "03 07 12 18 25 33 + 09"
        #expect(refusal { try sitting.beacon(e1, drawn, on: "2024-03-02") } == "draw.beacon")
        #expect(refusal { try sitting.beacon(e1, drawn, on: "2024-02-29") } == "draw.beacon")
        // An issue of the day of the fix could have been known to who confirmed it last.
        #expect(refusal { try sitting.beacon(e1, drawn, on: "2024-03-01") } == "draw.beacon")
        bench.advance(days: 1)
        #expect(refusal { try sitting.beacon(e1, drawn, on: "2024-03-01") } == "draw.beacon")
        #expect(refusal { try sitting.beacon(e1, drawn, round: other) } == "draw.beacon")
        let asked = try sitting.void(e1, "after")
        // Mistyped, and stated again: the first statement is not confirmed any more.
        let wrong = try sitting.beacon(e1, "03 07 12 18 25 33 + 08")
        let right = try sitting.beacon(e1, "03 07 12 18 25 33 + 09")
        #expect(refusal { try sitting.void(e1, "after") } == "draw.void", "who knows the value gives nothing up")
        #expect(refusal { try sitting.confirm(asked, of: e1, by: supervisor) } == "draw.void")
        #expect(refusal { try sitting.confirm(wrong, of: e1, by: supervisor) } == "version.stale")
        #expect(refusal { try sitting.confirm(right, of: e1, by: clerk) } == "duties.conflict")
        let honest = try seed(sitting, draw, [0, 1], "03 07 12 18 25 33 + 09")
        let rows = sitting.selected(draw, seed: honest)
        #expect(refusal { try sitting.result(e1, seed: honest, rows: rows) } == "draw.standing")
        try sitting.confirm(right, of: e1, by: supervisor)
        #expect(bench.standing(.draws, e1) == "opened")
        #expect(refusal { try sitting.void(e1, "after") } == "draw.standing")
        let bent = try seed(sitting, draw, [0, 1], "03 07 12 18 25 33 + 08")
        #expect(
            refusal { try sitting.result(e1, seed: bent, rows: sitting.selected(draw, seed: bent)) }
                == "draw.recomputed")
        try sitting.result(e1, seed: honest, rows: rows)
        #expect(bench.standing(.tasks, Bench.task) == "drawn")
        let report = try ForgedLedger(bench).verify()
        #expect(report.findings.isEmpty)
    }

    @Test("dice are read by everybody who was there, and are of this draw alone") func dice() throws {
        #expect(refusal { try frozen(self.sitting("dice", "\(Bench.task)-E2")) } == "draw.beacon")
        let sitting = try sitting("dice", e1)
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        try sitting.show(e1, [0, 1, 2])
        let fixed = try sitting.fix(e1, ["01", "02", "03"])
        try sitting.confirm(fixed, of: e1, by: sitting.supervisor)
        #expect(sitting.bench.standing(.draws, e1) == "fixing")
        try sitting.confirm(fixed, of: e1, by: sitting.attendants[0])
        for wrong in ["123456123", "1234561237", "1234 56123"] {
            #expect(refusal { try sitting.beacon(e1, wrong) } == "draw.beacon", "\(wrong)")
        }
        let thrown = try sitting.beacon(e1, "1234561234")
        try sitting.confirm(thrown, of: e1, by: sitting.supervisor)
        #expect(sitting.bench.standing(.draws, e1) == "fixed")
        try sitting.confirm(thrown, of: e1, by: sitting.attendants[0])
        #expect(sitting.bench.standing(.draws, e1) == "opened")
    }

    @Test("a drand round lies ahead when it is named, and its value is 32 bytes") func drand() throws {
        // Quicknet's round 1 came at 1692803367, another every 3 seconds: this one at the bench's first moment.
        let now = (1_709_258_400 - 1_692_803_367) / 3
        #expect(refusal { try frozen(self.sitting(Self.quicknet, "\(now)")) } == "draw.beacon")
        #expect(refusal { try frozen(self.sitting(Self.quicknet, "0")) } == "draw.beacon")
        #expect(refusal { try frozen(self.sitting(Self.quicknet, "9007199254740992")) } == "draw.beacon")
        let sitting = try sitting(Self.quicknet, "\(now + 40_000)")
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        try sitting.show(e1, [0, 1, 2])
        let fixed = try sitting.fix(e1, ["01", "02", "03"])
        try sitting.confirm(fixed, of: e1, by: sitting.supervisor)
        try sitting.confirm(fixed, of: e1, by: sitting.attendants[0])
        #expect(refusal { try sitting.beacon(e1, "abc") } == "draw.beacon")
        _ = try sitting.beacon(e1, String(repeating: "ab", count: 32))
    }

    @Test("a fix that is confirmed when the drand round has come is refused: what is known fixes nothing")
    func late() throws {
        let now = (1_709_258_400 - 1_692_803_367) / 3
        let sitting = try sitting(Self.quicknet, "\(now + 1_000)")
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        try sitting.show(e1, [0, 1, 2])
        let fixed = try sitting.fix(e1, ["01", "02", "03"])
        try sitting.confirm(fixed, of: e1, by: sitting.supervisor)
        sitting.bench.advance(days: 1)
        #expect(refusal { try sitting.confirm(fixed, of: e1, by: sitting.attendants[0]) } == "draw.beacon")
    }

    @Test("the day of the fix is that of its last confirmation: who waits for the issue and signs then gains nothing")
    func lastConfirmation() throws {
        let sitting = try sitting()
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        try sitting.show(e1, [0, 1, 2])
        let fixed = try sitting.fix(e1, ["01", "02", "03"])
        try sitting.confirm(fixed, of: e1, by: sitting.supervisor)
        sitting.bench.advance(days: 1)
        // The issue of 2 March has been drawn; then the last confirms.
        try sitting.confirm(fixed, of: e1, by: sitting.attendants[0])
        #expect(sitting.bench.state(.draws, e1)?.date("fixedOn")?.description == "2024-03-02")
        #expect(refusal { try sitting.beacon(e1, "03 07 12 18 25 33 + 09", on: "2024-03-02") } == "draw.beacon")
        sitting.bench.advance(days: 1)
        #expect(refusal { try sitting.beacon(e1, "03 07 12 18 25 33 + 09", on: "2024-03-02") } == "draw.beacon")
        _ = try sitting.beacon(e1, "03 07 12 18 25 33 + 09", on: "2024-03-03")
    }

    static let spellings: [(value: String, form: String?, isAscending: Bool, holds: Bool)] = [
        ("03 07 12 18 25 33 + 09", "99 99 99 99 99 99 + 99", true, true),
        ("07 03 12 18 25 33 + 09", "99 99 99 99 99 99 + 99", true, false),
        ("03 03 12 18 25 33 + 09", "99 99 99 99 99 99 + 99", true, false),
        ("3 7 12 18 25 33 + 9", "99 99 99 99 99 99 + 99", true, false),
        ("03 07 12 18 25 33+09", "99 99 99 99 99 99 + 99", true, false),
        ("03 07 12 18 25 33 09", "99 99 99 99 99 99 + 99", true, false),
        ("7 0 7", "9 9 9", false, true), ("7 0 7 ", "9 9 9", false, false), ("7 0", "9 9 9", false, false),
        ("1 2 3", nil, false, true), ("12", nil, false, true), ("1  2", nil, false, false), (" 1", nil, false, false),
        ("1,2", nil, false, false), ("1 + 2 + 3", nil, false, true), ("1 +", nil, false, false),
        ("+ 1", nil, false, false), ("１ 2", nil, false, false), ("1 + + 2", nil, false, false),
        ("a", nil, false, false),
        ("03 07 + 05 06", nil, true, true), ("03 07 + 06 05", nil, true, false),
    ]

    @Test("a lottery's issue has one spelling, so that nobody chooses among several", arguments: spellings)
    func spelling(value: String, form: String?, isAscending: Bool, holds: Bool) {
        let code = refusal {
            try LotteryValue.check(Bytes(value.utf8), form: form.map { Bytes($0.utf8) }, isAscending: isAscending)
        }
        #expect(code == (holds ? nil : "draw.beacon"), "\(value)")
    }

    @Test("admission asks the spelling, and a drand chain whose rounds nobody can date is not taken")
    func policies() throws {
        let sitting = try sitting()
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        try sitting.show(e1, [0, 1])
        try sitting.confirm(sitting.fix(e1, ["01", "02"]), of: e1, by: sitting.supervisor)
        sitting.bench.advance(days: 1)
        for wrong in ["03 07 12 18 25 33 + 9", "07 03 12 18 25 33 + 09", "03 07 12 18 25 33  + 09"] {
            #expect(refusal { try sitting.beacon(e1, wrong) } == "draw.beacon", "\(wrong)")
        }
        _ = try sitting.beacon(e1, "03 07 12 18 25 33 + 09")
        let other = try self.sitting(Self.quicknet, "999999999")
        for missing in ["genesis", "period"] {
            let source = IJSONValue.object(
                [.init("w", .text(Self.quicknet)), .init("kind", .text("drand"))]
                    + (missing == "genesis"
                        ? [.init("period", .integer(3))] : [.init("genesis", .integer(1_692_803_367))]))
            try other.bench.adopt("draw.beacons", .array([source]))
            #expect(refusal { try frozen(other) } == "policy.missing", "\(missing)")
            other.rung = 0
        }
    }

    @Test("profile and beacon go together, and a source stands in the policy") func profile() throws {
        let sitting = try sitting("coin-toss", "1")
        #expect(refusal { try frozen(sitting) } == "draw.beacon")
        sitting.beacon = nil
        sitting.rung = 0
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        try sitting.show(e1, [0, 1, 2])
        #expect(refusal { try sitting.fix(e1, ["01", "02", "03"]) } == "draw.profile")
    }
}
