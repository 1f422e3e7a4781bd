import DoubleRandom
import Ledger
import LedgerClient

/// Marks in words.
enum MarkWords {
    static func text(_ code: String) -> BilingualText {
        if let known = MarkTitle.all.first(where: { $0.mark.code.utf8.elementsEqual(code.utf8) }) {
            return BilingualText("\(known.title.english) \(known.title.chinese)", known.title.chinese)
        }
        let name = DisplayText.clean(code, limit: 60)
        return BilingualText(name, name)
    }

    /// A list of marks as one text.
    static func list(_ codes: [String], in language: Language) -> String {
        codes.map { text($0).text(in: language) }.joined(separator: language == .chinese ? "、" : ", ")
    }
}
