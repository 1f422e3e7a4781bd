// Cosignatures of C2SP tlog-cosignature v1.0.1, https://c2sp.org/tlog-cosignature@v1.0.1
//
// After the key id: a big-endian 64-bit time in seconds, then 64 bytes of Ed25519 over
// `cosignature/v1\ntime <decimal>\n` followed by the checkpoint's whole text.
//
// Example: the time 1767139200 signs `cosignature/v1\ntime 1767139200\n…`.

/// A timestamped signature of a witness (存证方) over a checkpoint.
public struct Cosignature: Hashable, Sendable {
    /// Seconds since 1970, 1 to 2^63 − 1.
    public let time: UInt64
    /// The 64 bytes of Ed25519.
    public let signature: Bytes

    /// Splits what follows the key id; nil where the length or the time is wrong.
    public init?(blob: Bytes) {
        guard blob.count == 72 else { return nil }
        let time = blob.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.init(time: time, signature: Bytes(blob.dropFirst(8)))
    }

    /// Names a time and a signature; nil where either is out of range.
    public init?(time: UInt64, signature: Bytes) {
        guard time >= 1, time <= UInt64(Int64.max), signature.count == 64 else { return nil }
        self.time = time
        self.signature = signature
    }

    /// What stands on the signature line after the key id.
    public var blob: Bytes { (0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(56 - 8 * $0)) } + signature }

    /// The bytes that are signed.
    public static func message(time: UInt64, over text: Bytes) -> Bytes {
        Bytes("cosignature/v1\ntime \(time)\n".utf8) + text
    }

    func message(over text: Bytes) -> Bytes { Cosignature.message(time: time, over: text) }
}
