import Draw
import Ledger
import Testing

@testable import DoubleRandom

/// Whatever comes out of order is refused; forced in by whoever holds the daemon's keys, it is named by verification.
@Suite("The order of a draw's events cannot be broken") struct OrderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        let code: String
        /// What goes before, honestly.
        let before: @Sendable (Sitting) throws -> Void
        /// The one event out of order.
        let crime: @Sendable (Sitting) throws -> Void
        var testDescription: String { what }
    }

    private static let (e1, e2) = ("\(Bench.task)-E1", "\(Bench.task)-E2")

    private static func objects() throws -> Sitting.Objects {
        Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan())
    }

    /// The draw of objects, confirmed.
    @discardableResult
    private static func frozen(_ sitting: Sitting, _ draw: String = e1) throws -> FrozenDraw {
        let (entry, frozen) = try sitting.freeze(objects(), draw: draw)
        try sitting.confirm(entry, by: sitting.supervisor)
        sitting.frozen = frozen
        return frozen
    }

    /// Every commit, and no close.
    private static func committed(_ sitting: Sitting) throws -> [(slot: String, commit: Hash256)] {
        let draw = try frozen(sitting)
        return try sitting.parties.enumerated().map { place, party in
            ("0\(place + 1)", try sitting.commit(draw.entropy, "0\(place + 1)", by: party))
        }
    }

    private static func sealed(_ sitting: Sitting) throws {
        _ = try sitting.seal(frozen(sitting).entropy)
    }

    private static func shown(_ sitting: Sitting) throws {
        try sealed(sitting)
        try sitting.show(e1, [0, 1, 2])
    }

    private static func done(_ sitting: Sitting) throws {
        try shown(sitting)
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        try state(sitting)
    }

    private static func state(_ sitting: Sitting, bend: UInt8? = nil) throws {
        let draw = try #require(sitting.frozen)
        let seed = try bend.map { Hash256.hash([$0]) } ?? sitting.seed(draw.entropy, rung: 1)
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
    }

    private static func void(_ sitting: Sitting, _ stage: String) throws {
        try sitting.confirm(sitting.void(e1, stage), of: e1, by: sitting.supervisor)
    }

    private static func beacon(_ sitting: Sitting) throws {
        sitting.beacon = try BeaconRound(source: DrawID("cwl-ssq")!, round: DrawID("2024025")!)
    }

    /// Profile B with the rung and all reveals.
    private static func open(_ sitting: Sitting) throws {
        try beacon(sitting)
        try sealed(sitting)
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
    }

    static let cases: [Case] = [
        Case(what: "commit before the freeze is confirmed", code: "draw.standing") {
            $0.frozen = try $0.freeze(objects()).draw
        } crime: {
            _ = try $0.commit($0.frozen!.entropy, "01", by: $0.clerk)
        },
        Case(what: "reveal before the close", code: "draw.standing") {
            _ = try committed($0)
        } crime: {
            try $0.show(e1, [0])
        },
        Case(what: "reveal before the last has confirmed the close", code: "draw.standing") {
            try $0.confirm($0.close(e1, committed($0)), by: $0.supervisor)
        } crime: {
            try $0.show(e1, [0])
        },
        Case(what: "commit after the close", code: "draw.standing") {
            try sealed($0)
        } crime: {
            _ = try $0.commit($0.frozen!.entropy, "01", by: $0.clerk)
        },
        Case(what: "a party's second commit", code: "draw.commit") {
            _ = try $0.commit(frozen($0).entropy, "01", by: $0.clerk)
        } crime: {
            _ = try $0.commit($0.frozen!.entropy, "01", by: $0.clerk, value: Hash256.hash([9]))
        },
        Case(what: "a freeze edited under its number", code: "draw.number") {
            try frozen($0)
            $0.rung = 0
        } crime: {
            _ = try $0.freeze(objects())
        },
        Case(what: "a second live draw", code: "draw.live") {
            try frozen($0)
        } crime: {
            _ = try $0.freeze(objects(), draw: e2)
        },
        Case(what: "a rung index that goes back", code: "draw.ladder") {
            try frozen($0)
            try void($0, "before")
            $0.supersedes = e1
            $0.rung = 0
        } crime: {
            _ = try $0.freeze(objects(), draw: e2)
        },
        Case(what: "the operator contributes twice", code: "draw.contributors") { _ in
        } crime: {
            let (manifest, rows) = try $0.contributors(rung: 1, parties: $0.parties + [$0.clerk])
            let head = Row.of(
                "draw.freeze/1",
                [
                    "draw": .text(e1), "task": .text(Bench.task), "kind": .text("objects"), "profile": .text("A"),
                    "hash": Row.hex, "embargo": .text("2024-06-30"), "place": .text("三楼会议室"),
                    "contributors": Sitting.hex(manifest.hash),
                ])
            try $0.bench.act("draw.freeze/1", [head] + rows, by: $0.clerk)
        },
        Case(what: "a close that leaves a commit out", code: "draw.incomplete") {
            _ = try committed($0)
        } crime: {
            let commit = CommitText(
                draw: $0.frozen!.entropy.draw, freeze: $0.frozen!.freezeHash, slot: DrawID("01")!,
                party: DrawID($0.clerk.name)!, value: $0.value($0.clerk, e1)
            ).hash
            _ = try $0.close(e1, [("01", commit)])
        },
        Case(what: "a reveal that does not open its commit", code: "draw.reveal") {
            try sealed($0)
        } crime: {
            try $0.reveal(e1, "01", Hash256.hash([7]), by: $0.clerk)
        },
        Case(what: "the rung before the last reveal", code: "draw.incomplete") {
            try sealed($0)
            try $0.show(e1, [0, 1])
        } crime: {
            try $0.open(e1, "04", $0.serverLadder.rung(1))
        },
        Case(what: "another rung than the frozen one", code: "draw.rung") {
            try shown($0)
        } crime: {
            try $0.open(e1, "04", $0.serverLadder.rung(2))
        },
        Case(what: "custody after the reveal", code: "draw.custody") {
            try $0.bench.adopt("draw.custody", .integer(1))
            let keepers = try [
                $0.bench.person("leader", 2), $0.bench.person("reviewer"), $0.bench.person("inspector"),
            ]
            for (party, keeper) in zip($0.parties, keepers) { $0.custodians[party.name] = keeper }
            try sealed($0)
            for (place, keeper) in keepers.enumerated() { try $0.hold(e1, "0\(place + 1)", by: keeper) }
            try $0.show(e1, [0])
        } crime: {
            try $0.hold(e1, "01", by: $0.bench.person("leader", 2))
        },
        Case(what: "a result that does not follow", code: "draw.recomputed") {
            try shown($0)
            try $0.open(e1, "04", $0.serverLadder.rung(1))
        } crime: {
            try state($0, bend: 5)
        },
        Case(what: "a result before the rung", code: "draw.incomplete") {
            try shown($0)
        } crime: {
            try state($0)
        },
        Case(what: "a second result", code: "draw.standing") {
            try done($0)
        } crime: {
            try state($0)
        },
        Case(what: "a void after the result", code: "draw.standing") {
            try done($0)
        } crime: {
            _ = try $0.void(e1, "after")
        },
        Case(what: "a void after every value", code: "draw.void") {
            try shown($0)
            try $0.open(e1, "04", $0.serverLadder.rung(1))
        } crime: {
            _ = try $0.void(e1, "after")
        },
        Case(what: "a result of a voided draw", code: "draw.standing") {
            try shown($0)
            try void($0, "after")
        } crime: {
            try state($0)
        },
        Case(what: "profile A after a void that followed a reveal", code: "draw.profile") {
            try shown($0)
            try void($0, "after")
            $0.supersedes = e1
        } crime: {
            _ = try $0.freeze(objects(), draw: e2)
        },
        Case(what: "a fix before the rung", code: "draw.incomplete") {
            try beacon($0)
            try sealed($0)
            try $0.show(e1, [0, 1, 2])
        } crime: {
            _ = try $0.fix(e1, ["01", "02", "03"])
        },
        Case(what: "a reveal after the fix", code: "draw.standing") {
            try open($0)
            try $0.show(e1, [0, 1])
            _ = try $0.fix(e1, ["01", "02"])
        } crime: {
            try $0.show(e1, [2])
        },
        Case(what: "the public value before the fix is confirmed", code: "draw.standing") {
            try open($0)
            try $0.show(e1, [0, 1, 2])
            _ = try $0.fix(e1, ["01", "02", "03"])
        } crime: {
            _ = try $0.beacon(e1, "03 07 12 18 25 33 + 09")
        },
        Case(what: "the end of an embargo before its day", code: "draw.embargo") {
            try done($0)
        } crime: {
            try $0.disclose(e1)
        },
        Case(what: "a successor without a place", code: "draw.standing") {
            try done($0)
        } crime: {
            _ = try $0.follow(e1, $0.bench.entries[5], Bench.first, [])
        },
        Case(what: "a strike before the result", code: "draw.standing") {
            try shown($0)
        } crime: {
            try $0.strike("OBJ-001", of: e1)
        },
    ]

    private func sitting(_ rules: any RuleSet) throws -> Sitting {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z", rules: rules)
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        return sitting
    }

    @Test("is refused", arguments: cases) func refused(scene: Case) throws {
        let sitting = try sitting(RuleSet1())
        try scene.before(sitting)
        #expect(refusal { try scene.crime(sitting) } == scene.code)
    }

    @Test("forced in, is named by verification and by nothing else", arguments: cases) func forced(scene: Case) throws {
        let sitting = try sitting(LaxRuleSet())
        try scene.before(sitting)
        let index = UInt64(sitting.bench.entries.count)
        try scene.crime(sitting)
        try #require(sitting.bench.entries.count == Int(index) + 1)
        let report = try ForgedLedger(sitting.bench).verify()
        #expect(report.findings.map { "\($0.index?.value ?? 0) \($0.code.rawValue)" } == ["\(index) \(scene.code)"])
        #expect(report.verdict == .altered)
    }
}
