/// A line of a manifest.
public protocol ManifestRow: Sendable, Equatable {
    /// The first line of the manifest, `ssj/v1/…`.
    static var domain: StaticString { get }
    /// How many fields a line has.
    static var fieldCount: Int { get }
    /// The most lines that a manifest of this kind may have.
    static var limit: Int { get }
    /// What orders the lines and is unique: the first field, or the whole line where the format says so.
    var orderKey: [UInt8] { get }
    /// The fields in order.
    var fields: [[UInt8]] { get }
    /// Checks the numbers of a row that was not read from a text. Throws `draw.fieldMalformed`.
    func check() throws
    /// Reads the fields of one line.
    static func read(_ reader: inout ManifestFields) throws -> Self
}

/// The fields of one line as a row reads them; made by this module only.
public struct ManifestFields {
    var reader: FieldReader
}

extension ManifestRow {
    public static var limit: Int { DrawLimits.lines }
    public func check() throws {}
}

/// A list that a freeze names by hash and count: lines sorted by unsigned bytes (`LC_ALL=C sort`), unique.
public struct Manifest<Row: ManifestRow>: CanonicalText {
    /// The rows in the order of the text.
    public let rows: [Row]

    /// Sorts the rows. Throws `draw.duplicate`, `draw.fieldMalformed` or `draw.tooLarge`.
    public init(_ rows: [Row]) throws {
        guard rows.count <= Row.limit else { throw DrawError(.tooLarge, "\(rows.count) lines") }
        for row in rows { try row.check() }
        let keys = rows.map(\.orderKey)
        let order = keys.indices.sorted { byteOrder(keys[$0], keys[$1]) < 0 }
        for (left, right) in zip(order, order.dropFirst()) where keys[left] == keys[right] {
            throw DrawError(.duplicate, String(decoding: keys[left], as: UTF8.self))
        }
        self.rows = order.map { rows[$0] }
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: Row.domain)
        var rows: [Row] = []
        var last: [UInt8]?
        while !text.isAtEnd {
            guard rows.count < Row.limit else { throw DrawError(.tooLarge, "more than \(Row.limit) lines") }
            var fields = ManifestFields(reader: try text.fields(Row.fieldCount))
            let row = try Row.read(&fields)
            let key = row.orderKey
            if let last {
                let order = byteOrder(last, key)
                guard order != 0 else {
                    throw DrawError(.duplicate, "line \(text.lineNumber): \(String(decoding: key, as: UTF8.self))")
                }
                guard order < 0 else { throw DrawError(.unsorted, "line \(text.lineNumber)") }
            }
            last = key
            rows.append(row)
        }
        self.rows = rows
    }

    /// How many lines there are, the domain line not counted.
    public var count: Int { rows.count }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: Row.domain, reserve: rows.count * 48)
        for row in rows {
            for field in row.fields { text.field(field) }
            text.endLine()
        }
        return text.bytes
    }

    /// The bytes of each line without its LF, the domain line left out.
    public var lines: [[UInt8]] { rows.map { Manifest.line($0) } }

    static func line(_ row: Row) -> [UInt8] { Array(row.fields.joined(separator: [tab])) }

    /// The place of the row with this key, by binary search.
    func index(of key: [UInt8]) -> Int? {
        let place = insertionPoint(of: key)
        return place < rows.count && rows[place].orderKey == key ? place : nil
    }

    /// Where a row with this key stands or would stand.
    func insertionPoint(of key: [UInt8]) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if byteOrder(rows[middle].orderKey, key) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
