// A daemon to be measured, and the least of an HTTP client that can measure it.

import Foundation
import Ledger

/// A running ledgerd on a ledger that ``found(_:_:)`` made.
final class DaemonUnderTest {
    let socket: String
    let readyAfter: Duration
    private let process = Process()

    private static func serviceKey(_ folder: String) -> String { folder + ".service.key" }
    private static func passphrase(_ folder: String) -> String { folder + ".pass" }

    /// Keeps a ledger's service keys beside it. The cheapest cost: what a guess costs is not what is measured.
    static func keep(_ keys: [HeldKey], for directory: LedgerDirectory) throws {
        let words = Bytes("a passphrase of benchmarks".utf8)
        var taken = words
        try FileIO.create(passphrase(directory.path), words, mode: 0o600)
        try KeyFile(
            sealing: keys, passphrase: SecretBytes.taking(&taken), cost: KeyFile.Cost(passes: 1, memory: 8 << 10)!
        ).write(serviceKey(directory.path))
    }

    /// Starts it and returns once it says READY.
    init(_ program: String, _ folder: String) throws {
        let folder = URL(filePath: folder).path
        // A socket's path is short.
        socket = "/tmp/ledger-bench.\(getpid()).sock"
        let notices = "/tmp/ledger-bench.\(getpid()).notify"
        let listener = try Wire.bindDatagrams(notices)
        defer {
            close(listener)
            unlink(notices)
        }
        process.executableURL = URL(filePath: program)
        process.arguments = [
            "ledger.directory=\(folder)", "ledger.serviceKey=\(DaemonUnderTest.serviceKey(folder))",
            "ledger.servicePassphraseFile=\(DaemonUnderTest.passphrase(folder))", "listen.socket=\(socket)",
            "log.level=warning",
        ].flatMap { ["--set", $0] }
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C", "NOTIFY_SOCKET": notices]
        // Standard output is for figures.
        process.standardOutput = FileHandle.standardError
        let start = ContinuousClock.now
        try process.run()
        while true {
            let notice = (try? Wire.receive(listener)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            if notice.contains("READY=1") { break }
            guard process.isRunning else {
                throw Wire.Failed(what: "ledgerd has ended with \(process.terminationStatus)")
            }
        }
        readyAfter = ContinuousClock.now - start
    }

    /// The peak of its memory in MiB, as the kernel has it.
    var peakMemory: Int {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1_024
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        precondition(process.terminationStatus == 0, "ledgerd ended with \(process.terminationStatus)")
    }
}

/// One connection to a daemon's socket; one request after another.
final class Wire {
    private let descriptor: Int32
    private var held = Bytes()

    struct Failed: Error { let what: String }

    init(_ path: String) throws {
        descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var (address, length) = Wire.address(path)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
        }
        guard connected == 0 else { throw Failed(what: "connect \(path): \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    /// Sends a request and gives the body of its answer, which must have the status.
    @discardableResult
    func request(_ method: String, _ path: String, headers: [String] = [], body: Bytes = [], status: Int) throws
        -> Bytes
    {
        let head =
            ["\(method) \(path) HTTP/1.1", "Host: ledger", "Content-Length: \(body.count)"] + headers + ["", ""]
        try send(Bytes(head.joined(separator: "\r\n").utf8) + body)
        let lines = try readHead().split(separator: "\r\n")
        guard lines.first?.hasPrefix("HTTP/1.1 \(status) ") == true else {
            throw Failed(what: "\(method) \(path): \(lines.first ?? "no answer")")
        }
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }.flatMap {
            Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces))
        }
        return try take(length ?? 0)
    }

    func submit(_ file: Bytes) throws {
        try request(
            "POST", "/v1/submissions", headers: ["Content-Type: application/x-tar"], body: file, status: 200)
    }

    private func send(_ bytes: Bytes) throws {
        var sent = 0
        try bytes.withUnsafeBytes { buffer in
            while sent < buffer.count {
                let count = Foundation.send(
                    descriptor, buffer.baseAddress! + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
                guard count > 0 else { throw Failed(what: "send: \(String(cString: strerror(errno)))") }
                sent += count
            }
        }
    }

    private func readHead() throws -> String {
        let end = Bytes("\r\n\r\n".utf8)
        var searched = 0
        while true {
            while searched + end.count <= held.count {
                if held[searched] == end[0], held[searched..<searched + end.count].elementsEqual(end) {
                    return String(decoding: try take(searched + end.count), as: UTF8.self)
                }
                searched += 1
            }
            held += try Wire.receive(descriptor)
        }
    }

    private func take(_ count: Int) throws -> Bytes {
        while held.count < count { held += try Wire.receive(descriptor) }
        defer { held.removeFirst(count) }
        return Bytes(held.prefix(count))
    }

    static func receive(_ descriptor: Int32) throws -> Bytes {
        let bytes = Bytes(unsafeUninitializedCapacity: 16 << 10) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        guard !bytes.isEmpty else { throw Failed(what: "the connection has ended") }
        return bytes
    }

    static func bindDatagrams(_ path: String) throws -> Int32 {
        unlink(path)
        let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        // In between it is looked whether the daemon is still there.
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var (address, length) = Wire.address(path)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0 else { throw Failed(what: "bind \(path): \(String(cString: strerror(errno)))") }
        return descriptor
    }

    private static func address(_ path: String) -> (sockaddr_un, socklen_t) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return (address, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
}
