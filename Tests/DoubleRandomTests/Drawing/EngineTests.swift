import Draw
import Testing

@testable import DoubleRandom
@testable import Ledger

/// A daemon that was killed anywhere finds in the ledger what it has to say, says it once, and nothing else.
@Suite("The engine goes on from wherever it was stopped") struct EngineTests {
    private struct Store: StateAccess {
        let path: String
        func read<Value: Sendable>(
            _ body: @escaping @Sendable (any StateReading) throws -> Value
        ) async throws -> Value {
            let store = try SQLiteStore(path: path, mode: .read)
            defer { try? store.close() }
            return try body(store)
        }
    }

    private let e1 = "\(Bench.task)-E1"
    private let i1 = "\(Bench.task)-I1"

    private func sitting() throws -> Sitting {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        return sitting
    }

    /// What a daemon says that starts on the ledger as it stands, at a moment; it says nothing twice, and verification finds
    /// nothing in it.
    private func says(_ sitting: Sitting, at moment: String? = nil) async throws -> [String] {
        let ledger = try ForgedLedger(sitting.bench)
        let now = try moment.map { try #require(Timestamp(Bytes($0.utf8))) } ?? sitting.bench.now
        let writer = try ledger.directory.openWriter(
            keys: ServiceKeys(sitting.bench.service), book: RuleBook([RuleSet0(), RuleSet1()]), clock: { now })
        let ladder = sitting.serverLadder
        let engine = DrawEngine(
            writer: writer, state: Store(path: ledger.directory.database),
            channel: Channel(transport: "engine", peer: "test", client: "test"), now: { now }
        ) { position, _ in
            guard position.ladder == ladder.id else { throw LedgerError(.drawLadder, position.ladder.text) }
            return ladder
        }
        let reports = await engine.advance()
        #expect(await engine.advance().allSatisfy { if case .infeasible = $0 { true } else { false } })
        try await writer.stop()
        let report = try ledger.verify()
        #expect(report.findings.isEmpty, "\(report.findings)")
        return reports.map { report in
            switch report {
            case .said(_, let type, _): "\(type)"
            case .infeasible(_, let slots): "infeasible \(slots)"
            case .failed(_, let error): "failed \(error.code.rawValue) \(error.detail)"
            }
        }
    }

    private func frozen(_ sitting: Sitting) throws -> FrozenDraw {
        let (entry, draw) = try sitting.freeze(
            Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan()))
        try sitting.confirm(entry, by: sitting.supervisor)
        return draw
    }

    @Test("a draw of objects in profile A, its strike, and the end of its embargo") func profileA() async throws {
        let sitting = try sitting()
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        #expect(try await says(sitting) == [])
        try sitting.show(e1, [0, 1])
        #expect(try await says(sitting) == [])
        try sitting.show(e1, [2])
        #expect(try await says(sitting) == ["draw.rung/1", "draw.result/1"])
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        #expect(try await says(sitting) == ["draw.result/1"])
        let seed = try sitting.seed(draw.entropy, rung: 1)
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
        #expect(try await says(sitting, at: "2024-06-28T15:59:00.000Z") == [])
        #expect(try await says(sitting) == [])
        let selection = draw.select(seed: seed)
        let struck = try sitting.strike(selection.selected[0].id.text, of: e1)
        #expect(try await says(sitting) == ["draw.replaced/1"])
        try sitting.follow(e1, struck, Bench.first, [Sitting.successor(selection.reserves(ofStratumAt: 0)[0])])
        try sitting.bench.go(to: "2024-06-30T15:59:00.000Z")
        #expect(try await says(sitting) == [])
        #expect(try await says(sitting, at: "2024-06-30T16:00:00.000Z") == ["draw.disclosed/1"])
        try sitting.bench.go(to: "2024-06-30T16:00:00.000Z")
        try sitting.disclose(e1)
        #expect(try await says(sitting) == [])
    }

    @Test("profile B: the rung after the close, the result after the public value, nothing between")
    func profileB() async throws {
        let sitting = try sitting()
        sitting.beacon = try BeaconRound(source: DrawID("cwl-ssq")!, round: DrawID("2024025")!)
        let draw = try frozen(sitting)
        _ = try sitting.seal(draw.entropy)
        #expect(try await says(sitting) == ["draw.rung/1"])
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        try sitting.show(e1, [0, 1])
        #expect(try await says(sitting) == [])
        let fixed = try sitting.fix(e1, ["01", "02"])
        try sitting.confirm(fixed, of: e1, by: sitting.supervisor)
        #expect(try await says(sitting) == [])
        sitting.bench.advance(days: 1)
        let value = try sitting.beacon(e1, "03 07 12 18 25 33 + 09")
        #expect(try await says(sitting) == [])
        try sitting.confirm(value, of: e1, by: sitting.supervisor)
        #expect(try await says(sitting) == ["draw.result/1"])
    }

    @Test("inspectors: preflight, standby, and a reseed from a pool that stands before the rungs") func inspectors()
        async throws
    {
        let sitting = try sitting()
        let bench = sitting.bench
        try sitting.drawObjects(10)
        try bench.inspectors(2)
        let (entry, draw) = try sitting.freeze(
            Sitting.Inspectors(inspectors: [("I-1", 0), ("I-2", 0)], inspections: 2))
        #expect(try await says(sitting) == [])
        try sitting.confirm(entry, by: sitting.supervisor)
        #expect(try await says(sitting) == ["draw.preflight/1"])
        try sitting.preflight(draw)
        let seed = try sitting.contribute(draw.entropy)
        try sitting.result(i1, seed: seed, rows: sitting.teams(draw, seed: seed))
        try sitting.replace(Bench.first, 2, of: i1)
        #expect(try await says(sitting) == ["infeasible 1"])
        try bench.act(
            "inspector.imported/1",
            [Row.of("inspector.import/1", ["source": .text("借调")]), Bench.inspector("I-3"), Bench.inspector("I-4")],
            by: sitting.clerk)
        #expect(try await says(sitting) == ["draw.preflight/1"])
        let load = bench.state(.loads, "I-1/2024")?.integer("count") ?? 0
        try bench.submit(
            "draw.preflight/1",
            [
                Row.of(
                    "draw.preflight/1",
                    ["draw": .text(i1), "feasible": .bool(true), "slot": .text("\(Bench.first).2")])
            ]
                + ["I-3", "I-4"].map { id in
                    Row.of(
                        "draw.candidate/1",
                        ["inspector": .text(id), "cap": .integer(40), "load": .integer(Int64(load))])
                }, by: [bench.engine])
        #expect(try await says(sitting) == [])
        try bench.act(
            "draw.reserve/1",
            [
                Row.of(
                    "draw.reserve/1",
                    [
                        "draw": .text(i1), "slot": .text("05"),
                        "value": Sitting.hex(try sitting.reserveLadder.rung(1)),
                    ])
            ], by: sitting.supervisor)
        #expect(try await says(sitting) == ["draw.replaced/1"])
    }
}
