import Foundation
import Ledger
import Synchronization

/// Tells the service manager how the service stands, sd_notify(3) spoken over `$NOTIFY_SOCKET`: one datagram a message,
/// a path or, behind `@`, a name of the abstract namespace. Without the variable nothing is said.
final class SystemdNotifier: Sendable {
    private let descriptor: Int32
    private let address: [UInt8]?
    /// How often the service manager wants to hear, `$WATCHDOG_USEC`; nil where it does not, or asks another process.
    let watchdog: Duration?

    init(environment: [String: String]) {
        let path = environment["NOTIFY_SOCKET"].map { Array($0.utf8) } ?? []
        let isUsable = (path.first == UInt8(ascii: "/") || path.first == UInt8(ascii: "@")) && path.count <= 107
        address = isUsable ? path : nil
        descriptor = isUsable ? socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0) : -1
        let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        watchdog = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap {
            isForUs && $0 > 0 ? .microseconds($0) : nil
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func ready(_ status: String) { send("READY=1\nSTATUS=\(status)\nMAINPID=\(getpid())") }
    func stopping() { send("STOPPING=1\nSTATUS=stopping") }
    func status(_ text: String) { send("STATUS=\(text)") }
    func alive() { send("WATCHDOG=1") }

    /// A message that does not arrive is no reason to stop: the manager's own time limits judge that.
    private func send(_ message: String) {
        guard let address, descriptor >= 0 else { return }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &target.sun_path) { place in
            place.copyBytes(from: address)
            if address[0] == UInt8(ascii: "@") { place[0] = 0 }
        }
        // An abstract name ends where the length says, a path with its zero byte.
        let isAbstract = address[0] == UInt8(ascii: "@")
        let length = MemoryLayout<sa_family_t>.size + address.count + (isAbstract ? 0 : 1)
        let bytes = Array(message.utf8)
        _ = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
            }
        }
    }
}
