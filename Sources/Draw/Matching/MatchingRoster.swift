// Inspectors, slots and recusals as the matching works with them.
//
// An inspection has slots; a slot demands a department (or any) and tags. An inspector is admissible for a slot if these
// fit and the inspector is not recused from the inspection. One person a slot, nobody twice in a team, at most `cap` slots
// each. That is a flow (source–inspector: cap; inspector–(inspector, inspection): 1; (inspector, inspection)–slot: 1), so
// it is polynomial and whole-numbered.

/// The input of a matching, checked and indexed. Places in the sorted manifests stand for ids.
public struct MatchingRoster: Sendable {
    /// The inspectors.
    public let inspectors: InspectorsManifest
    /// The slots.
    public let slots: SlotsManifest
    /// The recusals.
    public let conflicts: ConflictsManifest

    /// For each slot its inspection, numbered by first slot.
    let inspectionOf: [Int32]
    /// For each inspection its slots in order.
    let slotsOf: [[Int32]]
    /// For each slot its demand (department and tags).
    let demandOf: [Int32]
    /// For each demand the inspectors whom department and tags admit, in order.
    let admittedBy: [[Int32]]
    /// For each inspection the recused inspectors in order.
    let recused: [[Int32]]
    private let admits: [Bool]

    /// Checks the lists against each other. A recusal may name an inspection or an inspector that is not in this draw; it
    /// binds nothing here. Throws `draw.rosterWrong` for an empty slot list or a slot list with a team of more than 64,
    /// `draw.tooLarge` where demands times inspectors exceed 2^27.
    public init(inspectors: InspectorsManifest, slots: SlotsManifest, conflicts: ConflictsManifest) throws {
        guard slots.count > 0 else { throw DrawError(.rosterWrong, "no slot") }
        var inspections: [DrawID: Int32] = [:]
        var inspectionOf: [Int32] = []
        var slotsOf: [[Int32]] = []
        struct Demand: Hashable {
            let department: DrawWord?
            let tags: DrawTags
        }
        var demands: [Demand: Int32] = [:]
        var demandList: [Demand] = []
        var demandOf: [Int32] = []
        for (place, row) in slots.rows.enumerated() {
            let inspection: Int32
            if let known = inspections[row.inspection] {
                inspection = known
            } else {
                inspection = Int32(slotsOf.count)
                inspections[row.inspection] = inspection
                slotsOf.append([])
            }
            inspectionOf.append(inspection)
            slotsOf[Int(inspection)].append(Int32(place))
            guard slotsOf[Int(inspection)].count <= DrawLimits.team else {
                throw DrawError(.rosterWrong, "inspection \(row.inspection) has more than \(DrawLimits.team) slots")
            }
            let demand = Demand(department: row.department, tags: row.tags)
            if let known = demands[demand] {
                demandOf.append(known)
            } else {
                demandOf.append(Int32(demandList.count))
                demands[demand] = Int32(demandList.count)
                demandList.append(demand)
                guard demandList.count * max(1, inspectors.count) <= DrawLimits.demandCells else {
                    throw DrawError(.tooLarge, "too many different demands for \(inspectors.count) inspectors")
                }
            }
        }
        var admits = [Bool](repeating: false, count: demandList.count * inspectors.count)
        var admittedBy: [[Int32]] = []
        for (number, demand) in demandList.enumerated() {
            var admitted: [Int32] = []
            for (place, row) in inspectors.rows.enumerated()
            where (demand.department == nil || demand.department == row.department) && row.tags.contains(demand.tags) {
                admits[number * inspectors.count + place] = true
                admitted.append(Int32(place))
            }
            admittedBy.append(admitted)
        }
        var recused = [[Int32]](repeating: [], count: slotsOf.count)
        for row in conflicts.rows {
            guard let inspection = inspections[row.inspection], let place = inspectors.index(of: row.inspector.bytes)
            else { continue }
            // The list is sorted by inspection and inspector: the same pair with other evidence follows directly.
            if recused[Int(inspection)].last != Int32(place) { recused[Int(inspection)].append(Int32(place)) }
        }
        self.inspectors = inspectors
        self.slots = slots
        self.conflicts = conflicts
        self.inspectionOf = inspectionOf
        self.slotsOf = slotsOf
        self.demandOf = demandOf
        self.admittedBy = admittedBy
        self.recused = recused
        self.admits = admits
    }

    /// Whether department and tags fit and the inspector is not recused.
    func isAdmissible(_ inspector: Int32, _ slot: Int32) -> Bool {
        admits[Int(demandOf[Int(slot)]) * inspectors.count + Int(inspector)]
            && !isRecused(inspector, inspectionOf[Int(slot)])
    }

    /// Whether department and tags fit.
    func isAdmitted(_ inspector: Int32, demand: Int) -> Bool { admits[demand * inspectors.count + Int(inspector)] }

    func isRecused(_ inspector: Int32, _ inspection: Int32) -> Bool {
        let list = recused[Int(inspection)]
        if list.count < 8 { return list.contains(inspector) }
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < inspector { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low] == inspector
    }

    func admissible(_ slot: Int32) -> [Int32] {
        let inspection = inspectionOf[Int(slot)]
        return admittedBy[Int(demandOf[Int(slot)])].filter { !isRecused($0, inspection) }
    }

    func index(ofSlot id: DrawID) throws -> Int32 {
        guard let place = slots.index(of: id.bytes) else { throw DrawError(.rosterWrong, "slot \(id)") }
        return Int32(place)
    }

    func index(ofInspector id: DrawID) throws -> Int32 {
        guard let place = inspectors.index(of: id.bytes) else { throw DrawError(.rosterWrong, "inspector \(id)") }
        return Int32(place)
    }

    /// The ids of the inspectors who are admissible for a slot, sorted. Throws `draw.rosterWrong`.
    public func admissible(for slot: DrawID) throws -> [DrawID] {
        admissible(try index(ofSlot: slot)).map { inspectors.rows[Int($0)].id }
    }
}

/// The load at which a newcomer starts: at 0 a newcomer would be drawn nearly every time.
public enum NewcomerLoad {
    /// The median of the pool's loads, the lower of the two middle ones; 0 for an empty pool.
    public static func median(of loads: [Int]) -> Int {
        loads.isEmpty ? 0 : loads.sorted()[(loads.count - 1) / 2]
    }
}
