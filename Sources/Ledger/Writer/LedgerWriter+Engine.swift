// What the daemon itself says, design principle 4: composed on the writer's executor, so that it names the head of the
// moment, signed with the engine's key, admitted as any other event.

extension LedgerWriter {
    /// Composes an event that the daemon itself says, signs it with the engine's key and hands it in.
    /// - Parameter type: a type whose rule has the engine sign.
    /// - Throws: `key.service` where this process does not hold the engine key that serves, and what ``submit(_:)``
    ///   throws.
    public func append(own type: TypeName, data: [Bytes], channel: Channel) async throws -> Receipt {
        do {
            return try await submit(Submission(events: [try composeOwn(type, data)], channel: channel))[0]
        } catch let error as LedgerError where error.code == .keyRetired {
            // A new engine key took over between signing and admission.
            return try await submit(Submission(events: [try composeOwn(type, data)], channel: channel))[0]
        }
    }

    /// Appends that an actor opens records which are not public yet; the answer may leave after that.
    /// - Throws: what ``append(own:data:channel:)`` throws.
    public func append(reading records: [EarlyAccess], channel: Channel) async throws -> Receipt {
        try await append(
            own: AccessRules.type, data: records.map { $0.record(nonce: Random.bytes(16)) }, channel: channel)
    }

    private func composeOwn(_ type: TypeName, _ data: [Bytes]) throws -> SubmittedEvent {
        guard head.size > 0, let serving = try ServiceKey.engine.keys(in: admission.state).last,
            let signer = keys.engines.first(where: { $0.key == serving })
        else { throw LedgerError(.serviceKeyWrong, "the engine key of \(ledger)") }
        let now = clock()
        var draft = try DraftEvent(
            ledger: ledger, type: type, time: max(now, head.received ?? now),
            seen: SeenEntry(index: EntryIndex(head.size - 1), leaf: head.leaf), data: data, random: Random.bytes(10))
        draft.sign(with: signer)
        return try draft.submitted()
    }
}
