import Ledger

/// The strip above every list (待办计数): how many stand where.
public struct WorkList: Hashable, Sendable {
    /// One count with its words.
    public struct Count: Hashable, Sendable {
        /// What is counted.
        public let title: BilingualText
        /// How many.
        public let count: Int
    }

    /// The counts in the order of the work.
    public let counts: [Count]

    private static let standings: [(title: BilingualText, standings: [StaticString])] = [
        (BilingualText("not dispatched", "待派发"), ["drawn", "assigned"]),
        (BilingualText("not entered", "未录入"), ["dispatched", "visited"]),
        (BilingualText("to be confirmed", "待确认"), ["recorded"]),
        (BilingualText("to be reviewed", "待审核"), ["confirmed"]), (BilingualText("returned", "审核退回"), ["returned"]),
        (BilingualText("to be approved for publication", "待公示审批"), ["reviewed"]),
        (BilingualText("to be published", "待公示"), ["approved"]),
        (BilingualText("published", "已公示"), ["published"]), (BilingualText("withdrawn", "已撤下"), ["withdrawn"]),
    ]

    /// Counts the inspections of a task, of one inspector's team, or all.
    public init(_ books: some OfficeBooks, task: Bytes? = nil, inspector: Bytes? = nil) throws {
        let all = try task.map { try books.inspections(of: $0) } ?? books.rows(.inspections)
        let stopped = Set(try books.rows(.tasks).filter { $0.row.equals("standing", "stopped") }.map(\.key))
        let chosen = all.map(\.row).filter { inspection in
            (inspector.map { inspection.list("team").contains($0) } ?? true)
                && !WorkList.isOver(inspection.bytes("standing") ?? [], inStopped: stopped, inspection.bytes("task"))
        }
        counts = WorkList.standings.map { title, standings in
            Count(
                title: title,
                count: chosen.count { inspection in standings.contains { inspection.equals("standing", $0) } })
        }
    }

    /// Whether nothing of an inspection is to do any more: it had not happened when its task was stopped (中止).
    public static func isOver(_ standing: Bytes, inStopped stopped: Set<Bytes>, _ task: Bytes?) -> Bool {
        guard let task, stopped.contains(task) else { return false }
        return standing.equals("drawn") || standing.equals("assigned") || standing.equals("dispatched")
    }

    /// Counts inspections by where they stand.
    public init(standings all: [String]) {
        counts = WorkList.standings.map { title, standings in
            Count(
                title: title,
                count: all.count { standing in standings.contains { Bytes(standing.utf8).equals($0) } })
        }
    }

    /// The strip as one sentence: `未录入 3 条，待审核 1 条`; standings that nobody has are left out.
    public func text(in language: Language) -> String {
        let parts = counts.filter { $0.count > 0 }
        switch language {
        case .chinese:
            return parts.isEmpty ? "无待办" : parts.map { "\($0.title.chinese) \($0.count) 条" }.joined(separator: "，")
        case .english:
            return parts.isEmpty
                ? "nothing to do" : parts.map { "\($0.count) \($0.title.english)" }.joined(separator: ", ")
        }
    }
}

/// A result whose publication is due, with the days that are left.
public struct DueResult: Hashable, Sendable {
    /// The inspection.
    public let inspection: Bytes
    /// The last day on which publication is in time, or the year whose table is missing (期限待定).
    public let deadline: Deadline
    /// Working days from tomorrow to the deadline; negative once it has passed; nil while it is open.
    public let daysLeft: Int?
    /// How near the deadline is.
    public let urgency: Urgency

    /// How near a deadline is.
    public enum Urgency: String, Sendable {
        /// It has passed (已逾期).
        case late
        /// At most ``warningDays`` working days are left (临期).
        case soon
        /// More are left.
        case ample
        /// It is not known yet (期限待定).
        case undetermined
    }

    /// Of 20 working days the warning comes after 15.
    public static let warningDays = 5

    /// The deadline of an inspection that counts from the day after `day`.
    public init(_ inspection: Bytes, after day: CivilDate, days: Int, on today: CivilDate, calendar: WorkingCalendar) {
        self.inspection = inspection
        deadline = calendar.deadline(after: day, days: days)
        daysLeft = deadline.day.flatMap { last in
            last >= today
                ? calendar.workingDays(after: today, through: last)
                : calendar.workingDays(after: last, through: today).map { -$0 }
        }
        if let isLate = deadline.isLate(today) {
            urgency = isLate ? .late : daysLeft.map { $0 <= DueResult.warningDays } ?? false ? .soon : .ample
        } else {
            urgency = .undetermined
        }
    }
}

extension OfficeBooks {
    /// Completed inspections that no outside channel has acknowledged yet, by inspection: not published, or published
    /// without a receipt (公示回执). A correction has no such deadline.
    public func due(on today: CivilDate, days: Int, calendar: WorkingCalendar) throws -> [DueResult] {
        try rows(.inspections).compactMap { id, inspection in
            guard let completed = inspection.date("completed"), inspection["acknowledgedOn"] == nil,
                !inspection.bool("corrected"), !inspection.equals("standing", "withdrawn")
            else { return nil }
            return DueResult(id, after: completed, days: days, on: today, calendar: calendar)
        }
    }
}
