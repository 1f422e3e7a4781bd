import ArgumentParser
import Foundation
import Ledger
import LedgerClient

struct UnlockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Keeps an opened key in locked memory for a set time. 解锁密钥并限时保存在锁定内存中",
        discussion: """
            An agent process of yours signs events and sessions, and nothing else, until the time is up, ledgerctl lock, \
            or logout. 代理进程只签署事件和会话声明；到时、执行 ledgerctl lock 或注销时结束并清除密钥。
            """)

    @Option(name: .customLong("key"), help: "The key file. 密钥文件") var key: String?
    @Option(help: "A file with the passphrase. 口令文件") var passphraseFile: String?
    @Option(name: .customLong("for"), help: "How long, such as 30m or 8h; at most 12h. 时长") var duration = "30m"

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let path = key ?? environment["LEDGERCTL_KEY"], !path.isEmpty else {
            throw ValidationError("Name the key file with --key. 请用 --key 指定密钥文件")
        }
        guard let seconds = SpanArgument.seconds(duration), (1...43_200).contains(seconds) else {
            throw ValidationError("--for reads like 45s, 30m or 8h, at most 12h. 时长形如 45s、30m、8h，最长12h")
        }
        let socket = AgentPlace.socket(environment: environment, state: StateFolder(environment: environment))
        if let listing = try? await AgentClient(socket).list() {
            throw LedgerError(.agentBusy, listing.keys.map { "\($0.name)" }.joined(separator: ", "))
        }
        let file = try KeyFile(path: path)
        guard file.holdings.first?.purpose == .person else { throw LedgerError(.keyPurpose, path) }
        let held = try file.open(
            passphrase: Passphrase.read(
                file: passphraseFile ?? environment["LEDGERCTL_PASSPHRASE_FILE"], for: path))
        try AgentProcess.start(held[0], socket: socket, seconds: seconds)
        let until = Program.now().adding(milliseconds: seconds * 1_000).beijing
        let name = "\(held[0].vkey?.name.description ?? "")"
        Console.standard.say(
            "\(name) is unlocked until \(until) (Beijing). End it: ledgerctl lock",
            "\(name) 已解锁，至 \(until)（北京时间）。提前结束：ledgerctl lock")
    }
}

struct LockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Ends the agent and wipes its key. 锁定：结束代理并清除密钥")

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let socket = AgentPlace.socket(environment: environment, state: StateFolder(environment: environment))
        try await AgentClient(socket).lock()
        Console.standard.say("Locked.", "已锁定。")
    }
}

/// The agent's own process; started by `unlock` with the secret on its standard input.
struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "agent", shouldDisplay: false)

    @Option var socket: String
    @Option var seconds: Int64
    @Option var vkey: String
    @Flag var watchesLogin = false

    func run() throws {
        Agent.harden()
        let key = try VerifierKey(parsing: vkey.utf8)
        let seed = try SecretBytes(count: 32) { target in
            var filled = 0
            while filled < target.count {
                let count = Foundation.read(STDIN_FILENO, target.baseAddress! + filled, target.count - filled)
                guard count > 0 else { throw LedgerError(.keyMalformed, "no secret") }
                filled += count
            }
        }
        let signer = try NoteSigner(name: key.name, algorithm: key.algorithm, seed: seed)
        guard signer.key == key else { throw LedgerError(.keyMalformed, "\(key.name)") }
        let signals = StopSignals()
        let watched = watchesLogin ? Agent.loginDescriptor() : -1
        _ = setsid()
        let agent = Agent(keys: [signer], path: socket, seconds: seconds, stop: signals.descriptor, watched: watched)
        defer { withExtendedLifetime(signals) {} }
        _ = try agent.run {
            // Whoever started it goes on; nothing of its terminal is held.
            Console.write(Data("ready\n".utf8), to: .standardOutput)
            let null = open("/dev/null", O_RDWR)
            for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(null, descriptor) }
            close(null)
            _ = chdir("/")
        }
    }
}

/// Starts the agent's process.
enum AgentProcess {
    static func start(_ key: HeldKey, socket: String, seconds: Int64) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var arguments = [
            "agent", "--socket", socket, "--seconds", "\(seconds)", "--vkey", "\(key.vkey?.description ?? "")",
        ]
        // Where the system removes the runtime folder at logout, that ends it; elsewhere the end of the login shell does.
        if ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"] == nil { arguments.append("--watches-login") }
        process.arguments = arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        key.secret.withUnsafeBytes { secret in
            _ = Foundation.write(input.fileHandleForWriting.fileDescriptor, secret.baseAddress, secret.count)
        }
        try? input.fileHandleForWriting.close()
        // Closing the write end here lets the read end report an agent that fails.
        try? output.fileHandleForWriting.close()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        guard answer == Data("ready\n".utf8) else {
            process.waitUntilExit()
            throw LedgerError(.agentMissing, socket)
        }
    }
}

/// Lengths of time as people type them.
enum SpanArgument {
    /// Seconds of `45s`, `30m`, `8h`; nil where it is none.
    static func seconds(_ text: String) -> Int64? {
        guard let unit = text.last, let number = Int64(text.dropLast()), number > 0, number < 1_000_000 else {
            return nil
        }
        return switch unit {
        case "s": number
        case "m": number * 60
        case "h": number * 3_600
        default: nil
        }
    }
}
