import Draw
import Testing

@Suite("Vectors V3 and V4, and what the rule promises")
struct MatchingTests {
    @Test("V3: order, draws, rejections and teams are the vector's")
    func vector() throws {
        #expect(V3.seed == hash("128a0d03336fdeaef40e1a7864a2c712af03e66a44c5efbdec7ee024447bc4dd"))
        let matching = try V3.roster().match(seed: V3.seed)
        let steps = matching.steps.map { step in
            "\(step.slot) \(step.eligible) \(step.drawn.map(\.text)) \(step.rejected.map(\.text)) \(step.chosen)"
        }
        #expect(
            steps == [
                #"J5.1 2 ["I01"] [] I01"#, #"J5.2 5 ["I03", "I06"] [] I03"#, #"J2.2 6 ["I02", "I05"] ["I02"] I05"#,
                #"J4.2 2 ["I08"] [] I08"#, #"J2.1 2 ["I02"] [] I02"#, #"J1.2 5 ["I05", "I04"] [] I05"#,
                #"J3.1 2 ["I02"] [] I02"#, #"J4.1 1 ["I01"] [] I01"#, #"J3.2 4 ["I05"] [] I05"#,
                #"J1.1 1 ["I01"] [] I01"#, #"J2.3 1 ["I08"] [] I08"#,
            ])
        #expect(matching.team(of: id("J2")).map(\.inspector.text) == ["I02", "I05", "I08"])
    }

    @Test("V4: two more recusals make it infeasible, with the vector's certificate and funnel")
    func certificate() throws {
        let roster = try V3.roster([("J5", "I02"), ("J2", "I02")])
        let preflight = try roster.preflight()
        #expect(preflight.unfilled == 1)
        let certificate = try #require(preflight.certificates.first)
        #expect(certificate.slots.map(\.text) == ["J1.1", "J2.1", "J4.1", "J5.1"])
        #expect(certificate.capacity == 3)
        #expect(certificate.shares.map(\.inspector.text) == ["I01"])
        let funnel = try #require(certificate.funnels.last)
        #expect(funnel.slot == id("J5.1"))
        let steps: [Int] = [funnel.all, funnel.department, funnel.tags, funnel.admissible]
        #expect(steps == [8, 6, 2, 1])
        #expect(throws: DrawError(.infeasible)) { try roster.match(seed: V3.seed) }
    }

    @Test("slots with two or fewer to choose from are flagged")
    func scarce() throws {
        let preflight = try V3.roster().preflight()
        #expect(preflight.isFeasible)
        #expect(
            preflight.scarceSlots.map(\.text) == ["J1.1", "J2.1", "J2.3", "J3.1", "J4.1", "J4.2", "J5.1"])
    }

    /// Whether an assignment obeys every rule.
    func check(_ matching: Matching, _ roster: MatchingRoster) throws {
        var given: [DrawID: Int] = [:]
        for row in roster.slots.rows {
            let inspector = try #require(matching.assignment[row.slot])
            #expect(try roster.admissible(for: row.slot).contains(inspector))
            given[inspector, default: 0] += 1
        }
        for row in roster.inspectors.rows { #expect(given[row.id, default: 0] <= row.cap) }
        for inspection in Set(roster.slots.rows.map(\.inspection)) {
            let team = matching.team(of: inspection).map(\.inspector)
            #expect(Set(team).count == team.count)
        }
    }

    @Test("with no spare place at all every seed still fills every slot, and the look-ahead must refuse somebody")
    func complete() throws {
        let inspectors = try InspectorsManifest(
            (0..<12).map {
                InspectorRow(
                    id: id("I\(10 + $0)"), department: word("D"), tags: $0 < 4 ? tags("oil") : tags(), cap: 5, load0: 0)
            })
        let slots = try SlotsManifest(
            (0..<20).flatMap { inspection in
                (0..<3).map {
                    SlotRow(
                        slot: id("J\(10 + inspection).\($0)"), inspection: id("J\(10 + inspection)"),
                        department: word("D"), tags: $0 == 0 ? tags("oil") : tags())
                }
            })
        let conflicts = try ConflictsManifest(
            (0..<20).map {
                ConflictRow(inspection: id("J\(10 + $0)"), inspector: id("I\(10 + $0 % 12)"), evidence: nil)
            })
        let roster = try MatchingRoster(inspectors: inspectors, slots: slots, conflicts: conflicts)
        var rejected = 0
        for round in 0..<100 {
            let matching = try roster.match(seed: hx("complete \(round)"))
            try check(matching, roster)
            rejected += matching.steps.reduce(0) { $0 + $1.rejected.count }
        }
        #expect(rejected > 0)
    }

    @Test("nobody is taken more often than c / n allows, and no likelihood is far from the exact one")
    func predictability() throws {
        // One slot, n inspectors, loads 0, 1, 2, …: whoever goes was among the c drawn; the busiest only if all c are.
        for count in [3, 5, 8, 12] {
            let roster = try MatchingRoster(
                inspectors: InspectorsManifest(
                    (0..<count).map {
                        InspectorRow(id: id("I\(10 + $0)"), department: word("D"), cap: 1, load0: $0)
                    }), slots: SlotsManifest([SlotRow(slot: id("J.1"), inspection: id("J"))]),
                conflicts: ConflictsManifest([]))
            let drawn = max(1, min(3, (count + 1) / 3))
            let rounds = 10_000
            var counts = [Int](repeating: 0, count: count)
            for round in 0..<rounds {
                let chosen = try roster.match(seed: hx("bound \(count) \(round)")).steps[0].chosen
                counts[Int(chosen.text.dropFirst())! - 10] += 1
            }
            // The r-th idlest goes when it is drawn and no idler one is.
            func choose(_ n: Int, _ k: Int) -> Double {
                k < 0 || k > n ? 0 : (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
            }
            let law = (0..<count).map { choose(count - 1 - $0, drawn - 1) / choose(count, drawn) }
            #expect(law.max()! <= 0.4)
            let cells = law.indices.filter { law[$0] > 0 }
            #expect(law.indices.allSatisfy { law[$0] > 0 || counts[$0] == 0 })
            let value = chiSquare(cells.map { counts[$0] }, cells.map { law[$0] * Double(rounds) })
            #expect(0.001...0.999 ~= chiSquareTail(value, cells.count - 1))
        }
    }

    @Test("a drop-out is followed by the first standby who can still go")
    func standbys() throws {
        let matching = try V3.roster().match(seed: V3.seed)
        let standbys = try matching.standbys(for: id("J1.2"))
        let keys = standbys.map {
            hx("ssj/v1/ticket\nR\n\(V3.seed)\nJ1.2:\($0)\n1\n")
        }
        #expect(keys == keys.sorted())
        #expect(Set(standbys.map(\.text)) == ["I03", "I04", "I06"])
        let first = try matching.successor(for: id("J1.2"), current: matching.assignment)
        #expect(first == standbys[0])
        let second = try matching.successor(
            for: id("J1.2"), current: matching.assignment, unavailable: [standbys[0]])
        #expect(second == standbys[1])
        #expect(
            try matching.successor(for: id("J1.2"), current: matching.assignment, unavailable: Set(standbys)) == nil)
        // At the cap on that day: passed over.
        var full = matching.assignment
        for slot in ["X.1", "X.2", "X.3"] { full[id(slot)] = standbys[0] }
        #expect(try matching.successor(for: id("J1.2"), current: full) == standbys[1])
    }

    @Test("a reseed fills the open slot by the same rule and moves nobody else")
    func reseed() throws {
        let before = try V3.roster().match(seed: V3.seed)
        let gone = try #require(before.assignment[id("J1.2")])
        var fixed = before.assignment
        fixed[id("J1.2")] = nil
        let roster = try V3.roster().barring([(inspection: id("J1"), inspector: gone)])
        #expect(try roster.preflight(fixed: fixed).isFeasible)
        let after = try roster.match(seed: hx("reseed"), fixed: fixed)
        #expect(after.steps.map(\.slot) == [id("J1.2")])
        #expect(after.assignment[id("J1.2")] != gone)
        for (slot, inspector) in fixed { #expect(after.assignment[slot] == inspector) }
        try check(after, roster)
        // When nobody is left, the certificate says so.
        let everyone = Set(V3.inspectors.rows.map(\.id))
        let none = try roster.preflight(fixed: fixed, unavailable: everyone)
        #expect(none.certificates.map { [$0.slots.count, $0.capacity] } == [[1, 0]])
        #expect(throws: DrawError(.infeasible)) {
            try roster.match(seed: hx("reseed"), fixed: fixed, unavailable: everyone)
        }
        #expect(throws: DrawError(.rosterWrong)) { try roster.preflight(fixed: before.assignment) }
    }

    @Test("two independent shortages have two certificates, and nobody else's slots stay empty")
    func shortages() throws {
        let roster = try MatchingRoster(
            inspectors: InspectorsManifest([
                InspectorRow(id: id("I1"), department: word("市场"), cap: 2, load0: 0),
                InspectorRow(id: id("I2"), department: word("消防"), cap: 1, load0: 0),
            ]),
            slots: SlotsManifest(
                (1...3).flatMap { number in
                    ["市场", "消防"].enumerated().map {
                        SlotRow(
                            slot: id("J\(number).\($0.offset)"), inspection: id("J\(number)"),
                            department: word($0.element))
                    }
                }), conflicts: ConflictsManifest([]))
        let preflight = try roster.preflight()
        #expect(preflight.unfilled == 3)
        #expect(preflight.certificates.map { [$0.slots.count, $0.capacity] } == [[2, 1], [3, 2]])
    }

    @Test("a newcomer starts at the lower median of the pool")
    func newcomers() {
        #expect(NewcomerLoad.median(of: []) == 0)
        #expect(NewcomerLoad.median(of: [5]) == 5)
        #expect(NewcomerLoad.median(of: [9, 1, 4]) == 4)
        #expect(NewcomerLoad.median(of: [9, 1, 4, 6]) == 4)
    }

    @Test("a large pool without any spare place is matched completely")
    func large() throws {
        let people = 100
        let inspectors = try InspectorsManifest(
            (0..<people).map {
                InspectorRow(
                    id: id("I\(100 + $0)"), department: word("D\($0 % 4)"), tags: $0 % 3 == 0 ? tags("oil") : tags(),
                    cap: 40, load0: $0 % 5)
            })
        let slots = try SlotsManifest(
            (0..<2_000).flatMap { number in
                (0..<2).map {
                    SlotRow(
                        slot: id("J\(10_000 + number).\($0)"), inspection: id("J\(10_000 + number)"),
                        department: $0 == 0 ? word("D\(number % 4)") : nil,
                        tags: $0 == 0 && number % 3 == 0 ? tags("oil") : tags())
                }
            })
        let roster = try MatchingRoster(inspectors: inspectors, slots: slots, conflicts: ConflictsManifest([]))
        try check(try roster.match(seed: hx("large")), roster)
    }
}
