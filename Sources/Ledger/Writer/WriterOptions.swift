/// Bounds of a writer.
public struct WriterOptions: Sendable {
    /// How many events may wait.
    public var maximumQueuedEvents = 10_000
    /// How many bytes may wait.
    public var maximumQueuedByteCount = 256 << 20
    /// How many events one commit takes.
    public var maximumBatchEvents = 1_000
    /// How many bytes one commit takes.
    public var maximumBatchByteCount = 64 << 20
    /// The room that must be left on the disk beside what is written.
    public var reservedDiskByteCount: UInt64 = 16 << 20
    /// Told of every step of an append; tests stop the process there.
    public var observe: @Sendable (AppendStep) -> Void = { _ in }
    /// Told of every commit, on the writer's executor, before its submitters are answered; must return at once.
    public var committed: @Sendable (CommitReport) -> Void = { _ in }
    /// Ends the process after a commit of unknown outcome. By default it is only refused to go on.
    public var onUnknownOutcome: @Sendable (LedgerError) -> Void = { _ in }

    /// The defaults.
    public init() {}
}

/// What a commit wrote.
public struct CommitReport: Sendable {
    /// The entries with their records, in order.
    public let entries: [AppendedEntry]
    /// The number of entries in the ledger after it.
    public let size: UInt64
    /// How long the transaction took.
    public let duration: Duration
}

/// The steps of an append, in order.
public enum AppendStep: String, Sendable, CaseIterable {
    case admitted, sealed, committed, signed, checkpointWritten, answered
}
