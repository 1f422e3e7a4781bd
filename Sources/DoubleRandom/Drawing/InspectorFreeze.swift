// Draw I: the inspectors who can go, the places to fill, and who may not go where, all from state; then the matching.

import Draw
import Ledger

enum InspectorFreeze {
    static func freeze(
        _ task: StateObject, number: Bytes, id: Bytes, contributors: ContributorsManifest, _ act: Act
    ) throws -> FreezeRules.Frozen {
        guard let of = task.bytes("objects"), act.head.bytes("of") == of else {
            throw LedgerError(.drawManifest, "of names the draw of objects")
        }
        guard act.rows("draw.exclusion/1").isEmpty, let salt = act.rows("draw.salt/1").first else {
            throw LedgerError(.drawManifest, "one salt, no exclusion")
        }
        // The list of objects stands still while inspectors are drawn for it.
        guard let drawn = try act.find(.draws, of), DrawCycle.isSettled(drawn) else {
            throw LedgerError(.drawStanding, of.shown)
        }
        let scope = try ScopeReader(task)
        let inspections = try act.all(.inspections, prefix: number + [UInt8(ascii: "-")]).filter {
            !$0.row.equals("standing", "dropped")
        }
        let inspectors = try self.inspectors(scope, from: task.date("from"), on: act.day, act)
        return try Act.pure {
            let inspectorList = try InspectorsManifest(inspectors)
            let slots = try SlotsManifest(
                try inspections.flatMap { inspection in
                    try scope.slots(act).map { slot in
                        SlotRow(
                            slot: try act.drawID(inspection.key + Bytes(".\(slot.number)".utf8)),
                            inspection: try act.drawID(inspection.key), department: slot.department, tags: slot.tags)
                    }
                })
            let conflicts = try ConflictsManifest(conflicts(inspections, inspectors, act))
            let freeze = InspectorFreezeText(
                draw: try act.drawID(id), supersedes: try act.superseded(), profile: DrawProfile.of(act.head),
                of: try act.drawID(of), inspectors: inspectorList, slots: slots, conflicts: conflicts,
                contributors: contributors, salt: try Act.hash(salt.bytes("salt")))
            return FreezeRules.Frozen(
                hash: freeze.hash,
                lists: [
                    ("inspectors", inspectorList.bytes), ("slots", slots.bytes), ("conflicts", conflicts.bytes),
                    ("contributors", contributors.bytes),
                ], kept: ["inspectors", "slots", "conflicts", "contributors"])
        }
    }

    /// Everyone of the registry who is there, certified on the first day that the task may start, and allowed all items
    /// (R5). Nobody is left out by hand.
    static func inspectors(
        _ scope: ScopeReader, from: CivilDate?, on today: CivilDate, _ rows: some RowReading
    ) throws -> [Draw.InspectorRow] {
        let day = max(today, from ?? today)
        let year = today.components.year
        let cap = try rows.number(.inspectorCap)
        let admitted = try rows.all(.inspectors, prefix: []).filter { _, inspector in
            guard Act.isCertified(inspector, on: day), !Act.isAbsent(inspector, on: today) else { return false }
            let items = inspector.list("items")
            return items.isEmpty || scope.items.allSatisfy(items.contains)
        }
        let loads = try admitted.map { try rows.find(.loads, $0.key + Bytes("/\(year)".utf8))?.integer("count") }
        // A newcomer would be drawn nearly always at 0 (draws.md 4.4).
        let median = NewcomerLoad.median(of: loads.compactMap { $0 })
        return try Act.pure {
            try zip(admitted, loads).map { inspector, load in
                Draw.InspectorRow(
                    id: try DrawComposer.id(inspector.key),
                    department: try DrawComposer.word(inspector.row.required("department")),
                    tags: try DrawTags(inspector.row.list("skills").map { try DrawComposer.word($0) }), cap: cap,
                    load0: load ?? median)
            }
        }
    }

    /// Declared relations of these inspectors to these objects (R6).
    private static func conflicts(
        _ inspections: [(key: Bytes, row: StateObject)], _ inspectors: [Draw.InspectorRow], _ act: Act
    ) throws -> [ConflictRow] {
        var conflicts: [ConflictRow] = []
        for inspector in inspectors {
            let prefix = inspector.id.bytes + [UInt8(ascii: "/")]
            let related = Dictionary(
                try act.all(.relations, prefix: prefix).filter { Act.isDeclared($0.row) }
                    .map { (Act.relatedObject($0.key, of: inspector.id.bytes), $0.row) }
            ) { first, _ in first }
            guard !related.isEmpty else { continue }
            for inspection in inspections {
                guard let object = inspection.row.bytes("object"), let relation = related[object] else { continue }
                conflicts.append(
                    ConflictRow(
                        inspection: try act.drawID(inspection.key), inspector: inspector.id,
                        evidence: try Act.hash(relation.bytes("evidence"))))
            }
        }
        return conflicts
    }
}

extension InspectorFreeze {
    /// How many inspectors are admissible for each slot, where all slots together can be filled.
    static func preflight(_ id: Bytes, _ act: Act) throws -> [(slot: Bytes, eligible: Int)] {
        let roster = try act.roster(of: id)
        let preflight = try Act.pure(.drawInfeasible) { try roster.preflight() }
        guard preflight.isFeasible else { throw LedgerError(.drawInfeasible, "\(preflight.unfilled) slots stay empty") }
        return zip(roster.slots.rows, preflight.eligible).map { ($0.slot.bytes, $1) }
    }

    /// Compares the stated teams with the matching under the seed and writes them down.
    static func assign(_ id: Bytes, seed: Hash256, _ act: Act) throws {
        let roster = try act.roster(of: id)
        let matching = try Act.pure(.drawInfeasible) { try roster.match(seed: seed) }
        let rows = act.rows("draw.team/1")
        guard rows.count == roster.slots.count, act.head.integer("count") == rows.count,
            act.rows.count == rows.count + 1
        else { throw LedgerError(.drawRecomputed, "\(roster.slots.count) slots") }
        let year = act.day.components.year
        var teams: [Bytes: [Bytes]] = [:]
        for (row, slot) in zip(rows, roster.slots.rows) {
            guard let inspector = matching.assignment[slot.slot], row.bytes("slot") == slot.slot.bytes,
                row.bytes("inspection") == slot.inspection.bytes, row.bytes("inspector") == inspector.bytes
            else { throw LedgerError(.drawRecomputed, "slot \(slot.slot)") }
            teams[slot.inspection.bytes, default: []].append(inspector.bytes)
            try act.countLoad(inspector.bytes, year: year, by: 1)
        }
        for inspection in roster.slots.rows.map(\.inspection.bytes) {
            guard let team = teams.removeValue(forKey: inspection) else { continue }
            let row = try act.get(.inspections, inspection, .inspectionUnknown)
            act.put(
                .inspections, inspection,
                try InspectionRules.cycle.move(row, by: "draw.inspectors").with([
                    "team": .array(team.map { .string($0) }), "at": act.place, "year": .integer(Int64(year)),
                ]))
        }
    }
}
