import Ledger

/// What the office reads of the tables of set 1. A row says no more than the office's records do: what is not public yet
/// (objects before the embargo ends, values, rungs, findings) is read from the records, which leaves a trace. Who goes is
/// shown, so that each finds what waits for them: without where to, it tips nobody off.
extension RuleSet1 {
    public func disclosure(of table: StateTable) -> StateDisclosure? {
        switch table {
        case .items, .objects, .inspectors, .relations, .visits, .loads, .numbers, .plans, .lines, .tasks, .draws: .rows
        case .ladders:
            .members(["rungs", "anchor", "custodian", "purpose", "owner", "used", "embargo", "draw", "at", "standing"])
        case .contributions: .members(["commit", "held", "revealed"])
        case .inspections:
            .members([
                "task", "team", "standing", "at", "result", "shown", "approvedFrom", "approvedTo", "notifiedOn",
                "visitedOn",
                "outcome", "officers", "recordedBy", "confirmedBy", "reviewedBy", "corrected", "publishedOn",
                "acknowledgedOn",
            ])
        default: nil
        }
    }
}
