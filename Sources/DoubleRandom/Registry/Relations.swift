// Declared relations (回避关系申报): who stays away from which object, and for how long.

import Ledger

enum RelationSchemas {
    static let declaration = RecordSchema(
        "inspector.relation/1", .office,
        [
            .must("inspector", .id), .must("object", .id),
            .must("relation", .word(["interest", "spouse", "lineal", "collateral", "inlaw", "other"])),
            .must("evidence", .hex), .may("note", .text(600)),
        ])
    static let withdrawal = RecordSchema(
        "inspector.relation.withdrawal/1", .office,
        [
            .must("inspector", .id), .must("object", .id), .must("about", .about), .must("reason", .text(2_000)),
            .must("evidence", .hex),
        ])
}

enum RelationRules {
    static let cycle = LifeCycle(
        "relation", .relationStanding,
        [
            ("undeclared", "inspector.related", "declared"), ("declared", "inspector.related", "declared"),
            ("declared", "inspector.relation.withdrawn", "withdrawn"),
            ("withdrawn", "inspector.related", "declared"),
        ])

    static let specs: [EventSpec] = [declared, withdrawn]

    private static let declared = EventSpec(
        "inspector.related/1", by: .roles([.clerk, .inspector, .supervisor]), fact: true,
        head: RelationSchemas.declaration, writes: [.relations]
    ) { act in
        let (inspector, object) = (try act.head.required("inspector"), try act.head.required("object"))
        _ = try act.get(.inspectors, inspector, .inspectorUnknown)
        _ = try act.get(.objects, object, .objectUnknown)
        let key = Act.relationKey(inspector, object)
        let earlier = try act.find(.relations, key) ?? StateObject([.init("standing", .text("undeclared"))])
        act.put(
            .relations, key,
            try cycle.move(earlier, by: "inspector.related").with([
                "relation": act.head["relation"], "evidence": act.head["evidence"],
                "declaredBy": .string(act.author.bytes), "at": act.place, "until": nil,
            ]))
        return []
    }

    /// That a relation is gone is decided by the office, not by whom it lets in again, nor by who declared it alone: a
    /// relation that comes and goes around a draw would choose the team.
    private static let withdrawn = EventSpec(
        "inspector.relation.withdrawn/1", by: .roles([.leader, .supervisor]), head: RelationSchemas.withdrawal,
        writes: [.relations]
    ) { act in
        let (inspector, object) = (try act.head.required("inspector"), try act.head.required("object"))
        let key = Act.relationKey(inspector, object)
        let relation = try act.get(.relations, key, .relationStanding)
        let moved = try cycle.move(relation, by: "inspector.relation.withdrawn")
        try act.requireCurrent(relation)
        if try act.inspector(of: act.author) == inspector {
            throw LedgerError(.dutiesConflict, "\(act.author): whom a relation keeps away does not withdraw it")
        }
        try act.forbid(relation.actor("declaredBy"), "who declared a relation does not withdraw it")
        act.put(.relations, key, moved.with(["at": act.place, "until": .text(act.day.description)]))
        return []
    }
}

extension Act {
    static func relationKey(_ inspector: Bytes, _ object: Bytes) -> Bytes { inspector + [UInt8(ascii: "/")] + object }

    /// The object that a row of relations of this inspector is about.
    static func relatedObject(_ key: Bytes, of inspector: Bytes) -> Bytes { Bytes(key.dropFirst(inspector.count + 1)) }

    /// Whether a row of the table `relation` keeps the inspector away from now on.
    static func isDeclared(_ relation: StateObject) -> Bool { relation.equals("standing", "declared") }

    /// Whether an inspector has to stay away from an object now (R6).
    func isRelated(_ inspector: Bytes, to object: Bytes) throws -> Bool {
        try find(.relations, Act.relationKey(inspector, object)).map(Act.isDeclared) ?? false
    }

    /// Whether an inspector had to stay away from an object on a day: what was withdrawn later kept away until then.
    func isRelated(_ inspector: Bytes, to object: Bytes, on day: CivilDate) throws -> Bool {
        guard let relation = try find(.relations, Act.relationKey(inspector, object)) else { return false }
        return Act.isDeclared(relation) || relation.date("until").map { day < $0 } ?? true
    }
}
