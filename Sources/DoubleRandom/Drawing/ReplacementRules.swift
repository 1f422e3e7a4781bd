// Rows 9 and 10 of draws.md 2.3: a struck object, a replaced object, a replaced inspector. Who asks states a reason and
// evidence; a supervisor stands behind it; who follows is computed, by nobody's choice.

import Draw
import Ledger

enum ReplacementRules {
    static let specs: [EventSpec] = [strike, replace, reserve, replaced]

    static let strikeHead = RecordSchema(
        "draw.strike/1", .public, [.must("draw", .id), .must("reason", .term), .must("evidence", .hex)])
    static let struck = RecordSchema("draw.struck/1", .due, [.must("object", .id)])
    static let request = RecordSchema(
        "draw.replace/1", .public,
        [
            .must("draw", .id), .must("inspection", .id), .may("slot", .id), .must("reason", .term),
            .must("evidence", .hex),
        ])
    static let reserveRung = RecordSchema(
        "draw.reserve/1", .due, [.must("draw", .id), .must("slot", .digits(2)), .must("value", .hex)])
    static let outcome = RecordSchema(
        "draw.replaced/1", .public,
        [
            .must("draw", .id), .must("about", .about), .must("inspection", .id), .may("slot", .id),
            .must("followed", .bool),
        ])
    static let successor = RecordSchema(
        "draw.successor/1", .due,
        [.may("object", .id), .may("stratum", .term), .may("ticket", .hex), .may("inspector", .id)])

    // MARK: Strike

    /// An object that should not have been in the hat. Where it had been drawn, the next ticket moves up.
    private static let strike = EventSpec(
        "draw.strike/1", by: .roles([.supervisor]), head: strikeHead, rows: [struck], writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        guard draw.equals("kind", "objects"), let object = act.rows("draw.struck/1").first?.bytes("object"),
            act.rows.count == 1
        else { throw LedgerError(.drawReplacement, id.shown) }
        _ = try DrawCycle.cycle.next(draw.bytes("standing") ?? [], by: "draw.strike")
        try requireSettled(draw, act)
        let name = try act.drawID(object)
        let population = try Act.pure { try PopulationManifest(parsing: act.list("population", of: id)) }
        guard population.rows.contains(where: { $0.id == name }) else {
            throw LedgerError(.drawReplacement, "\(object.shown) was not in the hat")
        }
        let history = try act.all(.replacements, prefix: id + [UInt8(ascii: "/")])
        guard !history.contains(where: { $0.row.equals("kind", "struck") && $0.row.bytes("object") == object }) else {
            throw LedgerError(.drawReplacement, "\(object.shown) again")
        }
        let isListed = try Act.pure { try Succession.list(id, draw, act).list.contains(name) }
        var moved = draw
        if isListed {
            let inspections = try act.all(.inspections, prefix: draw.required("task") + [UInt8(ascii: "-")])
            guard
                let (inspection, row) = inspections.first(where: {
                    $0.row.bytes("object") == object && !$0.row.equals("standing", "dropped")
                })
            else { throw LedgerError(.inspectionUnknown, object.shown) }
            try requireUnvisited(row, inspection)
            _ = try InspectionRules.cycle.next(row.bytes("standing") ?? [], by: "draw.replaced.object")
            moved = try DrawCycle.cycle.move(draw, by: "draw.strike.listed").with(["open": place(inspection, nil, act)])
        }
        note("struck", object, history.count, id, act)
        act.put(.draws, id, act.hiding(id, moved))
        return []
    }

    // MARK: Request

    private static let replace = EventSpec(
        "draw.replace/1", by: .roles([.clerk]), head: request, writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        _ = try DrawCycle.cycle.next(draw.bytes("standing") ?? [], by: "draw.replace")
        try requireNoObjectOpen(id, draw)
        _ = try leaver(act.head, draw, act)
        act.put(.draws, id, draw.with(["requestAt": act.place]))
        DrawConfirmation.propose(
            StateObject([
                .init("draw", .string(id)), .init("kind", .text("replace")), .init("by", .string(act.author.bytes)),
                .init("inspection", act.head["inspection"] ?? .null),
            ]).with(["slot": act.head["slot"]]), act)
        return []
    }

    /// The supervisor's word opens the place; who follows is the engine's to say.
    static func confirm(_ pending: StateObject, _ id: Bytes, _ draw: StateObject, _ act: Act) throws -> [Mark] {
        guard act.acts(as: .supervisor) else { throw LedgerError(.roleMissing, "\(act.author): supervisor") }
        let asker = pending.actor("by")
        try act.forbid(asker, "who asks for a replacement does not confirm it")
        let moved = try DrawCycle.cycle.move(draw, by: "draw.confirmed.replace")
        guard draw.about("requestAt") == pending.about() else { throw LedgerError(.versionStale, id.shown) }
        try requireNoObjectOpen(id, draw)
        let leaver = try leaver(pending, draw, act)
        let inspection = try pending.required("inspection")
        if draw.equals("kind", "objects") {
            let history = try act.all(.replacements, prefix: id + [UInt8(ascii: "/")])
            note("removed", leaver, history.count, id, act)
        }
        act.put(
            .draws, id,
            moved.with(["requestAt": nil, "open": place(inspection, pending.bytes("slot"), about: pending["about"])]))
        return []
    }

    /// A place of an object is filled before another opens: else a strike would stay without its successor.
    private static func requireNoObjectOpen(_ id: Bytes, _ draw: StateObject) throws {
        guard let open = draw["open"]?.members, StateObject(open)["slot"] == nil else { return }
        throw LedgerError(.drawStanding, id.shown)
    }

    /// Who leaves: the object of an inspection that nobody has visited, or the inspector of a slot whose result is not
    /// entered.
    private static func leaver(_ row: StateObject, _ draw: StateObject, _ act: Act) throws -> Bytes {
        let inspection = try row.required("inspection")
        guard inspection.starts(with: (draw.bytes("task") ?? []) + [UInt8(ascii: "-")]) else {
            throw LedgerError(.drawReplacement, inspection.shown)
        }
        let place = try act.get(.inspections, inspection, .inspectionUnknown)
        let isOfObjects = draw.equals("kind", "objects")
        guard isOfObjects == (row["slot"] == nil) else { throw LedgerError(.drawReplacement, "slot") }
        if isOfObjects { try requireSettled(draw, act) }
        _ = try InspectionRules.cycle.next(
            place.bytes("standing") ?? [], by: isOfObjects ? "draw.replaced.object" : "draw.replaced.inspector")
        guard let slot = row.bytes("slot") else {
            try requireUnvisited(place, inspection)
            return try place.required("object")
        }
        let team = place.list("team")
        guard let number = team.indices.first(where: { slot == inspection + Bytes(".\($0 + 1)".utf8) }) else {
            throw LedgerError(.drawReplacement, slot.shown)
        }
        return team[number]
    }

    /// A visit may be entered before the dispatch, which moves no standing.
    private static func requireUnvisited(_ inspection: StateObject, _ id: Bytes) throws {
        guard inspection["visitedOn"] == nil else {
            throw LedgerError(.inspectionStanding, "\(id.shown): a visit is recorded")
        }
    }

    /// The list of objects moves only while no draw of inspectors is made from it.
    private static func requireSettled(_ draw: StateObject, _ act: Act) throws {
        let stem = try draw.required("task") + Bytes("-I".utf8)
        if let live = try act.all(.draws, prefix: stem).first(where: { DrawCycle.isLive($0.row) }) {
            throw LedgerError(.drawLive, live.key.shown)
        }
    }

    private static func place(_ inspection: Bytes, _ slot: Bytes?, _ act: Act) -> IJSONValue {
        place(inspection, slot, about: act.place)
    }

    private static func place(_ inspection: Bytes, _ slot: Bytes?, about: IJSONValue?) -> IJSONValue {
        StateObject([.init("inspection", .string(inspection))]).with([
            "slot": slot.map { .string($0) }, "at": about,
        ]).value
    }

    private static func note(_ kind: StaticString, _ object: Bytes, _ count: Int, _ id: Bytes, _ act: Act) {
        act.put(
            .replacements, id + Bytes("/\(String(1_000_000 + count).dropFirst())".utf8),
            StateObject([.init("kind", .text("\(kind)")), .init("object", .string(object))]))
    }

    // MARK: Reseed

    /// Row 2 once more, for one slot that no standby can take: the pool is fixed before any rung is shown.
    static func preflight(_ id: Bytes, _ draw: StateObject, _ act: Act) throws {
        let moved = try DrawCycle.cycle.move(draw, by: "draw.preflight")
        let succession = Succession(rows: act, id: id, draw: draw, day: act.day)
        guard let slot = succession.slot, act.head.bytes("slot") == slot else {
            throw LedgerError(.drawReplacement, act.head.bytes("slot")?.shown ?? "slot")
        }
        guard try succession.standby() == nil else { throw LedgerError(.drawReplacement, "a standby is left") }
        let contributors = try act.entropy(of: id, draw).contributors.rows
        guard contributors.contains(where: { $0.source.kind == .reserve }) else {
            throw LedgerError(.drawReplacement, "no reserve ladder is frozen")
        }
        // The rungs of this reseed are those that come next: else it could never be finished.
        for row in contributors {
            guard let position = try Act.pure(.drawLadder, { try succession.position(row) }) else { continue }
            try requireNext(position, act)
        }
        let pool = try succession.pool()
        let stated = act.rows("draw.candidate/1")
        guard act.head.bool("feasible"), pool.count > 0 else { throw LedgerError(.drawInfeasible, slot.shown) }
        guard stated.count == pool.count, act.rows.count == stated.count,
            zip(stated, pool.rows).allSatisfy({
                $0.bytes("inspector") == $1.id.bytes && $0.integer("cap") == $1.cap && $0.integer("load") == $1.load0
            })
        else { throw LedgerError(.drawRecomputed, "eligible inspectors of a slot") }
        RosterText.write(pool.bytes, "pool", of: id, act)
        act.put(.draws, id, act.hiding(id, moved))
    }

    /// The supervisor's rung of the reserve ladder: with the server's alone, or with this alone, nobody foresees who follows.
    private static let reserve = EventSpec(
        "draw.reserve/1", by: .roles([.supervisor]), head: reserveRung, writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.reserve")
        let succession = Succession(rows: act, id: id, draw: draw, day: act.day)
        let slot = try act.head.required("slot")
        let rows = try act.entropy(of: id, draw).contributors.rows
        guard let row = rows.first(where: { $0.slot.bytes == slot && $0.source.kind == .reserve }),
            row.party.bytes == act.author.bytes
        else { throw LedgerError(.drawCommit, "slot \(slot.shown) is not \(act.author)'s") }
        let key = Succession<Act>.rungKey(id, slot, succession.reseedNumber)
        guard try act.find(.contributions, key) == nil else { throw LedgerError(.drawRung, "slot \(slot.shown) again") }
        try use(row, succession, value: Act.hash(act.head.bytes("value")), draw, act)
        act.put(.contributions, key, StateObject([.init("value", act.head["value"] ?? .null)]))
        act.put(.draws, id, act.hiding(id, moved))
        return []
    }

    /// The rung is the next of its ladder that nobody has used.
    private static func use(
        _ row: ContributorRow, _ succession: Succession<Act>, value: Hash256, _ draw: StateObject, _ act: Act
    ) throws {
        guard let position = try Act.pure(.drawRung, { try succession.position(row) }) else { return }
        let ladder = try requireNext(position, act)
        try Act.pure(.drawRung) { try Ladder.check(value, at: position) }
        act.put(.ladders, position.ladder.bytes, ladder.with(["used": .integer(Int64(position.rung))]))
    }

    @discardableResult
    private static func requireNext(_ position: LadderPosition, _ act: Act) throws -> StateObject {
        let ladder = try act.get(.ladders, position.ladder.bytes, .drawLadder)
        let used = ladder.integer("used") ?? 0
        guard position.rung == used + 1, position.rung <= ladder.integer("rungs") ?? 0 else {
            throw LedgerError(.drawLadder, "\(position.ladder): rung \(used + 1) is next")
        }
        return ladder
    }

    // MARK: Outcome

    private static let replaced = EventSpec(
        "draw.replaced/1", by: .engine, head: outcome, rows: [successor, DrawSchemas.rung], writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.replaced")
        let succession = Succession(rows: act, id: id, draw: draw, day: act.day)
        guard act.head.about() == succession.about, act.head.bytes("inspection") == succession.inspection,
            act.head.bytes("slot") == succession.slot, act.head.bool("followed") == !act.rows.isEmpty
        else {
            throw LedgerError(.drawReplacement, succession.inspection.shown)
        }
        let inspection = try act.get(.inspections, succession.inspection, .inspectionUnknown)
        var changes = moved.with(["open": nil])
        let marks: [Mark]
        if succession.slot == nil {
            marks = try followObject(succession, inspection, act)
        } else {
            let isReseed = draw.equals("standing", "reseeding")
            let inspector = isReseed ? try reseeded(succession, draw, act) : try standby(succession, act)
            if isReseed { changes["reseeds"] = .integer(Int64(succession.reseedNumber)) }
            marks = try followInspector(inspector, succession, inspection, act)
        }
        act.put(.draws, id, act.hiding(id, changes))
        return marks
    }

    private static func followObject(
        _ succession: Succession<Act>, _ inspection: StateObject, _ act: Act
    ) throws -> [Mark] {
        let stated = act.rows("draw.successor/1")
        switch try succession.object() {
        case .inspector: throw LedgerError(.drawReplacement, "slot")
        case .dropped:
            guard stated.isEmpty, act.rows.isEmpty else { throw LedgerError(.drawRecomputed, "nobody is left") }
            for inspector in inspection.list("team") {
                try act.countLoad(inspector, year: year(of: inspection, act), by: -1)
            }
            act.put(
                .inspections, succession.inspection,
                try InspectionRules.cycle.move(inspection, by: "draw.dropped").with(["at": act.place]))
            return []
        case .object(let object, let stratum, let key):
            guard stated.count == 1, act.rows.count == 1, stated[0].bytes("object") == object.bytes,
                stated[0].bytes("stratum") == stratum.bytes, stated[0].bytes("ticket") == key.hexBytes,
                stated[0]["inspector"] == nil
            else { throw LedgerError(.drawRecomputed, "\(object)") }
            // Approval, notice and a visit that came in while the place was open were for another enterprise.
            act.put(
                .inspections, succession.inspection,
                try InspectionRules.cycle.move(inspection, by: "draw.replaced.object").with([
                    "object": .string(object.bytes), "at": act.place, "approvedFrom": nil, "approvedTo": nil,
                    "notifiedOn": nil, "visitedOn": nil, "outcome": nil, "officers": nil,
                ]))
            let isRelated = try inspection.list("team").contains {
                try act.isRelated($0, to: object.bytes)
            }
            return isRelated ? [.recusalDue] : []
        }
    }

    /// The year in whose loads the team of an inspection counts, whenever somebody of it is replaced.
    private static func year(of inspection: StateObject, _ act: Act) -> Int {
        inspection.integer("year") ?? act.day.components.year
    }

    private static func standby(_ succession: Succession<Act>, _ act: Act) throws -> DrawID {
        guard act.rows.count == 1 else { throw LedgerError(.drawRecomputed, "slot") }
        guard let standby = try succession.standby() else { throw LedgerError(.drawReplacement, "no standby is left") }
        return standby
    }

    private static func reseeded(_ succession: Succession<Act>, _ draw: StateObject, _ act: Act) throws -> DrawID {
        let stated = act.rows("draw.rung/1")
        var server: [DrawID: Hash256] = [:]
        for row in try act.entropy(of: succession.id, draw).contributors.rows where row.source.kind == .ladder {
            guard let rung = stated.first(where: { $0.bytes("slot") == row.slot.bytes }),
                rung.bytes("draw") == succession.id
            else { throw LedgerError(.drawIncomplete, "slot \(row.slot)") }
            let value = try Act.hash(rung.bytes("value"))
            try use(row, succession, value: value, draw, act)
            server[row.slot] = value
        }
        guard stated.count == server.count, act.rows.count == stated.count + 1 else {
            throw LedgerError(.drawRecomputed, "slot")
        }
        return try succession.drawn(server: server)
    }

    private static func followInspector(
        _ inspector: DrawID, _ succession: Succession<Act>, _ inspection: StateObject, _ act: Act
    ) throws -> [Mark] {
        let stated = act.rows("draw.successor/1")
        guard stated.count == 1, stated[0].bytes("inspector") == inspector.bytes, stated[0]["object"] == nil else {
            throw LedgerError(.drawRecomputed, "slot \(succession.slot?.shown ?? "")")
        }
        var team = inspection.list("team")
        guard
            let number = team.indices.first(where: {
                succession.slot == succession.inspection + Bytes(".\($0 + 1)".utf8)
            })
        else { throw LedgerError(.drawReplacement, "slot") }
        let year = year(of: inspection, act)
        try act.countLoad(team[number], year: year, by: -1)
        try act.countLoad(inspector.bytes, year: year, by: 1)
        let left = Act.union(inspection.list("left"), [team[number]])
        team[number] = inspector.bytes
        act.put(
            .inspections, succession.inspection,
            try InspectionRules.cycle.move(inspection, by: "draw.replaced.inspector").with([
                "team": .array(team.map { .string($0) }), "left": .array(left), "at": act.place,
            ]))
        return []
    }
}
