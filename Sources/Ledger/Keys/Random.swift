import CSodium

/// Random bytes from the operating system, through libsodium; passed into the pure core by its callers.
public enum Random {
    /// Fresh bytes.
    public static func bytes(_ count: Int) -> Bytes {
        guard Ed25519.isReady else { preconditionFailure("libsodium does not start") }
        var bytes = Bytes(repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }
}
