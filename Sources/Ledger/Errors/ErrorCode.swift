/// A stable error code with its sentence and its advice. docs/errors.md lists them all; a test compares.
public struct ErrorCode: Hashable, Sendable {
    /// What machines compare: lower-case words joined by one dot.
    public let rawValue: String
    /// One sentence: what is wrong.
    public let sentence: BilingualText
    /// What the reader can do next.
    public let next: BilingualText

    /// Names a code of this module or of a domain; the words are those that people read.
    public init(_ rawValue: String, _ english: String, _ chinese: String, next: String, _ nextChinese: String) {
        self.rawValue = rawValue
        sentence = BilingualText(english, chinese)
        self.next = BilingualText(next, nextChinese)
    }

    public static func == (left: ErrorCode, right: ErrorCode) -> Bool { left.rawValue == right.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

// MARK: Formats

extension ErrorCode {
    /// A signed note breaks its grammar or a limit.
    public static let noteMalformed = ErrorCode(
        "note.malformed", "This is not a well-formed signed note.", "签名文书格式不正确。",
        next: "Fetch the file again from where it was made; do not edit it.", "请从出处重新取得该文件，不要改动。")
    /// A known key signed, and the signature does not hold; or no known key signed.
    public static let noteUnverified = ErrorCode(
        "note.unverified", "The note is not validly signed by a key that is trusted here.", "文书没有可信密钥的有效签名。",
        next: "Compare the key with the founding sheet, then fetch the note again.", "请核对创立单上的公钥，再重新取得该文书。")
    /// A verifier key breaks its grammar or its key id does not fit.
    public static let vkeyMalformed = ErrorCode(
        "vkey.malformed", "This is not a verifier key.", "这不是有效的公钥（vkey）。",
        next: "A verifier key reads name+8 hex digits+base64; copy it whole.", "公钥形如 名称+8位十六进制+base64，请完整复制。")
    /// A checkpoint's three lines are wrong.
    public static let checkpointMalformed = ErrorCode(
        "checkpoint.malformed", "This is not a checkpoint of three lines.", "存证单格式不正确（应为三行）。",
        next: "Fetch the checkpoint again.", "请重新取得存证单。")
    /// A checkpoint of another log.
    public static let checkpointOrigin = ErrorCode(
        "checkpoint.origin", "The checkpoint is of another ledger.", "存证单属于另一个账本。",
        next: "Use a checkpoint of this ledger.", "请使用本账本的存证单。")
    /// An index or a pair of sizes for which there is no proof.
    public static let proofRange = ErrorCode(
        "proof.range", "There is no such proof.", "不存在这样的证明。",
        next: "Ask for an index below the size, or for sizes from 1 up to the ledger's.", "序号须小于总数；规模须从 1 起，不超过账本总数。")
    /// A proof file breaks its grammar.
    public static let proofMalformed = ErrorCode(
        "proof.malformed", "This is not a tlog-proof.", "这不是有效的存证证明（tlog-proof）。",
        next: "Fetch the receipt again.", "请重新取得回执。")
    /// A proof does not lead to its checkpoint.
    public static let proofWrong = ErrorCode(
        "proof.wrong", "The proof does not lead to the checkpoint.", "证明与存证单不符。",
        next: "Keep both files: they show that what you were told is not what the ledger holds.",
        "请保留两份文件：它们表明所告知的内容与账本不符。")
    /// A policy file breaks its grammar.
    public static let policyMalformed = ErrorCode(
        "policy.malformed", "This is not a tlog-policy.", "这不是有效的存证策略（tlog-policy）。",
        next: "Correct the line that is named.", "请改正所指的那一行。")
    /// The policy's log or quorum did not sign.
    public static let policyUnmet = ErrorCode(
        "policy.unmet", "The checkpoint does not have the signatures that the policy asks for.", "存证单缺少存证策略要求的签名。",
        next: "Fetch a newer checkpoint, or ask the missing witnesses.", "请取得更新的存证单，或询问缺签的存证方。")
    /// A tile path breaks its grammar.
    public static let tileMalformed = ErrorCode(
        "tile.malformed", "This is not a tile or a bundle.", "这不是有效的哈希瓦片或条目包。",
        next: "Fetch it again.", "请重新取得。")
    /// A record is not I-JSON as the annex has it.
    public static let recordMalformed = ErrorCode(
        "record.malformed", "The record is not one line of I-JSON as this ledger writes it.", "记录不是本账本要求的单行 I-JSON。",
        next: "One object on one line, no white space outside strings, no duplicate member, integers below 2^53.",
        "每行一个对象，字符串外无空白，成员不得重复，整数小于 2^53。")
    /// A record or a list of records is too large.
    public static let recordTooLarge = ErrorCode(
        "record.tooLarge", "The record or the list of records is too large.", "记录或记录清单过大。",
        next: "A record holds 64 KiB, a list 16 MiB; put larger things into attachments.",
        "单条记录不超过 64 KiB，清单不超过 16 MiB；更大的内容请作为附件。")
    /// The records do not have the root that the event signs.
    public static let recordRoot = ErrorCode(
        "record.root", "The records are not the ones that the event signs.", "记录与事件所签的根不符。",
        next: "Send the records exactly as they were when the event was signed.", "请原样提交签名时的记录。")
    /// An event breaks its grammar.
    public static let eventMalformed = ErrorCode(
        "event.malformed", "This is not an event as this ledger writes it.", "这不是格式正确的事件。",
        next: "Make the event again with ledgerctl.", "请用 ledgerctl 重新生成该事件。")
    /// An event is too large.
    public static let eventTooLarge = ErrorCode(
        "event.tooLarge", "The event is too large.", "事件过大。",
        next: "The signed text of an event holds 2 KiB; what it says belongs into records.", "事件签名文本不超过 2 KiB，内容应放入记录。")
    /// An entry breaks its grammar.
    public static let entryMalformed = ErrorCode(
        "entry.malformed", "This is not an entry as this ledger writes it.", "这不是格式正确的条目。",
        next: "The stored bytes were changed; compare with an export or a backup.", "存储的字节已被改动，请与导出或备份比对。")
    /// A channel record is malformed or does not have the digest that the entry names.
    public static let channelMalformed = ErrorCode(
        "channel.malformed", "The channel record is not the one that the entry names.", "通道记录与条目所记不符。",
        next: "Compare with an export or a backup.", "请与导出或备份比对。")
}
