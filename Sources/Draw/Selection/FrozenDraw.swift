/// A frozen enterprise draw 对象抽取: the freeze text and its five lists, checked against each other.
public struct FrozenDraw: Sendable {
    /// The freeze text.
    public let freeze: FreezeText
    /// The hash that every commit carries.
    public let freezeHash: Hash256
    /// The registry in scope.
    public let registry: RegistryManifest
    /// Who is in the hat.
    public let population: PopulationManifest
    /// Who is left out, and why.
    public let exclusions: ExclusionsManifest
    /// The plan.
    public let plan: PlanText
    /// Who gives randomness.
    public let contributors: ContributorsManifest
    /// How many objects each stratum of the plan has, in plan order.
    public let counts: [Int]
    /// How many are drawn of each stratum, in plan order.
    public let sizes: [Int]
    /// The place in the plan of each object's stratum.
    let strata: [Int32]

    /// Checks hashes and counts, population + exclusions = registry, plan against population, contributors against
    /// profile. Throws `draw.freezeDiffers`, `draw.registryDiffers`, `draw.populationEmpty`, `draw.planWrong`,
    /// `draw.totalTooSmall` or `draw.contributorsWrong`.
    public init(
        freeze: FreezeText, registry: RegistryManifest, population: PopulationManifest,
        exclusions: ExclusionsManifest, plan: PlanText, contributors: ContributorsManifest
    ) throws {
        try freeze.registry.check(registry)
        try freeze.population.check(population)
        try freeze.exclusions.check(exclusions)
        guard freeze.plan == plan.hash else { throw DrawError(.freezeDiffers, "ssj/v1/plan") }
        guard freeze.contributors == contributors.hash else { throw DrawError(.freezeDiffers, "ssj/v1/contributors") }
        guard population.count > 0 else { throw DrawError(.populationEmpty) }
        try FrozenDraw.checkPartition(registry: registry, population: population, exclusions: exclusions)
        try contributors.check(for: freeze.profile)
        (counts, strata) = try FrozenDraw.place(population, in: plan)
        sizes = try plan.sizes(of: counts)
        self.freeze = freeze
        freezeHash = freeze.hash
        self.registry = registry
        self.population = population
        self.exclusions = exclusions
        self.plan = plan
        self.contributors = contributors
    }

    /// What checks the contributions of this draw.
    public var entropy: SeedAssembly {
        SeedAssembly(draw: freeze.draw, freeze: freezeHash, profile: freeze.profile, contributors: contributors)
    }

    /// The selection under a seed.
    public func select(seed: Hash256) -> Selection {
        Selection(population: population, strata: strata, plan: plan, counts: counts, sizes: sizes, seed: seed)
    }

    /// Merges the two sorted lists and compares with the registry. Throws `draw.registryDiffers`.
    public static func checkPartition(
        registry: RegistryManifest, population: PopulationManifest, exclusions: ExclusionsManifest
    ) throws {
        var inHat = 0
        var out = 0
        for row in registry.rows {
            let isIn = inHat < population.count && population.rows[inHat].id == row.id
            let isOut = out < exclusions.count && exclusions.rows[out].id == row.id
            guard isIn != isOut else {
                throw DrawError(.registryDiffers, "\(row.id) is \(isIn ? "in both lists" : "in neither list")")
            }
            if isIn { inHat += 1 } else { out += 1 }
        }
        guard inHat == population.count, out == exclusions.count else {
            let id = inHat < population.count ? population.rows[inHat].id : exclusions.rows[out].id
            throw DrawError(.registryDiffers, "\(id) is not in the registry")
        }
    }

    static func place(_ population: PopulationManifest, in plan: PlanText) throws -> (counts: [Int], strata: [Int32]) {
        var places: [DrawWord: Int32] = [:]
        for (place, stratum) in plan.strata.enumerated() { places[stratum.stratum] = Int32(place) }
        var counts = [Int](repeating: 0, count: plan.strata.count)
        let strata = try population.rows.map { row in
            guard let place = places[row.stratum] else {
                throw DrawError(.planWrong, "stratum \(row.stratum) of \(row.id) is not in the plan")
            }
            counts[Int(place)] += 1
            return place
        }
        return (counts, strata)
    }
}
