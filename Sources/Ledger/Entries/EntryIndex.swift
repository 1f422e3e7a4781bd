/// The position of an entry in its log, from 0, without gaps (序号).
public struct EntryIndex: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number, below 2^53.
    public let value: UInt64

    /// Takes a number below 2^53; a larger one stops the program, since no entry can have it.
    public init(_ value: UInt64) {
        precondition(value < Decimal53.bound, "an index is below 2^53")
        self.value = value
    }

    /// Takes a number from outside, or gives nil where no entry can have it.
    public init?(exactly value: some BinaryInteger) {
        guard let value = UInt64(exactly: value), value < Decimal53.bound else { return nil }
        self.init(value)
    }

    /// Parses a canonical decimal, or gives nil.
    public init?(decimal text: some Collection<UInt8>) {
        guard let value = Decimal53.parse(text) else { return nil }
        self.init(value)
    }

    /// The first entry, `ledger.founded`.
    public static let founding = EntryIndex(0)

    /// The entry after this one, which must be in the ledger: after a number from outside there may be none.
    public var next: EntryIndex { EntryIndex(value + 1) }

    public static func < (left: EntryIndex, right: EntryIndex) -> Bool { left.value < right.value }

    public var description: String { String(value) }
}
