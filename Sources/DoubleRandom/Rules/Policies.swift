// Policies that rule set 1 reads, design principle 9: values stand in events. Where one is absent the act that needs
// it is refused with `policy.missing`; no value stands in the program.

import Ledger

/// A policy's name, with what its value means.
enum PolicyName: String, CaseIterable {
    /// Six digits of GB/T 2260 (行政区划代码): numbers of plans and tasks begin with them.
    case region
    /// How many attendants (见证人) a draw needs.
    case attendants = "draw.attendants"
    /// Rounding modes that plan lines may use: `ratio`, `ratio-half`.
    case rounding = "draw.rounding"
    /// How many inspections one inspector takes in one draw at most.
    case inspectorCap = "draw.inspectorCap"
    /// Hours after which custodians of openings reveal (开号副本保管); absent or 0: no custody.
    case custody = "draw.custody"
    /// Public sources of randomness (公开随机源): array of {"w", "kind"}, for drand also "genesis" and "period" in seconds,
    /// for a lottery, where wanted, "form" (a 9 for each digit) and "ascending".
    case beacons = "draw.beacons"
    /// How many days before a freeze changes of its registry are shown with the draw (抽取前名录变动); read by no rule,
    /// 7 where it is not adopted.
    case editWindow = "draw.editWindow"
    /// The longest embargo in days, counted from the freeze.
    case embargo = "draw.embargo"
    /// How many certified officers visit an object at least (R5).
    case officers = "inspection.officers"
    /// How often one object is inspected for one general item in a year (R7).
    case frequency = "inspection.frequency"
    /// On how many days a year an enterprise is inspected for general items at most, as the office has published it
    /// (年度检查频次上限, R7); where it is not adopted there is no such cap.
    case yearlyCap = "inspection.yearlyCap"
    /// Result wordings (检查结果): array of {"w", "clean", "alone"}.
    case wordings = "result.wordings"
    /// Methods (核查方式): array of {"w", "onSite"}.
    case methods = "result.methods"
    /// Disposals (后续处置措施): array of {"w", "closes", "needsText"}.
    case disposals = "result.disposals"
    /// Working days from completion to publication (R8).
    case publicationDays = "publication.days"
    /// Working days from the change of a decision to the withdrawal of what was published (R9).
    case withdrawalDays = "withdrawal.days"
    /// Days until entry bundles are public.
    case publicLag
    /// Types of events for which paper is enough (纸质审批); `draw.commit/1` for people who contribute on paper (纸质签认).
    case paperActs = "paper.acts"
}

extension Act {
    /// The value of a policy in force.
    /// - Throws: `policy.missing`.
    func policy(_ name: PolicyName) throws -> IJSONValue {
        guard let value = try context.policy(name.rawValue) else { throw LedgerError(.policyMissing, name.rawValue) }
        return value
    }

    func number(_ name: PolicyName) throws -> Int {
        guard let number = try policy(name).integer, number >= 0 else {
            throw LedgerError(.policyMissing, "\(name.rawValue) is no number")
        }
        return Int(number)
    }

    /// The number of a policy, or nil where none is adopted: what has happened is not refused for want of one.
    func adopted(_ name: PolicyName) throws -> Int? {
        try context.policy(name.rawValue)?.integer.flatMap { $0 >= 0 ? Int($0) : nil }
    }

    /// The words of a policy: an array of strings, or of objects with `w`.
    func words(_ name: PolicyName) throws -> [StateObject] {
        try policy(name).elements?.map { element in
            element.members.map { StateObject($0) } ?? StateObject([.init("w", element)])
        } ?? []
    }

    func word(_ word: Bytes, of name: PolicyName) throws -> StateObject? {
        try words(name).first { $0.bytes("w") == word }
    }

    /// The classes of a credit scale (信用风险等级), the best first.
    func creditScale(_ scale: Bytes) throws -> [Bytes] {
        let name = "credit.\(scale.shown)"
        guard let classes = try context.policy(name)?.elements else { throw LedgerError(.policyMissing, name) }
        return classes.compactMap(\.bytes)
    }

    /// An approval by a leader's key, or on paper where policy takes it: then a clerk enters it with the scan.
    /// - Returns: the mark `paper` for the latter.
    func approval() throws -> [Mark] {
        guard head["paper"] != nil else {
            guard acts(as: .leader) else { throw LedgerError(.roleMissing, "\(author): leader") }
            return []
        }
        guard acts(as: .clerk) else { throw LedgerError(.roleMissing, "\(author): clerk") }
        guard try word(context.event.header.type.bytes, of: .paperActs) != nil else {
            throw LedgerError(.paperRefused, "\(context.event.header.type)")
        }
        return [.paper]
    }
}

/// Proposed values for a new ledger, to be adopted by `policy.changed`: what `ledgerctl` offers, never what a rule reads.
public enum StandardPolicy {
    /// Names and values for a region, the calendar apart.
    public static func values(region: String) -> [(name: String, value: IJSONValue)] {
        let named: [(PolicyName, IJSONValue)] = [
            (.region, .text(region)), (.attendants, .integer(1)),
            (.rounding, .array([.text("ratio"), .text("ratio-half")])), (.inspectorCap, .integer(40)),
            (
                .beacons,
                .array([
                    .object(of: [
                        ("w", .text("cwl-ssq")), ("kind", .text("lottery")),
                        ("form", .text("99 99 99 99 99 99 + 99")), ("ascending", .bool(true)),
                    ]),
                    .object(of: [("w", .text("dice")), ("kind", .text("dice"))]),
                    // drand's chain quicknet by its hash: a round every three seconds.
                    .object(of: [
                        ("w", .text("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971")),
                        ("kind", .text("drand")), ("genesis", .integer(1_692_803_367)), ("period", .integer(3)),
                    ]),
                ])
            ),
            (.embargo, .integer(180)), (.officers, .integer(2)), (.frequency, .integer(1)),
            (.publicationDays, .integer(20)), (.withdrawalDays, .integer(3)), (.publicLag, .integer(90)),
            (.paperActs, .array([.text("plan.approved/1"), .text("draw.commit/1")])),
            (.wordings, StandardCodeLists.results.value), (.methods, StandardCodeLists.methods.value),
            (.disposals, StandardCodeLists.disposals.value),
        ]
        return named.map { ($0.0.rawValue, $0.1) } + [("credit.SAMR", .array(["A", "B", "C", "D"].map { .text($0) }))]
    }
}

/// Marks of rule set 1 (标注).
extension Mark {
    /// Approved on paper, entered by a clerk (纸质审批).
    static let paper = Mark("paper")
    /// Signed by hand by somebody without a key, entered by a recorder with the scan (纸质签认).
    static let signedOnPaper = Mark("signedOnPaper")
    /// From before the ledger (期初·未经见证).
    static let history = Mark("history")
    /// A task without a plan (临时任务).
    static let adHoc = Mark("adHoc")
    /// A draw was given up after a value had been shown (开号后作废).
    static let voidedKnown = Mark("voidedKnown")
    /// Somebody of the team is related to the object that followed, and is to be replaced before the visit (待回避).
    static let recusalDue = Mark("recusalDue")
    /// Drawn on another platform (外部抽取·不可复算).
    static let external = Mark("external")
    /// An officer's certificate was not valid on the visit day (执法证失效, R5).
    static let certificateLapsed = Mark("certificateLapsed")
    /// Fewer certified officers than policy asks for were there (人数不足, R5).
    static let shortTeam = Mark("shortTeam")
    /// Somebody visited who was not drawn (非抽取人员, R6).
    static let foreignTeam = Mark("foreignTeam")
    /// Somebody visited who had declared a relation to the object (应回避未回避, R6).
    static let related = Mark("related")
    /// An officer who was registered as away visited (暂停参检人员到场, R5).
    static let absentOfficer = Mark("absentOfficer")
    /// The officers did not show their certificates (未出示执法证件).
    static let unidentified = Mark("unidentified")
    /// Not reached after fewer than two attempts, or that or a refusal without anything that shows it (佐证不足).
    static let unsupported = Mark("unsupported")
    /// Visited after the task had been stopped (中止后检查).
    static let afterStop = Mark("afterStop")
    /// Inspected more often for this item than policy says (超频次, R7).
    static let frequency = Mark("frequency")
    /// One more visit of an enterprise than its yearly cap allows (超年度检查频次上限, R7).
    static let overCap = Mark("overCap")
    /// The visit was not approved beforehand (未经审批).
    static let unapproved = Mark("unapproved")
    /// The enterprise was not told beforehand, and no reason was given (未通知).
    static let unnotified = Mark("unnotified")
    /// Published after the deadline (逾期公示, R8).
    static let publishedLate = Mark("publishedLate")
    /// Withdrawn after the deadline (逾期撤下, R9).
    static let withdrawnLate = Mark("withdrawnLate")
    /// The deadline lies beyond the calendar that is loaded (期限待定, R10).
    static let deadlineUnknown = Mark("deadlineUnknown")
}

/// What a mark is called.
public enum MarkTitle {
    /// Every mark of rule set 1 with its title.
    public static let all: [(mark: Mark, title: BilingualText)] = [
        (.late, BilingualText("entered late", "迟录")), (.paper, BilingualText("approved on paper", "纸质审批")),
        (.signedOnPaper, BilingualText("signed on paper", "纸质签认")),
        (.history, BilingualText("from before the ledger, unproven", "期初·未经见证")),
        (.adHoc, BilingualText("task without a plan", "临时任务")),
        (.voidedKnown, BilingualText("voided after the first reveal", "开号后作废")),
        (.recusalDue, BilingualText("one of the team is related to the new object", "待回避")),
        (.external, BilingualText("drawn elsewhere, cannot be recomputed", "外部抽取·不可复算")),
        (.certificateLapsed, BilingualText("certificate not valid on the visit day", "执法证失效")),
        (.shortTeam, BilingualText("too few certified officers", "执法人数不足")),
        (.absentOfficer, BilingualText("visited by an officer who was registered as away", "暂停参检人员到场")),
        (.foreignTeam, BilingualText("visited by somebody not drawn", "非抽取人员到场")),
        (.related, BilingualText("visited by somebody related", "应回避未回避")),
        (.frequency, BilingualText("inspected more often than allowed", "超频次检查")),
        (.overCap, BilingualText("more visits of the enterprise than the year allows", "超年度检查频次上限")),
        (.unidentified, BilingualText("certificates were not shown", "未出示执法证件")),
        (.unsupported, BilingualText("outcome without what shows it", "佐证不足")),
        (.afterStop, BilingualText("visit after the task was stopped", "中止后检查")),
        (.unapproved, BilingualText("visit without approval", "未经审批检查")),
        (.unnotified, BilingualText("visit without notice", "未通知检查")),
        (.publishedLate, BilingualText("published late", "逾期公示")),
        (.withdrawnLate, BilingualText("withdrawn late", "逾期撤下")),
        (.deadlineUnknown, BilingualText("deadline open until the calendar is loaded", "期限待定")),
    ]
}
