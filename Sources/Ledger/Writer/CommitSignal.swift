import Synchronization

/// Tells followers of a writer how many entries are committed. A slow follower misses numbers, never the newest one.
final class CommitSignal: Sendable {
    private struct State {
        var followers: [UInt64: AsyncStream<UInt64>.Continuation] = [:]
        var next: UInt64 = 0
        var isEnded = false
    }

    private let state = Mutex(State())

    /// The sizes from here on; ends with the writer.
    func follow() -> AsyncStream<UInt64> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { follower in
            let number = state.withLock { state -> UInt64? in
                guard !state.isEnded else { return nil }
                state.next += 1
                state.followers[state.next] = follower
                return state.next
            }
            guard let number else { return follower.finish() }
            follower.onTermination = { [self] _ in
                state.withLock { _ = $0.followers.removeValue(forKey: number) }
            }
        }
    }

    func send(_ size: UInt64) {
        for follower in state.withLock({ Array($0.followers.values) }) { follower.yield(size) }
    }

    func end() {
        let followers = state.withLock { state in
            state.isEnded = true
            defer { state.followers = [:] }
            return Array(state.followers.values)
        }
        // Outside the lock: ending calls back.
        for follower in followers { follower.finish() }
    }
}
