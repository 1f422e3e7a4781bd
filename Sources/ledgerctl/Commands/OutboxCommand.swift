import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "What was signed and sent from this machine, with its receipts. 发件箱：本机签发的事件与回执",
        subcommands: [List.self, Resend.self, Show.self, Forget.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists it, the oldest first. 列出")
        @OptionGroup var access: AccessOptions
        @OptionGroup var output: OutputOptions
        @Flag(help: "Only what has no receipt. 只列尚无回执的") var waiting = false

        func run() async throws {
            let items = try OutboxFolder.all(access).flatMap { try $0.items() }
                .filter { !waiting || $0.standing != .received }
            let console = Console.standard
            if output.json {
                for item in items { console.json(OutboxPrinter.json(item)) }
                return
            }
            if items.isEmpty { return console.say("The outbox is empty.", "发件箱为空。") }
            console.table(
                [
                    [
                        console.text("id", "编号"), console.text("signed (Beijing)", "签名时间（北京）"),
                        console.text("standing", "状态"), console.text("type", "类型"),
                    ]
                ] + items.map(OutboxPrinter.row))
            let open = items.filter { $0.standing != .received }.count
            if open > 0 {
                console.say(
                    "\(open) without a receipt. Send again: ledgerctl outbox resend",
                    "尚无回执 \(open) 项。再次发送：ledgerctl outbox resend")
            }
        }
    }

    struct Resend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends again what has no receipt; it enters once. 再次发送尚无回执的",
            discussion: "What the service refused is sent again only where its id is named. 被拒绝的项须指明编号才会再次发送。")
        @OptionGroup var access: AccessOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Ids, or their beginnings (default: all that wait). 编号或其开头") var ids: [String] = []

        func run() async throws {
            try await access.withService(nil) { service in
                try await service.remembered()
                let outbox = try await service.client.outbox()
                let items =
                    ids.isEmpty
                    ? try outbox.items().filter { $0.standing == .waiting } : try ids.map { try outbox.find($0) }
                if items.isEmpty { Console.standard.say("Nothing waits.", "没有待发送的项。") }
                var failed: LedgerError?
                for item in items where item.standing != .received {
                    do {
                        for receipt in try await service.client.resend(item) {
                            ReceiptPrinter.print(receipt, json: output.json)
                        }
                    } catch let error as LedgerError {
                        Console.standard.note(item.id)
                        Console.standard.fail(error)
                        failed = error
                        // What stands above a single item stops them all.
                        if ExitStatus.of(error) != ExitStatus.refused || error.code.rawValue.hasPrefix("memory.") {
                            throw error
                        }
                    }
                }
                if failed != nil { throw ExitCode(ExitStatus.refused) }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one item. 查看一项")
        @OptionGroup var access: AccessOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "Its id, or the beginning. 编号或其开头") var id: String
        @Option(help: "Write its receipt to a file. 回执另存为") var receipt: String?

        func run() async throws {
            let item = try OutboxFolder.find(id, access)
            let console = Console.standard
            if let receipt {
                guard let first = item.parts.first?.receipt else { throw LedgerError(.outboxWaiting, item.id) }
                try FileIO.create(receipt, first.bytes, mode: 0o644)
            }
            if output.json { return console.json(OutboxPrinter.json(item)) }
            console.table([OutboxPrinter.row(item)])
            for part in item.parts {
                if let draft = part.draft {
                    let sentence = Sentence(draft)
                    for line in console.wrap(sentence.text.text(in: console.language), indent: 2) { console.out(line) }
                    for detail in sentence.details {
                        for line in console.wrap(detail.text(in: console.language), indent: 4) { console.out(line) }
                    }
                }
                if let receipt = part.receipt { ReceiptPrinter.print(receipt, json: false) }
            }
            if let refusal = item.refusal {
                for line in console.wrap(
                    console.text(
                        "Refused on \(refusal.time.beijing): \(refusal.code) \(refusal.detail)",
                        "\(refusal.time.beijing) 被拒绝：\(refusal.code) \(DetailTerms.office.chinese(refusal.detail))"))
                {
                    console.out(line)
                }
            }
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes items that have their receipts. 移除已有回执的项")
        @OptionGroup var access: AccessOptions
        @Argument(help: "Ids, or their beginnings. 编号或其开头") var ids: [String]

        func run() async throws {
            for id in ids {
                let item = try OutboxFolder.find(id, access)
                try OutboxFolder.open(item.founding).forget(item)
                Console.standard.say("Forgotten: \(item.id)", "已移除：\(item.id)")
            }
        }
    }
}

/// The outboxes on this machine; no service is asked.
enum OutboxFolder {
    private static func memory() throws -> LedgerMemory {
        try LedgerMemory(StateFolder(environment: ProcessInfo.processInfo.environment))
    }

    static func open(_ founding: LeafHash) throws -> Outbox { try Outbox(memory(), founding: founding) }

    /// The outbox of the ledger at the address that is named, else those of all ledgers.
    static func all(_ access: AccessOptions) throws -> [Outbox] {
        let memory = try memory()
        if let server = access.server {
            let audience = try ServiceAddress(parsing: server).audience
            return try memory.founding(at: audience).map { [try Outbox(memory, founding: $0)] } ?? []
        }
        return try memory.ledgers().map { try Outbox(memory, founding: $0.founding) }
    }

    static func find(_ id: String, _ access: AccessOptions) throws -> OutboxItem {
        let found = try all(access).compactMap { outbox -> OutboxItem? in
            do { return try outbox.find(id) } catch let error as LedgerError where error.code == .outboxUnknown {
                return nil
            }
        }
        guard found.count == 1 else { throw LedgerError(.outboxUnknown, DisplayText.clean(id, limit: 60)) }
        return found[0]
    }
}

/// Items as people and programs read them.
enum OutboxPrinter {
    static func row(_ item: OutboxItem) -> [String] {
        let console = Console.standard
        let header = item.parts[0].event.header
        let standing =
            switch item.standing {
            case .waiting: console.text("no answer", "尚无应答")
            case .refused: console.text("refused", "被拒绝") + " \(item.refusal?.code ?? "")"
            case .received:
                console.text("entry", "第") + " \(item.parts[0].receipt?.entry.index.value ?? 0)"
                    + console.text("", " 条")
            }
        let more = item.parts.count > 1 ? " ×\(item.parts.count)" : ""
        return [String(item.id.prefix(18)), header.time.beijing, standing, "\(header.type)\(more)"]
    }

    static func json(_ item: OutboxItem) -> IJSONValue {
        .object([
            .init("id", .text(item.id)), .init("founding", .text(item.founding.base64)),
            .init("standing", .text(item.standing.rawValue)),
            .init(
                "events",
                .array(
                    item.parts.map { part in
                        .object([
                            .init("type", .string(part.event.header.type.bytes)),
                            .init("time", .string(part.event.header.time.bytes)),
                            .init("index", part.receipt.map { .integer(Int64($0.entry.index.value)) } ?? .null),
                            .init("receipt", part.receipt.map { .string($0.bytes) } ?? .null),
                        ])
                    })),
            .init("refused", item.refusal.map { .text($0.code) } ?? .null),
        ])
    }
}
