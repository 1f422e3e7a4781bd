import Foundation
import Synchronization

@testable import Ledger

/// A running `ledgerd` on a ``ServiceLedger``: the built program, a process of its own.
final class DaemonProcess: Sendable {
    /// What went wrong with a process.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let ledger: ServiceLedger
    let pid: pid_t
    private let exit: Exit
    let logFile: String

    /// Starts the daemon and returns once it says READY=1.
    /// - Parameters:
    ///   - settings: `key: value`, as `--set` takes them.
    ///   - wrapper: a command that the daemon is started through, such as a tracer.
    static func start(
        _ ledger: ServiceLedger, settings: KeyValuePairs<String, String> = [:], environment: [String: String] = [:],
        wrapper: [String] = []
    ) async throws -> DaemonProcess {
        let notices = try NotifySocket(path: "\(ledger.folder)/notify.\(UUID().uuidString.prefix(8))")
        var environment = environment
        environment["NOTIFY_SOCKET"] = notices.path
        let daemon = try DaemonProcess(ledger, settings: settings, environment: environment, wrapper: wrapper)
        try await notices.wait(for: "READY=1", from: daemon)
        return daemon
    }

    /// The arguments under which the daemon serves a ledger at its socket.
    static func arguments(_ ledger: ServiceLedger, settings: KeyValuePairs<String, String>) -> [String] {
        let base: KeyValuePairs<String, String> = [
            "ledger.directory": ledger.directory.path, "ledger.serviceKey": ledger.serviceKey,
            "ledger.servicePassphraseFile": ledger.passphraseFile, "listen.socket": ledger.socket,
        ]
        return (Array(base) + Array(settings)).flatMap { ["--set", "\($0.key)=\($0.value)"] }
    }

    /// Where the built programs are.
    static var products: URL {
        get throws {
            URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
                .deletingLastPathComponent()
        }
    }

    init(
        _ ledger: ServiceLedger, settings: KeyValuePairs<String, String>, environment: [String: String],
        wrapper: [String] = []
    ) throws {
        self.ledger = ledger
        logFile = "\(ledger.folder)/log.\(UUID().uuidString.prefix(8))"
        let program = try DaemonProcess.products.appending(path: "ledgerd").path
        let command = wrapper + [program] + DaemonProcess.arguments(ledger, settings: settings)
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C"].merging(environment) { $1 }
        guard FileManager.default.createFile(atPath: logFile, contents: nil),
            let log = FileHandle(forWritingAtPath: logFile)
        else { throw Failure(description: "no log file") }
        process.standardOutput = log
        process.standardError = log
        process.standardInput = FileHandle.nullDevice
        let exit = Exit()
        process.terminationHandler = { process in
            exit.ended(
                process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus)
        }
        self.exit = exit
        try process.run()
        pid = process.processIdentifier
    }

    deinit { if isRunning { kill(pid, SIGKILL) } }

    var isRunning: Bool { exit.status == nil }

    /// What it wrote so far.
    var log: String { (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? "" }

    func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for its end and gives the exit code; a signal that ended it is negative. One that does not end is killed.
    @discardableResult
    func wait() async -> Int32 {
        await exit.wait(killing: pid)
    }

    /// Asks it to end, and waits.
    @discardableResult
    func stop() async -> Int32 {
        signal(SIGTERM)
        return await wait()
    }

    /// Runs the program to its end, for starts that fail.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = try products.appending(path: "ledgerd")
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C"].merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        let exit = Exit()
        process.terminationHandler = { exit.ended($0.terminationStatus) }
        try process.run()
        exit.kill(process.processIdentifier)
        let output = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let output = pipe.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: output, as: UTF8.self))
            }
        }
        return (await exit.wait(killing: process.processIdentifier), output)
    }
}

/// How a process ended, and who waits for it.
private final class Exit: Sendable {
    private struct State {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    private let state = Mutex(State())

    var status: Int32? { state.withLock { $0.status } }

    func ended(_ status: Int32) {
        let waiting = state.withLock { state in
            state.status = status
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    private static let patience = 60

    /// Kills a process that has not ended when a test's patience has.
    func kill(_ pid: pid_t) {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Exit.patience)) { [self] in
            if status == nil { Foundation.kill(pid, SIGKILL) }
        }
    }

    func wait(killing pid: pid_t) async -> Int32 {
        kill(pid)
        return await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }
}

/// What a service manager listens at: sd_notify(3).
final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32
    private static let patience = Duration.seconds(60)

    init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            place.copyBytes(from: path.utf8)
            if path.hasPrefix("@") { place[0] = 0 }
        }
        let length = MemoryLayout<sa_family_t>.size + path.utf8.count + (path.hasPrefix("@") ? 0 : 1)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(length)) }
        }
        guard bound == 0 else {
            throw DaemonProcess.Failure(description: "\(path): \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        close(descriptor)
        if !path.hasPrefix("@") { unlink(path) }
    }

    /// Waits for a message that holds a line, and gives all that came until then.
    @discardableResult
    func wait(for line: String, from daemon: DaemonProcess) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [self] in
                let deadline = ContinuousClock.now + NotifySocket.patience
                var seen: [String] = []
                while ContinuousClock.now < deadline {
                    // A slice of the wait, so that a process that ended is noticed.
                    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                    guard Foundation.poll(&poll, 1, 200) > 0 else {
                        if daemon.isRunning { continue }
                        break
                    }
                    var buffer = Bytes(repeating: 0, count: 4_096)
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    guard count > 0 else { continue }
                    let message = String(decoding: buffer.prefix(count), as: UTF8.self)
                    seen.append(message)
                    if message.split(separator: "\n").contains(where: { $0 == line }) {
                        continuation.resume(returning: seen)
                        return
                    }
                }
                continuation.resume(throwing: DaemonProcess.Failure(description: "no \(line): \(daemon.log)"))
            }
        }
    }
}
