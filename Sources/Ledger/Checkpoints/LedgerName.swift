/// The name of a ledger (账本名称): its checkpoint origin, the name of its checkpoint key, and the `ledger` line of
/// every event. `[a-z0-9.-]+(/[a-z0-9._-]+)+`, at most 255 bytes.
///
/// Example: `qianan.example/commerce`.
public struct LedgerName: Hashable, Sendable, CustomStringConvertible {
    /// The bytes.
    public let bytes: Bytes

    /// Checks a name, or gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count <= KeyName.maximumByteCount else { return nil }
        var slashes = 0
        var isInPart = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"):
                isInPart = true
            case UInt8(ascii: "_") where slashes > 0:
                isInPart = true
            case UInt8(ascii: "/") where isInPart:
                slashes += 1
                isInPart = false
            default:
                return nil
            }
        }
        guard slashes > 0, isInPart else { return nil }
        self.bytes = Bytes(bytes)
    }

    /// A name from text.
    public init?(_ text: String) { self.init(Bytes(text.utf8)) }

    /// The name as a key name.
    public var keyName: KeyName {
        guard let name = KeyName(bytes) else { preconditionFailure("every ledger name is a key name") }
        return name
    }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
