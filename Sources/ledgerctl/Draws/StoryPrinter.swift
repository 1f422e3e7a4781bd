import DoubleRandom
import Draw
import Ledger
import LedgerClient

/// Tells a draw step by step, and what to type to see the same.
enum StoryPrinter {
    /// Sentences and shell lines of one step, unless all are asked for.
    static let limit = 24

    static func print(_ story: DrawStory, limit: Int = limit, console: Console = .standard) {
        for line in lines(story, limit: limit, console: console) { console.out(line) }
    }

    static func lines(_ story: DrawStory, limit: Int = limit, console: Console) -> [String] {
        var lines: [String] = []
        for (number, step) in story.steps.enumerated() {
            lines.append("\(number + 1). \(step.title.text(in: console.language))")
            for sentence in step.sentences.prefix(limit) {
                lines += console.wrap(DisplayText.clean(sentence.text(in: console.language), limit: 6_000), indent: 3)
            }
            if step.sentences.count > limit {
                let more = step.sentences.count - limit
                lines.append(console.text("   … and \(more) more (--all)", "   ……另有 \(more) 项（--all）"))
            }
            for shell in step.shell.prefix(limit) { lines += self.lines(shell, console: console) }
            lines.append("")
        }
        return lines
    }

    /// A line to type stays one line, so that it can be copied; what it prints stands below it.
    static func lines(_ shell: DrawStory.Shell, console: Console) -> [String] {
        let answer = shell.expected.isEmpty ? console.text("(nothing)", "（无输出）") : shell.expected
        return ["   $ " + shell.command, "     " + answer.replacing("\t", with: "  ")]
    }

    static func json(_ story: DrawStory) -> IJSONValue {
        .array(
            story.steps.map { step in
                .object(of: [
                    ("title", .text(step.title.english)), ("titleChinese", .text(step.title.chinese)),
                    (
                        "text",
                        .array(
                            step.sentences.map { .object(of: [("en", .text($0.english)), ("zh", .text($0.chinese))]) })
                    ), ("shell", .array(step.shell.map(json))),
                ])
            })
    }

    static func json(_ shell: DrawStory.Shell) -> IJSONValue {
        .object(of: [("command", .text(shell.command)), ("prints", .text(shell.expected))])
    }
}

extension IJSONValue {
    /// The object with a member added, or replaced; nil adds none.
    func setting(_ name: StaticString, _ value: IJSONValue?) -> IJSONValue {
        guard let value else { return self }
        let member = Member(name, value)
        return .object((members ?? []).filter { $0.name != member.name } + [member])
    }
}
