/// One entry as a ledger directory, a copy or an export holds it. Nothing in it is trusted.
struct SourceEntry: Sendable {
    let index: EntryIndex
    let bytes: Bytes
    /// The channel record's line; nil where it is not there.
    let channel: Bytes?
    /// The data records as lines; a withheld one reads `!sha256:…`. Nil where the list is not there.
    let data: Bytes?
    let personal: SourcePersonal
}

/// Personal records as a source holds them.
enum SourcePersonal: Sendable {
    /// Sealed rows by position.
    case sealed([UInt64: SealedRecord])
    /// Lines, of which some read `!sha256:…` or `~sha256:…`. Nil where the list is not there.
    case lines(Bytes?)
}

/// What a personal record's seal says without or with the vault.
enum VaultAnswer: Sendable {
    case line(Bytes)
    case wrong
    case keyMissing
    case notDisclosed
}

/// What an attachment's bytes say.
enum AttachmentAnswer: Sendable {
    case right
    case wrong(LedgerError)
    case notDisclosed
    /// Sealed under a subject's key that is gone. Whether it may be gone is judged by the subject's records.
    case keyGone
}

/// How a named attachment stands.
enum AttachmentPresence: Sendable {
    case present, missing, wrongSize, notDisclosed
}

/// Where a verification reads from.
protocol VerifySource: AnyObject {
    /// Whether a record that is missing was altered (a ledger directory) or is not disclosed (a copy, an export).
    var missingIsAltered: Bool { get }
    /// The number of entries, taken at the start.
    var size: UInt64 { get }
    /// The checkpoint that lies beside the entries.
    func checkpoint() throws -> Bytes?
    /// Entries from an index on, in order, fewer than `limit` where the source ends or a gap follows.
    func entries(from index: EntryIndex, limit: Int) throws -> [SourceEntry]
    /// What the vault says of a sealed record. Called from several threads.
    var openSealed: @Sendable (SealedRecord) -> VaultAnswer { get }
    /// How a named attachment stands, by presence and size alone.
    func presence(of reference: AttachmentReference, sealedBy keyName: Bytes?) throws -> AttachmentPresence
    /// What the source holds that belongs to no entry, once all entries were read; `isComplete` where nothing was
    /// withheld. Texts for people, a few at most.
    func surplus(isComplete: Bool) throws -> [String]
    /// Whether a running writer erased a record after the head was taken.
    func wasErasedSince(_ index: EntryIndex, position: UInt64, leaf: Digest) throws -> Bool
    /// Checks every attachment's bytes; reports each.
    func checkAttachments(_ report: (AttachmentAnswer) -> Void) throws
    /// Checks what only a database has: stored hashes, ids, state. Nil where the source has none.
    var tables: (any VerifyTables)? { get }
}

/// The derived tables of a database, as of the start.
protocol VerifyTables: AnyObject {
    /// Stored hashes from a position on.
    func storedHashes(from position: UInt64, limit: Int) throws -> [(position: UInt64, digest: Digest)]
    /// How many entries the table holds, wherever they stand.
    var entryCount: UInt64 { get }
    /// How many there are.
    var storedHashCount: UInt64 { get }
    /// Where an event id stands.
    func index(of id: EventID) throws -> EntryIndex?
    /// What stands otherwise in the database's schema than its version has it.
    var schemaDifferences: [String] { get }
    /// How many ids there are.
    var eventIDCount: UInt64 { get }
    /// How many personal rows there are.
    var personalCount: UInt64 { get }
    /// State rows after a key, as of the start.
    func stateRows(after key: StateKey?, limit: Int) throws -> [StateRow]
    /// The state was read: later reads may see a newer ledger.
    func endSnapshot() throws
    /// Look-ups follow, a block of them.
    func beginBlock() throws
    /// They are done.
    func endBlock() throws
}
