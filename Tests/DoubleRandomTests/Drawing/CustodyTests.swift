import Draw
import Ledger
import Testing

@testable import DoubleRandom

@Suite("Custody of openings, where policy asks for it") struct CustodyTests {
    private let e1 = "\(Bench.task)-E1"

    private func sitting() throws -> (Sitting, [Person]) {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        try bench.adopt("draw.custody", .integer(24))
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        // Not the first leader: the copy of the server's ladder is with him.
        let keepers = try [bench.person("leader", 2), bench.person("reviewer"), bench.person("inspector")]
        for (party, keeper) in zip(sitting.parties, keepers) { sitting.custodians[party.name] = keeper }
        return (sitting, keepers)
    }

    private func objects() throws -> Sitting.Objects {
        Sitting.Objects(registry: Sitting.ids(10), plan: try Sitting.plan())
    }

    @Test("each party has a custodian of its own outside the draw") func named() throws {
        let (sitting, keepers) = try sitting()
        let right = sitting.custodians
        let clerk = sitting.clerk.name
        for wrong in [nil, keepers[1], sitting.supervisor, try Person("a0099")] {
            sitting.custodians = right
            sitting.custodians[clerk] = wrong
            #expect(refusal { try sitting.freeze(objects()) } == "draw.custody")
            sitting.rung = 0
        }
        // Who holds the server's ladder would have everything in his hand.
        for holder in [sitting.bench.administrator, try sitting.bench.person("leader")] {
            sitting.custodians = right
            sitting.custodians[clerk] = holder
            #expect(refusal { try sitting.freeze(objects()) } == "duties.conflict")
            sitting.rung = 0
        }
        sitting.custodians = right
        _ = try sitting.freeze(objects())
    }

    @Test("who opened the server's ladder, or keeps its copy, is no party of the draw") func ladderHands() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        for holder in [bench.administrator, try bench.person("leader")] {
            try bench.grant("attendant", to: holder)
            #expect(
                refusal { try sitting.freeze(objects(), parties: sitting.parties + [holder]) } == "duties.conflict")
            sitting.rung = 0
            try bench.grant("clerk", to: holder)
            #expect(
                refusal {
                    try sitting.freeze(
                        objects(), parties: [holder, sitting.supervisor] + sitting.attendants, by: holder)
                } == "duties.conflict")
            sitting.rung = 0
        }
        _ = try sitting.freeze(objects())
    }

    @Test("hours without end are no fault of the program: the custodian waits for ever") func endless() throws {
        let (sitting, keepers) = try sitting()
        try sitting.bench.adopt("draw.custody", .integer((1 << 53) - 1))
        let (entry, draw) = try sitting.freeze(objects())
        try sitting.confirm(entry, by: sitting.supervisor)
        _ = try sitting.seal(draw.entropy)
        for (place, keeper) in keepers.enumerated() { try sitting.hold(e1, "0\(place + 1)", by: keeper) }
        sitting.bench.advance(days: 100)
        let value = sitting.value(sitting.supervisor, e1)
        #expect(refusal { try sitting.reveal(e1, "02", value, by: keepers[1]) } == "draw.custody")
    }

    @Test("every copy is held before anybody reveals; a silent party's custodian reveals after the hours")
    func whole() throws {
        let (sitting, keepers) = try sitting()
        let bench = sitting.bench
        let (entry, draw) = try sitting.freeze(objects())
        try sitting.confirm(entry, by: sitting.supervisor)
        #expect(refusal { try sitting.hold(e1, "01", by: keepers[0]) } == "draw.standing")
        _ = try sitting.seal(draw.entropy)
        #expect(refusal { try sitting.hold(e1, "02", by: keepers[0]) } == "draw.custody")
        #expect(refusal { try sitting.hold(e1, "01", by: sitting.clerk) } == "draw.custody")
        try sitting.hold(e1, "01", by: keepers[0])
        #expect(refusal { try sitting.hold(e1, "01", by: keepers[0]) } == "draw.custody")
        try sitting.hold(e1, "02", by: keepers[1])
        #expect(refusal { try sitting.show(e1, [0]) } == "draw.incomplete")
        try sitting.hold(e1, "03", by: keepers[2])
        try sitting.show(e1, [0, 2])
        #expect(refusal { try sitting.hold(e1, "03", by: keepers[2]) } == "draw.custody", "custody after the reveal")
        // The supervisor is silent.
        let value = sitting.value(sitting.supervisor, e1)
        #expect(refusal { try sitting.reveal(e1, "02", value, by: keepers[1]) } == "draw.custody")
        bench.advance(days: 1)
        #expect(refusal { try sitting.reveal(e1, "02", value, by: keepers[0]) } == "draw.commit")
        #expect(refusal { try sitting.reveal(e1, "02", Hash256.hash([1]), by: keepers[1]) } == "draw.reveal")
        try sitting.reveal(e1, "02", value, by: keepers[1])
        try sitting.open(e1, "04", sitting.serverLadder.rung(1))
        let seed = try sitting.seed(draw.entropy, rung: 1)
        try sitting.result(e1, seed: seed, rows: sitting.selected(draw, seed: seed))
        #expect(try ForgedLedger(bench).verify().findings.isEmpty)
    }

    @Test("without the policy there is no custody") func off() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.planned()
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let keeper = try bench.person("reviewer")
        sitting.custodians[sitting.clerk.name] = keeper
        let (entry, draw) = try sitting.freeze(objects())
        try sitting.confirm(entry, by: sitting.supervisor)
        _ = try sitting.seal(draw.entropy)
        #expect(refusal { try sitting.hold(e1, "01", by: keeper) } == "draw.custody")
        try sitting.show(e1, [0])
        let other = sitting.value(sitting.supervisor, e1)
        #expect(refusal { try sitting.reveal(e1, "02", other, by: keeper) } == "draw.commit")
    }
}
