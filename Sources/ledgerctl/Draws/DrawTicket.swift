import ArgumentParser
import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// Answers one enterprise.
struct DrawTicket: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket",
        abstract: "Answers one enterprise: was it in the hat, its ticket, its rank, the cut. 查询某一对象的签号",
        discussion: spoken(
            """
            OBJECT is its id in the frozen lists; with a ledger at hand also its code or its name. What is told is made \
            again from the lists; a proof leads from its line, or from the two lines beside the gap, to the root that the \
            freeze states.
            """,
            """
            检查对象写冻结名录中的编号；连着账本时也可写统一社会信用代码或名称。所答均据名录重算；并附证\
            明，由该行（或其应在位置前后两行）推至冻结所载的根。
            """))
    @OptionGroup var source: DrawSourceOptions
    @Argument(help: "The draw (E), then the object; of a bundle the object alone. 抽取编号、对象编号")
    var arguments: [String]

    func validate() throws {
        guard arguments.count == 2 || (arguments.count == 1 && source.bundle != nil) else {
            throw ValidationError("Name a draw and an object. 请给出抽取编号和对象编号")
        }
    }

    func run() async throws {
        let draw = arguments.count == 2 ? arguments[0] : nil
        try await source.audit(draw) { found, business in
            let answer = try await TicketLookup.answer(arguments[arguments.count - 1], found.audit, business)
            if source.isJSON {
                Console.standard.json(
                    TicketPrinter.json(answer).setting("draw", .string(found.audit.draw)))
            } else {
                TicketPrinter.print(answer)
                if !found.isRight {
                    Console.standard.say(
                        "ALTERED: the draw does not follow from what was frozen; see ledgerctl draw verify.",
                        "被改：该次抽取与冻结的内容不符，详见 ledgerctl draw verify。")
                }
            }
            try found.finish(isComplete: answer.verdict != .notDisclosed && answer.verdict != .inHat)
        }
    }
}

/// Finds whom somebody asks about.
enum TicketLookup {
    static func answer(_ text: String, _ audit: DrawAudit, _ business: Business?) async throws -> TicketAnswer {
        guard audit.evidence.isOfObjects else {
            throw ValidationError("Tickets are of draws of objects (E). 签号查询仅适用于检查对象的抽取（E）")
        }
        let own = DrawID(text)
        // The lists have ids; whoever asks may know the code or the name.
        if let own, let frozen = audit.evidence.objects, frozen.answer(for: own).isKnown || business == nil {
            return try TicketAnswer(own, in: audit.evidence)
        }
        let rows = try await business?.rows("object") ?? []
        let named = rows.filter { row in
            [row.plain, row.text("code") ?? "", row.text("name") ?? ""].contains { $0.utf8.elementsEqual(text.utf8) }
        }
        guard let id = named.first.flatMap({ DrawID($0.plain) }) ?? own else {
            throw LedgerError(.objectUnknown, DisplayText.clean(text, limit: 100))
        }
        return try TicketAnswer(id, in: audit.evidence)
    }
}

extension HatAnswer {
    /// Whether the lists name it.
    var isKnown: Bool { if case .unknown = self { false } else { true } }
}

/// An answer as its asker reads it.
enum TicketPrinter {
    static func print(_ answer: TicketAnswer, console: Console = .standard) {
        for line in lines(answer, console: console) { console.out(line) }
    }

    static func lines(_ answer: TicketAnswer, console: Console) -> [String] {
        var lines: [String] = []
        func say(_ english: String, _ chinese: String) {
            lines += console.wrap(DisplayText.clean(console.text(english, chinese), limit: 6_000))
        }
        let id = answer.id
        switch answer.hat {
        case nil:
            say("The lists of this draw are not disclosed yet.", "本次抽取的名单尚未披露。")
        case .inHat(let row, let number):
            say(
                "\(id) was in the hat: line \(number) of the population, stratum \(row.stratum), weight \(row.weight)\(row.group.map { ", group \($0)" } ?? "").",
                "\(id) 已参抽：参抽名单第 \(number) 行，\(DrawStory.layer(row.stratum))，权重 \(row.weight)\(row.group.map { "，分组 \($0)" } ?? "")。"
            )
        case .excluded(let row):
            say(
                "\(id) was left out: \(row.reason); evidence \(row.evidence.map { "\($0)" } ?? "none").",
                "\(id) 被排除：\(row.reason)；依据摘要 \(row.evidence.map { "\($0)" } ?? "无")。")
        case .unknown(let before, let after):
            say(
                "\(id) was not in the registry in scope: nothing stands between \(before?.text ?? "the beginning") and \(after?.text ?? "the end").",
                "\(id) 不在范围内名录中：名录里 \(before?.text ?? "开头") 与 \(after?.text ?? "结尾") 之间没有其他对象。")
        }
        if answer.isSuppressed {
            say("The draw was voided; this is what would have come of it.", "本次抽取已作废，以下为其本应得出的结果。")
        }
        if let standing = answer.standing { describe(standing, answer, say) }
        for change in answer.later {
            let place = change.inspection.map { DrawWords.id($0) }
            switch change.kind {
            case .struck:
                say(
                    "Later: struck off the list, entry \(change.at)\(place.map { ", inspection \($0)" } ?? "").",
                    "此后：经第 \(change.at) 条剔除\(place.map { "，检查 \($0)" } ?? "")。")
            case .replaced:
                say(
                    "Later: replaced by another in inspection \(place ?? "?"), entry \(change.at).",
                    "此后：检查 \(place ?? "?") 改由其他对象接替，第 \(change.at) 条。")
            case .follows:
                say(
                    "Later: it follows in inspection \(place ?? "?"), entry \(change.at).",
                    "此后：递补进入检查 \(place ?? "?")，第 \(change.at) 条。")
            }
        }
        for shell in answer.shell { lines += StoryPrinter.lines(shell, console: console) }
        if let membership = answer.membership, let root = answer.root {
            switch membership {
            case .present(let proof):
                say(
                    "Proof: line \(proof.index + 1) of \(root.count) under root \(root.hash); \(proof.path.count) hashes (--json).",
                    "证明：名单共 \(root.count) 行，根 \(root.hash)，第 \(proof.index + 1) 行；证明含 \(proof.path.count) 个摘要（见 --json）。"
                )
            case .absent:
                say(
                    "Proof of absence: the two neighbouring lines stand next to each other under root \(root.hash) (--json).",
                    "未参抽证明：前后两行在根 \(root.hash) 下相邻（见 --json）。")
            }
        } else if answer.hat != nil {
            say("The freeze states no root; the list itself is the proof.", "冻结未载默克尔根；以名单本身为证。")
        }
        return lines
    }

    private static func describe(_ standing: Standing, _ answer: TicketAnswer, _ say: (String, String) -> Void) {
        say(
            "Its ticket: \(standing.key). Rank \(standing.rank) of \(standing.count); the \(standing.size) lowest are drawn.",
            "签号：\(standing.key)。本层 \(standing.count) 户中排第 \(standing.rank)，抽签号最小的 \(standing.size) 户。")
        if let cut = standing.cut { say("The cut, the last drawn ticket: \(cut).", "末位中签签号：\(cut)。") }
        if standing.isSelected {
            say("It was drawn.", "已抽中。")
        } else if answer.isPassedOver {
            say(
                "It was passed over: its group had as many as the plan allows.", "因同组已达上限而跳过，未抽中。")
        } else {
            say("It was not drawn.", "未抽中。")
        }
        if let rank = answer.reserveRank { say("Reserve number \(rank).", "候补第 \(rank) 位。") }
    }

    // MARK: JSON

    static func json(_ answer: TicketAnswer) -> IJSONValue {
        var value = IJSONValue.object(of: [
            ("object", .text(answer.id.text)), ("verdict", .text(answer.verdict.rawValue)),
            ("reserve", answer.reserveRank.map { .integer(Int64($0)) }),
            ("suppressed", answer.isSuppressed ? .bool(true) : nil),
            ("passedOver", answer.isPassedOver ? .bool(true) : nil),
            (
                "later",
                answer.later.isEmpty
                    ? nil
                    : .array(
                        answer.later.map {
                            .object(of: [
                                ("change", .text($0.kind.rawValue)), ("index", .number($0.at)),
                                ("inspection", $0.inspection.map { .string($0) }),
                            ])
                        })
            ),
            ("shell", .array(answer.shell.map(StoryPrinter.json))),
        ])
        switch answer.hat {
        case .inHat(let row, let number):
            value = value.setting("line", .integer(Int64(number))).setting("stratum", .text(row.stratum.text))
                .setting("weight", .integer(Int64(row.weight))).setting("group", row.group.map { .text($0.text) })
        case .excluded(let row):
            value = value.setting("reason", .text(row.reason.text))
                .setting("evidence", row.evidence.map { .text($0.hex) })
        case .unknown(let before, let after):
            value = value.setting("before", before.map { .text($0.text) }).setting(
                "after", after.map { .text($0.text) })
        case nil: break
        }
        if let standing = answer.standing {
            value = value.setting("ticket", .text(standing.key.hex)).setting("rank", .integer(Int64(standing.rank)))
                .setting("count", .integer(Int64(standing.count))).setting("size", .integer(Int64(standing.size)))
                .setting("cut", standing.cut.map { .text($0.hex) })
        }
        guard let membership = answer.membership, let root = answer.root else { return value }
        let proof: IJSONValue
        switch membership {
        case .present(let line): proof = .object([.init("present", lineValue(line))])
        case .absent(let before, let after):
            proof = .object(of: [("before", before.map(lineValue)), ("after", after.map(lineValue))])
        }
        return value.setting("root", .text(root.hash.hex)).setting("lines", .integer(Int64(root.count)))
            .setting("proof", proof)
    }

    private static func lineValue(_ proof: LineProof) -> IJSONValue {
        .object(of: [
            ("line", .string(proof.line)), ("index", .integer(Int64(proof.index))),
            ("path", .array(proof.path.map { .text($0.hex) })),
        ])
    }
}
