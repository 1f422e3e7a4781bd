/// An opaque id of a draw: `[0-9A-Za-z._:-]{1,64}`, compared and sorted by its bytes.
public struct DrawID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The bytes, all ASCII.
    public let bytes: [UInt8]

    /// Takes bytes of the grammar, or gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count >= 1, bytes.count <= DrawLimits.idBytes, bytes.allSatisfy(DrawID.admits) else { return nil }
        self.bytes = Array(bytes)
    }

    /// Takes text of the grammar, or gives nil.
    public init?(_ text: String) { self.init(Array(text.utf8)) }

    static func admits(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The id as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public var description: String { text }

    public static func < (left: DrawID, right: DrawID) -> Bool { byteOrder(left.bytes, right.bytes) < 0 }
}

/// Unsigned byte order, a prefix first: negative, zero or positive.
func byteOrder(_ left: [UInt8], _ right: [UInt8]) -> Int {
    left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
            for place in 0..<min(left.count, right.count) where left[place] != right[place] {
                return Int(left[place]) - Int(right[place])
            }
            return left.count - right.count
        }
    }
}
