import ArgumentParser
import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

struct TaskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task", abstract: "Tasks: of a plan line, or 临时任务 with a reason. 抽查任务",
        subcommands: [
            Create.self, Approve.self, Stop.self, Complete.self, Number.self, External.self, Listed.self, List.self,
            Show.self,
        ])
}

extension TaskCommand {
    struct Create: BusinessCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Sets up a task of a plan line, or with --reason one without a plan. 创建抽查任务",
            discussion: spoken(
                """
                From a plan: --plan and --line. Without one: --reason, --items, --tags and --ratio or --count; another \
                person approves it before anything is drawn.
                """,
                """
                据计划：--plan 和 --line。不据计划：--reason、--items、--tags 加 --ratio 或 --count；抽取前\
                须另一人审批。
                """), aliases: ["open"])

        @Option(help: "The plan's number. 计划编号") var plan: String?
        @Option(help: "Its line. 计划行") var line: String?
        @Option(help: "The task's name (default: the line's). 任务名称") var name: String?
        @Option(help: "First day (default: the line's). 起始日期") var from: String?
        @Option(help: "Last day (default: the line's). 截止日期") var to: String?
        @Option(help: "Whether the list is public: before, after or never. 抽取名单：检查前公示、检查后公示、不公示") var list = "never"
        @Option(help: "Drawn on another platform, of this name. 外部抽取的平台名称") var external: String?
        @Option(help: "The number on the provincial platform. 省级平台任务编号") var platform: String?
        @Option(help: "The task's number (default: the next one of the day). 任务编号，默认自动编号") var number: String?
        @Option(help: "The day in the number (default: today). 编号所用日期") var day: String?

        @Option(help: "Without a plan: why. 临时任务理由") var reason: String?
        @Option(help: "Items, divided by commas. 抽查事项") var items: String?
        @Option(help: "Labels or kind of the objects. 检查对象标签或类型") var tags: String?
        @Option(help: "A ratio, such as 30%. 抽查比例") var ratio: String?
        @Option(help: "A number of objects. 抽查户数") var count: Int?
        @OptionGroup var lineOptions: LineOptions
        @OptionGroup var options: ActorOptions

        func validate() throws {
            guard ["before", "after", "never"].contains(list) else {
                throw ValidationError("--list is before, after or never. --list 取 before、after 或 never")
            }
            if plan == nil {
                guard reason != nil, items != nil, name != nil, from != nil, to != nil, (ratio == nil) != (count == nil)
                else {
                    throw ValidationError(
                        "Give --plan and --line; or --reason, --name, --items, --from, --to and --ratio or --count. 请给出 --plan 和 --line；临时任务请给出 --reason、--name、--items、--from、--to 及 --ratio 或 --count"
                    )
                }
            } else if line == nil || items != nil || ratio != nil || count != nil || reason != nil {
                throw ValidationError("--plan goes with --line alone. --plan 须与 --line 同用，事项和比例以计划为准")
            }
        }

        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let day = try day.map { try DayArgument.parse($0) } ?? Program.now().chinaDate
            let (first, last) = (try from.map { try DayArgument.parse($0) }, try to.map { try DayArgument.parse($0) })
            var record = MemberList()
            let number = try await number(on: day, in: business)
            record.set("task", .text(number))
            var rows: [Bytes] = []
            if let plan, let line {
                let row = try await self.line(line, of: plan, in: business)
                record.set("name", .text(name ?? row.text("name")))
                record.set("origin", .text("plan"))
                record.set("plan", .text(plan))
                record.set("line", .text(line))
                record.set("from", first.map { .text($0.description) } ?? row["from"])
                record.set("to", last.map { .text($0.description) } ?? row["to"])
            } else if let first, let last {
                record.set("name", .text(name))
                record.set("origin", .text("adhoc"))
                record.set("reason", .text(reason))
                record.set("from", .text(first.description))
                record.set("to", .text(last.description))
                rows = [try await scope(from: first, to: last, in: business)]
            }
            record.set("drawn", .text(external == nil ? "here" : "external"))
            record.set("list", .text(list))
            record.set("platform", .text(platform ?? external))
            try await business.send(
                "task.created/1", [BusinessRecord.make("task.record/1", members: record.members)] + rows)
            business.console.note(business.console.text("Task number: \(number)", "任务编号：\(number)"))
        }

        private func number(on day: CivilDate, in business: Business) async throws -> String {
            guard let number else { return try await TaskBook.nextNumber(on: day, in: business) }
            return try reportingSheetErrors { try TaskNumber(Bytes(number.utf8)).description }
        }

        private func line(_ line: String, of plan: String, in business: Business) async throws -> BusinessRow {
            let row = try await business.get("plan", plan, .planUnknown)
            guard let version = row.integer("approved") else { throw LedgerError(.planUnapproved, plan) }
            guard let found = try await business.find("planLine", "\(plan)/\(version)/\(line)") else {
                throw LedgerError(.taskOrigin, business.console.text("no line \(line)", "没有第 \(line) 行"))
            }
            return found
        }

        private func scope(from: CivilDate, to: CivilDate, in business: Business) async throws -> Bytes {
            let officers = try await business.policy("inspection.officers")?.integer.map { Int($0) } ?? 2
            let list = try await ItemList(business)
            var draft = ScopeDraft(name: name ?? "", from: from, to: to)
            for word in Words.list(items ?? "") {
                let codes = list.codes(word)
                guard !codes.isEmpty else { throw LedgerError(.itemUnknown, DisplayText.clean(word, limit: 60)) }
                draft.items += codes.filter { !draft.items.contains($0) }
            }
            (draft.kind, draft.tags) = Audience.read(tags.map { Bytes($0.utf8) })
            draft.count = count
            draft.ratio = try ratio.map { try RatioArgument.parse($0) }
            draft.rounding = lineOptions.rounding
            draft.strata = try lineOptions.strataByLine()["1"]
            draft.team = try lineOptions.teamByLine()["1"] ?? []
            draft.numbers = try lineOptions.numbersByLine()["1"] ?? LineOptions.Numbers()
            return BusinessRecord.make("task.scope/1", members: draft.members(line: nil, officers: officers).members)
        }
    }

    struct Approve: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approves a 临时任务; never by who proposed it. 审批临时任务")
        @Argument(help: "The task's number. 任务编号") var task: String
        @OptionGroup var paper: PaperOptions
        @OptionGroup var options: ActorOptions

        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let row = try await business.get("task", task, .taskUnknown)
            TaskWords.note(row, in: business)
            let (value, personal) = try await paper.value(subject: "task-\(task)", in: business)
            try await TaskWords.decide("task.approved/1", row, paper: value, personal: personal, in: business)
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stops a task for good; its list stays visible. 中止任务")
        @Argument(help: "The task's number. 任务编号") var task: String
        @Option(help: "Why. 理由") var reason: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            try await options.business { business in
                let row = try await business.get("task", task, .taskUnknown)
                try await TaskWords.decide("task.stopped/1", row, reason: reason, in: business)
            }
        }
    }

    struct Complete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The task is completed: every inspection is published. 任务完成")
        @Argument(help: "The task's number. 任务编号") var task: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            try await options.business { business in
                let row = try await business.get("task", task, .taskUnknown)
                try await TaskWords.decide("task.completed/1", row, in: business)
            }
        }
    }

    struct Number: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Registers a document number, such as 迁商抽查〔2024〕1号. 登记任务文号")
        @Argument(help: "The task's number. 任务编号") var task: String
        @Argument(help: "The document number. 文号") var document: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            let document = try DocumentArgument.parse(document)
            try await options.business { business in
                try await business.send(
                    "task.numbered/1",
                    [BusinessRecord.make("task.number/1", ["task": .text(task), "number": .text(document)])])
            }
        }
    }

    struct External: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Before a draw on another platform: fixes the roster's digest. 外部抽取：固定名录快照",
            discussion: "What the platform draws cannot be recomputed here; it stays marked so. 外部抽取·不可复算")
        @Argument(help: "The task's number. 任务编号") var task: String
        @Option(help: "The platform. 抽取平台") var platform: String
        @Option(help: "The task's number there. 平台任务编号") var number: String?
        @OptionGroup var options: ActorOptions

        func run() async throws {
            try await options.business { business in
                let row = try await business.get("task", task, .taskUnknown)
                let ids = try await TaskScope(row).objects(in: business)
                let hash: Hash256
                do {
                    hash = try RegistryManifest(
                        ids.map { id in
                            guard let id = DrawID(id) else { throw LedgerError(.serviceAnswer, "object") }
                            return RegistryRow(id: id)
                        }
                    ).hash
                } catch let error as DrawError {
                    throw LedgerError(.drawManifest, "\(error.code.rawValue) \(error.detail)")
                }
                try await business.send(
                    "draw.external/1",
                    [
                        BusinessRecord.make(
                            "draw.external/1",
                            [
                                "task": .text(task), "platform": .text(platform),
                                "registry": .object(of: [
                                    ("hash", .text("\(hash)")), ("count", .integer(Int64(ids.count))),
                                ]), "number": .text(number),
                            ])
                    ])
            }
        }
    }

    struct Listed: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "After it: enters the platform's list with its inspectors. 外部抽取：录入抽取名单",
            discussion: spoken(
                "Columns: 统一社会信用代码/注册号 (or 对象编号), 检查人员工号.",
                "所需列：统一社会信用代码/注册号（或对象编号）、检查人员工号。"))
        @Argument(help: "The task's number. 任务编号") var task: String
        @OptionGroup var sheet: SheetOptions
        @Option(help: "A screenshot of the draw. 抽取界面截图") var screenshot: String
        @Option(help: "The day of the draw, YYYY-MM-DD. 抽取日期") var on: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            let day = try DayArgument.parse(on)
            let work: (Business) async throws -> Void = { business in
                let row = try await business.get("task", task, .taskUnknown)
                var read = try await SheetImport<DrawnRow>(
                    sheet, unit: BilingualText("objects", "户"), in: business)
                let objects = ObjectFinder(try await business.rows("object"))
                let people = InspectorFinder(try await business.rows("inspector"))
                var assigned: [Bytes] = []
                for (place, drawn) in read.admitted {
                    guard let object = objects.id(drawn.id?.bytes, code: drawn.code) else {
                        read.report.rows[place].find(
                            .objectUnknown, ObjectFinder.shown(drawn.id?.bytes ?? drawn.code), refuses: true)
                        continue
                    }
                    let team = drawn.inspectors.map { people.id($0) }
                    guard !team.contains(where: { $0 == nil }) else {
                        let unknown = zip(drawn.inspectors, team).first { $0.1 == nil }?.0
                        read.report.rows[place].find(
                            .inspectorUnknown, ObjectFinder.shown(unknown), refuses: true)
                        continue
                    }
                    let inspection = "\(task)-\(String(100_001 + assigned.count).dropFirst())"
                    read.report.rows[place].outcome = .new(id: inspection)
                    assigned.append(
                        BusinessRecord.make(
                            "draw.external.assigned/1",
                            [
                                "object": .text(object), "inspection": .text(inspection),
                                "inspectors": .texts(team.compactMap { $0 }),
                            ]))
                }
                guard try read.decide(business) else { return }
                let subject = "task-\(task)"
                let list = try await Evidence(sheet.file, subject: subject, in: business)
                let picture = try await Evidence(screenshot, subject: subject, in: business)
                let head = BusinessRecord.make(
                    "draw.external.list/1",
                    [
                        "task": .text(task), "about": try await business.about(row, "external"), "list": list.hex,
                        "screenshot": picture.hex, "on": .text(day.description),
                        "count": .integer(Int64(assigned.count)),
                    ])
                try await business.send(
                    "draw.external.listed/1", [head] + assigned, personal: list.personal + picture.personal)
            }
            if sheet.dryRun { try await options.reading(work) } else { try await options.business(work) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists tasks. 列出抽查任务")
        @Option(help: "Only of a plan. 计划编号") var plan: String?
        @Option(help: "Only of a standing. 状态") var standing: String?
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                let book = try await TaskBook(business)
                var listing = Listing(
                    [
                        .fixed("number", "任务编号"), .flexible("name", "名称"), .fixed("of", "来源"), .fixed("until", "截止"),
                        .flexible("document", "文号"), .fixed("standing", "状态"),
                    ], empty: BilingualText("No task.", "没有抽查任务。"))
                let language = business.console.language
                for task in book.tasks {
                    if let plan, task.text("plan") != plan { continue }
                    if let standing, task.text("standing") != standing { continue }
                    let isAdHoc = task.text("origin") == "adhoc"
                    let origin =
                        isAdHoc
                        ? business.console.text("ad hoc", "临时")
                        : business.console.text("line \(task.shown("line"))", "第\(task.shown("line"))行")
                    listing.add(
                        [
                            task.name, book.head(task)?.shown("name") ?? "", origin, task.shown("to"),
                            task.shown("document"),
                            BusinessWords.standing(task.shown("standing")).text(in: language)
                                + (task.text("drawn") == "external" ? business.console.text(" (external)", "·外部") : ""),
                        ],
                        json: .object(
                            [
                                .init("task", .string(task.key)),
                                .init("name", .text(book.head(task)?.text("name") ?? "")),
                            ] + (task.value.members ?? [])))
                }
                listing.print(json: options.output.json)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a task. 查看抽查任务")
        @Argument(help: "The task's number. 任务编号") var task: String
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                let book = try await TaskBook(business)
                guard let row = book.tasks.first(where: { $0.name == task }) else {
                    throw LedgerError(.taskUnknown, task)
                }
                if options.output.json { return business.console.json(row.json("task")) }
                let head = book.head(row)
                let language = business.console.language
                let scope = row.row("scope")
                let objects = try await TaskScope(row).objects(in: business)
                let inspections = try await business.rows("inspection", prefix: task + "-")
                var counts: [(String, Int)] = []
                for inspection in inspections {
                    let word = BusinessWords.standing(inspection.shown("standing")).text(in: language)
                    if let place = counts.firstIndex(where: { $0.0 == word }) {
                        counts[place].1 += 1
                    } else {
                        counts.append((word, 1))
                    }
                }
                let comma = language == .chinese ? "，" : ", "
                Card.print(
                    [
                        (BilingualText("Task", "任务编号"), task), (BilingualText("Name", "名称"), head?.shown("name") ?? ""),
                        (BilingualText("Document", "文号"), row.shown("document")),
                        (
                            BilingualText("Of", "来源"),
                            row.text("origin") == "adhoc"
                                ? business.console.text("no plan 临时任务", "临时任务")
                                : business.console.text(
                                    "plan \(row.shown("plan")), line \(row.shown("line"))",
                                    "计划 \(row.shown("plan")) 第 \(row.shown("line")) 行")
                        ),
                        (BilingualText("Reason", "理由"), head?.shown("reason") ?? ""),
                        (BilingualText("Window", "起止"), "\(row.shown("from")) — \(row.shown("to"))"),
                        (BilingualText("Items", "事项"), TaskWords.items(row)),
                        (
                            BilingualText("Drawn", "抽取"),
                            row.text("drawn") == "external"
                                ? business.console.text("on another platform 外部抽取·不可复算", "外部抽取·不可复算")
                                : scope.map { ScopeWords.quota($0, in: language) } ?? ""
                        ),
                        (
                            BilingualText("In scope now", "当前应在库"),
                            language == .chinese ? "\(objects.count) 户" : "\(objects.count) objects"
                        ),
                        (BilingualText("List", "名单"), BusinessWords.listing(row.shown("list")).text(in: language)),
                        (
                            BilingualText("Standing", "状态"),
                            BusinessWords.standing(row.shown("standing")).text(in: language)
                        ),
                        (
                            BilingualText("Inspections", "检查"),
                            counts.map { "\($0.0) \($0.1)" }.joined(separator: comma)
                        ),
                    ])
            }
        }
    }
}

/// What a task is about, as the next draw would take it.
struct TaskScope {
    private let scope: BusinessRow?

    init(_ task: BusinessRow) { scope = task.row("scope") }

    /// Every active object of the kind, where one is named, that bears all labels: the roster in scope.
    func objects(in business: Business) async throws -> [Bytes] {
        let kind = scope?.bytes("kind")
        let tags = scope?.texts("tags") ?? []
        return try await business.rows("object").filter { row in
            guard row.text("standing") == "active", kind == nil || row.bytes("kind") == kind else { return false }
            let borne = row.texts("tags")
            return tags.allSatisfy(borne.contains)
        }.map(\.key)
    }
}

/// What task commands share.
enum TaskWords {
    /// The items of a task in the versions that it was set up with.
    static func items(_ row: BusinessRow) -> String {
        let versions = (row["versions"]?.elements ?? []).map { $0.integer.map { " v\($0)" } ?? "" }
        return (row.row("scope")?.texts("items") ?? []).enumerated().map { place, item in
            DisplayText.clean(item, limit: 64) + (place < versions.count ? versions[place] : "")
        }.joined(separator: "，")
    }

    static func note(_ task: BusinessRow, in business: Business) {
        guard let scope = task.row("scope"), !business.signing.output.json else { return }
        for line in business.console.wrap(ScopeWords.line(scope), indent: 2) { business.console.note(line) }
    }

    static func decide(
        _ type: StaticString, _ task: BusinessRow, reason: String? = nil, paper: IJSONValue? = nil,
        personal: [Bytes] = [], in business: Business
    ) async throws {
        try await business.send(
            type,
            [
                BusinessRecord.make(
                    "task.decision/1",
                    [
                        "task": .string(task.key), "about": try await business.about(task), "reason": .text(reason),
                        "paper": paper,
                    ])
            ], personal: personal)
    }
}
