import Foundation

/// The upper tail of the chi-square law: the regularised incomplete gamma function Q(df/2, x/2), by its series below and
/// its continued fraction above the mean.
func chiSquareTail(_ value: Double, _ degrees: Int) -> Double {
    let a = Double(degrees) / 2
    let x = value / 2
    if x <= 0 { return 1 }
    let front = exp(-x + a * log(x) - lgamma(a))
    if x < a + 1 {
        var term = 1 / a
        var sum = term
        var n = a
        while term > sum * 1e-15 {
            n += 1
            term *= x / n
            sum += term
        }
        return 1 - sum * front
    }
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    for i in 1..<10_000 {
        let an = -Double(i) * (Double(i) - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= d * c
        if abs(d * c - 1) < 1e-14 { break }
    }
    return front * h
}

func chiSquare(_ counts: [Int], _ expected: [Double]) -> Double {
    zip(counts, expected).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) / $1.1 }
}

/// A generator with a fixed seed (SplitMix64), so that no test flakes.
struct Chance: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
