import DoubleRandom
import Ledger
import LedgerClient

/// A ledger as commands use it: the same over a directory and over a service, so that no command branches.
protocol LedgerAccess: Sendable {
    /// Where it is, for people.
    var place: String { get }
    /// The ledger's name.
    func name() async throws -> LedgerName
    /// The number of entries.
    func size() async throws -> UInt64
    /// An entry that an event may name as seen; nil means the newest.
    func seen(_ index: EntryIndex?) async throws -> SeenEntry
    /// Entries in order, up to a number of them.
    func entries(from index: UInt64, limit: Int) async throws -> [ListedEntry]
    /// One entry.
    func entry(_ index: EntryIndex) async throws -> Entry
    /// Its data records, as far as they may be read.
    func data(of index: EntryIndex) async throws -> [ShownLine]
    /// Its personal records; nil where they are not opened here.
    func personal(of index: EntryIndex) async throws -> [ShownLine]?
    /// Its channel record; nil where it may not be read.
    func channel(of index: EntryIndex) async throws -> Bytes?
    /// A receipt against the newest checkpoint.
    func receipt(_ index: EntryIndex) async throws -> TlogProof
    /// A proof that the newest checkpoint continues a size.
    func consistency(from size: UInt64) async throws -> [Digest]
    /// Actors, roles and keys.
    func actors() async throws -> WireActors
    /// What waits for a second person.
    func proposals() async throws -> [WireProposals.Proposal]
    /// Where a subject's personal records stand: what an erasure must name.
    func personalPlaces(of subject: String) async throws -> [PersonalPlace]
    /// Rows of admission state in key order, as far as the office reads them: what the next event is judged by.
    func state(table: StateTable, prefix: Bytes) async throws -> [StatePage.Row]
    /// Data records of a type in the order of their entries, as far as they may be read.
    func records(of type: TypeName) async throws -> [PlacedRecord]
    /// A publication view (公示), of one task where it is named.
    func bulletin(_ name: BulletinName, task: String?) async throws -> WireBulletin
    /// The entries that concern a subject such as `inspection:…`, in order.
    func timeline(of subject: String) async throws -> [EntryIndex]
    /// Stores a file as an attachment, durably; `subject` seals it under a person's key.
    func attach(
        _ path: String, subject: String?, progress: @escaping @Sendable (UInt64, UInt64) -> Void) async throws
    /// Fetches an attachment into a new file.
    func fetch(_ digest: Digest, to path: String, progress: @escaping @Sendable (UInt64, UInt64) -> Void) async throws
    /// The service at a glance.
    func status() async throws -> WireStatus
    /// Hands signed events in, together, and gives their receipts once each verified.
    func submit(_ drafts: [DraftEvent]) async throws -> [Receipt]
    /// Gives back what was opened.
    func close() async
}

/// An entry in a list; its bytes are withheld where it may not be read.
struct ListedEntry: Sendable {
    let index: EntryIndex
    let leaf: LeafHash
    let entry: Entry?
}

/// A record as it is shown, or the hash that stands for it.
enum ShownLine: Sendable {
    case shown(Bytes)
    case withheld(Digest)
    case erased(Digest)

    /// Reads the lines of an answer, docs/api.md section 4.
    static func lines(_ bytes: Bytes) throws -> [ShownLine] {
        try RecordLines(bytes).map { line in
            guard let mark = line.first, [UInt8(ascii: "!"), UInt8(ascii: "~")].contains(mark) else {
                return .shown(Bytes(line))
            }
            let head = Bytes("sha256:".utf8)
            guard line.dropFirst().starts(with: head), let hash = Digest(base64: line.dropFirst(1 + head.count)) else {
                throw LedgerError(.serviceAnswer, "records")
            }
            return mark == UInt8(ascii: "!") ? .withheld(hash) : .erased(hash)
        }
    }

    /// The line as the answer has it.
    var bytes: Bytes {
        switch self {
        case .shown(let line): line
        case .withheld(let hash): Bytes("!sha256:\(hash.base64)".utf8)
        case .erased(let hash): Bytes("~sha256:\(hash.base64)".utf8)
        }
    }
}

/// A data record and where it stands.
struct PlacedRecord: Sendable {
    let index: EntryIndex
    let position: UInt64
    let line: Bytes
}

extension LedgerAccess {
    /// Stores a file as a plain attachment.
    func attach(_ path: String, progress: @escaping @Sendable (UInt64, UInt64) -> Void) async throws {
        try await attach(path, subject: nil, progress: progress)
    }

    /// One row, or nil.
    func row(_ table: StateTable, _ key: Bytes) async throws -> IJSONValue? {
        try await state(table: table, prefix: key).first { $0.key == key }?.value
    }
}

/// Where one personal record stands.
struct PersonalPlace: Sendable {
    let index: EntryIndex
    let position: UInt64
    let leaf: Digest
}
