import ArgumentParser
import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// Makes a draw many times on the same lists, without touching the ledger.
struct DrawSimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Makes a draw under many seeds on the same lists and shows how often each comes up. 模拟抽取",
        discussion: spoken(
            """
            The lists come from a frozen draw (DRAW), from a bundle, or from a folder of files such as `draw freeze --lists` \
            and a bundle's `files` hold: population.txt and plan.txt, or inspectors.txt, slots.txt and conflicts.txt. \
            Nothing is written, and no simulated seed can be a draw's. p says how often a fair draw gives counts at least \
            as uneven; below 0.001 it should be looked into.
            """,
            """
            名录取自已冻结的抽取（写抽取编号）、自证包，或一个文件夹（draw freeze --lists 的输出，或自证\
            包的 files）：population.txt 和 plan.txt，或 inspectors.txt、slots.txt 和 conflicts.txt。不\
            写入账本，模拟种子也不可能成为正式种子。p 为公平抽取出现至少同样不均的概率，低于 0.001 应予\
            查明。
            """))
    @OptionGroup var source: DrawSourceOptions
    @Argument(help: "A frozen draw. 已冻结的抽取编号") var draw: String?
    @Option(help: "A folder of lists, in place of a draw. 名单文件夹") var lists: String?
    @Option(help: "How many draws. 模拟次数") var seeds = 1_000
    @Option(help: "The first number of the seeds: another gives other ones. 起始序号") var start = 1
    @Flag(help: "Every object, inspector and place. 全部列出") var all = false

    func validate() throws {
        guard (1...10_000_000).contains(seeds), (0...1_000_000_000).contains(start) else {
            throw ValidationError("--seeds 1 to 10000000. --seeds 取 1 至 10000000")
        }
        guard [draw, lists, source.bundle].contains(where: { $0 != nil }), lists == nil || draw == nil else {
            throw ValidationError("Name a draw, or give --lists or --bundle. 请给出抽取编号、--lists 或 --bundle")
        }
    }

    private enum Roster {
        case objects(PopulationManifest, PlanText)
        case inspectors(MatchingRoster)
    }

    func run() async throws {
        let roster = if let lists { try folder(lists) } else { try await frozen() }
        let bar = ProgressBar(Console.standard.text("drawing", "模拟中"), hidden: source.isJSON)
        guard let label = DrawID("simulation") else { preconditionFailure("an id") }
        func each(_ body: (Hash256) throws -> Void) rethrows {
            for number in 0..<seeds {
                try body(SimulatedSeed.seed(label, start + number))
                bar.update(UInt64(number + 1), UInt64(seeds))
            }
        }
        switch roster {
        case .objects(let population, let plan):
            var tally = try SelectionTally(population: population, plan: plan)
            each { tally.add($0) }
            SimulationPrinter.print(tally, json: source.isJSON, all: all)
        case .inspectors(let roster):
            try PreflightPrinter.require(roster)
            var tally = try MatchingTally(roster)
            try each { try tally.add($0) }
            SimulationPrinter.print(tally, json: source.isJSON, all: all)
        }
    }

    private func frozen() async throws -> Roster {
        try await source.audit(draw) { found, _ in
            if let frozen = found.audit.evidence.objects { return .objects(frozen.population, frozen.plan) }
            if let frozen = found.audit.evidence.inspectors { return .inspectors(frozen.roster) }
            throw LedgerError(.attachmentMissing, DrawWords.id(found.audit.draw))
        }
    }

    private func folder(_ path: String) throws -> Roster {
        func read(_ name: String) throws -> Bytes { try FileIO.read("\(path)/\(name)", limit: DrawLimits.textBytes) }
        if FileIO.exists("\(path)/population.txt") {
            return .objects(
                try PopulationManifest(parsing: read("population.txt")), try PlanText(parsing: read("plan.txt")))
        }
        let conflicts =
            FileIO.exists("\(path)/conflicts.txt") ? try read("conflicts.txt") : Bytes("ssj/v1/conflicts\n".utf8)
        return .inspectors(
            try MatchingRoster(
                inspectors: InspectorsManifest(parsing: read("inspectors.txt")),
                slots: SlotsManifest(parsing: read("slots.txt")), conflicts: ConflictsManifest(parsing: conflicts)))
    }
}

/// What a simulation came to.
enum SimulationPrinter {
    private static let limit = 20
    private static let unlikely = 0.001
    /// From here on a place can be guessed.
    private static let predictable = 0.5

    private static func number(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }
    private static func percent(_ value: Double) -> String { number(100 * value) + "%" }

    private static func p(_ test: ChiSquareTest?, _ console: Console) -> String {
        guard let test else { return "-" }
        let text = "p=\(number(test.p, 3))"
        return test.p < unlikely ? text + console.text(" UNLIKELY", " 异常") : text
    }

    private static func json(_ test: ChiSquareTest?) -> IJSONValue? {
        test.map {
            .object(of: [
                ("chiSquare", .text(number($0.value, 4))), ("degrees", .integer(Int64($0.degrees))),
                ("p", .text(number($0.p, 6))),
            ])
        }
    }

    // MARK: Objects

    static func print(_ tally: SelectionTally, json: Bool, all: Bool, console: Console = .standard) {
        if json {
            console.json(value(tally))
            return
        }
        console.say("\(tally.rounds) draws on these lists", "在此名单上模拟抽取 \(tally.rounds) 次")
        var rows = [
            [
                console.text("stratum", "分层"), console.text("objects", "户数"), console.text("drawn each", "应抽"),
                console.text("mean", "平均抽中"), console.text("short", "不足次数"), console.text("equally often", "机会均等"),
                console.text("lowest ticket", "签号均等"),
            ]
        ]
        for stratum in tally.strata {
            rows.append([
                DisplayText.clean(stratum.stratum.text, limit: 40), "\(stratum.count)", "\(stratum.size)",
                number(Double(stratum.drawn) / Double(tally.rounds), 2), "\(stratum.shortRounds)",
                p(stratum.inclusion, console), p(stratum.lowest, console),
            ])
        }
        console.table(rows)
        if let batches = tally.batches {
            console.out(console.text("batch and object: ", "批次与对象无关：") + p(batches, console))
        }
        let objects = tally.objects
        let never = objects.count { $0.drawn == 0 && ($0.expected ?? 1) > 0 }
        console.say("\(never) never came up.", "从未抽中：\(never) 户。")
        let ranked = objects.sorted { $0.drawn != $1.drawn ? $0.drawn > $1.drawn : $0.id < $1.id }
        let shown = all ? ranked : Array(ranked.prefix(limit / 2) + ranked.dropFirst(limit / 2).suffix(limit / 2))
        var lines = [
            [
                console.text("object", "对象"), console.text("stratum", "分层"), console.text("weight", "权重"),
                console.text("drawn", "抽中"), console.text("the rule says", "规则应为"),
            ]
        ]
        lines += shown.map { object in
            [
                object.id.text, DisplayText.clean(object.stratum.text, limit: 40), "\(object.weight)",
                "\(object.drawn)", object.expected.map { number($0) } ?? "-",
            ]
        }
        if shown.count < ranked.count {
            console.say(
                "The \(limit / 2) most and the \(limit / 2) least often drawn of \(ranked.count) (--all shows all):",
                "共 \(ranked.count) 户，以下为抽中最多与最少各 \(limit / 2) 户（--all 全部列出）：")
        }
        console.table(lines)
    }

    private static func value(_ tally: SelectionTally) -> IJSONValue {
        let strata = tally.strata.map { stratum -> IJSONValue in
            object([
                "stratum": .text(stratum.stratum.text), "count": count(stratum.count),
                "size": count(stratum.size), "drawn": count(stratum.drawn),
                "shortRounds": count(stratum.shortRounds), "inclusion": json(stratum.inclusion),
                "lowest": json(stratum.lowest),
            ])
        }
        let objects = tally.objects.map { one -> IJSONValue in
            object([
                "object": .text(one.id.text), "stratum": .text(one.stratum.text),
                "weight": count(one.weight), "drawn": count(one.drawn),
                "expected": one.expected.flatMap { decimal($0, 3) },
            ])
        }
        return object([
            "rounds": count(tally.rounds), "strata": .array(strata), "batches": json(tally.batches),
            "objects": .array(objects),
        ])
    }

    private static func object(_ members: KeyValuePairs<StaticString, IJSONValue?>) -> IJSONValue {
        .object(members.compactMap { name, value in value.map { .init(name, $0) } })
    }

    private static func count(_ number: Int) -> IJSONValue? { .integer(Int64(number)) }
    /// I-JSON here has whole numbers alone.
    private static func decimal(_ value: Double, _ digits: Int) -> IJSONValue? { .text(number(value, digits)) }

    // MARK: Inspectors

    static func print(_ tally: MatchingTally, json: Bool, all: Bool, console: Console = .standard) {
        if json {
            console.json(value(tally))
            return
        }
        let rounds = Double(tally.rounds)
        console.say("\(tally.rounds) matchings on these lists", "在此名单上模拟匹配 \(tally.rounds) 次")
        console.out(
            console.text(
                "First drawn for a place, anyone alike: ", "各席位首位抽出者机会均等：") + p(tally.firstDrawn, console))
        let spread = tally.spread
        console.say(
            "Busiest minus idlest, load carried in included: \(spread.before) before; after \(number(spread.mean)) on average, \(spread.least) to \(spread.most).",
            "最忙与最闲之差（含已有任务）：抽取前 \(spread.before)；抽取后平均 \(number(spread.mean))，\(spread.least) 至 \(spread.most)。")
        var people = [
            [
                console.text("inspector", "执法人员"), console.text("department", "部门"), console.text("load", "已有"),
                console.text("places", "平均派"), console.text("range", "范围"), console.text("first drawn", "首抽"),
                console.text("the rule says", "规则应为"),
            ]
        ]
        for person in tally.inspectors.prefix(all ? .max : 2 * limit) {
            people.append([
                person.id.text, DisplayText.clean(person.department.text, limit: 24), "\(person.load0)",
                number(Double(person.given) / rounds, 2), "\(person.fewest)–\(person.most)", "\(person.drawnFirst)",
                number(person.expectedFirst),
            ])
        }
        console.table(people)
        let slots = tally.slots.sorted {
            $0.times != $1.times ? $0.times > $1.times : $0.slot < $1.slot
        }
        let guessed = slots.count { Double($0.times) / rounds >= predictable }
        console.say(
            "Places that can be guessed (somebody goes half the time or more): \(guessed) of \(slots.count).",
            "可被猜到的席位（某人过半数被派）：\(slots.count) 个中有 \(guessed) 个。")
        var rows = [
            [
                console.text("place", "席位"), console.text("can go", "可派"), console.text("likeliest", "最可能"),
                console.text("chance", "概率"), console.text("bound", "上限"), "",
            ]
        ]
        for slot in slots.prefix(all ? .max : limit) {
            var flag = slot.isScarce ? console.text("two or fewer", "可派不足三人") : ""
            if flag.isEmpty, slot.refusals > 0 { flag = console.text("look-ahead", "受配齐限制") }
            rows.append([
                slot.slot.text, "\(slot.eligible)", slot.likeliest.text, percent(Double(slot.times) / rounds),
                percent(slot.bound), flag,
            ])
        }
        console.table(rows)
        if slots.count > limit, !all {
            console.say(
                "… of \(slots.count) places the likeliest to guess (--all).",
                "……共 \(slots.count) 个席位，以上最易猜到（--all 全部列出）。")
        }
    }

    private static func value(_ tally: MatchingTally) -> IJSONValue {
        let rounds = Double(tally.rounds)
        let spread = tally.spread
        let people = tally.inspectors.map { person -> IJSONValue in
            object([
                "inspector": .text(person.id.text), "department": .text(person.department.text),
                "load": count(person.load0), "given": count(person.given), "fewest": count(person.fewest),
                "most": count(person.most), "drawnFirst": count(person.drawnFirst),
                "expectedFirst": decimal(person.expectedFirst, 3),
            ])
        }
        let slots = tally.slots.map { slot -> IJSONValue in
            object([
                "slot": .text(slot.slot.text), "eligible": count(slot.eligible),
                "likeliest": .text(slot.likeliest.text), "chance": decimal(Double(slot.times) / rounds, 6),
                "bound": decimal(slot.bound, 6), "refusals": count(slot.refusals),
                "scarce": .bool(slot.isScarce),
            ])
        }
        let loads = object([
            "before": count(spread.before), "mean": decimal(spread.mean, 4), "least": count(spread.least),
            "most": count(spread.most),
        ])
        return object([
            "rounds": count(tally.rounds), "firstDrawn": json(tally.firstDrawn), "spread": loads,
            "inspectors": .array(people), "slots": .array(slots),
        ])
    }
}
