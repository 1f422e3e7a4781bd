import Foundation
import Testing

@testable import Ledger
@testable import LedgerClient

@Suite("A new checkpoint key, as a client follows it (D12)")
struct RotationTests {
    /// A ledger whose service holds a second checkpoint key that nobody has proposed yet.
    private struct Rotating {
        let ledger: ServiceLedger
        let fresh: HeldKey

        init() async throws {
            ledger = try await ServiceLedger()
            fresh = try HeldKey.generate(.checkpoint, name: ledger.origin.keyName)
        }

        private func held() throws -> [HeldKey] {
            try KeyFile(path: ledger.serviceKey).open(passphrase: passphrase())
        }

        private func passphrase() throws -> SecretBytes {
            var bytes = Bytes(ServiceLedger.passphrase.utf8)
            return try SecretBytes.taking(&bytes)
        }

        private func write(_ keys: [HeldKey]) throws {
            let file = try KeyFile(
                sealing: keys, passphrase: passphrase(), cost: KeyFile.Cost(passes: 1, memory: 8 << 10)!)
            try FileIO.replace(ledger.serviceKey, file.bytes, mode: 0o600)
        }

        func addKey() throws { try write([fresh] + held()) }
        func destroyOldKey() throws {
            try write(held().filter { $0.purpose != .checkpoint || $0.vkey == fresh.vkey })
        }

        func rotate() async throws {
            let caller = Caller(ledger)
            let proposal = try await caller.submit(
                ledger.draft(
                    "ledger.rekeyed/1",
                    [
                        ServiceLedger.record(
                            "ledger.rekeyed/1",
                            [
                                .init("author", .string(ledger.administrator.actor.bytes)),
                                .init("purpose", .text("checkpoint")), .init("vkey", .string(fresh.vkey!.text)),
                                .init("reason", .text("five years old")),
                            ])
                    ], by: ledger.administrator.signer, fresh.signer()))[0]
            // Receipts of this one carry both signatures.
            let confirmation = try ledger.confirmation(of: proposal, type: "ledger.confirmed/1")
            let answer = try await caller.post([confirmation])
            #expect(answer.status == 200)
        }
    }

    @Test("a key that the ledger shows as proposed and confirmed is learned, and stands alone later")
    func followed() async throws {
        let rotating = try await Rotating()
        let (ledger, fresh) = (rotating.ledger, rotating.fresh)
        let machine = try Machine()
        try rotating.addKey()
        var daemon = try await DaemonProcess.start(ledger)
        try await machine.use(ledger.socket) { _ = try await $0.sync() }
        try await rotating.rotate()
        let learned = try await machine.use(ledger.socket) { try await $0.sync() }.remembered
        #expect(learned.keys.map(\.vkey) == [ledger.keys.checkpoint[0].key, fresh.vkey!])
        #expect(learned.keys[1].from == 3)
        await daemon.stop()
        try rotating.destroyOldKey()
        daemon = try await DaemonProcess.start(ledger)
        #expect(try await machine.use(ledger.socket) { try await $0.sync() }.remembered.keys == learned.keys)
        await daemon.stop()
    }

    @Test(
        "a key that came while the client was away, the old one destroyed, stops it; the founding sheet opens it again")
    func missed() async throws {
        let rotating = try await Rotating()
        let ledger = rotating.ledger
        let machine = try Machine()
        try rotating.addKey()
        var daemon = try await DaemonProcess.start(ledger)
        let before = try await machine.use(ledger.socket) { try await $0.sync() }.remembered
        try await rotating.rotate()
        await daemon.stop()
        try rotating.destroyOldKey()
        daemon = try await DaemonProcess.start(ledger)
        #expect(await refusal { try await machine.use(ledger.socket) { try await $0.sync() } }?.code == .memoryKey)
        #expect(try machine.evidence(of: before.founding).first?["told"] != nil)
        #expect(try machine.memory.ledger(before.founding) == before)
        // A machine that never saw the ledger follows its keys from the founding on.
        let met = try await Machine().use(
            ledger.socket, pin: FoundingPin(ledger.founding.entry.leaf)
        ) { try await $0.sync() }.remembered
        #expect(met.keys.map(\.vkey) == [ledger.keys.checkpoint[0].key, rotating.fresh.vkey!])
        await daemon.stop()
    }

    @Test("a key that a lying service names without the entries to show for it is not learned")
    func notShown() async throws {
        let rotating = try await Rotating()
        let ledger = rotating.ledger
        let machine = try Machine()
        let daemon = try await DaemonProcess.start(ledger)
        let lie = try FalseService(before: ledger)
        try await machine.use(lie.socket) { _ = try await $0.sync() }
        try await Caller(ledger).submit(ledger.note("one", by: ledger.administrator))
        // Signed by the remembered key, and by one that nobody proposed.
        let stranger = try rotating.fresh.signer()
        lie.alter { path, body in
            switch path {
            case "/v1/checkpoint":
                let honest = try SignedCheckpoint(parsing: body)
                let signature = stranger.sign(honest.note.text)
                return SignedNote(text: honest.note.text, signatures: honest.note.signatures + [signature])!.bytes
            case "/v1/ledger":
                var told = try JSONDecoder().decode(WireLedger.self, from: Data(body))
                told.checkpointKeys.append(.init(vkey: "\(stranger.key)", from: 2))
                return Bytes(try JSONEncoder().encode(told))
            default: return body
            }
        }
        let error = await refusal { try await machine.use(lie.socket) { try await $0.sync() } }
        let keys = try machine.memory.ledger(ledger.founding.entry.leaf)?.logKeys
        #expect(error?.code == .memoryKey)
        #expect(keys == [ledger.keys.checkpoint[0].key])
        lie.stop()
        await daemon.stop()
    }
}
