// Pearson's chi-square test, for people who want to see whether a draw follows its rule. Tail by the regularised incomplete
// gamma function, DLMF 8.7.1 (series) and 8.9.2 (continued fraction), https://dlmf.nist.gov/8.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A chi-square test 卡方检验.
public struct ChiSquareTest: Hashable, Sendable {
    /// The sum over the cells of (observed − expected)² / expected, scaled where the draws are without replacement.
    public let value: Double
    /// Degrees of freedom.
    public let degrees: Int
    /// The chance of a value at least as large if the rule is followed.
    public let p: Double

    /// States a value.
    public init(value: Double, degrees: Int) {
        self.value = value
        self.degrees = degrees
        p = ChiSquareTest.tail(value, degrees: degrees)
    }

    /// Tests counts against expected counts, after neighbours have been put together until every cell expects at least
    /// five. Nil where fewer than two cells remain. `scale` corrects for draws that are not independent.
    public init?(_ observed: [Int], expected: [Double], scale: Double = 1) {
        var cells: [(observed: Double, expected: Double)] = []
        var open = (observed: 0.0, expected: 0.0)
        for (count, mean) in zip(observed, expected) {
            open.observed += Double(count)
            open.expected += mean
            if open.expected >= ChiSquareTest.leastExpected {
                cells.append(open)
                open = (0, 0)
            }
        }
        if open.expected > 0 || open.observed > 0 {
            guard !cells.isEmpty else { return nil }
            cells[cells.count - 1].observed += open.observed
            cells[cells.count - 1].expected += open.expected
        }
        guard cells.count > 1 else { return nil }
        let value = cells.reduce(0.0) { sum, cell in
            let difference = cell.observed - cell.expected
            return sum + difference * difference / cell.expected
        }
        self.init(value: value * scale, degrees: cells.count - 1)
    }

    private static let leastExpected = 5.0

    /// The upper tail of the chi-square law: Q(degrees / 2, value / 2).
    public static func tail(_ value: Double, degrees: Int) -> Double {
        guard degrees > 0, value > 0 else { return 1 }
        return upperGamma(Double(degrees) / 2, value / 2)
    }

    /// Q(a, x), the regularised upper incomplete gamma function, for a > 0 and x ≥ 0.
    static func upperGamma(_ a: Double, _ x: Double) -> Double {
        guard x > 0 else { return 1 }
        let front = exp(a * log(x) - x - logGamma(a))
        return x < a + 1 ? max(0, 1 - front * series(a, x)) : front * fraction(a, x)
    }

    /// Σ xⁿ / (a (a+1) … (a+n)).
    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        var denominator = a
        while term > sum * 1e-16 {
            denominator += 1
            term *= x / denominator
            sum += term
        }
        return sum
    }

    /// The continued fraction by Lentz's method.
    private static func fraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var value = d
        for step in 1...100_000 {
            let factor = -Double(step) * (Double(step) - a)
            b += 2
            d = factor * d + b
            if abs(d) < tiny { d = tiny }
            c = b + factor / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            value *= d * c
            if abs(d * c - 1) < 1e-15 { break }
        }
        return value
    }

    /// log Γ(a), a > 0: Stirling's series (DLMF 5.11.1) above 15, brought there by Γ(a + 1) = a Γ(a). The C function
    /// `lgamma` writes a global variable.
    static func logGamma(_ a: Double) -> Double {
        var a = a
        var shift = 0.0
        while a < 15 {
            shift += log(a)
            a += 1
        }
        let square = 1 / (a * a)
        let series =
            (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1_260.0 - square * (1 / 1_680.0 - square / 1_188.0)))) / a
        return (a - 0.5) * log(a) - a + 0.5 * log(2 * Double.pi) + series - shift
    }
}
