import Foundation
import LedgerClient
import Testing

@testable import Ledger

@Suite("a session is opened by a note that fits this ledger, this service and this moment, once")
struct SessionTests {
    @Test("the holder, the roles and the end are told; a nonce serves once")
    func opening() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let note = try await caller.statement(by: ledger.administrator.signer)
        let opened = try await caller.open(note)
        #expect(opened.status == 201)
        let session = try opened.json(WireSession.self)
        #expect(session.actor == "a0001")
        #expect(session.roles == ["administrator"])
        let current = try await Caller(ledger, token: session.token).get("/v1/sessions/current", as: WireSession.self)
        #expect(current.token == nil)
        #expect(current.expires == session.expires)
        let again = try await caller.open(note)
        #expect(again.status == 401)
        #expect(again.code == "session.refused")
        await daemon.stop()
    }

    @Test("a note for another ledger, instance, service, nonce or time is refused")
    func refused() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let signer = ledger.administrator.signer
        let now = ServiceLedger.now()
        let notes: [(String, Bytes)] = [
            ("ledger", try await caller.statement(by: signer, origin: LedgerName("other.example/commerce")!)),
            ("instance", try await caller.statement(by: signer, instance: Digest(Random.bytes(32))!)),
            ("audience", try await caller.statement(by: signer, audience: SessionAudience("https://x.example".utf8)!)),
            ("nonce", try await caller.statement(by: signer, nonce: Random.bytes(32))),
            ("early", try await caller.statement(by: signer, time: now.adding(milliseconds: 301_000 + 60_000))),
            ("late", try await caller.statement(by: signer, time: now.adding(milliseconds: -301_000))),
        ]
        for (what, note) in notes {
            let answer = try await caller.open(note)
            #expect(answer.status == 401, "\(what)")
            #expect(answer.code == "session.refused", "\(what)")
        }
        await daemon.stop()
    }

    @Test("who is unknown, suspended, signs with another key or holds no role opens nothing")
    func strangers() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let clerk = try ServicePerson("a0003")
        #expect(try await caller.open(caller.statement(by: clerk.signer)).code == "actor.unknown")
        try await caller.enrol(clerk)
        #expect(try await caller.open(caller.statement(by: clerk.signer)).code == "session.refused")
        try await caller.submit(ledger.confirmation(of: caller.submit(ledger.grant("clerk", to: clerk))[0]))
        #expect(try await caller.open(caller.statement(by: clerk.signer)).status == 201)
        #expect(try await caller.open(caller.statement(by: ServicePerson("a0003").signer)).code == "key.unknown")
        #expect(try await caller.open(caller.statement(by: ledger.keys.engines[0])).code == "actor.unknown")
        try await caller.submit(ledger.act("actor.suspended/1", on: clerk, by: ledger.administrator))
        let answer = try await caller.open(caller.statement(by: clerk.signer))
        #expect(answer.status == 401)
        #expect(answer.code == "actor.suspended")
        await daemon.stop()
    }

    @Test("nonces and sessions are bounded, and who comes late is told when to come again")
    func bounds() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(
            ledger, settings: ["sessions.maximumNonces": "3", "sessions.maximum": "1"])
        let caller = Caller(ledger)
        _ = try await caller.session(of: ledger.administrator)
        let second = try await caller.open(caller.statement(by: ledger.supervisor.signer))
        #expect(second.status == 429)
        #expect(second.code == "session.busy")
        for _ in 0..<3 { _ = try await caller.call("POST", "/v1/sessions/nonce") }
        let answer = try await caller.call("POST", "/v1/sessions/nonce")
        #expect(answer.status == 429)
        #expect(answer.headers["retry-after"] == "60")
        await daemon.stop()
    }
}
