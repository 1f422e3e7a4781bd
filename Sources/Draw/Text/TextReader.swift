/// Walks over the lines of a canonical text. Every field goes through a strict grammar, so that nothing else (CR, NUL, a
/// byte order mark) can pass.
struct TextReader {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var lineNumber = 0

    /// Checks the size and the domain line.
    init(_ bytes: [UInt8], domain: StaticString) throws {
        guard bytes.count <= DrawLimits.textBytes else { throw DrawError(.tooLarge, "\(bytes.count) bytes") }
        self.bytes = bytes
        let first = try line()
        guard domain.withUTF8Buffer({ first.elementsEqual($0) }) else {
            throw DrawError(.textMalformed, "line 1 is not \(domain)")
        }
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The next line without its LF.
    mutating func line() throws -> ArraySlice<UInt8> {
        lineNumber += 1
        let end = bytes.withUnsafeBufferPointer { buffer -> Int? in
            var place = position
            while place < buffer.count {
                if buffer[place] == lineFeed { return place }
                place += 1
            }
            return nil
        }
        guard let end else { throw DrawError(.textMalformed, "line \(lineNumber) is missing or has no line feed") }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    /// The next line's fields; there must be `count` of them.
    mutating func fields(_ count: Int) throws -> FieldReader {
        let reader = try fields()
        guard reader.count == count else {
            throw DrawError(.textMalformed, "line \(lineNumber) has \(reader.count) fields, not \(count)")
        }
        return reader
    }

    /// The next line's fields.
    mutating func fields() throws -> FieldReader {
        let line = try line()
        return FieldReader(line.split(separator: tab, maxSplits: 15, omittingEmptySubsequences: false), lineNumber)
    }

    /// The next line's fields behind its fixed first one.
    mutating func fields(_ count: Int, key: StaticString) throws -> FieldReader {
        var reader = try fields(count)
        try reader.literal(key)
        return reader
    }

    func end() throws {
        guard isAtEnd else { throw DrawError(.textMalformed, "something stands behind line \(lineNumber)") }
    }
}

/// Reads the fields of one line in order.
struct FieldReader {
    private let fields: [ArraySlice<UInt8>]
    let lineNumber: Int
    private var position = 0

    init(_ fields: [ArraySlice<UInt8>], _ lineNumber: Int) {
        self.fields = fields
        self.lineNumber = lineNumber
    }

    var count: Int { fields.count }

    func wrong(_ what: String) -> DrawError {
        DrawError(.fieldMalformed, "line \(lineNumber), field \(position): \(what)")
    }

    mutating func next() throws -> ArraySlice<UInt8> {
        guard position < fields.count else {
            throw DrawError(.textMalformed, "line \(lineNumber) has \(fields.count) fields")
        }
        position += 1
        return fields[position - 1]
    }

    mutating func literal(_ text: StaticString) throws {
        let field = try next()
        guard text.withUTF8Buffer({ field.elementsEqual($0) }) else { throw wrong("\(text) is missing") }
    }

    mutating func id() throws -> DrawID {
        guard let id = DrawID(try next()) else { throw wrong("not an id") }
        return id
    }

    mutating func word() throws -> DrawWord {
        guard let word = DrawWord(try next()) else { throw wrong("not a word") }
        return word
    }

    mutating func hash() throws -> Hash256 {
        guard let hash = Hash256(hex: try next()) else { throw wrong("not 64 lower-case hexadecimal digits") }
        return hash
    }

    mutating func tags() throws -> DrawTags {
        guard let tags = DrawTags(field: try next()) else { throw wrong("not a sorted list of tags") }
        return tags
    }

    mutating func number(_ range: ClosedRange<Int>) throws -> Int {
        guard let number = decimal(try next()) else { throw wrong("not a number") }
        guard range.contains(number) else { throw wrong("\(number) is not within \(range)") }
        return number
    }

    mutating func optional<Value>(_ read: (inout FieldReader) throws -> Value) throws -> Value? {
        guard position < fields.count, fields[position].elementsEqual(absent) else { return try read(&self) }
        position += 1
        return nil
    }
}

/// Decimal digits without sign and leading zero, below 2^53, or nil.
func decimal(_ text: some Collection<UInt8>) -> Int? {
    guard let first = text.first, text.count <= 16, first != UInt8(ascii: "0") || text.count == 1 else { return nil }
    var value = 0
    for digit in text {
        guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value < 1 << 53 ? value : nil
}
