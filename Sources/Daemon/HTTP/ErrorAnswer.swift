import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient
import NIOCore

/// An error with the status that a route gives it, where that is not the table's.
struct AnsweredError: Error {
    let error: LedgerError
    let status: HTTPResponse.Status
    var headers: HTTPFields = [:]
}

/// The table of docs/api.md section 1.
enum ErrorAnswer {
    static func status(of code: ErrorCode) -> HTTPResponse.Status {
        switch code {
        case .requestMalformed, .noteMalformed, .eventMalformed, .recordMalformed, .recordRoot, .sessionMalformed,
            .submissionMalformed, .vkeyMalformed, .entryMalformed, .proofRange, .exportMalformed:
            .badRequest
        case .sessionMissing, .sessionEnded, .sessionRefused: .unauthorized
        case .sessionForbidden: .forbidden
        case .requestUnknown, .entryMissing, .attachmentMissing, .stateTable: .notFound
        case .requestMethod: .methodNotAllowed
        case .requestSlow: .requestTimeout
        case .eventIDConflict: .conflict
        case .requestTooLarge, .recordTooLarge, .attachmentTooLarge, .submissionSize, .eventTooLarge: .contentTooLarge
        case .requestMediaType: .unsupportedMediaType
        case .sessionBusy: .tooManyRequests
        case .storeFailed, .storeUnknown, .storeDamaged, .storeHead, .storeDurability, .storeVersion, .vaultMissing,
            .personalMissing, .fileUnreadable, .fileUnwritable, .keyMemory:
            .internalServerError
        case .queueFull, .writerStopped: .serviceUnavailable
        case .storeFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
        // What is left is what admission says.
        default: .unprocessableContent
        }
    }

    static func response(to error: any Error) -> (response: Response, error: LedgerError) {
        let ledgerError: LedgerError
        var status: HTTPResponse.Status?
        var headers: HTTPFields = [:]
        switch error {
        case let error as AnsweredError: (ledgerError, status, headers) = (error.error, error.status, error.headers)
        case let error as LedgerError: ledgerError = error
        case let error as HTTPError where error.status == .notFound: ledgerError = LedgerError(.requestUnknown)
        case let error as HTTPError where error.status == .contentTooLarge: ledgerError = LedgerError(.requestTooLarge)
        case is NIOTooManyBytesError: ledgerError = LedgerError(.requestTooLarge)
        case is CancellationError: ledgerError = LedgerError(.writerStopped)
        default:
            // What was thrown is for the log: an answer says nothing of the inside.
            ledgerError = LedgerError(.storeFailed)
        }
        let answered = status ?? ErrorAnswer.status(of: ledgerError.code)
        switch answered {
        case .tooManyRequests: headers[.retryAfter] = "60"
        case .serviceUnavailable: headers[.retryAfter] = ledgerError.code == .queueFull ? "1" : "5"
        case .unauthorized: headers[.wwwAuthenticate] = "Bearer"
        default: break
        }
        // The rest of what was not read is not waited for.
        if [.requestTimeout, .contentTooLarge].contains(answered) { headers[.connection] = "close" }
        headers[.contentType] = MediaTypes.json
        headers[.cacheControl] = "no-store"
        return (
            Response(status: answered, headers: headers, body: ResponseBody(byteBuffer: body(ledgerError))), ledgerError
        )
    }

    static func body(_ error: LedgerError) -> ByteBuffer {
        let wire = WireError(
            error: WireError.Content(
                code: error.code.rawValue, sentence: error.code.sentence.english,
                sentenceZh: error.code.sentence.chinese, next: error.code.next.english,
                nextZh: error.code.next.chinese, detail: error.detail.isEmpty ? nil : error.detail,
                index: error.index?.value))
        return ByteBuffer(bytes: (try? WireJSON.encode(wire)) ?? [])
    }
}

/// Media types of answers and requests.
enum MediaTypes {
    static let json = "application/json; charset=utf-8"
    static let text = "text/plain; charset=utf-8"
    static let lines = "application/x-ndjson"
    static let tar = "application/x-tar"
    static let bytes = "application/octet-stream"
    static let prometheus = "text/plain; version=0.0.4; charset=utf-8"
}

/// JSON of the wire types, members sorted, so that one answer has one form.
enum WireJSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: MediaTypes.json, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encode(value))))
    }
}

extension Response {
    static func bytes(
        _ bytes: Bytes, type: String, cache: String = "no-store", status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: cache],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
