// Admission state as the office reads it: the lists that a clerk works with are the very rows that the next event is
// judged by.

extension RuleBook {
    /// What the office reads of a table, as the newest rule set says that knows it.
    public func disclosure(of table: StateTable) -> StateDisclosure? {
        numbers.reversed().lazy.compactMap { self[$0]?.disclosure(of: table) }.first
    }
}

/// Rows of admission state in key order, as far as the office reads them.
public struct StatePage: Sendable {
    /// A row as it is shown.
    public struct Row: Sendable, Hashable {
        /// The key within its table.
        public let key: Bytes
        /// What is shown of the value.
        public let value: IJSONValue

        /// Names a row.
        public init(key: Bytes, value: IJSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// As many rows as one page holds.
    public static let maximumRows = 1_000
    /// As many bytes of values as one page holds, but for its first row.
    public static let maximumByteCount = 4 << 20

    /// The number of entries that the rows follow from.
    public let size: UInt64
    /// The rows.
    public let rows: [Row]
    /// The key after which the next page starts; nil at the end.
    public let next: Bytes?

    /// Reads a page.
    /// - Throws: `state.table` where the rule sets of the book show the office no such table; what the store throws.
    public init(
        _ table: StateTable, prefix: Bytes = [], after key: Bytes? = nil, limit: Int = maximumRows, book: RuleBook,
        in store: any EventStore
    ) throws {
        guard let disclosure = book.disclosure(of: table) else { throw LedgerError(.stateTable, table.name) }
        let limit = min(max(limit, 1), StatePage.maximumRows)
        size = try store.size()
        var rows: [Row] = []
        var next: Bytes?
        var byteCount = 0
        for row in try store.stateRows(table, prefix: prefix, after: key, limit: limit + 1) {
            if rows.count == limit || (!rows.isEmpty && byteCount + row.value.count > StatePage.maximumByteCount) {
                next = rows.last?.key
                break
            }
            byteCount += row.value.count
            rows.append(Row(key: row.key.key, value: disclosure.shown(of: try IJSONValue(parsing: row.value))))
        }
        self.rows = rows
        self.next = next
    }
}
