import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient

/// Submitting, docs/api.md section 5: an event's own signature is its right.
extension Routes {
    /// The files hold a little more than what they carry.
    private static let maximumByteCount = Submission.maximumByteCount + (Submission.maximumEvents << 12)

    func submit(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        try request.requireMediaType(MediaTypes.tar)
        let length = try request.contentLength(limit: Routes.maximumByteCount) ?? Routes.maximumByteCount
        let receipts = try await service.admittance.submission(bytes: length) {
            let bytes = try await service.bodyLimits.collect(request, limit: Routes.maximumByteCount)
            let events = try await service.workers.runIfActive {
                try DraftEvent.drafts(parsing: bytes).map { try $0.submitted() }
            }
            let channel = await context.channel(userAgent: request.headers[.userAgent])
            do {
                return try await service.writer.submit(Submission(events: events, channel: channel))
            } catch let error as LedgerError where error.code == .attachmentMissing {
                // Here it is what admission refuses, not what the path names.
                throw AnsweredError(error: error, status: .unprocessableContent)
            }
        }
        return try WireJSON.response(
            WireReceipts(receipts: receipts.map { String(decoding: $0.bytes, as: UTF8.self) }))
    }
}
