import CSodium

/// XChaCha20-Poly1305 from libsodium, https://doc.libsodium.org/secret-key_cryptography/aead
enum AEAD {
    static let nonceByteCount = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    static let overhead = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)

    static func randomNonce() -> Bytes {
        var nonce = Bytes(repeating: 0, count: nonceByteCount)
        randombytes_buf(&nonce, nonce.count)
        return nonce
    }

    static func seal(_ plain: SecretBytes, nonce: Bytes, additional: Bytes, key: SecretBytes) -> Bytes {
        plain.withUnsafeBytes { seal($0, nonce: nonce, additional: additional, key: key) }
    }

    static func seal(_ plain: Bytes, nonce: Bytes, additional: Bytes, key: SecretBytes) -> Bytes {
        plain.withUnsafeBytes { seal($0, nonce: nonce, additional: additional, key: key) }
    }

    private static func seal(
        _ plain: UnsafeRawBufferPointer, nonce: Bytes, additional: Bytes, key: SecretBytes
    ) -> Bytes {
        var box = Bytes(repeating: 0, count: plain.count + overhead)
        key.withUnsafeBytes { key in
            _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                &box, nil, plain.bindMemory(to: UInt8.self).baseAddress, UInt64(plain.count), additional,
                UInt64(additional.count), nil, nonce, key.bindMemory(to: UInt8.self).baseAddress!)
        }
        return box
    }

    /// Opens into locked memory; nil where the box does not open.
    static func open(_ box: Bytes, nonce: Bytes, additional: Bytes, key: SecretBytes) throws -> SecretBytes? {
        guard box.count > overhead else { return nil }
        struct Refused: Error {}
        do {
            return try SecretBytes(count: box.count - overhead) { target in
                guard decrypt(box, into: target, nonce: nonce, additional: additional, key: key) else {
                    throw Refused()
                }
            }
        } catch is Refused {
            return nil
        }
    }

    /// Opens a record or a chunk; nil where the box does not open.
    static func openBytes(_ box: Bytes, nonce: Bytes, additional: Bytes, key: SecretBytes) -> Bytes? {
        guard nonce.count == nonceByteCount, box.count >= overhead else { return nil }
        var plain = Bytes(repeating: 0, count: box.count - overhead)
        let opened = plain.withUnsafeMutableBytes {
            decrypt(box, into: $0, nonce: nonce, additional: additional, key: key)
        }
        return opened ? plain : nil
    }

    private static func decrypt(
        _ box: Bytes, into target: UnsafeMutableRawBufferPointer, nonce: Bytes, additional: Bytes, key: SecretBytes
    ) -> Bool {
        guard nonce.count == nonceByteCount else { return false }
        return key.withUnsafeBytes { key in
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                target.bindMemory(to: UInt8.self).baseAddress, nil, nil, box, UInt64(box.count), additional,
                UInt64(additional.count), nonce, key.bindMemory(to: UInt8.self).baseAddress!)
        } == 0
    }
}
