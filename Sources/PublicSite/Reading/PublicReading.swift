// From the books and the public records to the model. Every decision about what may be seen is Visibility's.

import Draw
import DoubleRandom
import Ledger

extension PublicModel {
    /// Reads a source as the public may see it.
    public init(_ source: PublicSource, visibility: Visibility) throws {
        let items = ItemReading(source)
        let plans = PlanReading(source, items)
        var working = OfficeReading(source: source, visibility: visibility, items: items, plans: plans)
        let draws = DrawReading(source).draws
        let tasks = try working.tasks()
        let results = try working.results(tasks)
        let shown = Set(tasks.map(\.number))
        let kept = draws.filter { shown.contains($0.task) }
        let office = plans.published.first?.office ?? tasks.first?.office ?? source.ledger.name
        self.init(
            facts: PublicFacts(
                ledger: source.ledger.name, instance: source.ledger.instance, founding: source.ledger.founding,
                office: office, size: source.size, today: visibility.today, received: "\(source.received)",
                checkpoint: source.checkpoint, checkpointKeys: source.checkpointKeys),
            items: items.inForce, plans: plans.published, tasks: tasks, draws: kept, results: results,
            officers: try working.officers(),
            changes: OfficeReading.changes(items: items, plans: plans.published, draws: kept, results: results))
    }
}
