/// Counts over simulated matchings.
public struct MatchingTally: Sendable {
    /// One inspector.
    public struct Inspector: Sendable {
        public let id: DrawID
        public let department: DrawWord
        /// The load carried in.
        public let load0: Int
        /// Places given, over all rounds, and in the rounds with the fewest and the most.
        public let given: Int
        public let fewest: Int
        public let most: Int
        /// How often the inspector was the first drawn for a place, and how often the rule says.
        public let drawnFirst: Int
        public let expectedFirst: Double
    }

    /// One place in a team.
    public struct Slot: Sendable {
        public let slot: DrawID
        /// Admissible inspectors, cap and team not counted.
        public let eligible: Int
        /// Who goes most often, and how often.
        public let likeliest: DrawID
        public let times: Int
        /// The mean of c / n over the rounds: nobody's chance is above it unless others are refused by look-ahead.
        public let bound: Double
        /// Rounds in which somebody was refused by look-ahead.
        public let refusals: Int
        /// Whether two or fewer are admissible.
        public var isScarce: Bool { eligible <= Preflight.scarce }
    }

    /// The difference between the busiest and the idlest inspector after a round.
    public struct Spread: Sendable {
        public let before: Int
        public let mean: Double
        public let least: Int
        public let most: Int
    }

    /// How many matchings were made.
    public private(set) var rounds = 0
    private let roster: MatchingRoster
    private let eligible: [Int]
    private var given: [Int]
    private var fewest: [Int]
    private var most: [Int]
    private var drawnFirst: [Int]
    private var expectedFirst: [Double]
    private var chosen: [[Int32: Int]]
    private var bounds: [Double]
    private var refusals: [Int]
    private var positions: [Int: [Int]] = [:]
    private var spreads: [Int] = []

    /// Prepares a simulation. Throws `draw.infeasible` where no full assignment exists.
    public init(_ roster: MatchingRoster) throws {
        let preflight = try roster.preflight()
        guard preflight.isFeasible else {
            throw DrawError(.infeasible, "\(preflight.unfilled) of \(roster.slots.count) slots stay empty")
        }
        self.roster = roster
        eligible = preflight.eligible
        let people = roster.inspectors.count
        given = Array(repeating: 0, count: people)
        fewest = Array(repeating: .max, count: people)
        most = given
        drawnFirst = given
        expectedFirst = Array(repeating: 0, count: people)
        chosen = Array(repeating: [:], count: roster.slots.count)
        bounds = Array(repeating: 0, count: roster.slots.count)
        refusals = Array(repeating: 0, count: roster.slots.count)
    }

    /// Makes one matching and follows it step by step from the lists alone. Throws `draw.rosterWrong`.
    public mutating func add(_ seed: Hash256) throws {
        let matching = try roster.match(seed: seed)
        rounds += 1
        var now = [Int](repeating: 0, count: roster.inspectors.count)
        var teams: [Int32: [Int32]] = [:]
        for step in matching.steps {
            let slot = try roster.index(ofSlot: step.slot)
            let inspection = roster.inspectionOf[Int(slot)]
            let team = teams[inspection] ?? []
            let pool = roster.admissible(slot).filter {
                now[Int($0)] < roster.inspectors.rows[Int($0)].cap && !team.contains($0)
            }
            let (first, goes) = (
                try roster.index(ofInspector: step.drawn[0]), try roster.index(ofInspector: step.chosen)
            )
            guard pool.count == step.eligible, let position = pool.firstIndex(of: first) else {
                throw DrawError(.rosterWrong, "slot \(step.slot)")
            }
            for inspector in pool { expectedFirst[Int(inspector)] += 1 / Double(pool.count) }
            drawnFirst[Int(first)] += 1
            positions[pool.count, default: Array(repeating: 0, count: pool.count)][position] += 1
            bounds[Int(slot)] += Double(max(1, min(3, (pool.count + 1) / 3))) / Double(pool.count)
            if !step.rejected.isEmpty { refusals[Int(slot)] += 1 }
            chosen[Int(slot)][goes, default: 0] += 1
            now[Int(goes)] += 1
            teams[inspection] = team + [goes]
        }
        for place in now.indices {
            given[place] += now[place]
            fewest[place] = min(fewest[place], now[place])
            most[place] = max(most[place], now[place])
        }
        spreads.append(spread(now))
    }

    private func spread(_ given: [Int]) -> Int {
        let loads = zip(roster.inspectors.rows, given).map { $0.load0 + $1 }
        return (loads.max() ?? 0) - (loads.min() ?? 0)
    }

    /// The inspectors in the order of the list.
    public var inspectors: [Inspector] {
        roster.inspectors.rows.indices.map { place in
            let row = roster.inspectors.rows[place]
            return Inspector(
                id: row.id, department: row.department, load0: row.load0, given: given[place],
                fewest: rounds > 0 ? fewest[place] : 0, most: most[place], drawnFirst: drawnFirst[place],
                expectedFirst: expectedFirst[place])
        }
    }

    /// The places in the order of the list; empty before the first round.
    public var slots: [Slot] {
        roster.slots.rows.indices.compactMap { place in
            // Ties go to the smaller place, so that the answer does not depend on a dictionary's order.
            guard
                let top = chosen[place].max(by: { $0.value != $1.value ? $0.value < $1.value : $0.key > $1.key })
            else { return nil }
            return Slot(
                slot: roster.slots.rows[place].slot, eligible: eligible[place],
                likeliest: roster.inspectors.rows[Int(top.key)].id, times: top.value,
                bound: bounds[place] / Double(rounds), refusals: refusals[place])
        }
    }

    /// How unevenly work is spread, carried-in load included.
    public var spread: Spread {
        Spread(
            before: spread(Array(repeating: 0, count: roster.inspectors.count)),
            mean: spreads.isEmpty ? 0 : Double(spreads.reduce(0, +)) / Double(spreads.count),
            least: spreads.min() ?? 0, most: spreads.max() ?? 0)
    }

    /// Whether the first person drawn is anyone of those who can go with the same chance, pools of each size apart; nil
    /// where no pool of two or more came up often enough.
    public var firstDrawn: ChiSquareTest? {
        var (value, degrees) = (0.0, 0)
        for (size, counts) in positions.sorted(by: { $0.key < $1.key }) where size > 1 {
            let mean = Double(counts.reduce(0, +)) / Double(size)
            guard mean >= 5 else { continue }
            for count in counts { value += (Double(count) - mean) * (Double(count) - mean) / mean }
            degrees += size - 1
        }
        return degrees > 0 ? ChiSquareTest(value: value, degrees: degrees) : nil
    }
}
