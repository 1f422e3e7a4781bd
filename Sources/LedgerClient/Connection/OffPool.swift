import Dispatch

/// Runs what waits for a disk on threads of its own, never on Swift's cooperative pool.
enum OffPool {
    private static let queue = DispatchQueue(label: "ledger.client.files", attributes: .concurrent)

    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
