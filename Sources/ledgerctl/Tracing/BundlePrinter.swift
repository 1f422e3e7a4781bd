import Draw
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// What a bundle proves, said as `verify` says it.
struct BundlePrinter {
    let bundle: ProofBundle
    let report: BundleReport
    let founding: FoundingArgument?
    /// The draws that were made again from it.
    let draws: [DrawAudit]

    init(_ bundle: ProofBundle, founding: FoundingArgument?) throws {
        self.bundle = bundle
        self.founding = founding
        report = BundleVerifier.verify(bundle)
        let entries = report.entries.filter { $0.entry.event.header.type.family.elementsEqual("draw".utf8) }.map {
            DrawEntry(
                index: $0.entry.index, type: $0.entry.event.header.type,
                author: $0.entry.event.signatures.first.flatMap { ActorName($0.name.bytes) }, records: $0.records,
                isDisclosed: UInt64($0.records.count) == $0.entry.event.header.data.count)
        }
        let numbers = entries.filter { $0.type == TypeName(literal: "draw.freeze/1") }
            .compactMap { try? $0.records.first?.value()["draw"]?.bytes }
        let attachments = bundle.contents()
        draws = try numbers.map { number in
            try DrawAudit.of(number, entries: entries) { hash in Digest(hash.bytes).flatMap { attachments[$0] } }
        }
    }

    private var foundingFits: Bool { founding?.fits(report.founding) ?? true }
    /// Files that are not what a draw says under this name. What is called README explains and proves nothing.
    private var strangers: [String] {
        let known = draws.flatMap { $0.evidence.files }
        return bundle.files.filter { name, bytes in
            !name.starts(with: "README".utf8)
                && !known.contains { $0.name.utf8.elementsEqual(name) && $0.bytes == bytes }
                && !(name.elementsEqual("freeze.txt".utf8) && isFreezeText(bytes))
        }.map { DisplayText.clean($0.key, limit: 64) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The freeze text stands by its hash where a list is not there to make it again.
    private func isFreezeText(_ bytes: Bytes) -> Bool {
        draws.contains { $0.evidence.freezeHash == Hash256.hash(bytes) }
    }

    var isRight: Bool {
        report.findings.isEmpty && foundingFits && strangers.isEmpty && draws.allSatisfy(\.isRight)
    }
    var isComplete: Bool {
        founding != nil && report.withoutKey == 0 && report.withheld == 0 && draws.allSatisfy(\.isComplete)
    }

    var exitCode: Int32 { isRight ? isComplete ? 0 : 2 : 1 }

    func print(json: Bool, console: Console = .standard) {
        if json {
            console.json(
                .object(of: [
                    ("verdict", .text(isRight ? isComplete ? "consistent" : "unchecked" : "altered")),
                    ("subject", .string(bundle.subject)), ("ledger", report.ledger.map { .text("\($0)") }),
                    ("founding", report.founding.map { .text($0.base64) }),
                    ("entries", .integer(Int64(report.entries.count))),
                    ("signatures", .integer(Int64(report.signatures))),
                    ("withheld", .integer(Int64(report.withheld))),
                    ("attachments", .integer(Int64(report.attachments))),
                    ("draws", .array(draws.map { DrawVerify.json($0) })),
                    (
                        "findings",
                        .array(
                            report.findings.map {
                                .object(of: [
                                    ("code", .text($0.code.rawValue)), ("index", $0.index.map { .number($0) }),
                                    ("detail", .text($0.detail)),
                                ])
                            })
                    ), ("strangers", .array(strangers.map { .text($0) })),
                ]))
            return
        }
        let subject = DisplayText.clean(bundle.subject, limit: 64)
        console.out(
            console.text(
                "Bundle about \(subject), ledger \(report.ledger.map { "\($0)" } ?? "?")",
                "自证包：\(subject)，账本 \(report.ledger.map { "\($0)" } ?? "?")"))
        console.out(
            console.text(
                "  \(report.entries.count) entries proven, \(report.signatures) signatures, \(report.attachments) files; \(report.withheld) records withheld",
                "  条目 \(report.entries.count) 条已证明，签名 \(report.signatures) 个，附件 \(report.attachments) 份；未披露记录 \(report.withheld) 条"
            ))
        for draw in draws {
            let words =
                draw.isRight
                ? draw.isComplete ? BilingualText("rechecked", "已复核") : BilingualText("not disclosed", "未披露")
                : BilingualText("DIFFERS", "不符")
            console.out(
                "  \(console.text("draw", "抽取")) \(DrawWords.id(draw.draw))  \(words.text(in: console.language))")
            for check in draw.checks {
                if case .differs = check.outcome {
                    console.out(
                        "    \(check.title.text(in: console.language))：\(DrawWords.outcome(check.outcome).text(in: console.language))"
                    )
                }
            }
        }
        for finding in report.findings { console.out("  " + console.text(finding)) }
        for name in strangers {
            console.say("  File \(name) is not what the draw froze.", "  文件 \(name) 与抽取所冻结的不符。")
        }
        if !foundingFits { console.say("  The founding is another one.", "  创立条目与创立单不符。") }
        if !isRight {
            console.say("ALTERED", "被改")
        } else if isComplete {
            console.say("CONSISTENT", "一致")
        } else {
            let why =
                founding == nil
                ? BilingualText("its keys vouch for themselves: give --founding", "密钥仅能自证：请给出 --founding")
                : BilingualText("not everything is disclosed", "部分内容未披露")
            console.out(
                console.text("UNCHECKED in part: ", "部分未核对：") + why.text(in: console.language))
        }
        console.say(
            "The rules are rechecked where the whole ledger is: ledgerctl verify.", "业务规则的复核须有完整账本：ledgerctl verify。")
    }
}
