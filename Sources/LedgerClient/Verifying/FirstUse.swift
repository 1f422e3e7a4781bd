import Ledger

extension VerifyingClient {
    /// Meets the ledger at an address of which nothing is known: entry 0 is read and checked against the pin, where there
    /// is one, and the keys must follow from it. Nil where another process met a ledger there meanwhile.
    func meet() async throws -> Synced? {
        let told = try await connection.ledger()
        guard let founding = LeafHash(base64: Bytes(told.founding.utf8)) else {
            throw LedgerError(.serviceAnswer, "founding")
        }
        if let pin, !pin.fits(founding) { throw LedgerError(.foundingDiffers, "\(connection.address)") }
        let (memory, audience) = (memory, connection.address.audience)
        let known = try await OffPool.run { try memory.ledgers() }
        if let remembered = known.first(where: { $0.founding == founding }) {
            // The same ledger at another address: it must continue what was seen at the first.
            let judged = try await judge(connection.checkpoint(), against: remembered)
            guard try await remember(judged, after: remembered) else { return nil }
            try await OffPool.run { try memory.expect(founding, at: audience) }
            await connection.trust(judged.identity)
            return Synced(remembered: judged, isFirstUse: false)
        }
        if pin == nil, let namesake = known.first(where: { "\($0.ledger)".utf8.elementsEqual(told.ledger.utf8) }) {
            let evidence = Evidence(
                code: .memoryLedger, time: now(), address: connection.address, remembered: namesake, told: told)
            throw try await stop(.memoryLedger, evidence)
        }
        let met = try await meet(founding, told)
        guard try await remember(met, after: nil) else { return nil }
        try await OffPool.run { try memory.expect(founding, at: audience) }
        await connection.trust(met.identity)
        return Synced(remembered: met, isFirstUse: true)
    }

    private func meet(_ founding: LeafHash, _ told: WireLedger) async throws -> RememberedLedger {
        let first = try await connection.receipt(.founding, publicly: true)
        guard first.entry.leaf == founding else { throw LedgerError(.serviceAnswer, "entry 0 is another than it says") }
        let event = first.entry.event
        let data = try RecordList(parsing: await connection.data(of: .founding, publicly: true))
        guard data.commitment == event.header.data else { throw LedgerError(.recordRoot, "entry 0") }
        let content = try FoundingContent(data.records())
        guard content.origin == event.header.ledger, told.ledger.utf8.elementsEqual("\(content.origin)".utf8) else {
            throw LedgerError(.checkpointOrigin, DisplayText.clean(told.ledger, limit: 120))
        }
        let founders = [content.administrator.key, content.supervisor.key]
        guard try event.note.verified(by: founders).count == founders.count else {
            throw LedgerError(.eventSignatures, "entry 0")
        }
        let shown = try await connection.checkpoint()
        let start = RememberedLedger(
            ledger: content.origin, founding: founding, instance: content.instance.bytes,
            keys: [.init(vkey: content.checkpoint, from: 0)], checkpoint: shown, verified: now())
        // Where the first key is gone, what replaced it is taken from the ledger itself, which no memory vouches for yet.
        var met = start
        met.keys += try await rotatedKeys(
            beyond: start, shownIn: shown,
            Evidence(
                code: .memoryKey, time: now(), address: connection.address, remembered: start, shown: shown, told: told),
            trusting: .service(told))
        guard shown.checkpoint.origin == content.origin else {
            throw LedgerError(.checkpointOrigin, "\(shown.checkpoint.origin)")
        }
        _ = try shown.note.verified(by: met.logKeys)
        try first.verify(event: nil, origin: content.origin, logKeys: met.logKeys)
        try await requireSameTree(first.proof.checkpoint.checkpoint, shown.checkpoint)
        return met
    }

    /// Two checkpoints of one moment must be of one tree.
    /// - Throws: `proof.wrong`.
    func requireSameTree(_ one: Checkpoint, _ other: Checkpoint) async throws {
        let (old, new) = one.size <= other.size ? (one, other) : (other, one)
        let proof = old.size == new.size ? [] : try await connection.consistency(from: old.size, to: new.size)
        let continues = TreeVerifier.consistencyHolds(
            oldSize: old.size, oldRoot: old.root, size: new.size, root: new.root, proof: proof)
        guard continues else { throw LedgerError(.proofWrong, "\(old.size) to \(new.size)") }
    }
}
