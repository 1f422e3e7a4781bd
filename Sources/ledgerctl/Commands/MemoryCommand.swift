import ArgumentParser
import Foundation
import Ledger
import LedgerClient

struct MemoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "What this machine remembers of ledgers: the outside memory of each user. 本机记忆",
        subcommands: [List.self, Checkpoint.self, Forget.self], defaultSubcommand: List.self)

    private static func memory() throws -> LedgerMemory {
        try LedgerMemory(StateFolder(environment: ProcessInfo.processInfo.environment))
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists ledgers. 列出账本")
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let console = Console.standard
            let memory = try MemoryCommand.memory()
            let ledgers = try memory.ledgers()
            if !output.json, ledgers.isEmpty { console.say("Nothing is remembered.", "尚无记忆。") }
            for ledger in ledgers {
                if output.json {
                    console.json(
                        .object([
                            .init("ledger", .string(ledger.ledger.bytes)),
                            .init("founding", .text(ledger.founding.base64)),
                            .init("size", .integer(Int64(ledger.size))),
                            .init("root", .text(ledger.checkpoint.checkpoint.root.base64)),
                            .init("verified", .string(ledger.verified.bytes)),
                            .init("keys", .array(ledger.keys.map { .string($0.vkey.text) })),
                            .init("folder", .text(memory.folder.ledgerFolder(ledger.founding))),
                        ]))
                    continue
                }
                console.out("\(ledger.ledger)")
                console.table(
                    [
                        [console.text("founding", "创立"), "sha256:\(ledger.founding.base64)"],
                        [console.text("verified", "已核对"), console.text("\(ledger.size) entries", "\(ledger.size) 条")],
                        [
                            console.text("on", "核对时间"),
                            ledger.verified.beijing + console.text(" (Beijing)", "（北京时间）"),
                        ],
                        [
                            console.text("keys", "存证单密钥"),
                            ledger.keys.map { "\($0.vkey.id)" }.joined(separator: ", "),
                        ],
                    ], indent: 2)
            }
        }
    }

    struct Checkpoint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the newest checkpoint that was verified, for verify --checkpoint. 导出已核对的存证单")
        @OptionGroup var access: AccessOptions
        @Option(help: "The new file. 输出文件") var out: String?

        func run() async throws {
            let remembered = try await access.withService(nil) { try await $0.remembered() }
            if let out {
                try FileIO.create(out, remembered.checkpoint.bytes, mode: 0o644)
            } else {
                Console.standard.raw(remembered.checkpoint.bytes)
            }
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forgets which ledger is expected at an address; receipts and evidence stay. 不再认定某地址上的账本",
            discussion: """
                For an address at which another ledger is rightly served from now on. The next use needs --founding where \
                the new ledger bears the name of a remembered one. 仅用于该地址今后确由另一账本使用的情形。
                """)
        @Argument(help: "The address. 服务地址") var address: String
        @OptionGroup var consent: ConsentOptions

        func run() async throws {
            let audience = try ServiceAddress(parsing: address).audience
            if !consent.yes {
                try Console.standard.confirm(
                    "From now on any ledger may answer at \(audience). Forget?", "此后 \(audience) 上可以是任何账本。确定？")
            }
            try MemoryCommand.memory().forget(address: audience)
            Console.standard.say("Forgotten.", "已不再认定。")
        }
    }
}
