// What a store of events must do. Nothing above this protocol may know how events are stored; one conformance suite
// judges every store.

/// A personal record as it is stored: sealed, with the leaf hash of its line.
public struct SealedRecord: Hashable, Sendable {
    /// The RFC 6962 leaf hash of the line.
    public let leaf: Digest
    /// Names the subject's key in the vault; 16 bytes.
    public let keyName: Bytes
    /// Nonce and XChaCha20-Poly1305 box of the line.
    public let sealed: Bytes

    /// Names a sealed record.
    public init(leaf: Digest, keyName: Bytes, sealed: Bytes) {
        self.leaf = leaf
        self.keyName = keyName
        self.sealed = sealed
    }
}

/// An entry with what is kept beside it.
public struct StoredEntry: Hashable, Sendable {
    /// The index it is stored under.
    public let index: EntryIndex
    /// The entry's bytes.
    public let bytes: Bytes
    /// The channel record's line.
    public let channel: Bytes
    /// The data records, each line with its LF.
    public let data: Bytes
    /// The personal records by position.
    public let personal: [UInt64: SealedRecord]

    /// Names a stored entry.
    public init(index: EntryIndex, bytes: Bytes, channel: Bytes, data: Bytes, personal: [UInt64: SealedRecord]) {
        self.index = index
        self.bytes = bytes
        self.channel = channel
        self.data = data
        self.personal = personal
    }
}

/// An entry to append.
public struct AppendedEntry: Sendable {
    /// The entry.
    public let entry: Entry
    /// The channel record's line.
    public let channel: Bytes
    /// The data records.
    public let data: RecordList
    /// The personal records in order.
    public let personal: [SealedRecord]

    /// Names an entry to append.
    public init(entry: Entry, channel: Bytes, data: RecordList, personal: [SealedRecord]) {
        self.entry = entry
        self.channel = channel
        self.data = data
        self.personal = personal
    }
}

/// What enters in one transaction.
public struct AppendBatch: Sendable {
    /// The size that the ledger must have.
    public let expectedSize: UInt64
    /// The entries, the first at index `expectedSize`.
    public let entries: [AppendedEntry]
    /// The stored hashes that these entries complete, in dense order.
    public let hashes: [Digest]
    /// The changes of admission state.
    public let stateChanges: [(key: StateKey, value: Bytes?)]

    /// Names a batch.
    public init(
        expectedSize: UInt64, entries: [AppendedEntry], hashes: [Digest],
        stateChanges: [(key: StateKey, value: Bytes?)]
    ) {
        self.expectedSize = expectedSize
        self.entries = entries
        self.hashes = hashes
        self.stateChanges = stateChanges
    }
}

/// An attachment as it is stored: in chunks, plain or sealed.
public struct StoredAttachment: Hashable, Sendable {
    /// SHA-256 of the plain bytes; for a sealed one a keyed hash of that, so that the file says nothing of the content.
    public let id: Digest
    /// The size of the plain bytes.
    public let size: UInt64
    /// The number of chunks.
    public let chunks: UInt64
    /// For a sealed one, the name of the subject's key in the vault.
    public let keyName: Bytes?

    /// The bytes of a chunk, but for the last.
    public static let chunkByteCount = 256 << 10
    /// The largest attachment.
    public static let maximumByteCount: UInt64 = 256 << 20

    /// Names an attachment.
    public init(id: Digest, size: UInt64, chunks: UInt64, keyName: Bytes?) {
        self.id = id
        self.size = size
        self.chunks = chunks
        self.keyName = keyName
    }
}

/// A durable, append-only store of one ledger's events.
public protocol EventStore: AnyObject, Sendable, StateReading, AncestryReading {
    /// The number of entries.
    func size() throws -> UInt64
    /// Appends a batch in one durable transaction.
    /// - Throws: `store.head` where the size is another; `store.full` and `store.failed` where nothing was written;
    ///   `store.unknown` where the outcome of the commit is unknown: the process must end.
    func append(_ batch: AppendBatch) throws
    /// Stored entries from an index on, in order, up to a number of them.
    func entries(from index: EntryIndex, limit: Int) throws -> [StoredEntry]
    /// The same, ending early once their bytes and data reach `byteCount`; at least one where there is one.
    func entries(from index: EntryIndex, limit: Int, byteCount: Int) throws -> [StoredEntry]
    /// The stored hash at a dense position.
    func storedHash(_ position: UInt64) throws -> Digest?
    /// Where an event id stands.
    func index(of id: EventID) throws -> EntryIndex?
    /// Where those of the ids stand that are in the store: one look for all of a batch.
    func indexes(of ids: [EventID]) throws -> [EventID: EntryIndex]
    /// Stores an attachment; `next` gives its chunks until nil. It is there, durably, once this returns, and not at all
    /// before. Appends go on between its chunks. Storing it again is no error.
    func storeAttachment(_ attachment: StoredAttachment, next: () throws -> Bytes?) throws
    /// An attachment by id.
    func attachment(_ id: Digest) throws -> StoredAttachment?
    /// A chunk of an attachment.
    func attachmentChunk(_ id: Digest, position: UInt64) throws -> Bytes?
}
