import Testing

@testable import Ledger

@Suite("Verifier keys (C2SP signed-note v1.0.0)")
struct VerifierKeyTests {
    static let foo = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let witness = "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN"

    @Test(
        "published keys parse and print as they were",
        arguments: [
            (foo, "example.com/foo", KeyAlgorithm.ed25519, 0x530D_903A),
            (
                "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
                "example.com/log/testdata", .ed25519, 0x33D7_B496
            ),
            (witness, "witness.example.org", .cosignature, 0xB8A2_CF20),
            (
                "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O", "mirror.example.org",
                .cosignature, 0x3FB1_48EF
            ),
        ] as [(String, String, KeyAlgorithm, UInt32)])
    func published(text: String, name: String, algorithm: KeyAlgorithm, id: UInt32) throws {
        let key = try VerifierKey(parsing: Bytes(text))
        #expect(key.name == KeyName(name))
        #expect(key.algorithm == algorithm)
        #expect(key.id == KeyID(id))
        #expect(key.publicKey.count == 32)
        #expect(key.text == Bytes(text))
        #expect(key.description == text)
        #expect(try VerifierKey(parsing: Bytes(text)[...].lazy.map { $0 }) == key)
    }

    @Test("one public key has another key id as a cosigner than as a signer")
    func algorithmIsHashed() throws {
        let cosigner = try VerifierKey(parsing: Bytes(Self.witness))
        let signer = try #require(
            VerifierKey(name: cosigner.name, algorithm: .ed25519, publicKey: cosigner.publicKey))
        #expect(signer.id.description == "38236b08")
        #expect(cosigner.id.description == "b8a2cf20")
        let signerText = "witness.example.org+38236b08+AVLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN"
        #expect(signer.text == Bytes(signerText))
        for swapped in [
            "witness.example.org+b8a2cf20+AVLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN",
            "witness.example.org+38236b08+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN",
        ] {
            #expect(ledgerError { try VerifierKey(parsing: Bytes(swapped)) }?.detail == "the key id is not this key's")
        }
    }

    @Test("the base64 of a key may hold a plus sign, its name may not")
    func plusInKey() throws {
        var found = false
        for seed in UInt8.min...UInt8.max {
            let key = try FormatFixtures.signer(seed: seed).key
            #expect(try VerifierKey(parsing: key.text) == key)
            found = found || key.text.filter { $0 == UInt8(ascii: "+") }.count > 2
        }
        #expect(found)
    }

    @Test(
        "a mangled key is refused",
        arguments: [
            "", "+", "++", "+++", "example.com/foo", "example.com/foo+530d903a",
            "example.com/foo+530d903a+",
            "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/fo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903x+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==",
            "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+!ekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
            " example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/ foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/\u{3000}foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+" + String(repeating: "A", count: 400),
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        ])
    func mangled(text: String) {
        #expect(throws: LedgerError(.vkeyMalformed)) { try VerifierKey(parsing: Bytes(text)) }
    }

    @Test("any other byte anywhere in a key is refused")
    func everyByteCounts() {
        let text = Bytes(Self.foo)
        for position in text.indices {
            for change in [1, 2, 0x20, 0x80] as Bytes {
                var changed = text
                changed[position] ^= change
                #expect((try? VerifierKey(parsing: changed)) == nil)
            }
            #expect((try? VerifierKey(parsing: text[..<position])) == nil)
        }
    }

    @Test(
        "a key name is not empty and has no space, plus sign or control byte",
        arguments: [
            ("a", true), ("存证方/一号", true), ("caf\u{E9}", true), ("\u{7F}a", false), ("", false), ("a b", false),
            ("a+b", false), ("a\tb", false), ("a\u{A0}b", false), ("a\u{2028}b", false), ("a\u{3000}b", false),
            ("a\u{85}b", false),
            (String(repeating: "n", count: 255), true), (String(repeating: "n", count: 256), false),
        ])
    func names(text: String, isName: Bool) {
        #expect((KeyName(text) != nil) == isName)
    }

    @Test("invalid UTF-8 is no name, and two Unicode forms are two names")
    func nameBytes() {
        #expect(KeyName([0x61, 0xFF]) == nil)
        #expect(KeyName("caf\u{E9}") != KeyName("cafe\u{301}"))
    }
}
