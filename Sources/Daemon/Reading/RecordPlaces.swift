import Ledger

/// Where a data record stands.
struct RecordPlaceOnPage: Sendable, Hashable {
    let index: EntryIndex
    let position: UInt64
}

/// An entry in short.
struct TimelineItem: Sendable {
    let index: EntryIndex
    let type: String
    let author: String
    let time: String
    let received: String
    let marks: [String]
}

/// Finds entries for lists. What it finds is shown by right afterwards; it decides nothing of that.
protocol EntryFinding: Sendable {
    /// Places of data records of a type after a place, in order, at most `limit`.
    func records(of type: TypeName, after place: RecordPlaceOnPage?, limit: Int) async throws -> [RecordPlaceOnPage]
    /// Entries that concern a subject after an index, in order, at most `limit`.
    func timeline(of subject: Bytes, after index: EntryIndex?, limit: Int) async throws -> [TimelineItem]
    /// Places of data records that name an attachment, in order, at most `limit`.
    func attachments(_ sha256: Digest, limit: Int) async throws -> [RecordPlaceOnPage]
}

/// Finds by walking over the ledger: right, and slow where it is long.
struct EntryScan: EntryFinding {
    let readers: ReaderPool
    /// Entries read by one thread before others have their turn.
    private static let pageSize = 512

    init(readers: ReaderPool) { self.readers = readers }

    func records(
        of type: TypeName, after place: RecordPlaceOnPage?, limit: Int
    ) async throws -> [RecordPlaceOnPage] {
        try await walk(from: place?.index ?? .founding, limit: limit) { entry, _ in
            var found: [RecordPlaceOnPage] = []
            for (position, line) in RecordLines(entry.data).enumerated() {
                guard (try? Record(parsing: line))?.type == type else { continue }
                let here = RecordPlaceOnPage(index: entry.index, position: UInt64(position))
                if let place, place.index == here.index, here.position <= place.position { continue }
                found.append(here)
            }
            return found
        }
    }

    func timeline(of subject: Bytes, after index: EntryIndex?, limit: Int) async throws -> [TimelineItem] {
        // After the last index that can be there is nothing.
        guard let start = EntryIndex(exactly: index.map { $0.value + 1 } ?? 0) else { return [] }
        return try await walk(from: start, limit: limit) { stored, store in
            let entry = try Entry(parsing: stored.bytes)
            let isAuthor = entry.event.signatures.contains { $0.name.bytes == subject }
            let concerns =
                try isAuthor
                || RecordLines(stored.data).contains { line in
                    guard case .object(let members) = try IJSONValue(parsing: line) else { return false }
                    return members.contains { $0.value.bytes == subject }
                }
            guard concerns else { return [] }
            return [
                TimelineItem(
                    index: stored.index, type: "\(entry.event.header.type)",
                    author: entry.event.signatures.first.map { "\($0.name)" } ?? "",
                    time: "\(entry.event.header.time)", received: "\(entry.received)",
                    marks: try AdmissionMarks.of(stored.index, in: store).map(\.code))
            ]
        }
    }

    func attachments(_ sha256: Digest, limit: Int) async throws -> [RecordPlaceOnPage] {
        try await attachments(sha256, from: .founding, limit: limit)
    }

    func attachments(_ sha256: Digest, from start: EntryIndex, limit: Int) async throws -> [RecordPlaceOnPage] {
        try await walk(from: start, limit: limit) { entry, _ in
            try RecordLines(entry.data).enumerated().compactMap { position, line in
                guard let record = try? Record(parsing: line),
                    try AttachmentReference.all(in: record).contains(where: { $0.sha256 == sha256 })
                else { return nil }
                return RecordPlaceOnPage(index: entry.index, position: UInt64(position))
            }
        }
    }

    private func walk<Found: Sendable>(
        from start: EntryIndex, limit: Int,
        _ find: @escaping @Sendable (StoredEntry, SQLiteStore) throws -> [Found]
    ) async throws -> [Found] {
        var found: [Found] = []
        var next: EntryIndex? = start
        while let from = next, found.count < limit {
            let (page, last) = try await readers.read { store in
                let entries = try store.entries(from: from, limit: EntryScan.pageSize)
                return (try entries.flatMap { try find($0, store) }, entries.last?.index)
            }
            found += page
            next = last?.next
        }
        return Array(found.prefix(limit))
    }
}
