// The names of annex D1.
//
// Examples: actor `a0017`, event type `result.recorded/1`, event id `0192f3a4-7c1e-7abc-8def-0123456789ab`.

/// An opaque actor name `a[0-9]{4,9}`, never reused; who it is stands in a personal record.
public struct ActorName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The bytes.
    public let bytes: Bytes

    /// Checks a name, or gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        guard (5...10).contains(bytes.count), bytes.first == UInt8(ascii: "a"),
            bytes.dropFirst().allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { return nil }
        self.bytes = Bytes(bytes)
    }

    /// A name from text.
    public init?(_ text: String) { self.init(Bytes(text.utf8)) }

    /// The daemon itself, whose key signs what the engine says. No person bears this name.
    public static let engine = ActorName(checked: Bytes("a0000".utf8))

    private init(checked bytes: Bytes) { self.bytes = bytes }

    /// The name as a key name.
    public var keyName: KeyName {
        guard let name = KeyName(bytes) else { preconditionFailure("every actor name is a key name") }
        return name
    }

    public static func < (left: ActorName, right: ActorName) -> Bool { bytesPrecede(left.bytes, right.bytes) }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// The type of an event or a record with its version, `[a-z]+(\.[a-z]+)+/[1-9][0-9]*`, at most 64 bytes.
public struct TypeName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The bytes.
    public let bytes: Bytes

    /// The longest type.
    public static let maximumByteCount = 64

    /// Checks a type, or gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count <= TypeName.maximumByteCount, let slash = bytes.firstIndex(of: UInt8(ascii: "/")),
            let version = Decimal53.parse(bytes[slash...].dropFirst()), version > 0
        else { return nil }
        var dots = 0
        var isInWord = false
        for byte in bytes[..<slash] {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): isInWord = true
            case UInt8(ascii: ".") where isInWord:
                dots += 1
                isInWord = false
            default: return nil
            }
        }
        guard dots > 0, isInWord else { return nil }
        self.bytes = Bytes(bytes)
    }

    /// A type from text.
    public init?(_ text: String) { self.init(Bytes(text.utf8)) }

    /// A type from a literal that is one.
    public init(literal: StaticString) {
        guard let name = literal.withUTF8Buffer({ TypeName($0) }) else { preconditionFailure("\(literal)") }
        self = name
    }

    /// The first word, such as `actor` of `actor.enrolled/1`.
    public var family: ArraySlice<UInt8> { bytes.prefix { $0 != UInt8(ascii: ".") } }

    /// The name without its version.
    public var name: Bytes { Bytes(bytes.prefix { $0 != UInt8(ascii: "/") }) }

    public static func < (left: TypeName, right: TypeName) -> Bool { bytesPrecede(left.bytes, right.bytes) }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// A UUID version 7 in lower case (RFC 9562 section 5.7): an event's name and idempotency key. Its time bits are not
/// checked.
public struct EventID: Hashable, Sendable, CustomStringConvertible {
    /// The 16 bytes behind the text, big-endian.
    private let value: UInt128

    /// Checks an id, or gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 36 else { return nil }
        var value: UInt128 = 0
        var position = 0
        for byte in bytes {
            switch position {
            case 8, 13, 18, 23:
                guard byte == UInt8(ascii: "-") else { return nil }
            default:
                guard let digit = Hex.value(of: byte) else { return nil }
                if position == 14, digit != 7 { return nil }
                if position == 19, digit >> 2 != 0b10 { return nil }
                value = value << 4 | UInt128(digit)
            }
            position += 1
        }
        self.value = value
    }

    /// Makes an id of a time and ten random bytes, which the caller passes in.
    public init(time: Timestamp, random: Bytes) {
        precondition(random.count == 10, "ten random bytes")
        var raw = (0..<6).map { UInt8(truncatingIfNeeded: time.milliseconds >> Int64(40 - 8 * $0)) } + random
        raw[6] = 0x70 | raw[6] & 0x0F
        raw[8] = 0x80 | raw[8] & 0x3F
        value = raw.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// The 36 characters.
    public var bytes: Bytes {
        let hex = Hex.encode(raw)
        let groups: [ArraySlice<UInt8>] = [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]]
        return Bytes(groups.joined(separator: CollectionOfOne(UInt8(ascii: "-"))))
    }

    /// The 16 bytes behind the text.
    public var raw: Bytes { Swift.withUnsafeBytes(of: value.bigEndian) { Bytes($0) } }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
