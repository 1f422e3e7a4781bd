/// `ssj/v1/beacon` 公开随机数: a value that a public source published, exactly as published.
///
/// Example: source `cwl-ssq`, round `2025034`, value `03 07 12 18 25 33 + 09`.
public struct BeaconText: CanonicalText {
    /// The source and the round.
    public let round: BeaconRound
    /// The value as published.
    public let value: DrawWord

    /// Names a published value.
    public init(round: BeaconRound, value: DrawWord) {
        self.round = round
        self.value = value
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/beacon")
        var line = try text.fields(1)
        let source = try line.id()
        line = try text.fields(1)
        round = try BeaconRound(source: source, round: try line.id())
        line = try text.fields(1)
        value = try line.word()
        try text.end()
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/beacon")
        text.line(round.source.bytes)
        text.line(round.round.bytes)
        text.line(value.bytes)
        return text.bytes
    }
}
