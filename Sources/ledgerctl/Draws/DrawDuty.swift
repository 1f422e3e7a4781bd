// What a person has to do in a draw: the same for the list of what waits (todo) and for a sitting.

import DoubleRandom
import Ledger
import LedgerClient

/// A step of a draw that somebody takes.
enum DrawStep: Sendable {
    /// A supervisor decides on a replacement (确认替换), or on a void (确认作废).
    case confirmReplacement, confirmVoid
    /// The supervisor shows the reserve's rung (公开备用链值).
    case reserve
    /// The supervisor agrees to the frozen lists (确认冻结).
    case confirmFreeze
    /// A value of the own is sealed (封号).
    case commit
    /// The operator ends the sealing (封存).
    case close
    /// Everybody else agrees to the close (确认封存).
    case confirmClose
    /// A party gives its custodian a copy (移交开号副本), who says that it opens the commit (保管).
    case handOver, custody
    /// The sealed value is opened (开号), by its party or, late, by the custodian (代为开号).
    case reveal, revealHeld
    /// Profile B: the operator fixes which reveals count (固定).
    case fix
    /// Profile B: those whose reveals count agree to the fix (确认固定).
    case confirmFix
    /// Profile B: one states the public value, another agrees (公开随机数).
    case beacon, confirmBeacon

    /// The steps that a whole list of draws takes at one table, after one consent.
    static let ofSitting: Set<DrawStep> = [
        .confirmFreeze, .commit, .close, .confirmClose, .reveal, .fix, .confirmFix,
    ]

    var name: BilingualText {
        switch self {
        case .confirmReplacement: BilingualText("decide on a replacement", "确认替换与否")
        case .confirmVoid: BilingualText("decide on the void", "确认作废与否")
        case .reserve: BilingualText("show the reserve's rung", "公开备用链值")
        case .confirmFreeze: BilingualText("confirm the freeze", "确认冻结")
        case .commit: BilingualText("seal a value", "封号")
        case .close: BilingualText("close", "封存")
        case .confirmClose: BilingualText("confirm the close", "确认封存")
        case .handOver: BilingualText("hand a copy to the custodian", "移交开号副本")
        case .custody: BilingualText("take custody of a copy", "保管开号副本")
        case .reveal: BilingualText("reveal", "开号")
        case .revealHeld: BilingualText("reveal for the party that is late", "代为开号（逾期未开）")
        case .fix: BilingualText("fix the reveals", "固定")
        case .confirmFix: BilingualText("confirm the fix", "确认固定")
        case .beacon: BilingualText("state the public value", "登记公开随机数")
        case .confirmBeacon: BilingualText("confirm the public value", "确认公开随机数")
        }
    }

    /// How scripts tell the kinds of matters apart.
    var matter: String {
        switch self {
        case .confirmReplacement: "draw.replace"
        case .confirmVoid: "draw.void"
        case .confirmFreeze, .confirmClose, .confirmFix, .confirmBeacon: "draw.confirm"
        default: "draw.\(verb)"
        }
    }

    private var verb: String {
        switch self {
        case .confirmReplacement, .confirmVoid, .confirmFreeze, .confirmClose, .confirmFix, .confirmBeacon: "confirm"
        case .reserve: "reserve"
        case .commit: "commit"
        case .close: "close"
        case .handOver: "hand-over"
        case .custody, .revealHeld: "custody"
        case .reveal: "reveal"
        case .fix: "fix"
        case .beacon: "beacon"
        }
    }

    /// The command that takes the step.
    func command(_ draw: Bytes, _ duty: DrawDuty) -> String {
        let slot = DrawWords.id(duty.slot)
        var words = ["draw", verb, DrawWords.id(draw)]
        switch self {
        case .confirmVoid: words.append("--void")
        case .handOver: words.append("--to …")
        case .custody: words += [slot, "--value …"]
        case .revealHeld: words += [slot, "--reveal"]
        case .beacon: words.append("--value … --evidence …")
        default: break
        }
        guard duty.isOnPaper else { return words.joined(separator: " ") }
        words += ["--slot", slot]
        switch self {
        case .commit: words.append("--commit … --sheet …")
        case .reveal: words.append("--value …")
        default: words.append("--sheet …")
        }
        return words.joined(separator: " ")
    }
}

/// One step that one person has to take in a draw now.
struct DrawDuty: Sendable {
    let step: DrawStep
    /// The slot for which it is taken; empty where it is for none.
    var slot: Bytes = []
    /// Of somebody without a key (纸质签认): the party whose sheet is entered.
    var sheetOf: Bytes?

    var isOnPaper: Bool { sheetOf != nil }
}

extension RecordedDraw {
    /// What somebody has to do now, the most pressing first.
    func duties(of actor: ActorName, isSupervisor: Bool, now: Timestamp) -> [DrawDuty] {
        var duties: [DrawDuty] = []
        let slots = freshSlots
        if isSupervisor {
            if requestAt != nil { duties.append(DrawDuty(step: .confirmReplacement)) }
            if voidAt != nil, isOpen { duties.append(DrawDuty(step: .confirmVoid)) }
        }
        if standing == .pooled, (try? reserve(of: actor)) != nil { duties.append(DrawDuty(step: .reserve)) }
        for slot in slots where slot.signer == actor.bytes {
            guard let step = step(of: slot, actor, isSupervisor: isSupervisor) else { continue }
            duties.append(
                DrawDuty(step: step, slot: slot.slot, sheetOf: slot.recorder == nil ? nil : slot.party))
        }
        if author == actor {
            switch standing {
            case .ready where slots.allSatisfy({ $0.commit != nil }): duties.append(DrawDuty(step: .close))
            case .closed where profile == .b && slots.allSatisfy(\.isRevealed):
                duties.append(DrawDuty(step: .fix))
            case .fixed where beaconAt == nil: duties.append(DrawDuty(step: .beacon))
            default: break
            }
        }
        if standing == .closed, custodyHours != nil {
            for slot in slots where slot.custodian == actor.bytes {
                if !slot.isHeld {
                    duties.append(DrawDuty(step: .custody, slot: slot.slot))
                } else if !slot.isRevealed, let from = custodianMayReveal, now.milliseconds >= from,
                    slots.allSatisfy(\.isHeld)
                {
                    duties.append(DrawDuty(step: .revealHeld, slot: slot.slot))
                }
            }
        }
        return duties
    }

    /// Whether it may still be given up.
    private var isOpen: Bool {
        switch standing {
        case .frozen, .agreed, .ready, .closing, .closed, .fixing, .fixed: true
        case .opened, .done, .void, .replacing, .pooled, .reseeding: false
        }
    }

    private func step(of slot: FreshSlot, _ actor: ActorName, isSupervisor: Bool) -> DrawStep? {
        let isOperators = author?.bytes == slot.party
        let isMissing = !isOperators && !confirmations.contains(slot.party)
        switch standing {
        case .frozen: return isSupervisor && slot.recorder == nil && !isOperators ? .confirmFreeze : nil
        case .ready: return slot.commit == nil ? .commit : nil
        case .closing: return isMissing ? .confirmClose : nil
        case .closed:
            guard !slot.isRevealed else { return nil }
            // Where custodians hold copies nobody reveals before the last of them does.
            guard custodyHours != nil, !freshSlots.allSatisfy(\.isHeld) else { return .reveal }
            return slot.isHeld || slot.recorder != nil ? nil : .handOver
        case .fixing: return slot.isRevealed && isMissing ? .confirmFix : nil
        case .fixed:
            guard beaconAt != nil, beaconBy != actor, slot.isRevealed || isOperators,
                !confirmations.contains(slot.party)
            else { return nil }
            return .confirmBeacon
        case .agreed, .opened, .done, .void, .replacing, .pooled, .reseeding: return nil
        }
    }
}
