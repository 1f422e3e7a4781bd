import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient

/// Entries and records, docs/api.md section 4. What a reader may see is decided by ``RecordDisclosure`` alone.
extension Routes {
    private static let maximumEntries = 256
    private static let defaultRecords = 100
    private static let maximumRecords = 256

    func entries(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = try request.query("from", "limit")
        let from = try RequestNumber.parse(query["from"], "from") ?? 0
        let limit = try RequestNumber.limit(
            query["limit"], default: Routes.maximumEntries, maximum: Routes.maximumEntries)
        let right = try await right(request)
        let disclosure = service.disclosure
        let answer = try await service.readers.read { store in
            let size = try store.size()
            let entries = from < size ? try store.entries(from: EntryIndex(from), limit: limit) : []
            return WireEntries(
                size: size,
                entries: try entries.map { entry in
                    let isShown = try right.readsOffice || disclosure.isPublic(entry, in: store)
                    return WireEntries.Entry(
                        index: entry.index.value, leaf: RFC6962.leafHash(entry.bytes).base64,
                        entry: isShown ? Base64.string(entry.bytes) : nil)
                })
        }
        return try WireJSON.response(answer)
    }

    func entry(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        return .bytes(try await readableEntry(request, context).bytes, type: MediaTypes.text)
    }

    func receipt(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let entry = try await readableEntry(request, context)
        let checkpoint = try await service.writer.checkpoint()
        let proof = try await service.readers.read { store in
            try TreeProver.inclusion(index: entry.index.value, size: checkpoint.checkpoint.size) {
                try Routes.hash($0, in: store)
            }
        }
        let receipt = TlogProof(extra: entry.bytes, index: entry.index, proof: proof, checkpoint: checkpoint)
        return .bytes(receipt.bytes, type: MediaTypes.text)
    }

    func data(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let entry = try await service.entry(index(context))
        let right = try await right(request)
        let disclosure = service.disclosure
        let shown = try await service.readers.read { try disclosure.data(of: entry, for: right, in: $0) }
        try await service.trace(shown.opened, channel: context.channel(userAgent: request.headers[.userAgent]))
        return .bytes(shown.bytes, type: MediaTypes.lines)
    }

    func personal(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let entry = try await service.entry(index(context))
        let right = try await right(request)
        let (disclosure, vault) = (service.disclosure, service.vault)
        let shown = try await service.readers.read {
            try disclosure.personal(of: entry, for: right, in: $0, vault: vault)
        }
        return .bytes(shown.bytes, type: MediaTypes.lines)
    }

    func channel(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let index = try index(context)
        _ = try await officeRight(request)
        return .bytes(try await service.entry(index).channel + [UInt8(ascii: "\n")], type: MediaTypes.lines)
    }

    /// An entry whose bytes the request may have.
    /// - Throws: `entry.missing`, `session.missing`, `session.forbidden`.
    private func readableEntry(_ request: Request, _ context: DaemonContext) async throws -> StoredEntry {
        let entry = try await service.entry(index(context))
        let disclosure = service.disclosure
        let isPublic = try await service.readers.read { try disclosure.isPublic(entry, in: $0) }
        // A token that has ended is said so, whatever it asks for.
        let right = try await right(request)
        if !isPublic {
            guard case .actor = right else { throw LedgerError(.sessionMissing, index: entry.index) }
            guard right.readsOffice else { throw LedgerError(.sessionForbidden, index: entry.index) }
        }
        return entry
    }

    // MARK: Lists

    func records(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = try request.query("type", "after", "limit")
        guard let type = query["type"].flatMap({ TypeName($0) }) else {
            throw LedgerError(.requestMalformed, "type: such as note.text/1")
        }
        let limit = try RequestNumber.limit(
            query["limit"], default: Routes.defaultRecords, maximum: Routes.maximumRecords)
        var after = try query["after"].map { try Routes.place($0) }
        let right = try await right(request)
        let disclosure = service.disclosure
        var found: [WireRecords.Record] = []
        var opened: [EarlyAccess] = []
        var isAtEnd = false
        while found.count < limit, !isAtEnd {
            let places = try await service.finder.records(of: type, after: after, limit: limit - found.count)
            isAtEnd = places.count < limit - found.count
            after = places.last ?? after
            let (records, traced) = try await service.readers.read { store in
                try Routes.show(places, for: right, disclosure, in: store)
            }
            found += records
            opened += traced
        }
        try await service.trace(opened, channel: context.channel(userAgent: request.headers[.userAgent]))
        let next = isAtEnd ? nil : after.map { "\($0.index).\($0.position)" }
        return try WireJSON.response(WireRecords(records: found, next: next))
    }

    /// The records at places that a reader may see; each entry is looked at once.
    private static func show(
        _ places: [RecordPlaceOnPage], for right: ReadingRight, _ disclosure: RecordDisclosure, in store: SQLiteStore
    ) throws -> (records: [WireRecords.Record], opened: [EarlyAccess]) {
        var records: [WireRecords.Record] = []
        var opened: [EarlyAccess] = []
        var current: (index: EntryIndex, shown: ShownRecords)?
        for place in places {
            if current?.index != place.index {
                guard let entry = try store.entries(from: place.index, limit: 1).first, entry.index == place.index
                else { continue }
                current = (place.index, try disclosure.data(of: entry, for: right, in: store))
            }
            guard let shown = current?.shown, place.position < UInt64(shown.records.count) else { continue }
            let record = shown.records[Int(place.position)]
            guard record.isShown, let type = record.type else { continue }
            records.append(
                WireRecords.Record(
                    index: place.index.value, position: place.position, type: "\(type)",
                    line: String(decoding: record.line, as: UTF8.self)))
            opened += shown.opened.filter { $0.position == place.position }
        }
        return (records, opened)
    }

    private static func place(_ text: String) throws -> RecordPlaceOnPage {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 2, let index = EntryIndex(decimal: parts[0]), let position = Decimal53.parse(parts[1])
        else { throw LedgerError(.requestMalformed, "after: index.position") }
        return RecordPlaceOnPage(index: index, position: position)
    }

    func timeline(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = try request.query("subject", "after", "limit")
        guard let subject = query["subject"], (1...255).contains(subject.utf8.count) else {
            throw LedgerError(.requestMalformed, "subject: 1 to 255 bytes")
        }
        let limit = try RequestNumber.limit(
            query["limit"], default: Routes.defaultRecords, maximum: Routes.maximumRecords)
        let after = try RequestNumber.parse(query["after"], "after").flatMap { EntryIndex(exactly: $0) }
        _ = try await officeRight(request)
        let items = try await service.finder.timeline(of: Bytes(subject.utf8), after: after, limit: limit)
        return try WireJSON.response(
            WireTimeline(
                entries: items.map { item in
                    WireTimeline.Entry(
                        index: item.index.value, type: item.type, author: item.author, time: item.time,
                        received: item.received, marks: item.marks)
                }, next: items.count == limit ? items.last?.index.value : nil))
    }
}
