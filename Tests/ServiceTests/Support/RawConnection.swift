import Foundation

@testable import Ledger

/// Bytes on a socket, for clients that are slow, silent, huge or wrong. Every wait has an end.
final class RawConnection {
    fileprivate let descriptor: Int32
    fileprivate static let patience: Int32 = 60_000

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else {
            throw DaemonProcess.Failure(description: "connect: \(String(cString: strerror(errno)))")
        }
    }

    /// Connects over TCP.
    init(host: String, port: Int) throws {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let found else {
            throw DaemonProcess.Failure(description: "\(host) has no address")
        }
        defer { freeaddrinfo(found) }
        var next: UnsafeMutablePointer<addrinfo>? = found
        while let address = next {
            let opened = socket(
                address.pointee.ai_family, address.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
            if connect(opened, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 {
                descriptor = opened
                return
            }
            close(opened)
            next = address.pointee.ai_next
        }
        throw DaemonProcess.Failure(description: "connect: \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    /// Says that nothing more comes.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends bytes; false where the other side has closed.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Bytes(bytes)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(text.utf8) }

    /// Reads until the other side closes, and gives what came; nil where it does not close in time.
    func readToEnd() -> String? {
        var bytes = Bytes()
        var buffer = Bytes(repeating: 0, count: 64 << 10)
        while true {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard Foundation.poll(&poll, 1, RawConnection.patience) > 0 else { return nil }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }

    /// Reads until some text has come; what came so far where it ends before.
    func read(until text: String) -> String {
        var bytes = Bytes()
        var buffer = Bytes(repeating: 0, count: 64 << 10)
        while !String(decoding: bytes, as: UTF8.self).contains(text) {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard Foundation.poll(&poll, 1, RawConnection.patience) > 0 else { break }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the other side closes within the patience of a test.
    func isClosed() -> Bool { readToEnd() != nil }
}

extension RawConnection {
    /// Waits until the other side has closed both ways, without reading what it sent.
    func waitForHangUp() -> Bool {
        var poll = pollfd(fd: descriptor, events: 0, revents: 0)
        return Foundation.poll(&poll, 1, RawConnection.patience) > 0 && poll.revents & Int16(POLLHUP) != 0
    }
}

/// Holds the write lock of a database, as another process could.
final class ForeignLock {
    private let process = Process()
    private let input = Pipe()

    init(_ database: String) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute("BEGIN IMMEDIATE")
            print("held", flush=True)
            sys.stdin.read()
            db.execute("ROLLBACK")
            """, database,
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        guard output.fileHandleForReading.availableData.starts(with: Data("held".utf8)) else {
            throw DaemonProcess.Failure(description: "the lock is not held")
        }
    }

    /// Gives the lock back.
    func release() { try? input.fileHandleForWriting.close() }
}
