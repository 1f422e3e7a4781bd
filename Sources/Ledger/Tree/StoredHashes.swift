// The dense order of stored hashes: after leaf n stand the hashes of all perfect subtrees that n completes, so that a
// log of n leaves stores n leaves and n − popcount(n) nodes in the order in which they come to be, and never changes
// one. The layout is the one described in Russ Cox, "Transparent Logs for Skeptical Clients" (2019),
// https://research.swtch.com/tlog, appendix A.
//
// Example: leaf 0 is stored at 0, leaf 1 at 1, their node at 2, leaf 2 at 3, leaf 3 at 4, its two nodes at 5 and 6.

/// Positions in the dense order.
public enum StoredHashes {
    /// The number of hashes that a tree of `size` leaves stores.
    public static func count(size: UInt64) -> UInt64 {
        size == 0 ? 0 : 2 * size - UInt64(size.nonzeroBitCount)
    }

    /// The position of the hash of the perfect subtree at `level` that starts at leaf `number << level`.
    public static func position(level: Int, number: UInt64) -> UInt64 {
        // The subtree is complete with its last leaf; its hash follows that leaf by `level` places.
        let lastLeaf = ((number + 1) << UInt64(level)) - 1
        return count(size: lastLeaf) + UInt64(level)
    }

    /// Where the peaks of a tree of `size` leaves are stored, the largest subtree first.
    public static func peakPositions(size: UInt64) -> [UInt64] {
        subtrees(from: 0, to: size).map { position(level: $0.level, number: $0.number) }
    }

    /// The perfect subtrees that cover leaves `from..<to`, in order, for a range that RFC 6962 splits so.
    static func subtrees(from start: UInt64, to end: UInt64) -> [(level: Int, number: UInt64)] {
        var result: [(level: Int, number: UInt64)] = []
        var start = start
        while start < end {
            let room = end - start
            let byRoom = 63 - room.leadingZeroBitCount
            let level = start == 0 ? byRoom : min(byRoom, start.trailingZeroBitCount)
            result.append((level, start >> UInt64(level)))
            start += 1 << UInt64(level)
        }
        return result
    }
}
