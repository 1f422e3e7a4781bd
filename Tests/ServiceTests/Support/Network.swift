import Foundation

@testable import Ledger

/// A port of this machine on which nobody listens.
enum FreePort {
    static func find() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard done else { throw DaemonProcess.Failure(description: "no port: \(String(cString: strerror(errno)))") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// A certificate that vouches for itself, made with openssl, for the name `localhost` alone.
struct Certificate {
    let certificate: String
    let key: String

    /// Makes one in a folder.
    static func make(in folder: String, name: String = "server") async throws -> Certificate {
        let made = Certificate(certificate: "\(folder)/\(name).pem", key: "\(folder)/\(name).key")
        try await Tool.run(
            "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost", "-keyout", made.key,
            "-out", made.certificate)
        return made
    }
}

/// A program of the system.
enum Tool {
    /// Runs it to its end, which must be a good one.
    static func run(_ path: String, _ arguments: String...) async throws {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let (ended, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = {
            end.yield($0.terminationStatus)
            end.finish()
        }
        try process.run()
        for await status in ended where status != 0 {
            throw DaemonProcess.Failure(description: "\(path) \(arguments.joined(separator: " ")): \(status)")
        }
    }
}
