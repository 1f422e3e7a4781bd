import ArgumentParser
import Foundation
import Ledger
import LedgerClient

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Lists entries, the newest last. 列出条目")

    @OptionGroup var access: AccessOptions
    @OptionGroup var signers: SignerOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "The first index. 起始序号") var from: UInt64?
    @Option(help: "How many. 条数") var limit = 50
    @Flag(help: "Wait for new entries and list them until interrupted. 持续显示新条目")
    var follow = false

    /// How often a service is asked for new entries.
    private static let pause = Duration.seconds(2)

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is 1 or more. 条数至少为1") }
    }

    func run() async throws {
        try await access.withAccess(signers.signers().first) { access in
            var size = try await access.size()
            let start = from ?? (size > UInt64(limit) ? size - UInt64(limit) : 0)
            if start < size { try await list(start, limit: limit, in: access, header: true) }
            guard follow else { return }
            var next = max(size, start)
            while true {
                try await Task.sleep(for: LogCommand.pause)
                size = try await access.size()
                if size > next { try await list(next, limit: Int(size - next), in: access, header: false) }
                next = max(next, size)
            }
        }
    }

    private func list(_ start: UInt64, limit: Int, in access: any LedgerAccess, header: Bool) async throws {
        let console = Console.standard
        var rows =
            header
            ? [
                [
                    console.text("index", "序号"), console.text("received (Beijing)", "接收时间（北京）"),
                    console.text("author", "作者"), console.text("type", "类型"), console.text("records", "记录数"),
                ]
            ] : []
        for listed in try await access.entries(from: start, limit: limit) {
            guard let entry = listed.entry else {
                if output.json {
                    console.json(
                        .object([
                            .init("index", .integer(Int64(listed.index.value))),
                            .init("leaf", .text(listed.leaf.base64)),
                        ]))
                } else {
                    rows.append(["\(listed.index)", console.text("(not public)", "（未公开）"), "", "", ""])
                }
                continue
            }
            let header = entry.event.header
            let authors = entry.event.signatures.map { "\($0.name)" }.joined(separator: "+")
            if output.json {
                console.json(
                    .object([
                        .init("index", .integer(Int64(entry.index.value))),
                        .init("received", .string(entry.received.bytes)),
                        .init("authors", .string(Bytes(authors.utf8))),
                        .init("type", .string(header.type.bytes)), .init("id", .string(header.id.bytes)),
                        .init("data", .integer(Int64(header.data.count))),
                        .init("personal", .integer(Int64(header.personal?.count ?? 0))),
                        .init("leaf", .string(Bytes(entry.leaf.base64.utf8))),
                    ]))
            } else {
                let personal = header.personal.map { "+\($0.count)" } ?? ""
                rows.append([
                    "\(entry.index)", entry.received.beijing, authors, "\(header.type)",
                    "\(header.data.count)\(personal)",
                ])
            }
        }
        if !output.json { console.table(rows) }
    }
}

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one entry with its records. 查看一条")

    @OptionGroup var access: AccessOptions
    @OptionGroup var signers: SignerOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The index. 序号") var index: UInt64
    @Option(help: "How many records. 记录条数") var limit = 20

    func run() async throws {
        guard let index = EntryIndex(exactly: index) else { throw LedgerError(.proofRange, "entry \(index)") }
        try await access.withAccess(signers.signers().first) { access in
            let entry = try await access.entry(index)
            let data = try await access.data(of: index)
            let personal = entry.event.header.personal == nil ? [] : try await access.personal(of: index)
            output.json
                ? try await json(entry, data, personal, access) : show(entry, data, personal)
        }
    }

    private func json(
        _ entry: Entry, _ data: [ShownLine], _ personal: [ShownLine]?, _ access: any LedgerAccess
    ) async throws {
        var members: [IJSONValue.Member] = [
            .init("index", .integer(Int64(entry.index.value))), .init("leaf", .text(entry.leaf.base64)),
            .init("entry", .string(entry.bytes)),
        ]
        if let channel = try await access.channel(of: entry.index) {
            members.append(.init("channel", .string(channel)))
        }
        members.append(.init("data", .array(data.map { .string($0.bytes) })))
        members.append(.init("personal", .integer(Int64(entry.event.header.personal?.count ?? 0))))
        if let personal, !personal.isEmpty {
            members.append(.init("personalLines", .array(personal.map { .string($0.bytes) })))
        }
        Console.standard.json(.object(members))
    }

    private func show(_ entry: Entry, _ data: [ShownLine], _ personal: [ShownLine]?) {
        let console = Console.standard
        console.raw(entry.bytes)
        console.out()
        console.say("Leaf hash: sha256:\(entry.leaf.base64)", "叶哈希：sha256:\(entry.leaf.base64)")
        console.say("Received:  \(entry.received.beijing) (Beijing)", "接收时间：\(entry.received.beijing)（北京时间）")
        console.say("Data records: \(entry.event.header.data.count)", "业务记录：\(entry.event.header.data.count) 条")
        for line in data.prefix(max(limit, 0)) { console.out("  " + text(line)) }
        guard let commitment = entry.event.header.personal else { return }
        console.say(
            "Personal records: \(commitment.count), sealed in the vault", "个人记录：\(commitment.count) 条，已封存")
        for line in (personal ?? []).prefix(max(limit, 0)) { console.out("  " + text(line)) }
    }

    private func text(_ line: ShownLine) -> String {
        let console = Console.standard
        return switch line {
        case .shown(let bytes): DisplayText.clean(bytes, limit: 70_000)
        case .withheld(let hash): console.text("(not disclosed) \(hash.base64)", "（未披露）\(hash.base64)")
        case .erased(let hash): console.text("(erased) \(hash.base64)", "（已删除）\(hash.base64)")
        }
    }
}

struct ProofCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Writes a receipt of an entry, or proves that one size continues another. 出具证明")

    @OptionGroup var access: AccessOptions
    @OptionGroup var signers: SignerOptions
    @Argument(help: "The index of an entry. 条目序号") var index: UInt64?
    @Option(help: "Prove consistency from this size on, one hash a line. 自该规模起的一致性证明") var since: UInt64?
    @Option(help: "Write to a file. 输出文件") var out: String?

    func run() async throws {
        guard (index == nil) != (since == nil) else {
            throw ValidationError("Give an index or --since SIZE. 请给出序号或 --since 规模")
        }
        let bytes = try await access.withAccess(signers.signers().first) { access -> Bytes in
            if let since {
                let proof = try await access.consistency(from: since)
                return Bytes(proof.map { $0.base64 + "\n" }.joined().utf8)
            }
            guard let index = EntryIndex(exactly: index ?? 0) else { throw LedgerError(.proofRange) }
            return try await access.receipt(index).bytes
        }
        if let out { try FileIO.create(out, bytes, mode: 0o644) } else { Console.standard.raw(bytes) }
    }
}

struct FetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Fetches an attachment into a file and checks its digest. 取得附件")

    @OptionGroup var access: AccessOptions
    @OptionGroup var signers: SignerOptions
    @Argument(help: "The SHA-256 of the attachment, 64 hex digits. 附件的 SHA-256") var digest: String
    @Argument(help: "The new file. 保存为") var file: String

    func run() async throws {
        guard let digest = Hex.decode(Bytes(digest.utf8)).flatMap({ Digest($0) }) else {
            throw ValidationError("A SHA-256 has 64 lower-case hex digits. SHA-256 为64位小写十六进制")
        }
        let console = Console.standard
        let bar = ProgressBar(console.text("fetching", "下载中"), hidden: false)
        try await access.withAccess(signers.signers().first) {
            try await $0.fetch(digest, to: file) { bar.update($0, $1) }
        }
        console.say("Written to \(file).", "已写入 \(file)。")
    }
}
