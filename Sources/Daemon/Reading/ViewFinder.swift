import Ledger

/// Finds by the views, and by walking over what they have not taken in yet: an entry is found once its receipt is out,
/// however far the views are.
struct ViewFinder: EntryFinding {
    let projection: Projection
    let readers: ReaderPool
    private let scan: EntryScan
    /// What a request lets the views take in before it is answered.
    private static let catchUpLimit: UInt64 = 2_000

    init(projection: Projection, readers: ReaderPool) {
        self.projection = projection
        self.readers = readers
        scan = EntryScan(readers: readers)
    }

    func records(
        of type: TypeName, after place: RecordPlaceOnPage?, limit: Int
    ) async throws -> [RecordPlaceOnPage] {
        try await catchUp("records")
        let (found, position) = try await projection.read { view in
            let after = place.map { ViewSnapshot.RecordPlace(index: $0.index, position: $0.position) }
            return (
                try view.records(of: type, after: after, limit: limit).map {
                    RecordPlaceOnPage(index: $0.index, position: $0.position)
                }, try ViewFinder.position("records", in: view)
            )
        }
        guard found.count < limit else { return found }
        var start = place
        if let last = ViewFinder.last(below: position), place.map({ $0.index <= last }) ?? true {
            start = RecordPlaceOnPage(index: last, position: Decimal53.bound)
        }
        return found + (try await scan.records(of: type, after: start, limit: limit - found.count))
    }

    func timeline(of subject: Bytes, after index: EntryIndex?, limit: Int) async throws -> [TimelineItem] {
        try await catchUp("timeline")
        let (found, position) = try await projection.read { view in
            (
                try view.timeline(of: subject, after: index, limit: limit).map { entry in
                    TimelineItem(
                        index: entry.index, type: entry.type, author: entry.author ?? "", time: entry.signed,
                        received: entry.received, marks: entry.marks)
                }, try ViewFinder.position("timeline", in: view)
            )
        }
        guard found.count < limit else { return found }
        let start = [index, ViewFinder.last(below: position)].compactMap { $0 }.max()
        return found + (try await scan.timeline(of: subject, after: start, limit: limit - found.count))
    }

    func attachments(_ sha256: Digest, limit: Int) async throws -> [RecordPlaceOnPage] {
        try await catchUp("attachments")
        let (found, position) = try await projection.read { view in
            (
                try view.attachments(sha256, limit: limit).map {
                    RecordPlaceOnPage(index: $0.index, position: $0.position)
                }, try ViewFinder.position("attachments", in: view)
            )
        }
        guard found.count < limit, let start = EntryIndex(exactly: position) else { return found }
        return found + (try await scan.attachments(sha256, from: start, limit: limit - found.count))
    }

    /// Lets a view take in what is new, where that is little.
    private func catchUp(_ name: String) async throws {
        let size = try await readers.read { try $0.size() }
        let position = projection.status.views.first { $0.name == name }?.position ?? 0
        if (1...ViewFinder.catchUpLimit).contains(size > position ? size - position : 0) { await projection.catchUp() }
    }

    private static func position(_ name: String, in view: ViewSnapshot) throws -> UInt64 {
        try view.status().first { $0.name == name }?.position ?? 0
    }

    private static func last(below position: UInt64) -> EntryIndex? {
        position == 0 ? nil : EntryIndex(exactly: position - 1)
    }
}
