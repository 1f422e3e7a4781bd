// What the public sees, with exactly the columns of domain.md 2.8. No person's name stands in it.

import Ledger

/// A table for people: Chinese headers as the national and provincial systems have them, rows of text.
public struct Bulletin: Hashable, Sendable {
    /// What stands above it.
    public let title: String
    /// The columns.
    public let columns: [String]
    /// The rows, each with as many cells as there are columns.
    public let rows: [[Bytes]]
}

/// 双随机抽查结果信息 as gsxt takes it, one object a row set.
public struct SpotCheckResult: Hashable, Sendable {
    /// One item's result.
    public struct Detail: Hashable, Sendable {
        /// `seqno`.
        public let number: Int
        /// `raninsItemName` 检查事项.
        public let item: Bytes
        /// `raninsCheckResName` 检查结果.
        public let result: Bytes
    }

    /// `raninsPlanId`, `raninsPlaneName`, `raninsTaskId`, `raninsTaskName`, `raninsTypeName`, `insAuth`, `insDate`, in this
    /// order and under these names.
    public let fields: [(name: String, value: Bytes)]
    /// `details`.
    public let details: [Detail]

    /// As one JSON object.
    public var json: IJSONValue {
        .object(
            fields.map { .init(name: Bytes($0.name.utf8), value: .string($0.value)) } + [
                .init(
                    "details",
                    .array(
                        details.map {
                            .object([
                                .init("seqno", .integer(Int64($0.number))), .init("raninsItemName", .string($0.item)),
                                .init("raninsCheckResName", .string($0.result)),
                            ])
                        }))
            ])
    }

    public static func == (left: SpotCheckResult, right: SpotCheckResult) -> Bool { left.json == right.json }
    public func hash(into hasher: inout Hasher) { hasher.combine(json) }
}

extension OfficeBooks {
    private func itemNames(_ codes: [Bytes]) throws -> [Bytes] {
        try codes.map { try row(.items, $0)?.bytes("name") ?? $0 }
    }

    private func typeName(_ task: StateObject) throws -> Bytes {
        let plan = try task.bytes("plan").flatMap { try row(.plans, $0) }
        let isDirected = plan.map { $0.bool("directed") } ?? !Cells.scope(task).list("tags").isEmpty
        return Bytes((isDirected ? "定向" : "不定向").utf8)
    }

    private func office(_ task: StateObject) throws -> Bytes {
        if let lead = Cells.scope(task).bytes("lead") { return lead }
        return try task.bytes("plan").flatMap { try row(.plans, $0)?.bytes("office") } ?? Cells.none
    }

    /// The gsxt record of a published inspection, of the version that is public; nil for one that is not published, or
    /// was withdrawn.
    public func spotCheckResult(_ inspection: Bytes) throws -> SpotCheckResult? {
        guard let row = try row(.inspections, inspection), !row.equals("standing", "withdrawn"),
            let shown = Cells.shown(row), let number = row.bytes("task"), let task = try self.row(.tasks, number)
        else { return nil }
        let plan = task.bytes("plan")
        let result = Cells.joined(shown.list("wordings"))
        let codes = shown.objects("findings").compactMap { $0.bytes("item") }
        return SpotCheckResult(
            fields: [
                ("raninsPlanId", plan ?? Cells.none),
                ("raninsPlaneName", try plan.flatMap { try self.row(.plans, $0)?.bytes("name") } ?? Cells.none),
                ("raninsTaskId", number), ("raninsTaskName", task.bytes("name") ?? Cells.none),
                ("raninsTypeName", try typeName(task)), ("insAuth", try office(task)),
                ("insDate", shown.bytes("completed") ?? Cells.none),
            ],
            details: try itemNames(codes).enumerated().map { .init(number: $0 + 1, item: $1, result: result) })
    }

    /// 事项清单 of the items in force.
    public func itemBulletin() throws -> Bulletin {
        let shown = try rows(.items).map(\.row).filter { $0.equals("standing", "published") }
        return Bulletin(
            title: "随机抽查事项清单",
            columns: ["序号", "抽查事项名称", "抽查依据", "抽查主体", "抽查对象", "抽查比例", "抽查次数", "抽查方式", "抽查内容及要求", "备注"],
            rows: shown.enumerated().map { place, item in
                [
                    Bytes("\(place + 1)".utf8), item.bytes("name") ?? [], Cells.joined(item.list("basis")),
                    item.bytes("subject") ?? [],
                    Cells.joined([item.bytes("kind")].compactMap { $0 } + item.list("tags")),
                    Cells.share(item.bytes("ratioCap")),
                    item.bytes("frequency") ?? Cells.none, Cells.joined(item.list("methods")),
                    item.bytes("content") ?? Cells.none, item.bytes("note") ?? [],
                ]
            })
    }

    private static var planColumns: [String] {
        ["计划编号", "计划名称", "任务编号", "任务名称", "抽查类型", "抽查事项", "抽查对象范围", "检查日期自", "检查日期至"]
    }

    /// 计划公告 of the tasks under published plans.
    public func planBulletin() throws -> Bulletin {
        Bulletin(
            title: "抽查计划公告", columns: Self.planColumns,
            rows: try rows(.tasks).compactMap { number, task in
                guard let plan = task.bytes("plan"), try row(.plans, plan)?["publishedOn"] != nil else { return nil }
                return try planCells(number, task, plan: plan)
            })
    }

    private func planCells(_ number: Bytes, _ task: StateObject, plan: Bytes?) throws -> [Bytes] {
        let scope = Cells.scope(task)
        return [
            plan ?? Cells.none, try plan.flatMap { try row(.plans, $0)?.bytes("name") } ?? Cells.none, number,
            task.bytes("name") ?? [], try typeName(task), Cells.joined(try itemNames(scope.list("items"))),
            Cells.joined([scope.bytes("kind")].compactMap { $0 } + scope.list("tags")), task.bytes("from") ?? [],
            task.bytes("to") ?? [],
        ]
    }

    /// 任务公告: as the plan's, with office, number of objects, and the list where it may be shown.
    ///
    /// A list that is public `before` the visit is shown once the draw's embargo has ended, one that is public `after` it
    /// once every inspection of the task has been published; otherwise 不公示. The list of a task that was stopped is shown
    /// for ever, after the embargo.
    public func taskBulletin() throws -> Bulletin {
        let shown = try rows(.tasks).compactMap { number, task -> [Bytes]? in
            guard task["population"] != nil else { return nil }
            let drawn = try inspections(of: number).map(\.row).filter { !$0.equals("standing", "dropped") }
            guard !drawn.isEmpty else { return nil }
            let isOpen =
                try ((task.equals("list", "before") || task.equals("standing", "stopped")) && (try isDisclosed(number)))
                || (task.equals("list", "after") && drawn.allSatisfy { $0["shown"] != nil })
            let names = try drawn.map { row in
                try row.bytes("object").flatMap { try self.row(.objects, $0)?.bytes("name") } ?? []
            }
            var cells = try planCells(number, task, plan: task.bytes("plan"))
            // The notice has no column for it, and a list that led to no results must say why.
            if task.equals("standing", "stopped") { cells[3] += Bytes("（已中止）".utf8) }
            return cells + [
                try office(task), Bytes("\(drawn.count)".utf8),
                isOpen ? Cells.joined(names) : Bytes("不公示".utf8),
            ]
        }
        return Bulletin(title: "抽查任务公告", columns: Self.planColumns + ["检查机关", "抽查市场主体数量", "抽查名单"], rows: shown)
    }

    /// Whether no draw of a task's objects is under embargo any more.
    private func isDisclosed(_ task: Bytes) throws -> Bool {
        guard try row(.tasks, task)?["hidden"] == nil else { return false }
        return try rows(.draws, prefix: task + Bytes("-E".utf8)).allSatisfy {
            $0.row["disclosedOn"] != nil || !$0.row.equals("standing", "done")
        }
    }

    /// 结果公告 of one task: what is public now. A correction stands with what it replaced and its reason, a withdrawal
    /// with its reason.
    public func resultBulletin(of task: Bytes) throws -> Bulletin {
        let published = try inspections(of: task).compactMap { _, row in Cells.shown(row).map { (row, $0) } }
        return Bulletin(
            title: "抽查结果公告", columns: ["序号", "市场主体名称", "代码/注册号", "检查完成日期", "检查结果", "备注"],
            rows: try published.enumerated().map { place, version in
                let (row, shown) = version
                let isWithdrawn = row.equals("standing", "withdrawn")
                let object = try row.bytes("object").flatMap { try self.row(.objects, $0) }
                let marks = row.list("marks").compactMap { code in
                    MarkTitle.all.first { Bytes($0.mark.code.utf8) == code }.map { Bytes($0.title.chinese.utf8) }
                }
                let notes = marks + Cells.changes(row, shown, isWithdrawn: isWithdrawn)
                return [
                    Bytes("\(place + 1)".utf8), object?.bytes("name") ?? [], object?.bytes("code") ?? Cells.none,
                    shown.bytes("completed") ?? [],
                    isWithdrawn ? Bytes("已撤下".utf8) : Cells.joined(shown.list("wordings")),
                    notes.isEmpty ? [] : Cells.joined(notes),
                ]
            })
    }
}

/// Cells of bulletins.
private enum Cells {
    static let none = Bytes("无".utf8)

    static func joined(_ words: [Bytes]) -> Bytes {
        words.isEmpty ? none : Bytes(words.joined(separator: Bytes("，".utf8)))
    }

    /// The version of a result that is public, or was until it was withdrawn.
    static func shown(_ row: StateObject) -> StateObject? { row.objects("shown", alone: true).first }

    /// What became of a publication: `更正：原为“…”，理由：…`, `撤下理由：…`.
    static func changes(_ row: StateObject, _ shown: StateObject, isWithdrawn: Bool) -> [Bytes] {
        var notes: [Bytes] = []
        for (earlier, later) in zip(row.objects("earlier"), row.objects("earlier").dropFirst() + [shown]) {
            notes.append(
                Bytes("更正：原为“".utf8) + joined(earlier.list("wordings")) + Bytes("”，理由：".utf8)
                    + (later.bytes("reason") ?? none))
        }
        if isWithdrawn { notes.append(Bytes("撤下理由：".utf8) + (row.bytes("withdrawn") ?? none)) }
        return notes
    }

    /// `25%` for `1/4`; what is no whole percentage stays as it is.
    static func share(_ ratio: Bytes?) -> Bytes {
        guard let ratio else { return none }
        guard let value = Ratio(ratio), value.numerator * 100 % value.denominator == 0 else { return ratio }
        return Bytes("\(value.numerator * 100 / value.denominator)%".utf8)
    }

    static func scope(_ task: StateObject) -> StateObject { StateObject(task["scope"]?.members ?? []) }
}
