import Foundation

/// Walks over LF-terminated lines of a byte string. A last line without LF is not a line.
struct LineScanner {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    init(_ bytes: Bytes) { self.init(bytes[...]) }

    var isAtEnd: Bool { position == bytes.endIndex }

    /// What has not been read yet.
    var rest: ArraySlice<UInt8> { bytes[position...] }

    /// The next line without its LF, or nil where no LF follows.
    mutating func line() -> ArraySlice<UInt8>? {
        guard let end = bytes[position...].position(of: newline) else { return nil }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    /// The value of the next line, which must be `key`, one space and a value of one byte or more.
    mutating func value(of key: StaticString) -> ArraySlice<UInt8>? {
        let before = position
        guard let line = line(), let value = line.dropping(prefix: key), value.first == space, value.count > 1 else {
            position = before
            return nil
        }
        return value.dropFirst()
    }
}

let newline = UInt8(ascii: "\n")
let space = UInt8(ascii: " ")

extension ArraySlice<UInt8> {
    /// Where a byte stands first; the C library looks at many at once.
    func position(of byte: UInt8) -> Int? {
        withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress, let found = memchr(start, Int32(byte), buffer.count) else {
                return nil
            }
            return startIndex + (UnsafeRawPointer(found) - start)
        }
    }
}

extension Collection<UInt8> where SubSequence == ArraySlice<UInt8> {
    /// What follows `prefix`, or nil where the bytes do not start with it.
    func dropping(prefix: StaticString) -> ArraySlice<UInt8>? {
        let length = prefix.utf8CodeUnitCount
        let isPrefix = withContiguousStorageIfAvailable { bytes in
            bytes.count >= length && memcmp(bytes.baseAddress ?? prefix.utf8Start, prefix.utf8Start, length) == 0
        }
        return isPrefix == true ? dropFirst(length) : nil
    }
}

extension Collection<UInt8> {
    /// Byte equality with an ASCII literal.
    func equals(_ literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        let isEqual = withContiguousStorageIfAvailable { bytes in
            bytes.count == length && memcmp(bytes.baseAddress ?? literal.utf8Start, literal.utf8Start, length) == 0
        }
        return isEqual ?? literal.withUTF8Buffer { elementsEqual($0) }
    }
}

extension Sequence<UInt8> {
    /// The bytes as text for people: invalid UTF-8 shows as replacement characters, control bytes as `?`.
    public func forDisplay(limit: Int = 120) -> String {
        let bytes = Array(prefix(limit))
        let text = String(decoding: bytes, as: UTF8.self)
        if bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    }
}

/// Byte-wise lexicographic order, the only order in which lists are sorted here.
func bytesPrecede(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
    left.lexicographicallyPrecedes(right)
}
