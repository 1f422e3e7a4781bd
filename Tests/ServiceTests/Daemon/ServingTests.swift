import Foundation
import LedgerClient
import Testing

@testable import Ledger

@Suite("ledgerd serves what docs/api.md says")
struct ServingTests {
    @Test("what is submitted gets receipts, and the same again gets the same entries")
    func submitting() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let drafts = try (0..<3).map { try ledger.note("note \($0)", by: ledger.administrator) }
        let first = try await caller.post(drafts)
        #expect(first.status == 200)
        let receipts = try first.json(WireReceipts.self).receipts.map { try Receipt(parsing: Bytes($0.utf8)) }
        #expect(receipts.map(\.entry.index.value) == [1, 2, 3])
        let again = try await caller.submit(drafts[0], drafts[1], drafts[2])
        #expect(again.map(\.entry) == receipts.map(\.entry))
        let conflict = try DraftEvent.sameID(as: drafts[0], ledger, text: "other")
        let refused = try await caller.post([conflict])
        #expect(refused.status == 409)
        #expect(refused.code == "event.idConflict")
        #expect(await daemon.stop() == 0)
        #expect(try Verify.directory(ledger.directory, book: RuleBook([RuleSet0()])).exitCode(requireFull: false) == 2)
    }

    @Test("several events enter together or not at all")
    func allOrNothing() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let stranger = try ServicePerson("a0099")
        let answer = try await caller.post([
            ledger.note("known", by: ledger.administrator), ledger.note("unknown", by: stranger),
        ])
        #expect(answer.status == 422)
        #expect(answer.code == "actor.unknown")
        #expect(try await caller.get("/v1/ledger", as: WireLedger.self).size == 1)
        await daemon.stop()
    }

    @Test("checkpoint, proofs and receipts verify under the ledger's key")
    func proofs() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        for number in 0..<5 { try await caller.submit(ledger.note("\(number)", by: ledger.administrator)) }
        let checkpoint = try SignedCheckpoint(parsing: try await caller.get("/v1/checkpoint").body)
        #expect(try checkpoint.note.verified(by: ledger.keys.checkpoint.map(\.key)).count == 1)
        #expect(checkpoint.checkpoint.size == 6)
        #expect(try CheckpointFile(directory: ledger.directory.path).read() == checkpoint)
        let inclusion = try await caller.get("/v1/proofs/inclusion?index=0&size=4", as: WireInclusion.self)
        #expect(inclusion.leaf == ledger.founding.entry.leaf.base64)
        #expect(inclusion.size == 4)
        #expect(try await caller.get("/v1/proofs/inclusion?index=2", as: WireInclusion.self).size == 6)
        let receipt = try Receipt(parsing: try await caller.get("/v1/entries/0/receipt").body)
        try receipt.verify(event: nil, origin: ledger.origin, logKeys: ledger.keys.checkpoint.map(\.key))
        let consistency = try await caller.get("/v1/proofs/consistency?from=2", as: WireConsistency.self)
        #expect(consistency.to == 6)
        #expect(!consistency.proof.isEmpty)
        for path in ["inclusion?index=6", "inclusion?index=0&size=7", "consistency?from=0", "consistency?from=7"] {
            #expect(try await caller.get("/v1/proofs/\(path)").code == "proof.range", "\(path)")
        }
        await daemon.stop()
    }

    @Test("the channel record names the socket's peer as the system knows it")
    func channel() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        try await caller.submit(ledger.note("x", by: ledger.administrator))
        let session = try await caller.session(of: ledger.administrator)
        let answer = try await session.get("/v1/entries/1/channel")
        let record = try IJSONValue(parsing: Bytes(answer.body.dropLast()))
        #expect(record["transport"]?.word == "socket")
        #expect(record["peer"]?.word == "uid \(getuid()) pid \(getpid())")
        let entry = try Entry(parsing: try await session.get("/v1/entries/1").body)
        #expect(RFC6962.leafHash(Bytes(answer.body.dropLast())) == entry.channel)
        await daemon.stop()
    }

    @Test("health, status and metrics say how the service stands")
    func standing() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        try await caller.submit(ledger.note("x", by: ledger.administrator))
        let health = try await caller.get("/v1/health")
        #expect(health.status == 200)
        #expect(try health.json(WireHealth.self).size == 2)
        let status = try await caller.get("/v1/status", as: WireStatus.self)
        #expect(status.size == 2)
        #expect(status.lastCommit != nil)
        #expect(status.warnings.map(\.code) == ["authority.few"])
        let metrics = try await caller.get("/v1/metrics").text
        #expect(metrics.contains("\nledgerd_appended_events_total 1\n"))
        #expect(metrics.contains("\nledgerd_head_size 2\n"))
        #expect(metrics.contains("route=\"/v1/submissions\",status=\"200\"} 1\n"))
        await daemon.stop()
    }

    @Test("an attachment streams in and out, is stored once, and is refused under another digest")
    func attachments() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let session = try await Caller(ledger).session(of: ledger.administrator)
        let bytes = Random.bytes(3 << 20)
        let sha256 = SHA256.hash(bytes)
        let path = "/v1/attachments/\(sha256.hex)"
        #expect(try await session.get(path).status == 404)
        #expect(try await session.call("PUT", path, body: bytes, type: Caller.octets).status == 201)
        #expect(try await session.call("PUT", path, body: bytes, type: Caller.octets).status == 200)
        let other = "/v1/attachments/\(SHA256.hash([1]).hex)"
        #expect(try await session.call("PUT", other, body: bytes, type: Caller.octets).code == "attachment.wrong")
        // Stored, and named by no record: nobody reads it.
        #expect(try await session.get(path).status == 404)
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
        let read = try await Caller(ledger).get(path)
        #expect(read.status == 200)
        #expect(read.body == bytes)
        await daemon.stop()
    }

    @Test("an attachment of a subject is sealed, and opened by those who read personal records")
    func sealedAttachments() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let clerk = try ServicePerson("a0003")
        try await caller.enrol(clerk, roles: "clerk")
        let clerks = try await caller.session(of: clerk)
        let bytes = Random.bytes(600_000)
        let sha256 = SHA256.hash(bytes)
        let path = "/v1/attachments/\(sha256.hex)?subject=s-1"
        #expect(try await clerks.call("PUT", path, body: bytes, type: Caller.octets).status == 201)
        let personal = ServiceLedger.record(
            "note.personal.photo/1",
            [
                .init("subject", ServiceLedger.text("s-1")),
                .init(
                    "file",
                    .object([
                        .init("sha256", ServiceLedger.text(sha256.hex)), .init("size", .integer(Int64(bytes.count))),
                        .init("media", ServiceLedger.text("image/png")),
                    ])),
            ])
        try await caller.submit(
            ledger.draft("note.taken/1", [ServiceLedger.note("photo")], personal: [personal], by: clerk.signer))
        #expect(try await caller.get(path).code == "session.missing")
        #expect(try await clerks.get(path).code == "session.forbidden")
        let supervisor = try await caller.session(of: ledger.supervisor)
        #expect(try await supervisor.get(path).body == bytes)
        #expect(try await supervisor.get("/v1/attachments/\(sha256.hex)").status == 404)
        await daemon.stop()
        let stored = try Data(contentsOf: URL(filePath: ledger.directory.database))
        #expect(stored.range(of: Data(bytes[1_000..<1_064])) == nil, "the plain bytes stand in ledger.db")
    }

    @Test("a path, a query, a header or a body that does not read is said so")
    func requests() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let cases: [(String, String, Bytes?, String?, Int, String)] = [
            ("GET", "/v1/nothing", nil, nil, 404, "request.unknown"),
            ("GET", "/v1/entries/01", nil, nil, 400, "request.malformed"),
            ("GET", "/v1/entries/99", nil, nil, 404, "entry.missing"),
            ("GET", "/v1/entries/9007199254740991", nil, nil, 404, "entry.missing"),
            ("GET", "/v1/entries?limit=257", nil, nil, 400, "request.malformed"),
            ("GET", "/v1/entries?form=1", nil, nil, 400, "request.malformed"),
            ("GET", "/v1/entries?from=1&from=2", nil, nil, 400, "request.malformed"),
            ("GET", "/v1/records", nil, nil, 400, "request.malformed"),
            ("GET", "/v1/attachments/xyz", nil, nil, 400, "request.malformed"),
            ("DELETE", "/v1/ledger", nil, nil, 405, "request.method"),
            ("PUT", "/v1/submissions", nil, nil, 405, "request.method"),
            ("POST", "/v1/submissions", Bytes("x".utf8), "text/plain", 415, "request.mediaType"),
            ("POST", "/v1/submissions", Bytes("x".utf8), Caller.tar, 400, "submission.malformed"),
            ("POST", "/v1/submissions", [], Caller.tar, 400, "submission.malformed"),
            ("POST", "/v1/sessions", Bytes("x".utf8), Caller.note, 400, "note.malformed"),
            ("POST", "/v1/sessions", Bytes(repeating: 65, count: 4_096), Caller.note, 413, "request.tooLarge"),
        ]
        for (method, path, body, type, status, code) in cases {
            let answer = try await caller.call(method, path, body: body, type: type)
            #expect(answer.status == status, "\(method) \(path)")
            #expect(answer.code == code, "\(method) \(path)")
        }
        #expect(try await caller.call("HEAD", "/v1/checkpoint").status == 200)
        await daemon.stop()
    }
}

extension DraftEvent {
    /// Another event under the id of an earlier one.
    static func sameID(as draft: DraftEvent, _ ledger: ServiceLedger, text: String) throws -> DraftEvent {
        let raw = draft.header.id.raw
        let time = Timestamp(milliseconds: raw.prefix(6).reduce(Int64(0)) { $0 << 8 | Int64($1) })!
        var other = try DraftEvent(
            ledger: ledger.origin, type: draft.header.type, time: time, seen: draft.header.seen,
            data: [ServiceLedger.note(text)], random: Bytes(raw.dropFirst(6)))
        other.sign(with: ledger.administrator.signer)
        return other
    }
}
