import ArgumentParser
import Foundation
import Ledger

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Makes and shows key files. 生成和查看密钥文件",
        subcommands: [New.self, Show.self, ChangePassphrase.self])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a key on this machine; the private half never leaves it. 在本机生成密钥")

        @Option(help: "The actor's name, such as a0003. 人员编号")
        var actor: String

        @Option(help: "The new key file. 新密钥文件")
        var out: String

        @Option(help: "A file with the passphrase. 口令文件")
        var passphraseFile: String?

        func run() async throws {
            guard let actor = ActorName(actor), actor != .engine else {
                throw ValidationError("An actor's name is a and four to nine digits, not a0000. 人员编号应为 a 加4至9位数字")
            }
            guard !FileIO.exists(out) else { throw LedgerError(.fileExists, out) }
            let passphrase = try Passphrase.readNew(file: passphraseFile, for: out)
            let key = try HeldKey.generate(.person, name: actor.keyName)
            try KeyFile(sealing: [key], passphrase: passphrase).write(out)
            let console = Console.standard
            console.say("Key file: \(out) (keep it and its passphrase to yourself)", "密钥文件：\(out)（文件与口令请自行保管）")
            console.say("Public key, to hand to the administrator:", "公钥，交给系统管理员：")
            console.out(key.vkey?.description ?? "")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the public half. 查看公钥")

        @Argument(help: "A key file. 密钥文件")
        var file: String

        func run() async throws {
            for holding in try KeyFile(path: file).holdings {
                Console.standard.out("\(holding.purpose.rawValue) \(holding.vkey?.description ?? "-")")
            }
        }
    }

    struct ChangePassphrase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "passphrase", abstract: "Writes the same key under a new passphrase. 更换口令")

        @Argument(help: "A key file. 密钥文件")
        var file: String

        @Option(help: "The new key file. 新密钥文件")
        var out: String

        @Option(help: "A file with the old passphrase. 旧口令文件")
        var passphraseFile: String?

        @Option(help: "A file with the new passphrase. 新口令文件")
        var newPassphraseFile: String?

        func run() async throws {
            let keys = try KeyFile(path: file).open(passphrase: Passphrase.read(file: passphraseFile, for: file))
            let passphrase = try Passphrase.readNew(file: newPassphraseFile, for: out)
            try KeyFile(sealing: keys, passphrase: passphrase).write(out)
            Console.standard.say(
                "Written to \(out). Destroy the old file.", "已写入 \(out)。请销毁旧文件。")
        }
    }
}
