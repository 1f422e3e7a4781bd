// What a record of the domain may hold: stated as data, so that the check, docs/rules/1.md and the forms of a client
// come from one place. A type's members never change; a new version is a new type.

import Draw
import Ledger

/// The form of a member's value.
indirect enum Form: Sendable {
    /// A string of 1 to so many bytes of UTF-8.
    case text(Int)
    /// `[0-9A-Za-z._:-]{1,64}`, as draws.md 2.1 has identifiers.
    case id
    /// A word of the draw's texts (docs/draw.md), without a comma: it stands in a manifest as it is.
    case term
    /// So many decimal digits.
    case digits(Int)
    /// One of these strings.
    case word([StaticString])
    /// An integer of 0 or more.
    case number
    /// `<numerator>/<denominator>`: 0 ≤ numerator ≤ denominator ≤ 1,000,000, denominator at least 1.
    case ratio
    /// `YYYY-MM-DD`.
    case date
    /// 64 lower-case hexadecimal digits.
    case hex
    case bool
    /// An actor's name.
    case actor
    /// Index and leaf hash of an earlier entry.
    case about
    /// Digest, size and media type of an attachment.
    case attachment
    /// An array of 1 to so many values, each of them once.
    case list(Form, Int)
    /// An object of members.
    case object([Field])

    /// How docs/rules/1.md writes the form.
    var text: String {
        switch self {
        case .text(let limit): "text ≤ \(limit)"
        case .id: "id"
        case .term: "term"
        case .digits(let count): "\(count) digits"
        case .word(let words): words.map { "`\($0)`" }.joined(separator: " ")
        case .number: "number"
        case .ratio: "ratio"
        case .date: "date"
        case .hex: "hex"
        case .bool: "bool"
        case .actor: "actor"
        case .about: "about"
        case .attachment: "attachment"
        case .list(let form, let limit): "1–\(limit) of (\(form.text))"
        case .object(let fields): "{\(fields.map(\.text).joined(separator: ", "))}"
        }
    }

    func accepts(_ value: IJSONValue) -> Bool {
        switch self {
        case .text(let limit): value.bytes.map { !$0.isEmpty && $0.count <= limit } ?? false
        case .id: value.bytes.map(Form.isID) ?? false
        case .term: value.bytes.map { DrawWord($0) != nil && !$0.contains(UInt8(ascii: ",")) } ?? false
        case .digits(let count):
            value.bytes.map { $0.count == count && $0.allSatisfy { (0x30...0x39).contains($0) } } ?? false
        case .word(let words): value.bytes.map { bytes in words.contains { bytes.equals($0) } } ?? false
        case .number: value.integer.map { $0 >= 0 } ?? false
        case .ratio: value.bytes.flatMap { Ratio($0) } != nil
        case .date: value.bytes.flatMap { CivilDate($0) } != nil
        case .hex: value.bytes.map { $0.count == 64 && Hex.isHex($0) } ?? false
        case .bool: value.bool != nil
        case .actor: value.bytes.flatMap { ActorName($0) }.map { $0 != .engine } ?? false
        case .about: SeenEntry(about: value) != nil
        case .attachment:
            value.members?.count == 3 && Form.hex.accepts(value["sha256"] ?? .null)
                && Form.number.accepts(value["size"] ?? .null) && Form.text(100).accepts(value["media"] ?? .null)
        case .list(let form, let limit):
            value.elements.map {
                (1...limit).contains($0.count) && $0.allSatisfy { form.accepts($0) } && Set($0).count == $0.count
            } ?? false
        case .object(let fields):
            value.members != nil && Field.firstFault(in: value, fields: fields, envelope: false) == nil
        }
    }

    static func isID(_ bytes: Bytes) -> Bool {
        (1...64).contains(bytes.count)
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default:
                    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
                        || byte == UInt8(ascii: "-")
                }
            }
    }
}

/// A member of a record.
struct Field: Sendable {
    let name: StaticString
    let form: Form
    let isRequired: Bool

    static func must(_ name: StaticString, _ form: Form) -> Field { Field(name: name, form: form, isRequired: true) }
    static func may(_ name: StaticString, _ form: Form) -> Field { Field(name: name, form: form, isRequired: false) }

    var text: String { isRequired ? "`\(name)` \(form.text)" : "[`\(name)` \(form.text)]" }

    /// The name of the first member that is missing, unknown or of another form.
    static func firstFault(in value: IJSONValue, fields: [Field], envelope: Bool) -> String? {
        for member in value.members ?? [] {
            if envelope, member.name.equals("type") || member.name.equals("nonce") { continue }
            guard let field = fields.first(where: { member.name.equals($0.name) }) else {
                return "unknown member \(String(decoding: member.name.prefix(40), as: UTF8.self))"
            }
            guard field.form.accepts(member.value) else { return "\(field.name)" }
        }
        return fields.first { $0.isRequired && value[$0.name] == nil }.map { "\($0.name) is missing" }
    }
}

/// A type of record with its version, its members and who reads it.
struct RecordSchema: Sendable {
    let type: TypeName
    let visibility: Visibility
    let fields: [Field]

    init(_ type: StaticString, _ visibility: Visibility, _ fields: [Field]) {
        self.type = TypeName(literal: type)
        self.visibility = visibility
        self.fields = fields
    }

    /// Reads a record of this type.
    /// - Throws: `record.invalid` with the member at fault.
    func read(_ record: Record) throws -> StateObject {
        guard record.type == type else { throw LedgerError(.recordInvalid, "\(record.type) where \(type) belongs") }
        let value = try record.value()
        if let fault = Field.firstFault(in: value, fields: fields, envelope: true) {
            throw LedgerError(.recordInvalid, "\(type): \(fault)")
        }
        return StateObject((value.members ?? []).filter { !$0.name.equals("nonce") && !$0.name.equals("type") })
    }
}

extension SeenEntry {
    /// The member `about` of annex D5.
    init?(about value: IJSONValue) {
        guard value.members?.count == 2, let index = value["index"]?.index,
            let leaf = value["leaf"]?.bytes.flatMap({ LeafHash(base64: $0) })
        else { return nil }
        self.init(index: index, leaf: leaf)
    }
}

/// A ratio as plans write it, exact: `3/100`.
struct Ratio: Hashable, Sendable {
    let numerator: Int
    let denominator: Int

    init?(_ bytes: Bytes) {
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, let numerator = Decimal53.parse(parts[0]), let denominator = Decimal53.parse(parts[1]),
            (1...1_000_000).contains(denominator), numerator <= denominator
        else { return nil }
        self.numerator = Int(numerator)
        self.denominator = Int(denominator)
    }

    /// The largest count that the ratio allows of a population as a cap: max(1, ceil(N × cap)), design section 6.
    func cap(of population: Int) -> Int { max(1, (population * numerator + denominator - 1) / denominator) }
}

extension Bytes {
    /// The bytes of a literal.
    init(_ literal: StaticString) { self = literal.withUTF8Buffer { Bytes($0) } }

    /// Whether these are the bytes of a literal.
    func equals(_ literal: StaticString) -> Bool { literal.withUTF8Buffer { elementsEqual($0) } }

    /// Text for details of errors.
    var shown: String { String(decoding: prefix(80), as: UTF8.self) }
}
