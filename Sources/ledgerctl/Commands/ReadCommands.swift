import ArgumentParser
import Foundation
import Ledger

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Lists entries, the newest last. 列出条目")

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "The first index. 起始序号") var from: UInt64?
    @Option(help: "How many. 条数") var limit = 50

    func run() async throws {
        let console = Console.standard
        let store = try ledger.store()
        let size = try store.size()
        guard limit > 0 else { throw ValidationError("--limit is 1 or more. 条数至少为1") }
        let start = from ?? (size > UInt64(limit) ? size - UInt64(limit) : 0)
        guard start < size else { return }
        var rows = [
            [
                console.text("index", "序号"), console.text("received (Beijing)", "接收时间（北京）"),
                console.text("author", "作者"), console.text("type", "类型"), console.text("records", "记录数"),
            ]
        ]
        for stored in try store.entries(from: EntryIndex(start), limit: limit) {
            let entry = try Entry(parsing: stored.bytes)
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

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The index. 序号") var index: UInt64
    @Option(help: "How many records. 记录条数") var limit = 20

    func run() async throws {
        let console = Console.standard
        let store = try ledger.store()
        guard index < Decimal53.bound, let stored = try store.entries(from: EntryIndex(index), limit: 1).first,
            stored.index.value == index
        else { throw LedgerError(.proofRange, "entry \(index) of \(try store.size())") }
        let entry = try Entry(parsing: stored.bytes)
        if output.json {
            console.json(
                .object([
                    .init("index", .integer(Int64(index))), .init("leaf", .string(Bytes(entry.leaf.base64.utf8))),
                    .init("entry", .string(stored.bytes)), .init("channel", .string(stored.channel)),
                    .init("data", .array(RecordLines(stored.data).map { .string(Bytes($0)) })),
                    .init("personal", .integer(Int64(stored.personal.count))),
                ]))
            return
        }
        console.raw(stored.bytes)
        console.out()
        console.say("Leaf hash: sha256:\(entry.leaf.base64)", "叶哈希：sha256:\(entry.leaf.base64)")
        console.say("Received:  \(entry.received.beijing) (Beijing)", "接收时间：\(entry.received.beijing)（北京时间）")
        console.say("Data records: \(entry.event.header.data.count)", "业务记录：\(entry.event.header.data.count) 条")
        for line in RecordLines(stored.data).prefix(max(limit, 0)) {
            console.out("  " + String(decoding: line, as: UTF8.self))
        }
        if let personal = entry.event.header.personal {
            console.say("Personal records: \(personal.count), sealed in the vault", "个人记录：\(personal.count) 条，已封存")
        }
    }
}

struct ProofCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Writes a receipt of an entry, or proves that one size continues another. 出具证明")

    @OptionGroup var ledger: LedgerOptions
    @Argument(help: "The index of an entry. 条目序号") var index: UInt64?
    @Option(help: "Prove consistency from this size on, one hash a line. 自该规模起的一致性证明") var since: UInt64?
    @Option(help: "Write to a file. 输出文件") var out: String?

    func run() async throws {
        let checkpoint = try ledger.directory.checkpointFile.read()
        let store = try ledger.store()
        let size = checkpoint.checkpoint.size
        func hash(_ position: UInt64) throws -> Digest {
            guard let hash = try store.storedHash(position) else {
                throw LedgerError(.storeDamaged, "hash \(position)")
            }
            return hash
        }
        let bytes: Bytes
        switch (index, since) {
        case (let index?, nil):
            let proof = try TreeProver.inclusion(index: index, size: size, hash: hash)
            guard let stored = try store.entries(from: EntryIndex(index), limit: 1).first else {
                throw LedgerError(.proofRange, "entry \(index)")
            }
            bytes =
                TlogProof(
                    extra: stored.bytes, index: EntryIndex(index), proof: proof, checkpoint: checkpoint
                ).bytes
        case (nil, let since?):
            let proof = try TreeProver.consistency(oldSize: since, size: size, hash: hash)
            bytes = Bytes(proof.map { $0.base64 + "\n" }.joined().utf8)
        default:
            throw ValidationError("Give an index or --since SIZE. 请给出序号或 --since 规模")
        }
        if let out { try FileIO.create(out, bytes, mode: 0o644) } else { Console.standard.raw(bytes) }
    }
}
