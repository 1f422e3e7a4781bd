import Ledger
import Logging
import ServiceLifecycle
import Synchronization

/// The writer's heartbeat: asks once a second whether its executor still comes to what it is asked, and tells the
/// service manager's watchdog when it did. Where the writer hangs, nobody is told, and the age grows.
final class Heartbeat: Service {
    private struct State {
        var last = ContinuousClock.now
        var failure: LedgerError?
    }

    private let writer: LedgerWriter
    private let notifier: SystemdNotifier
    private let interval: Duration
    private let state = Mutex(State())
    /// How often the status line is told.
    private static let statusEvery = 10

    init(writer: LedgerWriter, notifier: SystemdNotifier, limit: Duration) {
        self.writer = writer
        self.notifier = notifier
        let half = notifier.watchdog.map { $0 / 2 } ?? .seconds(1)
        interval = min(.seconds(1), limit / 4, half)
    }

    /// How long ago the writer last answered.
    var age: Duration { state.withLock { $0.last.duration(to: .now) } }
    /// Why the writer goes on no more, where it does not.
    var failure: LedgerError? { state.withLock { $0.failure } }

    func run() async throws {
        // The service manager must hear of a writer that drains, too: this ends with the group, not with its shutdown.
        await cancelWhenGracefulShutdown {
            var count = 0
            while !Task.isCancelled {
                await self.beat()
                if count % Heartbeat.statusEvery == 0 {
                    let size = self.writer.lastSigned?.checkpoint.size ?? 0
                    self.notifier.status("\(size) entries, \(self.writer.queueDepth) events queued")
                }
                count += 1
                try? await Task.sleep(for: self.interval)
            }
        }
    }

    private func beat() async {
        do {
            try await writer.beat()
            state.withLock { $0.last = .now }
            notifier.alive()
        } catch {
            state.withLock { $0.failure = error as? LedgerError }
        }
    }
}
