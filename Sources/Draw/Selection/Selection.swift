// Selection of objects 对象抽取: walk all objects in key order, take one while its stratum has room and its group is below
// the cap.

/// An object with its key.
public struct RankedObject: Hashable, Sendable {
    /// The object.
    public let id: DrawID
    /// Its key: the lowest of its tickets.
    public let key: Hash256
}

/// What became of one stratum.
public struct StratumOutcome: Sendable {
    /// The stratum.
    public let stratum: DrawWord
    /// How many objects it has.
    public let count: Int
    /// How many were to be drawn.
    public let size: Int
    /// The drawn, in key order.
    public let selected: [RankedObject]
    /// How many fewer than `size` were drawn, because a group cap left no more.
    public var shortfall: Int { size - selected.count }
}

/// The answer to one enterprise: was I in the hat, what is my number, my rank, and where is the cut?
public struct Standing: Sendable {
    /// The object's stratum.
    public let stratum: DrawWord
    /// The object's key.
    public let key: Hash256
    /// The place in key order inside the stratum, from 1.
    public let rank: Int
    /// How many objects the stratum has.
    public let count: Int
    /// How many were to be drawn of it.
    public let size: Int
    /// The key of the last drawn of the stratum; nil where none was.
    public let cut: Hash256?
    /// Whether the object was drawn.
    public let isSelected: Bool
}

/// A selection under one seed: everything that follows from population, plan and seed.
public struct Selection: Sendable {
    /// The seed.
    public let seed: Hash256
    /// The strata in plan order.
    public let strata: [StratumOutcome]

    let population: PopulationManifest
    let plan: PlanText
    private let counts: [Int]
    private let sizes: [Int]
    let stratumOf: [Int32]
    let groupOf: [Int32]
    let keys: [Hash256]
    /// Places in the population of each stratum's objects in key order.
    private let orders: [[Int32]]
    private let chosen: [Bool]

    init(
        population: PopulationManifest, strata: [Int32], plan: PlanText, counts: [Int], sizes: [Int], seed: Hash256
    ) {
        let maker = TicketMaker(.select, seed: seed)
        self.init(
            population: population, strata: strata, groups: Selection.groups(population), plan: plan, counts: counts,
            sizes: sizes, seed: seed, keys: population.rows.map { maker.key($0.id, weight: $0.weight) })
    }

    /// Selects without a freeze, to try out a plan on a roster. Throws `draw.populationEmpty`, `draw.planWrong` or
    /// `draw.totalTooSmall`.
    public init(population: PopulationManifest, plan: PlanText, seed: Hash256) throws {
        guard population.count > 0 else { throw DrawError(.populationEmpty) }
        let (counts, strata) = try FrozenDraw.place(population, in: plan)
        self.init(
            population: population, strata: strata, plan: plan, counts: counts, sizes: try plan.sizes(of: counts),
            seed: seed)
    }

    private init(
        population: PopulationManifest, strata: [Int32], groups: [Int32], plan: PlanText, counts: [Int], sizes: [Int],
        seed: Hash256, keys: [Hash256]
    ) {
        // Ties go to the smaller id, which is the smaller place: the population is sorted.
        var order = Array(Int32(0)..<Int32(population.count))
        keys.withUnsafeBufferPointer { keys in
            order.sort {
                let (left, right) = (keys[Int($0)], keys[Int($1)])
                return left != right ? left < right : $0 < $1
            }
        }
        var orders = counts.map { count in
            var places: [Int32] = []
            places.reserveCapacity(count)
            return places
        }
        var chosen = [Bool](repeating: false, count: population.count)
        var taken = sizes.map { _ in [RankedObject]() }
        var inGroup: [Int32: Int] = [:]
        for place in order {
            let stratum = Int(strata[Int(place)])
            orders[stratum].append(place)
            guard taken[stratum].count < sizes[stratum] else { continue }
            let group = groups[Int(place)]
            if group >= 0, let cap = plan.groupCap {
                guard inGroup[group, default: 0] < cap else { continue }
                inGroup[group, default: 0] += 1
            }
            chosen[Int(place)] = true
            taken[stratum].append(RankedObject(id: population.rows[Int(place)].id, key: keys[Int(place)]))
        }
        self.seed = seed
        self.strata = plan.strata.indices.map {
            StratumOutcome(
                stratum: plan.strata[$0].stratum, count: counts[$0], size: sizes[$0], selected: taken[$0])
        }
        self.population = population
        self.plan = plan
        self.counts = counts
        self.sizes = sizes
        self.stratumOf = strata
        self.groupOf = groups
        self.keys = keys
        self.orders = orders
        self.chosen = chosen
    }

    private static func groups(_ population: PopulationManifest) -> [Int32] {
        var numbers: [DrawWord: Int32] = [:]
        return population.rows.map { row in
            guard let group = row.group else { return -1 }
            if let number = numbers[group] { return number }
            let number = Int32(numbers.count)
            numbers[group] = number
            return number
        }
    }

    /// All drawn objects, by stratum in plan order, in key order.
    public var selected: [RankedObject] { strata.flatMap(\.selected) }

    /// The objects of a stratum that were not drawn, in key order: the ranked reserves 候补.
    public func reserves(ofStratumAt place: Int) -> [RankedObject] {
        guard orders.indices.contains(place) else { return [] }
        return orders[place].lazy.filter { !chosen[Int($0)] }.map(object)
    }

    /// The place in the population of the lowest key of a stratum, whatever caps and sizes say; nil for an empty stratum.
    func lowest(ofStratumAt place: Int) -> Int? { orders[place].first.map(Int.init) }

    /// The places in the population of all drawn objects.
    var chosenPlaces: some Sequence<Int> { chosen.indices.lazy.filter { chosen[$0] } }

    /// The drawn cut into the plan's batches 批次: sorted by label B, the first (n mod b) batches one larger.
    public var batches: [[DrawID]] {
        Batches.cut(strata.flatMap { $0.selected.map(\.id) }, into: plan.batches ?? 1, seed: seed)
    }

    /// Where one object stands. Throws `draw.objectUnknown`.
    public func standing(of id: DrawID) throws -> Standing {
        let place = try index(of: id)
        let stratum = Int(stratumOf[Int(place)])
        guard let rank = orders[stratum].firstIndex(of: place) else { throw DrawError(.objectUnknown, "\(id)") }
        return Standing(
            stratum: plan.strata[stratum].stratum, key: keys[Int(place)], rank: rank + 1, count: counts[stratum],
            size: sizes[stratum], cut: strata[stratum].selected.last?.key, isSelected: chosen[Int(place)])
    }

    /// The list 名单 as the draw gives it, before anybody is struck or replaced.
    public var list: StandingList { StandingList(self) }

    /// Who follows each of `removed`, in that order: the next key of the same stratum that was never drawn and whose group
    /// is below the cap by then. A successor may be removed in turn. Throws `draw.objectUnknown`, `draw.objectNotDrawn` or
    /// `draw.reservesUsedUp`.
    public func replacements(for removed: [DrawID]) throws -> [RankedObject] {
        var list = list
        return try removed.map { id in
            guard case .followed(let next, _) = try list.replace(id) else { throw usedUp(try index(of: id)) }
            return next
        }
    }

    /// Who follows an object after a reseed: the lowest ticket R under the reseed among the objects of its stratum that
    /// were never drawn. `removed` names all removed so far, the object itself last; `successors` those who followed the
    /// earlier ones, by either rule. Throws as ``replacements(for:)``.
    public func replacement(
        for id: DrawID, removed: [DrawID] = [], successors: [DrawID] = [], reseed: Hash256
    ) throws -> RankedObject {
        var list = list
        for successor in successors { list.add(try index(of: successor)) }
        for earlier in removed { try list.remove(try index(of: earlier)) }
        let maker = TicketMaker(.replacement, seed: reseed)
        let place = try index(of: id)
        var ranked: [(place: Int32, key: Hash256)] = []
        for other in orders[Int(stratumOf[Int(place)])] {
            let row = population.rows[Int(other)]
            ranked.append((other, maker.key(row.id, weight: row.weight)))
        }
        ranked.sort { (left, right) -> Bool in
            left.key != right.key ? left.key < right.key : left.place < right.place
        }
        try list.remove(place)
        guard let next = list.next(of: ranked.map { $0.place }) else { throw usedUp(place) }
        let key = ranked.first { $0.place == next }?.key
        return RankedObject(id: population.rows[Int(next)].id, key: key ?? keys[Int(next)])
    }

    private func usedUp(_ place: Int32) -> DrawError { DrawError(.reservesUsedUp, "\(stratum(of: place))") }

    func object(_ place: Int32) -> RankedObject {
        RankedObject(id: population.rows[Int(place)].id, key: keys[Int(place)])
    }

    func stratum(of place: Int32) -> DrawWord { plan.strata[Int(stratumOf[Int(place)])].stratum }

    /// Places of the objects of a stratum in key order.
    func order(ofStratumOf place: Int32) -> [Int32] { orders[Int(stratumOf[Int(place)])] }

    func index(of id: DrawID) throws -> Int32 {
        guard let place = population.index(of: id.bytes) else { throw DrawError(.objectUnknown, "\(id)") }
        return Int32(place)
    }
}
