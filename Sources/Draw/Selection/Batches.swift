/// Batches 批次 of drawn objects, also of a full-coverage item whose order is drawn.
public enum Batches {
    /// Sorts by ticket B (ties: smaller id) and cuts into `count` batches, the first (n mod count) one larger.
    ///
    /// Not by the selection keys: across strata with different ratios these are not comparable, and the winners of a small
    /// ratio would always stand in the first batch.
    public static func cut(_ ids: [DrawID], into count: Int, seed: Hash256) -> [[DrawID]] {
        let maker = TicketMaker(.batch, seed: seed)
        var ranked = ids.map { (id: $0, ticket: maker.ticket($0)) }
        ranked.sort { (left, right) -> Bool in
            left.ticket != right.ticket ? left.ticket < right.ticket : left.id < right.id
        }
        let sorted = ranked.map { $0.id }
        let count = max(1, count)
        var batches: [[DrawID]] = []
        var start = 0
        for place in 0..<count {
            let size = sorted.count / count + (place < sorted.count % count ? 1 : 0)
            batches.append(Array(sorted[start..<(start + size)]))
            start += size
        }
        return batches
    }
}
