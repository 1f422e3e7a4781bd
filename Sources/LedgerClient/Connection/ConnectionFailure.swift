import AsyncHTTPClient
import Foundation
import Ledger
import NIOCore
import NIOSSL

/// An answer with a status of 300 or more.
struct Refusal: Sendable {
    let error: LedgerError
    let retryAfter: Duration?

    private static let maximumByteCount = 64 << 10

    init(_ response: HTTPClientResponse) async throws {
        retryAfter = response.headers.first(name: "Retry-After").flatMap { UInt16($0) }.map { .seconds(Int($0)) }
        let status = response.status.code
        guard let body = try? await response.body.collect(upTo: Refusal.maximumByteCount),
            let said = try? JSONDecoder().decode(WireError.self, from: Data(Bytes(buffer: body)))
        else {
            error = LedgerError(.serviceAnswer, "HTTP status \(status)")
            return
        }
        error = LedgerError(wire: said.error)
    }
}

extension LedgerError {
    /// The error that a service answered. A code that this program does not know is kept with the service's sentences.
    public init(wire: WireError.Content) {
        self.init(
            ErrorCode(
                DisplayText.clean(wire.code, limit: 64), DisplayText.clean(wire.sentence),
                DisplayText.clean(wire.sentenceZh), next: DisplayText.clean(wire.next), DisplayText.clean(wire.nextZh)),
            DisplayText.clean(wire.detail ?? ""), index: wire.index.flatMap { EntryIndex(exactly: $0) })
    }
}

/// What the network reports, as a coded error.
enum ConnectionFailure {
    static func coded(_ error: any Error, address: ServiceAddress) -> any Error {
        switch error {
        case is LedgerError, is CancellationError: return error
        case let error as HTTPClientError
        where [.deadlineExceeded, .readTimeout, .remoteConnectionClosed].contains(error):
            return LedgerError(.serviceSilent, "\(address)")
        // The connection stood: what was sent may have arrived.
        case let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode):
            return LedgerError(.serviceSilent, "\(address)")
        case is NIOTooManyBytesError: return LedgerError(.serviceAnswer, "\(address): the answer is too large")
        // A handshake comes before the request: nothing was sent.
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return LedgerError(.serviceUntrusted, "\(address): \(DisplayText.clean("\(error)", limit: 200))")
        default:
            return LedgerError(.serviceUnreachable, "\(address): \(DisplayText.clean("\(error)", limit: 200))")
        }
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let parts = duration.components
        self = .nanoseconds(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
    }
}
