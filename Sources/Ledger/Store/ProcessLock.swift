import Foundation
import Synchronization

/// The right to write a ledger directory: one process at a time holds an advisory lock on `lock`, which the system
/// gives back when the process ends, however it ends.
public final class ProcessLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Takes the lock, or says who holds it.
    /// - Throws: `ledger.locked`, `file.unwritable`.
    public convenience init(directory: String) throws {
        try self.init(path: directory + "/lock", code: .ledgerLocked)
    }

    /// Takes the lock that a file stands for; `code` is what a process hears that comes second.
    init(path: String, code: ErrorCode) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LedgerError(.fileUnwritable, "\(path): \(FileIO.reason())") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? FileIO.read(path, limit: 64)).map { $0.forDisplay() } ?? ""
            close(descriptor)
            throw LedgerError(code, holder.isEmpty ? path : "process \(holder)")
        }
        let text = Bytes("\(getpid())".utf8)
        _ = ftruncate(descriptor, 0)
        _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        self.descriptor = Mutex(descriptor)
    }

    /// Gives the lock back. Doing it again is no error.
    public func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    deinit { release() }
}
