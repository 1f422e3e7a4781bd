// What the public may see of an office's ledger, as values: nothing else reaches a page, a file or an answer.

import Draw
import DoubleRandom
import Ledger

/// Everything that is public at a moment (公示内容).
public struct PublicModel: Sendable {
    /// Where and when it was read.
    public let facts: PublicFacts
    /// 随机抽查事项清单 in force, in the order of their codes.
    public let items: [PublicItem]
    /// 年度抽查工作计划, the newest first.
    public let plans: [PublicPlan]
    /// 抽查任务, the newest first.
    public let tasks: [PublicTask]
    /// 抽取, in the order of their tasks.
    public let draws: [PublicDraw]
    /// 抽查结果, the newest publication first, those that were taken down among them.
    public let results: [PublicResult]
    /// 执法人员.
    public let officers: [PublicOfficer]
    /// What was published, corrected or taken down, the newest first.
    public let changes: [PublicChange]

    let planPlaces: [String: Int]
    let taskPlaces: [String: Int]
    let drawPlaces: [String: Int]
    let resultPlaces: [String: Int]
    /// Results by the number of their object.
    let resultsOfSubject: [String: [Int]]
    let resultsOfTask: [String: [Int]]
    let drawsOfTask: [String: [Int]]

    /// Puts a model together.
    init(
        facts: PublicFacts, items: [PublicItem], plans: [PublicPlan], tasks: [PublicTask], draws: [PublicDraw],
        results: [PublicResult], officers: [PublicOfficer], changes: [PublicChange]
    ) {
        (self.facts, self.items, self.plans, self.tasks) = (facts, items, plans, tasks)
        (self.draws, self.results, self.officers, self.changes) = (draws, results, officers, changes)
        func places<Element>(_ list: [Element], _ key: (Element) -> String) -> [String: Int] {
            Dictionary(list.enumerated().map { (key($1), $0) }) { first, _ in first }
        }
        func groups<Element>(_ list: [Element], _ key: (Element) -> String) -> [String: [Int]] {
            var groups: [String: [Int]] = [:]
            for (place, element) in list.enumerated() { groups[key(element), default: []].append(place) }
            return groups
        }
        planPlaces = places(plans) { $0.number }
        taskPlaces = places(tasks) { $0.number }
        drawPlaces = places(draws) { $0.id }
        resultPlaces = places(results) { $0.id }
        resultsOfSubject = groups(results) { $0.subject.id }
        resultsOfTask = groups(results) { $0.task }
        drawsOfTask = groups(draws) { $0.task }
    }

    func plan(_ number: String) -> PublicPlan? { planPlaces[number].map { plans[$0] } }
    func task(_ number: String) -> PublicTask? { taskPlaces[number].map { tasks[$0] } }
    func draw(_ id: String) -> PublicDraw? { drawPlaces[id].map { draws[$0] } }
    func result(_ id: String) -> PublicResult? { resultPlaces[id].map { results[$0] } }
    func results(ofTask task: String) -> [PublicResult] { (resultsOfTask[task] ?? []).map { results[$0] } }
    func results(ofSubject id: String) -> [PublicResult] { (resultsOfSubject[id] ?? []).map { results[$0] } }
    func draws(ofTask task: String) -> [PublicDraw] { (drawsOfTask[task] ?? []).map { draws[$0] } }
    /// The results whose content is shown.
    var shownResults: [PublicResult] { results.filter { !$0.isWithdrawn } }
}

/// Where and when a model was read.
public struct PublicFacts: Hashable, Sendable {
    /// The ledger's name.
    public let ledger: String
    /// Hexadecimal digits that tell it from its namesakes.
    public let instance: String
    /// The leaf hash of entry 0.
    public let founding: String
    /// The office, as its newest published plan names it.
    public let office: String
    /// The number of entries that the views follow.
    public let size: UInt64
    /// The day in China for which visibility was decided.
    public let today: CivilDate
    /// When the last entry of the views was received; what feeds call updated.
    public let received: String
    /// The newest signed checkpoint; nil where there is none yet.
    public let checkpoint: SignedCheckpoint?
    /// The keys that sign checkpoints, oldest first, with the first entry for which each counts.
    public let checkpointKeys: [(vkey: String, from: UInt64)]

    public static func == (left: PublicFacts, right: PublicFacts) -> Bool {
        left.instance == right.instance && left.size == right.size && left.today == right.today
    }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(instance)
        hasher.combine(size)
        hasher.combine(today)
    }
}

/// An item of the list (随机抽查事项), in its published version.
public struct PublicItem: Hashable, Sendable {
    public let code: String
    public let category: String
    public let name: String
    /// 事项类别: key items 重点检查事项 and general ones.
    public let isKey: Bool
    public let basis: [String]
    /// 抽查主体.
    public let subject: String
    /// 抽查对象: the kind and the tags.
    public let objects: String
    /// 抽查比例.
    public let ratio: String
    public let frequency: String
    public let methods: [String]
    public let content: String
    public let note: String
    /// 适用跨部门联合抽查 with these departments; nil where it is not.
    public let joint: String?
    /// How often it was published.
    public let version: Int
    public let publishedOn: String
    /// The entry of the publication.
    public let entry: EntryIndex
}

/// A published plan (年度抽查工作计划).
public struct PublicPlan: Hashable, Sendable {
    /// One line (计划行).
    public struct Line: Hashable, Sendable {
        public let line: String
        public let name: String
        public let items: [String]
        public let objects: String
        /// 抽查比例, a text.
        public let ratio: String
        public let from: String
        public let to: String
        public let lead: String
        public let departments: [String]
        public let note: String
    }
    /// One published version.
    public struct Version: Hashable, Sendable {
        public let number: Int
        public let publishedOn: String
        /// Why it was adjusted; empty of the first.
        public let reason: String
        public let lines: [Line]
        /// The entry with its text, and that of its publication.
        public let entry: EntryIndex
        public let publication: EntryIndex
        public let publishedAt: String
    }
    public let number: String
    public let name: String
    public let year: Int
    public let isJoint: Bool
    public let isDirected: Bool
    public let office: String
    public let from: String
    public let to: String
    /// 文号.
    public let document: String
    /// 备案: with whom and on which day.
    public let filings: [String]
    /// Its versions, the newest first; never empty.
    public let versions: [Version]
}

/// A task (抽查任务).
public struct PublicTask: Hashable, Sendable {
    public let number: String
    public let name: String
    public let document: String
    /// The number of the plan; empty for a 临时任务.
    public let plan: String
    public let planName: String
    public let isDirected: Bool
    /// Names of its items.
    public let items: [String]
    /// The categories (检查项目) of its items, each once.
    public let categories: [String]
    public let objects: String
    public let from: String
    public let to: String
    /// 检查机关.
    public let office: String
    public let departments: [String]
    /// 外部抽取·不可复算.
    public let isExternal: Bool
    public let standing: String
    /// Why it was stopped (中止).
    public let stopped: String?
    /// 参抽户数; nil before the lists are frozen.
    public let population: Int?
    /// 抽取户数; nil before the draw.
    public let drawn: Int?
    /// Those drawn, where the task publishes it.
    public let list: [PublicSubject]?
    public let marks: [String]
}

/// A step of a story: an entry and when it was received.
public struct PublicStep: Hashable, Sendable {
    public let entry: EntryIndex
    /// The event's type.
    public let type: String
    /// When it was received, in Beijing.
    public let received: String
    /// Whether everybody may read the entry's records.
    public let isPublic: Bool
}

/// A published result (抽查结果).
public struct PublicResult: Sendable {
    /// One version that was published.
    public struct Version: Hashable, Sendable {
        public let number: Int
        public let completed: String
        public let wordings: [String]
        public let methods: [String]
        public let disposals: [String]
        public let publishedOn: String
        /// Why it replaced the one before; empty of the first.
        public let reason: String
    }
    /// The number of the inspection.
    public let id: String
    public let task: String
    public let taskName: String
    public let subject: PublicSubject
    /// 检查机关.
    public let office: String
    public let typeName: String
    public let planNumber: String
    public let planName: String
    /// What was inspected: names of items.
    public let items: [String]
    /// Its published versions, the newest first; none of one that was taken down.
    public let versions: [Version]
    /// Why it was taken down, and on which day it had been published; nil while it is shown.
    public let withdrawal: String?
    public let publishedOn: String
    public let publishedAt: EntryIndex
    /// When the publication was received, as a time stamp.
    public let publishedTime: String
    public let acknowledgedOn: String
    public let marks: [String]
    /// Whether its publication was in time; nil while that is not known.
    public let isOnTime: Bool?
    public let isCorrected: Bool
    public let officers: Int
    public let steps: [PublicStep]

    public var isWithdrawn: Bool { withdrawal != nil }
    /// The result in one cell, as bulletins have it.
    public var wording: String { isWithdrawn ? "已撤下" : versions.first?.wordings.joined(separator: "，") ?? "" }
    public var completed: String { versions.first?.completed ?? "" }
}

/// A draw (抽取) as far as it is public.
public struct PublicDraw: Sendable {
    /// Who adds chance to the seed (开号各方).
    public struct Contributor: Hashable, Sendable {
        public let slot: String
        public let party: String
        public let source: String
        public let commit: String?
        public let value: String?
    }
    /// A frozen list: its digest and how many rows it has.
    public struct List: Hashable, Sendable {
        public let name: String
        public let title: String
        public let hash: String
        public let count: Int?
        /// Whether its bytes are public.
        public let isDisclosed: Bool
    }
    public let id: String
    public let task: String
    public let isOfObjects: Bool
    /// From 1 (抽取次数).
    public let attempt: Int
    public let place: String
    public let profile: String
    public let supersedes: String
    public let freezeHash: String
    public let frozenOn: String
    public let frozenAt: EntryIndex
    /// The last day of the embargo (保密期限).
    public let embargo: String
    /// Whether its lists and numbers are public.
    public let isDisclosed: Bool
    public let lists: [List]
    public let contributors: [Contributor]
    public let seed: String?
    /// How many were drawn; nil before the result.
    public let drawn: Int?
    public let drawnOn: String?
    /// 作废: before or after the first reveal, who gave up, why, and when; nil of a draw that stands.
    public let voided: (reason: String, afterReveal: Bool, on: String)?
    public let steps: [PublicStep]
    /// What its recheck reads: entries of the family `draw` with their public records, and public lists by digest.
    let evidence: [DrawEntry]
    let attachments: [Hash256: Bytes]

    /// Makes the draw again from what is public of it.
    func audit() throws -> DrawAudit { try DrawAudit.of(Bytes(id.utf8), entries: evidence) { attachments[$0] } }
}

/// An inspector (执法人员) as the law shows them beforehand: no identity number, telephone, age or education, and no name,
/// which is a personal record.
public struct PublicOfficer: Hashable, Sendable {
    public let id: String
    public let department: String
    public let section: String
    public let post: String
    public let certificate: String
    public let issuer: String
    public let validTo: String
    public let scope: String
    public let nature: String
}

/// Something that was published, corrected or taken down (公示动态).
public struct PublicChange: Hashable, Sendable {
    public enum Kind: String, Sendable { case published, corrected, withdrawn, plan, adjusted, items, draw }
    public let kind: Kind
    public let title: String
    /// The path of the page.
    public let path: String
    public let entry: EntryIndex
    /// When it was received, as a time stamp.
    public let time: String
    public let summary: String
}
