import CProcess
import Foundation
import Ledger

/// Holds opened keys in locked memory and signs for its owner until the time is up, it is told to lock, its socket is
/// gone (as at logout, when the system removes the runtime folder), or the process is told to end.
///
/// It runs on the calling thread, one request at a time: there is one person, and nothing waits long.
public struct Agent {
    private let policy: AgentPolicy
    private let path: String
    private let owner: uid_t
    private let ends: Int64
    private let clock: () -> Int64
    private let stop: Int32
    private let watched: Int32

    /// Why an agent ended.
    public enum End: Sendable, Hashable {
        /// The time is up.
        case time
        /// It was told to lock.
        case locked
        /// The process was told to end.
        case stopped
        /// Its socket is gone, or whoever it was started for.
        case gone
    }

    /// Takes keys for a number of seconds. `stop` is a descriptor that becomes readable when the process is to end,
    /// `watched` one that becomes readable when the login ends, or -1. `clock` gives seconds that also count while the
    /// machine sleeps.
    public init(
        keys: [NoteSigner], path: String, seconds: Int64, stop: Int32, watched: Int32 = -1,
        clock: @escaping () -> Int64 = Agent.bootSeconds, owner: uid_t = getuid()
    ) {
        policy = AgentPolicy(keys: keys)
        self.path = path
        self.owner = owner
        self.clock = clock
        self.stop = stop
        self.watched = watched
        ends = clock() + seconds
    }

    /// Seconds since the machine started, sleep included.
    public static func bootSeconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec)
    }

    /// No core file, no debugger of the same user, for the whole process.
    public static func harden() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = process_forbid_tracing()
    }

    /// A descriptor that becomes readable when the leader of this session ends, the login shell as a rule; -1 where the
    /// system gives none.
    public static func loginDescriptor() -> Int32 { process_descriptor(getsid(0)) }

    /// Serves until it ends; the socket is removed then. `ready` is called once requests are taken.
    /// - Throws: `agent.busy` where another agent answers at this path, `file.unwritable`.
    public func run(ready: () -> Void = {}) throws -> End {
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard try FileIO.mode(of: folder) & 0o077 == 0 else { throw LedgerError(.memoryExposed, folder) }
        if FileIO.exists(path) {
            if let other = try? LocalSocket.connect(to: path) {
                close(other)
                throw LedgerError(.agentBusy, path)
            }
            unlink(path)
        }
        let listener = try LocalSocket.listen(at: path)
        let notices = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        inotify_add_watch(notices, path, UInt32(IN_DELETE_SELF) | UInt32(IN_ATTRIB) | UInt32(IN_MOVE_SELF))
        defer {
            close(listener)
            close(notices)
            unlink(path)
        }
        ready()
        while true {
            let left = ends - clock()
            if left <= 0 { return .time }
            var waits = [listener, stop, notices, watched].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            // Short enough that a clock which counted a sleep is looked at soon after.
            let result = poll(&waits, nfds_t(waits.count), Int32(min(left, 60) * 1_000))
            if result < 0 {
                guard errno == EINTR else { throw LedgerError(.fileUnwritable, path) }
                continue
            }
            if waits[1].revents != 0 { return .stopped }
            if waits[3].revents != 0 { return .gone }
            if waits[2].revents != 0 {
                drain(notices)
                if !FileIO.exists(path) { return .gone }
            }
            if ends - clock() <= 0 { return .time }
            if waits[0].revents != 0, serve(listener) { return .locked }
        }
    }

    /// Answers one connection; true where it said lock.
    private func serve(_ listener: Int32) -> Bool {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // The mode of the socket keeps others out; the system's word on the peer does it again.
        guard LocalSocket.peer(descriptor) == owner else { return false }
        LocalSocket.limit(descriptor)
        guard let line = LocalSocket.readLine(descriptor, limit: AgentRequest.maximumByteCount) else { return false }
        let request = AgentRequest(line)
        _ = LocalSocket.write(descriptor, answer(request).encoded + [UInt8(ascii: "\n")])
        return request == .lock
    }

    private func answer(_ request: AgentRequest?) -> IJSONValue {
        switch request {
        case .list:
            return .object([
                .init("keys", .array(policy.keys.map { .string($0.key.text) })),
                .init("left", .integer(max(ends - clock(), 0))),
            ])
        case .lock: return .object([.init("done", .bool(true))])
        case .sign(let vkey, let text):
            do {
                return .object([.init("signature", .string(try policy.sign(text, with: vkey).line))])
            } catch let error as LedgerError {
                return Agent.refusal(error)
            } catch {
                return Agent.refusal(LedgerError(.agentRefused))
            }
        case nil: return Agent.refusal(LedgerError(.agentRefused, "not a request"))
        }
    }

    private static func refusal(_ error: LedgerError) -> IJSONValue {
        .object([.init("error", .text(error.code.rawValue)), .init("detail", .text(error.detail))])
    }

    private func drain(_ descriptor: Int32) {
        var buffer = Bytes(repeating: 0, count: 4_096)
        while read(descriptor, &buffer, buffer.count) > 0 {}
    }
}
