import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// The workbook of a task for typing paper forms in (一企一表录入工作簿): CSV with BOM, a row an enterprise. Several values in a
/// cell are divided by `；`, since wordings hold commas themselves; ids also by `，`.
enum ResultSheet {
    static let columns = [
        "检查编号", "被检查单位", "代码/注册号", "检查人员", "检查事项", "到场日期", "到场人员", "到场情况", "联系次数", "检查完成日期", "核查方式", "检查结果", "后续处置措施",
        "完结日期", "发现问题情况", "处置情况", "备注", "被检查单位意见", "拒签说明",
    ]

    /// A row as it is given out.
    struct Row {
        let inspection: String
        let name: String
        let code: String
        let team: [String]
        let items: [String]
    }

    static func rows(_ task: String, _ business: Business) async throws -> [Row] {
        let desk = InspectionDesk(access: business.access)
        let inspections = try await desk.rows([task], standing: allStandings)
        let items = try await desk.items(of: task)
        let drawn = try await DrawnRecords.read(Bytes(task.utf8), business.access).map { BusinessRow($0) }
        let objects = Dictionary(
            drawn.compactMap { row in
                row.text("object").flatMap { object in row.text("inspection").map { ($0, object) } }
            }
        ) { first, _ in first }
        let known = Dictionary(try await business.rows("object").map { ($0.plain, $0) }) { first, _ in first }
        return inspections.map { row in
            let object = objects[row.plain].flatMap { known[$0] }
            return Row(
                inspection: row.plain, name: object?.text("name") ?? "", code: object?.text("code") ?? "",
                team: row.texts("team"), items: items)
        }
    }

    private static let allStandings = [
        "drawn", "assigned", "dispatched", "visited", "recorded", "confirmed", "returned", "reviewed", "approved",
        "published", "withdrawn",
    ]

    static func write(_ rows: [Row]) -> Bytes {
        var writer = SheetWriter()
        writer.row(columns)
        for row in rows {
            let known = [
                row.inspection, row.name, row.code, row.team.joined(separator: "，"), row.items.joined(separator: "，"),
            ]
            writer.row(known + Array(repeating: "", count: columns.count - known.count))
        }
        return writer.bytes
    }

    static func read(_ bytes: Bytes) throws -> SheetTable {
        try reportingSheetErrors { try SheetTable.read(bytes, titled: "检查编号") }
    }

    /// Visits and records of the rows that are one inspector's, filled in, and not entered yet.
    static func events(
        _ sheet: SheetTable, of own: String, _ desk: InspectionDesk
    ) async throws -> (events: [Composed], passed: Int) {
        var events: [Composed] = []
        var passed = 0
        var items: [String: [String]] = [:]
        for cells in sheet.rows {
            guard let id = cells["检查编号"] else { continue }
            let row = try await desk.row(id)
            let wordings = list(cells["检查结果"])
            let isOpen = ["dispatched", "visited", "returned"].contains(row.text("standing") ?? "")
            guard row.team.contains(own), !wordings.isEmpty, isOpen else {
                passed += 1
                continue
            }
            guard let completed = try day("检查完成日期", of: cells) else {
                throw LedgerError(.sheetRow, "\(cells.number): 检查完成日期")
            }
            if let on = try day("到场日期", of: cells) {
                let officers = list(cells["到场人员"])
                guard let outcome = outcome(cells["到场情况"] ?? "") else {
                    throw LedgerError(.sheetRow, "\(cells.number): 到场情况")
                }
                var visit = VisitForm(
                    on: on, officers: officers.isEmpty ? row.texts("team") : officers, outcome: outcome)
                if let attempts = cells["联系次数"] {
                    guard let count = Int(attempts) else { throw LedgerError(.sheetRow, "\(cells.number): 联系次数") }
                    visit.attempts = count
                }
                events.append(desk.visit(id, visit))
            }
            let task = row.text("task") ?? ""
            if items[task] == nil { items[task] = try await desk.items(of: task) }
            events.append(
                try await desk.record(
                    row, try form(cells, wordings, completed, items[task] ?? []), items: items[task] ?? []))
        }
        return (events, passed)
    }

    private static func form(
        _ cells: SheetTable.Row, _ wordings: [String], _ completed: String, _ items: [String]
    ) throws -> ResultForm {
        let methods = list(cells["核查方式"])
        var form = ResultForm(
            completed: completed, methods: methods.isEmpty ? ["实地核查"] : methods, wordings: wordings,
            disposals: list(cells["后续处置措施"]), closedOn: try day("完结日期", of: cells), note: cells["备注"])
        form.opinion = cells["被检查单位意见"]
        form.refusal = cells["拒签说明"]
        if form.refusal != nil { form.signature = "refused" }
        if let found = cells["发现问题情况"] {
            form.items = items.map { ResultForm.Item(item: $0, found: found, disposal: cells["处置情况"] ?? "无") }
        }
        return form
    }

    private static func list(_ cell: String?) -> [String] {
        (cell ?? "").split(whereSeparator: { "；;".contains($0) }).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }.flatMap { isListOfIDs($0) ? $0.split(separator: "，").map(String.init) : [$0] }
    }

    /// Wordings hold commas themselves; ids never do.
    private static func isListOfIDs(_ text: String) -> Bool {
        text.split(separator: "，").allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
    }

    /// A day as a spreadsheet leaves it, such as `2024/9/10`; nil where the cell is empty.
    private static func day(_ title: String, of cells: SheetTable.Row) throws -> String? {
        guard let cell = cells[title] else { return nil }
        guard let day = CivilDate(typed: cell) else { throw LedgerError(.sheetRow, "\(cells.number): \(title)") }
        return "\(day)"
    }

    private static func outcome(_ cell: String) -> String? {
        if cell.isEmpty { return "done" }
        return ["done", "unreachable", "refused", "gone"].first {
            $0.utf8.elementsEqual(cell.utf8) || BusinessWords.outcome($0).chinese.utf8.elementsEqual(cell.utf8)
        }
    }
}
