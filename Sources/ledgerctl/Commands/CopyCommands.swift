import ArgumentParser
import Foundation
import Ledger

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies a ledger, also while it is written, and verifies the copy. 备份并核对")

    @OptionGroup var ledger: LedgerOptions
    @Argument(help: "The new folder for ledger and checkpoint. 备份文件夹") var target: String
    @Option(help: "A new file for the vault, to be kept apart. 个人信息库备份文件（另行保管）") var vault: String?

    func run() async throws {
        let report = try LedgerBackup.make(
            of: ledger.directory, to: LedgerDirectory(target), vault: vault, book: Program.book)
        let console = Console.standard
        console.say(
            "Backup of \(report.size) entries in \(target), verified.", "已备份 \(report.size) 条到 \(target)，核对通过。")
        if vault == nil {
            console.say(
                "The vault of personal records is not part of it; give --vault FILE to back it up apart.",
                "未包含个人信息库；如需备份请用 --vault 另存。")
        }
    }
}

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes the ledger as one file that anyone can verify. 导出为一个可核对的文件")

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var service: ServiceOptions
    @Argument(help: "The new file. 导出文件") var file: String
    @Option(help: "What is shown: public, office (default) or personal. 披露范围") var disclose: Disclosure = .office

    enum Disclosure: String, ExpressibleByArgument, CaseIterable { case `public`, office, personal }

    func run() async throws {
        let checkpoint = try ledger.directory.checkpointFile.read()
        let disclosure = ExportDisclosure(rawValue: disclose.rawValue) ?? .office
        let vaultKey = disclosure == .personal ? try service.keys(for: ledger.directory).vault : nil
        try ExportWriter.write(
            ledger.directory, to: file, disclosure: disclosure, checkpoint: checkpoint, vaultKey: vaultKey,
            book: Program.book)
        Console.standard.say(
            "Exported \(checkpoint.checkpoint.size) entries to \(file). Check it with: ledgerctl verify \(file)",
            "已导出 \(checkpoint.checkpoint.size) 条到 \(file)。核对：ledgerctl verify \(file)")
    }
}
