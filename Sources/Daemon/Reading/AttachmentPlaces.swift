import Ledger

/// Which data records name which attachment, in memory: taken in from the ledger when somebody asks, and from there on
/// only what is new.
actor AttachmentPlaces {
    private let readers: ReaderPool
    private var places: [Digest: [RecordPlaceOnPage]] = [:]
    private var next: EntryIndex = .founding
    private static let pageSize = 512
    /// One attachment may stand in every row of an import; a few of its records decide as well as all.
    private static let maximumPlaces = 64

    init(readers: ReaderPool) { self.readers = readers }

    /// The records that name an attachment, in order.
    func of(_ sha256: Digest) async throws -> [RecordPlaceOnPage] {
        while true {
            let from = next
            let page = try await readers.read { store in
                let entries = try store.entries(from: from, limit: AttachmentPlaces.pageSize)
                var found: [(Digest, RecordPlaceOnPage)] = []
                for entry in entries {
                    for (position, line) in RecordLines(entry.data).enumerated() {
                        guard let record = try? Record(parsing: line) else { continue }
                        for reference in try AttachmentReference.all(in: record) {
                            let place = RecordPlaceOnPage(index: entry.index, position: UInt64(position))
                            found.append((reference.sha256, place))
                        }
                    }
                }
                return (found: found, last: entries.last?.index)
            }
            guard let last = page.last else { return places[sha256] ?? [] }
            // Another reader may have been here meanwhile.
            guard from == next else { continue }
            for (digest, place) in page.found where places[digest, default: []].count < AttachmentPlaces.maximumPlaces {
                places[digest, default: []].append(place)
            }
            next = last.next
        }
    }
}
