// Admission state, design section 4 and annex D20: small keyed tables, written in the transaction of the entries that
// change them, rebuilt from entry 0 by everyone who verifies. Never a view.

/// A table of admission state.
public struct StateTable: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Its name.
    public let name: String

    /// Names a table.
    public init(_ name: String) { self.name = name }

    public static func < (left: StateTable, right: StateTable) -> Bool {
        bytesPrecede(left.name.utf8, right.name.utf8)
    }

    public var description: String { name }
}

/// A row's place.
public struct StateKey: Hashable, Sendable, Comparable {
    /// The table.
    public let table: StateTable
    /// The key within it.
    public let key: Bytes

    /// Names a row.
    public init(_ table: StateTable, _ key: Bytes) {
        self.table = table
        self.key = key
    }

    public static func < (left: StateKey, right: StateKey) -> Bool {
        left.table == right.table ? bytesPrecede(left.key, right.key) : left.table < right.table
    }
}

/// A row: its place and its value, one I-JSON object.
public struct StateRow: Hashable, Sendable {
    /// Where it stands.
    public let key: StateKey
    /// What it says.
    public let value: Bytes

    /// Names a row.
    public init(_ key: StateKey, _ value: Bytes) {
        self.key = key
        self.value = value
    }
}

/// Where committed admission state is read from.
public protocol StateReading {
    /// The value of a row, or nil.
    func stateValue(_ key: StateKey) throws -> Bytes?
    /// The rows of a table whose key starts with `prefix`, in key order.
    func stateRows(_ table: StateTable, prefix: Bytes) throws -> [StateRow]
    /// The same after a key, up to a number of them.
    func stateRows(_ table: StateTable, prefix: Bytes, after key: Bytes?, limit: Int) throws -> [StateRow]
}

extension StateReading {
    /// Reads all and keeps those that are asked for; a store that holds many answers by its index.
    public func stateRows(_ table: StateTable, prefix: Bytes, after key: Bytes?, limit: Int) throws -> [StateRow] {
        let rows = try stateRows(table, prefix: prefix)
        guard let key else { return Array(rows.prefix(max(limit, 0))) }
        return Array(rows.lazy.filter { bytesPrecede(key, $0.key.key) }.prefix(max(limit, 0)))
    }
}

/// What reading an unknown table throws: an event whose data is not disclosed may have written it (annex D13).
struct StateNotDisclosed: Error {
    let table: StateTable
}

/// The state that admission works on: committed rows, the changes of the batch that is being admitted, and those of the
/// submission at hand, which can be taken back. Confined to one thread.
public final class AdmissionState {
    private let committed: any StateReading
    private var batch: [StateKey: Bytes?] = [:]
    private var submission: [StateKey: Bytes?] = [:]
    private var cache: [StateKey: Bytes?] = [:]
    private static let cacheLimit = 4_096
    private(set) var unknown: Set<StateTable> = []
    private var everythingIsUnknown = false
    /// Counts changes to the tables that say who may sign, so that what was derived from them can be kept till then.
    private(set) var authorityVersion: UInt64 = 0

    /// Starts from committed rows.
    public init(committed: any StateReading) { self.committed = committed }

    /// The value of a row as of now.
    public func value(_ table: StateTable, _ key: Bytes) throws -> Bytes? {
        if everythingIsUnknown || (!unknown.isEmpty && unknown.contains(table)) {
            throw StateNotDisclosed(table: table)
        }
        let place = StateKey(table, key)
        if let changed = submission[place] { return changed }
        if let changed = batch[place] { return changed }
        if let known = cache[place] { return known }
        let value = try committed.stateValue(place)
        if cache.count >= AdmissionState.cacheLimit { cache.removeAll(keepingCapacity: true) }
        cache[place] = .some(value)
        return value
    }

    /// The rows of a table whose key starts with `prefix`, as of now, in key order.
    public func rows(_ table: StateTable, prefix: Bytes = []) throws -> [StateRow] {
        if everythingIsUnknown || unknown.contains(table) { throw StateNotDisclosed(table: table) }
        var merged: [StateKey: Bytes] = [:]
        for row in try committed.stateRows(table, prefix: prefix) { merged[row.key] = row.value }
        for layer in [batch, submission] {
            for (key, value) in layer where key.table == table && key.key.starts(with: prefix) { merged[key] = value }
        }
        return merged.map { StateRow($0.key, $0.value) }.sorted { $0.key < $1.key }
    }

    /// Writes a row; nil removes it.
    func set(_ table: StateTable, _ key: Bytes, _ value: Bytes?) {
        submission[StateKey(table, key)] = .some(value)
        if [.actors, .keys, .rules, .ledger].contains(table) { authorityVersion += 1 }
    }

    /// Marks tables as unknown from here on.
    func forget(_ tables: [StateTable]) {
        unknown.formUnion(tables)
        if !tables.isEmpty { authorityVersion += 1 }
    }

    /// Marks every table as unknown, those of rule sets included that this program does not know.
    func forgetEverything() {
        everythingIsUnknown = true
        forget(StateTable.all)
    }

    /// Keeps the changes of the submission.
    public func acceptSubmission() {
        batch.merge(submission) { $1 }
        submission.removeAll(keepingCapacity: true)
    }

    /// Takes the changes of the submission back.
    public func rejectSubmission() {
        if !submission.isEmpty { authorityVersion += 1 }
        submission.removeAll(keepingCapacity: true)
    }

    /// The changes of the batch in key order, to be written with its entries.
    public var batchChanges: [(key: StateKey, value: Bytes?)] {
        batch.map { (key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
    }

    /// The batch is committed: its changes are what `committed` reads from now on.
    public func batchCommitted() {
        for key in batch.keys { cache.removeValue(forKey: key) }
        batch.removeAll(keepingCapacity: true)
    }

    /// The batch was not committed.
    public func batchAbandoned() {
        submission.removeAll()
        batch.removeAll()
        cache.removeAll()
        authorityVersion += 1
    }
}
