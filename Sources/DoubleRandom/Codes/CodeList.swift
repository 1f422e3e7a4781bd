// Wordings that the state changes (result wordings, methods, disposals, reasons) are dated policy: lists adopted by an
// event. The wording is the key; national and provincial codes are attributes, because their meaning has shifted
// between versions of platforms while the wording stayed.
//
//   [{"w":"未发现问题","national":"1","clean":true,"alone":true}, …]
//
// Members besides `w` are codes (strings) and flags (true where present).

import Ledger

/// A dated list of wordings (用语表) with codes and flags.
public struct CodeList: Sendable, Hashable {
    /// One wording.
    public struct Entry: Sendable, Hashable {
        /// The wording, the key.
        public let wording: Bytes
        /// Codes in other systems, `national` or `zhejiang` and so on, in the order of the record.
        public let codes: [Code]
        /// Flags that are set, such as `clean`, `alone`, `onSite`, `closes`, `needsText`.
        public let flags: [Bytes]

        /// A code in another system.
        public struct Code: Sendable, Hashable {
            /// The system.
            public let system: Bytes
            /// The code there.
            public let code: Bytes
        }

        /// The code in a system, or nil.
        public func code(in system: StaticString) -> Bytes? {
            codes.first { entry in system.withUTF8Buffer { entry.system.elementsEqual($0) } }?.code
        }

        /// Whether a flag is set.
        public func has(_ flag: StaticString) -> Bool {
            flags.contains { set in flag.withUTF8Buffer { set.elementsEqual($0) } }
        }
    }

    /// The policy's name, `result.wordings` for example.
    public let name: String
    /// The day from which the list stands.
    public let from: CivilDate
    /// The wordings in their order.
    public let entries: [Entry]

    /// At most so many wordings.
    public static let maximumEntryCount = 200
    /// A policy's value holds so many bytes.
    public static let maximumByteCount = 2 << 10

    /// Reads the value of a policy that stands from a day on.
    /// - Throws: `codeList.malformed`.
    public init(name: String, from: CivilDate, value: IJSONValue) throws(DoubleRandomError) {
        guard let elements = value.elements, (1...Self.maximumEntryCount).contains(elements.count) else {
            throw DoubleRandomError(.codeListMalformed, name)
        }
        var entries: [Entry] = []
        var seen: Set<Bytes> = []
        for (position, element) in elements.enumerated() {
            guard let members = element.members, let wording = element["w"]?.bytes, !wording.isEmpty,
                wording.count <= 300, seen.insert(wording).inserted
            else { throw DoubleRandomError(.codeListMalformed, "\(name): \(position + 1)") }
            var codes: [Entry.Code] = []
            var flags: [Bytes] = []
            for member in members where member.name != Bytes("w".utf8) {
                switch member.value {
                case .string(let code): codes.append(Entry.Code(system: member.name, code: code))
                case .bool(true): flags.append(member.name)
                case .bool(false): break
                default: throw DoubleRandomError(.codeListMalformed, "\(name): \(position + 1)")
                }
            }
            entries.append(Entry(wording: wording, codes: codes, flags: flags))
        }
        self.name = name
        self.from = from
        self.entries = entries
    }

    /// The policy's value.
    public var value: IJSONValue {
        .array(
            entries.map { entry in
                .object(
                    [.init("w", .string(entry.wording))]
                        + entry.codes.map { .init(name: $0.system, value: .string($0.code)) }
                        + entry.flags.map { .init(name: $0, value: .bool(true)) })
            })
    }

    /// The entry of a wording. Brackets and commas of either width are the same: `住所(经营场所)` is `住所（经营场所）`.
    public subscript(_ wording: some Collection<UInt8>) -> Entry? {
        let key = ComparisonText.key(wording)
        return entries.first { ComparisonText.key($0.wording) == key }
    }

    /// The list that stands on a day: the newest that began by then.
    public static func inForce(_ versions: some Sequence<CodeList>, on day: CivilDate) -> CodeList? {
        versions.filter { $0.from <= day }.max { $0.from < $1.from }
    }
}

/// Names and wordings as people compare them: width of brackets, commas and letters, case and blanks do not count.
enum ComparisonText {
    static func key(_ text: some Collection<UInt8>) -> Bytes {
        var output = Bytes()
        output.reserveCapacity(text.count)
        for scalar in String(decoding: Array(text), as: UTF8.self).unicodeScalars where !TypedText.isBlank(scalar) {
            var value = scalar.value
            switch value {
            case 0xFF01...0xFF5E: value -= 0xFEE0
            case 0x3001, 0xFF64: value = 0x2C
            case 0x3002: value = 0x2E
            case 0x3010, 0x3014: value = 0x28
            case 0x3011, 0x3015: value = 0x29
            default: break
            }
            if (0x41...0x5A).contains(value) { value += 0x20 }
            output.append(scalar: Unicode.Scalar(value) ?? scalar)
        }
        return output
    }
}
