import Synchronization

/// How many entries entered in the last minute, by seconds.
final class AppendRate: Sendable {
    private struct State {
        var seconds: [Int64: Int] = [:]
        var lastCommit: Int64?
    }

    private let state = Mutex(State())
    private static let window: Int64 = 60

    func add(_ count: Int, at milliseconds: Int64) {
        state.withLock { state in
            let second = milliseconds / 1_000
            state.seconds = state.seconds.filter { $0.key > second - AppendRate.window }
            state.seconds[second, default: 0] += count
            state.lastCommit = milliseconds
        }
    }

    func perSecond(at milliseconds: Int64) -> Double {
        state.withLock { state in
            let second = milliseconds / 1_000
            let count = state.seconds.filter { $0.key > second - AppendRate.window }.values.reduce(0, +)
            return Double(count) / Double(AppendRate.window)
        }
    }

    /// When this process last committed, in milliseconds since 1970.
    var lastCommit: Int64? { state.withLock { $0.lastCommit } }
}
