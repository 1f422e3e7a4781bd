import ArgumentParser
import Foundation
import Ledger

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Tells the history of a ledger again, judging every entry as when it was admitted. 重放历史",
        discussion: spoken(
            """
            Works on a ledger's folder, a copy of it or an export. Exit codes: 0 every entry is admitted again (with \
            --compare: the live views hold exactly what the entries give); 1 an entry is not, or a view differs; 2 \
            records are not disclosed, or live views lag or are missing.
            """,
            """
            可用于账本文件夹、其副本或导出文件。退出码：0 各条均再次通过核准（加 --compare：现用视图与各\
            条所得完全一致）；1 有一条未通过，或视图不一致；2 有记录未披露，或现用视图落后、缺失。
            """))

    @Argument(help: "A ledger's folder or an export file. 账本文件夹或导出文件")
    var path = ProcessInfo.processInfo.environment["LEDGER_DIR"] ?? "ledger"

    @Option(
        help: """
            Only up to this entry, which is the last, or to a moment in Beijing time: 2024-09-12, "2024-09-12 16:30", or \
            with Z in UTC. 截至该序号（含）或该时刻（北京时间）
            """)
    var asOf: Moment?

    @Option(help: "Only what concerns this: an actor (a0017), policy:NAME, rules, clock, personal:SUBJECT. 只看与该对象有关的")
    var subject: String?

    @Option(help: "Only this type: note.taken/1, note.taken, or a family such as actor. 只看该类型")
    var type: String?

    @Option(help: "Only what this actor signed. 只看该人员所签")
    var actor: String?

    @Option(help: "Only the newest so many of them. 只显示最新的若干条")
    var limit: Int?

    @Option(help: "Rebuild the views of that moment in this new file. 在新文件中重建该时刻的视图")
    var into: String?

    @Flag(help: "Compare the live views with a replay, table by table. 与现用视图逐表比对")
    var compare = false

    @Option(help: "The live views (default: views.db in the ledger's folder). 现用视图文件")
    var views: String?

    @OptionGroup var output: OutputOptions

    struct Moment: ExpressibleByArgument {
        let moment: ReplayMoment

        init?(argument: String) {
            guard let moment = ReplayMoment(argument) else { return nil }
            self.moment = moment
        }
    }

    func validate() throws {
        if let limit, !(1...10_000).contains(limit) {
            throw ValidationError("--limit is 1 to 10000. 条数须为1至10000")
        }
        if let actor, ActorName(actor) == nil { throw ValidationError("--actor is a name such as a0017. 人员编号形如 a0017") }
        let hasFilter = asOf != nil || subject != nil || type != nil || actor != nil || limit != nil || into != nil
        if compare, hasFilter {
            throw ValidationError("--compare goes with --views and --json alone. --compare 只能与 --views、--json 同用")
        }
        if into != nil, subject != nil || type != nil || actor != nil || limit != nil {
            throw ValidationError("--into takes all entries; give it with --as-of alone. --into 只能与 --as-of、--json 同用")
        }
    }

    func run() async throws {
        if compare { return try compareViews() }
        let replay = try Replay(path: path, book: Program.book)
        let moment = asOf?.moment ?? .end
        if let into { return try build(replay, into: into, asOf: moment) }
        let printer = TimelinePrinter(replay: replay, filter: filter, json: output.json, limit: limit)
        // A bar would be torn by the lines that are printed.
        let bar = ProgressBar(
            Console.standard.text("replaying", "重放中"),
            hidden: output.json || limit == nil && isatty(STDOUT_FILENO) == 1)
        let summary = try replay.run(asOf: moment, progress: { bar.update($0, $1) }) { try printer.take($0) }
        try printer.finish(summary)
        Foundation.exit(summary.exitCode)
    }

    private var filter: TimelineFilter {
        TimelineFilter(
            subject: subject.map { Bytes($0.utf8) }, type: type.map { Bytes($0.utf8) },
            actor: actor.flatMap { ActorName($0) })
    }

    private func build(_ replay: Replay, into file: String, asOf moment: ReplayMoment) throws {
        let bar = ProgressBar(Console.standard.text("rebuilding views", "重建视图"), hidden: output.json)
        let summary = try replay.build(into: file, asOf: moment, views: Program.views, progress: { bar.update($0, $1) })
        let digest = try ViewReader(path: file, book: Program.views).snapshot { try $0.dumpDigest() }
        let console = Console.standard
        if output.json {
            console.json(
                .object([
                    .init("file", .text(file)), .init("size", .integer(Int64(summary.size))),
                    .init("undecided", .integer(Int64(summary.undecided))), .init("dump", .text(digest.hex)),
                ]))
        } else {
            console.say(
                "Views of \(summary.size) entries are in \(file). SHA-256 of their dump: \(digest.hex)",
                "已在 \(file) 中重建 \(summary.size) 条的视图。规范转储的 SHA-256：\(digest.hex)")
            if summary.undecided > 0 {
                console.say(
                    "\(summary.undecided) entries have records that are not disclosed 未披露: the views lack them.",
                    "\(summary.undecided) 条的记录未披露，视图中没有这些内容。")
            }
        }
        Foundation.exit(summary.exitCode)
    }

    private func compareViews() throws {
        let bar = ProgressBar(Console.standard.text("comparing", "比对中"), hidden: output.json)
        let comparison: ViewComparison
        do {
            comparison = try Replay.compare(
                path: path, views: views ?? LedgerDirectory(path).views, book: Program.book,
                projectors: Program.views, progress: { bar.update($0, $1) })
        } catch let error as LedgerError where error.code == .viewsMissing {
            // Nothing is wrong: there is nothing to compare with.
            Console.standard.fail(error)
            Foundation.exit(2)
        }
        ComparisonPrinter(comparison).print(json: output.json)
        Foundation.exit(comparison.exitCode)
    }
}

extension ReplayMoment {
    /// An index, or a moment in Beijing time as people write it: a day or a minute means its end.
    init?(_ text: String) {
        let bytes = Bytes(text.utf8)
        if let index = EntryIndex(decimal: bytes) {
            self = .index(index)
            return
        }
        if let time = Timestamp(bytes) {
            self = .time(time)
            return
        }
        let halves = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard (1...2).contains(halves.count), let day = CivilDate(Bytes(halves[0].utf8)) else { return nil }
        var span: (start: Int64, length: Int64) = (0, 86_400_000)
        if halves.count == 2 {
            let parts = halves[1].split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { part in
                part.count == 2 && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(part) : nil
            }
            guard numbers.count == parts.count, (2...3).contains(numbers.count), numbers[0] < 24, numbers[1] < 60,
                numbers.count == 2 || numbers[2] < 60
            else { return nil }
            let seconds = numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
            span = (seconds * 1_000, numbers.count == 3 ? 1_000 : 60_000)
        }
        let end = Int64(day.dayNumber) * 86_400_000 - 8 * 3_600_000 + span.start + span.length - 1
        guard let time = Timestamp(milliseconds: end) else { return nil }
        self = .time(time)
    }
}
