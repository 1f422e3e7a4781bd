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
        if let encoded = bytes.withContiguousStorageIfAvailable({ encode(buffer: UnsafeRawBufferPointer($0)) }) {
            return encoded
        }
        return ContiguousArray(bytes).withUnsafeBytes { encode(buffer: $0) }
    }

    static func encode(buffer input: UnsafeRawBufferPointer) -> Bytes {
        let length = (input.count + 2) / 3 * 4
        return Bytes(unsafeUninitializedCapacity: length) { output, count in
            alphabet.withUnsafeBufferPointer { alphabet in
                var position = 0
                var place = 0
                while position < input.count {
                    let left = input.count - position
                    let first = UInt32(input[position])
                    let second = left > 1 ? UInt32(input[position + 1]) : 0
                    let third = left > 2 ? UInt32(input[position + 2]) : 0
                    let group = first << 16 | second << 8 | third
                    output[place] = alphabet[Int(group >> 18 & 63)]
                    output[place + 1] = alphabet[Int(group >> 12 & 63)]
                    output[place + 2] = left > 1 ? alphabet[Int(group >> 6 & 63)] : padding
                    output[place + 3] = left > 2 ? alphabet[Int(group & 63)] : padding
                    position += 3
                    place += 4
                }
            }
            count = length
        }
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
        var isCanonical = false
        let output = Bytes(unsafeUninitializedCapacity: buffer.count / 4 * 3) { output, count in
            guard let decoded = decode(buffer, into: UnsafeMutableRawBufferPointer(output)) else { return }
            isCanonical = true
            count = decoded
        }
        return isCanonical ? output : nil
    }

    /// Decodes into memory of three bytes for every four characters, and tells how many bytes there are; nil where the
    /// text is not canonical.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableRawBufferPointer) -> Int? {
        guard text.count % 4 == 0 else { return nil }
        if text.isEmpty { return 0 }
        var pads = 0
        if text[text.count - 1] == padding { pads += 1 }
        if pads == 1, text[text.count - 2] == padding { pads += 1 }
        return values.withUnsafeBufferPointer { values -> Int? in
            let significant = text.count - pads
            var position = 0
            var count = 0
            while position + 4 <= significant {
                let first = values[Int(text[position])]
                let second = values[Int(text[position + 1])]
                let third = values[Int(text[position + 2])]
                let fourth = values[Int(text[position + 3])]
                // A value has six bits, what is invalid has eight.
                if (first | second | third | fourth) & 0xC0 != 0 { return nil }
                output[count] = first << 2 | second >> 4
                output[count + 1] = second << 4 | third >> 2
                output[count + 2] = third << 6 | fourth
                count += 3
                position += 4
            }
            // The last group, where it is padded.
            if position < text.count {
                var group: UInt32 = 0
                let inGroup = min(4, significant - position)
                for offset in 0..<inGroup {
                    let value = values[Int(text[position + offset])]
                    if value == invalid { return nil }
                    group |= UInt32(value) << UInt32(18 - 6 * offset)
                }
                // What stands behind the last byte must be zero.
                let bytes = inGroup - 1
                if group << UInt32(8 + 8 * bytes) != 0 { return nil }
                for offset in 0..<bytes {
                    output[count + offset] = UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * offset))
                }
                count += bytes
            }
            return count
        }
    }
}
