// How an accepted event is entered into the office's books: no clock, no I/O, no order but that of the entries.

import Ledger

/// An event that admission has accepted, as views read it.
public struct AcceptedEvent: Sendable {
    /// The entry's place.
    public let index: EntryIndex
    /// The type.
    public let type: TypeName
    /// When it was received.
    public let received: Timestamp
    /// The marks that admission gave.
    public let marks: [Mark]
    /// The data records, the first of them disclosed; empty where it is not.
    public let records: [Record]

    /// Takes an accepted entry.
    public init(index: EntryIndex, type: TypeName, received: Timestamp, marks: [Mark], records: [Record]) {
        self.index = index
        self.type = type
        self.received = received
        self.marks = marks
        self.records = records
    }

    /// Takes an entry as the ledger's views have it. Without its first record nothing is known of it.
    public init(_ event: ViewEvent) {
        self.init(
            index: event.index, type: event.type, received: event.entry.received, marks: event.marks,
            records: event.records.first?.position == 0 ? event.records.map(\.record) : [])
    }
}

enum OfficeFold {
    private typealias Rows = ArraySlice<(type: TypeName, content: StateObject)>

    /// An event being entered.
    private struct Entering {
        let event: AcceptedEvent
        /// The type without its version.
        let name: Bytes
        let head: StateObject
        let rows: Rows
        var day: IJSONValue { .text(event.received.chinaDate.description) }
    }

    static func apply(_ event: AcceptedEvent, to books: inout some OfficeWriting) throws {
        let rows = event.records.compactMap { record -> (type: TypeName, content: StateObject)? in
            guard let schema = RuleSet1.schemas[record.type], let content = try? schema.read(record) else { return nil }
            return (record.type, content)
        }
        guard let head = rows.first, head.type == event.records.first?.type else { return }
        let entering = Entering(event: event, name: Bytes(event.type.name), head: head.content, rows: rows.dropFirst())
        switch String(decoding: event.type.family, as: UTF8.self) {
        case "item": try applyItem(entering, &books)
        case "object": try applyObject(entering, &books)
        case "inspector": try applyInspector(entering, &books)
        case "plan": try applyPlan(entering, &books)
        case "task": try applyTask(entering, &books)
        case "draw": try applyDraw(entering, &books)
        case "inspection", "result", "publication": try applyInspection(entering, &books)
        default: break
        }
    }

    // MARK: List and registries

    private static func applyItem(_ e: Entering, _ books: inout some OfficeWriting) throws {
        if e.name.equals("item.reverted"), let about = e.head.about() {
            for (key, row) in try books.rows(.items) where row.index("import") == about.index {
                try books.move(.items, key, ItemRules.cycle, e.name)
            }
            return
        }
        if e.name.equals("item.retired") {
            return try books.move(.items, e.head.bytes("item") ?? [], ItemRules.cycle, e.name)
        }
        for (type, row) in e.rows {
            guard let item = row.bytes("item") else { continue }
            if type == ItemSchemas.record.type {
                let earlier = try books.row(.items, item)
                try books.set(
                    .items, item,
                    row.with([
                        "version": .integer(Int64((earlier?.integer("version") ?? 0) + 1)),
                        "standing": .text("draft"), "at": .number(e.event.index),
                        "import": e.name.equals("item.imported") ? .number(e.event.index) : earlier?["import"],
                    ]))
            } else {
                try books.move(.items, item, ItemRules.cycle, e.name)
                if e.name.equals("item.published") { try books.change(.items, item, ["publishedOn": e.day]) }
            }
        }
    }

    private static func applyObject(_ e: Entering, _ books: inout some OfficeWriting) throws {
        if e.name.equals("object.reverted"), let about = e.head.about() {
            for (key, row) in try books.rows(.objects) where row.index("import") == about.index {
                try books.move(.objects, key, ObjectRules.cycle, e.name)
            }
            return
        }
        for (_, row) in e.rows {
            guard let object = row.bytes("object") else { continue }
            let earlier = try books.row(.objects, object)
            let at: IJSONValue = .number(e.event.index)
            if e.name.equals("object.imported") {
                try books.set(
                    .objects, object, row.with(["standing": .text("active"), "import": at, "at": at]))
            } else if e.name.equals("object.updated") {
                try books.set(
                    .objects, object,
                    row.with(["standing": earlier?["standing"], "import": earlier?["import"], "at": at]))
            } else {
                if e.name.equals("object.tagged") { try books.change(.objects, object, ["tags": row["tags"]]) }
                if e.name.equals("object.rated") { try books.change(.objects, object, ["credit": row["credit"]]) }
                if e.name.equals("object.deactivated") {
                    try books.change(.objects, object, ["cause": e.head["cause"], "reason": e.head["reason"]])
                }
                if e.name.equals("object.restored") {
                    try books.change(.objects, object, ["cause": nil, "reason": nil])
                }
                try books.change(.objects, object, ["at": at])
                try books.move(.objects, object, ObjectRules.cycle, e.name)
            }
        }
    }

    private static func applyInspector(_ e: Entering, _ books: inout some OfficeWriting) throws {
        if e.name.equals("inspector.related"), let inspector = e.head.bytes("inspector"),
            let object = e.head.bytes("object")
        {
            return try books.set(
                .relations, Act.relationKey(inspector, object),
                e.head.with(["standing": .text("declared"), "at": .number(e.event.index)]))
        }
        if e.name.equals("inspector.relation.withdrawn"), let inspector = e.head.bytes("inspector"),
            let object = e.head.bytes("object")
        {
            return try books.change(
                .relations, Act.relationKey(inspector, object),
                [
                    "standing": .text("withdrawn"), "until": e.day, "reason": e.head["reason"],
                    "withdrawnAt": .number(e.event.index),
                ])
        }
        if e.name.equals("inspector.reverted"), let about = e.head.about() {
            for (key, row) in try books.rows(.inspectors) where row.index("import") == about.index {
                try books.move(.inspectors, key, InspectorRules.cycle, e.name)
            }
            return
        }
        if let inspector = e.head.bytes("inspector") {
            if e.name.equals("inspector.suspended") {
                try books.change(
                    .inspectors, inspector, ["absence": part(of: e.head, ["cause", "from", "to"])])
            }
            if e.name.equals("inspector.resumed") { try books.change(.inspectors, inspector, ["absence": nil]) }
            return try books.move(.inspectors, inspector, InspectorRules.cycle, e.name)
        }
        for (_, row) in e.rows {
            guard let inspector = row.bytes("inspector") else { continue }
            let isNew = e.name.equals("inspector.imported")
            let earlier = isNew ? nil : try books.row(.inspectors, inspector)
            try books.set(
                .inspectors, inspector,
                row.with([
                    "standing": earlier?["standing"] ?? .text("active"), "absence": earlier?["absence"],
                    "import": isNew ? .number(e.event.index) : earlier?["import"], "at": .number(e.event.index),
                ]))
        }
    }

    // MARK: Plans and tasks

    private static func applyPlan(_ e: Entering, _ books: inout some OfficeWriting) throws {
        guard let number = e.head.bytes("plan") else { return }
        if e.name.equals("plan.drafted") { try books.set(.plans, number, e.head.with(["standing": .text("draft")])) }
        if e.name.equals("plan.drafted") || e.name.equals("plan.adjusted") {
            let version = (try books.row(.plans, number)?.integer("version") ?? 0) + 1
            for (_, line) in e.rows {
                try books.set(.lines, PlanRules.lineKey(number, version, line.bytes("line") ?? []), line)
            }
            try books.change(
                .plans, number,
                ["version": .integer(Int64(version)), "at": .number(e.event.index), "reason": e.head["reason"]])
        }
        if e.name.equals("plan.approved"), let version = try books.row(.plans, number)?["version"] {
            try books.change(.plans, number, ["approved": version, "approvedAt": .number(e.event.index)])
        }
        if e.name.equals("plan.numbered") { try books.change(.plans, number, ["document": e.head["number"]]) }
        if e.name.equals("plan.filed") { try books.change(.plans, number, ["filedOn": e.head["on"]]) }
        if e.name.equals("plan.published") { try books.change(.plans, number, ["publishedOn": e.day]) }
        try books.move(.plans, number, PlanRules.cycle, e.name)
        try mark(.plans, number, e, &books)
    }

    private static func applyTask(_ e: Entering, _ books: inout some OfficeWriting) throws {
        guard let number = e.head.bytes("task") else { return }
        if e.name.equals("task.created") {
            let scope = try e.rows.first?.content ?? line(of: e.head, books)
            try books.set(
                .tasks, number,
                e.head.with([
                    "scope": scope?.value, "at": .number(e.event.index),
                    "standing": .text(e.head.equals("origin", "adhoc") ? "proposed" : "waiting"),
                ]))
        }
        if e.name.equals("task.numbered") { try books.change(.tasks, number, ["document": e.head["number"]]) }
        if e.name.equals("task.stopped") { try books.change(.tasks, number, ["stopped": e.head["reason"]]) }
        try books.move(.tasks, number, TaskRules.cycle, e.name)
        try mark(.tasks, number, e, &books)
    }

    /// The line of the version in force.
    private static func line(of task: StateObject, _ books: some OfficeBooks) throws -> StateObject? {
        guard let plan = task.bytes("plan"), let name = task.bytes("line"),
            let version = try books.row(.plans, plan)?.integer("approved")
        else { return nil }
        return try books.row(.lines, PlanRules.lineKey(plan, version, name))
    }

    // MARK: Draws

    private static func applyDraw(_ e: Entering, _ books: inout some OfficeWriting) throws {
        if e.name.equals("draw.freeze"), let draw = e.head.bytes("draw"), let number = e.head.bytes("task") {
            let onPaper = e.rows.map(\.content).filter { $0["recorder"] != nil }.compactMap { $0["slot"] }
            try books.set(
                .draws, draw,
                e.head.with([
                    "standing": .text("frozen"), "at": .number(e.event.index),
                    "paper": onPaper.isEmpty ? nil : .array(onPaper),
                ]))
            if e.head.equals("kind", "objects") {
                try books.change(.tasks, number, ["population": e.head["population"]?["count"]])
            }
            return
        }
        if e.name.equals("draw.external"), let number = e.head.bytes("task") {
            try books.change(.tasks, number, ["population": e.head["registry"]?["count"]])
            return try mark(.tasks, number, e, &books)
        }
        if let draw = e.head.bytes("draw") {
            try books.move(.draws, draw, DrawCycle.cycle, e.name)
            if e.name.equals("draw.void") { try enterVoiding(draw, e, &books) }
            if e.name.equals("draw.declined") { try enterDeclined(draw, e, &books) }
            if e.name.equals("draw.disclosed") {
                try books.change(.draws, draw, ["disclosedOn": e.day])
                // A draw elsewhere has no row of its own here: its task says whether the list may be shown.
                if let number = ExternalDraw.task(of: draw) { try books.change(.tasks, number, ["hidden": nil]) }
            }
            if e.name.equals("draw.strike") { try count("strikes", draw, &books) }
            if e.name.equals("draw.replaced") { try enterSuccessor(draw, e, &books) }
            if e.name.equals("draw.confirmed") { return try enterVoid(draw, e, &books) }
        }
        let task = try e.head.bytes("task") ?? e.head.bytes("draw").flatMap { try books.row(.draws, $0)?.bytes("task") }
        guard let number = task, e.name.equals("draw.result") || e.name.equals("draw.external.listed") else { return }
        if let draw = e.head.bytes("draw") {
            try books.change(.draws, draw, ["standing": .text("done"), "count": e.head["count"]])
        }
        if e.name.equals("draw.external.listed") { try books.change(.tasks, number, ["hidden": .bool(true)]) }
        for row in e.rows.map(\.content) { try enterDrawn(row, task: number, e, &books) }
        if e.rows.contains(where: { $0.content["object"] != nil }) {
            try books.move(.tasks, number, TaskRules.cycle, Bytes("draw.objects".utf8))
        }
        if e.rows.contains(where: { $0.content["inspector"] != nil || $0.content["inspectors"] != nil }) {
            try books.move(.tasks, number, TaskRules.cycle, Bytes("draw.inspectors".utf8))
        }
        try mark(.tasks, number, e, &books)
    }

    private static func count(
        _ member: StaticString, _ draw: Bytes, _ books: inout some OfficeWriting
    ) throws {
        guard var row = try books.row(.draws, draw) else { return }
        row[member] = .integer(Int64((row.integer(member) ?? 0) + 1))
        try books.set(.draws, draw, row)
    }

    /// Another object, another inspector, or nobody in an open place.
    private static func enterSuccessor(_ draw: Bytes, _ e: Entering, _ books: inout some OfficeWriting) throws {
        try count("replacements", draw, &books)
        guard let inspection = e.head.bytes("inspection"), let known = try books.row(.inspections, inspection) else {
            return
        }
        guard e.head.bool("followed") else {
            return try books.move(.inspections, inspection, InspectionRules.cycle, Bytes("draw.dropped".utf8))
        }
        for row in e.rows.map(\.content) {
            if let object = row["object"] {
                try books.set(
                    .inspections, inspection,
                    known.with([
                        "object": object, "stratum": row["stratum"], "ticket": row["ticket"],
                        "replacedAt": .number(e.event.index), "approvedFrom": nil, "approvedTo": nil, "notifiedOn": nil,
                        "visitedOn": nil, "outcome": nil, "officers": nil,
                        "standing": known.equals("standing", "visited") ? .text("dispatched") : known["standing"],
                    ]))
            } else if let inspector = row["inspector"], let slot = e.head.bytes("slot") {
                var team = known.list("team").map { IJSONValue.string($0) }
                guard let place = team.indices.first(where: { slot == inspection + Bytes(".\($0 + 1)".utf8) }) else {
                    continue
                }
                team[place] = inspector
                try books.set(
                    .inspections, inspection,
                    known.with(["team": .array(team), "replacedAt": .number(e.event.index)]))
            }
        }
        try mark(.inspections, inspection, e, &books)
    }

    /// A void is asked for; it takes effect with the supervisor's confirmation.
    private static func enterVoiding(_ draw: Bytes, _ e: Entering, _ books: inout some OfficeWriting) throws {
        try books.change(
            .draws, draw,
            [
                "voidAt": .number(e.event.index), "stage": e.head["stage"], "party": e.head["party"],
                "reason": e.head["reason"],
            ])
    }

    /// What was asked for is off; of a replacement nothing had been entered.
    private static func enterDeclined(_ draw: Bytes, _ e: Entering, _ books: inout some OfficeWriting) throws {
        guard let row = try books.row(.draws, draw), let about = e.head.about(), row.index("voidAt") == about.index
        else { return }
        try books.change(.draws, draw, ["voidAt": nil, "stage": nil, "party": nil, "reason": nil])
    }

    private static func enterVoid(_ draw: Bytes, _ e: Entering, _ books: inout some OfficeWriting) throws {
        guard let row = try books.row(.draws, draw), let about = e.head.about(), row.index("voidAt") == about.index
        else { return }
        try books.change(.draws, draw, ["standing": .text("void"), "voidedOn": e.day])
        guard let task = row.bytes("task") else { return }
        let count = (try books.row(.tasks, task)?.integer("voids") ?? 0) + 1
        try books.change(.tasks, task, ["voids": .integer(Int64(count))])
        try mark(.tasks, task, e, &books)
    }

    private static func enterDrawn(
        _ row: StateObject, task: Bytes, _ e: Entering, _ books: inout some OfficeWriting
    ) throws {
        guard let inspection = row.bytes("inspection") else { return }
        if let object = row.bytes("object") {
            try books.set(
                .inspections, inspection,
                StateObject([
                    .init("task", .string(task)), .init("object", .string(object)), .init("standing", .text("drawn")),
                    .init("drawnAt", .number(e.event.index)),
                ]).with(["stratum": row["stratum"], "batch": row["batch"], "ticket": row["ticket"]]))
        }
        let joined = row.bytes("inspector").map { [$0] } ?? row.list("inspectors")
        guard !joined.isEmpty, let known = try books.row(.inspections, inspection) else { return }
        try books.set(
            .inspections, inspection,
            known.with([
                "team": .array((known.list("team") + joined).map { .string($0) }), "standing": .text("assigned"),
                "matchedAt": .number(e.event.index),
            ]))
    }

    // MARK: Inspections

    private static func applyInspection(_ e: Entering, _ books: inout some OfficeWriting) throws {
        if e.name.equals("inspection.dispatched"), let number = e.head.bytes("task") {
            try books.move(.tasks, number, TaskRules.cycle, e.name)
            for (id, _) in try books.inspections(of: number) {
                try books.move(.inspections, id, InspectionRules.cycle, e.name)
            }
            return
        }
        if e.name.equals("inspection.approved") {
            for id in e.head.list("inspections") {
                try books.change(.inspections, id, ["approvedFrom": e.head["from"], "approvedTo": e.head["to"]])
                try mark(.inspections, id, e, &books)
            }
            return
        }
        let named =
            try e.head.bytes("inspection")
            ?? e.head.about().flatMap { about in
                try books.row(.results, OfficeFold.key(about.index))?.bytes("inspection")
            }
        guard let id = named, let row = try books.row(.inspections, id) else { return }
        var step = e.name
        switch String(decoding: e.name, as: UTF8.self) {
        case "inspection.notified": try books.change(.inspections, id, ["notifiedOn": e.head["on"]])
        case "inspection.visited":
            try books.change(
                .inspections, id,
                [
                    "visitedOn": e.head["on"], "outcome": e.head["outcome"],
                    "officers": .array(Act.union(row.list("officers"), e.head.list("officers"))),
                ])
        case "result.recorded", "result.corrected":
            try books.set(.results, OfficeFold.key(e.event.index), StateObject([.init("inspection", .string(id))]))
            try books.set(.inspections, id, recorded(row, e))
        case "result.reviewed":
            step = Bytes((e.head.equals("verdict", "pass") ? "result.review.pass" : "result.review.return").utf8)
            try books.change(.inspections, id, ["returned": e.head["reason"]])
        case "publication.published":
            try books.set(.inspections, id, published(row, e))
        case "publication.acknowledged": try books.change(.inspections, id, ["acknowledgedOn": e.head["on"]])
        case "publication.withdrawn": try books.change(.inspections, id, ["withdrawn": e.head["reason"]])
        default: break
        }
        try books.move(.inspections, id, InspectionRules.cycle, step)
        try mark(.inspections, id, e, &books)
    }

    /// The inspection with the result that is current now; what was published stays in `shown` until a correction is.
    private static func recorded(_ row: StateObject, _ e: Entering) -> StateObject {
        var row = row
        for member: StaticString in ["completed", "wordings", "methods", "disposals", "closed"] {
            row[member] = e.head[member]
        }
        let isCorrection = e.name.equals("result.corrected")
        return row.with([
            // What was found stands in the entry: a row of a view is no larger than a record.
            "findings": .array(
                e.rows.filter { $0.type == InspectionSchemas.itemFinding.type }.map {
                    part(of: $0.content, ["item", "checked"])
                }),
            "version": .integer(Int64((row.integer("version") ?? 0) + 1)), "recordedAt": .number(e.event.index),
            "corrected": isCorrection ? .bool(true) : row["corrected"],
            "reason": isCorrection ? e.head["reason"] : row["reason"],
        ])
    }

    /// The inspection with the version that the public sees from now on; what it saw before is shown beside it.
    private static func published(_ row: StateObject, _ e: Entering) -> StateObject {
        var shown = StateObject(
            part(of: row, ["completed", "wordings", "methods", "disposals", "findings", "version"]).members ?? [])
        if row.bool("corrected") { shown["reason"] = row["reason"] }
        shown["on"] = e.day
        shown["until"] = e.head["until"]
        let earlier = row.objects("earlier") + row.objects("shown", alone: true)
        return row.with([
            "publishedOn": e.day, "publishedAt": .number(e.event.index), "acknowledgedOn": nil, "shown": shown.value,
            "earlier": earlier.isEmpty ? nil : .array(earlier.suffix(shownVersions).map(\.value)),
        ])
    }

    /// As many versions as a row keeps; all of them stand in the ledger.
    private static let shownVersions = 10

    private static func part(of record: StateObject, _ names: [StaticString]) -> IJSONValue {
        var part = StateObject()
        for name in names { part[name] = record[name] }
        return part.value
    }

    static func key(_ index: EntryIndex) -> Bytes {
        let digits = "\(index)"
        return Bytes((String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits).utf8)
    }

    private static func mark(
        _ table: OfficeTable, _ key: Bytes, _ e: Entering, _ books: inout some OfficeWriting
    ) throws {
        guard !e.event.marks.isEmpty, let row = try books.row(table, key) else { return }
        let marks = Act.union(row.list("marks"), e.event.marks.map { Bytes($0.code.utf8) })
        try books.set(table, key, row.with(["marks": .array(marks)]))
    }
}
