import Foundation
import Ledger
import LedgerClient

/// Composes, shows, signs and hands in events.
struct Signing {
    let access: any LedgerAccess
    let consent: ConsentOptions
    let output: OutputOptions

    private var console: Console { .standard }

    /// An event on the newest verified entry of the ledger.
    func draft(_ type: TypeName, data: [Bytes], personal: [Bytes] = []) async throws -> DraftEvent {
        let seen = try await access.seen(nil)
        return try DraftEvent(
            ledger: await access.name(), type: type, time: Program.now(), seen: seen, data: data, personal: personal,
            random: Random.bytes(10))
    }

    /// Hands signed events in, together, and prints their receipts.
    @discardableResult
    func submit(_ drafts: [DraftEvent]) async throws -> [Receipt] {
        let receipts = try await access.submit(drafts)
        for receipt in receipts { ReceiptPrinter.print(receipt, json: output.json) }
        return receipts
    }

    /// Signs and hands in, or leaves the draft in a file for the next signature.
    func finish(_ draft: DraftEvent, with signers: [any NoteSigning], out: String?) async throws {
        var drafts = [draft]
        try await Signature.add(to: &drafts, by: signers, consent: consent)
        if let out {
            try FileIO.create(out, try drafts[0].fileBytes(), mode: 0o600)
            console.say(
                "Written to \(out). Next: the other key signs it (ledgerctl sign), then ledgerctl submit \(out).",
                "已写入 \(out)。下一步：由另一把密钥签名（ledgerctl sign），再执行 ledgerctl submit \(out)。")
            return
        }
        try await submit(drafts)
    }
}

/// Signatures under drafts, after one look at what they say.
enum Signature {
    /// Shows what will be said and lets the keys sign it; one confirmation signs all.
    static func add(
        to drafts: inout [DraftEvent], by signers: [any NoteSigning], consent: ConsentOptions
    ) async throws {
        let console = Console.standard
        for line in announcement(drafts, by: signers, records: consent.showRecords) { console.note(line) }
        if !consent.yes, !signers.isEmpty {
            drafts.count == 1
                ? try console.confirm("Sign this?", "是否签名？")
                : try console.confirm("Sign these \(drafts.count)?", "以上共 \(drafts.count) 项，是否一并签名？")
        }
        for position in drafts.indices {
            for signer in signers {
                drafts[position].add(try await signer.signature(over: drafts[position].header.text))
            }
        }
    }

    /// What is about to be signed, in plain words.
    static func announcement(_ drafts: [DraftEvent], by signers: [any NoteSigning], records: Bool) -> [String] {
        let console = Console.standard
        var lines: [String] = []
        let names = signers.map { "\($0.key.name)" }.joined(separator: ", ")
        let ledgers = drafts.map { "\($0.header.ledger)" }
        let ledger = ledgers.allSatisfy { $0.utf8.elementsEqual(ledgers[0].utf8) } ? ledgers[0] : "?"
        lines.append(
            names.isEmpty
                ? console.text("To be signed, in \(ledger):", "待签名内容（账本 \(ledger)）：")
                : console.text("\(names) will sign, in \(ledger):", "将由 \(names) 签名（账本 \(ledger)）："))
        for (position, draft) in drafts.enumerated() {
            let sentence = Sentence(draft)
            let number = drafts.count == 1 ? "" : "\(position + 1). "
            lines += console.wrap(number + sentence.text.text(in: console.language), indent: 2)
            for detail in sentence.details {
                lines += console.wrap(detail.text(in: console.language), indent: drafts.count == 1 ? 4 : 6)
            }
            if records {
                for line in draft.data.lines { lines.append("    " + DisplayText.clean(line, limit: 70_000)) }
                for line in draft.personal?.lines ?? RecordLines([]) {
                    lines.append("    " + DisplayText.clean(line, limit: 70_000))
                }
            }
        }
        return lines
    }
}

/// Receipts as people and programs read them.
enum ReceiptPrinter {
    static func print(_ receipt: Receipt, json: Bool, marks: [String] = []) {
        let console = Console.standard
        let entry = receipt.entry
        if json {
            console.json(
                .object(
                    [
                        .init("index", .integer(Int64(entry.index.value))),
                        .init("leaf", .string(Bytes(entry.leaf.base64.utf8))),
                        .init("type", .string(entry.event.header.type.bytes)),
                        .init("received", .string(entry.received.bytes)),
                        .init("size", .integer(Int64(receipt.proof.checkpoint.checkpoint.size))),
                        .init("receipt", .string(receipt.bytes)),
                    ] + (marks.isEmpty ? [] : [.init("marks", .array(marks.map { .text($0) }))])))
            return
        }
        console.say(
            "Receipt: entry \(entry.index), \(entry.event.header.type), received \(entry.received.beijing) (Beijing)",
            "回执：第 \(entry.index) 条，\(entry.event.header.type)，接收时间 \(entry.received.beijing)（北京时间）")
        console.out("  sha256:\(entry.leaf.base64)")
        if !marks.isEmpty {
            console.out("  " + console.text("Marked: ", "标注：") + MarkWords.list(marks, in: console.language))
        }
    }
}
