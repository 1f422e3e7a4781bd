import Ledger

enum InspectionRules {
    /// One inspection and its result: the record by one of the team, the confirmation by another, the review by somebody
    /// else, publication.
    static let cycle = LifeCycle(
        "inspection", .inspectionStanding,
        [
            ("drawn", "draw.inspectors", "assigned"), ("assigned", "inspection.dispatched", "dispatched"),
            ("dispatched", "inspection.visited", "visited"), ("visited", "result.recorded", "recorded"),
            ("dispatched", "result.recorded", "recorded"), ("recorded", "result.recorded", "recorded"),
            ("recorded", "result.confirmed", "confirmed"), ("confirmed", "result.review.pass", "reviewed"),
            ("confirmed", "result.review.return", "returned"),
            ("returned", "result.recorded", "recorded"), ("reviewed", "publication.approved", "approved"),
            ("approved", "publication.published", "published"),
            ("published", "publication.acknowledged", "published"),
            ("published", "result.corrected", "recorded"), ("published", "publication.withdrawn", "withdrawn"),
            // An object before anybody has been there, an inspector before the result is entered.
            ("drawn", "draw.replaced.object", "drawn"), ("assigned", "draw.replaced.object", "assigned"),
            ("dispatched", "draw.replaced.object", "dispatched"), ("visited", "draw.replaced.object", "dispatched"),
            ("assigned", "draw.replaced.inspector", "assigned"),
            ("dispatched", "draw.replaced.inspector", "dispatched"), ("visited", "draw.replaced.inspector", "visited"),
            ("drawn", "draw.dropped", "dropped"), ("assigned", "draw.dropped", "dropped"),
            ("dispatched", "draw.dropped", "dropped"), ("visited", "draw.dropped", "dropped"),
        ]
            // While a correction is under way the earlier version is public, and may have to go within days (R9).
            + ["recorded", "confirmed", "returned", "reviewed", "approved"].map {
                ($0, "publication.withdrawn", "withdrawn")
            }
            + ["recorded", "confirmed", "returned", "reviewed", "approved"].map {
                ($0, "publication.acknowledged", $0)
            }
            // A visit has happened, whenever it is entered: only after the dispatch does it move anything.
            + [
                "drawn", "assigned", "visited", "recorded", "confirmed", "returned", "reviewed", "approved",
                "published",
                "withdrawn", "dropped",
            ].map { ($0, "inspection.visited", $0) })
    private static let writes: [StateTable] = [.inspections, .tasks, .visits, .pending]

    static let specs: [EventSpec] = [dispatched, approved, notified, visited]

    private static let dispatched = EventSpec(
        "inspection.dispatched/1", by: .roles([.clerk]), head: InspectionSchemas.dispatch, writes: writes
    ) { act in
        let number = try act.head.required("task")
        let task = try act.get(.tasks, number, .taskUnknown)
        try act.requireCurrent(task)
        act.put(.tasks, number, try TaskRules.cycle.move(task, by: "inspection.dispatched"))
        for (id, inspection) in try act.all(.inspections, prefix: number + [UInt8(ascii: "-")]) {
            guard !inspection.equals("standing", "dropped") else { continue }
            act.put(.inspections, id, try cycle.move(inspection, by: "inspection.dispatched"))
        }
        return []
    }

    /// The leader's approval of visits before they happen (检查必审批).
    private static let approved = EventSpec(
        "inspection.approved/1", by: .roles([.leader, .clerk]), head: InspectionSchemas.approval, writes: writes
    ) { act in
        let marks = try act.approval()
        guard let from = act.head.date("from"), let to = act.head.date("to"), from <= to else {
            throw LedgerError(.recordInvalid, "inspection.approval/1: from after to")
        }
        // 检查必审批: what is approved lies ahead of who approves, on paper of the day on the paper.
        let paper = act.head["paper"]?.members.map { StateObject($0) }
        guard from >= (paper?.date("on") ?? act.day), paper?.date("on").map({ $0 <= act.day }) ?? true else {
            throw LedgerError(.approvalBackdated, "\(from)")
        }
        for id in act.head.list("inspections") {
            let inspection = try act.get(.inspections, id, .inspectionUnknown)
            let task = try act.get(.tasks, inspection.required("task"), .taskUnknown)
            guard !task.equals("standing", "stopped") else { throw LedgerError(.taskStanding, "\(id.shown): stopped") }
            guard inspection.equals("standing", "dispatched") else {
                throw LedgerError(.inspectionStanding, "\(id.shown) at \(inspection.bytes("standing")?.shown ?? "")")
            }
            if try ResultRules.isOnTeam(inspection, act) {
                throw LedgerError(.dutiesConflict, "\(act.author): who visits does not approve the visit")
            }
            act.put(
                .inspections, id, inspection.with(["approvedFrom": act.head["from"], "approvedTo": act.head["to"]]))
        }
        return marks
    }

    private static let notified = EventSpec(
        "inspection.notified/1", by: .roles([.clerk, .inspector]), fact: true, head: InspectionSchemas.notice,
        writes: writes
    ) { act in
        let id = try act.head.required("inspection")
        let inspection = try act.get(.inspections, id, .inspectionUnknown)
        if act.head.equals("way", "surprise"), act.head["reason"] == nil {
            throw LedgerError(.recordInvalid, "inspection.notice/1: a surprise has a reason")
        }
        guard act.head.date("on").map({ $0 <= act.day }) == true else {
            throw LedgerError(.recordInvalid, "inspection.notice/1: on lies ahead")
        }
        act.put(.inspections, id, inspection.with(["notifiedOn": act.head["on"]]))
        return []
    }

    /// What happened at the enterprise. It has happened: nothing about it is refused but a record that names no inspection;
    /// what was not as it should be stays marked for ever.
    private static let visited = EventSpec(
        "inspection.visited/1", by: .roles([.inspector]), fact: true, head: InspectionSchemas.visit, writes: writes
    ) { act in
        let id = try act.head.required("inspection")
        let inspection = try act.get(.inspections, id, .inspectionUnknown)
        guard let own = try act.inspector(of: act.author), act.head.list("officers").contains(own) else {
            throw LedgerError(.inspectionTeam, "\(act.author) was not there")
        }
        guard let day = act.head.date("on"), day <= act.day else {
            throw LedgerError(.recordInvalid, "inspection.visit/1: on lies ahead")
        }
        let moved = try cycle.move(inspection, by: "inspection.visited")
        var marks = try teamMarks(inspection, day: day, act)
        if let from = inspection.date("approvedFrom"), let to = inspection.date("approvedTo") {
            if day < from || to < day { marks.append(.unapproved) }
        } else {
            marks.append(.unapproved)
        }
        if inspection.date("notifiedOn").map({ day < $0 }) ?? true { marks.append(.unnotified) }
        marks += outcomeMarks(act.head)
        let task = try act.get(.tasks, inspection.required("task"), .taskUnknown)
        if let stopped = task.date("stoppedOn"), stopped < day { marks.append(.afterStop) }
        if inspection["visitedOn"] == nil, !act.head.equals("outcome", "gone") {
            marks += try frequencyMarks(inspection, day: day, act)
        }
        act.put(
            .inspections, id,
            moved.with([
                "visitedOn": act.head["on"], "outcome": act.head["outcome"],
                "officers": .array(Act.union(inspection.list("officers"), act.head.list("officers"))),
            ]))
        return marks
    }

    /// What the outcome lacks: an enterprise is tried twice before it counts as not reached, and that or a refusal is shown
    /// by something.
    private static func outcomeMarks(_ visit: StateObject) -> [Mark] {
        if visit.equals("outcome", "done") { return visit.bool("identified") ? [] : [.unidentified] }
        if visit.equals("outcome", "gone") { return [] }
        let isTried = !visit.equals("outcome", "unreachable") || (visit.integer("attempts") ?? 0) >= 2
        return isTried && visit["evidence"] != nil ? [] : [.unsupported]
    }

    /// R5 and R6 on the visit day.
    private static func teamMarks(_ inspection: StateObject, day: CivilDate, _ act: Act) throws -> [Mark] {
        var marks: [Mark] = []
        let team = inspection.list("team")
        var certified = 0
        for officer in act.head.list("officers") {
            guard let person = try act.find(.inspectors, officer) else {
                marks += [.certificateLapsed, .foreignTeam]
                continue
            }
            // Who is no longer an officer counts as little as one whose certificate has lapsed.
            let hasLeft = Act.hasLeft(person, on: day)
            if Act.isAbsent(person, on: day) { marks.append(.absentOfficer) }
            if !Act.isCertified(person, on: day) {
                marks.append(.certificateLapsed)
            } else if !hasLeft {
                certified += 1
            }
            if !team.contains(officer) { marks.append(.foreignTeam) }
            let object = inspection.bytes("object") ?? []
            if try act.isRelated(officer, to: object, on: day) { marks.append(.related) }
        }
        if let least = try act.adopted(.officers), certified < least { marks.append(.shortTeam) }
        return Set(marks).sorted()
    }

    /// R7: key items and 临时任务 are exempt.
    private static func frequencyMarks(_ inspection: StateObject, day: CivilDate, _ act: Act) throws -> [Mark] {
        guard let number = inspection.bytes("task"), let object = inspection.bytes("object") else { return [] }
        let task = try act.get(.tasks, number, .taskUnknown)
        var isOften = false
        var items: [StateObject] = []
        for item in try ScopeReader(task).items {
            let earlier = try act.visits(object, item: item, year: day.components.year)
            try act.countVisit(object, item: item, on: day)
            items.append(try act.get(.items, item, .itemUnknown))
            let isKey = items.last?.equals("class", "key") ?? false
            if !isKey, task.equals("origin", "plan"), let limit = try act.adopted(.frequency), earlier >= limit {
                isOften = true
            }
        }
        let isOverCap = try Frequency.isLimited(task, items: items) && act.countDay(object, day)
        return (isOften ? [.frequency] : []) + (isOverCap ? [.overCap] : [])
    }
}
