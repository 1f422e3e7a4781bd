import Testing

@testable import Ledger

@Suite("Trust policies (C2SP tlog-policy)")
struct TlogPolicyTests {
    static func log(_ seed: UInt8 = 1, name: String = FormatFixtures.origin) throws -> NoteSigner {
        try FormatFixtures.signer(name, seed: seed)
    }

    static func witness(_ number: Int) throws -> NoteSigner {
        try FormatFixtures.signer("witness\(number).example", .cosignature, seed: UInt8(100 + number))
    }

    /// A policy over one log and six witnesses w1 … w6, then the lines given.
    static func policy(_ lines: String...) throws -> TlogPolicy {
        var text = "log \(try log().key)\n"
        for number in 1...6 { text += "witness w\(number) \(try witness(number).key)\n" }
        return try TlogPolicy(parsing: Bytes(text + lines.map { $0 + "\n" }.joined()))
    }

    /// A checkpoint signed by the log and cosigned by the witnesses named.
    static func note(_ witnesses: [Int]) throws -> SignedNote {
        try FormatFixtures.checkpoint(["a"], signers: [log()] + witnesses.map { try witness($0) }, time: 77).note
    }

    /// What is missing, or nil where the policy is met.
    static func missing(_ policy: TlogPolicy, _ witnesses: [Int]) throws -> String? {
        let note = try note(witnesses)
        let error = ledgerError { try policy.evaluate(note: note) }
        #expect(error == nil || error == LedgerError(.policyUnmet))
        return error?.detail
    }

    @Test("a quorum of none needs the log alone")
    func none() throws {
        let policy = try Self.policy("quorum none")
        let satisfied = try policy.evaluate(note: Self.note([]))
        #expect(satisfied.log == (try Self.log().key))
        #expect(satisfied.witnesses.isEmpty)
    }

    @Test("who cosigned is told with the time, in the policy's order, beyond the quorum too")
    func cosigners() throws {
        let satisfied = try Self.policy("quorum w2").evaluate(note: Self.note([5, 2, 1]))
        #expect(satisfied.witnesses.map(\.witness.name) == [Bytes("w1"), Bytes("w2"), Bytes("w5")])
        #expect(satisfied.witnesses.map(\.time) == [77, 77, 77])
    }

    @Test("a witness as quorum must have cosigned")
    func single() throws {
        let policy = try Self.policy("quorum w2")
        #expect(try Self.missing(policy, [2]) == nil)
        #expect(try Self.missing(policy, [1, 3]) == "w2 has not cosigned")
    }

    @Test("all, any and a number are thresholds")
    func thresholds() throws {
        let all = try Self.policy("group g all w1 w2 w3", "quorum g")
        let any = try Self.policy("group g any w1 w2 w3", "quorum g")
        let two = try Self.policy("group g 2 w1 w2 w3", "quorum g")
        for subset in 0..<8 {
            let signed = (1...3).filter { subset >> ($0 - 1) & 1 == 1 }
            #expect(try (Self.missing(all, signed) == nil) == (signed.count == 3))
            #expect(try (Self.missing(any, signed) == nil) == (signed.count >= 1))
            #expect(try (Self.missing(two, signed) == nil) == (signed.count >= 2))
        }
        #expect(try Self.missing(two, [3]) == "g has 1 of 2, missing w1, w2")
    }

    @Test("groups stand in groups, and the error names who is missing where")
    func nested() throws {
        let policy = try Self.policy(
            "group X 2 w1 w2 w3", "group Y any w4 w5", "group both all X Y", "quorum both")
        #expect(try Self.missing(policy, [1, 3, 5]) == nil)
        #expect(
            try Self.missing(policy, [1, 5, 6]) == "both has 1 of 2, missing X; X has 1 of 2, missing w2, w3")
        #expect(
            try Self.missing(policy, [6])
                == "both has 0 of 2, missing X, Y; X has 0 of 2, missing w1, w2, w3; Y has 0 of 1, missing w4, w5")
    }

    @Test("one of the logs must have signed, under its own origin")
    func logs() throws {
        let other = try Self.log(9, name: "other.example/log")
        let text = Bytes("log \(try Self.log().key)\nlog \(other.key) https://other.example/log\nquorum none\n")
        let policy = try TlogPolicy(parsing: text)
        #expect(policy.logs.map(\.url) == [nil, Bytes("https://other.example/log")])
        #expect(try policy.evaluate(note: Self.note([])).log == Self.log().key)
        let theirs = try FormatFixtures.checkpoint(["a"], origin: "other.example/log", signers: [other])
        #expect(try policy.evaluate(note: theirs.note).log == other.key)
        let crossed = try FormatFixtures.checkpoint(["a"], signers: [other])
        #expect(throws: LedgerError(.policyUnmet)) { try policy.evaluate(note: crossed.note) }
        let strange = try FormatFixtures.checkpoint(["a"], signers: [Self.log(8)])
        #expect(throws: LedgerError(.policyUnmet)) { try policy.evaluate(note: strange.note) }
        let witnessed = try FormatFixtures.checkpoint(["a"], signers: [Self.witness(1)])
        #expect(throws: LedgerError(.policyUnmet)) { try Self.policy("quorum w1").evaluate(note: witnessed.note) }
        #expect(throws: LedgerError(.policyUnmet)) {
            try TlogPolicy(parsing: Bytes("quorum none\n")).evaluate(note: Self.note([]))
        }
    }

    @Test("unknown signatures are passed over, a known one that does not hold rejects the note")
    func signatures() throws {
        let policy = try Self.policy("quorum w1")
        let stranger = try FormatFixtures.signer("stranger.example", .cosignature, seed: 50)
        let note = try FormatFixtures.checkpoint(["a"], signers: [Self.log(), Self.witness(1), stranger]).note
        #expect(try policy.evaluate(note: note).witnesses.count == 1)
        let key = try Self.witness(6).key
        let bad = NoteSignature(name: key.name, keyID: key.id, signature: Bytes(repeating: 1, count: 72))
        let rejected = try #require(SignedNote(text: note.text, signatures: note.signatures + [bad]))
        #expect(throws: LedgerError(.noteUnverified)) { try policy.evaluate(note: rejected) }
    }

    @Test("comments, empty lines, tabs and spaces around items are allowed, and names are opaque bytes")
    func layout() throws {
        let text =
            "# policy\n\n  # indented 存证\n \t \n\tlog  \(try Self.log().key) \t http://x/ \n"
            + "witness K\u{301} \(try Self.witness(1).key)\nwitness \u{212A} \(try Self.witness(2).key)\n"
            + "witness # \(try Self.witness(3).key) \u{7532}\n \tgroup\tall  all # \u{212A}\t\nquorum all\n# end\n"
        let policy = try TlogPolicy(parsing: Bytes(text))
        #expect(policy.logs.first?.url == Bytes("http://x/"))
        #expect(policy.witnesses.map(\.name) == [Bytes("K\u{301}"), Bytes("\u{212A}"), Bytes("#")])
        #expect(try policy.evaluate(note: Self.note([2, 3])).witnesses.count == 2)
        #expect(throws: LedgerError(.policyUnmet)) { try policy.evaluate(note: Self.note([1, 2])) }
        let bytes = Bytes("quorum none\n# ") + [0xFF, 0x80, newline]
        #expect(throws: Never.self) { try TlogPolicy(parsing: bytes) }
    }

    @Test(
        "a malformed policy is refused, naming line and reason",
        arguments: [
            ("", "the last line has no line feed"), ("quorum none", "the last line has no line feed"),
            ("\n", "no quorum line"), ("# quorum none\n", "no quorum line"), ("LOG\n", "no quorum line"),
            ("quorum none\nquorum none\n", "line 2: second quorum line"), ("quorum\n", "line 1: quorum <name>|none"),
            ("quorum none none\n", "line 1: quorum <name>|none"), ("Quorum none\n", "line 1: unknown keyword"),
            ("quorum none # why\n", "line 1: quorum <name>|none"), ("quorum a\n", "line 1: a is not defined above"),
            ("quorum none\r\n", "line 1: control byte"), ("quorum\u{0}none\n", "line 1: control byte"),
            ("\u{7F}\n", "line 1: control byte"), ("\u{FEFF}quorum none\n", "line 1: unknown keyword"),
            ("quorum\u{A0}none\n", "line 1: unknown keyword"), ("log\n", "line 1: log <vkey> [url]"),
            ("log L url x\n", "line 1: log <vkey> [url]"), ("log x\n", "line 1: vkey"),
            ("log W1\n", "line 1: a log signs with an Ed25519 key"), ("log L\nlog L\n", "line 2: duplicate key"),
            ("witness a\n", "line 1: witness <name> <vkey> [url]"),
            ("witness a W1 url x\n", "line 1: witness <name> <vkey> [url]"), ("witness W1 a\n", "line 1: vkey"),
            ("witness a L\n", "line 1: a witness signs with a cosignature key"),
            ("witness none W1\n", "line 1: none is not a name"),
            ("witness a W1\nwitness a W2\n", "line 2: a is defined already"),
            ("witness a W1\nwitness b W1\n", "line 2: duplicate key"),
            ("witness a W1\nwitness b V1\n", "line 2: duplicate key"),
            ("group g all\n", "line 1: group <name> all|any|<k> <name>…"),
            ("group g all a\n", "line 1: a is not defined above"),
            ("witness a W1\ngroup g all a\nwitness b W2\ngroup h all a b\n", "line 4: a is a member already"),
            ("witness a W1\ngroup g 2 a a\n", "line 2: a is a member already"),
            ("witness a W1\ngroup a all a\n", "line 2: a is defined already"),
            ("witness a W1\ngroup g all g\n", "line 2: g is not defined above"),
            ("witness a W1\ngroup none all a\n", "line 2: none is not a name"),
            ("witness a W1\ngroup g all none\n", "line 2: none is not defined above"),
            ("witness a W1\ngroup g 0 a\n", "line 2: threshold"), ("witness a W1\ngroup g 2 a\n", "line 2: threshold"),
            ("witness a W1\ngroup g 01 a\n", "line 2: threshold"),
            ("witness a W1\ngroup g -1 a\n", "line 2: threshold"),
            ("witness a W1\ngroup g most a\n", "line 2: threshold"),
            ("witness a W1\ngroup g a a\n", "line 2: threshold"),
            ("witness a W1\nquorum b\nwitness b W2\n", "line 2: b is not defined above"),
        ])
    func malformed(text: String, reason: String) throws {
        // L, W1, W2 and V1 stand for keys: of a log, of two witnesses, and of the first witness under another name.
        let keys = try [
            " L": Self.log().key, " W1": Self.witness(1).key, " W2": Self.witness(2).key,
            " V1": FormatFixtures.signer("other.example", .cosignature, seed: 101).key,
        ]
        var filled = text == "LOG\n" ? "log L\n" : text
        for (place, key) in keys {
            for end in [" ", "\n"] {
                filled = filled.split(separator: place + end, omittingEmptySubsequences: false)
                    .joined(separator: " \(key)\(end)")
            }
        }
        if reason.contains("not defined") || reason.hasPrefix("line") { filled += "quorum none\n" }
        let error = ledgerError { try TlogPolicy(parsing: Bytes(filled)) }
        #expect(error == LedgerError(.policyMalformed))
        let threshold = "a threshold is all, any, or from 1 to the number of members"
        #expect(error?.detail == (reason == "line 2: threshold" ? "line 2: " + threshold : reason))
    }

    @Test("256 of each are read and judged, one more is refused")
    func limits() throws {
        // The parser wants keys that hash to their ids, not points of the curve.
        func key(_ number: Int, _ algorithm: KeyAlgorithm) throws -> VerifierKey {
            let bytes = [UInt8(number >> 8), UInt8(number & 0xFF)] + Bytes(repeating: 9, count: 30)
            let name = try #require(KeyName("k.example/log"))
            return try #require(VerifierKey(name: name, algorithm: algorithm, publicKey: bytes))
        }
        let logs = try (0..<257).map { "log \(try key($0, .ed25519))\n" }
        let witnesses = try (0..<257).map { "witness w\($0) \(try key($0, .cosignature))\n" }
        let groups = (0..<257).map { "group g\($0) all \($0 == 0 ? "w0" : "g\($0 - 1)")\n" }
        func parse(_ logCount: Int, _ witnessCount: Int, _ groupCount: Int) -> LedgerError? {
            let lines = logs.prefix(logCount) + witnesses.prefix(witnessCount) + groups.prefix(groupCount)
            return ledgerError { try TlogPolicy(parsing: Bytes(lines.joined() + "quorum none\n")) }
        }
        #expect(parse(256, 256, 256) == nil)
        #expect(parse(257, 0, 0)?.detail == "line 257: more than 256 logs")
        #expect(parse(0, 257, 0)?.detail == "line 257: more than 256 witnesses")
        #expect(parse(0, 1, 257)?.detail == "line 258: more than 256 groups")
        let deep = try TlogPolicy(
            parsing: Bytes(
                "log \(try Self.log().key)\nwitness w0 \(try Self.witness(1).key)\n" + groups.prefix(256).joined()
                    + "quorum g255\n"))
        #expect(try deep.evaluate(note: Self.note([1])).witnesses.count == 1)
        #expect(try Self.missing(deep, [])?.hasPrefix("g255 has 0 of 1, missing g254; g254 has") == true)
        #expect(
            ledgerError { try TlogPolicy(parsing: Bytes(repeating: newline, count: 65_537)) }?.detail == "too large")
    }
}
