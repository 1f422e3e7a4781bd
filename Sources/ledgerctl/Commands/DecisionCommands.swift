import ArgumentParser
import Foundation
import Ledger
import LedgerClient

struct PendingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pending",
        abstract: "Lists what waits for a second person, and whether you may confirm it. 待确认事项")

    @OptionGroup var access: AccessOptions
    @OptionGroup var signers: SignerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let signer = try await signers.signers().first
        let (proposals, actors, ledger) = try await access.withAccess(signer) {
            (try await $0.proposals(), try await $0.actors().actors, try await $0.name())
        }
        let judge = ConfirmationJudge(actors: actors, actor: signer.map { "\($0.key.name)" })
        let console = Console.standard
        if output.json {
            for proposal in proposals { console.json(json(proposal, judge.standing(of: proposal))) }
            return
        }
        if proposals.isEmpty { return console.say("Nothing waits for a second person.", "没有待确认事项。") }
        for proposal in proposals {
            let sentence = Sentence(proposal, ledger: ledger)
            for line in console.wrap("\(proposal.index)  " + sentence.text.text(in: console.language)) {
                console.out(line)
            }
            for detail in sentence.details {
                for line in console.wrap(detail.text(in: console.language), indent: 4) { console.out(line) }
            }
            let author = DisplayText.clean(proposal.author, limit: 20)
            let (signed, expires) = (beijing(proposal.signed), beijing(proposal.expires))
            console.say(
                "    by \(author), signed \(signed), until \(expires)", "    提出人 \(author)，签名 \(signed)，截止 \(expires)")
            for line in console.wrap(judge.standing(of: proposal).text.text(in: console.language), indent: 4) {
                console.out(line)
            }
        }
        console.say("Confirm: ledgerctl confirm INDEX…", "确认：ledgerctl confirm 序号…")
    }

    private func beijing(_ text: String) -> String {
        Timestamp(Bytes(text.utf8))?.beijing ?? DisplayText.clean(text, limit: 30)
    }

    private func json(_ proposal: WireProposals.Proposal, _ standing: ConfirmationJudge.Standing) -> IJSONValue {
        .object([
            .init("index", .integer(Int64(clamping: proposal.index))), .init("leaf", .text(proposal.leaf)),
            .init("type", .text(proposal.type)), .init("author", .text(proposal.author)),
            .init("signed", .text(proposal.signed)), .init("expires", .text(proposal.expires)),
            .init("needsSupervisor", .bool(proposal.needsSupervisor)), .init("you", .text(standing.rawValue)),
            .init("content", .array(proposal.content.map { .text($0) })),
        ])
    }
}

/// Whether somebody may be the second person of a proposal, as far as the public roster tells; admission decides.
struct ConfirmationJudge {
    let actors: [WireActors.Actor]
    let actor: String?

    enum Standing: String {
        case unknown, yours, may, noAuthority, sameRole, needsSupervisor, authorSuspended

        var text: BilingualText {
            switch self {
            case .unknown:
                BilingualText("Give --key to see whether you may confirm it.", "请用 --key 指定密钥，以查看您能否确认。")
            case .yours: BilingualText("Yours: it waits for somebody else.", "由您提出：待他人确认。")
            case .may: BilingualText("You may confirm it.", "您可以确认。")
            case .noAuthority:
                BilingualText(
                    "You may not: administrator, leader or supervisor confirm.", "您不能确认：须由系统管理员、审批领导或纪检监督人员确认。")
            case .sameRole: BilingualText("You may not: another role must confirm.", "您不能确认：须由不同角色的人员确认。")
            case .needsSupervisor: BilingualText("You may not: a supervisor must confirm.", "您不能确认：须由纪检监督人员确认。")
            case .authorSuspended:
                BilingualText("Nobody may: whoever proposed it is suspended.", "不能确认：提出人已被停用。")
            }
        }
    }

    private static let authority = ["administrator", "leader", "supervisor"]

    func standing(of proposal: WireProposals.Proposal) -> Standing {
        guard let actor else { return .unknown }
        if same(proposal.author, actor) { return .yours }
        guard let author = find(proposal.author), author.standing == "active" else { return .authorSuspended }
        guard let me = find(actor), me.standing == "active" else { return .noAuthority }
        let mine = me.roles.filter(ConfirmationJudge.authority.contains)
        let theirs = author.roles.filter(ConfirmationJudge.authority.contains)
        guard !mine.isEmpty else { return .noAuthority }
        if same(proposal.type, "ledger.rekeyed/1") { return mine.contains("supervisor") ? .may : .needsSupervisor }
        let pairs = theirs.flatMap { one in mine.map { (one, $0) } }.filter { $0.0 != $0.1 }
        guard !pairs.isEmpty else { return .sameRole }
        if proposal.needsSupervisor, !pairs.contains(where: { $0.0 == "supervisor" || $0.1 == "supervisor" }) {
            return .needsSupervisor
        }
        return .may
    }

    private func find(_ name: String) -> WireActors.Actor? { actors.first { same($0.actor, name) } }
    private func same(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}

struct ConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Confirms proposals as the second person, all with one look. 第二人确认")
    @OptionGroup var options: ActorOptions
    @Argument(help: "The proposals' indices. 待确认事项的序号") var indices: [UInt64]
    func run() async throws { try await Decision.send(options, indices, word: "confirmed", reason: nil) }
}

struct DeclineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Declines proposals. 不予确认")
    @OptionGroup var options: ActorOptions
    @Argument(help: "The proposals' indices. 待确认事项的序号") var indices: [UInt64]
    @Option(help: "Why. 理由") var reason: String
    func run() async throws { try await Decision.send(options, indices, word: "declined", reason: reason) }
}

/// Confirmations and refusals of whatever family the proposals are of.
enum Decision {
    static func send(_ options: ActorOptions, _ indices: [UInt64], word: String, reason: String?) async throws {
        let console = Console.standard
        guard !indices.isEmpty else { throw ValidationError("Name a proposal. 请给出待确认事项的序号") }
        _ = try await options.signers.required()
        try await options.withSigning { signing, signers in
            let open = try await signing.access.proposals()
            let ledger = try await signing.access.name()
            var drafts: [DraftEvent] = []
            for number in indices {
                guard let index = EntryIndex(exactly: number),
                    let proposal = open.first(where: { $0.index == number })
                else {
                    throw LedgerError(
                        .proposalUnknown, console.text("entry \(number) is not open", "第 \(number) 条不在待确认之列"))
                }
                // What is signed names the entry that was verified, and what is shown is what stands in it.
                let seen = try await signing.access.seen(index)
                guard LeafHash(base64: Bytes(proposal.leaf.utf8)) == seen.leaf else {
                    throw LedgerError(.proofWrong, "entry \(index)")
                }
                let entry = try await signing.access.entry(index)
                guard "\(entry.event.header.type)".utf8.elementsEqual(proposal.type.utf8) else {
                    throw LedgerError(.proofWrong, "entry \(index)")
                }
                let records = try await signing.access.data(of: index).compactMap { line -> IJSONValue? in
                    if case .shown(let bytes) = line { try IJSONValue(parsing: bytes) } else { nil }
                }
                describe(
                    index, entry,
                    Sentence(
                        type: entry.event.header.type, count: entry.event.header.data.count, ledger: ledger,
                        records: records, personal: entry.event.header.personal?.count ?? 0))
                let type = "\(family(entry.event.header.type)).\(word)/1"
                var members = [about(seen)]
                if let reason { members.append(.init("reason", .string(Bytes(reason.utf8)))) }
                let record = RecordComposer.record(
                    try TypeArgument.parse(type), nonce: Random.bytes(16), members)
                drafts.append(try await signing.draft(try TypeArgument.parse(type), data: [record]))
            }
            try await Signature.add(to: &drafts, by: signers, consent: options.consent)
            try await signing.submit(drafts)
        }
    }

    /// The member `about` of annex D5.
    static func about(_ seen: SeenEntry) -> IJSONValue.Member {
        .init(
            "about",
            .object([
                .init("index", .integer(Int64(seen.index.value))), .init("leaf", .text(seen.leaf.base64)),
            ]))
    }

    private static func family(_ type: TypeName) -> String { String(decoding: type.family, as: UTF8.self) }

    private static func describe(_ index: EntryIndex, _ entry: Entry, _ sentence: Sentence) {
        let console = Console.standard
        let author = entry.event.signatures.first.map { "\($0.name)" } ?? "?"
        console.note(
            console.text(
                "Entry \(index), proposed by \(author) on \(entry.received.beijing):",
                "第 \(index) 条，提出人 \(author)，\(entry.received.beijing)："))
        for line in console.wrap(sentence.text.text(in: console.language), indent: 2) { console.note(line) }
        for detail in sentence.details {
            for line in console.wrap(detail.text(in: console.language), indent: 4) { console.note(line) }
        }
    }
}

/// Standings in words.
enum StandingWords {
    static func text(_ standing: String, in language: Language) -> String {
        guard language == .chinese else { return DisplayText.clean(standing, limit: 20) }
        return switch standing {
        case "proposed": "待确认"
        case "active": "有效"
        case "suspended": "停用"
        case "declined": "未获确认"
        case "retired": "已更换"
        case "lost": "已报失"
        default: DisplayText.clean(standing, limit: 20)
        }
    }
}
