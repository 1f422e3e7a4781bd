// Ed25519 of RFC 8032 as libsodium 1.0.18 judges it: canonical S, A and R, no low-order A or R.
// https://www.rfc-editor.org/rfc/rfc8032  https://doc.libsodium.org/public-key_cryptography/public-key_signatures
//
// Example: RFC 8032 section 7.1, test 1, signs the empty message.

import CSodium

/// The signature primitive, from libsodium alone.
public enum Ed25519 {
    /// libsodium, made ready once.
    static let isReady: Bool = sodium_init() >= 0

    /// Whether 64 bytes are a valid signature of a message under a 32-byte public key.
    public static func verify(signature: Bytes, message: Bytes, publicKey: Bytes) -> Bool {
        guard isReady, signature.count == 64, publicKey.count == 32 else { return false }
        return crypto_sign_ed25519_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
    }

    /// Whether 32 bytes are a public key that may be enrolled: a canonical point of the prime-order group.
    public static func isAcceptable(publicKey: Bytes) -> Bool {
        isReady && publicKey.count == 32 && crypto_core_ed25519_is_valid_point(publicKey) == 1
    }
}
