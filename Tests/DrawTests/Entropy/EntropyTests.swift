import Draw
import Testing

@Suite("Contributions are exactly what was frozen")
struct EntropyTests {
    let entropy = V1.frozen.entropy

    @Test("a value opens only the commit of its draw, freeze, slot and party")
    func commits() throws {
        let commit = V1.commit(1)
        try commit.check(opens: commit.hash)
        let others = [
            CommitText(
                draw: id("X"), freeze: commit.freeze, slot: commit.slot, party: commit.party, value: commit.value),
            CommitText(draw: commit.draw, freeze: hx("x"), slot: commit.slot, party: commit.party, value: commit.value),
            CommitText(
                draw: commit.draw, freeze: commit.freeze, slot: id("02"), party: commit.party, value: commit.value),
            CommitText(
                draw: commit.draw, freeze: commit.freeze, slot: commit.slot, party: id("x"), value: commit.value),
            CommitText(
                draw: commit.draw, freeze: commit.freeze, slot: commit.slot, party: commit.party, value: hx("x")),
        ]
        for other in others { #expect(throws: DrawError(.commitWrong)) { try other.check(opens: commit.hash) } }
        // The commit of slot 1 copied into slot 2 cannot be opened there.
        #expect(throws: DrawError(.commitWrong)) {
            try entropy.reveal(slot: id("02"), value: V1.fresh[0], commit: commit.hash)
        }
    }

    @Test("a ladder gives its named rung and no other of its values")
    func rungs() throws {
        for rung in 1...4 {
            let position = try LadderPosition(ladder: V1.server.id, rung: rung, anchor: V1.server.anchor)
            for other in 1...4 {
                let value = try V1.server.rung(other)
                if other == rung {
                    try Ladder.check(value, at: position)
                } else {
                    #expect(throws: DrawError(.rungWrong)) { try Ladder.check(value, at: position) }
                }
            }
            #expect(throws: DrawError(.rungWrong)) { try Ladder.check(V1.reserve.rung(rung), at: position) }
        }
        #expect(throws: DrawError(.ladderRange)) { try V1.server.rung(5) }
        #expect(throws: DrawError(.ladderRange)) { try V1.server.rung(0) }
        #expect(throws: DrawError(.ladderRange)) {
            try Ladder.recover(rung: 2, fromRung: 2, value: V1.seed, ladder: V1.server.id)
        }
    }

    @Test("a seed needs every slot, no reserve and no stranger")
    func slots() throws {
        let all = try V1.contributions()
        let reserve = Contribution(
            slot: id("04"), party: id("discipline"), kind: .reserve, value: try V1.reserve.rung(1))
        let stranger = Contribution(slot: id("05"), party: id("x"), kind: .fresh, value: V1.seed)
        let impostor = Contribution(slot: id("01"), party: id("x"), kind: .fresh, value: V1.seed)
        for wrong in [
            Array(all.dropLast()), all + [reserve], all + [stranger], all + [all[0]], all.dropLast() + [impostor], [],
        ] {
            #expect(throws: DrawError(.contributionsWrong)) { try entropy.seed(wrong) }
        }
        #expect(throws: DrawError(.contributionsWrong)) {
            try entropy.seed(Array(all.dropLast()), leftOut: [id("01")])
        }
    }

    @Test("profile B adds the frozen beacon, and a late reveal may be left out")
    func profileB() throws {
        let round = try BeaconRound(source: id("cwl-ssq"), round: id("2025034"))
        let contributors = try ContributorsManifest(
            V1.contributors.rows + [ContributorRow(slot: id("05"), party: id("lottery"), source: .beacon(round))])
        let entropy = SeedAssembly(draw: V1.draw, freeze: V1.freeze.hash, profile: .b, contributors: contributors)
        let text = BeaconText(round: round, value: word("03 07 12 18 25 33 + 09"))
        let beacon = try entropy.beacon(slot: id("05"), text: text)
        #expect(beacon.value == hx("ssj/v1/beacon\ncwl-ssq\n2025034\n03 07 12 18 25 33 + 09\n"))
        let all = try V1.contributions() + [beacon]
        let whole = try entropy.seed(all).hash
        let less = try entropy.seed(all.filter { $0.slot != id("01") }, leftOut: [id("01")])
        #expect(less.contributions.count == 3)
        #expect(less.hash != whole)
        #expect(throws: DrawError(.contributionsWrong)) { try entropy.seed(try V1.contributions()) }
        let other = BeaconText(round: try BeaconRound(source: id("cwl-ssq"), round: id("2025035")), value: word("1"))
        #expect(throws: DrawError(.beaconWrong)) { try entropy.beacon(slot: id("05"), text: other) }
        #expect(throws: DrawError(.contributorsWrong)) { try contributors.check(for: .a) }
        #expect(throws: DrawError(.contributorsWrong)) { try V1.contributors.check(for: .b) }
        try contributors.check(for: .b)
    }
}
