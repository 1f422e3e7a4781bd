import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// What is said of one row of a sheet: its verdict, why, and what it means for the registry.
struct RowReport {
    /// What a row means for the registry.
    enum Outcome {
        case new(id: String)
        case changed(id: String, columns: [String])
        case same(id: String)
        case none

        var word: String {
            switch self {
            case .new: "new"
            case .changed: "changed"
            case .same: "same"
            case .none: ""
            }
        }

        var id: String {
            switch self {
            case .new(let id), .changed(let id, _), .same(let id): id
            case .none: ""
            }
        }

        var text: BilingualText {
            switch self {
            case .new: BilingualText("new", "新增")
            case .changed: BilingualText("changed", "变更")
            case .same: BilingualText("same", "相同")
            case .none: BilingualText("", "")
            }
        }
    }

    let number: Int
    private(set) var verdict: RowVerdict
    private(set) var codes: [ErrorCode]
    /// What is to be looked at, each once.
    private(set) var doubts: [ErrorCode]
    private var texts: [BilingualText]
    var outcome = Outcome.none

    init(_ row: JudgedRow<some SheetRow>) {
        number = row.number
        verdict = row.verdict
        // What makes the verdict comes first.
        let findings = row.findings.sorted { $0.severity > $1.severity }
        codes = findings.map(\.code)
        doubts = findings.filter { $0.severity > .note }.map(\.code).uniqued
        texts = findings.map { BilingualText($0.text(in: .english), $0.text(in: .chinese)) }
    }

    /// Adds what only the registry tells.
    mutating func find(_ code: ErrorCode, _ detail: String, refuses: Bool) {
        if refuses { verdict = .refused } else if verdict == .accepted { verdict = .warning }
        codes.insert(code, at: 0)
        doubts = ([code] + doubts).uniqued
        let note = detail.isEmpty ? ("", "") : (" (\(detail))", "（\(detail)）")
        texts.insert(
            BilingualText(
                code.sentence.text(in: .english) + note.0 + " " + code.next.text(in: .english),
                code.sentence.text(in: .chinese) + note.1 + code.next.text(in: .chinese)), at: 0)
    }

    /// Why, in words.
    func why(in language: Language) -> String {
        texts.map { $0.text(in: language) }.joined(separator: language == .chinese ? "；" : "; ")
    }

    /// Why, as a record keeps it: codes and the Chinese sentences, cut at 600 bytes between characters.
    var recorded: String {
        var text = ""
        for (code, words) in zip(codes, texts) {
            text += (text.isEmpty ? "" : "；") + "\(code.rawValue) \(words.text(in: .chinese))"
        }
        while text.utf8.count > 600 { text.removeLast() }
        return text.isEmpty ? verdict.text(in: .chinese) : text
    }

    func json(_ language: Language) -> IJSONValue {
        .object([
            .init("row", .integer(Int64(number))), .init("verdict", .text(verdict.rawValue)),
            .init("codes", .array(codes.map { .text($0.rawValue) })), .init("why", .text(why(in: language))),
            .init("outcome", .text(outcome.word)), .init("id", .text(outcome.id)),
        ])
    }
}

/// The verdicts on a sheet, printed and written.
struct SheetReport {
    let name: String
    let encoding: SheetEncoding
    let headerRow: Int
    let columns: Int
    let unread: [String]
    var rows: [RowReport]
    var missing: [String] = []
    /// The sealed columns, and how many rows of known subjects fill them: they lie sealed and are compared with nothing.
    var sealed: (columns: BilingualText, rows: Int)?
    /// How many rows change nothing but enter their sealed columns anew.
    var resealed = 0
    /// What one row is of: 户, 人, 项, 行.
    let unit: BilingualText
    /// Whether the sheet was compared with a registry.
    private let isCompared: Bool

    init<Row: SheetRow>(_ reading: SheetReading<Row>, name: String, unit: BilingualText) {
        isCompared = [.items, .objects, .inspectors].contains(Row.kind)
        self.name = name
        self.unit = unit
        encoding = reading.encoding
        headerRow = reading.headerRow
        columns = reading.columns.count
        unread = reading.unread.map { DisplayText.clean($0, limit: 40) }
        rows = reading.rows.map { RowReport($0) }
    }

    func count(_ verdict: RowVerdict) -> Int { rows.count { $0.verdict == verdict } }

    /// Refused rows are shown one by one up to so many, warnings by their code.
    private static let shownRows = 40

    func print(json: Bool, console: Console = .standard) {
        if json {
            for row in rows { console.json(row.json(console.language)) }
            return
        }
        for line in summary(console) { for part in console.wrap(line) { console.out(part) } }
        let refused = rows.filter { $0.verdict == .refused }
        if !refused.isEmpty { console.say("Refused:", "拒收：") }
        for row in refused.prefix(SheetReport.shownRows) {
            let text = console.text("row \(row.number): ", "第 \(row.number) 行：") + row.why(in: console.language)
            for line in console.wrap(text, indent: 2) { console.out(line) }
        }
        if refused.count > SheetReport.shownRows {
            let rest = refused.count - SheetReport.shownRows
            console.say("  … and \(rest) more: --verdicts FILE", "  ……另有 \(rest) 行，见 --verdicts 输出的文件")
        }
        printWarnings(console)
        printMissing(console)
    }

    private func summary(_ console: Console) -> [String] {
        func number(_ verdict: RowVerdict) -> String { "\(verdict.text(in: console.language)) \(count(verdict))" }
        let verdicts = RowVerdict.allCases.map(number).joined(separator: console.language == .chinese ? "，" : ", ")
        var lines = [
            console.text(
                "\(name): \(encoding.rawValue), header in row \(headerRow), \(columns) columns read.",
                "\(name)：编码 \(encoding.rawValue)，表头在第 \(headerRow) 行，识别 \(columns) 列。"), verdicts,
        ]
        if !unread.isEmpty {
            lines.append(
                console.text(
                    "Kept but not read: \(unread.joined(separator: ", "))",
                    "原样保留、未识别的列：\(unread.joined(separator: "、"))"))
        }
        guard isCompared else { return lines }
        let outcomes = ["new", "changed", "same"].map { word in rows.count { $0.outcome.word == word } }
        let unit = unit.text(in: console.language)
        lines.append(
            console.text(
                "Against the registry: \(outcomes[0]) new, \(outcomes[1]) changed, \(outcomes[2]) same, \(missing.count) missing (\(unit)).",
                "与名录库比对：新增 \(outcomes[0]) \(unit)，变更 \(outcomes[1]) \(unit)，相同 \(outcomes[2]) \(unit)，缺失 \(missing.count) \(unit)。"
            ))
        if let sealed, sealed.rows > 0 { lines.append(note(on: sealed, unit: unit, console)) }
        return lines
    }

    private func note(on sealed: (columns: BilingualText, rows: Int), unit: String, _ console: Console) -> String {
        let columns = sealed.columns.text(in: console.language)
        return resealed > 0
            ? console.text(
                "Not compared, since sealed: \(columns). Of the changed, \(resealed) change nothing else and enter these anew.",
                "个人信息已封存，不参与比对：\(columns)。变更中有 \(resealed) \(unit)其他内容相同，仅重新登记个人信息。")
            : console.text(
                "Not compared, since sealed: \(columns), filled in \(sealed.rows) rows that are known. They enter with what changes; with --personal all enter anew.",
                "个人信息已封存，不参与比对：\(columns)，本表已在库的 \(sealed.rows) \(unit)填有此类内容。有变更的一并登记；如仅个人信息有变，请加 --personal 重新登记。"
            )
    }

    private func printWarnings(_ console: Console) {
        var groups: [(code: ErrorCode, rows: [Int])] = []
        for row in rows where row.verdict == .warning {
            for code in row.doubts {
                if let place = groups.firstIndex(where: { $0.code == code }) {
                    groups[place].rows.append(row.number)
                } else {
                    groups.append((code, [row.number]))
                }
            }
        }
        if !groups.isEmpty { console.say("Warnings:", "警告：") }
        for group in groups {
            let shown = group.rows.prefix(8).map(String.init).joined(
                separator: console.language == .chinese ? "、" : ", ")
            let more = group.rows.count > 8 ? console.text(" and others", "等") : ""
            let text = console.text(
                "\(group.rows.count) row(s), \(shown)\(more): ", "\(group.rows.count) 行（第 \(shown)\(more) 行）：")
            let sentence = group.code.sentence.text(in: console.language)
            for line in console.wrap(text + sentence, indent: 2) { console.out(line) }
        }
        for row in rows {
            guard case .changed(let id, let columns) = row.outcome, !columns.isEmpty else { continue }
            let list = columns.joined(separator: console.language == .chinese ? "；" : "; ")
            let text = console.text("changed \(id): ", "变更 \(id)：") + list
            for line in console.wrap(text, indent: 2) { console.out(line) }
        }
    }

    private func printMissing(_ console: Console) {
        guard !missing.isEmpty else { return }
        let shown = missing.prefix(12).joined(separator: console.language == .chinese ? "、" : ", ")
        let more = missing.count > 12 ? console.text(" …", "……") : ""
        let text = console.text(
            "In the registry but not in the sheet; they stay as they are: \(shown)\(more)",
            "名录库有而本表没有的（只列出，不自动失效）：\(shown)\(more)")
        for line in console.wrap(text) { console.out(line) }
    }

    /// The verdict on every row as a sheet.
    var sheet: Bytes {
        var writer = SheetWriter()
        writer.row(["行号", "结论", "代码", "说明", "与名录库比对", "编号"])
        for row in rows {
            writer.row([
                "\(row.number)", row.verdict.text(in: .chinese), row.codes.map(\.rawValue).joined(separator: "，"),
                row.why(in: .chinese), row.outcome.text.text(in: .chinese), row.outcome.id,
            ])
        }
        return writer.bytes
    }
}
