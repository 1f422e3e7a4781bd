import Foundation
import Ledger

/// A client that believes a service nothing: every use starts from what was verified before, and what contradicts it
/// stops the client loudly, with the evidence kept as a file.
///
/// What it does not do: judge roles and rules. That is `ledgerctl verify`, which reads the whole ledger.
public actor VerifyingClient {
    /// The service.
    public nonisolated let connection: LedgerConnection
    /// What this machine remembers.
    public nonisolated let memory: LedgerMemory
    let pin: FoundingPin?
    let now: @Sendable () -> Timestamp

    /// A ledger whose memory holds as of this moment.
    public struct Synced: Sendable, Hashable {
        /// What is remembered now.
        public let remembered: RememberedLedger
        /// Whether the ledger was met for the first time: nobody but the founding sheet can vouch for it then.
        public let isFirstUse: Bool
    }

    /// Opens the memory; nothing is asked yet. `pin` is what the person holds of entry 0 on paper.
    /// - Throws: `memory.exposed`, `file.unwritable`.
    public init(
        _ connection: LedgerConnection, state: StateFolder, pin: FoundingPin? = nil,
        now: @escaping @Sendable () -> Timestamp
    ) async throws {
        self.connection = connection
        self.pin = pin
        self.now = now
        memory = try await OffPool.run { try LedgerMemory(state) }
    }

    // MARK: Each use

    /// Fetches the newest checkpoint and demands that it continues what was verified before.
    /// - Throws: `memory.fork`, `memory.rollback`, `memory.ledger`, `memory.key`, each with the path of the evidence;
    ///   `founding.differs` where the pin does not fit; what the service answers.
    @discardableResult
    public func sync() async throws -> Synced {
        for _ in 0..<VerifyingClient.maximumRaces {
            guard let remembered = try await expected() else {
                if let met = try await meet() { return met }
                continue
            }
            let shown = try await connection.checkpoint()
            let judged = try await judge(shown, against: remembered)
            if try await remember(judged, after: remembered) { return Synced(remembered: judged, isFirstUse: false) }
        }
        throw LedgerError(.fileUnwritable, "\(memory.folder.path): other processes keep replacing it")
    }

    /// The newest entry, its inclusion verified: what an event may name as seen.
    /// - Throws: what ``sync()`` throws; `proof.wrong`.
    public func seen() async throws -> SeenEntry {
        let remembered = try await sync().remembered
        guard remembered.size > 0 else { throw LedgerError(.ledgerMissing, "\(connection.address)") }
        return try await seen(EntryIndex(remembered.size - 1), under: remembered.checkpoint.checkpoint)
    }

    /// An entry's leaf hash, its inclusion under the newest checkpoint verified.
    /// - Throws: `proof.range`, `proof.wrong`.
    public func seen(_ index: EntryIndex) async throws -> SeenEntry {
        try await seen(index, under: sync().remembered.checkpoint.checkpoint)
    }

    private func seen(_ index: EntryIndex, under checkpoint: Checkpoint) async throws -> SeenEntry {
        guard index.value < checkpoint.size else { throw LedgerError(.proofRange, "entry \(index)") }
        let given = try await connection.inclusion(of: index, size: checkpoint.size)
        let holds = TreeVerifier.inclusionHolds(
            leaf: given.leaf.digest, index: index.value, size: checkpoint.size, proof: given.proof,
            root: checkpoint.root)
        guard holds else { throw LedgerError(.proofWrong, "entry \(index) of \(checkpoint.size)") }
        return SeenEntry(index: index, leaf: given.leaf)
    }

    /// A receipt of an entry that leads to a checkpoint which continues the memory.
    public func receipt(_ index: EntryIndex) async throws -> Receipt {
        let remembered = try await sync().remembered
        let receipt = try await connection.receipt(index)
        try receipt.verify(event: nil, origin: remembered.ledger, logKeys: remembered.logKeys)
        try await accept(receipt.proof.checkpoint)
        return receipt
    }

    /// Takes a checkpoint of a receipt into the memory: an older one must be continued by what is remembered, a newer one
    /// must continue it.
    func accept(_ shown: SignedCheckpoint) async throws {
        for _ in 0..<VerifyingClient.maximumRaces {
            guard let remembered = try await expected() else { throw LedgerError(.memoryLedger) }
            if shown.checkpoint.size < remembered.size {
                try await requireEarlier(shown, than: remembered)
                return
            }
            let judged = try await judge(shown, against: remembered)
            if try await remember(judged, after: remembered) { return }
        }
        throw LedgerError(.fileUnwritable, "\(memory.folder.path): other processes keep replacing it")
    }

    // MARK: Judging

    private static let maximumRaces = 8

    /// Whether a ledger is expected at this address already.
    public func isKnown() async throws -> Bool { try await expected() != nil }

    func rememberedNow() async throws -> RememberedLedger? { try await expected() }

    private func expected() async throws -> RememberedLedger? {
        let (memory, audience) = (memory, connection.address.audience)
        let remembered = try await OffPool.run { () -> RememberedLedger? in
            guard let founding = try memory.founding(at: audience) else { return nil }
            guard let remembered = try memory.ledger(founding) else {
                throw LedgerError(.memoryDamaged, memory.folder.ledgerFolder(founding) + "/memory is missing")
            }
            return remembered
        }
        if let remembered {
            if let pin, !pin.fits(remembered.founding) { throw LedgerError(.foundingDiffers, "\(audience)") }
            await connection.trust(remembered.identity)
        }
        return remembered
    }

    func remember(_ new: RememberedLedger, after old: RememberedLedger?) async throws -> Bool {
        if let old, old.checkpoint == new.checkpoint, old.keys == new.keys { return true }
        let memory = memory
        return try await OffPool.run { try memory.replace(old, with: new) }
    }

    /// What the memory becomes when the service shows this checkpoint, or a loud stop.
    func judge(_ shown: SignedCheckpoint, against remembered: RememberedLedger) async throws -> RememberedLedger {
        let named = shown.checkpoint
        var evidence = Evidence(
            code: .memoryLedger, time: now(), address: connection.address, remembered: remembered, shown: shown)
        guard named.origin == remembered.ledger else { throw try await stop(.memoryLedger, evidence) }
        guard (try? shown.note.verified(by: remembered.logKeys)) != nil else {
            evidence.told = try? await connection.ledger()
            let isOther = evidence.told.map { Bytes($0.founding.utf8) != Bytes(remembered.founding.base64.utf8) }
            throw try await stop(isOther == true ? .memoryLedger : .memoryKey, evidence)
        }
        guard named.size >= remembered.size else { throw try await stop(.memoryRollback, evidence) }
        let proof =
            named.size == remembered.size
            ? [] : try await connection.consistency(from: remembered.size, to: named.size)
        evidence.proof = proof
        let old = remembered.checkpoint.checkpoint
        let continues = TreeVerifier.consistencyHolds(
            oldSize: old.size, oldRoot: old.root, size: named.size, root: named.root, proof: proof)
        guard continues else { throw try await stop(.memoryFork, evidence) }
        var judged = remembered
        judged.checkpoint = shown
        judged.verified = now()
        judged.keys += try await rotatedKeys(beyond: remembered, shownIn: shown, evidence)
        return judged
    }

    /// A checkpoint that is older than the memory must be continued by it.
    private func requireEarlier(_ shown: SignedCheckpoint, than remembered: RememberedLedger) async throws {
        _ = try shown.note.verified(by: remembered.logKeys)
        let proof = try await connection.consistency(from: shown.checkpoint.size, to: remembered.size)
        let (old, new) = (shown.checkpoint, remembered.checkpoint.checkpoint)
        let continues = TreeVerifier.consistencyHolds(
            oldSize: old.size, oldRoot: old.root, size: new.size, root: new.root, proof: proof)
        guard continues else {
            let evidence = Evidence(
                code: .memoryFork, time: now(), address: connection.address, remembered: remembered, shown: shown,
                proof: proof)
            throw try await stop(.memoryFork, evidence)
        }
    }

    /// Keeps the evidence and gives the error that says where it is.
    func stop(_ code: ErrorCode, _ evidence: Evidence) async throws -> LedgerError {
        let evidence = evidence.named(code)
        let memory = memory
        let path = try await OffPool.run {
            try evidence.keep(in: memory, founding: evidence.remembered?.founding)
        }
        return LedgerError(code, "evidence 证据: \(path)")
    }
}
