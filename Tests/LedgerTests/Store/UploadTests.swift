import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite("An upload that was not brought to its end")
struct UploadTests {
    private static let chunks = (0..<16).map { Bytes(repeating: UInt8($0), count: StoredAttachment.chunkByteCount) }

    /// A ledger as a killed process leaves it in the middle of an upload.
    private func interrupted(_ ledger: TestLedger) throws -> (image: LedgerDirectory, attachment: StoredAttachment) {
        let attachment = StoredAttachment(
            id: SHA256.hash(Bytes(Self.chunks.joined())), size: UInt64(16 * StoredAttachment.chunkByteCount),
            chunks: 16, keyName: nil)
        let image = LedgerDirectory(ledger.folder + "/image")
        var rest = Self.chunks[...]
        try ledger.writer.store.storeAttachment(attachment) {
            if rest.count == 4 {
                try FileManager.default.copyItem(atPath: ledger.directory.path, toPath: image.path)
                // The lock is the process's, not the file's.
                try FileManager.default.removeItem(atPath: image.path + "/ledger.db-shm")
            }
            return rest.popFirst()
        }
        return (image, attachment)
    }

    private func rows(_ directory: LedgerDirectory, _ table: String) throws -> Int {
        let queue = try DatabaseQueue(path: directory.database)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    @Test("is no part of the ledger for a verifier, and is dropped when the ledger is opened for writing")
    func dropped() async throws {
        let ledger = try await TestLedger()
        let (image, attachment) = try interrupted(ledger)
        #expect(try rows(image, "attachment_chunk") >= 4)
        #expect(try rows(image, "attachment_upload") == 1)
        #expect(try Verify.directory(image, book: TestLedger.book).findings == [])
        #expect(try SQLiteStore(path: image.database, mode: .read).attachmentChunk(attachment.id, position: 0) == nil)
        let clock = ledger.clock
        let writer = try image.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
        #expect(try rows(image, "attachment_chunk") == 0)
        #expect(try rows(image, "attachment_upload") == 0)
        var whole = Self.chunks[...]
        try writer.store.storeAttachment(attachment) { whole.popFirst() }
        #expect(try writer.store.attachment(attachment.id) == attachment)
        try await writer.stop()
        #expect(try Verify.directory(image, book: TestLedger.book).findings == [])
    }

    @Test("chunks of what is stored cannot be made those of an upload, and are missed where they are by force")
    func stored() async throws {
        let ledger = try await TestLedger()
        var chunks: [Bytes] = [[1]]
        let attachment = StoredAttachment(id: SHA256.hash([1]), size: 1, chunks: 1, keyName: nil)
        try ledger.writer.store.storeAttachment(attachment) { chunks.popLast() }
        try await ledger.writer.stop()
        let list = "INSERT INTO attachment_upload(id) SELECT id FROM attachment"
        let store = try SQLiteStore(path: ledger.directory.database, mode: .write)
        #expect(ledgerError { try store.access { try $0.execute(sql: list) } }?.code == .storeFailed)
        try store.close()
        let copy = try LedgerCopy(of: ledger.directory)
        try copy.execute(list)
        #expect(try Verify.directory(copy.directory, book: TestLedger.book).findings.map(\.code) == [.storeSurplus])
    }
}
