import Foundation
import Synchronization
import Testing

@testable import Ledger
@testable import LedgerClient

@Suite("Requests and answers, as a client sees them")
struct ConnectionTests {
    @Test(
        "an address reads as what it is",
        arguments: [
            ("/run/ledgerd/ledgerd.sock", "http+unix:/run/ledgerd/ledgerd.sock"),
            ("http+unix:/tmp/s", "http+unix:/tmp/s"), ("https://Ledger.example", "https://ledger.example:443"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"), ("https://[::1]:8443", "https://[::1]:8443"),
        ])
    func address(text: String, audience: String) throws {
        #expect("\(try ServiceAddress(parsing: text).audience)" == audience)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "ledger", "ftp://a", "https://", "https://a/b", "https://a?b", "https://u@a", "http://a:0", "//a",
            "/a b",
            "/" + String(repeating: "a", count: 108),
        ])
    func noAddress(text: String) async {
        #expect(await refusal { try ServiceAddress(parsing: text) }?.code == .serviceAddress)
    }

    @Test("where nobody listens the client says so at once")
    func unreachable() async throws {
        let machine = try Machine()
        for address in [machine.folder + "/none.sock", "http://127.0.0.1:1"] {
            #expect(
                await refusal { try await machine.use(address) { try await $0.sync() } }?.code == .serviceUnreachable)
        }
    }

    @Test("a busy service is asked again as late as it says, and only so often")
    func busy() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let lie = try FalseService(before: ledger)
        let refusals = Mutex(3)
        let body = WireError(
            error: .init(
                code: "queue.full", sentence: "busy", sentenceZh: "繁忙", next: "wait", nextZh: "请稍候", detail: nil,
                index: nil))
        let encoded = Bytes(try JSONEncoder().encode(body))
        lie.intercept { _, path in
            guard path == "/v1/submissions" else { return nil }
            let isBusy = refusals.withLock { left in
                defer { left -= 1 }
                return left > 0
            }
            return isBusy
                ? FalseService.answer("503 Service Unavailable", encoded, headers: "Retry-After: 7\r\n") : nil
        }
        let pauses = Recorder()
        let draft = try ledger.note("in the end", by: ledger.administrator)
        let receipts = try await Machine().use(
            lie.socket, adjust: { $0.pause = { pauses.add($0) } }
        ) { try await $0.submit([draft]) }
        #expect(receipts[0].entry.index.value == 1)
        #expect(pauses.all == [.seconds(7), .seconds(7), .seconds(7)])
        refusals.withLock { $0 = 1_000 }
        let another = try ledger.note("never", by: ledger.administrator)
        #expect(
            await refusal {
                try await Machine().use(lie.socket, adjust: { $0.pause = { pauses.add($0) } }) {
                    try await $0.submit([another])
                }
            }?.code == .queueFull)
        #expect(pauses.all.count == 3 + 5)
        lie.stop()
        await daemon.stop()
    }

    @Test("a code that the client does not know is kept, without what a terminal would obey")
    func unknownCode() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let lie = try FalseService(before: ledger)
        let body = WireError(
            error: .init(
                code: "weather.bad", sentence: "It\u{1B}[2J rains.", sentenceZh: "下雨。", next: "Wait.", nextZh: "请等待。",
                detail: "wet\u{202E}", index: 4))
        let encoded = Bytes(try JSONEncoder().encode(body))
        lie.intercept { _, path in path == "/v1/actors" ? FalseService.answer("418 Teapot", encoded) : nil }
        let error = await refusal { try await Machine().use(lie.socket) { try await $0.connection.actors() } }
        #expect(error?.code.rawValue == "weather.bad")
        #expect(error?.code.sentence == BilingualText("It?[2J rains.", "下雨。"))
        #expect(error?.detail == "wet?")
        #expect(error?.index == EntryIndex(4))
        lie.stop()
        await daemon.stop()
    }

    @Test(
        "an answer that does not read is refused, not believed",
        arguments: ["", "{}", "[]", "{\"actors\":1}", String(repeating: "[", count: 100_000), "<html>"])
    func nonsense(text: String) async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let lie = try FalseService(before: ledger)
        lie.alter { path, body in path == "/v1/actors" ? Bytes(text.utf8) : body }
        #expect(
            await refusal { try await Machine().use(lie.socket) { try await $0.connection.actors() } }?.code
                == .serviceAnswer)
        lie.stop()
        await daemon.stop()
    }

    @Test("a session is opened when it is needed, once for all that follows")
    func session() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(
            ledger, settings: [:])
        let receipt = try await Caller(ledger).submit(ledger.note("office", by: ledger.administrator))[0]
        let machine = try Machine()
        let index = receipt.entry.index
        #expect(
            await refusal { try await machine.use(ledger.socket) { try await $0.connection.entry(index) } }?.code
                == .sessionMissing)
        try await machine.use(ledger.socket, as: ledger.administrator) { client in
            try await client.sync()
            let first = try await client.connection.session()
            #expect(try await client.connection.entry(index) == receipt.entry)
            #expect(try await client.connection.entry(index) == receipt.entry)
            #expect(try await client.connection.session() == first)
        }
        await daemon.stop()
    }

    @Test("no session is signed for another service or another ledger")
    func sessionElsewhere() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let lie = try FalseService(before: ledger)
        let machine = try Machine()
        // The daemon does not answer to the name of the socket in between.
        #expect(
            await refusal {
                try await machine.use(lie.socket, as: ledger.administrator) { try await $0.connection.session() }
            }?.code == .sessionRefused)
        lie.alter { path, body in
            guard path == "/v1/sessions/nonce" else { return body }
            var nonce = try JSONDecoder().decode(WireNonce.self, from: Data(body))
            nonce.instance = String(repeating: "0", count: 64)
            return Bytes(try JSONEncoder().encode(nonce))
        }
        let refused = await refusal {
            try await machine.use(lie.socket, as: ledger.administrator) { client in
                try await client.sync()
                return try await client.connection.session()
            }
        }
        #expect(refused?.code == .memoryLedger)
        #expect(!lie.seen.contains("POST /v1/sessions"))
        lie.stop()
        await daemon.stop()
    }

    @Test("an attachment goes up and down in streams, and comes back as it was or not at all")
    func attachment() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let machine = try Machine()
        let content = Random.bytes(700_001)
        let (path, copy) = (machine.folder + "/up", machine.folder + "/down")
        try FileIO.create(path, content, mode: 0o600)
        let steps = Recorder()
        let digest = try await machine.use(ledger.socket, as: ledger.administrator) { client in
            let stored = try await client.connection.upload(path) { done, _ in steps.add(.seconds(Int64(done))) }
            let draft = try ledger.draft(
                "note.taken/1",
                [
                    ServiceLedger.record(
                        "note.attachment/1",
                        [
                            .init("name", .text("up")),
                            .init(
                                "file",
                                .object([
                                    .init("sha256", .text(stored.digest.hex)),
                                    .init("size", .integer(Int64(stored.size))),
                                    .init("media", .text("application/octet-stream")),
                                ])),
                        ])
                ], by: ledger.administrator.signer)
            _ = try await client.submit([draft])
            try await client.connection.download(stored.digest, to: copy)
            return stored.digest
        }
        #expect(digest == SHA256.hash(content))
        #expect(steps.all.last == .seconds(700_001))
        #expect(try FileIO.read(copy, limit: 1 << 20) == content)
        await daemon.stop()
    }
}

/// What was asked for, in order.
final class Recorder: Sendable {
    private let values = Mutex<[Duration]>([])
    var all: [Duration] { values.withLock { $0 } }
    func add(_ value: Duration) { values.withLock { $0.append(value) } }
}
