// A draw on a provincial platform (外部抽取·不可复算), design section 6: the roster's digest before, the platform's list and
// a screenshot's digest after. What the office decides of it passes the same gates; how it was drawn nobody can recompute,
// which stays marked for ever.

import Draw
import Ledger

enum ExternalDraw {
    static let announcement = RecordSchema(
        "draw.external/1", .public,
        [
            .must("task", .digits(18)), .must("platform", .text(120)), .must("registry", DrawSchemas.digest),
            .may("number", .text(120)),
        ])
    static let listing = RecordSchema(
        "draw.external.list/1", .public,
        [
            .must("task", .digits(18)), .must("about", .about), .must("list", .hex), .must("screenshot", .hex),
            .must("on", .date), .must("count", .number),
        ])
    static let assigned = RecordSchema(
        "draw.external.assigned/1", .due,
        [.must("object", .id), .must("inspection", .id), .must("inspectors", .list(.id, 8))])

    static let specs: [EventSpec] = [
        EventSpec(
            "draw.external/1", by: .roles([.clerk]), head: announcement, writes: DrawCycle.writes
        ) { act in
            let (number, task) = try waiting(act)
            guard task["external"] == nil else { throw LedgerError(.drawLive, number.shown) }
            // What was drawn here, or given up with knowledge, is not drawn around on another platform.
            let line = LineDraws(rows: act, number: number, task: task, kind: Bytes("objects"))
            if let live = try line.live() { throw LedgerError(.drawLive, live.shown) }
            if let owed = try line.owed() { throw LedgerError(.drawProfile, owed.id.shown) }
            try TaskRules.requireLineInForce(task, act)
            let scope = try ScopeReader(task)
            for item in scope.items { _ = try act.publishedItem(item) }
            let registry = try Act.pure {
                try RegistryManifest(scope.objects(act).map { RegistryRow(id: try act.drawID($0.id)) })
            }
            guard act.head["registry"]?["hash"]?.bytes == registry.hash.hexBytes,
                act.head["registry"]?["count"]?.integer == Int64(registry.count)
            else { throw LedgerError(.drawManifest, "registry hashes to \(registry.hash)") }
            RosterText.write(registry.bytes, "registry", of: number, act)
            act.put(.tasks, number, task.with(["external": act.place, "registry": .integer(Int64(registry.count))]))
            try FreezeRules.noteDrawn(task, act)
            return [.external]
        },
        EventSpec(
            "draw.external.listed/1", by: .roles([.clerk]), head: listing, rows: [assigned], writes: DrawCycle.writes
        ) { act in
            let (number, task) = try waiting(act)
            try act.requireCurrent(task, "external")
            let rows = act.rows("draw.external.assigned/1")
            guard act.head.integer("count") == rows.count, !rows.isEmpty else {
                throw LedgerError(.importCount, "\(rows.count) objects")
            }
            let scope = try ScopeReader(task)
            // Objects come and go while the platform draws: the list is held against what was announced.
            let announced = try Act.pure { try RegistryManifest(parsing: act.list("registry", of: number)) }
            let inScope = Set(announced.rows.map(\.id.bytes))
            for item in scope.items {
                guard let cap = try act.get(.items, item, .itemUnknown).ratio("ratioCap") else { continue }
                let limit = cap.cap(of: task.integer("registry") ?? 0)
                guard rows.count <= limit else { throw LedgerError(.drawCap, "\(item.shown): cap \(limit)") }
            }
            var seen: Set<Bytes> = []
            for (place, row) in rows.enumerated() {
                let object = try row.required("object")
                guard inScope.contains(object), seen.insert(object).inserted else {
                    throw LedgerError(.drawManifest, "\(object.shown) is not in scope, or stands twice")
                }
                let inspection = number + Bytes("-\(String(100_001 + place).dropFirst())".utf8)
                guard row.bytes("inspection") == inspection else {
                    throw LedgerError(.drawNumber, inspection.shown)
                }
                try write(row, object: object, inspection: inspection, task: number, act)
            }
            try act.requireFrequency(task, items: scope.items, registry: rows.map { $0.bytes("object") ?? [] }) { _ in
                nil
            }
            let id = number + suffix
            act.put(
                .draws, id,
                act.hiding(
                    id,
                    StateObject([
                        .init("task", .string(number)), .init("kind", .text("external")), .init("at", act.place),
                        .init("embargo", .text(try embargo(task, act).description)), .init("standing", .text("done")),
                    ])))
            let drawn = try TaskRules.cycle.move(task, by: "draw.objects")
            act.put(.tasks, number, try TaskRules.cycle.move(drawn, by: "draw.inspectors"))
            return [.external]
        },
    ]

    /// What a draw elsewhere is called where its embargo ends: `<task>-X1`.
    private static let suffix = Bytes("-X1")

    /// The task of such a draw; nil for a draw made here.
    static func task(of draw: Bytes) -> Bytes? {
        draw.suffix(suffix.count).elementsEqual(suffix) ? Bytes(draw.dropLast(suffix.count)) : nil
    }

    private static func waiting(_ act: Act) throws -> (number: Bytes, task: StateObject) {
        let number = try act.head.required("task")
        let task = try act.get(.tasks, number, .taskUnknown)
        _ = try TaskRules.cycle.next(task.bytes("standing") ?? [], by: "draw.objects")
        guard task.equals("drawn", "external") else { throw LedgerError(.taskStanding, "the task is drawn here") }
        return (number, task)
    }

    /// The list is kept until the last day of the task, but no longer than the embargo of a draw: it is the task's visits
    /// that nobody is to be told of.
    private static func embargo(_ task: StateObject, _ act: Act) throws -> CivilDate {
        let longest = CivilDate(dayNumber: act.day.dayNumber + min(try act.number(.embargo), 36_500))
        return task.date("to").map { min($0, longest) } ?? longest
    }

    /// R5 and R6 are gates here too: a team is an office decision until it stands at the door.
    private static func write(
        _ row: StateObject, object: Bytes, inspection: Bytes, task: Bytes, _ act: Act
    ) throws {
        let team = row.list("inspectors")
        guard team.count >= (try act.number(.officers)) else {
            throw LedgerError(.planLine, "team of \(team.count) (R5)")
        }
        for inspector in team {
            let person = try act.get(.inspectors, inspector, .inspectorUnknown)
            guard Act.isCertified(person, on: act.day) else { throw LedgerError(.certificateMissing, inspector.shown) }
            guard !Act.isAbsent(person, on: act.day) else { throw LedgerError(.inspectorStanding, inspector.shown) }
            guard try !act.isRelated(inspector, to: object) else {
                throw LedgerError(.drawManifest, "\(inspector.shown) is related to \(object.shown) (R6)")
            }
            try act.countLoad(inspector, year: act.day.components.year, by: 1)
        }
        act.put(
            .inspections, inspection,
            StateObject([
                .init("task", .string(task)), .init("object", .string(object)),
                .init("team", row["inspectors"] ?? .null),
                .init("at", act.place), .init("year", .integer(Int64(act.day.components.year))),
                .init("standing", .text("assigned")),
            ]))
    }
}
