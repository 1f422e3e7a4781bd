import Foundation
import GRDB

/// Backups through SQLite's online API, beside a running writer, verified before they count; never a file copy.
public enum LedgerBackup {
    /// Copies ledger.db and the checkpoint into a new folder, and the vault, apart, into a new file.
    /// - Throws: `ledger.exists`, `backup.failed`, `store.full`.
    public static func make(
        of directory: LedgerDirectory, to target: LedgerDirectory, vault: String?, book: RuleBook
    ) throws -> VerifyReport {
        if let vault, FileIO.exists(vault) { throw LedgerError(.fileExists, vault) }
        // Before the copy, so that the copied database is never behind it.
        let checkpoint = try directory.checkpointFile.read()
        try FileIO.makeFolder(target.path)
        do {
            let store = try SQLiteStore(path: directory.database, mode: .read)
            let copy = try DatabaseQueue(path: target.database)
            try store.queue.backup(to: copy)
            try copy.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try copy.close()
            try store.close()
            try FileIO.syncFolder(of: target.database)
            try target.checkpointFile.write(checkpoint)
            if let vault {
                let source = try Vault(path: directory.vault, key: nil, readOnly: true)
                try source.backup(to: vault)
                chmod(vault, 0o600)
            }
            var options = VerifyOptions()
            options.outside = [checkpoint]
            let report = try Verify.directory(target, book: book, options: options)
            guard report.findingCount == 0 else {
                throw LedgerError(.backupFailed, report.findings.first.map { "\($0.code.rawValue)" } ?? "")
            }
            return report
        } catch {
            if (error as? LedgerError)?.code != .backupFailed {
                try? FileManager.default.removeItem(atPath: target.path)
            }
            throw LedgerError.store(error)
        }
    }
}
