import Ledger
import Testing

@testable import DoubleRandom

@Suite("List and registries") struct RegistryRuleTests {
    @Test("an item is drafted by one person and published by another, version by version") func items() throws {
        let bench = try Bench()
        try bench.item("SW-02", publish: false)
        #expect(bench.standing(.items, "SW-02") == "draft")
        #expect(refusal { try bench.item("SW-02") } == "item.known")
        try bench.grant("leader", to: bench.person("clerk"))
        let reference = Row.of("item.reference/1", ["item": .text("SW-02"), "about": bench.at(.items, "SW-02")])
        let channel = Row.of("item.publication/1", ["channel": .text("网站")])
        let clerk = try bench.person("clerk")
        #expect(refusal { try bench.act("item.published/1", [channel, reference], by: clerk) } == "duties.conflict")
        let stale = bench.at(.items, "SW-02")
        try bench.publishItem("SW-02")
        #expect(bench.standing(.items, "SW-02") == "published")
        #expect(refusal { try bench.publishItem("SW-02") } == "item.standing")
        let adjusted = Row.of(
            "item.record/1",
            [
                "item": .text("SW-02"), "category": .text("成品油"), "name": .text("成品油"), "class": .text("general"),
                "basis": Row.texts(["办法"]), "subject": .text("商务局"), "kind": .text("加油站"), "ratioCap": .text("1/4"),
            ])
        let reason = Row.of("item.adjustment/1", ["cause": .text("law"), "reason": .text("新办法施行")])
        try bench.act("item.adjusted/1", [reason, adjusted], by: clerk)
        #expect(bench.state(.items, "SW-02")?.integer("version") == 2)
        let old = Row.of("item.reference/1", ["item": .text("SW-02"), "about": stale])
        let leader = try bench.person("leader")
        #expect(refusal { try bench.act("item.published/1", [channel, old], by: leader) } == "version.stale")
    }

    @Test("R4: a general item without a cap is refused, a key item needs none") func cap() throws {
        let bench = try Bench()
        #expect(refusal { try bench.item("SW-02", cap: nil) } == "item.cap")
        try bench.item("SW-03", class: "key", cap: nil)
    }

    @Test("a retired item can neither be adjusted nor published") func retired() throws {
        let bench = try Bench()
        try bench.item("SW-91")
        let end = Row.of("item.retirement/1", ["item": .text("SW-91"), "cause": .text("law"), "reason": .text("废止")])
        let leader = try bench.person("leader")
        try bench.act("item.retired/1", [end], by: leader)
        #expect(refusal { try bench.act("item.retired/1", [end], by: leader) } == "item.standing")
        #expect(refusal { try bench.publishItem("SW-91") } == "item.standing")
    }

    @Test("an enterprise stands once in the registry, by code, or by name and address where there is none")
    func identity() throws {
        let bench = try Bench()
        try bench.importObjects([Bench.object("OBJ-1", code: "91130283MA0DEM013B")])
        #expect(refusal { try bench.importObjects([Bench.object("OBJ-1", code: "X")]) } == "object.known")
        #expect(
            refusal { try bench.importObjects([Bench.object("OBJ-2", code: "91130283MA0DEM013B")]) } == "object.known")
        func codeless(_ id: String) -> Bytes {
            Row.of(
                "object.record/1",
                ["object": .text(id), "kind": .text("无证无照户"), "codeless": .text("无照"), "name": .text("流动加油车")])
        }
        try bench.importObjects([codeless("OBJ-3")])
        #expect(refusal { try bench.importObjects([codeless("OBJ-4")]) } == "object.known")
        let bare = Row.of("object.record/1", ["object": .text("OBJ-5"), "kind": .text("企业"), "name": .text("某")])
        #expect(refusal { try bench.importObjects([bare]) } == "record.invalid")
    }

    @Test("an import's counts must fit its records") func counts() throws {
        let bench = try Bench()
        #expect(refusal { try bench.importObjects([Bench.object("OBJ-1")], accepted: 2) } == "import.count")
        func importing(rows: Int64, refused: Int64, verdicts: [String], _ surplus: IJSONValue? = nil) throws {
            let head = Row.of(
                "object.import/1",
                [
                    "source": .text("台账"), "rows": .integer(rows), "accepted": .integer(1), "warned": .integer(0),
                    "refused": .integer(refused), "verdicts": Row.hex, "surplus": surplus,
                ])
            let judged = verdicts.map {
                Row.of("object.verdict/1", ["row": .integer(9), "verdict": .text($0), "why": .text("校验位")])
            }
            try bench.act("object.imported/1", [head, Bench.object("OBJ-1")] + judged, by: bench.person("clerk"))
        }
        #expect(refusal { try importing(rows: 2, refused: 1, verdicts: []) } == "import.count")
        #expect(refusal { try importing(rows: 1, refused: 0, verdicts: ["refused"]) } == "import.count")
        #expect(refusal { try importing(rows: 3, refused: 1, verdicts: ["refused"]) } == "import.count")
        // A member that the schema does not know could say anything; it enters nowhere.
        #expect(refusal { try importing(rows: 2, refused: 1, verdicts: ["refused"], .text("x")) } == "record.invalid")
        try importing(rows: 2, refused: 1, verdicts: ["refused"])
    }

    @Test("an import is taken back whole as long as nothing of it has changed; its enterprises may come in again")
    func revert() throws {
        let bench = try Bench()
        let first = try bench.importObjects([Bench.object("OBJ-1"), Bench.object("OBJ-2")])
        let leader = try bench.person("leader")
        func revert(_ entry: Entry) throws {
            let record = Row.of("object.revert/1", ["about": entry.about, "reason": .text("用错表格")])
            try bench.act("object.reverted/1", [record], by: leader)
        }
        try revert(first)
        #expect(bench.standing(.objects, "OBJ-1") == "reverted")
        #expect(refusal { try revert(first) } == "import.revert")
        let second = try bench.importObjects([Bench.object("OBJ-9", code: "91130283OBJ-1")])
        let tags = Row.of("object.tags/1", ["object": .text("OBJ-9"), "tags": Row.texts(["成品油零售"])])
        try bench.act(
            "object.tagged/1", [Row.of("object.change/1", ["reason": .text("分类标注")]), tags], by: bench.person("clerk"))
        #expect(refusal { try revert(second) } == "import.revert")
    }

    @Test("an import of inspectors is taken back while nobody of it was changed or drawn; they may come in again")
    func revertInspectors() throws {
        let bench = try Bench()
        let leader = try bench.person("leader")
        let head = Row.of("inspector.import/1", ["source": .text("名册")])
        func add(_ ids: String...) throws -> Entry {
            try bench.act(
                "inspector.imported/1",
                [head]
                    + ids.map { Bench.inspector($0, actor: try bench.person("inspector", Int($0.dropFirst(2))!).name) },
                by: bench.person("clerk"))
        }
        func revert(_ entry: Entry) throws {
            try bench.act(
                "inspector.reverted/1",
                [Row.of("inspector.revert/1", ["about": entry.about, "reason": .text("用错表格")])], by: leader)
        }
        let first = try add("I-1", "I-2")
        try revert(first)
        #expect(bench.standing(.inspectors, "I-1") == "reverted")
        #expect(refusal { try revert(first) } == "import.revert")
        #expect(try bench.view().rows(.inspectors).allSatisfy { $0.row.equals("standing", "reverted") })
        #expect(!Act.isCertified(bench.state(.inspectors, "I-1")!, on: CivilDate(Bytes("2024-03-01".utf8))!))
        // Under the same id and actor, and with another that is now free.
        let second = try add("I-1", "I-2")
        #expect(bench.standing(.inspectors, "I-1") == "active")
        let absence = Row.of(
            "inspector.absence/1", ["inspector": .text("I-2"), "cause": .text("leave"), "from": .text("2024-01-08")])
        try bench.act("inspector.suspended/1", [absence], by: bench.person("clerk"))
        #expect(refusal { try revert(second) } == "import.revert")
        let third = try add("I-3")
        try bench.item("SW-02")
        try bench.objects(1)
        let row = Row.of(
            "history.inspection/1",
            [
                "object": .text("OBJ-001"), "items": Row.texts(["SW-02"]), "on": .text("2024-01-05"),
                "inspectors": Row.texts(["I-3"]),
            ])
        try bench.act(
            "history.imported/1", [Row.of("history.import/1", ["source": .text("台账")]), row], by: bench.person("leader")
        )
        #expect(refusal { try revert(third) } == "import.revert")
    }

    @Test("an import of items is taken back while none of it was changed or published; its codes may come in again")
    func revertItems() throws {
        let bench = try Bench()
        let leader = try bench.person("leader")
        func add(_ codes: String...) throws -> Entry {
            try bench.act(
                "item.imported/1",
                [Row.of("item.import/1", ["source": .text("清单")])] + codes.map { Bench.itemRecord($0) },
                by: bench.person("clerk"))
        }
        func revert(_ entry: Entry) throws {
            try bench.act(
                "item.reverted/1", [Row.of("item.revert/1", ["about": entry.about, "reason": .text("用错表格")])],
                by: leader)
        }
        let first = try add("SW-11", "SW-12")
        try revert(first)
        #expect(bench.standing(.items, "SW-11") == "reverted" && bench.standing(.items, "SW-12") == "reverted")
        #expect(try bench.view().rows(.items).allSatisfy { $0.row.equals("standing", "reverted") })
        #expect(refusal { try revert(first) } == "import.revert")
        let change = Row.of("item.adjustment/1", ["cause": .text("practice"), "reason": .text("更名")])
        #expect(
            refusal {
                try bench.act("item.adjusted/1", [change, Bench.itemRecord("SW-11")], by: bench.person("clerk"))
            } == "item.standing")
        // The same codes again, as versions of their own; one of them is then changed.
        let second = try add("SW-11", "SW-12")
        #expect(bench.state(.items, "SW-11")?.integer("version") == 2)
        try bench.act("item.adjusted/1", [change, Bench.itemRecord("SW-11")], by: bench.person("clerk"))
        #expect(refusal { try revert(second) } == "import.revert")
        #expect(bench.standing(.items, "SW-12") == "draft")
        // What was published was in force.
        let third = try add("SW-13")
        let reference = Row.of("item.reference/1", ["item": .text("SW-13"), "about": third.about])
        try bench.act(
            "item.published/1", [Row.of("item.publication/1", ["channel": .text("门户网站")]), reference], by: leader)
        #expect(refusal { try revert(third) } == "import.revert")
    }

    @Test("an object is deactivated with evidence, restored, rated on the adopted scale, and never deleted")
    func objects() throws {
        let bench = try Bench()
        let clerk = try bench.person("clerk")
        try bench.importObjects([Bench.object("OBJ-1", credit: "B")])
        #expect(refusal { try bench.importObjects([Bench.object("OBJ-2", credit: "E")]) } == "object.credit")
        let end = Row.of(
            "object.end/1", ["cause": .text("注销"), "reason": .text("登记机关注销"), "evidence": Row.hex])
        let noEvidence = Row.of("object.end/1", ["cause": .text("注销"), "reason": .text("登记机关注销")])
        let one = Row.of("object.reference/1", ["object": .text("OBJ-1")])
        #expect(refusal { try bench.act("object.deactivated/1", [noEvidence, one], by: clerk) } == "record.invalid")
        #expect(refusal { try bench.act("object.restored/1", [end, one], by: clerk) } == "object.standing")
        try bench.act("object.deactivated/1", [end, one], by: clerk)
        #expect(bench.standing(.objects, "OBJ-1") == "inactive")
        #expect(refusal { try bench.act("object.deactivated/1", [end, one], by: clerk) } == "object.standing")
        try bench.act("object.restored/1", [end, one], by: clerk)
        #expect(bench.standing(.objects, "OBJ-1") == "active")
        #expect(bench.entries.count > 0 && bench.state(.objects, "OBJ-1") != nil)
    }

    @Test("R5: an officer without a certificate is refused, an expert needs none") func certificate() throws {
        let bench = try Bench()
        let clerk = try bench.person("clerk")
        func add(_ nature: String, _ id: String) throws {
            let record = Row.of(
                "inspector.record/1",
                ["inspector": .text(id), "department": .text("commerce"), "nature": .text(nature)])
            try bench.act(
                "inspector.imported/1", [Row.of("inspector.import/1", ["source": .text("名册")]), record], by: clerk)
        }
        #expect(refusal { try add("officer", "I-1") } == "certificate.missing")
        try add("expert", "I-2")
    }

    @Test("one actor is one inspector") func oneActor() throws {
        let bench = try Bench()
        try bench.inspectors(2)
        let clerk = try bench.person("clerk")
        let again = Bench.inspector("I-9", actor: try bench.person("inspector", 1).name)
        #expect(
            refusal {
                try bench.act(
                    "inspector.imported/1", [Row.of("inspector.import/1", ["source": .text("名册")]), again], by: clerk)
            } == "inspector.known")
    }

    @Test("what was drawn, visited or named by a relation keeps its id: its import is not taken back")
    func namedObjects()
        throws
    {
        let bench = try Bench()
        try bench.item("SW-02")
        try bench.inspectors(1)
        let leader = try bench.person("leader")
        func revert(_ entry: Entry) -> String? {
            refusal {
                try bench.act(
                    "object.reverted/1",
                    [Row.of("object.revert/1", ["about": entry.about, "reason": .text("用错表格")])], by: leader)
            }
        }
        let related = try bench.importObjects([Bench.object("OBJ-1")])
        try bench.act(
            "inspector.related/1",
            [
                Row.of(
                    "inspector.relation/1",
                    [
                        "inspector": .text("I-1"), "object": .text("OBJ-1"), "relation": .text("lineal"),
                        "evidence": Row.hex,
                    ])
            ], by: bench.person("clerk"))
        #expect(revert(related) == "import.revert")
        let visited = try bench.importObjects([Bench.object("OBJ-2")])
        try bench.history("OBJ-2", on: "2024-01-05")
        #expect(revert(visited) == "import.revert")
        #expect(revert(try bench.importObjects([Bench.object("OBJ-3")])) == nil)
    }

    @Test("a certificate and an absence stay on file for the days on which they held") func periods() throws {
        let bench = try Bench(at: "2024-01-08T02:00:00.000Z")
        let clerk = try bench.person("clerk")
        func day(_ text: String) -> CivilDate { CivilDate(Bytes(text.utf8))! }
        func row() -> StateObject { bench.state(.inspectors, "I-1")! }
        func officer(_ certificate: String, to: String) -> Bytes {
            Row.of(
                "inspector.record/1",
                [
                    "inspector": .text("I-1"), "department": .text("commerce"), "nature": .text("officer"),
                    "certificate": .text(certificate), "validTo": .text(to),
                ])
        }
        try bench.act(
            "inspector.imported/1",
            [Row.of("inspector.import/1", ["source": .text("名册")]), officer("C-1", to: "2024-01-31")], by: clerk)
        #expect(Act.isCertified(row(), on: day("2023-05-01")))
        #expect(!Act.isCertified(row(), on: day("2024-02-01")))
        // Renewed after a gap, without a first day: the gap stays a gap.
        try bench.go(to: "2024-03-01T02:00:00.000Z")
        let change = Row.of("inspector.change/1", ["reason": .text("换证")])
        try bench.act("inspector.updated/1", [change, officer("C-2", to: "2028-01-31")], by: clerk)
        #expect(Act.isCertified(row(), on: day("2024-01-31")) && !Act.isCertified(row(), on: day("2024-02-01")))
        #expect(!Act.isCertified(row(), on: day("2024-02-29")) && Act.isCertified(row(), on: day("2024-03-01")))
        // Taken away: the days before count as they stood, none after.
        try bench.go(to: "2024-03-10T02:00:00.000Z")
        try bench.act("inspector.updated/1", [change, officer("C-2", to: "2024-03-04")], by: clerk)
        #expect(Act.isCertified(row(), on: day("2024-03-09")) && !Act.isCertified(row(), on: day("2024-03-10")))
        #expect(Act.isCertified(row(), on: day("2024-01-31")), "the first certificate too, after two changes")
        // Two absences; being back ends the one that goes on, and forgets neither.
        func away(_ from: String, _ to: String?) throws {
            let members: KeyValuePairs<String, IJSONValue?> = [
                "inspector": .text("I-1"), "cause": .text("leave"), "from": .text(from), "to": to.map { .text($0) },
            ]
            try bench.act("inspector.suspended/1", [Row.of("inspector.absence/1", members)], by: clerk)
        }
        try away("2024-02-01", "2024-02-10")
        try away("2024-03-05", nil)
        #expect(Act.isAbsent(row(), on: day("2024-02-05")) && !Act.isAbsent(row(), on: day("2024-02-20")))
        #expect(Act.isAbsent(row(), on: day("2024-05-01")))
        let back = Row.of("inspector.reference/1", ["inspector": .text("I-1"), "reason": .text("返岗")])
        try bench.act("inspector.resumed/1", [back], by: clerk)
        #expect(Act.isAbsent(row(), on: day("2024-02-05")) && Act.isAbsent(row(), on: day("2024-03-09")))
        #expect(!Act.isAbsent(row(), on: day("2024-03-10")))
    }

    @Test("one inspector is one actor: a slip is mended until the first draw, and never after") func rebound() throws {
        let bench = try Bench()
        try bench.item("SW-02")
        try bench.objects(1)
        let clerk = try bench.person("clerk")
        let (first, second) = (try bench.person("inspector", 1), try bench.person("inspector", 2))
        let change = Row.of("inspector.change/1", ["reason": .text("更正账号")])
        func bind(_ person: Person) throws {
            try bench.act("inspector.updated/1", [change, Bench.inspector("I-9", actor: person.name)], by: clerk)
        }
        try bench.act(
            "inspector.imported/1",
            [Row.of("inspector.import/1", ["source": .text("名册")]), Bench.inspector("I-9", actor: first.name)],
            by: clerk)
        try bind(second)
        #expect(bench.state(.numbers, "inspectorOf/\(first.name)")?.bytes("inspector") == nil)
        #expect(bench.state(.numbers, "inspectorOf/\(second.name)")?.bytes("inspector") == Bytes("I-9".utf8))
        let row = Row.of(
            "history.inspection/1",
            [
                "object": .text("OBJ-001"), "items": Row.texts(["SW-02"]), "on": .text("2024-01-05"),
                "inspectors": Row.texts(["I-9"]),
            ])
        try bench.act(
            "history.imported/1", [Row.of("history.import/1", ["source": .text("台账")]), row],
            by: bench.person("leader"))
        #expect(refusal { try bind(first) } == "inspector.known")
    }

    @Test("what happened before the ledger counts and is marked so") func history() throws {
        let bench = try Bench()
        try bench.item("SW-02")
        try bench.objects(1)
        try bench.inspectors(1)
        let row = Row.of(
            "history.inspection/1",
            [
                "object": .text("OBJ-001"), "items": Row.texts(["SW-02"]), "on": .text("2024-01-05"),
                "inspectors": Row.texts(["I-1"]),
            ])
        let ahead = Row.of(
            "history.inspection/1",
            ["object": .text("OBJ-001"), "items": Row.texts(["SW-02"]), "on": .text("2024-01-09")])
        let source = Row.of("history.import/1", ["source": .text("2023台账")])
        #expect(
            refusal { try bench.act("history.imported/1", [source, ahead], by: bench.person("leader")) }
                == "record.invalid")
        try bench.act("history.imported/1", [source, row], by: bench.person("leader"))
        #expect(bench.lastMarks == [.history])
        // Not by who runs draws, and no inspection twice.
        #expect(
            refusal { try bench.act("history.imported/1", [source, row], by: bench.person("clerk")) } == "role.missing")
        #expect(
            refusal { try bench.act("history.imported/1", [source, row], by: bench.person("leader")) }
                == "history.known")
        #expect(bench.state(.visits, "OBJ-001/SW-02/2024")?.integer("count") == 1)
        #expect(bench.state(.loads, "I-1/2024")?.integer("count") == 1)
    }
}
