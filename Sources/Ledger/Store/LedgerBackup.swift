import Foundation
import GRDB

/// Backups through SQLite's online API, beside a running writer, verified before they count; never a file copy.
public enum LedgerBackup {
    /// How often ledger and vault are copied before a backup gives up because erasures keep entering in between.
    private static let maximumAttempts = 8

    /// Copies ledger.db and the checkpoint into a new folder, and the vault, apart, into a new file.
    /// - Throws: `ledger.exists`, `backup.failed`, `store.full`.
    public static func make(
        of directory: LedgerDirectory, to target: LedgerDirectory, vault: String?, book: RuleBook
    ) throws -> VerifyReport {
        try make(of: directory, to: target, vault: vault, book: book, betweenCopies: {})
    }

    /// `betweenCopies` runs between the copy of the ledger and that of the vault.
    static func make(
        of directory: LedgerDirectory, to target: LedgerDirectory, vault: String?, book: RuleBook,
        betweenCopies: () throws -> Void
    ) throws -> VerifyReport {
        if let vault, FileIO.exists(vault) { throw LedgerError(.fileExists, vault) }
        // Before the copy, so that the copied database is never behind it.
        let checkpoint = try directory.checkpointFile.read()
        try FileIO.makeFolder(target.path)
        do {
            let store = try SQLiteStore(path: directory.database, mode: .read)
            for attempt in 1... {
                let erasures = try copy(store, to: target)
                guard let vault else { break }
                try betweenCopies()
                try copyVault(of: directory, to: vault)
                // A subject's key goes after the commit that erases it. Where the ledger knows of no such commit beyond
                // the copied ones, the copied vault has every key that the copied ledger needs.
                if try erasureCount(store) == erasures { break }
                guard attempt < maximumAttempts else {
                    throw LedgerError(.backupFailed, "personal records are being erased; try again")
                }
            }
            try store.close()
            try FileIO.syncFolder(of: target.database)
            try target.checkpointFile.write(checkpoint)
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
                if let vault { remove(vault) }
            }
            throw LedgerError.store(error)
        }
    }

    /// Copies the database and says how many erasures the copy knows of.
    private static func copy(_ store: SQLiteStore, to target: LedgerDirectory) throws -> Int {
        remove(target.database)
        let copy = try DatabaseQueue(path: target.database)
        try store.queue.backup(to: copy)
        try copy.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        try copy.close()
        let copied = try SQLiteStore(path: target.database, mode: .read)
        defer { try? copied.close() }
        return try erasureCount(copied)
    }

    private static func erasureCount(_ store: SQLiteStore) throws -> Int {
        try store.stateRows(.erased, prefix: Bytes("subject/".utf8)).count
    }

    private static func copyVault(of directory: LedgerDirectory, to path: String) throws {
        remove(path)
        let source = try Vault(path: directory.vault, key: nil, readOnly: true)
        defer { try? source.close() }
        try source.backup(to: path)
        chmod(path, 0o600)
    }

    /// Removes a database that this backup made.
    private static func remove(_ path: String) {
        for ending in ["", "-wal", "-shm", "-journal"] { unlink(path + ending) }
    }
}
