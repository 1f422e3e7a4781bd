import Ledger
import Synchronization

/// What may be under way at once: submissions by number and bytes, uploads by number; and whether new work is taken.
final class Admittance: Sendable {
    private struct State {
        var isDraining = false
        var submissions = 0
        var bytes = 0
        var uploads = 0
        var pages = 0
        var idle: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let maximumSubmissions: Int
    private let maximumBytes: Int
    private let maximumUploads: Int

    /// Pages of the public site that are made at once; what is more is told to come back.
    private static let maximumPages = 256

    init(submissions: Int, bytes: Int, uploads: Int) {
        maximumSubmissions = submissions
        maximumBytes = bytes
        maximumUploads = uploads
    }

    /// Takes a submission of at most so many bytes in.
    /// - Throws: `writer.stopped` while draining, `queue.full`.
    func submission<Value>(bytes: Int, _ body: () async throws -> Value) async throws -> Value {
        try state.withLock { state in
            guard !state.isDraining else { throw LedgerError(.writerStopped) }
            guard state.submissions < maximumSubmissions, state.submissions == 0 || state.bytes + bytes <= maximumBytes
            else { throw LedgerError(.queueFull, "\(state.submissions) submissions are being read") }
            state.submissions += 1
            state.bytes += bytes
        }
        defer {
            leave { state in
                state.submissions -= 1
                state.bytes -= bytes
            }
        }
        return try await body()
    }

    /// Takes an upload in.
    /// - Throws: `writer.stopped` while draining, `queue.full`.
    func upload<Value>(_ body: () async throws -> Value) async throws -> Value {
        try state.withLock { state in
            guard !state.isDraining else { throw LedgerError(.writerStopped) }
            guard state.uploads < maximumUploads else { throw LedgerError(.queueFull, "\(state.uploads) uploads") }
            state.uploads += 1
        }
        defer { leave { $0.uploads -= 1 } }
        return try await body()
    }

    /// Takes a request for a page of the public site in. What waits for one is not work that a stop waits for.
    /// - Throws: `queue.full`.
    func page<Value>(_ body: () async throws -> Value) async throws -> Value {
        try state.withLock { state in
            guard state.pages < Admittance.maximumPages else { throw LedgerError(.queueFull, "\(state.pages) pages") }
            state.pages += 1
        }
        defer { state.withLock { $0.pages -= 1 } }
        return try await body()
    }

    var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Takes nothing more in, and returns once what was taken in is done.
    func drain() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isDraining = true
                guard state.submissions + state.uploads > 0 else { return true }
                state.idle.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }

    private func leave(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            guard state.submissions + state.uploads == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.idle = [] }
            return state.idle
        }
        for continuation in waiting { continuation.resume() }
    }
}
