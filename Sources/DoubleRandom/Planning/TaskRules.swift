import Ledger

enum TaskRules {
    static let cycle = LifeCycle(
        "task", .taskStanding,
        [
            ("proposed", "task.approved", "waiting"), ("proposed", "task.stopped", "stopped"),
            ("waiting", "draw.objects", "drawn"), ("drawn", "draw.inspectors", "matched"),
            ("matched", "inspection.dispatched", "dispatched"), ("dispatched", "task.completed", "completed"),
            ("waiting", "task.stopped", "stopped"), ("drawn", "task.stopped", "stopped"),
            ("matched", "task.stopped", "stopped"), ("dispatched", "task.stopped", "stopped"),
        ])
    private static let writes: [StateTable] = [.tasks, .numbers, .plans]

    static let specs: [EventSpec] = [
        EventSpec(
            "task.created/1", by: .roles([.clerk]), head: PlanSchemas.task, rows: [PlanSchemas.taskScope],
            writes: writes
        ) { act in
            let number = try act.head.required("task")
            guard try act.policy(.region).bytes == Bytes(number.prefix(6)),
                CivilDate(Bytes(number[6..<10]) + [0x2D] + number[10..<12] + [0x2D] + number[12..<14]) != nil
            else { throw LedgerError(.planNumber, number.shown) }
            guard let from = act.head.date("from"), let to = act.head.date("to"), from <= to else {
                throw LedgerError(.taskWindow, number.shown)
            }
            try act.take(number: number, for: "task")
            let isAdHoc = act.head.equals("origin", "adhoc")
            let scope = isAdHoc ? try adHocScope(act) : try lineScope(act, from: from, to: to)
            let versions = try scope.list("items").map { try act.publishedItem($0)["version"] ?? .null }
            act.put(
                .tasks, number,
                StateObject([
                    .init("scope", scope.value), .init("origin", act.head["origin"] ?? .null),
                    .init("drawn", act.head["drawn"] ?? .null), .init("from", act.head["from"] ?? .null),
                    .init("to", act.head["to"] ?? .null), .init("author", .string(act.author.bytes)),
                    .init("at", act.place), .init("standing", .text(isAdHoc ? "proposed" : "waiting")),
                ]).with([
                    "plan": act.head["plan"], "line": act.head["line"], "list": act.head["list"],
                    "versions": .array(versions),
                ]))
            return isAdHoc ? [.adHoc] : []
        },
        EventSpec(
            "task.approved/1", by: .roles([.leader, .clerk]), head: PlanSchemas.taskDecision, writes: writes
        ) { act in
            let (number, task) = try current(act)
            let marks = try act.approval()
            try act.forbid(task.actor("author"), "who proposed a task neither approves it nor enters its approval")
            act.put(.tasks, number, try cycle.move(task, by: "task.approved"))
            return marks
        },
        EventSpec("task.stopped/1", by: .roles([.leader]), head: PlanSchemas.taskDecision, writes: writes) { act in
            let (number, task) = try current(act)
            guard act.head["reason"] != nil else { throw LedgerError(.recordInvalid, "task.decision/1: reason") }
            try act.forbid(task.actor("author"), "who set a task up does not stop it")
            // A draw without an end would be a number without an outcome.
            if let live = try act.all(.draws, prefix: number + [UInt8(ascii: "-")]).first(where: {
                DrawCycle.isLive($0.row)
            }) {
                throw LedgerError(.drawLive, live.key.shown)
            }
            act.put(
                .tasks, number,
                try cycle.move(task, by: "task.stopped").with([
                    "stoppedAt": act.place, "stoppedOn": .text(act.day.description),
                ]))
            return []
        },
        EventSpec("task.numbered/1", by: .roles([.clerk]), head: PlanSchemas.taskNumber, writes: writes) { act in
            let number = try act.head.required("task")
            let task = try act.get(.tasks, number, .taskUnknown)
            try act.take(number: act.head.required("number"), for: "document")
            act.put(.tasks, number, task.with(["document": act.head["number"]]))
            return []
        },
        EventSpec("task.completed/1", by: .roles([.clerk]), head: PlanSchemas.taskDecision, writes: writes) { act in
            let (number, task) = try current(act)
            let inspections = try act.all(.inspections, prefix: number + [UInt8(ascii: "-")])
            guard
                inspections.allSatisfy({
                    $0.row.equals("standing", "published") || $0.row.equals("standing", "withdrawn")
                        || $0.row.equals("standing", "dropped")
                })
            else {
                throw LedgerError(.taskStanding, "an inspection is not published")
            }
            act.put(.tasks, number, try cycle.move(task, by: "task.completed"))
            return []
        },
    ]

    private static func current(_ act: Act) throws -> (number: Bytes, task: StateObject) {
        let number = try act.head.required("task")
        let task = try act.get(.tasks, number, .taskUnknown)
        try act.requireCurrent(task)
        return (number, task)
    }

    /// What decides a draw: where a plan was adjusted after the task had been set up, these are those of the version in
    /// force, or the task is set up anew.
    private static let deciding: [StaticString] = [
        "items", "kind", "tags", "scale", "mode", "strata", "total", "groupBy", "groupCap", "weights", "batches",
        "team",
    ]

    /// A draw follows the version of the plan that is in force, not an earlier one that the task was made from (R2).
    static func requireLineInForce(_ task: StateObject, _ act: Act) throws {
        guard let number = task.bytes("plan"), let name = task.bytes("line") else { return }
        let version = try act.get(.plans, number, .planUnknown).integer("approved") ?? 0
        let scope = try ScopeReader(task).content
        guard let line = try act.find(.lines, PlanRules.lineKey(number, version, name)),
            deciding.allSatisfy({ line[$0] == scope[$0] }), let first = line.date("from"), let last = line.date("to"),
            let from = task.date("from"), let to = task.date("to"), first <= from, to <= last
        else { throw LedgerError(.taskSuperseded, "\(number.shown) \(name.shown)") }
    }

    private static func adHocScope(_ act: Act) throws -> StateObject {
        guard act.head["plan"] == nil, act.head["line"] == nil, act.head["reason"] != nil,
            let scope = act.rows("task.scope/1").first, act.rows.count == 1
        else { throw LedgerError(.taskOrigin, "a 临时任务 states reason and scope") }
        try ScopeRules.check(scope, act)
        return scope
    }

    private static func lineScope(_ act: Act, from: CivilDate, to: CivilDate) throws -> StateObject {
        guard let number = act.head.bytes("plan"), let name = act.head.bytes("line"), act.rows.isEmpty else {
            throw LedgerError(.taskOrigin, "plan and line")
        }
        let plan = try act.get(.plans, number, .planUnknown)
        guard let version = plan.integer("approved"), !plan.equals("standing", "completed") else {
            throw LedgerError(.planUnapproved, number.shown)
        }
        guard let line = try act.find(.lines, PlanRules.lineKey(number, version, name)) else {
            throw LedgerError(.taskOrigin, "no line \(name.shown)")
        }
        for item in line.list("items") { _ = try act.publishedItem(item) }
        guard let first = line.date("from"), let last = line.date("to"), first <= from, to <= last else {
            throw LedgerError(.taskWindow, name.shown)
        }
        return line
    }
}
