import Draw
import Ledger
import Testing

@testable import DoubleRandom

@Suite("After the result: strikes and replacements, never a new draw") struct ReplacementTests {
    private let e1 = "\(Bench.task)-E1"
    private let i1 = "\(Bench.task)-I1"

    private struct Drawn {
        let sitting: Sitting
        let selection: Selection
        var bench: Bench { sitting.bench }

        func object(of inspection: String) -> String? {
            bench.state(.inspections, inspection)?.bytes("object")?.shown
        }
    }

    /// Ten objects of which two are drawn, or `count` with their plan.
    private func drawn(_ count: Int = 10) throws -> Drawn {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned(objects: count)
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let (entry, draw) = try sitting.freeze(
            Sitting.Objects(registry: Sitting.ids(count), plan: try Sitting.plan()))
        try sitting.confirm(entry, by: sitting.supervisor)
        let seed = try sitting.contribute(draw.entropy)
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
        return Drawn(sitting: sitting, selection: draw.select(seed: seed))
    }

    private func inspection(_ place: Int) -> String { "\(Bench.task)-\(String(100_000 + place).dropFirst())" }

    @Test("a struck object is followed by the next ticket of its stratum, and by no other") func strike() throws {
        let drawn = try drawn()
        let (sitting, bench) = (drawn.sitting, drawn.bench)
        let gone = drawn.selection.selected[0].id.text
        let next = drawn.selection.reserves(ofStratumAt: 0)
        #expect(refusal { try sitting.strike("OBJ-099", of: e1) } == "draw.replacement")
        #expect(refusal { try sitting.strike(gone, of: e1, by: sitting.clerk) } == "role.missing")
        let struck = try sitting.strike(gone, of: e1)
        #expect(bench.standing(.draws, e1) == "replacing")
        #expect(refusal { try sitting.strike(next[0].id.text, of: e1) } == "draw.standing")
        let place = inspection(1)
        #expect(
            refusal { try sitting.follow(e1, struck, place, [Sitting.successor(next[1])]) } == "draw.recomputed")
        #expect(refusal { try sitting.follow(e1, struck, place, []) } == "draw.recomputed")
        #expect(
            refusal { try sitting.follow(e1, struck, inspection(2), [Sitting.successor(next[0])]) }
                == "draw.replacement")
        try sitting.follow(e1, struck, place, [Sitting.successor(next[0])])
        #expect(drawn.object(of: place) == next[0].id.text)
        #expect(drawn.object(of: inspection(2)) == drawn.selection.selected[1].id.text)
        #expect(refusal { try sitting.strike(gone, of: e1) } == "draw.replacement")
        // Who was not drawn is struck too, and follows nobody later.
        try sitting.strike(next[1].id.text, of: e1)
        #expect(bench.standing(.draws, e1) == "done")
        let again = try sitting.strike(next[0].id.text, of: e1)
        #expect(
            refusal { try sitting.follow(e1, again, place, [Sitting.successor(next[1])]) } == "draw.recomputed")
        try sitting.follow(e1, again, place, [Sitting.successor(next[2])])
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
        let view = try bench.view()
        #expect(view.row(.inspections, Bytes(place.utf8))?.bytes("object") == next[2].id.bytes)
        #expect(view.row(.draws, Bytes(e1.utf8))?.integer("strikes") == 3)
    }

    @Test("an object that is not to be found is replaced by the next ticket, on a clerk's word and a supervisor's")
    func replaceObject() throws {
        let drawn = try drawn()
        let (sitting, bench) = (drawn.sitting, drawn.bench)
        let next = drawn.selection.reserves(ofStratumAt: 0)
        let place = inspection(2)
        let asked = try sitting.replace(place, of: e1, confirmed: false)
        #expect(refusal { try sitting.follow(e1, asked, place, [Sitting.successor(next[0])]) } == "draw.standing")
        #expect(refusal { try sitting.confirm(asked, of: e1, by: sitting.attendants[0]) } == "role.missing")
        try sitting.confirm(asked, of: e1, by: sitting.supervisor)
        try sitting.follow(e1, asked, place, [Sitting.successor(next[0])])
        // The successor leaves in turn.
        let again = try sitting.replace(place, of: e1)
        try sitting.follow(e1, again, place, [Sitting.successor(next[1])])
        #expect(drawn.object(of: place) == next[1].id.text)
        // A request that waits does not take the place of a strike that came meanwhile.
        let waiting = try sitting.replace(place, of: e1, confirmed: false)
        let struck = try sitting.strike(drawn.selection.selected[0].id.text, of: e1)
        #expect(refusal { try sitting.confirm(waiting, of: e1, by: sitting.supervisor) } == "draw.standing")
        #expect(refusal { try sitting.replace(place, of: e1, confirmed: false) } == "draw.standing")
        try sitting.follow(e1, struck, inspection(1), [Sitting.successor(next[2])])
        #expect(refusal { try sitting.replace(place, 1, of: e1) } == "draw.replacement")
        #expect(refusal { try sitting.replace("\(Bench.task)-00009", of: e1) } == "inspection.unknown")
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
    }

    @Test("where nobody of the stratum is left the place stays empty, and the shortfall is shown") func usedUp() throws
    {
        let drawn = try drawn(1)
        let (sitting, bench) = (drawn.sitting, drawn.bench)
        let struck = try sitting.strike("OBJ-001", of: e1)
        try sitting.follow(e1, struck, inspection(1), [])
        #expect(bench.standing(.inspections, inspection(1)) == "dropped")
        let view = try bench.view()
        #expect(view.row(.inspections, Bytes(inspection(1).utf8))?.equals("standing", "dropped") == true)
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
    }

    @Test("approval and notice of the old object do not hold for the new one, and a relation to it is marked")
    func newObject() throws {
        let drawn = try drawn()
        let (sitting, bench) = (drawn.sitting, drawn.bench)
        let next = drawn.selection.reserves(ofStratumAt: 0)[0]
        try bench.inspectors(4)
        try sitting.drawInspectors(
            Sitting.Inspectors(inspectors: (1...4).map { ("I-\($0)", 0) }, inspections: 2))
        try bench.dispatch()
        try bench.approveVisit()
        try bench.notify()
        let team = try bench.team()
        try bench.act(
            "inspector.related/1",
            [
                Row.of(
                    "inspector.relation/1",
                    [
                        "inspector": .text(team[0].id), "object": .string(next.id.bytes), "relation": .text("spouse"),
                        "evidence": Row.hex,
                    ])
            ], by: team[0].person)
        let asked = try sitting.replace(Bench.first, of: e1)
        try sitting.follow(e1, asked, Bench.first, [Sitting.successor(next)])
        #expect(bench.lastMarks == [.recusalDue])
        let row = try #require(bench.state(.inspections, Bench.first))
        #expect(row["approvedFrom"] == nil && row["notifiedOn"] == nil && row.list("team").count == 2)
        // Once somebody has been there, the object stays.
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit()
        #expect(refusal { try sitting.replace(Bench.first, of: e1) } == "inspection.standing")
        #expect(refusal { try sitting.strike(next.id.text, of: e1) } == "inspection.standing")
    }

    @Test("a visit that was entered before the dispatch keeps the object as well") func visitedEarly() throws {
        let (sitting, _, _) = try matched(4)
        let bench = sitting.bench
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit()
        #expect(bench.standing(.inspections, Bench.first) == "assigned")
        let object = try #require(bench.state(.inspections, Bench.first)?.bytes("object")).shown
        #expect(refusal { try sitting.replace(Bench.first, of: e1) } == "inspection.standing")
        #expect(refusal { try sitting.strike(object, of: e1) } == "inspection.standing")
    }

    @Test("a visit that comes in while the place is open was at the object that left, and is not the new one's")
    func visitedMeanwhile() throws {
        let drawn = try drawn()
        let (sitting, bench) = (drawn.sitting, drawn.bench)
        let next = drawn.selection.reserves(ofStratumAt: 0)[0]
        try bench.inspectors(4)
        try sitting.drawInspectors(
            Sitting.Inspectors(inspectors: (1...4).map { ("I-\($0)", 0) }, inspections: 2))
        try bench.dispatch()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        let asked = try sitting.replace(Bench.first, of: e1)
        try bench.visit()
        try sitting.follow(e1, asked, Bench.first, [Sitting.successor(next)])
        let row = try #require(bench.state(.inspections, Bench.first))
        #expect(row.equals("standing", "dispatched") && row["visitedOn"] == nil && row["officers"] == nil)
        #expect(refusal { try bench.record() } == "result.unvisited")
        let view = try #require(try bench.view().row(.inspections, Bytes(Bench.first.utf8)))
        #expect(view.equals("standing", "dispatched") && view["visitedOn"] == nil)
        try bench.visit()
        try bench.record()
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
    }

    @Test("a relation that was withdrawn keeps nobody away from a new object") func withdrawn() throws {
        let drawn = try drawn()
        let (sitting, bench) = (drawn.sitting, drawn.bench)
        let next = drawn.selection.reserves(ofStratumAt: 0)[0]
        try bench.inspectors(4)
        try sitting.drawInspectors(
            Sitting.Inspectors(inspectors: (1...4).map { ("I-\($0)", 0) }, inspections: 2))
        let team = try bench.team()
        let pair: KeyValuePairs<String, IJSONValue?> = [
            "inspector": .text(team[0].id), "object": .string(next.id.bytes), "relation": .text("spouse"),
            "evidence": Row.hex,
        ]
        let declared = try bench.act(
            "inspector.related/1", [Row.of("inspector.relation/1", pair)], by: team[0].person)
        let over: KeyValuePairs<String, IJSONValue?> = [
            "inspector": .text(team[0].id), "object": .string(next.id.bytes), "about": declared.about,
            "reason": .text("已离异"), "evidence": Row.hex,
        ]
        try bench.act(
            "inspector.relation.withdrawn/1", [Row.of("inspector.relation.withdrawal/1", over)],
            by: bench.person("leader"))
        let asked = try sitting.replace(Bench.first, of: e1)
        try sitting.follow(e1, asked, Bench.first, [Sitting.successor(next)])
        #expect(bench.lastMarks == [])
    }

    // MARK: Inspectors

    private func matched(_ count: Int) throws -> (sitting: Sitting, draw: FrozenInspectorDraw, matching: Matching) {
        let drawn = try drawn()
        let (sitting, bench) = (drawn.sitting, drawn.bench)
        try bench.inspectors(count)
        let (entry, draw) = try sitting.freeze(
            Sitting.Inspectors(inspectors: (1...count).map { ("I-\($0)", 0) }, inspections: 2))
        try sitting.confirm(entry, by: sitting.supervisor)
        try sitting.preflight(draw)
        let seed = try sitting.contribute(draw.entropy)
        try sitting.result(i1, seed: seed, rows: sitting.teams(draw, seed: seed))
        return (sitting, draw, try draw.roster.match(seed: seed))
    }

    private func suspend(_ inspector: String, _ sitting: Sitting) throws {
        try sitting.bench.act(
            "inspector.suspended/1",
            [
                Row.of(
                    "inspector.absence/1",
                    [
                        "inspector": .text(inspector), "cause": .text("leave"), "from": .text("2024-02-01"),
                        "to": .text("2024-12-31"),
                    ])
            ], by: sitting.clerk)
    }

    @Test("an inspector who drops out is followed by the first standby who can go") func standby() throws {
        let (sitting, _, matching) = try matched(6)
        let bench = sitting.bench
        let slot = DrawID("\(Bench.first).1")!
        let leaver = try #require(matching.assignment[slot]).text
        let standbys = try matching.standbys(for: slot).map(\.text)
        try suspend(standbys[0], sitting)
        let asked = try sitting.replace(Bench.first, 1, of: i1)
        for wrong in [standbys[0], standbys[2], leaver] {
            #expect(
                refusal { try sitting.follow(i1, asked, Bench.first, slot: 1, [Sitting.successor(wrong)]) }
                    == "draw.recomputed", "\(wrong)")
        }
        let before = bench.state(.loads, "\(leaver)/2024")?.integer("count") ?? 0
        try sitting.follow(i1, asked, Bench.first, slot: 1, [Sitting.successor(standbys[1])])
        #expect(bench.state(.inspections, Bench.first)?.list("team").first == Bytes(standbys[1].utf8))
        #expect(bench.state(.loads, "\(leaver)/2024")?.integer("count") == before - 1)
        // Who left does not come back.
        let again = try sitting.replace(Bench.first, 1, of: i1)
        #expect(
            refusal { try sitting.follow(i1, again, Bench.first, slot: 1, [Sitting.successor(leaver)]) }
                == "draw.recomputed")
        try sitting.follow(i1, again, Bench.first, slot: 1, [Sitting.successor(standbys[2])])
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
        #expect(
            try bench.view().row(.inspections, Bytes(Bench.first.utf8))?.list("team").first
                == Bytes(standbys[2].utf8))
    }

    @Test("who leaves after the turn of the year leaves the load of the year of the draw") func turnOfYear() throws {
        let (sitting, _, matching) = try matched(6)
        let bench = sitting.bench
        let slot = DrawID("\(Bench.first).1")!
        let leaver = try #require(matching.assignment[slot]).text
        let standby = try matching.standbys(for: slot)[0].text
        let before = bench.state(.loads, "\(leaver)/2024")?.integer("count") ?? 0
        for time in ["2024-06-01", "2024-09-01", "2024-12-01", "2025-01-06"] {
            try bench.go(to: "\(time)T02:00:00.000Z")
            try bench.notify()
        }
        let asked = try sitting.replace(Bench.first, 1, of: i1)
        try sitting.follow(i1, asked, Bench.first, slot: 1, [Sitting.successor(standby)])
        #expect(bench.state(.loads, "\(leaver)/2024")?.integer("count") == before - 1)
        #expect(bench.state(.loads, "\(leaver)/2025") == nil && bench.state(.loads, "\(standby)/2025") == nil)
    }

    /// The engine states the pool for a slot that no standby can take.
    private func statePool(_ sitting: Sitting, _ place: Int, _ ids: [(String, Int)]) throws {
        try sitting.bench.submit(
            "draw.preflight/1",
            [
                Row.of(
                    "draw.preflight/1",
                    ["draw": .text(i1), "feasible": .bool(true), "slot": .text("\(Bench.first).\(place)")])
            ]
                + ids.map { id, load in
                    Row.of(
                        "draw.candidate/1",
                        ["inspector": .text(id), "cap": .integer(40), "load": .integer(Int64(load))])
                }, by: [sitting.bench.engine])
    }

    @Test("a request is declined with a reason; what was confirmed is given back while nobody can take the place")
    func declined() throws {
        let (sitting, _, _) = try matched(2)
        let bench = sitting.bench
        let team = bench.state(.inspections, Bench.first)?.list("team")
        let waiting = try sitting.replace(Bench.first, 1, of: i1, confirmed: false)
        try sitting.decline(waiting, of: i1)
        #expect(bench.state(.draws, i1)?["requestAt"] == nil)
        #expect(refusal { try sitting.confirm(waiting, of: i1, by: sitting.supervisor) } == "version.stale")
        // Nobody is to be had: the place is given back as it was.
        let stuck = try sitting.replace(Bench.first, 2, of: i1)
        #expect(bench.standing(.draws, i1) == "replacing")
        try sitting.decline(stuck, of: i1)
        #expect(bench.standing(.draws, i1) == "done" && bench.state(.draws, i1)?["open"] == nil)
        #expect(refusal { try sitting.decline(stuck, of: i1) } == "version.stale")
        // The pool stands, and the reserve ladder is lost.
        try bench.act(
            "inspector.imported/1",
            [Row.of("inspector.import/1", ["source": .text("借调")])]
                + (3...4).map { Bench.inspector("I-\($0)") }, by: sitting.clerk)
        let load = bench.state(.loads, "I-1/2024")?.integer("count") ?? 0
        let pooled = try sitting.replace(Bench.first, 2, of: i1)
        try statePool(sitting, 2, (3...4).map { ("I-\($0)", load) })
        #expect(bench.standing(.draws, i1) == "pooled")
        bench.advance(days: 40)
        try sitting.decline(pooled, of: i1)
        #expect(bench.standing(.draws, i1) == "done")
        #expect(bench.state(.inspections, Bench.first)?.list("team") == team)
        // Once the reserve's rung is shown who follows can be known: there is no way back.
        let shown = try sitting.replace(Bench.first, 2, of: i1)
        try statePool(sitting, 2, (3...4).map { ("I-\($0)", load) })
        try bench.act(
            "draw.reserve/1",
            [
                Row.of(
                    "draw.reserve/1",
                    [
                        "draw": .text(i1), "slot": .text("05"), "value": Sitting.hex(try sitting.reserveLadder.rung(1)),
                    ])
            ], by: sitting.supervisor)
        #expect(refusal { try sitting.decline(shown, of: i1) } == "draw.standing")
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
    }

    @Test("where no standby is left the pool is fixed, then two ladders draw from it") func reseed() throws {
        let (sitting, draw, matching) = try matched(2)
        let bench = sitting.bench
        let asked = try sitting.replace(Bench.first, 2, of: i1)
        #expect(refusal { try statePool(sitting, 2, []) } == "draw.infeasible")
        try bench.act(
            "inspector.imported/1",
            [Row.of("inspector.import/1", ["source": .text("借调")])]
                + (3...6).map { Bench.inspector("I-\($0)") }, by: sitting.clerk)
        let load = bench.state(.loads, "I-1/2024")?.integer("count") ?? 0
        #expect(
            refusal { try statePool(sitting, 2, [("I-3", load), ("I-4", load), ("I-5", load)]) } == "draw.recomputed")
        func reserve(_ rung: Int, by person: Person) throws {
            try bench.act(
                "draw.reserve/1",
                [
                    Row.of(
                        "draw.reserve/1",
                        [
                            "draw": .text(i1), "slot": .text("05"),
                            "value": Sitting.hex(try sitting.reserveLadder.rung(rung)),
                        ])
                ], by: person)
        }
        #expect(refusal { try reserve(1, by: sitting.supervisor) } == "draw.standing", "the pool comes first")
        try statePool(sitting, 2, (3...6).map { ("I-\($0)", load) })
        #expect(refusal { try reserve(2, by: sitting.supervisor) } == "draw.rung")
        let other = try bench.person("supervisor", 2)
        #expect(refusal { try reserve(1, by: other) } == "draw.commit")
        try reserve(1, by: sitting.supervisor)
        // Nobody of the new is added now: the pool stands.
        try bench.act(
            "inspector.imported/1",
            [Row.of("inspector.import/1", ["source": .text("借调")]), Bench.inspector("I-7")], by: sitting.clerk)
        let rung = try sitting.serverLadder.rung(3)
        let reseed = try draw.entropy.reseed(
            1, seed: matching.seed,
            rungs: [DrawID("04")!: rung, DrawID("05")!: sitting.reserveLadder.rung(1)]
        ).hash
        let people = try InspectorsManifest(
            (3...6).map {
                Draw.InspectorRow(
                    id: DrawID("I-\($0)")!, department: DrawWord("commerce")!, cap: 40, load0: load)
            })
        let open = DrawID("\(Bench.first).2")!
        let roster = try MatchingRoster(
            inspectors: people, slots: SlotsManifest([SlotRow(slot: open, inspection: DrawID(Bench.first)!)]),
            conflicts: ConflictsManifest([]))
        let chosen = try #require(try roster.match(seed: reseed).assignment[open]).text
        func follow(_ inspector: String, _ value: Hash256) throws {
            try sitting.follow(
                i1, asked, Bench.first, slot: 2,
                [
                    Sitting.successor(inspector),
                    Row.of(
                        "draw.rung/1", ["draw": .text(i1), "slot": .text("04"), "value": Sitting.hex(value)]),
                ])
        }
        let wrong = (3...6).map { "I-\($0)" }.first { $0 != chosen }!
        #expect(refusal { try follow(wrong, rung) } == "draw.recomputed")
        #expect(refusal { try follow(chosen, sitting.serverLadder.rung(4)) } == "draw.rung")
        try follow(chosen, rung)
        #expect(bench.state(.inspections, Bench.first)?.list("team").last == Bytes(chosen.utf8))
        #expect(bench.state(.ladders, "bureau-L1")?.integer("used") == 3)
        #expect(bench.state(.ladders, "disc-L1")?.integer("used") == 1)
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
    }
}
