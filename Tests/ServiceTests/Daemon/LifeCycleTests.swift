import Foundation
import LedgerClient
import Synchronization
import Testing

@testable import Ledger

@Suite("what was accepted is never lost, however the daemon ends")
struct LifeCycleTests {
    /// What clients sent, and the receipts that they hold.
    private final class Held: Sendable {
        private let receipts = Mutex<[Receipt]>([])
        private let drafts = Mutex<[DraftEvent]>([])
        func add(_ receipt: Receipt) { receipts.withLock { $0.append(receipt) } }
        func send(_ draft: DraftEvent) { drafts.withLock { $0.append(draft) } }
        var all: [Receipt] { receipts.withLock { $0 } }
        var sent: [DraftEvent] { drafts.withLock { $0 } }
    }

    /// Many clients that submit one note after another until the daemon is gone; each keeps what it was told, and every
    /// draft that it sent.
    private static func load(
        _ caller: Caller, clients: Int, held: Held, stop: @escaping @Sendable () -> Bool
    ) async -> [Answer] {
        await withTaskGroup(of: [Answer].self) { group in
            for _ in 0..<clients {
                group.addTask {
                    var refusals: [Answer] = []
                    while !stop() {
                        guard let draft = try? caller.ledger.note("load", by: caller.ledger.administrator) else {
                            break
                        }
                        held.send(draft)
                        guard let answer = try? await caller.post([draft]) else { break }
                        guard answer.status == 200, let receipts = try? answer.json(WireReceipts.self).receipts else {
                            refusals.append(answer)
                            break
                        }
                        for text in receipts {
                            if let receipt = try? Receipt(parsing: Bytes(text.utf8)) { held.add(receipt) }
                        }
                    }
                    return refusals
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func expectAllThere(_ held: Held, _ ledger: ServiceLedger) async throws {
        let caller = try await Caller(ledger).session(of: ledger.administrator)
        #expect(!held.all.isEmpty)
        for receipt in held.all {
            let bytes = try await caller.get("/v1/entries/\(receipt.entry.index)").body
            #expect(bytes == receipt.entry.bytes)
        }
    }

    @Test("SIGTERM under load: accepted is answered, new is told 503, the end is 0")
    func drain() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let held = Held()
        async let refusals = Self.load(caller, clients: 8, held: held) { !daemon.isRunning }
        while held.all.count < 40, daemon.isRunning { await Task.yield() }
        daemon.signal(SIGTERM)
        #expect(await daemon.wait() == 0)
        for answer in await refusals {
            #expect(answer.status == 503)
            #expect(answer.code == "writer.stopped")
        }
        let events = ["service.draining", "service.drained", "service.stopped"]
        let log = daemon.log
        for event in events { #expect(log.contains(event), "\(event)") }
        #expect(try ledger.directory.checkpointFile.read().checkpoint.size > UInt64(held.all.count))
        let again = try await DaemonProcess.start(ledger)
        try await expectAllThere(held, ledger)
        await again.stop()
    }

    @Test("kill -9 under load, again and again: every receipt is honoured, and what was sent can be sent again")
    func kill() async throws {
        let ledger = try await ServiceLedger()
        let caller = Caller(ledger)
        let held = Held()
        for round in 1...5 {
            let daemon = try await DaemonProcess.start(ledger)
            let before = held.all.count
            async let refusals = Self.load(caller, clients: 8, held: held) { !daemon.isRunning }
            while held.all.count < before + 10 * round, daemon.isRunning { await Task.yield() }
            daemon.signal(SIGKILL)
            #expect(await daemon.wait() == -SIGKILL)
            _ = await refusals
        }
        let daemon = try await DaemonProcess.start(ledger)
        try await expectAllThere(held, ledger)
        let drafts = held.sent
        var places: Set<UInt64> = []
        for draft in drafts { places.insert(try await caller.submit(draft)[0].entry.index.value) }
        #expect(places.count == drafts.count, "something entered twice or shares a place")
        #expect(try await caller.get("/v1/ledger", as: WireLedger.self).size == UInt64(drafts.count) + 1)
        await daemon.stop()
        #expect(try Verify.directory(ledger.directory, book: RuleBook([RuleSet0()])).exitCode(requireFull: false) == 2)
    }

    @Test("a socket that nobody listens at is replaced; its mode is the one that is configured")
    func staleSocket() async throws {
        let ledger = try await ServiceLedger()
        let first = try await DaemonProcess.start(ledger)
        first.signal(SIGKILL)
        await first.wait()
        #expect(FileIO.exists(ledger.socket))
        let second = try await DaemonProcess.start(ledger, settings: ["listen.socketMode": "0600"])
        #expect(try FileIO.mode(of: ledger.socket) == 0o600)
        #expect(try await Caller(ledger).get("/v1/health").status == 200)
        await second.stop()
        #expect(!FileIO.exists(ledger.socket))
    }

    @Test("READY, STATUS, WATCHDOG and STOPPING reach an abstract notify socket")
    func notices() async throws {
        let ledger = try await ServiceLedger()
        let notices = try NotifySocket(path: "@ledgerd-test-\(UUID().uuidString)")
        let daemon = try DaemonProcess(
            ledger, settings: [:], environment: ["NOTIFY_SOCKET": notices.path, "WATCHDOG_USEC": "2000000"])
        let seen = try await notices.wait(for: "WATCHDOG=1", from: daemon)
        let later = seen.contains { $0.contains("READY=1") } ? [] : try await notices.wait(for: "READY=1", from: daemon)
        #expect((seen + later).contains { $0.contains("STATUS=") })
        daemon.signal(SIGTERM)
        try await notices.wait(for: "STOPPING=1", from: daemon)
        #expect(await daemon.wait() == 0)
    }

    @Test("a writer that hangs at its disk makes health fail, and is healthy again when it goes on")
    func hangingWriter() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger, settings: ["health.heartbeatSeconds": "1"])
        let caller = Caller(ledger)
        #expect(try await caller.get("/v1/health").status == 200)
        // Somebody else holds the database: the writer waits for it, as it would for a disk.
        let other = try ForeignLock(ledger.directory.database)
        let draft = try ledger.note("waits", by: ledger.administrator)
        async let answer = caller.post([draft])
        var health = try await caller.get("/v1/health")
        while health.status == 200 { health = try await caller.get("/v1/health") }
        let checks = try health.json(WireHealth.self).checks
        #expect(checks.first { $0.name == "heartbeat" }?.holds == false)
        other.release()
        _ = try await answer
        while health.status != 200 { health = try await caller.get("/v1/health") }
        #expect(try await caller.submit(draft)[0].entry.index.value == 1)
        #expect(await daemon.stop() == 0)
    }
}

@Suite("a client that is slow, silent, huge, wrong or greedy hurts itself alone")
struct HostileClientTests {
    private static let limits: KeyValuePairs<String, String> = [
        "limits.idleSeconds": "3", "limits.readSeconds": "1", "limits.writeSeconds": "1",
        "limits.readBytesPerSecond": "1000000",
    ]

    private static let head =
        "POST /v1/submissions HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-tar\r\n"

    @Test("who says nothing, or half a head, is closed; who sends half a body is told so")
    func slow() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger, settings: Self.limits)
        let silent = try RawConnection(ledger.socket)
        let half = try RawConnection(ledger.socket)
        half.send("GET /v1/led")
        let body = try RawConnection(ledger.socket)
        body.send(Self.head + "Content-Length: 1000\r\n\r\nabc")
        #expect(body.readToEnd()?.contains("request.slow") == true)
        #expect(silent.isClosed())
        #expect(half.isClosed())
        #expect(try await Caller(ledger).get("/v1/health").status == 200)
        await daemon.stop()
    }

    @Test("who sends too much is told before it is read: body, head, header count")
    func huge() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let body = try RawConnection(ledger.socket)
        body.send(Self.head + "Content-Length: 999999999\r\n\r\n")
        let answer = body.readToEnd()
        #expect(answer?.contains(" 413 ") == true)
        #expect(answer?.contains("request.tooLarge") == true)
        let head = try RawConnection(ledger.socket)
        head.send("GET /v1/ledger HTTP/1.1\r\nHost: x\r\nX: " + String(repeating: "y", count: 40_000) + "\r\n\r\n")
        #expect(head.readToEnd()?.contains("request.malformed") == true)
        let many = try RawConnection(ledger.socket)
        many.send(
            "GET /v1/ledger HTTP/1.1\r\nHost: x\r\n"
                + (0..<200).map { "X\($0): y\r\n" }.joined() + "\r\n")
        #expect(many.readToEnd()?.contains("request.malformed") == true)
        #expect(try await Caller(ledger).get("/v1/health").status == 200)
        await daemon.stop()
    }

    @Test("who goes on sending after the answer still gets it")
    func sendsOn() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let client = try RawConnection(ledger.socket)
        client.send(Self.head + "Content-Length: 999999999\r\n\r\n")
        for _ in 0..<64 where !client.send(Bytes(repeating: 0, count: 64 << 10)) { break }
        #expect(client.readToEnd()?.contains("request.tooLarge") == true)
        await daemon.stop()
    }

    @Test("what is no HTTP gets an error like all others")
    func noise() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        for text in [
            "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
            "POST /v1/submissions HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        ] {
            let client = try RawConnection(ledger.socket)
            client.send(text)
            let answer = client.readToEnd()
            #expect(answer?.contains("request.malformed") == true, "\(text.debugDescription): \(answer ?? "open")")
        }
        #expect(try await Caller(ledger).get("/v1/health").status == 200)
        await daemon.stop()
    }

    @Test("who leaves in the middle leaves nothing behind")
    func leaves() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(
            ledger, settings: ["limits.uploads": "1", "limits.submissions": "1"])
        let session = try await Caller(ledger).session(of: ledger.administrator)
        let bytes = Random.bytes(400_000)
        let path = "/v1/attachments/\(SHA256.hash(bytes).hex)"
        for _ in 0..<3 {
            let upload = try RawConnection(ledger.socket)
            upload.send(
                "PUT \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(session.token!)\r\n"
                    + "Content-Type: application/octet-stream\r\nContent-Length: 400000\r\n\r\n")
            upload.send(bytes.prefix(100_000))
        }
        // The one place is free again once the last is gone.
        var answer = try await session.call("PUT", path, body: bytes, type: Caller.octets)
        while answer.status == 503 { answer = try await session.call("PUT", path, body: bytes, type: Caller.octets) }
        #expect(answer.status == 201)
        let left = try FileManager.default.contentsOfDirectory(atPath: ledger.directory.path)
        #expect(left.allSatisfy { !$0.contains("spool") })
        await daemon.stop()
    }

    @Test("a full queue says so at once, with when to come again")
    func fullQueue() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger, settings: ["writer.queuedEvents": "2"])
        let caller = Caller(ledger)
        let tooMany = try await caller.post((0..<3).map { try ledger.note("\($0)", by: ledger.administrator) })
        #expect(tooMany.status == 503)
        #expect(tooMany.code == "queue.full")
        #expect(tooMany.headers["retry-after"] == "1")
        try await caller.submit(ledger.note("fits", by: ledger.administrator))
        await daemon.stop()
    }

    @Test("who does not read a large answer is closed, and others are served")
    func doesNotRead() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger, settings: Self.limits)
        let session = try await Caller(ledger).session(of: ledger.administrator)
        let bytes = Random.bytes(8 << 20)
        let sha256 = SHA256.hash(bytes)
        let put = try await session.call("PUT", "/v1/attachments/\(sha256.hex)", body: bytes, type: Caller.octets)
        #expect(put.status == 201)
        let record = ServiceLedger.record(
            "note.public.file/1",
            [
                .init(
                    "file",
                    .object([
                        .init("sha256", ServiceLedger.text(sha256.hex)), .init("size", .integer(Int64(bytes.count))),
                        .init("media", ServiceLedger.text("image/png")),
                    ]))
            ])
        try await session.submit(ledger.draft("note.taken/1", [record], by: ledger.administrator.signer))
        let client = try RawConnection(ledger.socket)
        client.send("GET /v1/attachments/\(sha256.hex) HTTP/1.1\r\nHost: x\r\n\r\n")
        // Its end is noticed without reading: the daemon hangs up.
        #expect(client.waitForHangUp())
        #expect(try await session.get("/v1/attachments/\(sha256.hex)").body == bytes)
        await daemon.stop()
    }
}
