import Ledger

/// The one error of what reads the office's world (codes, calendar, sheets): a stable code, what was found, and (through
/// the code) a sentence and what to do next. A refusal of the rule sets is a `LedgerError` with a code of the same type.
///
/// Two errors are equal when their codes are.
public struct DoubleRandomError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The stable code.
    public let code: ErrorCode
    /// What was found: a place, a length, the text of a code. Never the name or number of a person.
    public let detail: String

    /// Names what went wrong, and where.
    public init(_ code: ErrorCode, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    public static func == (left: DoubleRandomError, right: DoubleRandomError) -> Bool { left.code == right.code }

    public var description: String { text(in: .english) }

    /// The error as a person reads it: code, sentence, detail, and what to do next.
    public func text(in language: Language) -> String {
        var text = "\(code.rawValue): \(code.sentence.text(in: language))"
        if !detail.isEmpty { text += " (\(detail))" }
        return text + "\n" + code.next.text(in: language)
    }
}
