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
        year = SampleYear(county, year: office.today.components.year) { Random.bytes(16) }
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
        for place in 0..<count { try await task(place) }
        try await afterwards()
    }

    // MARK: People, registries, plan

    private mutating func people() async throws {
        printer.phase(1, "Rules and people", "启用规则，登记人员")
        try await office.adoptRules()
        printer.say(
            "Rule set 1, its policies and the holiday tables: proposed by the administrator, confirmed by the supervisor.",
            "第1号规则集、政策参数与放假安排：系统管理员提出，纪检监督人员确认。")
        let all = year.inspectors { _ in nil }
        let certified = zip(all, county.inspectors).filter { $0.0.isCertified }.map { ($0.0.id, $0.1.name) }
        try office.hire(certified.map { (id: $0.0, name: $0.1) })
        try await office.enrolColleagues()
        printer.say(
            "Enrolled with keys of their own: clerk, leader, attendant, reviewer and \(certified.count) inspectors.",
            "经办人、审批领导、见证人、审核人和执法人员 \(certified.count) 人已登记，各持自己的密钥。")
    }

    private mutating func registries() async throws {
        printer.phase(2, "One list, two registries", "一单两库")
        let items = try await office.clerk.act([
            Composed(
                "item.imported/1",
                [BusinessRecord.make("item.import/1", ["source": .text("items.csv")])] + year.items)
        ])
        guard let listed = items.first?.entry else { return }
        let about = Decision.about(SeenEntry(index: listed.index, leaf: listed.leaf)).value
        let publication = Composed(
            "item.published/1",
            [BusinessRecord.make("item.publication/1", ["channel": .text("门户网站")])]
                + year.itemCodes.map {
                    BusinessRecord.make("item.reference/1", ["item": .text($0), "about": about])
                })
        try printer.refused(
            "the clerk tries to publish the list", "经办人自行公布清单", try await office.clerk.refusal(publication))
        try await office.leader.act([publication])
        let objects = year.objects
        let part = 2_000
        for start in stride(from: 0, to: objects.count, by: part) {
            let rows = objects[start..<min(start + part, objects.count)]
            try await office.clerk.act([
                Composed(
                    "object.imported/1",
                    [
                        BusinessRecord.make(
                            "object.import/1",
                            [
                                "source": .text("objects.csv"), "rows": .integer(Int64(rows.count)),
                                "accepted": .integer(Int64(rows.count)), "warned": .integer(0),
                                "refused": .integer(0), "verdicts": .text(evidence),
                            ])
                    ] + rows.map(\.record))
            ])
        }
        tally.objects = objects.count
        let people = office.inspectors
        let inspectors = year.inspectors { place in people["I-\(county.inspectors[place].staff)"]?.actor }
        for start in stride(from: 0, to: inspectors.count, by: part) {
            try await office.clerk.act([
                Composed(
                    "inspector.imported/1",
                    [BusinessRecord.make("inspector.import/1", ["source": .text("inspectors.csv")])]
                        + inspectors[start..<min(start + part, inspectors.count)].map(\.record))
            ])
        }
        let relations = year.relations(evidence: evidence)
        try await office.clerk.act(relations.map { Composed("inspector.related/1", [$0]) })
        printer.say(
            "\(year.itemCodes.count) items published by the leader; \(objects.count) objects and \(inspectors.count) inspectors entered, \(relations.count) relations declared.",
            "抽查事项 \(year.itemCodes.count) 项，由审批领导公布；检查对象 \(objects.count) 户、执法人员 \(inspectors.count) 人入库，回避关系申报 \(relations.count) 件。"
        )
    }

    private func decision(_ type: StaticString, _ record: StaticString, _ member: StaticString, _ number: String)
        async throws
        -> Composed
    {
        let row = try await office.clerk.use { access in
            try await access.row(StateTable("\(member)"), Bytes(number.utf8)).map { BusinessRow($0) }
        }
        guard let place = row?.place("at") else { throw LedgerError(.serviceAnswer, number) }
        return Composed(
            type,
            [
                RecordComposer.record(
                    TypeName(literal: record), nonce: Random.bytes(16),
                    [.init(member, .text(number)), .init("about", Decision.about(place).value)])
            ])
    }

    private func approvePlan() async throws {
        let approval = try await decision("plan.approved/1", "plan.decision/1", "plan", year.plan)
        try await office.leader.act([approval])
        try await office.clerk.act([
            Composed(
                "plan.filed/1",
                [
                    BusinessRecord.make(
                        "plan.filing/1",
                        ["plan": .text(year.plan), "with": .text("市级商务主管部门"), "on": .text(today)])
                ])
        ])
        let row = try await office.clerk.use { try await $0.row(StateTable("plan"), Bytes(year.plan.utf8)) }
        guard let place = row.map({ BusinessRow($0) })?.place("at") else {
            throw LedgerError(.serviceAnswer, year.plan)
        }
        try await office.clerk.act([
            Composed(
                "plan.published/1",
                [
                    BusinessRecord.make(
                        "plan.publication/1",
                        [
                            "plan": .text(year.plan), "about": Decision.about(place).value, "channel": .text("门户网站"),
                        ])
                ])
        ])
    }

    private func plan() async throws {
        printer.phase(3, "The annual plan", "年度抽查工作计划")
        try await office.clerk.act([
            Composed("plan.drafted/1", [year.planHead] + year.planLines(adjusted: false))
        ])
        let own = try await decision("plan.approved/1", "plan.decision/1", "plan", year.plan)
        try printer.refused("the clerk tries to approve the own plan", "经办人自行批准计划", try await office.clerk.refusal(own))
        try await approvePlan()
        let row = try await office.clerk.use { try await $0.row(StateTable("plan"), Bytes(year.plan.utf8)) }
        guard let place = row.map({ BusinessRow($0) })?.place("at") else {
            throw LedgerError(.serviceAnswer, year.plan)
        }
        try await office.clerk.act([
            Composed(
                "plan.adjusted/1",
                [
                    BusinessRecord.make(
                        "plan.adjustment/1",
                        [
                            "plan": .text(year.plan), "about": Decision.about(place).value,
                            "reason": .text("根据工作实际，再生资源回收抽查后移至7月"),
                        ])
                ] + year.planLines(adjusted: true))
        ])
        try await approvePlan()
        printer.say(
            "Plan \(year.plan), 12 lines: drafted by the clerk, approved by the leader, filed, published; adjusted with a reason and approved again.",
            "计划 \(year.plan) 共 12 行：经办人拟订，审批领导批准，报备并公布；后写明理由调整，再次审批。")
    }

    // MARK: One task

    private mutating func task(_ place: Int) async throws {
        let task = year.task(place)
        try await office.clerk.act([Composed("task.created/1", task.records)])
        if task.isAdHoc {
            try await office.leader.act([
                try await decision("task.approved/1", "task.decision/1", "task", task.number)
            ])
        }
        let sitting = DemoSitting(
            office: office, task: task.number, ladders: ladders, ladderPassphrase: ladderPassphrase)
        try await sitting.openLadders()
        if place == 0 {
            try printer.refused(
                "a draw without an attendant", "无见证人的抽取", try await sitting.refusalWithoutAttendant())
        }
        // R7: who was inspected for the item this year already stays out of a later draw, with the reason.
        let exclusions = try await exclusions(task.number)
        let objects = try await sitting.draw(exclusions: exclusions)
        let inspectors = try await sitting.draw()
        let drawn = try await office.clerk.use { access in
            try await DrawDesk(access: access, actor: office.clerk.actor, sealed: office.clerk.sealed)
                .objects(of: Bytes(task.number.utf8))
        }
        var round = DemoRound(office: office, county: county, task: task.number, first: tally.inspections)
        try await round.play(edges: county.tasks[place].edges, printer: printer)
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
    }
}
