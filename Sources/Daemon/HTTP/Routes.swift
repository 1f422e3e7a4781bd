import HTTPTypes
import Hummingbird
import Ledger
import Logging

/// The interface of docs/api.md: which path takes which method.
struct Routes: Sendable {
    typealias Handler = @Sendable (Request, DaemonContext) async throws -> Response

    let service: LedgerService

    private struct Endpoint {
        let path: String
        let handlers: [(method: HTTPRequest.Method, handler: Handler)]

        init(_ path: String, _ handlers: (HTTPRequest.Method, Handler)...) {
            self.path = path
            let given = handlers.map { (method: $0.0, handler: $0.1) }
            let head = given.filter { $0.method == .get }.map {
                (method: HTTPRequest.Method.head, handler: Routes.withoutBody($0.handler))
            }
            self.handlers = given + head
        }

        /// The value of `Allow`.
        var allowed: String { handlers.map(\.method.rawValue).sorted().joined(separator: ", ") }

        /// Whether a request's path is this one; a name after a colon stands for any part.
        func matches(_ requested: String) -> Bool {
            let (parts, asked) = (path.split(separator: "/"), requested.split(separator: "/"))
            return parts.count == asked.count && zip(parts, asked).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
        }
    }

    private var endpoints: [Endpoint] {
        [
            Endpoint("/v1/ledger", (.get, ledger)),
            Endpoint("/v1/checkpoint", (.get, checkpoint)),
            Endpoint("/v1/proofs/inclusion", (.get, inclusion)),
            Endpoint("/v1/proofs/consistency", (.get, consistency)),
            Endpoint("/v1/actors", (.get, actors)),
            Endpoint("/v1/proposals", (.get, proposals)),
            Endpoint("/v1/health", (.get, health)),
            Endpoint("/v1/status", (.get, status)),
            Endpoint("/v1/metrics", (.get, metrics)),
            Endpoint("/v1/sessions/nonce", (.post, nonce)),
            Endpoint("/v1/sessions", (.post, openSession)),
            Endpoint("/v1/sessions/current", (.get, currentSession), (.delete, endSession)),
            Endpoint("/v1/entries", (.get, entries)),
            Endpoint("/v1/entries/:index", (.get, entry)),
            Endpoint("/v1/entries/:index/receipt", (.get, receipt)),
            Endpoint("/v1/entries/:index/data", (.get, data)),
            Endpoint("/v1/entries/:index/personal", (.get, personal)),
            Endpoint("/v1/entries/:index/channel", (.get, channel)),
            Endpoint("/v1/records", (.get, records)),
            Endpoint("/v1/timeline", (.get, timeline)),
            Endpoint("/v1/state", (.get, state)),
            Endpoint("/v1/bulletins", (.get, bulletin)),
            Endpoint("/v1/attachments/:sha256", (.get, attachment), (.put, storeAttachment)),
            Endpoint("/v1/submissions", (.post, submit)),
        ]
    }

    /// The router with all paths.
    func router() -> Router<DaemonContext> {
        let router = Router(context: DaemonContext.self)
        let endpoints = endpoints
        router.add(
            middleware: AnswerMiddleware(service: service) { path in
                endpoints.first { $0.matches(path) }?.allowed ?? (path.hasPrefix("/v1/") ? nil : "GET, HEAD")
            })
        for endpoint in endpoints {
            for (method, handler) in endpoint.handlers {
                router.on(RouterPath(endpoint.path), method: method, use: handler)
            }
        }
        // Every other path is the public site's, the root among them.
        for path in ["/", "**"] {
            router.on(RouterPath(path), method: .get, use: sitePage)
            router.on(RouterPath(path), method: .head, use: Routes.withoutBody(sitePage))
        }
        return router
    }

    /// A method in the metrics: clients may think of any number of names, the metrics remember each.
    static func metricName(of method: HTTPRequest.Method) -> String {
        [.get, .head, .post, .put, .delete, .patch, .options].contains(method) ? method.rawValue : "other"
    }

    private static func withoutBody(_ handler: @escaping Handler) -> Handler {
        { request, context in
            let full = try await handler(request, context)
            var headers = full.headers
            if let length = full.body.contentLength { headers[.contentLength] = "\(length)" }
            return Response(status: full.status, headers: headers, body: ResponseBody())
        }
    }

    // MARK: Shared

    func index(_ context: DaemonContext) throws -> EntryIndex {
        guard let text = context.parameters.get("index"), let index = EntryIndex(decimal: text.utf8) else {
            throw LedgerError(.requestMalformed, "index: a number")
        }
        return index
    }

    /// The right of a request's session.
    func right(_ request: Request) async throws -> ReadingRight {
        try await service.right(of: request.token())
    }

    /// The right of a request that needs an office session.
    /// - Throws: `session.missing`, `session.forbidden`.
    func officeRight(_ request: Request) async throws -> ReadingRight {
        let right = try await right(request)
        guard case .actor = right else { throw LedgerError(.sessionMissing) }
        guard right.readsOffice else { throw LedgerError(.sessionForbidden) }
        return right
    }
}

/// Turns errors into answers, and says of every request what became of it: in the log and in the metrics.
struct AnswerMiddleware: RouterMiddleware {
    let service: LedgerService
    /// The methods that a path takes; nil where there is no such path. A method may have any name.
    let allowed: @Sendable (_ path: String) -> String?

    func handle(
        _ request: Request, context: DaemonContext,
        next: (Request, DaemonContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        var failure: (any Error)?
        do {
            response = try await next(request, context)
        } catch {
            let refusal = refused(request, error)
            failure = refusal
            response = ErrorAnswer.response(to: refusal).response
        }
        // Whoever comes back after this finds another process or none.
        if service.admittance.isDraining { response.headers[.connection] = "close" }
        let duration = start.duration(to: .now)
        let route = context.endpointPath ?? "unknown"
        service.metrics.answered(
            route: route, method: Routes.metricName(of: request.method), status: response.status.code, in: duration)
        log(request, context, route: route, response.status, duration, failure)
        return response
    }

    /// A path that is there and takes another method is told apart from one that is not there.
    private func refused(_ request: Request, _ error: any Error) -> any Error {
        guard let missing = error as? HTTPError, missing.status == .notFound, let allowed = allowed(request.uri.path)
        else { return error }
        return AnsweredError(
            error: LedgerError(.requestMethod, allowed), status: .methodNotAllowed, headers: [.allow: allowed])
    }

    private func log(
        _ request: Request, _ context: DaemonContext, route: String, _ status: HTTPResponse.Status,
        _ duration: Duration, _ failure: (any Error)?
    ) {
        let microseconds =
            duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
        var metadata: Logger.Metadata = [
            "request": "\(context.id)", "method": "\(request.method.rawValue)", "route": "\(route)",
            "status": "\(status.code)", "us": "\(microseconds)",
        ]
        // Details name places and numbers, never what a record says; what is no error of ours is told to the log alone.
        switch failure {
        case let error as AnsweredError: metadata["error"] = "\(error.error.code.rawValue)"
        case let error as LedgerError:
            metadata["error"] = "\(error.code.rawValue)"
            if status.code >= 500, !error.detail.isEmpty { metadata["detail"] = "\(error.detail)" }
        case let error?: metadata["error"] = "\(type(of: error))"
        case nil: break
        }
        let level: Logger.Level =
            status.code >= 500 && status.code != 503 ? .error : request.method == .get ? .debug : .info
        service.logger.log(level: level, "request.done", metadata: metadata)
    }
}
