// Base16 of RFC 4648 section 8 in lower case, the only form that this project writes or reads.
// Example: the bytes `00 ff` are `00ff`; `00FF` is refused.

/// Lower-case hexadecimal.
public enum Hex {
    private static let digits: [UInt8] = Array("0123456789abcdef".utf8)

    /// Encodes two lower-case digits a byte.
    public static func encode(_ bytes: some Sequence<UInt8>) -> Bytes {
        var output = Bytes()
        for byte in bytes {
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
        return output
    }

    /// Encodes to text.
    public static func string(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: encode(bytes), as: UTF8.self)
    }

    /// Decodes lower-case digits, or gives nil.
    public static func decode(_ text: some Collection<UInt8>) -> Bytes? {
        guard text.count % 2 == 0 else { return nil }
        var output = Bytes()
        output.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            guard let value = value(of: character) else { return nil }
            if let first = high {
                output.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return output
    }

    /// Whether every byte is one of `0`–`9`, `a`–`f`.
    public static func isHex(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy { value(of: $0) != nil }
    }

    /// The value of a lower-case digit, or nil.
    static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
