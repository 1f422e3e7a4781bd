import ArgumentParser
import Foundation
import Ledger
import LedgerClient

struct SignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Shows drafts and adds signatures, in place; needs no ledger. 查看草稿文件并签名",
        discussion: """
            A draft (--out of submit and of actor commands) can be carried on a stick: signed here, handed in elsewhere \
            with ledgerctl submit. 草稿可用 U 盘携带：在此签名，在别处用 ledgerctl submit 提交。
            """)

    @Argument(help: "Drafts. 草稿文件") var drafts: [String]
    @OptionGroup var signers: SignerOptions
    @OptionGroup var consent: ConsentOptions

    func run() async throws { try await SignFile.sign(drafts, signers: signers, consent: consent) }
}

/// Adds signatures to draft files, in place.
enum SignFile {
    static func sign(_ paths: [String], signers: SignerOptions, consent: ConsentOptions) async throws {
        guard !paths.isEmpty else { throw ValidationError("Name a draft. 请指定草稿文件") }
        var drafts = try paths.map { try DraftEvent(parsing: FileIO.read($0, limit: DraftEvent.maximumByteCount)) }
        try await Signature.add(to: &drafts, by: signers.required(), consent: consent)
        for (path, draft) in zip(paths, drafts) {
            try FileIO.replace(path, try draft.fileBytes(), mode: 0o600)
            let names = draft.signatures.map { "\($0.name)" }
            Console.standard.say(
                "\(path): signed by \(names.joined(separator: ", ")).", "\(path)：已签名（\(names.joined(separator: "、"))）。")
        }
    }
}
