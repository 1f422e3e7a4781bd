/// The hashes that the receipts of a batch need, at hand: those of the batch and the peaks of the tree before it.
struct RecentHashes {
    private let base: UInt64
    private let hashes: [Digest]
    private var peaks: [UInt64: Digest] = [:]

    init(batch: [Digest], before: CompactTree) {
        base = StoredHashes.count(size: before.size)
        hashes = batch
        for (position, peak) in zip(StoredHashes.peakPositions(size: before.size), before.peaks) {
            peaks[position] = peak
        }
    }

    subscript(position: UInt64) -> Digest? {
        if position >= base, position - base < UInt64(hashes.count) { return hashes[Int(position - base)] }
        return peaks[position]
    }
}
