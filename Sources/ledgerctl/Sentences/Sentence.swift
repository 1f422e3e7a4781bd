import Ledger
import LedgerClient

/// What an event says, as a clerk would say it: never raw JSON, never more than its records hold.
struct Sentence {
    /// What is said.
    let text: BilingualText
    /// Further lines: reasons, contents, what is attached.
    let details: [BilingualText]

    private init(text: BilingualText, details: [BilingualText]) {
        self.text = text
        self.details = details
    }

    /// The sentence of a draft.
    init(_ draft: DraftEvent) {
        self.init(
            type: draft.header.type, count: draft.header.data.count, ledger: draft.header.ledger,
            records: draft.data.lines.prefix(Sentence.readRecords).compactMap { try? IJSONValue(parsing: Bytes($0)) },
            personal: draft.header.personal?.count ?? 0)
    }

    /// The sentence of an open proposal.
    init(_ proposal: WireProposals.Proposal, ledger: LedgerName) {
        let records = proposal.content.prefix(Sentence.readRecords).compactMap {
            try? IJSONValue(parsing: Bytes($0.utf8))
        }
        guard let type = TypeName(proposal.type) else {
            let name = DisplayText.clean(proposal.type, limit: 64)
            self.init(text: BilingualText(name, name), details: [])
            return
        }
        self.init(type: type, count: UInt64(proposal.content.count), ledger: ledger, records: records, personal: 0)
    }

    /// As many records as are read for a sentence.
    static let readRecords = 20

    init(type: TypeName, count: UInt64, ledger: LedgerName, records: [IJSONValue], personal: UInt64) {
        let business = BusinessSentence(type: type, count: count, records: records)
        let reader = SentenceReader(type: type, count: count, ledger: ledger, records: records)
        var details = business?.details ?? reader.details
        if personal > 0 {
            details.append(
                BilingualText(
                    "\(personal) personal record\(personal == 1 ? "" : "s"), sealed in the vault",
                    "另有个人记录 \(personal) 条，封存于个人信息库"))
        }
        self.init(text: business?.text ?? reader.sentence, details: details)
    }
}

/// Reads records for a sentence. What is missing shows as a question mark; admission judges, not this.
struct SentenceReader {
    let type: TypeName
    let count: UInt64
    let ledger: LedgerName
    let records: [IJSONValue]

    private static let detailWidth = 240
    private static let maximumDetails = 6

    private func text(_ value: IJSONValue?) -> String {
        switch value {
        case .string(let bytes): DisplayText.clean(bytes, limit: SentenceReader.detailWidth)
        case .integer(let number): "\(number)"
        case .number(let raw): DisplayText.clean(raw, limit: 40)
        case .bool(let flag): flag ? "true 是" : "false 否"
        case .some(let value): DisplayText.clean(value.encoded, limit: SentenceReader.detailWidth)
        case nil: "?"
        }
    }

    private var head: IJSONValue { records.first ?? .object([]) }
    private var actor: String { text(head["actor"] ?? records.dropFirst().first?["actor"]) }
    private var role: BilingualText { RoleWords.text(text(head["role"])) }

    private func key(_ value: IJSONValue?) -> String {
        guard let bytes = value?.bytes, let vkey = try? VerifierKey(parsing: bytes) else { return "?" }
        return "\(vkey.id)"
    }

    private var family: String { String(decoding: type.family, as: UTF8.self) }
    private var verb: String {
        let name = "\(type)".split(separator: "/")[0]
        return name.split(separator: ".").dropFirst().joined(separator: ".")
    }

    var sentence: BilingualText {
        let second = BilingualText(" A second person must confirm.", "须由第二人确认。")
        func proposes(_ english: String, _ chinese: String) -> BilingualText {
            BilingualText(english + "." + second.english, chinese + "，" + second.chinese)
        }
        switch ("\(type)", verb) {
        case ("ledger.founded/1", _):
            return BilingualText("Found the ledger \(ledger).", "创立账本 \(ledger)。")
        case ("actor.enrolled/1", _):
            let id = key(records.dropFirst().first?["vkey"])
            return proposes("Enrol \(actor) with key \(id)", "登记新人员 \(actor)，公钥标识 \(id)")
        case ("actor.granted/1", _):
            let span = days
            return proposes(
                "Give \(actor) the role \(role.english)\(span.english)", "授予 \(actor) \(role.chinese)角色\(span.chinese)")
        case ("actor.revoked/1", _):
            return BilingualText(
                "End the role \(role.english) of \(actor), at once.", "撤销 \(actor) 的\(role.chinese)角色，即时生效。")
        case ("actor.suspended/1", _):
            return BilingualText("Suspend \(actor), at once.", "停用 \(actor)，即时生效。")
        case ("actor.restored/1", _):
            return proposes("Let \(actor) act again", "恢复 \(actor)")
        case ("actor.rekeyed/1", _):
            let id = key(records.dropFirst().first?["vkey"])
            return proposes(
                "Replace the lost key of \(actor) by \(id)", "以公钥 \(id) 替换 \(actor) 遗失的密钥")
        case ("actor.rotated/1", _):
            let id = key(records.dropFirst().first?["vkey"])
            return BilingualText(
                "Change the key of \(actor) to \(id), at once.", "\(actor) 本人更换密钥，新公钥标识 \(id)，即时生效。")
        case ("ledger.rekeyed/1", _):
            let isEngine = text(head["purpose"]) == "engine"
            let id = key(head["vkey"])
            return proposes(
                "Replace the ledger's \(isEngine ? "engine" : "checkpoint") key by \(id)",
                "以 \(id) 更换账本的\(isEngine ? "系统" : "存证单")密钥")
        case ("policy.changed/1", _):
            return proposes("Change \(count - min(count, 1)) policy value(s)", "更改政策参数 \(count - min(count, 1)) 项")
        case ("rules.adopted/1", _):
            return proposes("Adopt rule set \(text(head["set"]))", "启用第 \(text(head["set"])) 号规则集")
        case ("clock.accepted/1", _):
            return BilingualText("Vouch that the ledger's clock is right.", "确认账本时钟正确。")
        case ("clock.corrected/1", _):
            return proposes(
                "Set the ledger's clock back to \(time(head["received"]))", "将账本时钟回调至 \(time(head["received"]))")
        case ("personal.erased/1", _):
            return proposes(
                "ERASE \(count - min(count, 1)) personal record(s) of \(text(head["subject"])) for good",
                "永久删除主体 \(text(head["subject"])) 的个人记录 \(count - min(count, 1)) 条，不可恢复")
        case (_, "confirmed"):
            return BilingualText("Confirm entry \(about) as the second person.", "作为第二人确认第 \(about) 条。")
        case (_, "declined"):
            return BilingualText("Decline entry \(about).", "不予确认第 \(about) 条。")
        default:
            let what = family == "note" ? BilingualText("Note", "记事") : BilingualText("Enter \(type)", "录入 \(type)")
            return BilingualText(
                "\(what.english): \(count) record\(count == 1 ? "" : "s").", "\(what.chinese)：\(count) 条记录。")
        }
    }

    var details: [BilingualText] {
        var lines: [BilingualText] = []
        switch "\(type)" {
        case "ledger.founded/1":
            for grant in records where grant["role"] != nil {
                let words = RoleWords.text(text(grant["role"]))
                lines.append(
                    BilingualText(
                        "\(words.english): \(text(grant["actor"]))", "\(words.chinese)：\(text(grant["actor"]))"))
            }
            for (name, english, chinese) in [
                ("checkpoint", "checkpoint key", "存证单密钥"), ("engine", "engine key", "系统密钥"),
            ] {
                let id = key(head.members?.first { $0.name == Bytes(name.utf8) }?.value)
                lines.append(BilingualText("\(english): \(id)", "\(chinese)：\(id)"))
            }
        case "policy.changed/1":
            for record in records.dropFirst() {
                let line = "\(text(record["name"])) = \(text(record["value"]))"
                lines.append(BilingualText(line, line))
            }
        default:
            if !SentenceReader.spoken.contains(family) { lines += contents }
        }
        if let reason = head["reason"] {
            lines.append(BilingualText("Reason: \(text(reason))", "理由：\(text(reason))"))
        }
        if let since = head["since"] {
            lines.append(BilingualText("Suspected since: \(text(since))", "疑似起始：\(text(since))"))
        }
        return lines
    }

    /// Families whose sentence says all.
    private static let spoken = ["ledger", "actor", "rules", "policy", "clock", "personal"]

    /// The first records, member by member.
    private var contents: [BilingualText] {
        var lines: [BilingualText] = []
        for record in records.prefix(SentenceReader.maximumDetails) {
            let kind = text(record["type"])
            let members = (record.members ?? []).filter {
                !["type", "nonce", "about", "reason"].contains(String(decoding: $0.name, as: UTF8.self))
            }
            let parts = members.map { member in
                let name = DisplayText.clean(member.name, limit: 40)
                if let digest = member.value["sha256"]?.bytes, let size = member.value["size"]?.integer {
                    return "\(name) \(DisplayText.clean(digest.prefix(12)))… (\(ByteCount.text(size)))"
                }
                if let cells = member.value.members {
                    return cells.map { "\(DisplayText.clean($0.name, limit: 40)) \(text($0.value))" }
                        .joined(separator: ", ")
                }
                return members.count == 1 ? text(member.value) : "\(name) \(text(member.value))"
            }
            let line = "\(kind)  \(parts.joined(separator: "; "))"
            lines.append(BilingualText(line, line))
        }
        let rest = Int64(count) - Int64(lines.count)
        if rest > 0 { lines.append(BilingualText("… and \(rest) more", "……另有 \(rest) 条")) }
        return lines
    }

    private var about: String { text(head["about"]?["index"]) }

    private var days: BilingualText {
        switch (head["from"].map { text($0) }, head["to"].map { text($0) }) {
        case (nil, nil): BilingualText("", "")
        case (let from?, nil): BilingualText(" from \(from)", "，自 \(from) 起")
        case (nil, let to?): BilingualText(" until \(to)", "，至 \(to) 止")
        case (let from?, let to?): BilingualText(" from \(from) until \(to)", "，自 \(from) 至 \(to)")
        }
    }

    private func time(_ value: IJSONValue?) -> String {
        value?.bytes.flatMap { Timestamp($0) }?.beijing ?? text(value)
    }
}

/// Roles in words.
enum RoleWords {
    static func text(_ role: String) -> BilingualText {
        switch role {
        case "administrator": BilingualText("administrator 系统管理员", "系统管理员")
        case "supervisor": BilingualText("supervisor 纪检监督人员", "纪检监督人员")
        case "leader": BilingualText("leader 审批领导", "审批领导")
        case "clerk": BilingualText("clerk 经办人", "经办人")
        case "inspector": BilingualText("inspector 执法人员", "执法人员")
        case "attendant": BilingualText("attendant 见证人", "见证人")
        case "reviewer": BilingualText("reviewer 审核人", "审核人")
        default: BilingualText(role, role)
        }
    }

    /// Roles for a table: the Chinese term where there is one.
    static func list(_ roles: [String], in language: Language) -> String {
        roles.map { text($0).text(in: language == .chinese ? .chinese : .english) }.joined(separator: ", ")
    }
}

/// Sizes for people.
enum ByteCount {
    static func text(_ bytes: Int64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1_024, unit < units.count - 1 {
            value /= 1_024
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        return unit == 0 ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
