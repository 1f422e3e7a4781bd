// FIPS 180-4 SHA-256. Stands behind this one file: swift-crypto uses the processor's SHA instructions, which
// libsodium 1.0.18 does not; without swift-crypto (the fuzzing build) libsodium serves.
//
// Example: SHA-256 of nothing is `47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=`.

#if canImport(Crypto)
    import Crypto
#else
    import CSodium
#endif

/// An incremental SHA-256.
public struct SHA256Hasher: Sendable {
    #if canImport(Crypto)
        private var state = Crypto.SHA256()
    #else
        private var state = crypto_hash_sha256_state()
    #endif

    /// Starts over an empty message.
    public init() {
        #if !canImport(Crypto)
            crypto_hash_sha256_init(&state)
        #endif
    }

    /// Appends bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        #if canImport(Crypto)
            state.update(bufferPointer: bytes)
        #else
            crypto_hash_sha256_update(&state, bytes.bindMemory(to: UInt8.self).baseAddress, UInt64(bytes.count))
        #endif
    }

    /// Appends bytes.
    public mutating func update(_ bytes: Bytes) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Appends one byte.
    public mutating func update(byte: UInt8) {
        withUnsafeBytes(of: byte) { update($0) }
    }

    /// Appends a digest.
    public mutating func update(_ digest: Digest) {
        digest.withUnsafeBytes { update($0) }
    }

    /// The digest of all that was appended.
    public func finalize() -> Digest {
        #if canImport(Crypto)
            return state.finalize().withUnsafeBytes { Digest(buffer: $0) }
        #else
            var state = state
            var output = Bytes(repeating: 0, count: Digest.byteCount)
            crypto_hash_sha256_final(&state, &output)
            return output.withUnsafeBytes { Digest(buffer: $0) }
        #endif
    }
}

/// One-shot SHA-256.
public enum SHA256 {
    /// The digest of a message.
    public static func hash(_ bytes: some Collection<UInt8>) -> Digest {
        var hasher = SHA256Hasher()
        if bytes.withContiguousStorageIfAvailable({ hasher.update(UnsafeRawBufferPointer($0)) }) == nil {
            hasher.update(Bytes(bytes))
        }
        return hasher.finalize()
    }
}
