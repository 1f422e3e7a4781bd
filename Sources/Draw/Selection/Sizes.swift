// How many are drawn of each stratum. Fixed at freeze and printed in it: nothing here depends on the seed.

extension PlanText {
    /// The number of each stratum in plan order, from the number of objects of each stratum in the same order.
    ///
    /// By ratio: min(N, max, max(min, rounded ratio)). By total: every stratum starts at min(min, max, N); then one seat at
    /// a time goes to the largest `w·T − got·W` (w = N · multiplier, W their sum) that is still below min(max, N), ties in
    /// plan order, until T seats are given or every stratum is full. Throws `draw.totalTooSmall` where the minimums alone
    /// exceed the total.
    public func sizes(of counts: [Int]) throws -> [Int] {
        guard counts.count == strata.count, counts.allSatisfy({ 0...DrawLimits.lines ~= $0 }) else {
            throw DrawError(.planWrong, "\(counts.count) counts for \(strata.count) strata")
        }
        let ceilings = zip(strata, counts).map { min($1, $0.maximum ?? $1) }
        guard let total else {
            return strata.indices.map { place in
                min(ceilings[place], max(strata[place].minimum, strata[place].rounded(counts[place])))
            }
        }
        return try seats(total: total, counts: counts, ceilings: ceilings)
    }

    private func seats(total: Int, counts: [Int], ceilings: [Int]) throws -> [Int] {
        var got = zip(strata, ceilings).map { min($0.minimum, $1) }
        var left = total - got.reduce(0, +)
        guard left >= 0 else { throw DrawError(.totalTooSmall, "\(total - left) of \(total)") }
        let weights = zip(strata, counts).map { $0.numerator * $1 }
        let sum = weights.reduce(0, +)
        // A binary heap of strata below their ceiling: largest claim first, then plan order.
        var heap = strata.indices.filter { got[$0] < ceilings[$0] }
        func claim(_ place: Int) -> Int { weights[place] * total - got[place] * sum }
        func precedes(_ left: Int, _ right: Int) -> Bool {
            let (a, b) = (claim(left), claim(right))
            return a != b ? a > b : left < right
        }
        heap.sort(by: precedes)
        while left > 0, !heap.isEmpty {
            got[heap[0]] += 1
            left -= 1
            if got[heap[0]] == ceilings[heap[0]] {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            var place = 0
            while true {
                var first = place
                for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                    if precedes(heap[child], heap[first]) { first = child }
                }
                if first == place { break }
                heap.swapAt(place, first)
                place = first
            }
        }
        return got
    }
}

extension StratumPlan {
    /// The ratio of N objects as a whole number; exact, since N · num stays below 2^53.
    func rounded(_ count: Int) -> Int {
        switch rounding {
        case .up: (count * numerator + denominator - 1) / denominator
        case .half: (2 * count * numerator + denominator) / (2 * denominator)
        }
    }
}
