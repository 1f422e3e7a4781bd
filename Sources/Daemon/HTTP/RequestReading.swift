import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore

/// Reads what a request says, strictly: what is not known is refused, not passed over.
extension Request {
    /// The query's members.
    /// - Throws: `request.malformed` for a member that is not among `known`, or stands twice.
    func query(_ known: String...) throws(LedgerError) -> [String: String] {
        var result: [String: String] = [:]
        for (key, value) in uri.queryParameters {
            let name = String(key)
            guard known.contains(name) else { throw LedgerError(.requestMalformed, "query: \(clipped(name))") }
            guard result.updateValue(String(value), forKey: name) == nil else {
                throw LedgerError(.requestMalformed, "query: \(name) twice")
            }
        }
        return result
    }

    /// The media type must be this one; parameters such as a charset are passed over.
    /// - Throws: `request.mediaType`.
    func requireMediaType(_ type: String) throws(LedgerError) {
        let given = headers[.contentType].map { $0.split(separator: ";")[..<1].joined() } ?? ""
        guard given.trimmingCharacters(in: .whitespaces).lowercased() == type else {
            throw LedgerError(.requestMediaType, "\(type) belongs here")
        }
    }

    /// How many bytes the body is said to have.
    /// - Throws: `request.malformed`, `request.tooLarge`.
    func contentLength(limit: Int) throws(LedgerError) -> Int? {
        guard let text = headers[.contentLength] else { return nil }
        guard let length = Decimal53.parse(text.utf8) else { throw LedgerError(.requestMalformed, "Content-Length") }
        guard length <= UInt64(limit) else { throw LedgerError(.requestTooLarge, "\(length) of \(limit) bytes") }
        return Int(length)
    }

    /// The token of `Authorization: Bearer`.
    /// - Throws: `session.ended` for something else than a token.
    func token() throws(LedgerError) -> Bytes? {
        guard let text = headers[.authorization] else { return nil }
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", let token = Base64.decode(Bytes(parts[1].utf8)),
            token.count == SessionStatement.secretByteCount
        else { throw LedgerError(.sessionEnded, "Authorization") }
        return token
    }
}

/// Numbers of paths and queries.
enum RequestNumber {
    /// An index or a size.
    /// - Throws: `request.malformed`.
    static func parse(_ text: String?, _ name: String) throws(LedgerError) -> UInt64? {
        guard let text else { return nil }
        guard let number = Decimal53.parse(text.utf8) else { throw LedgerError(.requestMalformed, "\(name): a number") }
        return number
    }

    /// How many to give.
    static func limit(_ text: String?, default value: Int, maximum: Int) throws(LedgerError) -> Int {
        guard let number = try parse(text, "limit") else { return value }
        guard (1...UInt64(maximum)).contains(number) else {
            throw LedgerError(.requestMalformed, "limit: from 1 to \(maximum)")
        }
        return Int(number)
    }
}

/// What a client sent, as an answer may repeat it.
private func clipped(_ text: String) -> String {
    String(decoding: text.utf8.prefix(60).map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
}

/// Time limits of reading a body.
struct BodyLimits: Sendable {
    let read: Duration
    let bytesPerSecond: Int

    /// What a body of a size may take: the read limit, and on top what a slow but honest line needs.
    func total(for bytes: Int) -> Duration { read + .seconds(bytes / bytesPerSecond) }

    /// Collects a body.
    /// - Throws: `request.tooLarge`, `request.slow`.
    func collect(_ request: Request, limit: Int) async throws -> Bytes {
        let length = try request.contentLength(limit: limit)
        let body = request.body
        return try await Deadline.run(total(for: length ?? limit)) {
            var bytes = Bytes()
            bytes.reserveCapacity(length ?? 0)
            for try await buffer in body {
                guard bytes.count + buffer.readableBytes <= limit else {
                    throw LedgerError(.requestTooLarge, "more than \(limit) bytes")
                }
                bytes += buffer.readableBytesView
            }
            return bytes
        }
    }
}

/// Work that must end in time.
enum Deadline {
    /// - Throws: `request.slow` where it does not.
    static func run<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw LedgerError(.requestSlow) }
            return value
        }
    }
}
