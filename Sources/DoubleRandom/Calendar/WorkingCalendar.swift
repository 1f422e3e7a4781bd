// Working days (工作日, 行政处罚法 art. 85) by the State Council's tables: the first day counted is the one after the act.
// A day of a year whose table is not loaded is neither: a deadline that needs it is undetermined, never guessed.
//
// Example: 20 working days from 2024-09-10 end on 2024-10-14.

import Ledger

/// A deadline in working days.
public enum Deadline: Hashable, Sendable {
    /// The last day on which the act is in time.
    case day(CivilDate)
    /// 期限待定: the table of this year is not loaded yet.
    case undetermined(year: Int)

    /// The day, or nil while it is undetermined.
    public var day: CivilDate? {
        if case .day(let day) = self { day } else { nil }
    }

    /// Whether an act on a day is late; nil while that is not known.
    public func isLate(_ day: CivilDate) -> Bool? { self.day.map { day > $0 } }

    /// The deadline as people read it.
    public func text(in language: Language) -> String {
        switch self {
        case .day(let day): day.description
        case .undetermined(let year):
            language == .chinese ? "期限待定（待载入\(year)年放假安排）" : "unknown until the table of \(year) is loaded"
        }
    }
}

/// 工作日历, the tables that are loaded.
public struct WorkingCalendar: Sendable, Hashable {
    private var years: Set<Int> = []
    private var exceptions: [CivilDate: Exception] = [:]

    private struct Exception: Hashable {
        let isWorking: Bool
        /// The year of the table that says so; a later year's table goes first.
        let year: Int
    }

    /// Days that a deadline may count; more than any law asks for.
    public static let maximumDays = 1_000

    /// Loads tables; of two of one year the later in the sequence stands.
    public init(_ tables: some Sequence<HolidayTable>) {
        var newest: [Int: HolidayTable] = [:]
        for table in tables { newest[table.year] = table }
        years = Set(newest.keys)
        for table in newest.values.sorted(by: { $0.year < $1.year }) {
            for day in table.off { exceptions[day] = Exception(isWorking: false, year: table.year) }
            for day in table.work { exceptions[day] = Exception(isWorking: true, year: table.year) }
        }
    }

    /// The years that are loaded, in order.
    public var loadedYears: [Int] { years.sorted() }

    /// Whether a day is a working day; nil where its year is not loaded.
    public func isWorkingDay(_ day: CivilDate) -> Bool? {
        guard years.contains(day.components.year) else { return nil }
        return exceptions[day]?.isWorking ?? !day.isWeekend
    }

    /// The last of `days` working days, counted from the day after `day`.
    /// - Parameter days: 0 to ``maximumDays``; 0 gives the day itself.
    public func deadline(after day: CivilDate, days: Int) -> Deadline {
        var left = min(max(days, 0), Self.maximumDays)
        var current = day
        while left > 0 {
            guard let next = current.adding(days: 1) else { return .undetermined(year: 10_000) }
            guard let isWorking = isWorkingDay(next) else { return .undetermined(year: next.components.year) }
            if isWorking { left -= 1 }
            current = next
        }
        return .day(current)
    }

    /// Working days after `first` up to and with `last`; nil where a year between is not loaded, 0 where `last` is not later.
    public func workingDays(after first: CivilDate, through last: CivilDate) -> Int? {
        guard last > first else { return 0 }
        // Whole years between: a span longer than any deadline is answered all the same, but not day by day for ever.
        guard last.dayNumber - first.dayNumber <= 366 * 100 else { return nil }
        var count = 0
        for number in (first.dayNumber + 1)...last.dayNumber {
            guard let isWorking = isWorkingDay(CivilDate(dayNumber: number)) else { return nil }
            if isWorking { count += 1 }
        }
        return count
    }
}
