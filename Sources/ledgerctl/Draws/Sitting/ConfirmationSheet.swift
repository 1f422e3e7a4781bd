import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// The sheet that a sitting ends with (抽取结果确认单): what everybody signs by hand, with what anybody can hold against
/// the ledger later. One HTML file without anything loaded from elsewhere, for A4.
struct ConfirmationSheet {
    private struct Row {
        let draw: RecordedDraw
        let freeze: Entry
        let close: Entry
        let result: Entry
        let count: Int
        /// Who signed freeze, close and their confirmations, by entry.
        let signatures: [(what: BilingualText, entry: Entry)]

        /// What a confirmation is, and whether somebody has signed it by hand.
        static func confirmation(_ what: BilingualText, _ record: PlacedRecord) -> BilingualText {
            BusinessRow(line: record.line)?["sheet"] == nil
                ? what
                : BilingualText("\(what.english), signed on paper", "\(what.chinese)（纸质签认）")
        }
    }

    private let language: Language
    private let ledger: LedgerName
    private let place: String
    private let rows: [Row]
    private let people: [(title: String, party: String)]
    private let checkpoint: SignedCheckpoint

    init(_ draws: [Bytes], place: String, guide: SittingGuide) async throws {
        let access = guide.business.access
        let console = guide.business.console
        language = console.language
        ledger = try await access.name()
        self.place = place
        people =
            guide.request.parties(in: console).map { ($0.title, "\($0.actor)") }
            + guide.request.recorders.enumerated().map { place, recorder in
                (
                    console.text("attendant, signed on paper", "见证人（纸质签认）"),
                    console.text("paper-\(place + 1), entered by \(recorder)", "paper-\(place + 1)，\(recorder) 代录")
                )
            }
        let sitting = try await guide.reader.read(draws)
        let closes = try await guide.closes(draws)
        let results = try await access.records(of: TypeName(literal: "draw.result/1"))
        let confirmations = try await access.records(of: TypeName(literal: "draw.confirmed/1"))
        var rows: [Row] = []
        for draw in sitting.draws {
            guard let frozenAt = draw.frozenAt, let close = closes.first(where: { $0.draw == draw.id })?.entry,
                let result = results.last(where: { BusinessRow(line: $0.line)?.bytes("draw") == draw.id })
            else { throw LedgerError(.serviceAnswer, DrawWords.id(draw.id)) }
            let freeze = try await access.entry(frozenAt.index)
            var signatures: [(what: BilingualText, entry: Entry)] = [
                (BilingualText("freeze", "冻结"), freeze), (BilingualText("close", "封存"), close),
            ]
            for confirmation in confirmations {
                guard let about = BusinessRow(line: confirmation.line)?.place("about") else { continue }
                if about.index == freeze.index {
                    signatures.append(
                        (BilingualText("freeze confirmed", "确认冻结"), try await access.entry(confirmation.index)))
                } else if about.index == close.index {
                    signatures.append(
                        (
                            Row.confirmation(BilingualText("close confirmed", "确认封存"), confirmation),
                            try await access.entry(confirmation.index)
                        ))
                }
            }
            rows.append(
                Row(
                    draw: draw, freeze: freeze, close: close, result: try await access.entry(result.index),
                    count: BusinessRow(line: result.line)?.integer("count") ?? 0, signatures: signatures))
        }
        self.rows = rows
        guard let last = rows.last else { throw LedgerError(.drawUnknown, "") }
        checkpoint = try await access.receipt(last.result.index).checkpoint
    }

    func write(to path: String) throws { try FileIO.create(path, Bytes(html.utf8), mode: 0o644) }

    private func text(_ english: String, _ chinese: String) -> String { language == .chinese ? chinese : english }

    private var html: String {
        let title = text("Confirmation of a drawing", "抽取结果确认单")
        let date = rows.last?.result.received.beijing ?? ""
        return A4Page.html(
            title: title, language: language,
            body: """
                <table>
                <tr><th>\(text("Ledger", "账本"))</th><td>\(A4Page.escaped("\(ledger)"))</td></tr>
                <tr><th>\(text("Place", "地点"))</th><td>\(A4Page.escaped(place))</td></tr>
                <tr><th>\(text("Results stood", "出结果时间"))</th><td>\(date)\(text(" (Beijing)", "（北京时间）"))</td></tr>
                </table>
                \(rows.map(section).joined(separator: "\n"))
                <h2>\(text("Checkpoint", "存证单"))</h2>
                <div class="codes">
                <figure>\(QRCode.svg(String(decoding: checkpoint.bytes, as: UTF8.self), millimetres: 46))
                <figcaption>\(text("Checkpoint of \(checkpoint.checkpoint.size) entries", "存证单（共 \(checkpoint.checkpoint.size) 条）"))</figcaption></figure>
                <figure>\(QRCode.svg(SittingDigests(rows: rows.map { ($0.draw.id, $0.close.leaf.digest) }).text, millimetres: 46))
                <figcaption>\(text("The closes of all draws", "各项抽取的封存摘要"))</figcaption></figure>
                </div>
                <p class="hex">\(A4Page.escaped(String(decoding: checkpoint.bytes, as: UTF8.self)).split(separator: "\n").joined(separator: "<br>"))</p>
                <h2>\(text("Signed by hand", "签字"))</h2>
                <table class="sign">
                <tr><th>\(text("Role", "身份"))</th><th>\(text("Number", "编号"))</th><th>\(text("Name and signature", "姓名（签字）"))</th><th>\(text("Date", "日期"))</th></tr>
                \(people.map { "<tr><td>\($0.title)</td><td>\($0.party)</td><td></td><td></td></tr>" }.joined(separator: "\n"))
                </table>
                <p>\(text("Later: ledgerctl remember check WORDS names the entry; ledgerctl draw verify DRAW makes the draw again.", "日后核对：执行 ledgerctl remember check 并输入词语，可查到对应条目；执行 ledgerctl draw verify 并输入抽取编号，可重算本次抽取。"))</p>
                """)
    }

    /// Who contributed, by key or on paper, and to what the party was bound.
    private func contribution(_ slot: RecordedDraw.FreshSlot) -> String {
        let paper = slot.recorder.map { text(", signed on paper, entered by \($0)", "（纸质签认，\($0) 代录）") } ?? ""
        let name = text("Commit of slot \(DrawWords.id(slot.slot))", "席位 \(DrawWords.id(slot.slot)) 封号")
        let value = "\(DrawWords.id(slot.party))\(paper) \(slot.commit.map(DrawWords.id) ?? "")"
        return "<tr><th>\(name)</th><td class=\"hex\">\(A4Page.escaped(value))</td></tr>"
    }

    private func section(_ row: Row) -> String {
        let words = WordList.words(row.close.leaf.digest.bytes.prefix(SittingDigests.spokenByteCount), in: language)
        func line(_ name: String, _ value: String, isHex: Bool = false) -> String {
            "<tr><th>\(name)</th><td\(isHex ? " class=\"hex\"" : "")>\(A4Page.escaped(value))</td></tr>"
        }
        let signatures = row.signatures.flatMap { signed in
            signed.entry.event.signatures.map { signature in
                line(
                    "\(signed.what.text(in: language)) \(signed.entry.index)",
                    "\(signature.name) \(Hex.string(signature.signature))", isHex: true)
            }
        }
        return """
            <h2>\(A4Page.escaped(DrawWords.id(row.draw.id)))　\(DrawWords.kind(row.draw.isOfObjects).text(in: language))</h2>
            <table>
            \(line(text("Drawn", "抽取数量"), "\(row.count)"))
            \(line(text("Freeze hash", "冻结摘要"), DisplayText.clean(row.draw.hash, limit: 64), isHex: true))
            \(line(text("Close, entry \(row.close.index)", "封存（第 \(row.close.index) 条）"), row.close.leaf.digest.hex, isHex: true))
            \(line(text("In words", "核对词语"), words.joined(separator: " ")))
            \(line(text("Result, entry \(row.result.index)", "结果（第 \(row.result.index) 条）"), row.result.leaf.digest.hex, isHex: true))
            \(line(text("Embargo until", "保密至"), row.draw.embargo?.description ?? ""))
            \(row.draw.freshSlots.map(contribution).joined(separator: "\n"))
            \(signatures.joined(separator: "\n"))
            </table>
            """
    }
}
