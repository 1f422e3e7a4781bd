// Ladders 预封号链: a chain of hashes opened from its end, so that every value is forced before it is asked for (the idea
// of S/KEY, RFC 1760, and PayWord).
//
// x_0 is 32 secret bytes; x_i = H("ssj/v1/ladder", ladder, hex x_{i−1}); the anchor is x_N; rung k is x_{N−k}.

/// `ssj/v1/ladder`: the text whose hash is the next value up the ladder.
public struct LadderText: CanonicalText {
    /// The ladder.
    public let ladder: DrawID
    /// The value below.
    public let value: Hash256

    /// Names a step.
    public init(ladder: DrawID, value: Hash256) {
        self.ladder = ladder
        self.value = value
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/ladder")
        var line = try text.fields(1)
        ladder = try line.id()
        line = try text.fields(1)
        value = try line.hash()
        try text.end()
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/ladder")
        text.line(ladder.bytes)
        text.line(value.hexBytes)
        return text.bytes
    }
}

/// A ladder as its owner holds it. The secret is passed in and stays with the caller.
public struct Ladder: Sendable {
    /// The ladder's id; never used twice.
    public let id: DrawID
    /// N, the number of rungs.
    public let rungCount: Int
    private let values: [Hash256]

    /// Derives every value from the 32 secret bytes. Throws `draw.ladderRange` for a length outside 1 to 65,536.
    public init(id: DrawID, secret: Hash256, rungCount: Int) throws {
        guard 1...DrawLimits.rungs ~= rungCount else { throw DrawError(.ladderRange, "\(rungCount) rungs") }
        self.id = id
        self.rungCount = rungCount
        var values = [secret]
        for _ in 0..<rungCount { values.append(Ladder.above(values[values.count - 1], ladder: id)) }
        self.values = values
    }

    /// What is published when the ladder is opened, before any draw that names it.
    public var anchor: Hash256 { values[rungCount] }

    /// Rung k, from 1 to N. Throws `draw.ladderRange`.
    public func rung(_ number: Int) throws -> Hash256 {
        guard 1...rungCount ~= number else { throw DrawError(.ladderRange, "rung \(number) of \(id)") }
        return values[rungCount - number]
    }

    /// The value above: of rung k + 1 it is rung k, so that a withheld rung is exposed by the next one.
    public static func above(_ value: Hash256, ladder: DrawID) -> Hash256 {
        LadderText(ladder: ladder, value: value).hash
    }

    /// Recovers a lower rung, withheld or known, from a higher one. Throws `draw.ladderRange` unless 0 ≤ number < of;
    /// rung 0 is the anchor.
    public static func recover(rung number: Int, fromRung of: Int, value: Hash256, ladder: DrawID) throws -> Hash256 {
        guard number >= 0, number < of, of <= DrawLimits.rungs else {
            throw DrawError(.ladderRange, "rung \(number) from rung \(of)")
        }
        var value = value
        for _ in number..<of { value = above(value, ladder: ladder) }
        return value
    }

    /// Checks that a value is the rung that was named: hashed exactly as often as its number says, it gives the anchor.
    /// Throws `draw.rungWrong`.
    public static func check(_ value: Hash256, at position: LadderPosition) throws {
        let reached = try recover(rung: 0, fromRung: position.rung, value: value, ladder: position.ladder)
        guard reached == position.anchor else {
            throw DrawError(.rungWrong, "rung \(position.rung) of \(position.ladder)")
        }
    }
}
