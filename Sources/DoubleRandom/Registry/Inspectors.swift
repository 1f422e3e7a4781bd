// The registry of inspectors 执法检查人员名录库, domain.md 2.3. Name, identity number and telephone are personal records.

import Ledger

enum InspectorSchemas {
    static let record = RecordSchema(
        "inspector.record/1", .office,
        [
            .must("inspector", .id), .may("actor", .actor), .must("department", .term), .may("section", .text(300)),
            .may("level", .text(60)), .may("post", .text(120)),
            .must("nature", .word(["officer", "qualified", "daily", "expert", "supervision"])),
            .may("certificate", .text(120)), .may("issuer", .text(300)), .may("validFrom", .date),
            .may("validTo", .date), .may("items", .list(.id, 200)), .may("skills", .list(.term, 32)),
        ])
    static let imported = RecordSchema(
        "inspector.import/1", .office, [.must("source", .text(300)), .may("file", .hex)])
    static let change = RecordSchema(
        "inspector.change/1", .office, [.must("reason", .text(2_000)), .may("evidence", .hex)])
    static let absence = RecordSchema(
        "inspector.absence/1", .office,
        [
            .must("inspector", .id), .must("cause", .word(["leave", "secondment", "transfer", "invalid"])),
            .must("from", .date), .may("to", .date), .may("reason", .text(2_000)), .may("evidence", .hex),
        ])
    static let reference = RecordSchema(
        "inspector.reference/1", .office,
        [.must("inspector", .id), .must("reason", .text(2_000)), .may("evidence", .hex)])
    static let revert = RecordSchema(
        "inspector.revert/1", .office, [.must("about", .about), .must("reason", .text(2_000))])
    /// Who the inspector is; stands among the personal records.
    static let person = RecordSchema("inspector.person/1", .personal, [])
}

enum InspectorRules {
    static let cycle = LifeCycle(
        "inspector", .inspectorStanding,
        [
            ("active", "inspector.updated", "active"), ("active", "inspector.suspended", "suspended"),
            ("suspended", "inspector.updated", "suspended"), ("suspended", "inspector.resumed", "active"),
            ("suspended", "inspector.suspended", "suspended"), ("active", "inspector.reverted", "reverted"),
        ])
    private static let writes: [StateTable] = [.inspectors, .numbers]

    static let specs: [EventSpec] = [
        EventSpec(
            "inspector.imported/1", by: .roles([.clerk]), head: InspectorSchemas.imported,
            rows: [InspectorSchemas.record], writes: writes
        ) { act in
            for inspector in act.rows("inspector.record/1") {
                let id = try inspector.required("inspector")
                // Who came in by an import that was taken back may come in again.
                guard try act.find(.inspectors, id)?.equals("standing", "reverted") ?? true else {
                    throw LedgerError(.inspectorKnown, id.shown)
                }
                try write(inspector, replacing: nil, act)
            }
            return []
        },
        EventSpec(
            "inspector.updated/1", by: .roles([.clerk]), head: InspectorSchemas.change,
            rows: [InspectorSchemas.record], writes: writes
        ) { act in
            for inspector in act.rows("inspector.record/1") {
                let earlier = try act.get(.inspectors, inspector.required("inspector"), .inspectorUnknown)
                try write(inspector, replacing: cycle.move(earlier, by: "inspector.updated"), act)
            }
            return []
        },
        EventSpec(
            "inspector.suspended/1", by: .roles([.clerk]), head: InspectorSchemas.absence, writes: writes
        ) { act in
            let id = try act.head.required("inspector")
            let inspector = try cycle.move(act.get(.inspectors, id, .inspectorUnknown), by: "inspector.suspended")
            var absence = StateObject()
            for name: StaticString in ["cause", "from", "to"] { absence[name] = act.head[name] }
            act.put(.inspectors, id, inspector.with(["absence": absence.value, "at": act.place]))
            return []
        },
        EventSpec(
            "inspector.resumed/1", by: .roles([.clerk]), head: InspectorSchemas.reference, writes: writes
        ) { act in
            let id = try act.head.required("inspector")
            let inspector = try cycle.move(act.get(.inspectors, id, .inspectorUnknown), by: "inspector.resumed")
            act.put(.inspectors, id, inspector.with(["absence": nil, "at": act.place]))
            return []
        },
        EventSpec(
            "inspector.reverted/1", by: .roles([.leader]), head: InspectorSchemas.revert, writes: writes
        ) { act in
            guard let about = act.head.about() else { throw LedgerError(.importRevert) }
            var found = false
            for (id, inspector) in try act.all(.inspectors)
            where inspector["import"].flatMap({ SeenEntry(about: $0) }) == about {
                found = true
                // Who was drawn once stays in the registry for ever.
                guard inspector["at"] == inspector["import"], inspector.equals("standing", "active"),
                    try act.all(.loads, prefix: id + [UInt8(ascii: "/")]).isEmpty
                else { throw LedgerError(.importRevert, id.shown) }
                act.put(.inspectors, id, try cycle.move(inspector, by: "inspector.reverted"))
                if let actor = inspector.bytes("actor") { act.put(.numbers, actorKey(actor), StateObject()) }
            }
            guard found else { throw LedgerError(.importRevert, "entry \(about.index) imported no inspector") }
            return []
        },
    ]

    static func actorKey(_ actor: Bytes) -> Bytes { Bytes("inspectorOf/".utf8) + actor }

    private static func write(_ inspector: StateObject, replacing earlier: StateObject?, _ act: Act) throws {
        let id = try inspector.required("inspector")
        if inspector.equals("nature", "officer") || inspector.equals("nature", "qualified") {
            // Registers give the last day of a certificate, seldom the first.
            guard inspector["certificate"] != nil, let to = inspector.date("validTo"),
                inspector.date("validFrom").map({ $0 <= to }) ?? true
            else { throw LedgerError(.certificateMissing, id.shown) }
        }
        if let actor = inspector.bytes("actor"), actor != earlier?.bytes("actor") {
            // One actor is one inspector for ever: a record and its confirmation must come from two people.
            let key = actorKey(actor)
            if let known = try act.find(.numbers, key)?.bytes("inspector"), known != id {
                throw LedgerError(.inspectorKnown, "\(actor.shown) is \(known.shown)")
            }
            act.put(.numbers, key, StateObject([.init("inspector", .string(id))]))
        }
        act.put(
            .inspectors, id,
            inspector.with([
                "inspector": nil, "section": nil, "level": nil, "post": nil, "issuer": nil,
                "absence": earlier?["absence"], "import": earlier == nil ? act.place : earlier?["import"],
                "at": act.place, "standing": earlier?["standing"] ?? .text("active"),
            ]))
    }
}

extension Act {
    /// The inspector whose actor this is, or nil.
    func inspector(of actor: ActorName) throws -> Bytes? {
        try find(.numbers, InspectorRules.actorKey(actor.bytes))?.bytes("inspector")
    }

    /// Whether a person of the registry is an officer whose certificate is valid on a day (R5).
    static func isCertified(_ inspector: StateObject, on day: CivilDate) -> Bool {
        guard !inspector.equals("standing", "reverted"), !inspector.equals("nature", "expert"),
            !inspector.equals("nature", "supervision"),
            inspector["certificate"] != nil, let to = inspector.date("validTo")
        else { return false }
        return (inspector.date("validFrom").map { $0 <= day } ?? true) && day <= to
    }

    /// Whether somebody was no officer of the office any more on a day (调离、失效).
    static func hasLeft(_ inspector: StateObject, on day: CivilDate) -> Bool {
        guard isAbsent(inspector, on: day), let cause = inspector["absence"]?["cause"]?.bytes else { return false }
        return cause.equals("transfer") || cause.equals("invalid")
    }

    /// Whether an absence covers a day.
    static func isAbsent(_ inspector: StateObject, on day: CivilDate) -> Bool {
        guard inspector.equals("standing", "suspended"),
            let absence = inspector["absence"]?.members.map({ StateObject($0) })
        else { return false }
        guard let from = absence.date("from") else { return true }
        return from <= day && (absence.date("to").map { day <= $0 } ?? true)
    }
}
