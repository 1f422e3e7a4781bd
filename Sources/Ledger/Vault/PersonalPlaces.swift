/// Where a subject's personal records stand: what an erasure must name.
public enum PersonalPlaces {
    /// The places of every record that the subject's key seals.
    /// - Throws: `personal.incomplete` where the vault knows no such subject, `vault.missing`.
    public static func of(
        subject: Bytes, in directory: LedgerDirectory, vaultKey: SecretBytes
    ) throws -> [(index: EntryIndex, position: UInt64, leaf: Digest)] {
        let vault = try Vault(path: directory.vault, key: vaultKey, readOnly: true)
        guard let key = try vault.subjectKey(ofSubject: subject) else {
            throw LedgerError(.personalIncomplete, "no such subject")
        }
        return try SQLiteStore(path: directory.database, mode: .read).personalRecords(keyName: key.name)
    }
}
