import Foundation

@testable import Ledger

/// A founding that is put together by hand, so that it can be put together wrongly.
final class FoundingTrial {
    let folder: String
    let administrator: TestPerson
    let supervisor: TestPerson
    let held: [HeldKey]
    let keys: ServiceKeys
    let clock = TestClock()
    var book = TestLedger.book

    init(folder: String? = nil) throws {
        if let folder { try FileIO.makeFolder(folder) }
        self.folder = try folder ?? TestFolder.make()
        administrator = try TestPerson("a0001")
        supervisor = try TestPerson("a0002")
        held = [
            try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName),
            try HeldKey.generate(.engine, name: ActorName.engine.keyName), try HeldKey.generateVault(),
        ]
        keys = try ServiceKeys(held)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var directory: LedgerDirectory { LedgerDirectory(folder + "/ledger") }

    func records(
        rules: (set: UInt64, document: Digest)? = nil, checkpoint: VerifierKey? = nil, engine: VerifierKey? = nil,
        administrator: TestPerson? = nil, supervisor: TestPerson? = nil
    ) -> [Bytes] {
        FoundingContent(
            origin: TestLedger.origin, checkpoint: checkpoint ?? keys.checkpoint[0].key,
            engine: engine ?? keys.engines[0].key, instance: Digest(Random.bytes(32))!,
            rules: rules ?? (0, RuleSet0().document), administrator: (administrator ?? self.administrator).founder,
            supervisor: (supervisor ?? self.supervisor).founder
        ).records { Random.bytes(16) }
    }

    func draft(
        _ records: [Bytes], ledger: LedgerName = TestLedger.origin, seen: SeenEntry? = nil, type: String? = nil,
        by signers: [NoteSigner]
    ) throws -> DraftEvent {
        var draft = try DraftEvent(
            ledger: ledger, type: TypeName(type ?? "ledger.founded/1")!, time: clock.now, seen: seen, data: records,
            random: Random.bytes(10))
        for signer in signers { draft.sign(with: signer) }
        return draft
    }

    func found(_ draft: DraftEvent, keys: ServiceKeys? = nil) async throws -> Receipt {
        try await directory.found(
            draft.submitted(), keys: keys ?? self.keys, channel: Desk.channel, book: book, now: clock.now)
    }

    /// Founds properly and opens the writer.
    func open(options: WriterOptions = WriterOptions()) async throws -> Desk {
        if !FileIO.exists(directory.path) {
            _ = try await found(draft(records(), by: [administrator.signer, supervisor.signer]))
        }
        let clock = clock
        let writer = try directory.openWriter(keys: keys, book: book, options: options) { clock.now }
        return Desk(writer: writer, clock: clock)
    }
}
