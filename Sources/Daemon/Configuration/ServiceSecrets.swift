import Foundation
import Ledger

/// Opens the service key file with its passphrase, both from systemd's credentials or from files.
enum ServiceSecrets {
    private static let maximumByteCount = 1_024

    /// - Throws: `file.unreadable`, `key.exposed`, `key.malformed`, `key.passphrase`, `key.purpose`.
    static func open(_ settings: Settings) throws -> ServiceKeys {
        try ServiceKeys(KeyFile(path: settings.serviceKey).open(passphrase: passphrase(settings)))
    }

    /// The passphrase of the service's key, under which its ladders are sealed too.
    /// - Throws: `file.unreadable`, `key.exposed`, `key.passphrase`.
    static func passphrase(_ settings: Settings) throws -> SecretBytes {
        guard try FileIO.mode(of: settings.servicePassphraseFile) & 0o077 == 0 else {
            throw LedgerError(.keyExposed, settings.servicePassphraseFile)
        }
        var bytes = try FileIO.read(settings.servicePassphraseFile, limit: maximumByteCount)
        while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw LedgerError(.keyPassphrase, "\(settings.servicePassphraseFile) is empty") }
        return try SecretBytes.taking(&bytes)
    }
}
