import Foundation
import Synchronization
import Testing

@testable import Ledger
@testable import LedgerClient

@Suite("The agent that holds an opened key")
struct AgentTests {
    /// An agent on a thread of this process, and how it ended.
    final class Running: Sendable {
        let machine: Machine
        let path: String
        let person: ServicePerson
        let stop: Int32
        let client: AgentClient
        private let result: Task<Agent.End, any Error>

        init(
            seconds: Int64 = 600, owner: uid_t = getuid(), clock: @escaping @Sendable () -> Int64 = Agent.bootSeconds
        ) async throws {
            machine = try Machine()
            person = try ServicePerson("a0007")
            let socketPath = machine.folder + "/run/agent.sock"
            path = socketPath
            client = AgentClient(socketPath)
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw LedgerError(.fileUnwritable) }
            stop = ends[1]
            let (input, signer) = (ends[0], person.signer)
            let (ready, tell) = AsyncStream<Void>.makeStream()
            result = Task {
                try await OffPool.run {
                    defer { tell.finish() }
                    return try Agent(
                        keys: [signer], path: socketPath, seconds: seconds, stop: input, clock: clock, owner: owner
                    ).run { tell.finish() }
                }
            }
            for await _ in ready {}
        }

        var end: Agent.End { get async throws { try await result.value } }

        func sign(_ text: Bytes) async throws -> NoteSignature {
            try await client.signer(person.signer.key).signature(over: text)
        }
    }

    private static let session = SessionStatement(
        ledger: LedgerName("linhe.example/commerce")!, instance: Random.bytes(32),
        audience: SessionAudience("https://ledger.example".utf8)!, nonce: Random.bytes(32), time: ServiceLedger.now())!

    private static func event() throws -> Bytes {
        try DraftEvent(
            ledger: LedgerName("linhe.example/commerce")!, type: TypeName("note.taken/1")!, time: ServiceLedger.now(),
            seen: SeenEntry(index: .founding, leaf: LeafHash(SHA256.hash([]))), data: [ServiceLedger.note("text")],
            random: Random.bytes(10)
        ).header.text
    }

    @Test("it signs events and sessions")
    func signs() async throws {
        let agent = try await Running()
        for text in [try AgentTests.event(), AgentTests.session.text] {
            #expect(agent.person.signer.key.verifies(try await agent.sign(text), of: text))
        }
        #expect(try await agent.client.list().keys == [agent.person.signer.key])
        try await agent.client.lock()
        #expect(try await agent.end == .locked)
        #expect(!FileIO.exists(agent.path))
    }

    @Test("it signs no checkpoint, no free text, and nothing that only begins like an event")
    func refuses() async throws {
        let agent = try await Running()
        let event = try AgentTests.event()
        let texts = [
            Checkpoint(origin: LedgerName("linhe.example/commerce")!, size: 1, root: SHA256.hash([])).text,
            Bytes("I owe you\n".utf8), Bytes("ssj/v1/event\n".utf8), event + Bytes("also this\n".utf8),
            Bytes(event.dropLast()), AgentTests.session.text + Bytes("x\n".utf8), Bytes("ssj/v1/session\n".utf8), [],
        ]
        for text in texts {
            #expect(await refusal { try await agent.sign(text) }?.code == .agentRefused)
        }
        let stranger = try ServicePerson("a0008")
        #expect(
            await refusal { try await agent.client.signer(stranger.signer.key).signature(over: event) }?.code
                == .agentMissing)
        try await agent.client.lock()
        #expect(try await agent.end == .locked)
    }

    @Test("its socket is its owner's alone, and it answers no other user")
    func owner() async throws {
        let agent = try await Running(owner: getuid() + 1)
        #expect(try FileIO.mode(of: agent.path) == 0o600)
        #expect(try FileIO.mode(of: agent.machine.folder + "/run") == 0o700)
        #expect(await refusal { try await agent.client.list() }?.code == .agentMissing)
        #expect(await refusal { try await agent.client.lock() }?.code == .agentMissing)
        _ = [UInt8(0)].withUnsafeBytes { write(agent.stop, $0.baseAddress, 1) }
        #expect(try await agent.end == .stopped)
    }

    @Test("it ends when the time is up")
    func time() async throws {
        let agent = try await Running(seconds: 1)
        #expect(try await agent.end == .time)
        #expect(!FileIO.exists(agent.path))
        #expect(await refusal { try await agent.client.list() }?.code == .agentMissing)
    }

    @Test("a clock that jumped over the end, as after a sleep, ends it before it signs again")
    func sleep() async throws {
        let clock = Mutex<Int64>(0)
        let agent = try await Running(seconds: 600, clock: { clock.withLock { $0 } })
        clock.withLock { $0 = 601 }
        #expect(await refusal { try await agent.sign(AgentTests.event()) }?.code == .agentMissing)
        #expect(try await agent.end == .time)
    }

    @Test("it ends when its socket is gone, as at logout")
    func logout() async throws {
        let agent = try await Running()
        try FileManager.default.removeItem(atPath: agent.machine.folder + "/run")
        #expect(try await agent.end == .gone)
    }

    @Test("a second agent does not take the place of one that answers; one that died leaves no obstacle")
    func second() async throws {
        let agent = try await Running()
        let (path, signer, stop) = (agent.path, agent.person.signer, agent.stop)
        #expect(
            await refusal {
                try await OffPool.run { try Agent(keys: [signer], path: path, seconds: 1, stop: stop).run() }
            }?.code == .agentBusy)
        try await agent.client.lock()
        #expect(try await agent.end == .locked)
        close(try LocalSocket.listen(at: path))
        #expect(FileIO.exists(path))
        let end = try await OffPool.run { try Agent(keys: [signer], path: path, seconds: 1, stop: -1).run() }
        #expect(end == .time)
    }

    @Test("requests that do not read are refused and do not end it")
    func nonsense() async throws {
        let agent = try await Running()
        for line in [
            "", "{}", "[]", "{\"do\":\"shout\"}", "{\"do\":\"sign\",\"text\":\"!\"}",
            String(repeating: "a", count: 20_000),
        ] {
            let path = agent.path
            let answer = try await OffPool.run { () -> Bytes? in
                let descriptor = try LocalSocket.connect(to: path)
                defer { close(descriptor) }
                _ = LocalSocket.write(descriptor, Bytes((line + "\n").utf8))
                return LocalSocket.readLine(descriptor, limit: AgentRequest.maximumByteCount)
            }
            if let answer { #expect(try IJSONValue(parsing: answer)["error"] != nil) }
        }
        #expect(try await agent.client.list().keys.count == 1)
        try await agent.client.lock()
        #expect(try await agent.end == .locked)
    }
}
