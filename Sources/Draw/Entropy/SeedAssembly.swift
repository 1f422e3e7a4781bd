/// What was frozen about the randomness of a draw; it checks every value that arrives and makes the seed.
public struct SeedAssembly: Sendable {
    /// The draw.
    public let draw: DrawID
    /// The hash of the freeze text.
    public let freeze: Hash256
    /// Where the last word comes from.
    public let profile: DrawProfile
    /// Who contributes.
    public let contributors: ContributorsManifest

    /// Names what was frozen.
    public init(draw: DrawID, freeze: Hash256, profile: DrawProfile, contributors: ContributorsManifest) {
        self.draw = draw
        self.freeze = freeze
        self.profile = profile
        self.contributors = contributors
    }

    /// The contributor of a slot. Throws `draw.contributionsWrong`.
    public func contributor(of slot: DrawID) throws -> ContributorRow {
        guard let place = contributors.index(of: slot.bytes) else {
            throw DrawError(.contributionsWrong, "slot \(slot) was not frozen")
        }
        return contributors.rows[place]
    }

    /// A revealed value of a fresh slot, checked against its commit.
    /// Throws `draw.commitWrong` or `draw.contributionsWrong`.
    public func reveal(slot: DrawID, value: Hash256, commit: Hash256) throws -> Contribution {
        let row = try contributor(of: slot)
        guard row.source == .fresh else { throw DrawError(.contributionsWrong, "slot \(slot) has no commit") }
        try CommitText(draw: draw, freeze: freeze, slot: slot, party: row.party, value: value).check(opens: commit)
        return Contribution(slot: slot, party: row.party, kind: .fresh, value: value)
    }

    /// The rung of a ladder slot, checked against the anchor. Throws `draw.rungWrong` or `draw.contributionsWrong`.
    public func rung(slot: DrawID, value: Hash256) throws -> Contribution {
        let row = try contributor(of: slot)
        guard case .ladder(let position) = row.source else {
            throw DrawError(.contributionsWrong, "slot \(slot) is no ladder")
        }
        try Ladder.check(value, at: position)
        return Contribution(slot: slot, party: row.party, kind: .ladder, value: value)
    }

    /// The published value of a beacon slot. Throws `draw.beaconWrong` or `draw.contributionsWrong`.
    public func beacon(slot: DrawID, text: BeaconText) throws -> Contribution {
        let row = try contributor(of: slot)
        guard case .beacon(let round) = row.source else {
            throw DrawError(.contributionsWrong, "slot \(slot) is no beacon")
        }
        guard round == text.round else { throw DrawError(.beaconWrong, "\(text.round.source) \(text.round.round)") }
        return Contribution(slot: slot, party: row.party, kind: .beacon, value: text.hash)
    }

    /// The seed's text from checked contributions: exactly one for each slot but the reserves. In profile B fresh slots
    /// that `draw.fix` left out may be named. Throws `draw.contributionsWrong`.
    public func seed(_ contributions: [Contribution], leftOut: Set<DrawID> = []) throws -> SeedText {
        var expected: [DrawID: ContributorRow] = [:]
        for row in contributors.rows where row.source.kind != .reserve {
            if leftOut.contains(row.slot) {
                guard profile == .b, row.source == .fresh else {
                    throw DrawError(.contributionsWrong, "slot \(row.slot) cannot be left out")
                }
            } else {
                expected[row.slot] = row
            }
        }
        for contribution in contributions {
            guard let row = expected.removeValue(forKey: contribution.slot), row.party == contribution.party,
                row.source.kind == contribution.kind
            else { throw DrawError(.contributionsWrong, "slot \(contribution.slot)") }
        }
        guard expected.isEmpty else {
            throw DrawError(.contributionsWrong, "missing \(expected.keys.sorted().map(\.text).joined(separator: " "))")
        }
        return try SeedText(draw: draw, freeze: freeze, contributions: contributions)
    }

    /// The k-th reseed's text: for each ladder and reserve slot the rung that follows those used before, with its number.
    /// A ladder slot's rung of the seed itself is used, so its first reseed takes the next one; a reserve slot's first
    /// reseed takes the frozen one. Throws `draw.rungWrong` or `draw.contributionsWrong`.
    public func reseed(_ number: Int, seed: Hash256, rungs: [DrawID: Hash256]) throws -> ReseedText {
        guard 1...DrawLimits.rungs ~= number else { throw DrawError(.ladderRange, "reseed \(number)") }
        var rungs = rungs
        var contributions: [Contribution] = []
        for row in contributors.rows {
            let position: LadderPosition
            switch row.source {
            case .fresh, .beacon: continue
            case .ladder(let frozen):
                position = try LadderPosition(
                    ladder: frozen.ladder, rung: frozen.rung + number, anchor: frozen.anchor)
            case .reserve(let frozen):
                position = try LadderPosition(
                    ladder: frozen.ladder, rung: frozen.rung + number - 1, anchor: frozen.anchor)
            }
            guard let value = rungs.removeValue(forKey: row.slot) else {
                throw DrawError(.contributionsWrong, "missing \(row.slot)")
            }
            try Ladder.check(value, at: position)
            contributions.append(
                Contribution(slot: row.slot, party: row.party, kind: row.source.kind, value: value))
        }
        guard rungs.isEmpty else { throw DrawError(.contributionsWrong, "surplus rungs") }
        return try ReseedText(draw: draw, seed: seed, number: number, contributions: contributions)
    }
}
