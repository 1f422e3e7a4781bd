import Draw
import Testing

/// Fixed seeds: the figures never change, so no bound can flake. 0.001 to 0.999 refuses both bias and a suspicious fit.
@Suite("Selection follows its exact laws")
struct UniformityTests {
    static let rounds = 20_000

    static func population(_ count: Int, weight: (Int) -> Int = { _ in 1 }) throws -> PopulationManifest {
        try PopulationManifest(
            (0..<count).map { PopulationRow(id: id("E\(100 + $0)"), stratum: word("A"), weight: weight($0)) })
    }

    static func number(_ id: DrawID) -> Int { Int(id.text.dropFirst())! - 100 }

    static func seed(_ label: String, _ round: Int) -> Hash256 { hx("\(label) \(round)") }

    static func plan(_ drawn: Int, of count: Int, batches: Int? = nil) throws -> PlanText {
        try PlanText(
            strata: [StratumPlan(stratum: word("A"), numerator: drawn, denominator: count, minimum: 0)],
            batches: batches)
    }

    @Test("everybody is drawn equally often, is first equally often, and every pair is")
    func inclusion() throws {
        let (count, drawn) = (25, 5)
        let population = try Self.population(count)
        let plan = try Self.plan(drawn, of: count)
        var included = [Int](repeating: 0, count: count)
        var first = included
        var pairs = [Int](repeating: 0, count: count * count)
        for round in 0..<Self.rounds {
            let selected = try Selection(population: population, plan: plan, seed: Self.seed("inclusion", round))
                .selected.map { Self.number($0.id) }
            #expect(selected.count == drawn)
            for place in selected { included[place] += 1 }
            first[selected[0]] += 1
            let pair = selected.prefix(2).sorted()
            pairs[pair[0] * count + pair[1]] += 1
        }
        let each = Double(Self.rounds * drawn) / Double(count)
        // Draws without replacement vary less than independent ones, by (N − k) / (N − 1).
        let scale = Double(count - 1) / Double(count - drawn)
        let p = [
            chiSquareTail(chiSquare(included, Array(repeating: each, count: count)) * scale, count - 1),
            chiSquareTail(
                chiSquare(first, Array(repeating: Double(Self.rounds) / Double(count), count: count)), count - 1),
        ]
        #expect(p.allSatisfy { 0.001...0.999 ~= $0 })
        let cells = (0..<count).flatMap { low in ((low + 1)..<count).map { low * count + $0 } }
        let expected = Double(Self.rounds) / Double(cells.count)
        let pairValue = chiSquare(cells.map { pairs[$0] }, Array(repeating: expected, count: cells.count))
        #expect(0.001...0.999 ~= chiSquareTail(pairValue, cells.count - 1))
    }

    @Test("the batch is independent of the object")
    func batches() throws {
        let count = 20
        let population = try Self.population(count)
        let plan = try Self.plan(count, of: count, batches: 4)
        var counts = [Int](repeating: 0, count: count * 4)
        let rounds = 8_000
        for round in 0..<rounds {
            let selection = try Selection(population: population, plan: plan, seed: Self.seed("batches", round))
            for (batch, ids) in selection.batches.enumerated() {
                #expect(ids.count == 5)
                for id in ids { counts[Self.number(id) * 4 + batch] += 1 }
            }
        }
        // A table with both margins fixed in every round: scaled by (N − 1) / N.
        let value = chiSquare(counts, Array(repeating: Double(rounds) / 4, count: counts.count))
        #expect(0.001...0.999 ~= chiSquareTail(value * Double(count - 1) / Double(count), (count - 1) * 3))
    }

    @Test("under a group cap every admitted pair is equally likely, and two of one group never come up")
    func groupCaps() throws {
        let population = try PopulationManifest(
            (0..<4).map {
                PopulationRow(id: id("E\(100 + $0)"), stratum: word("A"), group: word($0 < 2 ? "集团甲" : "集团乙"))
            })
        let plan = try PlanText(
            strata: [StratumPlan(stratum: word("A"), numerator: 1, denominator: 2, minimum: 0)], groupCap: 1)
        var counts = [Int](repeating: 0, count: 16)
        for round in 0..<Self.rounds {
            let pair = try Selection(population: population, plan: plan, seed: Self.seed("caps", round)).selected
                .map { Self.number($0.id) }.sorted()
            counts[pair[0] * 4 + pair[1]] += 1
        }
        let across = [2, 3, 6, 7].map { counts[$0] }
        #expect(across.reduce(0, +) == Self.rounds)
        let value = chiSquare(across, Array(repeating: Double(Self.rounds) / 4, count: 4))
        #expect(0.001...0.999 ~= chiSquareTail(value, 3))
    }

    @Test("weights follow the exponential race exactly: ordered pairs of weights 1, 1, 2, 3, 5")
    func weights() throws {
        let weights = [1, 1, 2, 3, 5]
        let population = try Self.population(5) { weights[$0] }
        let plan = try Self.plan(2, of: 5)
        var counts = [Int](repeating: 0, count: 25)
        for round in 0..<Self.rounds {
            let pair = try Selection(population: population, plan: plan, seed: Self.seed("weights", round)).selected
                .map { Self.number($0.id) }
            counts[pair[0] * 5 + pair[1]] += 1
        }
        var cells: [Int] = []
        var expected: [Double] = []
        for a in 0..<5 {
            for b in 0..<5 where a != b {
                cells.append(counts[a * 5 + b])
                expected.append(
                    Double(Self.rounds) * Double(weights[a]) / 12 * Double(weights[b]) / Double(12 - weights[a]))
            }
        }
        #expect(0.001...0.999 ~= chiSquareTail(chiSquare(cells, expected), 19))
    }
}
