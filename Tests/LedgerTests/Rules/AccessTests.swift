import Testing

@testable import Ledger

/// Rule set 0, `access.read/1`: the engine alone says who opened what before it was public.
@Suite("Early reading (D17) is said by the engine and by nobody else")
struct AccessTests {
    static let due = TypeName(literal: "note.due.text/1")

    private struct Scene {
        let ledger: TestLedger
        let early: EarlyAccess
    }

    private func scene() async throws -> Scene {
        let ledger = try await TestLedger()
        let line = Row.of("note.due.text/1", ["text": .text("draw plan")])
        let receipt = try await ledger.desk.append("note.taken/1", [line], by: ledger.administrator.signer)
        return Scene(
            ledger: ledger,
            early: EarlyAccess(
                actor: ledger.supervisor.actor, index: receipt.entry.index, position: 0,
                leaf: RFC6962.leafHash(line), due: Self.due))
    }

    @Test("the daemon's own event enters under the engine's key, and the ledger is consistent")
    func enters() async throws {
        let scene = try await scene()
        let receipt = try await scene.ledger.writer.append(reading: [scene.early], channel: TestLedger.channel)
        #expect(receipt.entry.event.header.type == TypeName(literal: "access.read/1"))
        #expect(receipt.entry.event.signatures.map(\.keyID) == [scene.ledger.keys.engines[0].key.id])
        #expect(receipt.entry.event.header.seen?.index == scene.early.index)
        #expect(try await scene.ledger.verify().exitCode(requireFull: true) == 0)
    }

    @Test("a person's signature under it is refused, also beside the engine's")
    func persons() async throws {
        let scene = try await scene()
        let desk = scene.ledger.desk
        let engine = scene.ledger.keys.engines[0]
        let person = scene.ledger.administrator.signer
        for signers in [[person], [engine, person]] {
            let code = await refusal {
                try await desk.submit(
                    desk.draft("access.read/1", [scene.early.record(nonce: Random.bytes(16))], by: signers))
            }
            #expect(code == .eventSignatures)
        }
    }

    @Test("a key that only bears the engine's name is unknown")
    func foreignKey() async throws {
        let scene = try await scene()
        let desk = scene.ledger.desk
        let foreign = try HeldKey.generate(.engine, name: ActorName.engine.keyName).signer()
        let code = await refusal {
            try await desk.submit(
                desk.draft("access.read/1", [scene.early.record(nonce: Random.bytes(16))], by: [foreign]))
        }
        #expect(code == .keyUnknown)
    }

    @Test("after a rotation the older engine key is retired, and the daemon signs with the newer")
    func rotation() async throws {
        let scene = try await scene()
        let ledger = scene.ledger
        let fresh = try HeldKey.generate(.engine, name: ActorName.engine.keyName)
        try await ledger.writer.stop()
        let clock = ledger.clock
        let writer = try ledger.directory.openWriter(
            keys: ServiceKeys(ledger.serviceHeld + [fresh]), book: TestLedger.book
        ) { clock.now }
        let desk = Desk(writer: writer, clock: clock)
        let proposal = try await desk.append(
            "ledger.rekeyed/1",
            [
                Row.of(
                    "ledger.rekeyed/1",
                    [
                        "author": .text(ledger.administrator.name), "purpose": .text("engine"),
                        "vkey": .string(fresh.vkey!.text), "reason": .text("five years old"),
                    ])
            ], by: ledger.administrator.signer, fresh.signer())
        try await desk.append(
            "ledger.confirmed/1",
            [Row.about("ledger.confirmed/1", proposal.entry.index.value, proposal.entry.leaf.base64)],
            by: ledger.supervisor.signer)
        let old = ledger.keys.engines[0]
        let code = await refusal {
            try await desk.append("access.read/1", [scene.early.record(nonce: Random.bytes(16))], by: old)
        }
        #expect(code == .keyRetired)
        let receipt = try await writer.append(reading: [scene.early], channel: TestLedger.channel)
        #expect(receipt.entry.event.signatures.map(\.keyID) == [fresh.vkey!.id])
        try await writer.stop()
    }

    @Test("the engine's key signs nothing that a person says")
    func engineAsPerson() async throws {
        let scene = try await scene()
        let engine = scene.ledger.keys.engines[0]
        let code = await refusal { try await scene.ledger.desk.append("note.taken/1", [Row.note("x")], by: engine) }
        #expect(code == .actorUnknown)
    }

    @Test("a reader who is not active, an entry that is not there yet and a surplus member are refused")
    func gates() async throws {
        let scene = try await scene()
        let writer = scene.ledger.writer
        let early = scene.early
        func refused(_ access: EarlyAccess) async -> ErrorCode? {
            await refusal { try await writer.append(reading: [access], channel: TestLedger.channel) }
        }
        let stranger = EarlyAccess(
            actor: ActorName("a0099")!, index: early.index, position: 0, leaf: early.leaf, due: Self.due)
        #expect(await refused(stranger) == .actorUnknown)
        let future = EarlyAccess(
            actor: early.actor, index: EntryIndex(early.index.value + 1), position: 0, leaf: early.leaf,
            due: Self.due)
        #expect(await refused(future) == .recordInvalid)
        let surplus = Row.of(
            "access.read/1",
            [
                "actor": .text("\(early.actor)"), "index": .number(early.index), "position": .integer(0),
                "leaf": .text(early.leaf.base64), "due": .text("\(Self.due)"), "more": .text("x"),
            ])
        let code = await refusal {
            try await writer.append(
                own: TypeName(literal: "access.read/1"), data: [surplus], channel: TestLedger.channel)
        }
        #expect(code == .recordInvalid)
    }
}
