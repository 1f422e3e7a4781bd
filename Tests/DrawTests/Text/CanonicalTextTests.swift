import Draw
import Foundation
import Testing

@Suite("Canonical texts: one text has one form")
struct CanonicalTextTests {
    static func inspectorTexts() throws -> [any CanonicalText] {
        let conflicts = try V3.conflicts()
        let round = try BeaconRound(source: id("cwl-ssq"), round: id("2025034"))
        return [
            V3.inspectors, V3.slots, conflicts,
            InspectorFreezeText(
                draw: id("TV3"), supersedes: id("TV2"), profile: .b, of: V1.draw, inspectors: V3.inspectors,
                slots: V3.slots, conflicts: conflicts, contributors: V1.contributors, salt: hx("salt")),
            BeaconText(round: round, value: word("03 07 12 18 25 33 + 09")),
            SheetText(random: hx("sheet"), words: word("5 3 2 6 1 一帆风顺")),
            PickText(seed: V3.seed, slot: id("J1.1"), number: 1),
            try PlanText(
                strata: [StratumPlan(stratum: word("加油站"), numerator: 2, denominator: 1, minimum: 0, maximum: 9)],
                total: 7, batches: 2, groupCap: 1),
        ]
    }

    func reparsed<Text: CanonicalText>(_ text: Text, _ bytes: [UInt8]) throws -> [UInt8] {
        try Text(parsing: bytes).bytes
    }

    @Test("what the builder writes the parser reads, and every changed byte gives another text or a coded error")
    func pokes() throws {
        for text in try V1.texts() + Self.inspectorTexts() {
            let bytes = text.bytes
            #expect(try reparsed(text, bytes) == bytes)
            for place in bytes.indices {
                for change in [0x01, 0x20, 0x80, 0x09 ^ 0x0A] as [UInt8] {
                    var poked = bytes
                    poked[place] ^= change
                    do { #expect(try reparsed(text, poked) == poked) } catch { #expect(error is DrawError) }
                }
                var shorter = bytes
                shorter.remove(at: place)
                do { #expect(try reparsed(text, shorter) == shorter) } catch { #expect(error is DrawError) }
                do { _ = try reparsed(text, Array(bytes[..<place])) } catch { #expect(error is DrawError) }
            }
        }
    }

    @Test(
        "line ends, order, repetitions, marks and numbers have one form",
        arguments: [
            ("", DrawErrorCode.textMalformed), ("ssj/v1/population", .textMalformed),
            ("ssj/v1/registry\n", .textMalformed), ("\u{FEFF}ssj/v1/population\n", .textMalformed),
            ("ssj/v1/population\r\nE1\tA\t1\t-\r\n", .textMalformed),
            ("ssj/v1/population\nE1\tA\t1\t-", .textMalformed), ("ssj/v1/population\n\n", .textMalformed),
            ("ssj/v1/population\nE1\tA\t1\n", .textMalformed),
            ("ssj/v1/population\nE1\tA\t1\t-\t-\n", .textMalformed),
            ("ssj/v1/population\nE1\tA\t1\t-\r\n", .fieldMalformed),
            ("ssj/v1/population\nE1\tA\t01\t-\n", .fieldMalformed),
            ("ssj/v1/population\nE1\tA\t0\t-\n", .fieldMalformed),
            ("ssj/v1/population\nE1\tA\t1001\t-\n", .fieldMalformed),
            ("ssj/v1/population\nE1\tA\t+1\t-\n", .fieldMalformed),
            ("ssj/v1/population\nE1\tA\t99999999999999999999\t-\n", .fieldMalformed),
            ("ssj/v1/population\nE1\t-\t1\t-\n", .fieldMalformed),
            ("ssj/v1/population\nE1\t A\t1\t-\n", .fieldMalformed),
            ("ssj/v1/population\nE 1\tA\t1\t-\n", .fieldMalformed),
            ("ssj/v1/population\nÉ1\tA\t1\t-\n", .fieldMalformed),
            ("ssj/v1/population\nE1\te\u{301}\t1\t-\n", .fieldMalformed),
            ("ssj/v1/population\nE2\tA\t1\t-\nE1\tA\t1\t-\n", .unsorted),
            ("ssj/v1/population\nE1\tA\t1\t-\nE1\tB\t1\t-\n", .duplicate),
        ])
    func strict(text: String, code: DrawErrorCode) {
        #expect(throws: DrawError(code)) { try PopulationManifest(parsing: Array(text.utf8)) }
    }

    @Test("the order is that of unsigned bytes, as sort gives it, and builders sort")
    func order() throws {
        let ids = ["a", "B", "a-", "a.", "a1", "a:", "A", "_", "b", "Z", "0", "aa"].map(id)
        let sorted = try RegistryManifest(ids.map { RegistryRow(id: $0) })
        #expect(sorted.rows.map(\.id.text) == ["0", "A", "B", "Z", "_", "a", "a-", "a.", "a1", "a:", "aa", "b"])
        #expect(throws: DrawError(.duplicate)) {
            try RegistryManifest([RegistryRow(id: ids[0]), RegistryRow(id: ids[0])])
        }
    }

    @Test("recusals are unique by the whole line; the same pair may have two proofs")
    func conflicts() throws {
        let rows = [nil, hx("a"), hx("b")].map { ConflictRow(inspection: id("J"), inspector: id("I"), evidence: $0) }
        #expect(try ConflictsManifest(rows).count == 3)
        #expect(throws: DrawError(.duplicate)) { try ConflictsManifest(rows + [rows[1]]) }
    }

    @Test("every word is NFC whatever stands beside what, and marks, compatibility ideographs and controls are refused")
    func normalised() {
        var admitted: [Unicode.Scalar] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned,
                DrawWord("x\(scalar)x") != nil
            else { continue }
            admitted.append(scalar)
        }
        #expect(admitted.count > 90_000)
        // Stable under normalisation alone, and starters that never combine: then so is every sequence.
        #expect(admitted.allSatisfy { $0.properties.canonicalCombiningClass.rawValue == 0 })
        let text = String(String.UnicodeScalarView(admitted))
        #expect(Array(text.precomposedStringWithCanonicalMapping.utf8) == Array(text.utf8))
        #expect(Array(text.decomposedStringWithCanonicalMapping.utf8) == Array(text.utf8))
        for refused in [
            "e\u{301}", "\u{F900}", "\u{2126}", "a\tb", "a\u{0}", "a\u{7F}", " a", "a ", "", "-", "\u{3000}x",
        ] {
            #expect(DrawWord(refused) == nil)
        }
    }

    @Test("a plan says one thing only")
    func plans() throws {
        func plan(_ lines: String...) throws -> PlanText {
            try PlanText(parsing: Array(("ssj/v1/plan\n" + lines.map { $0 + "\n" }.joined()).utf8))
        }
        let a = "stratum\tA\tratio\t3\t100\t1\t-"
        _ = try plan(a, "batches\t2", "groupcap\t1")
        _ = try plan("stratum\tA\tratio-half\t3\t100\t1\t9")
        #expect(throws: DrawError(.planWrong)) { try plan() }
        #expect(throws: DrawError(.planWrong)) { try plan(a, a) }
        #expect(throws: DrawError(.planWrong)) { try plan(a, "total\t5") }
        #expect(throws: DrawError(.planWrong)) { try plan("stratum\tA\tratio\t3\t2\t1\t-") }
        #expect(throws: DrawError(.planWrong)) { try plan("stratum\tA\tratio\t1\t2\t5\t4") }
        #expect(throws: DrawError(.fieldMalformed)) { try plan("stratum\tA\tratio-up\t1\t2\t1\t-") }
        #expect(throws: DrawError(.fieldMalformed)) { try plan("stratum\tA\tratio\t1\t0\t1\t-") }
        #expect(throws: DrawError(.textMalformed)) { try plan("batches\t2", a) }
        #expect(throws: DrawError(.textMalformed)) { try plan(a, "groupcap\t1", "batches\t2") }
        #expect(throws: DrawError(.textMalformed)) { try plan(a, "batches\t2", "batches\t2") }
        #expect(throws: DrawError(.textMalformed)) { try plan(a, "colour\t2") }
    }

    @Test("a freeze names its lists by content, and population + exclusions are the registry")
    func freeze() throws {
        func frozen(
            population: PopulationManifest = V1.population, exclusions: ExclusionsManifest = V1.exclusions,
            refreeze: Bool = true
        ) throws {
            let freeze =
                refreeze
                ? FreezeText(
                    draw: V1.draw, profile: .a, registry: V1.registry, population: population, exclusions: exclusions,
                    plan: V1.plan, contributors: V1.contributors) : V1.freeze
            _ = try FrozenDraw(
                freeze: freeze, registry: V1.registry, population: population, exclusions: exclusions, plan: V1.plan,
                contributors: V1.contributors)
        }
        try frozen()
        let fewer = try PopulationManifest(Array(V1.population.rows.dropFirst()))
        #expect(throws: DrawError(.freezeDiffers)) { try frozen(population: fewer, refreeze: false) }
        #expect(throws: DrawError(.registryDiffers)) { try frozen(population: fewer) }
        #expect(throws: DrawError(.registryDiffers)) { try frozen(exclusions: ExclusionsManifest([])) }
        let both = try ExclusionsManifest(
            V1.exclusions.rows + [ExclusionRow(id: id("ENT01"), reason: word("已注销"), evidence: nil)])
        #expect(throws: DrawError(.registryDiffers)) { try frozen(exclusions: both) }
        let stranger = try PopulationManifest(
            V1.population.rows + [PopulationRow(id: id("ENT23"), stratum: word("A"))])
        #expect(throws: DrawError(.registryDiffers)) { try frozen(population: stranger) }
    }

    @Test("docs/draw.md lists exactly the codes of DrawErrorCode, each with both sentences")
    func codes() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/draw.md")
        let document = try String(contentsOf: path.standardizedFileURL, encoding: .utf8)
        let listed = document.split(separator: "\n").filter { $0.hasPrefix("| `draw.") }.map(String.init)
        let expected = DrawErrorCode.all.map {
            "| `\($0.rawValue)` | \($0.english) | \($0.chinese) | \($0.nextEnglish) \($0.nextChinese) |"
        }
        #expect(listed == expected)
        #expect(Set(DrawErrorCode.all).count == DrawErrorCode.all.count)
    }
}

@Suite("docs/draw.md")
struct DocumentTests {
    @Test("every vector of the document has its hash, and the module reads and writes it as it stands there")
    func vectors() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/draw.md")
        let document = try String(contentsOf: path.standardizedFileURL, encoding: .utf8)
        let kinds: [String: any CanonicalText.Type] = [
            "ssj/v1/registry": RegistryManifest.self, "ssj/v1/population": PopulationManifest.self,
            "ssj/v1/exclusions": ExclusionsManifest.self, "ssj/v1/plan": PlanText.self,
            "ssj/v1/contributors": ContributorsManifest.self, "ssj/v1/freeze": FreezeText.self,
            "ssj/v1/ladder": LadderText.self, "ssj/v1/commit": CommitText.self, "ssj/v1/seed": SeedText.self,
            "ssj/v1/ticket": TicketText.self, "ssj/v1/reseed": ReseedText.self, "ssj/v1/beacon": BeaconText.self,
            "ssj/v1/pick": PickText.self, "ssj/v1/inspectors": InspectorsManifest.self,
            "ssj/v1/slots": SlotsManifest.self, "ssj/v1/conflicts": ConflictsManifest.self,
            "ssj/v1/sheet": SheetText.self,
        ]
        var seen: Set<String> = []
        for part in document.components(separatedBy: "\n```sha256 ").dropFirst() {
            let block = part.components(separatedBy: "\n```")[0]
            let head = block.prefix { $0 != "\n" }.split(separator: " ").map(String.init)
            let bytes = Array(block.dropFirst(head.joined(separator: " ").count + 1).utf8) + [UInt8(ascii: "\n")]
            #expect(Hash256.hash(bytes) == Hash256(hex: head[1]), "\(head[0])")
            let domain = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            let kind = try #require(kinds[domain])
            #expect(try kind.init(parsing: bytes).bytes == bytes, "\(head[0])")
            seen.insert(domain)
        }
        #expect(seen == Set(kinds.keys))
    }
}
