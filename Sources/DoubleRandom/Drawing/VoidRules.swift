// Row 11 of draws.md 2.3: a draw that is given up, with the stage, the reason and the party at fault. Every number of a draw
// ends in one result or in one such record.

import Draw
import Ledger

enum VoidRules {
    static let spec = EventSpec(
        "draw.void/1", by: .roles([.clerk]), head: DrawSchemas.voiding, writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        _ = try DrawCycle.cycle.next(draw.bytes("standing") ?? [], by: "draw.confirmed.void")
        try check(id, draw, stage: act.head, act)
        let party = try act.head.required("party")
        guard try act.entropy(of: id, draw).contributors.rows.contains(where: { $0.party.bytes == party }) else {
            throw LedgerError(.drawVoid, "\(party.shown) does not contribute")
        }
        act.put(.draws, id, draw.with(["voidAt": act.place]))
        DrawConfirmation.propose(
            StateObject([
                .init("draw", .string(id)), .init("kind", .text("void")), .init("by", .string(act.author.bytes)),
                .init("stage", act.head["stage"] ?? .null), .init("party", .string(party)),
            ]), act)
        return []
    }

    /// The supervisor's word makes it void; whoever asked for it does not give it.
    static func confirm(_ pending: StateObject, _ id: Bytes, _ draw: StateObject, _ act: Act) throws -> [Mark] {
        guard act.acts(as: .supervisor) else { throw LedgerError(.roleMissing, "\(act.author): supervisor") }
        let asker = pending.actor("by")
        try act.forbid(asker, "who voids a draw does not confirm it")
        let moved = try DrawCycle.cycle.move(draw, by: "draw.confirmed.void")
        guard draw.about("voidAt") == pending.about() else { throw LedgerError(.versionStale, id.shown) }
        try check(id, draw, stage: pending, act)
        let isAfter = pending.equals("stage", "after")
        let isBound = isAfter || draw.bool("bound")
        act.put(
            .draws, id,
            moved.with([
                "stage": pending["stage"], "party": pending["party"], "bound": isBound ? .bool(true) : nil,
                "confirmations": nil,
            ]))
        return isAfter ? [.voidedKnown] : []
    }

    /// Whether somebody has shown a value: from then on what a draw would have come to may be known to those who hold the
    /// others.
    static func isRevealed(_ id: Bytes, _ entropy: SeedAssembly, _ act: Act) throws -> Bool {
        try DrawRules.freshSlots(entropy).contains {
            try act.find(.contributions, Act.contributionKey(id, $0.slot))?["value"] != nil
        }
    }

    private static func check(_ id: Bytes, _ draw: StateObject, stage row: StateObject, _ act: Act) throws {
        let entropy = try act.entropy(of: id, draw)
        guard row.equals("stage", "after") == (try isRevealed(id, entropy, act)) else {
            throw LedgerError(.drawVoid, "stage")
        }
        // A public value that somebody has stated is known: who does not like it confirms it, or states it right.
        guard draw["beaconAt"] == nil else { throw LedgerError(.drawVoid, "the public value is stated") }
        // Where every value stands the result does too, whoever has said it or not.
        let isForced = try entropy.contributors.rows.filter { $0.source.kind != .reserve }.allSatisfy {
            try act.find(.contributions, Act.contributionKey(id, $0.slot.bytes))?["value"] != nil
        }
        if isForced { throw LedgerError(.drawVoid, "the result stands") }
    }
}
