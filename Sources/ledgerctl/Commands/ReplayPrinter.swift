import Foundation
import Ledger

/// Which entries of a history are told.
struct TimelineFilter {
    let subject: Bytes?
    let type: Bytes?
    let actor: ActorName?
    private static let finder = SubjectFinder()

    func holds(_ event: ViewEvent, earlier: (EntryIndex) -> ViewEvent?) -> Bool {
        if let actor, event.author != actor, !event.entry.event.signatures.contains(where: { $0.name == actor.keyName })
        {
            return false
        }
        if let type, ![event.type.bytes, event.type.name, Bytes(event.type.family)].contains(type) { return false }
        guard let subject else { return true }
        if event.author.map({ $0.bytes == subject }) ?? false { return true }
        return TimelineFilter.subjects(of: event, earlier: earlier).contains { named in
            // `note.days` finds `policy:note.days`.
            named == subject
                || named.firstIndex(of: UInt8(ascii: ":")).map { named[($0 + 1)...].elementsEqual(subject) } ?? false
        }
    }

    static func subjects(of event: ViewEvent, earlier: (EntryIndex) -> ViewEvent?) -> [Bytes] {
        finder.subjects(of: event, earlier: earlier)
    }
}

/// Prints entries as they are replayed, or the newest of them at the end.
final class TimelinePrinter {
    private let replay: Replay
    private let filter: TimelineFilter
    private let json: Bool
    private let limit: Int?
    private let console = Console.standard
    private let output = BufferedOutput()
    private var kept: [Bytes] = []
    private var oldest = 0

    init(replay: Replay, filter: TimelineFilter, json: Bool, limit: Int?) {
        self.replay = replay
        self.filter = filter
        self.json = json
        self.limit = limit
    }

    func take(_ replayed: ReplayedEntry) throws {
        let earlier = { [replay] index in replay.earlier(index) }
        // What is wrong is told whatever was asked for.
        let isAsked = replayed.event.map { filter.holds($0, earlier: earlier) } ?? true
        guard isAsked || !replayed.findings.isEmpty else { return }
        let line = json ? jsonLine(replayed, earlier: earlier) : textLine(replayed, earlier: earlier)
        guard let limit else { return try output.write(line) }
        // The newest ones in a ring.
        if kept.count < limit {
            kept.append(line)
        } else {
            kept[oldest] = line
            oldest = (oldest + 1) % limit
        }
    }

    func finish(_ summary: ReplaySummary) throws {
        for line in kept[oldest...] + kept[..<oldest] { try output.write(line) }
        if !json { try output.write(Bytes((closing(summary) + "\n").utf8)) }
        try output.flush()
    }

    private func closing(_ summary: ReplaySummary) -> String {
        let when = summary.received.map { $0.beijing } ?? "-"
        var text = console.text(
            "As of \(when) (Beijing): \(summary.size) entries replayed", "截至 \(when)（北京时间）：重放 \(summary.size) 条")
        if summary.findingCount > 0 {
            text += console.text(
                ", \(summary.findingCount) findings: altered 被改.", "，发现 \(summary.findingCount) 处问题：被改。")
            for finding in summary.findings { text += "\n  ! " + console.text(finding) }
            return text
        }
        if summary.undecided > 0 {
            return text
                + console.text(
                    ", \(summary.undecided) of them not decidable from what is disclosed 未披露.",
                    "，其中 \(summary.undecided) 条因记录未披露而无法复核。")
        }
        return text + console.text(", every one admitted again.", "，全部按规则复核通过。")
    }

    private func textLine(_ replayed: ReplayedEntry, earlier: (EntryIndex) -> ViewEvent?) -> Bytes {
        let number = String(repeating: " ", count: max(0, 6 - "\(replayed.index)".count)) + "#\(replayed.index)"
        var line: String
        if let event = replayed.event {
            line = event.entry.received.beijing + " " + number + "  "
            line += Program.narrator.sentence(of: event, earlier: earlier).text(in: console.language)
            for mark in event.marks {
                let name = mark == .late ? console.text("late 迟录", "迟录") : mark.code
                let signed = event.entry.event.header.time.beijing
                line +=
                    mark == .late
                    ? console.text(" [\(name), signed \(signed)]", "［\(name)，签于 \(signed)］") : " [\(name)]"
            }
            if !replayed.isDecided { line += console.text(" [not disclosed 未披露]", "［未披露］") }
        } else {
            line = String(repeating: " ", count: 19) + " " + number + "  "
            line += console.text("these bytes are no entry", "该处字节不是条目")
        }
        for finding in replayed.findings { line += "\n  ! " + console.text(finding) }
        return Bytes((line + "\n").utf8)
    }

    private func jsonLine(_ replayed: ReplayedEntry, earlier: (EntryIndex) -> ViewEvent?) -> Bytes {
        var members: [IJSONValue.Member] = [.init("index", .integer(Int64(replayed.index.value)))]
        if let event = replayed.event {
            let sentence = Program.narrator.sentence(of: event, earlier: earlier)
            let subjects = TimelineFilter.subjects(of: event, earlier: earlier)
            members += [
                .init("type", .string(event.type.bytes)),
                .init("author", event.author.map { .string($0.bytes) } ?? .null),
                .init("time", .string(event.entry.event.header.time.bytes)),
                .init("received", .string(event.entry.received.bytes)),
                .init("leaf", .text(event.entry.leaf.base64)), .init("subjects", .array(subjects.map { .string($0) })),
                .init("marks", .array(event.marks.map { .text($0.code) })),
                .init("sentence", .text(sentence.english)), .init("sentenceZh", .text(sentence.chinese)),
            ]
        }
        members += [
            .init("decided", .bool(replayed.isDecided)),
            .init("findings", .array(replayed.findings.map { .text($0.code.rawValue) })),
        ]
        return IJSONValue.object(members).encoded + [0x0A]
    }
}

/// Standard output in large pieces. A reader that went away ends the program quietly, as for any filter.
final class BufferedOutput {
    private var buffer = Bytes()

    func write(_ bytes: Bytes) throws {
        buffer += bytes
        // Somebody who watches sees every line.
        if buffer.count >= 64 << 10 || isTerminal { try flush() }
    }

    func flush() throws {
        var position = 0
        while position < buffer.count {
            let written = buffer.withUnsafeBytes {
                Foundation.write(STDOUT_FILENO, $0.baseAddress! + position, $0.count - position)
            }
            if written < 0, errno == EINTR { continue }
            if written < 0, errno == EPIPE { Foundation.exit(0) }
            guard written > 0 else { throw LedgerError(.fileUnwritable, "standard output") }
            position += written
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private let isTerminal = isatty(STDOUT_FILENO) == 1
}

/// Says how live views compare with a replay.
struct ComparisonPrinter {
    private let comparison: ViewComparison
    private let console = Console.standard

    init(_ comparison: ViewComparison) { self.comparison = comparison }

    func print(json: Bool) { json ? printJSON() : printText() }

    private func printText() {
        var rows = [
            [
                console.text("view", "视图"), console.text("position", "位置"), console.text("rows", "行数"),
                console.text("verdict", "结论"),
            ]
        ]
        for view in comparison.views { rows.append([view.name, "\(view.position)", "\(view.rows)", standing(view)]) }
        console.table(rows)
        for view in comparison.views {
            for difference in view.differences { console.out("  ! " + text(difference)) }
            if view.differenceCount > view.differences.count {
                console.say(
                    "  … \(view.differenceCount) rows of \(view.name) differ in all.",
                    "  …… 视图 \(view.name) 共有 \(view.differenceCount) 行不符。")
            }
            if view.standing == .differs, view.differences.isEmpty {
                console.say(
                    "  ! \(view.name) was made from another history than this ledger's.", "  ! 视图 \(view.name) 来自另一段历史。"
                )
            }
        }
        for surplus in comparison.surplus {
            console.say("  ! \(surplus) belongs to no view.", "  ! \(surplus) 不属于任何视图。")
        }
        if comparison.exitCode == 1 {
            console.out(console.text(LedgerError(.viewDiffers)))
        }
    }

    private func standing(_ view: ViewVerdict) -> String {
        switch view.standing {
        case .equal: console.text("equal 一致", "一致")
        case .differs: console.text("differs 不符", "不符")
        case .lags:
            console.text(
                "right so far, \(comparison.size - view.position) entries behind",
                "至此一致，落后 \(comparison.size - view.position) 条")
        case .missing: console.text("missing, or of another version", "缺失或版本不同")
        case .unknown: console.text("not known to this program", "本程序不识别")
        }
    }

    private func text(_ difference: ViewDifference) -> String {
        let place = "\(difference.table) \(difference.keyText)"
        switch difference.kind {
        case .missing: return console.text("\(place): the row is missing", "\(place)：缺少该行")
        case .surplus: return console.text("\(place): no entry gives this row", "\(place)：没有条目产生该行")
        case .changed:
            let columns = difference.columns.joined(separator: ", ")
            return console.text("\(place): other values in \(columns)", "\(place)：\(columns) 的值不符")
        case .table:
            return console.text(
                "\(difference.table): the table is missing or was altered", "\(difference.table)：表缺失或被改动")
        }
    }

    private func printJSON() {
        for view in comparison.views {
            console.json(
                .object([
                    .init("view", .text(view.name)), .init("standing", .text(view.standing.rawValue)),
                    .init("position", .integer(Int64(view.position))), .init("size", .integer(Int64(comparison.size))),
                    .init("rows", .integer(Int64(view.rows))),
                    .init("differing", .integer(Int64(view.differenceCount))),
                    .init(
                        "differences",
                        .array(
                            view.differences.map { difference in
                                .object([
                                    .init("table", .text(difference.table)),
                                    .init("kind", .text(difference.kind.rawValue)),
                                    .init("key", .array(difference.key.map(\.json))),
                                    .init("columns", .array(difference.columns.map { .text($0) })),
                                ])
                            })),
                ]))
        }
        for surplus in comparison.surplus { console.json(.object([.init("surplus", .text(surplus))])) }
    }
}
