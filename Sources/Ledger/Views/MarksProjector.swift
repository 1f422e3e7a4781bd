/// The view `marks`: which accepted facts bear which mark (标注).
public struct MarksProjector: Projector {
    /// The view.
    public init() {}

    public let name = "marks"
    public let version = 1
    public let tables = [ViewTable("marks", [.text("code"), .integer("idx")], key: ["code", "idx"])]

    public func apply(_ event: ViewEvent, to tables: ViewTransaction) throws {
        for mark in event.marks {
            try tables.run("INSERT INTO marks(code, idx) VALUES (?, ?)", .text(mark.code), .index(event.index))
        }
    }
}

/// The views of the ledger itself.
public enum LedgerViews {
    /// `actors`, `attachments`, `marks`, `records`, `timeline`, the last with the subjects of a domain too.
    public static func all(subjects: [any SubjectNaming] = []) -> [any Projector] {
        [
            ActorsProjector(), AttachmentsProjector(), MarksProjector(), RecordsProjector(),
            TimelineProjector(subjects: subjects),
        ]
    }
}
