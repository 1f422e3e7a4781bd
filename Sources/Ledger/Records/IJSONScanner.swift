/// The single pass of ``IJSON/check(_:)``. Holds every name of the objects that are open, so that a second one is
/// seen; recursion ends at ``IJSON/maximumDepth``. Kept to a
/// few words, since helpers that only read take a copy of it: names and members stand on the caller's stack.
struct IJSONScanner {
    private let line: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0
    private let names: UnsafeMutableBufferPointer<Name>
    private var nameCount = 0
    private let members: UnsafeMutablePointer<MemberRanges>

    /// How many names of one object are compared one by one; beyond that a set keeps the cost linear.
    private static let comparedNameCount = 32
    /// How many names can be open at once before a set takes over: as many as fit a small frame on the stack.
    private static let openNameCount = 64

    private struct Name: BitwiseCopyable {
        let start: UInt32
        let count: UInt32
    }

    private init(
        _ line: UnsafeBufferPointer<UInt8>, names: UnsafeMutableBufferPointer<Name>,
        members: UnsafeMutablePointer<MemberRanges>
    ) {
        self.line = line
        self.names = names
        self.members = members
    }

    /// Checks one line and tells where its members stand.
    static func check(_ line: UnsafeBufferPointer<UInt8>, members: inout MemberRanges) throws(LedgerError) {
        // The standard library's closure does not carry a typed error; an optional does.
        let failure = withUnsafeMutablePointer(to: &members) { members in
            withUnsafeTemporaryAllocation(of: Name.self, capacity: openNameCount) { names -> LedgerError? in
                var scanner = IJSONScanner(line, names: names, members: members)
                do throws(LedgerError) {
                    try scanner.record()
                    return nil
                } catch {
                    return error
                }
            }
        }
        if let failure { throw failure }
    }

    /// Checks the line from end to end.
    private mutating func record() throws(LedgerError) {
        guard line.count <= IJSON.maximumByteCount else {
            throw LedgerError(.recordTooLarge, "\(line.count) bytes")
        }
        if byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { throw failure("byte order mark") }
        guard byte(0) == UInt8(ascii: "{") else { throw unexpected("an object is expected") }
        try object()
        guard position == line.count else { throw unexpected("the record has ended before") }
    }

    // MARK: Values

    private mutating func value() throws(LedgerError) {
        switch byte(position) {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"): try object()
        case UInt8(ascii: "["): try array()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: throw unexpected("a value is expected")
        }
    }

    private mutating func object() throws(LedgerError) {
        try enter()
        let firstName = nameCount
        var manyNames: Set<Bytes>?
        if byte(position) == UInt8(ascii: "}") { return leave(firstName) }
        while true {
            guard byte(position) == UInt8(ascii: "\"") else { throw unexpected("a member's name is expected") }
            let nameStart = position + 1
            let isEscaped = try string()
            let nameEnd = position - 1
            let name = Name(start: UInt32(nameStart), count: UInt32(nameEnd - nameStart))
            guard remember(name, isEscaped: isEscaped, from: firstName, many: &manyNames) else {
                throw failure("duplicate member", at: nameStart - 1)
            }
            guard byte(position) == UInt8(ascii: ":") else { throw unexpected("a colon is expected") }
            position += 1
            let valueStart = position
            try value()
            if depth == 1, position < line.count {
                members.pointee.append(
                    MemberRange(
                        nameStart: UInt16(nameStart), nameEnd: UInt16(nameEnd),
                        valueStart: UInt16(valueStart), valueEnd: UInt16(position)))
            }
            switch byte(position) {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"): return leave(firstName)
            default: throw unexpected("a comma or the object's end is expected")
            }
        }
    }

    private mutating func array() throws(LedgerError) {
        try enter()
        if byte(position) == UInt8(ascii: "]") { return leave(nameCount) }
        while true {
            try value()
            switch byte(position) {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"): return leave(nameCount)
            default: throw unexpected("a comma or the array's end is expected")
            }
        }
    }

    private mutating func enter() throws(LedgerError) {
        guard depth < IJSON.maximumDepth else { throw failure("deeper than \(IJSON.maximumDepth)") }
        depth += 1
        position += 1
    }

    private mutating func leave(_ firstName: Int) {
        nameCount = firstName
        depth -= 1
        position += 1
    }

    private mutating func literal(_ word: StaticString) throws(LedgerError) {
        for offset in 0..<word.utf8CodeUnitCount where byte(position + offset) != word.utf8Start[offset] {
            throw failure("a value is expected")
        }
        position += word.utf8CodeUnitCount
    }

    // MARK: Names

    /// Whether the name is the first of its kind in the object whose names start at `firstName`. Names without
    /// escapes are compared as they stand; the first one with an escape, or one too many, moves all into a set.
    private mutating func remember(
        _ name: Name, isEscaped: Bool, from firstName: Int, many: inout Set<Bytes>?
    ) -> Bool {
        if many == nil {
            if !isEscaped, nameCount - firstName < IJSONScanner.comparedNameCount, nameCount < names.count {
                for index in firstName..<nameCount where isSame(names[index], name) { return false }
                names.initializeElement(at: nameCount, to: name)
                nameCount += 1
                return true
            }
            many = Set((firstName..<nameCount).map { bytes(names[$0]) })
            nameCount = firstName
        }
        let written = bytes(name)
        return many?.insert(isEscaped ? IJSON.unescape(written[...]) : written).inserted ?? true
    }

    private func isSame(_ left: Name, _ right: Name) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<Int(left.count)
        where line[Int(left.start) + offset] != line[Int(right.start) + offset] {
            return false
        }
        return true
    }

    private func bytes(_ name: Name) -> Bytes { Bytes(line[Int(name.start)..<(Int(name.start) + Int(name.count))]) }

    // MARK: Strings

    /// Passes over a string and tells whether it holds an escape.
    private mutating func string() throws(LedgerError) -> Bool {
        var isEscaped = false
        position = plainEnd(from: position + 1)
        while position < line.count {
            let character = line[position]
            if character >= 0x80 {
                try multibyte(character)
                if byte(position) >= 0x80 { continue }
            } else if character == UInt8(ascii: "\"") {
                position += 1
                return isEscaped
            } else if character == UInt8(ascii: "\\") {
                isEscaped = true
                try escape()
            } else {
                throw failure("control byte in a string")
            }
            position = plainEnd(from: position)
        }
        throw failure("the line ends inside a string")
    }

    /// The first byte from `start` on that is not a plain ASCII character of a string. Looks at eight bytes at once:
    /// a lane's high bit is set where its byte is below 0x20, a quotation mark, a backslash, or not ASCII. A borrow
    /// can set the bit of a higher lane wrongly, never leave out a lower one, so the first bit that is set is right.
    private func plainEnd(from start: Int) -> Int {
        var index = start
        while index + 8 <= line.count {
            let word = UInt64(
                littleEndian: UnsafeRawBufferPointer(line).loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quote = word ^ 0x2222_2222_2222_2222
            let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let control = (word &- 0x2020_2020_2020_2020) & ~word
            let marks = (quote &- 0x0101_0101_0101_0101) & ~quote | (backslash &- 0x0101_0101_0101_0101) & ~backslash
            let found = (control | marks | word) & 0x8080_8080_8080_8080
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < line.count {
            let character = line[index]
            if character < 0x20 || character >= 0x80 || character == UInt8(ascii: "\"")
                || character == UInt8(ascii: "\\")
            {
                break
            }
            index += 1
        }
        return index
    }

    /// One character of two bytes or more: RFC 3629 section 4, without the noncharacters.
    private mutating func multibyte(_ lead: UInt8) throws(LedgerError) {
        let second = byte(position + 1)
        switch lead {
        case 0xC2...0xDF:
            guard isContinuation(second) else { throw failure("invalid UTF-8") }
            position += 2
        case 0xE0...0xEF:
            let third = byte(position + 2)
            guard isContinuation(second), isContinuation(third), lead != 0xE0 || second >= 0xA0,
                lead != 0xED || second <= 0x9F
            else { throw failure("invalid UTF-8") }
            if lead == 0xEF {
                let isArabicBlock = second == 0xB7 && (0x90...0xAF).contains(third)
                if isArabicBlock || (second == 0xBF && third >= 0xBE) { throw failure("noncharacter") }
            }
            position += 3
        case 0xF0...0xF4:
            let third = byte(position + 2)
            let fourth = byte(position + 3)
            guard isContinuation(second), isContinuation(third), isContinuation(fourth),
                lead != 0xF0 || second >= 0x90, lead != 0xF4 || second <= 0x8F
            else { throw failure("invalid UTF-8") }
            // The last two code points of each plane: U+1FFFE is F0 9F BF BE.
            if second & 0x0F == 0x0F && third == 0xBF && fourth >= 0xBE { throw failure("noncharacter") }
            position += 4
        default:
            throw failure("invalid UTF-8")
        }
    }

    private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    private mutating func escape() throws(LedgerError) {
        switch byte(position + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"):
            var scalar = try codeUnit(at: position)
            var length = 6
            if scalar & 0xFC00 == 0xD800 {
                guard byte(position + 6) == UInt8(ascii: "\\"), byte(position + 7) == UInt8(ascii: "u") else {
                    throw failure("unpaired surrogate")
                }
                let low = try codeUnit(at: position + 6)
                guard low & 0xFC00 == 0xDC00 else { throw failure("unpaired surrogate") }
                scalar = IJSON.scalarValue(high: scalar, low: low)
                length = 12
            } else if scalar & 0xFC00 == 0xDC00 {
                throw failure("unpaired surrogate")
            }
            guard scalar & 0xFFFE != 0xFFFE, !(0xFDD0...0xFDEF).contains(scalar) else {
                throw failure("noncharacter")
            }
            position += length
        default:
            throw failure("unknown escape")
        }
    }

    /// The code unit of the `\uXXXX` that starts at `start`.
    private func codeUnit(at start: Int) throws(LedgerError) -> UInt32 {
        var unit: UInt32 = 0
        for offset in 2..<6 {
            guard let digit = IJSON.hexValue(byte(start + offset)) else {
                throw failure("four hexadecimal digits are expected", at: start)
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    // MARK: Numbers

    private mutating func number() throws(LedgerError) {
        let start = position
        if byte(position) == UInt8(ascii: "-") { position += 1 }
        let digits = position
        if byte(position) == UInt8(ascii: "0") {
            position += 1
            if isDigit(byte(position)) { throw failure("leading zero", at: start) }
        } else {
            try passDigits()
        }
        var isInteger = true
        if byte(position) == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try passDigits()
        }
        if byte(position) | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if byte(position) == UInt8(ascii: "+") || byte(position) == UInt8(ascii: "-") { position += 1 }
            try passDigits()
        }
        if isInteger {
            guard isExact(digits) else { throw failure("integer beyond 2^53", at: start) }
        } else {
            guard position - start <= IJSON.maximumFractionByteCount else {
                throw failure("number of more than \(IJSON.maximumFractionByteCount) bytes", at: start)
            }
            guard isBelowBound(digits) else { throw failure("number beyond 2^53", at: start) }
        }
    }

    private mutating func passDigits() throws(LedgerError) {
        guard isDigit(byte(position)) else { throw unexpected("a digit is expected") }
        while isDigit(byte(position)) { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Whether the digits from `start` up to the position are an integer of at most 2^53 − 1.
    private func isExact(_ start: Int) -> Bool {
        guard position - start <= 16 else { return false }
        var value: Int64 = 0
        for index in start..<position { value = value &* 10 &+ Int64(line[index] &- UInt8(ascii: "0")) }
        return value <= IJSON.maximumInteger
    }

    /// Whether the number from `start` (behind its sign) up to the position is, as a double, below 2^53. The nearest
    /// double is below 2^53 exactly where the number is below 2^53 − 1/2: the tie goes to the even 2^53. So the
    /// decimal digits decide, and no conversion with its locale and allocation is needed.
    private func isBelowBound(_ start: Int) -> Bool {
        let bound: StaticString = "90071992547409915"
        var integerDigits = 0
        var significantDigits = 0
        var order = 0
        var isBehindPoint = false
        var index = start
        while index < position {
            let character = line[index]
            index += 1
            if character == UInt8(ascii: ".") {
                isBehindPoint = true
                continue
            }
            guard isDigit(character) else { break }
            if significantDigits == 0 && character == UInt8(ascii: "0") {
                if isBehindPoint { integerDigits -= 1 }
                continue
            }
            if order == 0 {
                let other =
                    significantDigits < bound.utf8CodeUnitCount
                    ? bound.utf8Start[significantDigits] : UInt8(ascii: "0")
                order = Int(character) - Int(other)
            }
            significantDigits += 1
            if !isBehindPoint { integerDigits += 1 }
        }
        if significantDigits == 0 { return true }
        // Digits that are not written are zeros.
        if order == 0 && significantDigits < bound.utf8CodeUnitCount { order = -1 }
        let integerCount = integerDigits + exponent(from: index)
        return integerCount < 16 || (integerCount == 16 && order < 0)
    }

    /// The exponent whose sign or digits start at `start`, or 0 where there is none. At most 22 digits, held down
    /// since everything beyond a few dozen is decided alike.
    private func exponent(from start: Int) -> Int {
        var exponent = 0
        var sign = 1
        for index in start..<max(start, position) {
            if line[index] == UInt8(ascii: "-") { sign = -1 }
            guard isDigit(line[index]) else { continue }
            exponent = min(exponent * 10 + Int(line[index] - UInt8(ascii: "0")), 1 << 20)
        }
        return sign * exponent
    }

    // MARK: Bytes and failures

    /// The byte at an index, or 0 behind the end: a byte that is valid nowhere in a record.
    private func byte(_ index: Int) -> UInt8 { index < line.count ? line[index] : 0 }

    private func unexpected(_ expected: StaticString) -> LedgerError {
        switch byte(position) {
        case _ where position >= line.count: failure("the line ends too early")
        case 0x09, 0x0A, 0x0D, 0x20: failure("white space outside strings")
        default: failure("\(expected)")
        }
    }

    private func failure(_ reason: String, at index: Int? = nil) -> LedgerError {
        LedgerError(.recordMalformed, "byte \(index ?? position): \(reason)")
    }
}
