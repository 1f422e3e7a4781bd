import Synchronization

/// What waits for the writer: bounded, so that a full queue says so at once instead of growing.
final class Inbox: Sendable {
    struct Waiting: Sendable {
        let submission: Submission
        let answer: CheckedContinuation<[Receipt], any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var events = 0
        var bytes = 0
        var isDraining = false
        var stopped: LedgerError?
    }

    private let state = Mutex(State())
    let maximumEvents: Int
    let maximumByteCount: Int

    init(maximumEvents: Int, maximumByteCount: Int) {
        self.maximumEvents = maximumEvents
        self.maximumByteCount = maximumByteCount
    }

    /// Puts a submission in, and says whether somebody must start to drain.
    func put(_ waiting: Waiting) -> Result<Bool, LedgerError> {
        state.withLock { state in
            if let stopped = state.stopped { return .failure(stopped) }
            let events = waiting.submission.events.count
            let bytes = waiting.submission.byteCount
            guard state.events + events <= maximumEvents, state.bytes + bytes <= maximumByteCount else {
                return .failure(LedgerError(.queueFull, "\(state.events) events wait"))
            }
            state.waiting.append(waiting)
            state.events += events
            state.bytes += bytes
            defer { state.isDraining = true }
            return .success(!state.isDraining)
        }
    }

    /// Takes what fits into one commit; empty where nothing waits, and then draining has ended.
    func take(maximumEvents: Int, maximumByteCount: Int) -> [Waiting] {
        state.withLock { state in
            var taken: [Waiting] = []
            var events = 0
            var bytes = 0
            while let next = state.waiting.first {
                let nextEvents = next.submission.events.count
                let nextBytes = next.submission.byteCount
                if !taken.isEmpty, events + nextEvents > maximumEvents || bytes + nextBytes > maximumByteCount { break }
                taken.append(next)
                state.waiting.removeFirst()
                events += nextEvents
                bytes += nextBytes
            }
            state.events -= events
            state.bytes -= bytes
            if taken.isEmpty { state.isDraining = false }
            return taken
        }
    }

    /// Refuses everything from now on, and hands back what waited.
    func stop(_ reason: LedgerError) -> [Waiting] {
        state.withLock { state in
            state.stopped = state.stopped ?? reason
            defer {
                state.waiting = []
                state.events = 0
                state.bytes = 0
            }
            return state.waiting
        }
    }

    /// Refuses new submissions; what waits is still served.
    func close(_ reason: LedgerError) { state.withLock { $0.stopped = $0.stopped ?? reason } }

    var isIdle: Bool { state.withLock { $0.waiting.isEmpty && !$0.isDraining } }

    /// How many events wait.
    var depth: Int { state.withLock { $0.events } }
}
