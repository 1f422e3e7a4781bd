// What the public may see at a moment: decided here and nowhere else. Pages, CSV, feeds, JSON, the search index and
// static files are made of a ``PublicModel``, which is made of what this lets through.

import DoubleRandom
import Ledger

/// Decides what is public on a day (公示范围).
public struct Visibility: Sendable {
    /// The day in China.
    public let today: CivilDate

    /// Decides for a day.
    public init(on today: CivilDate) { self.today = today }

    /// Years for which a result is shown, as the practice of the province has it (domain dossier 6). Display ends; the
    /// record stays.
    public static let years = 5
    /// The same of natural persons.
    public static let yearsOfPersons = 2

    /// How a result stands before the public.
    public enum Standing: Hashable, Sendable {
        /// It was never published, or its time is over.
        case hidden
        /// Its published version is shown.
        case shown
        /// It was taken down: that and why is shown, nothing that it said.
        case withdrawn
    }

    /// How the result of an inspection stands. Only what a publication released counts: a draft, a result that waits for
    /// its review, a correction under way change nothing of what is shown.
    public func standing(of inspection: StateObject, _ subject: PublicSubject) -> Standing {
        guard let shown = inspection["shown"]?.members.map({ StateObject($0) }), let on = shown.date("on"), on <= today,
            today <= lastDay(of: shown, published: on, subject)
        else { return .hidden }
        return inspection.equals("standing", "withdrawn") ? .withdrawn : .shown
    }

    /// The last day on which a published version is shown: the one that the publication names, and never more than the
    /// years that are allowed.
    func lastDay(of shown: StateObject, published on: CivilDate, _ subject: PublicSubject) -> CivilDate {
        let limit = on.adding(years: subject.isNaturalPerson ? Visibility.yearsOfPersons : Visibility.years)
        return shown.date("until").map { min($0, limit) } ?? limit
    }

    /// Whether a task is announced: planned ones with their published plan, others once their lists are frozen in public
    /// view; what is only proposed is a draft.
    public func isAnnounced(_ task: StateObject, underPublishedPlan isPlanned: Bool) -> Bool {
        guard !task.equals("standing", "proposed") else { return false }
        return isPlanned || task["population"] != nil
    }

    /// Whether the names of those drawn may be shown (抽取名单是否公示): a list that is public `before` the visit once no
    /// draw of the task is under embargo, one that is public `after` it once every result has been published. The list of
    /// a task that was stopped is shown for ever, after the embargo.
    public func showsList(of task: StateObject, inspections: [StateObject], embargoIsOver: Bool) -> Bool {
        guard !inspections.isEmpty else { return false }
        if task.equals("standing", "stopped") { return embargoIsOver }
        if task.equals("list", "before") { return embargoIsOver }
        return task.equals("list", "after") && inspections.allSatisfy { $0["shown"] != nil }
    }
}

extension CivilDate {
    /// The same day so many years later; 28 February for the 29th where there is none.
    func adding(years: Int) -> CivilDate {
        let (year, month, day) = components
        return CivilDate(year: year + years, month: month, day: day)
            ?? CivilDate(year: year + years, month: month, day: 28) ?? self
    }
}
