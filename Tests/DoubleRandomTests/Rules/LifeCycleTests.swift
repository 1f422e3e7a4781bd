import Ledger
import Testing

@testable import DoubleRandom

/// The life cycles of the domain dossier, section 3, written down a second time: from → event → to. Whatever stands in no
/// line is refused.
@Suite("Life cycles, step by step") struct LifeCycleTests {
    private static let item = """
        draft: adjusted draft, published published, retired retired, reverted reverted
        published: adjusted draft, retired retired
        """
    private static let object = """
        active: updated active, tagged active, rated active, deactivated inactive, reverted reverted
        inactive: updated inactive, restored active
        """
    private static let inspector = """
        active: updated active, suspended suspended, reverted reverted
        suspended: updated suspended, suspended suspended, resumed active
        """
    private static let relation = """
        undeclared: inspector.related declared
        declared: inspector.related declared, inspector.relation.withdrawn withdrawn
        withdrawn: inspector.related declared
        """
    private static let plan = """
        draft: adjusted draft, approved approved, returned returned
        returned: adjusted draft
        approved: filed filed, adjusted adjusting
        filed: published published, adjusted adjusting
        published: adjusted adjusting, completed completed
        adjusting: adjusted adjusting, returned adjusting, approved approved
        """
    private static let task = """
        proposed: task.approved waiting, task.stopped stopped
        waiting: draw.objects drawn, task.stopped stopped
        drawn: draw.inspectors matched, task.stopped stopped
        matched: inspection.dispatched dispatched, task.stopped stopped
        dispatched: task.completed completed, task.stopped stopped
        """
    private static let draw = """
        frozen: confirmed.objects ready, confirmed.inspectors agreed, confirmed.void void
        agreed: preflight ready, confirmed.void void
        ready: commit ready, close closing, confirmed.void void
        closing: confirmed.close closing, confirmed.last closed, confirmed.void void
        closed: custody closed, reveal closed, rung closed, result done, fix fixing, confirmed.void void
        fixing: confirmed.fix fixing, confirmed.fixed fixed, confirmed.void void
        fixed: beacon fixed, confirmed.beacon fixed, confirmed.opened opened, confirmed.void void
        opened: result done
        done: strike done, strike.listed replacing, replace done, confirmed.replace replacing
        replacing: replaced done, preflight pooled, replace replacing, confirmed.replace replacing, declined done
        pooled: reserve reseeding, declined done
        reseeding: replaced done
        """
    private static let inspection = """
        drawn: draw.inspectors assigned, inspection.visited drawn, draw.replaced.object drawn, draw.dropped dropped
        assigned: inspection.dispatched dispatched, inspection.visited assigned, draw.replaced.object assigned, \
        draw.replaced.inspector assigned, draw.dropped dropped
        dispatched: inspection.visited visited, result.recorded recorded, draw.replaced.object dispatched, \
        draw.replaced.inspector dispatched, draw.dropped dropped
        visited: inspection.visited visited, result.recorded recorded, draw.replaced.inspector visited, \
        draw.replaced.object dispatched, draw.dropped dropped
        recorded: inspection.visited recorded, result.recorded recorded, result.confirmed confirmed, \
        publication.withdrawn withdrawn, \
        publication.acknowledged recorded
        confirmed: inspection.visited confirmed, result.review.pass reviewed, result.review.return returned, \
        publication.withdrawn withdrawn, \
        publication.acknowledged confirmed
        returned: inspection.visited returned, result.recorded recorded, publication.withdrawn withdrawn, \
        publication.acknowledged returned
        reviewed: inspection.visited reviewed, publication.approved approved, publication.withdrawn withdrawn, \
        publication.acknowledged reviewed
        approved: inspection.visited approved, publication.published published, publication.withdrawn withdrawn, \
        publication.acknowledged approved
        published: inspection.visited published, publication.acknowledged published, result.corrected recorded, \
        publication.withdrawn withdrawn
        withdrawn: inspection.visited withdrawn
        dropped: inspection.visited dropped
        """

    /// (from, event) → to.
    private static func steps(_ text: String, family: String) -> [[String]: String] {
        var steps: [[String]: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            for step in parts[1].split(separator: ", ") {
                let words = step.split(separator: " ").map(String.init)
                let isWhole =
                    words[0].hasPrefix("task.") || words[0].hasPrefix("inspector.") || words[0].hasPrefix("draw.")
                    || words[0].hasPrefix("result.")
                    || words[0].hasPrefix("inspection.") || words[0].hasPrefix("publication.")
                steps[[String(parts[0]), isWhole ? words[0] : "\(family).\(words[0])"]] = words[1]
            }
        }
        return steps
    }

    private static let tables: [(cycle: LifeCycle, text: String)] = [
        (ItemRules.cycle, item), (ObjectRules.cycle, object), (InspectorRules.cycle, inspector),
        (RelationRules.cycle, relation),
        (PlanRules.cycle, plan), (TaskRules.cycle, task), (DrawCycle.cycle, draw), (InspectionRules.cycle, inspection),
    ]

    @Test("each cycle takes the steps written here, and refuses every other pair of standing and event")
    func tables() throws {
        #expect(Self.tables.map { "\($0.cycle.name)" } == RuleSet1.cycles.map { "\($0.name)" })
        for (cycle, text) in Self.tables {
            let steps = Self.steps(text, family: "\(cycle.name)")
            let standings = Set(steps.keys.map { $0[0] } + steps.values)
            let events = Set(cycle.steps.map { "\($0.event)" } + steps.keys.map { $0[1] })
            #expect(steps.count == cycle.steps.count, "\(cycle.name)")
            for standing in standings {
                let detail = DetailTerms.office.chinese("x.y at \(standing)")
                #expect(detail.hasPrefix("x.y 现为“"), "\(cycle.name): \(detail)")
                for event in events {
                    let to = steps[[standing, event]]
                    let step = cycle.steps.first { "\($0.from)" == standing && "\($0.event)" == event }
                    #expect(step.map { "\($0.to)" } == to, "\(cycle.name): \(standing) by \(event)")
                    guard let literal = cycle.steps.first(where: { "\($0.event)" == event })?.event else { continue }
                    let code = refusal { try cycle.next(Bytes(standing.utf8), by: literal) }
                    #expect(code == (to == nil ? cycle.code.rawValue : nil), "\(cycle.name): \(standing) by \(event)")
                }
            }
        }
    }
}
