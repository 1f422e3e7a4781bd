import Foundation
import Ledger
import LedgerClient

/// Records of the domain as commands compose them.
enum BusinessRecord {
    /// A record with a fresh nonce; members without a value are left out.
    static func make(_ type: StaticString, _ members: KeyValuePairs<StaticString, IJSONValue?>) -> Bytes {
        RecordComposer.record(
            TypeName(literal: type), nonce: Random.bytes(16),
            members.compactMap { name, value in value.map { .init(name, $0) } })
    }

    /// The same with members that were read before, such as those of an earlier version.
    static func make(_ type: StaticString, members: [IJSONValue.Member]) -> Bytes {
        RecordComposer.record(TypeName(literal: type), nonce: Random.bytes(16), members)
    }
}

extension IJSONValue {
    /// A string, or nothing where there is none or it is empty.
    static func text(_ text: String?) -> IJSONValue? { text.flatMap { $0.isEmpty ? nil : .string(Bytes($0.utf8)) } }

    /// An array of strings; nothing where it would be empty.
    static func texts(_ texts: [String]) -> IJSONValue? {
        texts.isEmpty ? nil : .array(texts.map { .string(Bytes($0.utf8)) })
    }

    /// An array of byte strings; nothing where it would be empty.
    static func strings(_ strings: [Bytes]) -> IJSONValue? {
        strings.isEmpty ? nil : .array(strings.map { .string($0) })
    }

    /// A number, or nothing.
    static func count(_ number: Int?) -> IJSONValue? { number.map { .integer(Int64($0)) } }
}

/// A row of admission state, or the members of a record, with readers that give nil for what is absent or of another
/// form: what a service answers may hold anything.
struct BusinessRow {
    /// The row's key; empty for a record.
    let key: Bytes
    /// The members.
    let value: IJSONValue

    init(key: Bytes = [], _ value: IJSONValue) {
        self.key = key
        self.value = value
    }

    init(_ row: StatePage.Row) { self.init(key: row.key, row.value) }

    /// A record's members, nonce and type among them.
    init?(line: Bytes) {
        guard let value = try? IJSONValue(parsing: line), value.members != nil else { return nil }
        self.init(value)
    }

    /// The key as text.
    var name: String { DisplayText.clean(key, limit: 300) }

    subscript(member: String) -> IJSONValue? {
        let name = Bytes(member.utf8)
        return value.members?.first { $0.name == name }?.value
    }

    func bytes(_ member: String) -> Bytes? { self[member]?.bytes }

    /// The text of a member as it is worked with; what is shown goes through ``shown(_:)``.
    func text(_ member: String) -> String? { bytes(member).map { String(decoding: $0, as: UTF8.self) } }

    /// The text of a member as a terminal may show it; empty where there is none.
    func shown(_ member: String) -> String {
        switch self[member] {
        case .string(let bytes): DisplayText.clean(bytes)
        case .integer(let number): "\(number)"
        case .bool(let flag): flag ? "1" : "0"
        default: ""
        }
    }

    func integer(_ member: String) -> Int? { self[member]?.integer.map { Int($0) } }
    func isTrue(_ member: String) -> Bool { if case .bool(true)? = self[member] { true } else { false } }
    func texts(_ member: String) -> [String] {
        (self[member]?.elements ?? []).compactMap(\.bytes).map { String(decoding: $0, as: UTF8.self) }
    }
    func rows(_ member: String) -> [BusinessRow] {
        (self[member]?.elements ?? []).filter { $0.members != nil }.map { BusinessRow($0) }
    }
    func row(_ member: String) -> BusinessRow? { self[member].flatMap { $0.members == nil ? nil : BusinessRow($0) } }

    /// The entry that a member names by index and leaf hash, such as `at`.
    func place(_ member: String) -> SeenEntry? {
        guard let value = self[member], let index = value["index"]?.integer.flatMap({ EntryIndex(exactly: $0) }),
            let leaf = value["leaf"]?.bytes.flatMap({ LeafHash(base64: $0) })
        else { return nil }
        return SeenEntry(index: index, leaf: leaf)
    }
}
