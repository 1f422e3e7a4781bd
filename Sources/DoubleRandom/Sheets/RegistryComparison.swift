// A sheet against the registry as it stands. A blank cell says nothing, so it changes nothing; a column that the sheet
// lacks is not compared. What the sheet does not hold is listed as missing and never deactivated by it.

import Ledger

/// An entry of the registry as it stands, in the fields of a sheet.
public struct RegisteredRow: Sendable, Hashable {
    /// The registry's id.
    public let id: Bytes
    /// What identifies it, as ``SheetRow/keys`` gives them.
    public let keys: [Bytes]
    /// Its values by column; columns that are not given are not compared.
    public let fields: [SheetField]

    /// Takes an entry as it stands.
    public init(id: Bytes, keys: [Bytes], fields: [SheetField]) {
        self.id = id
        self.keys = keys
        self.fields = fields
    }

    /// An entry that was made from a row.
    public init(id: Bytes, row: some SheetRow) {
        self.init(id: id, keys: row.keys, fields: row.fields)
    }
}

/// 与名录库比对, what a sheet would change.
public struct RegistryComparison: Sendable {
    /// One value that differs.
    public struct Change: Sendable, Hashable {
        /// The column's stable name.
        public let column: String
        /// The value in the registry; nil where it has none.
        public let before: Bytes?
        /// The value in the sheet.
        public let after: Bytes
    }

    /// What a row means for the registry.
    public enum Outcome: Sendable, Hashable {
        /// 新增.
        case new
        /// 变更, of this entry, value by value.
        case changed(id: Bytes, changes: [Change])
        /// 相同.
        case same(id: Bytes)
        /// Fits two entries: somebody decides (疑似重复建档).
        case ambiguous(ids: [Bytes])

        /// What a person has to settle before the row enters; nil where nothing.
        public var obstacle: ErrorCode? {
            if case .ambiguous = self { .rowAmbiguous } else { nil }
        }
    }

    /// The rows that may enter, by their numbers in the sheet's order.
    public let outcomes: [(row: Int, outcome: Outcome)]
    /// Entries that the sheet does not hold, in the registry's order.
    public let missing: [Bytes]

    /// Compares.
    public init<Row: SheetRow>(_ reading: SheetReading<Row>, with registry: some Sequence<RegisteredRow>) {
        let registry = Array(registry)
        var places: [Bytes: [Int]] = [:]
        for (position, entry) in registry.enumerated() {
            for key in entry.keys { places[key, default: []].append(position) }
        }
        var seen: Set<Int> = []
        var outcomes: [(row: Int, outcome: Outcome)] = []
        for judged in reading.rows {
            let found = Set(judged.keys.flatMap { places[$0] ?? [] }).sorted()
            seen.formUnion(found)
            guard let row = judged.row else { continue }
            switch found.count {
            case 0: outcomes.append((judged.number, .new))
            case 1:
                let entry = registry[found[0]]
                let changes = Self.changes(of: row, against: entry)
                outcomes.append(
                    (judged.number, changes.isEmpty ? .same(id: entry.id) : .changed(id: entry.id, changes: changes)))
            default: outcomes.append((judged.number, .ambiguous(ids: found.map { registry[$0].id })))
            }
        }
        self.outcomes = outcomes
        missing = registry.indices.filter { !seen.contains($0) }.map { registry[$0].id }
    }

    private static func changes(of row: some SheetRow, against entry: RegisteredRow) -> [Change] {
        row.fields.compactMap { field in
            guard let after = field.value,
                let known = entry.fields.first(where: { $0.column.utf8.elementsEqual(field.column.utf8) }),
                known.value != after
            else { return nil }
            return Change(column: field.column, before: known.value, after: after)
        }
    }
}
