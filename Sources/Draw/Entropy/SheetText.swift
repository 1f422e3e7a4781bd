/// `ssj/v1/sheet`: how dice or a phrase are mixed into the value of a sheet (封号单). Its hash is the value that the sheet
/// commits to, so that whoever wrote the words can see at any shell that they are in it.
public struct SheetText: CanonicalText {
    /// 32 bytes of the operating system's random numbers: a phrase by itself could be guessed from its commit.
    public let random: Hash256
    /// What the person threw or thought of.
    public let words: DrawWord

    /// Mixes words in.
    public init(random: Hash256, words: DrawWord) {
        self.random = random
        self.words = words
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/sheet")
        var line = try text.fields(1)
        random = try line.hash()
        line = try text.fields(1)
        words = try line.word()
        try text.end()
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/sheet")
        text.line(random.hexBytes)
        text.line(words.bytes)
        return text.bytes
    }
}
