/// The view `attachments`: which data records name which attachment (附件).
public struct AttachmentsProjector: Projector {
    /// The view.
    public init() {}

    public let name = "attachments"
    public let version = 1
    public let tables = [
        ViewTable(
            "attachments", [.blob("digest"), .integer("idx"), .integer("position")], key: ["digest", "idx", "position"])
    ]

    public func apply(_ event: ViewEvent, to tables: ViewTransaction) throws {
        for (position, record) in event.records.map({ ($0.position, $0.record) }) {
            // One record may name the same attachment twice.
            for reference in Set(try AttachmentReference.all(in: record)) {
                try tables.run(
                    "INSERT OR IGNORE INTO attachments(digest, idx, position) VALUES (?, ?, ?)",
                    .blob(reference.sha256.bytes), .index(event.index), .integer(Int64(position)))
            }
        }
    }
}

/// Reading what names an attachment.
extension ViewSnapshot {
    /// The places of the data records that name an attachment, in order, up to a number of them.
    public func attachments(_ sha256: Digest, limit: Int) throws -> [RecordPlace] {
        try rows(
            "SELECT idx, position FROM attachments WHERE digest = ? ORDER BY idx, position LIMIT ?",
            .blob(sha256.bytes), .integer(Int64(limit))
        ).map { row in
            guard let index = row[0].index, let position = row[1].integer, position >= 0 else {
                throw LedgerError(.storeDamaged, "view attachments")
            }
            return RecordPlace(index: index, position: UInt64(position))
        }
    }
}
