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

    /// The gsxt record of a published inspection; nil for one that is not published.
    public func spotCheckResult(_ inspection: Bytes) throws -> SpotCheckResult? {
        guard let row = try row(.inspections, inspection), row.equals("standing", "published"),
            let number = row.bytes("task"), let task = try self.row(.tasks, number)
        else { return nil }
        let plan = task.bytes("plan")
        let result = Cells.joined(row.list("wordings"))
        let codes = row.objects("findings").compactMap { $0.bytes("item") }
        return SpotCheckResult(
            fields: [
                ("raninsPlanId", plan ?? Cells.none),
                ("raninsPlaneName", try plan.flatMap { try self.row(.plans, $0)?.bytes("name") } ?? Cells.none),
                ("raninsTaskId", number), ("raninsTaskName", task.bytes("name") ?? Cells.none),
                ("raninsTypeName", try typeName(task)), ("insAuth", try office(task)),
                ("insDate", row.bytes("completed") ?? Cells.none),
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
                    item.bytes("ratioCap") ?? Cells.none,
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
    /// once every inspection of the task is published; otherwise 不公示.
    public func taskBulletin() throws -> Bulletin {
        let shown = try rows(.tasks).compactMap { number, task -> [Bytes]? in
            guard task["population"] != nil else { return nil }
            let drawn = try inspections(of: number).map(\.row).filter { !$0.equals("standing", "dropped") }
            guard !drawn.isEmpty else { return nil }
            let isOpen =
                try (task.equals("list", "before") && (try isDisclosed(number)))
                || (task.equals("list", "after") && drawn.allSatisfy { $0.equals("standing", "published") })
            let names = try drawn.map { row in
                try row.bytes("object").flatMap { try self.row(.objects, $0)?.bytes("name") } ?? []
            }
            return try planCells(number, task, plan: task.bytes("plan")) + [
                try office(task), Bytes("\(drawn.count)".utf8),
                isOpen ? Cells.joined(names) : Bytes("不公示".utf8),
            ]
        }
        return Bulletin(title: "抽查任务公告", columns: Self.planColumns + ["检查机关", "抽查市场主体数量", "抽查名单"], rows: shown)
    }

    /// Whether no draw of a task's objects is under embargo any more.
    private func isDisclosed(_ task: Bytes) throws -> Bool {
        try rows(.draws, prefix: task + Bytes("-E".utf8)).allSatisfy {
            $0.row["disclosedOn"] != nil || !$0.row.equals("standing", "done")
        }
    }

    /// 结果公告 of one task.
    public func resultBulletin(of task: Bytes) throws -> Bulletin {
        let published = try inspections(of: task).map(\.row).filter { $0.equals("standing", "published") }
        return Bulletin(
            title: "抽查结果公告", columns: ["序号", "市场主体名称", "代码/注册号", "检查完成日期", "检查结果", "备注"],
            rows: try published.enumerated().map { place, row in
                let object = try row.bytes("object").flatMap { try self.row(.objects, $0) }
                let marks = row.list("marks").compactMap { code in
                    MarkTitle.all.first { Bytes($0.mark.code.utf8) == code }.map { Bytes($0.title.chinese.utf8) }
                }
                return [
                    Bytes("\(place + 1)".utf8), object?.bytes("name") ?? [], object?.bytes("code") ?? Cells.none,
                    row.bytes("completed") ?? [], Cells.joined(row.list("wordings")),
                    marks.isEmpty ? [] : Cells.joined(marks),
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

    static func scope(_ task: StateObject) -> StateObject { StateObject(task["scope"]?.members ?? []) }
}
