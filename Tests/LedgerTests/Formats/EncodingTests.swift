import Testing

@testable import Ledger

@Suite("Base64, hexadecimal, decimal")
struct EncodingTests {
    @Test(
        "canonical base64 decodes and encodes to itself",
        arguments: [
            ("", []), ("Zg==", Bytes("f")), ("Zm8=", Bytes("fo")), ("Zm9v", Bytes("foo")), ("Zm9vYg==", Bytes("foob")),
            ("Zm9vYmE=", Bytes("fooba")), ("Zm9vYmFy", Bytes("foobar")), ("AA==", [0x00]), ("AP8=", [0x00, 0xFF]),
            ("+/+/", [0xFB, 0xFF, 0xBF]), ("////", [0xFF, 0xFF, 0xFF]),
        ] as [(String, Bytes)])
    func base64(text: String, bytes: Bytes) {
        #expect(Base64.decode(Bytes(text)) == bytes)
        #expect(Base64.encode(bytes) == Bytes(text))
        // Not only arrays: a lazy collection has no contiguous storage.
        #expect(Base64.decode(Bytes(text).lazy.map { $0 }) == bytes)
    }

    @Test(
        "base64 that does not encode to itself is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "Zg==Zg==", "Zh==", "Zm9=", "AP9=", "AAB=", "=", "==", "====", "A===", "Z=g=",
            "Zm8=\n", "Zm9v\n", "\nZm9v", "Zm 9v", " Zm9v", "Zm9v ", "Zm9-", "Zm9_", "Zm9*", "Zm9vZg", "Zm=9",
            "Zm9\u{E9}", "Zm9v\u{0}", "Zm8\u{2E}",
        ])
    func base64Refused(text: String) {
        #expect(Base64.decode(Bytes(text)) == nil)
    }

    @Test("every length up to 100 comes back, and only one text stands for two bytes")
    func base64Lengths() {
        for count in 0...100 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        let alphabet = Bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let decoded = alphabet.compactMap { Base64.decode(Bytes("Ab") + [$0] + Bytes("=")) }
        #expect(decoded.count == 16)
        #expect(Set(decoded).count == 16)
    }

    @Test(
        "lower-case hexadecimal decodes, nothing else does",
        arguments: [
            ("", []), ("00", [0x00]), ("00ff", [0x00, 0xFF]), ("deadbeef", [0xDE, 0xAD, 0xBE, 0xEF]), ("0", nil),
            ("00f", nil), ("00FF", nil), ("0x00", nil), ("0g", nil), (" 00", nil), ("00\n", nil), ("\u{FF10}", nil),
        ] as [(String, Bytes?)])
    func hex(text: String, bytes: Bytes?) {
        #expect(Hex.decode(Bytes(text)) == bytes)
        if let bytes { #expect(Hex.encode(bytes) == Bytes(text)) }
    }

    @Test(
        "canonical decimals below 2^53 are numbers, nothing else is",
        arguments: [
            ("0", 0), ("1", 1), ("10", 10), ("1234067", 1_234_067), ("9007199254740991", 9_007_199_254_740_991),
            ("9007199254740992", nil), ("9999999999999999", nil), ("10000000000000000", nil),
            ("18446744073709551616", nil), ("", nil), ("00", nil), ("01", nil), ("+1", nil), ("-1", nil), ("-0", nil),
            (" 1", nil), ("1 ", nil), ("1\n", nil), ("1.0", nil), ("1e3", nil), ("0x1", nil), ("1_0", nil),
            ("\u{FF11}", nil), ("\u{661}", nil),
        ] as [(String, UInt64?)])
    func decimal(text: String, value: UInt64?) {
        #expect(Decimal53.parse(Bytes(text)) == value)
        #expect(EntryIndex(decimal: Bytes(text))?.value == value)
    }

    @Test("a digest is 32 bytes, ordered as its bytes, and has one base64 form")
    func digests() throws {
        let low = try #require(Digest(Bytes(repeating: 0, count: 31) + [1]))
        let high = try #require(Digest([1] + Bytes(repeating: 0, count: 31)))
        #expect(Digest.zero < low && low < high)
        #expect(low.bytes.last == 1)
        #expect(Digest(Bytes(repeating: 0, count: 31)) == nil)
        #expect(Digest(Bytes(repeating: 0, count: 33)) == nil)
        #expect(Digest(base64: Bytes(low.base64)) == low)
        #expect(Digest(base64: Bytes("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=")) == nil)
        #expect(Digest(base64: Bytes(low.base64).dropLast()) == nil)
        #expect(Digest(base64: Bytes("AAAA")) == nil)
    }
}
