import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Tells how a result came about, back to the first event, with proofs. 追溯检查结果",
        discussion: spoken(
            """
            SUBJECT is an inspection, an entry about it, or an enterprise by object id, code or name. What is not public \
            yet is read as the office reads it, and leaves a trace. --bundle writes one file that `verify --bundle` checks \
            without any ledger.
            """,
            """
            可写检查编号、相关条目序号，或企业的对象编号、统一社会信用代码、名称。尚未公开的内容按单位人\
            员权限读取并留痕。--bundle 输出一个文件，无须账本即可用 verify --bundle 核对。
            """))
    @OptionGroup var options: ReadingOptions
    @Argument(help: "An inspection, an entry's index, an enterprise. 检查编号、条目序号或企业") var subject: String
    @Option(help: "Write a file that proves itself. 输出自证包文件") var bundle: String?

    func run() async throws {
        try await options.reading { business in
            let inspections = try await Trace.inspections(subject, business)
            guard let inspection = inspections.first else { throw LedgerError(.inspectionMissing, subject) }
            guard inspections.count == 1 else {
                business.console.say("Several inspections; name one:", "有多项检查，请指定其一：")
                for name in inspections { business.console.out("  \(name)") }
                throw ExitCode(ExitStatus.refused)
            }
            let trace = try await Trace(inspection, business)
            let receipts = try await TraceProofs.read(trace.steps.map(\.index), business.access)
            if options.output.json {
                for step in trace.steps { business.console.json(TracePrinter.json(step, receipts[step.index])) }
            } else {
                TracePrinter.print(trace, receipts)
            }
            guard let bundle else { return }
            let made = try await TraceBundle.make(trace, business.access)
            try FileIO.create(bundle, try made.bytes(), mode: 0o600)
            business.console.note(
                business.console.text(
                    "Bundle: \(bundle), \(made.members.count) entries, \(made.attachments.count) files",
                    "自证包：\(bundle)，条目 \(made.members.count) 条，附件 \(made.attachments.count) 份"))
        }
    }
}

enum TracePrinter {
    static func print(_ trace: Trace, _ receipts: [EntryIndex: Receipt], console: Console = .standard) {
        console.out(
            console.text(
                "How inspection \(trace.inspection) came about: \(trace.steps.count) steps",
                "检查 \(trace.inspection) 的来龙去脉：共 \(trace.steps.count) 步"))
        for step in trace.steps {
            console.out()
            let head = [
                console.text("entry \(step.index)", "第 \(step.index) 条"), step.entry.received.beijing,
                trace.author(step, in: console.language),
            ]
            console.out(head.joined(separator: "  "))
            let sentence = Sentence(
                type: step.entry.event.header.type, count: step.entry.event.header.data.count,
                ledger: step.entry.event.header.ledger,
                records: Array(trace.records(of: step).prefix(Sentence.readRecords)),
                personal: step.entry.event.header.personal?.count ?? 0)
            for line in console.wrap(sentence.text.text(in: console.language), indent: 2) { console.out(line) }
            for detail in sentence.details.prefix(maximumDetails) {
                for line in console.wrap(detail.text(in: console.language), indent: 4) { console.out(line) }
            }
            if !step.marks.isEmpty {
                let words = MarkWords.list(step.marks, in: console.language)
                console.out(console.text("    marked: \(words)", "    标注：\(words)"))
            }
            for file in step.documents {
                let name = document(file.name).text(in: console.language)
                console.out(console.text("    file: ", "    附件：") + "\(name)  \(file.digest.prefix(24))…")
            }
            console.out("    sha256:\(step.entry.leaf.base64)")
        }
        guard let receipt = receipts.values.first else { return }
        let size = receipt.proof.checkpoint.checkpoint.size
        console.out()
        for line in console.wrap(
            console.text(
                "Each step is proven to stand in the ledger of \(size) entries with root \(receipt.proof.checkpoint.checkpoint.root.base64).",
                "以上每一步均已证明载于账本（共 \(size) 条，根 \(receipt.proof.checkpoint.checkpoint.root.base64)）。"))
        {
            console.out(line)
        }
    }

    private static let maximumDetails = 8

    /// What a file is, by the member or the list that names it.
    private static func document(_ name: String) -> BilingualText {
        switch name {
        case "file": BilingualText("file", "文件")
        case "scan": BilingualText("scan of the form", "纸质表扫描件")
        case "evidence": BilingualText("evidence", "依据材料")
        case "screenshot": BilingualText("screenshot", "截图")
        case "list": BilingualText("list of the platform", "平台名单")
        case "verdicts": BilingualText("verdicts of the rows", "逐行核验结果")
        case "paper": BilingualText("approval on paper", "纸质审批件")
        default: DrawAudit.listTitle(name)
        }
    }

    static func json(_ step: TraceStep, _ receipt: Receipt?) -> IJSONValue {
        .object(of: [
            ("index", .number(step.index)), ("leaf", .text(step.entry.leaf.base64)),
            ("type", .string(step.entry.event.header.type.bytes)), ("author", .text(step.author)),
            ("received", .string(step.entry.received.bytes)), ("marks", .array(step.marks.map { .text($0) })),
            ("records", .array(step.records)),
            (
                "documents",
                .array(
                    step.documents.map { .object(of: [("name", .text($0.name)), ("sha256", .text($0.digest))]) })
            ), ("receipt", receipt.map { .string($0.bytes) }),
        ])
    }
}
