import Draw
import Ledger

enum PlanRules {
    static let cycle = LifeCycle(
        "plan", .planStanding,
        [
            ("draft", "plan.adjusted", "draft"), ("draft", "plan.approved", "approved"),
            ("draft", "plan.returned", "returned"), ("returned", "plan.adjusted", "draft"),
            ("approved", "plan.filed", "filed"), ("filed", "plan.published", "published"),
            ("approved", "plan.adjusted", "adjusting"), ("filed", "plan.adjusted", "adjusting"),
            ("published", "plan.adjusted", "adjusting"), ("adjusting", "plan.adjusted", "adjusting"),
            ("adjusting", "plan.returned", "adjusting"), ("adjusting", "plan.approved", "approved"),
            ("published", "plan.completed", "completed"),
        ])
    private static let writes: [StateTable] = [.plans, .lines, .numbers]

    static let specs: [EventSpec] = [
        EventSpec(
            "plan.drafted/1", by: .roles([.clerk]), head: PlanSchemas.plan, rows: [PlanSchemas.line], writes: writes
        ) { act in
            let number = try act.head.required("plan")
            guard let year = act.head.integer("year"), try act.policy(.region).bytes == Bytes(number.prefix(6)),
                Bytes(number[6..<10]) == Bytes("\(year)".utf8), number[10] == UInt8(ascii: "1"),
                let from = act.head.date("from"), let to = act.head.date("to"), from <= to,
                from.components.year == year, to.components.year == year
            else { throw LedgerError(.planNumber, number.shown) }
            try act.take(number: number, for: "plan")
            let row = StateObject([.init("plan", .string(number)), .init("standing", .text("draft"))])
            try write(act.rows("plan.line/1"), version: 1, plan: number, row: row, act)
            return []
        },
        EventSpec(
            "plan.approved/1", by: .roles([.leader, .clerk]), head: PlanSchemas.decision, writes: writes
        ) { act in
            let (number, plan) = try current(act)
            let marks = try act.approval()
            try act.forbid(authorsOf: plan, "who drafted a plan neither approves it nor enters its approval")
            // Drawn from since the adjustment was drafted: then it cannot come into force any more.
            for drawn in plan.list("drawn") {
                let later = try act.find(.lines, lineKey(number, plan.integer("version") ?? 0, drawn))
                try requireUnchanged(drawn, later, number, plan, act)
            }
            // What was published in the meantime goes through filing and publication again (再公布).
            act.put(
                .plans, number,
                try cycle.move(plan, by: "plan.approved").with([
                    "approved": plan["version"], "approvedAt": act.place, "authors": nil,
                ]))
            return marks
        },
        EventSpec("plan.returned/1", by: .roles([.leader]), head: PlanSchemas.decision, writes: writes) { act in
            let (number, plan) = try current(act)
            guard act.head["reason"] != nil else { throw LedgerError(.recordInvalid, "plan.decision/1: reason") }
            try act.forbid(authorsOf: plan, "who drafted a plan does not decide on it")
            act.put(.plans, number, try cycle.move(plan, by: "plan.returned"))
            return []
        },
        EventSpec("plan.filed/1", by: .roles([.clerk]), head: PlanSchemas.filing, writes: writes) { act in
            try move(act, by: "plan.filed")
        },
        EventSpec("plan.published/1", by: .roles([.clerk]), head: PlanSchemas.publication, writes: writes) { act in
            let (number, plan) = try current(act)
            act.put(.plans, number, try cycle.move(plan, by: "plan.published"))
            return []
        },
        EventSpec(
            "plan.adjusted/1", by: .roles([.clerk]), head: PlanSchemas.adjustment, rows: [PlanSchemas.line],
            writes: writes
        ) { act in
            let (number, plan) = try current(act)
            let lines = act.rows("plan.line/1")
            for drawn in plan.list("drawn") {
                try requireUnchanged(drawn, lines.first { $0.bytes("line") == drawn }, number, plan, act)
            }
            let row = try cycle.move(plan, by: "plan.adjusted")
            try write(lines, version: (plan.integer("version") ?? 0) + 1, plan: number, row: row, act)
            return []
        },
        EventSpec("plan.completed/1", by: .roles([.clerk]), head: PlanSchemas.completion, writes: writes) { act in
            let number = try act.head.required("plan")
            let open = try act.all(.tasks).first { _, task in
                task.bytes("plan") == number && !task.equals("standing", "completed")
                    && !task.equals("standing", "stopped")
            }
            if let open { throw LedgerError(.planStanding, "task \(open.key.shown) is not over") }
            return try move(act, by: "plan.completed")
        },
        EventSpec("plan.numbered/1", by: .roles([.clerk]), head: PlanSchemas.documentNumber, writes: writes) { act in
            let number = try act.head.required("plan")
            let plan = try act.get(.plans, number, .planUnknown)
            try act.take(number: act.head.required("number"), for: "document")
            act.put(.plans, number, plan.with(["document": act.head["number"]]))
            return []
        },
    ]

    static func lineKey(_ plan: Bytes, _ version: Int, _ line: Bytes) -> Bytes {
        plan + Bytes("/\(version)/".utf8) + line
    }

    /// A line that was drawn from stays as it is in the version in force.
    private static func requireUnchanged(
        _ line: Bytes, _ later: StateObject?, _ number: Bytes, _ plan: StateObject, _ act: Act
    ) throws {
        guard let earlier = try act.find(.lines, lineKey(number, plan.integer("approved") ?? 0, line)), let later,
            Set(earlier.members) == Set(later.members)
        else { throw LedgerError(.planDrawn, line.shown) }
    }

    private static func current(_ act: Act) throws -> (number: Bytes, plan: StateObject) {
        let number = try act.head.required("plan")
        let plan = try act.get(.plans, number, .planUnknown)
        try act.requireCurrent(plan)
        return (number, plan)
    }

    private static func move(_ act: Act, by event: StaticString) throws -> [Mark] {
        let number = try act.head.required("plan")
        act.put(.plans, number, try cycle.move(act.get(.plans, number, .planUnknown), by: event))
        return []
    }

    private static func write(
        _ lines: [StateObject], version: Int, plan number: Bytes, row: StateObject, _ act: Act
    ) throws {
        guard !lines.isEmpty else { throw LedgerError(.planLine, "no line") }
        var seen: Set<Bytes> = []
        for line in lines {
            let name = try line.required("line")
            guard seen.insert(name).inserted else { throw LedgerError(.planLine, "\(name.shown) twice") }
            try ScopeRules.check(line, act)
            act.put(.lines, lineKey(number, version, name), line)
        }
        act.put(
            .plans, number,
            row.with([
                "version": .integer(Int64(version)), "authors": act.authors(of: row), "at": act.place,
            ]))
    }
}

/// What a plan line or a 临时任务 may ask for.
enum ScopeRules {
    /// A task's row holds its scope and more, and no row is longer than 64 KiB.
    private static let maximumByteCount = 48 << 10

    static func check(_ scope: StateObject, _ act: Act) throws {
        let name = scope.bytes("line")?.shown ?? scope.bytes("name")?.shown ?? ""
        guard scope.value.encoded.count <= maximumByteCount else {
            throw LedgerError(.planLine, "\(name): more than \(maximumByteCount) bytes")
        }
        guard let from = scope.date("from"), let to = scope.date("to"), from <= to else {
            throw LedgerError(.planLine, "\(name): from after to")
        }
        let items = try scope.list("items").map { try act.publishedItem($0) }
        // R3: an order of batches over everything, or everything, is for key items.
        let isExhaustive = !scope.equals("mode", "sample")
        if isExhaustive, let item = items.first(where: { !$0.equals("class", "key") }) {
            throw LedgerError(.planLine, "\(name): \(item.bytes("name")?.shown ?? "") is no key item (R3)")
        }
        // An item without a kind is about whoever bears the labels, enterprises and self-employed alike.
        guard items.allSatisfy({ $0["kind"] == nil || $0.bytes("kind") == scope.bytes("kind") }) else {
            throw LedgerError(.planLine, "\(name): kind of an item")
        }
        let modes = try act.policy(.rounding).elements ?? []
        let strata = scope.objects("strata")
        for stratum in strata {
            guard stratum["mode"].map(modes.contains) == true, let ratio = stratum.ratio("ratio") else {
                throw LedgerError(.planLine, "\(name): rounding")
            }
            if isExhaustive, ratio.numerator != ratio.denominator {
                throw LedgerError(.planLine, "\(name): everything is 1/1")
            }
            if let max = stratum.integer("max"), max < stratum.integer("min") ?? 0 {
                throw LedgerError(.planLine, "\(name): max below min")
            }
        }
        guard Set(strata.map { $0.bytes("stratum") }).count == strata.count else {
            throw LedgerError(.planLine, "\(name): a stratum twice")
        }
        if let scale = scope.bytes("scale") {
            let classes = try act.creditScale(scale)
            guard
                strata.allSatisfy({ $0.bytes("stratum").map { classes.contains($0) || $0.equals("unrated") } ?? false })
            else { throw LedgerError(.planLine, "\(name): strata are the classes of \(scale.shown), and unrated") }
        } else {
            guard strata.count == 1, strata[0].equals("stratum", "all") else {
                throw LedgerError(.planLine, "\(name): without a scale there is one stratum, all")
            }
        }
        try checkNumbers(scope, name: name, isSample: !isExhaustive)
        let slots = scope.objects("team").compactMap { $0.integer("slot") }
        guard slots == Array(1...max(1, slots.count)), slots.count >= (try act.number(.officers)) else {
            throw LedgerError(.planLine, "\(name): slots of the team from 1, at least as many as policy says (R5)")
        }
    }

    /// A total, group caps and weights are for samples; each is within what a draw takes.
    private static func checkNumbers(_ scope: StateObject, name: String, isSample: Bool) throws {
        let strata = scope.objects("strata")
        let (total, cap) = (scope.integer("total"), scope.integer("groupCap"))
        let weights = scope.objects("weights")
        guard scope.integer("batches").map({ $0 > 0 }) ?? true,
            (strata.flatMap { [$0.integer("min"), $0.integer("max")] } + [total, cap]).allSatisfy({
                ($0 ?? 0) <= DrawLimits.lines
            })
        else { throw LedgerError(.planLine, "\(name): a number beyond what a draw takes") }
        guard isSample || (total == nil && cap == nil && weights.isEmpty) else {
            throw LedgerError(.planLine, "\(name): total, group cap and weights are for samples")
        }
        guard (cap == nil) == (scope["groupBy"] == nil), cap != 0 else {
            throw LedgerError(.planLine, "\(name): group and group cap belong together")
        }
        if let total {
            let least = strata.reduce(0) { $0 + ($1.integer("min") ?? 0) }
            guard total > 0, least <= total else { throw LedgerError(.planLine, "\(name): total below the minimums") }
            let isWhole = strata.allSatisfy { stratum in
                stratum.equals("mode", "ratio")
                    && stratum.ratio("ratio").map { $0.numerator == $0.denominator } ?? false
            }
            guard isWhole else { throw LedgerError(.planLine, "\(name): with a total every stratum is 1/1") }
        }
        guard
            strata.allSatisfy({ stratum in
                stratum.integer("multiplier").map { total != nil && (1...DrawLimits.multiplier).contains($0) } ?? true
            })
        else { throw LedgerError(.planLine, "\(name): multipliers are 1 to 1000 and go with a total") }
        guard weights.allSatisfy({ (2...DrawLimits.weight).contains($0.integer("weight") ?? 0) }),
            Set(weights.map { $0.bytes("tag") }).count == weights.count
        else { throw LedgerError(.planLine, "\(name): weights are 2 to 1000, each tag once") }
    }
}
