#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The chance of each weight to be among the `size` lowest keys of a stratum: the exact law of the exponential race.
///
/// Object i arrives at a time with rate w_i; P(i among the first k) is the integral over the time of its arrival of
/// P(fewer than k others have arrived). Time is measured by the time τ at which k are expected, t = −4τ log(1 − s), so that
/// what happens lies well inside 0 ≤ s < 1 for every size.
enum InclusionLaw {
    private static let nodes = 1_000
    private static let work = 1_000_000_000

    /// The chance by weight, from the number of objects of each weight; nil where this would take too long.
    static func chances(_ counts: [Int: Int], size: Int) -> [Int: Double]? {
        let total = counts.values.reduce(0, +)
        guard size > 0, total > 0 else { return counts.mapValues { _ in 0 } }
        guard size < total else { return counts.mapValues { _ in 1 } }
        if counts.count == 1 { return counts.mapValues { _ in Double(size) / Double(total) } }
        let classes = counts.sorted { $0.key < $1.key }
        let (cost, overflow) = (size * size).multipliedReportingOverflow(by: classes.count * classes.count * nodes)
        guard !overflow, cost <= work else { return nil }
        // Stretched, so that the integrand has died away smoothly before s = 1.
        let scale = 4 * time(classes, size: size)
        var chances: [Int: Double] = [:]
        for own in classes {
            // Simpson's rule; at s = 1 everybody has arrived.
            var sum = 0.0
            for node in 0..<nodes {
                let factor = node == 0 ? 1.0 : node % 2 == 1 ? 4.0 : 2.0
                let s = Double(node) / Double(nodes)
                let t = -scale * log(1 - s)
                let density = Double(own.key) * exp(-Double(own.key) * t) * scale / (1 - s)
                sum += factor * density * fewerArrived(classes, own: own.key, at: t, than: size)
            }
            chances[own.key] = sum / Double(3 * nodes)
        }
        return chances
    }

    /// When as many are expected to have arrived.
    private static func time(_ classes: [(key: Int, value: Int)], size: Int) -> Double {
        var (low, high) = (0.0, 1.0)
        func arrived(_ t: Double) -> Double {
            classes.reduce(0) { $0 + Double($1.value) * (1 - exp(-Double($1.key) * t)) }
        }
        while arrived(high) < Double(size), high < 1e6 { high *= 2 }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if arrived(middle) < Double(size) { low = middle } else { high = middle }
        }
        return high
    }

    private static func fewerArrived(
        _ classes: [(key: Int, value: Int)], own: Int, at t: Double, than size: Int
    ) -> Double {
        // How many have arrived: the chances of 0 … size − 1.
        var arrived = [1.0]
        for (weight, count) in classes {
            let others = weight == own ? count - 1 : count
            let binomial = binomial(others, missing: exp(-Double(weight) * t), limit: size)
            var next = [Double](repeating: 0, count: min(size, arrived.count + binomial.count - 1))
            for (left, a) in arrived.enumerated() {
                for (right, b) in binomial.enumerated() where left + right < next.count { next[left + right] += a * b }
            }
            arrived = next
        }
        return arrived.reduce(0, +)
    }

    /// P(X = 0), …, P(X = limit − 1) of a binomial law, by logarithms so that large numbers do not underflow to nothing.
    private static func binomial(_ count: Int, missing: Double, limit: Int) -> [Double] {
        if missing >= 1 || count == 0 { return [1] }
        if missing <= 0 { return count < limit ? [Double](repeating: 0, count: count) + [1] : [0] }
        let (hit, miss) = (log(1 - missing), log(missing))
        var choose = 0.0
        return (0...min(count, limit - 1)).map { number in
            if number > 0 { choose += log(Double(count - number + 1)) - log(Double(number)) }
            return exp(choose + Double(number) * hit + Double(count - number) * miss)
        }
    }
}
