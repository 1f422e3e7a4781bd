// How often an enterprise is inspected (检查频次, R7): for one item, and altogether. Of what happened before the ledger the
// history says.

import Ledger

/// What counts towards the visits of a year.
enum Frequency {
    /// The reason of an exclusion (年度频次已满) that the ledger itself can check.
    static let reason = Bytes("年度频次已满".utf8)

    static func itemKey(_ object: Bytes, _ item: Bytes, _ year: Int) -> Bytes {
        object + [UInt8(ascii: "/")] + item + Bytes("/\(year)".utf8)
    }

    static func yearKey(_ object: Bytes, _ year: Int) -> Bytes { object + Bytes("/\(year)".utf8) }

    /// The days on which an enterprise was visited: several departments or items on one day are one visit (综合查一次).
    static func days(_ row: StateObject?) -> [Bytes] { row?.list("days") ?? [] }

    /// Whether visits under a task count and are limited: under a plan, for a general item. A 临时任务 follows a lead, and
    /// key items are inspected as often as they need.
    static func isLimited(_ task: StateObject, items: [StateObject]) -> Bool {
        task.equals("origin", "plan") && items.contains { !$0.equals("class", "key") }
    }

    /// The year that a task's visits will fall into.
    static func year(of task: StateObject, from day: CivilDate) -> Int {
        max(day, task.date("from") ?? day).components.year
    }

    /// What an exclusion for this reason names as evidence: the digest of the row that says so.
    static func evidence(_ object: Bytes, _ year: Int, _ days: [Bytes]) -> Bytes {
        Bytes(SHA256.hash(yearKey(object, year) + days.flatMap { [0x0A] + $0 }).hex.utf8)
    }
}

extension Act {
    /// How often an object was inspected for an item in a year.
    func visits(_ object: Bytes, item: Bytes, year: Int) throws -> Int {
        try find(.visits, Frequency.itemKey(object, item, year))?.integer("count") ?? 0
    }

    func countVisit(_ object: Bytes, item: Bytes, on day: CivilDate) throws {
        let year = day.components.year
        let count = try visits(object, item: item, year: year) + 1
        put(.visits, Frequency.itemKey(object, item, year), StateObject([.init("count", .integer(Int64(count)))]))
    }

    /// The published cap on visits of one enterprise in a year (年度检查频次上限); nil where none is adopted.
    func yearlyCap() throws -> Int? { try context.policy(PolicyName.yearlyCap.rawValue)?.integer.map { Int($0) } }

    /// Notes the day of a visit that counts.
    /// - Returns: whether it is one more than the cap of the year allows.
    func countDay(_ object: Bytes, _ day: CivilDate) throws -> Bool {
        let key = Frequency.yearKey(object, day.components.year)
        let days = Frequency.days(try find(.visits, key))
        let text = Bytes(day.description.utf8)
        guard !days.contains(text) else { return false }
        put(.visits, key, StateObject([.init("days", .array((days + [text]).map { .string($0) }))]))
        return try yearlyCap().map { days.count >= $0 } ?? false
    }

    /// The gate before a draw: who has had all visits of the year is left out with that reason, and nobody else is left
    /// out with it.
    func requireFrequency(
        _ task: StateObject, items codes: [Bytes], registry: [Bytes], reasons: (Bytes) -> Bytes?
    ) throws {
        let items = try codes.map { (code: $0, row: try get(.items, $0, .itemUnknown)) }
        let isLimited = Frequency.isLimited(task, items: items.map(\.row))
        let cap = isLimited ? try yearlyCap() : nil
        let year = Frequency.year(of: task, from: day)
        for object in registry {
            let reason = reasons(object)
            let claims = reason == Frequency.reason
            guard cap != nil || claims else { continue }
            let days = Frequency.days(try find(.visits, Frequency.yearKey(object, year)))
            let isFull = cap.map { days.count >= $0 } ?? false
            if isFull, reason == nil {
                throw LedgerError(.frequencyFull, "\(object.shown): \(days.count) of \(cap ?? 0), \(year)")
            }
            guard claims, !isFull else { continue }
            let limit = try number(.frequency)
            let general = items.filter { !$0.row.equals("class", "key") }
            let isChecked =
                try isLimited
                && general.contains { item in
                    try visits(object, item: item.code, year: year) >= limit
                }
            guard isChecked else { throw LedgerError(.frequencyFull, "\(object.shown) is not there yet, \(year)") }
        }
    }
}
