/// Builds the bytes of a canonical text: fields separated by one TAB, each line ended by one LF.
struct TextWriter {
    private(set) var bytes: [UInt8] = []
    private var lineIsEmpty = true

    init(domain: StaticString, reserve: Int = 0) {
        bytes.reserveCapacity(reserve)
        field(domain)
        endLine()
    }

    mutating func field(_ value: [UInt8]) {
        if !lineIsEmpty { bytes.append(tab) }
        bytes.append(contentsOf: value)
        lineIsEmpty = false
    }

    mutating func field(_ value: StaticString) { field(value.withUTF8Buffer { Array($0) }) }
    mutating func field(_ id: DrawID) { field(id.bytes) }
    mutating func field(_ word: DrawWord) { field(word.bytes) }
    mutating func field(_ hash: Hash256) { field(hash.hexBytes) }
    mutating func field(_ number: Int) { field(Array(String(number).utf8)) }
    mutating func field(optional id: DrawID?) { field(id?.bytes ?? absent) }
    mutating func field(optional word: DrawWord?) { field(word?.bytes ?? absent) }
    mutating func field(optional hash: Hash256?) { field(hash?.hexBytes ?? absent) }
    mutating func field(optional number: Int?) { field(number.map { Array(String($0).utf8) } ?? absent) }

    mutating func endLine() {
        bytes.append(lineFeed)
        lineIsEmpty = true
    }

    /// One line of one field, the shape of every text that is only hashed.
    mutating func line(_ value: [UInt8]) {
        field(value)
        endLine()
    }
}

let tab = UInt8(ascii: "\t")
let lineFeed = UInt8(ascii: "\n")
let absent = [UInt8(ascii: "-")]

/// A canonical text that is hashed: its bytes are what `sha256sum` reads.
public protocol CanonicalText: Sendable, Equatable {
    /// Reads the exact bytes, or throws `draw.textMalformed`, `draw.fieldMalformed`, `draw.unsorted`, `draw.duplicate`
    /// or `draw.tooLarge`.
    init(parsing bytes: [UInt8]) throws
    /// The exact bytes, the last LF included.
    var bytes: [UInt8] { get }
}

extension CanonicalText {
    /// SHA-256 of ``bytes``.
    public var hash: Hash256 { Hash256.hash(bytes) }
}
