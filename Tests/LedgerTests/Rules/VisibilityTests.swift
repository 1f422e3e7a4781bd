import Foundation
import Testing

@testable import Ledger

@Suite("Visibility of record types in set 0")
struct VisibilityTests {
    static let table: [(String, Visibility?)] = [
        ("actor.person/1", .personal), ("actor.person/2", .public), ("actor.key/1", .public),
        ("actor.role/1", .public), ("ledger.founded/1", .public), ("rules.set/1", .public),
        ("policy.value/1", .public), ("clock.accepted/1", .public), ("personal.record/1", .public),
        ("note.public.text/1", .public), ("note.public.text/7", .public), ("note.due.text/1", .due),
        ("note.personal.text/1", .personal), ("note.text/1", .office), ("note.public/1", .office),
        ("note.due/1", .office), ("note.personal/1", .office), ("note.publicity.text/1", .office),
        ("notes.text/1", nil), ("result.recorded/1", nil), ("actors.key/1", nil), ("entry.channel/1", nil),
    ]

    @Test("each type is read by whom the document names", arguments: table)
    func visibility(type: String, expected: Visibility?) {
        #expect(RuleSet0().visibility(of: TypeName(type)!) == expected)
    }

    @Test("what is personal, or unknown, or of another family does not stand in the data of a note", arguments: table)
    func admission(type: String, visibility: Visibility?) async throws {
        let ledger = try await TestLedger()
        let code = await refusal {
            try await ledger.desk.append("note.taken/1", [Row.of(type)], by: ledger.administrator.signer)
        }
        // A key or a role in a note would be taken for one by whoever reads records by their type.
        let allowed = visibility.map { $0 != .personal } ?? false && type.hasPrefix("note.")
        #expect(code == (allowed ? nil : .recordTypeUnknown))
    }

    @Test("what is not personal does not stand among personal records", arguments: table)
    func amongPersonal(type: String, visibility: Visibility?) async throws {
        let ledger = try await TestLedger()
        let code = await refusal {
            try await ledger.desk.append(
                "note.taken/1", [Row.note("x")], personal: [Row.of(type, ["subject": .text("s1")])],
                by: ledger.administrator.signer)
        }
        #expect(code == (visibility == .personal ? nil : .recordTypeUnknown))
    }

    @Test(
        "a type that the set does not name is unknown",
        arguments: ["result.recorded/1", "actor.enrolled/2", "actor.person/1", "draw.result/1"])
    func types(type: String) async throws {
        let ledger = try await TestLedger()
        let code = await refusal {
            try await ledger.desk.append(type, [Row.note("x")], by: ledger.administrator.signer)
        }
        #expect(code == .eventTypeUnknown)
    }

    @Test(
        "a note of any name is a fact that any enrolled actor may append", arguments: ["note.taken/1", "note.a.b.c/9"])
    func notes(type: String) async throws {
        let ledger = try await TestLedger()
        let person = try await ledger.person("a0003")
        try await ledger.desk.append(type, [Row.note("x")], by: person.signer)
    }
}

@Suite("The rule documents are the ones that the program signs")
struct RuleDocumentTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test("RuleSet0.documentHex is the SHA-256 of docs/rules/0.md")
    func document() throws {
        let text = try Data(contentsOf: Self.root.appending(path: "docs/rules/0.md"))
        #expect(SHA256.hash(Bytes(text)).hex == RuleSet0.documentHex)
        #expect(RuleSet0().document.hex == RuleSet0.documentHex)
    }

    @Test("docs/errors.md lists exactly the codes of ErrorCode, each once")
    func errors() throws {
        let sources = FileManager.default.enumerator(
            at: Self.root.appending(path: "Sources"), includingPropertiesForKeys: nil)
        var codes: [String] = []
        for case let file as URL in try #require(sources) where file.lastPathComponent.hasPrefix("ErrorCode") {
            let text = try String(contentsOf: file, encoding: .utf8)
            codes += text.matches(of: /ErrorCode\(\s*"([A-Za-z]+\.[A-Za-z]+)"/).map { String($0.output.1) }
        }
        #expect(codes.count > 60)
        #expect(Set(codes).count == codes.count, "a code stands twice in the source")
        let document = try String(contentsOf: Self.root.appending(path: "docs/errors.md"), encoding: .utf8)
        let listed = document.matches(of: /(?m)^\|\s*`([A-Za-z]+\.[A-Za-z]+)`/).map { String($0.output.1) }
        #expect(Set(listed).subtracting(codes) == [], "listed, and not in the program")
        #expect(Set(codes).subtracting(listed) == [], "in the program, and not listed")
        #expect(Set(listed).count == listed.count, "a code is listed twice")
    }
}
