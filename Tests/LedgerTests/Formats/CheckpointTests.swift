import Testing

@testable import Ledger

@Suite("Checkpoints and cosignatures (C2SP tlog-checkpoint v1.0.0, tlog-cosignature v1.0.1)")
struct CheckpointTests {
    static let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    static let root = "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs="

    @Test(
        "three lines are a checkpoint and come back byte for byte",
        arguments: [
            "example.com/log\n0\n\(empty)\n",
            "example.com/log/testdata\n15\n\(root)\n",
            "ledger.example/a_b/c-d.e\n9007199254740991\n\(root)\n",
        ])
    func accepted(text: String) throws {
        #expect(try Checkpoint(parsing: Bytes(text)).text == Bytes(text))
    }

    @Test(
        "anything else is refused, naming the line",
        arguments: [
            ("", "origin"), ("\n", "origin"), ("example.com/log", "origin"), ("\n15\n\(root)\n", "origin"),
            ("example.com\n15\n\(root)\n", "origin"), ("Example.com/log\n15\n\(root)\n", "origin"),
            ("example.com/log \n15\n\(root)\n", "origin"), ("example.com//log\n15\n\(root)\n", "origin"),
            ("example.com/\n15\n\(root)\n", "origin"), ("example.com/log\r\n15\r\n\(root)\r\n", "origin"),
            ("example.com/log", "origin"), ("example.com/log\n", "size"), ("example.com/log\n15", "size"),
            ("example.com/log\n\n\(root)\n", "size"), ("example.com/log\n015\n\(root)\n", "size"),
            ("example.com/log\n+15\n\(root)\n", "size"), ("example.com/log\n-1\n\(root)\n", "size"),
            ("example.com/log\n15 \n\(root)\n", "size"), ("example.com/log\n0x0f\n\(root)\n", "size"),
            ("example.com/log\n9007199254740992\n\(root)\n", "size"),
            ("example.com/log\n99999999999999999999\n\(root)\n", "size"),
            ("example.com/log\n15\n", "root"), ("example.com/log\n15\n\n", "root"),
            ("example.com/log\n15\n\(root)", "root"), ("example.com/log\n15\n \(root)\n", "root"),
            ("example.com/log\n15\n\(root.dropLast())\n", "root"), ("example.com/log\n15\nAAAA\n", "root"),
            ("example.com/log\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383ct=\n", "root"),
            ("example.com/log\n15\n\(root)\nextension\n", "extension line"),
            ("example.com/log\n15\n\(root)\n\n", "extension line"),
            ("example.com/log\n15\n\(root)\nextension", "extension line"),
            ("example.com/log\n0\n\(root)\n", "root of the empty tree"),
        ])
    func refused(text: String, line: String) {
        let error = ledgerError { try Checkpoint(parsing: Bytes(text)) }
        #expect(error == LedgerError(.checkpointMalformed))
        #expect(error?.detail == line)
    }

    @Test("a signed checkpoint is a checkpoint in a note")
    func signed() throws {
        let signer = try FormatFixtures.signer()
        let signed = try FormatFixtures.checkpoint(["one"])
        #expect(signed.checkpoint.size == 1)
        #expect(signed.checkpoint.origin == LedgerName(FormatFixtures.origin))
        #expect(try SignedCheckpoint(parsing: signed.bytes) == signed)
        #expect(try SignedCheckpoint(signing: signed.checkpoint, with: [signer]) == signed)
        let extended = try SignedNote(signing: signed.note.text + Bytes("extension\n"), with: [signer])
        #expect(throws: LedgerError(.checkpointMalformed)) { try SignedCheckpoint(parsing: extended.bytes) }
        #expect(throws: LedgerError(.noteMalformed)) { try SignedCheckpoint(parsing: signed.checkpoint.text) }
        #expect(throws: LedgerError(.checkpointMalformed)) {
            try SignedCheckpoint(parsing: signed.bytes + Bytes(repeating: 0x78, count: 65_536))
        }
    }

    @Test(
        "a ledger's name has two parts or more of the small alphabet",
        arguments: [
            ("ledger.example/commerce", true), ("a/b", true), ("a-1.b/c_d/e", true), ("a", false), ("", false),
            ("/", false), ("a/", false), ("/a", false), ("a//b", false), ("a_b/c", false), ("A/b", false),
            ("a/b c", false), ("a/b+c", false), ("a/b\n", false), ("账本/甲", false),
            ("a/" + String(repeating: "b", count: 253), true), ("a/" + String(repeating: "b", count: 254), false),
        ])
    func ledgerNames(text: String, isName: Bool) {
        #expect((LedgerName(text) != nil) == isName)
    }

    // MARK: Cosignatures

    @Test("a cosigner signs the time before the text, and the time stands before the signature")
    func cosignature() throws {
        let witness = try FormatFixtures.signer("witness.example", .cosignature, seed: 7)
        let text = Bytes("ledger.example/commerce\n0\n\(Self.empty)\n")
        let line = witness.sign(text, time: 1_767_139_200)
        #expect(line.signature.count == 72)
        let cosignature = try #require(Cosignature(blob: line.signature))
        #expect(cosignature.time == 1_767_139_200)
        #expect(cosignature.blob == line.signature)
        #expect(Base64.encode(line.keyID.bytes + line.signature).count == 104)
        let message = Bytes("cosignature/v1\ntime 1767139200\n") + text
        #expect(
            Ed25519.verify(signature: cosignature.signature, message: message, publicKey: witness.key.publicKey))
        let note = try #require(SignedNote(text: text, signatures: [line]))
        #expect(try note.verified(by: [witness.key]).count == 1)
    }

    @Test("another time, a plain signature and the same key under the other type do not verify")
    func cosignatureRefused() throws {
        let witness = try FormatFixtures.signer("witness.example", .cosignature, seed: 7)
        let plain = try FormatFixtures.signer("witness.example", .ed25519, seed: 7)
        #expect(witness.key.publicKey == plain.key.publicKey)
        #expect(witness.key.id != plain.key.id)
        let text = Bytes("ledger.example/commerce\n0\n\(Self.empty)\n")
        let line = witness.sign(text, time: 5)
        func note(_ signature: Bytes, _ key: VerifierKey) throws -> SignedNote {
            try #require(
                SignedNote(
                    text: text, signatures: [NoteSignature(name: key.name, keyID: key.id, signature: signature)]))
        }
        var later = line.signature
        later[7] = 6
        var never = line.signature
        never[7] = 0
        var negative = line.signature
        negative[0] = 0x80
        for signature in [later, never, negative, plain.sign(text).signature, Bytes(line.signature.dropLast())] {
            #expect(throws: LedgerError(.noteUnverified)) {
                try note(signature, witness.key).verified(by: [witness.key])
            }
        }
        #expect(throws: LedgerError(.noteUnverified)) {
            try note(line.signature, plain.key).verified(by: [plain.key])
        }
        #expect(throws: LedgerError(.noteUnverified)) {
            try note(Bytes(line.signature.dropFirst(8)), plain.key).verified(by: [plain.key])
        }
    }

    @Test("a cosignature's time is from 1 to 2^63 − 1")
    func cosignatureTimes() {
        let signature = Bytes(repeating: 0, count: 64)
        #expect(Cosignature(time: 0, signature: signature) == nil)
        #expect(Cosignature(time: 1, signature: signature)?.blob.prefix(8) == [0, 0, 0, 0, 0, 0, 0, 1])
        #expect(Cosignature(time: UInt64(Int64.max), signature: signature) != nil)
        #expect(Cosignature(time: 1 << 63, signature: signature) == nil)
        #expect(Cosignature(time: 1, signature: Bytes(signature.dropLast())) == nil)
        #expect(Cosignature(blob: signature) == nil)
    }
}
