/// A decoded record or a part of one. Strings are unescaped UTF-8 bytes; members keep their order.
///
/// Example: `IJSONValue(parsing: Bytes(#"{"n":1}"#.utf8))["n"]?.integer` is 1.
public enum IJSONValue: Hashable, Sendable {
    /// Members in their order.
    case object([Member])
    /// Elements in their order.
    case array([IJSONValue])
    /// Unescaped UTF-8.
    case string(Bytes)
    /// A number without fraction and exponent, within ±(2^53 − 1).
    case integer(Int64)
    /// A number with fraction or exponent, as it is written.
    case number(Bytes)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null

    /// One member of an object.
    public struct Member: Hashable, Sendable {
        /// The unescaped name.
        public let name: Bytes
        /// The value.
        public let value: IJSONValue

        /// Names a value.
        public init(name: Bytes, value: IJSONValue) {
            self.name = name
            self.value = value
        }

        /// Names a value with a literal.
        public init(_ name: StaticString, _ value: IJSONValue) {
            self.init(name: name.withUTF8Buffer { Bytes($0) }, value: value)
        }
    }

    /// Checks one record line, without its LF, and decodes it.
    /// - Throws: what ``IJSON/check(_:)`` throws.
    public init(parsing line: ArraySlice<UInt8>) throws(LedgerError) {
        try IJSON.check(line)
        var decoder = IJSONDecoder(line)
        self = decoder.value()
    }

    /// Checks one record line, without its LF, and decodes it.
    /// - Throws: what ``IJSON/check(_:)`` throws.
    public init(parsing line: Bytes) throws(LedgerError) { try self.init(parsing: line[...]) }

    /// A string from text.
    public static func text(_ text: String) -> IJSONValue { .string(Bytes(text.utf8)) }

    // MARK: Reading

    /// The member of an object with this name, or nil.
    public subscript(_ name: StaticString) -> IJSONValue? {
        members?.first { $0.name.equals(name) }?.value
    }

    /// The members of an object, or nil.
    public var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The elements of an array, or nil.
    public var elements: [IJSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The unescaped UTF-8 of a string, or nil.
    public var bytes: Bytes? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// The value of an integer, or nil; a number with fraction or exponent is none, whatever its value.
    public var integer: Int64? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    /// The value of `true` or `false`, or nil.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }

    // MARK: Writing

    /// The shortest JSON: members as they are ordered, no white space, escapes for `"`, `\` and control bytes alone, of
    /// two bytes where JSON has them. A value made by ``init(parsing:)`` encodes to a line that is valid again and no
    /// longer than the one it was read from; what is put together by hand is judged by ``IJSON/check(_:)``.
    public var encoded: Bytes {
        var output = Bytes()
        encode(into: &output)
        return output
    }

    private func encode(into output: inout Bytes) {
        switch self {
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                IJSONValue.encode(string: member.name, into: &output)
                output.append(UInt8(ascii: ":"))
                member.value.encode(into: &output)
            }
            output.append(UInt8(ascii: "}"))
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (position, element) in elements.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                element.encode(into: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .string(let bytes): IJSONValue.encode(string: bytes, into: &output)
        case .integer(let integer): output += String(integer).utf8
        case .number(let raw): output += raw
        case .bool(let bool): output += (bool ? "true" : "false").utf8
        case .null: output += "null".utf8
        }
    }

    private static func encode(string: Bytes, into output: inout Bytes) {
        output.append(UInt8(ascii: "\""))
        for byte in string {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x08: output += "\\b".utf8
            case 0x09: output += "\\t".utf8
            case 0x0A: output += "\\n".utf8
            case 0x0C: output += "\\f".utf8
            case 0x0D: output += "\\r".utf8
            case 0x00..<0x20:
                output += "\\u00".utf8
                output += Hex.encode(CollectionOfOne(byte))
            default:
                output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

/// Decodes a line that has been checked. Reads behind the end as 0 and never fails.
private struct IJSONDecoder {
    private let line: ArraySlice<UInt8>
    private var position: Int

    init(_ line: ArraySlice<UInt8>) {
        self.line = line
        position = line.startIndex
    }

    private var next: UInt8 { position < line.endIndex ? line[position] : 0 }

    mutating func value() -> IJSONValue {
        switch next {
        case UInt8(ascii: "{"): object()
        case UInt8(ascii: "["): array()
        case UInt8(ascii: "\""): .string(string())
        case UInt8(ascii: "t"): skip(4, .bool(true))
        case UInt8(ascii: "f"): skip(5, .bool(false))
        case UInt8(ascii: "n"): skip(4, .null)
        default: number()
        }
    }

    private mutating func object() -> IJSONValue {
        var members: [IJSONValue.Member] = []
        position += 1
        while next == UInt8(ascii: "\"") {
            let name = string()
            position += 1
            members.append(IJSONValue.Member(name: name, value: value()))
            if next == UInt8(ascii: ",") { position += 1 }
        }
        position += 1
        return .object(members)
    }

    private mutating func array() -> IJSONValue {
        var elements: [IJSONValue] = []
        position += 1
        while next != UInt8(ascii: "]") && position < line.endIndex {
            elements.append(value())
            if next == UInt8(ascii: ",") { position += 1 }
        }
        position += 1
        return .array(elements)
    }

    private mutating func string() -> Bytes {
        let start = position + 1
        position = start
        while position < line.endIndex && line[position] != UInt8(ascii: "\"") {
            position += line[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        defer { position += 1 }
        return IJSON.unescape(line[start..<min(position, line.endIndex)])
    }

    private mutating func number() -> IJSONValue {
        let start = position
        while position < line.endIndex,
            ![UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(line[position])
        {
            position += 1
        }
        let raw = line[start..<position]
        return IJSON.integer(raw).map { .integer($0) } ?? .number(Bytes(raw))
    }

    private mutating func skip(_ count: Int, _ value: IJSONValue) -> IJSONValue {
        position += count
        return value
    }
}
