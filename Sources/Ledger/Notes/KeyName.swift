// Key names of C2SP signed-note v1.0.0, https://c2sp.org/signed-note@v1.0.0

/// The name in a verifier key and on a signature line: valid UTF-8, not empty, no Unicode space, no control byte, no
/// `+`, at most 255 bytes. Compared byte by byte, so that NFC and NFD forms are two names.
public struct KeyName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The bytes.
    public let bytes: Bytes

    /// The longest name.
    public static let maximumByteCount = 255

    /// Checks a name, or gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty, bytes.count <= KeyName.maximumByteCount else { return nil }
        var isASCII = true
        for byte in bytes {
            if byte <= 0x20 || byte == UInt8(ascii: "+") || byte == 0x7F { return nil }
            if byte >= 0x80 { isASCII = false }
        }
        if !isASCII {
            guard let text = String(validating: bytes, as: UTF8.self),
                !text.unicodeScalars.contains(where: { $0.properties.isWhitespace })
            else { return nil }
        }
        self.bytes = Bytes(bytes)
    }

    /// A name from text.
    public init?(_ text: String) { self.init(Bytes(text.utf8)) }

    public static func < (left: KeyName, right: KeyName) -> Bool { bytesPrecede(left.bytes, right.bytes) }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
