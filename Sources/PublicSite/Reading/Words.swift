// Words for members that are words in records.

import Draw
import DoubleRandom
import Ledger

/// Words for members that are words in records.
enum Words {
    static let none = "无"

    static func joined(_ list: [Bytes]) -> String { list.map { PublicText.free($0) }.joined(separator: "，") }

    /// `25%` for `1/4`; what is no whole percentage stays as it is.
    static func share(_ ratio: Bytes?) -> String {
        guard let ratio else { return none }
        let text = PublicText.line(ratio)
        let parts = text.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 2, parts[1] > 0, parts[0] * 100 % parts[1] == 0 else { return text }
        return "\(parts[0] * 100 / parts[1])%"
    }

    /// The objects of an item or a line: the kind and the tags.
    static func objects(_ row: StateObject) -> String {
        let words = [row.bytes("kind")].compactMap { $0 } + row.list("tags")
        return words.isEmpty ? "不限" : joined(words)
    }

    /// `B 层 20%，A 层 10%（至少 1 户）`.
    static func ratio(_ row: StateObject) -> String {
        if row.equals("mode", "full") { return "全部检查" }
        let strata = row.objects("strata").map { stratum -> String in
            let name = DrawWord(stratum.bytes("stratum") ?? []).map { DrawStory.layer($0) } ?? ""
            let least = stratum.integer("min") ?? 0
            let most = stratum.integer("max").map { "，至多 \($0) 户" } ?? ""
            let bounds = least > 0 || !most.isEmpty ? "（\(least > 0 ? "至少 \(least) 户" : "")\(most)）" : ""
            let label = name == "不分层" ? "" : "\(name) "
            return label + share(stratum.bytes("ratio")) + bounds.replacingFirst("（，", "（")
        }
        return (row.integer("total").map { "共 \($0) 户；" } ?? "") + strata.joined(separator: "；")
    }

    static func day(_ timestamp: Timestamp) -> String { timestamp.chinaDate.description }

    /// Marks by their Chinese titles.
    static func marks(_ codes: [Bytes]) -> [String] {
        codes.compactMap { code in
            MarkTitle.all.first { Bytes($0.mark.code.utf8) == code }?.title.chinese
        }
    }
}

extension String {
    func replacingFirst(_ prefix: String, _ other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
