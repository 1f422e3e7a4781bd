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
            let absences = inspector.objects("absences").map(\.value) + [absence.value]
            act.put(.inspectors, id, inspector.with(["absences": .array(absences), "at": act.place]))
            return []
        },
        EventSpec(
            "inspector.resumed/1", by: .roles([.clerk]), head: InspectorSchemas.reference, writes: writes
        ) { act in
            let id = try act.head.required("inspector")
            let inspector = try cycle.move(act.get(.inspectors, id, .inspectorUnknown), by: "inspector.resumed")
            act.put(
                .inspectors, id, inspector.with(["absences": ended(inspector, before: act.day), "at": act.place]))
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

    /// The absences, each over on the day before somebody is back: what was stays, for visits that are entered later.
    private static func ended(_ inspector: StateObject, before day: CivilDate) -> IJSONValue? {
        let last = CivilDate(dayNumber: day.dayNumber - 1)
        let kept = inspector.objects("absences").compactMap { absence -> IJSONValue? in
            if let from = absence.date("from"), from > last { return nil }
            if let to = absence.date("to"), to <= last { return absence.value }
            return absence.with(["to": .text(last.description)]).value
        }
        return kept.isEmpty ? nil : .array(kept)
    }

    private static func isSame(_ inspector: StateObject, _ earlier: StateObject) -> Bool {
        let members: [StaticString] = ["certificate", "validFrom", "validTo", "nature"]
        return members.allSatisfy { inspector[$0] == earlier[$0] }
    }

    /// The first day of a certificate that says none: of one that follows another, the day on which it is entered.
    private static func since(_ inspector: StateObject, after earlier: StateObject?, _ act: Act) -> IJSONValue? {
        guard let earlier, inspector["certificate"] != nil, inspector["validFrom"] == nil else { return nil }
        return isSame(inspector, earlier) ? earlier["since"] : .text(act.day.description)
    }

    /// The spans of certificates before this one, each to the day before the change: a day is judged by what was on file.
    private static func held(_ inspector: StateObject, after earlier: StateObject?, _ act: Act) -> IJSONValue? {
        guard let earlier else { return nil }
        var spans = earlier.objects("held").map(\.value)
        let last = CivilDate(dayNumber: act.day.dayNumber - 1)
        if !isSame(inspector, earlier), let span = Act.span(of: earlier), span.from <= last {
            spans.append(
                StateObject([
                    .init("from", .text(span.from.description)), .init("to", .text(min(span.to, last).description)),
                ]).value)
        }
        return spans.isEmpty ? nil : .array(spans)
    }

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
            // One actor is one inspector, and one inspector one actor, for ever: a record and its confirmation must come
            // from two people. A slip is mended as long as the inspector has never been drawn.
            if let bound = earlier?.bytes("actor") {
                guard try act.all(.loads, prefix: id + [UInt8(ascii: "/")]).isEmpty else {
                    throw LedgerError(.inspectorKnown, "\(id.shown) is \(bound.shown)")
                }
                act.put(.numbers, actorKey(bound), StateObject())
            }
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
                "absences": earlier?["absences"], "held": held(inspector, after: earlier, act),
                "since": since(inspector, after: earlier, act),
                "import": earlier == nil ? act.place : earlier?["import"],
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
        if let span = span(of: inspector), span.from <= day, day <= span.to { return true }
        guard !inspector.equals("standing", "reverted") else { return false }
        return inspector.objects("held").contains { held in
            (held.date("from").map { $0 <= day } ?? false) && (held.date("to").map { day <= $0 } ?? false)
        }
    }

    /// From when to when the certificate on file holds; nil for who needs none.
    static func span(of inspector: StateObject) -> (from: CivilDate, to: CivilDate)? {
        guard !inspector.equals("standing", "reverted"), !inspector.equals("nature", "expert"),
            !inspector.equals("nature", "supervision"),
            inspector["certificate"] != nil, let to = inspector.date("validTo")
        else { return nil }
        return (inspector.date("validFrom") ?? inspector.date("since") ?? CivilDate(dayNumber: 0), to)
    }

    /// Whether somebody was no officer of the office any more on a day (调离、失效).
    static func hasLeft(_ inspector: StateObject, on day: CivilDate) -> Bool {
        absences(inspector, on: day).contains { $0.equals("cause", "transfer") || $0.equals("cause", "invalid") }
    }

    /// Whether an absence covers a day.
    static func isAbsent(_ inspector: StateObject, on day: CivilDate) -> Bool {
        !absences(inspector, on: day).isEmpty
    }

    private static func absences(_ inspector: StateObject, on day: CivilDate) -> [StateObject] {
        inspector.objects("absences").filter { absence in
            (absence.date("from").map { $0 <= day } ?? true) && (absence.date("to").map { day <= $0 } ?? true)
        }
    }
}
