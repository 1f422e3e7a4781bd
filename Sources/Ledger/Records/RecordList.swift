// Lists of records, annex D2: one I-JSON object a line, kept byte for byte; the leaf of a record is its line without
// the LF, and an event signs the RFC 6962 root over the lines and their count. In files every line ends in one LF.
//
// Example: the one record `{"nonce":"00000000000000000000000000000000","type":"note.text/1","text":"x"}` has the root
// SHA-256(0x00 ‖ those bytes).

/// One record (记录) of an event: its line and the members that every record has.
public struct Record: Sendable, Hashable {
    /// The line without LF.
    public let line: Bytes
    /// Its type; the rule set fixes who may read it.
    public let type: TypeName
    /// For personal records, the opaque subject whose key seals them.
    public let subject: Bytes?

    /// The largest line.
    public static let maximumByteCount = 64 << 10
    /// The longest subject.
    public static let maximumSubjectByteCount = 64

    /// Checks a line: I-JSON, `nonce` of 32 lower-case hex digits, `type`; in a personal record also `subject`.
    /// - Throws: `record.malformed`, `record.tooLarge`.
    public init(parsing line: some Collection<UInt8>, personal: Bool = false) throws(LedgerError) {
        let line = Bytes(line)
        let outline = try IJSON.check(line)
        guard let nonce = outline.text("nonce"), nonce.count == 32, Hex.isHex(nonce) else {
            throw LedgerError(.recordMalformed, "nonce")
        }
        guard let type = outline.text("type").flatMap({ TypeName($0) }) else {
            throw LedgerError(.recordMalformed, "type")
        }
        let subject = personal ? outline.string("subject") : nil
        if personal {
            guard let subject, Record.isSubject(subject) else { throw LedgerError(.recordMalformed, "subject") }
        }
        self.line = line
        self.type = type
        self.subject = subject
    }

    /// Whether bytes are an opaque subject: 1 to 64 printable ASCII bytes without a space.
    static func isSubject(_ bytes: Bytes) -> Bool {
        !bytes.isEmpty && bytes.count <= maximumSubjectByteCount && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// The leaf hash of the line.
    public var leaf: Digest { RFC6962.leafHash(line) }

    /// The record's members.
    public func value() throws(LedgerError) -> IJSONValue { try IJSONValue(parsing: line) }
}

/// A list of records as it is stored: lines that each end in LF. Not checked beyond its lines.
public struct RecordList: Sendable, Hashable {
    /// All lines, each with its LF.
    public let bytes: Bytes

    /// The largest list.
    public static let maximumByteCount = 16 << 20

    /// Takes stored bytes: at least one line, each one byte or more and at most 64 KiB, the last with its LF.
    /// - Throws: `record.malformed`, `record.tooLarge`.
    public init(parsing bytes: Bytes) throws(LedgerError) {
        guard bytes.count <= RecordList.maximumByteCount else {
            throw LedgerError(.recordTooLarge, "list of \(bytes.count) bytes")
        }
        guard bytes.last == newline else { throw LedgerError(.recordMalformed, "no LF at the end of the list") }
        self.bytes = bytes
        var number = 0
        for line in lines {
            number += 1
            guard !line.isEmpty else { throw LedgerError(.recordMalformed, "line \(number) is empty") }
            guard line.count <= Record.maximumByteCount else {
                throw LedgerError(.recordTooLarge, "line \(number) of \(line.count) bytes")
            }
        }
    }

    /// Joins lines.
    /// - Throws: `record.malformed`, `record.tooLarge`.
    public init(lines: [Bytes]) throws(LedgerError) {
        for (position, line) in lines.enumerated() where line.contains(newline) {
            throw LedgerError(.recordMalformed, "line \(position + 1) holds an LF")
        }
        try self.init(parsing: Bytes(lines.map { $0 + [newline] }.joined()))
    }

    /// The lines without their LF.
    public var lines: RecordLines { RecordLines(rest: bytes[...]) }

    /// The number of lines.
    public var count: Int { lines.reduce(0) { count, _ in count + 1 } }

    /// Checks every record.
    /// - Throws: `record.malformed`, `record.tooLarge`, naming the line.
    public func records(personal: Bool = false) throws(LedgerError) -> [Record] {
        var records: [Record] = []
        for line in lines {
            do {
                records.append(try Record(parsing: line, personal: personal))
            } catch {
                throw LedgerError(error.code, "line \(records.count + 1): \(error.detail)")
            }
        }
        return records
    }

    /// What an event signs of this list.
    public var commitment: RecordCommitment {
        var tree = CompactTree()
        for line in lines { tree.append(RFC6962.leafHash(line)) }
        return RecordCommitment(root: tree.root, count: tree.size)
    }
}

/// Walks over the lines of a list.
public struct RecordLines: Sequence, IteratorProtocol, Sendable {
    var rest: ArraySlice<UInt8>

    /// Walks over stored bytes.
    public init(_ bytes: Bytes) { rest = bytes[...] }

    init(rest: ArraySlice<UInt8>) { self.rest = rest }

    public mutating func next() -> ArraySlice<UInt8>? {
        guard let end = rest.position(of: newline) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }
}
