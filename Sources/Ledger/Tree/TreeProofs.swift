// Inclusion and consistency proofs of RFC 6962 sections 2.1.1 and 2.1.2, made from stored hashes and verified as
// RFC 9162 sections 2.1.3.2 and 2.1.4.2 write the algorithms down.
// https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1  https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2
//
// Example: in a tree of 3 leaves the proof of leaf 0 is [leaf 1, leaf 2]; from size 2 to size 3 it is [leaf 2].

/// Makes proofs. `hash` gives the stored hash at a dense position (see ``StoredHashes``).
public enum TreeProver {
    /// The audit path of leaf `index` in the tree of `size` leaves, leaf to root.
    public static func inclusion(
        index: UInt64, size: UInt64, hash: (UInt64) throws -> Digest
    ) throws -> [Digest] {
        guard index < size else { throw LedgerError(.proofRange, "leaf \(index) of \(size)") }
        var path: [Digest] = []
        var low: UInt64 = 0
        var high = size
        var siblings: [(UInt64, UInt64)] = []
        while high - low > 1 {
            let middle = low + split(high - low)
            if index < middle {
                siblings.append((middle, high))
                high = middle
            } else {
                siblings.append((low, middle))
                low = middle
            }
        }
        for (start, end) in siblings.reversed() { path.append(try root(from: start, to: end, hash: hash)) }
        return path
    }

    /// The proof that the tree of `size` leaves continues the one of `oldSize` leaves; empty where they are equal.
    public static func consistency(
        oldSize: UInt64, size: UInt64, hash: (UInt64) throws -> Digest
    ) throws -> [Digest] {
        guard oldSize >= 1, oldSize <= size else { throw LedgerError(.proofRange, "\(oldSize) to \(size)") }
        if oldSize == size { return [] }
        var parts: [(UInt64, UInt64)] = []
        var low: UInt64 = 0
        var high = size
        var wholeIsOld = true
        while oldSize != high {
            let middle = low + split(high - low)
            if oldSize <= middle {
                parts.append((middle, high))
                high = middle
            } else {
                parts.append((low, middle))
                low = middle
                wholeIsOld = false
            }
        }
        if !wholeIsOld { parts.append((low, high)) }
        return try parts.reversed().map { try root(from: $0.0, to: $0.1, hash: hash) }
    }

    /// The root of leaves `0..<size`.
    public static func root(size: UInt64, hash: (UInt64) throws -> Digest) throws -> Digest {
        size == 0 ? RFC6962.emptyRoot : try root(from: 0, to: size, hash: hash)
    }

    private static func root(from start: UInt64, to end: UInt64, hash: (UInt64) throws -> Digest) throws -> Digest {
        let parts = StoredHashes.subtrees(from: start, to: end)
        var result: Digest?
        for part in parts.reversed() {
            let stored = try hash(StoredHashes.position(level: part.level, number: part.number))
            result = result.map { RFC6962.nodeHash(stored, $0) } ?? stored
        }
        return result ?? RFC6962.emptyRoot
    }

    /// The largest power of two below `size`, for a size of 2 or more.
    private static func split(_ size: UInt64) -> UInt64 {
        1 << UInt64(63 - (size - 1).leadingZeroBitCount)
    }
}

/// Verifies proofs.
public enum TreeVerifier {
    /// The longest proof that any tree below 2^53 leaves can need.
    public static let maximumProofLength = 63

    /// Whether `proof` leads from the leaf hash at `index` to the root of the tree of `size` leaves.
    public static func inclusionHolds(
        leaf: Digest, index: UInt64, size: UInt64, proof: [Digest], root: Digest
    ) -> Bool {
        guard index < size, proof.count <= maximumProofLength else { return false }
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            if last == 0 { return false }
            if node & 1 == 1 || node == last {
                hash = RFC6962.nodeHash(sibling, hash)
                if node & 1 == 0 {
                    while node & 1 == 0 && node != 0 {
                        node >>= 1
                        last >>= 1
                    }
                }
            } else {
                hash = RFC6962.nodeHash(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the tree (`size`, `root`) continues the tree (`oldSize`, `oldRoot`). A size of 0 proves nothing and is
    /// refused, 0 to 0 too, as the reference implementations do.
    public static func consistencyHolds(
        oldSize: UInt64, oldRoot: Digest, size: UInt64, root: Digest, proof: [Digest]
    ) -> Bool {
        guard oldSize >= 1, oldSize <= size, proof.count <= maximumProofLength else { return false }
        if oldSize == size { return proof.isEmpty && oldRoot == root }
        var path = proof[...]
        // A perfect old tree is itself a node of the new one and is left out of the proof.
        if oldSize.nonzeroBitCount == 1 { path = [oldRoot] + path }
        guard let first = path.popFirst() else { return false }
        var node = oldSize - 1
        var last = size - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var oldHash = first
        var newHash = first
        for sibling in path {
            if last == 0 { return false }
            if node & 1 == 1 || node == last {
                oldHash = RFC6962.nodeHash(sibling, oldHash)
                newHash = RFC6962.nodeHash(sibling, newHash)
                if node & 1 == 0 {
                    while node & 1 == 0 && node != 0 {
                        node >>= 1
                        last >>= 1
                    }
                }
            } else {
                newHash = RFC6962.nodeHash(newHash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == oldRoot && newHash == root
    }
}
