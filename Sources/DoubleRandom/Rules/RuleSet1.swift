// Rule set 1: everything of set 0 unchanged, and the double-random cycle. docs/rules/1.md is its text, whose SHA-256 an
// adopting event signs.

import Ledger

/// Rule set 1 (规则集 1).
public struct RuleSet1: RuleSet {
    public let number: UInt64 = 1
    /// SHA-256 of docs/rules/1.md.
    public static let documentHex = "572efb5741656d67d5a926c17bfd557303ba538c361e07b17622a1448c90e055"
    public let document: Digest
    private let founding = RuleSet0()

    /// The set as this program knows it.
    public init() {
        guard let digest = Hex.decode(Bytes(RuleSet1.documentHex.utf8)).flatMap({ Digest($0) }) else {
            preconditionFailure("the digest of rule set 1")
        }
        document = digest
    }

    public func rule(for type: TypeName) -> EventRule? { RuleSet1.rules[type] ?? founding.rule(for: type) }

    public func visibility(of recordType: TypeName) -> Visibility? {
        RuleSet1.schemas[recordType]?.visibility ?? founding.visibility(of: recordType)
    }

    /// Every rule of the domain, in the order of the document.
    static let specs: [EventSpec] =
        ItemRules.specs + ObjectRules.specs + InspectorRules.specs + RelationRules.specs + HistoryRules.specs
        + PlanRules.specs
        + TaskRules.specs + DrawRules.specs + InspectionRules.specs + ResultRules.specs + PublicationRules.specs

    /// Records that stand only among the personal ones, where admission never reads them.
    static let personal: [RecordSchema] = [
        InspectorSchemas.person, RecordSchema("object.person/1", .personal, []),
        RecordSchema("object.sheet/1", .personal, []), RecordSchema("inspector.sheet/1", .personal, []),
        RecordSchema("evidence.file/1", .personal, []),
    ]

    static let cycles: [LifeCycle] = [
        ItemRules.cycle, ObjectRules.cycle, InspectorRules.cycle, RelationRules.cycle, PlanRules.cycle, TaskRules.cycle,
        DrawCycle.cycle,
        InspectionRules.cycle,
    ]

    private static let rules = Dictionary(uniqueKeysWithValues: specs.map { ($0.type, $0.rule) })

    static let schemas: [TypeName: RecordSchema] = Dictionary(
        (specs.flatMap { [$0.head] + $0.rows } + personal).map { ($0.type, $0) }
    ) { first, _ in first }

    /// Who may sign which type of the domain: the roles of which one is needed, in the order of the document. The
    /// engine's types have none.
    public static var authors: [(type: TypeName, roles: [RoleName])] { specs.map { ($0.type, $0.roles) } }
}
