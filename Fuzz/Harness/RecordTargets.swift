import Foundation

/// I-JSON, records and lists of records.
enum RecordTargets {
    /// The check, the decoder and the encoder agree with each other and with Foundation's JSON reader.
    static func record(_ input: Bytes) {
        let outline = parsed(.record) { try IJSON.check(input) }
        let value = parsed(.record) { try IJSONValue(parsing: input) }
        require((outline == nil) == (value == nil), "the check and the decoder accept the same lines")
        let framed = [0x22] + input + [0x22, 0x7D]
        let slice = framed[1..<(1 + input.count)]
        require(((try? IJSON.check(slice)) != nil) == (outline != nil), "a slice of a larger array is judged alike")
        let record = parsed(.record) { try Record(parsing: input) }
        let personal = parsed(.record) { try Record(parsing: input, personal: true) }
        guard let outline, let value, let members = value.members else {
            return require(record == nil && personal == nil, "a record is I-JSON")
        }
        require(members.count == outline.count, "the outline has all members")
        for (position, member) in members.enumerated() {
            let (name, raw) = outline[position]
            require(IJSON.unescape(name) == member.name, "the outline's names are the members'")
            let line = Bytes("{\"v\":".utf8) + raw + [UInt8(ascii: "}")]
            if line.count > IJSON.maximumByteCount { continue }
            require(try IJSONValue(parsing: line)["v"] == member.value, "the outline's values are the members'")
        }
        require(outline.string("type") == value["type"]?.bytes, "a string by name")
        require(outline.integer("part") == value["part"]?.integer, "an integer by name")
        check(value)
        let encoded = value.encoded
        if encoded.count <= IJSON.maximumByteCount {
            require(try IJSONValue(parsing: encoded) == value, "what is encoded is decoded again")
            require(try IJSONValue(parsing: encoded).encoded == encoded, "encoding twice changes nothing")
        }
        compare(value, with: input)
        for record in [record, personal].compactMap({ $0 }) {
            require(record.line == input && record.leaf == RFC6962.leafHash(input), "a record keeps its line")
            require(TypeName(record.type.bytes) == record.type, "a record's type is one")
            let attachments = parsed([.attachmentTooLarge]) { try AttachmentReference.all(in: record) }
            for attachment in attachments ?? [] {
                require(attachment.size <= StoredAttachment.maximumByteCount, "an attachment has a limit")
            }
        }
    }

    /// Limits and distinct names, at every depth.
    private static func check(_ value: IJSONValue, depth: Int = 1) {
        switch value {
        case .object(let members):
            require(depth <= IJSON.maximumDepth, "depth")
            require(Set(members.map(\.name)).count == members.count, "distinct names")
            for member in members {
                require(String(validating: member.name, as: UTF8.self) != nil, "a name is UTF-8")
                check(member.value, depth: depth + 1)
            }
        case .array(let elements):
            require(depth <= IJSON.maximumDepth, "depth")
            for element in elements { check(element, depth: depth + 1) }
        case .string(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { stop("a string is UTF-8") }
            for scalar in text.unicodeScalars {
                let isNoncharacter = scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
                require(!isNoncharacter, "no noncharacter")
            }
        case .integer(let integer):
            require(abs(integer) < Int64(Decimal53.bound), "an integer is exact")
        case .number(let raw):
            guard let double = Double(String(decoding: raw, as: UTF8.self)) else { stop("a number is a double") }
            require(abs(double) < Double(Decimal53.bound), "a number is below 2^53")
            require(raw.count <= IJSON.maximumFractionByteCount, "a number's length")
        case .bool, .null: break
        }
    }

    /// Whatever the check accepts, another reader reads as the same value.
    private static func compare(_ value: IJSONValue, with line: Bytes) {
        // Foundation drops U+FEFF where a string starts with it, so that two names become one.
        if line.contains(subsequence: "\u{FEFF}") { return }
        do {
            compare(value, with: try JSONSerialization.jsonObject(with: Data(line)))
        } catch {
            // Foundation refuses a number that a double rounds to zero or that is subnormal.
            if !hasTinyNumber(value) { stop("Foundation refuses: \(error)") }
        }
    }

    private static func compare(_ value: IJSONValue, with other: Any) {
        switch value {
        case .object(let members):
            guard let object = other as? [String: Any] else { stop("an object") }
            // Foundation's names are equal where their NFC forms are; only records without such pairs are compared.
            let names = members.map { String(decoding: $0.name, as: UTF8.self) }
            require(Set(names).count == object.count, "as many members")
            if Set(names).count < names.count { return }
            for (name, member) in zip(names, members) {
                guard let theirs = object[name] else { stop("a member of the same name") }
                compare(member.value, with: theirs)
            }
        case .array(let elements):
            guard let array = other as? [Any], array.count == elements.count else { stop("an array") }
            for (element, theirs) in zip(elements, array) { compare(element, with: theirs) }
        case .string(let bytes):
            guard let string = other as? String else { stop("a string") }
            require(bytes.elementsEqual(string.utf8), "the same string")
        case .integer(let integer):
            require((other as? NSNumber)?.int64Value == integer, "the same integer")
        case .number(let raw):
            // Foundation rounds through a decimal: 9007199254740991.4 becomes 2^53 there.
            let ours = Double(String(decoding: raw, as: UTF8.self)) ?? .nan
            let theirs = (other as? NSNumber)?.doubleValue ?? .nan
            require(abs(ours - theirs) <= abs(ours) * 1e-12, "the same number")
        case .bool(let bool):
            require((other as? Bool) == bool, "the same truth")
        case .null:
            require(other is NSNull, "null")
        }
    }

    private static func hasTinyNumber(_ value: IJSONValue) -> Bool {
        switch value {
        case .object(let members): members.contains { hasTinyNumber($0.value) }
        case .array(let elements): elements.contains { hasTinyNumber($0) }
        case .number(let raw):
            Double(String(decoding: raw, as: UTF8.self)).map { abs($0) < Double.leastNormalMagnitude } ?? true
        case .string, .integer, .bool, .null: false
        }
    }

    /// A list is its lines, and its root is the tree's over them.
    static func records(_ input: Bytes) {
        guard let list = parsed(.record, { try RecordList(parsing: input) }) else { return }
        let lines = list.lines.map { Bytes($0) }
        require(Bytes(lines.map { $0 + [newline] }.joined()) == input, "a list is its lines")
        require(try RecordList(lines: lines) == list, "a list is made of its lines")
        require(list.count == lines.count && !lines.isEmpty, "as many as there are")
        require(Bytes(RecordLines(input).joined(separator: [newline])) + [newline] == input, "stored lines")
        let commitment = list.commitment
        require(commitment.count == UInt64(lines.count), "the count")
        require(commitment.root == RFC6962.root(lines.map { RFC6962.leafHash($0) }), "the root")
        require(RecordCommitment(parsing: Bytes(commitment.text.utf8)[...]) == commitment, "its text")
        let single = parsed(.record) { try lines.map { (line) throws(LedgerError) in try Record(parsing: line) } }
        require(parsed(.record) { try list.records() } == single, "the records are those of the lines")
        _ = parsed(.record) { try list.records(personal: true) }
    }
}
