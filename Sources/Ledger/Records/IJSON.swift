// I-JSON of RFC 7493 over RFC 8259, as one record line has it, checked on bytes before any decoder sees them.
// https://www.rfc-editor.org/rfc/rfc7493  https://www.rfc-editor.org/rfc/rfc8259
//
// One object without white space outside strings, in UTF-8 without BOM, at most 64 KiB, at most 16 deep. No member
// twice in one object, compared on unescaped bytes: `"a"` and `"\u0061"` are one name, NFC and NFD forms are two. No
// unpaired surrogate, no noncharacter, raw or escaped. Integers within ±(2^53 − 1); a number with fraction or exponent
// has at most 24 bytes and, as a double, a magnitude below 2^53.
//
// Example: `{"nonce":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","type":"note/1","count":3}` is a record;
// `{"a":1,"\u0061":2}` and `{"a": 1}` are refused.

/// The I-JSON of record lines: the check, its limits, and what can be read without a decoder.
public enum IJSON {
    /// The longest record line, without its LF.
    public static let maximumByteCount = 64 << 10
    /// The deepest nesting; the record itself is at depth 1.
    public static let maximumDepth = 16
    /// The largest magnitude of an integer, 2^53 − 1.
    public static let maximumInteger: Int64 = 1 << 53 - 1
    /// The longest number with fraction or exponent.
    public static let maximumFractionByteCount = 24

    /// Checks one record line, without its LF, in one pass and without allocation in the ordinary case.
    /// - Returns: where the members of the record stand, so that a few can be read without building a tree.
    /// - Throws: `record.tooLarge`; `record.malformed` with the offending byte, counted from 0.
    @discardableResult
    public static func check(_ line: ArraySlice<UInt8>) throws(LedgerError) -> Outline {
        var members = MemberRanges()
        try line.withUnsafeBufferPointer { (buffer) throws(LedgerError) in
            try IJSONScanner.check(buffer, members: &members)
        }
        return Outline(line: line, members: members)
    }

    /// Checks one record line, without its LF.
    /// - Throws: `record.tooLarge`; `record.malformed`.
    @discardableResult
    public static func check(_ line: Bytes) throws(LedgerError) -> Outline { try check(line[...]) }

    /// The members of a checked record line, still as they stand in it.
    public struct Outline: Sendable {
        /// The line that was checked.
        public let line: ArraySlice<UInt8>
        private let members: MemberRanges

        init(line: ArraySlice<UInt8>, members: MemberRanges) {
            self.line = line
            self.members = members
        }

        /// The number of members.
        public var count: Int { members.count }

        /// The member at a position from 0: its name without quotation marks, escapes as they stand, and its value's
        /// bytes.
        public subscript(position: Int) -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
            let range = members[position]
            return (slice(range.nameStart, range.nameEnd), slice(range.valueStart, range.valueEnd))
        }

        /// The bytes of a member's value as they stand, or nil where there is no such member.
        public func raw(_ name: StaticString) -> ArraySlice<UInt8>? {
            for position in 0..<count where isNamed(name, members[position]) { return self[position].value }
            return nil
        }

        /// The unescaped UTF-8 of a member that is a string, or nil.
        public func string(_ name: StaticString) -> Bytes? { text(name).map { Bytes($0) } }

        /// The same as a slice: of the line itself where the string holds no escape.
        func text(_ name: StaticString) -> ArraySlice<UInt8>? {
            guard let raw = raw(name), raw.first == UInt8(ascii: "\"") else { return nil }
            let written = raw.dropFirst().dropLast()
            return written.position(of: UInt8(ascii: "\\")) == nil ? written : IJSON.unescape(written)[...]
        }

        /// The value of a member that is an integer, or nil.
        public func integer(_ name: StaticString) -> Int64? {
            guard let raw = raw(name) else { return nil }
            return IJSON.integer(raw)
        }

        private func isNamed(_ name: StaticString, _ range: MemberRange) -> Bool {
            let written = slice(range.nameStart, range.nameEnd)
            if written.equals(name) { return true }
            return written.position(of: UInt8(ascii: "\\")) != nil && IJSON.unescape(written).equals(name)
        }

        private func slice(_ start: UInt16, _ end: UInt16) -> ArraySlice<UInt8> {
            line[(line.startIndex + Int(start))..<(line.startIndex + Int(end))]
        }
    }
}

/// Where a member stands, from the line's first byte. A line of 64 KiB ends in `}`, so every end fits 16 bits.
struct MemberRange: Sendable {
    var nameStart: UInt16 = 0
    var nameEnd: UInt16 = 0
    var valueStart: UInt16 = 0
    var valueEnd: UInt16 = 0
}

/// The members of the record itself: the first ones inline, since records with more are rare.
struct MemberRanges: Sendable {
    private static let inlineCount = 16
    private var inline = InlineArray<16, MemberRange>(repeating: MemberRange())
    private var further: [MemberRange] = []
    private(set) var count = 0

    mutating func append(_ range: MemberRange) {
        if count < MemberRanges.inlineCount { inline[count] = range } else { further.append(range) }
        count += 1
    }

    subscript(position: Int) -> MemberRange {
        precondition(position < count, "a member of the record")
        return position < MemberRanges.inlineCount ? inline[position] : further[position - MemberRanges.inlineCount]
    }
}

// MARK: Reading what has been checked

extension IJSON {
    /// The UTF-8 that a checked string stands for; `raw` is without quotation marks.
    static func unescape(_ raw: ArraySlice<UInt8>) -> Bytes {
        guard var escape = raw.firstIndex(of: UInt8(ascii: "\\")) else { return Bytes(raw) }
        var output = Bytes()
        output.reserveCapacity(raw.count)
        var rest = raw
        while true {
            output += rest[..<escape]
            rest = rest[escape...].dropFirst()
            guard let letter = rest.popFirst() else { return output }
            switch letter {
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "u"): output += UTF8.encode(scalar(&rest)) ?? UTF8.encodedReplacementCharacter
            default: output.append(letter)
            }
            guard let next = rest.firstIndex(of: UInt8(ascii: "\\")) else { return output + rest }
            escape = next
        }
    }

    /// The scalar of one `\uXXXX` or of a pair, the first `\u` already taken.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar {
        let first = unit(&rest)
        guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        rest = rest.dropFirst(2)
        let second = unit(&rest)
        return Unicode.Scalar(IJSON.scalarValue(high: first, low: second)) ?? "\u{FFFD}"
    }

    private static func unit(_ rest: inout ArraySlice<UInt8>) -> UInt32 {
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        return digits.reduce(0) { $0 << 4 | UInt32(hexValue($1) ?? 0) }
    }

    /// The code point of a surrogate pair.
    static func scalarValue(high: UInt32, low: UInt32) -> UInt32 {
        0x10000 &+ ((high & 0x3FF) << 10 | (low & 0x3FF))
    }

    /// The value of a hexadecimal digit in either case, as escapes may be written.
    static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The value of a checked number without fraction and exponent, or nil where the bytes are anything else.
    static func integer(_ raw: ArraySlice<UInt8>) -> Int64? {
        let isNegative = raw.first == UInt8(ascii: "-")
        guard let magnitude = Decimal53.parse(isNegative ? raw.dropFirst() : raw) else { return nil }
        return isNegative ? -Int64(magnitude) : Int64(magnitude)
    }
}
