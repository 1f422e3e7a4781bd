import DoubleRandom
import Ledger
import LedgerClient

/// Draws in words.
enum DrawWords {
    static func id(_ bytes: Bytes) -> String { DisplayText.clean(bytes, limit: 64) }

    /// What a draw waits for.
    static func waits(_ draw: RecordedDraw) -> BilingualText {
        func names(_ parties: [Bytes]) -> String {
            parties.map { party in
                let recorder = draw.freshSlots.first { $0.party == party }?.recorder
                return id(party) + (recorder.map { "（\($0)）" } ?? "")
            }.joined(separator: "、")
        }
        switch draw.standing {
        case .frozen:
            return BilingualText(
                "waits for the supervisor to confirm the freeze", "待纪检监督人员确认冻结（ledgerctl draw confirm）")
        case .agreed: return BilingualText("waits for the preflight of the service", "待系统配齐预检")
        case .ready:
            let missing = draw.freshSlots.filter { $0.commit == nil }.map(\.party)
            return missing.isEmpty
                ? BilingualText("waits for the operator to close", "封号齐全，待操作人封存（ledgerctl draw close）")
                : BilingualText("waits for commits of \(names(missing))", "待封号：\(names(missing))")
        case .closing:
            let missing = draw.freshSlots.map(\.party).filter {
                $0 != draw.author?.bytes && !draw.confirmations.contains($0)
            }
            return BilingualText(
                "waits for \(names(missing)) to confirm the close", "待确认封存：\(names(missing))")
        case .closed:
            let unheld = draw.freshSlots.filter { !$0.isHeld }
            if draw.custodyHours != nil, !unheld.isEmpty {
                let custodians = names(unheld.compactMap(\.custodian))
                return BilingualText(
                    "waits for custodians \(custodians) to hold the copies of \(names(unheld.map(\.party))) (ledgerctl draw custody)",
                    "待保管人 \(custodians) 保管 \(names(unheld.map(\.party))) 的开号副本（ledgerctl draw custody）")
            }
            let missing = draw.freshSlots.filter { !$0.isRevealed }.map(\.party)
            if missing.isEmpty, draw.profile == .b {
                return BilingualText("waits for the operator to fix the reveals", "待操作人固定开号（ledgerctl draw fix）")
            }
            return missing.isEmpty
                ? BilingualText("all have revealed; waits for the service's rung and result", "各方均已开号，待系统公开链值并出结果")
                : BilingualText(
                    "waits for reveals of \(names(missing)) (ledgerctl draw reveal)",
                    "待开号：\(names(missing))（ledgerctl draw reveal）")
        case .fixing: return BilingualText("waits for those who revealed to confirm the fix", "待开号各方确认固定")
        case .fixed: return BilingualText("waits for the public value", "待登记公开随机数（ledgerctl draw beacon）")
        case .opened: return BilingualText("waits for the result of the service", "待系统得出结果")
        case .replacing: return BilingualText("waits for the service to say who follows", "待系统得出接替者")
        case .pooled:
            return BilingualText(
                "waits for the supervisor's rung of the reserve", "待纪检监督人员公开备用链值（ledgerctl draw reserve）")
        case .reseeding: return BilingualText("waits for the rung of the service", "待系统公开链值")
        case .void:
            return BilingualText(
                "VOID, by the fault of \(draw.party.map(id) ?? "?")", "已作废，责任方 \(draw.party.map(id) ?? "?")")
        case .done: return BilingualText("the result stands", "已出结果")
        }
    }

    /// A party's slot: who, whether committed (with the head of the commit), whether revealed.
    static func line(of slot: RecordedDraw.FreshSlot, _ console: Console) -> String {
        let commit =
            slot.commit.map {
                console.text("committed", "已封号") + " " + DisplayText.clean($0, limit: 64).prefix(16) + "…"
            } ?? console.text("no commit yet", "未封号")
        let reveal = slot.isRevealed ? console.text("revealed", "已开号") : console.text("not revealed", "未开号")
        let paper =
            slot.recorder.map {
                console.text("  signed on paper, entered by \($0)", "  纸质签认（\($0) 代录）")
            } ?? ""
        let custody =
            slot.custodian.map { custodian in
                slot.isHeld
                    ? console.text("  copy held by \(id(custodian))", "  副本由 \(id(custodian)) 保管")
                    : console.text("  copy to go to \(id(custodian))", "  副本待 \(id(custodian)) 保管")
            } ?? ""
        return "\(id(slot.slot))  \(id(slot.party))\(paper)\(custody)  \(commit)  \(reveal)"
    }

    static func kind(_ isOfObjects: Bool) -> BilingualText {
        isOfObjects ? BilingualText("objects", "检查对象") : BilingualText("inspectors", "执法人员")
    }

    static func outcome(_ outcome: DrawCheck.Outcome) -> BilingualText {
        switch outcome {
        case .rechecked: BilingualText("rechecked", "已复核")
        case .differs(let why): BilingualText("DIFFERS: \(why)", "不符：\(why)")
        case .notDisclosed: BilingualText("not disclosed", "未披露")
        case .pending: BilingualText("not yet", "尚未进行")
        }
    }
}
