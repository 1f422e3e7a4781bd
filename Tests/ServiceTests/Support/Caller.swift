import AsyncHTTPClient
import Foundation
import LedgerClient
import NIOCore

@testable import Ledger

/// An answer of the daemon.
struct Answer: Sendable {
    let status: Int
    let headers: [String: String]
    let body: Bytes

    var text: String { String(decoding: body, as: UTF8.self) }
    /// The code of an error answer.
    var code: String? { (try? json(WireError.self))?.error.code }

    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body))
    }
}

/// Asks a daemon over its socket, as somebody or as nobody.
struct Caller: Sendable {
    let ledger: ServiceLedger
    var token: String?
    /// Another address, such as `http://127.0.0.1:4711`.
    var base: String?

    private static let timeout = TimeAmount.seconds(60)
    /// A daemon that is gone is gone: nobody waits for it to come back.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    static let tar = "application/x-tar"
    static let note = "text/plain; charset=utf-8"
    static let octets = "application/octet-stream"

    init(_ ledger: ServiceLedger, token: String? = nil, base: String? = nil) {
        self.ledger = ledger
        self.token = token
        self.base = base
    }

    func call(
        _ method: String, _ path: String, body: Bytes? = nil, type: String? = nil, authorization: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        let socket = ledger.socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
        var request = HTTPClientRequest(url: (base ?? "http+unix://\(socket)") + path)
        request.method = .init(rawValue: method)
        if let authorization = authorization ?? token.map({ "Bearer \($0)" }) {
            request.headers.add(name: "Authorization", value: authorization)
        }
        if let type { request.headers.add(name: "Content-Type", value: type) }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await Caller.client.execute(request, timeout: Caller.timeout)
        let bytes = try await response.body.collect(upTo: 300 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $1 },
            body: Bytes(bytes.readableBytesView))
    }

    func get(_ path: String) async throws -> Answer { try await call("GET", path) }

    func get<Value: Decodable>(_ path: String, as type: Value.Type) async throws -> Value {
        try await get(path).json(type)
    }

    // MARK: Submitting

    func post(_ drafts: [DraftEvent]) async throws -> Answer {
        try await call(
            "POST", "/v1/submissions", body: drafts.flatMap { try $0.fileBytes() }, type: Caller.tar)
    }

    /// Hands drafts in and checks every receipt as a client does.
    @discardableResult
    func submit(_ drafts: DraftEvent...) async throws -> [Receipt] {
        let answer = try await post(drafts)
        guard answer.status == 200 else {
            throw DaemonProcess.Failure(description: "\(answer.status) \(answer.text)")
        }
        let receipts = try answer.json(WireReceipts.self).receipts.map { try Receipt(parsing: Bytes($0.utf8)) }
        for (receipt, draft) in zip(receipts, drafts) {
            try receipt.verify(
                event: draft.submitted().event, origin: ledger.origin, logKeys: ledger.keys.checkpoint.map(\.key))
        }
        return receipts
    }

    /// Enrols a person with roles, the supervisor confirming each.
    func enrol(_ person: ServicePerson, roles: String...) async throws {
        try await submit(ledger.confirmation(of: submit(ledger.enrolment(of: person))[0]))
        for role in roles { try await submit(ledger.confirmation(of: submit(ledger.grant(role, to: person))[0])) }
    }

    // MARK: Sessions

    /// The note that opens a session, with a fresh nonce unless one is given.
    func statement(
        by signer: NoteSigner, audience: SessionAudience? = nil, instance: Digest? = nil, origin: LedgerName? = nil,
        nonce: Bytes? = nil, time: Timestamp? = nil
    ) async throws -> Bytes {
        let fresh: Bytes
        if let nonce {
            fresh = nonce
        } else {
            let wire = try await call("POST", "/v1/sessions/nonce").json(WireNonce.self)
            fresh = Base64.decode(Bytes(wire.nonce.utf8))!
        }
        let statement = SessionStatement(
            ledger: origin ?? ledger.origin, instance: (instance ?? ledger.instance).bytes,
            audience: audience ?? ledger.audience, nonce: fresh, time: time ?? ServiceLedger.now())!
        return try SignedNote(signing: statement.text, with: [signer]).bytes
    }

    func open(_ note: Bytes) async throws -> Answer {
        try await call("POST", "/v1/sessions", body: note, type: Caller.note)
    }

    /// The same caller with a session of a person.
    func session(of person: ServicePerson) async throws -> Caller {
        let answer = try await open(statement(by: person.signer))
        guard answer.status == 201, let token = try answer.json(WireSession.self).token else {
            throw DaemonProcess.Failure(description: "\(answer.status) \(answer.text)")
        }
        return Caller(ledger, token: token, base: base)
    }
}
