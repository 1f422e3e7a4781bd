import Ledger
import Metrics

/// What the daemon counts, by name in ``MetricName``.
struct ServiceMetrics: Sendable {
    private let appended = Counter(label: MetricName.appended)
    private let batch = Recorder(label: MetricName.batch, aggregate: true)
    private let commit = Metrics.Timer(label: MetricName.commit)
    private let head = Gauge(label: MetricName.head)
    private let queue = Gauge(label: MetricName.queue)
    private let sessions = Gauge(label: MetricName.sessions)
    private let heartbeat = Gauge(label: MetricName.heartbeat)
    private let earlyReads = Counter(label: MetricName.earlyReads)

    func committed(_ report: CommitReport) {
        appended.increment(by: report.entries.count)
        batch.record(report.entries.count)
        commit.record(duration: report.duration)
        head.record(report.size)
    }

    func opened(head size: UInt64) { head.record(size) }

    func readEarly(_ count: Int) { earlyReads.increment(by: count) }

    func answered(route: String, method: String, status: Int, in duration: Duration) {
        Counter(
            label: MetricName.requests, dimensions: [("route", route), ("method", method), ("status", "\(status)")]
        ).increment()
        Metrics.Timer(label: MetricName.latency, dimensions: [("route", route), ("method", method)])
            .record(duration: duration)
    }

    /// What is read when it is asked for.
    func sample(queued: Int, sessions open: Int, heartbeat age: Duration) {
        queue.record(queued)
        sessions.record(open)
        heartbeat.record(Double(age.components.seconds) + Double(age.components.attoseconds) / 1e18)
    }

    func view(_ name: String, lag: UInt64) {
        Gauge(label: MetricName.viewLag, dimensions: [("view", name)]).record(lag)
    }
}
