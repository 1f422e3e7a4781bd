// The second signature of a draw's acts (annex D5, D19): one event of one type, judged by what it is about.

import Draw
import Ledger

enum DrawConfirmation {
    /// The days for which a proposal stays open (annex D5).
    private static let openDays = 30

    /// Of all, within 30 days. Of a ladder by its custodian; of a freeze by a supervisor who contributes; of a close by
    /// every contributor but the operator, who signed it; of a void or a replacement by a supervisor; of a fix by all
    /// whose reveals count; of a beacon's value by a second person, of dice by everybody whose reveal counts. What a
    /// person on paper confirms of a close, a fix or a value is entered by the recorder with the scan.
    static let spec = EventSpec(
        "draw.confirmed/1", by: .roles([.supervisor, .attendant, .leader, .administrator, .clerk]),
        head: DrawSchemas.decision, writes: DrawCycle.writes
    ) { act in
        let pending = try proposal(act)
        try requireOpen(pending, act)
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

    /// Puts up what this entry says for others to confirm.
    static func propose(_ row: StateObject, _ act: Act) {
        act.put(
            .pending, FreezeRules.key(act.index),
            row.with(["about": act.place, "on": .text(act.day.description)]))
    }

    /// The proposal that a confirmation names.
    static func proposal(_ act: Act) throws -> StateObject {
        guard let about = act.head.about(), let pending = try act.find(.pending, FreezeRules.key(about.index)),
            pending.about() == about, pending["ladder"] != nil || pending["draw"] != nil
        else { throw LedgerError(.drawConfirmation, "entry \(act.head.about()?.index.description ?? "?")") }
        return pending
    }

    /// - Throws: `draw.expired` after 30 days, whatever the proposal is: what was true of roster and people is stale.
    static func requireOpen(_ pending: StateObject, _ act: Act) throws {
        guard let day = pending.date("on"), act.day.dayNumber - day.dayNumber <= openDays else {
            throw LedgerError(.drawExpired, "entry \(pending.about()?.index.description ?? "?")")
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

/// The other answer to a request (不予确认, annex D5), and the way back from a place that nobody can fill.
enum DrawDeclining {
    /// By a supervisor who did not ask: the request to void or to replace is closed, and the draw goes on from where it was.
    /// Of a replacement that was confirmed, while no standby is left and no rung is shown, it closes the place: whoever
    /// held it holds it still. So a reserve ladder that is lost blocks neither the draw nor the server's ladder.
    static let spec = EventSpec(
        "draw.declined/1", by: .roles([.supervisor]), head: DrawSchemas.declined, writes: DrawCycle.writes
    ) { act in
        let pending = try DrawConfirmation.proposal(act)
        let (id, draw) = try act.draw(act.head)
        guard pending.bytes("draw") == id, let kind = pending.bytes("kind"),
            kind.equals("void") || kind.equals("replace")
        else { throw LedgerError(.drawConfirmation, "only a void or a replacement is declined") }
        let asker = pending.actor("by")
        try act.forbid(asker, "who asks does not decline")
        let isVoid = kind.equals("void")
        if draw.about(isVoid ? "voidAt" : "requestAt") == pending.about(), !draw.equals("standing", "void") {
            try DrawConfirmation.requireOpen(pending, act)
            act.put(.draws, id, isVoid ? draw.with(["voidAt": nil]) : draw.with(["requestAt": nil]))
            return []
        }
        guard !isVoid, let open = draw["open"]?.members.map({ StateObject($0) }), open["slot"] != nil,
            open.about("at") == pending.about()
        else { throw LedgerError(.versionStale, id.shown) }
        act.put(.draws, id, try DrawCycle.cycle.move(draw, by: "draw.declined").with(["open": nil]))
        return []
    }
}
