import Draw

/// Vectors V3 and V4: a roster of eight, eleven slots.
enum V3 {
    static let seed = hx("vector matching seed")
    static let inspectors = try! InspectorsManifest(
        [
            ("I01", "mkt", tags("oil"), 3, 2), ("I02", "mkt", tags("oil", "food"), 2, 0),
            ("I03", "mkt", tags("food"), 3, 1), ("I04", "mkt", tags(), 3, 5), ("I05", "mkt", tags(), 3, 0),
            ("I06", "mkt", tags("food"), 3, 3), ("I07", "fire", tags(), 3, 0), ("I08", "fire", tags(), 2, 1),
        ].map { InspectorRow(id: id($0.0), department: word($0.1), tags: $0.2, cap: $0.3, load0: $0.4) })
    static let slots = try! SlotsManifest(
        [
            ("J1.1", "mkt", tags("oil")), ("J1.2", "mkt", tags()), ("J2.1", "mkt", tags("oil")),
            ("J2.2", "mkt", tags()), ("J2.3", "fire", tags()), ("J3.1", "mkt", tags("food")),
            ("J3.2", "mkt", tags()), ("J4.1", "mkt", tags("oil")), ("J4.2", "fire", tags()),
            ("J5.1", "mkt", tags("oil")), ("J5.2", "mkt", tags()),
        ].map { SlotRow(slot: id($0.0), inspection: id(String($0.0.prefix(2))), department: word($0.1), tags: $0.2) })

    static func conflicts(_ more: [(String, String)] = []) throws -> ConflictsManifest {
        try ConflictsManifest(
            ([("J1", "I02"), ("J2", "I07"), ("J3", "I03"), ("J4", "I02")] + more).map {
                ConflictRow(inspection: id($0.0), inspector: id($0.1), evidence: nil)
            })
    }

    static func roster(_ more: [(String, String)] = []) throws -> MatchingRoster {
        try MatchingRoster(inspectors: inspectors, slots: slots, conflicts: conflicts(more))
    }
}
