import Ledger
import Testing

@testable import DoubleRandom

@Suite("Working days")
struct WorkingCalendarTests {
    private static func day(_ text: String) -> CivilDate { CivilDate(bytes(text))! }
    private let calendar = WorkingCalendar(try! StandardCalendar.tables())

    @Test(
        "twenty working days, counted from the day after (R10)",
        arguments: [
            ("2024-09-10", 20, "2024-10-14"), ("2024-09-30", 20, "2024-11-01"), ("2025-01-15", 20, "2025-02-18"),
            ("2026-02-10", 20, "2026-03-16"), ("2024-02-09", 1, "2024-02-18"), ("2024-02-08", 1, "2024-02-09"),
            ("2024-02-03", 1, "2024-02-04"),
            ("2024-12-31", 1, "2025-01-02"), ("2024-10-12", 0, "2024-10-12"), ("2025-12-31", 3, "2026-01-06"),
        ])
    func deadlines(from: String, days: Int, expected: String) {
        #expect(calendar.deadline(after: Self.day(from), days: days) == .day(Self.day(expected)))
    }

    @Test("weekends that are worked and weekdays that are off, by the table")
    func table() throws {
        for table in try StandardCalendar.tables() {
            for day in table.off { #expect(calendar.isWorkingDay(day) == false) }
            for day in table.work { #expect(calendar.isWorkingDay(day) == true) }
        }
        // Counted from the tables of chinesecalendar 1.11.0: 262 weekdays of 2024 less 19 and 8 more.
        let year2024 = calendar.workingDays(after: Self.day("2023-12-31"), through: Self.day("2024-12-31"))
        #expect(year2024 == 262 - 19 + 8)
        #expect(calendar.loadedYears == [2024, 2025, 2026])
    }

    @Test("a deadline beyond the tables is undetermined, and settles when the next table is loaded")
    func settles() throws {
        let late = Self.day("2026-12-20")
        #expect(calendar.deadline(after: late, days: 20) == .undetermined(year: 2027))
        #expect(calendar.deadline(after: late, days: 20).text(in: .chinese).hasPrefix("期限待定"))
        #expect(calendar.deadline(after: late, days: 20).isLate(Self.day("2027-06-01")) == nil)
        #expect(calendar.deadline(after: Self.day("2019-01-01"), days: 1) == .undetermined(year: 2019))
        let next = try HolidayTable(
            year: 2027, value: IJSONValue(parsing: bytes(#"{"off":["2027-01-01"],"work":["2027-01-03"]}"#)))
        let more = WorkingCalendar(try StandardCalendar.tables() + [next])
        // 9 working days are left of December; 2027-01-03, a Sunday worked, is the tenth.
        #expect(more.deadline(after: late, days: 20) == .day(Self.day("2027-01-15")))
        #expect(more.deadline(after: late, days: 20).isLate(Self.day("2027-01-15")) == false)
        #expect(more.deadline(after: late, days: 20).isLate(Self.day("2027-01-16")) == true)
    }

    @Test("a later year's notice may change the last days of December")
    func december() throws {
        func table(_ year: Int, _ text: String) throws -> HolidayTable {
            try HolidayTable(year: year, value: IJSONValue(parsing: bytes(text)))
        }
        let own = try table(2018, #"{"off":["2018-01-01"],"work":[]}"#)
        let next = try table(2019, #"{"off":["2018-12-31","2019-01-01"],"work":["2018-12-29"]}"#)
        let calendar = WorkingCalendar([next, own])
        #expect(calendar.isWorkingDay(Self.day("2018-12-29")) == true)
        #expect(calendar.isWorkingDay(Self.day("2018-12-31")) == false)
        #expect(WorkingCalendar([own]).isWorkingDay(Self.day("2018-12-31")) == true)
    }

    @Test(
        "a table that contradicts the week, the year or itself is refused",
        arguments: [
            #"{"off":["2024-01-06"],"work":[]}"#, #"{"off":["2024-01-01"],"work":["2024-01-02"]}"#,
            #"{"off":["2025-01-01"],"work":[]}"#, #"{"off":["2024-01-01","2024-01-01"],"work":[]}"#,
            #"{"off":["2024-02-30"],"work":[]}"#, #"{"off":["2024-01-01"]}"#, #"{"off":[],"work":[]}"#,
            #"{"off":["2024-01-01"],"work":[],"more":1}"#, #"{"off":["2023-11-30"],"work":[]}"#, #"{}"#,
        ])
    func malformed(text: String) throws {
        let value = try IJSONValue(parsing: bytes(text))
        #expect(throws: DoubleRandomError(.calendarMalformed)) { try HolidayTable(year: 2024, value: value) }
    }

    @Test("tables come back from their policy values, which fit a policy")
    func values() throws {
        for (table, policy) in zip(try StandardCalendar.tables(), StandardCalendar.values) {
            #expect(table.policyName == policy.name)
            #expect(table.value.encoded.count < 2 << 10)
            #expect(try HolidayTable(year: table.year, value: table.value) == table)
        }
    }

    @Test(
        "weekdays by arithmetic",
        arguments: [("1970-01-01", 4), ("2024-09-10", 2), ("2000-02-29", 2), ("1969-12-31", 3), ("0000-01-01", 6)])
    func weekdays(text: String, weekday: Int) { #expect(Self.day(text).weekday == weekday) }

    @Test("adding days stays within the years that can be written")
    func adding() {
        #expect(Self.day("9999-12-31").adding(days: 1) == nil)
        #expect(Self.day("0000-01-01").adding(days: -1) == nil)
        #expect(Self.day("2024-02-28").adding(days: 2)?.description == "2024-03-01")
        #expect(Self.day("2024-02-28").adding(days: .max) == nil)
        #expect(calendar.deadline(after: Self.day("9999-12-31"), days: 1).day == nil)
    }
}
