import Dispatch
import Foundation

/// Work on all cores, off Swift's cooperative pool. The caller's thread waits and works.
enum Parallel {
    /// The cores that may be used.
    static let width = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// Maps positions to values on all cores; the order of the result is that of the positions.
    static func map<Value: Sendable>(count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
        guard count > 1 else { return count == 1 ? [body(0)] : [] }
        let stripes = min(count, width * 4)
        return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            // Safe to share: every stripe writes places of its own, and all of them have ended before it is read.
            nonisolated(unsafe) let values = buffer
            DispatchQueue.concurrentPerform(iterations: stripes) { stripe in
                for position in (count * stripe / stripes)..<(count * (stripe + 1) / stripes) {
                    values.initializeElement(at: position, to: body(position))
                }
            }
            initialized = count
        }
    }
}
