/// Text from outside as it may stand on a terminal: no control bytes, no marks that turn the direction of writing.
public enum DisplayText {
    /// Replaces what a terminal would obey by `?`, and cuts after `limit` characters.
    public static func clean(_ text: some StringProtocol, limit: Int = 500) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) { output.append(isObeyed(scalar) ? "?" : scalar) }
        return String(output)
    }

    /// Reads bytes as UTF-8 and cleans them.
    public static func clean(_ bytes: some Collection<UInt8>, limit: Int = 500) -> String {
        clean(String(decoding: bytes, as: UTF8.self), limit: limit)
    }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
