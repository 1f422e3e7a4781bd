import Testing

@testable import Ledger

@Suite("Proof files (C2SP tlog-proof)")
struct TlogProofTests {
    static let entries = ["a", "b", "c", "d", "e", "f", "g"]

    /// A proof of one of the entries against a checkpoint over all of them.
    static func proof(_ index: Int = 4, extra: Bytes? = nil, signers: [NoteSigner]? = nil) throws -> TlogProof {
        var stored: [Digest] = []
        var tree = CompactTree()
        for entry in entries { tree.append(RFC6962.leafHash(Bytes(entry))) { stored.append($0) } }
        return TlogProof(
            extra: extra, index: EntryIndex(UInt64(index)),
            proof: try TreeProver.inclusion(index: UInt64(index), size: tree.size) { stored[Int($0)] },
            checkpoint: try FormatFixtures.checkpoint(entries, signers: signers))
    }

    static func leaf(_ index: Int = 4) -> LeafHash { LeafHash(RFC6962.leafHash(Bytes(entries[index]))) }

    /// The example of the documentation: two entries, `hello` and `world`.
    static let example = """
        c2sp.org/tlog-proof@v1
        extra aGVsbG8=
        index 0
        rqPLszb01JTYtaFXrt/EgKRabefAlo4IVDOyFPm0Hvc=

        example.com/log
        2
        JCMzOarc7fKH0mJBPwPAKOuNs5ft0yooeAkRUbmb8g8=

        — example.com/log m+XTxrW4/6yt7GtjuPtsexyxZ0qqWcYSPRHJTbc5AZGLGlr7hovZwyD5+9X2N0g2oGEeHEi+pBqdG1AUJMn5ZD1cwgc=

        """

    @Test("the example of the documentation parses and proves its first entry")
    func documented() throws {
        let signer = try FormatFixtures.signer("example.com/log")
        let hello = RFC6962.leafHash(Bytes("hello"))
        let signed = try FormatFixtures.checkpoint(["hello", "world"], origin: "example.com/log", signers: [signer])
        let proof = TlogProof(
            extra: Bytes("hello"), index: EntryIndex(0), proof: [RFC6962.leafHash(Bytes("world"))], checkpoint: signed)
        #expect(String(decoding: proof.bytes, as: UTF8.self) == Self.example)
        let parsed = try TlogProof(parsing: Bytes(Self.example))
        #expect(parsed == proof)
        try parsed.verify(leaf: LeafHash(hello), logKeys: [signer.key], origin: signed.checkpoint.origin)
    }

    @Test("a proof comes back byte for byte, with extra data, empty extra data and none")
    func roundTrip() throws {
        for extra in [nil, [], [0], Bytes("an entry\n"), Bytes(repeating: 7, count: 100_000)] as [Bytes?] {
            for index in Self.entries.indices {
                let proof = try Self.proof(index, extra: extra)
                let parsed = try TlogProof(parsing: proof.bytes)
                #expect(parsed == proof)
                #expect(parsed.extra == extra)
                #expect(parsed.bytes == proof.bytes)
            }
        }
        let alone = try TlogProof(
            extra: nil, index: EntryIndex(0), proof: [], checkpoint: FormatFixtures.checkpoint(["alone"]))
        #expect(try TlogProof(parsing: alone.bytes) == alone)
    }

    @Test(
        "a malformed proof is refused, naming what is wrong",
        arguments: [
            ("", "header"), ("c2sp.org/tlog-proof@v1", "header"), ("c2sp.org/tlog-proof@v2\nindex 0\n", "header"),
            (" c2sp.org/tlog-proof@v1\nindex 0\n", "header"), ("c2sp.org/tlog-proof@v1 \nindex 0\n", "header"),
            ("c2sp.org/tlog-proof@v1\r\nindex 0\r\n", "header"), ("c2sp.org/tlog-proof@v1\n", "index"),
            ("c2sp.org/tlog-proof@v1\nextra AA==\n", "index"), ("c2sp.org/tlog-proof@v1\nextra\nindex 0\n", "index"),
            ("c2sp.org/tlog-proof@v1\nextra AB==\nindex 0\n", "extra"),
            ("c2sp.org/tlog-proof@v1\nextra  AA==\nindex 0\n", "extra"),
            ("c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n", "index"),
            ("c2sp.org/tlog-proof@v1\n\nindex 0\n", "index"), ("c2sp.org/tlog-proof@v1\nindex\n", "index"),
            ("c2sp.org/tlog-proof@v1\nindex \n", "index"), ("c2sp.org/tlog-proof@v1\nindex 00\n", "index"),
            ("c2sp.org/tlog-proof@v1\nindex 01\n", "index"), ("c2sp.org/tlog-proof@v1\nindex +1\n", "index"),
            ("c2sp.org/tlog-proof@v1\nindex -1\n", "index"), ("c2sp.org/tlog-proof@v1\nindex 1 \n", "index"),
            ("c2sp.org/tlog-proof@v1\nindex  1\n", "index"), ("c2sp.org/tlog-proof@v1\nindex 0x1\n", "index"),
            ("c2sp.org/tlog-proof@v1\nindex 9007199254740992\n", "index"),
            ("c2sp.org/tlog-proof@v1\nINDEX 1\n", "index"), ("c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n", "hash 1"),
            ("c2sp.org/tlog-proof@v1\nindex 0\n", "no empty line"),
            ("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n", "hash 1"),
            ("c2sp.org/tlog-proof@v1\nindex 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "no empty line"),
            ("c2sp.org/tlog-proof@v1\nindex 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n\n", "hash 1"),
            ("c2sp.org/tlog-proof@v1\nindex 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\n\r\n", "hash 1"),
        ])
    func malformed(text: String, detail: String) {
        let error = ledgerError { try TlogProof(parsing: Bytes(text)) }
        #expect(error == LedgerError(.proofMalformed))
        #expect(error?.detail == detail)
    }

    @Test("what follows the empty line is a signed checkpoint and nothing else")
    func malformedCheckpoint() throws {
        let head = Bytes("c2sp.org/tlog-proof@v1\nindex 0\n\n")
        let signed = try FormatFixtures.checkpoint(["alone"])
        #expect(throws: LedgerError(.noteMalformed)) { try TlogProof(parsing: head) }
        #expect(throws: LedgerError(.noteMalformed)) { try TlogProof(parsing: head + signed.note.text) }
        #expect(throws: LedgerError(.noteMalformed)) { try TlogProof(parsing: head + signed.bytes + [newline]) }
        #expect(throws: LedgerError(.checkpointMalformed)) { try TlogProof(parsing: head + [newline] + signed.bytes) }
    }

    @Test("63 hashes and 256 KiB are read, more are refused")
    func limits() throws {
        let signed = try FormatFixtures.checkpoint(["alone"])
        func file(hashes: Int, extra: Int? = nil) -> Bytes {
            TlogProof(
                extra: extra.map { Bytes(repeating: 0, count: $0) }, index: EntryIndex(0),
                proof: Array(repeating: .zero, count: hashes), checkpoint: signed
            ).bytes
        }
        #expect(try TlogProof(parsing: file(hashes: 63)).proof.count == 63)
        #expect(ledgerError { try TlogProof(parsing: file(hashes: 64)) }?.detail == "more than 63 hashes")
        #expect(throws: Never.self) { try TlogProof(parsing: file(hashes: 63, extra: 180_000)) }
        #expect(ledgerError { try TlogProof(parsing: file(hashes: 0, extra: 200_000)) }?.detail == "too large")
    }

    @Test("every entry verifies against its own leaf, and against no other leaf or index")
    func verifies() throws {
        let key = try FormatFixtures.signer().key
        let origin = try #require(LedgerName(FormatFixtures.origin))
        for index in Self.entries.indices {
            let proof = try Self.proof(index)
            for other in Self.entries.indices {
                let moved = TlogProof(
                    extra: nil, index: EntryIndex(UInt64(other)), proof: proof.proof, checkpoint: proof.checkpoint)
                let isRight = index == other
                let byLeaf = ledgerError {
                    try proof.verify(leaf: Self.leaf(other), logKeys: [key], origin: origin)
                }
                let byIndex = ledgerError {
                    try moved.verify(leaf: Self.leaf(index), logKeys: [key], origin: origin)
                }
                #expect(byLeaf == (isRight ? nil : LedgerError(.proofWrong)))
                #expect(byIndex == (isRight ? nil : LedgerError(.proofWrong)))
            }
        }
    }

    @Test("an index behind the checkpoint's size is refused")
    func behindTheEnd() throws {
        let proof = try Self.proof()
        let moved = TlogProof(extra: nil, index: EntryIndex(7), proof: proof.proof, checkpoint: proof.checkpoint)
        let key = try FormatFixtures.signer().key
        let error = ledgerError {
            try moved.verify(leaf: Self.leaf(), logKeys: [key], origin: proof.checkpoint.checkpoint.origin)
        }
        #expect(error == LedgerError(.proofWrong))
        #expect(error?.detail == "entry 7 of 7")
    }

    @Test("only an Ed25519 key under the origin's name makes the checkpoint the log's")
    func signers() throws {
        let log = try FormatFixtures.signer()
        let stranger = try FormatFixtures.signer("stranger.example/log", seed: 2)
        let witness = try FormatFixtures.signer(FormatFixtures.origin, .cosignature, seed: 3)
        let origin = try #require(LedgerName(FormatFixtures.origin))
        func verify(_ signers: [NoteSigner], _ keys: [VerifierKey]) -> LedgerError? {
            ledgerError { try Self.proof(signers: signers).verify(leaf: Self.leaf(), logKeys: keys, origin: origin) }
        }
        #expect(verify([log], [log.key]) == nil)
        #expect(verify([log, stranger, witness], [stranger.key, witness.key, log.key]) == nil)
        #expect(verify([log], []) == LedgerError(.noteUnverified))
        #expect(verify([stranger], [stranger.key]) == LedgerError(.noteUnverified))
        #expect(verify([witness], [witness.key]) == LedgerError(.noteUnverified))
        #expect(verify([stranger], [log.key]) == LedgerError(.noteUnverified))
        let other = try #require(LedgerName("other.example/ledger"))
        let error = ledgerError { try Self.proof().verify(leaf: Self.leaf(), logKeys: [log.key], origin: other) }
        #expect(error == LedgerError(.checkpointOrigin))
    }

    @Test("a bad signature of the log rejects the proof")
    func badSignature() throws {
        let log = try FormatFixtures.signer()
        let good = try Self.proof()
        let line = NoteSignature(name: log.key.name, keyID: log.key.id, signature: Bytes(repeating: 1, count: 64))
        let note = try #require(SignedNote(text: good.checkpoint.note.text, signatures: [line]))
        let proof = try TlogProof(
            extra: nil, index: good.index, proof: good.proof, checkpoint: SignedCheckpoint(parsing: note.bytes))
        #expect(throws: LedgerError(.noteUnverified)) {
            try proof.verify(leaf: Self.leaf(), logKeys: [log.key], origin: good.checkpoint.checkpoint.origin)
        }
    }
}
