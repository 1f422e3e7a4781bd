// A contribution on paper (纸质签认): somebody in the room who has no key seals a value on a sheet. What is signed by hand on
// it is entered with its scan by a recorder, whom the freeze names and who does not operate the draw.

import Draw
import Ledger

enum PaperRules {
    /// Who may enter what another has signed by hand.
    static let recorderRoles: [RoleName] = [.clerk, .supervisor, .attendant, .leader, .administrator]

    /// The act that policy `paper.acts` names where sheets are taken.
    private static let act = TypeName(literal: "draw.commit/1")

    /// The party of a sheet: the first is `paper-1`. It tells nobody's name, which stands on the sheet alone.
    static func party(_ number: Int) -> Bytes { Bytes("paper-\(number)".utf8) }

    /// A sheet that a freeze names, as the row of a draw keeps it.
    static func named(_ row: StateObject, number: Int, _ act: Act) throws -> IJSONValue {
        guard let recorder = row.actor("recorder"), let party = row.bytes("party"), party == PaperRules.party(number)
        else { throw LedgerError(.drawContributors, "sheets are paper-1, paper-2, … in order") }
        try act.forbid(recorder, "who operates a draw enters nobody's sheet")
        guard try !act.context.roles(of: recorder).filter(recorderRoles.contains).isEmpty else {
            throw LedgerError(.drawContributors, "\(recorder) cannot enter a sheet")
        }
        guard try act.word(PaperRules.act.bytes, of: .paperActs) != nil else {
            throw LedgerError(.paperRefused, "\(PaperRules.act)")
        }
        return .object(of: [
            ("slot", row["slot"] ?? .null), ("party", .string(party)), ("by", .string(recorder.bytes)),
        ])
    }

    /// The sheet of a slot; nil where its party has a key.
    static func sheet(of slot: Bytes, _ draw: StateObject) -> StateObject? {
        draw.objects("paper").first { $0.bytes("slot") == slot }
    }

    /// Who signs for a slot: its recorder where the party is on paper, else the party.
    static func signer(of slot: Bytes, party: Bytes, _ draw: StateObject) -> Bytes {
        sheet(of: slot, draw)?.bytes("by") ?? party
    }

    /// Whose word a confirmation is: the author's own, or where it names a slot that of the person on paper.
    /// - Throws: `draw.paper` unless the author is the recorder of the slot and names the sheet's scan.
    static func voice(_ draw: StateObject, _ act: Act) throws -> (party: Bytes, marks: [Mark]) {
        guard let slot = act.head.bytes("slot") else {
            guard act.head["sheet"] == nil else { throw LedgerError(.drawPaper, "a sheet without its slot") }
            return (act.author.bytes, [])
        }
        guard let sheet = sheet(of: slot, draw), sheet.bytes("by") == act.author.bytes, act.head["sheet"] != nil,
            let party = sheet.bytes("party")
        else { throw LedgerError(.drawPaper, "slot \(slot.shown)") }
        return (party, [.signedOnPaper])
    }

    /// A commit names the sheet's scan exactly where its slot is on paper.
    static func requireSheet(of slot: Bytes, _ draw: StateObject, _ act: Act) throws {
        guard (sheet(of: slot, draw) != nil) == (act.head["sheet"] != nil) else {
            throw LedgerError(.drawPaper, "slot \(slot.shown)")
        }
    }

    static func marks(of slot: Bytes, _ draw: StateObject) -> [Mark] {
        sheet(of: slot, draw) == nil ? [] : [.signedOnPaper]
    }
}
