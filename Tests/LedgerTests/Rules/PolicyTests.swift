import Testing

@testable import Ledger

@Suite("Policies")
struct PolicyTests {
    @Test("a policy holds from the entry after its confirmation on")
    func changed() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let change = try await desk.change("policy.publicLag", to: .integer(90), by: ledger.administrator)
        #expect(try desk.state(.policies, "policy.publicLag") == nil)
        let confirmation = try await desk.confirm(change, by: ledger.supervisor)
        let row = try #require(try desk.state(.policies, "policy.publicLag"))
        #expect(row["value"] == .integer(90))
        #expect(row["from"]?.integer == Int64(confirmation.entry.index.value) + 1)
        #expect(try await ledger.verify().findings == [])
    }

    @Test("a later proposal about the same policy supersedes the one that waits, also one of several names")
    func superseded() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let both = try await desk.append(
            "policy.changed/1",
            [
                Row.of("policy.changed/1", ["reason": .text("r")]),
                Row.of("policy.value/1", ["name": .text("a"), "value": .integer(1)]),
                Row.of("policy.value/1", ["name": .text("b"), "value": .integer(1)]),
            ], by: ledger.administrator.signer)
        let other = try await desk.change("c", to: .integer(1), by: ledger.administrator)
        let later = try await desk.change("b", to: .integer(2), by: ledger.administrator)
        #expect(try [both, other, later].map { try desk.proposal($0) } == ["superseded", "open", "open"])
        #expect(await refusal { try await desk.confirm(both, by: ledger.supervisor) } == .proposalClosed)
        try await desk.confirm(later, by: ledger.supervisor)
        #expect(try desk.state(.policies, "a") == nil)
        #expect(try desk.state(.policies, "b")?["value"] == .integer(2))
    }

    @Test("a declined policy changes nothing")
    func declined() async throws {
        let ledger = try await TestLedger()
        let change = try await ledger.desk.change("a", to: .integer(1), by: ledger.administrator)
        try await ledger.desk.confirm(change, "declined", by: ledger.supervisor)
        #expect(try ledger.desk.state(.policies, "a") == nil)
    }

    static let values: [(claim: String, name: String, value: IJSONValue, accepted: Bool)] = [
        ("text", "a.B.0", .text("值"), true),
        ("null", "a", .null, true),
        ("2,048 bytes", "a", .text(String(repeating: "x", count: 2_046)), true),
        ("2,049 bytes", "a", .text(String(repeating: "x", count: 2_047)), false),
        ("no name", "", .integer(1), false),
        ("64 bytes of name", String(repeating: "n", count: 64), .integer(1), true),
        ("65 bytes of name", String(repeating: "n", count: 65), .integer(1), false),
        ("a space in the name", "a b", .integer(1), false),
        ("a Chinese name", "公开", .integer(1), false),
        ("a hyphen", "a-b", .integer(1), false),
    ]

    @Test("names and values have bounds", arguments: values)
    func bounds(claim: String, name: String, value: IJSONValue, accepted: Bool) async throws {
        let ledger = try await TestLedger()
        let code = await refusal {
            try await ledger.desk.confirm(
                ledger.desk.change(name, to: value, by: ledger.administrator), by: ledger.supervisor)
        }
        #expect(code == (accepted ? nil : .recordInvalid), "\(claim)")
    }

    @Test("whatever value may be proposed can be confirmed, and changed again", arguments: [1, 12, 13, 14, 15])
    func nesting(depth: Int) async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        var value = IJSONValue.integer(1)
        for _ in 1..<depth { value = .array([value]) }
        let nested = value
        let change: Receipt
        do {
            change = try await desk.change("deep", to: nested, by: ledger.administrator)
        } catch {
            // Refusing it is as good, as long as it is refused before it stands in the way.
            #expect((error as? LedgerError)?.code == .recordInvalid)
            return
        }
        try await desk.confirm(change, by: ledger.supervisor)
        #expect(try desk.state(.policies, "deep")?["value"] == nested)
        try await desk.confirm(desk.change("deep", to: .integer(2), by: ledger.administrator), by: ledger.supervisor)
        #expect(try desk.state(.policies, "deep")?["value"] == .integer(2))
        #expect(try await ledger.verify().findings == [])
    }

    @Test("sixteen values a change, seventeen are refused, and none, and one name twice")
    func count() async throws {
        let ledger = try await TestLedger()
        let head = Row.of("policy.changed/1", ["reason": .text("r")])
        func propose(_ names: [String]) async -> ErrorCode? {
            await refusal {
                try await ledger.desk.append(
                    "policy.changed/1",
                    [head] + names.map { Row.of("policy.value/1", ["name": .text($0), "value": .integer(1)]) },
                    by: ledger.administrator.signer)
            }
        }
        #expect(await propose((1...16).map { "n\($0)" }) == nil)
        #expect(await propose((1...17).map { "n\($0)" }) == .recordInvalid)
        #expect(await propose([]) == .recordInvalid)
        #expect(await propose(["a", "b", "a"]) == .recordInvalid)
    }
}

/// A later rule set for tests: it knows one type more, and no `policy.*`.
private struct RuleSetOne: RuleSet {
    let number: UInt64 = 1
    let document = RFC6962.leafHash(Bytes("rule set 1 of the tests".utf8))
    private let zero = RuleSet0()

    func rule(for type: TypeName) -> EventRule? {
        if type.family.equals("policy") { return nil }
        if type == TypeName("test.happened/1")! { return EventRule(isOfficeDecision: false, writes: []) { _ in [] } }
        return zero.rule(for: type)
    }

    func visibility(of recordType: TypeName) -> Visibility? {
        switch recordType {
        case TypeName("test.text/1")!, TypeName("note.opened/1")!: .public
        case TypeName("note.public.closed/1")!: .office
        default: zero.visibility(of: recordType)
        }
    }
}

@Suite("Rule sets are adopted by an event (D7)")
struct RuleSetChangeTests {
    static let book = RuleBook([RuleSet0(), RuleSetOne()])

    /// A ledger whose writer knows set 1 too.
    private func office() async throws -> (TestLedger, Desk) {
        let ledger = try await TestLedger()
        try await ledger.writer.stop()
        let clock = ledger.clock
        let writer = try ledger.directory.openWriter(keys: ledger.keys, book: Self.book) { clock.now }
        return (ledger, Desk(writer: writer, clock: clock))
    }

    private func adopt(
        _ desk: Desk, _ set: Int64 = 1, _ document: Digest = RuleSetOne().document, by author: TestPerson
    ) async throws -> Receipt {
        try await desk.append(
            "rules.adopted/1",
            [Row.of("rules.set/1", ["set": .integer(set), "sha256": .text(document.hex)])], by: author.signer)
    }

    private func happened(_ desk: Desk, by person: TestPerson) async throws -> DraftEvent {
        try await desk.draft("test.happened/1", [Row.of("test.text/1")], by: [person.signer])
    }

    @Test("proposal and confirmation are judged by the old set, the next entry by the new one")
    func adopted() async throws {
        let (ledger, desk) = try await office()
        let proposal = try await adopt(desk, by: ledger.administrator)
        #expect(await refusal { try await desk.submit(happened(desk, by: ledger.supervisor)) } == .eventTypeUnknown)
        _ = try await desk.change("still", to: .integer(0), by: ledger.administrator)
        let confirmation = try await desk.draft(
            "rules.confirmed/1",
            [Row.about("rules.confirmed/1", proposal.entry.index.value, proposal.entry.leaf.base64)],
            by: [ledger.supervisor.signer])
        let fact = try await happened(desk, by: ledger.administrator)
        // Before the confirmation in the same submission it is unknown, behind it it is known.
        #expect(await refusal { try await desk.submit([fact, confirmation]) } == .eventTypeUnknown)
        let receipts = try await desk.submit([confirmation, fact])
        #expect(try desk.state(.rules, "current")?["from"]?.integer == Int64(receipts[1].entry.index.value))
        #expect(
            await refusal { try await desk.change("gone", to: .integer(1), by: ledger.administrator) }
                == .eventTypeUnknown)
        var options = VerifyOptions()
        options.outside = [try await desk.writer.checkpoint()]
        let report = try Verify.directory(ledger.directory, book: Self.book, options: options)
        #expect(report.findings == [])
        #expect(report.verdict == .consistent)
    }

    @Test("a public export shows of each entry what the set that judged it makes public")
    func exported() async throws {
        let (ledger, desk) = try await office()
        func note() async throws -> UInt64 {
            try await desk.append(
                "note.taken/1", [Row.of("note.opened/1"), Row.of("note.public.closed/1")],
                by: ledger.administrator.signer
            ).entry.index.value
        }
        let before = try await note()
        let proposal = try await adopt(desk, by: ledger.administrator)
        let proposed = try await note()
        try await desk.confirm(proposal, by: ledger.supervisor)
        let after = try await note()
        let export = try ExportFile(ledger, .public, try await desk.writer.checkpoint(), book: Self.book)
        #expect(try export.verify().findings == [])
        let members = try export.members()
        for (index, isWithheld) in [(before, [true, false]), (proposed, [true, false]), (after, [false, true])] {
            let lines = try #require(members["data/\(index)"]).lines
            #expect(lines.map { DisclosureMark.withheld.leaf(of: $0[...]) != nil } == isWithheld, "entry \(index)")
        }
    }

    @Test("after a restart the adopted set still judges, and a program that does not know it judges nothing")
    func restart() async throws {
        let (ledger, desk) = try await office()
        try await desk.confirm(adopt(desk, by: ledger.administrator), by: ledger.supervisor)
        try await desk.writer.stop()
        let clock = ledger.clock
        let again = Desk(
            writer: try ledger.directory.openWriter(keys: ledger.keys, book: Self.book) { clock.now }, clock: clock)
        try await again.submit(happened(again, by: ledger.administrator))
        try await again.writer.stop()
        let report = try Verify.directory(ledger.directory, book: TestLedger.book)
        #expect(report.findings.first?.code == .rulesUnknown)
        let code = await refusal {
            let old = Desk(
                writer: try ledger.directory.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now },
                clock: clock)
            return try await old.note(by: ledger.administrator)
        }
        #expect(code == .rulesUnknown)
    }

    @Test("a set that the program does not know, another text of it, or an older one is refused")
    func refused() async throws {
        let (ledger, desk) = try await office()
        let author = ledger.administrator
        #expect(await refusal { try await adopt(desk, 2, by: author) } == .rulesUnknown)
        #expect(await refusal { try await adopt(desk, 1, RuleSet0().document, by: author) } == .rulesUnknown)
        #expect(await refusal { try await adopt(desk, 0, RuleSet0().document, by: author) } == .recordInvalid)
        try await desk.confirm(adopt(desk, by: author), by: ledger.supervisor)
        #expect(await refusal { try await adopt(desk, by: author) } == .recordInvalid)
    }

    @Test("one administrator adopts no rule set")
    func alone() async throws {
        let (ledger, desk) = try await office()
        let proposal = try await adopt(desk, by: ledger.administrator)
        #expect(await refusal { try await desk.confirm(proposal, by: ledger.administrator) } == .dutiesSamePerson)
        try await desk.confirm(proposal, "declined", by: ledger.supervisor)
        #expect(await refusal { try await desk.submit(happened(desk, by: ledger.supervisor)) } == .eventTypeUnknown)
    }
}
