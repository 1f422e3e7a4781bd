import CSodium

@testable import Ledger

/// Ed25519 (RFC 8032 section 5.1.6) with a random nonce where the RFC derives it: valid, and not the signature that the
/// key's owner made.
enum SecondSignature {
    static func make(_ message: Bytes, seed: SecretBytes) -> Bytes {
        var expanded = Bytes(repeating: 0, count: 64)
        seed.withUnsafeBytes { seed in
            _ = crypto_hash_sha512(&expanded, seed.bindMemory(to: UInt8.self).baseAddress!, UInt64(seed.count))
        }
        var scalar = Bytes(expanded[..<32])
        scalar[0] &= 248
        scalar[31] = scalar[31] & 127 | 64
        var publicKey = Bytes(repeating: 0, count: 32)
        _ = crypto_scalarmult_ed25519_base_noclamp(&publicKey, scalar)
        var nonce = Bytes(repeating: 0, count: 32)
        crypto_core_ed25519_scalar_random(&nonce)
        var point = Bytes(repeating: 0, count: 32)
        _ = crypto_scalarmult_ed25519_base_noclamp(&point, nonce)
        let input = point + publicKey + message
        var wide = Bytes(repeating: 0, count: 64)
        _ = crypto_hash_sha512(&wide, input, UInt64(input.count))
        var challenge = Bytes(repeating: 0, count: 32)
        crypto_core_ed25519_scalar_reduce(&challenge, wide)
        var reduced = Bytes(repeating: 0, count: 32)
        crypto_core_ed25519_scalar_reduce(&reduced, scalar + Bytes(repeating: 0, count: 32))
        var product = Bytes(repeating: 0, count: 32)
        crypto_core_ed25519_scalar_mul(&product, challenge, reduced)
        var sum = Bytes(repeating: 0, count: 32)
        crypto_core_ed25519_scalar_add(&sum, nonce, product)
        return point + sum
    }
}
