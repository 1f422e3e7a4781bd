// What a model is read from: the office's books, and of the log what everybody may read.

import Draw
import DoubleRandom
import Ledger

/// An entry with those of its data records that are public.
public struct PublicEntry: Sendable {
    public let index: EntryIndex
    public let type: TypeName
    public let author: ActorName?
    public let received: Timestamp
    /// The records in order, those that are not public left out.
    public let records: [Record]
    /// Whether all of them are public.
    public let isDisclosed: Bool

    public init(
        index: EntryIndex, type: TypeName, author: ActorName?, received: Timestamp, records: [Record],
        isDisclosed: Bool
    ) {
        self.index = index
        self.type = type
        self.author = author
        self.received = received
        self.records = records
        self.isDisclosed = isDisclosed
    }

    /// The first record's members, where it is public and of this entry's type or its head.
    var head: StateObject? { records.first.flatMap { try? $0.value().members }.map { StateObject($0) } }
    /// The records as objects.
    var contents: [(type: TypeName, content: StateObject)] {
        records.compactMap { record in
            (try? record.value().members).map { (record.type, StateObject($0)) }
        }
    }
    var step: PublicStep {
        PublicStep(
            entry: index, type: String(decoding: type.name, as: UTF8.self), received: received.beijing,
            isPublic: isDisclosed)
    }
}

/// One moment of a ledger and its views.
public struct PublicSource {
    /// Name, instance and founding.
    let ledger: (name: String, instance: String, founding: String)
    let books: any OfficeBooks
    /// Entries of the families `item`, `plan` and `draw`, in order.
    let entries: [PublicEntry]
    /// The steps of inspections and of tasks, by `inspection:…` and `task:…`.
    let steps: [Bytes: [PublicStep]]
    /// The lists that public records name, by digest.
    let attachments: [Hash256: Bytes]
    /// The Chinese titles of the roles of actors.
    let roles: [Bytes: [String]]
    let size: UInt64
    let received: Timestamp
    let checkpoint: SignedCheckpoint?
    let checkpointKeys: [(vkey: String, from: UInt64)]

    public init(
        ledger: (name: String, instance: String, founding: String), books: any OfficeBooks, entries: [PublicEntry],
        steps: [Bytes: [PublicStep]] = [:], attachments: [Hash256: Bytes] = [:],
        roles: [Bytes: [String]] = [:], size: UInt64, received: Timestamp,
        checkpoint: SignedCheckpoint? = nil, checkpointKeys: [(vkey: String, from: UInt64)] = []
    ) {
        (self.ledger, self.books, self.entries, self.steps) = (ledger, books, entries, steps)
        (self.attachments, self.roles, self.size, self.received) = (attachments, roles, size, received)
        (self.checkpoint, self.checkpointKeys) = (checkpoint, checkpointKeys)
    }
}
