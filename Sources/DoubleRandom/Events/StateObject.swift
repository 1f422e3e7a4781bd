import Ledger

/// The members of a record or of a row of admission state, in their order, with readers for the forms that a
/// ``RecordSchema`` has checked. What is absent or of another form reads as nil: a row that was tampered with may
/// hold anything, and never stops the program.
public struct StateObject: Hashable, Sendable {
    /// The members in order.
    public private(set) var members: [IJSONValue.Member]

    /// Takes members.
    public init(_ members: [IJSONValue.Member] = []) { self.members = members }

    /// As one value.
    public var value: IJSONValue { .object(members) }

    /// A member.
    public subscript(name: StaticString) -> IJSONValue? {
        get { members.first { $0.name.equals(name) }?.value }
        set {
            let position = members.firstIndex { $0.name.equals(name) }
            switch (position, newValue) {
            case (let position?, let value?): members[position] = .init(name: members[position].name, value: value)
            case (let position?, nil): members.remove(at: position)
            case (nil, let value?): members.append(.init(name, value))
            case (nil, nil): break
            }
        }
    }

    /// A string's bytes, or nil.
    public func bytes(_ name: StaticString) -> Bytes? { self[name]?.bytes }
    /// A number, or nil.
    public func integer(_ name: StaticString) -> Int? { self[name]?.integer.map { Int($0) } }
    /// Whether a member is true.
    public func bool(_ name: StaticString) -> Bool { self[name]?.bool ?? false }
    /// A day, or nil.
    public func date(_ name: StaticString) -> CivilDate? { self[name]?.bytes.flatMap { CivilDate($0) } }
    func ratio(_ name: StaticString) -> Ratio? { self[name]?.bytes.flatMap { Ratio($0) } }
    /// An actor, or nil.
    public func actor(_ name: StaticString) -> ActorName? { self[name]?.bytes.flatMap { ActorName($0) } }
    /// An index, or nil.
    public func index(_ name: StaticString) -> EntryIndex? { self[name]?.index }
    /// An array's strings.
    public func list(_ name: StaticString) -> [Bytes] { self[name]?.elements?.compactMap(\.bytes) ?? [] }
    /// An array's objects.
    public func objects(_ name: StaticString) -> [StateObject] {
        self[name]?.elements?.compactMap { $0.members.map { StateObject($0) } } ?? []
    }
    /// A member that is one object, as a list of it alone.
    func objects(_ name: StaticString, alone: Bool) -> [StateObject] {
        self[name]?.members.map { [StateObject($0)] } ?? []
    }
    /// Index and leaf hash of an earlier entry, or nil.
    public func about(_ name: StaticString = "about") -> SeenEntry? { self[name].flatMap { SeenEntry(about: $0) } }
    /// Whether a string is this word.
    public func equals(_ name: StaticString, _ literal: StaticString) -> Bool {
        self[name]?.bytes?.equals(literal) ?? false
    }

    /// A member that the schema demands, so that its absence is a fault of this program or of a tampered row.
    func required(_ name: StaticString) throws -> Bytes {
        guard let bytes = bytes(name) else { throw LedgerError(.recordInvalid, "\(name)") }
        return bytes
    }

    /// The same with some members set.
    public func with(_ changes: KeyValuePairs<StaticString, IJSONValue?>) -> StateObject {
        var copy = self
        for (name, value) in changes { copy[name] = value }
        return copy
    }
}
