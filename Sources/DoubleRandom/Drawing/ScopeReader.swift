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

    /// An object of the registry in scope, as the population would have it.
    struct Member {
        let id: Bytes
        let stratum: Bytes
        let weight: Int
        let group: Bytes?
    }

    /// The registry in scope 名录快照 with each object's stratum, weight and group, by id: every active object of the kind,
    /// where one is named, that bears all tags of the scope.
    func objects(_ act: Act) throws -> [Member] {
        try act.all(.objects).compactMap { member($0.key, $0.row) }
    }

    /// An object as the population would have it; nil for one that is not in scope.
    func member(_ id: Bytes, _ object: StateObject) -> Member? {
        let kind = content.bytes("kind")
        guard object.equals("standing", "active"), kind == nil || object.bytes("kind") == kind else { return nil }
        let borne = object.list("tags")
        guard content.list("tags").allSatisfy(borne.contains) else { return nil }
        let weight = content.objects("weights").filter { $0.bytes("tag").map(borne.contains) ?? false }
            .compactMap { $0.integer("weight") }.max()
        let group = content["groupBy"] == nil ? nil : object.bytes("jurisdiction")
        return Member(id: id, stratum: stratum(object), weight: weight ?? 1, group: group)
    }

    private func stratum(_ object: StateObject) -> Bytes {
        guard let scale = content.bytes("scale") else { return Bytes("all") }
        let credit = object["credit"]
        let isRated = credit?["scale"]?.bytes == scale
        return isRated ? credit?["value"]?.bytes ?? Bytes("unrated") : Bytes("unrated")
    }

    /// The line of the population.
    static func row(_ member: Member) throws -> PopulationRow {
        PopulationRow(
            id: try DrawComposer.id(member.id), stratum: try DrawComposer.word(member.stratum), weight: member.weight,
            group: try member.group.map { try DrawComposer.word($0) })
    }

    /// `ssj/v1/plan`. Where a total is fixed a stratum's share is its number of objects times its multiplier.
    func plan() throws -> PlanText {
        let total = content.integer("total")
        let strata = try content.objects("strata").map { stratum in
            guard let ratio = stratum.ratio("ratio"), let minimum = stratum.integer("min") else {
                throw LedgerError(.planLine, "stratum")
            }
            return try StratumPlan(
                stratum: try DrawComposer.word(stratum.required("stratum")),
                rounding: stratum.equals("mode", "ratio-half") ? .half : .up,
                numerator: total == nil ? ratio.numerator : stratum.integer("multiplier") ?? 1,
                denominator: total == nil ? ratio.denominator : 1, minimum: minimum, maximum: stratum.integer("max"))
        }
        return try PlanText(
            strata: strata, total: total, batches: content.integer("batches"), groupCap: content.integer("groupCap"))
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
