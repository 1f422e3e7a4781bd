import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite("A ledger's folder: lock, start guard, checkpoint file")
struct DirectoryTests {
    private func copy(_ from: String, _ to: String) throws {
        try? FileManager.default.removeItem(atPath: to)
        try FileManager.default.copyItem(atPath: from, toPath: to)
    }

    // MARK: Lock

    @Test("a second writer is told that the ledger is locked, until the first stops")
    func locked() async throws {
        let ledger = try await TestLedger()
        let clock = ledger.clock
        func open() throws -> LedgerWriter {
            try ledger.directory.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
        }
        #expect(await refusal { try open() } == .ledgerLocked)
        // The refused one took nothing from the first.
        try await ledger.desk.note(by: ledger.administrator)
        #expect(await refusal { try open() } == .ledgerLocked)
        try await ledger.writer.stop()
        try await open().stop()
    }

    @Test("a writer in another process keeps this one out, and ends with that process")
    func lockedByProcess() async throws {
        let ledger = try await TestLedger()
        try await ledger.writer.stop()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["flock", ledger.directory.path + "/lock", "sh", "-c", "echo held; exec cat"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        #expect(output.fileHandleForReading.readData(ofLength: 5) == Data("held\n".utf8))
        let clock = ledger.clock
        func open() throws -> LedgerWriter {
            try ledger.directory.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
        }
        #expect(await refusal { try open() } == .ledgerLocked)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        let writer = try open()
        let other = Process()
        other.executableURL = URL(filePath: "/usr/bin/env")
        other.arguments = ["flock", "-n", ledger.directory.path + "/lock", "true"]
        try other.run()
        other.waitUntilExit()
        #expect(other.terminationStatus == 1, "another process cannot take it either")
        try await writer.stop()
    }

    @Test("a database that another writer holds is not even migrated")
    func lockComesFirst() async throws {
        let ledger = try await TestLedger()
        // As a later program would, whose database has steps that this one does not know: the lock answers first.
        try (ledger.writer.store as? SQLiteStore)?.access { try $0.execute(sql: "PRAGMA user_version = 99") }
        let clock = ledger.clock
        let code = await refusal {
            try ledger.directory.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
        }
        #expect(code == .ledgerLocked)
    }

    // MARK: Start guard

    @Test("a ledger.db copied without its -wal is refused")
    func withoutWAL() async throws {
        let ledger = try await TestLedger()
        for number in 0..<5 { try await ledger.desk.note("\(number)", by: ledger.administrator) }
        let checkpoint = try await ledger.writer.checkpoint()
        #expect(FileIO.exists(ledger.directory.database + "-wal"))
        let target = LedgerDirectory(ledger.folder + "/copy")
        try FileIO.makeFolder(target.path)
        for (from, to) in [
            (ledger.directory.database, target.database), (ledger.directory.vault, target.vault),
            (ledger.directory.checkpointFile.path, target.checkpointFile.path),
        ] {
            try copy(from, to)
        }
        let clock = ledger.clock
        func open() throws -> LedgerWriter {
            try target.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
        }
        #expect(await refusal { try open() } == .ledgerBehind)
        #expect(try target.checkpointFile.read() == checkpoint, "the evidence stays")
        // With its -wal it opens.
        for ending in ["", "-wal"] { try copy(ledger.directory.database + ending, target.database + ending) }
        try? FileManager.default.removeItem(atPath: target.database + "-shm")
        let writer = try open()
        #expect(await writer.chainHead().size == 6)
        try await writer.stop()
    }

    @Test("an older backup of the database under a newer checkpoint is refused")
    func rolledBack() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        try await desk.note("1", by: ledger.administrator)
        try await ledger.writer.stop()
        try copy(ledger.directory.database, ledger.folder + "/kept.db")
        try await ledger.reopenAfterStop { writer in
            _ = try await Desk(writer: writer, clock: ledger.clock).note("2", by: ledger.administrator)
        }
        try copy(ledger.folder + "/kept.db", ledger.directory.database)
        #expect(await refusal { try await ledger.reopenAfterStop { _ in } } == .ledgerBehind)
    }

    @Test("another history of the same length is refused")
    func otherHistory() async throws {
        let ledger = try await TestLedger()
        try await ledger.writer.stop()
        try copy(ledger.directory.database, ledger.folder + "/kept.db")
        let kept = try Bytes(Data(contentsOf: URL(filePath: ledger.directory.checkpointFile.path)))
        try await ledger.reopenAfterStop { writer in
            _ = try await Desk(writer: writer, clock: ledger.clock).note("shown", by: ledger.administrator)
        }
        let shown = try Bytes(Data(contentsOf: URL(filePath: ledger.directory.checkpointFile.path)))
        try copy(ledger.folder + "/kept.db", ledger.directory.database)
        try FileIO.replace(ledger.directory.checkpointFile.path, kept, mode: 0o644)
        try await ledger.reopenAfterStop { writer in
            _ = try await Desk(writer: writer, clock: ledger.clock).note("hidden", by: ledger.administrator)
        }
        try FileIO.replace(ledger.directory.checkpointFile.path, shown, mode: 0o644)
        #expect(await refusal { try await ledger.reopenAfterStop { _ in } } == .ledgerBehind)
    }

    @Test("without its checkpoint file, with another ledger's, or with one that was touched, a ledger does not open")
    func checkpointFiles() async throws {
        let ledger = try await TestLedger()
        try await ledger.desk.note(by: ledger.administrator)
        try await ledger.writer.stop()
        let path = ledger.directory.checkpointFile.path
        let good = try FileIO.read(path, limit: 10_000)
        let text = String(decoding: good, as: UTF8.self)
        let other = try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName).signer()
        let named = try SignedCheckpoint(parsing: good).checkpoint
        let elsewhere = Checkpoint(
            origin: LedgerName("other.example/commerce")!, size: named.size, root: named.root)
        let larger = Checkpoint(origin: named.origin, size: 9, root: named.root)
        let otherRoot = Checkpoint(origin: named.origin, size: 2, root: RFC6962.leafHash([1]))
        for (claim, bytes, code) in [
            (
                "another size under the same signature", Bytes(text.replacing("\n2\n", with: "\n1\n").utf8),
                .noteUnverified
            ),
            (
                "another root under the same signature",
                Bytes(text.replacing(named.root.base64, with: RFC6962.emptyRoot.base64).utf8), .noteUnverified
            ),
            (
                "a key that is not the ledger's", try SignedCheckpoint(signing: named, with: [other]).bytes,
                .noteUnverified
            ),
            (
                "another ledger's", try SignedCheckpoint(signing: elsewhere, with: [ledger.keys.checkpoint[0]]).bytes,
                .checkpointOrigin
            ),
            (
                "signed, and larger than the ledger",
                try SignedCheckpoint(signing: larger, with: [ledger.keys.checkpoint[0]]).bytes, .ledgerBehind
            ),
            (
                "signed, with another root",
                try SignedCheckpoint(signing: otherRoot, with: [ledger.keys.checkpoint[0]]).bytes, .ledgerBehind
            ),
            ("cut", Bytes(good.dropLast(10)), .noteMalformed),
            ("empty", [], .noteMalformed),
        ] as [(String, Bytes, ErrorCode)] {
            try FileIO.replace(path, bytes, mode: 0o644)
            #expect(await refusal { try await ledger.reopenAfterStop { _ in } } == code, "\(claim)")
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(await refusal { try await ledger.reopenAfterStop { _ in } } == .checkpointMissing)
        try FileIO.replace(path, good, mode: 0o644)
        try await ledger.reopenAfterStop { _ in }
    }

    @Test("another ledger's service key opens no writer")
    func serviceKey() async throws {
        let ledger = try await TestLedger()
        try await ledger.writer.stop()
        let other = try await TestLedger()
        let clock = ledger.clock
        #expect(
            await refusal { try ledger.directory.openWriter(keys: other.keys, book: TestLedger.book) { clock.now } }
                == .serviceKeyWrong)
    }

    @Test("a folder without a ledger is none")
    func missing() async throws {
        let ledger = try await TestLedger()
        let clock = ledger.clock
        for path in [ledger.folder, ledger.folder + "/nowhere"] {
            #expect(
                await refusal {
                    try LedgerDirectory(path).openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
                } == .ledgerMissing)
        }
    }

    // MARK: The checkpoint file

    @Test("the checkpoint file is written at most once a second, and names the head once the writer has stopped")
    func checkpointFile() async throws {
        let directory = Mutex<LedgerDirectory?>(nil)
        let seen = Mutex<[UInt64]>([])
        var options = WriterOptions()
        options.observe = { step in
            guard step == .checkpointWritten, let directory = directory.withLock({ $0 }),
                let size = try? directory.checkpointFile.read().checkpoint.size
            else { return }
            seen.withLock { $0.append(size) }
        }
        let ledger = try await TestLedger(options: options)
        directory.withLock { $0 = ledger.directory }
        let start = ContinuousClock.now
        for number in 0..<60 { try await ledger.desk.note("\(number)", by: ledger.administrator) }
        let writes = Set(seen.withLock { $0 }).count
        let seconds = Int(start.duration(to: .now) / .seconds(1))
        // Whatever the machine's pace: no more than one a second, and the one that opens the first second.
        #expect(writes <= seconds + 2)
        #expect(seen.withLock { $0 }.count == 60)
        try await ledger.writer.stop()
        let last = try ledger.directory.checkpointFile.read()
        #expect(last.checkpoint.size == 61)
        #expect(try last.note.verified(by: [ledger.keys.checkpoint[0].key]).count == 1)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: ledger.directory.path).filter { $0.contains("tmp") }
                == [])
    }

    @Test("a checkpoint that is given out stands in the file first")
    func givenOut() async throws {
        let ledger = try await TestLedger()
        for number in 0..<3 {
            try await ledger.desk.note("\(number)", by: ledger.administrator)
            #expect(try await ledger.writer.checkpoint() == ledger.directory.checkpointFile.read())
        }
    }
}

extension TestLedger {
    /// Opens a writer of its own on a ledger whose writer was stopped, and stops it again.
    func reopenAfterStop(_ body: (LedgerWriter) async throws -> Void) async throws {
        let clock = clock
        let writer = try directory.openWriter(keys: keys, book: TestLedger.book) { clock.now }
        try await body(writer)
        try await writer.stop()
    }
}
