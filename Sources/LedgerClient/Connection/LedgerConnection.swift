import AsyncHTTPClient
import Foundation
import Ledger
import NIOCore
import NIOHTTP1
import NIOSSL

/// Speaks to one ledger service, docs/api.md: requests, answers, coded errors, sessions. Believes nothing: what is
/// verified is verified above.
public actor LedgerConnection {
    /// Where the service is.
    public nonisolated let address: ServiceAddress
    private nonisolated let http: HTTPClient
    private nonisolated let options: ConnectionOptions
    /// Whose key opens sessions; nil reads what is public.
    public nonisolated let signer: (any NoteSigning)?
    private var identity: ServiceIdentity?
    private var opening: Task<WireSession, any Error>?

    /// Whether a call goes with a session.
    enum SessionUse {
        /// Never.
        case none
        /// Where the service asks for one.
        case asked
        /// Wherever there is a key to open one.
        case preferred
    }

    /// One request.
    struct Call {
        var method: HTTPMethod = .GET
        var path: String
        var query: [(String, String)] = []
        var body: Bytes?
        var mediaType: String?
        var session = SessionUse.none
        var limit = 4 << 20
    }

    /// Opens nothing yet: the first call connects.
    /// - Throws: `file.unreadable`, `service.address` where the authorities' file does not serve.
    public init(_ address: ServiceAddress, signer: (any NoteSigning)? = nil, options: ConnectionOptions) throws {
        self.address = address
        self.signer = signer
        self.options = options
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(options.connectLimit), read: TimeAmount(options.answerLimit)))
        configuration.httpVersion = .http1Only
        // A service that is not there is said to be not there at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let path = options.authorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            let pem = try FileIO.read(path, limit: 1 << 20)
            do {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(pem))
            } catch {
                throw LedgerError(.fileUnreadable, "\(path): no PEM certificates")
            }
            configuration.tlsConfiguration = tls
        }
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes the connections. The session stays open at the service until it ends or is closed.
    public func close() async {
        try? await http.shutdown()
    }

    /// From now on sessions are opened with this ledger and no other.
    public func trust(_ identity: ServiceIdentity) { self.identity = identity }

    // MARK: Answers

    func bytes(_ call: Call) async throws -> Bytes {
        var request = HTTPClientRequest(url: address.url(call.path, call.query))
        request.method = call.method
        if let body = call.body { request.body = .bytes(ByteBuffer(bytes: body)) }
        if let type = call.mediaType { request.headers.add(name: "Content-Type", value: type) }
        let limit = call.limit
        return try await answered(request, session: call.session, within: options.answerLimit) { response in
            Bytes(buffer: try await response.body.collect(upTo: limit))
        }
    }

    func answer<Value: Decodable>(_ call: Call) async throws -> Value {
        let bytes = try await bytes(call)
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch {
            throw LedgerError(.serviceAnswer, "\(call.path): \(DisplayText.clean("\(error)", limit: 200))")
        }
    }

    /// Sends a request, again where the service is busy and once more where a session has ended, and reads its body.
    func answered<Value: Sendable>(
        _ request: HTTPClientRequest, session use: SessionUse, within limit: Duration,
        read: @Sendable (HTTPClientResponse) async throws -> Value
    ) async throws -> Value {
        var request = request
        request.headers.replaceOrAdd(name: "User-Agent", value: options.userAgent)
        var token: String?
        if use == .preferred, signer != nil { token = try await sessionToken() }
        var retries = options.busyRetries
        var renewals = 1
        while true {
            if let token { request.headers.replaceOrAdd(name: "Authorization", value: "Bearer \(token)") }
            let refused: Refusal
            do {
                let response = try await http.execute(request, timeout: TimeAmount(limit))
                if response.status.code < 300 { return try await read(response) }
                refused = try await Refusal(response)
            } catch {
                throw ConnectionFailure.coded(error, address: address)
            }
            switch refused.error.code {
            case .queueFull, .sessionBusy:
                guard retries > 0 else { throw refused.error }
                retries -= 1
                try await options.pause(min(refused.retryAfter ?? .seconds(1), options.longestPause))
            case .sessionMissing, .sessionEnded:
                guard use != .none, signer != nil, renewals > 0 else { throw refused.error }
                renewals -= 1
                if token != nil { opening = nil }
                token = try await sessionToken()
            default:
                throw refused.error
            }
        }
    }

    // MARK: Sessions

    /// Opens a session with the person's key, or gives the one that is open.
    /// - Throws: `session.missing` without a key; what the service says.
    public func session() async throws -> WireSession {
        if let opening {
            do { return try await opening.value } catch { self.opening = nil }
        }
        let task = Task { try await openSession() }
        opening = task
        do {
            return try await task.value
        } catch {
            opening = nil
            throw error
        }
    }

    /// Ends the open session, where there is one.
    public func endSession() async throws {
        guard let opening, let token = try? await opening.value.token else { return }
        self.opening = nil
        var request = HTTPClientRequest(url: address.url("/v1/sessions/current", []))
        request.method = .DELETE
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        try await answered(request, session: .none, within: options.answerLimit) { _ in }
    }

    private func sessionToken() async throws -> String {
        guard let token = try await session().token else { throw LedgerError(.serviceAnswer, "no token") }
        return token
    }

    private func openSession() async throws -> WireSession {
        guard let signer else { throw LedgerError(.sessionMissing, "no key") }
        let asked: WireNonce = try await answer(Call(method: .POST, path: "/v1/sessions/nonce"))
        guard let nonce = Base64.decode(Bytes(asked.nonce.utf8)), let ledger = LedgerName(Bytes(asked.ledger.utf8)),
            let instance = Hex.decode(Bytes(asked.instance.utf8))
        else { throw LedgerError(.serviceAnswer, "nonce") }
        if let identity, identity != ServiceIdentity(ledger: ledger, instance: instance) {
            throw LedgerError(.memoryLedger, "\(ledger) at \(address)")
        }
        // The name is the one that was typed: a service that answers to another gets no signature.
        guard let audience = address.audiences.first(where: { asked.audiences.contains("\($0)") }) else {
            let names = asked.audiences.prefix(4).map { DisplayText.clean($0, limit: 80) }.joined(separator: ", ")
            throw LedgerError(.sessionRefused, "\(address.audience); the service answers to \(names)")
        }
        guard
            let statement = SessionStatement(
                ledger: ledger, instance: instance, audience: audience, nonce: nonce, time: options.now())
        else { throw LedgerError(.serviceAnswer, "nonce") }
        let signature = try await signer.signature(over: statement.text)
        guard let note = SignedNote(text: statement.text, signatures: [signature]) else {
            throw LedgerError(.sessionMalformed)
        }
        return try await answer(
            Call(
                method: .POST, path: "/v1/sessions", body: note.bytes, mediaType: "text/plain; charset=utf-8"))
    }

    nonisolated var transferLimit: Duration { options.transferLimit }
}
