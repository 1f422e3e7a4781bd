import Foundation
import Testing

@testable import Ledger

@Suite("Key files")
struct KeyFileTests {
    /// The cheapest cost, since these tests open often.
    private static let cost = KeyFile.Cost(passes: 1, memory: 8 << 10)!

    private func secret(_ text: String) throws -> SecretBytes {
        var bytes = Bytes(text.utf8)
        return try SecretBytes.taking(&bytes)
    }

    private func file(_ keys: [HeldKey]? = nil) throws -> (KeyFile, [HeldKey]) {
        let keys = try keys ?? [HeldKey.generate(.person, name: ActorName("a0017")!.keyName)]
        return (try KeyFile(sealing: keys, passphrase: secret("correct horse"), cost: Self.cost), keys)
    }

    private func bytes(_ secret: SecretBytes) -> Bytes { secret.withUnsafeBytes { Bytes($0) } }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("keys come back from their file as they went in, each with its purpose")
    func roundTrip() throws {
        let keys = [
            try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName),
            try HeldKey.generate(.engine, name: ActorName.engine.keyName), try HeldKey.generateVault(),
            try HeldKey.generate(.witness, name: KeyName(Bytes("witness.example".utf8))!),
        ]
        try withFolder { folder in
            try file(keys).0.write(folder + "/service.key")
            let read = try KeyFile(path: folder + "/service.key")
            #expect(read.holdings.map(\.purpose) == [.checkpoint, .engine, .vault, .witness])
            #expect(read.vkey == keys[0].vkey)
            let opened = try read.open(passphrase: secret("correct horse"))
            #expect(opened.map(\.vkey) == keys.map(\.vkey))
            #expect(opened.map { bytes($0.secret) } == keys.map { bytes($0.secret) })
            _ = try ServiceKeys(opened)
        }
    }

    @Test("the default cost is the second recommendation of RFC 9106, and it opens")
    func standardCost() throws {
        #expect(KeyFile.Cost.standard == KeyFile.Cost(passes: 3, memory: 64 << 20))
        let key = try HeldKey.generateVault()
        let file = try KeyFile(sealing: [key], passphrase: secret("p"))
        #expect(String(decoding: file.bytes, as: UTF8.self).contains("kdf argon2id13 3 67108864 "))
        #expect(try KeyFile(parsing: file.bytes).open(passphrase: secret("p")).count == 1)
    }

    @Test("the file says nothing of the secret, and two files of one key share no salt")
    func nothingShown() throws {
        let (first, keys) = try file()
        let second = try KeyFile(sealing: keys, passphrase: secret("correct horse"), cost: Self.cost)
        let text = String(decoding: first.bytes, as: UTF8.self)
        #expect(!text.contains(Base64.string(bytes(keys[0].secret))))
        let salts = [first, second].map { $0.bytes.split(separator: newline)[2] }
        #expect(salts[0] != salts[1])
    }

    @Test("a key file is written with mode 0600, and nothing is overwritten")
    func mode() throws {
        try withFolder { folder in
            let path = folder + "/a0017.key"
            let old = umask(0)
            defer { umask(old) }
            try file().0.write(path)
            #expect(try FileIO.mode(of: path) == 0o600)
            #expect(ledgerError { try file().0.write(path) }?.code == .fileExists)
        }
    }

    @Test(
        "a file that others can read, write or enter is refused",
        arguments: [0o640, 0o604, 0o620, 0o601, 0o644, 0o666, 0o777] as [mode_t])
    func exposed(mode: mode_t) throws {
        try withFolder { folder in
            let path = folder + "/a0017.key"
            try file().0.write(path)
            chmod(path, mode)
            #expect(ledgerError { try KeyFile(path: path) }?.code == .keyExposed)
            chmod(path, 0o400)
            _ = try KeyFile(path: path)
        }
    }

    @Test(
        "another passphrase opens nothing",
        arguments: ["", "correct hors", "correct horse ", "Correct horse", "correct horse\u{0}"])
    func passphrase(text: String) throws {
        let (file, _) = try file()
        guard !text.isEmpty else {
            var none = Bytes()
            #expect(ledgerError { try SecretBytes.taking(&none) }?.code == .keyMemory)
            return
        }
        #expect(ledgerError { try file.open(passphrase: secret(text)) }?.code == .keyPassphrase)
    }

    @Test("each byte of the file, changed in four ways, is refused")
    func flips() throws {
        let (file, keys) = try file()
        let good = file.bytes
        let passphrase = try secret("correct horse")
        let refused: Set<ErrorCode> = [.keyMalformed, .keyPassphrase, .vkeyMalformed]
        for position in good.indices {
            for mask: UInt8 in [0x01, 0x04, 0x20, 0x80] {
                var bad = good
                bad[position] ^= mask
                let code = ledgerError { try KeyFile(parsing: bad).open(passphrase: passphrase) }?.code
                #expect(code.map { refused.contains($0) } == true, "byte \(position), mask \(mask)")
            }
        }
        #expect(bytes(try KeyFile(parsing: good).open(passphrase: passphrase)[0].secret) == bytes(keys[0].secret))
    }

    @Test("a file that is cut, doubled or has a line more is malformed")
    func forms() throws {
        let good = try file().0.bytes
        for length in [0, 1, 10, good.count - 1] {
            #expect(ledgerError { try KeyFile(parsing: Bytes(good[..<length])) }?.code == .keyMalformed)
        }
        #expect(ledgerError { try KeyFile(parsing: good + good) }?.code == .keyMalformed)
        #expect(ledgerError { try KeyFile(parsing: good + [newline]) }?.code == .keyMalformed)
        #expect(ledgerError { try KeyFile(parsing: Bytes(repeating: 0x41, count: 20_000)) }?.code == .keyMalformed)
    }

    @Test(
        "a cost outside its bounds is refused before anything is computed",
        arguments: [
            ("0", "8192", false), ("1", "8192", true), ("16", "8192", true), ("17", "8192", false),
            ("1", "8191", false), ("1", "1073741824", true), ("1", "1073741825", false), ("01", "8192", false),
            ("9007199254740992", "8192", false), ("1", "-8192", false), ("", "", false),
        ])
    func costs(passes: String, memory: String, accepted: Bool) throws {
        let text = String(decoding: try file().0.bytes, as: UTF8.self)
        let changed = text.replacing("argon2id13 1 8192 ", with: "argon2id13 \(passes) \(memory) ")
        #expect((try? KeyFile(parsing: Bytes(changed.utf8))) == nil || accepted)
        #expect(ledgerError { try KeyFile(parsing: Bytes(changed.utf8)) }?.code == (accepted ? nil : .keyMalformed))
    }

    @Test("a file holds 1 to 16 keys")
    func count() throws {
        let key = try HeldKey.generateVault()
        #expect(ledgerError { try file([]) }?.code == .keyMalformed)
        _ = try file(Array(repeating: key, count: 16))
        #expect(ledgerError { try file(Array(repeating: key, count: 17)) }?.code == .keyMalformed)
    }

    @Test("what is no regular file, or not there, or too large, is no key file")
    func paths() throws {
        try withFolder { folder in
            #expect(ledgerError { try KeyFile(path: folder + "/none") }?.code == .fileUnreadable)
            let inner = folder + "/folder"
            try FileIO.makeFolder(inner)
            #expect(ledgerError { try KeyFile(path: inner) }?.code == .fileUnreadable)
            try FileIO.create(folder + "/large", Bytes(repeating: 0x41, count: 17 << 10), mode: 0o600)
            #expect(ledgerError { try KeyFile(path: folder + "/large") }?.code == .fileTooLarge)
        }
    }

    @Test("a vault key signs nothing, and a person's key writes no ledger")
    func purposes() throws {
        #expect(ledgerError { try HeldKey.generateVault().signer() }?.code == .keyPurpose)
        let person = try HeldKey.generate(.person, name: ActorName("a0017")!.keyName)
        #expect(ledgerError { try ServiceKeys([person]) }?.code == .keyPurpose)
        let checkpoint = try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName)
        #expect(ledgerError { try ServiceKeys([checkpoint, HeldKey.generateVault()]) }?.code == .keyPurpose)
    }
}

@Suite("Secrets in memory")
struct SecretBytesTests {
    @Test("bytes that are handed over are wiped where they were")
    func wiped() throws {
        var bytes: Bytes = [1, 2, 3, 4]
        let secret = try SecretBytes.taking(&bytes)
        #expect(bytes == [0, 0, 0, 0])
        #expect(secret.withUnsafeBytes { Bytes($0) } == [1, 2, 3, 4])
    }

    @Test("a secret holds something")
    func empty() throws {
        var none = Bytes()
        #expect(ledgerError { try SecretBytes.taking(&none) }?.code == .keyMemory)
        #expect(ledgerError { try SecretBytes(count: 0) { _ in } }?.code == .keyMemory)
    }

    @Test("what fills a secret may fail, and the error comes through")
    func failing() throws {
        struct Failed: Error {}
        #expect(throws: Failed.self) { try SecretBytes(count: 8) { _ in throw Failed() } }
    }

    @Test("a secret's memory is read-only and locked once it is filled")
    func protection() throws {
        let secret = try SecretBytes.random(count: 32)
        let address = secret.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
        let maps = String(decoding: try FileIO.read("/proc/self/maps", limit: 64 << 20), as: UTF8.self)
        let line = maps.split(separator: "\n").first { line in
            let bounds = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
            return bounds.count == 2 && bounds[0] <= address && address < bounds[1]
        }
        #expect(line?.split(separator: " ")[1].hasPrefix("r--") == true)
    }

    @Test("random secrets differ")
    func random() throws {
        let secrets = try (0..<8).map { _ in try SecretBytes.random(count: 32).withUnsafeBytes { Bytes($0) } }
        #expect(Set(secrets).count == 8)
    }
}
