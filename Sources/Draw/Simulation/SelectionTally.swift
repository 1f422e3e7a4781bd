// Many draws on the same lists 模拟抽取: how often everybody comes up, beside what the rule says. Nothing here touches a
// ledger, and no simulated seed can be a draw's: its text has another domain.

/// Seeds of a simulation; the same label and number give the same one.
public enum SimulatedSeed {
    /// `H("ssj/v1/simulate", label, number)`.
    public static func seed(_ label: DrawID, _ number: Int) -> Hash256 {
        var text = TextWriter(domain: "ssj/v1/simulate")
        text.line(label.bytes)
        text.line(Array(String(number).utf8))
        return Hash256.hash(text.bytes)
    }
}

/// Counts over simulated selections.
public struct SelectionTally: Sendable {
    /// One object.
    public struct Object: Sendable {
        public let id: DrawID
        public let stratum: DrawWord
        public let weight: Int
        /// How often it was drawn.
        public let drawn: Int
        /// How often the rule says; nil where a group cap makes it a matter of the whole list.
        public let expected: Double?
    }

    /// One stratum.
    public struct Stratum: Sendable {
        public let stratum: DrawWord
        /// Objects in the hat.
        public let count: Int
        /// To be drawn each time.
        public let size: Int
        /// Drawn over all rounds.
        public let drawn: Int
        /// Rounds in which a group cap left fewer than `size`.
        public let shortRounds: Int
        /// Whether everybody is drawn equally often; nil where all or none are, weights differ, or a cap binds.
        public let inclusion: ChiSquareTest?
        /// Whether everybody has the lowest key as often as the weight says; nil for one object, or too few rounds.
        public let lowest: ChiSquareTest?
    }

    /// How many draws were made.
    public private(set) var rounds = 0
    private let population: PopulationManifest
    private let plan: PlanText
    private let counts: [Int]
    private let sizes: [Int]
    private let stratumOf: [Int32]
    private var drawn: [Int]
    private var lowest: [Int]
    private var drawnOfStratum: [Int]
    private var shortRounds: [Int]
    private var inBatch: [Int]

    /// Prepares a simulation. Throws `draw.populationEmpty`, `draw.planWrong` or `draw.totalTooSmall`.
    public init(population: PopulationManifest, plan: PlanText) throws {
        guard population.count > 0 else { throw DrawError(.populationEmpty) }
        (counts, stratumOf) = try FrozenDraw.place(population, in: plan)
        sizes = try plan.sizes(of: counts)
        self.population = population
        self.plan = plan
        drawn = Array(repeating: 0, count: population.count)
        lowest = drawn
        drawnOfStratum = Array(repeating: 0, count: counts.count)
        shortRounds = drawnOfStratum
        let isBatched = plan.batches.map { $0 > 1 && population.count * $0 <= SelectionTally.cells } ?? false
        inBatch = Array(repeating: 0, count: isBatched && sizes == counts ? population.count * (plan.batches ?? 1) : 0)
    }

    private static let cells = 1 << 24

    /// Makes one draw.
    public mutating func add(_ seed: Hash256) {
        let selection = Selection(
            population: population, strata: stratumOf, plan: plan, counts: counts, sizes: sizes, seed: seed)
        rounds += 1
        for (place, stratum) in selection.strata.enumerated() {
            drawnOfStratum[place] += stratum.selected.count
            if stratum.shortfall > 0 { shortRounds[place] += 1 }
            if let first = selection.lowest(ofStratumAt: place) { lowest[first] += 1 }
        }
        for place in selection.chosenPlaces { drawn[place] += 1 }
        guard !inBatch.isEmpty, let batches = plan.batches else { return }
        for (batch, ids) in selection.batches.enumerated() {
            for id in ids {
                guard let place = population.index(of: id.bytes) else { continue }
                inBatch[place * batches + batch] += 1
            }
        }
    }

    private func places(ofStratumAt place: Int) -> [Int] {
        stratumOf.indices.filter { Int(stratumOf[$0]) == place }
    }

    /// Whether a cap can pass over somebody of these.
    private func isCapped(_ places: [Int]) -> Bool {
        plan.groupCap != nil && places.contains { population.rows[$0].group != nil }
    }

    private func expectations(_ places: [Int], size: Int) -> [Double]? {
        guard !isCapped(places) else { return nil }
        var counts: [Int: Int] = [:]
        for place in places { counts[population.rows[place].weight, default: 0] += 1 }
        guard let chances = InclusionLaw.chances(counts, size: size) else { return nil }
        return places.map { Double(rounds) * (chances[population.rows[$0].weight] ?? 0) }
    }

    /// The strata in plan order.
    public var strata: [Stratum] {
        plan.strata.indices.map { stratum in
            let places = places(ofStratumAt: stratum)
            let (count, size) = (counts[stratum], sizes[stratum])
            let weights = places.map { Double(population.rows[$0].weight) }
            let sum = weights.reduce(0, +)
            var inclusion: ChiSquareTest?
            if 0 < size, size < count, Set(weights).count == 1, !isCapped(places) {
                // Drawn without replacement: the counts of any cells vary less than independent ones, by (N − k) / (N − 1).
                // The rarer side is tested, so that its cells are large enough.
                let rare = min(size, count - size)
                let each = Double(rounds * rare) / Double(count)
                inclusion = ChiSquareTest(
                    places.map { rare == size ? drawn[$0] : rounds - drawn[$0] },
                    expected: Array(repeating: each, count: count), scale: Double(count - 1) / Double(count - rare))
            }
            return Stratum(
                stratum: plan.strata[stratum].stratum, count: count, size: size, drawn: drawnOfStratum[stratum],
                shortRounds: shortRounds[stratum], inclusion: inclusion,
                lowest: ChiSquareTest(
                    places.map { lowest[$0] }, expected: weights.map { Double(rounds) * $0 / sum }))
        }
    }

    /// The objects in the order of the list.
    public var objects: [Object] {
        var expected = [Double?](repeating: nil, count: population.count)
        for stratum in plan.strata.indices {
            let places = places(ofStratumAt: stratum)
            for (place, value) in zip(places, expectations(places, size: sizes[stratum]) ?? []) {
                expected[place] = value
            }
        }
        return population.rows.indices.map { place in
            let row = population.rows[place]
            return Object(
                id: row.id, stratum: row.stratum, weight: row.weight, drawn: drawn[place], expected: expected[place])
        }
    }

    /// Whether the batch is independent of the object, where everything is drawn and cut into batches; otherwise nil.
    public var batches: ChiSquareTest? {
        guard !inBatch.isEmpty, let batches = plan.batches, population.count > 1 else { return nil }
        let count = population.count
        let sizes = (0..<batches).map { Double(count / batches + ($0 < count % batches ? 1 : 0)) }
        guard let least = sizes.min(), Double(rounds) * least / Double(count) >= 5 else { return nil }
        var value = 0.0
        for place in 0..<count {
            for batch in 0..<batches {
                let mean = Double(rounds) * sizes[batch] / Double(count)
                let difference = Double(inBatch[place * batches + batch]) - mean
                value += difference * difference / mean
            }
        }
        // Both margins are fixed in every round: scaled by (N − 1) / N.
        return ChiSquareTest(
            value: value * Double(count - 1) / Double(count), degrees: (count - 1) * (batches - 1))
    }
}
