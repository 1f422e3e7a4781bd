import Foundation
import Ledger
import LedgerClient

/// Tells what the demonstration does, phase by phase, so that a newcomer can follow.
struct DemoPrinter {
    let console: Console
    private let start = ContinuousClock.now

    init(_ console: Console = .standard) { self.console = console }

    func phase(_ number: Int, _ english: String, _ chinese: String) {
        console.out()
        console.out("-- \(number). " + console.text(english, chinese))
    }

    func say(_ english: String, _ chinese: String) {
        for line in console.wrap(console.text(english, chinese), indent: 3) { console.out(line) }
    }

    /// A command as somebody types it.
    func command(_ person: DemoPerson, _ arguments: [String]) {
        let words = arguments.map { word in
            word.contains { " ;（）*?".contains($0) } ? "'\(word)'" : word
        }
        for line in console.wrap("\(person.title)$ ledgerctl " + words.joined(separator: " "), indent: 3) {
            console.out(line)
        }
    }

    /// A refusal that must come.
    func refused(_ english: String, _ chinese: String, _ error: LedgerError?) throws {
        guard let error else {
            throw LedgerError(.serviceAnswer, console.text("not refused: \(english)", "未被拒绝：\(chinese)"))
        }
        let sentence = console.text(error).split(separator: "\n").first.map(String.init) ?? ""
        for line in console.wrap(console.text("✗ \(english): \(sentence)", "✗ \(chinese)：\(sentence)"), indent: 3) {
            console.out(line)
        }
    }

    var seconds: String {
        let elapsed = start.duration(to: .now)
        return "\(elapsed.components.seconds)"
    }
}
