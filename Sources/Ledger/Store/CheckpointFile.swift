/// The newest checkpoint outside the database, design section 4: what the start guard compares the ledger with.
public struct CheckpointFile: Sendable {
    /// Where it stands.
    public let path: String

    /// The file of a ledger directory.
    public init(directory: String) { path = directory + "/checkpoint" }

    /// Reads it.
    /// - Throws: `checkpoint.missing`, `checkpoint.malformed`, `note.malformed`.
    public func read() throws -> SignedCheckpoint {
        guard FileIO.exists(path) else { throw LedgerError(.checkpointMissing, path) }
        return try SignedCheckpoint(parsing: FileIO.read(path, limit: SignedCheckpoint.maximumByteCount))
    }

    /// Replaces it durably.
    public func write(_ checkpoint: SignedCheckpoint) throws {
        try FileIO.replace(path, checkpoint.bytes, mode: 0o644)
    }
}
