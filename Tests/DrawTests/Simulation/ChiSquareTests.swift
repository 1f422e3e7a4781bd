import Foundation
import Testing

@testable import Draw

@Suite("The chi-square tail is right")
struct ChiSquareTests {
    @Test(
        "where printed tables give it (NIST/SEMATECH e-Handbook 1.3.6.7.4, Abramowitz and Stegun table 26.8)",
        arguments: [
            (2.706, 1, 0.10), (3.841, 1, 0.05), (6.635, 1, 0.01), (10.828, 1, 0.001), (5.991, 2, 0.05),
            (11.070, 5, 0.05), (15.086, 5, 0.01), (18.307, 10, 0.05), (23.209, 10, 0.01), (29.588, 10, 0.001),
            (43.773, 30, 0.05), (59.703, 30, 0.001), (67.505, 50, 0.05), (124.342, 100, 0.05), (149.449, 100, 0.001),
            (3.940, 10, 0.95), (2.558, 10, 0.99), (70.065, 100, 0.99), (0.103, 2, 0.95),
        ])
    func tables(value: Double, degrees: Int, p: Double) {
        #expect(abs(ChiSquareTest.tail(value, degrees: degrees) - p) < p * 0.01)
    }

    @Test("and where a closed form exists: even degrees, and one degree by erfc")
    func closedForms() {
        for x in stride(from: 0.1, through: 300, by: 1.7) {
            for a in [1, 2, 5, 17, 80] {
                var term = exp(-x)
                var sum = term
                for k in 1..<max(a, 2) where k < a {
                    term *= x / Double(k)
                    sum += term
                }
                #expect(abs(ChiSquareTest.tail(2 * x, degrees: 2 * a) - sum) < 1e-12 + sum * 1e-10)
            }
            #expect(abs(ChiSquareTest.tail(2 * x, degrees: 1) - erfc(x.squareRoot())) < 1e-13)
        }
        #expect(ChiSquareTest.tail(0, degrees: 4) == 1)
        #expect(abs(ChiSquareTest.logGamma(0.5) - log(Double.pi) / 2) < 1e-13)
        #expect(abs(ChiSquareTest.logGamma(171) - 706.5730622457875) < 1e-9)
    }

    @Test("cells that expect fewer than five are put together, and one cell alone tests nothing")
    func cells() throws {
        let test = try #require(ChiSquareTest([3, 3, 6, 4], expected: [4, 4, 4, 4]))
        #expect(test.degrees == 1)
        #expect(test.value == 2 * 4.0 / 8)
        let rest = try #require(ChiSquareTest([6, 6, 1], expected: [6, 6, 1]))
        #expect(rest.degrees == 1 && rest.value == 0 && rest.p == 1)
        #expect(ChiSquareTest([1, 2], expected: [2, 2]) == nil)
    }
}
