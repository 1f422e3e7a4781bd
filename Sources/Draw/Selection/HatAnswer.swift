/// The first half of the answer to one enterprise: was I in the hat? It needs no seed.
public enum HatAnswer: Equatable, Sendable {
    /// In the hat 参抽: the line of the population and its number there, from 1.
    case inHat(PopulationRow, number: Int)
    /// Left out 排除, with the reason that was given.
    case excluded(ExclusionRow)
    /// Not in the registry in scope at all: between these two ids nothing stands. Nil at an end of the list.
    case unknown(before: DrawID?, after: DrawID?)
}

extension FrozenDraw {
    /// Whether an object was in the hat, was left out, or was not in the registry.
    public func answer(for id: DrawID) -> HatAnswer {
        if let place = population.index(of: id.bytes) { return .inHat(population.rows[place], number: place + 1) }
        if let place = exclusions.index(of: id.bytes) { return .excluded(exclusions.rows[place]) }
        let place = registry.insertionPoint(of: id.bytes)
        return .unknown(
            before: place > 0 ? registry.rows[place - 1].id : nil,
            after: place < registry.count ? registry.rows[place].id : nil)
    }
}

extension Selection {
    /// The place of an object among the ranked reserves 候补顺位 of its stratum, from 1; nil for one that was drawn.
    /// Throws `draw.objectUnknown`.
    public func reserveRank(of id: DrawID) throws -> Int? {
        let standing = try standing(of: id)
        guard !standing.isSelected else { return nil }
        let place = plan.strata.firstIndex { $0.stratum == standing.stratum }
        return place.flatMap { place in
            reserves(ofStratumAt: place).firstIndex { $0.id == id }.map { $0 + 1 }
        }
    }

    /// Whether an object with a key below the cut was passed over, because its group had reached the cap.
    /// Throws `draw.objectUnknown`.
    public func isPassedOver(_ id: DrawID) throws -> Bool {
        let standing = try standing(of: id)
        guard !standing.isSelected else { return false }
        return standing.cut.map { standing.key < $0 } ?? (standing.size > 0)
    }
}
