/// The view `timeline`: every entry in short, and under every subject the entries that concern it (时间线).
public struct TimelineProjector: Projector {
    private let namings: [any SubjectNaming]

    /// Makes the view with the subjects of the ledger and those of a domain.
    public init(subjects namings: [any SubjectNaming] = []) { self.namings = [LedgerSubjects()] + namings }

    public let name = "timeline"
    public let version = 1
    public var variant: String { namings.map(\.version).joined(separator: " ") }
    public let tables = [
        ViewTable(
            "timeline",
            [
                .integer("idx"), .text("type"), .text("author", optional: true), .text("signed"), .text("received"),
                .text("marks"),
            ], key: ["idx"]),
        ViewTable(
            "timeline_subject", [.text("subject"), .integer("idx"), .text("relation")], key: ["subject", "idx"],
            indexes: [["idx"]]),
    ]

    public func apply(_ event: ViewEvent, to tables: ViewTransaction) throws {
        let index = ViewValue.index(event.index)
        let header = event.entry.event.header
        try tables.run(
            "INSERT INTO timeline(idx, type, author, signed, received, marks) VALUES (?, ?, ?, ?, ?, ?)", index,
            .type(event.type), .optional(event.author.map { .actor($0) }), .time(header.time),
            .time(event.entry.received), .text(event.marks.map(\.code).joined(separator: " ")))
        // What somebody did is theirs; what is done to them says more.
        if let author = event.author { try insert(.actor(author), "author", index, tables) }
        for naming in namings {
            let named = naming.subjects(of: event)
            for about in named.about {
                let earlier = try tables.rows(
                    "SELECT subject FROM timeline_subject WHERE idx = ? AND relation = 'subject'", .index(about))
                for row in earlier { try insert(row[0], "subject", index, tables) }
            }
            for subject in named.subjects { try insert(.text(subject), "subject", index, tables) }
        }
    }

    private func insert(
        _ subject: ViewValue, _ relation: StaticString, _ index: ViewValue, _ tables: ViewTransaction
    ) throws {
        try tables.run(
            """
            INSERT INTO timeline_subject(subject, idx, relation) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET relation = excluded.relation
            """, subject, index, .text("\(relation)"))
    }
}

/// Reading the timeline.
extension ViewSnapshot {
    /// An entry in short.
    public struct TimelineEntry: Sendable, Hashable {
        /// Its index.
        public let index: EntryIndex
        /// The event's type.
        public let type: String
        /// Who acted; nil where that is not disclosed.
        public let author: String?
        /// When it was signed.
        public let signed: String
        /// When it was received.
        public let received: String
        /// Its marks, sorted.
        public let marks: [String]
        /// `author` or `subject`: how the subject stands to it.
        public let relation: String
    }

    /// The entries that concern a subject, in order, after an index, up to a number of them.
    public func timeline(of subject: Bytes, after index: EntryIndex? = nil, limit: Int) throws -> [TimelineEntry] {
        try rows(
            """
            SELECT t.idx, t.type, t.author, t.signed, t.received, t.marks, s.relation
            FROM timeline_subject s JOIN timeline t ON t.idx = s.idx
            WHERE s.subject = ? AND s.idx > ? ORDER BY s.idx LIMIT ?
            """, .text(subject), index.map { .index($0) } ?? .integer(-1), .integer(Int64(max(limit, 0)))
        ).compactMap { row in
            guard let index = row[0].index else { return nil }
            return TimelineEntry(
                index: index, type: row[1].string ?? "", author: row[2].string, signed: row[3].string ?? "",
                received: row[4].string ?? "",
                marks: (row[5].string ?? "").split(separator: " ").map(String.init), relation: row[6].string ?? "")
        }
    }
}
