import Ledger

/// The view `office` (台账): registries, plans, tasks, draws, inspections and results as of the last entry. A row is the
/// JSON object that ``OfficeView`` keeps for the same key.
public struct OfficeProjector: Projector {
    /// The view.
    public init() {}

    public let name = "office"
    public let version = 3
    public let tables = OfficeTable.allCases.map {
        ViewTable(OfficeProjector.name(of: $0), [.text("id"), .text("content"), .integer("idx")], key: ["id"])
    }

    public func apply(_ event: ViewEvent, to tables: ViewTransaction) throws {
        var books = Books(tables: tables, index: .index(event.index))
        try OfficeFold.apply(AcceptedEvent(event), to: &books)
    }

    static func name(of table: OfficeTable) -> String { "office_\(table.rawValue)" }

    static func row(_ value: ViewValue) throws -> StateObject {
        guard let bytes = value.bytes, let members = try? IJSONValue(parsing: bytes).members else {
            throw LedgerError(.storeDamaged, "view office")
        }
        return StateObject(members)
    }

    static func one(_ table: OfficeTable) -> String { "SELECT content FROM \(name(of: table)) WHERE id = ?" }

    static func all(_ table: OfficeTable) -> String {
        "SELECT id, content FROM \(name(of: table)) WHERE id >= ? AND (? IS NULL OR id < ?) ORDER BY id"
    }

    /// The bounds of the keys with a prefix.
    static func bounds(_ prefix: Bytes) -> (from: ViewValue, to: ViewValue) {
        // Keys are UTF-8, so that no byte is 0xFF: the next prefix is the last byte's successor.
        guard let last = prefix.last else { return (.text([]), .null) }
        return (.text(prefix), .text(prefix.dropLast() + [last + 1]))
    }

    static func entries(_ rows: [[ViewValue]]) throws -> [(key: Bytes, row: StateObject)] {
        try rows.map { (key: $0[0].bytes ?? [], row: try row($0[1])) }
    }

    private struct Books: OfficeWriting {
        let tables: ViewTransaction
        let index: ViewValue

        func row(_ table: OfficeTable, _ key: Bytes) throws -> StateObject? {
            try tables.rows(OfficeProjector.one(table), .text(key)).first.map { try OfficeProjector.row($0[0]) }
        }

        func rows(_ table: OfficeTable, prefix: Bytes) throws -> [(key: Bytes, row: StateObject)] {
            let (from, to) = OfficeProjector.bounds(prefix)
            return try OfficeProjector.entries(tables.rows(OfficeProjector.all(table), from, to, to))
        }

        mutating func set(_ table: OfficeTable, _ key: Bytes, _ row: StateObject) throws {
            try tables.run(
                """
                INSERT INTO \(OfficeProjector.name(of: table))(id, content, idx) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET content = excluded.content, idx = excluded.idx
                """, .text(key), .text(row.value.encoded), index)
        }
    }
}

/// The office's books in a file of views.
public struct OfficeSnapshot: OfficeBooks {
    private let snapshot: ViewSnapshot

    /// Reads the view `office` of one state of the views.
    public init(_ snapshot: ViewSnapshot) { self.snapshot = snapshot }

    public func row(_ table: OfficeTable, _ key: Bytes) throws -> StateObject? {
        try snapshot.rows(OfficeProjector.one(table), .text(key)).first.map { try OfficeProjector.row($0[0]) }
    }

    public func rows(_ table: OfficeTable, prefix: Bytes) throws -> [(key: Bytes, row: StateObject)] {
        let (from, to) = OfficeProjector.bounds(prefix)
        return try OfficeProjector.entries(snapshot.rows(OfficeProjector.all(table), from, to, to))
    }
}

/// What events of the domain concern: `item:SW-02`, `object:…`, `inspector:…`, `plan:…`, `task:…`, `draw:…`, `ladder:…`,
/// `inspection:…`.
public struct OfficeSubjects: SubjectNaming {
    /// The naming.
    public init() {}

    public let version = "office/1"
    private static let kinds: [StaticString] = [
        "item", "object", "inspector", "plan", "task", "draw", "ladder", "inspection",
    ]

    public func subjects(of event: ViewEvent) -> EventSubjects {
        var subjects: Set<Bytes> = []
        for record in event.records {
            guard let schema = RuleSet1.schemas[record.record.type], let content = try? schema.read(record.record)
            else {
                continue
            }
            for kind in OfficeSubjects.kinds {
                for name in content.bytes(kind).map({ [$0] }) ?? [] {
                    subjects.insert(Bytes(kind) + [UInt8(ascii: ":")] + name)
                }
            }
            for name in content.list("inspections") { subjects.insert(Bytes("inspection:".utf8) + name) }
            for name in content.list("officers") + content.list("inspectors") {
                subjects.insert(Bytes("inspector:".utf8) + name)
            }
        }
        return EventSubjects(subjects: subjects.sorted { $0.lexicographicallyPrecedes($1) })
    }
}

/// The views of an office's ledger.
public enum OfficeViews {
    /// Those of the ledger itself, with the subjects of the domain, and `office`.
    public static func all() -> [any Projector] { LedgerViews.all(subjects: [OfficeSubjects()]) + [OfficeProjector()] }
}
