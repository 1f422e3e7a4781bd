import Foundation
import Ledger

/// The outbox of one ledger, on disk. Every call waits for the disk: use it through ``OffPool``.
public struct Outbox: Sendable {
    /// The ledger's founding hash.
    public let founding: LeafHash
    private let folder: String

    /// Opens the outbox of a ledger, making its folder where it is missing.
    /// - Throws: `file.unwritable`.
    public init(_ memory: LedgerMemory, founding: LeafHash) throws {
        self.founding = founding
        let ledger = memory.folder.ledgerFolder(founding)
        folder = ledger + "/outbox"
        try StateFolder.ensure(ledger)
        try StateFolder.ensure(folder)
    }

    /// Writes signed events down, durably, before anybody sends them. The same again is no error.
    /// - Throws: `event.signatures`, `submission.size`, `file.unwritable`, `event.idConflict`.
    func put(_ drafts: [DraftEvent]) throws -> OutboxItem {
        guard let first = drafts.first, drafts.count <= Submission.maximumEvents else {
            throw LedgerError(.submissionSize, "\(drafts.count) events")
        }
        let id = "\(first.header.id)"
        if FileIO.exists(path(id)) {
            let item = try self.item(id)
            let same = try item.parts.map(\.event.bytes) == drafts.map { try $0.submitted().event.bytes }
            guard same else { throw LedgerError(.eventIDConflict, id) }
            return item
        }
        let temporary = "\(folder)/.\(id).\(getpid())"
        try? FileManager.default.removeItem(atPath: temporary)
        try FileIO.makeFolder(temporary)
        do {
            for (position, draft) in drafts.enumerated() {
                _ = try draft.submitted()
                try FileIO.create("\(temporary)/\(Outbox.name(position)).event", try draft.fileBytes(), mode: 0o600)
            }
            guard rename(temporary, path(id)) == 0 else { throw LedgerError(.fileUnwritable, path(id)) }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw error
        }
        try FileIO.syncFolder(of: path(id))
        return try item(id)
    }

    /// Keeps receipts that verified; then what holds personal records is removed from this machine.
    func complete(_ item: OutboxItem, _ receipts: [Receipt]) throws {
        for (position, receipt) in receipts.enumerated() {
            let file = "\(path(item.id))/\(Outbox.name(position)).receipt"
            try FileIO.replace(file, receipt.bytes, mode: 0o600)
        }
        for (position, part) in item.parts.enumerated() where part.draft?.personal != nil {
            unlink("\(path(item.id))/\(Outbox.name(position)).event")
        }
        unlink("\(path(item.id))/refused")
        try FileIO.syncFolder(of: "\(path(item.id))/refused")
    }

    /// Keeps what the service said.
    func refuse(_ item: OutboxItem, _ error: LedgerError, at time: Timestamp) throws {
        let value = IJSONValue.object([
            .init("code", .text(error.code.rawValue)), .init("detail", .text(error.detail)),
            .init("time", .string(time.bytes)),
        ])
        try FileIO.replace("\(path(item.id))/refused", value.encoded + [UInt8(ascii: "\n")], mode: 0o600)
    }

    /// All items, the oldest first.
    /// - Throws: `outbox.damaged`.
    public func items() throws -> [OutboxItem] { try StateFolder.names(in: folder).map(item) }

    /// One item, by its id or an unambiguous beginning of it.
    /// - Throws: `outbox.unknown`, `outbox.damaged`.
    public func find(_ text: String) throws -> OutboxItem {
        let fitting = StateFolder.names(in: folder).filter { $0.utf8.starts(with: text.utf8) }
        guard fitting.count == 1 else { throw LedgerError(.outboxUnknown, DisplayText.clean(text, limit: 60)) }
        return try item(fitting[0])
    }

    /// Removes an item that has its receipts.
    /// - Throws: `outbox.waiting` where it has none.
    public func forget(_ item: OutboxItem) throws {
        guard item.standing == .received else { throw LedgerError(.outboxWaiting, item.id) }
        try FileManager.default.removeItem(atPath: path(item.id))
        try FileIO.syncFolder(of: path(item.id))
    }

    private func item(_ id: String) throws -> OutboxItem {
        let folder = path(id)
        var parts: [OutboxItem.Part] = []
        do {
            for position in 0..<Submission.maximumEvents {
                let base = "\(folder)/\(Outbox.name(position))"
                let draft = try Outbox.read(base + ".event", limit: DraftEvent.maximumByteCount).map {
                    try DraftEvent(parsing: $0)
                }
                let receipt = try Outbox.read(base + ".receipt", limit: TlogProof.maximumByteCount).map {
                    try Receipt(parsing: $0)
                }
                guard let event = try receipt?.entry.event ?? draft?.submitted().event else { break }
                parts.append(OutboxItem.Part(event: event, draft: draft, receipt: receipt))
            }
            guard let first = parts.first, "\(first.event.header.id)".utf8.elementsEqual(id.utf8) else {
                throw LedgerError(.outboxDamaged, folder)
            }
            let refusal = try Outbox.read(folder + "/refused", limit: 64 << 10).map(Outbox.refusal)
            return OutboxItem(id: id, founding: founding, parts: parts, refusal: refusal)
        } catch let error as LedgerError {
            throw LedgerError(
                .outboxDamaged, error.code == .outboxDamaged ? error.detail : "\(folder): \(error.code.rawValue)")
        }
    }

    private static func refusal(_ bytes: Bytes) throws -> OutboxItem.Refusal {
        let value = try IJSONValue(parsing: bytes.dropLast())
        guard let code = value["code"]?.bytes, let detail = value["detail"]?.bytes,
            let time = value["time"]?.bytes.flatMap({ Timestamp($0) })
        else { throw LedgerError(.outboxDamaged, "refused") }
        return OutboxItem.Refusal(
            code: DisplayText.clean(code), detail: DisplayText.clean(detail), time: time)
    }

    private static func read(_ path: String, limit: Int) throws -> Bytes? {
        FileIO.exists(path) ? try FileIO.read(path, limit: limit) : nil
    }

    private static func name(_ position: Int) -> String {
        let digits = String(position + 1)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    private func path(_ id: String) -> String { "\(folder)/\(id)" }
}
