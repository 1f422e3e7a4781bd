/// The one error of this module: a stable code, what was found, and (through the code) a sentence and what to do next.
///
/// Two errors are equal when their codes are: the code is what the command line prints, the API answers and the tests
/// compare. The detail is for people.
public struct DrawError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The stable code.
    public let code: DrawErrorCode
    /// What was found: a name, a number, a line. Never a secret.
    public let detail: String

    /// Names what went wrong, and where.
    public init(_ code: DrawErrorCode, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    public static func == (left: DrawError, right: DrawError) -> Bool { left.code == right.code }

    public var description: String { text(chinese: false) }

    /// The error as a person reads it: code, sentence, detail, and what to do next.
    public func text(chinese: Bool) -> String {
        var text = "\(code.rawValue): \(chinese ? code.chinese : code.english)"
        if !detail.isEmpty { text += " (\(detail))" }
        return text + "\n" + (chinese ? code.nextChinese : code.nextEnglish)
    }
}
