import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// Carries out what a person has to do in the draws of a sitting: shown, agreed to once, signed, handed in together.
struct SittingActs {
    let business: Business
    /// Where values stand that are sealed on this machine.
    let sealed: SealedValues
    /// Dice or a phrase that a person mixes into what the machine draws.
    var mixing: Bytes = []

    private var console: Console { business.console }

    func act(_ step: DrawStep, of actor: ActorName, in draws: [RecordedDraw]) async throws {
        let desk = DrawDesk(access: business.access, actor: actor, sealed: sealed)
        var events: [Composed] = []
        for draw in draws {
            switch step {
            case .confirmFreeze, .confirmClose, .confirmFix:
                let entry = try await desk.awaiting(draw)
                for line in try await Describing.lines(entry.index, business) { console.note(line) }
                events.append(desk.confirm(entry))
            case .commit: events.append(try desk.commit(draw, mixing: mixing))
            case .close: events.append(try desk.close(draw))
            case .reveal: events.append(try desk.reveal(draw))
            case .fix: events.append(try desk.fix(draw))
            case .confirmReplacement, .confirmVoid, .reserve, .handOver, .custody, .revealHeld, .beacon, .confirmBeacon:
                throw LedgerError(.drawNothingToConfirm, DrawWords.id(draw.id))
            }
        }
        try await business.send(events)
        guard step == .reveal else { return }
        for draw in draws { sealed.forget(draw, slot: try desk.slot(draw)) }
    }
}

/// The digests of a phase, for everybody's own record.
struct SittingDigests {
    /// What stands on one line of the code: a draw, and a hash in hex.
    let rows: [(draw: Bytes, hash: Digest)]

    /// The text of the QR code, which `ledgerctl remember check` reads again.
    var text: String {
        "ssj/v1/remember\n" + rows.map { "\(DrawWords.id($0.draw))\t\($0.hash.hex)\n" }.joined()
    }

    /// How many bits words carry where nobody can choose what they stand for any more: 80.
    static let spokenByteCount = 10

    /// One code for the list, of several where it is too long for one.
    func print(words: Bool, on console: Console) {
        for (draw, hash) in rows {
            console.note("  \(DrawWords.id(draw))")
            console.note("    \(hash.hex)")
            guard words else { continue }
            let spoken = WordList.words(hash.bytes.prefix(SittingDigests.spokenByteCount), in: console.language)
            for line in console.wrap(spoken.joined(separator: " "), indent: 4) { console.note(line) }
        }
        for start in stride(from: 0, to: rows.count, by: SittingDigests.rowsPerCode) {
            let part = SittingDigests(rows: Array(rows[start..<min(start + SittingDigests.rowsPerCode, rows.count)]))
            for line in QRCode.lines(part.text) { console.note("  " + line) }
        }
    }

    /// A code of more is too fine for a telephone at a terminal.
    private static let rowsPerCode = 4
}
