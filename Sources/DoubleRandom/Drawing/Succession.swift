// Who follows an object that is struck or not to be found, or an inspector who drops out: a function of what stands in the
// ledger (draws.md 3.5, Standbys, 4.6).

import Draw
import Ledger

/// A place that is open, and who takes it.
struct Succession<Rows: RowReading> {
    /// What is decided about a place.
    enum Outcome {
        /// The next key of the stratum.
        case object(DrawID, stratum: DrawWord, key: Hash256)
        /// Nobody of the stratum is left.
        case dropped
        /// A standby, or who was drawn under a reseed.
        case inspector(DrawID)
    }

    let rows: Rows
    let id: Bytes
    let draw: StateObject
    let day: CivilDate

    private var open: StateObject { StateObject(draw["open"]?.members ?? []) }
    /// The inspection that the open place belongs to.
    var inspection: Bytes { open.bytes("inspection") ?? [] }
    /// The open slot; nil for an object.
    var slot: Bytes? { open.bytes("slot") }
    /// The entry that opened the place.
    var about: SeenEntry? { open.about("at") }

    // MARK: Objects

    /// The list of a draw of objects as it stands, and what came of its latest strike or replacement.
    /// - Throws: what the module Draw refuses.
    static func list(
        _ id: Bytes, _ draw: StateObject, _ rows: Rows
    ) throws -> (list: StandingList, latest: StandingList.Outcome) {
        let seed = try rows.seed(of: id, draw)
        return try Act.pure {
            var list = try rows.frozenObjects(id, draw).select(seed: seed).list
            var latest = StandingList.Outcome.unlisted
            for (_, row) in try rows.all(.replacements, prefix: id + [UInt8(ascii: "/")]) {
                let object = try DrawComposer.id(row.required("object"))
                latest = try row.equals("kind", "struck") ? list.strike(object) : list.replace(object)
            }
            return (list, latest)
        }
    }

    /// - Throws: what the module Draw refuses.
    func object() throws -> Outcome {
        guard case .followed(let next, let stratum) = try Succession.list(id, draw, rows).latest else {
            return .dropped
        }
        return .object(next.id, stratum: stratum, key: next.key)
    }

    // MARK: Inspectors

    /// Slots and who holds them now, of the task's inspections.
    func holders() throws -> [Bytes: Bytes] {
        var holders: [Bytes: Bytes] = [:]
        for (inspection, row) in try rows.all(.inspections, prefix: (draw.bytes("task") ?? []) + [UInt8(ascii: "-")]) {
            guard !row.equals("standing", "dropped") else { continue }
            for (place, inspector) in row.list("team").enumerated() {
                holders[inspection + Bytes(".\(place + 1)".utf8)] = inspector
            }
        }
        return holders
    }

    /// Who may not take a place of an inspection: who left it, whoever is related to the object as it is now, and whoever
    /// is not certified or not there today.
    private func isBarred(_ inspector: Bytes, _ place: StateObject) throws -> Bool {
        if place.list("left").contains(inspector) || place.list("team").contains(inspector) { return true }
        guard let person = try rows.find(.inspectors, inspector), Act.isCertified(person, on: day),
            !Act.isAbsent(person, on: day)
        else { return true }
        let object = place.bytes("object") ?? []
        return try rows.find(.relations, Act.relationKey(inspector, object)).map(Act.isDeclared) ?? false
    }

    /// The first standby who can still go; nil where none is left.
    func standby() throws -> DrawID? {
        guard let slot, let place = try rows.find(.inspections, inspection) else { return nil }
        let seed = try rows.seed(of: id, draw)
        let roster = try rows.roster(of: id)
        let current = try holders()
        return try Act.pure {
            let matching = try roster.match(seed: seed)
            var holding: [DrawID: DrawID] = [:]
            for (slot, inspector) in current { holding[try DrawComposer.id(slot)] = try DrawComposer.id(inspector) }
            let barred = try roster.inspectors.rows.map(\.id).filter { try isBarred($0.bytes, place) }
            return try matching.successor(
                for: DrawComposer.id(slot), current: holding, unavailable: Set(barred))
        }
    }

    /// Everybody who could be drawn for the open slot by a reseed: fixed by the preflight, before any rung is shown.
    func pool() throws -> InspectorsManifest {
        guard let slot, let place = try rows.find(.inspections, inspection),
            let task = try rows.find(.tasks, draw.required("task"))
        else { throw LedgerError(.drawReplacement, id.shown) }
        let wanted = try rows.roster(of: id).slots.rows.first { $0.slot.bytes == slot }
        guard let wanted else { throw LedgerError(.drawReplacement, slot.shown) }
        let given = Dictionary(grouping: try holders().values) { $0 }.mapValues(\.count)
        let people = try InspectorFreeze.inspectors(
            ScopeReader(task), from: task.date("from"), on: day, rows)
        return try Act.pure {
            try InspectorsManifest(
                people.compactMap { person in
                    let rest = person.cap - (given[person.id.bytes] ?? 0)
                    guard rest > 0, wanted.department == nil || wanted.department == person.department,
                        wanted.tags.words.allSatisfy({ person.tags.words.contains($0) }),
                        try !isBarred(person.id.bytes, place)
                    else { return nil }
                    return Draw.InspectorRow(
                        id: person.id, department: person.department, tags: person.tags, cap: rest, load0: person.load0)
                })
        }
    }

    /// The number of the reseed at hand.
    var reseedNumber: Int { (draw.integer("reseeds") ?? 0) + 1 }

    /// Where the rung of a slot stands for the reseed at hand; nil for a slot that gives none.
    func position(_ row: ContributorRow) throws -> LadderPosition? {
        switch row.source {
        case .fresh, .beacon: nil
        case .ladder(let frozen):
            try LadderPosition(ladder: frozen.ladder, rung: frozen.rung + reseedNumber, anchor: frozen.anchor)
        case .reserve(let frozen):
            try LadderPosition(ladder: frozen.ladder, rung: frozen.rung + reseedNumber - 1, anchor: frozen.anchor)
        }
    }

    static func rungKey(_ id: Bytes, _ slot: Bytes, _ number: Int) -> Bytes {
        Act.contributionKey(id, slot) + Bytes("/\(number)".utf8)
    }

    /// Who is drawn of the pool under the reseed; `server` are the rungs of ladder slots, those of reserves stand already.
    func drawn(server: [DrawID: Hash256]) throws -> DrawID {
        guard let slot else { throw LedgerError(.drawReplacement, id.shown) }
        let entropy = try rows.entropy(of: id, draw)
        let seed = try rows.seed(of: id, draw)
        let pool = try rows.list("pool", of: id)
        return try Act.pure(.drawReplacement) {
            var rungs = server
            for row in entropy.contributors.rows where row.source.kind == .reserve {
                let key = Succession.rungKey(id, row.slot.bytes, reseedNumber)
                rungs[row.slot] = try Act.hash(try rows.find(.contributions, key)?.bytes("value"))
            }
            let reseed = try entropy.reseed(reseedNumber, seed: seed, rungs: rungs).hash
            let open = try DrawComposer.id(slot)
            let roster = try MatchingRoster(
                inspectors: InspectorsManifest(parsing: pool),
                slots: SlotsManifest([SlotRow(slot: open, inspection: try DrawComposer.id(inspection))]),
                conflicts: ConflictsManifest([]))
            guard let inspector = try roster.match(seed: reseed).assignment[open] else {
                throw LedgerError(.drawReplacement, slot.shown)
            }
            return inspector
        }
    }
}
