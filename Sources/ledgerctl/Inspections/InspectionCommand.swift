import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct InspectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspection",
        abstract: "Inspections: dispatch, approval, notice, visit. 检查：派发、审批、通知、到场",
        discussion: spoken(
            "Where inspections are named, a task's number stands for all of its that are at this step.",
            "须写检查编号之处写任务编号，即指该任务处于本步骤的全部检查。"),
        subcommands: [List.self, Show.self, Dispatch.self, Approve.self, Notify.self, Visit.self])
}

extension ActorOptions {
    /// Opens the ledger for somebody who works at inspections.
    @discardableResult
    func inspecting<Value>(_ body: (Business, InspectionDesk, ActorName) async throws -> Value) async throws -> Value {
        try await business { business in
            guard let signer = business.signers.first, let actor = ActorName(signer.key.name.bytes) else {
                throw LedgerError(.keyPurpose, "")
            }
            return try await body(business, InspectionDesk(access: business.access), actor)
        }
    }
}

extension ReadingOptions {
    /// Opens the ledger for somebody who asks about the own work: a key says who asks, and signs nothing.
    @discardableResult
    func inspecting<Value>(_ body: (Business, InspectionDesk, ActorName) async throws -> Value) async throws -> Value {
        _ = try await signers.required()
        return try await reading { business in
            guard let signer = business.signers.first, let actor = ActorName(signer.key.name.bytes) else {
                throw LedgerError(.keyPurpose, "")
            }
            return try await body(business, InspectionDesk(access: business.access), actor)
        }
    }
}

extension InspectionCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists inspections with the counts of what is to do. 检查清单与待办计数")
        @OptionGroup var options: ReadingOptions
        @Option(help: "Of one task. 任务编号") var task: String?
        @Option(help: "At one step, such as dispatched. 状态") var standing: String?
        @Option(help: "Of one inspector's team. 执法人员编号") var inspector: String?

        func run() async throws {
            let console = Console.standard
            var list = Listing(
                [
                    .fixed("inspection", "检查编号"), .flexible("team", "检查人员"), .fixed("standing", "状态"),
                    .fixed("visited", "到场日期"), .fixed("published", "公示日期"),
                ], empty: BilingualText("No inspection.", "暂无检查。"))
            var standings: [String] = []
            try await options.reading { business in
                let stopped = Set(
                    try await business.rows("task", prefix: task ?? "").filter { $0.text("standing") == "stopped" }
                        .map(\.key))
                for row in try await business.rows("inspection", prefix: task ?? "") {
                    guard inspector.map({ row.texts("team").contains($0) }) ?? true else { continue }
                    if !WorkList.isOver(row.bytes("standing") ?? [], inStopped: stopped, row.bytes("task")) {
                        standings.append(row.text("standing") ?? "")
                    }
                    guard standing == nil || row.text("standing") == standing else { continue }
                    list.add(
                        [
                            row.name, row.texts("team").joined(separator: "，"),
                            BusinessWords.inspection(row.shown("standing")).text(in: console.language),
                            row.shown("visitedOn"), row.shown("publishedOn"),
                        ], json: .object([.init("inspection", .string(row.key))] + (row.value.members ?? [])))
                }
            }
            if !options.output.json {
                for line in console.wrap(WorkList(standings: standings).text(in: console.language)) {
                    console.out(line)
                }
            }
            list.print(json: options.output.json)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Shows an inspection; opening whom it goes to before that is public leaves a trace. 查看检查（公开前查看对象将留痕）")
        @OptionGroup var options: ReadingOptions
        @Argument(help: "The inspection. 检查编号") var inspection: String

        func run() async throws {
            let console = Console.standard
            try await options.reading { business in
                let desk = InspectionDesk(access: business.access)
                let row = try await desk.row(inspection)
                let task = Bytes((row.text("task") ?? "").utf8)
                let drawn = try await DrawnRecords.read(task, business.access).map { BusinessRow($0) }
                    .first { $0.text("inspection") == inspection && $0["object"] != nil }
                let object = try await drawn?.text("object").flatMapAsync { try await business.find("object", $0) }
                let form = try await RecordedForm(row, business)
                if options.output.json {
                    console.json(
                        .object(
                            [
                                .init("inspection", .string(row.key)),
                                .init("object", drawn?["object"] ?? .null),
                                .init("name", object?["name"] ?? .null), .init("form", form?.json ?? .null),
                            ] + (row.value.members ?? [])))
                    return
                }
                Card.print([
                    (BilingualText("Inspection", "检查编号"), inspection),
                    (BilingualText("Enterprise", "被检查单位"), object?.text("name") ?? ""),
                    (BilingualText("Code", "统一社会信用代码/注册号"), object?.text("code") ?? ""),
                    (BilingualText("Object", "对象编号"), drawn?.text("object") ?? ""),
                    (
                        BilingualText("Stratum", "分层"),
                        drawn.flatMap { $0.text("stratum") }.map { ScopeWords.stratum($0, in: console.language) } ?? ""
                    ),
                    (BilingualText("Ticket", "签号"), drawn?.text("ticket") ?? ""),
                    (BilingualText("Team", "检查人员"), row.texts("team").joined(separator: "，")),
                    (
                        BilingualText("Standing", "状态"),
                        BusinessWords.inspection(row.shown("standing")).text(in: console.language)
                    ),
                    (
                        BilingualText("Visit approved", "准予检查"),
                        [row.shown("approvedFrom"), row.shown("approvedTo")].filter { !$0.isEmpty }.joined(
                            separator: "—")
                    ),
                    (BilingualText("Told on", "通知日期"), row.shown("notifiedOn")),
                    (BilingualText("Visited on", "到场日期"), row.shown("visitedOn")),
                    (BilingualText("Recorded by", "录入人"), row.shown("recordedBy")),
                    (BilingualText("Confirmed by", "确认人"), row.shown("confirmedBy")),
                    (BilingualText("Reviewed by", "审核人"), row.shown("reviewedBy")),
                    (BilingualText("Published on", "公示日期"), row.shown("publishedOn")),
                ])
                if let form { Card.print(form.lines(console.language)) }
            }
        }
    }

    struct Dispatch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Dispatches the inspections of a task to their teams. 派发（一企一表）")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The task. 任务编号") var task: String

        func run() async throws {
            try await options.inspecting { business, desk, _ in try await business.send([desk.dispatch(task)]) }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approves visits before they happen, as a leader. 检查审批")
        @OptionGroup var options: ActorOptions
        @Argument(help: "Inspections, or a task. 检查编号或任务编号") var inspections: [String]
        @Option(help: "First day of the visits. 起始日期") var from: String
        @Option(help: "Last day. 截止日期") var to: String
        @OptionGroup var paper: PaperOptions

        func run() async throws {
            try await options.inspecting { business, desk, _ in
                let rows = try await desk.rows(inspections, standing: ["dispatched"])
                let (paper, personal) = try await paper.value(subject: "inspections-\(inspections[0])", in: business)
                // One approval names a thousand at most.
                let ids = rows.compactMap { String(validating: $0.key, as: UTF8.self) }
                try await business.send(
                    stride(from: 0, to: ids.count, by: 1_000).map {
                        desk.approve(Array(ids[$0..<min($0 + 1_000, ids.count)]), from: from, to: to, paper: paper)
                    }.naming(personal))
            }
        }
    }

    struct Notify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Notes that enterprises were told, or why they were not. 送达抽查通知书")
        @OptionGroup var options: ActorOptions
        @Argument(help: "Inspections, or a task. 检查编号或任务编号") var inspections: [String]
        @Option(help: "The day. 日期") var on: String
        @Option(help: "served, message, post, surprise. 方式") var way = "served"
        @Option(help: "Why a visit is a surprise. 突击检查理由") var reason: String?
        @Option(help: "The receipt's scan; stored sealed. 送达回证扫描件") var evidence: String?

        func run() async throws {
            try await options.inspecting { business, desk, _ in
                let proof = try await Evidence(evidence, subject: "inspections-\(inspections[0])", in: business)
                let rows = try await desk.rows(inspections, standing: ["dispatched"])
                try await business.send(
                    rows.map {
                        desk.notify($0.plain, on: on, way: way, reason: reason, evidence: proof.hex?.word)
                    }.naming(proof.personal))
            }
        }
    }

    struct Visit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Notes a visit, by one who was there. 到场检查")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The inspection. 检查编号") var inspection: String
        @Option(help: "The day of the visit. 到场日期") var on: String
        @Option(help: "An officer who was there, by registry id (default: the team); repeat. 到场执法人员")
        var officer: [String] = []
        @Option(help: "done, unreachable, refused, gone. 到场情况") var outcome = "done"
        @Flag(help: "Certificates were not shown. 未出示执法证件") var notIdentified = false
        @Option(help: "Where. 地点") var place: String?
        @Option(help: "How often the enterprise was tried. 联系次数") var attempts: Int?
        @Option(help: "A photo or paper; stored sealed. 证据文件") var evidence: String?

        func run() async throws {
            try await options.inspecting { business, desk, _ in
                let row = try await desk.row(inspection)
                let proof = try await Evidence(evidence, subject: "inspection-\(inspection)", in: business)
                try await business.send(
                    [
                        desk.visit(
                            inspection,
                            VisitForm(
                                on: on, officers: officer.isEmpty ? row.texts("team") : officer, outcome: outcome,
                                identified: !notIdentified, place: place, attempts: attempts,
                                evidence: proof.hex?.word))
                    ].naming(proof.personal))
            }
        }
    }
}

extension BusinessRow {
    /// The key as it is worked with.
    var plain: String { String(decoding: key, as: UTF8.self) }
}

extension Optional {
    func flatMapAsync<Value>(_ body: (Wrapped) async throws -> Value?) async throws -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}

extension BusinessWords {
    /// The standing of an inspection and its result, as the work lists say it.
    static func inspection(_ standing: String) -> BilingualText {
        switch standing {
        case "drawn": BilingualText("team to be drawn", "待配人员")
        case "assigned": BilingualText("to be dispatched", "待派发")
        case "dispatched": BilingualText("not entered", "未录入")
        case "visited": BilingualText("visited, not entered", "已到场未录入")
        case "approved": BilingualText("to be published", "待公示")
        case "reviewed": BilingualText("to be approved", "待公示审批")
        case "returned": BilingualText("returned", "审核退回")
        case "published": BilingualText("published", "已公示")
        default: standing.isEmpty ? BilingualText("?", "?") : BusinessWords.standing(standing)
        }
    }
}
