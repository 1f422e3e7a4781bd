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
        act.put(
            .pending, FreezeRules.key(act.index),
            StateObject([
                .init("draw", .string(id)), .init("kind", .text("void")), .init("about", act.place),
                .init("on", .text(act.day.description)), .init("by", .string(act.author.bytes)),
                .init("stage", act.head["stage"] ?? .null), .init("party", .string(party)),
            ]))
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
        try PlanLineDraws.over(id, draw, isBound: isBound, act)
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
        // Where every value stands the result does too, whoever has said it or not.
        let isForced = try entropy.contributors.rows.filter { $0.source.kind != .reserve }.allSatisfy {
            try act.find(.contributions, Act.contributionKey(id, $0.slot.bytes))?["value"] != nil
        }
        if isForced { throw LedgerError(.drawVoid, "the result stands") }
    }
}

/// The draws of one plan line (计划行): of one kind one is live at a time, over all tasks of the line, and what was voided
/// after a reveal binds the next of them.
enum PlanLineDraws {
    private static func line(_ task: StateObject, _ act: Act) throws -> (plan: Bytes, row: StateObject, line: Bytes)? {
        guard let number = task.bytes("plan"), let line = task.bytes("line"), let row = try act.find(.plans, number)
        else { return nil }
        return (number, row, line)
    }

    /// The draws of a member of the plan's row that are of this line and kind.
    private static func draws(
        _ member: StaticString, of row: StateObject, line: Bytes, kind: Bytes, _ act: Act
    ) throws -> [(id: Bytes, row: StateObject)] {
        try row.list(member).compactMap { id in
            guard let draw = try act.find(.draws, id), draw.bytes("kind") == kind, draw.bytes("line") == line else {
                return nil
            }
            return (id, draw)
        }
    }

    /// - Throws: `draw.live` where another task of the line has a draw of the kind that is not over.
    static func requireNoneLive(_ task: StateObject, kind: Bytes, _ act: Act) throws {
        guard let (_, row, line) = try line(task, act),
            let live = try draws("live", of: row, line: line, kind: kind, act).first
        else { return }
        throw LedgerError(.drawLive, live.id.shown)
    }

    /// A draw of another task of the line that binds the next one.
    static func owed(_ task: StateObject, kind: Bytes, _ act: Act) throws -> (id: Bytes, row: StateObject)? {
        guard let (_, row, line) = try line(task, act) else { return nil }
        return try draws("owed", of: row, line: line, kind: kind, act).last
    }

    static func begin(_ id: Bytes, _ task: StateObject, superseding: Bytes?, _ act: Act) throws {
        guard let (number, row, _) = try line(task, act) else { return }
        act.put(
            .plans, number,
            row.with([
                "live": strings(row.list("live") + [id]),
                "owed": strings(row.list("owed").filter { $0 != superseding }),
            ]))
    }

    static func over(_ id: Bytes, _ draw: StateObject, isBound: Bool, _ act: Act) throws {
        let task = try act.get(.tasks, draw.required("task"), .taskUnknown)
        guard let (number, row, _) = try line(task, act) else { return }
        act.put(
            .plans, number,
            row.with([
                "live": strings(row.list("live").filter { $0 != id }),
                "owed": strings(row.list("owed") + (isBound ? [id] : [])),
            ]))
    }

    private static func strings(_ list: [Bytes]) -> IJSONValue? {
        list.isEmpty ? nil : .array(list.map { .string($0) })
    }
}
