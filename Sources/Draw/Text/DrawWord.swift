/// A word for people inside a canonical text: a stratum, group, department, tag, reason, or a beacon's value as published.
///
/// The texts are NFC by construction, without tables of one Unicode version: a word consists of code points that never
/// decompose and never combine with a neighbour, so that every sequence of them is NFC. These are
/// U+0020–U+007E, U+00B7, U+2013–2014, U+2018–2019, U+201C–201D, U+2026, U+3001–U+301F, and the ideographs
/// U+3400–4DBF, U+4E00–9FFF, U+20000–2A6DF, U+2A700–2EBE0, U+30000–323AF, and U+FF01–U+FF5E.
/// A word has 1 to 256 bytes, neither begins nor ends with a space, and is not `-`, which stands for absence.
public struct DrawWord: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The bytes, UTF-8.
    public let bytes: [UInt8]

    /// Takes bytes of the grammar, or gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count >= 1, bytes.count <= DrawLimits.wordBytes, bytes != [UInt8(ascii: "-")],
            bytes.first != UInt8(ascii: " "), bytes.last != UInt8(ascii: " "), DrawWord.admits(bytes)
        else { return nil }
        self.bytes = bytes
    }

    /// Takes text of the grammar, or gives nil.
    public init?(_ text: String) { self.init(Array(text.utf8)) }

    /// The word as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public var description: String { text }

    public static func < (left: DrawWord, right: DrawWord) -> Bool { byteOrder(left.bytes, right.bytes) < 0 }

    private static func admits(_ bytes: [UInt8]) -> Bool {
        if bytes.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E }) { return true }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): if !admits(scalar.value) { return false }
            case .emptyInput: return true
            case .error: return false
            }
        }
    }

    static func admits(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20...0x7E, 0xB7, 0x2013...0x2014, 0x2018...0x2019, 0x201C...0x201D, 0x2026, 0x3001...0x301F,
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x2A6DF, 0x2A700...0x2EBE0, 0x30000...0x323AF,
            0xFF01...0xFF5E:
            true
        default: false
        }
    }
}

/// A sorted set of tags, written `a,b` or `-`. A tag is a word without a comma.
public struct DrawTags: Hashable, Sendable {
    /// The tags, sorted by bytes, none twice.
    public let words: [DrawWord]

    /// No tags.
    public static let none = DrawTags(sorted: [])

    private init(sorted words: [DrawWord]) { self.words = words }

    /// Sorts the tags and drops repetitions. Throws `draw.fieldMalformed` for a comma in a tag, `draw.tooLarge` above 32.
    public init(_ words: some Sequence<DrawWord>) throws {
        let sorted = Set(words).sorted()
        guard sorted.count <= DrawLimits.tags else { throw DrawError(.tooLarge, "\(sorted.count) tags") }
        if let word = sorted.first(where: { $0.bytes.contains(UInt8(ascii: ",")) }) {
            throw DrawError(.fieldMalformed, "tag \(word)")
        }
        self.words = sorted
    }

    init?(field: ArraySlice<UInt8>) {
        if field.elementsEqual([UInt8(ascii: "-")]) {
            self = .none
            return
        }
        var words: [DrawWord] = []
        for part in field.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard words.count < DrawLimits.tags, let word = DrawWord(part) else { return nil }
            if let last = words.last, last >= word { return nil }
            words.append(word)
        }
        self.words = words
    }

    var bytes: [UInt8] {
        words.isEmpty ? [UInt8(ascii: "-")] : Array(words.map(\.bytes).joined(separator: [UInt8(ascii: ",")]))
    }

    /// Whether every one of `demanded` is here.
    func contains(_ demanded: DrawTags) -> Bool {
        var have = words[...]
        for word in demanded.words {
            guard let place = have.firstIndex(of: word) else { return false }
            have = have[(place + 1)...]
        }
        return true
    }
}
