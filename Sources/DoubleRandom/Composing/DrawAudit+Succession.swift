// Strikes and replacements made again from the ledger's entries, after the result of the draw.

import Draw
import Ledger

/// What a recheck follows while places change hands.
struct SuccessionAudit {
    /// One place that changed hands, and what the recheck found.
    struct Finding {
        let place: Bytes
        let outcome: DrawCheck.Outcome
        let index: EntryIndex
    }

    /// An entry with its records read.
    struct Step {
        let entry: DrawEntry
        let head: StateObject
        let rows: [(type: TypeName, content: StateObject)]

        func first(_ type: StaticString) -> StateObject? {
            let type = TypeName(literal: type)
            return rows.first { $0.type == type }?.content
        }
    }

    // MARK: Objects

    /// Each successor is the next key of the stratum, given the list as it stood.
    static func objects(
        _ steps: [Step], selection: Selection, drawn: [DrawnObject], changes: inout [DrawEvidence.Change]
    ) throws -> [Finding] {
        var at: [Bytes: DrawID] = [:]
        for object in drawn { at[object.inspection] = object.object }
        // What came of the strikes of listed objects, until the service has said it.
        var strikes: [EntryIndex: StandingList.Outcome] = [:]
        var findings: [Finding] = []
        var list = selection.list
        for step in steps {
            let index = step.entry.index
            if step.entry.type == TypeName(literal: "draw.strike/1") {
                guard let object = step.first("draw.struck/1")?.bytes("object").flatMap({ DrawID($0) }) else {
                    return findings + [Finding(place: [], outcome: .notDisclosed, index: index)]
                }
                let place = at.first { $0.value == object }?.key
                changes.append(.init(object: object, kind: .struck, inspection: place, at: index))
                let outcome = try list.strike(object)
                if outcome != .unlisted { strikes[index] = outcome }
                continue
            }
            guard step.entry.type == TypeName(literal: "draw.replaced/1"),
                let inspection = step.head.bytes("inspection"), let about = step.head.about()
            else { continue }
            var outcome = strikes[about.index]
            if outcome == nil, let leaver = at[inspection] {
                outcome = try list.replace(leaver)
                changes.append(.init(object: leaver, kind: .replaced, inspection: inspection, at: index))
            }
            guard step.entry.isDisclosed else {
                return findings + [Finding(place: inspection, outcome: .notDisclosed, index: index)]
            }
            let next: RankedObject? = if case .followed(let next, _)? = outcome { next } else { nil }
            let stated = step.first("draw.successor/1")
            let same =
                stated?.bytes("object") == next?.id.bytes && stated?.bytes("ticket") == next?.key.hexBytes
                && step.head.bool("followed") == (next != nil)
            findings.append(
                Finding(
                    place: inspection,
                    outcome: same ? .rechecked : .differs("\(next.map { "\($0.id)" } ?? "nobody") follows"),
                    index: index))
            at[inspection] = next?.id
            if same, let next {
                changes.append(.init(object: next.id, kind: .follows, inspection: inspection, at: index))
            }
        }
        return findings
    }

    // MARK: Inspectors

    /// Each successor is the first standby, or who the reseed draws from the pool that was stated before. Whether somebody
    /// who was passed over could go is in the registry, which `verify` has and a draw has not.
    static func inspectors(
        _ steps: [Step], draw: Bytes, matching: Matching, entropy: SeedAssembly
    ) throws -> [Finding] {
        var holders = matching.assignment
        var left: [Bytes: Set<DrawID>] = [:]
        var pool: [StateObject] = []
        var reserve: [DrawID: Hash256] = [:]
        var reseeds = 0
        var findings: [Finding] = []
        for step in steps {
            if step.entry.type == TypeName(literal: "draw.preflight/1"), step.head["slot"] != nil {
                pool = step.rows.filter { $0.type == TypeName(literal: "draw.candidate/1") }.map(\.content)
            } else if step.entry.type == TypeName(literal: "draw.reserve/1") {
                guard let slot = step.head.bytes("slot").flatMap({ DrawID($0) }),
                    let value = step.head.bytes("value").flatMap({ Hash256(hex: $0) })
                else { continue }
                reserve[slot] = value
            }
            guard step.entry.type == TypeName(literal: "draw.replaced/1"),
                let name = step.head.bytes("slot"), let slot = DrawID(name),
                let inspection = step.head.bytes("inspection")
            else { continue }
            let index = step.entry.index
            guard step.entry.isDisclosed,
                let stated = step.first("draw.successor/1")?.bytes("inspector").flatMap({ DrawID($0) })
            else { return findings + [Finding(place: name, outcome: .notDisclosed, index: index)] }
            if let leaver = holders[slot] { left[inspection, default: []].insert(leaver) }
            let rungs = step.rows.filter { $0.type == TypeName(literal: "draw.rung/1") }.map(\.content)
            if rungs.isEmpty {
                let team = Set(holders.filter { $0.key.bytes.starts(with: inspection + [0x2E]) }.map(\.value))
                let first = try matching.standbys(for: slot).first {
                    !team.contains($0) && !left[inspection, default: []].contains($0)
                }
                findings.append(
                    Finding(place: name, outcome: first == stated ? .rechecked : .notDisclosed, index: index))
            } else {
                reseeds += 1
                var values = reserve
                for rung in rungs {
                    guard let slot = rung.bytes("slot").flatMap({ DrawID($0) }) else { continue }
                    values[slot] = rung.bytes("value").flatMap { Hash256(hex: $0) }
                }
                let reseed = try entropy.reseed(reseeds, seed: matching.seed, rungs: values).hash
                let made = try reseeded(pool, slot: slot, inspection: inspection, reseed: reseed)
                findings.append(
                    Finding(
                        place: name,
                        outcome: made == stated ? .rechecked : .differs("\(made.map { "\($0)" } ?? "nobody") follows"),
                        index: index))
                reserve = [:]
            }
            holders[slot] = stated
        }
        return findings
    }

    private static func reseeded(
        _ pool: [StateObject], slot: DrawID, inspection: Bytes, reseed: Hash256
    ) throws -> DrawID? {
        // The pool was stated for this slot: its department and skills have done their part.
        guard let anywhere = DrawWord("any"), let inspection = DrawID(inspection) else { return nil }
        let people = try InspectorsManifest(
            pool.compactMap { row in
                row.bytes("inspector").flatMap { DrawID($0) }.map {
                    Draw.InspectorRow(
                        id: $0, department: anywhere, cap: row.integer("cap") ?? 0, load0: row.integer("load") ?? 0)
                }
            })
        let roster = try MatchingRoster(
            inspectors: people, slots: SlotsManifest([SlotRow(slot: slot, inspection: inspection)]),
            conflicts: ConflictsManifest([]))
        return try roster.match(seed: reseed).assignment[slot]
    }
}
