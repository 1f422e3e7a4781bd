/// The right edge of a Merkle tree: as many hashes as the size has one-bits, enough to append and to know the root.
///
/// Example: after 7 leaves it holds the roots of the perfect subtrees over 0–3, 4–5 and 6.
public struct CompactTree: Sendable, Equatable {
    /// The number of leaves.
    public private(set) var size: UInt64
    /// Roots of perfect subtrees, the largest first.
    public private(set) var peaks: [Digest]

    /// A tree without leaves.
    public init() {
        size = 0
        peaks = []
    }

    /// A tree whose peaks are known; nil where their number does not fit the size.
    public init?(size: UInt64, peaks: [Digest]) {
        guard size.nonzeroBitCount == peaks.count else { return nil }
        self.size = size
        self.peaks = peaks
    }

    /// Appends a leaf hash and hands every hash that this completes to `store`, in the dense order of
    /// ``StoredHashes``: the leaf first, then the nodes above it.
    public mutating func append(_ leaf: Digest, store: (Digest) throws -> Void) rethrows {
        var hash = leaf
        try store(hash)
        var position = size
        while position & 1 == 1 {
            hash = RFC6962.nodeHash(peaks.removeLast(), hash)
            try store(hash)
            position >>= 1
        }
        peaks.append(hash)
        size += 1
    }

    /// Appends a leaf hash.
    public mutating func append(_ leaf: Digest) { append(leaf) { _ in } }

    /// The root: the peaks folded from the right.
    public var root: Digest {
        guard var hash = peaks.last else { return RFC6962.emptyRoot }
        for peak in peaks.dropLast().reversed() { hash = RFC6962.nodeHash(peak, hash) }
        return hash
    }
}
