import Foundation
import Ledger

/// Composes, shows, signs and hands in events on a ledger directory.
struct Signing {
    let ledger: LedgerOptions
    let service: ServiceOptions
    let consent: ConsentOptions
    let output: OutputOptions

    private var console: Console { .standard }

    /// An event on the newest entry of the ledger.
    func draft(_ type: TypeName, data: [Bytes], personal: [Bytes] = []) throws -> DraftEvent {
        let store = try ledger.store()
        let size = try store.size()
        guard size > 0 else { throw LedgerError(.ledgerMissing, ledger.path) }
        let last = EntryIndex(size - 1)
        guard let stored = try store.entries(from: last, limit: 1).first else { throw LedgerError(.storeDamaged) }
        let entry = try Entry(parsing: stored.bytes)
        return try DraftEvent(
            ledger: entry.event.header.ledger, type: type, time: Program.now(),
            seen: SeenEntry(index: last, leaf: entry.leaf), data: data, personal: personal,
            random: Random.bytes(10))
    }

    /// Shows what will be said and lets the keys sign it.
    func sign(_ draft: inout DraftEvent, with signers: [NoteSigner]) throws {
        for line in describe(draft) { console.note(line) }
        if !consent.yes, !signers.isEmpty {
            try console.confirm("Sign this?", "是否签名？")
        }
        for signer in signers { draft.sign(with: signer) }
    }

    /// Hands a signed event in and prints its receipt.
    @discardableResult
    func submit(_ drafts: [DraftEvent]) async throws -> [Receipt] {
        let events = try drafts.map { try $0.submitted() }
        let writer = try service.writer(for: ledger.directory)
        let result: Result<[Receipt], any Error>
        do {
            result = .success(try await writer.submit(Submission(events: events, channel: Program.channel)))
        } catch {
            result = .failure(error)
        }
        try await writer.stop()
        let receipts = try result.get()
        for receipt in receipts { report(receipt) }
        return receipts
    }

    /// Signs and hands in, or leaves the draft in a file for the next signature.
    func finish(_ draft: DraftEvent, with signers: [NoteSigner], out: String?) async throws {
        var draft = draft
        try sign(&draft, with: signers)
        if let out {
            try FileIO.create(out, try draft.fileBytes(), mode: 0o600)
            console.say(
                "Written to \(out). Next: the other key signs it (ledgerctl actor sign), then ledgerctl submit \(out).",
                "已写入 \(out)。下一步：由另一把密钥签名（ledgerctl actor sign），再执行 ledgerctl submit \(out)。")
            return
        }
        try await submit([draft])
    }

    /// What an event says, in a few lines.
    func describe(_ draft: DraftEvent) -> [String] {
        let header = draft.header
        var lines = [
            console.text("This will be signed:", "将要签名的内容："),
            "  \(header.type)  \(header.ledger)",
        ]
        let shown = 3
        for line in draft.data.lines.prefix(shown) { lines.append("  " + clip(Bytes(line))) }
        let rest = Int(header.data.count) - shown
        if rest > 0 { lines.append(console.text("  … and \(rest) more records", "  ……另有 \(rest) 条记录")) }
        if let personal = header.personal {
            lines.append(
                console.text(
                    "  \(personal.count) personal records, kept in the vault", "  个人记录 \(personal.count) 条，存入个人信息库"))
        }
        return lines
    }

    private func clip(_ bytes: Bytes) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.count > 160 ? String(text.prefix(160)) + "…" : text
    }

    private func report(_ receipt: Receipt) {
        let entry = receipt.entry
        if output.json {
            console.json(
                .object([
                    .init("index", .integer(Int64(entry.index.value))),
                    .init("leaf", .string(Bytes(entry.leaf.base64.utf8))),
                    .init("type", .string(entry.event.header.type.bytes)),
                    .init("received", .string(entry.received.bytes)),
                    .init("size", .integer(Int64(receipt.proof.checkpoint.checkpoint.size))),
                    .init("receipt", .string(receipt.bytes)),
                ]))
            return
        }
        console.say(
            "Receipt: entry \(entry.index), \(entry.event.header.type), received \(entry.received.beijing) (Beijing)",
            "回执：第 \(entry.index) 条，\(entry.event.header.type)，接收时间 \(entry.received.beijing)（北京时间）")
        console.out("  sha256:\(entry.leaf.base64)")
    }
}
