// Key files: private keys at rest, under a passphrase. Argon2id (RFC 9106) through libsodium's crypto_pwhash, then
// XChaCha20-Poly1305 (crypto_aead_xchacha20poly1305_ietf) with all lines above `box` as additional data.
//
//     ssj/v1/key
//     holds person a0017+d0a1b2c3+AQ…
//     kdf argon2id13 3 67108864 <base64 salt, 16 bytes>
//     box xchacha20poly1305-ietf <base64 nonce, 24 bytes> <base64 box>
//
// One `holds` line a secret of 32 bytes, in order; a vault key and a sealed value have `-` in place of a verifier key. The cost is the
// second recommendation of RFC 9106 section 4: 3 passes over 64 MiB.

import CSodium
import Foundation

/// What a key is for; one key has one purpose (密钥用途).
public enum KeyPurpose: String, Sendable, Hashable {
    /// A person signs events (个人).
    case person
    /// The daemon signs what it says itself (系统).
    case engine
    /// The ledger signs checkpoints (存证单).
    case checkpoint
    /// A witness cosigns checkpoints (存证方).
    case witness
    /// The vault seals personal records (个人信息库).
    case vault
    /// No key: 32 secret bytes that a domain keeps sealed (封存值).
    case sealed

    /// Whether it has a public half.
    var isSigning: Bool { self != .vault && self != .sealed }
}

/// One secret of a key file.
public struct HeldKey: Sendable {
    /// What it is for.
    public let purpose: KeyPurpose
    /// The public half; nil for a vault key.
    public let vkey: VerifierKey?
    /// 32 bytes.
    public let secret: SecretBytes

    /// Makes a fresh signing key under a name.
    public static func generate(_ purpose: KeyPurpose, name: KeyName) throws -> HeldKey {
        let seed = try SecretBytes.random(count: 32)
        let algorithm: KeyAlgorithm = purpose == .witness ? .cosignature : .ed25519
        let signer = try NoteSigner(name: name, algorithm: algorithm, seed: seed)
        return HeldKey(purpose: purpose, vkey: signer.key, secret: seed)
    }

    /// Makes a fresh vault key.
    public static func generateVault() throws -> HeldKey {
        HeldKey(purpose: .vault, vkey: nil, secret: try SecretBytes.random(count: 32))
    }

    /// The signer of a signing key.
    /// - Throws: `key.purpose` for a vault key.
    public func signer() throws -> NoteSigner {
        guard let vkey else { throw LedgerError(.keyPurpose, purpose.rawValue) }
        return try NoteSigner(name: vkey.name, algorithm: vkey.algorithm, seed: secret)
    }

    /// Names a secret.
    public init(purpose: KeyPurpose, vkey: VerifierKey?, secret: SecretBytes) {
        self.purpose = purpose
        self.vkey = vkey
        self.secret = secret
    }
}

/// A parsed key file, still locked.
public struct KeyFile: Sendable {
    /// How dear a guess is.
    public struct Cost: Sendable, Hashable {
        /// Passes, 1 to 16.
        public let passes: UInt64
        /// Memory in bytes, 8 KiB to 1 GiB.
        public let memory: UInt64

        /// RFC 9106 section 4, second recommendation.
        public static let standard = Cost(checkedPasses: 3, memory: 64 << 20)

        /// Checks the bounds, or gives nil.
        public init?(passes: UInt64, memory: UInt64) {
            guard (1...16).contains(passes), (8 << 10...1 << 30).contains(memory) else { return nil }
            self.init(checkedPasses: passes, memory: memory)
        }

        private init(checkedPasses passes: UInt64, memory: UInt64) {
            self.passes = passes
            self.memory = memory
        }
    }

    /// What it holds, in order.
    public let holdings: [(purpose: KeyPurpose, vkey: VerifierKey?)]
    private let cost: Cost
    private let salt: Bytes
    private let nonce: Bytes
    private let box: Bytes

    private static let secretByteCount = 32
    private static let maximumHoldings = 16
    private static let maximumByteCount = 16 << 10

    /// The public half of the first key, where it has one.
    public var vkey: VerifierKey? { holdings.lazy.compactMap(\.vkey).first }

    /// Reads a key file that nobody but its owner can read.
    /// - Throws: `key.exposed`, `key.malformed`, `file.unreadable`.
    public init(path: String) throws {
        guard try FileIO.mode(of: path) & 0o077 == 0 else {
            throw LedgerError(.keyExposed, "\(path), mode \(String(try FileIO.mode(of: path), radix: 8))")
        }
        try self.init(parsing: FileIO.read(path, limit: KeyFile.maximumByteCount))
    }

    /// Parses the text.
    /// - Throws: `key.malformed`.
    public init(parsing bytes: Bytes) throws(LedgerError) {
        guard bytes.count <= KeyFile.maximumByteCount else { throw LedgerError(.keyMalformed, "too large") }
        var lines = LineScanner(bytes)
        guard lines.line()?.equals("ssj/v1/key") == true else { throw LedgerError(.keyMalformed, "first line") }
        var holdings: [(purpose: KeyPurpose, vkey: VerifierKey?)] = []
        while let value = lines.value(of: "holds") {
            let parts = value.split(separator: space, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let purpose = KeyPurpose(rawValue: parts[0].forDisplay()),
                holdings.count < KeyFile.maximumHoldings
            else { throw LedgerError(.keyMalformed, "holds") }
            let vkey = parts[1].equals("-") ? nil : try VerifierKey(parsing: parts[1])
            guard (vkey != nil) == purpose.isSigning else { throw LedgerError(.keyMalformed, "holds") }
            holdings.append((purpose, vkey))
        }
        let kdf = lines.value(of: "kdf")?.split(separator: space, omittingEmptySubsequences: false) ?? []
        guard kdf.count == 4, kdf[0].equals("argon2id13"), let passes = Decimal53.parse(kdf[1]),
            let memory = Decimal53.parse(kdf[2]), let cost = Cost(passes: passes, memory: memory),
            let salt = Base64.decode(kdf[3]), salt.count == Int(crypto_pwhash_SALTBYTES)
        else { throw LedgerError(.keyMalformed, "kdf") }
        let sealed = lines.value(of: "box")?.split(separator: space, omittingEmptySubsequences: false) ?? []
        guard sealed.count == 3, sealed[0].equals("xchacha20poly1305-ietf"), let nonce = Base64.decode(sealed[1]),
            nonce.count == Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES), let box = Base64.decode(sealed[2]),
            !holdings.isEmpty,
            box.count == holdings.count * KeyFile.secretByteCount + Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)
        else { throw LedgerError(.keyMalformed, "box") }
        guard lines.isAtEnd else { throw LedgerError(.keyMalformed, "unknown line") }
        self.init(holdings: holdings, cost: cost, salt: salt, nonce: nonce, box: box)
    }

    private init(
        holdings: [(purpose: KeyPurpose, vkey: VerifierKey?)], cost: Cost, salt: Bytes, nonce: Bytes, box: Bytes
    ) {
        self.holdings = holdings
        self.cost = cost
        self.salt = salt
        self.nonce = nonce
        self.box = box
    }

    /// Locks keys under a passphrase.
    /// - Throws: `key.memory`, `key.malformed`.
    public init(sealing keys: [HeldKey], passphrase: SecretBytes, cost: Cost = .standard) throws {
        guard (1...KeyFile.maximumHoldings).contains(keys.count),
            keys.allSatisfy({ $0.secret.count == KeyFile.secretByteCount })
        else { throw LedgerError(.keyMalformed, "\(keys.count) keys") }
        var salt = Bytes(repeating: 0, count: Int(crypto_pwhash_SALTBYTES))
        randombytes_buf(&salt, salt.count)
        var nonce = Bytes(repeating: 0, count: Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES))
        randombytes_buf(&nonce, nonce.count)
        let holdings = keys.map { (purpose: $0.purpose, vkey: $0.vkey) }
        let head = KeyFile.head(holdings: holdings, cost: cost, salt: salt)
        let wrapping = try KeyFile.wrappingKey(passphrase, salt: salt, cost: cost)
        let plain = try SecretBytes(count: keys.count * KeyFile.secretByteCount) { target in
            for (position, key) in keys.enumerated() {
                key.secret.withUnsafeBytes { secret in
                    let start = position * KeyFile.secretByteCount
                    UnsafeMutableRawBufferPointer(rebasing: target[start..<start + KeyFile.secretByteCount])
                        .copyMemory(from: secret)
                }
            }
        }
        self.init(
            holdings: holdings, cost: cost, salt: salt, nonce: nonce,
            box: AEAD.seal(plain, nonce: nonce, additional: head, key: wrapping))
    }

    /// Opens the keys.
    /// - Throws: `key.passphrase`, `key.memory`.
    public func open(passphrase: SecretBytes) throws -> [HeldKey] {
        let wrapping = try KeyFile.wrappingKey(passphrase, salt: salt, cost: cost)
        let head = KeyFile.head(holdings: holdings, cost: cost, salt: salt)
        guard let plain = try AEAD.open(box, nonce: nonce, additional: head, key: wrapping) else {
            throw LedgerError(.keyPassphrase, vkey.map { "\($0.name)" } ?? "")
        }
        return try holdings.enumerated().map { position, holding in
            let start = position * KeyFile.secretByteCount
            let secret = try SecretBytes(count: KeyFile.secretByteCount) { target in
                plain.withUnsafeBytes {
                    target.copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: $0[start..<start + KeyFile.secretByteCount]))
                }
            }
            return HeldKey(purpose: holding.purpose, vkey: holding.vkey, secret: secret)
        }
    }

    /// The text of the file.
    public var bytes: Bytes {
        KeyFile.head(holdings: holdings, cost: cost, salt: salt)
            + Bytes("box xchacha20poly1305-ietf \(Base64.string(nonce)) \(Base64.string(box))\n".utf8)
    }

    /// Writes a new key file with mode 0600.
    /// - Throws: `file.exists`, `file.unwritable`.
    public func write(_ path: String) throws { try FileIO.create(path, bytes, mode: 0o600) }

    private static func head(
        holdings: [(purpose: KeyPurpose, vkey: VerifierKey?)], cost: Cost, salt: Bytes
    ) -> Bytes {
        var text = "ssj/v1/key\n"
        for holding in holdings {
            text += "holds \(holding.purpose.rawValue) \(holding.vkey?.description ?? "-")\n"
        }
        text += "kdf argon2id13 \(cost.passes) \(cost.memory) \(Base64.string(salt))\n"
        return Bytes(text.utf8)
    }

    private static func wrappingKey(_ passphrase: SecretBytes, salt: Bytes, cost: Cost) throws -> SecretBytes {
        try SecretBytes(count: Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)) { target in
            let result = passphrase.withUnsafeBytes { passphrase in
                crypto_pwhash(
                    target.bindMemory(to: UInt8.self).baseAddress!, UInt64(target.count),
                    passphrase.bindMemory(to: CChar.self).baseAddress!, UInt64(passphrase.count), salt, cost.passes,
                    Int(cost.memory), crypto_pwhash_ALG_ARGON2ID13)
            }
            guard result == 0 else { throw LedgerError(.keyMemory, "\(cost.memory) bytes for Argon2id") }
        }
    }
}
