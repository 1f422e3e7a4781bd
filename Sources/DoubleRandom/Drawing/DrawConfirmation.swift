// The second signature of a draw's acts (annex D5, D19): one event of one type, judged by what it is about.

import Draw
import Ledger

enum DrawConfirmation {
    /// The days for which a proposal stays open (annex D5).
    private static let openDays = 30

    /// Of a ladder by its custodian; of a freeze by a supervisor who contributes; of a close by every contributor but the
    /// operator, who signed it; of a void or a replacement by a supervisor; of a fix by all whose reveals count; of a beacon's value by a
    /// second person, of dice by everybody whose reveal counts. What a person on paper confirms of a close, a fix or a value
    /// is entered by the recorder with the scan.
    static let spec = EventSpec(
        "draw.confirmed/1", by: .roles([.supervisor, .attendant, .leader, .administrator, .clerk]),
        head: DrawSchemas.decision, writes: DrawCycle.writes
    ) { act in
        guard let about = act.head.about(), let pending = try act.find(.pending, FreezeRules.key(about.index)),
            pending.about() == about
        else { throw LedgerError(.drawConfirmation, "entry \(act.head.about()?.index.description ?? "?")") }
        if let name = pending.bytes("ladder") {
            try requireOwnWord(act)
            try confirmLadder(name, act)
            return []
        }
        let id = try pending.required("draw")
        let draw = try act.get(.draws, id, .drawUnknown)
        if let named = act.head.bytes("draw"), named != id { throw LedgerError(.drawConfirmation, id.shown) }
        if let kind = pending.bytes("kind") {
            guard act.head["draw"] != nil else { throw LedgerError(.recordInvalid, "draw.confirmed/1: draw") }
            if let day = pending.date("on"), act.day.dayNumber - day.dayNumber > openDays {
                throw LedgerError(.drawConfirmation, "open for 30 days only")
            }
            if kind.equals("void") || kind.equals("replace") { try requireOwnWord(act) }
            if kind.equals("void") { return try VoidRules.confirm(pending, id, draw, act) }
            if kind.equals("replace") { return try ReplacementRules.confirm(pending, id, draw, act) }
            if kind.equals("fix") { return try BeaconRules.confirmFix(pending, id, draw, act) }
            return try BeaconRules.confirmValue(pending, id, draw, act)
        }
        try act.forbid(draw.actor("operator"), "who operates a draw does not confirm it")
        let slots = try DrawRules.freshSlots(act.entropy(of: id, draw))
        let (party, marks) = try PaperRules.voice(draw, act)
        guard slots.contains(where: { $0.party == party }) else {
            throw LedgerError(.drawConfirmation, "\(party.shown) does not contribute")
        }
        guard pending["close"] != nil else {
            try requireOwnWord(act)
            guard act.acts(as: .supervisor) else { throw LedgerError(.roleMissing, "\(act.author): supervisor") }
            let event: StaticString =
                draw.equals("kind", "objects") ? "draw.confirmed.objects" : "draw.confirmed.inspectors"
            act.put(
                .draws, id,
                try DrawCycle.cycle.move(draw, by: event).with(["supervisor": .string(act.author.bytes)]))
            return []
        }
        let (confirmations, isLast) = try collect(party, draw, needed: slots.map(\.party))
        act.put(
            .draws, id,
            try DrawCycle.cycle.move(draw, by: isLast ? "draw.confirmed.last" : "draw.confirmed.close")
                .with(["confirmations": isLast ? nil : confirmations]))
        return marks
    }

    /// Some things nobody confirms for another.
    private static func requireOwnWord(_ act: Act) throws {
        guard act.head["slot"] == nil, act.head["sheet"] == nil else {
            throw LedgerError(.drawPaper, "this takes a key")
        }
    }

    private static func confirmLadder(_ name: Bytes, _ act: Act) throws {
        let ladder = try act.get(.ladders, name, .drawLadder)
        guard ladder.actor("custodian") == act.author, ladder.equals("standing", "proposed") else {
            throw LedgerError(.drawConfirmation, "\(name.shown) is confirmed by its custodian, once")
        }
        act.put(.ladders, name, ladder.with(["standing": .text("open")]))
    }

    /// Adds a party to those who have confirmed the step that a draw is at; the operator's own signature stands under
    /// what is confirmed.
    /// - Returns: all of them, and whether nobody of `needed` is missing.
    static func collect(
        _ party: Bytes, _ draw: StateObject, needed: [Bytes]
    ) throws -> (confirmations: IJSONValue, isLast: Bool) {
        guard needed.contains(party) else {
            throw LedgerError(.drawConfirmation, "\(party.shown) does not contribute")
        }
        var confirmations = draw.list("confirmations")
        guard !confirmations.contains(party) else {
            throw LedgerError(.drawConfirmation, "\(party.shown) has confirmed")
        }
        confirmations.append(party)
        let others = needed.filter { $0 != draw.bytes("operator") }
        return (
            .array(confirmations.map { .string($0) }), others.allSatisfy { confirmations.contains($0) }
        )
    }
}
