import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// The sample county's year, played by its people.
struct DemoYear {
    var office: DemoOffice
    let county: SampleCounty
    let year: SampleYear
    /// The service's folder of ladders, and the passphrase under which it opens them.
    let ladders: LadderFolder
    let ladderPassphrase: @Sendable () throws -> SecretBytes
    let printer: DemoPrinter
    /// Only so many tasks of the fourteen.
    let taskLimit: Int

    /// What the year came to.
    struct Tally {
        var tasks = 0
        var objects = 0
        var inspections = 0
        var published = 0
        /// A published inspection, to be traced.
        var example = ""
    }

    /// The tasks from here on are those of the second half of the year.
    private static let halfYear = 8

    private(set) var tally = Tally()
    private var console: Console { printer.console }
    private var today: String { office.today.description }
    private let evidence: String

    init(
        office: DemoOffice, county: SampleCounty, ladders: LadderFolder, taskLimit: Int, printer: DemoPrinter,
        ladderPassphrase: @escaping @Sendable () throws -> SecretBytes
    ) {
        self.office = office
        self.county = county
        year = SampleYear(county, year: office.today.components.year)
        self.ladders = ladders
        self.ladderPassphrase = ladderPassphrase
        self.printer = printer
        self.taskLimit = taskLimit
        evidence = SHA256.hash(Bytes("虚构数据，仅供演示".utf8)).hex
    }

    mutating func play() async throws {
        try await people()
        try await registries()
        try await plan()
        let count = min(taskLimit, county.tasks.count)
        printer.phase(
            4, "\(count) tasks: draw, match, inspect, review, publish", "\(count) 项抽查任务：抽取、匹配、检查、审核、公示")
        for place in 0..<count {
            if place == DemoYear.halfYear { try await secondSheet() }
            try await task(place)
        }
        try await afterwards()
    }

    // MARK: People, registries, plan

    private mutating func people() async throws {
        printer.phase(1, "Rules and people", "启用规则，登记人员")
        try await office.adoptRules()
        printer.say(
            "Rule set 1, its policies and the holiday tables: proposed by the administrator, confirmed by the supervisor.",
            "第1号规则集、政策参数与放假安排：系统管理员提出，纪检监督人员确认。")
        let certified = year.certified(on: office.today)
        try office.hire(certified)
        try await office.enrolColleagues()
        await office.typing.newDay()
        printer.say(
            "Enrolled with keys of their own: clerk, leader, attendant, reviewer and \(certified.count) inspectors.",
            "经办人、审批领导、见证人、审核人和执法人员 \(certified.count) 人已登记，各持自己的密钥。")
    }

    /// The clerk's sheets, as they came from elsewhere.
    private func sheet(_ name: String) -> String { "\(office.clerk.folder)/\(name)" }

    private func writeSheets() throws {
        for (name, bytes) in year.sheets { try FileIO.replace(sheet(name), bytes, mode: 0o600) }
        try FileIO.replace(declaration, Bytes("回避关系申报表（虚构数据，仅供演示）\n".utf8), mode: 0o600)
    }

    private var declaration: String { sheet("declaration.txt") }

    private mutating func registries() async throws {
        printer.phase(2, "One list, two registries", "一单两库")
        try writeSheets()
        let (clerk, leader) = (office.clerk, office.leader)
        try await clerk.types(
            ["item", "import", sheet("items.csv"), "--source", "政策法规科"], printer)
        let publication = ["item", "publish", "--channel", "门户网站"]
        try printer.refused(
            "the clerk tries to publish the list", "经办人自行公布清单",
            try await clerk.refusal(of: publication, printer))
        try await leader.types(publication, printer)
        // What the law has taken away comes with an old sheet, and goes with a reason.
        try await clerk.types(["item", "import", sheet("items-retired.csv"), "--source", "往年清单"], printer)
        for item in SampleYear.retiredItems {
            try await leader.types(["item", "retire", item.code, "--cause", "law", "--reason", item.reason], printer)
        }
        await office.typing.newDay()
        try await clerk.types(
            ["object", "import", sheet("objects.csv"), "--source", "市市场监管局", "--scale", "SAMR"], printer)
        tally.objects = county.objects.count
        // A sheet with faulty rows: all or nothing, or the good ones by choice.
        let faulty = ["object", "import", sheet("objects-faulty.csv"), "--source", "乡镇报表", "--scale", "SAMR"]
        try printer.refused(
            "a sheet with faulty rows", "有错误行的来表", try await clerk.refusal(of: faulty, printer))
        try await clerk.types(
            faulty + ["--accept-good", "--verdicts", sheet("objects-faulty-verdicts.csv")], printer)
        await office.typing.newDay()
        try await clerk.types(["inspector", "import", sheet("inspectors.csv"), "--source", "人事科"], printer)
        let pairs = office.inspectors.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
            "\($0.key)=\($0.value.actor)"
        }
        for start in stride(from: 0, to: pairs.count, by: 200) {
            try await clerk.types(
                ["inspector", "bind"] + pairs[start..<min(start + 200, pairs.count)], printer)
        }
        let relations = year.relations
        for relation in relations {
            try await clerk.types(
                [
                    "inspector", "relate", relation.inspector, relation.code, "--relation", relation.relation,
                    "--evidence", declaration, "--note", relation.note,
                ], printer)
        }
        printer.say(
            "Each file is kept as attachment, sealed where it names persons; its entry has its digest (ledgerctl import list).",
            "来表原件均已作为附件保存，含个人信息的加密封存，入库事件记其摘要（ledgerctl import list）。")
    }

    private func approvePlan() async throws {
        try await office.leader.types(["plan", "approve", year.plan], printer)
        try await office.clerk.types(
            ["plan", "file", year.plan, "--with", "市级商务主管部门", "--on", today], printer)
        try await office.clerk.types(["plan", "publish", year.plan, "--channel", "门户网站"], printer)
    }

    private func plan() async throws {
        printer.phase(3, "The annual plan", "年度抽查工作计划")
        await office.typing.newDay()
        let strata = SampleYear.strata.flatMap { ["--strata", $0] }
        try await office.clerk.types(
            [
                "plan", "import", sheet("plan-lines.csv"), "--source", "年度计划表", "--name", year.planName, "--year",
                "\(year.year)", "--office", SampleYear.office, "--joint",
            ] + strata, printer)
        try printer.refused(
            "the clerk tries to approve the own plan", "经办人自行批准计划",
            try await office.clerk.refusal(of: ["plan", "approve", year.plan], printer))
        try await approvePlan()
        await office.typing.newDay()
        try await office.clerk.types(
            [
                "plan", "adjust", year.plan, sheet("plan-lines-adjusted.csv"), "--source", "年度计划表", "--reason",
                "根据工作实际，再生资源回收抽查后移至7月",
            ] + strata, printer)
        try await approvePlan()
        printer.say(
            "Plan \(year.plan), 12 lines: drafted by the clerk, approved by the leader, filed, published; adjusted with a reason and approved again.",
            "计划 \(year.plan) 共 12 行：经办人拟订，审批领导批准，报备并公布；后写明理由调整，再次审批。")
    }

    /// The registry half a year later: new firms, changed ones, some that are gone; what the sheet lacks stays.
    private func secondSheet() async throws {
        await office.typing.newDay()
        printer.say("Half a year later the register sends its sheet again.", "半年后，登记机关再次来表：")
        try await office.clerk.types(
            ["object", "import", sheet("objects-next.csv"), "--source", "市市场监管局", "--scale", "SAMR"], printer)
    }

    // MARK: One task

    private func create(_ task: SampleYear.Task) async throws {
        var arguments = ["task", "create"]
        if let line = task.line {
            arguments += ["--plan", year.plan, "--line", "\(line)"]
        } else {
            let lead = SampleYear.lead
            arguments += [
                "--reason", lead.reason, "--items", lead.items, "--tags", lead.tags, "--ratio", lead.ratio, "--from",
                "\(year.year)-01-01", "--to", "\(year.year)-12-31",
            ]
        }
        arguments += ["--name", task.name, "--number", task.number, "--list", "after"]
        try await office.clerk.types(arguments, printer)
        if task.line == nil { try await office.leader.types(["task", "approve", task.number], printer) }
    }

    private mutating func task(_ place: Int) async throws {
        let task = year.tasks[place]
        await office.typing.newDay()
        try await create(task)
        let sitting = DemoSitting(
            office: office, task: task.number, ladders: ladders, ladderPassphrase: ladderPassphrase)
        try await sitting.openLadders()
        if place == 0 {
            try printer.refused(
                "a draw without an attendant", "无见证人的抽取", try await sitting.refusalWithoutAttendant())
        }
        // R7: who was inspected for the item this year already stays out of a later draw, with the reason.
        let exclusions = try await exclusions(task.number)
        if task.edges.contains(.voidedDraw) {
            let voided = DrawWords.id(try await sitting.void(exclusions: exclusions, reason: "见证人临时离场，未及封号"))
            printer.say(
                "\(voided): voided before any value was shown, by clerk and supervisor; the number stays.",
                "\(voided)：开号前作废（经办人提请、纪检监督人员确认），编号保留。")
        }
        let objects = try await sitting.draw(exclusions: exclusions)
        let inspectors = try await sitting.draw()
        let drawn = try await office.clerk.use { access in
            try await DrawDesk(access: access, actor: office.clerk.actor, sealed: office.clerk.sealed)
                .objects(of: Bytes(task.number.utf8))
        }
        var round = DemoRound(office: office, county: county, task: task.number, first: tally.inspections)
        try await round.play(edges: task.edges, printer: printer)
        let population = objects.strata.reduce(0) { $0 + $1.population }
        let left = exclusions.isEmpty ? "" : console.text(", \(exclusions.count) left out", "，排除 \(exclusions.count) 户")
        printer.say(
            "\(task.number) \(task.name): \(drawn.count) of \(population) drawn\(left), \(inspectors.slotCount) places filled; published \(round.published)",
            "\(task.number) \(task.name)：\(population) 户抽 \(drawn.count) 户\(left)，配席位 \(inspectors.slotCount) 个；已公示 \(round.published) 户"
        )
        tally.tasks += 1
        tally.inspections += drawn.count
        tally.published += round.published
        if tally.example.isEmpty { tally.example = round.example }
    }

    private func exclusions(_ task: String) async throws -> [FreezeRequest.Exclusion] {
        try await office.clerk.use { access in
            let row = try await access.row(StateTable("task"), Bytes(task.utf8)).map { BusinessRow($0) }
            guard let scope = row?.row("scope"), row?.text("origin") == "plan" else { return [] }
            let items = Set(scope.texts("items"))
            let tags = scope.texts("tags")
            let general = Set(
                try await access.state(table: StateTable("item"), prefix: []).map { BusinessRow($0) }
                    .filter { $0.text("class") == "general" }.map(\.plain))
            guard !items.isDisjoint(with: general) else { return [] }
            let inScope = Set(
                try await access.state(table: StateTable("object"), prefix: []).map { BusinessRow($0) }
                    .filter { object in
                        object.text("standing") == "active" && tags.allSatisfy { object.texts("tags").contains($0) }
                    }.map(\.plain))
            var found: Set<String> = []
            let year = "\(Program.now().chinaDate.components.year)"
            for visit in try await access.state(table: StateTable("visitCount"), prefix: []) {
                let parts = String(decoding: visit.key, as: UTF8.self).split(separator: "/").map(String.init)
                guard parts.count == 3, inScope.contains(parts[0]), items.contains(parts[1]), parts[2] == year else {
                    continue
                }
                found.insert(parts[0])
            }
            return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map {
                FreezeRequest.Exclusion(
                    object: Bytes($0.utf8), reason: Bytes("年度频次已满".utf8), evidence: Bytes(evidence.utf8))
            }
        }
    }

    // MARK: After publication

    private mutating func afterwards() async throws {
        printer.phase(5, "After publication: a correction, a withdrawal", "公示之后：更正与撤下")
        await office.typing.newDay()
        let rows = try await office.clerk.use { access in
            try await access.state(table: StateTable("inspection"), prefix: []).map { BusinessRow($0) }
        }.filter { $0.text("standing") == "published" }
        guard rows.count >= 2 else { return }
        let corrected = rows[rows.count / 2]
        var round = DemoRound(office: office, county: county, task: corrected.text("task") ?? "", first: 0)
        try await round.correct(corrected)
        printer.say(
            "\(corrected.plain): corrected after an objection, with the reason; both versions stay.",
            "\(corrected.plain)：经异议核实后更正，写明理由，前后版本均保留。")
        let withdrawn = rows[rows.count - 1]
        if withdrawn.plain != corrected.plain {
            try await office.leader.use { access in
                let desk = InspectionDesk(access: access)
                try await office.leader.submit(
                    [try await desk.withdraw(withdrawn, reason: "相关行政处罚决定被撤销", decided: today)], on: access)
            }
            tally.published -= 1
            printer.say(
                "\(withdrawn.plain): withdrawn, its reason shown; the record stays in the ledger.",
                "\(withdrawn.plain)：撤下公示并说明理由，账本记录仍在。")
        }
        if tally.example == withdrawn.plain { tally.example = corrected.plain }
        let list = WorkList(
            standings: try await office.clerk.use { access in
                try await access.state(table: StateTable("inspection"), prefix: [])
                    .map { BusinessRow($0).text("standing") ?? "" }
            })
        printer.say("Work list: " + list.text(in: .english), "待办计数：" + list.text(in: .chinese))
        printer.phase(6, "What the year asked of its people", "全年操作量")
        for line in await office.typing.lines(console) { console.out(line) }
    }
}
