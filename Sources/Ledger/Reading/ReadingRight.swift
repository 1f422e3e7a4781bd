// Who may read which record, design section 5: decided here and nowhere else.

/// What a reader may see (查看权限).
public enum ReadingRight: Sendable, Hashable {
    /// Nobody has said who reads: public things alone.
    case everybody
    /// An active actor with these roles.
    case actor(ActorName, roles: [RoleName])

    /// Whether office records are shown, and due ones with a trace: an active actor with any role.
    public var readsOffice: Bool {
        switch self {
        case .everybody: false
        case .actor(_, let roles): !roles.isEmpty
        }
    }

    /// Whether personal records are opened: administrator or supervisor.
    public var readsPersonal: Bool {
        switch self {
        case .everybody: false
        case .actor(_, let roles): roles.contains(.administrator) || roles.contains(.supervisor)
        }
    }
}

extension RuleBook {
    /// Who may read a record of a type, as the newest rule set says that knows it.
    public func visibility(of recordType: TypeName) -> Visibility? {
        numbers.reversed().lazy.compactMap { self[$0]?.visibility(of: recordType) }.first
    }
}

/// A record as a reader gets it.
public struct ShownRecord: Sendable {
    /// Its position in the list, from 0.
    public let position: UInt64
    /// Its type; nil where it is withheld or does not read.
    public let type: TypeName?
    /// The record itself, or what stands for it.
    public let line: Bytes
    /// Whether the record itself is shown.
    public let isShown: Bool
}

/// The records of an entry as a reader gets them, and what must be said of it before.
public struct ShownRecords: Sendable {
    /// All records of the list in order.
    public let records: [ShownRecord]
    /// Records that the reader opens before they are public: `access.read` is appended before the answer.
    public let opened: [EarlyAccess]

    /// The lines, each with its LF.
    public var bytes: Bytes {
        var output = Bytes()
        for record in records {
            output += record.line
            output.append(newline)
        }
        return output
    }
}

/// Shows records by right.
public struct RecordDisclosure: Sendable {
    private let book: RuleBook

    /// Decides by the rule sets of a book.
    public init(book: RuleBook) { self.book = book }

    /// The data records of an entry.
    /// - Parameter opensDue: whether records that are not public yet are opened, which leaves a trace.
    public func data(
        of entry: StoredEntry, for right: ReadingRight, in store: any EventStore, opensDue: Bool = true
    ) throws -> ShownRecords {
        var records: [ShownRecord] = []
        var opened: [EarlyAccess] = []
        let disclosed = try Disclosed(entry.index, in: store)
        for line in RecordLines(entry.data) {
            let position = UInt64(records.count)
            let leaf = RFC6962.leafHash(line)
            let type = (try? Record(parsing: line))?.type
            var shows = false
            switch type.flatMap({ book.visibility(of: $0) }) {
            case .public: shows = true
            case .due:
                shows = disclosed.contains(position)
                if !shows, opensDue, right.readsOffice, case .actor(let actor, _) = right, let type {
                    shows = true
                    opened.append(
                        EarlyAccess(actor: actor, index: entry.index, position: position, leaf: leaf, due: type))
                }
            case .office: shows = right.readsOffice
            case .personal, nil: break
            }
            records.append(
                ShownRecord(
                    position: position, type: shows ? type : nil,
                    line: shows ? Bytes(line) : DisclosureMark.withheld.line(leaf), isShown: shows))
        }
        return ShownRecords(records: records, opened: opened)
    }

    /// Whether every data record of an entry is public, so that the entry is served bare.
    public func isPublic(_ entry: StoredEntry, in store: any EventStore) throws -> Bool {
        try data(of: entry, for: .everybody, in: store).records.allSatisfy(\.isShown)
    }

    /// The personal records of an entry; `open` unseals one where the vault still holds its key.
    public func personal(
        of entry: StoredEntry, for right: ReadingRight, in store: any EventStore, vault: Vault
    ) throws -> ShownRecords {
        var records: [ShownRecord] = []
        for position in 0..<UInt64(entry.personal.count) {
            guard let row = entry.personal[position] else {
                throw LedgerError(.personalMissing, "record \(position + 1)", index: entry.index)
            }
            let erased = StateKey(.erased, ErasedRecord.key(index: entry.index, position: position))
            let line: Bytes
            var type: TypeName?
            var isShown = false
            if try store.stateValue(erased) != nil {
                line = DisclosureMark.erased.line(row.leaf)
            } else if right.readsPersonal, let plain = try vault.subjectKey(named: row.keyName)?.open(row) {
                line = plain
                type = (try? Record(parsing: plain, personal: true))?.type
                isShown = true
            } else {
                line = DisclosureMark.withheld.line(row.leaf)
            }
            records.append(ShownRecord(position: position, type: type, line: line, isShown: isShown))
        }
        return ShownRecords(records: records, opened: [])
    }
}

/// Which due records of an entry an event has made public.
struct Disclosed {
    private let all: Bool
    private let positions: Set<UInt64>

    /// As of the head, or of the first `size` entries.
    init(_ index: EntryIndex, in store: some StateReading, size: UInt64 = .max) throws {
        let prefix = DisclosedState.key(index)
        var all = false
        var positions: Set<UInt64> = []
        for row in try store.stateRows(.disclosed, prefix: prefix) {
            guard let by = try IJSONValue(parsing: row.value)["by"]?.index, by.value < size else { continue }
            let rest = row.key.key.dropFirst(prefix.count)
            if rest.isEmpty {
                all = true
            } else if let position = Decimal53.padded(Bytes(rest.dropFirst())) {
                positions.insert(position.value)
            }
        }
        self.all = all
        self.positions = positions
    }

    func contains(_ position: UInt64) -> Bool { all || positions.contains(position) }
}
