// What a view is made of: entries that admission accepted, with what is disclosed of their data. Personal records are
// no part of it, so that no view can hold what the vault keeps.

/// A data record in its place.
public struct ViewRecord: Sendable, Hashable {
    /// Its position in the event's list.
    public let position: UInt64
    /// The record.
    public let record: Record

    /// Names a record.
    public init(position: UInt64, record: Record) {
        self.position = position
        self.record = record
    }
}

/// An accepted entry as a projector sees it.
public struct ViewEvent: Sendable {
    /// The entry.
    public let entry: Entry
    /// Who acted (操作人): the author where two keys sign, of two founders the administrator. Nil where the records that
    /// say so are withheld.
    public let author: ActorName?
    /// The data records that are disclosed, in order.
    public let records: [ViewRecord]
    /// Whether all are.
    public let isComplete: Bool
    /// The marks that admission set.
    public let marks: [Mark]

    /// Its index.
    public var index: EntryIndex { entry.index }
    /// Its type.
    public var type: TypeName { entry.event.header.type }

    init(entry: Entry, records: [ViewRecord], isComplete: Bool, marks: [Mark]) {
        self.entry = entry
        self.records = records
        self.isComplete = isComplete
        self.marks = marks
        author = ViewEvent.author(of: entry.event, records: isComplete ? records.map(\.record) : nil)
    }

    /// Reads stored bytes. In a copy or an export a line may stand for a record that is withheld.
    /// - Throws: `store.damaged` where the bytes are no entry or no records.
    init(index: EntryIndex, bytes: Bytes, data: Bytes?, marks: [Mark], marksWithheld: Bool) throws(LedgerError) {
        var records: [ViewRecord] = []
        var position: UInt64 = 0
        do throws(LedgerError) {
            let entry = try Entry(parsing: bytes)
            guard entry.index == index else { throw LedgerError(.chainIndex, "says \(entry.index)") }
            for line in RecordLines(data ?? []) {
                defer { position += 1 }
                if marksWithheld, DisclosureMark.withheld.leaf(of: line) != nil { continue }
                records.append(ViewRecord(position: position, record: try Record(parsing: line)))
            }
            self.init(
                entry: entry, records: records, isComplete: UInt64(records.count) == entry.event.header.data.count,
                marks: marks)
        } catch {
            throw LedgerError(.storeDamaged, "\(error.code.rawValue) \(error.detail)", index: index)
        }
    }

    private static func author(of event: Event, records: [Record]?) -> ActorName? {
        if event.signatures.count == 1 { return ActorName(event.signatures[0].name.bytes) }
        guard let records else { return nil }
        if event.header.type == TypeName(literal: "ledger.founded/1") {
            return try? FoundingContent(records).administrator.actor
        }
        return try? NewKey(records).author
    }
}
