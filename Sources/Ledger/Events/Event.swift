// Events of design section 4 and annex D1: a signed note with fixed lines in this order and nothing unknown.
//
//     ssj/v1/event
//     ledger qianan.example/commerce
//     id 0192f3a4-7c1e-7abc-8def-0123456789ab
//     type note.taken/1
//     time 2024-09-12T08:30:00.000Z
//     seen 40 sha256:<base64 leaf hash of entry 40>        (absent in entry 0 alone)
//     data tree:<base64 RFC 6962 root> <count>
//     personal tree:<base64 RFC 6962 root> <count>         (only where there are personal records)
//
// docs/format.md section 3 is the specification, with an example that a test runs.

/// The entry that an author had verified when signing: the event fits this history and no other.
public struct SeenEntry: Hashable, Sendable {
    /// Its index.
    public let index: EntryIndex
    /// Its leaf hash.
    public let leaf: LeafHash

    /// Names an entry.
    public init(index: EntryIndex, leaf: LeafHash) {
        self.index = index
        self.leaf = leaf
    }
}

/// What an event says of a list of records: the RFC 6962 root over the lines, and how many there are.
public struct RecordCommitment: Hashable, Sendable {
    /// The root.
    public let root: Digest
    /// The number of records, 1 or more.
    public let count: UInt64

    /// Names a list.
    public init(root: Digest, count: UInt64) {
        self.root = root
        self.count = count
    }

    init?(parsing value: ArraySlice<UInt8>) {
        guard let body = value.dropping(prefix: "tree:"), body.count > 45, body[body.startIndex + 44] == space,
            let root = Digest(base64: body.prefix(44)), let count = Decimal53.parse(body.dropFirst(45)), count > 0
        else { return nil }
        self.init(root: root, count: count)
    }

    var text: String { "tree:\(root.base64) \(count)" }
}

/// The signed lines of an event, before or after signing.
public struct EventHeader: Hashable, Sendable {
    /// The ledger that it is for.
    public let ledger: LedgerName
    /// Its id.
    public let id: EventID
    /// Its type.
    public let type: TypeName
    /// When it was signed, by the author's clock.
    public let time: Timestamp
    /// What the author had verified; nil in entry 0 alone.
    public let seen: SeenEntry?
    /// The data records.
    public let data: RecordCommitment
    /// The personal records, where there are any.
    public let personal: RecordCommitment?

    /// The largest signed text.
    public static let maximumByteCount = 2 << 10

    /// Names the lines.
    public init(
        ledger: LedgerName, id: EventID, type: TypeName, time: Timestamp, seen: SeenEntry?, data: RecordCommitment,
        personal: RecordCommitment?
    ) {
        self.ledger = ledger
        self.id = id
        self.type = type
        self.time = time
        self.seen = seen
        self.data = data
        self.personal = personal
    }

    /// Parses the text of an event's note.
    /// - Throws: `event.malformed`, `event.tooLarge`.
    public init(parsing text: Bytes) throws(LedgerError) {
        guard text.count <= EventHeader.maximumByteCount else {
            throw LedgerError(.eventTooLarge, "\(text.count) bytes")
        }
        var lines = LineScanner(text)
        guard lines.line()?.equals("ssj/v1/event") == true else { throw LedgerError(.eventMalformed, "first line") }
        guard let ledger = lines.value(of: "ledger").flatMap({ LedgerName($0) }) else {
            throw LedgerError(.eventMalformed, "ledger")
        }
        guard let id = lines.value(of: "id").flatMap({ EventID($0) }) else { throw LedgerError(.eventMalformed, "id") }
        guard let type = lines.value(of: "type").flatMap({ TypeName($0) }) else {
            throw LedgerError(.eventMalformed, "type")
        }
        guard let time = lines.value(of: "time").flatMap({ Timestamp($0) }) else {
            throw LedgerError(.eventMalformed, "time")
        }
        var seen: SeenEntry?
        if let value = lines.value(of: "seen") {
            guard let gap = value.firstIndex(of: space), let index = EntryIndex(decimal: value[..<gap]),
                let leaf = value[(gap + 1)...].dropping(prefix: "sha256:").flatMap({ LeafHash(base64: $0) })
            else { throw LedgerError(.eventMalformed, "seen") }
            seen = SeenEntry(index: index, leaf: leaf)
        }
        guard let data = lines.value(of: "data").flatMap({ RecordCommitment(parsing: $0) }) else {
            throw LedgerError(.eventMalformed, "data")
        }
        var personal: RecordCommitment?
        if let value = lines.value(of: "personal") {
            guard let commitment = RecordCommitment(parsing: value) else {
                throw LedgerError(.eventMalformed, "personal")
            }
            personal = commitment
        }
        guard lines.isAtEnd else { throw LedgerError(.eventMalformed, "unknown line") }
        self.init(ledger: ledger, id: id, type: type, time: time, seen: seen, data: data, personal: personal)
    }

    /// The bytes that are signed.
    public var text: Bytes {
        var text = "ssj/v1/event\nledger \(ledger)\nid \(id)\ntype \(type)\ntime \(time)\n"
        if let seen { text += "seen \(seen.index) sha256:\(seen.leaf.base64)\n" }
        text += "data \(data.text)\n"
        if let personal { text += "personal \(personal.text)\n" }
        return Bytes(text.utf8)
    }
}

/// A signed event (事件): every act in the ledger, by one author.
public struct Event: Hashable, Sendable {
    /// The note as it was signed, kept as it is.
    public let note: SignedNote
    /// Its lines.
    public let header: EventHeader

    /// The largest note of an event.
    public static let maximumByteCount = EventHeader.maximumByteCount + 1 + 2 * 128

    /// Parses a note strictly; the signatures are not judged.
    /// - Throws: `event.malformed`, `event.tooLarge`, `note.malformed`.
    public init(parsing bytes: Bytes) throws(LedgerError) { try self.init(parsing: bytes[...]) }

    init(parsing bytes: ArraySlice<UInt8>) throws(LedgerError) {
        guard bytes.count <= Event.maximumByteCount else {
            // A larger note is still parsed once, so that the error names what is wrong with it.
            _ = try SignedNote(parsing: bytes)
            throw LedgerError(.eventTooLarge, "\(bytes.count) bytes")
        }
        try self.init(note: SignedNote(parsing: bytes))
    }

    /// Reads a parsed note as an event.
    /// - Throws: `event.malformed`, `event.tooLarge`.
    public init(note: SignedNote) throws(LedgerError) {
        self.note = note
        header = try EventHeader(parsing: note.text)
        guard note.signatures.count <= 2 else { throw LedgerError(.eventMalformed, "surplus signature") }
        for signature in note.signatures {
            guard signature.signature.count == 64 else { throw LedgerError(.eventMalformed, "signature length") }
        }
        if note.signatures.count == 2 {
            let (first, second) = (note.signatures[0], note.signatures[1])
            guard (first.name, first.keyID) < (second.name, second.keyID) else {
                throw LedgerError(.eventMalformed, "signature order")
            }
        }
    }

    /// One signature, or two where annex D3 says so, sorted by name then key id, one a key.
    public var signatures: [NoteSignature] { note.signatures }

    /// The note's bytes.
    public var bytes: Bytes { note.bytes }
}
