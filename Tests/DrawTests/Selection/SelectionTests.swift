import Draw
import Testing

@Suite("Selection, strikes and replacements")
struct SelectionTests {
    static let ids = (100..<300).map { id("E\($0)") }

    func selection(groupCap: Int? = nil, groups: (Int) -> DrawWord? = { _ in nil }) throws -> Selection {
        let population = try PopulationManifest(
            Self.ids.enumerated().map {
                PopulationRow(id: $0.element, stratum: word($0.offset % 2 == 0 ? "甲" : "乙"), group: groups($0.offset))
            })
        let plan = try PlanText(
            strata: ["甲", "乙"].map {
                try StratumPlan(stratum: word($0), numerator: 10, denominator: 100, minimum: 1)
            }, groupCap: groupCap)
        return try Selection(population: population, plan: plan, seed: hx("selection"))
    }

    private func successor(_ outcome: StandingList.Outcome) -> DrawID? {
        if case .followed(let next, _) = outcome { next.id } else { nil }
    }

    @Test("striking someone who was not drawn changes nobody; striking a drawn one moves the next key up")
    func strikes() throws {
        let selection = try selection()
        let drawn = selection.strata[0].selected.map(\.id)
        let reserves = selection.reserves(ofStratumAt: 0).map(\.id)
        var list = selection.list
        let (passed, followed) = (try list.strike(reserves[0]), try list.strike(drawn[3]))
        #expect(passed == .unlisted)
        #expect(successor(followed) == reserves[1], "who was struck follows nobody")
        let again = try list.strike(drawn[3])
        #expect(again == .unlisted)
        let listed = try Set(Self.ids.filter { try list.contains($0) })
        let others = Set(selection.selected.map(\.id)).subtracting([drawn[3]])
        #expect(listed == others.union([reserves[1]]))
        #expect(throws: DrawError(.objectUnknown)) { try list.strike(id("nobody")) }
        #expect(throws: DrawError(.objectNotDrawn)) { try list.replace(drawn[3]) }
    }

    /// Strata A: a of group g, c; B: x of group g, y. One of each is drawn, one of the group at most.
    private func crossed() throws -> Selection {
        let population = try PopulationManifest(
            ["a", "c", "x", "y"].map { name in
                PopulationRow(
                    id: id(name), stratum: word("ac".contains(name) ? "A" : "B"),
                    group: "ax".contains(name) ? word("g") : nil)
            })
        let plan = try PlanText(
            strata: ["A", "B"].map { try StratumPlan(stratum: word($0), numerator: 1, denominator: 2, minimum: 1) },
            groupCap: 1)
        // A seed under which the keys come in the order a, x, c, y.
        for number in 0..<1_000 {
            let selection = try Selection(population: population, plan: plan, seed: hx("crossed \(number)"))
            let keys = try ["a", "x", "c", "y"].map { try selection.standing(of: id($0)).key }
            if keys == keys.sorted() { return selection }
        }
        throw DrawError(.objectUnknown, "no such seed")
    }

    @Test("a struck object that made the cap bind is followed in its own stratum, and the other stratum stays")
    func caps() throws {
        let selection = try crossed()
        #expect(selection.selected.map(\.id) == [id("a"), id("y")], "a takes the group's place, x is passed over")
        var list = selection.list
        let first = try list.strike(id("a"))
        #expect(successor(first) == id("c"))
        #expect(try list.contains(id("y")))
        // Now the group has room: y is followed by x, and after x nobody is left.
        let second = try list.replace(id("y"))
        #expect(successor(second) == id("x"))
        let former = try list.strike(id("y"))
        #expect(former == .unlisted, "a former leaver is struck: nobody moves")
        let (third, fourth) = (try list.replace(id("x")), try list.replace(id("c")))
        #expect(third == .empty && fourth == .empty)
        // While a stands for the group, nobody can follow y: the place stays empty, and x is free again once a is gone.
        var capped = selection.list
        let (left, gone) = (try capped.replace(id("y")), try capped.replace(id("a")))
        #expect(left == .empty && successor(gone) == id("c"))
        #expect(try !capped.contains(id("x")))
    }

    @Test("replacements are the reserves in rank order, each used once, until none is left")
    func replacements() throws {
        let selection = try selection()
        let drawn = selection.strata[0].selected.map(\.id)
        let reserves = selection.reserves(ofStratumAt: 0).map(\.id)
        let followers = try selection.replacements(for: [drawn[0], drawn[5], reserves[0]]).map(\.id)
        #expect(followers == Array(reserves.prefix(3)))
        #expect(throws: DrawError(.objectNotDrawn)) { try selection.replacements(for: [drawn[0], drawn[0]]) }
        #expect(throws: DrawError(.objectNotDrawn)) { try selection.replacements(for: [reserves[0]]) }
        var chain = [drawn[0]]
        for _ in reserves { chain.append(try #require(try selection.replacements(for: chain).last).id) }
        #expect(throws: DrawError(.reservesUsedUp)) { try selection.replacements(for: chain) }
    }

    @Test("no group exceeds its cap, in the draw and after replacements, and the shortfall is told")
    func groups() throws {
        let selection = try selection(groupCap: 2) { place in place % 10 < 8 ? word("集团\(place % 4)") : nil }
        var counts: [Int: Int] = [:]
        for object in selection.selected {
            let place = Self.ids.firstIndex(of: object.id)!
            if place % 10 < 8 { counts[place % 4, default: 0] += 1 }
        }
        #expect(counts.values.allSatisfy { $0 <= 2 })
        #expect(!counts.isEmpty)
        let all = try self.selection(groupCap: 1) { _ in word("一家") }
        #expect(all.selected.count == 1)
        #expect(all.strata.map(\.shortfall).reduce(0, +) == 19)
        // The one who leaves makes room for one of the same group.
        let place = try #require(all.strata.firstIndex { !$0.selected.isEmpty })
        let drawn = all.strata[place].selected[0].id
        #expect(try all.replacements(for: [drawn]).map(\.id) == [all.reserves(ofStratumAt: place)[0].id])
    }

    @Test("an enterprise learns its number, its rank and the cut")
    func standing() throws {
        let selection = try selection()
        for place in 0..<2 {
            let ranked = selection.strata[place].selected + selection.reserves(ofStratumAt: place)
            for (rank, object) in ranked.enumerated() {
                let standing = try selection.standing(of: object.id)
                #expect(standing.rank == rank + 1)
                #expect(standing.isSelected == (rank < 10))
                #expect(standing.key == TicketText(label: .select, seed: selection.seed, id: object.id).hash)
                #expect((standing.key <= standing.cut!) == standing.isSelected)
            }
        }
        #expect(throws: DrawError(.objectUnknown)) { try selection.standing(of: id("nobody")) }
    }
}
