import Draw
import Testing

@Suite("How many are drawn")
struct SizesTests {
    func plan(
        _ rounding: StratumPlan.Rounding = .up, _ numerator: Int, _ denominator: Int, _ minimum: Int, _ maximum: Int?
    ) throws -> PlanText {
        try PlanText(strata: [
            StratumPlan(
                stratum: word("A"), rounding: rounding, numerator: numerator, denominator: denominator,
                minimum: minimum, maximum: maximum)
        ])
    }

    @Test(
        "ratio rounds up, ratio-half to the nearest; minimum, maximum and the stratum bound both",
        arguments: [
            // count, num, den, min, max, ratio, ratio-half
            (3, 3, 100, 0, nil, 1, 0), (50, 3, 100, 0, nil, 2, 2), (49, 3, 100, 0, nil, 2, 1),
            (100, 3, 100, 0, nil, 3, 3),
            (0, 1, 2, 5, nil, 0, 0), (10, 1, 2, 8, nil, 8, 8), (10, 1, 2, 20, nil, 10, 10), (10, 1, 1, 0, 4, 4, 4),
            (10, 0, 1, 0, nil, 0, 0), (1, 1, 2, 0, nil, 1, 1), (3, 1, 6, 0, nil, 1, 1), (5, 1, 10, 0, nil, 1, 1),
        ] as [(Int, Int, Int, Int, Int?, Int, Int)])
    func ratio(count: Int, numerator: Int, denominator: Int, minimum: Int, maximum: Int?, up: Int, half: Int) throws {
        #expect(try plan(.up, numerator, denominator, minimum, maximum).sizes(of: [count]) == [up])
        #expect(try plan(.half, numerator, denominator, minimum, maximum).sizes(of: [count]) == [half])
    }

    @Test("a total without bounds is shared by largest remainders")
    func largestRemainder() throws {
        var chance = Chance(state: 7)
        for _ in 0..<3_000 {
            let strata = Int.random(in: 1...6, using: &chance)
            let counts = (0..<strata).map { _ in Int.random(in: 1...200, using: &chance) }
            let multipliers = (0..<strata).map { _ in Int.random(in: 1...4, using: &chance) }
            let weights = zip(counts, multipliers).map { $0 * $1 }
            let sum = weights.reduce(0, +)
            let total = Int.random(in: 1...counts.reduce(0, +), using: &chance)
            var expected = weights.map { $0 * total / sum }
            guard zip(weights.map { $0 * total / sum + 1 }, counts).allSatisfy({ $0 <= $1 }) else { continue }
            let order = weights.indices.sorted {
                let (left, right) = (weights[$0] * total % sum, weights[$1] * total % sum)
                return left != right ? left > right : $0 < $1
            }
            for place in order.prefix(total - expected.reduce(0, +)) { expected[place] += 1 }
            let plan = try PlanText(
                strata: multipliers.enumerated().map {
                    try StratumPlan(
                        stratum: word("S\($0.offset)"), numerator: $0.element, denominator: 1, minimum: 0)
                }, total: total)
            #expect(try plan.sizes(of: counts) == expected)
        }
    }

    @Test("minimums beyond the total are refused, a total beyond all objects takes all")
    func bounds() throws {
        func plan(_ total: Int) throws -> PlanText {
            try PlanText(
                strata: ["A", "B"].map {
                    try StratumPlan(stratum: word($0), numerator: 1, denominator: 1, minimum: 3, maximum: 5)
                }, total: total)
        }
        #expect(throws: DrawError(.totalTooSmall)) { try plan(5).sizes(of: [9, 9]) }
        #expect(try plan(6).sizes(of: [9, 9]) == [3, 3])
        #expect(try plan(7).sizes(of: [9, 9]) == [4, 3])
        #expect(try plan(100).sizes(of: [9, 4]) == [5, 4])
        #expect(throws: DrawError(.planWrong)) { try plan(6).sizes(of: [9]) }
    }
}
