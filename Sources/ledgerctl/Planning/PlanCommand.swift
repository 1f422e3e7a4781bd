import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Annual plans, from draft to completion. 年度抽查工作计划",
        subcommands: [
            Draft.self, Import.self, Approve.self, Return.self, File.self, Publish.self, Adjust.self, Complete.self,
            Number.self, List.self, Show.self,
        ])
}

/// What a new plan says of itself.
struct PlanHeadOptions: ParsableArguments {
    @Option(help: "The plan's name. 计划名称") var name: String
    @Option(help: "The year. 年度") var year: Int
    @Option(help: "The responsible unit. 责任单位（牵头处室）") var office: String
    @Option(help: "The plan's number (default: the next one). 计划编号，默认自动编号") var number: String?
    @Option(help: "The number on the provincial platform. 省级平台计划编号") var platform: String?
    @Flag(help: "A joint plan of several departments. 跨部门计划") var joint = false
    @Flag(inversion: .prefixedNo, help: "Limited to a type or industry. 定向抽查") var directed = true

    func validate() throws {
        guard (2_000...9_999).contains(year) else { throw ValidationError("--year has four digits. 年度应为四位数字") }
    }

    /// The plan's number and its first record.
    func record(
        from: CivilDate, to: CivilDate, file: IJSONValue?, in business: Business
    ) async throws -> (number: String, record: Bytes) {
        let number: String
        if let typed = self.number {
            number = try reportingSheetErrors { try PlanNumber(Bytes(typed.utf8)).description }
        } else {
            number = try await PlanBook.nextNumber(year: year, in: business)
        }
        let record = BusinessRecord.make(
            "plan.record/1",
            [
                "plan": .text(number), "name": .text(name), "year": .integer(Int64(year)),
                "kind": .text(joint ? "joint" : "own"), "directed": .bool(directed), "from": .text(from.description),
                "to": .text(to.description), "office": .text(office), "platform": .text(platform), "file": file,
            ])
        return (number, record)
    }
}

extension PlanCommand {
    struct Draft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Drafts a plan from typed lines. 拟订年度计划（逐行键入）",
            discussion:
                "A line reads NAME;ITEMS;LABELS;RATIO or COUNT;FROM;TO, with commas inside a part. 计划行写作：名称;事项;对象标签;比例或户数;起;止"
        )
        @OptionGroup var head: PlanHeadOptions
        @Option(name: .customLong("line"), help: "A line; repeat. 计划行，可重复") var lines: [String]
        @OptionGroup var lineOptions: LineOptions
        @OptionGroup var options: ActorOptions

        func run() async throws {
            let drafts = try lines.map { try Draft.read($0, rounding: lineOptions.rounding) }
            guard let from = drafts.map(\.from).min(), let to = drafts.map(\.to).max() else {
                throw ValidationError("Give a line. 请给出计划行")
            }
            let (strata, teams) = (try lineOptions.strataByLine(), try lineOptions.teamByLine())
            let numbers = try lineOptions.numbersByLine()
            try await options.business { business in
                let officers = try await business.policy("inspection.officers")?.integer.map { Int($0) } ?? 2
                let records = drafts.enumerated().map { position, draft in
                    var draft = draft
                    draft.strata = strata["\(position + 1)"]
                    draft.team = teams["\(position + 1)"] ?? []
                    draft.numbers = numbers["\(position + 1)"] ?? LineOptions.Numbers()
                    let members = draft.members(line: "\(position + 1)", officers: officers).members
                    return BusinessRecord.make("plan.line/1", members: members)
                }
                let head = try await head.record(from: from, to: to, file: nil, in: business)
                try await business.send("plan.drafted/1", [head.record] + records)
                business.console.note(
                    business.console.text("Plan number: \(head.number)", "计划编号：\(head.number)"))
            }
        }

        static func read(_ text: String, rounding: String) throws -> ScopeDraft {
            let parts = text.split(separator: ";", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard parts.count == 6 else {
                throw ValidationError("A line has six parts. 计划行应有六部分：\(DisplayText.clean(text, limit: 80))")
            }
            var draft = ScopeDraft(
                name: parts[0], from: try DayArgument.parse(parts[4]), to: try DayArgument.parse(parts[5]))
            draft.items = Words.list(parts[1])
            let (kind, tags) = Audience.read(Bytes(parts[2].utf8))
            (draft.kind, draft.tags) = (kind, tags)
            try draft.take(quota: parts[3])
            draft.rounding = rounding
            return draft
        }
    }

    struct Import: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Drafts a plan from a sheet of lines. 由计划表拟订年度计划")
        @OptionGroup var sheet: SheetOptions
        @OptionGroup var head: PlanHeadOptions
        @OptionGroup var lineOptions: LineOptions
        @OptionGroup var options: ActorOptions

        var isDry: Bool { sheet.dryRun }
        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let plan = try await PlanSheet(sheet, lineOptions, year: head.year, in: business)
            guard try plan.sheet.decide(business) else { return }
            let first = plan.lines.compactMap { $0.members["from"]?.bytes.flatMap { CivilDate($0) } }.min()
            let last = plan.lines.compactMap { $0.members["to"]?.bytes.flatMap { CivilDate($0) } }.max()
            guard let first, let last else { throw LedgerError(.importNothing) }
            let file = try await business.attach(sheet.file)
            let named = plan.lines.compactMap { $0.row.plan?.description }.uniqued
            var head = head
            if head.number == nil, named.count == 1 { head.number = named[0] }
            let record = try await head.record(
                from: first, to: last, file: file.reference(media: "text/csv"), in: business)
            let lines = plan.lines.map { BusinessRecord.make("plan.line/1", members: $0.members.members) }
            var drafts = [try await business.draft("plan.drafted/1", [record.record] + lines)]
            drafts += try await plan.sheet.mappingDraft(business)
            try await business.send(drafts)
            business.console.note(
                business.console.text("Plan number: \(record.number)", "计划编号：\(record.number)"))
        }
    }

    struct Approve: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approves the current version; never by who drafted it. 审批年度计划")
        @Argument(help: "The plan's number. 计划编号") var plan: String
        @OptionGroup var paper: PaperOptions
        @OptionGroup var options: ActorOptions

        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let row = try await PlanDecision.show(plan, in: business)
            let (value, personal) = try await paper.value(subject: "plan-\(plan)", in: business)
            try await business.send(
                "plan.approved/1",
                [
                    BusinessRecord.make(
                        "plan.decision/1",
                        ["plan": .text(plan), "about": try await business.about(row), "paper": value])
                ], personal: personal)
        }
    }

    struct Return: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Returns the current version. 退回年度计划")
        @Argument(help: "The plan's number. 计划编号") var plan: String
        @Option(help: "Why. 理由") var reason: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            try await options.business { business in
                let row = try await business.get("plan", plan, .planUnknown)
                try await business.send(
                    "plan.returned/1",
                    [
                        BusinessRecord.make(
                            "plan.decision/1",
                            ["plan": .text(plan), "about": try await business.about(row), "reason": .text(reason)])
                    ])
            }
        }
    }

    struct File: BusinessCommand {
        static let configuration = CommandConfiguration(abstract: "The plan was filed with the office above. 计划备案")
        @Argument(help: "The plan's number. 计划编号") var plan: String
        @Option(help: "With whom. 备案机关") var with: String
        @Option(help: "The day (default: today). 备案日期") var on: String?
        @Option(help: "The number there. 备案文号") var number: String?
        @OptionGroup var options: ActorOptions

        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let day = try on.map { try DayArgument.parse($0) } ?? Program.now().chinaDate
            try await business.send(
                "plan.filed/1",
                [
                    BusinessRecord.make(
                        "plan.filing/1",
                        [
                            "plan": .text(plan), "with": .text(with), "on": .text(day.description),
                            "number": .text(number),
                        ])
                ])
        }
    }

    struct Publish: BusinessCommand {
        static let configuration = CommandConfiguration(abstract: "The plan is published. 公布年度计划")
        @Argument(help: "The plan's number. 计划编号") var plan: String
        @Option(help: "Where. 公布渠道") var channel: String
        @Option(help: "The address there. 网址") var address: String?
        @OptionGroup var options: ActorOptions

        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let row = try await business.get("plan", plan, .planUnknown)
            try await business.send(
                "plan.published/1",
                [
                    BusinessRecord.make(
                        "plan.publication/1",
                        [
                            "plan": .text(plan), "about": try await business.about(row),
                            "channel": .text(channel), "address": .text(address),
                        ])
                ])
        }
    }

    struct Adjust: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adjusts a plan with a new sheet of all lines; what was drawn stays. 调整年度计划",
            discussion: "The new version must be approved, filed and published again. 调整后须重新审批、备案、公布。")
        @Argument(help: "The plan's number. 计划编号") var plan: String
        @OptionGroup var sheet: SheetOptions
        @Option(help: "Why. 调整理由") var reason: String
        @OptionGroup var lineOptions: LineOptions
        @OptionGroup var options: ActorOptions

        var isDry: Bool { sheet.dryRun }
        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let row = try await business.get("plan", plan, .planUnknown)
            let year = Int(plan.dropFirst(6).prefix(4))
            let read = try await PlanSheet(sheet, lineOptions, year: year, in: business)
            let version = row.integer("version") ?? 1
            let earlier = try await PlanBook.lines(plan, version: version, in: business)
            let drawn = Set(row.texts("drawn"))
            // A line that was drawn from stays as it is, to the letter.
            let lines = read.lines.map { line -> MemberList in
                guard drawn.contains(line.name), let kept = earlier.first(where: { $0.text("line") == line.name })
                else { return line.members }
                return MemberList(kept.value.members ?? [])
            }
            let before = earlier.map { MemberList($0.value.members ?? []) }
            for text in PlanDecision.differences(before, lines) { business.console.note("  " + text) }
            guard try read.sheet.decide(business) else { return }
            guard before.map(\.members) != lines.map(\.members) else { throw LedgerError(.importNothing) }
            let head = BusinessRecord.make(
                "plan.adjustment/1",
                ["plan": .text(plan), "about": try await business.about(row), "reason": .text(reason)])
            var drafts = [
                try await business.draft(
                    "plan.adjusted/1",
                    [head] + lines.map { BusinessRecord.make("plan.line/1", members: $0.members) })
            ]
            drafts += try await read.sheet.mappingDraft(business)
            try await business.send(drafts)
        }
    }

    struct Complete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The plan is completed. 计划完成")
        @Argument(help: "The plan's number. 计划编号") var plan: String
        @Option(help: "A note. 说明") var note: String?
        @OptionGroup var options: ActorOptions

        func run() async throws {
            try await options.business { business in
                try await business.send(
                    "plan.completed/1",
                    [BusinessRecord.make("plan.completion/1", ["plan": .text(plan), "note": .text(note)])])
            }
        }
    }

    struct Number: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Registers a document number, such as 迁商抽查〔2024〕1号. 登记计划文号")
        @Argument(help: "The plan's number. 计划编号") var plan: String
        @Argument(help: "The document number. 文号") var document: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            let document = try DocumentArgument.parse(document)
            try await options.business { business in
                try await business.send(
                    "plan.numbered/1",
                    [BusinessRecord.make("plan.number/1", ["plan": .text(plan), "number": .text(document)])])
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists plans. 列出年度计划")
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                let book = try await PlanBook(business)
                var listing = Listing(
                    [
                        .fixed("number", "计划编号"), .flexible("name", "名称"), .fixed("year", "年度"),
                        .flexible("document", "文号"), .fixed("version", "版本"), .fixed("standing", "状态"),
                    ], empty: BilingualText("No plan.", "没有年度计划。"))
                let language = business.console.language
                for plan in book.plans {
                    let head = book.head(plan)
                    listing.add(
                        [
                            plan.name, head?.shown("name") ?? "", head?.shown("year") ?? "", plan.shown("document"),
                            plan.shown("version"),
                            PlanDecision.standing(plan.shown("standing")).text(in: language),
                        ],
                        json: .object(
                            [.init("plan", .string(plan.key)), .init("name", .text(head?.text("name") ?? ""))]
                                + (plan.value.members ?? []).filter { $0.name != Bytes("plan".utf8) }))
                }
                listing.print(json: options.output.json)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a plan with its lines. 查看年度计划")
        @Argument(help: "The plan's number. 计划编号") var plan: String
        @Option(help: "A version (default: the newest). 版本") var version: Int?
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                let book = try await PlanBook(business)
                guard let row = book.plans.first(where: { $0.name == plan }) else {
                    throw LedgerError(.planUnknown, plan)
                }
                let newest = row.integer("version") ?? 1
                let lines = try await PlanBook.lines(plan, version: version ?? newest, in: business)
                if options.output.json {
                    business.console.json(row.json("plan"))
                    for line in lines { business.console.json(line.value) }
                    return
                }
                let head = book.head(row)
                let language = business.console.language
                let drawn = Set(row.texts("drawn"))
                Card.print(
                    [
                        (BilingualText("Plan", "计划编号"), plan), (BilingualText("Name", "名称"), head?.shown("name") ?? ""),
                        (BilingualText("Unit", "责任单位"), head?.shown("office") ?? ""),
                        (BilingualText("Document", "文号"), row.shown("document")),
                        (BilingualText("Window", "起止"), "\(head?.shown("from") ?? "") — \(head?.shown("to") ?? "")"),
                        (
                            BilingualText("Standing", "状态"),
                            PlanDecision.standing(row.shown("standing")).text(in: language)
                        ),
                        (
                            BilingualText("Version", "版本"),
                            language == .chinese
                                ? "第 \(version ?? newest) 版，生效第 \(row.integer("approved").map { "\($0)" } ?? "—") 版"
                                : "\(version ?? newest), in force \(row.integer("approved").map { "\($0)" } ?? "—")"
                        ),
                    ])
                var listing = Listing(
                    [
                        .fixed("line", "行"), .flexible("name", "名称"), .flexible("items", "事项"),
                        .flexible("objects", "对象"),
                        .flexible("quota", "抽取"), .fixed("window", "期限"),
                    ], empty: BilingualText("No line.", "没有计划行。"))
                for line in lines {
                    let window = [line.shown("from"), line.shown("to")].map { $0.dropFirst(5) }.joined(separator: "—")
                    listing.add(
                        [
                            line.shown("line") + (drawn.contains(line.text("line") ?? "") ? "*" : ""),
                            line.shown("name"), line.texts("items").joined(separator: "，"),
                            ([line.shown("kind")] + line.texts("tags")).filter { !$0.isEmpty }.joined(separator: "，"),
                            ScopeWords.quota(line, in: language), window,
                        ], json: line.value)
                }
                listing.print(json: false)
                if !drawn.isEmpty { business.console.say("* drawn from: stays as it is", "* 已抽取，不得调整") }
            }
        }
    }
}

/// What plan commands share.
enum PlanDecision {
    /// The plan's row, after its lines were shown to whoever decides.
    static func show(_ plan: String, in business: Business) async throws -> BusinessRow {
        let row = try await business.get("plan", plan, .planUnknown)
        guard !business.signing.output.json else { return row }
        let version = row.integer("version") ?? 1
        let lines = try await PlanBook.lines(plan, version: version, in: business)
        business.console.note(
            business.console.text("Plan \(plan), version \(version):", "计划 \(plan) 第 \(version) 版："))
        for line in lines {
            for text in business.console.wrap(ScopeWords.line(line), indent: 2) { business.console.note(text) }
        }
        return row
    }

    /// What an adjustment changes, line by line.
    static func differences(_ before: [MemberList], _ after: [MemberList]) -> [String] {
        func name(_ line: MemberList) -> Bytes { line["line"]?.bytes ?? [] }
        var texts: [String] = []
        for line in after {
            let text = ScopeWords.line(BusinessRow(.object(line.members)))
            guard let earlier = before.first(where: { name($0) == name(line) }) else {
                texts.append("+ \(text)")
                continue
            }
            if earlier.members != line.members {
                texts.append("- \(ScopeWords.line(BusinessRow(.object(earlier.members))))")
                texts.append("+ \(text)")
            }
        }
        for line in before where !after.contains(where: { name($0) == name(line) }) {
            texts.append("- \(ScopeWords.line(BusinessRow(.object(line.members))))")
        }
        return texts
    }

    static func standing(_ word: String) -> BilingualText {
        word == "draft" ? BilingualText("draft 草案", "草案") : BusinessWords.standing(word)
    }
}

extension ScopeDraft {
    /// A share, or a number of objects.
    mutating func take(quota: String) throws {
        if let count = Int(quota), count > 0 {
            self.count = count
        } else {
            ratio = try RatioArgument.parse(quota)
        }
    }
}

extension ScopeWords {
    /// How much is drawn: `30%`, `12 户`, `A 5% B 10%`, 全覆盖.
    static func quota(_ line: BusinessRow, in language: Language) -> String {
        guard line.text("mode") == "sample" else {
            return BusinessWords.mode(line.shown("mode")).text(in: language)
        }
        return strata(line, in: language)
    }
}
