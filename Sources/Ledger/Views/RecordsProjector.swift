/// The view `records`: where the data records of a type stand. Their lines are read from the ledger. Records of one type
/// that follow each other are one row, so that an import of many rows is small.
public struct RecordsProjector: Projector {
    /// The view.
    public init() {}

    public let name = "records"
    public let version = 1
    public let tables = [
        ViewTable(
            "records", [.text("type"), .integer("idx"), .integer("first"), .integer("count")],
            key: ["type", "idx", "first"])
    ]

    public func apply(_ event: ViewEvent, to tables: ViewTransaction) throws {
        var rest = event.records[...]
        while let first = rest.first {
            var count: UInt64 = 0
            while let next = rest.first, next.record.type == first.record.type, next.position == first.position + count
            {
                count += 1
                rest.removeFirst()
            }
            try tables.run(
                "INSERT INTO records(type, idx, first, count) VALUES (?, ?, ?, ?)", .type(first.record.type),
                .index(event.index), .integer(Int64(first.position)), .integer(Int64(count)))
        }
    }
}

/// Reading where records stand.
extension ViewSnapshot {
    /// Where a data record stands.
    public struct RecordPlace: Sendable, Hashable {
        /// The entry.
        public let index: EntryIndex
        /// The position in its list.
        public let position: UInt64

        /// Names a place.
        public init(index: EntryIndex, position: UInt64) {
            self.index = index
            self.position = position
        }
    }

    /// The places of the records of a type, in order, after a place, up to a number of them.
    public func records(of type: TypeName, after place: RecordPlace? = nil, limit: Int) throws -> [RecordPlace] {
        var places: [RecordPlace] = []
        var last = place
        while places.count < limit {
            // Rows from the run of the last place on: each holds one record or more, and that run perhaps none after it.
            let rows = try rows(
                """
                SELECT idx, first, count FROM records WHERE type = ? AND (idx, first + count) > (?, ?)
                ORDER BY idx, first LIMIT 256
                """, .type(type), .index(last?.index ?? .founding),
                .integer(last.map { Int64($0.position) + 1 } ?? 0))
            if rows.isEmpty { break }
            for row in rows {
                guard let index = row[0].index, let first = row[1].integer, let count = row[2].integer, first >= 0,
                    count > 0
                else { throw LedgerError(.storeDamaged, "view records") }
                for position in UInt64(first)..<UInt64(first) + UInt64(count) where places.count < limit {
                    if let place, index == place.index, position <= place.position { continue }
                    places.append(RecordPlace(index: index, position: position))
                }
                last = RecordPlace(index: index, position: UInt64(first) + UInt64(count) - 1)
            }
        }
        return places
    }
}
