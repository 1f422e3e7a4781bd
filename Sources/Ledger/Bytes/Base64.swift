// RFC 4648 section 4, with padding, canonical only: what does not re-encode to itself is refused.
// https://www.rfc-editor.org/rfc/rfc4648#section-4 and section 3.5 (canonical encoding).
//
// Example: the bytes `00 ff` are `AP8=`; `AP9=` holds the same bytes and is refused.

/// A byte string. Formats, identifiers, comparison and sorting work on these, never on `String`.
public typealias Bytes = [UInt8]

/// Canonical base64 of RFC 4648 section 4.
public enum Base64 {
    private static let alphabet: [UInt8] = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let invalid: UInt8 = 0xFF
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: invalid, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()
    private static let padding = UInt8(ascii: "=")

    /// Encodes with padding.
    public static func encode(_ bytes: some Collection<UInt8>) -> Bytes {
        let input = ContiguousArray(bytes)
        var output = Bytes()
        output.reserveCapacity((input.count + 2) / 3 * 4)
        alphabet.withUnsafeBufferPointer { alphabet in
            var position = 0
            while position < input.count {
                let left = input.count - position
                let first = UInt32(input[position])
                let second = left > 1 ? UInt32(input[position + 1]) : 0
                let third = left > 2 ? UInt32(input[position + 2]) : 0
                let group = first << 16 | second << 8 | third
                output.append(alphabet[Int(group >> 18 & 63)])
                output.append(alphabet[Int(group >> 12 & 63)])
                output.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : padding)
                output.append(left > 2 ? alphabet[Int(group & 63)] : padding)
                position += 3
            }
        }
        return output
    }

    /// Encodes to text.
    public static func string(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encode(bytes), as: UTF8.self)
    }

    /// Decodes canonical base64, or gives nil: a wrong length, a foreign character, a line break,
    /// missing padding or non-zero bits behind the last byte are all refused.
    public static func decode(_ text: some Collection<UInt8>) -> Bytes? {
        let decoded = text.withContiguousStorageIfAvailable { decode(buffer: $0) }
        if let decoded { return decoded }
        return ContiguousArray(text).withUnsafeBufferPointer { decode(buffer: $0) }
    }

    private static func decode(buffer: UnsafeBufferPointer<UInt8>) -> Bytes? {
        guard buffer.count % 4 == 0 else { return nil }
        if buffer.isEmpty { return [] }
        var pads = 0
        if buffer[buffer.count - 1] == padding { pads += 1 }
        if pads == 1, buffer[buffer.count - 2] == padding { pads += 1 }
        var output = Bytes()
        output.reserveCapacity(buffer.count / 4 * 3)
        return values.withUnsafeBufferPointer { values -> Bytes? in
            var position = 0
            let significant = buffer.count - pads
            while position < buffer.count {
                var group: UInt32 = 0
                let inGroup = min(4, significant - position)
                for offset in 0..<inGroup {
                    let value = values[Int(buffer[position + offset])]
                    if value == invalid { return nil }
                    group |= UInt32(value) << UInt32(18 - 6 * offset)
                }
                output.append(UInt8(truncatingIfNeeded: group >> 16))
                switch inGroup {
                case 4:
                    output.append(UInt8(truncatingIfNeeded: group >> 8))
                    output.append(UInt8(truncatingIfNeeded: group))
                case 3:
                    output.append(UInt8(truncatingIfNeeded: group >> 8))
                    if group & 0xFF != 0 { return nil }
                default:
                    if group & 0xFFFF != 0 { return nil }
                }
                position += 4
            }
            return output
        }
    }
}
