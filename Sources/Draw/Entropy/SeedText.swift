// The seed 种子 and the reseeds: the hash of the freeze and of every named contribution.

/// One value that enters a seed.
public struct Contribution: Hashable, Sendable {
    /// The slot, which orders the lines.
    public let slot: DrawID
    /// The party.
    public let party: DrawID
    /// What the value is.
    public let kind: ContributionKind
    /// The revealed bytes, the rung, or the hash of the ``BeaconText``.
    public let value: Hash256

    /// Names a contribution.
    public init(slot: DrawID, party: DrawID, kind: ContributionKind, value: Hash256) {
        self.slot = slot
        self.party = party
        self.kind = kind
        self.value = value
    }

    static func check(_ contributions: [Contribution], kinds: Set<ContributionKind>) throws -> [Contribution] {
        guard 1...DrawLimits.contributors ~= contributions.count else {
            throw DrawError(.contributionsWrong, "\(contributions.count) contributions")
        }
        let sorted = contributions.sorted { $0.slot < $1.slot }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.slot == right.slot {
            throw DrawError(.duplicate, "slot \(left.slot)")
        }
        if let wrong = sorted.first(where: { !kinds.contains($0.kind) }) {
            throw DrawError(.contributionsWrong, "\(wrong.kind.rawValue) in slot \(wrong.slot)")
        }
        return sorted
    }

    static func write(_ contributions: [Contribution], to text: inout TextWriter) {
        text.line(Array(String(contributions.count).utf8))
        for contribution in contributions {
            text.field(contribution.slot)
            text.field(contribution.party)
            text.field(contribution.kind.bytes)
            text.field(contribution.value)
            text.endLine()
        }
    }

    static func read(_ text: inout TextReader) throws -> [Contribution] {
        var line = try text.fields(1)
        let count = try line.number(1...DrawLimits.contributors)
        var contributions: [Contribution] = []
        for _ in 0..<count {
            var line = try text.fields(4)
            let slot = try line.id()
            let party = try line.id()
            guard let kind = ContributionKind(field: try line.next()) else { throw line.wrong("not a kind") }
            if let last = contributions.last, last.slot >= slot {
                throw DrawError(last.slot == slot ? .duplicate : .unsorted, "line \(text.lineNumber)")
            }
            contributions.append(Contribution(slot: slot, party: party, kind: kind, value: try line.hash()))
        }
        try text.end()
        return contributions
    }
}

/// `ssj/v1/seed`; its hash is the seed of a draw. Reserve slots do not enter.
public struct SeedText: CanonicalText {
    /// The draw.
    public let draw: DrawID
    /// The hash of the freeze text.
    public let freeze: Hash256
    /// The contributions by slot.
    public let contributions: [Contribution]

    /// Sorts the contributions. Throws `draw.contributionsWrong` or `draw.duplicate`.
    public init(draw: DrawID, freeze: Hash256, contributions: [Contribution]) throws {
        self.draw = draw
        self.freeze = freeze
        self.contributions = try Contribution.check(contributions, kinds: [.fresh, .ladder, .beacon])
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/seed")
        var line = try text.fields(1)
        let draw = try line.id()
        line = try text.fields(1)
        let freeze = try line.hash()
        try self.init(draw: draw, freeze: freeze, contributions: try Contribution.read(&text))
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/seed")
        text.line(draw.bytes)
        text.line(freeze.hexBytes)
        Contribution.write(contributions, to: &text)
        return text.bytes
    }
}

/// `ssj/v1/reseed`; its hash replaces the seed for the k-th replacement that needs fresh chance: the next unused rung of
/// each ladder and reserve slot.
public struct ReseedText: CanonicalText {
    /// The draw.
    public let draw: DrawID
    /// The seed of the draw.
    public let seed: Hash256
    /// k, from 1 upwards.
    public let number: Int
    /// The rungs by slot.
    public let contributions: [Contribution]

    /// Sorts the contributions. Throws `draw.contributionsWrong`, `draw.duplicate` or `draw.ladderRange`.
    public init(draw: DrawID, seed: Hash256, number: Int, contributions: [Contribution]) throws {
        guard 1...DrawLimits.rungs ~= number else { throw DrawError(.ladderRange, "reseed \(number)") }
        self.draw = draw
        self.seed = seed
        self.number = number
        self.contributions = try Contribution.check(contributions, kinds: [.ladder, .reserve])
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/reseed")
        var line = try text.fields(1)
        let draw = try line.id()
        line = try text.fields(1)
        let seed = try line.hash()
        line = try text.fields(1)
        let number = try line.number(1...DrawLimits.rungs)
        try self.init(draw: draw, seed: seed, number: number, contributions: try Contribution.read(&text))
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/reseed")
        text.line(draw.bytes)
        text.line(seed.hexBytes)
        text.line(Array(String(number).utf8))
        Contribution.write(contributions, to: &text)
        return text.bytes
    }
}
