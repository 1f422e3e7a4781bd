// Rows of admission state in the hands of whoever composes the next event: fetched from a service by a client, read from
// the store by the daemon. What they lead to is judged by admission, which makes it again from its own state.

import Ledger

/// Some tables of admission state (准入状态), as of one moment.
public struct StateSnapshot: Sendable {
    private var tables: [StateTable: [(key: Bytes, value: IJSONValue)]] = [:]

    /// Nothing yet.
    public init() {}

    /// Takes in rows of a table, in key order and after those that are there.
    public mutating func add(_ table: StateTable, _ rows: [(key: Bytes, value: IJSONValue)]) {
        var all = tables[table] ?? []
        let known = Set(all.map(\.key))
        all += rows.filter { !known.contains($0.key) }
        all.sort { $0.key.lexicographicallyPrecedes($1.key) }
        tables[table] = all
    }

    /// Reads the tables, or the parts of them, from a store.
    public init(_ needs: [StateNeed], in store: some StateReading) throws {
        for need in needs {
            add(
                need.table,
                try store.stateRows(need.table, prefix: need.prefix).map {
                    ($0.key.key, try IJSONValue(parsing: $0.value))
                })
        }
    }

    /// The row, or nil.
    public func value(_ table: StateTable, _ key: Bytes) -> IJSONValue? {
        guard let rows = tables[table] else { return nil }
        let place = StateSnapshot.place(of: key, in: rows)
        return place < rows.count && rows[place].key == key ? rows[place].value : nil
    }

    /// Where the first row stands whose key is not before another.
    private static func place(of key: Bytes, in rows: [(key: Bytes, value: IJSONValue)]) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The rows whose key starts with a prefix, in key order.
    public func values(_ table: StateTable, prefix: Bytes = []) -> [(key: Bytes, value: IJSONValue)] {
        guard let rows = tables[table] else { return [] }
        return Array(rows[StateSnapshot.place(of: prefix, in: rows)...].prefix { $0.key.starts(with: prefix) })
    }

    func find(_ table: StateTable, _ key: Bytes) -> StateObject? { value(table, key)?.members.map { StateObject($0) } }

    func get(_ table: StateTable, _ key: Bytes, _ code: ErrorCode) throws -> StateObject {
        guard let row = find(table, key) else { throw LedgerError(code, key.shown) }
        return row
    }

    func all(_ table: StateTable, prefix: Bytes = []) -> [(key: Bytes, row: StateObject)] {
        values(table, prefix: prefix).compactMap { key, value in value.members.map { (key, StateObject($0)) } }
    }

    func policy(_ name: PolicyName) throws -> IJSONValue {
        guard let value = value(.policy, Bytes(name.rawValue.utf8))?["value"] else {
            throw LedgerError(.policyMissing, name.rawValue)
        }
        return value
    }

    func number(_ name: PolicyName) throws -> Int {
        guard let number = try policy(name).integer, number >= 0 else {
            throw LedgerError(.policyMissing, name.rawValue)
        }
        return Int(number)
    }
}

/// A table of admission state, or the part of it that has a prefix.
public struct StateNeed: Sendable, Hashable {
    /// The table.
    public let table: StateTable
    /// How the keys start.
    public let prefix: Bytes

    /// Names rows.
    public init(_ table: StateTable, prefix: Bytes = []) {
        self.table = table
        self.prefix = prefix
    }
}

extension StateTable {
    /// Policies of set 0: name → value.
    static let policy = StateTable("policy")
}

/// Record lines as composers make them.
struct RecordMaker {
    /// 16 random bytes for each record.
    let nonce: () -> Bytes

    func callAsFunction(_ type: StaticString, _ members: KeyValuePairs<StaticString, IJSONValue?>) -> Bytes {
        RecordComposer.record(
            TypeName(literal: type), nonce: nonce(), members.compactMap { name, value in value.map { .init(name, $0) } }
        )
    }
}
