// Answers cases on standard input with what module Draw makes of them, one line each, so that an independent program can
// compare. Tests/Interop/draw.py writes the cases.
//
//     select SEED POPULATION-LINES PLAN-LINES                    then the two texts
//     match SEED INSPECTOR-LINES SLOT-LINES CONFLICT-LINES       then the three texts

import Draw

func text(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<count { bytes += (readLine(strippingNewline: false) ?? "").utf8 }
    return bytes
}

func join(_ ids: some Sequence<DrawID>) -> String { ids.map(\.text).joined(separator: ",") }

/// Strikes and replacements in turn, of the drawn, of successors, of reserves and of who has left.
func leaving(_ selection: Selection) throws -> [String] {
    var list = selection.list
    func word(_ outcome: StandingList.Outcome) -> String {
        switch outcome {
        case .unlisted: "unlisted"
        case .followed(let next, _): next.id.text
        case .empty: "empty"
        }
    }
    var told: [String] = []
    if let reserve = selection.reserves(ofStratumAt: 0).first { told.append(word(try list.strike(reserve.id))) }
    let drawn = selection.selected.prefix(6).map(\.id)
    for (place, id) in drawn.enumerated() {
        let outcome = try place % 2 == 0 ? list.strike(id) : list.replace(id)
        told.append(word(outcome))
        guard place % 3 == 2 else { continue }
        if case .followed(let next, _) = outcome {
            told.append(word(try list.strike(next.id)))
        } else {
            told.append(word(try list.strike(id)))
        }
    }
    if drawn.count > 1 { told.append(word(try list.strike(drawn[1]))) }
    return told
}

func select(_ seed: Hash256, _ lines: [Int]) throws -> String {
    let population = try PopulationManifest(parsing: text(lines[0]))
    let plan = try PlanText(parsing: text(lines[1]))
    let selection = try Selection(population: population, plan: plan, seed: seed)
    var parts = selection.strata.enumerated().map { place, stratum in
        "\(stratum.stratum)=\(stratum.size):\(join(stratum.selected.map(\.id)))"
            + "/\(join(selection.reserves(ofStratumAt: place).map(\.id)))"
    }
    parts.append("batches " + selection.batches.map(join).joined(separator: "|"))
    var removed: [DrawID] = []
    var successors: [String] = []
    for object in selection.selected {
        do {
            let list = try selection.replacements(for: removed + [object.id])
            removed.append(object.id)
            successors.append(list[list.count - 1].id.text)
        } catch let error as DrawError { successors.append(error.code.rawValue) }
        if successors.count == 8 { break }
    }
    parts.append("replaced " + successors.joined(separator: ","))
    if let first = selection.selected.first {
        parts.append("left " + (try leaving(selection)).joined(separator: ","))
        do { parts.append("reseed \(try selection.replacement(for: first.id, reseed: seed).id)") } catch let error
            as DrawError
        { parts.append("reseed \(error.code.rawValue)") }
    }
    return parts.joined(separator: " ")
}

func match(_ seed: Hash256, _ lines: [Int]) throws -> String {
    let roster = try MatchingRoster(
        inspectors: InspectorsManifest(parsing: text(lines[0])), slots: SlotsManifest(parsing: text(lines[1])),
        conflicts: ConflictsManifest(parsing: text(lines[2])))
    let preflight = try roster.preflight()
    let head = "scarce \(join(preflight.scarceSlots)) unfilled \(preflight.unfilled)"
    if let certificate = preflight.certificates.first {
        return "\(head) at \(certificate.failedSlot) slots \(join(certificate.slots)) capacity \(certificate.capacity)"
    }
    let matching = try roster.match(seed: seed)
    let steps = matching.steps.map {
        "\($0.slot):\($0.eligible):\(join($0.drawn)):\(join($0.rejected)):\($0.chosen)"
    }
    let standbys = try join(matching.standbys(for: roster.slots.rows[0].slot))
    return ([head] + steps + ["standbys \(standbys)"]).joined(separator: " ")
}

while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    let numbers = words.dropFirst(2).compactMap { Int($0) }
    guard words.count >= 4, let seed = Hash256(hex: words[1]) else {
        print("unknown case \(line)")
        break
    }
    do {
        switch words[0] {
        case "select" where numbers.count == 2: print(try select(seed, numbers))
        case "match" where numbers.count == 3: print(try match(seed, numbers))
        default: print("unknown case \(line)")
        }
    } catch let error as DrawError { print("error \(error.code.rawValue)") }
}
