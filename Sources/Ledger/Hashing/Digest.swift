/// 32 bytes of SHA-256, held inline.
public struct Digest: Hashable, Sendable, Comparable {
    // Four big-endian words: word order is byte order, so comparison is that of the bytes.
    private let word0, word1, word2, word3: UInt64

    /// The length in bytes.
    public static let byteCount = 32
    /// 32 zero bytes: `previous` of entry 0.
    public static let zero = Digest(words: (0, 0, 0, 0))

    private init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (word0, word1, word2, word3) = words
    }

    /// Takes exactly 32 bytes, or gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Digest.byteCount else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.init(rawWords: words)
    }

    init(buffer: UnsafeRawBufferPointer) {
        precondition(buffer.count == Digest.byteCount, "a digest has 32 bytes")
        self.init(
            rawWords: (
                buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            ))
    }

    private init(rawWords: (UInt64, UInt64, UInt64, UInt64)) {
        self.init(
            words: (
                UInt64(bigEndian: rawWords.0), UInt64(bigEndian: rawWords.1),
                UInt64(bigEndian: rawWords.2), UInt64(bigEndian: rawWords.3)
            ))
    }

    /// Reads canonical base64 of 32 bytes, or gives nil.
    public init?(base64 text: some Collection<UInt8>) {
        guard text.count == 44 else { return nil }
        // 44 characters without padding would be 33 bytes.
        let digest = withUnsafeTemporaryAllocation(byteCount: 33, alignment: 8) { output -> Digest? in
            let count =
                text.withContiguousStorageIfAvailable { Base64.decode($0, into: output) }
                ?? ContiguousArray(text).withUnsafeBufferPointer { Base64.decode($0, into: output) }
            guard count == Digest.byteCount else { return nil }
            return Digest(buffer: UnsafeRawBufferPointer(rebasing: output[..<Digest.byteCount]))
        }
        guard let digest else { return nil }
        self = digest
    }

    /// The 32 bytes.
    public var bytes: Bytes { withUnsafeBytes { Bytes($0) } }

    /// Canonical base64, 44 characters.
    public var base64: String { String(decoding: base64Bytes, as: UTF8.self) }

    /// Canonical base64 as bytes.
    var base64Bytes: Bytes { withUnsafeBytes { Base64.encode(buffer: $0) } }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { Hex.string(bytes) }

    /// Lends the 32 bytes.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        var words = (word0.bigEndian, word1.bigEndian, word2.bigEndian, word3.bigEndian)
        return try Swift.withUnsafeBytes(of: &words) { try body($0) }
    }

    public static func < (left: Digest, right: Digest) -> Bool {
        (left.word0, left.word1, left.word2, left.word3) < (right.word0, right.word1, right.word2, right.word3)
    }
}

/// The RFC 6962 leaf hash of a stored entry, SHA-256(0x00 ‖ entry): both the link of the chain and the leaf of the
/// tree, so that the two can never disagree.
public struct LeafHash: Hashable, Sendable {
    /// The 32 bytes.
    public let digest: Digest

    /// Names a digest as a leaf hash.
    public init(_ digest: Digest) { self.digest = digest }

    /// Reads canonical base64 of 32 bytes, or gives nil.
    public init?(base64 text: some Collection<UInt8>) {
        guard let digest = Digest(base64: text) else { return nil }
        self.init(digest)
    }

    /// What stands in `previous` of entry 0.
    public static let none = LeafHash(.zero)

    /// Canonical base64.
    public var base64: String { digest.base64 }
}
