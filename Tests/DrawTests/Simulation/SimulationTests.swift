import Testing

@testable import Draw

/// Fixed seeds: the figures never change.
@Suite("A simulation finds what is there, and only that")
struct SimulationTests {
    static func seed(_ number: Int) -> Hash256 { SimulatedSeed.seed(id("test"), number) }

    static func population(_ weights: [Int], stratum: String = "A") throws -> PopulationManifest {
        try PopulationManifest(
            weights.enumerated().map {
                PopulationRow(id: id("E\(100 + $0.offset)"), stratum: word(stratum), weight: $0.element)
            })
    }

    static func plan(_ drawn: Int, of count: Int, batches: Int? = nil) throws -> PlanText {
        try PlanText(
            strata: [StratumPlan(stratum: word("A"), numerator: drawn, denominator: count, minimum: 0)],
            batches: batches)
    }

    @Test("the seeds of a simulation are their own: another label, another number, another seed")
    func seeds() {
        #expect(Self.seed(1) == hx("ssj/v1/simulate\ntest\n1\n"))
        #expect(Set((1...100).map(Self.seed)).count == 100)
        #expect(SimulatedSeed.seed(id("other"), 1) != Self.seed(1))
    }

    @Test("a fair draw passes; one whose seeds were picked does not")
    func pickedSeeds() throws {
        let population = try Self.population(Array(repeating: 1, count: 20))
        let plan = try Self.plan(4, of: 20)
        var fair = try SelectionTally(population: population, plan: plan)
        var picked = fair
        for number in 1...2_000 {
            fair.add(Self.seed(number))
            // Somebody draws twice and keeps the result with fewer of the first five.
            let tries = [Self.seed(number), Self.seed(number + 10_000)]
            let hits = try tries.map { seed in
                try Selection(population: population, plan: plan, seed: seed).selected.count { $0.id < id("E105") }
            }
            picked.add(tries[hits[0] <= hits[1] ? 0 : 1])
        }
        let stratum = try #require(fair.strata.first)
        #expect(stratum.drawn == 8_000 && stratum.size == 4 && stratum.shortRounds == 0)
        #expect(0.001...0.999 ~= (stratum.inclusion?.p ?? -1))
        #expect(0.001...0.999 ~= (stratum.lowest?.p ?? -1))
        #expect((picked.strata.first?.inclusion?.p ?? 1) < 1e-6)
        #expect(fair.objects.allSatisfy { $0.expected == 400 })
    }

    @Test("weights: the chance to be drawn is the exact law's, and what comes up is near it")
    func weights() throws {
        let weights = [1, 1, 2, 3, 5]
        // By enumeration of ordered pairs.
        func pair(_ a: Int, _ b: Int) -> Double {
            Double(weights[a]) / 12 * Double(weights[b]) / Double(12 - weights[a])
        }
        let law = (0..<5).map { i in
            (0..<5).filter { $0 != i }.reduce(0.0) { $0 + pair(i, $1) + pair($1, i) }
        }
        let chances = try #require(InclusionLaw.chances([1: 2, 2: 1, 3: 1, 5: 1], size: 2))
        for (weight, exact) in zip(weights, law) { #expect(abs((chances[weight] ?? 0) - exact) < 1e-5) }
        let single = try #require(InclusionLaw.chances([1: 2, 2: 1, 3: 1, 5: 1], size: 1))
        for weight in weights { #expect(abs((single[weight] ?? 0) - Double(weight) / 12) < 1e-5) }
        // As many as are drawn come up.
        let large = try #require(InclusionLaw.chances([1: 700, 4: 300], size: 50))
        #expect(abs(700 * (large[1] ?? 0) + 300 * (large[4] ?? 0) - 50) < 1e-3)
        #expect(InclusionLaw.chances([3: 8], size: 2) == [3: 0.25])
        #expect(InclusionLaw.chances([1: 1_000_000, 2: 1_000_000], size: 100_000) == nil)

        var tally = try SelectionTally(population: Self.population(weights), plan: Self.plan(2, of: 5))
        for number in 1...20_000 { tally.add(Self.seed(number)) }
        for object in tally.objects {
            let expected = try #require(object.expected)
            #expect(abs(Double(object.drawn) - expected) < 4 * (expected * (1 - expected / 20_000)).squareRoot())
        }
        let stratum = try #require(tally.strata.first)
        // Unequal weights have no inclusion test; who is lowest follows the weights.
        #expect(stratum.inclusion == nil)
        #expect(0.001...0.999 ~= (stratum.lowest?.p ?? -1))
    }

    @Test("of everything drawn in batches the batch is tested; of a part it is not")
    func batches() throws {
        var tally = try SelectionTally(
            population: Self.population(Array(repeating: 1, count: 11)), plan: Self.plan(11, of: 11, batches: 3))
        for number in 1...2_000 { tally.add(Self.seed(number)) }
        let test = try #require(tally.batches)
        #expect(test.degrees == 20)
        #expect(0.001...0.999 ~= test.p)
        #expect(tally.strata[0].inclusion == nil)
        var part = try SelectionTally(
            population: Self.population(Array(repeating: 1, count: 11)), plan: Self.plan(5, of: 11, batches: 3))
        part.add(Self.seed(1))
        #expect(part.batches == nil)
    }

    @Test("a group cap is counted as what it is: short rounds, no expectation")
    func caps() throws {
        let population = try PopulationManifest(
            (0..<4).map { PopulationRow(id: id("E\($0)"), stratum: word("A"), group: $0 < 3 ? word("集团") : nil) })
        let plan = try PlanText(
            strata: [StratumPlan(stratum: word("A"), numerator: 3, denominator: 4, minimum: 0)], groupCap: 1)
        var tally = try SelectionTally(population: population, plan: plan)
        for number in 1...50 { tally.add(Self.seed(number)) }
        #expect(tally.strata[0].shortRounds == 50 && tally.strata[0].drawn == 100)
        #expect(tally.objects.allSatisfy { $0.expected == nil })
        #expect(tally.strata[0].inclusion == nil)
        #expect(tally.objects[3].drawn == 50)
    }

    @Test("inspectors: the first drawn is anyone alike, likely people stay below the bound, scarce places are named")
    func inspectors() throws {
        let inspectors = try InspectorsManifest(
            (0..<12).map { InspectorRow(id: id("I\(10 + $0)"), department: word("商务"), cap: 9, load0: $0) })
        let slots = try SlotsManifest(
            (1...3).flatMap { inspection in
                (1...2).map {
                    SlotRow(
                        slot: id("J\(inspection).\($0)"), inspection: id("J\(inspection)"), department: word("商务"))
                }
            })
        let roster = try MatchingRoster(inspectors: inspectors, slots: slots, conflicts: ConflictsManifest([]))
        var tally = try MatchingTally(roster)
        let rounds = 3_000
        for number in 1...rounds { try tally.add(Self.seed(number)) }
        let first = try #require(tally.firstDrawn)
        #expect(0.001...0.999 ~= first.p)
        for slot in tally.slots {
            #expect(slot.bound <= 0.4 && slot.refusals == 0 && !slot.isScarce)
            let bound = slot.bound * Double(rounds)
            #expect(Double(slot.times) < bound + 4 * bound.squareRoot())
        }
        #expect(tally.inspectors.reduce(0) { $0 + $1.given } == 6 * rounds)
        #expect(abs(tally.inspectors.reduce(0) { $0 + $1.expectedFirst } - Double(6 * rounds)) < 1e-6)
        // The idlest go more often than the busiest, and the spread shrinks from 11.
        #expect(tally.inspectors[0].given > 3 * tally.inspectors[11].given)
        #expect(tally.spread.before == 11 && tally.spread.mean < 11)

        var vector = try MatchingTally(V3.roster())
        for number in 1...300 { try vector.add(Self.seed(number)) }
        #expect(
            vector.slots.filter(\.isScarce).map(\.slot.text)
                == ["J1.1", "J2.1", "J2.3", "J3.1", "J4.1", "J4.2", "J5.1"])
        let certain = try #require(vector.slots.first { $0.slot == id("J1.1") })
        #expect(certain.likeliest == id("I01") && certain.times == 300)
        #expect(throws: DrawError(.infeasible)) {
            try MatchingTally(V3.roster([("J5", "I02"), ("J2", "I02")]))
        }
    }
}
