import Ledger

/// Exit codes, design section 8 and docs/operations.md.
enum ExitStatus {
    /// Refused: the start guard, a key, a lock file that cannot be had for another reason.
    static let refused: Int32 = 1
    static let cannotOpen: Int32 = 66
    /// The outcome of a commit is unknown; the process ended so that nothing is built on it.
    static let unknownOutcome: Int32 = 74
    /// Another process holds the ledger or the socket.
    static let busy: Int32 = 75
    static let configuration: Int32 = 78

    static func of(_ error: LedgerError) -> Int32 {
        switch error.code {
        case .configUnknownKey, .configInvalid: configuration
        case .ledgerLocked, .socketBusy: busy
        case .storeUnknown: unknownOutcome
        case .ledgerMissing, .fileUnreadable, .fileTooLarge, .vaultMissing, .storeVersion, .storeFailed,
            .socketUnusable, .checkpointMissing:
            cannotOpen
        default: refused
        }
    }
}
