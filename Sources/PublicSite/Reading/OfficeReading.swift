// Tasks, results and officers: what comes from the office's books, each row through Visibility.

import Draw
import DoubleRandom
import Ledger

/// What comes from the office's books, each row through ``Visibility``.
struct OfficeReading {
    let source: PublicSource
    let visibility: Visibility
    let items: ItemReading
    let plans: PlanReading
    private var subjects: [Bytes: PublicSubject] = [:]

    init(source: PublicSource, visibility: Visibility, items: ItemReading, plans: PlanReading) {
        (self.source, self.visibility, self.items, self.plans) = (source, visibility, items, plans)
    }

    private mutating func subject(_ id: Bytes) throws -> PublicSubject {
        if let known = subjects[id] { return known }
        let subject = PublicSubject(id: id, try source.books.row(.objects, id))
        subjects[id] = subject
        return subject
    }

    // MARK: Tasks

    mutating func tasks() throws -> [PublicTask] {
        var found: [PublicTask] = []
        for (number, row) in try source.books.rows(.tasks) {
            let plan = row.bytes("plan").flatMap { plans.byNumber[$0] }
            guard visibility.isAnnounced(row, underPublishedPlan: plan != nil) else { continue }
            found.append(try task(number, row, plan))
        }
        return found.sorted { $1.number.utf8.lexicographicallyPrecedes($0.number.utf8) }
    }

    private mutating func task(_ number: Bytes, _ row: StateObject, _ plan: PublicPlan?) throws -> PublicTask {
        let scope = StateObject(row["scope"]?.members ?? [])
        let codes = scope.list("items")
        let inspections = try source.books.inspections(of: number).map(\.row).filter {
            !$0.equals("standing", "dropped")
        }
        // A draw that stands and has not been disclosed is under embargo.
        let isOver = try source.books.rows(.draws, prefix: number + Bytes("-E".utf8)).allSatisfy {
            $0.row["disclosedOn"] != nil || !$0.row.equals("standing", "done")
        }
        let showsList = visibility.showsList(of: row, inspections: inspections, embargoIsOver: isOver)
        let list = showsList ? try inspections.compactMap { try $0.bytes("object").map { try subject($0) } } : nil
        var categories: [String] = []
        for code in codes where !categories.contains(items.category(code)) { categories.append(items.category(code)) }
        return PublicTask(
            number: PublicText.line(number), name: PublicText.free(row.bytes("name")),
            document: PublicText.free(row.bytes("document")), plan: plan?.number ?? "", planName: plan?.name ?? "",
            isDirected: plan?.isDirected ?? !scope.list("tags").isEmpty, items: codes.map { items.name($0) },
            categories: categories, objects: Words.objects(scope), from: PublicText.line(row.bytes("from")),
            to: PublicText.line(row.bytes("to")),
            office: scope.bytes("lead").map { PublicText.free($0) } ?? plan?.office
                ?? plans.published.first?.office ?? source.ledger.name,
            departments: scope.list("departments").map { PublicText.free($0) },
            isExternal: row.equals("drawn", "external"), standing: standing(row),
            stopped: row.equals("standing", "stopped") ? PublicText.free(row.bytes("stopped")) : nil,
            population: row.integer("population"), drawn: inspections.isEmpty ? nil : inspections.count, list: list,
            marks: Words.marks(row.list("marks")))
    }

    private func standing(_ row: StateObject) -> String {
        switch String(decoding: row.bytes("standing") ?? [], as: UTF8.self) {
        case "waiting": "待抽取"
        case "drawn": "已抽取，待匹配执法人员"
        case "matched": "已匹配，待派发"
        case "dispatched": "实施中"
        case "completed": "已完成"
        case "stopped": "已中止"
        default: "待抽取"
        }
    }

    // MARK: Results

    mutating func results(_ tasks: [PublicTask]) throws -> [PublicResult] {
        let byNumber = Dictionary(tasks.map { (Bytes($0.number.utf8), $0) }) { first, _ in first }
        var found: [PublicResult] = []
        for (id, row) in try source.books.rows(.inspections) where row["shown"] != nil {
            guard let object = row.bytes("object"), let number = row.bytes("task"), let task = byNumber[number] else {
                continue
            }
            let subject = try subject(object)
            let standing = visibility.standing(of: row, subject)
            guard standing != .hidden else { continue }
            found.append(result(id, row, task, subject, isWithdrawn: standing == .withdrawn))
        }
        return found.sorted { ($1.publishedAt, $1.id) < ($0.publishedAt, $0.id) }
    }

    private func result(
        _ id: Bytes, _ row: StateObject, _ task: PublicTask, _ subject: PublicSubject, isWithdrawn: Bool
    ) -> PublicResult {
        let shown = StateObject(row["shown"]?.members ?? [])
        // Draws have pages of their own, to which the story leads.
        let steps = (source.steps[Bytes("inspection:".utf8) + id] ?? []).filter {
            !$0.type.hasPrefix("draw.") || $0.type == "draw.replaced"
        }
        let dispatch = (source.steps[Bytes("task:\(task.number)".utf8)] ?? []).filter {
            $0.type == "inspection.dispatched"
        }
        let publishedAt = row.index("publishedAt") ?? .founding
        let marks = row.list("marks")
        let versions = (row.objects("earlier") + [shown]).reversed().map { version in
            PublicResult.Version(
                number: version.integer("version") ?? 1, completed: PublicText.line(version.bytes("completed")),
                wordings: version.list("wordings").map { PublicText.free($0) },
                methods: version.list("methods").map { PublicText.free($0) },
                disposals: version.list("disposals").map { PublicText.free($0) },
                publishedOn: PublicText.line(version.bytes("on")), reason: PublicText.free(version.bytes("reason")))
        }
        // What was taken down leaves nothing but that it was, and why.
        let kept: Set<String> = ["publication.published", "publication.withdrawn"]
        // What is under way towards another version is not public yet: the story ends with the last publication.
        let last = steps.last { $0.type.hasPrefix("publication.") && $0.type != "publication.approved" }?.entry
        let story = (isWithdrawn ? steps.filter { kept.contains($0.type) } : dispatch + steps).filter { step in
            last.map { step.entry <= $0 } ?? false
        }
        let time = steps.last { $0.type == "publication.published" && $0.entry == publishedAt }?.received
        return PublicResult(
            id: PublicText.line(id), task: task.number, taskName: task.name, subject: subject, office: task.office,
            typeName: task.isDirected ? "定向" : "不定向", planNumber: task.plan, planName: task.planName,
            items: task.items, versions: isWithdrawn ? [] : versions,
            withdrawal: isWithdrawn ? PublicText.free(row.bytes("withdrawn")) : nil,
            publishedOn: PublicText.line(shown.bytes("on")), publishedAt: publishedAt,
            publishedTime: time ?? PublicText.line(shown.bytes("on")),
            acknowledgedOn: isWithdrawn ? "" : PublicText.line(row.bytes("acknowledgedOn")),
            marks: Words.marks(isWithdrawn ? marks.filter { $0.equals("withdrawnLate") } : marks),
            isOnTime: isOnTime(marks), isCorrected: !isWithdrawn && versions.count > 1,
            officers: row.list("officers").count, steps: story.sorted { $0.entry < $1.entry })
    }

    private func isOnTime(_ marks: [Bytes]) -> Bool? {
        if marks.contains(where: { $0.equals("publishedLate") }) { return false }
        return marks.contains(where: { $0.equals("deadlineUnknown") }) ? nil : true
    }

    // MARK: Officers

    func officers() throws -> [PublicOfficer] {
        try source.books.rows(.inspectors).compactMap { id, row in
            guard row.equals("standing", "active"), row.bytes("certificate") != nil,
                row.equals("nature", "officer") || row.equals("nature", "qualified"),
                let validTo = row.date("validTo"), visibility.today <= validTo
            else { return nil }
            let scope = row.list("items")
            return PublicOfficer(
                id: PublicText.line(id), department: PublicText.free(row.bytes("department")),
                section: PublicText.free(row.bytes("section")), post: PublicText.free(row.bytes("post")),
                certificate: PublicText.line(row.bytes("certificate")), issuer: PublicText.free(row.bytes("issuer")),
                validTo: "\(validTo)",
                scope: scope.isEmpty ? "本机关全部抽查事项" : scope.map { items.name($0) }.joined(separator: "，"),
                nature: row.equals("nature", "officer") ? "行政执法类公务员" : "有执法资格工作人员")
        }
    }

    // MARK: Changes

    /// As many as are kept: feeds and the home page show the newest.
    private static let maximumChanges = 500

    static func changes(
        items: ItemReading, plans: [PublicPlan], draws: [PublicDraw], results: [PublicResult]
    ) -> [PublicChange] {
        var changes: [PublicChange] = items.changes.map { change in
            PublicChange(
                kind: .items, title: "公布\(change.title)", path: "items.html", entry: change.entry,
                time: change.received.beijing, summary: "本次公布抽查事项 \(change.count) 项")
        }
        for plan in plans {
            for version in plan.versions {
                let isFirst = version.number == 1
                changes.append(
                    PublicChange(
                        kind: isFirst ? .plan : .adjusted, title: "\(isFirst ? "公布" : "调整")\(plan.name)",
                        path: "plans/\(plan.number).html", entry: version.publication,
                        time: Timestamp(version.publishedAt.utf8)?.beijing ?? version.publishedOn,
                        summary: isFirst ? "共 \(version.lines.count) 项任务" : version.reason))
            }
        }
        for draw in draws {
            guard let step = draw.steps.last(where: { $0.type == "draw.disclosed" }) else { continue }
            changes.append(
                PublicChange(
                    kind: .draw, title: "公开抽取全过程：\(draw.id)", path: "draws/\(draw.id).html", entry: step.entry,
                    time: step.received, summary: "名单、封号、种子和签号均已公开，任何人可以复核"))
        }
        for result in results.prefix(maximumChanges) { changes += self.changes(of: result) }
        return Array(changes.sorted { $1.entry < $0.entry }.prefix(maximumChanges))
    }

    private static func changes(of result: PublicResult) -> [PublicChange] {
        let path = "results/\(result.id).html"
        if let reason = result.withdrawal {
            guard let step = result.steps.last(where: { $0.type == "publication.withdrawn" }) else { return [] }
            return [
                PublicChange(
                    kind: .withdrawn, title: "撤下抽查结果：\(result.subject.name)", path: path, entry: step.entry,
                    time: step.received, summary: reason)
            ]
        }
        let kind: PublicChange.Kind = result.isCorrected ? .corrected : .published
        return [
            PublicChange(
                kind: kind, title: "\(result.isCorrected ? "更正" : "公示")抽查结果：\(result.subject.name)", path: path,
                entry: result.publishedAt, time: result.publishedTime,
                summary: result.isCorrected ? (result.versions.first?.reason ?? "") : result.wording)
        ]
    }
}
