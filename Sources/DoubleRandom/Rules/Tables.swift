import Ledger

/// The tables of rule set 1 beside those of set 0. docs/rules/1.md lists their keys.
extension StateTable {
    /// Items (抽查事项): code → current version.
    static let items = StateTable("item")
    /// Objects (检查对象): id → current record and standing.
    static let objects = StateTable("object")
    /// What makes an object one and the same: kind and code, or the digest of kind, name and address → id.
    static let identities = StateTable("objectIdentity")
    /// Inspectors (执法人员): id → current record and standing.
    static let inspectors = StateTable("inspector")
    /// Declared relations (回避关系): inspector/object → kind, evidence, standing.
    static let relations = StateTable("relation")
    /// Inspections that count for frequency: object/item/year → count, from the ledger or from before it.
    static let visits = StateTable("visitCount")
    /// Inspections that an inspector was drawn for: inspector/year → count.
    static let loads = StateTable("load")
    /// Numbers that were ever used: purpose/number → entry.
    static let numbers = StateTable("number")
    /// Plans (年度抽查工作计划): number → standing.
    static let plans = StateTable("plan")
    /// Lines of plans (计划行): plan/version/line → content.
    static let lines = StateTable("planLine")
    /// Tasks (抽查任务): number → content and standing.
    static let tasks = StateTable("task")
    /// Ladders (预封号链): id → last public value.
    static let ladders = StateTable("ladder")
    /// Draws (抽取): id → freeze and standing.
    static let draws = StateTable("draw")
    /// Frozen lists of a draw: draw/name/part → lines.
    static let rosters = StateTable("roster")
    /// Contributions: draw/slot → commit and value.
    static let contributions = StateTable("contribution")
    /// Inspections (一企一表): id → object, team, standing.
    static let inspections = StateTable("inspection")

    /// Entries whose records are under the embargo of a draw: draw/entry → whether and by what they became public.
    static let embargoed = StateTable("embargo")
    /// Struck objects and leavers of a draw, in their order: draw/number → object or inspector.
    static let replacements = StateTable("replacement")

    /// Where a confirmation looks up what it is about: entry → subject.
    static let pending = StateTable("pending")

    static let domain: [StateTable] = [
        .items, .objects, .identities, .inspectors, .relations, .visits, .loads, .numbers, .plans, .lines, .tasks,
        .ladders, .draws, .rosters, .contributions, .inspections, .embargoed, .replacements, .pending,
    ]
}
