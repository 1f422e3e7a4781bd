import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// How lines are drawn where the sheet does not say.
struct LineOptions: ParsableArguments {
    @Option(help: "Rounding of ratios: ratio (进一) or ratio-half (四舍五入), unless a line's note says 四舍五入. 取整方式")
    var rounding = "ratio"

    @Option(help: "Ratios by credit class of a line, such as 2:SAMR,A=5%,B=10%,C=50%,D=100%,unrated=10%. 按信用等级分层的行")
    var strata: [String] = []

    @Option(help: "The team of a line, a department a place (- for any), such as 1:商务局,市场监管局. 检查组席位")
    var team: [String] = []

    @Option(
        help: "A fixed number over all strata of a line, with multipliers where wanted, such as 2:12,A=1,D=3. 按总数抽取的行")
    var total: [String] = []

    @Option(help: "The most of one jurisdiction in a line, such as 2:3. 同一管辖单位最多户数") var groupCap: [String] = []

    @Option(help: "Weights by tag of a line, such as 2:重点监管=3. 按标签加权的行") var weight: [String] = []

    func validate() throws {
        guard ["ratio", "ratio-half"].contains(rounding) else {
            throw ValidationError("--rounding is ratio or ratio-half. --rounding 取 ratio（进一）或 ratio-half（四舍五入）")
        }
        _ = try strataByLine()
        _ = try teamByLine()
        _ = try numbersByLine()
    }

    /// What a line draws beside its ratios.
    struct Numbers {
        var total: Int?
        var multipliers: [String: Int] = [:]
        var groupCap: Int?
        var weights: [(tag: String, weight: Int)] = []
    }

    func numbersByLine() throws -> [String: Numbers] {
        var lines: [String: Numbers] = [:]
        func number(_ word: String, _ text: String) throws -> Int {
            guard let number = Int(word), number > 0 else { throw LineOptions.wrong(text) }
            return number
        }
        func pair(_ word: String, _ text: String) throws -> (String, Int) {
            guard let mark = word.lastIndex(of: "=") else { throw LineOptions.wrong(text) }
            return (String(word[..<mark]), try number(String(word[word.index(after: mark)...]), text))
        }
        for text in total {
            let (line, rest) = try LineOptions.split(text)
            let parts = Words.list(rest)
            guard let first = parts.first else { throw LineOptions.wrong(text) }
            lines[line, default: Numbers()].total = try number(first, text)
            for part in parts.dropFirst() {
                let (stratum, multiplier) = try pair(part, text)
                lines[line, default: Numbers()].multipliers[stratum] = multiplier
            }
        }
        for text in groupCap {
            let (line, rest) = try LineOptions.split(text)
            lines[line, default: Numbers()].groupCap = try number(rest, text)
        }
        for text in weight {
            let (line, rest) = try LineOptions.split(text)
            lines[line, default: Numbers()].weights += try Words.list(rest).map { try pair($0, text) }
        }
        return lines
    }

    struct Strata {
        let scale: String
        let ratios: [(stratum: String, ratio: String)]
    }

    func strataByLine() throws -> [String: Strata] {
        var lines: [String: Strata] = [:]
        for text in strata {
            let (line, rest) = try LineOptions.split(text)
            let parts = Words.list(rest)
            guard let scale = parts.first, parts.count > 1 else { throw LineOptions.wrong(text) }
            let ratios = try parts.dropFirst().map { part -> (stratum: String, ratio: String) in
                let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
                guard pair.count == 2 else { throw LineOptions.wrong(text) }
                return (pair[0], try RatioArgument.parse(pair[1]))
            }
            lines[line] = Strata(scale: scale, ratios: ratios)
        }
        return lines
    }

    func teamByLine() throws -> [String: [String?]] {
        var lines: [String: [String?]] = [:]
        for text in team {
            let (line, rest) = try LineOptions.split(text)
            lines[line] = Words.list(rest).map { $0 == "-" ? nil : $0 }
        }
        return lines
    }

    private static func split(_ text: String) throws -> (String, String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw wrong(text) }
        return (parts[0], parts[1])
    }

    private static func wrong(_ text: String) -> ValidationError {
        ValidationError("Not readable: 无法识别：\(DisplayText.clean(text, limit: 80))")
    }
}

/// What a plan line or a task asks for, as its record.
struct ScopeDraft {
    var name: String
    var items: [String] = []
    var kind: String?
    var tags: [String] = []
    var count: Int?
    var ratio: String?
    var rounding = "ratio"
    var strata: LineOptions.Strata?
    /// A department a place, nil for any; none for as many places as policy asks for.
    var team: [String?] = []
    var skills: [String] = []
    var numbers = LineOptions.Numbers()
    var batches: Int?
    /// sample, order or full.
    var mode = "sample"
    var from: CivilDate
    var to: CivilDate
    var lead: String?
    var departments: [String] = []
    var note: String?

    func members(line: String?, officers: Int) -> MemberList {
        var list = MemberList()
        list.set("line", .text(line))
        list.set("name", .text(name))
        list.set("items", .texts(items))
        list.set("kind", .text(kind))
        list.set("tags", .texts(tags))
        list.set("scale", .text(strata?.scale))
        list.set("mode", .text(mode))
        list.set("strata", .array(stratumValues))
        list.set("batches", .count(batches))
        list.set("total", .count(numbers.total))
        list.set("groupBy", numbers.groupCap.map { _ in .text("jurisdiction") })
        list.set("groupCap", .count(numbers.groupCap))
        if !numbers.weights.isEmpty {
            list.set(
                "weights",
                .array(
                    numbers.weights.map {
                        .object(of: [("tag", .text($0.tag)), ("weight", .integer(Int64($0.weight)))])
                    }))
        }
        let places = team.isEmpty ? [String?](repeating: nil, count: max(officers, 2)) : team
        list.set(
            "team",
            .array(
                places.enumerated().map { position, department in
                    .object(of: [
                        ("slot", .integer(Int64(position + 1))), ("department", .text(department)),
                        ("skills", .texts(skills)),
                    ])
                }))
        list.set("from", .text(from.description))
        list.set("to", .text(to.description))
        list.set("lead", .text(lead))
        list.set("departments", .texts(departments))
        list.set("note", .text(note))
        return list
    }

    private var stratumValues: [IJSONValue] {
        func stratum(_ name: String, _ mode: String, _ ratio: String, least: Int, most: Int?) -> IJSONValue {
            .object(of: [
                ("stratum", .text(name)), ("mode", .text(mode)), ("ratio", .text(ratio)),
                ("min", .integer(Int64(least))), ("max", .count(most)),
                ("multiplier", .count(numbers.multipliers[name])),
            ])
        }
        // With a total no ratio has a say: everything of a stratum may come up.
        if numbers.total != nil {
            return (strata?.ratios.map(\.stratum) ?? ["all"]).map { stratum($0, "ratio", "1/1", least: 0, most: nil) }
        }
        if let strata {
            return strata.ratios.map { stratum($0.stratum, rounding, $0.ratio, least: 0, most: nil) }
        }
        // A fixed number is a ratio of nothing with that number as both bounds.
        if let count { return [stratum("all", "ratio", "0/1", least: count, most: count)] }
        return [stratum("all", rounding, ratio ?? "1/1", least: mode == "sample" ? 1 : 0, most: nil)]
    }
}

/// Lines of a plan out of a sheet, judged against item list and registry.
struct PlanSheet {
    var sheet: SheetImport<PlanLineRow>
    private(set) var lines: [(name: String, members: MemberList, row: PlanLineRow)] = []
    let officers: Int

    init(_ options: SheetOptions, _ lineOptions: LineOptions, year: Int?, in business: Business) async throws {
        sheet = try await SheetImport(options, unit: BilingualText("lines", "行"), in: business)
        officers = try await business.policy("inspection.officers")?.integer.map { Int($0) } ?? 2
        let items = try await ItemList(business)
        let labels = Set(try await business.rows("object").flatMap { $0.texts("tags") })
        let (strata, teams) = (try lineOptions.strataByLine(), try lineOptions.teamByLine())
        let numbers = try lineOptions.numbersByLine()
        for (place, row) in sheet.admitted {
            let name = row.number.map { "\($0)" } ?? "\(lines.count + 1)"
            guard let scope = read(row, place, items: items, labels: labels, year: year) else { continue }
            var draft = scope
            // The sheet has no column for it; offices write it into the note.
            draft.rounding = scope.note?.contains("四舍五入") == true ? "ratio-half" : lineOptions.rounding
            draft.strata = strata[name]
            draft.team = teams[name] ?? []
            draft.numbers = numbers[name] ?? LineOptions.Numbers()
            sheet.report.rows[place].outcome = .new(id: name)
            lines.append((name, draft.members(line: name, officers: officers), row))
        }
    }

    private mutating func read(
        _ row: PlanLineRow, _ place: Int, items list: ItemList, labels: Set<String>, year: Int?
    ) -> ScopeDraft? {
        var codes: [String] = []
        for word in row.items {
            let text = String(decoding: word, as: UTF8.self)
            let found = list.codes(text)
            guard !found.isEmpty else {
                sheet.report.rows[place].find(.itemUnknown, DisplayText.clean(text, limit: 60), refuses: true)
                return nil
            }
            codes += found.filter { !codes.contains($0) }
        }
        let chosen = codes.compactMap { list[$0] }
        if let draft = chosen.first(where: { $0.text("standing") != "published" }) {
            sheet.report.rows[place].find(.itemUnpublished, draft.name, refuses: true)
            return nil
        }
        var (kind, tags) = Audience.read(row.object)
        if kind == nil, tags.isEmpty {
            kind = chosen.first?.text("kind")
            tags = chosen.flatMap { $0.texts("tags") }.uniqued
        }
        for tag in tags where !labels.contains(tag) {
            sheet.report.rows[place].find(.rowWord, "没有带此标签的检查对象：\(DisplayText.clean(tag, limit: 40))", refuses: false)
        }
        let first = year.flatMap { CivilDate(year: $0, month: 1, day: 1) }
        let last = year.flatMap { CivilDate(year: $0, month: 12, day: 31) }
        guard let from = row.from ?? first, let to = row.until ?? row.to ?? last else {
            sheet.report.rows[place].find(.rowMissing, "抽取日期", refuses: true)
            return nil
        }
        let isKey = chosen.allSatisfy { $0.text("class") == "key" }
        let isAll = row.count == nil && row.ratio.map { $0.numerator == $0.denominator } == true
        let note = row.note.map { String(decoding: $0, as: UTF8.self) }
        var draft = ScopeDraft(name: String(decoding: row.name, as: UTF8.self), from: from, to: to)
        draft.items = codes
        draft.kind = kind
        draft.tags = tags
        draft.count = row.count
        draft.ratio = row.ratio.map { String(decoding: $0.text, as: UTF8.self) }
        if isAll, isKey {
            let isOrder = note?.contains("批次") == true
            draft.mode = isOrder ? "order" : "full"
            if isOrder { draft.batches = 2 }
        }
        draft.lead = row.lead.map { String(decoding: $0, as: UTF8.self) }
        draft.departments = row.departments.map { String(decoding: $0, as: UTF8.self) }
        draft.note = note
        return draft
    }
}
