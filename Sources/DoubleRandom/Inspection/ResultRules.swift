import Ledger

enum ResultRules {
    private static let writes: [StateTable] = [.inspections, .pending]

    static let specs: [EventSpec] = [recorded, corrected, confirmed, reviewed]

    /// The record by one of the team. A second record before the confirmation replaces the first and shows it.
    private static let recorded = EventSpec(
        "result.recorded/1", by: .roles([.inspector]), fact: true, head: InspectionSchemas.finding,
        rows: [InspectionSchemas.itemFinding, InspectionSchemas.remark], writes: writes
    ) { act in try record(act, by: "result.recorded") }

    /// A new version of a published result, with the reason; it goes the whole way again, and both stay visible.
    private static let corrected = EventSpec(
        "result.corrected/1", by: .roles([.inspector]), head: InspectionSchemas.finding,
        rows: [InspectionSchemas.itemFinding, InspectionSchemas.remark], writes: writes
    ) { act in
        guard act.head["reason"] != nil else { throw LedgerError(.recordInvalid, "result.record/1: reason") }
        return try record(act, by: "result.corrected")
    }

    private static let confirmed = EventSpec(
        "result.confirmed/1", by: .roles([.inspector]), fact: true, head: InspectionSchemas.confirmation,
        writes: writes
    ) { act in
        guard let about = act.head.about(), let pending = try act.find(.pending, FreezeRules.key(about.index)),
            pending.about() == about, let id = pending.bytes("inspection")
        else { throw LedgerError(.resultUnknown, "entry \(act.head.about()?.index.description ?? "?")") }
        let inspection = try act.get(.inspections, id, .inspectionUnknown)
        try act.requireCurrent(inspection, "result")
        try act.forbid(inspection.actor("recordedBy"), "who recorded does not confirm")
        // Whom a visit named after the record was not there for it; two actors of one inspector are one person.
        guard let own = try act.inspector(of: act.author),
            inspection.list("team").contains(own) || inspection.list("present").contains(own)
        else { throw LedgerError(.inspectionTeam, "\(act.author)") }
        if let recorder = inspection.actor("recordedBy"), try act.inspector(of: recorder) == own {
            throw LedgerError(.dutiesConflict, "\(act.author): who recorded does not confirm")
        }
        act.put(
            .inspections, id,
            try InspectionRules.cycle.move(inspection, by: "result.confirmed").with([
                "confirmedBy": .string(act.author.bytes)
            ]))
        return []
    }

    /// The review: pass or return, never edit.
    private static let reviewed = EventSpec(
        "result.reviewed/1", by: .roles([.reviewer, .leader]), head: InspectionSchemas.review, writes: writes
    ) { act in
        let id = try act.head.required("inspection")
        let inspection = try act.get(.inspections, id, .inspectionUnknown)
        try act.requireCurrent(inspection, "result")
        if try isOnTeam(inspection, act) {
            throw LedgerError(.dutiesConflict, "\(act.author): who inspected does not review")
        }
        let isPass = act.head.equals("verdict", "pass")
        if !isPass, act.head["reason"] == nil { throw LedgerError(.recordInvalid, "result.review/1: reason") }
        act.put(
            .inspections, id,
            try InspectionRules.cycle.move(inspection, by: isPass ? "result.review.pass" : "result.review.return")
                .with(["reviewedBy": .string(act.author.bytes)]))
        return []
    }

    // MARK: Parts

    private static func record(_ act: Act, by event: StaticString) throws -> [Mark] {
        let id = try act.head.required("inspection")
        let inspection = try act.get(.inspections, id, .inspectionUnknown)
        try requireTeam(inspection, act)
        let moved = try InspectionRules.cycle.move(inspection, by: event)
        // What takes the place of a correction is one too.
        guard inspection["shown"] == nil || act.head["reason"] != nil else {
            throw LedgerError(.recordInvalid, "result.record/1: reason")
        }
        if inspection["result"] != nil { try act.requireCurrent(inspection, "result", about: "replaces") }
        guard let completed = act.head.date("completed"), completed <= act.day,
            act.head.bool("closed") == (act.head["closedOn"] != nil)
        else { throw LedgerError(.recordInvalid, "result.record/1: completed, closed and closedOn") }
        let notes = act.rows("result.note/1")
        guard notes.count <= 1 else { throw LedgerError(.recordInvalid, "result.note/1 twice") }
        // 拒签: a refusal to sign is told, with who saw it.
        guard (notes.first?.equals("signature", "refused") ?? false) == (notes.first?["refusal"] != nil) else {
            throw LedgerError(.recordInvalid, "result.note/1: signature and refusal")
        }
        try checkWords(inspection, act)
        try checkItems(inspection, act)
        act.put(
            .inspections, id,
            moved.with([
                "result": act.place, "recordedBy": .string(act.author.bytes), "confirmedBy": nil, "reviewedBy": nil,
                "completed": act.head["completed"], "wordings": act.head["wordings"],
                "present": inspection["officers"],
                "version": .integer(Int64((inspection.integer("version") ?? 0) + 1)),
                "corrected": Bytes(event).equals("result.corrected") ? .bool(true) : inspection["corrected"],
            ]))
        act.put(
            .pending, FreezeRules.key(act.index),
            StateObject([.init("inspection", .string(id)), .init("about", act.place)]))
        return []
    }

    /// Wordings of the adopted lists (检查结果, 核查方式, 后续处置措施); one that stands alone excludes all others.
    private static func checkWords(_ inspection: StateObject, _ act: Act) throws {
        let wordings = act.head.list("wordings")
        for wording in wordings {
            guard let entry = try act.word(wording, of: .wordings) else {
                throw LedgerError(.resultWording, wording.shown)
            }
            if entry.bool("alone"), wordings.count > 1 { throw LedgerError(.resultExclusive, wording.shown) }
        }
        for disposal in act.head.list("disposals") {
            guard let entry = try act.word(disposal, of: .disposals) else {
                throw LedgerError(.resultWording, disposal.shown)
            }
            if entry.bool("needsText"), act.rows("result.note/1").first?["note"] == nil {
                throw LedgerError(.resultText, disposal.shown)
            }
        }
        var isOnSite = false
        for method in act.head.list("methods") {
            guard let entry = try act.word(method, of: .methods) else {
                throw LedgerError(.resultWording, method.shown)
            }
            isOnSite = isOnSite || entry.bool("onSite")
        }
        // Without presence only a method that needs none; a visit that was not recorded is no visit.
        if isOnSite, inspection["visitedOn"] == nil { throw LedgerError(.resultUnvisited, "no visit is recorded") }
    }

    private static func checkItems(_ inspection: StateObject, _ act: Act) throws {
        let task = try act.get(.tasks, inspection.required("task"), .taskUnknown)
        let items = act.rows("result.item/1").compactMap { $0.bytes("item") }
        guard items == (try ScopeReader(task).items) else {
            throw LedgerError(.resultItems, "every item of the task once, in its order")
        }
    }

    static func isOnTeam(_ inspection: StateObject, _ act: Act) throws -> Bool {
        let people = inspection.list("team") + inspection.list("officers")
        return try act.inspector(of: act.author).map(people.contains) ?? false
    }

    private static func requireTeam(_ inspection: StateObject, _ act: Act) throws {
        guard try isOnTeam(inspection, act) else { throw LedgerError(.inspectionTeam, "\(act.author)") }
    }
}
