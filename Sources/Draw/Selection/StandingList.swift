// The list of a draw of objects as it stands 名单: strikes and replacements are one history, taken in order. Nothing is drawn
// again; where somebody leaves, the next key of the stratum moves up.

/// Who stands on the list of a draw.
public struct StandingList: Sendable {
    /// What comes of one leaving.
    public enum Outcome: Hashable, Sendable {
        /// The object was not on the list: nobody moves.
        case unlisted
        /// The next key of its stratum that the caps allow takes the place.
        case followed(RankedObject, stratum: DrawWord)
        /// Nobody of its stratum is left whom the caps allow: the place stays empty.
        case empty
    }

    private let selection: Selection
    private var current: Set<Int32> = []
    /// Who was on the list at any time, or was struck: follows nobody.
    private var barred: Set<Int32> = []
    private var inGroup: [Int32: Int] = [:]

    init(_ selection: Selection) {
        self.selection = selection
        for place in selection.chosenPlaces { add(Int32(place)) }
    }

    /// Whether an object is on the list. Throws `draw.objectUnknown`.
    public func contains(_ id: DrawID) throws -> Bool { current.contains(try selection.index(of: id)) }

    /// An object that should not have been in the hat 剔除: it is followed if it is listed, and follows nobody later. Throws
    /// `draw.objectUnknown`.
    public mutating func strike(_ id: DrawID) throws -> Outcome {
        let place = try selection.index(of: id)
        barred.insert(place)
        return current.contains(place) ? try leave(place) : .unlisted
    }

    /// An object of the list that cannot be inspected 替换. Throws `draw.objectUnknown` or `draw.objectNotDrawn`.
    public mutating func replace(_ id: DrawID) throws -> Outcome { try leave(selection.index(of: id)) }

    private mutating func leave(_ place: Int32) throws -> Outcome {
        try remove(place)
        guard let next = next(of: selection.order(ofStratumOf: place)) else { return .empty }
        add(next)
        return .followed(selection.object(next), stratum: selection.stratum(of: next))
    }

    mutating func add(_ place: Int32) {
        guard barred.insert(place).inserted else { return }
        current.insert(place)
        let group = selection.groupOf[Int(place)]
        if group >= 0 { inGroup[group, default: 0] += 1 }
    }

    mutating func remove(_ place: Int32) throws {
        guard current.remove(place) != nil else {
            throw DrawError(.objectNotDrawn, "\(selection.object(place).id)")
        }
        let group = selection.groupOf[Int(place)]
        if group >= 0 { inGroup[group, default: 0] -= 1 }
    }

    /// The first of an order who can follow, given who is listed; nil where none can.
    func next(of order: [Int32]) -> Int32? {
        order.first { candidate in
            guard !barred.contains(candidate) else { return false }
            let group = selection.groupOf[Int(candidate)]
            return group < 0 || selection.plan.groupCap.map { inGroup[group, default: 0] < $0 } ?? true
        }
    }
}
