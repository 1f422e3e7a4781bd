import Foundation
import Synchronization
import Testing

@testable import Ledger
@testable import LedgerClient

@Suite("The outbox: what was signed, and its receipts")
struct OutboxTests {
    private func outbox(_ machine: Machine, _ ledger: ServiceLedger) throws -> Outbox {
        try Outbox(machine.memory, founding: ledger.founding.entry.leaf)
    }

    @Test("what was handed in stands there with a receipt that verifies, and can be forgotten then")
    func submitted() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let machine = try Machine()
        let drafts = [
            try ledger.note("one", by: ledger.administrator), try ledger.note("two", by: ledger.supervisor),
        ]
        let receipts = try await machine.use(ledger.socket) { try await $0.submit(drafts) }
        #expect(receipts.map(\.entry.index.value) == [1, 2])
        let outbox = try outbox(machine, ledger)
        let item = try #require(outbox.items().first)
        #expect(item.standing == .received)
        #expect(item.parts.map(\.receipt) == receipts)
        #expect(try outbox.find(String(item.id.prefix(12))) == item)
        try outbox.forget(item)
        #expect(try outbox.items() == [])
        await daemon.stop()
    }

    @Test("an event stands there before the service is asked, and enters once when it is sent again")
    func unreachable() async throws {
        let ledger = try await ServiceLedger()
        let machine = try Machine()
        var daemon = try await DaemonProcess.start(ledger)
        try await machine.use(ledger.socket) { _ = try await $0.sync() }
        await daemon.stop()
        let draft = try ledger.note("carried on a stick", by: ledger.administrator)
        #expect(
            await refusal { try await machine.use(ledger.socket) { try await $0.submit([draft]) } }?.code
                == .serviceUnreachable)
        let item = try #require(try outbox(machine, ledger).items().first)
        #expect(item.standing == .waiting)
        #expect(try item.parts[0].event.bytes == draft.submitted().event.bytes)
        #expect(await refusal { try outbox(machine, ledger).forget(item) }?.code == .outboxWaiting)
        daemon = try await DaemonProcess.start(ledger)
        // It has entered by another way meanwhile, whose answer never came.
        let entered = try await Caller(ledger).submit(draft)[0]
        for _ in 0..<3 {
            let again = try await machine.use(ledger.socket) { try await $0.resend(item) }
            #expect(again.map(\.entry) == [entered.entry])
        }
        #expect(try await machine.use(ledger.socket) { try await $0.sync() }.remembered.size == 2)
        #expect(try outbox(machine, ledger).items()[0].standing == .received)
        await daemon.stop()
    }

    @Test("a service that took the event and did not answer leaves it waiting; it enters once")
    func silent() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let lie = try FalseService(before: ledger)
        let machine = try Machine()
        let draft = try ledger.note("did it arrive?", by: ledger.administrator)
        let hasAnswered = Mutex(false)
        lie.alter { path, body in
            guard path == "/v1/submissions" else { return body }
            hasAnswered.withLock { $0 = true }
            return Bytes("{\"receipts\":[".utf8)
        }
        #expect(
            await refusal { try await machine.use(lie.socket) { try await $0.submit([draft]) } }?.code
                == .serviceAnswer)
        #expect(hasAnswered.withLock { $0 })
        let item = try #require(try outbox(machine, ledger).items().first)
        #expect(item.standing == .waiting)
        let receipts = try await machine.use(ledger.socket) { try await $0.resend(item) }
        #expect(receipts[0].entry.index.value == 1)
        #expect(try await machine.use(ledger.socket) { try await $0.sync() }.remembered.size == 2)
        lie.stop()
        await daemon.stop()
    }

    @Test("an event that the service refuses keeps the refusal and has no receipt")
    func refused() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let machine = try Machine()
        let stranger = try ServicePerson("a0099")
        let draft = try ledger.note("nobody knows me", by: stranger)
        #expect(
            await refusal { try await machine.use(ledger.socket) { try await $0.submit([draft]) } }?.code
                == .actorUnknown)
        let item = try #require(try outbox(machine, ledger).items().first)
        #expect(item.standing == .refused)
        #expect(item.refusal?.code == "actor.unknown")
        #expect(await refusal { try outbox(machine, ledger).forget(item) }?.code == .outboxWaiting)
        await daemon.stop()
    }

    @Test("the receipt of another event is refused, and the evidence kept")
    func otherReceipt() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let lie = try FalseService(before: ledger)
        let machine = try Machine()
        let other = try await Caller(ledger).submit(ledger.note("another", by: ledger.supervisor))[0]
        lie.alter { path, body in
            guard path == "/v1/submissions" else { return body }
            let receipts = WireReceipts(receipts: [String(decoding: other.bytes, as: UTF8.self)])
            return Bytes(try JSONEncoder().encode(receipts))
        }
        let draft = try ledger.note("mine", by: ledger.administrator)
        #expect(
            await refusal { try await machine.use(lie.socket) { try await $0.submit([draft]) } }?.code == .proofWrong)
        #expect(try outbox(machine, ledger).items()[0].standing == .waiting)
        #expect(try machine.evidence(of: ledger.founding.entry.leaf).first?["answers"]?.elements?.count == 2)
        lie.stop()
        await daemon.stop()
    }

    @Test("a receipt with any byte changed is refused, or is the same receipt")
    func changedReceipt() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let draft = try ledger.note("mine", by: ledger.administrator)
        let honest = try await Caller(ledger).submit(draft)[0]
        let event = try draft.submitted().event
        let keys = ledger.keys.checkpoint.map(\.key)
        for position in honest.bytes.indices {
            var changed = honest.bytes
            changed[position] ^= 1
            guard let receipt = try? Receipt(parsing: changed), receipt.entry.event.bytes == event.bytes else {
                continue
            }
            #expect(
                throws: LedgerError.self, "byte \(position)",
                performing: { try receipt.verify(event: event, origin: ledger.origin, logKeys: keys) })
        }
        await daemon.stop()
    }

    @Test("personal records leave the machine once the receipt is there")
    func personal() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let machine = try Machine()
        let draft = try ledger.draft(
            "note.taken/1", [ServiceLedger.note("about a person")],
            personal: [
                ServiceLedger.record(
                    "actor.person/1", [.init("subject", .text("s1")), .init("name", .text("陈晓名"))])
            ], by: ledger.administrator.signer)
        _ = try await machine.use(ledger.socket) { try await $0.submit([draft]) }
        #expect(try outbox(machine, ledger).items()[0].standing == .received)
        let files = try #require(FileManager.default.enumerator(atPath: machine.folder)).compactMap { $0 as? String }
        let name = Bytes("陈晓名".utf8)
        for file in files {
            guard let bytes = try? FileIO.read("\(machine.folder)/\(file)", limit: 1 << 20) else { continue }
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: name) }, "\(file)")
        }
        await daemon.stop()
    }
}
