// Verifier keys of C2SP signed-note v1.0.0, https://c2sp.org/signed-note@v1.0.0
//
// `<name>+<8 hex>+<base64(type ‖ key)>`, where the hex is the key id: the first four bytes of
// SHA-256(name ‖ 0x0A ‖ type ‖ key). The base64 may contain `+`, the name may not: split at the first two.
//
// Example: `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k`.

/// The four bytes that stand before a signature and name its key.
public struct KeyID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Big-endian value.
    public let value: UInt32

    /// Names a value as a key id.
    public init(_ value: UInt32) { self.value = value }

    /// The key id of a key under a name.
    public init(name: KeyName, algorithm: KeyAlgorithm, publicKey: Bytes) {
        let digest = SHA256.hash(name.bytes + [newline, algorithm.rawValue] + publicKey)
        value = digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The four bytes.
    public var bytes: Bytes { (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) } }

    public static func < (left: KeyID, right: KeyID) -> Bool { left.value < right.value }

    /// Eight lower-case hexadecimal digits.
    public var description: String { Hex.string(bytes) }
}

/// The signature algorithms that this ledger verifies, with their type bytes.
public enum KeyAlgorithm: UInt8, Sendable, Hashable {
    /// Ed25519 over the note's text.
    case ed25519 = 0x01
    /// Ed25519 of a timestamped cosignature, c2sp.org/tlog-cosignature@v1.0.1.
    case cosignature = 0x04
}

/// A public key with its name and algorithm (公钥).
public struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let name: KeyName
    /// The algorithm.
    public let algorithm: KeyAlgorithm
    /// The 32 bytes of the Ed25519 public key.
    public let publicKey: Bytes
    /// The key id.
    public let id: KeyID

    /// The longest text that is parsed.
    public static let maximumByteCount = KeyName.maximumByteCount + 1 + 8 + 1 + 64

    /// Names a public key; nil where it does not have 32 bytes.
    public init?(name: KeyName, algorithm: KeyAlgorithm, publicKey: Bytes) {
        guard publicKey.count == 32 else { return nil }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        id = KeyID(name: name, algorithm: algorithm, publicKey: publicKey)
    }

    /// Parses the text form; the key id must be the one that name and key give.
    /// - Throws: `vkey.malformed`.
    public init(parsing text: some Collection<UInt8>) throws(LedgerError) {
        let text = Bytes(text)
        guard text.count <= VerifierKey.maximumByteCount else { throw LedgerError(.vkeyMalformed, "too long") }
        let parts = text.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw LedgerError(.vkeyMalformed, text.forDisplay(limit: 60)) }
        guard let name = KeyName(parts[0]) else { throw LedgerError(.vkeyMalformed, "name") }
        guard parts[1].count == 8, let id = Hex.decode(parts[1]) else { throw LedgerError(.vkeyMalformed, "key id") }
        guard let key = Base64.decode(parts[2]), let type = key.first else {
            throw LedgerError(.vkeyMalformed, "base64")
        }
        guard let algorithm = KeyAlgorithm(rawValue: type) else { throw LedgerError(.vkeyMalformed, "algorithm") }
        guard let parsed = VerifierKey(name: name, algorithm: algorithm, publicKey: Bytes(key.dropFirst())) else {
            throw LedgerError(.vkeyMalformed, "key length")
        }
        guard parsed.id.bytes == id else { throw LedgerError(.vkeyMalformed, "the key id is not this key's") }
        self = parsed
    }

    /// The text form.
    public var text: Bytes {
        name.bytes + Bytes("+\(id)+".utf8) + Base64.encode([algorithm.rawValue] + publicKey)
    }

    public var description: String { String(decoding: text, as: UTF8.self) }
}
