import CProcess
import Foundation
import Ledger

/// The few calls of Unix sockets that the agent needs, blocking, on threads of their own.
enum LocalSocket {
    /// How long a peer may take over a line.
    static let lineSeconds = 5

    static func listen(at path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw LedgerError(.fileUnwritable, path) }
        // The mode is narrow before anybody can find the socket.
        let previous = umask(0o177)
        defer { umask(previous) }
        guard try withAddress(path, { bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, 8) == 0 else {
            close(descriptor)
            throw LedgerError(errno == EADDRINUSE ? .agentBusy : .fileUnwritable, path)
        }
        return descriptor
    }

    static func connect(to path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw LedgerError(.agentMissing, path) }
        guard try withAddress(path, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            throw LedgerError(.agentMissing, path)
        }
        limit(descriptor)
        return descriptor
    }

    /// Nobody holds the other end up for longer than this.
    static func limit(_ descriptor: Int32) {
        var time = timeval(tv_sec: lineSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    /// The user at the other end, as the system knows it.
    static func peer(_ descriptor: Int32) -> uid_t? {
        var user = uid_t()
        return process_peer(descriptor, &user) == 0 ? user : nil
    }

    /// A line without its LF, or nil where none comes in time or it is too long.
    static func readLine(_ descriptor: Int32, limit: Int) -> Bytes? {
        var line = Bytes()
        var buffer = Bytes(repeating: 0, count: 4_096)
        while line.count <= limit {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            line += buffer[..<count]
            if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return Bytes(line[..<end]) }
        }
        return nil
    }

    static func write(_ descriptor: Int32, _ bytes: Bytes) -> Bool {
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress! + position, $0.count - position, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            position += count
        }
        return true
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count <= ServiceAddress.maximumSocketPath else { throw LedgerError(.serviceAddress, path) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
