import Dispatch
import Foundation
import Synchronization

/// Work on all cores, off Swift's cooperative pool. The caller's thread waits and works.
enum Parallel {
    /// The cores that may be used.
    static let width = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// Maps positions to values on all cores; the order of the result is that of the positions.
    static func map<Value: Sendable>(count: Int, _ body: @escaping @Sendable (Int) -> Value) -> [Value] {
        guard count > 1 else { return count == 1 ? [body(0)] : [] }
        let stripes = min(count, width * 4)
        let results = Mutex<[Int: [Value]]>([:])
        DispatchQueue.concurrentPerform(iterations: stripes) { stripe in
            let low = count * stripe / stripes
            let high = count * (stripe + 1) / stripes
            let values = (low..<high).map(body)
            results.withLock { $0[stripe] = values }
        }
        return results.withLock { results in (0..<stripes).flatMap { results[$0] ?? [] } }
    }
}
