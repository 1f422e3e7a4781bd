/// The start guard of design section 4: a ledger that is smaller than its checkpoint file says, or has another root
/// there, is not opened for writing.
enum StartGuard {
    /// Compares store and checkpoint file.
    /// - Throws: `ledger.behind`, `checkpoint.missing`, `note.unverified`.
    static func check(store: any EventStore, file: CheckpointFile, ledger: LedgerName, keys: [VerifierKey]) throws {
        let signed = try file.read()
        let checkpoint = signed.checkpoint
        guard checkpoint.origin == ledger else { throw LedgerError(.checkpointOrigin, "\(checkpoint.origin)") }
        _ = try signed.note.verified(by: keys)
        let size = try store.size()
        guard checkpoint.size <= size else {
            throw LedgerError(.ledgerBehind, "ledger \(size), checkpoint \(checkpoint.size)")
        }
        let root = try TreeProver.root(size: checkpoint.size) { position in
            guard let hash = try store.storedHash(position) else {
                throw LedgerError(.ledgerBehind, "stored hash \(position) is missing")
            }
            return hash
        }
        guard root == checkpoint.root else {
            throw LedgerError(.ledgerBehind, "another root at size \(checkpoint.size)")
        }
    }

    /// The chain's end and the tree's edge, as stored.
    /// - Throws: `store.damaged` where they disagree.
    static func head(of store: any EventStore) throws -> (head: ChainHead, tree: CompactTree) {
        let size = try store.size()
        guard size > 0 else { return (.empty, CompactTree()) }
        let peaks = try StoredHashes.peakPositions(size: size).map { position in
            guard let hash = try store.storedHash(position) else {
                throw LedgerError(.storeDamaged, "stored hash \(position)")
            }
            return hash
        }
        let last = EntryIndex(size - 1)
        guard let tree = CompactTree(size: size, peaks: peaks), let ancestor = try store.ancestor(last),
            try store.storedHash(StoredHashes.position(level: 0, number: size - 1)) == ancestor.leaf.digest
        else { throw LedgerError(.storeDamaged, "the last entry and its stored hash differ", index: last) }
        return (ChainHead(size: size, leaf: ancestor.leaf, received: ancestor.received), tree)
    }
}
