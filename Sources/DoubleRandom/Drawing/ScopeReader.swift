import Draw
import Ledger

/// The scope of a task: which objects it concerns, how they are stratified, who visits them.
struct ScopeReader {
    let content: StateObject
    let items: [Bytes]

    init(_ task: StateObject) throws {
        guard let members = task["scope"]?.members else { throw LedgerError(.taskUnknown, "scope") }
        content = StateObject(members)
        items = content.list("items")
    }

    /// The registry in scope 名录快照 with each object's stratum, by id: every active object of the kind, where one is named, that bears all
    /// tags of the scope.
    func objects(_ act: Act) throws -> [(id: Bytes, stratum: Bytes)] {
        let kind = content.bytes("kind")
        let tags = content.list("tags")
        let scale = content.bytes("scale")
        return try act.all(.objects).compactMap { id, object in
            guard object.equals("standing", "active"), kind == nil || object.bytes("kind") == kind else { return nil }
            let borne = object.list("tags")
            guard tags.allSatisfy(borne.contains) else { return nil }
            guard let scale else { return (id, Bytes("all")) }
            let credit = object["credit"]
            let isRated = credit?["scale"]?.bytes == scale
            return (id, isRated ? credit?["value"]?.bytes ?? Bytes("unrated") : Bytes("unrated"))
        }
    }

    /// `ssj/v1/plan`.
    func plan(_ act: Act) throws -> PlanText {
        let strata = try content.objects("strata").map { stratum in
            guard let ratio = stratum.ratio("ratio"), let minimum = stratum.integer("min") else {
                throw LedgerError(.planLine, "stratum")
            }
            return try StratumPlan(
                stratum: try act.drawWord(stratum.required("stratum")),
                rounding: stratum.equals("mode", "ratio-half") ? .half : .up, numerator: ratio.numerator,
                denominator: ratio.denominator, minimum: minimum, maximum: stratum.integer("max"))
        }
        return try PlanText(strata: strata, batches: content.integer("batches"))
    }

    /// The places of a team, from slot 1.
    func slots(_ act: Act) throws -> [(number: Int, department: DrawWord?, tags: DrawTags)] {
        try content.objects("team").map { slot in
            (
                slot.integer("slot") ?? 0, try slot.bytes("department").map { try act.drawWord($0) },
                try Act.pure { try DrawTags(slot.list("skills").map { try act.drawWord($0) }) }
            )
        }
    }
}
