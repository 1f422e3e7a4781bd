import Foundation
import Ledger
import LedgerClient
import Logging
import NIOPosix
import PublicSite
import Synchronization

/// What all routes share: the writer, readers, sessions, and the rules of who reads what.
final class LedgerService: Sendable {
    let settings: Settings
    let writer: LedgerWriter
    let readers: ReaderPool
    let sessions: SessionTable
    let admittance: Admittance
    let heartbeat: Heartbeat
    let metrics: ServiceMetrics
    let registry: PrometheusRegistry
    let rate: AppendRate
    let finder: any EntryFinding
    /// The views; nil where their file cannot be used, which nothing but speed depends on.
    let projection: Projection?
    let disclosure = RecordDisclosure(book: Program.book)
    let vault: Vault
    let started = SystemClock.now()
    let logger: Logger
    /// Reads what is large, and hashes it, off the cooperative pool.
    let workers = NIOThreadPool(numberOfThreads: 2)
    /// The public site.
    let site: SiteKeeper
    /// What of the ledger never changes: name, instance, founding.
    let identity: LedgerFacts

    init(
        settings: Settings, writer: LedgerWriter, readers: ReaderPool, vault: Vault, sessions: SessionTable,
        heartbeat: Heartbeat, metrics: ServiceMetrics, registry: PrometheusRegistry, rate: AppendRate,
        identity: LedgerFacts, projection: Projection?, logger: Logger
    ) {
        self.settings = settings
        self.writer = writer
        self.readers = readers
        self.vault = vault
        self.sessions = sessions
        self.heartbeat = heartbeat
        self.metrics = metrics
        self.registry = registry
        self.rate = rate
        self.identity = identity
        self.logger = logger
        admittance = Admittance(
            submissions: settings.submissions, bytes: settings.writer.maximumQueuedByteCount, uploads: settings.uploads)
        self.projection = projection
        site = SiteKeeper(
            directory: settings.directory, recheck: settings.recheck, workers: workers
        ) { SystemClock.now().chinaDate }
        finder = projection.map { ViewFinder(projection: $0, readers: readers) } ?? EntryScan(readers: readers)
        workers.start()
    }

    var bodyLimits: BodyLimits { BodyLimits(read: settings.read, bytesPerSecond: settings.readBytesPerSecond) }

    // MARK: Entries

    /// A stored entry.
    /// - Throws: `entry.missing`.
    func entry(_ index: EntryIndex) async throws -> StoredEntry {
        let entry = try await readers.read { store in
            try store.entries(from: index, limit: 1).first.flatMap { $0.index == index ? $0 : nil }
        }
        guard let entry else { throw LedgerError(.entryMissing, "entry \(index)", index: index) }
        return entry
    }

    /// Says that records are read before they are public, and returns once that is committed.
    func trace(_ opened: [EarlyAccess], channel: Ledger.Channel) async throws {
        var rest = opened[...]
        while !rest.isEmpty {
            _ = try await writer.append(reading: Array(rest.prefix(EarlyAccess.maximumRecords)), channel: channel)
            rest = rest.dropFirst(EarlyAccess.maximumRecords)
        }
        if !opened.isEmpty { metrics.readEarly(opened.count) }
    }

    // MARK: Sessions

    /// What the reader of a request may see.
    /// - Throws: `session.ended` for a token that opens nothing any more.
    func right(of token: Bytes?) async throws -> ReadingRight {
        guard let token else { return .everybody }
        let (session, roles) = try await session(of: token)
        return .actor(session.holder.actor, roles: roles)
    }

    /// The session behind a token with the roles held now.
    /// - Throws: `session.ended`.
    func session(of token: Bytes) async throws -> (session: Session, roles: [RoleName]) {
        guard let session = sessions.session(token: token) else { throw LedgerError(.sessionEnded) }
        let roles = try await readers.read { try session.holder.roles(at: SystemClock.now(), in: $0) }
        guard let roles else {
            sessions.end(token: token)
            throw LedgerError(.sessionEnded, "\(session.holder.actor)")
        }
        return (session, roles)
    }

    /// Ends what a commit ends. A suspended actor's sessions end with the commit itself, so that a restoration before
    /// the next request does not bring them back.
    static func endSessions(after report: CommitReport, in sessions: SessionTable) -> Bool {
        var concernsActors = false
        for entry in report.entries where entry.entry.event.header.type.family.elementsEqual("actor".utf8) {
            concernsActors = true
            guard "\(entry.entry.event.header.type)" == "actor.suspended/1" else { continue }
            for line in entry.data.lines {
                guard let actor = (try? IJSONValue(parsing: line))?["actor"]?.bytes.flatMap({ ActorName($0) }) else {
                    continue
                }
                sessions.end(actor: actor)
            }
        }
        return concernsActors
    }

    /// Ends the sessions of those who hold no role or another key now.
    func reviewSessions() async {
        do {
            try await readers.read { [sessions] store in
                let now = SystemClock.now()
                try sessions.keep { try $0.roles(at: now, in: store) != nil }
            }
        } catch {
            logger.error("sessions.review", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Health

    /// Whether the checkpoint of the head verifies and the writer's heart beats.
    func health() async -> WireHealth {
        let age = heartbeat.age
        let milliseconds = age.components.seconds * 1_000 + age.components.attoseconds / 1_000_000_000_000_000
        var checks = [
            WireHealth.Check(
                name: "heartbeat", holds: age < settings.heartbeat && heartbeat.failure == nil,
                detail: heartbeat.failure?.code.rawValue ?? "\(milliseconds) ms")
        ]
        var size: UInt64 = 0
        do {
            size = try await checkHead()
            checks.append(WireHealth.Check(name: "checkpoint", holds: true, detail: "size \(size)"))
        } catch {
            let detail = (error as? LedgerError)?.code.rawValue ?? "unreadable"
            checks.append(WireHealth.Check(name: "checkpoint", holds: false, detail: detail))
        }
        let isHealthy = checks.allSatisfy(\.holds)
        return WireHealth(status: isHealthy ? "healthy" : "failing", size: size, checks: checks)
    }

    /// How often, and how far apart, a checkpoint of the head is looked for: a commit comes before its signature.
    private static let headTries = 20
    private static let headPause = Duration.milliseconds(50)

    private func checkHead() async throws -> UInt64 {
        let head = try await readers.read { try $0.size() }
        for _ in 0..<LedgerService.headTries {
            guard let signed = writer.lastSigned, signed.checkpoint.size >= head else {
                try await Task.sleep(for: LedgerService.headPause)
                continue
            }
            try await readers.read { store in
                let keys = try LedgerFacts(store).checkpointKeys.map(\.key)
                _ = try signed.note.verified(by: keys)
                let root = try TreeProver.root(size: signed.checkpoint.size) { position in
                    guard let hash = try store.storedHash(position) else { throw LedgerError(.storeDamaged) }
                    return hash
                }
                guard root == signed.checkpoint.root else { throw LedgerError(.treeRoot) }
            }
            return signed.checkpoint.size
        }
        throw LedgerError(.checkpointMissing, "size \(head)")
    }
}
