// The State Council's notice of holidays and make-up workdays (国务院办公厅关于部分节假日安排的通知), one table a year, as the
// value of policy `calendar.<year>`:
//
//   {"off":["2024-01-01","2024-02-12",…],"work":["2024-02-04",…]}
//
// `off` holds weekdays that are no working days, `work` holds Saturdays and Sundays that are. A notice may also touch
// the last days of the year before (that of 2019 made 2018-12-29 a working day), so dates of the December before are
// admitted and go before that year's own table.

import Ledger

/// 放假调休表, the table of one year.
public struct HolidayTable: Hashable, Sendable {
    /// The year.
    public let year: Int
    /// Weekdays off, in order.
    public let off: [CivilDate]
    /// Weekend days worked, in order.
    public let work: [CivilDate]

    /// Days that a table may list.
    public static let maximumDayCount = 120

    /// Reads the value of policy `calendar.<year>`.
    /// - Throws: `calendar.malformed`: a foreign member, a date that does not exist, lies elsewhere, stands twice, or is
    ///   off on a weekend or worked on a weekday.
    public init(year: Int, value: IJSONValue) throws(DoubleRandomError) {
        guard (1990...2999).contains(year), let members = value.members,
            members.allSatisfy({ $0.name == Bytes("off".utf8) || $0.name == Bytes("work".utf8) })
        else { throw DoubleRandomError(.calendarMalformed, "\(year)") }
        off = try Self.days(value["off"], of: year) { !$0.isWeekend }
        work = try Self.days(value["work"], of: year) { $0.isWeekend }
        guard !off.isEmpty else { throw DoubleRandomError(.calendarMalformed, "\(year): off") }
        self.year = year
    }

    /// The policy's name, `calendar.2024`.
    public var policyName: String { "calendar.\(year)" }

    /// The policy's value.
    public var value: IJSONValue {
        .object([
            .init("off", .array(off.map { .text($0.description) })),
            .init("work", .array(work.map { .text($0.description) })),
        ])
    }

    private static func days(
        _ value: IJSONValue?, of year: Int, where fits: (CivilDate) -> Bool
    ) throws(DoubleRandomError) -> [CivilDate] {
        guard let elements = value?.elements, elements.count <= maximumDayCount else {
            throw DoubleRandomError(.calendarMalformed, "\(year)")
        }
        var days: [CivilDate] = []
        for element in elements {
            guard let text = element.bytes, let day = CivilDate(text), fits(day), !days.contains(day) else {
                throw DoubleRandomError(.calendarMalformed, "\(year): \((element.bytes ?? []).prefix(20).text)")
            }
            let (dayYear, month, _) = day.components
            guard dayYear == year || (dayYear == year - 1 && month == 12) else {
                throw DoubleRandomError(.calendarMalformed, "\(year): \(day)")
            }
            days.append(day)
        }
        return days.sorted()
    }
}

extension CivilDate {
    /// The weekday, 1 Monday to 7 Sunday.
    public var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 + 1 }

    /// Saturday or Sunday.
    public var isWeekend: Bool { weekday > 5 }

    /// The day so many days later; nil outside the years 0 to 9999.
    public func adding(days: Int) -> CivilDate? {
        let (sum, overflow) = dayNumber.addingReportingOverflow(days)
        guard !overflow, CivilDate.written.contains(sum) else { return nil }
        return CivilDate(dayNumber: sum)
    }

    // 0000-01-01 to 9999-12-31.
    private static let written = -719_528...2_932_896
}
