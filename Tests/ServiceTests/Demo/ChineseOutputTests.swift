import Foundation
import Testing

@testable import Ledger

/// What a Chinese reader is shown holds no English word, but for names: commands, options, files, types, codes, ids.
@Suite("Chinese output")
struct ChineseOutputTests {
    /// Names and units that are the same in Chinese.
    private static let allowed: Set<String> = [
        "UTF", "BOM", "GB", "CSV", "JSON", "SAMR", "SHA", "GiB", "MiB", "KiB",
        // Views and policies are named by their identifiers, which commands take.
        "actors", "attachments", "marks", "office", "records", "timeline", "region", "publicLag",
    ]

    /// What is a name wherever it stands, in the order in which it is taken out.
    private static var names: [Regex<Substring>] {
        [
            // A command as it is typed, with its arguments; a command that is named, over the end of a line too.
            /\$ ledgerctl [^\n]*(?:\n {5}[^\n]*)*/,
            /ledgerctl(?:\s+-{0,2}[a-zA-Z][a-zA-Z0-9-]*)*/, /--[a-z][a-z-]*/,
            // A line for a shell, as it is typed: it is the same in every language.
            /\$ (?:printf|sha256sum|tail|for|x=|id=)[^\n]*/,
            // JSON, where it is shown as it stands.
            /[\[{]["{\[][^\n ]*/,
            // Hashes and keys.
            /sha256:[A-Za-z0-9+\/=]+/, /[A-Za-z0-9+\/]{40,}={0,2}/,
            // Files and places.
            /(?:\/[A-Za-z0-9._-]+){2,}/, /[A-Za-z0-9_-]+\.(?:csv|txt|key|copy|db|sock)\b/,
            // Ids: OBJ-000123, SW-01-02, SW-…, GS-130283…-00001, 130283…-E1, a0001, unified codes.
            /\b[0-9]*(?:[A-Z]+[0-9]*|[0-9]+)(?:-[0-9A-Z]+)+…?/, /\b[A-Z]+-…/, /\ba[0-9]{4,9}\b/,
            /\b[0-9A-HJ-NPQRTUWXY]{15,20}\b/, /\b[0-9a-f]{8,}(?:…|\b)/,
            // Types, error codes, policies, ledger names: words divided by dots.
            /\b[a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+(?:\/[A-Za-z0-9]+)*/,
        ]
    }

    static func englishWords(_ text: String) -> [String] {
        var text = text
        for name in names { text.replace(name, with: " ") }
        return text.split(separator: "\n").flatMap { line -> [String] in
            let words = line.matches(of: /[A-Za-z]{2,}/).map { String($0.output) }.filter { !allowed.contains($0) }
            return words.isEmpty ? [] : ["\(words.joined(separator: " ")) | \(line)"]
        }
    }

    @Test("the finder finds", arguments: ["第 3 条 waits", "状态：active", "office entry"])
    func finds(text: String) { #expect(ChineseOutputTests.englishWords(text).count == 1) }

    @Test(
        "the finder lets names pass",
        arguments: [
            "回执：第 12 条，draw.freeze/1，接收时间 2026-11-24 20:50:10（北京时间）",
            "  sha256:pPt2snL3hRVfLHjcI4LAkazxtKqmqLoLH6w1VfhxRV4=", "待开号：a0003（ledgerctl draw reveal）",
            "陈晓 经办人$ ledgerctl object import people/clerk/objects.csv --source 来表\n     SAMR --yes", "请加 --yes",
        ])
    func passes(text: String) { #expect(ChineseOutputTests.englishWords(text).isEmpty) }

    @Test("the year's telling, and what is shown before anything is signed")
    func year() async throws {
        let year = try await PlayedYear.shared.value.year
        #expect(ChineseOutputTests.englishWords(year.output) == [])
        #expect(ChineseOutputTests.englishWords(year.notes) == [])
    }

    @Test("lists, cards, traces and verdicts")
    func readings() async throws {
        let readings = try await PlayedYear.shared.value.readings
        #expect(readings.count > 20)
        for answer in readings {
            #expect([0, 2].contains(answer.outcome.status), "\(answer.arguments): \(answer.outcome.notes)")
            let words = ChineseOutputTests.englishWords(answer.outcome.output + answer.outcome.notes)
            #expect(words == [], "\(answer.arguments)")
        }
    }

    @Test("refusals, their details and what to do next")
    func refusals() async throws {
        let refusals = try await PlayedYear.shared.value.refusals
        #expect(refusals.count > 20)
        for answer in refusals {
            #expect(answer.outcome.status != 0, "\(answer.arguments): \(answer.outcome.output)")
            let words = ChineseOutputTests.englishWords(answer.outcome.output + answer.outcome.notes)
            #expect(words == [], "\(answer.arguments)")
        }
    }
}
