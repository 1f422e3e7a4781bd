// Where the secrets of ladders stand: sealed key files of mode 0600, opened for the moment in which a rung is due, never in
// the ledger, a view, a log or a backup of them. A copy under the custodian's own passphrase stands with the custodian.

import Draw
import Foundation
import Ledger

/// A folder of sealed ladders (预封号链存放处).
public struct LadderFolder: Sendable {
    /// Its path.
    public let path: String

    /// Names a folder.
    public init(_ path: String) { self.path = path }

    /// The server's ladders beside a ledger.
    public init(of ledger: LedgerDirectory) { path = ledger.path + "/ladders" }

    /// Where a ladder stands.
    public func file(_ ladder: DrawID) -> String { "\(path)/\(ladder).ladder" }

    /// Makes a ladder: its secret is durable here, and in the custodian's copy, before anybody hears of it.
    /// - Returns: the ladder, whose anchor is what is published.
    /// - Throws: `file.exists`, `file.unwritable`, `key.memory`; what ``Ladder`` throws.
    public func make(
        _ id: DrawID, rungs: Int, passphrase: SecretBytes, copy: (path: String, passphrase: SecretBytes)
    ) throws -> Ladder {
        let secret = try SecretBytes.random(count: 32)
        let ladder = try Ladder(id: id, secret: LadderFolder.hash(secret), rungCount: rungs)
        if !FileIO.exists(path) {
            try FileIO.makeFolder(path)
            try FileIO.syncFolder(of: path)
        }
        let held = HeldKey(purpose: .sealed, vkey: nil, secret: secret)
        try KeyFile(sealing: [held], passphrase: copy.passphrase).write(copy.path)
        try KeyFile(sealing: [held], passphrase: passphrase).write(file(id))
        return ladder
    }

    /// Opens a ladder.
    /// - Throws: `file.unreadable`, `key.exposed`, `key.passphrase`, `key.purpose`; what ``Ladder`` throws.
    public static func open(_ path: String, id: DrawID, rungs: Int, passphrase: SecretBytes) throws -> Ladder {
        guard let held = try KeyFile(path: path).open(passphrase: passphrase).first, held.purpose == .sealed else {
            throw LedgerError(.keyPurpose, path)
        }
        return try Ladder(id: id, secret: hash(held.secret), rungCount: rungs)
    }

    private static func hash(_ secret: SecretBytes) throws -> Hash256 {
        try secret.withUnsafeBytes { bytes in
            guard let hash = Hash256(bytes: bytes) else { throw LedgerError(.keyMalformed, "32 bytes") }
            return hash
        }
    }
}
