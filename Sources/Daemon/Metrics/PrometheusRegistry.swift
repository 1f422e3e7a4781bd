import CoreMetrics
import Foundation
import Synchronization

/// A swift-metrics factory that keeps counters, gauges and histograms and writes them as Prometheus text 0.0.4,
/// https://prometheus.io/docs/instrumenting/exposition_formats/
final class PrometheusRegistry: MetricsFactory, Sendable {
    /// One time series.
    final class Series: Sendable {
        enum Kind: String, Sendable {
            case counter, gauge, histogram
        }

        private struct State {
            var value = 0.0
            var count: UInt64 = 0
            var sum = 0.0
            var buckets: [UInt64]
        }

        let kind: Kind
        let labels: String
        let bounds: [Double]
        private let state: Mutex<State>

        init(kind: Kind, labels: String, bounds: [Double] = []) {
            self.kind = kind
            self.labels = labels
            self.bounds = bounds
            state = Mutex(State(buckets: Array(repeating: 0, count: bounds.count)))
        }

        func add(_ amount: Double) { state.withLock { $0.value += amount } }
        func set(_ value: Double) { state.withLock { $0.value = value } }

        func observe(_ value: Double) {
            state.withLock { state in
                state.count += 1
                state.sum += value
                for (position, bound) in bounds.enumerated() where value <= bound { state.buckets[position] += 1 }
            }
        }

        func text(_ name: String) -> String {
            state.withLock { state in
                guard kind == .histogram else {
                    return "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(number(state.value))\n"
                }
                let prefix = labels.isEmpty ? "" : labels + ","
                var text = ""
                for (bound, count) in zip(bounds, state.buckets) {
                    text += "\(name)_bucket{\(prefix)le=\"\(number(bound))\"} \(count)\n"
                }
                text += "\(name)_bucket{\(prefix)le=\"+Inf\"} \(state.count)\n"
                let braces = labels.isEmpty ? "" : "{\(labels)}"
                return text + "\(name)_sum\(braces) \(number(state.sum))\n\(name)_count\(braces) \(state.count)\n"
            }
        }

        private func number(_ value: Double) -> String {
            value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
        }
    }

    private struct Family {
        let kind: Series.Kind
        var series: [String: Series] = [:]
    }

    private let families = Mutex<[String: Family]>([:])
    /// Seconds, for what takes time.
    private static let times = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// Numbers of things.
    private static let sizes = [1.0, 2, 5, 10, 25, 50, 100, 250, 500, 1_000]
    private static let help: [String: String] = MetricName.help

    /// All series, families and series sorted.
    func text() -> String {
        families.withLock { families in
            families.sorted { $0.key < $1.key }.map { name, family in
                "# HELP \(name) \(PrometheusRegistry.help[name] ?? name)\n# TYPE \(name) \(family.kind.rawValue)\n"
                    + family.series.sorted { $0.key < $1.key }.map { $0.value.text(name) }.joined()
            }.joined()
        }
    }

    private func series(
        _ label: String, _ dimensions: [(String, String)], _ kind: Series.Kind, bounds: [Double] = []
    ) -> Series {
        let name = String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
        let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(PrometheusRegistry.escaped($0.1))\"" }
            .joined(separator: ",")
        return families.withLock { families in
            if let known = families[name]?.series[labels] { return known }
            let fresh = Series(kind: families[name]?.kind ?? kind, labels: labels, bounds: bounds)
            families[name, default: Family(kind: kind)].series[labels] = fresh
            return fresh
        }
    }

    private static func escaped(_ value: String) -> String {
        value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\n", with: "\\n")
    }

    // MARK: MetricsFactory

    private final class Handler: CounterHandler, FloatingPointCounterHandler, RecorderHandler, TimerHandler,
        MeterHandler, Sendable
    {
        let series: Series
        init(_ series: Series) { self.series = series }

        func increment(by amount: Int64) { series.add(Double(amount)) }
        func increment(by amount: Double) { series.add(amount) }
        func decrement(by amount: Double) { series.add(-amount) }
        func reset() { series.set(0) }
        func set(_ value: Int64) { series.set(Double(value)) }
        func set(_ value: Double) { series.set(value) }
        func recordNanoseconds(_ duration: Int64) { series.observe(Double(duration) / 1e9) }
        func record(_ value: Int64) { record(Double(value)) }
        func record(_ value: Double) {
            if series.kind == .histogram { series.observe(value) } else { series.set(value) }
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Handler(series(label, dimensions, .counter))
    }

    func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler { Handler(series(label, dimensions, .counter)) }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        Handler(series(label, dimensions, .gauge))
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate
            ? Handler(series(label, dimensions, .histogram, bounds: PrometheusRegistry.sizes))
            : Handler(series(label, dimensions, .gauge))
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Handler(series(label, dimensions, .histogram, bounds: PrometheusRegistry.times))
    }

    // Series live as long as the process: their names are few and fixed.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}

/// The names of all metrics, docs/operations.md.
enum MetricName {
    static let requests = "ledgerd_http_requests_total"
    static let latency = "ledgerd_http_request_seconds"
    static let appended = "ledgerd_appended_events_total"
    static let batch = "ledgerd_batch_events"
    static let commit = "ledgerd_commit_seconds"
    static let queue = "ledgerd_queued_events"
    static let head = "ledgerd_head_size"
    static let sessions = "ledgerd_sessions"
    static let heartbeat = "ledgerd_heartbeat_age_seconds"
    static let viewLag = "ledgerd_view_lag_events"
    static let earlyReads = "ledgerd_early_reads_total"

    static let help: [String: String] = [
        requests: "Answered requests by route and status.", latency: "Time from head to answer.",
        appended: "Events appended by this process.", batch: "Events a commit.", commit: "Time of a commit.",
        queue: "Events that wait for the writer.", head: "Entries in the ledger.", sessions: "Open sessions.",
        heartbeat: "Age of the writer's last heartbeat.", viewLag: "Entries that a view is behind the head.",
        earlyReads: "Due records opened before they were public.",
    ]
}
