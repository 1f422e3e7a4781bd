import Foundation
import Ledger

// The folder of a person's client: what ledgers showed, what was signed, what was wrong.
//
//     ledgers/<64 hex of the founding hash>/memory            RememberedLedger
//     ledgers/<64 hex of the founding hash>/outbox/<id>/      OutboxItem
//     ledgers/<64 hex of the founding hash>/evidence/…json    Evidence
//     addresses/<64 hex of SHA-256 of the audience>           the audience and the founding hash expected there
//     lock                                                    held while a memory is replaced

/// One person's folder (本机状态文件夹), mode 0700.
public struct StateFolder: Hashable, Sendable {
    /// Its absolute path.
    public let path: String

    /// Names a folder.
    public init(_ path: String) { self.path = path }

    /// The folder that the environment says: `LEDGERCTL_STATE`, else `XDG_STATE_HOME/ledgerctl`, else
    /// `~/.local/state/ledgerctl`.
    public init(environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        if let path = value("LEDGERCTL_STATE") {
            self.path = path
        } else if let base = value("XDG_STATE_HOME") {
            path = base + "/ledgerctl"
        } else {
            path = (value("HOME") ?? NSHomeDirectory()) + "/.local/state/ledgerctl"
        }
    }

    /// Makes the folder and the folders below it where they are missing.
    /// - Throws: `memory.exposed` where others may enter; `file.unwritable`.
    func prepare() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard try FileIO.mode(of: path) & 0o077 == 0 else { throw LedgerError(.memoryExposed, path) }
        for name in ["ledgers", "addresses"] { try StateFolder.ensure(path + "/" + name) }
    }

    /// The folder of a ledger.
    public func ledgerFolder(_ founding: LeafHash) -> String { "\(path)/ledgers/\(founding.digest.hex)" }

    func addressFile(_ audience: SessionAudience) -> String {
        "\(path)/addresses/\(SHA256.hash(audience.bytes).hex)"
    }

    static func ensure(_ folder: String) throws {
        if FileIO.exists(folder) { return }
        do {
            try FileIO.makeFolder(folder)
        } catch let error as LedgerError where error.code == .ledgerExists {
            // Another process was quicker.
        }
        try FileIO.syncFolder(of: folder)
    }

    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
