import Ledger
import NIOPosix
import Synchronization

/// Read-only connections to the ledger, each used by one thread at a time; nothing that waits for a disk stands on
/// Swift's cooperative pool.
final class ReaderPool: Sendable {
    private let threads: NIOThreadPool
    private let idle: Mutex<[SQLiteStore]>
    private let waiting = Mutex(0)
    /// How many reads may wait for a connection.
    private static let maximumWaiting = 4_096

    /// Opens the connections.
    /// - Throws: what ``SQLiteStore`` throws.
    init(path: String, connections: Int) throws {
        idle = Mutex(try (0..<connections).map { _ in try SQLiteStore(path: path, mode: .read) })
        threads = NIOThreadPool(numberOfThreads: connections)
        threads.start()
    }

    /// Reads on a thread and a connection of the pool.
    /// - Throws: `queue.full`, and what `body` throws.
    func read<Value: Sendable>(_ body: @escaping @Sendable (SQLiteStore) throws -> Value) async throws -> Value {
        let isRoom = waiting.withLock { waiting in
            guard waiting < ReaderPool.maximumWaiting else { return false }
            waiting += 1
            return true
        }
        guard isRoom else { throw LedgerError(.queueFull, "readers") }
        defer { waiting.withLock { $0 -= 1 } }
        return try await threads.runIfActive { [self] in
            // There are as many connections as threads, so that one is always there.
            guard let store = idle.withLock({ $0.popLast() }) else { throw LedgerError(.queueFull, "readers") }
            defer { idle.withLock { $0.append(store) } }
            return try body(store)
        }
    }

    /// Ends the threads and closes the connections.
    func close() async {
        try? await threads.shutdownGracefully()
        for store in idle.withLock({ $0 }) { try? store.close() }
    }
}
