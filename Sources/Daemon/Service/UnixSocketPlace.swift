import Foundation
import Ledger

/// The path of the Unix socket: a stale one is replaced, one where somebody listens is not.
enum UnixSocketPlace {
    /// Makes the path free to listen at.
    /// - Throws: `socket.busy` where somebody listens there; `socket.unusable` where something else stands there.
    static func prepare(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw LedgerError(.socketUnusable, "\(path): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw LedgerError(.socketUnusable, "\(path) is no socket")
        }
        guard !isListening(path) else { throw LedgerError(.socketBusy, path) }
        guard unlink(path) == 0 || errno == ENOENT else {
            throw LedgerError(.socketUnusable, "\(path): \(String(cString: strerror(errno)))")
        }
    }

    private static func isListening(_ path: String) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // Only a refused connection says that nobody listens; whatever else leaves the path alone.
        return result == 0 || errno != ECONNREFUSED
    }
}
