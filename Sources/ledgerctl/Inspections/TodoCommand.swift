import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// What waits for one person (待签): found from the roles of the key, the registry and where everything stands.
struct TodoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "todo", abstract: "Lists what waits for you to sign. 待签事项")
    @OptionGroup var options: ReadingOptions
    @Option(help: "Of one task. 任务编号") var task: String?

    func run() async throws {
        let console = Console.standard
        try await options.inspecting { business, desk, actor in
            let todo = try await Todo(business, desk, actor, task: task)
            if options.output.json {
                for matter in todo.matters { console.json(matter.json) }
                return
            }
            for line in console.wrap(todo.strip.text(in: console.language)) { console.out(line) }
            if todo.matters.isEmpty { return console.say("Nothing waits for you.", "没有待您签署的事项。") }
            for matter in todo.matters {
                for line in console.wrap(matter.text.text(in: console.language), indent: 2) { console.out(line) }
                console.out("      ledgerctl \(matter.command)")
            }
        }
    }
}

struct Todo {
    /// One thing that waits, with the command that does it.
    struct Matter {
        let what: String
        let subjects: [String]
        let text: BilingualText
        let command: String

        var json: IJSONValue {
            .object([
                .init("what", .text(what)), .init("subjects", .array(subjects.map { .text($0) })),
                .init("text", .text(text.english)), .init("command", .text(command)),
            ])
        }
    }

    private(set) var matters: [Matter] = []
    /// The counts above the list.
    let strip: BilingualText
    private let actor: ActorName
    private let today = Program.now().chinaDate.description

    init(_ business: Business, _ desk: InspectionDesk, _ actor: ActorName, task: String?) async throws {
        self.actor = actor
        let roles = Set(
            try await business.access.actors().actors.first { $0.actor.utf8.elementsEqual("\(actor)".utf8) }?.roles
                ?? [])
        let own = try await desk.inspector(of: actor)
        let tasks = try await business.rows("task", prefix: task ?? "")
        let stopped = Set(tasks.filter { $0.text("standing") == "stopped" }.map(\.key))
        let inspections = try await business.rows("inspection", prefix: task ?? "")
            .filter { !WorkList.isOver($0.bytes("standing") ?? [], inStopped: stopped, $0.bytes("task")) }
        let mine = roles.contains("inspector") && roles.count == 1
        let counted = inspections.filter { row in !mine || (own.map { row.team.contains($0) } ?? false) }
        let list = WorkList(standings: counted.map { $0.text("standing") ?? "" })
        strip = BilingualText(list.text(in: .english), list.text(in: .chinese))
        if roles.contains("inspector"), let own { inspector(inspections.filter { $0.team.contains(own) }) }
        if roles.contains("clerk") {
            clerk(inspections, tasks)
            let due = try await DueBook(business).open(inspections).filter {
                ["late", "soon"].contains($0.due.urgency.rawValue)
            }
            if !due.isEmpty {
                let late = due.count { $0.due.urgency == .late }
                matters.append(
                    Matter(
                        what: "due", subjects: due.map(\.row.plain),
                        text: BilingualText(
                            "publication due: \(late) late, \(due.count - late) within \(DueResult.warningDays) working days",
                            "公示期限：逾期 \(late) 户，\(DueResult.warningDays) 个工作日内到期 \(due.count - late) 户"),
                        command: "publication due --urgent"))
            }
        }
        let isOnTeam: (BusinessRow) -> Bool = { row in own.map { row.team.contains($0) } ?? false }
        if roles.contains("reviewer") || roles.contains("leader") {
            group(
                inspections.filter { !isOnTeam($0) }, at: ["confirmed"], "review", "review", "审核检查结果", "result review")
        }
        if roles.contains("leader") {
            group(
                inspections.filter { $0["approvedFrom"] == nil && !isOnTeam($0) }, at: ["dispatched"], "approve",
                "approve visits", "检查审批", "inspection approve", " …")
            group(
                inspections.filter { !isOnTeam($0) }, at: ["reviewed"], "approvePublication", "approve publication",
                "公示审批", "publication approve")
        }
        try await draws(business, roles, task: task)
    }

    /// Matters of many inspections, a line a task.
    private mutating func group(
        _ rows: [BusinessRow], at standings: [String], _ what: String, _ english: String, _ chinese: String,
        _ command: String, _ more: String = ""
    ) {
        let waiting = rows.filter { standings.contains($0.text("standing") ?? "") }
        for task in Set(waiting.map { $0.text("task") ?? "" }).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        ) {
            let ids = waiting.filter { $0.text("task") == task }.map(\.plain)
            matters.append(
                Matter(
                    what: what, subjects: ids,
                    text: BilingualText(
                        "\(english): task \(task), \(ids.count)", "\(chinese)：任务 \(task)，\(ids.count) 户"),
                    command: "\(command) \(ids.count == 1 ? ids[0] : task)\(more)"))
        }
    }

    private mutating func inspector(_ rows: [BusinessRow]) {
        group(
            rows, at: ["dispatched", "visited"], "record", "visit and record", "到场检查、录入结果", "result sheet", " --out …")
        group(rows, at: ["returned"], "rerecord", "returned, record again", "审核退回，重新录入", "result sheet", " --out …")
        group(
            rows.filter { $0.text("recordedBy") != "\(actor)" }, at: ["recorded"], "confirm",
            "confirm a colleague's record", "确认同组录入的结果", "result confirm")
    }

    private mutating func clerk(_ rows: [BusinessRow], _ tasks: [BusinessRow]) {
        for task in tasks {
            switch task.text("standing") {
            case "matched":
                matters.append(
                    Matter(
                        what: "dispatch", subjects: [task.plain],
                        text: BilingualText("dispatch task \(task.plain)", "派发任务 \(task.plain)"),
                        command: "inspection dispatch \(task.plain)"))
            case "waiting", "drawn":
                matters.append(
                    Matter(
                        what: "freeze", subjects: [task.plain],
                        text: BilingualText(
                            "draw \(task.text("standing") == "drawn" ? "inspectors" : "objects") of task \(task.plain)",
                            "任务 \(task.plain)：抽取\(task.text("standing") == "drawn" ? "执法人员" : "检查对象")"),
                        command: "draw freeze \(task.plain) …"))
            default: break
            }
        }
        group(
            rows.filter { $0["notifiedOn"] == nil }, at: ["dispatched"], "notify", "tell the enterprises", "送达抽查通知书",
            "inspection notify", " --on \(today)")
        group(rows, at: ["approved"], "publish", "publish", "公示", "publication publish")
        group(
            rows.filter { $0["acknowledgedOn"] == nil }, at: ["published"], "acknowledge",
            "enter the channel's receipt", "登记公示回执", "publication acknowledged", " …")
    }

    private mutating func draws(_ business: Business, _ roles: Set<String>, task: String?) async throws {
        for row in try await business.rows("ladder") where row.text("standing") == "proposed" {
            guard row.text("custodian") == "\(actor)" else { continue }
            matters.append(
                Matter(
                    what: "ladder", subjects: [row.plain],
                    text: BilingualText("confirm ladder \(row.name)", "确认预封号链 \(row.name)"),
                    command: "draw confirm \(row.plain)"))
        }
        // A draw elsewhere has no steps here.
        let live = try await business.rows("draw", prefix: task ?? "").filter { row in
            let standing = row.text("standing").flatMap { RecordedDraw.Standing(rawValue: $0) }
            return standing != nil && standing != .void && (standing != .done || row["requestAt"] != nil)
        }
        guard !live.isEmpty else { return }
        let reader = DrawReader(business.access)
        for row in live {
            let draw = try await reader.read(row.key)
            let duties = draw.duties(of: actor, isSupervisor: roles.contains("supervisor"), now: Program.now())
            for duty in duties {
                let name = duty.step.name
                let sheet = duty.sheetOf.map(DrawWords.id)
                matters.append(
                    Matter(
                        what: duty.step.matter, subjects: [row.plain],
                        text: BilingualText(
                            "\(name.english): draw \(row.plain)\(sheet.map { ", for \($0), signed on paper" } ?? "")",
                            "\(name.chinese)：抽取 \(row.plain)\(sheet.map { "（\($0) 纸质签认）" } ?? "")"),
                        command: duty.step.command(row.key, duty)))
            }
        }
    }
}
