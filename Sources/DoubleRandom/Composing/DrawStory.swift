// A draw told step by step in plain words, each step with the line that anybody can type to see the same. It tells what
// the recheck found, nothing that it did not.

import Draw
import Ledger

/// A draw step by step (抽取过程说明).
public struct DrawStory: Sendable {
    /// A line to type, and what it must print first.
    public struct Shell: Sendable, Hashable {
        public let command: String
        public let expected: String

        /// Names a line.
        public init(_ command: String, _ expected: String) {
            self.command = command
            self.expected = expected
        }
    }

    /// One step.
    public struct Step: Sendable {
        public let title: BilingualText
        public internal(set) var sentences: [BilingualText] = []
        public internal(set) var shell: [Shell] = []

        init(_ english: String, _ chinese: String) { title = BilingualText(english, chinese) }

        mutating func say(_ english: String, _ chinese: String) { sentences.append(BilingualText(english, chinese)) }
        mutating func type(_ command: String, _ expected: some CustomStringConvertible) {
            shell.append(Shell(command, "\(expected)"))
        }
    }

    /// The draw.
    public let draw: String
    /// The steps in order.
    public let steps: [Step]

    /// Tells what a recheck had in its hands.
    public init(_ audit: DrawAudit) {
        let evidence = audit.evidence
        draw = String(decoding: audit.draw, as: UTF8.self)
        var steps = [DrawStory.lists(evidence), DrawStory.freeze(evidence)]
        if let roster = evidence.inspectors?.roster { steps.append(DrawStory.preflight(roster)) }
        steps += [DrawStory.commits(evidence), DrawStory.openings(evidence), DrawStory.seed(evidence)]
        if let selection = evidence.selection, let frozen = evidence.objects {
            steps += DrawStory.selection(selection, frozen)
        }
        if let frozen = evidence.inspectors, let seed = evidence.seedText?.hash,
            let matching = try? frozen.roster.match(seed: seed)
        {
            steps.append(DrawStory.matching(matching, frozen.roster))
        }
        self.steps = steps
    }

    // MARK: Before the seed

    private static func lists(_ evidence: DrawEvidence) -> Step {
        var step = Step("Who was in the hat", "参抽名单")
        if let frozen = evidence.objects {
            step.say(
                "\(frozen.registry.count) in the registry in scope = \(frozen.population.count) in the hat + \(frozen.exclusions.count) left out.",
                "范围内名录 \(frozen.registry.count) 户 = 参抽 \(frozen.population.count) 户 + 排除 \(frozen.exclusions.count) 户。")
            var reasons: [DrawWord: Int] = [:]
            for row in frozen.exclusions.rows { reasons[row.reason, default: 0] += 1 }
            for (reason, count) in reasons.sorted(by: { $0.key < $1.key }) {
                step.say("Left out for \(reason): \(count).", "排除理由「\(reason)」：\(count) 户。")
            }
        }
        if let roster = evidence.inspectors?.roster {
            step.say(
                "\(roster.inspectors.count) inspectors can go, \(roster.slots.count) places are to be filled, \(roster.conflicts.count) recusals.",
                "可派执法人员 \(roster.inspectors.count) 人，待配席位 \(roster.slots.count) 个，回避 \(roster.conflicts.count) 项。")
        }
        for name in DrawEvidence.listNames(isOfObjects: evidence.isOfObjects) {
            if let bytes = evidence.lists["\(name)"] { step.type("sha256sum \(name).txt", Hash256.hash(bytes)) }
        }
        if evidence.lists.isEmpty { step.say("The lists are not disclosed.", "名单未披露。") }
        return step
    }

    private static func freeze(_ evidence: DrawEvidence) -> Step {
        var step = Step("The freeze", "冻结")
        if let at = evidence.frozenAt, let hash = evidence.freezeHash {
            step.say(
                "Entry \(at) froze the lists before any chance existed; freeze hash \(hash).",
                "第 \(at) 条在产生任何随机数之前冻结了全部名单，冻结摘要 \(hash)。")
        }
        if let text = evidence.objects?.freeze {
            step.type(ShellLine.hash(text), text.hash)
        } else if let text = evidence.inspectors?.freeze {
            step.type(ShellLine.hash(text), text.hash)
        }
        return step
    }

    private static func preflight(_ roster: MatchingRoster) -> Step {
        var step = Step("Whether every place can be filled", "配齐预检")
        guard let preflight = try? roster.preflight() else { return step }
        if preflight.isFeasible {
            step.say("It was certain before the draw that every place can be filled.", "抽取之前即已证明全部席位可以配齐。")
        }
        for slot in preflight.scarceSlots {
            guard let people = try? roster.admissible(for: slot) else { continue }
            step.say(
                "Place \(slot): only \(people.count) could go, so the outcome could be guessed.",
                "席位 \(slot)：仅 \(people.count) 人可派，结果可被猜到。")
        }
        return step
    }

    // MARK: The seed

    private static func commits(_ evidence: DrawEvidence) -> Step {
        var step = Step("The sealed numbers", "封号")
        for commit in evidence.commits {
            let party = evidence.contributors?.rows.first { $0.slot == commit.slot }?.party
            let recorder = evidence.recorders[commit.slot]
            step.say(
                "Slot \(commit.slot)\(party.map { ", \($0)," } ?? "") sealed a number (entry \(commit.at)): \(commit.value).\(recorder.map { " Signed on paper; \($0) entered it with the scan of the sheet." } ?? "")",
                "席位 \(commit.slot)\(party.map { "（\($0)）" } ?? "")封号（第 \(commit.at) 条）：\(commit.value)。\(recorder.map { "纸质签认，由 \($0) 凭扫描件代录。" } ?? "")"
            )
            guard let party, let hash = evidence.freezeHash, let draw = drawID(evidence),
                let value = evidence.values.first(where: { $0.slot == commit.slot })
            else { continue }
            let text = CommitText(draw: draw, freeze: hash, slot: commit.slot, party: party, value: value.value)
            step.type(ShellLine.hash(text), commit.value)
        }
        if evidence.commits.isEmpty { step.say("No number is sealed yet.", "尚未封号。") }
        return step
    }

    private static func drawID(_ evidence: DrawEvidence) -> DrawID? {
        evidence.objects?.freeze.draw ?? evidence.inspectors?.freeze.draw
    }

    private static func openings(_ evidence: DrawEvidence) -> Step {
        var step = Step("The numbers are opened", "开号")
        for value in evidence.values {
            let row = evidence.contributors?.rows.first { $0.slot == value.slot }
            switch row?.source {
            case .ladder(let position):
                step.say(
                    "Slot \(value.slot): the server's rung \(position.rung) (entry \(value.at)); hashed \(position.rung) times it is the anchor that was published beforehand.",
                    "席位 \(value.slot)：服务端第 \(position.rung) 级链值（第 \(value.at) 条），逐级摘要 \(position.rung) 次即为事先公布的锚值。")
                step.type(ShellLine.anchor(of: value.value, at: position), position.anchor)
            case .beacon(let round):
                let text = evidence.beacons[value.slot]
                step.say(
                    "Slot \(value.slot): \(round.source), round \(round.round), as published (entry \(value.at)): \(text.map { "\($0.value)" } ?? "?").",
                    "席位 \(value.slot)：公开随机源 \(round.source) 第 \(round.round) 期（第 \(value.at) 条）：\(text.map { "\($0.value)" } ?? "?")。"
                )
                if let text { step.type(ShellLine.hash(text), text.hash) }
            default:
                let isOnPaper = evidence.recorders[value.slot] != nil
                step.say(
                    "Slot \(value.slot) opened \(value.value) (entry \(value.at))\(isOnPaper ? ", signed on paper" : "").",
                    "席位 \(value.slot) 开号（第 \(value.at) 条\(isOnPaper ? "，纸质签认" : "")）：\(value.value)。")
            }
        }
        if evidence.values.isEmpty { step.say("None is opened, or none is disclosed.", "尚未开号，或未披露。") }
        return step
    }

    private static func seed(_ evidence: DrawEvidence) -> Step {
        var step = Step("The seed", "随机种子")
        guard let text = evidence.seedText else {
            step.say("It cannot be made yet.", "尚不能算出。")
            return step
        }
        step.say(
            "The hash of the freeze hash and of all \(text.contributions.count) numbers: \(text.hash).",
            "冻结摘要与全部 \(text.contributions.count) 个号一起取摘要：\(text.hash)。")
        step.type(ShellLine.hash(text), text.hash)
        return step
    }

    // MARK: What follows from it

    private static func selection(_ selection: Selection, _ frozen: FrozenDraw) -> [Step] {
        var sizes = Step("How many are drawn", "应抽户数")
        var drawn = Step("Who is drawn", "抽取结果")
        for (place, plan) in frozen.plan.strata.enumerated() {
            let stratum = selection.strata[place]
            sizes.sentences.append(share(plan, stratum, total: frozen.plan.total))
            let rows = stratum.selected.map { "\($0.id)" }.joined(separator: " ")
            drawn.say(
                "Stratum \(stratum.stratum): \(stratum.selected.count) lowest tickets of \(stratum.count): \(rows).",
                "\(layer(stratum.stratum))：\(stratum.count) 户中签号最小的 \(stratum.selected.count) 户：\(rows)。")
            if stratum.shortfall > 0 {
                drawn.say(
                    "Stratum \(stratum.stratum) is \(stratum.shortfall) short: a group may not have more.",
                    "\(layer(stratum.stratum))缺 \(stratum.shortfall) 户：同组户数已达上限。")
            }
            let members = frozen.population.rows.filter { $0.stratum == stratum.stratum }
            guard let first = stratum.selected.first else { continue }
            if frozen.plan.groupCap == nil, members.allSatisfy({ $0.weight == 1 }) {
                drawn.type(
                    ShellLine.ranking(ofStratum: stratum.stratum, first: stratum.selected.count, seed: selection.seed),
                    "\(first.key) \(first.id)")
            } else if let row = members.first(where: { $0.id == first.id }) {
                drawn.type(ShellLine.key(of: row.id, weight: row.weight, seed: selection.seed), first.key)
            }
        }
        guard frozen.plan.batches ?? 1 > 1 else { return [sizes, drawn] }
        var batches = Step("In which order", "检查批次")
        for (place, ids) in selection.batches.enumerated() {
            let list = ids.map { "\($0)" }.joined(separator: " ")
            batches.say("Batch \(place + 1): \(list).", "第 \(place + 1) 批：\(list)。")
        }
        if let first = selection.batches.first?.first {
            let text = TicketText(label: .batch, seed: selection.seed, id: first)
            batches.type(ShellLine.hash(text), text.hash)
        }
        return [sizes, drawn, batches]
    }

    /// A stratum (分层) as Chinese names it.
    public static func layer(_ name: DrawWord) -> String {
        if name.bytes == Bytes("all".utf8) { return "不分层" }
        return name.bytes == Bytes("unrated".utf8) ? "未评级层" : "\(name) 层"
    }

    private static func share(_ plan: StratumPlan, _ outcome: StratumOutcome, total: Int?) -> BilingualText {
        let bounds = "\(plan.minimum)–\(plan.maximum.map { "\($0)" } ?? "∞")"
        if let total {
            return BilingualText(
                "Stratum \(plan.stratum): \(outcome.size) of \(outcome.count), its share of \(total) with multiplier \(plan.numerator), within \(bounds).",
                "\(layer(plan.stratum))：\(outcome.count) 户抽 \(outcome.size) 户（总数 \(total)，倍数 \(plan.numerator)，限 \(bounds)）。"
            )
        }
        let isUp = plan.rounding == .up
        return BilingualText(
            "Stratum \(plan.stratum): \(outcome.count) × \(plan.numerator)/\(plan.denominator) rounded \(isUp ? "up" : "to the nearest"), within \(bounds): \(outcome.size).",
            "\(layer(plan.stratum))：\(outcome.count) × \(plan.numerator)/\(plan.denominator)，\(isUp ? "进一" : "四舍五入")，限 \(bounds)，应抽 \(outcome.size) 户。"
        )
    }

    private static func matching(_ matching: Matching, _ roster: MatchingRoster) -> Step {
        var step = Step("Who goes where", "随机匹配")
        var load: [DrawID: Int] = [:]
        for row in roster.inspectors.rows { load[row.id] = row.load0 }
        for taken in matching.steps {
            let drawn = taken.drawn.map { "\($0)（\(load[$0] ?? 0)）" }.joined(separator: " ")
            let refused =
                taken.rejected.isEmpty
                ? nil : taken.rejected.map { "\($0)" }.joined(separator: " ")
            step.say(
                "Place \(taken.slot): \(taken.eligible) could go; drawn, with load: \(drawn)\(refused.map { "; \($0) cannot go without leaving another place empty" } ?? ""); \(taken.chosen) goes.",
                "席位 \(taken.slot)：可派 \(taken.eligible) 人，抽出（已有任务数）：\(drawn)\(refused.map { "；\($0) 若去则其他席位无法配齐" } ?? "")；派 \(taken.chosen)。"
            )
            load[taken.chosen, default: 0] += 1
        }
        if let first = matching.steps.first {
            let order = TicketText(label: .slot, seed: matching.seed, id: first.slot)
            step.type(ShellLine.hash(order), order.hash)
            let pick = PickText(seed: matching.seed, slot: first.slot, number: 1)
            step.type(ShellLine.hash(pick), pick.hash)
        }
        return step
    }
}
