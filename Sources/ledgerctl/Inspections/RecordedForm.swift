import DoubleRandom
import Ledger
import LedgerClient

/// The current result of an inspection as its form has it (一企一表): what a reviewer looks at before passing it. Before it
/// is public, reading it leaves a trace.
struct RecordedForm {
    private let place: EntryIndex
    private let head: BusinessRow
    private let items: [BusinessRow]
    private let note: BusinessRow?

    /// Reads the form; nil where nothing is recorded, or it is not disclosed.
    init?(_ row: BusinessRow, _ business: Business) async throws {
        guard let result = row.place("result") else { return nil }
        let records = try await business.access.data(of: result.index).compactMap { line -> BusinessRow? in
            if case .shown(let bytes) = line { BusinessRow(line: bytes) } else { nil }
        }
        guard let head = records.first(where: { $0.text("type") == "result.record/1" }) else { return nil }
        place = result.index
        self.head = head
        items = records.filter { $0.text("type") == "result.item/1" }
        note = records.first { $0.text("type") == "result.note/1" }
    }

    var json: IJSONValue {
        func content(_ row: BusinessRow) -> IJSONValue {
            .object(
                (row.value.members ?? []).filter { $0.name != Bytes("nonce".utf8) && $0.name != Bytes("type".utf8) })
        }
        return .object(
            [.init("index", .integer(Int64(place.value)))] + (content(head).members ?? []) + [
                .init("items", .array(items.map(content))), .init("note", note.map(content) ?? .null),
            ])
    }

    /// The form in words.
    func lines(_ language: Language) -> [(BilingualText, String)] {
        var lines: [(BilingualText, String)] = [
            (BilingualText("Result of entry", "检查结果所在序号"), "\(place)"),
            (BilingualText("Completed on", "检查完成日期"), head.shown("completed")),
            (BilingualText("Methods", "核查方式"), shown("methods")),
            (BilingualText("Result", "检查结果"), shown("wordings")),
            (BilingualText("Disposal", "后续处置措施"), shown("disposals")),
            (BilingualText("Nothing left to do since", "完结日期"), head.shown("closedOn")),
        ]
        if head["reason"] != nil { lines.append((BilingualText("Corrected because", "更正理由"), head.shown("reason"))) }
        for item in items {
            let told =
                item.isTrue("checked")
                ? "\(item.shown("found"))；\(item.shown("disposal"))"
                : BilingualText("not checked", "未检查").text(in: language)
            lines.append((BilingualText("Item \(item.shown("item"))", "事项 \(item.shown("item"))"), told))
        }
        guard let note else { return lines }
        let isRefused = note.text("signature") == "refused"
        for (title, value) in [
            (BilingualText("Note", "备注"), note.shown("note")),
            (BilingualText("The enterprise says", "被检查单位意见"), note.shown("opinion")),
            (
                BilingualText("Signed by the enterprise", "被检查单位签字"),
                note["signature"] == nil
                    ? "" : (isRefused ? BilingualText("refused", "拒签") : BilingualText("yes", "已签字")).text(in: language)
            ), (BilingualText("Refusal to sign", "拒签说明"), note.shown("refusal")),
            (BilingualText("Scan", "扫描件摘要"), note.shown("scan")),
        ] where !value.isEmpty { lines.append((title, value)) }
        return lines
    }

    private func shown(_ member: String) -> String {
        head.texts(member).map { DisplayText.clean($0, limit: 200) }.joined(separator: "；")
    }
}
