import ArgumentParser
import Foundation
import Ledger
import LedgerClient

/// What people kept of an entry outside the ledger: words, a photographed code, digits.
struct RememberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remember",
        abstract: "Holds what people wrote down or photographed against the ledger. 用留存的词语、二维码或摘要核对账本",
        subcommands: [Check.self], defaultSubcommand: Check.self)

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Names the entry that words, the text of a QR code, or 40 or more hex digits stand for. 查对应条目",
            discussion: "Exit code 1 where nothing in the ledger bears it. 账本中没有对应条目时退出码为 1。")
        @OptionGroup var options: ActorOptions
        @Argument(help: "Words, a code's text, or hex digits (default: read from standard input). 词语、二维码文字或十六进制摘要")
        var remembered: [String] = []

        func run() async throws {
            let console = Console.standard
            let text: String
            if remembered.isEmpty {
                text = String(decoding: try FileHandle.standardInput.read(upToCount: 65_536) ?? Data(), as: UTF8.self)
            } else {
                text = remembered.joined(separator: " ")
            }
            let prefixes = try RememberedDigest.all(in: text)
            try await options.withSigning { signing, _ in
                var found = [EntryIndex?](repeating: nil, count: prefixes.count)
                var next: UInt64 = 0
                let size = try await signing.access.size()
                let bar = ProgressBar(console.text("searching", "查找中"), hidden: options.output.json)
                while next < size, found.contains(nil) {
                    let page = try await signing.access.entries(from: next, limit: 500)
                    guard let last = page.last else { break }
                    for listed in page {
                        let leaf = listed.leaf.digest.bytes
                        for place in prefixes.indices where leaf.starts(with: prefixes[place]) {
                            found[place] = found[place] ?? listed.index
                        }
                    }
                    next = last.index.value + 1
                    bar.update(next, size)
                }
                // What was photographed of a freeze is the hash of its text, which stands in the draw's row.
                if found.contains(nil),
                    let draws = try? await signing.access.state(table: StateTable("draw"), prefix: [])
                {
                    for row in draws.map({ BusinessRow($0) }) {
                        guard let hash = row.bytes("hash").flatMap({ Hex.decode($0) }), let at = row.place("at") else {
                            continue
                        }
                        for place in prefixes.indices where found[place] == nil && hash.starts(with: prefixes[place]) {
                            found[place] = at.index
                        }
                    }
                }
                for (prefix, index) in zip(prefixes, found) {
                    guard let index else { throw LedgerError(.rememberedUnknown, Hex.string(prefix)) }
                    try await print(index, signing.access)
                }
            }
        }

        private func print(_ index: EntryIndex, _ access: any LedgerAccess) async throws {
            let console = Console.standard
            let entry = try await access.entry(index)
            if options.output.json {
                console.json(
                    .object([
                        .init("index", .integer(Int64(index.value))),
                        .init("leaf", .text(entry.leaf.base64)),
                        .init("type", .string(entry.event.header.type.bytes)),
                        .init("received", .string(entry.received.bytes)),
                    ]))
                return
            }
            console.say(
                "Entry \(index): \(entry.event.header.type), received \(entry.received.beijing) (Beijing)",
                "第 \(index) 条：\(entry.event.header.type)，接收时间 \(entry.received.beijing)（北京时间）")
            console.out("  sha256:\(entry.leaf.base64)")
        }
    }
}

/// The beginning of a leaf hash, as people keep it.
enum RememberedDigest {
    /// What words must carry: 80 bits, the least that the program ever prints.
    static let wordMinimum = 10
    /// What digits must carry: 160 bits.
    static let hexMinimum = 20

    /// Every digest in a text: words; or digits in hex, wherever they stand in it, as in the text of a code.
    /// - Throws: `remember.unreadable`.
    static func all(in text: String) throws -> [Bytes] {
        let tokens = text.split(whereSeparator: \.isWhitespace).map(String.init)
        if let bytes = WordList.bytes(tokens), !bytes.isEmpty {
            guard (wordMinimum...32).contains(bytes.count) else {
                throw LedgerError(.rememberedUnreadable, "\(tokens.count)")
            }
            return [bytes]
        }
        let digits = tokens.compactMap { token -> Bytes? in
            let lower = token.lowercased()
            guard lower.utf8.count % 2 == 0, (2 * hexMinimum...64).contains(lower.utf8.count) else { return nil }
            return Hex.decode(Bytes(lower.utf8))
        }
        guard !digits.isEmpty else { throw LedgerError(.rememberedUnreadable, "\(tokens.count)") }
        return digits
    }
}
