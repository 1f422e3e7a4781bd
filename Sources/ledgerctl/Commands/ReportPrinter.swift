import Foundation
import Ledger

/// A verdict as people read it: what was checked, what was not, what is wrong.
struct ReportPrinter {
    let report: VerifyReport
    let founding: FoundingArgument?
    let wordsFit: Bool
    /// Whether the rules are listed, type by type.
    let listsRules: Bool

    private var console: Console { .standard }

    func print(json: Bool) {
        if json {
            console.json(value)
            return
        }
        if let ledger = report.ledger { console.say("Ledger:   \(ledger)", "账本：\(ledger)") }
        console.say("Entries:  \(report.size)", "条目：\(report.size)")
        console.say("Root:     \(report.root.base64)", "根：\(report.root.base64)")
        if let span = report.span {
            console.say(
                "Received: \(span.first.beijing) to \(span.last.beijing) (Beijing)",
                "接收时间：\(span.first.beijing) 至 \(span.last.beijing)（北京时间）")
        }
        if report.since > 0 {
            console.say(
                "Below entry \(report.since) only hashes and rules were recomputed: an earlier verification stands for the rest.",
                "第 \(report.since) 条之前仅重算哈希与规则，其余以先前核对为准。")
        }
        printChecks()
        if listsRules { printRules() }
        printFindings()
        for index in report.clockCorrections {
            console.say("Clock: set back at entry \(index) by a confirmed correction.", "时钟：第 \(index) 条经两人确认后回调。")
        }
        for (mark, count) in report.marks.sorted(by: { $0.key < $1.key }) {
            console.say("Mark \(mark): \(count) entries", "标注 \(mark)：\(count) 条")
        }
        printMemory()
        console.out()
        let verdict = wordsFit ? report.verdict : .altered
        console.say("Verdict: \(verdict.text.english)", "结论：\(verdict.text.chinese)")
    }

    private func printChecks() {
        var rows = [
            [
                console.text("checked", "核对项"), console.text("rechecked", "已复核"),
                console.text("not disclosed", "未披露"), console.text("erased", "已删除"), console.text("wrong", "有误"),
            ]
        ]
        for check in VerifyCheck.allCases {
            guard let count = report.counts[check] else { continue }
            let numbers =
                count.skipped.map { [$0.text(in: console.language)] }
                ?? ["\(count.rechecked)", "\(count.notDisclosed)", "\(count.erased)", "\(count.wrong)"]
            rows.append([check.text.text(in: console.language)] + numbers)
        }
        console.out()
        console.table(rows)
        console.out()
    }

    private var rules: [(type: TypeName, count: CheckCount)] {
        report.rules.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }.map { ($0.key, $0.value) }
    }

    /// The rule of each type of event, and how its decisions came out when they were made again.
    private func printRules() {
        let head = [
            console.text("rule of", "规则"), console.text("rechecked", "已复核"),
            console.text("not disclosed", "未披露"), console.text("wrong", "有误"),
        ]
        console.table(
            [head]
                + rules.map {
                    ["\($0.type)", "\($0.count.rechecked)", "\($0.count.notDisclosed)", "\($0.count.wrong)"]
                })
        console.out()
    }

    private func printFindings() {
        guard report.findingCount > 0 else {
            console.say("Nothing wrong was found.", "未发现问题。")
            return
        }
        console.say("Wrong: \(report.findingCount)", "问题：\(report.findingCount) 处")
        for finding in report.findings {
            console.out("  " + console.text(finding).split(separator: "\n")[0])
        }
        if report.findingCount > UInt64(report.findings.count) { console.out("  …") }
    }

    private func printMemory() {
        if report.agreedSizes.isEmpty {
            console.say(
                "No outside memory was asked: a ledger cut or rolled back as a whole would look the same. Give --checkpoint.",
                "未使用外部存证：若账本整体被截短或回退，将无法识别。请提供 --checkpoint。")
        } else {
            let sizes = report.agreedSizes.map { "\($0)" }.joined(separator: ", ")
            console.say("Outside checkpoints agree at size \(sizes).", "外部存证单在规模 \(sizes) 处一致。")
        }
        if founding == nil {
            console.say(
                "No founding sheet was given: the keys vouch for themselves. Give --founding.",
                "未提供创立单：密钥只能自证。请提供 --founding。")
        } else {
            console.out(
                wordsFit
                    ? console.text("Entry 0 is the one on the founding sheet.", "第0条与创立单一致。")
                    : console.text("Entry 0 is NOT the one on the founding sheet.", "第0条与创立单不符！"))
        }
    }

    private var value: IJSONValue {
        func number(_ value: UInt64) -> IJSONValue { .integer(Int64(value)) }
        func text(_ value: String) -> IJSONValue { .string(Bytes(value.utf8)) }
        let checks = VerifyCheck.allCases.compactMap { check -> IJSONValue.Member? in
            guard let count = report.counts[check] else { return nil }
            var members: [IJSONValue.Member] = [
                .init("rechecked", number(count.rechecked)), .init("notDisclosed", number(count.notDisclosed)),
                .init("erased", number(count.erased)), .init("wrong", number(count.wrong)),
            ]
            if let skipped = count.skipped { members.append(.init("skipped", text(skipped.english))) }
            return .init(name: Bytes(check.name.utf8), value: .object(members))
        }
        let ruled = rules.map { rule in
            IJSONValue.Member(
                name: rule.type.bytes,
                value: .object([
                    .init("rechecked", number(rule.count.rechecked)),
                    .init("notDisclosed", number(rule.count.notDisclosed)), .init("wrong", number(rule.count.wrong)),
                ]))
        }
        let findings = report.findings.map { finding -> IJSONValue in
            var members: [IJSONValue.Member] = [.init("code", text(finding.code.rawValue))]
            if let index = finding.index { members.append(.init("index", number(index.value))) }
            return .object(members + [.init("detail", text(finding.detail))])
        }
        return .object([
            .init("verdict", text((wordsFit ? report.verdict : .altered).rawValue)),
            .init("ledger", report.ledger.map { .string($0.bytes) } ?? .null),
            .init("size", number(report.size)), .init("root", text(report.root.base64)),
            .init("since", number(report.since)), .init("checks", .object(checks)),
            .init("rules", .object(ruled)),
            .init("findingCount", number(report.findingCount)), .init("findings", .array(findings)),
            .init("clockCorrections", .array(report.clockCorrections.map { number($0.value) })),
            .init("agreedSizes", .array(report.agreedSizes.map { number($0) })),
        ])
    }
}
