import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// What has to be published by when (公示期限): visited, and no outside channel has it yet.
struct DueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "Lists results that are not public yet, with the working days left. 公示期限",
        discussion: spoken(
            """
            Counted from the visit, which every member of the office may know before the result is public; whoever \
            completed an inspection later has as many days more.
            """,
            """
            自到场之日起算，到场日期在公示前单位人员即可知悉；检查完成日在后的，期限相应顺延。
            """))
    @OptionGroup var options: ReadingOptions
    @Option(help: "Of one task. 任务编号") var task: String?
    @Flag(help: "Only what is late, or due within days. 只看逾期和临期") var urgent = false

    func run() async throws {
        let console = Console.standard
        var listing = Listing(
            [
                .fixed("inspection", "检查编号"), .fixed("visited", "到场日期"), .fixed("publish by", "公示期限"),
                .fixed("days left", "剩余工作日"), .flexible("standing", "状态"),
            ], empty: BilingualText("Nothing is due.", "没有待公示的结果。"))
        try await options.reading { business in
            let book = try await DueBook(business)
            for (row, due) in book.open(try await business.rows("inspection", prefix: task ?? "")) {
                if urgent, due.urgency != .late, due.urgency != .soon { continue }
                let left = due.daysLeft.map { "\($0)" } ?? ""
                let word = DueBook.word(due.urgency)
                listing.add(
                    [
                        row.name, row.shown("visitedOn"), due.deadline.text(in: console.language),
                        [left, word?.text(in: console.language)].compactMap { $0 }.joined(separator: " "),
                        BusinessWords.inspection(row.shown("standing")).text(in: console.language),
                    ],
                    json: .object([
                        .init("inspection", .string(row.key)), .init("visitedOn", row["visitedOn"] ?? .null),
                        .init("deadline", due.deadline.day.map { .text($0.description) } ?? .null),
                        .init("daysLeft", .count(due.daysLeft) ?? .null),
                        .init("urgency", .text(due.urgency.rawValue)), .init("standing", row["standing"] ?? .null),
                    ]))
            }
        }
        listing.print(json: options.output.json)
    }
}

/// The deadlines of an office's inspections, by the policies in force.
struct DueBook {
    private let days: Int?
    private let calendar: WorkingCalendar
    private let today = Program.now().chinaDate

    init(_ business: Business) async throws {
        days = try await business.policy("publication.days")?.integer.map { Int($0) }
        let prefix = "calendar."
        calendar = WorkingCalendar(
            try await business.rows("policy", prefix: prefix).compactMap { row in
                guard let year = Int(row.name.dropFirst(prefix.count)), let value = row["value"] else { return nil }
                return try? HolidayTable(year: year, value: value)
            })
    }

    /// What is not published yet, or has no receipt, the nearest deadline first.
    func open(_ rows: [BusinessRow]) -> [(row: BusinessRow, due: DueResult)] {
        guard let days else { return [] }
        let open = rows.compactMap { row -> (row: BusinessRow, due: DueResult)? in
            guard let visited = row.text("visitedOn").flatMap({ CivilDate(Bytes($0.utf8)) }),
                row["acknowledgedOn"] == nil, !row.isTrue("corrected"), row.text("standing") != "withdrawn"
            else { return nil }
            return (row, DueResult(row.key, after: visited, days: days, on: today, calendar: calendar))
        }
        return open.sorted { first, second in
            let (one, other) = (first.due.daysLeft ?? .max, second.due.daysLeft ?? .max)
            return one == other ? first.row.key.lexicographicallyPrecedes(second.row.key) : one < other
        }
    }

    static func word(_ urgency: DueResult.Urgency) -> BilingualText? {
        switch urgency {
        case .late: BilingualText("late", "已逾期")
        case .soon: BilingualText("soon", "临期")
        case .undetermined, .ample: nil
        }
    }
}
