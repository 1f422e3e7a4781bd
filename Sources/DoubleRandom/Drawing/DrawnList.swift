// The list of a draw of objects as it stands after strikes and replacements (draws.md 3.5): nothing is drawn again, the next
// key of the stratum moves up.

import Draw

/// The list of a draw of objects as it stands.
struct DrawnList {
    /// Who is on it, with stratum and key.
    private(set) var objects: [DrawID: (stratum: DrawWord, key: Hash256)] = [:]

    /// Walks the selection without the struck; then each leaver is followed by the next key, or by nobody.
    init(_ selection: Selection, struck: [DrawID], removed: [DrawID]) throws {
        let base = try selection.striking(struck)
        for stratum in base.strata {
            for object in stratum.selected { objects[object.id] = (stratum.stratum, object.key) }
        }
        let gone = Set(struck)
        var followed: [DrawID] = []
        for leaver in removed where !gone.contains(leaver) {
            guard let place = objects.removeValue(forKey: leaver) else { throw DrawError(.objectNotDrawn, "\(leaver)") }
            do {
                guard let next = try base.replacements(for: followed + [leaver]).last else { continue }
                objects[next.id] = (place.stratum, next.key)
                followed.append(leaver)
            } catch let error as DrawError where error.code == .reservesUsedUp {
                // The stratum has nobody left: the shortfall stays.
                continue
            }
        }
    }
}
