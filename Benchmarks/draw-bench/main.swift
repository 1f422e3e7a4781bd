// Measures the draw: enterprises ticketed and selected beside bare SHA-256 of the same texts, and inspectors matched.
//
//     draw-bench select COUNT                       names, count, seconds, count per second, peak memory in MiB
//     draw-bench match INSPECTIONS INSPECTORS SPARE-PER-CENT

import Crypto
import Draw
import Foundation

func report(_ name: String, _ count: Int, _ duration: Duration) {
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print(
        String(
            format: "%@ %d %.3f %.0f %d", name, count, seconds, Double(count) / seconds, Int(usage.ru_maxrss) / 1_024))
}

func id(_ prefix: String, _ number: Int) -> DrawID { DrawID(prefix + String(1_000_000 + number))! }
func word(_ text: String) -> DrawWord { DrawWord(text)! }

let seed = Hash256.hash(Array("draw-bench".utf8))
let clock = ContinuousClock()

func select(_ count: Int) throws {
    let strata = ["A", "B", "C", "D"].map(word)
    let rows = (0..<count).map { PopulationRow(id: id("91130283MA", $0), stratum: strata[$0 % 4]) }
    let plan = try PlanText(
        strata: strata.map { try StratumPlan(stratum: $0, numerator: 5, denominator: 100, minimum: 1) }, batches: 4)
    var population: PopulationManifest?
    var bytes: [UInt8] = []
    let freeze = try clock.measure {
        population = try PopulationManifest(rows)
        bytes = population!.bytes
        _ = Hash256.hash(bytes)
    }
    report("freeze", count, freeze)
    report("parse", count, try clock.measure { population = try PopulationManifest(parsing: bytes) })
    let texts = rows.map { TicketText(label: .select, seed: seed, id: $0.id).bytes }
    var sum: UInt8 = 0
    let bare = clock.measure {
        for text in texts {
            var state = SHA256()
            text.withUnsafeBytes { state.update(bufferPointer: $0) }
            state.finalize().withUnsafeBytes { sum ^= $0[0] }
        }
    }
    report("bare-sha256", count, bare)
    let maker = TicketMaker(.select, seed: seed)
    let tickets = clock.measure { for row in rows where maker.key(row.id, weight: 1) < seed { sum ^= 1 } }
    report("tickets", count, tickets)
    var drawn = 0
    let selecting = try clock.measure {
        drawn = try Selection(population: population!, plan: plan, seed: seed).selected.count
    }
    report("select", count, selecting)
    print("drawn \(drawn), check \(sum)")
}

/// Two or three slots an inspection, four departments, scarce tags, one recusal an inspection.
func match(_ inspections: Int, _ people: Int, _ spare: Int) throws {
    let departments = ["市场", "消防", "商务", "环保"].map(word)
    let oil = try DrawTags([word("oil")])
    let slots = (0..<inspections).flatMap { inspection in
        (0..<2).map { place in
            SlotRow(
                slot: id("S\(place).", inspection), inspection: id("J", inspection),
                department: place == 0 || inspection % 3 > 0 ? departments[inspection % 4] : nil,
                tags: place == 0 && inspection % 5 == 0 ? oil : .none)
        }
    }
    let cap = (slots.count * (100 + spare) / 100 + people - 1) / people
    let inspectors = try InspectorsManifest(
        (0..<people).map {
            InspectorRow(
                id: id("I", $0), department: departments[$0 % 4], tags: $0 % 3 == 0 ? oil : .none, cap: cap,
                load0: $0 % 7)
        })
    let conflicts = try ConflictsManifest(
        (0..<inspections).map {
            ConflictRow(inspection: id("J", $0), inspector: id("I", ($0 * 7_919) % people), evidence: nil)
        })
    let manifest = try SlotsManifest(slots)
    var roster: MatchingRoster?
    let build = try clock.measure {
        roster = try MatchingRoster(inspectors: inspectors, slots: manifest, conflicts: conflicts)
    }
    report("roster", slots.count, build)
    var preflight: Preflight?
    report("preflight", slots.count, try clock.measure { preflight = try roster!.preflight() })
    guard preflight!.isFeasible else {
        print("infeasible: \(preflight!.unfilled) slots stay empty")
        return
    }
    var matching: Matching?
    report("preflight+match", slots.count, try clock.measure { matching = try roster!.match(seed: seed) })
    print("rejections by look-ahead: \(matching!.steps.reduce(0) { $0 + $1.rejected.count })")
}

let arguments = CommandLine.arguments.dropFirst()
let numbers = arguments.dropFirst().compactMap { Int($0) }
switch (arguments.first, numbers.count) {
case ("select", 1): try select(numbers[0])
case ("match", 3): try match(numbers[0], numbers[1], numbers[2])
default:
    print("draw-bench select COUNT | match INSPECTIONS INSPECTORS SPARE-PER-CENT")
    exit(64)
}
