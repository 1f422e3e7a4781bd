import AsyncHTTPClient
import Ledger
import NIOCore

extension LedgerConnection {
    /// Uploads a file as an attachment, in a stream, and gives its digest and size. `subject` seals it under a person's
    /// key in the vault. Uploading it again is no error.
    /// - Throws: `attachment.tooLarge`, `attachment.wrong`, `file.unreadable`; what the service answers.
    public func upload(
        _ path: String, subject: String? = nil, progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws -> (digest: Digest, size: UInt64) {
        let (file, digest) = try await OffPool.run { () -> (OpenFile, Digest) in
            let file = try OpenFile(path)
            guard file.size <= StoredAttachment.maximumByteCount else { throw LedgerError(.attachmentTooLarge, path) }
            return (file, try file.digest())
        }
        let query = subject.map { [("subject", $0)] } ?? []
        var request = HTTPClientRequest(url: address.url("/v1/attachments/\(digest.hex)", query))
        request.method = .PUT
        request.headers.add(name: "Content-Type", value: "application/octet-stream")
        request.body = .stream(FilePieces(file: file, progress: progress), length: .known(Int64(file.size)))
        // Before the first byte: a stream cannot be sent twice.
        _ = try await session()
        try await answered(request, session: .preferred, within: transferLimit) { _ in }
        return (digest, file.size)
    }

    /// Downloads an attachment into a new file, in a stream; nothing stands there unless the digest is the one asked for.
    /// - Throws: `attachment.wrong`, `attachment.tooLarge`, `file.exists`; what the service answers.
    public func download(
        _ digest: Digest, to path: String, progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws {
        let request = HTTPClientRequest(url: address.url("/v1/attachments/\(digest.hex)", []))
        let file = try await OffPool.run { try GrowingFile(path) }
        try await answered(request, session: .asked, within: transferLimit) { response in
            let total = response.headers.first(name: "Content-Length").flatMap { UInt64($0) } ?? 0
            for try await buffer in response.body {
                let bytes = Bytes(buffer: buffer)
                guard file.size + UInt64(bytes.count) <= StoredAttachment.maximumByteCount else {
                    throw LedgerError(.attachmentTooLarge, digest.hex)
                }
                try await OffPool.run { try file.append(bytes) }
                progress(file.size, total)
            }
            try await OffPool.run { try file.finish(digest) }
        }
    }
}
