// Rows 0, 2, 3, 4, 6, 7a and 8 of draws.md 2.3; row 1 is FreezeRules.

import Draw
import Ledger

enum DrawRules {
    static let specs: [EventSpec] =
        [
            ladder, FreezeRules.spec, DrawConfirmation.spec, DrawDeclining.spec, preflight, commit, close,
            CustodyRules.spec, reveal, rung,
        ] + BeaconRules.specs + [result, VoidRules.spec] + ReplacementRules.specs + [EmbargoRules.spec]
        + ExternalDraw.specs

    /// Row 0. The server's ladder is opened by the administrator, a reserve ladder by a supervisor; another person keeps
    /// the sealed copy and says so.
    private static let ladder = EventSpec(
        "draw.ladder/1", by: .roles([.administrator, .supervisor]), head: DrawSchemas.ladder, writes: DrawCycle.writes
    ) { act in
        let name = try act.head.required("ladder")
        guard try act.find(.ladders, name) == nil else { throw LedgerError(.numberUsed, name.shown) }
        let isServer = act.head.equals("purpose", "server")
        guard act.acts(as: isServer ? .administrator : .supervisor) else {
            throw LedgerError(.roleMissing, "\(act.author): \(isServer ? "administrator" : "supervisor")")
        }
        guard let rungs = act.head.integer("rungs"), (1...65_536).contains(rungs),
            let custodian = act.head.actor("custodian")
        else { throw LedgerError(.drawLadder, "rungs") }
        try act.forbid(custodian, "who opens a ladder does not keep its copy")
        act.put(
            .ladders, name,
            act.head.with([
                "ladder": nil, "owner": .string(act.author.bytes), "used": .integer(0), "at": act.place,
                "standing": .text("proposed"),
            ]))
        DrawConfirmation.propose(StateObject([.init("ladder", .string(name))]), act)
        return []
    }

    /// Row 2: that a full assignment exists, before any entropy does.
    private static let preflight = EventSpec(
        "draw.preflight/1", by: .engine, head: DrawSchemas.preflight,
        rows: [DrawSchemas.eligible, DrawSchemas.candidate],
        writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        if draw.equals("standing", "replacing") {
            try ReplacementRules.preflight(id, draw, act)
            return []
        }
        let moved = try DrawCycle.cycle.move(draw, by: "draw.preflight")
        guard act.head["slot"] == nil else { throw LedgerError(.drawRecomputed, "slot") }
        let counts = try InspectorFreeze.preflight(id, act)
        let stated = act.rows("draw.eligible/1").map { ($0.bytes("slot") ?? [], $0.integer("eligible") ?? -1) }
        guard act.head.bool("feasible"), stated.count == counts.count, act.rows.count == stated.count,
            zip(stated, counts).allSatisfy({ $0.0 == $1.slot && $0.1 == $1.eligible })
        else { throw LedgerError(.drawRecomputed, "eligible inspectors of a slot") }
        act.put(.draws, id, act.hiding(id, moved))
        return []
    }

    /// Row 3.
    private static let commit = EventSpec(
        "draw.commit/1", by: .roles(PaperRules.recorderRoles), head: DrawSchemas.commit,
        writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.commit")
        let slot = try act.head.required("slot")
        try ownSlot(slot, id, draw, act)
        try PaperRules.requireSheet(of: slot, draw, act)
        let key = Act.contributionKey(id, slot)
        guard try act.find(.contributions, key) == nil else {
            throw LedgerError(.drawCommit, "slot \(slot.shown) again")
        }
        act.put(.contributions, key, StateObject([.init("commit", act.head["commit"] ?? .null)]))
        act.put(.draws, id, moved)
        return PaperRules.marks(of: slot, draw)
    }

    /// Row 4.
    private static let close = EventSpec(
        "draw.close/1", by: .roles([.clerk]), head: DrawSchemas.close, writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.close")
        guard draw.actor("operator") == act.author else { throw LedgerError(.drawConfirmation, "the operator closes") }
        let stated = act.head.objects("commits")
        let slots = try freshSlots(act.entropy(of: id, draw))
        guard stated.count == slots.count else {
            throw LedgerError(.drawIncomplete, "\(stated.count) commits of \(slots.count)")
        }
        for (slot, listed) in zip(slots, stated) {
            guard let known = try act.find(.contributions, Act.contributionKey(id, slot.slot)) else {
                throw LedgerError(.drawIncomplete, "slot \(slot.slot.shown)")
            }
            guard listed.bytes("slot") == slot.slot, listed["commit"] == known["commit"] else {
                throw LedgerError(.drawCommit, "slot \(slot.slot.shown)")
            }
        }
        act.put(.draws, id, moved.with(["confirmations": .array([])]))
        DrawConfirmation.propose(StateObject([.init("draw", .string(id)), .init("close", .bool(true))]), act)
        return []
    }

    /// Row 6.
    private static let reveal = EventSpec(
        "draw.reveal/1", by: .roles(CustodyRules.roles), head: DrawSchemas.reveal, writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.reveal")
        let slot = try act.head.required("slot")
        try CustodyRules.requireReveal(slot, id, draw, act)
        let key = Act.contributionKey(id, slot)
        let contribution = try act.get(.contributions, key, .drawReveal)
        guard contribution["value"] == nil else { throw LedgerError(.drawReveal, "slot \(slot.shown) again") }
        let entropy = try act.entropy(of: id, draw)
        _ = try Act.pure(.drawReveal) {
            try entropy.reveal(
                slot: try act.drawID(slot), value: try Act.hash(act.head.bytes("value")),
                commit: try Act.hash(contribution.bytes("commit")))
        }
        act.put(.contributions, key, contribution.with(["value": act.head["value"], "revealed": .bool(true)]))
        act.put(.draws, id, act.hiding(id, moved.with(["last": act.place])))
        return PaperRules.marks(of: slot, draw)
    }

    /// Row 7a: the server's rung: in profile A after every reveal, in profile B before the reveals are fixed.
    private static let rung = EventSpec(
        "draw.rung/1", by: .engine, head: DrawSchemas.rung, writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.rung")
        let slot = try act.head.required("slot")
        let entropy = try act.entropy(of: id, draw)
        for fresh in freshSlots(entropy) where entropy.profile == .a {
            guard try act.find(.contributions, Act.contributionKey(id, fresh.slot))?["value"] != nil else {
                throw LedgerError(.drawIncomplete, "slot \(fresh.slot.shown) is not revealed")
            }
        }
        let key = Act.contributionKey(id, slot)
        guard try act.find(.contributions, key) == nil else { throw LedgerError(.drawRung, "slot \(slot.shown) again") }
        _ = try Act.pure(.drawRung) {
            try entropy.rung(slot: try act.drawID(slot), value: try Act.hash(act.head.bytes("value")))
        }
        act.put(.contributions, key, StateObject([.init("value", act.head["value"] ?? .null)]))
        act.put(.draws, id, act.hiding(id, moved.with(["last": act.place])))
        return []
    }

    /// Row 8: nothing but what rows 1 to 7 already decide.
    private static let result = EventSpec(
        "draw.result/1", by: .engine, head: DrawSchemas.result,
        rows: [DrawSchemas.seed, DrawSchemas.selected, DrawSchemas.team], writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.result")
        let seed = try act.seed(of: id, draw)
        let stated = act.rows("draw.seed/1")
        guard stated.count == 1, stated[0].bytes("seed") == seed.hexBytes else {
            throw LedgerError(.drawRecomputed, "seed")
        }
        let number = try draw.required("task")
        let task = try act.get(.tasks, number, .taskUnknown)
        if draw.equals("kind", "objects") {
            try select(id, draw, seed: seed, number: number, act)
            act.put(.tasks, number, try TaskRules.cycle.move(task, by: "draw.objects").with(["objects": .string(id)]))
        } else {
            try InspectorFreeze.assign(id, seed: seed, act)
            act.put(
                .tasks, number, try TaskRules.cycle.move(task, by: "draw.inspectors").with(["inspectors": .string(id)]))
        }
        act.put(.draws, id, act.hiding(id, moved))
        return []
    }

    // MARK: Parts

    static func freshSlots(_ entropy: SeedAssembly) -> [(slot: Bytes, party: Bytes)] {
        entropy.contributors.rows.filter { $0.source.kind == .fresh }.map { ($0.slot.bytes, $0.party.bytes) }
    }

    private static func ownSlot(_ slot: Bytes, _ id: Bytes, _ draw: StateObject, _ act: Act) throws {
        let slots = try freshSlots(act.entropy(of: id, draw))
        guard
            slots.contains(where: {
                $0.slot == slot && PaperRules.signer(of: slot, party: $0.party, draw) == act.author.bytes
            })
        else {
            throw LedgerError(.drawCommit, "slot \(slot.shown) is not \(act.author)'s")
        }
    }

    private static func select(
        _ id: Bytes, _ draw: StateObject, seed: Hash256, number: Bytes, _ act: Act
    ) throws {
        let rows = act.rows("draw.selected/1")
        let (selected, batches) = try Act.pure(.drawRecomputed) {
            let frozen = try act.frozenObjects(id, draw)
            let selection = frozen.select(seed: seed)
            let drawn = selection.strata.flatMap { stratum in stratum.selected.map { (stratum.stratum, $0) } }
            return (drawn, frozen.plan.batches == nil ? [] : selection.batches)
        }
        guard rows.count == selected.count, act.head.integer("count") == selected.count,
            act.rows.count == rows.count + 1
        else { throw LedgerError(.drawRecomputed, "\(selected.count) are drawn") }
        var batchOf: [DrawID: Int] = [:]
        for (place, batch) in batches.enumerated() { for object in batch { batchOf[object] = place + 1 } }
        for (place, (row, drawn)) in zip(rows, selected).enumerated() {
            let inspection = number + Bytes("-\(String(100_001 + place).dropFirst())".utf8)
            guard row.bytes("object") == drawn.1.id.bytes, row.bytes("inspection") == inspection,
                row.bytes("stratum") == drawn.0.bytes, row.bytes("ticket") == drawn.1.key.hexBytes,
                row.integer("batch") == batchOf[drawn.1.id]
            else { throw LedgerError(.drawRecomputed, "place \(place + 1) is \(drawn.1.id)") }
            act.put(
                .inspections, inspection,
                StateObject([
                    .init("task", .string(number)), .init("object", .string(drawn.1.id.bytes)),
                    .init("at", act.place), .init("standing", .text("drawn")),
                ]))
        }
    }
}
