import DoubleRandom
import Draw
import Ledger
import LedgerClient

/// A shortage in plain words, with the sum that anybody can add up.
enum PreflightPrinter {
    private static let limit = 12

    /// Says what is missing and refuses.
    /// - Throws: `draw.unmatchable` where a place stays empty.
    static func require(_ roster: MatchingRoster, console: Console = .standard) throws {
        let preflight = try roster.preflight()
        guard !preflight.isFeasible else { return }
        for line in lines(preflight, console: console) { console.note(line) }
        throw LedgerError(.drawUnmatchable, "\(preflight.unfilled)")
    }

    /// Scarce places, and each shortage with its certificate and its funnels.
    static func lines(_ preflight: Preflight, console: Console) -> [String] {
        var lines: [String] = []
        func say(_ english: String, _ chinese: String, indent: Int) {
            lines += console.wrap(DisplayText.clean(console.text(english, chinese), limit: 4_000), indent: indent)
        }
        if !preflight.scarceSlots.isEmpty {
            let names = list(preflight.scarceSlots)
            say(
                "Note: \(preflight.scarceSlots.count) places have two or fewer who can go, so that the outcome can be guessed: \(names).",
                "注意：有 \(preflight.scarceSlots.count) 个席位可派人员不足三人，结果可被猜到：\(names)。", indent: 2)
        }
        for certificate in preflight.certificates {
            let count = certificate.slots.count
            say(
                "Places \(list(certificate.slots)) are \(count), and can get \(certificate.capacity) at most:",
                "席位 \(list(certificate.slots)) 共 \(count) 个，最多只能配齐 \(certificate.capacity) 个：", indent: 2)
            if certificate.shares.isEmpty { say("Nobody can go there.", "无人可派。", indent: 4) }
            for share in certificate.shares.prefix(limit) {
                say(
                    "\(share.inspector) can take \(share.cap) more and may serve \(share.inspections) of these inspections: \(share.share).",
                    "\(share.inspector)：还可承担 \(share.cap) 个，可去其中 \(share.inspections) 户，计 \(share.share) 个。", indent: 4)
            }
            if certificate.shares.count > limit {
                say(
                    "… and \(certificate.shares.count - limit) more.", "……另有 \(certificate.shares.count - limit) 人。",
                    indent: 4)
            }
            for funnel in certificate.funnels.prefix(limit) {
                say(
                    "\(funnel.slot): all \(funnel.all), of the department \(funnel.department), with the skills \(funnel.tags), not recused \(funnel.admissible).",
                    "\(funnel.slot)：全部 \(funnel.all) 人，本部门 \(funnel.department) 人，具备专长 \(funnel.tags) 人，无须回避 \(funnel.admissible) 人。",
                    indent: 4)
            }
        }
        if !preflight.isFeasible {
            say(
                "Borrow, certify or free somebody, or raise the cap, before any number is drawn.",
                "请在抽取随机数之前借调、补证、调整人员，或提高每人上限。", indent: 2)
        }
        return lines
    }

    private static func list(_ slots: [DrawID]) -> String {
        slots.prefix(limit).map(\.text).joined(separator: " ") + (slots.count > limit ? " …" : "")
    }
}
