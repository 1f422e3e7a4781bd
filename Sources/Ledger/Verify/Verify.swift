/// Verification of a ledger by somebody who trusts neither the program that wrote it nor its machine.
public enum Verify {
    /// Verifies a ledger directory or a copy of one, beside a running writer too.
    /// - Throws: `ledger.missing`, `store.version` and what reading throws; what is wrong with the ledger is reported,
    ///   not thrown.
    public static func directory(
        _ directory: LedgerDirectory, book: RuleBook, options: VerifyOptions = VerifyOptions()
    ) throws -> VerifyReport {
        let source = try DirectorySource(directory, vaultKey: options.vaultKey)
        return try LedgerVerifier(source, book: book, options: options).run()
    }

    /// Verifies an export file. One that does not hold together as a file is reported as altered.
    /// - Throws: `export.malformed` where the file is no export at all, and what reading throws.
    public static func export(
        _ path: String, book: RuleBook, options: VerifyOptions = VerifyOptions()
    ) throws -> VerifyReport {
        do {
            return try LedgerVerifier(try ExportSource(path), book: book, options: options).run()
        } catch let error as LedgerError
            where [.exportMalformed, .tileMalformed].contains(error.code) && ExportSource.looksLikeExport(path)
        {
            var report = VerifyReport()
            report.findings = [error]
            report.findingCount = 1
            report.onlyCut = false
            return report
        }
    }
}
