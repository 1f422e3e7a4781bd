import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite("Erasure: the vault's key goes, the chain stays (D9)")
struct ErasureTests {
    /// Two events with three records of subject s1 and one of s2.
    private func office() async throws -> (TestLedger, [(UInt64, Int64, Digest)]) {
        let ledger = try await TestLedger()
        let lines = [Row.personal("s1", "Wang"), Row.personal("s2", "Li"), Row.personal("s1", "Wang again")]
        let first = try await ledger.desk.append(
            "note.taken/1", [Row.note("a")], personal: lines, by: ledger.administrator.signer)
        let last = Row.personal("s1", "Wang for the third time")
        let second = try await ledger.desk.append(
            "note.taken/1", [Row.note("b")], personal: [last], by: ledger.administrator.signer)
        return (
            ledger,
            [
                (first.entry.index.value, 0, RFC6962.leafHash(lines[0])),
                (first.entry.index.value, 2, RFC6962.leafHash(lines[2])),
                (second.entry.index.value, 0, RFC6962.leafHash(last)),
            ]
        )
    }

    private func propose(
        _ records: [(UInt64, Int64, Digest)], subject: String = "s1", on ledger: TestLedger
    ) async throws -> Receipt {
        try await ledger.desk.append(
            "personal.erased/1",
            [Row.of("personal.erased/1", ["subject": .text(subject), "reason": .text("left the office")])]
                + records.map { Row.erased($0.0, $0.1, $0.2) }, by: ledger.administrator.signer)
    }

    private func holdsKey(_ subject: String, in ledger: TestLedger) throws -> Bool {
        let vault = try Vault(path: ledger.directory.vault, key: ledger.keys.vault, readOnly: true)
        defer { try? vault.close() }
        return try vault.subjectKey(ofSubject: Bytes(subject.utf8)) != nil
    }

    @Test("after the confirmation the subject's key is gone, the verdict says erased, and the other subject's is there")
    func erased() async throws {
        let (ledger, records) = try await office()
        let proposal = try await propose(records, on: ledger)
        #expect(try holdsKey("s1", in: ledger))
        #expect(try await ledger.verify().counts[.personal]?.rechecked == 4)
        try await ledger.desk.confirm(proposal, by: ledger.supervisor)
        #expect(try !holdsKey("s1", in: ledger))
        #expect(try holdsKey("s2", in: ledger))
        let report = try await ledger.verify()
        #expect(report.findings == [])
        #expect(report.verdict == .consistent)
        #expect(report.counts[.personal]?.erased == 3)
        #expect(report.counts[.personal]?.rechecked == 1)
        #expect(report.exitCode(requireFull: true) == 0)
    }

    @Test("where the vault cannot be written after the commit, the receipt is given and the key goes as soon as it can")
    func vaultUnwritable() async throws {
        for isReopened in [false, true] {
            let (ledger, records) = try await office()
            let proposal = try await propose(records, on: ledger)
            let vault = try DatabaseQueue(path: ledger.directory.vault)
            func execute(_ sql: String) throws { try vault.write { try $0.execute(sql: sql) } }
            try execute(
                "CREATE TRIGGER stuck BEFORE DELETE ON subject_key BEGIN SELECT RAISE(ABORT, 'disk error'); END")
            let receipt = try await ledger.desk.confirm(proposal, by: ledger.supervisor)
            #expect(try ledger.writer.store.size() == receipt.entry.index.value + 1)
            #expect(try holdsKey("s1", in: ledger))
            #expect(await ledger.writer.unfinishedErasureCount == 1)
            try execute("DROP TRIGGER stuck")
            if isReopened { try await ledger.reopen() } else { try await ledger.note("later", by: ledger.supervisor) }
            #expect(try !holdsKey("s1", in: ledger))
            #expect(await ledger.writer.unfinishedErasureCount == 0)
            #expect(try await ledger.verify().counts[.personal]?.erased == 3)
        }
    }

    @Test("a key that is gone without an event is reported as altered")
    func destroyed() async throws {
        let (ledger, _) = try await office()
        let vault = try Vault(path: ledger.directory.vault, key: ledger.keys.vault)
        try vault.destroy(subject: Bytes("s1".utf8))
        try vault.close()
        let report = try await ledger.verify()
        #expect(report.findings.map(\.code) == [.personalMissing, .personalMissing, .personalMissing])
    }

    @Test("a list that leaves a record out, names one too many, twice, or with another leaf hash erases nothing")
    func incomplete() async throws {
        let (ledger, records) = try await office()
        let other = try #require(try ledger.writer.store.entries(from: EntryIndex(1), limit: 1).first?.personal[1])
        for wrong in [
            Array(records.dropFirst()), Array(records.dropLast()), records + [(1, 1, other.leaf)],
            [records[0], records[0], records[1], records[2]], [records[0], records[1], (2, 0, other.leaf)],
            [records[0], records[1], (2, 1, records[2].2)],
        ] {
            let proposal = try await propose(wrong, on: ledger)
            #expect(
                await refusal { try await ledger.desk.confirm(proposal, by: ledger.supervisor) } == .personalIncomplete)
        }
        let nobody = try await propose(records, subject: "s9", on: ledger)
        #expect(await refusal { try await ledger.desk.confirm(nobody, by: ledger.supervisor) } == .personalIncomplete)
        #expect(try holdsKey("s1", in: ledger))
        #expect(try await ledger.verify().findings == [])
        // The order of the list does not matter.
        try await ledger.desk.confirm(propose(records.reversed(), on: ledger), by: ledger.supervisor)
        #expect(try !holdsKey("s1", in: ledger))
    }

    @Test("a record that came in after the proposal keeps the erasure from being confirmed")
    func grown() async throws {
        let (ledger, records) = try await office()
        let proposal = try await propose(records, on: ledger)
        try await ledger.desk.append(
            "note.taken/1", [Row.note("c")], personal: [Row.personal("s1", "late")], by: ledger.administrator.signer)
        #expect(
            await refusal { try await ledger.desk.confirm(proposal, by: ledger.supervisor) } == .personalIncomplete)
    }

    @Test("a record that enters in the commit of the confirmation, before it, is not lost without a trace")
    func sameCommit() async throws {
        let (ledger, records) = try await office()
        let desk = ledger.desk
        let proposal = try await propose(records, on: ledger)
        let note = try await desk.draft(
            "note.taken/1", [Row.note("c")], personal: [Row.personal("s1", "just now")],
            by: [ledger.administrator.signer])
        let confirmation = try await desk.draft(
            "personal.confirmed/1",
            [Row.about("personal.confirmed/1", proposal.entry.index.value, proposal.entry.leaf.base64)],
            by: [ledger.supervisor.signer])
        #expect(await refusal { try await desk.submit([note, confirmation]) } == .personalIncomplete)
        #expect(try await ledger.verify().findings == [])
    }

    @Test("a record of the subject behind the confirmation is refused, in the same submission and ever after")
    func afterwards() async throws {
        let (ledger, records) = try await office()
        let desk = ledger.desk
        let proposal = try await propose(records, on: ledger)
        let confirmation = try await desk.draft(
            "personal.confirmed/1",
            [Row.about("personal.confirmed/1", proposal.entry.index.value, proposal.entry.leaf.base64)],
            by: [ledger.supervisor.signer])
        func more() async throws -> DraftEvent {
            try await desk.draft(
                "note.taken/1", [Row.note("c")], personal: [Row.personal("s1", "again")],
                by: [ledger.administrator.signer])
        }
        let draft = try await more()
        #expect(await refusal { try await desk.submit([confirmation, draft]) } == .personalErased)
        #expect(try holdsKey("s1", in: ledger))
        try await desk.submit(confirmation)
        #expect(await refusal { try await desk.submit(more()) } == .personalErased)
        try await ledger.reopen()
        #expect(await refusal { try await ledger.desk.submit(more()) } == .personalErased)
        try await ledger.desk.append(
            "note.taken/1", [Row.note("d")], personal: [Row.personal("s2", "still")], by: ledger.administrator.signer)
    }

    @Test("a restart destroys again what a restored vault brought back")
    func restart() async throws {
        let (ledger, records) = try await office()
        let kept = ledger.folder + "/vault.kept"
        try FileManager.default.copyItem(atPath: ledger.directory.vault, toPath: kept)
        try await ledger.desk.confirm(propose(records, on: ledger), by: ledger.supervisor)
        try await ledger.writer.stop()
        try FileManager.default.removeItem(atPath: ledger.directory.vault)
        try FileManager.default.copyItem(atPath: kept, toPath: ledger.directory.vault)
        #expect(try holdsKey("s1", in: ledger))
        let clock = ledger.clock
        let writer = try ledger.directory.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
        #expect(try !holdsKey("s1", in: ledger))
        #expect(try holdsKey("s2", in: ledger))
        try await writer.stop()
    }

    @Test("one person erases nothing")
    func alone() async throws {
        let (ledger, records) = try await office()
        let proposal = try await propose(records, on: ledger)
        #expect(
            await refusal { try await ledger.desk.confirm(proposal, by: ledger.administrator) } == .dutiesSamePerson)
        try await ledger.desk.confirm(proposal, "declined", by: ledger.supervisor)
        #expect(try holdsKey("s1", in: ledger))
    }

    @Test("an erasure names 1 to 256 records, all before it", arguments: [0, 256, 257])
    func bounds(count: Int) async throws {
        let ledger = try await TestLedger()
        let lines = (0..<max(count, 1)).map { Row.personal("s1", "\($0)") }
        let receipt = try await ledger.desk.append(
            "note.taken/1", [Row.note("a")], personal: lines, by: ledger.administrator.signer)
        let records = lines.prefix(count).enumerated().map {
            (receipt.entry.index.value, Int64($0.offset), RFC6962.leafHash($0.element))
        }
        let code = await refusal {
            try await ledger.desk.confirm(propose(records, on: ledger), by: ledger.supervisor)
        }
        #expect(code == (count == 256 ? nil : .recordInvalid))
        let ahead = await refusal { try await propose([(99, 0, RFC6962.leafHash([1]))], on: ledger) }
        #expect(ahead == .recordInvalid)
    }
}
