import Foundation
import Testing

@testable import Ledger

@Suite("A bundle proves whose acts it holds") struct BundleTests {
    /// Everything of a folder as one bundle.
    private func bundle(of directory: LedgerDirectory) throws -> ProofBundle {
        let checkpoint = try directory.checkpointFile.read()
        let store = try SQLiteStore(path: directory.database, mode: .read)
        defer { try? store.close() }
        let members = try store.entries(from: .founding, limit: .max).map { stored in
            let proof = try TreeProver.inclusion(index: stored.index.value, size: checkpoint.checkpoint.size) {
                try #require(try store.storedHash($0))
            }
            return ProofBundle.Member(
                receipt: try Receipt(
                    parsing: TlogProof(extra: stored.bytes, index: stored.index, proof: proof, checkpoint: checkpoint)
                        .bytes), data: stored.data)
        }
        return ProofBundle(subject: Bytes("test".utf8), members: members, attachments: [:])
    }

    @Test("keys that were introduced and confirmed count, old and new ones, back to the founders'")
    func honest() async throws {
        let ledger = try await TestLedger()
        let (clerk, fresh) = (try TestPerson("a0003"), try TestPerson("a0003"))
        try await ledger.enrol(clerk)
        try await ledger.note("one", by: clerk)
        try await ledger.append(
            "actor.rotated/1",
            [
                TestLedger.record("actor.rotated/1", [.init("actor", .string(clerk.actor.bytes))]),
                TestLedger.keyRecord(fresh),
            ], by: clerk.signer, fresh.signer)
        try await ledger.note("two", by: fresh)
        _ = try await ledger.writer.checkpoint()
        let report = BundleVerifier.verify(try bundle(of: ledger.directory))
        #expect(report.findings == [])
        #expect(report.withoutKey == 0)
        #expect(report.entries.count == 6)
        #expect(report.signatures == 9)
    }

    /// How somebody who holds the ledger's own keys might bring in a key for a person.
    enum Introduction: CaseIterable {
        case inANote, byItself, unconfirmed, confirmedByTheProposer, confirmedByAStranger, ofAnotherLeaf
    }

    @Test("who holds the ledger's own keys cannot make a bundle speak for people", arguments: Introduction.allCases)
    func forged(_ introduction: Introduction) async throws {
        let ledger = try await TestLedger()
        let (false1, false2) = (try TestPerson("a0001"), try TestPerson("a0002"))
        let (administrator, victim) = (ledger.administrator, try TestPerson("a0003"))
        let enrolment = [
            TestLedger.record(
                "actor.enrolled/1",
                [.init("author", .string(administrator.actor.bytes)), .init("actor", .string(victim.actor.bytes))]),
            TestLedger.keyRecord(victim),
        ]
        func signed(_ type: String, _ data: [Bytes], by people: TestPerson...) async throws -> DraftEvent {
            var draft = try await ledger.draft(type, data)
            for person in people { draft.sign(with: person.signer) }
            return draft
        }
        func confirmation(_ index: UInt64, leaf: LeafHash, by person: TestPerson) async throws -> DraftEvent {
            let about = IJSONValue.object([
                .init("index", .integer(Int64(index))), .init("leaf", TestLedger.text(leaf.base64)),
            ])
            return try await signed(
                "actor.confirmed/1", [TestLedger.record("actor.confirmed/1", [.init("about", about)])], by: person)
        }
        var drafts: [DraftEvent] = []
        var speaker = victim
        switch introduction {
        case .inANote:
            speaker = false1
            drafts.append(try await signed("note.taken/1", [TestLedger.keyRecord(false1)], by: false1))
        case .byItself:
            drafts.append(try await signed("actor.enrolled/1", enrolment, by: false1, victim))
        default: drafts.append(try await signed("actor.enrolled/1", enrolment, by: administrator, victim))
        }
        let forgery = try Forgery(ledger)
        let received = ledger.clock.now
        let first = try Forgery.Content(drafts[0], received: received)
        let head = try StartGuard.head(of: SQLiteStore(path: forgery.directory.database, mode: .read)).0
        let leaf = Entry(
            index: EntryIndex(1), previous: head.leaf, received: received, channel: RFC6962.leafHash(first.channel),
            event: first.event
        ).leaf
        switch introduction {
        case .byItself: drafts.append(try await confirmation(1, leaf: leaf, by: ledger.supervisor))
        case .confirmedByTheProposer: drafts.append(try await confirmation(1, leaf: leaf, by: administrator))
        case .confirmedByAStranger: drafts.append(try await confirmation(1, leaf: leaf, by: false2))
        case .ofAnotherLeaf: drafts.append(try await confirmation(1, leaf: head.leaf, by: ledger.supervisor))
        case .inANote, .unconfirmed: break
        }
        drafts.append(
            try await signed(
                "note.taken/1", [TestLedger.record("note.text/1", [.init("text", TestLedger.text("I agree"))])],
                by: speaker))
        try await ledger.writer.stop()
        let rest = try drafts.dropFirst().map { try Forgery.Content($0, received: received) }
        try forgery.rewrite(from: 1, adding: [first] + rest)
        let report = BundleVerifier.verify(try bundle(of: forgery.directory))
        #expect(report.founding == ledger.foundingReceipt.entry.leaf)
        #expect(report.findings == [])
        #expect(report.withoutKey > 0)
        // The last act is the one that nobody made.
        let signatures = try #require(report.entries.last).entry.event.signatures
        #expect(signatures.count == 1 && signatures[0].isNamed(by: speaker.signer.key))
    }

    @Test("a changed record, a changed signature, another checkpoint's proof: each is a finding")
    func changed() async throws {
        let ledger = try await TestLedger()
        try await ledger.note("one", by: ledger.administrator)
        let early = try bundle(of: ledger.directory)
        try await ledger.note("two", by: ledger.administrator)
        _ = try await ledger.writer.checkpoint()
        let whole = try bundle(of: ledger.directory)
        #expect(BundleVerifier.verify(whole).findings == [])
        var members = whole.members
        members[1] = .init(
            receipt: members[1].receipt,
            data: Bytes(String(decoding: members[1].data, as: UTF8.self).replacing("one", with: "six").utf8))
        let record = BundleVerifier.verify(ProofBundle(subject: [], members: members, attachments: [:]))
        #expect(record.findings == [LedgerError(.recordRoot)] && record.findings.first?.index == EntryIndex(1))
        let mixed = ProofBundle(subject: [], members: [early.members[0]] + whole.members[1...], attachments: [:])
        #expect(BundleVerifier.verify(mixed).findings == [LedgerError(.proofWrong)])
        let file = ProofBundle(
            subject: [], members: whole.members, attachments: [SHA256.hash(Bytes("a".utf8)): Bytes("b".utf8)])
        #expect(BundleVerifier.verify(file).findings == [LedgerError(.attachmentWrong)])
    }
}
