// The sample county's year as its office would type it. The clock of a ledger cannot be turned: the plan is of the year
// that is given, its lines open the whole year, and whoever plays it plays it on the days that there are.

import Ledger

/// The sheets and tasks of a county's year.
public struct SampleYear: Sendable {
    /// What is played.
    public let county: SampleCounty
    /// The year of the plan.
    public let year: Int

    /// Takes a county and a year.
    public init(_ county: SampleCounty, year: Int) {
        self.county = county
        self.year = year
    }

    /// The number of the annual plan (年度计划编号).
    public var plan: String { "130283\(year)1001" }
    /// Its name.
    public var planName: String { "\(year)年度双随机抽查工作计划" }
    /// The office that plans.
    public static let office = "迁安市示例商务局"
    /// The codes of the items that the law has taken away, to be retired.
    public static var retiredItems: [(code: String, reason: String)] {
        SampleCatalogue.retired.map { ($0.code, $0.content) }
    }

    // MARK: Sheets

    /// The sheets of the year, name and bytes: those of the county, certificates and windows moved into the year.
    public var sheets: [(name: String, bytes: Bytes)] {
        county.sheets.filter { !["relations.csv", "tasks.csv"].contains($0.name) }.map { name, bytes in
            switch name {
            case "inspectors.csv": (name, county.inspectorSheet { moved($0.validTo) })
            case "plan-lines.csv": (name, planSheet(isAdjusted: false))
            default: (name, bytes)
            }
        } + [("plan-lines-adjusted.csv", planSheet(isAdjusted: true))]
    }

    /// The lines of the plan; the one of re-used materials is put off by the adjustment of June.
    private func planSheet(isAdjusted: Bool) -> Bytes {
        county.planSheet(year: year, plan: plan) { line in
            (isAdjusted && line.note.hasPrefix("6月调整") ? "\(year)-07-01" : "\(year)-01-01", "\(year)-12-31")
        }
    }

    private func moved(_ date: String) -> String {
        guard let written = Int(date.prefix(4)) else { return date }
        return "\(written + year - 2024)\(date.dropFirst(4))"
    }

    /// The lines that are drawn by credit class: of petrol stations the better are inspected less, the worse more; of
    /// dealers in old appliances all alike.
    public static let strata = ["2:SAMR,A=5%,B=20%,C=50%,D=100%", "10:SAMR,A=5%,B=5%,C=5%,D=5%"]

    // MARK: People

    /// The inspectors of the registry who are certified on a day, by their ids there.
    public func certified(on day: CivilDate) -> [(id: String, name: String)] {
        county.inspectors.compactMap { inspector in
            guard let end = CivilDate(Bytes(moved(inspector.validTo).utf8)), day <= end else { return nil }
            return ("I-\(inspector.staff)", inspector.name)
        }
    }

    /// A declared relation (回避关系申报) as it is typed.
    public struct Relation: Sendable {
        /// The inspector's id.
        public let inspector: String
        /// The code of the object.
        public let code: String
        /// 回避情形 as rule set 1 names it.
        public let relation: String
        /// In the words of the person who declares it.
        public let note: String
    }

    /// Declared relations (回避关系申报).
    public var relations: [Relation] {
        county.relations.map { relation in
            let kind =
                switch relation.relation {
                case "近姻亲": "inlaw"
                case "直系血亲": "lineal"
                case "三代以内旁系血亲": "collateral"
                case "持有股份": "interest"
                default: "spouse"
                }
            return Relation(
                inspector: "I-\(relation.staff)", code: relation.object, relation: kind, note: relation.relation)
        }
    }

    // MARK: Tasks

    /// A task of the year as it is typed.
    public struct Task: Sendable {
        /// 抽查任务编号.
        public let number: String
        /// 任务名称.
        public let name: String
        /// The plan line; nil for a 临时任务.
        public let line: Int?
        /// The awkward cases that are played in it.
        public let edges: [SampleCounty.Edge]
    }

    /// The tasks of the year, in order.
    public var tasks: [Task] {
        county.tasks.map { task in
            Task(
                number: "130283\(year)\(task.number.description.dropFirst(10))", name: task.name, line: task.line,
                edges: task.edges)
        }
    }

    /// What the task without a plan line is about: why, of which items, whom, and which share.
    public static let lead = (
        reason: "多起预付卡投诉指向同一问题，开展专项检查", items: "SW-01-04", tags: "发卡企业", ratio: "20%"
    )
}
