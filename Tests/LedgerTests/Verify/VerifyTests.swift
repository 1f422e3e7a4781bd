import Foundation
import Synchronization
import Testing

@testable import Ledger

/// What a verdict says, and what it was compared with.
@Suite struct VerifyTests {
    // MARK: Outside memory

    @Test func withoutOutsideMemoryTheVerdictIsUnchecked() async throws {
        let ledger = try await TestLedger()
        try await ledger.note("one", by: ledger.administrator)
        _ = try await ledger.writer.checkpoint()
        let report = try await ledger.verify(outside: [])
        #expect(report.findings == [])
        #expect(report.verdict == .unchecked)
        #expect(report.exitCode(requireFull: false) == 2)
        #expect(report.exitCode(requireFull: true) == 1)
        #expect(report.agreedSizes == [])
    }

    @Test func theNewestCheckpointMakesItConsistent() async throws {
        let ledger = try await TestLedger()
        try await ledger.note("one", by: ledger.administrator)
        let report = try await ledger.verify()
        #expect(report.verdict == .consistent)
        #expect(report.exitCode(requireFull: true) == 0)
        #expect(report.agreedSizes == [2])
        #expect(report.ledger == TestLedger.origin)
        #expect(report.founding == ledger.foundingReceipt.entry.leaf)
    }

    @Test func aCheckpointOfNothingIsNoMemory() async throws {
        let ledger = try await TestLedger()
        _ = try await ledger.writer.checkpoint()
        let empty = try SignedCheckpoint(
            signing: Checkpoint(origin: TestLedger.origin, size: 0, root: RFC6962.emptyRoot),
            with: ledger.keys.checkpoint)
        #expect(try await ledger.verify(outside: [empty]).verdict != .consistent)
    }

    @Test func aCheckpointOfAnotherLedgerOrKeyIsAFinding() async throws {
        let ledger = try await TestLedger()
        let other = try await TestLedger()
        let elsewhere = try await TestLedger(origin: LedgerName("elsewhere.example/commerce")!)
        let mine = try await ledger.writer.checkpoint().checkpoint
        #expect(
            try await ledger.verify(outside: [try await elsewhere.writer.checkpoint()]).findings.map(\.code)
                == [.checkpointOrigin])
        // Another ledger of the same name, founded by others, and its key on this ledger's own tree.
        for signed in [
            try await other.writer.checkpoint(), try SignedCheckpoint(signing: mine, with: other.keys.checkpoint),
        ] {
            #expect(try await ledger.verify(outside: [signed]).findings.map(\.code) == [.noteUnverified])
        }
    }

    @Test func theFoundingSheetIsCompared() async throws {
        let ledger = try await TestLedger()
        var options = VerifyOptions()
        options.outside = [try await ledger.writer.checkpoint()]
        options.vaultKey = ledger.keys.vault
        options.founding = ledger.foundingReceipt.entry.leaf
        let right = try Verify.directory(ledger.directory, book: TestLedger.book, options: options)
        #expect(right.counts[.founding]?.rechecked == 1)
        #expect(right.verdict == .consistent)
        options.founding = LeafHash(SHA256.hash(Bytes()))
        let wrong = try Verify.directory(ledger.directory, book: TestLedger.book, options: options)
        #expect(wrong.findings.map(\.code) == [.foundingDiffers])
        #expect(wrong.findings[0].index == .founding)
        #expect(wrong.verdict == .altered)
    }

    // MARK: Since

    @Test func sinceACheckpointOnlyWhatIsNewIsChecked() async throws {
        let ledger = try await TestLedger()
        for number in 0..<6 { try await ledger.note("old \(number)", by: ledger.administrator) }
        let since = try await ledger.writer.checkpoint()
        for number in 0..<4 { try await ledger.note("new \(number)", by: ledger.supervisor) }
        _ = try await ledger.writer.checkpoint()
        var options = VerifyOptions()
        options.since = since
        options.vaultKey = ledger.keys.vault
        let report = try Verify.directory(ledger.directory, book: TestLedger.book, options: options)
        #expect(report.findings == [])
        #expect(report.verdict == .consistent)
        #expect(report.size == 11)
        #expect(report.since == 7)
        for check in [VerifyCheck.entries, .signatures, .channels, .admission, .eventIDs] {
            #expect(report.counts[check]?.rechecked == 4, "\(check)")
        }
        // Of the old part admission reads the records that give people their rights: here the six of entry 0.
        #expect(report.counts[.data]?.rechecked == 10)
    }

    @Test func aForgedOldPartIsSeenByItsRoot() async throws {
        let ledger = try await TestLedger()
        for number in 0..<6 { try await ledger.note("old \(number)", by: ledger.administrator) }
        let since = try await ledger.writer.checkpoint()
        try await ledger.writer.stop()
        let forgery = try Forgery(ledger)
        try forgery.rewrite(from: 6) { index, content in
            if index == 6 { try content.replaceData([TestLedger.record("note.text/1")]) }
        }
        var options = VerifyOptions()
        options.since = since
        options.vaultKey = ledger.keys.vault
        let report = try Verify.directory(forgery.directory, book: TestLedger.book, options: options)
        #expect(report.findings.map(\.code) == [.treeRoot])
        #expect(report.verdict == .altered)
    }

    // MARK: Witnesses

    @Test func aPolicyAsksForItsWitnesses() async throws {
        let ledger = try await TestLedger()
        let plain = try await ledger.writer.checkpoint()
        let witness = try HeldKey.generate(.witness, name: KeyName(Bytes("county.example/witness".utf8))!).signer()
        let log = ledger.keys.checkpoint[0].key
        var options = VerifyOptions()
        options.policy = try TlogPolicy(
            parsing: Bytes("log \(log)\nwitness county \(witness.key)\nquorum county\n".utf8))
        options.outside = [plain]
        let without = try Verify.directory(ledger.directory, book: TestLedger.book, options: options)
        #expect(without.findings.map(\.code) == [.policyUnmet])
        let cosigned = try SignedCheckpoint(
            signing: plain.checkpoint, with: [ledger.keys.checkpoint[0], witness])
        options.outside = [cosigned]
        let with = try Verify.directory(ledger.directory, book: TestLedger.book, options: options)
        #expect(with.findings == [])
        #expect(with.verdict == .consistent)
        #expect(with.counts[.cosignatures]?.rechecked == 1)
    }

    /// The checkpoint in the ledger's own folder is no outside memory, unless somebody else has cosigned it.
    @Test func aPolicyWithoutWitnessesMakesNoMemoryOfTheLedgersOwnCheckpoint() async throws {
        let ledger = try await TestLedger()
        let plain = try await ledger.writer.checkpoint()
        let witness = try HeldKey.generate(.witness, name: KeyName(Bytes("county.example/witness".utf8))!).signer()
        let log = ledger.keys.checkpoint[0].key
        var options = VerifyOptions()
        options.policy = try TlogPolicy(parsing: Bytes("log \(log)\nquorum none\n".utf8))
        let alone = try Verify.directory(ledger.directory, book: TestLedger.book, options: options)
        #expect(alone.findings == [])
        #expect(alone.verdict == .unchecked)
        let cosigned = try SignedCheckpoint(
            signing: plain.checkpoint, with: [ledger.keys.checkpoint[0], witness])
        try ledger.directory.checkpointFile.write(cosigned)
        options.policy = try TlogPolicy(
            parsing: Bytes("log \(log)\nwitness county \(witness.key)\nquorum county\n".utf8))
        #expect(try Verify.directory(ledger.directory, book: TestLedger.book, options: options).verdict == .consistent)
    }

    // MARK: The database itself

    /// A copy on a stick is read as it is: nobody migrates it.
    @Test func aDatabaseOfTheFirstVersionIsVerifiedAsItIs() async throws {
        let ledger = try await KindsLedger.make()
        let copy = try LedgerCopy(of: ledger.directory)
        try copy.alter(
            """
            DROP TABLE attachment_upload;
            DROP TRIGGER attachment_chunk_is_not_deleted;
            CREATE TRIGGER attachment_chunk_is_not_deleted BEFORE DELETE ON attachment_chunk
            BEGIN SELECT RAISE(ABORT, 'append-only'); END;
            PRAGMA user_version = 1;
            """)
        let report = try Verify.directory(copy.directory, book: TestLedger.book, options: ledger.options)
        #expect(report.findings == [])
        #expect(report.counts[.attachments]?.rechecked ?? 0 > 0)
    }

    /// Rows that are as they should be say nothing of what may be written next.
    @Test func aDatabaseThatIsNoLongerAppendOnlyIsAFinding() async throws {
        let ledger = try await KindsLedger.make()
        let copy = try LedgerCopy(of: ledger.directory)
        func findings() throws -> [Finding] {
            try Verify.directory(copy.directory, book: TestLedger.book, options: ledger.options).findings
        }
        let names = copy.triggerNames
        #expect(names.count == 14)
        for name in names {
            try copy.alter("DROP TRIGGER \(name)")
            #expect(try findings().map(\.code) == [.storeSchema], "\(name)")
            #expect(try findings().first?.detail == "trigger \(name)")
            try copy.alter(
                "CREATE TRIGGER \(name) BEFORE UPDATE ON state BEGIN SELECT 1; END")
            #expect(try findings().map(\.code) == [.storeSchema], "\(name) that lets everything pass")
            try copy.alter("DROP TRIGGER \(name)")
            try copy.arm([name])
            #expect(try findings() == [], "\(name)")
        }
        for (sql, back, detail) in [
            (
                "CREATE TRIGGER sly AFTER INSERT ON state BEGIN DELETE FROM state; END", "DROP TRIGGER sly",
                "trigger sly"
            ),
            ("CREATE TABLE more(x)", "DROP TABLE more", "table more"),
            ("CREATE VIEW more AS SELECT 1", "DROP VIEW more", "view more"),
            (
                "DROP INDEX personal_by_key", "CREATE INDEX personal_by_key ON personal(key_name)",
                "index personal_by_key"
            ),
        ] {
            try copy.alter(sql)
            #expect(try findings().map(\.code) == [.storeSchema])
            #expect(try findings().first?.detail == detail)
            try copy.alter(back)
            #expect(try findings() == [])
        }
    }

    // MARK: Cut, altered, forked

    @Test func anEarlierCopyIsCut() async throws {
        let ledger = try await KindsLedger.make()
        let snapshot = try LedgerCopy(of: ledger.directory)
        let test = ledger.ledger
        let writer = try test.directory.openWriter(keys: test.keys, book: TestLedger.book) { test.clock.now }
        let head = await writer.chainHead()
        var draft = try DraftEvent(
            ledger: writer.ledger, type: TypeName(literal: "note.taken/1"), time: test.clock.now,
            seen: SeenEntry(index: EntryIndex(head.size - 1), leaf: head.leaf),
            data: [TestLedger.record("note.text/1")], random: Random.bytes(10))
        draft.sign(with: test.supervisor.signer)
        let submission = Submission(events: [try draft.submitted()], channel: TestLedger.channel)
        let newer = try await writer.submit(submission)[0].proof.checkpoint
        try await writer.stop()
        // Database, vault and checkpoint file as they were: whole in themselves, behind what somebody remembers.
        var options = ledger.options
        #expect(
            try Verify.directory(snapshot.directory, book: TestLedger.book, options: options).verdict == .consistent)
        options.outside = [newer]
        let report = try Verify.directory(snapshot.directory, book: TestLedger.book, options: options)
        #expect(report.findings.map(\.code) == [.treeCut])
        #expect(report.verdict == .cut)
        #expect(report.exitCode(requireFull: false) == 1)
        // The database alone taken back: its own checkpoint file says so, without any outside memory.
        try snapshot.directory.checkpointFile.write(newer)
        options.outside = []
        #expect(try Verify.directory(snapshot.directory, book: TestLedger.book, options: options).verdict == .cut)
    }

    @Test func entriesCutOffAloneLeaveTracesInsideToo() async throws {
        let ledger = try await KindsLedger.make()
        let copy = try LedgerCopy(of: ledger.directory)
        try copy.execute("DELETE FROM entry WHERE idx >= ?", .integer(Int64(ledger.size - 3)))
        let report = try Verify.directory(copy.directory, book: TestLedger.book, options: ledger.options)
        let codes = Set(report.findings.map(\.code))
        #expect(codes.isSuperset(of: [.treeCut, .treeStored, .idsDiffer]))
        #expect(report.verdict == .altered)
    }

    @Test func twoContinuationsOfOnePastDoNotAgree() async throws {
        let ledger = try await TestLedger()
        try await ledger.note("common", by: ledger.administrator)
        try await ledger.writer.stop()
        let other = LedgerDirectory("\(ledger.folder)/other")
        try FileManager.default.copyItem(atPath: ledger.directory.path, toPath: other.path)
        let common = try ledger.directory.checkpointFile.read()
        var tips: [SignedCheckpoint] = []
        for directory in [ledger.directory, other] {
            let clock = ledger.clock
            let writer = try directory.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
            let head = await writer.chainHead()
            var draft = try DraftEvent(
                ledger: writer.ledger, type: TypeName(literal: "note.taken/1"), time: clock.now,
                seen: SeenEntry(index: EntryIndex(head.size - 1), leaf: head.leaf),
                data: [TestLedger.record("note.text/1")], random: Random.bytes(10))
            draft.sign(with: ledger.administrator.signer)
            let submission = Submission(events: [try draft.submitted()], channel: TestLedger.channel)
            tips.append(try await writer.submit(submission)[0].proof.checkpoint)
            try await writer.stop()
        }
        for (directory, foreign) in [(ledger.directory, tips[1]), (other, tips[0])] {
            var options = VerifyOptions()
            options.vaultKey = ledger.keys.vault
            options.outside = [common]
            #expect(try Verify.directory(directory, book: TestLedger.book, options: options).verdict == .consistent)
            options.outside = [common, foreign]
            let report = try Verify.directory(directory, book: TestLedger.book, options: options)
            #expect(report.findings.map(\.code) == [.treeRoot])
            #expect(report.verdict == .altered)
            #expect(report.agreedSizes == [2])
        }
    }

    // MARK: What is not disclosed

    @Test func withoutTheVaultPersonalRecordsAreNotDisclosed() async throws {
        let ledger = try await KindsLedger.make()
        let copy = try LedgerCopy(of: ledger.directory)
        try FileManager.default.removeItem(atPath: copy.directory.vault)
        var options = ledger.options
        options.vaultKey = nil
        let report = try Verify.directory(copy.directory, book: TestLedger.book, options: options)
        #expect(report.findings == [])
        #expect(report.verdict == .consistent)
        #expect(report.counts[.personal]?.rechecked == 0)
        #expect(report.counts[.personal]?.notDisclosed ?? 0 > 0)
        #expect(report.exitCode(requireFull: false) == 2)
    }

    @Test func anAbsentChannelRecordIsNotDisclosed() async throws {
        let ledger = try await KindsLedger.make()
        let copy = try LedgerCopy(of: ledger.directory)
        try copy.execute("UPDATE entry SET channel = zeroblob(0) WHERE idx = 7")
        let report = try Verify.directory(copy.directory, book: TestLedger.book, options: ledger.options)
        #expect(report.findings == [])
        #expect(report.counts[.channels]?.notDisclosed == 1)
        #expect(report.exitCode(requireFull: false) == 2)
        #expect(report.exitCode(requireFull: true) == 1)
    }

    @Test func anHonestLedgerOfEveryKindIsCheckedWholly() async throws {
        let ledger = try await KindsLedger.make()
        let report = try Verify.directory(ledger.directory, book: TestLedger.book, options: ledger.options)
        #expect(report.findings == [])
        #expect(report.exitCode(requireFull: true) == 0)
        #expect(report.counts[.personal]?.erased == ledger.erasedCount)
        #expect(report.counts[.attachments]?.erased == 1)
        #expect(report.counts[.entries]?.rechecked == ledger.size)
        #expect(report.marks == [.late: 1])
    }

    @Test func aSubjectKeyThatIsGoneWithoutAnEventIsAFinding() async throws {
        let ledger = try await KindsLedger.make()
        let copy = try LedgerCopy(of: ledger.directory)
        let vault = try Vault(path: copy.directory.vault, key: ledger.ledger.keys.vault)
        try vault.destroy(subject: Bytes("s-kept".utf8))
        try vault.close()
        let report = try Verify.directory(copy.directory, book: TestLedger.book, options: ledger.options)
        let places = try copy.rows(.personal).filter { $0.number("idx") != ledger.erasedIndex }.map { $0.number("idx") }
        #expect(report.findings.filter { $0.code == .personalMissing }.map(\.index?.value) == places)
        #expect(report.verdict == .altered)
    }

    // MARK: The holder of the ledger's own keys

    @Test func aRewrittenRecordFailsByItsAuthorsSignature() async throws {
        let ledger = try await TestLedger()
        for number in 0..<6 { try await ledger.note("note \(number)", by: ledger.administrator) }
        let remembered = try await ledger.writer.checkpoint()
        try await ledger.writer.stop()
        let forgery = try Forgery(ledger)
        try forgery.rewrite(from: 4) { index, content in
            if index == 4 { try content.replaceData([TestLedger.record("note.text/1")]) }
        }
        let report = try forgery.verify()
        #expect(report.findings.first?.code == .signatureWrong)
        #expect(report.findings.first?.index?.value == 4)
        // Those who signed later had seen another entry 4.
        #expect(report.findings.dropFirst().allSatisfy { $0.code == .eventSeen })
        #expect(try forgery.verify(outside: [remembered]).findings.contains { $0.code == .treeRoot })
    }

    @Test func anotherTimeOfReceiptIsSeenByWhoeverSawTheEntry() async throws {
        let ledger = try await TestLedger()
        for number in 0..<4 { try await ledger.note("note \(number)", by: ledger.administrator) }
        let remembered = try await ledger.writer.checkpoint()
        try await ledger.writer.stop()
        // In the middle the next author has signed the leaf hash that it had.
        let middle = try Forgery(ledger)
        try middle.rewrite(from: 3) { index, content in
            if index == 3 { content.received = content.received.adding(milliseconds: 1_000) }
            if index > 3 { content.received = content.received.adding(milliseconds: 2_000) }
        }
        #expect(try middle.verify().findings.first?.code == .eventSeen)
        #expect(try middle.verify().findings.first?.index?.value == 4)
        // At the end nobody inside has: only an outside memory knows.
        let end = try Forgery(ledger)
        try end.rewrite(from: 4) { _, content in content.received = content.received.adding(milliseconds: 1_000) }
        #expect(try end.verify().verdict == .unchecked)
        let report = try end.verify(outside: [remembered])
        #expect(report.findings.map(\.code) == [.treeRoot])
        #expect(report.verdict == .altered)
    }

    @Test func anActorWhomNobodyConfirmedCannotBeForcedIn() async throws {
        let ledger = try await TestLedger()
        let invented = try TestPerson("a0009")
        try await ledger.append(
            "actor.enrolled/1",
            [
                TestLedger.record(
                    "actor.enrolled/1",
                    [.init("author", .string(ledger.administrator.actor.bytes)), invented.named]),
                TestLedger.keyRecord(invented),
            ], by: ledger.administrator.signer, invented.signer)
        var draft = try await ledger.draft("note.taken/1", [TestLedger.record("note.text/1")])
        draft.sign(with: invented.signer)
        let remembered = try await ledger.writer.checkpoint()
        try await ledger.writer.stop()
        let forgery = try Forgery(ledger)
        try forgery.rewrite(from: 2, adding: [Forgery.Content(draft, received: ledger.clock.now)])
        let report = try forgery.verify(outside: [remembered])
        #expect(report.findings.map(\.code) == [.actorUnknown])
        #expect(report.findings[0].index?.value == 2)
    }

    @Test func anHonestContinuationWrittenPastTheWriterIsConsistent() async throws {
        let ledger = try await TestLedger()
        var draft = try await ledger.draft("note.taken/1", [TestLedger.record("note.text/1")])
        draft.sign(with: ledger.administrator.signer)
        let remembered = try await ledger.writer.checkpoint()
        try await ledger.writer.stop()
        let forgery = try Forgery(ledger)
        let checkpoint = try forgery.rewrite(from: 1, adding: [Forgery.Content(draft, received: ledger.clock.now)])
        #expect(try forgery.verify(outside: [remembered, checkpoint]).exitCode(requireFull: true) == 0)
    }

    // MARK: Beside a writer, elsewhere

    @Test func besideAWriterThatKeepsAppendingNothingIsFound() async throws {
        let ledger = try await TestLedger()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<150 {
                    try await ledger.append(
                        "note.taken/1",
                        [TestLedger.record("note.text/1", [.init("text", TestLedger.text("note \(number)"))])],
                        personal: number.isMultiple(of: 10) ? [TestLedger.personalRecord("s\(number)", "name")] : [],
                        by: ledger.administrator.signer)
                }
            }
            var sizes: [UInt64] = []
            while sizes.last ?? 0 < 151 {
                let remembered = try await ledger.writer.checkpoint()
                let report = try await ledger.verify(outside: [remembered])
                #expect(report.findings == [])
                #expect(report.verdict == .consistent)
                #expect(report.size >= remembered.checkpoint.size)
                sizes.append(report.size)
            }
            #expect(sizes == sizes.sorted())
            try await group.waitForAll()
        }
    }

    /// The key of a subject goes while a verification of an earlier size is under way.
    @Test func anErasureDuringAVerificationIsNoFinding() async throws {
        let ledger = try await TestLedger()
        for batch in 0..<6 {
            let head = await ledger.writer.chainHead()
            let events = try (0..<200).map { number in
                var draft = try DraftEvent(
                    ledger: TestLedger.origin, type: TypeName(literal: "note.taken/1"), time: ledger.clock.now,
                    seen: SeenEntry(index: EntryIndex(head.size - 1), leaf: head.leaf),
                    data: [TestLedger.record("note.text/1")],
                    personal: batch == 5 && number == 199 ? [TestLedger.personalRecord("s-gone", "last")] : [],
                    random: Random.bytes(10))
                draft.sign(with: ledger.administrator.signer)
                return try draft.submitted()
            }
            _ = try await ledger.writer.submit(Submission(events: events, channel: TestLedger.channel))
        }
        let places = try PersonalPlaces.of(
            subject: Bytes("s-gone".utf8), in: ledger.directory, vaultKey: ledger.keys.vault)
        let remembered = try await ledger.writer.checkpoint()
        var options = VerifyOptions()
        options.outside = [remembered]
        options.vaultKey = ledger.keys.vault
        // The first blocks are judged, the last one is not read yet.
        let isErased = Mutex(false)
        options.progress = { done, _ in
            guard
                !isErased.withLock({ was in
                    defer { was = true }; return was
                })
            else { return }
            let finished = DispatchSemaphore(value: 0)
            Task {
                try await ledger.erase("s-gone", places)
                finished.signal()
            }
            finished.wait()
        }
        let report = try await withCheckedThrowingContinuation { continuation in
            let options = options
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { try Verify.directory(ledger.directory, book: TestLedger.book, options: options) })
            }
        }
        #expect(isErased.withLock { $0 })
        #expect(report.size == 1_201)
        #expect(report.findings == [])
    }

    @Test func aDatabaseWithItsLogIsReadWhereNothingCanBeWritten() async throws {
        let ledger = try await TestLedger()
        for number in 0..<5 { try await ledger.note("note \(number)", by: ledger.administrator) }
        let remembered = try await ledger.writer.checkpoint()
        // As copied beside a running writer: the newest entries stand in the -wal alone.
        let copy = LedgerDirectory("\(ledger.folder)/copy")
        try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: false)
        for name in ["ledger.db", "ledger.db-wal", "checkpoint"] {
            try FileManager.default.copyItem(
                atPath: "\(ledger.directory.path)/\(name)", toPath: "\(copy.path)/\(name)")
            chmod("\(copy.path)/\(name)", 0o444)
        }
        let before = try FileManager.default.contentsOfDirectory(atPath: copy.path).sorted()
        chmod(copy.path, 0o555)
        defer { chmod(copy.path, 0o755) }
        var options = VerifyOptions()
        options.outside = [remembered]
        let report = try Verify.directory(copy, book: TestLedger.book, options: options)
        #expect(report.findings == [])
        #expect(report.size == 6)
        // Root may write anywhere; anybody else has left nothing behind.
        if geteuid() != 0 { #expect(try FileManager.default.contentsOfDirectory(atPath: copy.path).sorted() == before) }
    }

    @Test func findingsAreCountedBeyondThoseKept() async throws {
        let ledger = try await KindsLedger.make()
        let copy = try LedgerCopy(of: ledger.directory)
        try copy.execute("UPDATE entry SET data = CAST(data || x'00' AS BLOB)")
        var options = ledger.options
        options.maximumFindings = 5
        let report = try Verify.directory(copy.directory, book: TestLedger.book, options: options)
        #expect(report.findings.count == 5)
        #expect(report.findingCount >= ledger.size)
        #expect(report.exitCode(requireFull: false) == 1)
    }
}
