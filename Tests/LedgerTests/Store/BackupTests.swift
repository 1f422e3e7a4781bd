import Foundation
import Testing

@testable import Ledger

@Suite("Backups")
struct BackupTests {
    private func office() async throws -> TestLedger {
        let ledger = try await TestLedger()
        for number in 0..<5 {
            try await ledger.desk.append(
                "note.taken/1", [Row.note("\(number)")], personal: [Row.personal("s\(number % 2)", "Wang \(number)")],
                by: ledger.administrator.signer)
        }
        return ledger
    }

    @Test("a backup beside a running writer is verified, and opens as the ledger that it was")
    func opens() async throws {
        let ledger = try await office()
        _ = try await ledger.writer.checkpoint()
        let target = LedgerDirectory(ledger.folder + "/backup")
        let vault = ledger.folder + "/vault.backup"
        let report = try LedgerBackup.make(of: ledger.directory, to: target, vault: vault, book: TestLedger.book)
        #expect(report.findings == [])
        #expect(report.size == 6)
        #expect(report.verdict == .consistent)
        let names = try FileManager.default.contentsOfDirectory(atPath: target.path)
        #expect(!names.contains { $0.hasPrefix("vault") || $0.contains("service") }, "the vault stands apart")
        #expect(try FileIO.mode(of: vault) == 0o600)
        // The original goes on; the backup is what it was.
        try await ledger.desk.note("later", by: ledger.administrator)
        let clock = ledger.clock
        try FileManager.default.moveItem(atPath: vault, toPath: target.vault)
        let writer = try target.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
        let desk = Desk(writer: writer, clock: clock)
        #expect(try desk.size == 6)
        try await desk.note("on the backup", by: ledger.administrator)
        try await writer.stop()
        var options = VerifyOptions()
        options.vaultKey = ledger.keys.vault
        let restored = try Verify.directory(target, book: TestLedger.book, options: options)
        #expect(restored.findings == [])
        #expect(restored.counts[.personal]?.rechecked == 5)
        #expect(try await ledger.verify().findings == [])
    }

    @Test("without the vault the personal records of a backup are not disclosed, and nothing is wrong")
    func withoutVault() async throws {
        let ledger = try await office()
        _ = try await ledger.writer.checkpoint()
        let target = LedgerDirectory(ledger.folder + "/backup")
        let report = try LedgerBackup.make(of: ledger.directory, to: target, vault: nil, book: TestLedger.book)
        #expect(report.counts[.personal]?.notDisclosed == 5)
        #expect(report.findings == [])
        #expect(report.isPartial)
    }

    @Test("nothing is overwritten: neither a folder nor a vault")
    func exists() async throws {
        let ledger = try await office()
        let target = LedgerDirectory(ledger.folder + "/backup")
        let vault = ledger.folder + "/vault.backup"
        try FileIO.create(vault, [1], mode: 0o600)
        #expect(
            await refusal {
                try LedgerBackup.make(of: ledger.directory, to: target, vault: vault, book: TestLedger.book)
            } == .fileExists)
        #expect(!FileIO.exists(target.path))
        try FileIO.makeFolder(target.path)
        try FileIO.create(target.path + "/mine", [1], mode: 0o600)
        #expect(
            await refusal { try LedgerBackup.make(of: ledger.directory, to: target, vault: nil, book: TestLedger.book) }
                == .ledgerExists)
        #expect(FileIO.exists(target.path + "/mine"))
    }

    @Test("the backup of a ledger that was tampered with fails, and is not passed for a good one")
    func tampered() async throws {
        let ledger = try await office()
        _ = try await ledger.writer.checkpoint()
        try (ledger.writer.store as? SQLiteStore)?.access {
            try $0.execute(
                sql: "DROP TRIGGER entry_is_not_updated; UPDATE entry SET data = zeroblob(length(data)) WHERE idx = 3")
        }
        let target = LedgerDirectory(ledger.folder + "/backup")
        #expect(
            await refusal { try LedgerBackup.make(of: ledger.directory, to: target, vault: nil, book: TestLedger.book) }
                == .backupFailed)
    }

    @Test(
        "an erasure between the copy of the ledger and that of the vault leaves no record without key and without event"
    )
    func erasureBetween() async throws {
        let ledger = try await office()
        _ = try await ledger.writer.checkpoint()
        let places = try PersonalPlaces.of(
            subject: Bytes("s1".utf8), in: ledger.directory, vaultKey: ledger.keys.vault)
        #expect(places.count == 2)
        let target = LedgerDirectory(ledger.folder + "/backup")
        let vault = ledger.folder + "/vault.backup"
        let rounds = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        var rounds = 0
                        _ = try LedgerBackup.make(
                            of: ledger.directory, to: target, vault: vault, book: TestLedger.book
                        ) {
                            rounds += 1
                            guard rounds == 1 else { return }
                            let finished = DispatchSemaphore(value: 0)
                            Task {
                                try await ledger.erase("s1", places)
                                finished.signal()
                            }
                            finished.wait()
                        }
                        return rounds
                    })
            }
        }
        #expect(rounds == 2)
        try FileManager.default.moveItem(atPath: vault, toPath: target.vault)
        var options = VerifyOptions()
        options.vaultKey = ledger.keys.vault
        let report = try Verify.directory(target, book: TestLedger.book, options: options)
        #expect(report.findings == [])
        #expect(report.counts[.personal]?.erased == 2)
        #expect(report.counts[.personal]?.rechecked == 3)
    }

    @Test("a backup that cannot be made leaves neither folder nor vault")
    func fails() async throws {
        let ledger = try await office()
        _ = try await ledger.writer.checkpoint()
        let target = LedgerDirectory(ledger.folder + "/backup")
        let vault = ledger.folder + "/vault.backup"
        let code = await refusal {
            try LedgerBackup.make(of: ledger.directory, to: target, vault: vault, book: TestLedger.book) {
                unlink(ledger.directory.vault)
            }
        }
        #expect(code == .vaultMissing)
        #expect(!FileIO.exists(target.path))
        #expect(!FileIO.exists(vault))
    }

    @Test("a backup taken while events stream in verifies, wherever it falls", arguments: 0..<4)
    func underLoad(_: Int) async throws {
        let ledger = try await office()
        let desk = ledger.desk
        let author = ledger.administrator
        let load = Task { for number in 0..<60 { try await desk.note("\(number)", by: author) } }
        while try desk.size < 12 { await Task.yield() }
        let target = LedgerDirectory(ledger.folder + "/backup")
        let report = try LedgerBackup.make(of: ledger.directory, to: target, vault: nil, book: TestLedger.book)
        #expect(report.findings == [])
        try await load.value
        #expect(try await ledger.verify().findings == [])
    }
}

@Suite("Personal records at rest")
struct PersonalAtRestTests {
    private static let secretName = "QINGQING-WANG-OF-NO-FIXED-ABODE"
    private static let secretPhoto = Bytes("PHOTOGRAPH-OF-A-SHOP-WITH-ITS-KEEPER".utf8)

    /// A ledger with a personal record and a sealed attachment that it names.
    private func office() async throws -> TestLedger {
        let ledger = try await TestLedger()
        let vault = try Vault(path: ledger.directory.vault, key: ledger.keys.vault)
        let key = try vault.subjectKey(for: Bytes("s1".utf8))
        let digest = SHA256.hash(Self.secretPhoto)
        let id = key.attachmentID(digest)
        var chunks = [key.sealChunk(Self.secretPhoto, attachment: id, position: 0)]
        try ledger.writer.store.storeAttachment(
            StoredAttachment(id: id, size: UInt64(Self.secretPhoto.count), chunks: 1, keyName: key.name)
        ) { chunks.popLast() }
        try vault.close()
        let line = Row.of(
            "actor.person/1",
            [
                "subject": .text("s1"), "name": .text(Self.secretName),
                "photo": .object([
                    .init("sha256", .text(digest.hex)), .init("size", .integer(Int64(Self.secretPhoto.count))),
                    .init("media", .text("image/jpeg")),
                ]),
            ])
        try await ledger.desk.append(
            "note.taken/1", [Row.note("with a person")], personal: [line], by: ledger.administrator.signer)
        return ledger
    }

    private func expectNothing(of needles: [Bytes], under folder: String) throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        #expect(names.contains { $0.hasSuffix("ledger.db") })
        for name in names {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            let content = try Data(contentsOf: URL(filePath: folder + "/" + name))
            for needle in needles {
                #expect(content.range(of: Data(needle)) == nil, "\(name)")
            }
        }
    }

    @Test("neither name nor photograph, nor the photograph's digest, stands in any file of the ledger or its backup")
    func plaintext() async throws {
        let ledger = try await office()
        let needles = [
            Bytes(Self.secretName.utf8), Self.secretPhoto, SHA256.hash(Self.secretPhoto).bytes,
            Bytes(SHA256.hash(Self.secretPhoto).hex.utf8),
        ]
        #expect(FileIO.exists(ledger.directory.database + "-wal"))
        try expectNothing(of: needles, under: ledger.directory.path)
        _ = try await ledger.writer.checkpoint()
        let target = LedgerDirectory(ledger.folder + "/backup")
        _ = try LedgerBackup.make(
            of: ledger.directory, to: target, vault: ledger.folder + "/vault.backup", book: TestLedger.book)
        try expectNothing(of: needles, under: ledger.folder)
        try await ledger.writer.stop()
        try expectNothing(of: needles, under: ledger.folder)
    }

    @Test("with the vault's key everything is checked, the attachment too")
    func checked() async throws {
        let ledger = try await office()
        let report = try await ledger.verify()
        #expect(report.findings == [])
        #expect(report.counts[.personal]?.rechecked == 1)
        #expect(report.counts[.attachments]?.rechecked == 1)
        #expect(report.exitCode(requireFull: true) == 0)
        let partial = try await ledger.verify(withVault: false)
        #expect(partial.findings == [])
        #expect(partial.exitCode(requireFull: false) == 2)
        #expect(partial.exitCode(requireFull: true) == 1)
    }

    @Test("erasing the subject erases its attachments with it")
    func erased() async throws {
        let ledger = try await office()
        let row = try #require(try ledger.writer.store.entries(from: EntryIndex(1), limit: 1).first?.personal[0])
        let proposal = try await ledger.desk.append(
            "personal.erased/1",
            [
                Row.of("personal.erased/1", ["subject": .text("s1"), "reason": .text("asked for")]),
                Row.erased(1, 0, row.leaf),
            ], by: ledger.administrator.signer)
        try await ledger.desk.confirm(proposal, by: ledger.supervisor)
        let report = try await ledger.verify()
        #expect(report.findings == [])
        #expect(report.counts[.personal]?.erased == 1)
        #expect(report.counts[.attachments]?.erased == 1)
        #expect(report.verdict == .consistent)
    }

    @Test("a vault under another key opens nothing and says so")
    func otherKey() async throws {
        let ledger = try await office()
        try await ledger.writer.stop()
        let other = try SecretBytes.random(count: 32)
        let vault = try Vault(path: ledger.directory.vault, key: other)
        #expect(ledgerError { try vault.subjectKey(for: Bytes("s1".utf8)) }?.code == .vaultMissing)
        try vault.close()
        try FileManager.default.removeItem(atPath: ledger.directory.vault)
        let clock = ledger.clock
        #expect(
            await refusal { try ledger.directory.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now } }
                == .vaultMissing)
    }
}
