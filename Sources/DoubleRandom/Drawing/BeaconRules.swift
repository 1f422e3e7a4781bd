// Profile B, row 7b of draws.md 2.3: the reveals that count are fixed first, then a public value decides that nobody could
// know or choose: a lottery issue, a drand round, or dice thrown in the room.

import Draw
import Ledger

enum BeaconRules {
    static let specs: [EventSpec] = [fix, beacon]

    /// The reveals that count; what is shown later is left out. The head is the last contribution: it leaves the building
    /// with this event, before the public value exists.
    private static let fix = EventSpec(
        "draw.fix/1", by: .roles([.clerk]), head: DrawSchemas.fix, writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.fix")
        guard DrawProfile.of(draw) == .b else { throw LedgerError(.drawProfile, id.shown) }
        guard draw.actor("operator") == act.author else { throw LedgerError(.drawConfirmation, "the operator closes") }
        let entropy = try act.entropy(of: id, draw)
        for row in entropy.contributors.rows where row.source.kind == .ladder {
            guard try act.find(.contributions, Act.contributionKey(id, row.slot.bytes))?["value"] != nil else {
                throw LedgerError(.drawIncomplete, "slot \(row.slot)")
            }
        }
        let counted = try counted(id, entropy, act)
        guard act.head.list("slots") == counted.map(\.slot) else {
            throw LedgerError(.drawFix, counted.map { $0.slot.shown }.joined(separator: " "))
        }
        guard counted.contains(where: { $0.party != act.author.bytes }) else {
            throw LedgerError(.drawIncomplete, "nobody but the operator has revealed")
        }
        guard let head = act.head.about("head"), head == draw.about("last") else {
            throw LedgerError(.versionStale, "entry \(act.head.about("head")?.index.description ?? "?")")
        }
        act.put(.draws, id, moved.with(["confirmations": .array([])]))
        DrawConfirmation.propose(pending("fix", id), act)
        return []
    }

    /// The value as it was published, typed by one person from its evidence and confirmed by another. Until then it may be
    /// stated again.
    private static let beacon = EventSpec(
        "draw.beacon/1", by: .roles([.clerk, .supervisor, .attendant]), head: DrawSchemas.beacon,
        writes: DrawCycle.writes
    ) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.beacon")
        let entropy = try act.entropy(of: id, draw)
        guard try isPresent(act.author.bytes, id, draw, entropy, act) else {
            throw LedgerError(.drawConfirmation, "\(act.author) does not contribute")
        }
        let slot = try act.drawID(act.head.required("slot"))
        let value = try Act.pure(.drawBeacon) {
            let round = try BeaconRound(
                source: try act.drawID(act.head.required("origin")), round: try act.drawID(act.head.required("round")))
            return try entropy.beacon(
                slot: slot, text: BeaconText(round: round, value: try act.drawWord(act.head.required("value"))))
        }
        // The day of the last confirmation of the fix. A lottery's issue of that day may have been known to who signed last.
        guard let day = act.head.date("on"), day <= act.day, let fixed = draw.date("fixedOn") else {
            throw LedgerError(.drawBeacon, "on lies ahead, or before the fix")
        }
        let isLottery = try BeaconSources.kind(of: act.head.required("origin"), act).equals("lottery")
        guard isLottery ? day > fixed : day >= fixed else {
            throw LedgerError(.drawBeacon, "on lies ahead, or before the fix")
        }
        try BeaconSources.check(value: act.head.required("value"), of: act.head.required("origin"), act)
        act.put(
            .draws, id,
            moved.with(["confirmations": .array([]), "beaconAt": act.place, "beaconBy": .string(act.author.bytes)]))
        DrawConfirmation.propose(
            pending("beacon", id).with(["slot": act.head["slot"], "value": .string(value.value.hexBytes)]), act)
        return []
    }

    private static func pending(_ kind: StaticString, _ id: Bytes) -> StateObject {
        StateObject([.init("draw", .string(id)), .init("kind", .text("\(kind)"))])
    }

    static func confirmFix(_ pending: StateObject, _ id: Bytes, _ draw: StateObject, _ act: Act) throws -> [Mark] {
        try act.forbid(draw.actor("operator"), "who operates a draw does not confirm it")
        let counted = try counted(id, act.entropy(of: id, draw), act)
        _ = try DrawCycle.cycle.next(draw.bytes("standing") ?? [], by: "draw.confirmed.fix")
        let (party, marks) = try PaperRules.voice(draw, act)
        let (confirmations, isLast) = try DrawConfirmation.collect(party, draw, needed: counted.map(\.party))
        // What has come when the last one signs could have been known.
        for row in try act.entropy(of: id, draw).contributors.rows {
            guard isLast, case .beacon(let round) = row.source else { continue }
            try BeaconSources.check(round: round.round.bytes, of: round.source.bytes, draw: id, act)
        }
        act.put(
            .draws, id,
            try DrawCycle.cycle.move(draw, by: isLast ? "draw.confirmed.fixed" : "draw.confirmed.fix")
                .with([
                    "confirmations": isLast ? nil : confirmations,
                    "fixedOn": isLast ? .text(act.day.description) : nil,
                ]))
        return marks
    }

    /// A second person has read the same value; of dice everybody has who was there, since nobody else ever can.
    static func confirmValue(_ pending: StateObject, _ id: Bytes, _ draw: StateObject, _ act: Act) throws -> [Mark] {
        _ = try DrawCycle.cycle.next(draw.bytes("standing") ?? [], by: "draw.confirmed.beacon")
        guard draw.about("beaconAt") == pending.about() else { throw LedgerError(.versionStale, id.shown) }
        let stater = draw.actor("beaconBy")
        try act.forbid(stater, "who states a value does not confirm it")
        let entropy = try act.entropy(of: id, draw)
        let (party, marks) = try PaperRules.voice(draw, act)
        guard try isPresent(party, id, draw, entropy, act) else {
            throw LedgerError(.drawConfirmation, "\(party.shown) does not contribute")
        }
        var confirmations = draw.list("confirmations")
        guard !confirmations.contains(party) else {
            throw LedgerError(.drawConfirmation, "\(party.shown) has confirmed")
        }
        confirmations.append(party)
        let slot = try pending.required("slot")
        var isLast = true
        if case .beacon(let round)? = entropy.contributors.rows.first(where: { $0.slot.bytes == slot })?.source,
            try BeaconSources.kind(of: round.source.bytes, act).equals("dice")
        {
            let present = try counted(id, entropy, act).map(\.party)
            isLast = present.allSatisfy { confirmations.contains($0) || $0 == draw.bytes("beaconBy") }
        }
        act.put(
            .draws, id,
            try DrawCycle.cycle.move(draw, by: isLast ? "draw.confirmed.opened" : "draw.confirmed.beacon")
                .with(["confirmations": isLast ? nil : .array(confirmations.map { .string($0) })]))
        if isLast {
            act.put(
                .contributions, Act.contributionKey(id, slot), StateObject([.init("value", pending["value"] ?? .null)]))
        }
        return marks
    }

    /// Fresh slots whose values are shown.
    static func counted(_ id: Bytes, _ entropy: SeedAssembly, _ act: Act) throws -> [(slot: Bytes, party: Bytes)] {
        try DrawRules.freshSlots(entropy).filter {
            try act.find(.contributions, Act.contributionKey(id, $0.slot))?["value"] != nil
        }
    }

    /// The operator, and whoever's reveal counts.
    private static func isPresent(
        _ party: Bytes, _ id: Bytes, _ draw: StateObject, _ entropy: SeedAssembly, _ act: Act
    ) throws -> Bool {
        if party == draw.bytes("operator") { return true }
        return try counted(id, entropy, act).contains { $0.party == party }
    }
}
