import Testing

@testable import Ledger

/// Keys and notes for the format tests. Every name is fictional; every key comes from a seed of one repeated byte.
enum FormatFixtures {
    static let origin = "ledger.example/commerce"

    static func signer(
        _ name: String = origin, _ algorithm: KeyAlgorithm = .ed25519, seed: UInt8 = 1
    ) throws -> NoteSigner {
        let seed = try SecretBytes(count: 32) { target in
            for index in target.indices { target[index] = seed }
        }
        return try NoteSigner(name: #require(KeyName(name)), algorithm: algorithm, seed: seed)
    }

    /// A tree over the entries given as text.
    static func tree(_ entries: [String]) -> CompactTree {
        var tree = CompactTree()
        for entry in entries { tree.append(RFC6962.leafHash(Bytes(entry.utf8))) }
        return tree
    }

    /// A checkpoint over the entries, signed by the log and then by whoever else.
    static func checkpoint(
        _ entries: [String], origin: String = origin, signers: [NoteSigner]? = nil, time: UInt64 = 1
    ) throws -> SignedCheckpoint {
        let tree = tree(entries)
        let checkpoint = Checkpoint(origin: try #require(LedgerName(origin)), size: tree.size, root: tree.root)
        let note = try SignedNote(
            signing: checkpoint.text, with: signers ?? [signer(origin)], time: time)
        return try SignedCheckpoint(parsing: note.bytes)
    }
}

extension Bytes {
    init(_ text: String) { self.init(text.utf8) }
}

/// The error that `body` throws, so that its detail can be compared too.
func ledgerError<Result>(_ body: () throws -> Result) -> LedgerError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? LedgerError
    }
}
