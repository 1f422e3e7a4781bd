import ArgumentParser
import Foundation
import Ledger

/// A ledger's folder.
struct LedgerOptions: ParsableArguments {
    @Option(
        name: [.customShort("d"), .customLong("ledger")],
        help: "The ledger's folder (default: $LEDGER_DIR, or ledger). 账本文件夹")
    var folder: String?

    static var environmentFolder: String? { ProcessInfo.processInfo.environment["LEDGER_DIR"] }

    var path: String { folder ?? LedgerOptions.environmentFolder ?? "ledger" }

    var directory: LedgerDirectory { LedgerDirectory(path) }

    func store() throws -> SQLiteStore { try SQLiteStore(path: directory.database, mode: .read) }
}

/// The daemon's own keys, for commands that write without a daemon.
struct ServiceOptions: ParsableArguments {
    @Option(help: "The service key file (default: service.key in the ledger's folder). 服务密钥文件")
    var serviceKey: String?

    @Option(help: "A file with the service key's passphrase. 服务密钥口令文件")
    var servicePassphraseFile: String?

    func keys(for directory: LedgerDirectory) throws -> ServiceKeys {
        let path = serviceKey ?? directory.serviceKey
        let file = try KeyFile(path: path)
        return try ServiceKeys(
            file.open(passphrase: Passphrase.read(file: servicePassphraseFile ?? Passphrase.serviceFile, for: path)))
    }

    func writer(for directory: LedgerDirectory) throws -> LedgerWriter {
        guard FileIO.exists(directory.database) else { throw LedgerError(.ledgerMissing, directory.path) }
        var options = WriterOptions()
        options.onUnknownOutcome = { error in
            Console.standard.fail(error)
            Foundation.exit(ExitStatus.refused)
        }
        return try directory.openWriter(
            keys: keys(for: directory), book: Program.book, options: options, clock: { Program.now() })
    }
}

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Answer in JSON, one object a line. 以 JSON 输出")
    var json = false
}

/// Whether to ask before signing.
struct ConsentOptions: ParsableArguments {
    @Flag(name: [.customShort("y"), .long], help: "Sign without asking. 不再询问，直接签名")
    var yes = false

    @Flag(help: "Also show the raw records. 同时显示原始记录")
    var showRecords = false
}
