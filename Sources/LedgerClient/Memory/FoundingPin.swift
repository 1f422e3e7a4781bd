import Ledger

/// What a person holds of entry 0 on paper (创立单): its leaf hash, or at least 160 bits of it as words.
public struct FoundingPin: Hashable, Sendable {
    private let prefix: Bytes

    /// How many bytes the words must give.
    public static let minimumByteCount = 20

    /// Pins a whole hash.
    public init(_ leaf: LeafHash) { self.init(prefix: leaf.digest.bytes) }

    private init(prefix: Bytes) { self.prefix = prefix }

    /// Reads the 44 characters, with `sha256:` or without, or 20 words; nil where it is neither.
    public init?(_ text: String) {
        let bare = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text
        if let leaf = LeafHash(base64: Bytes(bare.utf8)) {
            self.init(leaf)
        } else if let bytes = WordList.bytes(text.split(whereSeparator: \.isWhitespace).map(String.init)),
            (FoundingPin.minimumByteCount...Digest.byteCount).contains(bytes.count)
        {
            self.init(prefix: bytes)
        } else {
            return nil
        }
    }

    /// Whether entry 0 is the one on the sheet.
    public func fits(_ leaf: LeafHash) -> Bool { leaf.digest.bytes.starts(with: prefix) }

    /// The words of a founding, as the sheet prints them.
    public static func words(_ leaf: LeafHash, in language: Language) -> [String] {
        WordList.words(leaf.digest.bytes.prefix(minimumByteCount), in: language)
    }
}
