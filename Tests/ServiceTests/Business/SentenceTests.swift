import Foundation
import Testing

@testable import DoubleRandom
@testable import Ledger
@testable import ledgerctl

@Suite("What is signed is said in words")
struct BusinessSentenceTests {
    @Test("every event of rule set 1 has a sentence in both languages", arguments: RuleSet1.authors.map(\.type))
    func all(type: TypeName) throws {
        let said = try #require(BusinessSentence(type: type, count: 3, records: []))
        #expect(!said.text.english.isEmpty)
        #expect(said.text.chinese.hasSuffix("。") || said.text.chinese.contains("："))
        // A sentence that only repeats the type says nothing.
        #expect(!said.text.chinese.contains("\(type)"))
        #expect(!said.text.english.contains("\(type)"))
    }

    @Test(
        "a type of another version or family has none here",
        arguments: ["item.imported/2", "note.taken/1", "item.moved/1"])
    func others(type: String) throws {
        #expect(BusinessSentence(type: try #require(TypeName(type)), count: 1, records: []) == nil)
    }

    @Test(
        "ratios read as people write them",
        arguments: [
            ("3/10", "30%"), ("1/4", "25%"), ("1/1", "100%"), ("3/100", "3%"), ("1/8", "12.5%"), ("1/3", "1/3"),
            ("0/1", "0%"),
            ("x", "x"),
        ])
    func ratios(ratio: String, text: String) { #expect(RatioWords.text(ratio) == text) }

    @Test("a table is never wider than a terminal of the house, and cuts what may be cut")
    func tables() {
        var listing = Listing(
            [.fixed("id", "编号"), .flexible("name", "名称"), .flexible("labels", "标签")],
            empty: BilingualText("none", "无"))
        listing.add(
            ["OBJ-000001", String(repeating: "迁安市示例", count: 12), String(repeating: "加油站，", count: 20)], json: .null)
        for language in [Language.chinese, .english] {
            let lines = listing.lines(Console(language: language))
            #expect(lines.count == 2)
            #expect(lines.allSatisfy { Console.width($0) <= 80 })
            #expect(lines[1].hasPrefix("OBJ-000001"))
            #expect(lines[1].contains("…"))
        }
    }

    @Test("days, ratios and document numbers that do not read are refused where they are typed")
    func arguments() throws {
        #expect(throws: (any Error).self) { try DayArgument.parse("2024-13-01") }
        #expect(throws: (any Error).self) { try RatioArgument.parse("30") }
        #expect(throws: (any Error).self) { try DocumentArgument.parse("第一号") }
        #expect(try DocumentArgument.parse("迁商抽查[2024]1号") == "迁商抽查〔2024〕1号")
        #expect(Words.list("市场监管局、税务局，公安局") == ["市场监管局", "税务局", "公安局"])
    }
}

@Suite("What the office reads of the state is written down")
struct StateDocumentTests {
    @Test("docs/api.md names every table that a rule set shows, and no row of it says what is not public yet")
    func documents() throws {
        let document = try String(contentsOf: Office.root.appending(path: "docs/api.md"), encoding: .utf8)
        let text = try #require(document.split(separator: "\n").first { $0.hasPrefix("Tables of the state") })
        let book = RuleBook([RuleSet0(), RuleSet1()])
        for table in StateTable.all + StateTable.domain {
            #expect(text.contains("`\(table.name)`") == (book.disclosure(of: table) != nil), "\(table.name)")
        }
        for (table, secrets) in [
            (StateTable.inspections, ["object", "wordings", "completed"]), (.contributions, ["value"]),
        ] {
            guard case .members(let shown)? = book.disclosure(of: table) else {
                Issue.record("\(table.name) is shown whole")
                continue
            }
            #expect(Set(shown).isDisjoint(with: secrets))
        }
    }
}
