// The tables of rule set 0. docs/rules/0.md lists their keys and values.

extension StateTable {
    /// Actors: name → standing.
    static let actors = StateTable("actor")
    /// Keys of actors: name/key id → vkey and standing.
    static let keys = StateTable("key")
    /// Every key id and public key that was ever introduced: one public key is one actor for ever.
    static let introduced = StateTable("introduced")
    /// Role grants: actor/role/index → dates and standing.
    static let roles = StateTable("role")
    /// What waits, or waited, for a second person: index → standing and content.
    static let proposals = StateTable("proposal")
    /// The open proposal about a target: target → index.
    static let targets = StateTable("target")
    /// Policies: name → value.
    public static let policies = StateTable("policy")
    /// The rule set in force.
    static let rules = StateTable("rules")
    /// The ledger's own facts and service keys.
    static let ledger = StateTable("ledger")
    /// Erased personal records: index/position → leaf hash.
    static let erased = StateTable("erased")
    /// Records of visibility `due` that an event has made public: index or index/position → entry.
    public static let disclosed = StateTable("disclosed")
    /// Marks on accepted facts: index → codes.
    public static let marks = StateTable("mark")
    /// Every table of rule set 0.
    static let all: [StateTable] = [
        .actors, .keys, .introduced, .roles, .proposals, .targets, .policies, .rules, .ledger, .erased, .disclosed,
        .marks,
    ]
}

/// Reading and writing state values as I-JSON objects.
extension AdmissionState {
    /// The row as an object, or nil.
    public func object(_ table: StateTable, _ key: Bytes) throws -> IJSONValue? {
        guard let value = try value(table, key) else { return nil }
        return try IJSONValue(parsing: value)
    }

    /// Writes a row of at most 64 KiB.
    public func set(_ table: StateTable, _ key: Bytes, _ value: IJSONValue) { set(table, key, value.encoded) }
}

extension IJSONValue {
    /// An object of members in the order given; nil values are left out.
    public static func object(of members: [(StaticString, IJSONValue?)]) -> IJSONValue {
        .object(
            members.compactMap { name, value in
                value.map { Member(name, $0) }
            })
    }

    /// An index in a stored row; a row that was tampered with may hold anything.
    public var index: EntryIndex? { integer.flatMap { EntryIndex(exactly: $0) } }

    /// A string's text, for comparison with ASCII names.
    public var word: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// How deep arrays and objects nest; a scalar has none.
    var depth: Int {
        switch self {
        case .array(let elements): 1 + (elements.map(\.depth).max() ?? 0)
        case .object(let members): 1 + (members.map(\.value.depth).max() ?? 0)
        default: 0
        }
    }

    /// An index as a number.
    public static func number(_ index: EntryIndex) -> IJSONValue { .integer(Int64(index.value)) }
}

/// Keys that sort by number: 16 digits.
func paddedKey(_ number: UInt64) -> Bytes {
    var bytes = Bytes()
    bytes.appendDigits(Int(number), width: 16)
    return bytes
}

/// The marks of an entry.
enum Marks {
    static func write(_ marks: [Mark], at index: EntryIndex, to state: AdmissionState) {
        state.set(
            .marks, paddedKey(index.value), .object(of: [("codes", .array(marks.map { .text($0.code) }))]))
    }

    static func read(_ value: Bytes) -> [Mark] {
        guard case .array(let codes)? = (try? IJSONValue(parsing: value))?["codes"] else { return [] }
        return codes.compactMap { $0.bytes.map { Mark(String(decoding: $0, as: UTF8.self)) } }
    }
}

/// Which rule set judged which entry, annex D7: the one in force before it.
struct RuleSetHistory {
    private let book: RuleBook
    /// Numbers of sets by the index that they hold from, ascending.
    private let adopted: [(from: EntryIndex, number: UInt64)]

    /// Reads the adoptions that were confirmed.
    init(_ reading: some StateReading, book: RuleBook) throws {
        self.book = book
        adopted = try reading.stateRows(.proposals, prefix: []).compactMap { row in
            guard let proposal = ProposalState(try IJSONValue(parsing: row.value)),
                proposal.type.family.equals("rules"), proposal.standing == .confirmed, let decided = proposal.decided,
                let number = proposal.content.first?["set"]?.integer, number >= 0
            else { return nil }
            return (decided.next, UInt64(number))
        }.sorted { $0.from < $1.from }
    }

    /// The set that judged an entry; nil where this program does not know it.
    subscript(index: EntryIndex) -> (any RuleSet)? {
        book[adopted.last { $0.from <= index }?.number ?? 0]
    }
}

/// Which rule set judges the next entry.
enum RulesInForce {
    static let key = Bytes("current".utf8)

    static func read(_ state: AdmissionState) throws -> UInt64 {
        // Before entry 0 there is no row, and set 0 founds the ledger.
        guard let row = try state.object(.rules, key), let number = row["set"]?.integer, number >= 0 else { return 0 }
        return UInt64(number)
    }

    static func write(_ number: UInt64, from index: EntryIndex, to state: AdmissionState) {
        state.set(.rules, key, .object(of: [("set", .integer(Int64(number))), ("from", .number(index))]))
    }
}
