import ArgumentParser
import Foundation
import Ledger

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Founds a ledger: draft, two signatures, finish. 创立账本：起草、两人签名、完成",
        subcommands: [Draft.self, Sign.self, Finish.self])

    struct Draft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the service key and the draft of entry 0. 生成服务密钥和创立草稿")

        @Option(help: "The ledger's name, such as qianan.example/commerce. 账本名称")
        var origin: String

        @Option(help: "The administrator's public key, as key new printed it. 系统管理员公钥")
        var administrator: String

        @Option(help: "The supervisor's public key. 纪检监督人员公钥")
        var supervisor: String

        @Option(help: "The administrator's name, kept in the vault. 系统管理员姓名（存入个人信息库）")
        var administratorName: String?

        @Option(help: "The supervisor's name, kept in the vault. 纪检监督人员姓名（存入个人信息库）")
        var supervisorName: String?

        @Option(help: "The new service key file. 新服务密钥文件")
        var serviceKey: String

        @Option(help: "A file with the service key's passphrase. 服务密钥口令文件")
        var servicePassphraseFile: String?

        @Option(help: "The draft to write. 草稿文件")
        var out: String

        func run() async throws {
            guard let origin = LedgerName(origin) else {
                throw ValidationError(
                    "A ledger's name reads like county.example/commerce. 账本名称形如 county.example/commerce")
            }
            for path in [out, serviceKey] where FileIO.exists(path) { throw LedgerError(.fileExists, path) }
            let founders = try [administrator, supervisor].map { text in
                let key = try VerifierKey(parsing: text.utf8)
                guard let actor = ActorName(key.name.bytes),
                    let founder = FoundingContent.Founder(actor: actor, key: key)
                else { throw LedgerError(.vkeyMalformed, "\(key.name)") }
                return founder
            }
            let held = [
                try HeldKey.generate(.checkpoint, name: origin.keyName),
                try HeldKey.generate(.engine, name: ActorName.engine.keyName),
                try HeldKey.generateVault(),
            ]
            let keys = try ServiceKeys(held)
            guard let instance = Digest(Random.bytes(32)), let rules = Program.book[0]?.document else { return }
            let content = FoundingContent(
                origin: origin, checkpoint: keys.checkpoint[0].key, engine: keys.engines[0].key, instance: instance,
                rules: (0, rules), administrator: founders[0], supervisor: founders[1])
            let names = [administratorName, supervisorName]
            let people: [Bytes] = zip(founders, names).compactMap { founder, name in
                name.map { Person.record(founder.actor, name: $0, subject: nil) }
            }
            guard let type = TypeName("ledger.founded/1") else { return }
            let draft = try DraftEvent(
                ledger: origin, type: type, time: Program.now(), seen: nil,
                data: content.records { Random.bytes(16) }, personal: people, random: Random.bytes(10))
            let passphrase = try Passphrase.readNew(
                file: servicePassphraseFile ?? Passphrase.serviceFile, for: serviceKey)
            try KeyFile(sealing: held, passphrase: passphrase).write(serviceKey)
            try FileIO.create(out, try draft.fileBytes(), mode: 0o600)
            Console.standard.say(
                "Draft: \(out). Next: administrator and supervisor each sign it on their own machine (ledgerctl init sign).",
                "草稿：\(out)。下一步：管理员和纪检监督人员各自在本人电脑上签名（ledgerctl init sign）。")
        }
    }

    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows the draft and signs it with one founder's key. 查看草稿并签名")

        @Argument(help: "The draft. 草稿文件")
        var draft: String

        @OptionGroup var signers: SignerOptions
        @OptionGroup var consent: ConsentOptions

        func run() async throws {
            try await SignFile.sign([draft], signers: signers, consent: consent)
        }
    }

    struct Finish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the ledger of the signed draft and prints the founding sheet. 完成创立并打印创立单")

        @Argument(help: "The draft with both signatures. 两人签名后的草稿")
        var draft: String

        @OptionGroup var ledger: LedgerOptions
        @OptionGroup var service: ServiceOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let draft = try DraftEvent(parsing: FileIO.read(self.draft, limit: DraftEvent.maximumByteCount))
            guard let path = service.serviceKey else {
                throw ValidationError("Name the service key with --service-key. 请用 --service-key 指定服务密钥文件")
            }
            let keys = try service.keys(for: ledger.directory)
            let receipt = try await ledger.directory.found(
                draft.submitted(), keys: keys, channel: Program.channel, book: Program.book, now: Program.now())
            FoundingSheet(receipt: receipt, serviceKey: path).print(json: output.json)
        }
    }
}

/// The sheet that is printed, signed by hand and kept apart from the ledger (创立单).
struct FoundingSheet {
    let receipt: Receipt
    let serviceKey: String

    /// 160 bits of the hash are read aloud; all of it stands in the QR code.
    private static let spokenByteCount = 20

    func print(json: Bool) {
        let console = Console.standard
        let entry = receipt.entry
        let digest = entry.leaf.digest
        let words = WordList.words(digest.bytes.prefix(FoundingSheet.spokenByteCount), in: console.language)
        if json {
            console.json(
                .object([
                    .init("ledger", .string(entry.event.header.ledger.bytes)),
                    .init("founding", .string(Bytes(digest.base64.utf8))),
                    .init("words", .array(words.map { .string(Bytes($0.utf8)) })),
                ]))
            return
        }
        console.say("FOUNDING SHEET", "账本创立单")
        console.say("  Ledger:   \(entry.event.header.ledger)", "  账本名称：\(entry.event.header.ledger)")
        console.say("  Founded:  \(entry.received.beijing) (Beijing)", "  创立时间：\(entry.received.beijing)（北京时间）")
        console.say("  Leaf hash of entry 0:", "  第0条叶哈希：")
        console.out("    sha256:\(digest.base64)")
        console.say("  As words (the first 160 bits), to be read aloud and compared:", "  词语形式（前160位），可朗读核对：")
        for start in stride(from: 0, to: words.count, by: 5) {
            console.table(
                [
                    words[start..<min(start + 5, words.count)].enumerated().map {
                        "\(start + $0.offset + 1). \($0.element)"
                    }
                ],
                indent: 4)
        }
        for line in QRCode.lines("sha256:\(digest.base64)") { console.out("    " + line) }
        console.say(
            "  Print two copies; administrator and supervisor keep one each. Later:",
            "  请打印两份，管理员与纪检监督人员各存一份。以后核对：")
        console.out("    ledgerctl verify \(console.text("LEDGER", "账本")) --founding \(digest.base64)")
    }
}
