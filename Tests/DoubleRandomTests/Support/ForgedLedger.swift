import Draw
import Foundation

@testable import DoubleRandom
@testable import Ledger

/// Rule set 1 with its rules switched off: what the rules refuse enters all the same, and changes nothing. It passes for
/// set 1, since number and document are those.
struct LaxRuleSet: RuleSet {
    private let strict = RuleSet1()
    var number: UInt64 { strict.number }
    var document: Digest { strict.document }

    func visibility(of recordType: TypeName) -> Visibility? { strict.visibility(of: recordType) }

    func rule(for type: TypeName) -> EventRule? {
        guard let rule = strict.rule(for: type) else { return nil }
        return EventRule(
            signatures: rule.signatures, isOfficeDecision: rule.isOfficeDecision, clock: rule.clock,
            writes: rule.writes, statedReceived: rule.statedReceived
        ) { context in
            do { return try rule.admit(context) } catch {
                context.state.rejectSubmission()
                return []
            }
        }
    }
}

/// A bench's chain as a ledger directory with everything that belongs into one, as its daemon would have left it: whoever
/// holds the daemon's keys writes whatever the bench took.
final class ForgedLedger {
    let directory: LedgerDirectory

    init(_ bench: Bench) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/forged-" + Random.bytes(8).map { "\($0)" }.joined()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        directory = LedgerDirectory(folder)
        let store = try SQLiteStore(path: directory.database, mode: .create)
        _ = try Vault(path: directory.vault, key: bench.service[2].secret, create: true)
        for text in bench.attachments {
            guard let id = Digest(Hash256.hash(text).bytes) else { continue }
            var chunk: Bytes? = text
            try store.storeAttachment(
                StoredAttachment(id: id, size: UInt64(text.count), chunks: 1, keyName: nil)
            ) {
                defer { chunk = nil }
                return chunk
            }
        }
        var tree = CompactTree()
        var hashes: [Digest] = []
        var appended: [AppendedEntry] = []
        for (place, entry) in bench.entries.enumerated() {
            tree.append(entry.leaf.digest) { hashes.append($0) }
            appended.append(
                AppendedEntry(entry: entry, channel: bench.channels[place], data: bench.data[place], personal: []))
        }
        try store.append(
            AppendBatch(
                expectedSize: 0, entries: appended, hashes: hashes,
                stateChanges: bench.memory.rows.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }))
        try store.close()
        try directory.checkpointFile.write(
            SignedCheckpoint(
                signing: Checkpoint(origin: Bench.origin, size: tree.size, root: tree.root), with: [bench.checkpoint]))
    }

    deinit { try? FileManager.default.removeItem(atPath: directory.path) }

    /// As an honest verifier sees it.
    func verify() throws -> VerifyReport {
        try Verify.directory(directory, book: RuleBook([RuleSet0(), RuleSet1()]))
    }
}
