/// What a verification is given beside the ledger.
public struct VerifyOptions: Sendable {
    /// Checkpoints that the verifier holds from elsewhere.
    public var outside: [SignedCheckpoint] = []
    /// Which log and witness keys the verifier trusts.
    public var policy: TlogPolicy?
    /// The leaf hash of entry 0 from the founding sheet.
    public var founding: LeafHash?
    /// A checkpoint up to which everything was verified before.
    public var since: SignedCheckpoint?
    /// The key of the vault, to open personal records.
    public var vaultKey: SecretBytes?
    /// How many findings are kept; all are counted.
    public var maximumFindings = 100
    /// Told the number of entries done, for a progress bar.
    public var progress: @Sendable (_ done: UInt64, _ size: UInt64) -> Void = { _, _ in }

    /// Nothing beside the ledger.
    public init() {}
}
