import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient

/// Sessions, docs/api.md section 2.
extension Routes {
    func nonce(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let (nonce, expires) = try service.sessions.nonce(now: SystemClock.now())
        return try WireJSON.response(
            WireNonce(
                nonce: Base64.string(nonce), ledger: "\(service.identity.ledger)",
                instance: service.identity.instance.hex, audiences: service.settings.audiences.map { "\($0)" },
                expires: "\(expires)"), status: .created)
    }

    func openSession(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        try request.requireMediaType("text/plain")
        let bytes = try await service.bodyLimits.collect(request, limit: SessionStatement.maximumByteCount)
        let asked = try SessionRequest(parsing: bytes)
        // Taken out before anything is judged: who tries again asks for another one.
        guard service.sessions.consume(nonce: asked.statement.nonce) else {
            throw LedgerError(.sessionRefused, "nonce")
        }
        let now = SystemClock.now()
        let audiences = service.settings.audiences
        let holder: SessionHolder
        let roles: [RoleName]
        do {
            (holder, roles) = try await service.readers.read { store in
                let holder = try asked.holder(
                    facts: try LedgerFacts(store), audiences: audiences, at: now, in: store)
                return (holder, try holder.roles(at: now, in: store) ?? [])
            }
        } catch let error as LedgerError where Routes.isAboutSigner(error.code) {
            throw AnsweredError(error: error, status: .unauthorized)
        }
        let (token, session) = try service.sessions.open(holder, now: now)
        service.logger.info(
            "session.opened", metadata: ["actor": "\(holder.actor)", "request": "\(context.id)"])
        return try WireJSON.response(
            WireSession(
                token: Base64.string(token), actor: "\(holder.actor)", roles: roles.map { "\($0)" },
                expires: "\(session.expires)"), status: .created)
    }

    private static func isAboutSigner(_ code: ErrorCode) -> Bool {
        [.actorUnknown, .actorSuspended, .keyUnknown, .keyRetired, .signatureWrong].contains(code)
    }

    func currentSession(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        guard let token = try request.token() else { throw LedgerError(.sessionMissing) }
        let (session, roles) = try await service.session(of: token)
        return try WireJSON.response(
            WireSession(
                token: nil, actor: "\(session.holder.actor)", roles: roles.map { "\($0)" },
                expires: "\(session.expires)"))
    }

    func endSession(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        guard let token = try request.token() else { throw LedgerError(.sessionMissing) }
        let (session, _) = try await service.session(of: token)
        service.sessions.end(token: token)
        service.logger.info(
            "session.ended", metadata: ["actor": "\(session.holder.actor)", "request": "\(context.id)"])
        return Response(status: .noContent)
    }
}
