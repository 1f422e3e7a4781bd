@testable import Ledger

/// A ledger that holds an event of every kind, closed, so that its files can be copied and changed.
struct KindsLedger {
    let ledger: TestLedger
    let checkpoint: SignedCheckpoint
    /// The entry that holds records of a subject who was erased later, and their number.
    let erasedIndex: UInt64
    let erasedCount: UInt64
    /// The name of that subject's key, which is gone.
    let erasedKeyName: Bytes
    /// Ids of attachments: one plain, one sealed, one sealed for the erased subject; each of two chunks.
    let plainAttachment: Digest
    let sealedAttachment: Digest
    let erasedAttachment: Digest
    /// The entries that name the first two.
    let plainAttachmentIndex: UInt64
    let sealedAttachmentIndex: UInt64

    var directory: LedgerDirectory { ledger.directory }
    var size: UInt64 { checkpoint.checkpoint.size }

    /// Founds it, lets people act, erases a subject, adds notes until there are at least `notes` of them, and stops.
    static func make(notes: Int = 8) async throws -> KindsLedger {
        let ledger = try await TestLedger()
        let leader = try TestPerson("a0003")
        let clerk = try TestPerson("a0004")
        try await ledger.enrol(leader)
        try await ledger.enrol(clerk)
        try await ledger.grant("leader", to: leader, from: "2024-01-01", to: "2025-12-31")
        try await ledger.changePolicy("note.days", .integer(90))

        // A role that a second person declines, one that is ended, an actor who is stopped and let in again.
        let declined = try await ledger.append(
            "actor.granted/1", [TestLedger.roleRecord("leader", clerk)], by: ledger.administrator.signer)
        try await ledger.confirm(declined, "actor.declined/1", by: ledger.supervisor)
        try await ledger.grant("clerk", to: clerk)
        try await ledger.append(
            "actor.revoked/1",
            [TestLedger.record("actor.revoked/1", [clerk.named, .init("role", TestLedger.text("clerk")), .reason])],
            by: leader.signer)
        try await ledger.append(
            "actor.suspended/1", [TestLedger.record("actor.suspended/1", [clerk.named, .reason])],
            by: ledger.administrator.signer)
        let restored = try await ledger.append(
            "actor.restored/1", [TestLedger.record("actor.restored/1", [clerk.named, .reason])],
            by: ledger.administrator.signer)
        try await ledger.confirm(restored, "actor.confirmed/1", by: ledger.supervisor)

        // The clerk takes a new key; the leader loses one.
        let rotated = try TestPerson("a0004")
        try await ledger.append(
            "actor.rotated/1", [TestLedger.record("actor.rotated/1", [clerk.named]), TestLedger.keyRecord(rotated)],
            by: clerk.signer, rotated.signer)
        let found = try TestPerson("a0003")
        let rekeyed = try await ledger.append(
            "actor.rekeyed/1",
            [
                TestLedger.record(
                    "actor.rekeyed/1",
                    [.init("author", .string(ledger.administrator.actor.bytes)), leader.named, .reason]),
                TestLedger.keyRecord(found),
            ], by: ledger.administrator.signer, found.signer)
        try await ledger.confirm(rekeyed, "actor.confirmed/1", by: ledger.supervisor)

        // A due record that somebody opens before it is public.
        let due = TestLedger.record("note.due.text/1", [.init("text", TestLedger.text("暂不公开"))])
        let early = try await ledger.append("note.taken/1", [due], by: rotated.signer)
        _ = try await ledger.writer.append(
            reading: [
                EarlyAccess(
                    actor: found.actor, index: early.entry.index, position: 0, leaf: RFC6962.leafHash(due),
                    due: TypeName(literal: "note.due.text/1"))
            ], channel: TestLedger.channel)

        // Notes of several records, with personal records, with attachments.
        for number in 0..<3 {
            try await ledger.append(
                "note.taken/1",
                (0..<3).map {
                    TestLedger.record(
                        ["note.text/1", "note.public.text/1", "note.due.text/1"][$0],
                        [.init("text", TestLedger.text("记录 \(number).\($0)"))])
                }, by: rotated.signer)
        }
        try await ledger.append(
            "note.taken/1", [TestLedger.record("note.text/1")],
            personal: (0..<2).map { TestLedger.personalRecord("s-kept", "name \($0)") }, by: found.signer)
        let plain = Random.bytes(150)
        let plainID = try await ledger.storeAttachment(plain, chunk: 100)
        let plainIndex = try await ledger.append(
            "note.taken/1",
            [TestLedger.record("note.text/1", [TestLedger.attachment(plain, media: "text/csv")])],
            by: rotated.signer
        ).entry.index.value
        let sealed = Random.bytes(120)
        let sealedID = try await ledger.storeAttachment(sealed, chunk: 90, subject: "s-kept")
        let sealedIndex = try await ledger.append(
            "note.taken/1", [TestLedger.record("note.text/1")],
            personal: [
                TestLedger.personalRecord("s-kept", "photo", [TestLedger.attachment(sealed, media: "image/png")])
            ],
            by: rotated.signer
        ).entry.index.value

        // A subject who is erased.
        let gone = Random.bytes(60)
        let goneID = try await ledger.storeAttachment(gone, chunk: 40, subject: "s-gone")
        let lines = [
            TestLedger.personalRecord("s-gone", "first", [TestLedger.attachment(gone, media: "image/png")]),
            TestLedger.personalRecord("s-gone", "second"),
        ]
        let about = try await ledger.append(
            "note.taken/1", [TestLedger.record("note.text/1")], personal: lines, by: rotated.signer)
        let vault = try Vault(path: ledger.directory.vault, key: ledger.keys.vault)
        let keyName = try vault.subjectKey(for: Bytes("s-gone".utf8)).name
        try vault.close()
        try await ledger.erase(
            "s-gone",
            lines.enumerated().map { (about.entry.index, UInt64($0.offset), RFC6962.leafHash($0.element)) })

        // A note that arrives late, a leap of the clock, and ordinary days after it.
        var late = try await ledger.draft("note.taken/1", [TestLedger.record("note.text/1")])
        late.sign(with: rotated.signer)
        ledger.clock.advance(seconds: 80 * 3_600)
        try await ledger.submit(late)
        ledger.clock.advance(seconds: 121 * 86_400)
        try await ledger.append(
            "clock.accepted/1", [TestLedger.record("clock.accepted/1", [.reason])], by: ledger.administrator.signer)
        for number in 0..<notes {
            ledger.clock.advance(seconds: 7)
            try await ledger.note("note \(number)", by: number.isMultiple(of: 3) ? found : rotated)
        }
        let checkpoint = try await ledger.writer.checkpoint()
        try await ledger.writer.stop()
        return KindsLedger(
            ledger: ledger, checkpoint: checkpoint, erasedIndex: about.entry.index.value, erasedCount: 2,
            erasedKeyName: keyName, plainAttachment: plainID, sealedAttachment: sealedID, erasedAttachment: goneID,
            plainAttachmentIndex: plainIndex, sealedAttachmentIndex: sealedIndex)
    }

    /// What a verifier with the vault's key and the newest checkpoint as outside memory asks with.
    var options: VerifyOptions {
        var options = VerifyOptions()
        options.outside = [checkpoint]
        options.vaultKey = ledger.keys.vault
        return options
    }
}

extension TestPerson {
    var named: IJSONValue.Member { .init("actor", .string(actor.bytes)) }
}

extension IJSONValue.Member {
    static let reason = IJSONValue.Member("reason", .string(Bytes("as agreed".utf8)))
}

extension TestLedger {
    static func roleRecord(_ role: String, _ person: TestPerson) -> Bytes {
        record("actor.role/1", [person.named, .init("role", text(role))])
    }

    static func personalRecord(_ subject: String, _ name: String, _ members: [IJSONValue.Member] = []) -> Bytes {
        record("note.personal.contact/1", [.init("subject", text(subject)), .init("name", text(name))] + members)
    }

    static func attachment(_ bytes: Bytes, media: String) -> IJSONValue.Member {
        .init(
            "file",
            .object([
                .init("sha256", text(SHA256.hash(bytes).hex)), .init("size", .integer(Int64(bytes.count))),
                .init("media", text(media)),
            ]))
    }

    /// A policy's new value, the supervisor confirming.
    @discardableResult
    func changePolicy(_ name: String, _ value: IJSONValue) async throws -> Receipt {
        let receipt = try await append(
            "policy.changed/1",
            [
                TestLedger.record("policy.changed/1", [.reason]),
                TestLedger.record("policy.value/1", [.init("name", TestLedger.text(name)), .init("value", value)]),
            ], by: administrator.signer)
        return try await confirm(receipt, "policy.confirmed/1", by: supervisor)
    }

    /// Stores an attachment in chunks of a size, sealed where it belongs to a subject; gives the id that it is stored
    /// under.
    func storeAttachment(_ bytes: Bytes, chunk: Int, subject: String? = nil) async throws -> Digest {
        var key: SubjectKey?
        if let subject {
            let vault = try Vault(path: directory.vault, key: keys.vault)
            key = try vault.subjectKey(for: Bytes(subject.utf8))
            try vault.close()
        }
        let sha256 = SHA256.hash(bytes)
        let id = key?.attachmentID(sha256) ?? sha256
        var position = 0
        let stored = StoredAttachment(
            id: id, size: UInt64(bytes.count), chunks: UInt64((bytes.count + chunk - 1) / chunk), keyName: key?.name)
        try writer.store.storeAttachment(stored) {
            guard position < bytes.count else { return nil }
            let part = Bytes(bytes[position..<min(position + chunk, bytes.count)])
            defer { position += chunk }
            return key?.sealChunk(part, attachment: id, position: UInt64(position / chunk)) ?? part
        }
        return id
    }

    /// Erases a subject's records, the supervisor confirming.
    func erase(_ subject: String, _ records: [(index: EntryIndex, position: UInt64, leaf: Digest)]) async throws {
        let receipt = try await append(
            "personal.erased/1",
            [TestLedger.record("personal.erased/1", [.init("subject", TestLedger.text(subject)), .reason])]
                + records.map {
                    TestLedger.record(
                        "personal.record/1",
                        [
                            .init("index", .integer(Int64($0.index.value))),
                            .init("position", .integer(Int64($0.position))),
                            .init("leaf", TestLedger.text($0.leaf.base64)),
                        ])
                }, by: administrator.signer)
        try await confirm(receipt, "personal.confirmed/1", by: supervisor)
    }
}
