// Which header means what. Without a mapping the headers of SheetKind decide; a source whose headers differ gets a
// mapping of its own, kept as a record and used for its next sheets:
//
//   {"kind":"objects","source":"市场监管局月报","columns":[{"header":"户名","column":"name"},…]}

import Ledger

/// 列对应关系, an explicit mapping of one source's headers.
public struct ColumnMapping: Sendable, Hashable {
    /// One header.
    public struct Entry: Sendable, Hashable {
        /// The header in the sheet.
        public let header: Bytes
        /// The column's stable name.
        public let column: String

        /// Pairs the two.
        public init(header: Bytes, column: String) {
            self.header = header
            self.column = column
        }
    }

    /// The kind of sheet.
    public let kind: SheetKind
    /// The source's name.
    public let source: Bytes
    /// The headers that are read; all others are kept raw.
    public let entries: [Entry]

    /// Checks a mapping.
    /// - Throws: `sheet.mapping`: an unknown column, a header or a column twice, a required column missing.
    public init(kind: SheetKind, source: Bytes, entries: [Entry]) throws(DoubleRandomError) {
        let names = kind.columns.map(\.name)
        if let entry = entries.first(where: { !names.contains($0.column) }) {
            throw DoubleRandomError(.sheetMapping, entry.column)
        }
        guard Set(entries.map(\.column)).count == entries.count,
            Set(entries.map { SheetText.header($0.header) }).count == entries.count, source.count <= 300,
            entries.count <= SheetScanner.maximumColumnCount
        else { throw DoubleRandomError(.sheetMapping, source.prefix(60).text) }
        if let column = kind.columns.first(where: { column in
            column.isRequired && !entries.contains { $0.column.utf8.elementsEqual(column.name.utf8) }
        }) {
            throw DoubleRandomError(.sheetMapping, column.header)
        }
        self.kind = kind
        self.source = source
        self.entries = entries
    }

    /// Reads a saved mapping.
    /// - Throws: `sheet.mapping`.
    public init(value: IJSONValue) throws(DoubleRandomError) {
        guard let kind = value["kind"]?.bytes.flatMap({ SheetKind(rawValue: $0.text) }),
            let source = value["source"]?.bytes, let elements = value["columns"]?.elements
        else { throw DoubleRandomError(.sheetMapping) }
        var entries: [Entry] = []
        for element in elements {
            guard let header = element["header"]?.bytes, let column = element["column"]?.bytes else {
                throw DoubleRandomError(.sheetMapping)
            }
            entries.append(Entry(header: header, column: column.text))
        }
        try self.init(kind: kind, source: source, entries: entries)
    }

    /// The mapping as a record keeps it.
    public var value: IJSONValue {
        .object([
            .init("kind", .text(kind.rawValue)), .init("source", .string(source)),
            .init(
                "columns",
                .array(
                    entries.map {
                        .object([.init("header", .string($0.header)), .init("column", .text($0.column))])
                    })),
        ])
    }
}

/// Which cell of a row belongs to which column.
struct ColumnPlan {
    /// The header as it stands in the sheet, a cell each.
    let headers: [Bytes]
    /// The headers as they are compared.
    let keys: [Bytes]
    /// The cell's position of each column that is there.
    let positions: [String: Int]

    /// Plans a header row; nil where it is none.
    /// - Throws: `sheet.columnTwice`; `sheet.mapping` where a mapped header is missing though others are there.
    static func plan(
        _ cells: [Bytes], kind: SheetKind, mapping: ColumnMapping?
    ) throws(DoubleRandomError) -> ColumnPlan? {
        let headers = cells.map { SheetText.trim($0) }
        let keys = headers.map { SheetText.header($0) }
        var positions: [String: Int] = [:]
        if let mapping {
            for entry in mapping.entries {
                let matches = keys.indices.filter { keys[$0] == SheetText.header(entry.header) }
                guard matches.count <= 1 else { throw DoubleRandomError(.sheetColumnTwice, entry.header.text) }
                positions[entry.column] = matches.first
            }
            guard positions.count * 2 > mapping.entries.count else { return nil }
            if let missing = mapping.entries.first(where: { positions[$0.column] == nil }) {
                throw DoubleRandomError(.sheetMapping, missing.header.text)
            }
        } else {
            var doubled: String?
            for column in kind.columns {
                // The template's own header goes before its aliases.
                let exact = keys.indices.filter { keys[$0] == SheetText.header(column.header.utf8) }
                let matches = exact.isEmpty ? keys.indices.filter { column.answers(to: keys[$0]) } : exact
                let free = matches.filter { position in !positions.values.contains(position) }
                if free.count > 1 { doubled = doubled ?? free.map { headers[$0].text }.joined(separator: "、") }
                positions[column.name] = free.first
            }
            guard positions.count >= 2,
                kind.columns.allSatisfy({ !$0.isRequired || positions[$0.name] != nil })
            else { return nil }
            if let doubled { throw DoubleRandomError(.sheetColumnTwice, doubled) }
        }
        return ColumnPlan(headers: headers, keys: keys, positions: positions)
    }

    /// Whether a row repeats the header.
    func isHeader(_ cells: [Bytes]) -> Bool {
        keys.indices.allSatisfy { position in
            keys[position].isEmpty || (position < cells.count && SheetText.header(cells[position]) == keys[position])
        }
    }
}
