// The details of refusals are written once, in English, since they travel with the code from the writer to whoever asked.
// Where a person reads Chinese, their phrases are given in Chinese; names, numbers and types stay as they are.

/// Phrases of details in Chinese (错误说明用语).
public struct DetailTerms: Sendable {
    private let phrases: [(english: Bytes, chinese: Bytes)]

    /// Phrases in any order; where two fit, the longer one counts.
    public init(_ phrases: [(String, String)]) {
        self.phrases = phrases.map { (Bytes($0.0.utf8), Bytes($0.1.utf8)) }
            .sorted {
                $0.english.count == $1.english.count
                    ? bytesPrecede($0.english, $1.english) : $0.english.count > $1.english.count
            }
    }

    /// These phrases and others.
    public func adding(_ other: DetailTerms) -> DetailTerms {
        DetailTerms(
            (phrases + other.phrases).map {
                (String(decoding: $0.english, as: UTF8.self), String(decoding: $0.chinese, as: UTF8.self))
            })
    }

    /// A detail in Chinese. A phrase is replaced only where it stands by itself: never within a name, a path or a type.
    public func chinese(_ detail: String) -> String {
        let text = Bytes(detail.utf8)
        var result = Bytes()
        var position = 0
        var isBoundary = true
        while position < text.count {
            if isBoundary,
                let phrase = phrases.first(where: { DetailTerms.stands($0.english, in: text, at: position) })
            {
                result += phrase.chinese
                position += phrase.english.count
                isBoundary = false
                continue
            }
            result.append(text[position])
            isBoundary = !DetailTerms.joins(text[position])
            position += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func stands(_ phrase: Bytes, in text: Bytes, at position: Int) -> Bool {
        let end = position + phrase.count
        guard end <= text.count, text[position..<end].elementsEqual(phrase) else { return false }
        return end == text.count || !joins(text[end]) || phrase.last.map { !joins($0) } == true
    }

    /// Whether a byte makes one word with its neighbours.
    private static func joins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"), 0x80...:
            true
        default: false
        }
    }
}

extension LedgerError {
    /// The error as a person reads it, its detail in the terms of their language.
    public func text(in language: Language, terms: DetailTerms) -> String {
        guard language == .chinese else { return text(in: language) }
        return LedgerError(code, terms.chinese(detail), index: index).text(in: language)
    }
}
