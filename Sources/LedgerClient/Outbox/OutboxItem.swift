import Ledger

// The outbox of a ledger: one folder a submission, named by the id of its first event.
//
//     <id>/0001.event … event files as they are handed in (DraftEvent)
//     <id>/0001.receipt … receipts, once they verified; an event with personal records is removed then
//     <id>/refused        the service's last refusal, one I-JSON line

/// What was signed and handed in together, with what came back (发件).
public struct OutboxItem: Sendable, Hashable, Identifiable {
    /// How far it is.
    public enum Standing: String, Sendable, Hashable {
        /// No answer yet; it may have entered.
        case waiting
        /// The service refused it; nothing was written.
        case refused
        /// Receipts that verified are there.
        case received
    }

    /// One event of it.
    public struct Part: Sendable, Hashable {
        /// What was signed, as it entered or is to enter.
        public let event: Event
        /// The file; nil once it was received and held personal records.
        public let draft: DraftEvent?
        /// The receipt; nil before it came.
        public let receipt: Receipt?
    }

    /// The last refusal.
    public struct Refusal: Sendable, Hashable {
        /// The code.
        public let code: String
        /// What was found.
        public let detail: String
        /// When, by this machine's clock.
        public let time: Timestamp
    }

    /// The id of its first event.
    public let id: String
    /// The ledger's founding hash.
    public let founding: LeafHash
    /// The events in order.
    public let parts: [Part]
    /// The last refusal, where there was one.
    public let refusal: Refusal?

    /// How far it is.
    public var standing: Standing {
        if parts.allSatisfy({ $0.receipt != nil }) { return .received }
        return refusal == nil ? .waiting : .refused
    }

    /// What is handed in: the files, one after another.
    /// - Throws: `outbox.damaged` where a file is gone.
    func submission() throws -> Bytes {
        var output = Bytes()
        for part in parts {
            guard let draft = part.draft else { throw LedgerError(.outboxDamaged, id) }
            output += try draft.fileBytes()
        }
        return output
    }
}
