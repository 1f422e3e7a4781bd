/// The one error of this module: a stable code, what was found, and (through the code) a sentence and what to do next.
///
/// Two errors are equal when their codes are: the code is what the command line prints, the API answers and the tests
/// compare. The detail is for people.
public struct LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The stable code.
    public let code: ErrorCode
    /// What was found: a name, a number, a place. Never the content of a record, never a secret.
    public let detail: String
    /// The entry that it is about, where there is one.
    public let index: EntryIndex?

    /// Names what went wrong, and where.
    public init(_ code: ErrorCode, _ detail: String = "", index: EntryIndex? = nil) {
        self.code = code
        self.detail = detail
        self.index = index
    }

    /// The same error, said of an entry.
    public func at(_ index: EntryIndex) -> LedgerError {
        LedgerError(code, detail, index: self.index ?? index)
    }

    public static func == (left: LedgerError, right: LedgerError) -> Bool { left.code == right.code }

    public var description: String { text(in: .english) }

    /// The error as a person reads it: code, sentence, detail, and what to do next.
    public func text(in language: Language) -> String {
        var text = "\(code.rawValue): \(code.sentence.text(in: language))"
        if let index { text += " [\(language == .chinese ? "第 \(index) 条" : "entry \(index)")]" }
        if !detail.isEmpty { text += " (\(detail))" }
        let next = code.next.text(in: language)
        return next.isEmpty ? text : text + "\n" + next
    }
}

/// The language of a text for people.
public enum Language: Sendable {
    case english
    case chinese

    /// Chinese where `LC_ALL`, `LC_MESSAGES` or `LANG` (the first that is set) starts with `zh`.
    public init(environment: [String: String]) {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        self = set?.utf8.starts(with: "zh".utf8) == true ? .chinese : .english
    }
}

/// One text in both languages.
public struct BilingualText: Sendable, Hashable {
    /// English.
    public let english: String
    /// Chinese.
    public let chinese: String

    /// Pairs the two.
    public init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// The text in one language.
    public func text(in language: Language) -> String { language == .chinese ? chinese : english }
}
