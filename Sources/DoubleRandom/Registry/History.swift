// What happened before the ledger (期初), design section 6: taken on trust and marked so for ever.

import Ledger

enum HistoryRules {
    static let head = RecordSchema(
        "history.import/1", .office, [.must("source", .text(300)), .may("file", .hex)])
    static let inspection = RecordSchema(
        "history.inspection/1", .office,
        [
            .must("object", .id), .must("items", .list(.id, 50)), .must("on", .date),
            .may("inspectors", .list(.id, 20)), .may("result", .text(600)), .may("task", .text(120)),
        ])

    static let specs: [EventSpec] = [
        EventSpec(
            "history.imported/1", by: .roles([.leader, .supervisor]), head: head, rows: [inspection],
            writes: [.visits, .loads]
        ) { act in
            for row in act.rows("history.inspection/1") {
                let object = try row.required("object")
                _ = try act.get(.objects, object, .objectUnknown)
                guard let day = row.date("on"), day <= act.day else {
                    throw LedgerError(.recordInvalid, "history.inspection/1: on lies ahead")
                }
                var isCounted = false
                for item in row.list("items") {
                    if try !act.get(.items, item, .itemUnknown).equals("class", "key") { isCounted = true }
                    // The same inspection twice would be two visits, and twice the load.
                    let key = object + Bytes("/history/\(day)/".utf8) + item
                    guard try act.find(.visits, key) == nil else {
                        throw LedgerError(.historyKnown, "\(object.shown) \(day)")
                    }
                    act.put(.visits, key, StateObject([.init("by", .number(act.index))]))
                    try act.countVisit(object, item: item, on: day)
                }
                if isCounted { _ = try act.countDay(object, day) }
                for inspector in row.list("inspectors") {
                    _ = try act.get(.inspectors, inspector, .inspectorUnknown)
                    try act.countLoad(inspector, year: day.components.year, by: 1)
                }
            }
            return [.history]
        }
    ]
}

extension Act {
    /// How many inspections an inspector was drawn for in a year: `load0` of the next draw.
    func load(_ inspector: Bytes, year: Int) throws -> Int {
        try find(.loads, inspector + Bytes("/\(year)".utf8))?.integer("count") ?? 0
    }

    func countLoad(_ inspector: Bytes, year: Int, by difference: Int) throws {
        let count = try load(inspector, year: year) + difference
        put(.loads, inspector + Bytes("/\(year)".utf8), StateObject([.init("count", .integer(Int64(count)))]))
    }
}
