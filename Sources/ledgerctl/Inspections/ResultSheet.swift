import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// The workbook of a task for typing paper forms in (一企一表录入工作簿): CSV with BOM, a row an enterprise. Lists inside a
/// cell use the Chinese comma, as in every sheet of the office.
enum ResultSheet {
    static let columns = [
        "检查编号", "被检查单位", "代码/注册号", "检查人员", "检查事项", "到场日期", "到场人员", "到场情况", "检查完成日期", "核查方式", "检查结果", "后续处置措施",
        "完结日期", "发现问题情况", "处置情况", "备注",
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
        var output: Bytes = [0xEF, 0xBB, 0xBF]
        for cells in [columns]
            + rows.map({ row in
                [
                    row.inspection, row.name, row.code, row.team.joined(separator: "，"),
                    row.items.joined(separator: "，"), "", "",
                    "", "", "", "", "", "", "", "", "",
                ]
            })
        {
            output += Bytes(cells.map(cell).joined(separator: ",").utf8) + Bytes("\r\n".utf8)
        }
        return output
    }

    static func cell(_ text: String) -> String {
        let mustQuote = text.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains($0) }
        return mustQuote ? "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" : text
    }

    /// The rows of a workbook, by column.
    static func read(_ bytes: Bytes) throws -> [[String: String]] {
        let table = try CSVText.parse(bytes)
        guard let place = table.firstIndex(where: { $0.contains("检查编号") }) else {
            throw LedgerError(.sheetRow, "检查编号")
        }
        let titles = table[place]
        return table[(place + 1)...].map { cells in
            var row: [String: String] = [:]
            for (title, cell) in zip(titles, cells) { row[title] = cell.trimmingCharacters(in: .whitespaces) }
            return row
        }
    }

    /// Visits and records of the rows that are one inspector's, filled in, and not entered yet.
    static func events(
        _ sheet: [[String: String]], of own: String, _ desk: InspectionDesk
    ) async throws -> (events: [Composed], passed: Int) {
        var events: [Composed] = []
        var passed = 0
        var items: [String: [String]] = [:]
        for (place, cells) in sheet.enumerated() {
            guard let id = cells["检查编号"], !id.isEmpty else { continue }
            let row = try await desk.row(id)
            let wordings = list(cells["检查结果"])
            let isOpen = ["dispatched", "visited", "returned"].contains(row.text("standing") ?? "")
            guard row.team.contains(own), !wordings.isEmpty, isOpen else {
                passed += 1
                continue
            }
            guard let completed = cells["检查完成日期"], CivilDate(completed.utf8) != nil else {
                throw LedgerError(.sheetRow, "\(place + 2): 检查完成日期")
            }
            if let on = cells["到场日期"], !on.isEmpty {
                let officers = list(cells["到场人员"])
                guard let outcome = outcome(cells["到场情况"] ?? "") else {
                    throw LedgerError(.sheetRow, "\(place + 2): 到场情况")
                }
                events.append(
                    desk.visit(
                        id,
                        VisitForm(on: on, officers: officers.isEmpty ? row.texts("team") : officers, outcome: outcome)))
            }
            let task = row.text("task") ?? ""
            if items[task] == nil { items[task] = try await desk.items(of: task) }
            events.append(
                try await desk.record(
                    row, form(cells, wordings, completed, items[task] ?? []), items: items[task] ?? []))
        }
        return (events, passed)
    }

    private static func form(
        _ cells: [String: String], _ wordings: [String], _ completed: String, _ items: [String]
    ) -> ResultForm {
        func text(_ title: String) -> String? { cells[title].flatMap { $0.isEmpty ? nil : $0 } }
        let methods = list(cells["核查方式"])
        var form = ResultForm(
            completed: completed, methods: methods.isEmpty ? ["实地核查"] : methods, wordings: wordings,
            disposals: disposals(cells["后续处置措施"]), closedOn: text("完结日期"), note: text("备注"))
        if let found = text("发现问题情况") {
            form.items = items.map { ResultForm.Item(item: $0, found: found, disposal: text("处置情况") ?? "无") }
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

    private static func disposals(_ cell: String?) -> [String] { list(cell) }

    private static func outcome(_ cell: String) -> String? {
        if cell.isEmpty { return "done" }
        return ["done", "unreachable", "refused", "gone"].first {
            $0.utf8.elementsEqual(cell.utf8) || BusinessWords.outcome($0).chinese.utf8.elementsEqual(cell.utf8)
        }
    }
}

/// CSV as RFC 4180 has it, UTF-8 with or without BOM.
enum CSVText {
    private static let maximumRows = 100_000

    static func parse(_ bytes: Bytes) throws -> [[String]] {
        var body = bytes[...]
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { body = body.dropFirst(3) }
        guard let text = String(validating: body, as: UTF8.self) else { throw LedgerError(.sheetRow, "UTF-8") }
        var rows: [[String]] = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        func isEnd(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }
        while let scalar = next {
            next = scalars.next()
            if isQuoted {
                if scalar != "\"" {
                    cell.unicodeScalars.append(scalar)
                } else if next == "\"" {
                    cell.unicodeScalars.append(scalar)
                    next = scalars.next()
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"", cell.isEmpty {
                isQuoted = true
            } else if scalar == "," {
                row.append(cell)
                cell = ""
            } else if isEnd(scalar) {
                if scalar == "\r", next == "\n" { next = scalars.next() }
                row.append(cell)
                cell = ""
                if row.contains(where: { !$0.isEmpty }) { rows.append(row) }
                row = []
                guard rows.count <= maximumRows else { throw LedgerError(.sheetRow, "\(maximumRows)") }
            } else {
                cell.unicodeScalars.append(scalar)
            }
        }
        row.append(cell)
        if row.contains(where: { !$0.isEmpty }) { rows.append(row) }
        return rows
    }
}
