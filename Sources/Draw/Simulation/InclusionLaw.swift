#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The chance of each weight to be among the `size` lowest keys of a stratum: the exact law of the exponential race.
///
/// Object i arrives at a time with rate w_i. With u its own quantile, P(i among the first k) is the integral over u in [0, 1]
/// of P(fewer than k others have arrived), each other with chance 1 − (1 − u)^(w_j / w_i).
enum InclusionLaw {
    private static let nodes = 240
    private static let work = 200_000_000

    /// The chance by weight, from the number of objects of each weight; nil where this would take too long.
    static func chances(_ counts: [Int: Int], size: Int) -> [Int: Double]? {
        let total = counts.values.reduce(0, +)
        guard size > 0, total > 0 else { return counts.mapValues { _ in 0 } }
        guard size < total else { return counts.mapValues { _ in 1 } }
        if counts.count == 1 { return counts.mapValues { _ in Double(size) / Double(total) } }
        let classes = counts.sorted { $0.key < $1.key }
        let (cost, overflow) = (size * size).multipliedReportingOverflow(by: classes.count * classes.count * nodes)
        guard !overflow, cost <= work else { return nil }
        var chances: [Int: Double] = [:]
        for own in classes {
            // Simpson's rule.
            var sum = 0.0
            for node in 0...nodes {
                let factor = node == 0 || node == nodes ? 1.0 : node % 2 == 1 ? 4.0 : 2.0
                sum += factor * fewerArrived(classes, own: own.key, at: Double(node) / Double(nodes), than: size)
            }
            chances[own.key] = sum / Double(3 * nodes)
        }
        return chances
    }

    private static func fewerArrived(
        _ classes: [(key: Int, value: Int)], own: Int, at u: Double, than size: Int
    ) -> Double {
        // How many have arrived: the chances of 0 … size − 1.
        var arrived = [1.0]
        for (weight, count) in classes {
            let others = weight == own ? count - 1 : count
            let chance = 1 - pow(1 - u, Double(weight) / Double(own))
            let binomial = binomial(others, chance, limit: size)
            var next = [Double](repeating: 0, count: min(size, arrived.count + binomial.count - 1))
            for (left, a) in arrived.enumerated() {
                for (right, b) in binomial.enumerated() where left + right < next.count { next[left + right] += a * b }
            }
            arrived = next
        }
        return arrived.reduce(0, +)
    }

    /// P(X = 0), …, P(X = limit − 1) of a binomial law, by logarithms so that large numbers do not underflow to nothing.
    private static func binomial(_ count: Int, _ chance: Double, limit: Int) -> [Double] {
        if chance <= 0 { return [1] }
        if chance >= 1 { return count < limit ? [Double](repeating: 0, count: count) + [1] : [0] }
        let (hit, miss) = (log(chance), log(1 - chance))
        var choose = 0.0
        return (0...min(count, limit - 1)).map { number in
            if number > 0 { choose += log(Double(count - number + 1)) - log(Double(number)) }
            return exp(choose + Double(number) * hit + Double(count - number) * miss)
        }
    }
}
