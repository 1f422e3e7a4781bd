import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient
import NIOCore

/// Attachments, docs/api.md section 4: never the whole of one in memory.
extension Routes {
    private func digest(_ context: DaemonContext) throws -> Digest {
        guard let text = context.parameters.get("sha256"),
            let digest = Hex.decode(Bytes(text.utf8)).flatMap({ Digest($0) })
        else { throw LedgerError(.requestMalformed, "sha256: 64 lower-case hex digits") }
        return digest
    }

    private func subject(_ request: Request) throws -> Bytes? {
        guard let subject = try request.query("subject")["subject"] else { return nil }
        let bytes = Bytes(subject.utf8)
        guard (1...Record.maximumSubjectByteCount).contains(bytes.count),
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw LedgerError(.requestMalformed, "subject") }
        return bytes
    }

    // MARK: Reading

    /// One attachment may stand in every row of an import; a few of its records decide as well as all.
    private static let maximumPlaces = 64

    func attachment(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let sha256 = try digest(context)
        let subject = try subject(request)
        let right = try await right(request)
        var key: SubjectKey?
        if let subject {
            guard case .actor = right else { throw LedgerError(.sessionMissing) }
            guard right.readsPersonal else { throw LedgerError(.sessionForbidden) }
            let vault = service.vault
            key = try await service.readers.read { _ in try vault.subjectKey(ofSubject: subject) }
            guard key != nil else { throw LedgerError(.attachmentMissing, sha256.hex) }
        } else {
            let opened = try await readable(sha256, for: right)
            try await service.trace(opened, channel: context.channel(userAgent: request.headers[.userAgent]))
        }
        let opener = key
        let reader = try await service.readers.read { try AttachmentReader(sha256, key: opener, in: $0) }
        let readers = service.readers
        return Response(
            status: .ok,
            headers: [
                .contentType: MediaTypes.bytes, .cacheControl: "private, no-store", .contentDisposition: "attachment",
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(contentLength: Int(reader.attachment.size)) { writer in
                for position in 0..<reader.attachment.chunks {
                    let chunk = try await readers.read { try reader.chunk(position, in: $0) }
                    try await writer.write(ByteBuffer(bytes: chunk))
                }
                try await writer.finish(nil)
            })
    }

    /// Whether a record that names the attachment may be read, and what must be said before.
    /// - Throws: `session.missing`, `session.forbidden`, `attachment.missing`.
    private func readable(_ sha256: Digest, for right: ReadingRight) async throws -> [EarlyAccess] {
        let places = try await service.finder.attachments(sha256, limit: Routes.maximumPlaces)
        let disclosure = service.disclosure
        let traces: [[EarlyAccess]] = try await service.readers.read { store in
            try places.compactMap { place in
                guard let entry = try store.entries(from: place.index, limit: 1).first else { return nil }
                let shown = try disclosure.data(of: entry, for: right, in: store)
                guard place.position < UInt64(shown.records.count), shown.records[Int(place.position)].isShown else {
                    return nil
                }
                return shown.opened.filter { $0.position == place.position }
            }
        }
        // One that leaves no trace comes first.
        if let best = traces.min(by: { $0.count < $1.count }) { return best }
        guard case .actor = right else { throw LedgerError(.sessionMissing) }
        guard places.isEmpty else { throw LedgerError(.sessionForbidden) }
        throw LedgerError(.attachmentMissing, sha256.hex)
    }

    // MARK: Storing

    func storeAttachment(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let sha256 = try digest(context)
        let subject = try subject(request)
        _ = try await officeRight(request)
        try request.requireMediaType(MediaTypes.bytes)
        guard let length = try request.contentLength(limit: Int(StoredAttachment.maximumByteCount)) else {
            throw LedgerError(.requestMalformed, "Content-Length is needed")
        }
        let status = try await service.admittance.upload {
            try await store(request.body, sha256, subject: subject, length: length)
        }
        service.logger.info("attachment.stored", metadata: ["bytes": "\(length)", "request": "\(context.id)"])
        return Response(status: status, headers: [.cacheControl: "no-store"])
    }

    /// What is kept twice until it is stored must leave events the room that is theirs.
    /// - Throws: `store.full`.
    private func requireRoom(for length: Int) throws {
        let needed = 2 * UInt64(length) + service.settings.writer.reservedDiskByteCount
        guard let free = FileIO.freeBytes(at: service.settings.directory.path), free < needed else { return }
        throw LedgerError(.storeFull, "\(free) bytes free, \(needed) needed")
    }

    private func store(
        _ body: RequestBody, _ sha256: Digest, subject: Bytes?, length: Int
    ) async throws -> HTTPResponse.Status {
        let key: SubjectKey? = if let subject { try await service.writer.sealingKey(for: subject) } else { nil }
        try requireRoom(for: length)
        let spool = try AttachmentSpool(folder: service.settings.directory.path, expecting: sha256, key: key)
        let (isThere, limits) = (try await spool.isStored(in: service.writer.store), service.bodyLimits)
        try await Deadline.run(limits.total(for: length)) {
            for try await buffer in body { try await spool.write(Bytes(buffer.readableBytesView)) }
        }
        // What is there already is compared all the same: who uploads learns whether the bytes are those of the digest.
        try await spool.store(in: service.writer.store)
        return isThere ? .ok : .created
    }
}
