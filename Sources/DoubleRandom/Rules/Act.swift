// An event of the domain as its rule sees it: who acts in which role, its records read, the state by tables.

import Ledger

/// What a domain rule works with.
struct Act {
    let context: RuleContext
    /// The first record.
    let head: StateObject
    /// The other records, by their type and in their order.
    let rows: [(type: TypeName, content: StateObject)]
    /// The roles that the author holds now.
    let roles: [RoleName]
    /// The tables that the event may write: where its data is withheld they are unknown.
    let writes: [StateTable]

    var author: ActorName { context.author }
    var index: EntryIndex { context.index }
    /// The day in China on which the entry is received.
    var day: CivilDate { context.received.chinaDate }

    func rows(_ type: StaticString) -> [StateObject] {
        let type = TypeName(literal: type)
        return rows.lazy.filter { $0.type == type }.map(\.content)
    }

    // MARK: State

    func find(_ table: StateTable, _ key: Bytes) throws -> StateObject? {
        try context.state.object(table, key)?.members.map { StateObject($0) }
    }

    /// A row that must be there.
    func get(_ table: StateTable, _ key: Bytes, _ code: ErrorCode) throws -> StateObject {
        guard let row = try find(table, key) else { throw LedgerError(code, key.shown) }
        return row
    }

    func put(_ table: StateTable, _ key: Bytes, _ row: StateObject) {
        assert(writes.contains(table), "\(context.event.header.type) writes \(table)")
        context.state.set(table, key, row.value)
    }

    func all(_ table: StateTable, prefix: Bytes = []) throws -> [(key: Bytes, row: StateObject)] {
        try context.state.rows(table, prefix: prefix).map {
            ($0.key.key, StateObject(try IJSONValue(parsing: $0.value).members ?? []))
        }
    }

    /// Index and leaf hash of this entry, by which later acts name it.
    var place: IJSONValue {
        .object(of: [("index", .number(index)), ("leaf", context.leaf.map { .text($0.base64) })])
    }

    /// Takes a number that nobody used before (编号不重复使用).
    func take(number: Bytes, for purpose: StaticString) throws {
        let key = Bytes("\(purpose)/".utf8) + number
        guard try find(.numbers, key) == nil else { throw LedgerError(.numberUsed, number.shown) }
        put(.numbers, key, StateObject([.init("by", .number(index))]))
    }

    // MARK: Gates

    /// An act about an earlier version names exactly the current one.
    func requireCurrent(_ row: StateObject, _ member: StaticString = "at", about: StaticString = "about") throws {
        guard let named = head.about(about), let current = row[member].flatMap({ SeenEntry(about: $0) }),
            named == current
        else { throw LedgerError(.versionStale, "entry \(head.about(about)?.index.description ?? "?")") }
    }

    /// Separation of duties: whoever did the one does not do the other.
    func forbid(_ actor: ActorName?, _ why: StaticString) throws {
        if actor == author { throw LedgerError(.dutiesConflict, "\(author): \(why)") }
    }

    /// Everyone who had a hand in a version that nobody has decided on yet: a colleague who saves it once more does not
    /// free its author to approve it.
    func authors(of row: StateObject) -> IJSONValue {
        let known = row.list("authors")
        return .array((known.contains(author.bytes) ? known : known + [author.bytes]).map { .string($0) })
    }

    func forbid(authorsOf row: StateObject, _ why: StaticString) throws {
        if row.list("authors").contains(author.bytes) { throw LedgerError(.dutiesConflict, "\(author): \(why)") }
    }

    static func union(_ known: [Bytes], _ more: [Bytes]) -> [IJSONValue] {
        (known + more.filter { !known.contains($0) }).map { .string($0) }
    }

    /// Whether the author acts in a role.
    func acts(as role: RoleName) -> Bool { roles.contains(role) }
}

/// The rule of one type of event: who may sign it, which records it has, what it may write, how it judges.
struct EventSpec: Sendable {
    enum Author: Sendable {
        /// Anybody who holds one of these roles.
        case roles([RoleName])
        /// The daemon itself.
        case engine
    }

    let type: TypeName
    let author: Author
    let isOfficeDecision: Bool
    let head: RecordSchema
    let rows: [RecordSchema]
    let writes: [StateTable]
    let judge: @Sendable (Act) throws -> [Mark]

    init(
        _ type: StaticString, by author: Author, fact: Bool = false, head: RecordSchema, rows: [RecordSchema] = [],
        writes: [StateTable], judge: @escaping @Sendable (Act) throws -> [Mark]
    ) {
        self.type = TypeName(literal: type)
        self.author = author
        isOfficeDecision = !fact
        self.head = head
        self.rows = rows
        self.writes = writes
        self.judge = judge
    }

    /// The roles of which one is needed; none where the engine signs.
    var roles: [RoleName] {
        if case .roles(let roles) = author { roles } else { [] }
    }

    /// As the ledger's admission runs it. The role is the first gate.
    var rule: EventRule {
        let spec = self
        let signatures: EventRule.Signatures =
            if case .engine = author { .engine } else { .author }
        return EventRule(
            signatures: signatures, isOfficeDecision: isOfficeDecision, writes: writes + [.marks]
        ) { context in
            var held: [RoleName] = []
            if case .roles(let needed) = spec.author {
                held = try context.roles(of: context.author)
                guard held.contains(where: needed.contains) else {
                    throw LedgerError(
                        .roleMissing,
                        "\(context.author): \(needed.map(\.description).joined(separator: " or "))")
                }
            }
            guard let first = context.records.first else { throw LedgerError(.recordInvalid, "no record") }
            let head = try spec.head.read(first)
            let rows = try context.records.dropFirst().map { record in
                guard let schema = spec.rows.first(where: { $0.type == record.type }) else {
                    throw LedgerError(.recordInvalid, "\(record.type) in \(spec.type)")
                }
                return (type: record.type, content: try schema.read(record))
            }
            return try spec.judge(Act(context: context, head: head, rows: rows, roles: held, writes: spec.writes))
        }
    }
}
