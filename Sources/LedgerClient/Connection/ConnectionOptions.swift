import Ledger

/// How a connection behaves.
public struct ConnectionOptions: Sendable {
    /// The program and its version, for the channel record.
    public var userAgent = "ledger-client"
    /// A PEM file of the authorities that vouch for the server; nil takes the system's.
    public var authorities: String?
    /// Until when a connection must stand.
    public var connectLimit: Duration = .seconds(10)
    /// Until when an answer must be there.
    public var answerLimit: Duration = .seconds(60)
    /// Until when an attachment must have gone over.
    public var transferLimit: Duration = .seconds(3_600)
    /// How often a busy service is asked again.
    public var busyRetries = 5
    /// The longest wait before one of them.
    public var longestPause: Duration = .seconds(10)
    /// Waits.
    public var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// The clock, for what is signed.
    public var now: @Sendable () -> Timestamp

    /// Standard limits.
    public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }
}

/// The ledger that a session must be with.
public struct ServiceIdentity: Hashable, Sendable {
    /// Its name.
    public let ledger: LedgerName
    /// Its 32 bytes of instance.
    public let instance: Bytes

    /// Names a ledger.
    public init(ledger: LedgerName, instance: Bytes) {
        self.ledger = ledger
        self.instance = instance
    }
}
