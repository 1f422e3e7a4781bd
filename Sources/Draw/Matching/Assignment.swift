// One full assignment, kept while slots are fixed one by one. This is the engine of preflight and look-ahead; no result
// depends on which of several full assignments it happens to hold.

/// An assignment of inspectors to slots that can be repaired along alternating paths.
struct Assignment {
    let roster: MatchingRoster
    /// The inspector of each slot, −1 for none.
    private(set) var holder: [Int32]
    private(set) var isFixed: [Bool]
    /// How many slots each inspector holds, and how many of them are fixed.
    private(set) var held: [Int32]
    private(set) var fixed: [Int32]
    private(set) var caps: [Int32]
    /// The slots of each inspector that are not fixed, in no order; `placeInHands` finds a slot there.
    private var hands: [[Int32]]
    private var placeInHands: [Int32]
    private var closedSets: [ClosedSet] = []
    private var search: Search
    /// Slots and inspectors of searches that failed in preflight. Nothing with room can be reached from them, ever.
    private var isDeadSlot: [Bool]
    private var isDeadInspector: [Bool]
    private(set) var touchedDead = false

    init(_ roster: MatchingRoster) {
        self.roster = roster
        let slots = roster.slots.count
        let inspectors = roster.inspectors.count
        holder = Array(repeating: -1, count: slots)
        isFixed = Array(repeating: false, count: slots)
        held = Array(repeating: 0, count: inspectors)
        fixed = Array(repeating: 0, count: inspectors)
        caps = roster.inspectors.rows.map { Int32(min($0.cap, DrawLimits.slots)) }
        hands = Array(repeating: [], count: inspectors)
        placeInHands = Array(repeating: -1, count: slots)
        search = Search(slots: slots, inspectors: inspectors, demands: roster.admittedBy.count)
        isDeadSlot = Array(repeating: false, count: slots)
        isDeadInspector = Array(repeating: false, count: inspectors)
    }

    // MARK: Moves

    mutating func give(_ slot: Int32, to inspector: Int32) {
        holder[Int(slot)] = inspector
        held[Int(inspector)] += 1
        if isFixed[Int(slot)] {
            fixed[Int(inspector)] += 1
        } else {
            placeInHands[Int(slot)] = Int32(hands[Int(inspector)].count)
            hands[Int(inspector)].append(slot)
        }
    }

    mutating func take(_ slot: Int32) {
        let inspector = Int(holder[Int(slot)])
        holder[Int(slot)] = -1
        held[inspector] -= 1
        if isFixed[Int(slot)] {
            fixed[inspector] -= 1
        } else {
            removeFromHands(slot, inspector)
        }
    }

    private mutating func removeFromHands(_ slot: Int32, _ inspector: Int) {
        let place = Int(placeInHands[Int(slot)])
        let last = hands[inspector].removeLast()
        if last != slot {
            hands[inspector][place] = last
            placeInHands[Int(last)] = Int32(place)
        }
        placeInHands[Int(slot)] = -1
    }

    /// Fixes a held slot for good.
    mutating func fix(_ slot: Int32) {
        guard !isFixed[Int(slot)] else { return }
        let inspector = Int(holder[Int(slot)])
        removeFromHands(slot, inspector)
        isFixed[Int(slot)] = true
        fixed[inspector] += 1
    }

    /// The slot that an inspector holds in the team of `slot`, or −1.
    private func slotInTeam(_ inspector: Int32, of slot: Int32) -> Int32 {
        for other in roster.slotsOf[Int(roster.inspectionOf[Int(slot)])] where holder[Int(other)] == inspector {
            return other
        }
        return -1
    }

    func isFixedInTeam(_ inspector: Int32, of slot: Int32) -> Bool {
        for other in roster.slotsOf[Int(roster.inspectionOf[Int(slot)])]
        where holder[Int(other)] == inspector && isFixed[Int(other)] && other != slot {
            return true
        }
        return false
    }

    /// Lets an inspector take no further slot.
    mutating func close(_ inspector: Int32) { caps[Int(inspector)] = fixed[Int(inspector)] }

    // MARK: Look-ahead

    /// Whether a full assignment exists in which `inspector` fills `slot` and every fixed slot stays. If so, the assignment
    /// is changed to such a one. The assignment must be full; `inspector` is admissible, below the cap in fixed slots and
    /// not fixed in the team.
    mutating func force(_ inspector: Int32, into slot: Int32) -> Bool {
        let before = holder[Int(slot)]
        if before == inspector { return true }
        if isExcluded(inspector, slot) { return false }
        let inTeam = slotInTeam(inspector, of: slot)
        if inTeam < 0, held[Int(inspector)] < caps[Int(inspector)] {
            take(slot)
            give(slot, to: inspector)
            return true
        }
        let own = inTeam >= 0 ? [inTeam] : hands[Int(inspector)]
        // The commonest repair: the two exchange one slot.
        for other in own.prefix(64) where roster.isAdmissible(before, other) {
            let clash = slotInTeam(before, of: other)
            guard clash < 0 || clash == slot else { continue }
            take(slot)
            take(other)
            give(slot, to: inspector)
            give(other, to: before)
            return true
        }
        take(slot)
        let wasFixed = isFixed[Int(slot)]
        isFixed[Int(slot)] = true
        var done = false
        if inTeam >= 0 {
            take(inTeam)
            give(slot, to: inspector)
            done = augment(from: inTeam)
            if !done { give(inTeam, to: inspector) }
        } else {
            // One above the cap until a slot of the inspector has moved on.
            give(slot, to: inspector)
            done = relieve(inspector)
        }
        if done {
            isFixed[Int(slot)] = wasFixed
            if !wasFixed {
                fixed[Int(inspector)] -= 1
                placeInHands[Int(slot)] = Int32(hands[Int(inspector)].count)
                hands[Int(inspector)].append(slot)
            }
            return true
        }
        take(slot)
        isFixed[Int(slot)] = wasFixed
        give(slot, to: before)
        remember()
        return false
    }

    // MARK: Closed sets

    /// A set of slots that needs all that is left of a set of inspectors. It stays so for good: whoever is in the set can
    /// serve no slot outside it.
    private struct ClosedSet {
        var slots: [Bool]
        var inspectors: [Bool]
    }

    private static let closedSetLimit = 64

    private func isExcluded(_ inspector: Int32, _ slot: Int32) -> Bool {
        for set in closedSets where !set.slots[Int(slot)] {
            if set.inspectors[Int(inspector)] { return true }
            for other in roster.slotsOf[Int(roster.inspectionOf[Int(slot)])]
            where set.slots[Int(other)] && !isFixed[Int(other)] && roster.isAdmissible(inspector, other) {
                return true
            }
        }
        return false
    }

    private mutating func remember() {
        if closedSets.count == Assignment.closedSetLimit { closedSets.removeFirst() }
        var slots = [Bool](repeating: false, count: holder.count)
        for slot in search.reachedSlots { slots[Int(slot)] = true }
        var inspectors = [Bool](repeating: false, count: held.count)
        for inspector in search.reachedInspectors { inspectors[Int(inspector)] = true }
        closedSets.append(ClosedSet(slots: slots, inspectors: inspectors))
    }

    // MARK: Search

    /// The slots reached by the last search, for a certificate.
    var reached: [Int32] { search.reachedSlots }

    /// Keeps later searches out of what the last one, which failed, has gone through.
    mutating func bury() {
        for slot in search.reachedSlots { isDeadSlot[Int(slot)] = true }
        for inspector in search.reachedInspectors { isDeadInspector[Int(inspector)] = true }
    }

    /// Finds an inspector for an empty slot along a shortest alternating path and moves everybody on it; or leaves all as
    /// it was.
    mutating func augment(from slot: Int32) -> Bool {
        touchedDead = false
        search.begin()
        search.reach(slot, from: -1)
        return run()
    }

    /// Moves one slot away from an inspector who holds one too many.
    private mutating func relieve(_ inspector: Int32) -> Bool {
        search.begin()
        search.enter(inspector, through: -1)
        return run()
    }

    /// Breadth first over slots and inspectors. A slot reaches every admissible inspector: one with room ends the search,
    /// one who is full is entered once and offers all slots that are not fixed; one who is in the same team already offers
    /// only that slot.
    private mutating func run() -> Bool {
        while true {
            if search.slotsDone < search.reachedSlots.count {
                let slot = search.reachedSlots[search.slotsDone]
                search.slotsDone += 1
                if let end = scan(slot) {
                    move(slot, to: end)
                    return true
                }
            } else if search.inspectorsDone < search.reachedInspectors.count {
                let inspector = search.reachedInspectors[search.inspectorsDone]
                search.inspectorsDone += 1
                for slot in hands[Int(inspector)] where !search.isReached(slot) { search.reach(slot, from: inspector) }
            } else {
                return false
            }
        }
    }

    /// Looks at whom a slot reaches; an inspector with room is returned.
    private mutating func scan(_ slot: Int32) -> Int32? {
        let inspection = roster.inspectionOf[Int(slot)]
        let team = roster.slotsOf[Int(inspection)]
        for other in team where other != slot {
            let inspector = holder[Int(other)]
            guard inspector >= 0, !isFixed[Int(other)], !search.isReached(other),
                roster.isAdmissible(inspector, slot)
            else { continue }
            if isDeadSlot[Int(other)] { touchedDead = true } else { search.reach(other, displacedBy: slot) }
        }
        // Inspectors of this demand who have not been entered; whoever is entered now leaves the list.
        let demand = Int(roster.demandOf[Int(slot)])
        var list = search.list(demand, roster)
        defer { search.put(list, demand) }
        var kept = 0
        var place = 0
        while place < list.count {
            let inspector = list[place]
            place += 1
            if search.isEntered(inspector) { continue }
            if isDeadInspector[Int(inspector)] {
                touchedDead = touchedDead || !roster.isRecused(inspector, inspection)
                list[kept] = inspector
                kept += 1
                continue
            }
            let blocked =
                roster.isRecused(inspector, inspection) || team.contains { holder[Int($0)] == inspector }
            if blocked {
                list[kept] = inspector
                kept += 1
                continue
            }
            if held[Int(inspector)] < caps[Int(inspector)] { return inspector }
            search.enter(inspector, through: slot)
        }
        list.removeLast(list.count - kept)
        return nil
    }

    /// Moves along the path back to where the search began.
    private mutating func move(_ last: Int32, to inspector: Int32) {
        var slot = last
        var target = inspector
        // Collected first: a holder changes only when the whole path is known.
        var moves: [(slot: Int32, inspector: Int32)] = []
        while true {
            moves.append((slot, target))
            let origin = search.origin(of: slot)
            switch origin {
            case .start:
                apply(moves)
                return
            case .displaced(let by):
                target = holder[Int(slot)]
                slot = by
            case .hand(let of):
                let through = search.entrance(of: of)
                if through < 0 {
                    apply(moves)
                    return
                }
                target = of
                slot = through
            }
        }
    }

    private mutating func apply(_ moves: [(slot: Int32, inspector: Int32)]) {
        for move in moves where holder[Int(move.slot)] >= 0 { take(move.slot) }
        for move in moves { give(move.slot, to: move.inspector) }
    }
}

/// The marks of one search; arrays are reused, a stamp tells one search from the next.
private struct Search {
    enum Origin {
        case start
        case hand(of: Int32)
        case displaced(by: Int32)
    }

    private var stamp: Int32 = 0
    private var slotStamp: [Int32]
    private var slotOrigin: [Int32]
    private var slotIsDisplaced: [Bool]
    private var inspectorStamp: [Int32]
    private var inspectorEntrance: [Int32]
    private var listStamp: [Int32]
    private var lists: [[Int32]]
    private(set) var reachedSlots: [Int32] = []
    private(set) var reachedInspectors: [Int32] = []
    var slotsDone = 0
    var inspectorsDone = 0

    init(slots: Int, inspectors: Int, demands: Int) {
        slotStamp = Array(repeating: 0, count: slots)
        slotOrigin = Array(repeating: -1, count: slots)
        slotIsDisplaced = Array(repeating: false, count: slots)
        inspectorStamp = Array(repeating: 0, count: inspectors)
        inspectorEntrance = Array(repeating: -1, count: inspectors)
        listStamp = Array(repeating: 0, count: demands)
        lists = Array(repeating: [], count: demands)
    }

    mutating func begin() {
        stamp += 1
        reachedSlots.removeAll(keepingCapacity: true)
        reachedInspectors.removeAll(keepingCapacity: true)
        slotsDone = 0
        inspectorsDone = 0
    }

    func isReached(_ slot: Int32) -> Bool { slotStamp[Int(slot)] == stamp }
    func isEntered(_ inspector: Int32) -> Bool { inspectorStamp[Int(inspector)] == stamp }

    /// Reached out of an inspector's hand; −1 for where the search begins.
    mutating func reach(_ slot: Int32, from inspector: Int32) {
        slotStamp[Int(slot)] = stamp
        slotOrigin[Int(slot)] = inspector
        slotIsDisplaced[Int(slot)] = false
        reachedSlots.append(slot)
    }

    /// Reached because another slot of the team wants its inspector.
    mutating func reach(_ slot: Int32, displacedBy other: Int32) {
        slotStamp[Int(slot)] = stamp
        slotOrigin[Int(slot)] = other
        slotIsDisplaced[Int(slot)] = true
        reachedSlots.append(slot)
    }

    mutating func enter(_ inspector: Int32, through slot: Int32) {
        inspectorStamp[Int(inspector)] = stamp
        inspectorEntrance[Int(inspector)] = slot
        reachedInspectors.append(inspector)
    }

    func origin(of slot: Int32) -> Origin {
        let origin = slotOrigin[Int(slot)]
        if slotIsDisplaced[Int(slot)] { return .displaced(by: origin) }
        return origin < 0 ? .start : .hand(of: origin)
    }

    func entrance(of inspector: Int32) -> Int32 { inspectorEntrance[Int(inspector)] }

    /// Takes the list out, so that it can be changed in place; ``put(_:_:)`` gives it back.
    mutating func list(_ demand: Int, _ roster: MatchingRoster) -> [Int32] {
        if listStamp[demand] != stamp {
            listStamp[demand] = stamp
            return roster.admittedBy[demand]
        }
        let list = lists[demand]
        lists[demand] = []
        return list
    }

    mutating func put(_ list: [Int32], _ demand: Int) { lists[demand] = list }
}
