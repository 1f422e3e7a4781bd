@testable import DoubleRandom
@testable import Ledger

/// A person with a key.
struct Person: Sendable {
    let actor: ActorName
    let signer: NoteSigner

    init(_ name: String) throws {
        actor = ActorName(name)!
        signer = try HeldKey.generate(.person, name: actor.keyName).signer()
    }

    var name: String { "\(actor)" }
}

/// Admission state in memory.
final class MemoryState: StateReading {
    var rows: [StateKey: Bytes] = [:]

    func stateValue(_ key: StateKey) throws -> Bytes? { rows[key] }

    func stateRows(_ table: StateTable, prefix: Bytes) throws -> [StateRow] {
        rows.filter { $0.key.table == table && $0.key.key.starts(with: prefix) }
            .map { StateRow($0.key, $0.value) }.sorted { $0.key < $1.key }
    }
}

/// A chain in memory that asks the real admission about every event, and keeps what it accepted.
final class Bench: AncestryReading {
    static let origin = LedgerName("qianan.example/commerce")!
    static let region = "130283"

    let administrator: Person
    let supervisor: Person
    let engine: NoteSigner
    let checkpoint: NoteSigner
    /// The keys of the daemon.
    let service: [HeldKey]
    private(set) var entries: [Entry] = []
    /// What is stored beside the entries: channel records and data.
    private(set) var channels: [Bytes] = []
    private(set) var data: [RecordList] = []
    /// Lists that freezes attach.
    var attachments: [Bytes] = []
    private(set) var marks: [[Mark]] = []
    /// What views read of the entries.
    private(set) var accepted: [AcceptedEvent] = []
    let memory = MemoryState()
    private let admission: Admission
    var now: Timestamp
    /// People by role, enrolled when they are first asked for.
    private var people: [String: Person] = [:]
    private var nextActor = 3

    func ancestor(_ index: EntryIndex) throws -> Ancestor? {
        entries.indices.contains(Int(index.value))
            ? Ancestor(leaf: entries[Int(index.value)].leaf, received: entries[Int(index.value)].received) : nil
    }

    private final class Chain: AncestryReading {
        weak var bench: Bench?
        func ancestor(_ index: EntryIndex) throws -> Ancestor? { try bench?.ancestor(index) }
    }

    /// A founded ledger under rule set 1 with the standard policies; a forger brings a set with that number of the own.
    init(
        at time: String = "2024-01-08T02:00:00.000Z", policies: Bool = true, rules: any RuleSet = RuleSet1()
    ) throws {
        now = Timestamp(Bytes(time.utf8))!
        administrator = try Person("a0001")
        supervisor = try Person("a0002")
        service = [
            try HeldKey.generate(.engine, name: ActorName.engine.keyName),
            try HeldKey.generate(.checkpoint, name: Bench.origin.keyName), try HeldKey.generateVault(),
        ]
        engine = try service[0].signer()
        checkpoint = try service[1].signer()
        let chain = Chain()
        admission = Admission(
            ledger: Bench.origin, book: RuleBook([RuleSet0(), rules]), state: AdmissionState(committed: memory),
            ancestry: chain)
        ancestry = chain
        chain.bench = self
        people = ["administrator": administrator, "supervisor": supervisor]
        let content = FoundingContent(
            origin: Bench.origin, checkpoint: checkpoint.key, engine: engine.key, instance: Digest(Random.bytes(32))!,
            rules: (0, RuleSet0().document),
            administrator: .init(actor: administrator.actor, key: administrator.signer.key)!,
            supervisor: .init(actor: supervisor.actor, key: supervisor.signer.key)!)
        _ = try submit(
            "ledger.founded/1", content.records { Random.bytes(16) }, by: [administrator.signer, supervisor.signer])
        try confirmed(
            "rules.adopted/1",
            [Row.of("rules.set/1", ["set": .integer(1), "sha256": .text(RuleSet1().document.hex)])])
        guard policies else { return }
        for (name, value) in StandardPolicy.values(region: Bench.region) { try adopt(name, value) }
    }

    private let ancestry: Chain

    // MARK: Submitting

    /// Judges an event as the next entry; keeps it if it is accepted.
    @discardableResult
    func submit(_ type: String, _ data: [Bytes], by signers: [NoteSigner]) throws -> Entry {
        let head =
            entries.last.map { ChainHead(size: UInt64(entries.count), leaf: $0.leaf, received: $0.received) } ?? .empty
        let seen = entries.last.map { SeenEntry(index: $0.index, leaf: $0.leaf) }
        var draft = try DraftEvent(
            ledger: Bench.origin, type: TypeName(type)!, time: now, seen: seen, data: data, random: Random.bytes(10))
        for signer in signers { draft.sign(with: signer) }
        let submitted = try draft.submitted()
        let channel = Channel(transport: "test", peer: "test", client: "test").record().line(nonce: Random.bytes(16))
        let entry = Entry(
            index: EntryIndex(head.size), previous: head.leaf, received: now, channel: RFC6962.leafHash(channel),
            event: submitted.event)
        do {
            let records = try submitted.data.records()
            let judgement = try admission.judge(Candidate(entry: entry, data: .disclosed(records)), head: head)
            guard case .accepted(let marks) = judgement else { throw LedgerError(.recordMissing, "not disclosed") }
            admission.state.acceptSubmission()
            for (key, value) in admission.state.batchChanges { memory.rows[key] = value }
            admission.state.batchCommitted()
            entries.append(entry)
            channels.append(channel)
            self.data.append(submitted.data)
            self.marks.append(marks)
            accepted.append(
                AcceptedEvent(
                    index: entry.index, type: entry.event.header.type, received: entry.received, marks: marks,
                    records: records))
            now = now.adding(milliseconds: 1_000)
            return entry
        } catch {
            admission.state.rejectSubmission()
            throw error
        }
    }

    @discardableResult
    func act(_ type: String, _ data: [Bytes], by person: Person) throws -> Entry {
        try submit(type, data, by: [person.signer])
    }

    /// The person who holds a role; `which` tells several of them apart.
    func person(_ role: String, _ which: Int = 1) throws -> Person {
        let key = which == 1 ? role : "\(role)/\(which)"
        if let person = people[key] { return person }
        let person = try Person("a" + String(String(10_000 + nextActor).dropFirst()))
        nextActor += 1
        people[key] = person
        try enrol(person, role)
        return person
    }

    /// Enrols a person and grants roles, everything confirmed.
    func enrol(_ person: Person, _ roles: String..., from: String? = nil, to: String? = nil) throws {
        let enrolment = try submit(
            "actor.enrolled/1",
            [
                Row.of(
                    "actor.enrolled/1", ["author": .text(administrator.name), "actor": .text(person.name)]),
                Row.of(
                    "actor.key/1",
                    [
                        "actor": .text(person.name), "vkey": .string(person.signer.key.text),
                        "purpose": .text("person"),
                    ]),
            ], by: [administrator.signer, person.signer])
        try confirm(enrolment)
        for role in roles { try grant(role, to: person, from: from, to: to) }
    }

    func grant(_ role: String, to person: Person, from: String? = nil, to end: String? = nil) throws {
        try confirmed(
            "actor.granted/1",
            [
                Row.of(
                    "actor.role/1",
                    [
                        "actor": .text(person.name), "role": .text(role), "from": from.map { .text($0) },
                        "to": end.map { .text($0) },
                    ])
            ])
    }

    func adopt(_ policy: String, _ value: IJSONValue) throws {
        try confirmed(
            "policy.changed/1",
            [
                Row.of("policy.changed/1", ["reason": .text("定")]),
                Row.of("policy.value/1", ["name": .text(policy), "value": value]),
            ])
    }

    /// A proposal by the administrator, confirmed by the supervisor.
    func confirmed(_ type: String, _ data: [Bytes]) throws { try confirm(act(type, data, by: administrator)) }

    func confirm(_ proposal: Entry) throws {
        let family = String(decoding: proposal.event.header.type.family, as: UTF8.self)
        try act("\(family).confirmed/1", [Row.of("\(family).confirmed/1", ["about": proposal.about])], by: supervisor)
    }

    // MARK: Looking

    /// The books as of a number of entries, or of all.
    func view(asOf size: Int? = nil) throws -> OfficeView {
        var view = OfficeView()
        for event in accepted.prefix(size ?? accepted.count) { try view.apply(event) }
        return view
    }

    /// A row of admission state.
    func state(_ table: StateTable, _ key: String) -> StateObject? {
        memory.rows[StateKey(table, Bytes(key.utf8))].flatMap { try? IJSONValue(parsing: $0).members }
            .map { StateObject($0) }
    }

    func standing(_ table: StateTable, _ key: String) -> String? { state(table, key)?["standing"]?.word }

    /// Where the current version of a row stands.
    func at(_ table: StateTable, _ key: String) -> IJSONValue { state(table, key)?["at"] ?? .null }

    var lastMarks: [Mark] { marks.last ?? [] }

    func advance(days: Int64) { now = now.adding(milliseconds: days * 86_400_000) }

    /// Goes to a moment; where it lies more than 120 days ahead, by steps that the ledger takes.
    func go(to time: String) throws {
        let target = Timestamp(Bytes(time.utf8))!
        while target.since(now) > 100 * 86_400_000 {
            advance(days: 100)
            try act("note.taken/1", [Row.of("note.text/1", ["text": .text("在")])], by: administrator)
        }
        now = target
    }
}

extension Entry {
    /// Index and leaf hash as acts name them.
    var about: IJSONValue {
        .object(of: [("index", .number(index)), ("leaf", .text(leaf.base64))])
    }
}

/// Record lines.
enum Row {
    static func of(_ type: String, _ members: KeyValuePairs<String, IJSONValue?> = [:]) -> Bytes {
        RecordComposer.record(
            TypeName(type)!, nonce: Random.bytes(16),
            members.compactMap { name, value in value.map { .init(name: Bytes(name.utf8), value: $0) } })
    }

    static func texts(_ words: [String]) -> IJSONValue { .array(words.map { .text($0) }) }
    static let hex = IJSONValue.text(String(repeating: "ab", count: 32))
}

/// The code with which something is refused; nil where it is accepted.
func refusal<Value>(_ body: () throws -> Value) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? LedgerError)?.code.rawValue ?? "\(error)"
    }
}
