// The shape of a view's tables, design section 4 and annex D20: declared, so that every view is dumped and compared by
// its logical rows in key order; SQLite's page bytes mean nothing.

/// A value in a row of a view.
public enum ViewValue: Hashable, Sendable {
    /// Nothing.
    case null
    /// A number.
    case integer(Int64)
    /// Text as its bytes.
    case text(Bytes)
    /// Bytes.
    case blob(Bytes)

    /// Text.
    public static func text(_ text: String) -> ViewValue { .text(Bytes(text.utf8)) }
    /// An index.
    public static func index(_ index: EntryIndex) -> ViewValue { .integer(Int64(index.value)) }
    /// A time as its 24 characters.
    public static func time(_ time: Timestamp) -> ViewValue { .text(time.bytes) }
    /// A type.
    public static func type(_ type: TypeName) -> ViewValue { .text(type.bytes) }
    /// An actor.
    public static func actor(_ actor: ActorName) -> ViewValue { .text(actor.bytes) }
    /// A value, or nothing.
    public static func optional(_ value: ViewValue?) -> ViewValue { value ?? .null }

    /// The number, or nil.
    public var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
    /// The bytes of text or of a blob, or nil.
    public var bytes: Bytes? {
        switch self {
        case .text(let bytes), .blob(let bytes): bytes
        default: nil
        }
    }
    /// Text for people, or nil.
    public var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
    /// An index, or nil.
    public var index: EntryIndex? { integer.flatMap { EntryIndex(exactly: $0) } }

    /// As one JSON value; a blob is an object with its hexadecimal digits.
    public var json: IJSONValue {
        switch self {
        case .null: .null
        case .integer(let integer): .integer(integer)
        case .text(let bytes): .string(bytes)
        case .blob(let bytes): .object([.init("blob", .string(Hex.encode(bytes)))])
        }
    }

    /// SQLite's order: nothing, numbers, text, blobs; text and blobs by their bytes.
    static func precedes(_ left: ViewValue, _ right: ViewValue) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.text(let left), .text(let right)), (.blob(let left), .blob(let right)): bytesPrecede(left, right)
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .null: 0
        case .integer: 1
        case .text: 2
        case .blob: 3
        }
    }
}

/// A column of a view's table.
public struct ViewColumn: Hashable, Sendable {
    /// What it holds.
    public enum Kind: String, Sendable {
        case integer = "INTEGER"
        case text = "TEXT"
        case blob = "BLOB"
    }

    let name: String
    let kind: Kind
    let isOptional: Bool

    /// A column of numbers.
    public static func integer(_ name: String, optional: Bool = false) -> ViewColumn {
        ViewColumn(name: name, kind: .integer, isOptional: optional)
    }
    /// A column of text.
    public static func text(_ name: String, optional: Bool = false) -> ViewColumn {
        ViewColumn(name: name, kind: .text, isOptional: optional)
    }
    /// A column of bytes.
    public static func blob(_ name: String, optional: Bool = false) -> ViewColumn {
        ViewColumn(name: name, kind: .blob, isOptional: optional)
    }
}

/// A table of a view. Every table has a column `idx`: the entry that last wrote the row.
public struct ViewTable: Hashable, Sendable {
    /// Its name: the view's, or the view's followed by `_` and more.
    public let name: String
    /// Its columns in order.
    public let columns: [ViewColumn]
    /// The columns of its key, in order.
    public let key: [String]
    /// Further indexes, each by its columns.
    public let indexes: [[String]]

    /// Declares a table; `idx` is a number that is always there. What is declared wrongly stops the program.
    public init(_ name: String, _ columns: [ViewColumn], key: [String], indexes: [[String]] = []) {
        let names = columns.map(\.name)
        func isName(_ name: String) -> Bool {
            !name.isEmpty && name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 0x5F }
        }
        precondition(isName(name) && names.allSatisfy(isName), "\(name): names are lower-case words joined by _")
        precondition(Set(names).count == names.count && !key.isEmpty, "\(name): columns and key")
        precondition(columns.contains(.integer("idx")), "\(name): a row carries the index that it comes from")
        precondition((key + indexes.flatMap { $0 }).allSatisfy(names.contains), "\(name): key and indexes are columns")
        self.name = name
        self.columns = columns
        self.key = key
        self.indexes = indexes
    }

    /// The statements that make it.
    var sql: String {
        let body = columns.map { "\"\($0.name)\" \($0.kind.rawValue)\($0.isOptional ? "" : " NOT NULL")" }
        var sql = "CREATE TABLE \"\(name)\"(\(body.joined(separator: ", ")), PRIMARY KEY(\(ViewTable.list(key))))"
        sql += " STRICT, WITHOUT ROWID;\n"
        for (number, columns) in indexes.enumerated() {
            sql += "CREATE INDEX \"\(name)_by_\(number)\" ON \"\(name)\"(\(ViewTable.list(columns)));\n"
        }
        return sql
    }

    /// All rows in key order.
    var selection: String {
        "SELECT \(ViewTable.list(columns.map(\.name))) FROM \"\(name)\" ORDER BY \(ViewTable.list(key))"
    }

    /// Where the columns of the key stand among all.
    var keyPositions: [Int] { key.compactMap { name in columns.firstIndex { $0.name == name } } }

    private static func list(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }
}
