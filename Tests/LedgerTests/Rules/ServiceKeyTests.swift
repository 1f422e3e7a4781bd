import Testing

@testable import Ledger

@Suite("The ledger's own keys (D12)")
struct ServiceKeyTests {
    private func rekey(
        _ purpose: String, _ key: NoteSigner, by author: TestPerson, on desk: Desk, signers: [NoteSigner]? = nil
    ) async throws -> Receipt {
        try await desk.submit(
            desk.draft(
                "ledger.rekeyed/1",
                [
                    Row.of(
                        "ledger.rekeyed/1",
                        [
                            "author": .text(author.name), "purpose": .text(purpose), "vkey": .string(key.key.text),
                            "reason": .text("five years old"),
                        ])
                ], by: signers ?? [author.signer, key]))
    }

    /// The same ledger, its writer started again with a service key file that holds one key more.
    private func restart(_ ledger: TestLedger, with fresh: HeldKey) async throws -> Desk {
        try await ledger.writer.stop()
        let clock = ledger.clock
        let keys = try ServiceKeys([fresh] + ledger.serviceHeld)
        return Desk(
            writer: try ledger.directory.openWriter(keys: keys, book: TestLedger.book) { clock.now }, clock: clock)
    }

    @Test(
        "a key that the daemon does not hold cannot take over: the ledger could sign nothing any more",
        arguments: [KeyPurpose.checkpoint, .engine])
    func notHeld(purpose: KeyPurpose) async throws {
        let ledger = try await TestLedger()
        let name = purpose == .checkpoint ? TestLedger.origin.keyName : ActorName.engine.keyName
        let fresh = try HeldKey.generate(purpose, name: name)
        let proposal = try await rekey(purpose.rawValue, fresh.signer(), by: ledger.administrator, on: ledger.desk)
        #expect(await refusal { try await ledger.desk.confirm(proposal, by: ledger.supervisor) } == .serviceKeyWrong)
        let again = try await restart(ledger, with: fresh)
        try await again.confirm(proposal, by: ledger.supervisor)
        try await again.writer.stop()
    }

    @Test("after the confirmation checkpoints carry both signatures, old receipts verify, and the ledger is consistent")
    func checkpoint() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let oldKey = ledger.keys.checkpoint[0].key
        let before = try await desk.note("before", by: ledger.administrator)
        let outside = try await ledger.writer.checkpoint()
        let fresh = try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName)
        let proposal = try await rekey("checkpoint", fresh.signer(), by: ledger.administrator, on: desk)
        // The service key file holds both before the confirmation.
        let both = try ServiceKeys([fresh] + ledger.serviceHeld)
        let clock = ledger.clock
        let again = try await restart(ledger, with: fresh)
        let writer = again.writer
        #expect(try await writer.checkpoint().note.signatures.map(\.keyID) == [oldKey.id])
        try await again.confirm(proposal, by: ledger.supervisor)
        let after = try await again.note("after", by: ledger.administrator)
        let signed = try await writer.checkpoint()
        #expect(Set(signed.note.signatures.map(\.keyID)) == [oldKey.id, fresh.vkey!.id])
        #expect(try signed.note.verified(by: [oldKey]).count == 1)
        #expect(try signed.note.verified(by: [fresh.vkey!]).count == 1)
        try before.verify(event: nil, origin: TestLedger.origin, logKeys: [oldKey])
        try after.verify(event: nil, origin: TestLedger.origin, logKeys: [oldKey])
        try after.verify(event: nil, origin: TestLedger.origin, logKeys: [fresh.vkey!])
        var options = VerifyOptions()
        options.outside = [outside, signed]
        options.vaultKey = both.vault
        let report = try Verify.directory(ledger.directory, book: TestLedger.book, options: options)
        #expect(report.findings == [])
        #expect(report.verdict == .consistent)
        #expect(report.agreedSizes.sorted() == [outside.checkpoint.size, signed.checkpoint.size])
        // What the old key signs alone after it was replaced vouches for nothing.
        options.outside = [try SignedCheckpoint(signing: signed.checkpoint, with: [ledger.keys.checkpoint[0]])]
        let stale = try Verify.directory(ledger.directory, book: TestLedger.book, options: options)
        #expect(stale.findings.map(\.code) == [.noteUnverified])
        // Once the old key is destroyed, the new one alone signs.
        try await writer.stop()
        let alone = try ServiceKeys([fresh] + ledger.serviceHeld.dropFirst())
        let last = try ledger.directory.openWriter(keys: alone, book: TestLedger.book) { clock.now }
        let receipt = try await Desk(writer: last, clock: clock).note("last", by: ledger.administrator)
        #expect(receipt.proof.checkpoint.note.signatures.map(\.keyID) == [fresh.vkey!.id])
        options.outside = [outside, try await last.checkpoint()]
        #expect(try Verify.directory(ledger.directory, book: TestLedger.book, options: options).verdict == .consistent)
    }

    @Test("after the confirmation the old key alone opens no writer")
    func oldAlone() async throws {
        let ledger = try await TestLedger()
        let fresh = try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName)
        let proposal = try await rekey("checkpoint", fresh.signer(), by: ledger.administrator, on: ledger.desk)
        let again = try await restart(ledger, with: fresh)
        try await again.confirm(proposal, by: ledger.supervisor)
        try await again.writer.stop()
        #expect(await refusal { try await ledger.reopenAfterStop { _ in } } == .serviceKeyWrong)
    }

    @Test("before the confirmation the new key signs nothing and vouches for nothing")
    func unconfirmed() async throws {
        let ledger = try await TestLedger()
        let fresh = try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName)
        _ = try await rekey("checkpoint", fresh.signer(), by: ledger.administrator, on: ledger.desk)
        try await ledger.writer.stop()
        let clock = ledger.clock
        let both = try ServiceKeys([fresh] + ledger.serviceHeld)
        let writer = try ledger.directory.openWriter(keys: both, book: TestLedger.book) { clock.now }
        #expect(
            try await writer.checkpoint().note.signatures.map(\.keyID) == [ledger.keys.checkpoint[0].key.id])
        try await writer.stop()
        let early = try ServiceKeys([fresh] + ledger.serviceHeld.dropFirst())
        #expect(
            await refusal { try ledger.directory.openWriter(keys: early, book: TestLedger.book) { clock.now } }
                == .serviceKeyWrong)
    }

    @Test("the engine's key changes in the same way, and no other checkpoint key comes of it")
    func engine() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let fresh = try HeldKey.generate(.engine, name: ActorName.engine.keyName)
        let proposal = try await rekey("engine", fresh.signer(), by: ledger.administrator, on: desk)
        let again = try await restart(ledger, with: fresh)
        let confirmation = try await again.confirm(proposal, by: ledger.supervisor)
        let place = "engine/" + String(decoding: paddedKey(confirmation.entry.index.value + 1), as: UTF8.self)
        #expect(try again.state(.ledger, place)?["vkey"]?.bytes == fresh.vkey!.text)
        try await again.note(by: ledger.administrator)
        #expect(try await again.writer.checkpoint().note.signatures.count == 1)
        try await again.writer.stop()
        #expect(try Verify.directory(ledger.directory, book: TestLedger.book).findings == [])
    }

    @Test("the administrator proposes and the supervisor confirms, nobody else")
    func duties() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let leader = try await ledger.person("a0003", "leader")
        let fresh = try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName).signer()
        for author in [leader, ledger.supervisor] {
            #expect(await refusal { try await rekey("checkpoint", fresh, by: author, on: desk) } == .roleMissing)
        }
        let proposal = try await rekey("checkpoint", fresh, by: ledger.administrator, on: desk)
        #expect(await refusal { try await desk.confirm(proposal, by: leader) } == .roleMissing)
        #expect(await refusal { try await desk.confirm(proposal, by: ledger.administrator) } == .dutiesSamePerson)
        try await desk.confirm(proposal, "declined", by: ledger.supervisor)
    }

    @Test("the new key signs, bears the ledger's name, has one purpose and was never used")
    func forms() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let author = ledger.administrator
        let fresh = try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName).signer()
        let engine = try HeldKey.generate(.engine, name: ActorName.engine.keyName).signer()
        #expect(
            await refusal { try await rekey("checkpoint", fresh, by: author, on: desk, signers: [author.signer]) }
                == .eventSignatures)
        #expect(
            await refusal { try await rekey("checkpoint", fresh, by: author, on: desk, signers: [fresh]) }
                == .eventSignatures)
        #expect(await refusal { try await rekey("checkpoint", engine, by: author, on: desk) } == .recordInvalid)
        #expect(await refusal { try await rekey("engine", fresh, by: author, on: desk) } == .recordInvalid)
        #expect(await refusal { try await rekey("witness", fresh, by: author, on: desk) } == .recordInvalid)
        #expect(
            await refusal { try await rekey("checkpoint", ledger.keys.checkpoint[0], by: author, on: desk) }
                == .keyKnown)
        let person = try NoteSigner(name: TestLedger.origin.keyName, seed: author.held.secret)
        #expect(await refusal { try await rekey("checkpoint", person, by: author, on: desk) } == .keyKnown)
        // Declined, it is burnt.
        let proposal = try await rekey("checkpoint", fresh, by: author, on: desk)
        try await desk.confirm(proposal, "declined", by: ledger.supervisor)
        #expect(await refusal { try await rekey("checkpoint", fresh, by: author, on: desk) } == .keyKnown)
    }
}
