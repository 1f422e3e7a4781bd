import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite("A full disk", .serialized, .enabled(if: Tmpfs.isPossible, "needs the right to mount a tmpfs"))
struct FullDiskTests {
    @Test("below the reserve nothing is written, and the same event enters once there is room")
    func reserve() async throws {
        let disk = try Tmpfs(size: "40m")
        let trial = try FoundingTrial(folder: disk.path + "/office")
        let desk = try await trial.open()
        let draft = try await desk.draft(
            "note.taken/1", [Row.note("x")], personal: [Row.personal("s1", "x")], by: [trial.administrator.signer])
        disk.fill(leaving: 8 << 20)
        #expect(await refusal { try await desk.submit(draft) } == .storeFull)
        #expect(try desk.size == 1)
        #expect(await desk.writer.chainHead().size == 1)
        disk.clear()
        #expect(try await desk.submit(draft).entry.index.value == 1)
        try await desk.writer.stop()
        #expect(try Verify.directory(trial.directory, book: TestLedger.book).findings == [])
    }

    @Test("a disk that fills up between admission and commit leaves nothing half-written", arguments: [1, 40])
    func atCommit(records: Int) async throws {
        let disk = try Tmpfs(size: "24m")
        let isFilling = Mutex(false)
        var options = WriterOptions()
        options.reservedDiskByteCount = 0
        nonisolated(unsafe) let filled = disk
        options.observe = { step in
            if step == .sealed, isFilling.withLock({ $0 }) { filled.fill() }
        }
        let trial = try FoundingTrial(folder: disk.path + "/office")
        let desk = try await trial.open(options: options)
        let before = try await desk.note("before", by: trial.administrator)
        let text = String(repeating: "x", count: 60_000)
        let draft = try await desk.draft(
            "note.taken/1", (0..<records).map { _ in Row.note(text) }, by: [trial.administrator.signer])
        isFilling.withLock { $0 = true }
        let code = await refusal { try await desk.submit(draft) }
        // An error that COMMIT itself reports leaves the outcome unknown; anything before it says that nothing happened.
        #expect(code == .storeFull || code == .storeUnknown)
        isFilling.withLock { $0 = false }
        disk.clear()
        try? await desk.writer.stop()
        let again = try await trial.open(options: options)
        #expect(try again.size == 2 || code == .storeUnknown)
        #expect(try again.writer.store.entries(from: EntryIndex(1), limit: 1).first?.bytes == before.entry.bytes)
        #expect(try await again.submit(draft).entry.index.value == 2)
        #expect(try await again.submit(draft).entry.index.value == 2)
        try await again.writer.stop()
        #expect(try Verify.directory(trial.directory, book: TestLedger.book).findings == [])
    }

    @Test("an attachment that does not fit is not there, and fits later")
    func attachment() async throws {
        let disk = try Tmpfs(size: "16m")
        let store = try SQLiteStore(path: disk.path + "/ledger.db", mode: .create)
        let attachment = StoredAttachment(
            id: SHA256.hash([1]), size: UInt64(40 * StoredAttachment.chunkByteCount), chunks: 40, keyName: nil)
        func feed() throws {
            var left = 40
            try store.storeAttachment(attachment) {
                guard left > 0 else { return nil }
                left -= 1
                return Random.bytes(StoredAttachment.chunkByteCount)
            }
        }
        disk.fill(leaving: 4 << 20)
        #expect(ledgerError { try feed() }?.code == .storeFull)
        #expect(try store.attachment(attachment.id) == nil)
        #expect(try store.attachmentChunk(attachment.id, position: 0) == nil)
        disk.clear()
        #expect(
            ledgerError {
                try store.storeAttachment(StoredAttachment(id: SHA256.hash([2]), size: 0, chunks: 0, keyName: nil)) {
                    nil
                }
            } == nil)
        try store.close()
    }

    @Test("a ledger that does not fit is not founded, and leaves nothing")
    func founding() async throws {
        let disk = try Tmpfs(size: "8m")
        let trial = try FoundingTrial(folder: disk.path + "/office")
        #expect(await refusal { try await trial.open() } == .storeFull)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path + "/office") == [])
    }
}
