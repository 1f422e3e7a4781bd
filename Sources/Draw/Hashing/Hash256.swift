// FIPS 180-4 SHA-256, behind this one file. Here a hash is written as 64 lower-case hexadecimal digits, as sha256sum
// prints it.

import Crypto

/// 32 bytes: a SHA-256 value, or the 32 secret bytes of a contribution or rung. Ordered as an unsigned big-endian number.
public struct Hash256: Hashable, Comparable, Sendable, CustomStringConvertible {
    // Four big-endian words: word order is byte order.
    let word0, word1, word2, word3: UInt64

    init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
        (self.word0, self.word1, self.word2, self.word3) = (word0, word1, word2, word3)
    }

    init(buffer: UnsafeRawBufferPointer) {
        precondition(buffer.count == 32, "SHA-256 gives 32 bytes")
        func word(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        self.init(word(0), word(8), word(16), word(24))
    }

    /// Takes exactly 32 bytes, or gives nil.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self = Array(bytes).withUnsafeBytes { Hash256(buffer: $0) }
    }

    /// Reads exactly 64 lower-case hexadecimal digits, or gives nil.
    public init?(hex text: some Collection<UInt8>) {
        guard text.count == 64 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for digit in text {
            let value: UInt64
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
            words = (
                words.0 << 4 | words.1 >> 60, words.1 << 4 | words.2 >> 60, words.2 << 4 | words.3 >> 60,
                words.3 << 4 | value
            )
        }
        self.init(words.0, words.1, words.2, words.3)
    }

    /// Reads exactly 64 lower-case hexadecimal digits, or gives nil.
    public init?(hex text: String) { self.init(hex: Array(text.utf8)) }

    /// SHA-256 of a message.
    public static func hash(_ bytes: [UInt8]) -> Hash256 { bytes.withUnsafeBytes { hash(buffer: $0) } }

    static func hash(buffer: UnsafeRawBufferPointer) -> Hash256 {
        var state = SHA256()
        state.update(bufferPointer: buffer)
        return state.finalize().withUnsafeBytes { Hash256(buffer: $0) }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        [word0, word1, word2, word3].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        }
    }

    /// 64 lower-case hexadecimal digits.
    public var hexBytes: [UInt8] {
        var output = [UInt8]()
        output.reserveCapacity(64)
        for word in [word0, word1, word2, word3] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> shift & 15)
                output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return output
    }

    /// 64 lower-case hexadecimal digits as text.
    public var hex: String { String(decoding: hexBytes, as: UTF8.self) }

    public var description: String { hex }

    /// The value as an unsigned big-endian number modulo `n`, by `r = (r · 256 + byte) mod n`: what `bc` gives too.
    public func modulo(_ n: Int) -> Int {
        precondition(n > 0 && n <= 1 << 32, "a list has 1 to 2^32 elements")
        let divisor = UInt64(n)
        var remainder: UInt64 = 0
        for word in [word0, word1, word2, word3] {
            for half in [word >> 32, word & 0xFFFF_FFFF] { remainder = (remainder << 32 | half) % divisor }
        }
        return Int(remainder)
    }

    public static func < (left: Hash256, right: Hash256) -> Bool {
        if left.word0 != right.word0 { return left.word0 < right.word0 }
        if left.word1 != right.word1 { return left.word1 < right.word1 }
        if left.word2 != right.word2 { return left.word2 < right.word2 }
        return left.word3 < right.word3
    }
}
