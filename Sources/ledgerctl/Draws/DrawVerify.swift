import ArgumentParser
import Draw
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// Makes a draw again from the ledger.
struct DrawVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Makes a draw again from the ledger and compares. 复核抽取",
        discussion: spoken(
            """
            Lists, commits, reveals, rung, seed, tickets, teams: made again from the entries and the attached lists. \
            Signatures and the chain are what ledgerctl verify checks. Before the results are public, a service opens \
            them to the office only, and leaves a trace. Each hash comes with the line to type at a shell.
            """,
            """
            据各条目和所附名录重算：名录、封号、开号、链值、种子、签号、检查组。签名与链接由 ledgerctl v\
            erify 核对。结果公开前，服务只向单位人员提供并留痕。每个摘要均附可逐行输入的命令。
            """))
    @OptionGroup var source: DrawSourceOptions
    @Argument(help: "The draw; of a bundle with one draw it may be left out. 抽取编号") var draw: String?
    @Option(help: "Answer one object too, by its id in the lists. 一并查询某一对象编号") var ticket: String?
    @Flag(help: "The checks and the verdict alone. 仅显示核对结果") var brief = false
    @Flag(help: "Every place and every ticket, however many. 全部列出") var all = false

    func run() async throws {
        try await source.audit(draw) { found, business in
            let answer = try await ticket.flatMapAsync { try await TicketLookup.answer($0, found.audit, business) }
            let story = DrawStory(found.audit)
            if source.isJSON {
                Console.standard.json(DrawVerify.json(found, story, answer))
            } else {
                if !brief { StoryPrinter.print(story, limit: all ? .max : StoryPrinter.limit) }
                if let answer { TicketPrinter.print(answer) }
                if let bundle = found.bundle { bundle.print(json: false) }
                DrawVerify.print(found.audit)
            }
            try found.finish(isComplete: found.audit.isComplete && found.bundle?.isComplete ?? true)
        }
    }

    private static func json(_ found: DrawSourceOptions.Found, _ story: DrawStory, _ answer: TicketAnswer?)
        -> IJSONValue
    {
        let verdict = found.isRight ? json(found.audit) : json(found.audit).setting("verdict", .text("altered"))
        return verdict.setting("steps", StoryPrinter.json(story)).setting("ticket", answer.map(TicketPrinter.json))
    }

    static func print(_ audit: DrawAudit, console: Console = .standard) {
        console.table(
            audit.checks.map { check in
                [
                    check.title.text(in: console.language),
                    check.index.map { console.text("entry \($0)", "第 \($0) 条") } ?? "",
                    DrawWords.outcome(check.outcome).text(in: console.language),
                ]
            })
        if let seed = audit.seed { console.out(console.text("seed \(seed)", "随机种子 \(seed)")) }
        let count = audit.outcome.count
        if audit.isSuppressed {
            console.say(
                "VOID: this is what the draw would have come to, \(count) in all.", "已作废：以下为该次抽取本应得出的结果，共 \(count) 项。")
            for row in audit.outcome.prefix(50) {
                console.out("  \(DrawWords.id(row.inspection))  \(DrawWords.id(row.subject))")
            }
        }
        if !audit.isRight {
            console.say("ALTERED: the draw is not what its inputs give.", "被改：抽取与其依据不符。")
        } else if audit.isComplete {
            console.say("CONSISTENT: made again, \(count) drawn.", "一致：已全部复核，共 \(count) 项。")
        } else {
            console.say("UNCHECKED in part: nothing wrong found.", "部分未核对：未发现不符。")
        }
    }

    static func json(_ audit: DrawAudit) -> IJSONValue {
        .object(
            of: [
                ("draw", .string(audit.draw)),
                ("verdict", .text(audit.isRight ? audit.isComplete ? "consistent" : "unchecked" : "altered")),
                ("seed", audit.seed.map { .text($0.hex) }),
                (
                    "suppressed",
                    audit.isSuppressed
                        ? .array(
                            audit.outcome.map {
                                .object(of: [("subject", .string($0.subject)), ("at", .string($0.inspection))])
                            }) : nil
                ),
                (
                    "checks",
                    .array(
                        audit.checks.map { check in
                            .object(of: [
                                ("check", .text(check.title.english)), ("index", check.index.map { .number($0) }),
                                ("outcome", .text(DrawWords.outcome(check.outcome).english)),
                            ])
                        })
                ),
            ])
    }
}
