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

    /// Verifies an export file.
    /// - Throws: `export.malformed` and what reading throws.
    public static func export(
        _ path: String, book: RuleBook, options: VerifyOptions = VerifyOptions()
    ) throws -> VerifyReport {
        try LedgerVerifier(try ExportSource(path), book: book, options: options).run()
    }
}
