import ArgumentParser
import Foundation
import Ledger

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks a ledger, a copy or an export, trusting neither program nor machine. 核对账本",
        discussion: spoken(
            """
            Without a checkpoint from elsewhere (--checkpoint, --policy) a ledger that was cut or rolled back as a whole \
            cannot be told from a whole one: the verdict then reads unchecked 未核对 and the exit code is 2.
            """,
            """
            没有另行保存的存证单（--checkpoint、--policy）时，无法分辨整体截短或回退的账本：结论为“未核\
            对”，退出码为 2。
            """))

    @Argument(help: "A ledger's folder or an export file. 账本文件夹或导出文件")
    var path: String?

    @Option(help: "A file of ledgerctl trace --bundle, in place of a ledger. 自证包文件")
    var bundle: String?

    @Option(help: "A checkpoint or receipt that you hold from elsewhere; repeat for more. 您另行保存的存证单或回执")
    var checkpoint: [String] = []

    @Option(help: "A tlog-policy file: the log and witness keys that you trust. 存证策略文件")
    var policy: String?

    @Option(help: "The leaf hash of entry 0 from the founding sheet, or its words. 创立单上的叶哈希或词语")
    var founding: String?

    @Option(help: "Check only what is new since this checkpoint. 只核对此存证单之后的内容")
    var since: String?

    @Option(help: "What must have been checked: full makes exit code 2 a 1. 要求完整核对")
    var require: Requirement?

    @Option(help: "The service key, to open personal records. 服务密钥（用于核对个人记录）")
    var serviceKey: String?

    @Option(help: "A file with its passphrase. 口令文件")
    var servicePassphraseFile: String?

    @Flag(help: "List the rules too, one type of event a line: rechecked, not disclosed, wrong. 逐项列出规则复核情况")
    var rules = false
    @OptionGroup var output: OutputOptions

    enum Requirement: String, ExpressibleByArgument { case full }

    func validate() throws {
        guard (path == nil) != (bundle == nil) else {
            throw ValidationError("Name a ledger or give --bundle. 请给出账本或 --bundle")
        }
    }

    func run() async throws {
        if let bundle {
            let read = try ProofBundle(parsing: FileIO.read(bundle, limit: ProofBundle.maximumByteCount))
            let printer = try BundlePrinter(read, founding: founding.map { try FoundingArgument($0) })
            printer.print(json: output.json)
            Foundation.exit(require == .full && printer.exitCode == 2 ? ExitStatus.refused : printer.exitCode)
        }
        var options = VerifyOptions()
        options.outside = try checkpoint.map { try OutsideMemory.read($0) }
        options.since = try since.map { try OutsideMemory.read($0) }
        if let policy {
            options.policy = try TlogPolicy(parsing: FileIO.read(policy, limit: TlogPolicy.maximumByteCount))
        }
        let foundingWords = try founding.map { try FoundingArgument($0) }
        options.founding = foundingWords?.hash
        if let serviceKey {
            let held = try KeyFile(path: serviceKey)
                .open(
                    passphrase: Passphrase.read(file: servicePassphraseFile ?? Passphrase.serviceFile, for: serviceKey))
            options.vaultKey = try ServiceKeys(held).vault
        }
        let bar = ProgressBar(Console.standard.text("verifying", "核对中"), hidden: output.json)
        options.progress = { bar.update($0, $1) }
        let report = try verify(options)
        let wordsFit = foundingWords.map { $0.fits(report.founding) } ?? true
        ReportPrinter(report: report, founding: foundingWords, wordsFit: wordsFit, listsRules: rules).print(
            json: output.json)
        Foundation.exit(wordsFit ? report.exitCode(requireFull: require == .full) : ExitStatus.refused)
    }

    private func verify(_ options: VerifyOptions) throws -> VerifyReport {
        var isFolder: ObjCBool = false
        let path = path ?? ""
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw LedgerError(.fileUnreadable, path)
        }
        return isFolder.boolValue
            ? try Verify.directory(LedgerDirectory(path), book: Program.book, options: options)
            : try Verify.export(path, book: Program.book, options: options)
    }
}

/// A checkpoint from a checkpoint file or from a receipt.
enum OutsideMemory {
    static func read(_ path: String) throws -> SignedCheckpoint {
        let bytes = try FileIO.read(path, limit: TlogProof.maximumByteCount)
        if bytes.starts(with: "c2sp.org/tlog-proof@".utf8) { return try TlogProof(parsing: bytes).checkpoint }
        return try SignedCheckpoint(parsing: bytes)
    }
}

/// The founding hash as base64, or its first 160 bits as words.
struct FoundingArgument {
    let hash: LeafHash?
    let prefix: Bytes

    init(_ text: String) throws {
        let bare = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text
        if let hash = LeafHash(base64: Bytes(bare.utf8)) {
            self.hash = hash
            prefix = hash.digest.bytes
        } else if let bytes = WordList.bytes(text.split(whereSeparator: \.isWhitespace).map(String.init)),
            bytes.count >= 20
        {
            hash = nil
            prefix = bytes
        } else {
            throw ValidationError(
                "--founding takes the 44 characters or the 20 words of the founding sheet. 请输入创立单上的44个字符或20个词语")
        }
    }

    func fits(_ leaf: LeafHash?) -> Bool { leaf?.digest.bytes.starts(with: prefix) ?? false }
}
