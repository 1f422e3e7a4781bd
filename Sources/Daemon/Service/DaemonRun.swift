import DoubleRandom
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Ledger
import Logging
import Metrics
import NIOCore
import ServiceLifecycle
import Synchronization
import UnixSignals

/// One life of the daemon: opens the ledger, serves, drains, writes the checkpoint file, and ends.
struct DaemonRun {
    let settings: Settings
    let environment: [String: String]
    private let logger = Logger(label: "ledgerd")

    init(settings: Settings, environment: [String: String]) {
        self.settings = settings
        self.environment = environment
    }

    /// How long answers may take to leave after a commit of unknown outcome.
    private static let lastAnswers = Duration.seconds(2)

    /// Gives the exit code.
    /// - Throws: what keeps the service from starting.
    func run() async throws -> Int32 {
        // Until its mode is set the socket is its owner's alone.
        umask(0o077)
        signal(SIGPIPE, SIG_IGN)
        _ = try settings.tcp?.tls?.configuration()
        logger.info("service.starting", metadata: ["program": "\(Program.name)", "pid": "\(getpid())"])
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let metrics = ServiceMetrics()
        let notifier = SystemdNotifier(environment: environment)
        if let path = settings.socket { try UnixSocketPlace.prepare(path) }

        let rate = AppendRate()
        let sessions = SessionTable(
            maximumNonces: settings.maximumNonces, maximumSessions: settings.maximumSessions,
            milliseconds: settings.sessionMilliseconds)
        let (reviews, review) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (touches, touch) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let ending = Ending(logger: logger)
        var options = settings.writer
        options.committed = { report in
            metrics.committed(report)
            rate.add(report.entries.count, at: SystemClock.now().milliseconds)
            if LedgerService.endSessions(after: report, in: sessions) { review.yield() }
            if report.entries.contains(where: DrawFollowing.touchesDraw) { touch.yield() }
        }
        options.onUnknownOutcome = { ending.unknownOutcome($0, within: DaemonRun.lastAnswers) }

        let start = ContinuousClock.now
        let (settings, writerOptions) = (settings, options)
        let writer = try await Blocking.run {
            let keys = try ServiceSecrets.open(settings)
            let writer = try settings.directory.openWriter(
                keys: keys, book: Program.book, options: writerOptions, clock: { SystemClock.now() })
            return (writer: writer, vaultKey: keys.vault)
        }
        let readers = try ReaderPool(path: settings.directory.database, connections: settings.readerConnections)
        let vault = try Vault(path: settings.directory.vault, key: writer.vaultKey, readOnly: true)
        let (identity, size) = try await readers.read { (try LedgerFacts($0), try $0.size()) }
        _ = try await writer.writer.checkpoint()
        metrics.opened(head: size)
        let heartbeat = Heartbeat(writer: writer.writer, notifier: notifier, limit: settings.heartbeat)
        let projection = await openViews()
        let service = LedgerService(
            settings: settings, writer: writer.writer, readers: readers, vault: vault, sessions: sessions,
            heartbeat: heartbeat, metrics: metrics, registry: registry, rate: rate, identity: identity,
            projection: projection, logger: logger)
        logger.info(
            "ledger.opened",
            metadata: [
                "ledger": "\(identity.ledger)", "size": "\(size)", "ms": "\(start.duration(to: .now).milliseconds)",
            ])

        let ready = Readiness(
            waiting: (settings.socket == nil ? 0 : 1) + (settings.tcp == nil ? 0 : 1)
        ) { [logger] in
            notifier.ready("\(size) entries")
            logger.info("service.ready", metadata: ["size": "\(size)"])
        }
        let draws = DrawFollowing(
            engine: drawEngine(service), touches: touches, again: touch, logger: logger)
        let failure = try await serve(
            service, ready: ready, reviews: reviews, draws: draws, notifier: notifier)
        review.finish()
        touch.finish()
        let status = try await close(service, writer.writer, failure: failure, ending: ending)
        if let path = settings.socket { unlink(path) }
        logger.info("service.stopped", metadata: ["status": "\(status)"])
        return status
    }

    /// Ladders are opened for the moment of a rung; between, their secrets stand sealed on the disk.
    private func drawEngine(_ service: LedgerService) -> DrawEngine {
        let (settings, folder) = (settings, LadderFolder(of: settings.directory))
        return DrawEngine(
            writer: service.writer, state: PooledState(readers: service.readers),
            channel: Channel(transport: "engine", peer: "ledgerd", client: Program.name), now: { SystemClock.now() }
        ) { position, rungs in
            try LadderFolder.open(
                folder.file(position.ladder), id: position.ladder, rungs: rungs,
                passphrase: ServiceSecrets.passphrase(settings))
        }
    }

    /// The views are disposable: what keeps them from being opened keeps nobody from the ledger.
    private func openViews() async -> Projection? {
        var options = ProjectionOptions()
        options.notice = { [logger] in logger.warning("view.notice", metadata: ["what": "\($0.text.english)"]) }
        options.problem = { [logger] in logger.error("view.problem", metadata: ["error": "\($0.code.rawValue)"]) }
        let (directory, projectionOptions) = (settings.directory, options)
        do {
            return try await Blocking.run {
                try Projection(directory, book: ProjectorBook(OfficeViews.all()), options: projectionOptions)
            }
        } catch {
            let code = (error as? LedgerError)?.code.rawValue ?? "\(type(of: error))"
            logger.error("view.problem", metadata: ["error": "\(code)"])
            return nil
        }
    }

    // MARK: Serving

    /// Serves until a signal or a failure, and gives the failure.
    private func serve(
        _ service: LedgerService, ready: Readiness, reviews: AsyncStream<Void>, draws: DrawFollowing,
        notifier: SystemdNotifier
    ) async throws -> (any Error)? {
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: service.heartbeat), .init(service: SessionReview(service: service, reviews: reviews)),
            .init(service: draws, successTerminationBehavior: .ignore),
        ]
        if let projection = service.projection {
            services.append(
                .init(
                    service: ViewFollowing(projection: projection, writer: service.writer),
                    successTerminationBehavior: .ignore))
        }
        for server in try servers(service, ready: ready) {
            services.append(.init(service: server, failureTerminationBehavior: .gracefullyShutdownGroup))
        }
        // Last in, and so the first to be told.
        services.append(
            .init(
                service: Drain(admittance: service.admittance, notifier: notifier, logger: logger),
                successTerminationBehavior: .gracefullyShutdownGroup))
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
        configuration.maximumGracefulShutdownDuration = settings.shutdown
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
            return nil
        } catch {
            return error
        }
    }

    private func close(
        _ service: LedgerService, _ writer: LedgerWriter, failure: (any Error)?, ending: Ending
    ) async throws -> Int32 {
        if let unknown = ending.outcome {
            // Nothing is written any more: the next start finds out what the disk holds.
            logger.critical("store.unknown", metadata: ["error": "\(unknown.code.rawValue)"])
            return ExitStatus.unknownOutcome
        }
        try await writer.stop()
        await service.readers.close()
        guard let failure, !(failure is CancellationError) else { return 0 }
        logger.error("service.failed", metadata: ["error": "\(failure)"])
        throw (failure as? LedgerError) ?? LedgerError(.socketUnusable, "\(failure)")
    }

    /// What the libraries say is no event of ours.
    private var quietLogger: Logger {
        var quiet = logger
        quiet.logLevel = max(settings.logLevel, .error)
        return quiet
    }

    private func servers(_ service: LedgerService, ready: Readiness) throws -> [any Service] {
        let responder = Routes(service: service).router().buildResponder()
        let settings = settings
        let http = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard(writeLimit: TimeAmount(settings.write))],
                idleTimeout: TimeAmount(settings.idle),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: settings.headerBytes, maxHeaderListSize: settings.headerBytes,
                    maxHeaderFieldCount: 100)))
        func application(
            _ address: BindAddress, _ builder: HTTPServerBuilder,
            _ running: @escaping @Sendable (any NIOCore.Channel) async -> Void
        ) -> any Service {
            Application(
                responder: responder, server: builder,
                configuration: ApplicationConfiguration(
                    address: address, backlog: 1_024,
                    availableConnectionsDelegate: MaximumAvailableConnections(
                        settings.maximumConnections, logger: quietLogger)),
                onServerRunning: running, logger: quietLogger)
        }
        var servers: [any Service] = []
        if let path = settings.socket {
            servers.append(
                application(.unixDomainSocket(path: path), http) { [logger] _ in
                    chmod(path, settings.socketMode)
                    logger.info("listener.ready", metadata: ["socket": "\(path)"])
                    ready.arrived()
                })
        }
        if let tcp = settings.tcp {
            let builder =
                try tcp.tls.map { try HTTPServerBuilder.tls(http, tlsConfiguration: $0.configuration()) } ?? http
            servers.append(
                application(.hostname(tcp.host, port: tcp.port), builder) { [logger] channel in
                    logger.info(
                        "listener.ready",
                        metadata: ["tcp": "\(tcp.host):\(channel.localAddress?.port ?? tcp.port)"])
                    ready.arrived()
                })
        }
        return servers
    }
}

/// Counts listeners, and says once when all are there.
final class Readiness: Sendable {
    private let waiting: Mutex<Int>
    private let announce: @Sendable () -> Void

    init(waiting: Int, announce: @escaping @Sendable () -> Void) {
        self.waiting = Mutex(waiting)
        self.announce = announce
    }

    func arrived() {
        let isLast = waiting.withLock { waiting in
            waiting -= 1
            return waiting == 0
        }
        if isLast { announce() }
    }
}

/// How the process comes to its end where it is not asked to: after a commit of unknown outcome.
final class Ending: Sendable {
    private let state = Mutex<LedgerError?>(nil)
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    var outcome: LedgerError? { state.withLock { $0 } }

    /// Lets the answers out that say it, then ends the process in any case.
    ///
    /// The servers are not closed: clients connect anew at once to ask what became of their events, and a connection that
    /// is being set up while its server closes is dropped unserved, which SwiftNIO answers with a trap (swift-nio#2637).
    func unknownOutcome(_ error: LedgerError, within limit: Duration) {
        state.withLock { $0 = error }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(limit.milliseconds))) { [logger] in
            logger.critical("store.unknown", metadata: ["error": "\(error.code.rawValue)"])
            LogOutput.shared.flush()
            _exit(ExitStatus.unknownOutcome)
        }
    }
}

/// Keeps the views up to date with the writer's commits.
struct ViewFollowing: Service {
    let projection: Projection
    let writer: LedgerWriter

    func run() async throws {
        await cancelWhenGracefulShutdown { await projection.run(following: writer) }
    }
}

/// Looks at open sessions again where a commit changed actors, keys or roles.
struct SessionReview: Service {
    let service: LedgerService
    let reviews: AsyncStream<Void>

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in reviews { await service.reviewSessions() }
        }
    }
}

/// Runs what waits for a disk or takes long on a thread outside the cooperative pool.
enum Blocking {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
        }
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
