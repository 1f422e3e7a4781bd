// What an event is about, for the timeline by subject.

/// What an event concerns beside its author.
public struct EventSubjects: Sendable, Hashable {
    /// Names of what it concerns (对象): an actor `a0017`, or `kind:name` such as `policy:note.days`. In any order.
    public var subjects: [Bytes]
    /// Earlier entries that it is about: what concerns them, it concerns too.
    public var about: [EntryIndex]

    /// Names subjects and entries.
    public init(subjects: [Bytes] = [], about: [EntryIndex] = []) {
        self.subjects = subjects
        self.about = about
    }
}

/// Names the subjects of the event types that it knows. A domain passes its own beside that of the ledger.
public protocol SubjectNaming: Sendable {
    /// Name and version, such as `ledger/1`: another text rebuilds the timeline.
    var version: String { get }
    /// What an event concerns; nothing for a type that it does not know. Pure.
    func subjects(of event: ViewEvent) -> EventSubjects
}

/// The subjects of rule set 0: actors that are named, policies, the rules, the clock, service keys, erased subjects, and
/// for every type of event the entry that its first record names as `about` (annex D5).
public struct LedgerSubjects: SubjectNaming {
    /// The naming.
    public init() {}

    public let version = "ledger/1"

    public func subjects(of event: ViewEvent) -> EventSubjects {
        var result = EventSubjects()
        if let about = event.records.first.flatMap({ try? $0.record.value() })?["about"]?["index"]?.index,
            about < event.index
        {
            result.about = [about]
        }
        switch Bytes(event.type.family) {
        case Bytes("rules".utf8): result.subjects = [Bytes("rules".utf8)]
        case Bytes("clock".utf8): result.subjects = [Bytes("clock".utf8)]
        case Bytes("ledger".utf8), Bytes("actor".utf8), Bytes("policy".utf8), Bytes("personal".utf8): break
        default: return result
        }
        for record in event.records {
            guard let value = try? record.record.value() else { continue }
            result.subjects += LedgerSubjects.named(record.record.type, value)
        }
        return result
    }

    private static func named(_ type: TypeName, _ value: IJSONValue) -> [Bytes] {
        func prefixed(_ kind: StaticString, _ name: Bytes?) -> [Bytes] {
            name.map { [kind.withUTF8Buffer { Bytes($0) } + [UInt8(ascii: ":")] + $0] } ?? []
        }
        switch type {
        case TypeName(literal: "policy.value/1"): return prefixed("policy", value["name"]?.bytes)
        case TypeName(literal: "personal.erased/1"): return prefixed("personal", value["subject"]?.bytes)
        case TypeName(literal: "ledger.rekeyed/1"): return prefixed("service", value["purpose"]?.bytes)
        case TypeName(literal: "rules.set/1"): return [Bytes("rules".utf8)]
        default: return value["actor"]?.bytes.flatMap { ActorName($0) }.map { [$0.bytes] } ?? []
        }
    }
}

/// Finds everything that an event concerns, without a view: what the timeline of a file of views holds for it.
public struct SubjectFinder: Sendable {
    private let namings: [any SubjectNaming]
    private static let maximumDepth = 64

    /// Asks the naming of the ledger and those of a domain.
    public init(_ namings: [any SubjectNaming] = []) { self.namings = [LedgerSubjects()] + namings }

    /// The subjects of an event and of the entries that it is about, sorted, each once; not its author.
    public func subjects(of event: ViewEvent, earlier: (EntryIndex) -> ViewEvent?) -> [Bytes] {
        var found: Set<Bytes> = []
        collect(event, into: &found, depth: 0, earlier: earlier)
        return found.sorted(by: bytesPrecede)
    }

    private func collect(
        _ event: ViewEvent, into found: inout Set<Bytes>, depth: Int, earlier: (EntryIndex) -> ViewEvent?
    ) {
        for naming in namings {
            let named = naming.subjects(of: event)
            found.formUnion(named.subjects)
            guard depth < SubjectFinder.maximumDepth else { continue }
            for index in named.about where index < event.index {
                if let about = earlier(index) { collect(about, into: &found, depth: depth + 1, earlier: earlier) }
            }
        }
    }
}
