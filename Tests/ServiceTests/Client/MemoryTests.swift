import Foundation
import Testing

@testable import Ledger
@testable import LedgerClient

@Suite("What a client remembers of a ledger, and what makes it stop")
struct MemoryTests {
    @Test("the first use remembers the founding and the checkpoint, later uses go on from there")
    func firstUse() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let machine = try Machine()
        let first = try await machine.use(ledger.socket) { try await $0.sync() }
        #expect(first.isFirstUse)
        #expect(first.remembered.founding == ledger.founding.entry.leaf)
        #expect(first.remembered.identity == ServiceIdentity(ledger: ledger.origin, instance: ledger.instance.bytes))
        try await Caller(ledger).submit(ledger.note("second", by: ledger.administrator))
        let second = try await machine.use(ledger.socket) { try await $0.sync() }
        #expect(!second.isFirstUse)
        #expect(second.remembered.size == 2)
        #expect(try machine.memory.ledger(ledger.founding.entry.leaf) == second.remembered)
        #expect(try FileIO.mode(of: machine.state.path) == 0o700)
        await daemon.stop()
    }

    @Test("what is named as seen is the newest entry, its inclusion verified")
    func seen() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let receipt = try await Caller(ledger).submit(ledger.note("newest", by: ledger.administrator))[0]
        let seen = try await Machine().use(ledger.socket) { try await $0.seen() }
        #expect(seen == SeenEntry(index: receipt.entry.index, leaf: receipt.entry.leaf))
        await daemon.stop()
    }

    @Test("a pin that fits lets a ledger in, another refuses it and nothing is remembered")
    func pin() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let leaf = ledger.founding.entry.leaf
        let words = FoundingPin.words(leaf, in: .chinese).joined(separator: " ")
        let machine = try Machine()
        let wrong = FoundingPin(LeafHash(SHA256.hash([1])))
        #expect(
            await refusal { try await machine.use(ledger.socket, pin: wrong) { try await $0.sync() } }?.code
                == .foundingDiffers)
        #expect(try machine.memory.ledgers() == [])
        let met = try await machine.use(ledger.socket, pin: FoundingPin(words)) { try await $0.sync() }
        #expect(met.remembered.founding == leaf)
        #expect(
            await refusal { try await machine.use(ledger.socket, pin: wrong) { try await $0.sync() } }?.code
                == .foundingDiffers)
        await daemon.stop()
    }

    @Test("another ledger behind the same address stops the client, whether or not it bears the same name")
    func otherLedger() async throws {
        for name in ["linhe.example/commerce", "linhe.example/markets"] {
            let ledger = try await ServiceLedger()
            let other = try await ServiceLedger(origin: name)
            let machine = try Machine()
            var daemon = try await DaemonProcess.start(ledger)
            try await machine.use(ledger.socket) { _ = try await $0.sync() }
            await daemon.stop()
            try ledger.replace(with: other.directory.path)
            try FileManager.default.removeItem(atPath: ledger.serviceKey)
            try FileManager.default.copyItem(atPath: other.serviceKey, toPath: ledger.serviceKey)
            daemon = try await DaemonProcess.start(ledger)
            let error = await refusal { try await machine.use(ledger.socket) { try await $0.sync() } }
            #expect(error?.code == .memoryLedger)
            let evidence = try #require(try machine.evidence(of: ledger.founding.entry.leaf).first)
            #expect(
                evidence["shown"]?.bytes.flatMap { try? SignedCheckpoint(parsing: $0) }?.checkpoint.origin
                    == other.origin)
            await daemon.stop()
        }
    }

    @Test("a namesake at another address is refused until the founding sheet vouches for it")
    func namesake() async throws {
        let (ledger, namesake) = (try await ServiceLedger(), try await ServiceLedger())
        let daemons = [try await DaemonProcess.start(ledger), try await DaemonProcess.start(namesake)]
        let machine = try Machine()
        try await machine.use(ledger.socket) { _ = try await $0.sync() }
        #expect(
            await refusal { try await machine.use(namesake.socket) { try await $0.sync() } }?.code == .memoryLedger)
        let pin = FoundingPin(namesake.founding.entry.leaf)
        #expect(try await machine.use(namesake.socket, pin: pin) { try await $0.sync() }.isFirstUse)
        for daemon in daemons { await daemon.stop() }
    }

    @Test("a ledger that was rolled back stops the client, and the evidence holds both checkpoints")
    func rollback() async throws {
        let ledger = try await ServiceLedger()
        let machine = try Machine()
        var daemon = try await DaemonProcess.start(ledger)
        try await Caller(ledger).submit(ledger.note("kept", by: ledger.administrator))
        await daemon.stop()
        let earlier = try ledger.snapshot()
        daemon = try await DaemonProcess.start(ledger)
        try await Caller(ledger).submit(ledger.note("lost", by: ledger.administrator))
        let seen = try await machine.use(ledger.socket) { try await $0.sync() }.remembered
        await daemon.stop()
        try ledger.replace(with: earlier)
        daemon = try await DaemonProcess.start(ledger)
        let error = await refusal { try await machine.use(ledger.socket) { try await $0.sync() } }
        #expect(error?.code == .memoryRollback)
        let evidence = try #require(try machine.evidence(of: seen.founding).first)
        #expect(error?.detail.contains(machine.state.ledgerFolder(seen.founding) + "/evidence/") == true)
        #expect(evidence["code"]?.bytes == Bytes("memory.rollback".utf8))
        #expect(evidence["address"]?.bytes == ledger.audience.bytes)
        let remembered = try SignedCheckpoint(parsing: #require(evidence["remembered"]?.bytes))
        let shown = try SignedCheckpoint(parsing: #require(evidence["shown"]?.bytes))
        for checkpoint in [remembered, shown] { _ = try checkpoint.note.verified(by: seen.logKeys) }
        #expect((remembered.checkpoint.size, shown.checkpoint.size) == (3, 2))
        // The memory is as it was: it stops again.
        #expect(
            await refusal { try await machine.use(ledger.socket) { try await $0.sync() } }?.code == .memoryRollback)
        #expect(try machine.memory.ledger(seen.founding) == seen)
        await daemon.stop()
    }

    @Test("a fork stops the client, at the same size and beyond it, and the evidence proves it", arguments: [1, 2, 5])
    func fork(others: Int) async throws {
        let ledger = try await ServiceLedger()
        let machine = try Machine()
        let common = try ledger.snapshot()
        var daemon = try await DaemonProcess.start(ledger)
        try await Caller(ledger).submit(ledger.note("one history", by: ledger.administrator))
        let seen = try await machine.use(ledger.socket) { try await $0.sync() }.remembered
        await daemon.stop()
        try ledger.replace(with: common)
        daemon = try await DaemonProcess.start(ledger)
        for number in 0..<others {
            try await Caller(ledger).submit(ledger.note("another \(number)", by: ledger.administrator))
        }
        #expect(await refusal { try await machine.use(ledger.socket) { try await $0.sync() } }?.code == .memoryFork)
        let evidence = try #require(try machine.evidence(of: seen.founding).first)
        let remembered = try SignedCheckpoint(parsing: #require(evidence["remembered"]?.bytes)).checkpoint
        let shown = try SignedCheckpoint(parsing: #require(evidence["shown"]?.bytes)).checkpoint
        let proof = try #require(evidence["proof"]?.elements).compactMap { Digest(base64: $0.bytes ?? []) }
        #expect(shown.size == 1 + UInt64(others))
        #expect(
            !TreeVerifier.consistencyHolds(
                oldSize: remembered.size, oldRoot: remembered.root, size: shown.size, root: shown.root, proof: proof))
        // Nothing can be signed on it.
        #expect(await refusal { try await machine.use(ledger.socket) { try await $0.seen() } }?.code == .memoryFork)
        await daemon.stop()
    }

    @Test("what a memory file says is read strictly, and a memory that others may enter is refused")
    func files() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let machine = try Machine()
        let seen = try await machine.use(ledger.socket) { try await $0.sync() }.remembered
        let path = machine.state.ledgerFolder(seen.founding) + "/memory"
        let bytes = try FileIO.read(path, limit: 1 << 20)
        for position in stride(from: 0, to: bytes.count, by: 7) {
            var changed = bytes
            changed[position] ^= 1
            let read = try? RememberedLedger(parsing: changed)
            // What still reads stands by itself: its checkpoint is signed by its keys.
            if let read { #expect((try? read.checkpoint.note.verified(by: read.logKeys)) != nil) }
        }
        try FileIO.replace(path, Bytes("{}\n".utf8), mode: 0o600)
        #expect(await refusal { try await machine.use(ledger.socket) { try await $0.sync() } }?.code == .memoryDamaged)
        chmod(machine.state.path, 0o755)
        #expect(await refusal { try await machine.use(ledger.socket) { try await $0.sync() } }?.code == .memoryExposed)
        await daemon.stop()
    }
}
