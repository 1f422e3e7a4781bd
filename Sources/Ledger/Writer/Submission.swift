/// A signed event with its records, as an author hands it in.
public struct SubmittedEvent: Sendable {
    /// The event.
    public let event: Event
    /// Its data records.
    public let data: RecordList
    /// Its personal records, where there are any.
    public let personal: RecordList?

    /// Pairs an event with its records.
    public init(event: Event, data: RecordList, personal: RecordList?) {
        self.event = event
        self.data = data
        self.personal = personal
    }

    var byteCount: Int { Event.maximumByteCount + data.bytes.count + (personal?.bytes.count ?? 0) }

    /// The records, after every check that needs nothing but the event itself.
    /// - Throws: `record.malformed`, `record.tooLarge`, `record.root`.
    func checkedRecords() throws(LedgerError) -> (data: [Record], personal: [Record]) {
        let records = try data.records()
        guard data.commitment == event.header.data else { throw LedgerError(.recordRoot, "data") }
        guard let personal else {
            guard event.header.personal == nil else { throw LedgerError(.recordRoot, "personal records are missing") }
            return (records, [])
        }
        let personalRecords = try personal.records(personal: true)
        guard personal.commitment == event.header.personal else { throw LedgerError(.recordRoot, "personal") }
        return (records, personalRecords)
    }
}

/// Over which way a submission came; kept beside the entry, for the office only (通道).
public struct Channel: Sendable, Hashable {
    /// `directory`, `socket`, `tcp`.
    public let transport: String
    /// Who is at the other end, as the system says it.
    public let peer: String
    /// The program that submits.
    public let client: String

    /// Names a way.
    public init(transport: String, peer: String, client: String) {
        self.transport = transport
        self.peer = peer
        self.client = client
    }

    /// The channel record, one I-JSON line, annex D16: but for the nonce the same for every entry of a submission.
    func record() -> ChannelRecord {
        func clipped(_ text: String) -> IJSONValue { .text(Bytes(text.utf8).forDisplay(limit: 200)) }
        let way = IJSONValue.object(of: [
            ("transport", clipped(transport)), ("peer", clipped(peer)), ("client", clipped(client)),
        ]).encoded
        return ChannelRecord(way: way.dropFirst())
    }
}

/// A channel record that waits for its nonce.
struct ChannelRecord {
    /// The members behind the nonce, with the end of the object.
    let way: ArraySlice<UInt8>

    func line(nonce: Bytes) -> Bytes {
        var line = Bytes(#"{"type":"entry.channel/1","nonce":""#.utf8)
        line += Hex.encode(nonce)
        line += "\",".utf8
        line += way
        return line
    }
}

/// Events that enter together or not at all.
public struct Submission: Sendable {
    /// The events in order.
    public let events: [SubmittedEvent]
    /// Over which way they came.
    public let channel: Channel

    /// The most events.
    public static let maximumEvents = 1_000
    /// The most bytes.
    public static let maximumByteCount = 64 << 20

    /// Collects events.
    public init(events: [SubmittedEvent], channel: Channel) {
        self.events = events
        self.channel = channel
    }

    var byteCount: Int { events.reduce(0) { $0 + $1.byteCount } }

    func checkSize() throws(LedgerError) {
        guard (1...Submission.maximumEvents).contains(events.count), byteCount <= Submission.maximumByteCount else {
            throw LedgerError(.submissionSize, "\(events.count) events, \(byteCount) bytes")
        }
    }
}

/// The answer to a submitted event, annex D14: a tlog-proof whose `extra` is the entry (回执).
public struct Receipt: Sendable, Hashable {
    /// The entry.
    public let entry: Entry
    /// The proof that it stands in the ledger.
    public let proof: TlogProof

    /// Reads a receipt and checks that proof and entry belong together; signatures are not judged.
    /// - Throws: `proof.malformed`, `proof.wrong`, what ``Entry`` throws.
    public init(parsing bytes: Bytes) throws(LedgerError) {
        proof = try TlogProof(parsing: bytes)
        guard let extra = proof.extra else { throw LedgerError(.proofMalformed, "no entry in extra") }
        entry = try Entry(parsing: extra)
        guard entry.index == proof.index else { throw LedgerError(.proofWrong, "index") }
    }

    init(entry: Entry, proof: TlogProof) {
        self.entry = entry
        self.proof = proof
    }

    /// Verifies the receipt as the client does: the note is the one that was signed, the leaf is recomputed, the proof
    /// leads to a checkpoint of this ledger.
    /// - Throws: `proof.wrong`, `note.unverified`, `checkpoint.origin`.
    public func verify(event: Event?, origin: LedgerName, logKeys: [VerifierKey]) throws(LedgerError) {
        if let event, event.note.text != entry.event.note.text {
            throw LedgerError(.proofWrong, "the entry holds another event")
        }
        try proof.verify(leaf: entry.leaf, logKeys: logKeys, origin: origin)
    }

    /// The file's bytes.
    public var bytes: Bytes { proof.bytes }
}
