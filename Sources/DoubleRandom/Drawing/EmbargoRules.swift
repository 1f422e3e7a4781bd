// The end of an embargo (design section 7, annex D17): the engine says it, on the first day after the one that the freeze
// names, once the draw is over. Until then nothing of a draw is public but digests, commits and counts.

import Draw
import Ledger

enum EmbargoRules {
    static let disclosed = RecordSchema("draw.disclosed/1", .public, [.must("draw", .id)])

    /// Lists, salt, reveals, rungs, tickets, teams and successors become public. What comes later of the same draw has an
    /// event of its own.
    static let spec = EventSpec(
        "draw.disclosed/1", by: .engine, head: disclosed, writes: DrawCycle.writes + [.disclosed]
    ) { act in
        let (id, draw) = try act.draw(act.head)
        guard !DrawCycle.isLive(draw) else { throw LedgerError(.drawStanding, id.shown) }
        guard isOver(draw, on: act.day) else {
            throw LedgerError(.drawEmbargo, "\(id.shown) is under embargo until \(draw.bytes("embargo")?.shown ?? "?")")
        }
        guard draw["hidden"] != nil else { throw LedgerError(.drawStanding, "\(id.shown) is public") }
        for (key, row) in try act.all(.embargoed, prefix: id + [UInt8(ascii: "/")]) where row["by"] == nil {
            guard let index = row.index("index") else { continue }
            act.context.disclose(index)
            act.put(.embargoed, key, row.with(["by": .number(act.index)]))
        }
        act.put(.draws, id, draw.with(["hidden": nil, "disclosedOn": .text(act.day.description)]))
        return []
    }

    /// Whether the day that the freeze names has passed.
    static func isOver(_ draw: StateObject, on today: CivilDate) -> Bool {
        draw.date("embargo").map { today > $0 } ?? false
    }
}

extension Act {
    /// The draw's row with a note that this entry's records are under its embargo.
    func hiding(_ id: Bytes, _ draw: StateObject) -> StateObject {
        put(
            .embargoed, id + [UInt8(ascii: "/")] + FreezeRules.key(index), StateObject([.init("index", .number(index))])
        )
        return draw.with(["hidden": .integer(Int64(draw.integer("hidden") ?? 0) + 1)])
    }
}
