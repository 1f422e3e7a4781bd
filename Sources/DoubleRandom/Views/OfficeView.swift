// The office's books as a pure fold over accepted events: no clock, no I/O, no order but that of the entries. A projector
// over a database wraps it; a fold that ends earlier gives the books as of then.

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
    /// The data records that are disclosed.
    public let records: [Record]

    /// Takes an accepted entry.
    public init(index: EntryIndex, type: TypeName, received: Timestamp, marks: [Mark], records: [Record]) {
        self.index = index
        self.type = type
        self.received = received
        self.marks = marks
        self.records = records
    }
}

/// Registries, plans, tasks and inspections as of the last event that was taken in.
public struct OfficeView: Sendable {
    /// Items (随机抽查事项清单): code → record, version, standing.
    var items: [Bytes: StateObject] = [:]
    /// Objects (检查对象名录库): id → record, standing.
    var objects: [Bytes: StateObject] = [:]
    /// Inspectors (执法检查人员名录库): id → record, standing.
    var inspectors: [Bytes: StateObject] = [:]
    /// Plans: number → record, standing.
    var plans: [Bytes: StateObject] = [:]
    /// Lines of the newest version of each plan, in order.
    var lines: [Bytes: [StateObject]] = [:]
    /// Tasks: number → record, scope, standing.
    var tasks: [Bytes: StateObject] = [:]
    /// Inspections: id → object, team, result, standing.
    var inspections: [Bytes: StateObject] = [:]
    /// The number of entries taken in, up to the last one.
    public private(set) var size: UInt64 = 0
    private var drawTask: [Bytes: Bytes] = [:]
    private var resultOf: [UInt64: Bytes] = [:]

    /// Empty books.
    public init() {}

    /// Takes in the next event. What is not disclosed changes nothing.
    public mutating func apply(_ event: AcceptedEvent) {
        size = event.index.value + 1
        let rows = event.records.compactMap { record -> (type: TypeName, content: StateObject)? in
            guard let schema = RuleSet1.schemas[record.type], let content = try? schema.read(record) else { return nil }
            return (record.type, content)
        }
        guard let head = rows.first else { return }
        let name = String(decoding: event.type.name, as: UTF8.self)
        switch String(decoding: event.type.family, as: UTF8.self) {
        case "item", "object", "inspector": applyRegistry(name, head.content, rows.dropFirst())
        case "plan": applyPlan(name, head.content, rows.dropFirst(), event)
        case "task": applyTask(name, head.content, rows.dropFirst(), event)
        case "draw": applyDraw(name, head.content, rows.dropFirst())
        case "inspection", "result", "publication": applyInspection(name, head.content, rows.dropFirst(), event)
        default: break
        }
    }

    private typealias Rows = ArraySlice<(type: TypeName, content: StateObject)>

    private static func text(_ text: String) -> IJSONValue { .text(text) }

    private mutating func applyRegistry(_ name: String, _ head: StateObject, _ rows: Rows) {
        for row in [(type: TypeName(literal: "item.reference/1"), content: head)] + rows {
            let content = row.content
            if let item = content.bytes("item") {
                switch name {
                case "item.imported", "item.adjusted":
                    guard content["name"] != nil else { continue }
                    let version = (items[item]?.integer("version") ?? 0) + 1
                    items[item] = content.with(["version": .integer(Int64(version)), "standing": Self.text("draft")])
                case "item.published": items[item]?["standing"] = Self.text("published")
                case "item.retired": items[item]?["standing"] = Self.text("retired")
                default: break
                }
            } else if let object = content.bytes("object"), name.hasPrefix("object.") {
                switch name {
                case "object.imported": objects[object] = content.with(["standing": Self.text("active")])
                case "object.updated": objects[object] = content.with(["standing": objects[object]?["standing"]])
                case "object.tagged": objects[object]?["tags"] = content["tags"]
                case "object.rated": objects[object]?["credit"] = content["credit"]
                case "object.deactivated": objects[object]?["standing"] = Self.text("inactive")
                case "object.restored": objects[object]?["standing"] = Self.text("active")
                default: break
                }
            } else if let inspector = content.bytes("inspector") {
                switch name {
                case "inspector.imported": inspectors[inspector] = content.with(["standing": Self.text("active")])
                case "inspector.updated":
                    inspectors[inspector] = content.with(["standing": inspectors[inspector]?["standing"]])
                case "inspector.suspended": inspectors[inspector]?["standing"] = Self.text("suspended")
                case "inspector.resumed": inspectors[inspector]?["standing"] = Self.text("active")
                default: break
                }
            }
        }
    }

    private mutating func applyPlan(_ name: String, _ head: StateObject, _ rows: Rows, _ event: AcceptedEvent) {
        guard let number = head.bytes("plan") else { return }
        if name == "plan.drafted" { plans[number] = head.with(["standing": Self.text("draft")]) }
        if name == "plan.drafted" || name == "plan.adjusted" { lines[number] = rows.map(\.content) }
        if name == "plan.numbered" { plans[number]?["document"] = head["number"] }
        if name == "plan.published" { plans[number]?["publishedOn"] = Self.text(event.received.chinaDate.description) }
        Self.move(&plans, number, PlanRules.cycle, name)
    }

    private mutating func applyTask(_ name: String, _ head: StateObject, _ rows: Rows, _ event: AcceptedEvent) {
        guard let number = head.bytes("task") else { return }
        if name == "task.created" {
            let isAdHoc = head.equals("origin", "adhoc")
            let line = head.bytes("plan").flatMap { lines[$0] }?.first { $0.bytes("line") == head.bytes("line") }
            let scope = rows.first?.content ?? line
            tasks[number] = head.with([
                "scope": scope?.value, "standing": Self.text(isAdHoc ? "proposed" : "waiting"),
            ])
        }
        if name == "task.numbered" { tasks[number]?["document"] = head["number"] }
        Self.move(&tasks, number, TaskRules.cycle, name)
    }

    private mutating func applyDraw(_ name: String, _ head: StateObject, _ rows: Rows) {
        if let number = head.bytes("task") {
            if name == "draw.freeze", let draw = head.bytes("draw") {
                drawTask[draw] = number
                if head.equals("kind", "objects") { tasks[number]?["population"] = head["population"]?["count"] }
            }
            if name == "draw.external" { tasks[number]?["population"] = head["registry"]?["count"] }
        }
        let number = head.bytes("task") ?? head.bytes("draw").flatMap { drawTask[$0] }
        guard let number, name == "draw.result" || name == "draw.external.listed" else { return }
        for row in rows.map(\.content) {
            guard let inspection = row.bytes("inspection") else { continue }
            if let object = row.bytes("object") {
                inspections[inspection] = StateObject([
                    .init("task", .string(number)), .init("object", .string(object)), .init("standing", .text("drawn")),
                ])
            }
            var team = inspections[inspection]?.list("team") ?? []
            team += row.bytes("inspector").map { [$0] } ?? row.list("inspectors")
            if !team.isEmpty {
                inspections[inspection]?["team"] = .array(team.map { .string($0) })
                inspections[inspection]?["standing"] = Self.text("assigned")
            }
        }
        if rows.contains(where: { $0.content["object"] != nil }) { Self.move(&tasks, number, TaskRules.cycle, "draw.objects") }
        if rows.contains(where: { $0.content["inspector"] != nil || $0.content["inspectors"] != nil }) {
            Self.move(&tasks, number, TaskRules.cycle, "draw.inspectors")
        }
    }

    private mutating func applyInspection(
        _ name: String, _ head: StateObject, _ rows: Rows, _ event: AcceptedEvent
    ) {
        if name == "inspection.dispatched", let number = head.bytes("task") {
            Self.move(&tasks, number, TaskRules.cycle, name)
            for id in inspections.keys where inspections[id]?.bytes("task") == number {
                Self.move(&inspections, id, InspectionRules.cycle, name)
            }
            return
        }
        let id = head.bytes("inspection") ?? head.about().flatMap { resultOf[$0.index.value] }
        guard let id, inspections[id] != nil else { return }
        let today = Self.text(event.received.chinaDate.description)
        switch name {
        case "inspection.visited": inspections[id]?["visitedOn"] = head["on"]
        case "result.recorded", "result.corrected":
            resultOf[event.index.value] = id
            for member: StaticString in ["completed", "wordings", "methods", "disposals", "closed"] {
                inspections[id]?[member] = head[member]
            }
            inspections[id]?["findings"] = .array(rows.map(\.content.value))
            inspections[id]?["recordedAt"] = .number(event.index)
        case "publication.published":
            inspections[id]?["publishedOn"] = today
            inspections[id]?["publishedAt"] = .number(event.index)
        case "publication.acknowledged": inspections[id]?["acknowledgedOn"] = head["on"]
        default: break
        }
        if !event.marks.isEmpty {
            let known = inspections[id]?.list("marks") ?? []
            let all = known + event.marks.map { Bytes($0.code.utf8) }.filter { !known.contains($0) }
            inspections[id]?["marks"] = .array(all.map { .string($0) })
        }
        let step =
            name == "result.reviewed" ? (head.equals("verdict", "pass") ? "result.review.pass" : "result.review.return") : name
        Self.move(&inspections, id, InspectionRules.cycle, step)
    }

    /// The same table of steps as admission; what it does not list changes no standing.
    private static func move(_ table: inout [Bytes: StateObject], _ key: Bytes, _ cycle: LifeCycle, _ event: String) {
        guard let standing = table[key]?.bytes("standing"),
            let step = cycle.steps.first(where: {
                standing.equals($0.from) && Bytes($0.event) == Bytes(event.utf8)
            })
        else { return }
        table[key]?["standing"] = .text("\(step.to)")
    }
}

/// Keys in byte order: no order of a dictionary reaches a reader.
func sortedKeys(_ table: [Bytes: StateObject]) -> [Bytes] {
    table.keys.sorted { $0.lexicographicallyPrecedes($1) }
}
