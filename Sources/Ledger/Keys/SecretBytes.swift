import CSodium

/// Bytes that must not leak: in guarded, locked memory of `sodium_malloc`, read-only once filled, wiped when released.
///
/// `@unchecked Sendable`: the memory is written only inside `init`, before any other reference exists, and is
/// protected read-only afterwards, so that concurrent readers never race with a writer.
public final class SecretBytes: @unchecked Sendable {
    private let storage: UnsafeMutableRawPointer
    /// The number of bytes.
    public let count: Int

    /// Allocates `count` bytes and lets `fill` write them once.
    /// - Throws: `key.memory` where the system gives no locked memory.
    public init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) throws {
        guard Ed25519.isReady, count > 0, let storage = sodium_malloc(count) else {
            throw LedgerError(.keyMemory, "\(count) bytes")
        }
        self.storage = storage
        self.count = count
        sodium_memzero(storage, count)
        // From here on `deinit` frees the memory, also where `fill` throws.
        try fill(UnsafeMutableRawBufferPointer(start: storage, count: count))
        sodium_mprotect_readonly(storage)
    }

    deinit { sodium_free(storage) }

    /// Fresh random bytes.
    public static func random(count: Int) throws -> SecretBytes {
        try SecretBytes(count: count) { randombytes_buf($0.baseAddress!, count) }
    }

    /// Takes bytes over and wipes where they were.
    public static func taking(_ bytes: inout Bytes) throws -> SecretBytes {
        defer { bytes.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) } }
        guard !bytes.isEmpty else { throw LedgerError(.keyMemory, "nothing to hold") }
        return try SecretBytes(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// Lends the bytes for reading.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(start: storage, count: count))
    }
}
