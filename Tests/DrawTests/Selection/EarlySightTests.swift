import Draw
import Testing

/// Fixed seeds: the figures never change.
@Suite("Nobody sees the outcome early")
struct EarlySightTests {
    /// The contributions of V1 with one slot's value unknown; a guess stands for it.
    static func seed(unknown slot: String, guess: Hash256) throws -> Hash256 {
        let all = try V1.contributions()
        let held = all.filter { $0.slot != id(slot) }
        let row = try #require(all.first { $0.slot == id(slot) })
        return try V1.frozen.entropy.seed(
            held + [Contribution(slot: row.slot, party: row.party, kind: row.kind, value: guess)]
        ).hash
    }

    @Test("whoever holds every value but one cannot tell the candidates apart", arguments: ["01", "02", "03"])
    func allButOne(slot: String) throws {
        let rounds = 3_000
        var first = [Int](repeating: 0, count: 12)
        var second = [Int](repeating: 0, count: 5)
        var pairs = [Int](repeating: 0, count: 3)
        var guessed = 0
        // What the holder of the others expects with the unknown value guessed as zero.
        let expected = V1.frozen.select(
            seed: try Self.seed(unknown: slot, guess: Hash256(bytes: [UInt8](repeating: 0, count: 32))!)
        ).strata[0].selected[0].id
        for round in 0..<rounds {
            let selection = V1.frozen.select(seed: try Self.seed(unknown: slot, guess: hx("unknown \(slot) \(round)")))
            func number(_ stratum: Int, _ place: Int) -> Int {
                Int(selection.strata[stratum].selected[place].id.text.dropFirst(3))!
            }
            first[number(0, 0) - 1] += 1
            second[number(1, 0) - 13] += 1
            // Of three two are drawn: named by the one who is not.
            pairs[18 + 19 + 20 - number(2, 0) - number(2, 1) - 18] += 1
            if selection.strata[0].selected[0].id == expected { guessed += 1 }
        }
        for (counts, chance) in [(first, 1 / 12.0), (second, 1 / 5.0), (pairs, 1 / 3.0)] {
            let value = chiSquare(counts, Array(repeating: Double(rounds) * chance, count: counts.count))
            #expect(0.001...0.999 ~= chiSquareTail(value, counts.count - 1))
        }
        // Guessing gains nothing: one in twelve, within four standard deviations.
        let mean = Double(rounds) / 12
        #expect(abs(Double(guessed) - mean) < 4 * (mean * 11 / 12).squareRoot())
    }

    @Test("nor the inspectors: who fills a place is spread as it is under seeds of which nothing is known")
    func inspectors() throws {
        let roster = try V3.roster()
        let rounds = 2_500
        func counts(_ seed: (Int) throws -> Hash256) throws -> [Int] {
            var counts = [Int](repeating: 0, count: 8)
            for round in 0..<rounds {
                let matching = try roster.match(seed: try seed(round))
                let inspector = try #require(matching.assignment[id("J5.2")])
                counts[Int(inspector.text.dropFirst())! - 1] += 1
            }
            return counts
        }
        let known = try counts { try Self.seed(unknown: "02", guess: hx("late \($0)")) }
        let fresh = try counts { hx("anything \($0)") }
        // Two samples of the same size: Σ (a − b)² / (a + b).
        let cells = (0..<8).filter { known[$0] + fresh[$0] > 20 }
        let value = cells.reduce(0.0) {
            $0 + Double((known[$1] - fresh[$1]) * (known[$1] - fresh[$1])) / Double(known[$1] + fresh[$1])
        }
        #expect(cells.count >= 4)
        #expect(0.001...0.999 ~= chiSquareTail(value, cells.count - 1))
    }
}
