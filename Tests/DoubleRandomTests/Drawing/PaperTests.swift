import Draw
import Ledger
import Testing

@testable import DoubleRandom

@Suite("An attendant without a key contributes on a sheet, entered by a recorder and marked 纸质签认") struct PaperTests {
    private let e1 = "\(Bench.task)-E1"
    private static let sheet = String(repeating: "5c", count: 32)

    /// Clerk 01, supervisor 02, the attendant on paper 03, the server's ladder 04; the supervisor records.
    private func sitting(_ adopt: (Bench) throws -> Void = { _ in }) throws -> Sitting {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        try adopt(bench)
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        sitting.recorders = [sitting.supervisor]
        return sitting
    }

    private func freeze(_ sitting: Sitting) throws -> (entry: Entry, draw: FrozenDraw) {
        try sitting.freeze(
            Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan()),
            parties: [sitting.clerk, sitting.supervisor])
    }

    /// What the sheet holds in its lower half.
    private let value = Hash256.hash(Bytes("envelope".utf8))

    private func commit(
        _ sitting: Sitting, _ entropy: SeedAssembly, slot: String = "03", sheet: String? = sheet, by person: Person
    ) throws -> Hash256 {
        let commit = CommitText(
            draw: entropy.draw, freeze: entropy.freeze, slot: DrawID("03")!, party: DrawID("paper-1")!, value: value
        ).hash
        try sitting.bench.act(
            "draw.commit/1",
            [
                Row.of(
                    "draw.commit/1",
                    [
                        "draw": .text(e1), "slot": .text(slot), "commit": Sitting.hex(commit),
                        "sheet": sheet.map { .text($0) },
                    ])
            ], by: person)
        return commit
    }

    private func confirm(
        _ sitting: Sitting, _ entry: Entry, draw: Bool = false, slot: String? = "03", sheet: String? = sheet,
        by person: Person
    ) throws {
        try sitting.bench.act(
            "draw.confirmed/1",
            [
                Row.of(
                    "draw.confirmed/1",
                    [
                        "about": entry.about, "draw": draw ? .text(e1) : nil, "slot": slot.map { .text($0) },
                        "sheet": sheet.map { .text($0) },
                    ])
            ], by: person)
    }

    /// Freeze, its confirmation, every commit.
    private func committed(_ sitting: Sitting) throws -> (draw: FrozenDraw, commits: [(slot: String, commit: Hash256)])
    {
        let (entry, draw) = try freeze(sitting)
        try sitting.confirm(entry, by: sitting.supervisor)
        var commits: [(slot: String, commit: Hash256)] = []
        for (slot, party) in [("01", sitting.clerk), ("02", sitting.supervisor)] {
            commits.append((slot, try sitting.commit(draw.entropy, slot, by: party)))
        }
        commits.append(("03", try commit(sitting, draw.entropy, by: sitting.supervisor)))
        return (draw, commits)
    }

    private func show(_ sitting: Sitting) throws {
        try sitting.reveal(e1, "01", sitting.value(sitting.clerk, e1), by: sitting.clerk)
        try sitting.reveal(e1, "02", sitting.value(sitting.supervisor, e1), by: sitting.supervisor)
        try sitting.reveal(e1, "03", value, by: sitting.supervisor)
    }

    private func contributions(_ sitting: Sitting, _ draw: FrozenDraw) throws -> [Contribution] {
        let shown = [
            ("01", sitting.clerk.name, sitting.value(sitting.clerk, e1)),
            ("02", sitting.supervisor.name, sitting.value(sitting.supervisor, e1)), ("03", "paper-1", value),
        ]
        return try shown.map {
            Contribution(slot: DrawID($0.0)!, party: DrawID($0.1)!, kind: .fresh, value: $0.2)
        } + [draw.entropy.rung(slot: DrawID("04")!, value: sitting.serverLadder.rung(1))]
    }

    @Test(
        "freeze, commit, close, reveal and result; each step of the slot bears the mark, and its value is in the seed")
    func whole() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        let (draw, commits) = try committed(sitting)
        #expect(bench.lastMarks == [.signedOnPaper])
        let closed = try sitting.close(e1, commits)
        try sitting.confirm(closed, by: sitting.supervisor)
        #expect(bench.lastMarks == [])
        #expect(refusal { try sitting.show(e1, [0]) } == "draw.standing", "the close waits for the sheet")
        try confirm(sitting, closed, by: sitting.supervisor)
        #expect(bench.lastMarks == [.signedOnPaper])
        #expect(refusal { try sitting.reveal(e1, "03", Hash256.hash([1]), by: sitting.supervisor) } == "draw.reveal")
        try show(sitting)
        #expect(bench.lastMarks == [.signedOnPaper])
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        let seed = try draw.entropy.seed(contributions(sitting, draw)).hash
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
        let marked = bench.accepted.filter { $0.marks.contains(.signedOnPaper) }.map { "\($0.type)" }
        #expect(marked == ["draw.freeze/1", "draw.commit/1", "draw.confirmed/1", "draw.reveal/1"])
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
    }

    @Test("a recorder does not operate the draw, has a role that may, and policy takes sheets") func frozen() throws {
        let sitting = try sitting()
        let bench = sitting.bench
        for (recorder, code) in [
            (sitting.clerk, "duties.conflict"), (try bench.person("inspector"), "draw.contributors"),
            (try Person("a0099"), "draw.contributors"),
        ] {
            sitting.recorders = [recorder]
            #expect(refusal { try freeze(sitting) } == code, "\(recorder.name)")
            sitting.rung = 0
        }
        sitting.recorders = []
        #expect(refusal { try freeze(sitting) } == "draw.attendants", "somebody attends, by key or on paper")
        sitting.rung = 0
        sitting.recorders = [try bench.person("leader"), sitting.supervisor]
        try bench.adopt("paper.acts", Row.texts(["plan.approved/1"]))
        #expect(refusal { try freeze(sitting) } == "paper.refused")
        sitting.rung = 0
        try bench.adopt("paper.acts", Row.texts(["draw.commit/1"]))
        _ = try freeze(sitting)
    }

    @Test("only the recorder enters the slot, with the scan; nobody with a key hides behind a sheet") func entered()
        throws
    {
        let sitting = try sitting()
        let bench = sitting.bench
        let leader = try bench.person("leader")
        let (entry, draw) = try freeze(sitting)
        #expect(refusal { try confirm(sitting, entry, by: sitting.supervisor) } == "draw.paper", "a freeze takes a key")
        try sitting.confirm(entry, by: sitting.supervisor)
        #expect(refusal { try commit(sitting, draw.entropy, by: leader) } == "draw.commit")
        #expect(refusal { try commit(sitting, draw.entropy, by: sitting.clerk) } == "draw.commit")
        #expect(refusal { try commit(sitting, draw.entropy, sheet: nil, by: sitting.supervisor) } == "draw.paper")
        #expect(refusal { try commit(sitting, draw.entropy, slot: "02", by: sitting.supervisor) } == "draw.paper")
        var commits: [(slot: String, commit: Hash256)] = []
        for (slot, party) in [("01", sitting.clerk), ("02", sitting.supervisor)] {
            commits.append((slot, try sitting.commit(draw.entropy, slot, by: party)))
        }
        #expect(refusal { try sitting.close(e1, commits) } == "draw.incomplete", "the sheet is missing")
        commits.append(("03", try commit(sitting, draw.entropy, by: sitting.supervisor)))
        #expect(refusal { try commit(sitting, draw.entropy, by: sitting.supervisor) } == "draw.commit")
        let closed = try sitting.close(e1, commits)
        for (slot, sheet, person, code) in [
            ("03", nil, sitting.supervisor, "draw.paper"), (nil, Self.sheet, sitting.supervisor, "draw.paper"),
            ("02", Self.sheet, sitting.supervisor, "draw.paper"), ("03", Self.sheet, leader, "draw.paper"),
            ("03", Self.sheet, sitting.clerk, "duties.conflict"),
        ] as [(String?, String?, Person, String)] {
            #expect(refusal { try confirm(sitting, closed, slot: slot, sheet: sheet, by: person) } == code)
        }
        try confirm(sitting, closed, by: sitting.supervisor)
        #expect(refusal { try confirm(sitting, closed, by: sitting.supervisor) } == "draw.confirmation", "once")
        try sitting.confirm(closed, by: sitting.supervisor)
        #expect(refusal { try sitting.reveal(e1, "03", value, by: leader) } == "draw.commit")
    }

    @Test("forced in by a daemon that breaks the rules, a sheet that the operator enters is flagged by both checks")
    func forced() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z", rules: LaxRuleSet())
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        sitting.recorders = [sitting.supervisor]
        let (entry, draw) = try freeze(sitting)
        try sitting.confirm(entry, by: sitting.supervisor)
        var commits: [(slot: String, commit: Hash256)] = []
        for (slot, party) in [("01", sitting.clerk), ("02", sitting.supervisor)] {
            commits.append((slot, try sitting.commit(draw.entropy, slot, by: party)))
        }
        let place = bench.entries.count
        commits.append(("03", try commit(sitting, draw.entropy, by: sitting.clerk)))
        let report = try ForgedLedger(bench).verify()
        #expect(report.findings.map { "\($0.index?.value ?? 0) \($0.code.rawValue)" } == ["\(place) draw.commit"])
        let lists = Dictionary(bench.attachments.map { (Hash256.hash($0), $0) }) { first, _ in first }
        let entries = try bench.entries.indices.compactMap { place -> DrawEntry? in
            let entry = bench.entries[place]
            guard entry.event.header.type.family.elementsEqual("draw".utf8) else { return nil }
            return DrawEntry(
                index: entry.index, type: entry.event.header.type,
                author: ActorName(entry.event.signatures[0].name.bytes), records: try bench.data[place].records(),
                isDisclosed: true)
        }
        let audit = try DrawAudit.of(Bytes(e1.utf8), entries: entries) { lists[$0] }
        let wrong = audit.checks.filter { if case .differs = $0.outcome { true } else { false } }
        #expect(wrong.map(\.index?.value) == [UInt64(place)])
        #expect(wrong.first?.title.chinese == "席位 03 封号（纸质签认，\(sitting.supervisor.name) 代录）")
    }

    @Test("with custody the sheet's copy has a custodian who is not the recorder") func custody() throws {
        let sitting = try sitting { try $0.adopt("draw.custody", .integer(24)) }
        let bench = sitting.bench
        let keepers = try [bench.person("leader", 2), bench.person("reviewer"), bench.person("inspector")]
        for (party, keeper) in zip([sitting.clerk.name, sitting.supervisor.name, "paper-1"], keepers) {
            sitting.custodians[party] = keeper
        }
        let recorder = try bench.person("attendant", 2)
        sitting.recorders = [recorder]
        sitting.custodians["paper-1"] = recorder
        #expect(refusal { try freeze(sitting) } == "draw.custody")
        sitting.rung = 0
        sitting.custodians["paper-1"] = keepers[2]
        _ = try freeze(sitting)
    }

    @Test("in profile B the sheet confirms the fix and the dice, never by the key that stated them") func dice() throws
    {
        let sitting = try sitting()
        let bench = sitting.bench
        sitting.beacon = try BeaconRound(source: DrawID("dice")!, round: DrawID(e1)!)
        let (_, commits) = try committed(sitting)
        let closed = try sitting.close(e1, commits)
        try sitting.confirm(closed, by: sitting.supervisor)
        try confirm(sitting, closed, by: sitting.supervisor)
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        try show(sitting)
        let fixed = try sitting.fix(e1, ["01", "02", "03"])
        try sitting.confirm(fixed, of: e1, by: sitting.supervisor)
        #expect(refusal { try sitting.beacon(e1, "5234561234") } == "draw.standing", "the fix waits for the sheet")
        try confirm(sitting, fixed, draw: true, by: sitting.supervisor)
        let own = try sitting.beacon(e1, "5234561234", by: sitting.supervisor)
        #expect(refusal { try confirm(sitting, own, draw: true, by: sitting.supervisor) } == "duties.conflict")
        let stated = try sitting.beacon(e1, "5234561234")
        try sitting.confirm(stated, of: e1, by: sitting.supervisor)
        #expect(bench.state(.draws, e1)?["standing"] == .text("fixed"), "dice are confirmed by all who were there")
        try confirm(sitting, stated, draw: true, by: sitting.supervisor)
        #expect(bench.state(.draws, e1)?["standing"] == .text("opened"))
        #expect(bench.lastMarks == [.signedOnPaper])
    }
}
