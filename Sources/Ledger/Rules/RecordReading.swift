/// Reads the members that a rule demands, refusing with `record.invalid` and the member's name.
struct RecordReader {
    let record: Record
    private let value: IJSONValue

    init(_ record: Record) throws {
        self.record = record
        value = try record.value()
    }

    /// The record, which must be of a type and hold no other members than those named.
    init(_ record: Record, type: StaticString, members: [StaticString]) throws {
        try self.init(record)
        guard record.type == TypeName(literal: type) else {
            throw LedgerError(.recordInvalid, "\(record.type) where \(type) belongs")
        }
        guard case .object(let present) = value else { throw LedgerError(.recordInvalid, "\(type)") }
        for member in present where !member.name.equals("nonce") && !member.name.equals("type") {
            guard members.contains(where: { member.name.equals($0) }) else {
                throw LedgerError(.recordInvalid, "\(type): unknown member \(member.name.forDisplay(limit: 40))")
            }
        }
    }

    func value(_ name: StaticString) -> IJSONValue? { value[name] }

    func bytes(_ name: StaticString) throws -> Bytes {
        guard let bytes = value[name]?.bytes else { throw LedgerError(.recordInvalid, "\(record.type): \(name)") }
        return bytes
    }

    func text(_ name: StaticString, limit: Int) throws -> Bytes {
        let bytes = try bytes(name)
        guard !bytes.isEmpty, bytes.count <= limit else {
            throw LedgerError(.recordInvalid, "\(record.type): \(name) of 1 to \(limit) bytes")
        }
        return bytes
    }

    func reason() throws { _ = try text("reason", limit: 2_000) }

    func actor(_ name: StaticString) throws -> ActorName {
        guard let actor = ActorName(try bytes(name)), actor != .engine else {
            throw LedgerError(.recordInvalid, "\(record.type): \(name) is no actor name")
        }
        return actor
    }

    func role(_ name: StaticString) throws -> RoleName {
        guard let role = RoleName(try bytes(name)) else {
            throw LedgerError(.recordInvalid, "\(record.type): \(name) is no role name")
        }
        return role
    }

    func vkey(_ name: StaticString) throws -> VerifierKey {
        let key = try VerifierKey(parsing: bytes(name))
        guard key.algorithm == .ed25519 else { throw LedgerError(.recordInvalid, "\(record.type): \(name) algorithm") }
        guard Ed25519.isAcceptable(publicKey: key.publicKey) else { throw LedgerError(.keyWeak, "\(key.name)") }
        return key
    }

    func date(_ name: StaticString) throws -> CivilDate? {
        guard let value = value[name] else { return nil }
        guard let bytes = value.bytes, let date = CivilDate(bytes) else {
            throw LedgerError(.recordInvalid, "\(record.type): \(name) is no date")
        }
        return date
    }

    func number(_ name: StaticString) throws -> UInt64 {
        guard let number = value[name]?.integer, number >= 0 else {
            throw LedgerError(.recordInvalid, "\(record.type): \(name) is no number")
        }
        return UInt64(number)
    }

    func digest(hex name: StaticString) throws -> Digest {
        guard let digest = Hex.decode(try bytes(name)).flatMap({ Digest($0) }) else {
            throw LedgerError(.recordInvalid, "\(record.type): \(name) is no SHA-256")
        }
        return digest
    }

    /// The member `about` of annex D5.
    func about() throws -> SeenEntry {
        guard let about = value["about"], let index = about["index"]?.integer, index >= 0,
            let leaf = about["leaf"]?.bytes.flatMap({ LeafHash(base64: $0) })
        else { throw LedgerError(.recordInvalid, "\(record.type): about") }
        return SeenEntry(index: EntryIndex(UInt64(index)), leaf: leaf)
    }
}

extension RuleContext {
    /// The records, which must be as many as the rule says.
    func records(count: Int) throws -> [Record] {
        guard records.count == count else {
            throw LedgerError(.recordInvalid, "\(records.count) records where \(count) belong")
        }
        return records
    }
}

/// The name of a role (岗位角色), `[a-z]+(-[a-z]+)*`, at most 32 bytes. Here a role is a name; a domain says what it may.
public struct RoleName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The bytes.
    public let bytes: Bytes

    /// Checks a name, or gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count <= 32 else { return nil }
        for word in bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false) {
            guard !word.isEmpty, word.allSatisfy({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }) else {
                return nil
            }
        }
        self.bytes = Bytes(bytes)
    }

    /// A role from a literal that is one.
    public init(literal: StaticString) {
        guard let name = literal.withUTF8Buffer({ RoleName($0) }) else { preconditionFailure("\(literal)") }
        self = name
    }

    private init(checked text: StaticString) { bytes = text.withUTF8Buffer { Bytes($0) } }

    /// Administrator (系统管理员).
    public static let administrator = RoleName(checked: "administrator")
    /// Leader (审批领导).
    public static let leader = RoleName(checked: "leader")
    /// Supervisor (纪检监督人员).
    public static let supervisor = RoleName(checked: "supervisor")

    public static func < (left: RoleName, right: RoleName) -> Bool { bytesPrecede(left.bytes, right.bytes) }
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
