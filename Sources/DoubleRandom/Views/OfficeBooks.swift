// The office's books (台账): what a fold over accepted events keeps, a table a concern. Where they are kept is another
// matter: in memory, or in the tables of a view.

import Ledger

/// A table of the office's books.
public enum OfficeTable: String, CaseIterable, Sendable {
    /// Items 随机抽查事项清单: code → record, version, standing.
    case items
    /// Objects 检查对象名录库: id → record, standing.
    case objects
    /// Inspectors 执法检查人员名录库: id → record, standing.
    case inspectors
    /// Declared relations 回避关系: inspector/object → record.
    case relations
    /// Plans 年度抽查工作计划: number → record, version, version in force, standing.
    case plans
    /// Lines of plans: number/version/line → record.
    case lines
    /// Tasks 抽查任务: number → record, scope, standing.
    case tasks
    /// Draws 抽取: id → freeze, standing.
    case draws
    /// Inspections 一企一表: id → object, team, result, standing.
    case inspections
    /// Results 检查结果: entry, 16 digits → inspection.
    case results
}

/// Reads the office's books.
public protocol OfficeBooks {
    /// The row of a key, or nil.
    func row(_ table: OfficeTable, _ key: Bytes) throws -> StateObject?
    /// The rows whose keys start with `prefix`, in the byte order of their keys.
    func rows(_ table: OfficeTable, prefix: Bytes) throws -> [(key: Bytes, row: StateObject)]
}

extension OfficeBooks {
    /// Every row of a table, in the byte order of keys.
    public func rows(_ table: OfficeTable) throws -> [(key: Bytes, row: StateObject)] { try rows(table, prefix: []) }

    /// The inspections of a task, in order.
    public func inspections(of task: Bytes) throws -> [(key: Bytes, row: StateObject)] {
        try rows(.inspections, prefix: task + [UInt8(ascii: "-")])
    }

    /// The lines of a plan's newest version, in the byte order of their names.
    public func lines(of plan: Bytes) throws -> [StateObject] {
        guard let version = try row(.plans, plan)?.integer("version") else { return [] }
        return try rows(.lines, prefix: PlanRules.lineKey(plan, version, [])).map(\.row)
    }
}

/// Books that an event is entered into.
protocol OfficeWriting: OfficeBooks {
    /// Writes a row.
    mutating func set(_ table: OfficeTable, _ key: Bytes, _ row: StateObject) throws
}

extension OfficeWriting {
    /// Changes members of a row that is there.
    mutating func change(
        _ table: OfficeTable, _ key: Bytes, _ changes: KeyValuePairs<StaticString, IJSONValue?>
    ) throws {
        guard let row = try row(table, key) else { return }
        try set(table, key, row.with(changes))
    }

    /// Moves a row by the same table of steps as admission; what it does not list changes no standing.
    mutating func move(_ table: OfficeTable, _ key: Bytes, _ cycle: LifeCycle, _ event: Bytes) throws {
        guard let row = try row(table, key), let standing = row.bytes("standing"),
            let step = cycle.steps.first(where: { standing.equals($0.from) && event.equals($0.event) })
        else { return }
        try set(table, key, row.with(["standing": .text("\(step.to)")]))
    }
}

/// The books in memory: a fold that ends earlier gives the books as of then.
public struct OfficeView: OfficeWriting, Sendable {
    private var tables: [OfficeTable: [Bytes: StateObject]] = [:]
    /// The number of entries taken in, up to the last one.
    public private(set) var size: UInt64 = 0

    /// Empty books.
    public init() {}

    /// Takes in the next event. What is not disclosed changes nothing.
    public mutating func apply(_ event: AcceptedEvent) throws {
        size = event.index.value + 1
        try OfficeFold.apply(event, to: &self)
    }

    public func row(_ table: OfficeTable, _ key: Bytes) -> StateObject? { tables[table]?[key] }

    public func rows(_ table: OfficeTable, prefix: Bytes) -> [(key: Bytes, row: StateObject)] {
        (tables[table] ?? [:]).filter { $0.key.starts(with: prefix) }.map { (key: $0.key, row: $0.value) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    /// Every row of a table, in the byte order of keys.
    public func rows(_ table: OfficeTable) -> [(key: Bytes, row: StateObject)] { rows(table, prefix: []) }

    mutating func set(_ table: OfficeTable, _ key: Bytes, _ row: StateObject) {
        tables[table, default: [:]][key] = row
    }
}
