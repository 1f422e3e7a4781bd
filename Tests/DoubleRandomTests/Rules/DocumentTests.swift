import Foundation
import Ledger
import Testing

@testable import DoubleRandom

/// docs/rules/1.md and docs/refusals.md hold tables that the program itself gives; what they should be is written beside
/// the temporary files when they differ.
@Suite("The documents are those of the program") struct DocumentTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }

    private func expect(_ table: String, in path: String, name: String) throws {
        guard try !text(path).contains(table) else { return }
        let place = FileManager.default.temporaryDirectory.appending(path: name)
        try table.write(to: place, atomically: true, encoding: .utf8)
        Issue.record("\(path) does not hold the table that now stands in \(place.path)")
    }

    private func code(_ text: String) -> String { "`\(text)`" }

    @Test("RuleSet1.documentHex is the SHA-256 of docs/rules/1.md") func digest() throws {
        let text = try Data(contentsOf: Self.root.appending(path: "docs/rules/1.md"))
        #expect(SHA256.hash(Bytes(text)).hex == RuleSet1.documentHex)
    }

    @Test("docs/rules/1.md lists who signs which type, its records and what it may write") func events() throws {
        var table = "| type | signed by | | first record | further records | tables |\n|---|---|---|---|---|---|\n"
        for spec in RuleSet1.specs {
            let roles = spec.roles.isEmpty ? "engine" : spec.roles.map(\.description).joined(separator: ", ")
            let rows = spec.rows.map { code("\($0.type)") }.joined(separator: " ")
            let writes = spec.writes.map { code("\($0)") }.joined(separator: " ")
            table +=
                "| \(code("\(spec.type)")) | \(roles) | \(spec.isOfficeDecision ? "decision" : "fact") | \(code("\(spec.head.type)")) | \(rows) | \(writes) |\n"
        }
        try expect(table, in: "docs/rules/1.md", name: "events.md")
    }

    @Test("docs/rules/1.md lists every record with its readers and members") func records() throws {
        var table = "| record | read by | members |\n|---|---|---|\n"
        for schema in RuleSet1.schemas.values.sorted(by: { $0.type < $1.type }) {
            let members = schema.visibility == .personal ? "any" : schema.fields.map(\.text).joined(separator: " · ")
            table += "| \(code("\(schema.type)")) | \(schema.visibility.rawValue) | \(members) |\n"
        }
        try expect(table, in: "docs/rules/1.md", name: "records.md")
    }

    @Test("docs/rules/1.md lists every step of every life cycle") func cycles() throws {
        for cycle in RuleSet1.cycles {
            var table = "| from | by | to |\n|---|---|---|\n"
            for step in cycle.steps { table += "| \(step.from) | \(code("\(step.event)")) | \(step.to) |\n" }
            try expect(table, in: "docs/rules/1.md", name: "cycle-\(cycle.name).md")
        }
    }

    @Test("docs/refusals.md lists every refusal with sentence and advice in both languages") func refusals() throws {
        var table = "| code | English | 中文 | what to do · 怎么办 |\n|---|---|---|---|\n"
        for refusal in Refusals.all.sorted(by: { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }) {
            table +=
                "| \(code(refusal.rawValue)) | \(refusal.sentence.english) | \(refusal.sentence.chinese) | \(refusal.next.english) \(refusal.next.chinese) |\n"
        }
        try expect(table, in: "docs/refusals.md", name: "refusals.md")
        #expect(Set(Refusals.all).count == Refusals.all.count, "a code stands twice")
    }

    @Test(
        "docs/rules/1.md and docs/glossary.md name every mark, role and policy; each Chinese term stands for one thing")
    func words() throws {
        let (rules, glossary) = (try text("docs/rules/1.md"), try text("docs/glossary.md"))
        for (mark, title) in MarkTitle.all {
            #expect(rules.contains(code(mark.code)), "\(mark)")
            #expect(glossary.contains(title.chinese), "\(title.chinese)")
        }
        for (_, title) in RoleTitle.all { #expect(glossary.contains(title.chinese)) }
        for policy in PolicyName.allCases { #expect(rules.contains(code(policy.rawValue)), "\(policy.rawValue)") }
        let terms = glossary.matches(of: /(?m)^\| ([^|]+) \| ([^|]+) \|/).map {
            (String($0.output.1), String($0.output.2))
        }
        .dropFirst().filter { !$0.0.hasPrefix("-") }
        #expect(terms.count > 60)
        #expect(Set(terms.map(\.0)).count == terms.count, "an English term stands twice")
        #expect(Set(terms.map(\.1)).count == terms.count, "a Chinese term stands twice")
    }
}
