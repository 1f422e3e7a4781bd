import Dispatch
import Synchronization

@testable import Ledger

/// Holds the writer at a step of an append until a test opens it again. The writer runs on a thread of its own, which
/// may wait; a test gives way instead, since its thread is one of few.
final class Gate: Sendable {
    private struct State {
        var heldAt: AppendStep?
        var hasArrived = false
    }

    private let state = Mutex(State())
    private let opened = DispatchSemaphore(value: 0)

    /// From now on the writer stops at `step`, once.
    func close(at step: AppendStep = .admitted) {
        state.withLock { state in
            state.heldAt = step
            state.hasArrived = false
        }
    }

    /// Called by the writer.
    func pass(_ step: AppendStep) {
        let isHeld = state.withLock { state in
            guard state.heldAt == step else { return false }
            state.heldAt = nil
            state.hasArrived = true
            return true
        }
        guard isHeld else { return }
        opened.wait()
    }

    /// Returns once the writer stands at the gate.
    func awaitArrival() async { while !state.withLock({ $0.hasArrived }) { await Task.yield() } }

    /// Lets the writer go on.
    func open() { opened.signal() }
}
