import CSodium

/// A private key in locked memory that signs notes under its name.
public struct NoteSigner: Sendable {
    /// The public half.
    public let key: VerifierKey
    private let secret: SecretBytes

    /// Derives the key pair of a 32-byte seed.
    /// - Throws: `key.memory`; `key.malformed` where the seed does not have 32 bytes.
    public init(name: KeyName, algorithm: KeyAlgorithm = .ed25519, seed: SecretBytes) throws {
        guard seed.count == Int(crypto_sign_ed25519_SEEDBYTES) else { throw LedgerError(.keyMalformed, "seed length") }
        var publicKey = Bytes(repeating: 0, count: Int(crypto_sign_ed25519_PUBLICKEYBYTES))
        secret = try SecretBytes(count: Int(crypto_sign_ed25519_SECRETKEYBYTES)) { target in
            _ = seed.withUnsafeBytes { seed in
                crypto_sign_ed25519_seed_keypair(
                    &publicKey, target.bindMemory(to: UInt8.self).baseAddress!,
                    seed.bindMemory(to: UInt8.self).baseAddress!)
            }
        }
        guard let key = VerifierKey(name: name, algorithm: algorithm, publicKey: publicKey) else {
            throw LedgerError(.keyMalformed, "public key")
        }
        self.key = key
    }

    /// A signature line over a note's text. `time` (seconds since 1970) is used by cosignature keys alone.
    public func sign(_ text: Bytes, time: UInt64 = 1) -> NoteSignature {
        switch key.algorithm {
        case .ed25519:
            return NoteSignature(name: key.name, keyID: key.id, signature: detached(text))
        case .cosignature:
            let time = min(max(time, 1), UInt64(Int64.max))
            let blob = (0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(56 - 8 * $0)) }
            return NoteSignature(
                name: key.name, keyID: key.id,
                signature: blob + detached(Cosignature.message(time: time, over: text)))
        }
    }

    private func detached(_ message: Bytes) -> Bytes {
        var signature = Bytes(repeating: 0, count: Int(crypto_sign_ed25519_BYTES))
        secret.withUnsafeBytes { secret in
            _ = crypto_sign_ed25519_detached(
                &signature, nil, message, UInt64(message.count), secret.bindMemory(to: UInt8.self).baseAddress!)
        }
        return signature
    }
}

extension SignedNote {
    /// Signs a text with one key or more, the lines sorted by name, then key id.
    /// - Throws: `note.malformed` where the text cannot be one of a note.
    public init(signing text: Bytes, with signers: [NoteSigner], time: UInt64 = 1) throws(LedgerError) {
        let signatures = signers.map { $0.sign(text, time: time) }
            .sorted { ($0.name, $0.keyID) < ($1.name, $1.keyID) }
        guard let note = SignedNote(text: text, signatures: signatures) else {
            throw LedgerError(.noteMalformed, "text")
        }
        self = note
    }
}
