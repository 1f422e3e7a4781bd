import Draw
import Testing

@Suite("One enterprise gets its answer")
struct HatAnswerTests {
    @Test("in the hat with its number, left out with its reason, or not in the registry between two neighbours")
    func hat() {
        #expect(
            V1.frozen.answer(for: id("ENT18"))
                == .inHat(PopulationRow(id: id("ENT18"), stratum: word("C")), number: 18))
        #expect(V1.frozen.answer(for: id("ENT90")) == .excluded(V1.exclusions.rows[0]))
        #expect(V1.frozen.answer(for: id("ENT50")) == .unknown(before: id("ENT22"), after: id("ENT90")))
        #expect(V1.frozen.answer(for: id("A")) == .unknown(before: nil, after: id("ENT01")))
        #expect(V1.frozen.answer(for: id("Z")) == .unknown(before: id("ENT90"), after: nil))
    }

    @Test("the drawn stand above the cut, the others are ranked reserves without a gap")
    func ranks() throws {
        let selection = V1.frozen.select(seed: V1.seed)
        #expect(try selection.reserveRank(of: id("ENT04")) == nil)
        let others = try (1...12).filter { $0 != 4 }.map { number in
            let standing = try selection.standing(of: V1.object(number))
            let rank = try #require(try selection.reserveRank(of: V1.object(number)))
            let cut = try #require(standing.cut)
            let isPassedOver = try selection.isPassedOver(V1.object(number))
            #expect(standing.rank == rank + 1 && standing.key > cut && !isPassedOver)
            return rank
        }
        #expect(others.sorted() == Array(1...11))
    }

    @Test("whoever a group cap passed over is told so")
    func passedOver() throws {
        let population = try PopulationManifest(
            (0..<6).map { PopulationRow(id: id("E\($0)"), stratum: word("A"), group: $0 < 5 ? word("集团") : nil) })
        let plan = try PlanText(
            strata: [StratumPlan(stratum: word("A"), numerator: 2, denominator: 6, minimum: 0)], groupCap: 1)
        var found = 0
        for round in 0..<40 {
            let selection = try Selection(population: population, plan: plan, seed: hx("passed \(round)"))
            let drawn = selection.strata[0].selected
            #expect(drawn.count == 2 && drawn.count { $0.id < id("E5") } == 1)
            for row in population.rows where try selection.isPassedOver(row.id) {
                found += 1
                let key = try selection.standing(of: row.id).key
                #expect(key < drawn[1].key && row.group != nil)
            }
        }
        #expect(found > 0)
    }
}
