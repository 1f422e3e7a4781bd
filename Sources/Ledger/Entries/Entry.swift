// Entries of design section 4: what the log stores, and the Merkle leaf.
//
//     ssj/v1/entry
//     index 41
//     previous sha256:<base64 leaf hash of entry 40; 32 zero bytes for entry 0>
//     received 2024-09-12T08:30:00.412Z
//     channel sha256:<base64 RFC 6962 leaf hash of the channel record>
//
//     <the event's note, verbatim>
//
// docs/format.md section 4 is the specification, with an example that a test runs.

/// An entry (条目): an event in its place, linked to the one before it.
public struct Entry: Hashable, Sendable {
    /// Its place.
    public let index: EntryIndex
    /// The leaf hash of the entry before it; 32 zero bytes for entry 0.
    public let previous: LeafHash
    /// When the daemon took it in. Never decreases, but for a confirmed `clock.corrected`.
    public let received: Timestamp
    /// The leaf hash of the channel record: over which way it came.
    public let channel: Digest
    /// The event.
    public let event: Event
    /// The stored bytes.
    public let bytes: Bytes
    /// The RFC 6962 leaf hash of the stored bytes.
    public let leaf: LeafHash

    /// The largest entry, as tlog-tiles bundles can hold it.
    public static let maximumByteCount = 65_535

    /// Puts an event into its place.
    public init(index: EntryIndex, previous: LeafHash, received: Timestamp, channel: Digest, event: Event) {
        self.index = index
        self.previous = previous
        self.received = received
        self.channel = channel
        self.event = event
        var bytes = Bytes()
        bytes.reserveCapacity(1_024)
        bytes += "ssj/v1/entry\nindex \(index)\nprevious sha256:".utf8
        bytes += previous.digest.base64Bytes
        bytes += "\nreceived ".utf8
        bytes += received.bytes
        bytes += "\nchannel sha256:".utf8
        bytes += channel.base64Bytes
        bytes += "\n\n".utf8
        bytes += event.bytes
        self.bytes = bytes
        leaf = LeafHash(RFC6962.leafHash(bytes))
    }

    /// Parses stored bytes; links and signatures are not judged.
    /// - Throws: `entry.malformed`, and what ``Event`` throws.
    public init(parsing bytes: Bytes) throws(LedgerError) {
        guard bytes.count <= Entry.maximumByteCount else { throw LedgerError(.entryMalformed, "too large") }
        var lines = LineScanner(bytes)
        guard lines.line()?.equals("ssj/v1/entry") == true else { throw LedgerError(.entryMalformed, "first line") }
        guard let index = lines.value(of: "index").flatMap({ EntryIndex(decimal: $0) }) else {
            throw LedgerError(.entryMalformed, "index")
        }
        guard let previous = lines.value(of: "previous").flatMap({ Entry.tagged($0) }) else {
            throw LedgerError(.entryMalformed, "previous")
        }
        guard let received = lines.value(of: "received").flatMap({ Timestamp($0) }) else {
            throw LedgerError(.entryMalformed, "received")
        }
        guard let channel = lines.value(of: "channel").flatMap({ Entry.tagged($0) }) else {
            throw LedgerError(.entryMalformed, "channel")
        }
        guard lines.line()?.isEmpty == true else { throw LedgerError(.entryMalformed, "empty line") }
        event = try Event(parsing: lines.rest)
        self.index = index
        self.previous = LeafHash(previous)
        self.received = received
        self.channel = channel
        self.bytes = bytes
        leaf = LeafHash(RFC6962.leafHash(bytes))
    }

    private static func tagged(_ value: ArraySlice<UInt8>) -> Digest? {
        value.dropping(prefix: "sha256:").flatMap { Digest(base64: $0) }
    }
}
