// What a verification says, design principle 10 and section 8: a verdict always says what was checked and what was not.

/// The verdict's fixed words.
public enum Verdict: String, Sendable, Hashable {
    /// Nothing is wrong, and an outside memory agrees (一致).
    case consistent
    /// Something was changed (被改).
    case altered
    /// The end is missing (被截短).
    case cut
    /// Nothing is wrong inside, and nothing outside was asked (未核对).
    case unchecked

    /// The word with its Chinese term.
    public var text: BilingualText {
        switch self {
        case .consistent: BilingualText("consistent 一致", "一致")
        case .altered: BilingualText("altered 被改", "被改")
        case .cut: BilingualText("cut 被截短", "被截短")
        case .unchecked: BilingualText("unchecked 未核对", "未核对")
        }
    }
}

/// Something that is wrong: the code and place of ``LedgerError``.
public typealias Finding = LedgerError

/// A part of the ledger that a verification looks at.
public enum VerifyCheck: Int, Sendable, Hashable, CaseIterable {
    case entries, signatures, data, personal, channels, attachments, admission, storedHashes, eventIDs, state,
        checkpoint, outsideCheckpoint, cosignatures, founding

    /// Its stable name, for programs.
    public var name: String { "\(self)" }

    /// What it is, for people.
    public var text: BilingualText {
        switch self {
        case .entries: BilingualText("entries and links", "条目与链接")
        case .signatures: BilingualText("authors' signatures", "作者签名")
        case .data: BilingualText("data records", "业务记录")
        case .personal: BilingualText("personal records", "个人记录")
        case .channels: BilingualText("channel records", "通道记录")
        case .attachments: BilingualText("attachments", "附件")
        case .admission: BilingualText("rights and rules", "权限与规则")
        case .storedHashes: BilingualText("stored hashes", "存储哈希")
        case .eventIDs: BilingualText("index of event ids", "事件编号索引")
        case .state: BilingualText("admission state", "准入状态")
        case .checkpoint: BilingualText("the ledger's own checkpoint", "账本自存的存证单")
        case .outsideCheckpoint: BilingualText("outside checkpoint", "外部存证单")
        case .cosignatures: BilingualText("witness policy", "存证策略")
        case .founding: BilingualText("founding sheet", "创立单")
        }
    }
}

/// How far a part was checked.
public struct CheckCount: Sendable, Hashable {
    /// Rechecked and right (已复核).
    public var rechecked: UInt64 = 0
    /// Not disclosed here (未披露).
    public var notDisclosed: UInt64 = 0
    /// Erased, as an event says (已删除).
    public var erased: UInt64 = 0
    /// Wrong.
    public var wrong: UInt64 = 0
    /// Not looked at, and why.
    public var skipped: BilingualText?

    mutating func add(_ outcome: CheckOutcome, _ by: UInt64) {
        switch outcome {
        case .rechecked: rechecked &+= by
        case .notDisclosed: notDisclosed &+= by
        case .erased: erased &+= by
        case .wrong: wrong &+= by
        }
    }
}

/// How one thing was found.
enum CheckOutcome: Sendable {
    case rechecked, notDisclosed, erased, wrong
}

/// A count for each part; a part that was neither counted nor skipped has none.
public struct CheckCounts: Sendable, Hashable {
    // One place a part, in the order of the cases: this is touched several times an entry.
    private var places = [CheckCount?](repeating: nil, count: VerifyCheck.allCases.count)

    /// The count of a part.
    public internal(set) subscript(check: VerifyCheck) -> CheckCount? {
        get { places[check.rawValue] }
        set { places[check.rawValue] = newValue }
    }

    mutating func add(_ check: VerifyCheck, _ outcome: CheckOutcome, _ by: UInt64) {
        guard by > 0 else { return }
        var count = places[check.rawValue] ?? CheckCount()
        count.add(outcome, by)
        places[check.rawValue] = count
    }

    mutating func skip(_ check: VerifyCheck, _ why: BilingualText) {
        var count = places[check.rawValue] ?? CheckCount()
        count.skipped = why
        places[check.rawValue] = count
    }
}

/// The outcome of a verification.
public struct VerifyReport: Sendable {
    /// The ledger's name, where entry 0 tells it.
    public internal(set) var ledger: LedgerName?
    /// The number of entries.
    public internal(set) var size: UInt64 = 0
    /// Their root.
    public internal(set) var root = RFC6962.emptyRoot
    /// The leaf hash of entry 0.
    public internal(set) var founding: LeafHash?
    /// When the first and the last entry were received.
    public internal(set) var span: (first: Timestamp, last: Timestamp)?
    /// From which index on everything was checked; below it only what `--since` needs.
    public internal(set) var since: UInt64 = 0
    /// The findings in order, at most as many as asked for.
    public internal(set) var findings: [Finding] = []
    /// How many there were.
    public internal(set) var findingCount: UInt64 = 0
    /// How far each part was checked.
    public internal(set) var counts = CheckCounts()
    /// How each type's rule judged the entries again (逐项规则复核).
    public internal(set) var rules: [TypeName: CheckCount] = [:]
    /// Entries at which `received` was lowered by a confirmed correction.
    public internal(set) var clockCorrections: [EntryIndex] = []
    /// Marks on facts, by code.
    public internal(set) var marks: [Mark: UInt64] = [:]
    /// The sizes of the outside checkpoints that agree.
    public internal(set) var agreedSizes: [UInt64] = []

    /// The verdict.
    public var verdict: Verdict {
        if findingCount > 0 { return onlyCut ? .cut : .altered }
        return agreedSizes.isEmpty ? .unchecked : .consistent
    }

    var onlyCut = true

    /// Whether something could not be checked for want of disclosure.
    public var isPartial: Bool {
        VerifyCheck.allCases.contains { (counts[$0]?.notDisclosed ?? 0) > 0 }
    }

    /// 0 everything checked and right, 1 wrong, 2 nothing wrong found but not everything could be checked.
    public func exitCode(requireFull: Bool) -> Int32 {
        if findingCount > 0 { return 1 }
        if verdict == .unchecked || isPartial { return requireFull ? 1 : 2 }
        return 0
    }

    mutating func count(_ check: VerifyCheck, _ outcome: CheckOutcome, _ by: UInt64 = 1) {
        counts.add(check, outcome, by)
    }

    mutating func count(ruleOf type: TypeName, _ outcome: CheckOutcome) {
        rules[type, default: CheckCount()].add(outcome, 1)
    }
}
