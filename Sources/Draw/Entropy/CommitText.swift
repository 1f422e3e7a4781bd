/// `ssj/v1/commit` 封号: its hash binds a party to 32 bytes before anybody reveals. Slot and party inside it stop copied
/// commits; the freeze hash stops re-use.
public struct CommitText: CanonicalText {
    /// The draw.
    public let draw: DrawID
    /// The hash of the freeze text.
    public let freeze: Hash256
    /// The party's slot.
    public let slot: DrawID
    /// The party.
    public let party: DrawID
    /// The 32 bytes, from the operating system's random numbers. Dice and phrases may be mixed in, never replace them.
    public let value: Hash256

    /// Seals a value.
    public init(draw: DrawID, freeze: Hash256, slot: DrawID, party: DrawID, value: Hash256) {
        self.draw = draw
        self.freeze = freeze
        self.slot = slot
        self.party = party
        self.value = value
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/commit")
        var line = try text.fields(1)
        draw = try line.id()
        line = try text.fields(1)
        freeze = try line.hash()
        line = try text.fields(1)
        slot = try line.id()
        line = try text.fields(1)
        party = try line.id()
        line = try text.fields(1)
        value = try line.hash()
        try text.end()
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/commit")
        text.line(draw.bytes)
        text.line(freeze.hexBytes)
        text.line(slot.bytes)
        text.line(party.bytes)
        text.line(value.hexBytes)
        return text.bytes
    }

    /// Checks that this value opens a commit. Throws `draw.commitWrong`.
    public func check(opens commit: Hash256) throws {
        guard hash == commit else { throw DrawError(.commitWrong, "slot \(slot), \(party)") }
    }
}
