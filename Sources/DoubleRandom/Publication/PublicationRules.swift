// Publication within 20 working days (R8, R10), its receipt by an outside channel, and withdrawal (R9).

import Ledger

enum PublicationSchemas {
    static let approval = RecordSchema(
        "publication.approval/1", .office,
        [
            .must("inspection", .id), .must("about", .about),
            .may(
                "paper",
                .object([
                    .must("sha256", .hex), .must("on", .date), .must("post", .text(120)), .may("number", .text(120)),
                ])),
        ])
    static let publication = RecordSchema(
        "publication.record/1", .public,
        [.must("inspection", .id), .must("about", .about), .must("channel", .text(300)), .may("until", .date)])
    static let acknowledgement = RecordSchema(
        "publication.acknowledgement/1", .public,
        [
            .must("inspection", .id), .must("about", .about), .must("channel", .text(300)),
            .may("number", .text(200)), .may("address", .text(600)), .must("on", .date), .must("evidence", .hex),
        ])
    static let withdrawal = RecordSchema(
        "publication.withdrawal/1", .public,
        [
            .must("inspection", .id), .must("about", .about), .must("reason", .text(2_000)),
            .must("decided", .date),
        ])
}

enum PublicationRules {
    private static let writes: [StateTable] = [.inspections, .disclosed]

    static let specs: [EventSpec] = [approved, published, acknowledged, withdrawn]

    private static let approved = EventSpec(
        "publication.approved/1", by: .roles([.leader, .clerk]), head: PublicationSchemas.approval, writes: writes
    ) { act in
        let (id, inspection) = try current(act)
        let marks = try act.approval()
        if try ResultRules.isOnTeam(inspection, act) {
            throw LedgerError(.dutiesConflict, "\(act.author): who inspected does not approve the publication")
        }
        act.put(.inspections, id, try InspectionRules.cycle.move(inspection, by: "publication.approved"))
        return marks
    }

    private static let published = EventSpec(
        "publication.published/1", by: .roles([.clerk]), head: PublicationSchemas.publication, writes: writes
    ) { act in
        let (id, inspection) = try current(act)
        let moved = try InspectionRules.cycle.move(inspection, by: "publication.published")
        act.put(
            .inspections, id,
            moved.with([
                "publishedOn": .text(act.day.description), "acknowledgedOn": nil, "shown": inspection["result"],
                "shownCompleted": inspection.bool("corrected") ? nil : inspection["completed"],
            ]))
        if let result = inspection["result"]?["index"]?.index {
            act.context.disclose(result)
        }
        return try lateness(of: inspection, on: act.day, act)
    }

    /// An outside channel has it: here the clock stops. On whichever day the clerk enters it, the channel's day counts.
    private static let acknowledged = EventSpec(
        "publication.acknowledged/1", by: .roles([.clerk]), fact: true, head: PublicationSchemas.acknowledgement,
        writes: writes
    ) { act in
        let id = try act.head.required("inspection")
        let inspection = try act.get(.inspections, id, .inspectionUnknown)
        // While a correction is under way the channel still shows the version before it.
        guard inspection["shown"] != nil else { throw LedgerError(.inspectionStanding, "\(id.shown) is not published") }
        try act.requireCurrent(inspection, "shown")
        let moved = try InspectionRules.cycle.move(inspection, by: "publication.acknowledged")
        guard act.head["number"] != nil || act.head["address"] != nil, let day = act.head.date("on"), day <= act.day
        else { throw LedgerError(.recordInvalid, "publication.acknowledgement/1: number or address, and the day") }
        act.put(.inspections, id, moved.with(["acknowledgedOn": act.head["on"]]))
        guard let completed = inspection.date("shownCompleted") else { return [] }
        return try factLateness(after: completed, on: day, act)
    }

    private static let withdrawn = EventSpec(
        "publication.withdrawn/1", by: .roles([.leader]), head: PublicationSchemas.withdrawal, writes: writes
    ) { act in
        let id = try act.head.required("inspection")
        let inspection = try act.get(.inspections, id, .inspectionUnknown)
        // Of a correction under way it is the version that the public sees.
        guard inspection["shown"] != nil else { throw LedgerError(.inspectionStanding, "\(id.shown) is not published") }
        try act.requireCurrent(inspection, "shown")
        act.put(
            .inspections, id,
            try InspectionRules.cycle.move(inspection, by: "publication.withdrawn").with(["shown": nil]))
        guard let decided = act.head.date("decided"), decided <= act.day else {
            throw LedgerError(.recordInvalid, "publication.withdrawal/1: decided lies ahead")
        }
        return try lateness(after: decided, days: .withdrawalDays, on: act.day, mark: .withdrawnLate, act)
    }

    private static func current(_ act: Act) throws -> (id: Bytes, inspection: StateObject) {
        let id = try act.head.required("inspection")
        let inspection = try act.get(.inspections, id, .inspectionUnknown)
        try act.requireCurrent(inspection, "result")
        return (id, inspection)
    }

    /// R8 is about the first publication; a correction has no such deadline.
    private static func lateness(of inspection: StateObject, on day: CivilDate, _ act: Act) throws -> [Mark] {
        guard !inspection.bool("corrected"), let completed = inspection.date("completed") else { return [] }
        return try lateness(after: completed, days: .publicationDays, on: day, mark: .publishedLate, act)
    }

    /// Of a fact: where no deadline is adopted, none can be told.
    private static func factLateness(after completed: CivilDate, on day: CivilDate, _ act: Act) throws -> [Mark] {
        guard try act.context.policy(PolicyName.publicationDays.rawValue) != nil else { return [.deadlineUnknown] }
        return try lateness(after: completed, days: .publicationDays, on: day, mark: .publishedLate, act)
    }

    /// The mark of an act on a day against a deadline in working days. Where the deadline lies beyond the tables
    /// (期限待定) but too few working days have passed for it, the act is in time all the same.
    private static func lateness(
        after day: CivilDate, days: PolicyName, on acted: CivilDate, mark: Mark, _ act: Act
    ) throws -> [Mark] {
        let limit = try act.number(days)
        let calendar = try act.calendar(from: day, to: acted)
        if let isLate = calendar.deadline(after: day, days: limit).isLate(acted) { return isLate ? [mark] : [] }
        if let passed = calendar.workingDays(after: day, through: acted), passed < limit { return [] }
        return [.deadlineUnknown]
    }
}

extension Act {
    /// The tables that are adopted of the years around two days.
    func calendar(from first: CivilDate, to last: CivilDate) throws -> WorkingCalendar {
        let years = first.components.year...max(first, last).components.year + 1
        var tables: [HolidayTable] = []
        for year in years.prefix(20) {
            guard let value = try context.policy("calendar.\(year)"),
                let table = try? HolidayTable(year: year, value: value)
            else { continue }
            tables.append(table)
        }
        return WorkingCalendar(tables)
    }
}
