import Testing

@testable import Ledger

@Suite("Signed notes (C2SP signed-note v1.0.0)")
struct SignedNoteTests {
    static let text =
        Bytes("If you think cryptography is the answer to your problem,\n")
        + Bytes("then you don't know what your problem is.\n")
    static let line =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

    /// The key pair that the note package of Go publishes for its tests.
    static func published() throws -> NoteSigner {
        let key = try #require(Base64.decode(Bytes("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")))
        var seed = Bytes(key.dropFirst())
        return try NoteSigner(name: #require(KeyName("PeterNeumann")), seed: .taking(&seed))
    }

    @Test("a published private key has its published key id and signs as published, byte for byte")
    func vector() throws {
        let signer = try Self.published()
        #expect(signer.key.id.description == "c74f20a3")
        #expect(signer.sign(Self.text).line == Bytes(Self.line))
        let note = try SignedNote(parsing: Self.text + [newline] + Bytes(Self.line))
        #expect(note.text == Self.text)
        #expect(try note.verified(by: [signer.key]).map(\.key) == [signer.key])
    }

    @Test("a note comes back byte for byte, whatever its text holds")
    func roundTrip() throws {
        let signers = try [FormatFixtures.signer("b"), FormatFixtures.signer("a", seed: 2)]
        for text in ["x\n", "\n", "a\n\nb\n", "a\n\n\n", "— not a signature\n", "— a AAAA\n\n", "存证单\n"] {
            let note = try SignedNote(signing: Bytes(text), with: signers)
            let parsed = try SignedNote(parsing: note.bytes)
            #expect(parsed == note)
            #expect(parsed.text == Bytes(text))
            #expect(parsed.bytes == note.bytes)
            #expect(parsed.signatures.map(\.name.description) == ["a", "b"])
            #expect(try parsed.verified(by: signers.map(\.key)).count == 2)
        }
    }

    @Test(
        "a malformed note is refused",
        arguments: [
            "", "\n", "\n\n", "text", "text\n", "text\n\n", "text\n\n\n", "text\n— a AAAAAAA=\n",
            "text\n\n— a AAAAAAA=", "— a AAAAAAA=\n", "\n— a AAAAAAA=\n",
            "text\n\n- a AAAAAAA=\n", "text\n\n– a AAAAAAA=\n", "text\n\n—a AAAAAAA=\n", "text\n\n—  a AAAAAAA=\n",
            "text\n\n — a AAAAAAA=\n", "text\n\n— AAAAAAA=\n", "text\n\n— a \n", "text\n\n— a\n", "text\n\n— a AAAA\n",
            "text\n\n— a AAAAAA==\n", "text\n\n— a AAAAAAB=\n", "text\n\n— a AAAAAAA\n", "text\n\n— a AAAAAAA= \n",
            "text\n\n— a AAAAAAA= x\n", "text\n\n— a  AAAAAAA=\n", "text\n\n— a AAAA AAA=\n", "text\n\n— a AAAA-AA=\n",
            "text\n\n— a+b AAAAAAA=\n", "text\n\n— a\u{A0}b AAAAAAA=\n", "text\n\n— a\u{3000} AAAAAAA=\n",
            "text\n\n— a AAAAAAA=\n\n", "text\n\n— a AAAAAAA=\nmore\n", "text\n\nmore\n— a AAAAAAA=\n",
            "text\n\n— a AAAAAAA=\r\n", "te\rxt\n\n— a AAAAAAA=\n", "te\txt\n\n— a AAAAAAA=\n",
            "te\u{0}xt\n\n— a AAAAAAA=\n", "text\n\n— \u{1}a AAAAAAA=\n",
        ])
    func malformed(text: String) {
        #expect(throws: LedgerError(.noteMalformed)) { try SignedNote(parsing: Bytes(text)) }
    }

    @Test("invalid UTF-8 in the text or in a name is refused")
    func invalidUTF8() {
        for bytes in [
            Bytes("te") + [0xC3] + Bytes("xt\n\n— a AAAAAAA=\n"), Bytes("text\n\n— a") + [0xFF] + Bytes(" AAAAAAA=\n"),
        ] {
            #expect(throws: LedgerError(.noteMalformed)) { try SignedNote(parsing: bytes) }
        }
    }

    @Test("a control byte and invalid UTF-8 are refused at every place of a note, among other line ends too")
    func everyPlace() throws {
        let text = Bytes(repeating: UInt8(ascii: "x"), count: 41) + [newline] + Bytes("第二行\n".utf8)
        let note = text + Bytes("\n— a AAAAAAA=\n".utf8)
        _ = try SignedNote(parsing: note)
        for place in 0..<41 {
            for byte: UInt8 in [0x00, 0x09, 0x0B, 0x1F, 0x80, 0xFF] {
                // A line end beside it: words are looked at together, and one must not hide the other.
                for lineEnd in Set([nil, place > 0 ? place - 1 : nil, place < 40 ? place + 1 : nil]) {
                    var changed = note
                    if let lineEnd { changed[lineEnd] = newline }
                    changed[place] = byte
                    #expect(throws: LedgerError(.noteMalformed), "\(byte) at \(place)") {
                        try SignedNote(parsing: changed)
                    }
                }
            }
        }
    }

    @Test("a hundred signatures are read, a hundred and one are refused")
    func signatureLimit() throws {
        let line = Bytes("— a AAAAAAA=\n")
        let hundred = Bytes("text\n\n") + (0..<100).flatMap { _ in line }
        #expect(try SignedNote(parsing: hundred).signatures.count == 100)
        #expect(throws: LedgerError(.noteMalformed)) { try SignedNote(parsing: hundred + line) }
    }

    @Test("a note of more than 1 MiB is refused")
    func sizeLimit() throws {
        let tail = Bytes("\n\n— a AAAAAAA=\n")
        let text = Bytes(repeating: 0x78, count: SignedNote.maximumByteCount - tail.count)
        #expect(throws: Never.self) { try SignedNote(parsing: text + tail) }
        #expect(throws: LedgerError(.noteMalformed)) { try SignedNote(parsing: text + [0x78] + tail) }
    }

    @Test("an unknown key is passed over: by name, by key id, by both")
    func unknownKeys() throws {
        let known = try FormatFixtures.signer("known")
        let sameName = try FormatFixtures.signer("known", seed: 2)
        let other = try FormatFixtures.signer("other", seed: 3)
        let note = try SignedNote(signing: Self.text, with: [known, sameName, other])
        #expect(try note.verified(by: [known.key]).map(\.key) == [known.key])
        let strange = NoteSignature(name: other.key.name, keyID: known.key.id, signature: [1, 2, 3])
        let mixed = try #require(SignedNote(text: Self.text, signatures: [strange, known.sign(Self.text)]))
        #expect(try mixed.verified(by: [known.key]).count == 1)
    }

    @Test("a note that no known key signed is not verified")
    func noKnownKey() throws {
        let note = try SignedNote(signing: Self.text, with: [FormatFixtures.signer("a")])
        #expect(throws: LedgerError(.noteUnverified)) { try note.verified(by: []) }
        #expect(throws: LedgerError(.noteUnverified)) {
            try note.verified(by: [FormatFixtures.signer("a", seed: 2).key])
        }
    }

    @Test("a bad signature of a known key rejects the note, even beside good ones")
    func knownBad() throws {
        let good = try FormatFixtures.signer("good")
        let bad = try FormatFixtures.signer("bad", seed: 2)
        let wrong = NoteSignature(
            name: bad.key.name, keyID: bad.key.id, signature: bad.sign(Self.text + [newline]).signature)
        let short = NoteSignature(name: bad.key.name, keyID: bad.key.id, signature: Bytes(wrong.signature.dropLast()))
        let timed = NoteSignature(
            name: bad.key.name, keyID: bad.key.id,
            signature: Bytes(repeating: 1, count: 8) + bad.sign(Self.text).signature)
        for line in [wrong, short, timed] {
            for order in [[line, good.sign(Self.text)], [good.sign(Self.text), line]] {
                let note = try #require(SignedNote(text: Self.text, signatures: order))
                #expect(throws: LedgerError(.noteUnverified)) { try note.verified(by: [good.key, bad.key]) }
                #expect(try note.verified(by: [good.key]).count == 1)
            }
        }
    }

    @Test("a repeated line counts once")
    func duplicates() throws {
        let signer = try FormatFixtures.signer()
        let line = signer.sign(Self.text)
        let note = try #require(SignedNote(text: Self.text, signatures: [line, line, line]))
        #expect(try SignedNote(parsing: note.bytes).verified(by: [signer.key]).count == 1)
    }

    @Test("one changed bit anywhere in text or signature ends the verification")
    func everyBitCounts() throws {
        let signer = try FormatFixtures.signer()
        let note = try SignedNote(signing: Bytes("short\n"), with: [signer])
        let bytes = note.bytes
        var verified = 0
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 1
            guard let parsed = try? SignedNote(parsing: changed) else { continue }
            if (try? parsed.verified(by: [signer.key])) != nil { verified += 1 }
        }
        #expect(verified == 0)
    }

    @Test("a signature by a key of low order is refused")
    func lowOrder() throws {
        // The neutral element with S = 0 "signs" every message where cofactors are not minded.
        let neutral: Bytes = [1] + Bytes(repeating: 0, count: 31)
        let name = try #require(KeyName("low"))
        let key = try #require(VerifierKey(name: name, algorithm: .ed25519, publicKey: neutral))
        let signature = NoteSignature(
            name: key.name, keyID: key.id, signature: neutral + Bytes(repeating: 0, count: 32))
        let note = try #require(SignedNote(text: Self.text, signatures: [signature]))
        #expect(throws: LedgerError(.noteUnverified)) { try note.verified(by: [key]) }
        #expect(!Ed25519.isAcceptable(publicKey: neutral))
    }
}
