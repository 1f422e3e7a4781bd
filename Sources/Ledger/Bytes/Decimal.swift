// Decimal numbers as every format here writes them: ASCII digits, no sign, no leading zero, below 2^53.
// Example: `0` and `40` are numbers; `040`, `+4` and `9007199254740992` are not.

/// Canonical unsigned decimals below 2^53, the largest range that every JSON reader keeps exact.
public enum Decimal53 {
    /// The first number that is refused, 2^53.
    public static let bound: UInt64 = 1 << 53

    /// Parses canonical digits, or gives nil.
    public static func parse(_ text: some Collection<UInt8>) -> UInt64? {
        guard let first = text.first, text.count <= 16 else { return nil }
        if first == UInt8(ascii: "0") { return text.count == 1 ? 0 : nil }
        var value: UInt64 = 0
        for character in text {
            guard character >= UInt8(ascii: "0"), character <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + UInt64(character - UInt8(ascii: "0"))
        }
        return value < bound ? value : nil
    }
}
