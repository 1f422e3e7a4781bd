import DoubleRandom
import Foundation
import Ledger

/// Where people read: texts in the language of the locale, tables by default, JSON where asked.
struct Console: Sendable {
    static let standard = Console(language: Language(environment: ProcessInfo.processInfo.environment))

    let language: Language

    /// Whether somebody sits at the other end.
    var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    func text(_ english: String, _ chinese: String) -> String { language == .chinese ? chinese : english }

    /// Prints a line on standard output.
    func say(_ english: String, _ chinese: String) { out(text(english, chinese)) }

    func out(_ line: String = "") { Console.write(Data((line + "\n").utf8), to: .standardOutput) }
    func raw(_ bytes: Bytes) { Console.write(Data(bytes), to: .standardOutput) }
    func note(_ line: String) { Console.write(Data((line + "\n").utf8), to: .standardError) }

    /// A reader that has gone away ends no command: what it does, and its exit code, do not hang on being read.
    static func write(_ data: Data, to stream: FileHandle) { try? stream.write(contentsOf: data) }
    func json(_ value: IJSONValue) { raw(value.encoded + [UInt8(ascii: "\n")]) }

    /// An error as the reader's language has it, its detail too.
    func text(_ error: LedgerError) -> String { error.text(in: language, terms: .office) }
    func fail(_ error: LedgerError) { note("ledgerctl: " + text(error)) }

    /// Prints lines with aligned columns.
    func table(_ rows: [[String]], indent: Int = 0) {
        for line in columns(rows, indent: indent) { out(line) }
    }

    /// Lines with aligned columns; a wide character takes two places, as terminals show it.
    func columns(_ rows: [[String]], indent: Int = 0) -> [String] {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], Console.width(cell))
            }
        }
        return rows.map { row in
            var line = String(repeating: " ", count: indent)
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 {
                    line += String(repeating: " ", count: widths[column] - Console.width(cell) + 2)
                }
            }
            return line
        }
    }

    /// The columns that a terminal of the house has.
    static let columnCount = 80

    /// A text in lines of at most 80 columns; lines after the first are indented by two more. English breaks at spaces,
    /// Chinese anywhere but before a closing mark.
    func wrap(_ text: String, indent: Int = 0) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var width = indent
        var isEmpty = true
        for piece in Console.pieces(text) {
            let pieceWidth = Console.width(piece)
            if !isEmpty, width + Console.width(piece.trimmingSpaceAtEnd) > Console.columnCount {
                lines.append(line.trimmingSpaceAtEnd)
                line = String(repeating: " ", count: indent + 2)
                width = indent + 2
            }
            line += piece
            width += pieceWidth
            isEmpty = false
        }
        lines.append(line.trimmingSpaceAtEnd)
        return lines
    }

    /// A text cut to a width, with an ellipsis where something is missing.
    static func clip(_ text: String, to limit: Int) -> String {
        if width(text) <= limit { return text }
        var output = ""
        var used = 1
        for character in text {
            let next = width(String(character))
            if used + next > limit { break }
            output.append(character)
            used += next
        }
        return output + "…"
    }

    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var current = ""
        for character in text {
            let isWide = width(String(character)) > 1
            let closes = "，。；：、）》」！？,.;:)".contains(character)
            // A list of codes has nothing wide but its marks: it breaks after them.
            let isAfterMark = current.last.map { "，。；：、）》」！？".contains($0) } ?? false
            if isWide || isAfterMark, !closes, !current.isEmpty {
                pieces.append(current)
                current = ""
            }
            current.append(character)
            if character == " " {
                pieces.append(current)
                current = ""
            }
        }
        if !current.isEmpty { pieces.append(current) }
        return pieces
    }

    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            let isWide =
                (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
                || (0xAC00...0xD7A3).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
                || (0xFE30...0xFE4F).contains(scalar.value) || (0xFF00...0xFF60).contains(scalar.value)
                || (0xFFE0...0xFFE6).contains(scalar.value) || (0x20000...0x3FFFD).contains(scalar.value)
            return width + (isWide ? 2 : 1)
        }
    }

    /// Asks before something is signed. Without a terminal `--yes` must have been given.
    func confirm(_ english: String, _ chinese: String) throws {
        guard isInteractive else {
            throw LedgerError(.fileUnreadable, text("no terminal to ask at: give --yes", "没有终端可供确认：请加 --yes"))
        }
        Console.write(Data((text(english, chinese) + " [y/N] ").utf8), to: .standardError)
        guard let answer = readLine(), ["y", "yes", "是", "Y"].contains(answer) else {
            note(text("Nothing was signed.", "未签名。"))
            throw ExitRefused()
        }
    }
}

extension String {
    var trimmingSpaceAtEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

/// The person said no.
struct ExitRefused: Error {}

/// A bar on standard error, drawn on a terminal only.
final class ProgressBar: Sendable {
    private let label: String
    private let isShown: Bool

    init(_ label: String, hidden: Bool) {
        self.label = label
        isShown = !hidden && isatty(STDERR_FILENO) == 1
    }

    func update(_ done: UInt64, _ total: UInt64) {
        guard isShown, total > 0, done % 4_096 < 256 || done == total else { return }
        let filled = Int(done * 30 / total)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
        Console.write(Data("\r\(label) [\(bar)] \(done)/\(total)".utf8), to: .standardError)
        if done == total { Console.write(Data("\r\u{1B}[K".utf8), to: .standardError) }
    }
}
