import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct ResultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result",
        abstract: "Results: record, confirm, review, correct, and workbooks for paper forms. 检查结果",
        discussion: spoken(
            """
            One of the team records, another of the team confirms, somebody else reviews: three people, three keys. \
            `result sheet` writes a workbook of a task; filled in, `result enter` signs visits and records of its rows.
            """,
            """
            检查组一人录入，另一人确认，组外人员审核：三人三把密钥。result sheet 输出任务工作簿，填好后\
            由 result enter 签署其中的到场与录入。
            """),
        subcommands: [
            Sheet.self, Enter.self, Record.self, Confirm.self, Review.self,
        ])
}

extension ResultCommand {
    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Records what was found, by one of the team; a published result is corrected so. 录入检查结果（一企一表）；已公示的为更正")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The inspection. 检查编号") var inspection: String
        @Option(help: "The day on which the inspection was completed. 检查完成日期") var completed: String
        @Option(help: "A method; repeat for more. 核查方式") var method: [String] = ["实地核查"]
        @Option(help: "A result in the national wording; repeat for more. 检查结果") var wording: [String]
        @Option(help: "A disposal; repeat for more. 后续处置措施") var disposal: [String]
        @Option(help: "The day on which nothing was left to do. 完结日期") var closedOn: String?
        @Option(help: "ITEM=FOUND=DISPOSAL of an item with a finding; repeat. 事项=发现问题情况=处置情况") var item: [String] = []
        @Option(help: "ITEM that was not checked; repeat. 未检查的事项") var unchecked: [String] = []
        @Option(help: "What else the form says. 备注") var note: String?
        @Option(help: "The scan of the paper form; stored sealed. 纸质表扫描件") var scan: String?
        @Option(help: "What the enterprise says. 被检查单位意见") var opinion: String?
        @Flag(help: "The enterprise signed the form. 被检查单位已签字") var signed = false
        @Option(help: "The enterprise refused to sign: how, and who saw it. 拒签说明及见证人") var refusedToSign: String?
        @Option(help: "Why a published result is corrected. 更正理由") var reason: String?

        func validate() throws {
            guard !signed || refusedToSign == nil else {
                throw ValidationError("--signed or --refused-to-sign, not both. 签字与拒签只能取其一")
            }
        }

        func run() async throws {
            try await options.inspecting { business, desk, _ in
                let row = try await desk.row(inspection)
                var form = ResultForm(
                    completed: completed, methods: method, wordings: wording, disposals: disposal, closedOn: closedOn,
                    note: note, reason: reason)
                form.opinion = opinion
                form.signature = signed ? "signed" : refusedToSign.map { _ in "refused" }
                form.refusal = refusedToSign
                form.items = try item.map { text in
                    let parts = text.split(separator: "=", maxSplits: 2).map(String.init)
                    guard parts.count == 3 else {
                        throw ValidationError("--item ITEM=FOUND=DISPOSAL. 格式：事项=发现问题情况=处置情况")
                    }
                    return ResultForm.Item(item: parts[0], found: parts[1], disposal: parts[2])
                }
                form.items += unchecked.map { ResultForm.Item(item: $0, checked: false) }
                let proof = try await Evidence(scan, subject: "inspection-\(inspection)", in: business)
                form.scan = proof.hex?.word
                let composed = try await desk.record(row, form, items: desk.items(of: row.text("task") ?? ""))
                try await business.send([composed].naming(proof.personal))
            }
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirms records of a colleague of the same team. 确认同组人员录入的结果")
        @OptionGroup var options: ActorOptions
        @Argument(help: "Inspections, or a task. 检查编号或任务编号") var inspections: [String]

        func run() async throws {
            try await options.inspecting { business, desk, actor in
                let own = try await desk.inspector(of: actor)
                var events: [Composed] = []
                for row in try await desk.rows(inspections, standing: ["recorded"])
                where row.text("recordedBy") != "\(actor)" && (own.map { row.team.contains($0) } ?? false) {
                    events.append(try await desk.confirm(row))
                }
                guard !events.isEmpty else { throw LedgerError(.inspectionMissing, inspections.joined(separator: " ")) }
                try await business.send(events)
            }
        }
    }

    struct Review: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Passes results or returns them with a reason, never edits them. 审核：通过或退回")
        @OptionGroup var options: ActorOptions
        @Argument(help: "Inspections, or a task. 检查编号或任务编号") var inspections: [String]
        @Flag(name: .customLong("return"), help: "Return instead of pass. 退回") var isReturned = false
        @Option(help: "Why they are returned. 退回理由") var reason: String?

        func run() async throws {
            guard !isReturned || reason != nil else { throw ValidationError("--return needs --reason. 退回须写明理由") }
            try await options.inspecting { business, desk, _ in
                var events: [Composed] = []
                for row in try await desk.rows(inspections, standing: ["confirmed"]) {
                    events.append(try await desk.review(row, passes: !isReturned, reason: reason))
                }
                try await business.send(events)
            }
        }
    }

    struct Sheet: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a task's workbook: a row an enterprise, to be filled in from paper forms. 导出录入工作簿",
            discussion: spoken(
                "It opens the list of the task; before that is public, this leaves a trace.",
                "将打开该任务的抽取名单；名单公开前查看将留痕。"))
        @OptionGroup var options: ReadingOptions
        @Argument(help: "The task. 任务编号") var task: String
        @Option(help: "The file. 文件") var out: String
        @Option(help: "Only one inspector's. 执法人员编号") var inspector: String?

        func run() async throws {
            let console = Console.standard
            let count = try await options.reading { business in
                let rows = try await ResultSheet.rows(task, business)
                    .filter { row in inspector.map { row.team.contains($0) } ?? true }
                try FileIO.create(out, ResultSheet.write(rows), mode: 0o600)
                return rows.count
            }
            console.say("Written: \(out), \(count) rows.", "已写入 \(out)，共 \(count) 行。")
        }
    }

    struct Enter: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Signs visits and records of the filled rows of a workbook that are yours. 按工作簿录入",
            discussion: spoken(
                "Rows of other teams and rows without a result are passed over and counted; one consent signs all.",
                "其他检查组的行和没有结果的行跳过并计数；一次确认签署全部。"))
        @OptionGroup var options: ActorOptions
        @Argument(help: "The workbook. 工作簿文件") var file: String

        func run() async throws {
            try await options.inspecting { business, desk, actor in
                guard let own = try await desk.inspector(of: actor) else {
                    throw LedgerError(.notInspector, "\(actor)")
                }
                let sheet = try ResultSheet.read(FileIO.read(file, limit: 16 << 20))
                let (events, passed) = try await ResultSheet.events(sheet, of: own, desk)
                let console = business.console
                console.note(
                    console.text("\(passed) rows passed over.", "略过 \(passed) 行（非本人承办、未填写或已录入）。"))
                guard !events.isEmpty else { return }
                try await business.send(events)
            }
        }
    }
}

extension BusinessRow {
    /// Who may record and confirm: the team that was drawn, and whoever was there.
    var team: [String] { texts("team") + texts("officers") }
}
