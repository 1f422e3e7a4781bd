import Ledger

// A new checkpoint key, annex D12: proposed by `ledger.rekeyed/1`, which the new key signs too, and confirmed by
// `ledger.confirmed/1`; it counts from the entry after the confirmation.

extension VerifyingClient {
    /// Whose word receipts of a rotation stand on.
    enum RotationTrust {
        /// Keys that this client verified before.
        case memory
        /// At first use: also the keys that the service names, each of which must still be shown.
        case service(WireLedger)
    }

    /// The keys that signed a checkpoint and are not remembered, where the ledger shows who proposed and who confirmed
    /// them. A key that nobody shows is not learned; one that is shown wrongly stops the client.
    func rotatedKeys(
        beyond remembered: RememberedLedger, shownIn shown: SignedCheckpoint, _ evidence: Evidence,
        trusting trust: RotationTrust = .memory
    ) async throws -> [RememberedLedger.Key] {
        let origin = remembered.ledger
        let strangers = shown.note.signatures.filter { signature in
            signature.name == origin.keyName && !remembered.logKeys.contains { signature.isNamed(by: $0) }
        }
        guard !strangers.isEmpty else { return [] }
        let told = if case .service(let told) = trust { told } else { try await connection.ledger() }
        let named = try told.checkpointKeys.filter { $0.from > 0 }.map { key in
            RememberedLedger.Key(vkey: try VerifierKey(parsing: Bytes(key.vkey.utf8)), from: key.from)
        }
        let fresh = named.filter { key in
            key.vkey.name == origin.keyName && key.vkey.algorithm == .ed25519
                && !remembered.logKeys.contains(key.vkey)
        }
        var learned: [RememberedLedger.Key] = []
        for key in fresh.sorted(by: { $0.from < $1.from }) {
            let vouching: [VerifierKey]
            switch trust {
            case .memory: vouching = remembered.logKeys + learned.map(\.vkey)
            case .service: vouching = remembered.logKeys + fresh.map(\.vkey)
            }
            do {
                try await requireRotation(to: key, origin: origin, vouching: vouching, under: shown.checkpoint)
            } catch let error as LedgerError where VerifyingClient.contradicts(error.code) {
                var evidence = evidence
                evidence.told = told
                throw try await stop(.memoryKey, evidence)
            }
            learned.append(key)
        }
        // Only what signed the checkpoint has shown itself.
        return learned.filter { key in shown.note.signatures.contains { $0.isNamed(by: key.vkey) } }
    }

    /// Proposal and confirmation of a key, each shown by a receipt that verifies.
    private func requireRotation(
        to key: RememberedLedger.Key, origin: LedgerName, vouching: [VerifierKey], under checkpoint: Checkpoint
    ) async throws {
        guard let confirming = EntryIndex(exactly: key.from - 1) else { throw LedgerError(.serviceAnswer, "from") }
        let confirmation = try await shownEntry(confirming, origin: origin, vouching: vouching, under: checkpoint)
        guard confirmation.type == "ledger.confirmed/1",
            let about = confirmation.records.first?["about"],
            let index = about["index"]?.integer.flatMap({ EntryIndex(exactly: $0) }),
            let leaf = about["leaf"]?.bytes.flatMap({ LeafHash(base64: $0) })
        else { throw LedgerError(.recordInvalid, "entry \(confirming) confirms no key") }
        let proposal = try await shownEntry(index, origin: origin, vouching: vouching, under: checkpoint)
        guard proposal.type == "ledger.rekeyed/1", proposal.entry.leaf == leaf,
            let record = proposal.records.first, record["purpose"]?.bytes == Bytes("checkpoint".utf8),
            record["vkey"]?.bytes == key.vkey.text
        else { throw LedgerError(.recordInvalid, "entry \(index) proposes no such key") }
        let note = proposal.entry.event.note
        guard let own = note.signatures.first(where: { $0.isNamed(by: key.vkey) }), note.signatures.count == 2,
            key.vkey.verifies(own, of: note.text)
        else { throw LedgerError(.signatureWrong, "\(key.vkey.id)") }
        let authors = [proposal.entry, confirmation.entry].compactMap { entry in
            entry.event.signatures.first { !$0.isNamed(by: key.vkey) }
        }
        guard authors.count == 2, authors[0].name != authors[1].name else {
            throw LedgerError(.dutiesSamePerson, "entry \(index)")
        }
        for (author, entry) in zip(authors, [proposal.entry, confirmation.entry]) {
            let vkey = try await actorKey(of: author, origin: origin, vouching: vouching, under: checkpoint)
            guard vkey.verifies(author, of: entry.event.note.text) else {
                throw LedgerError(.signatureWrong, "\(author.name)")
            }
        }
    }

    /// An entry with its data, shown by a receipt that verifies.
    struct ShownEntry {
        let entry: Entry
        let records: [IJSONValue]
        var type: String { "\(entry.event.header.type)" }
    }

    private func shownEntry(
        _ index: EntryIndex, origin: LedgerName, vouching: [VerifierKey], under checkpoint: Checkpoint
    ) async throws -> ShownEntry {
        let receipt = try await connection.receipt(index, publicly: true)
        try receipt.verify(event: nil, origin: origin, logKeys: vouching)
        try await requireSameTree(receipt.proof.checkpoint.checkpoint, checkpoint)
        let data = try RecordList(parsing: await connection.data(of: index, publicly: true))
        guard data.commitment == receipt.entry.event.header.data else { throw LedgerError(.recordRoot, "\(index)") }
        return ShownEntry(entry: receipt.entry, records: try data.records().map { try $0.value() })
    }

    /// The public key behind a signature, from a key record that the ledger holds.
    private func actorKey(
        of signature: NoteSignature, origin: LedgerName, vouching: [VerifierKey], under checkpoint: Checkpoint
    ) async throws -> VerifierKey {
        guard let type = TypeName("actor.key/1") else { throw LedgerError(.keyUnknown) }
        var after: String?
        repeat {
            let page = try await connection.records(type: type, after: after, publicly: true)
            for record in page.records {
                guard let value = try? IJSONValue(parsing: Bytes(record.line.utf8)), let text = value["vkey"]?.bytes,
                    let vkey = try? VerifierKey(parsing: text), signature.isNamed(by: vkey),
                    let index = EntryIndex(exactly: record.index)
                else { continue }
                let shown = try await shownEntry(index, origin: origin, vouching: vouching, under: checkpoint)
                guard shown.records.contains(where: { $0["vkey"]?.bytes == text }) else {
                    throw LedgerError(.recordRoot, "entry \(index)")
                }
                return vkey
            }
            guard page.next != after else { break }
            after = page.next
        } while after != nil
        throw LedgerError(.keyUnknown, "\(signature.name) \(signature.keyID)")
    }

    /// Whether an error says that what was shown is wrong, rather than that nothing was shown. A rotation's records are
    /// public: a service that asks for a session there shows something else.
    private static func contradicts(_ code: ErrorCode) -> Bool {
        let silent: [ErrorCode] = [
            .serviceUnreachable, .serviceUntrusted, .serviceSilent, .serviceAnswer, .queueFull, .writerStopped,
            .storeFailed, .requestSlow,
        ]
        return !silent.contains(code)
    }
}
