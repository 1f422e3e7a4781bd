// Rule sets, design principle 9 and annex D7: numbered, adopted by an event, kept in the program for ever.

/// Who may read a record (可见范围).
public enum Visibility: String, Sendable, Hashable, CaseIterable {
    /// Everybody (公开).
    case `public`
    /// Public from the event that publishes it (待公开).
    case due
    /// Named roles (内部).
    case office
    /// The vault's records, by role and subject (个人信息).
    case personal
}

/// A mark on an accepted fact (标注): a stable code that stays for ever.
public struct Mark: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The code.
    public let code: String

    /// Names a mark.
    public init(_ code: String) { self.code = code }

    /// Signed more than 72 hours before it was received (迟录).
    public static let late = Mark("late")

    public static func < (left: Mark, right: Mark) -> Bool { bytesPrecede(left.code.utf8, right.code.utf8) }
    public var description: String { code }
}

/// What an event's author decided of its records.
public enum DisclosedData: Sendable {
    /// All data records, checked against the root that the event signs.
    case disclosed([Record])
    /// At least one data record is withheld.
    case withheld
}

/// An entry that asks to enter, or that a verifier judges again.
public struct Candidate: Sendable {
    /// The entry in its place.
    public let entry: Entry
    /// Its data records. Admission never reads personal ones.
    public let data: DisclosedData

    /// Pairs an entry with its data.
    public init(entry: Entry, data: DisclosedData) {
        self.entry = entry
        self.data = data
    }
}

/// The rule of one event type.
public struct EventRule: Sendable {
    /// How many keys sign, annex D3.
    public enum Signatures: Sendable {
        /// The author alone.
        case author
        /// The author, and the key that the data introduces.
        case authorAndNewKey
        /// The daemon's engine key alone, for what the daemon itself says; no person may sign it.
        case engine
        /// The two founders.
        case founders
    }

    /// How an event stands to a daemon's clock that cannot be right.
    public enum ClockStanding: Sendable {
        /// Refused while the clock is suspect.
        case ordinary
        /// Admitted while the clock is suspect: it is what opens it again.
        case opensClock
    }

    /// Who signs.
    let signatures: Signatures
    /// Whether it is an office decision, refused after 72 hours, rather than a fact, marked late.
    let isOfficeDecision: Bool
    /// How it stands to a suspect clock.
    let clock: ClockStanding
    /// The tables that it may write: unknown from its index on where its data is withheld.
    let writes: [StateTable]
    /// The time that the event itself fixes as `received`, where it does.
    let statedReceived: (@Sendable (RuleContext) throws -> Timestamp?)?
    /// Judges the event's data and writes state. Runs after the common checks.
    let admit: @Sendable (RuleContext) throws -> [Mark]

    /// States a rule: who signs, what it may write, and how it judges.
    public init(
        signatures: Signatures = .author, isOfficeDecision: Bool = true, clock: ClockStanding = .ordinary,
        writes: [StateTable], statedReceived: (@Sendable (RuleContext) throws -> Timestamp?)? = nil,
        admit: @escaping @Sendable (RuleContext) throws -> [Mark]
    ) {
        self.signatures = signatures
        self.isOfficeDecision = isOfficeDecision
        self.clock = clock
        self.writes = writes
        self.statedReceived = statedReceived
        self.admit = admit
    }
}

/// What a rule sees.
public struct RuleContext {
    /// The entry's place.
    public let index: EntryIndex
    /// Its leaf hash, once the entry is built; nil while its `received` is still to be found.
    public let leaf: LeafHash?
    /// When it is received.
    public let received: Timestamp
    /// When roles are judged: `received`, or for what opens a clock, whose `received` says nothing, the signing time.
    public let moment: Timestamp
    /// The event.
    public let event: Event
    /// The author; for a founding event the administrator.
    public let author: ActorName
    /// The data records.
    public let records: [Record]
    /// The state.
    public let state: AdmissionState
    /// The rule sets that the program knows.
    public let book: RuleBook
}

/// A numbered set of rules.
public protocol RuleSet: Sendable {
    /// Its number.
    var number: UInt64 { get }
    /// SHA-256 of docs/rules/N.md.
    var document: Digest { get }
    /// The rule of a type; nil where the set does not know it.
    func rule(for type: TypeName) -> EventRule?
    /// Who may read a record of a type, nil where it may not stand in data.
    func visibility(of recordType: TypeName) -> Visibility?
    /// What the office reads of a table of admission state; nil where it reads none of it.
    func disclosure(of table: StateTable) -> StateDisclosure?
}

extension RuleSet {
    /// Nothing, where a set does not say otherwise.
    public func disclosure(of table: StateTable) -> StateDisclosure? { nil }
}

/// What of the rows of a table of admission state (准入状态) the office reads through a service.
public enum StateDisclosure: Sendable, Hashable {
    /// Whole rows.
    case rows
    /// These members of each row. The others hold what is not public yet: it is read from the records, which leaves a trace.
    case members([String])

    /// What is shown of a row's value.
    func shown(of value: IJSONValue) -> IJSONValue {
        guard case .members(let names) = self else { return value }
        guard case .object(let members) = value else { return .object([]) }
        let shown = Set(names.map { Bytes($0.utf8) })
        return .object(members.filter { shown.contains($0.name) })
    }
}

/// The rule sets that this program knows.
public struct RuleBook: Sendable {
    private let sets: [UInt64: any RuleSet]

    /// Collects sets; set 0 must be among them.
    public init(_ sets: [any RuleSet]) {
        self.sets = Dictionary(sets.map { ($0.number, $0) }) { first, _ in first }
        precondition(self.sets[0] != nil, "rule set 0 founds every ledger")
    }

    /// The set with a number, or nil.
    public subscript(number: UInt64) -> (any RuleSet)? { sets[number] }

    /// The numbers, ascending.
    public var numbers: [UInt64] { sets.keys.sorted() }
}
