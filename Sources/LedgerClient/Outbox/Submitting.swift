import Ledger

extension VerifyingClient {
    /// Writes signed events into the outbox, hands them in together, and gives their receipts once each verified. Where the
    /// ledger is known already they stand in the outbox before the service is asked anything.
    /// - Throws: what ``sync()`` throws; what the service answers; `proof.wrong` for a receipt that does not hold.
    public func submit(_ drafts: [DraftEvent]) async throws -> [Receipt] {
        var remembered: RememberedLedger
        if let known = try await rememberedNow() {
            remembered = known
        } else {
            remembered = try await sync().remembered
        }
        for draft in drafts where draft.header.ledger != remembered.ledger {
            throw LedgerError(.eventLedger, "\(draft.header.ledger)")
        }
        let outbox = try await outbox(remembered.founding)
        let item = try await OffPool.run { try outbox.put(drafts) }
        remembered = try await sync().remembered
        guard remembered.founding == outbox.founding else { throw LedgerError(.memoryLedger, item.id) }
        return try await send(item, outbox)
    }

    /// The outbox of the ledger at this address.
    public func outbox() async throws -> Outbox { try await outbox(sync().remembered.founding) }

    /// Hands an item in again. What has entered already gives the same receipts: it enters once.
    public func resend(_ item: OutboxItem) async throws -> [Receipt] {
        let outbox = try await outbox(sync().remembered.founding)
        guard item.founding == outbox.founding else { throw LedgerError(.eventLedger, item.id) }
        return try await send(item, outbox)
    }

    private func outbox(_ founding: LeafHash) async throws -> Outbox {
        let memory = memory
        return try await OffPool.run { try Outbox(memory, founding: founding) }
    }

    private func send(_ item: OutboxItem, _ outbox: Outbox) async throws -> [Receipt] {
        let receipts: [Receipt]
        do {
            receipts = try await connection.submit(item.submission())
        } catch let error as LedgerError {
            if VerifyingClient.isRefusal(error.code) {
                let time = now()
                try await OffPool.run { try outbox.refuse(item, error, at: time) }
            }
            throw error
        }
        try await verify(receipts, of: item)
        try await OffPool.run { try outbox.complete(item, receipts) }
        return receipts
    }

    /// A receipt counts when the note in it is the one that was signed, the leaf that is recomputed from it leads to a
    /// checkpoint of a verified key, and that checkpoint and the memory are of one history.
    private func verify(_ receipts: [Receipt], of item: OutboxItem) async throws {
        guard receipts.count == item.parts.count else {
            throw LedgerError(.serviceAnswer, "\(receipts.count) receipts for \(item.parts.count) events")
        }
        guard let remembered = try await rememberedNow() else { throw LedgerError(.memoryLedger) }
        for (receipt, part) in zip(receipts, item.parts) {
            // Also the signature lines: annex D14.
            let isOurs = receipt.entry.event.bytes == part.event.bytes
            do {
                guard isOurs else { throw LedgerError(.proofWrong, "the entry holds another event") }
                try await acceptKeys(of: receipt.proof.checkpoint, remembered)
                let keys = try await rememberedNow()?.logKeys ?? remembered.logKeys
                try receipt.verify(event: part.event, origin: remembered.ledger, logKeys: keys)
            } catch let error as LedgerError
                where [.proofWrong, .noteUnverified, .checkpointOrigin].contains(error.code)
            {
                let evidence = Evidence(
                    code: error.code, time: now(), address: connection.address, remembered: remembered,
                    answers: [receipt.bytes, part.event.bytes])
                throw try await stop(error.code, evidence)
            }
        }
    }

    /// Takes the receipt's checkpoint into the memory, a new key of it included.
    private func acceptKeys(of shown: SignedCheckpoint, _ remembered: RememberedLedger) async throws {
        if shown == remembered.checkpoint { return }
        try await accept(shown)
    }

    /// Whether the service has answered that nothing was written and nothing will be.
    private static func isRefusal(_ code: ErrorCode) -> Bool {
        let open: [ErrorCode] = [
            .serviceUnreachable, .serviceUntrusted, .serviceSilent, .serviceAnswer, .queueFull, .writerStopped,
            .storeUnknown, .requestSlow, .storeFull, .storeFailed,
        ]
        return !open.contains(code)
    }
}
