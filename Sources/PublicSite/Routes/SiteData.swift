// The same as data: JSON a view, CSV of the results, Atom of what is new.

import DoubleRandom
import Ledger

/// Data files of the site.
struct SiteData: Sendable {
    let model: PublicModel
    let pages: SitePages

    /// The views by name.
    static let names: [(name: String, title: String)] = [
        ("year", "年度概览"), ("items", "事项清单"), ("plans", "年度计划"), ("tasks", "任务公告"), ("results", "结果公示"),
        ("draws", "抽取过程"), ("changes", "公示动态"), ("officers", "执法人员"), ("log", "存证"),
    ]
    /// Results in one file; the next one is named at its end.
    static let resultsAFile = 1_000

    /// A view's file; of results the one with this number.
    func json(_ name: String, number: Int = 1) -> Bytes {
        var members: [(String, IJSONValue)] = [
            ("ledger", .text(model.facts.ledger)), ("size", .integer(Int64(model.facts.size))),
            ("on", .text("\(model.facts.today)")),
        ]
        switch name {
        case "year": members += year()
        case "items": members.append(("items", .array(model.items.map(SiteData.item))))
        case "plans": members.append(("plans", .array(model.plans.map(SiteData.plan))))
        case "tasks": members.append(("tasks", .array(model.tasks.map(SiteData.task))))
        case "results":
            let from = (number - 1) * SiteData.resultsAFile
            let chosen = model.results.dropFirst(from).prefix(SiteData.resultsAFile)
            members.append(("total", .integer(Int64(model.results.count))))
            members.append(("results", .array(chosen.map(SiteData.result))))
            if from + chosen.count < model.results.count {
                members.append(("next", .text("results-\(number + 1).json")))
            }
        case "draws": members.append(("draws", .array(model.draws.map(SiteData.draw))))
        case "changes": members.append(("changes", .array(model.changes.map(SiteData.change))))
        case "officers": members.append(("officers", .array(model.officers.map(SiteData.officer))))
        default: members += log()
        }
        return SiteData.object(members).encoded + [0x0A]
    }

    /// How many files the results take.
    var resultFiles: Int { max(1, (model.results.count + SiteData.resultsAFile - 1) / SiteData.resultsAFile) }

    static func object(_ members: [(String, IJSONValue)]) -> IJSONValue {
        .object(members.map { IJSONValue.Member(name: Bytes($0.0.utf8), value: $0.1) })
    }
    private static func texts(_ list: [String]) -> IJSONValue { .array(list.map { .text($0) }) }
    private static func number(_ number: Int?) -> IJSONValue { number.map { .integer(Int64($0)) } ?? .null }
    private static func subject(_ subject: PublicSubject) -> IJSONValue {
        object([
            ("id", .text(subject.id)), ("name", .text(subject.name)), ("code", .text(subject.code)),
            ("kind", .text(subject.kind)),
        ])
    }

    private func year() -> [(String, IJSONValue)] {
        let glance = pages.glance
        return [
            ("year", .integer(Int64(glance.year))), ("tasks", .integer(Int64(glance.tasks))),
            ("drawn", .integer(Int64(glance.drawn))), ("published", .integer(Int64(glance.published))),
            ("onTime", .integer(Int64(glance.onTime))), ("late", .integer(Int64(glance.late))),
            ("undetermined", .integer(Int64(glance.undetermined))),
            (
                "coverage",
                .array(
                    glance.coverage.map {
                        SiteData.object([
                            ("category", .text($0.category)), ("population", .integer(Int64($0.population))),
                            ("drawn", .integer(Int64($0.drawn))),
                        ])
                    })
            ),
            (
                "wordings",
                .array(
                    glance.wordings.map {
                        SiteData.object([("wording", .text($0.wording)), ("count", .integer(Int64($0.count)))])
                    })
            ), ("drawsByMonth", .array(glance.months.map { .integer(Int64($0)) })),
        ]
    }

    private static func item(_ item: PublicItem) -> IJSONValue {
        object([
            ("code", .text(item.code)), ("category", .text(item.category)), ("name", .text(item.name)),
            ("class", .text(item.isKey ? "重点检查事项" : "一般检查事项")), ("basis", texts(item.basis)),
            ("subject", .text(item.subject)), ("objects", .text(item.objects)), ("ratio", .text(item.ratio)),
            ("frequency", .text(item.frequency)), ("methods", texts(item.methods)), ("content", .text(item.content)),
            ("note", .text(item.note)), ("joint", item.joint.map { .text($0) } ?? .null),
            ("version", .integer(Int64(item.version))), ("publishedOn", .text(item.publishedOn)),
            ("entry", .number(item.entry)),
        ])
    }

    private static func plan(_ plan: PublicPlan) -> IJSONValue {
        object([
            ("number", .text(plan.number)), ("name", .text(plan.name)), ("year", .integer(Int64(plan.year))),
            ("joint", .bool(plan.isJoint)), ("directed", .bool(plan.isDirected)), ("office", .text(plan.office)),
            ("from", .text(plan.from)), ("to", .text(plan.to)), ("document", .text(plan.document)),
            ("filings", texts(plan.filings)),
            (
                "versions",
                .array(
                    plan.versions.map { version in
                        object([
                            ("version", .integer(Int64(version.number))), ("publishedOn", .text(version.publishedOn)),
                            ("reason", .text(version.reason)), ("entry", .number(version.entry)),
                            ("publication", .number(version.publication)),
                            (
                                "lines",
                                .array(
                                    version.lines.map { line in
                                        object([
                                            ("line", .text(line.line)), ("name", .text(line.name)),
                                            ("items", texts(line.items)), ("objects", .text(line.objects)),
                                            ("ratio", .text(line.ratio)), ("from", .text(line.from)),
                                            ("to", .text(line.to)), ("lead", .text(line.lead)),
                                            ("departments", texts(line.departments)), ("note", .text(line.note)),
                                        ])
                                    })
                            ),
                        ])
                    })
            ),
        ])
    }

    private static func task(_ task: PublicTask) -> IJSONValue {
        object([
            ("number", .text(task.number)), ("name", .text(task.name)), ("document", .text(task.document)),
            ("plan", .text(task.plan)), ("planName", .text(task.planName)), ("directed", .bool(task.isDirected)),
            ("items", texts(task.items)), ("objects", .text(task.objects)), ("from", .text(task.from)),
            ("to", .text(task.to)), ("office", .text(task.office)), ("departments", texts(task.departments)),
            ("external", .bool(task.isExternal)), ("standing", .text(task.standing)),
            ("stopped", task.stopped.map { .text($0) } ?? .null), ("population", number(task.population)),
            ("drawn", number(task.drawn)), ("list", task.list.map { .array($0.map(subject)) } ?? .null),
            ("marks", texts(task.marks)),
        ])
    }

    /// With the names of the national system (domain dossier 2.8) for what it knows.
    private static func result(_ result: PublicResult) -> IJSONValue {
        let version = result.versions.first
        return object([
            ("id", .text(result.id)), ("subject", subject(result.subject)), ("raninsPlanId", .text(result.planNumber)),
            ("raninsPlaneName", .text(result.planName)), ("raninsTaskId", .text(result.task)),
            ("raninsTaskName", .text(result.taskName)), ("raninsTypeName", .text(result.typeName)),
            ("insAuth", .text(result.office)), ("insDate", .text(result.completed)),
            (
                "details",
                .array(
                    version == nil
                        ? []
                        : result.items.enumerated().map { place, item in
                            object([
                                ("seqno", .integer(Int64(place + 1))), ("raninsItemName", .text(item)),
                                ("raninsCheckResName", .text(result.wording)),
                            ])
                        })
            ), ("publishedOn", .text(result.publishedOn)), ("entry", .number(result.publishedAt)),
            ("withdrawn", result.withdrawal.map { .text($0) } ?? .null), ("marks", texts(result.marks)),
            (
                "versions",
                .array(
                    result.versions.map { version in
                        object([
                            ("version", .integer(Int64(version.number))), ("completed", .text(version.completed)),
                            ("wordings", texts(version.wordings)), ("methods", texts(version.methods)),
                            ("disposals", texts(version.disposals)), ("publishedOn", .text(version.publishedOn)),
                            ("reason", .text(version.reason)),
                        ])
                    })
            ),
        ])
    }

    private static func draw(_ draw: PublicDraw) -> IJSONValue {
        object([
            ("id", .text(draw.id)), ("task", .text(draw.task)),
            ("kind", .text(draw.isOfObjects ? "objects" : "inspectors")),
            ("attempt", .integer(Int64(draw.attempt))), ("profile", .text(draw.profile)),
            ("supersedes", .text(draw.supersedes)), ("freezeHash", .text(draw.freezeHash)),
            ("frozenOn", .text(draw.frozenOn)), ("entry", .number(draw.frozenAt)), ("embargo", .text(draw.embargo)),
            ("disclosed", .bool(draw.isDisclosed)), ("seed", draw.seed.map { .text($0) } ?? .null),
            ("drawn", number(draw.drawn)), ("drawnOn", draw.drawnOn.map { .text($0) } ?? .null),
            ("voided", draw.voided.map { .text($0.reason) } ?? .null),
            (
                "lists",
                .array(
                    draw.lists.map {
                        object([("name", .text($0.name)), ("count", number($0.count)), ("sha256", .text($0.hash))])
                    })
            ),
            (
                "contributors",
                .array(
                    draw.contributors.map {
                        object([
                            ("slot", .text($0.slot)), ("party", .text($0.party)), ("source", .text($0.source)),
                            ("commit", $0.commit.map { .text($0) } ?? .null),
                            ("value", $0.value.map { .text($0) } ?? .null),
                        ])
                    })
            ),
        ])
    }

    private static func change(_ change: PublicChange) -> IJSONValue {
        object([
            ("kind", .text(change.kind.rawValue)), ("title", .text(change.title)), ("path", .text(change.path)),
            ("entry", .number(change.entry)), ("time", .text(SiteData.stamp(change.time))),
            ("summary", .text(change.summary)),
        ])
    }

    private static func officer(_ officer: PublicOfficer) -> IJSONValue {
        object([
            ("id", .text(officer.id)), ("department", .text(officer.department)), ("section", .text(officer.section)),
            ("post", .text(officer.post)), ("certificate", .text(officer.certificate)),
            ("issuer", .text(officer.issuer)),
            ("validTo", .text(officer.validTo)), ("scope", .text(officer.scope)), ("nature", .text(officer.nature)),
        ])
    }

    private func log() -> [(String, IJSONValue)] {
        let facts = model.facts
        return [
            ("instance", .text(facts.instance)), ("founding", .text(facts.founding)),
            ("checkpoint", facts.checkpoint.map { .string($0.bytes) } ?? .null),
            (
                "keys",
                .array(
                    facts.checkpointKeys.map {
                        SiteData.object([("vkey", .text($0.vkey)), ("from", .integer(Int64($0.from)))])
                    })
            ),
        ]
    }

    /// `2024-09-12T08:30:00+08:00` of a time in Beijing.
    static func stamp(_ beijing: String) -> String {
        beijing.utf8.count == 19
            ? beijing.prefix(10) + "T" + beijing.suffix(8) + "+08:00" : beijing.prefix(10) + "T00:00:00+08:00"
    }

    // MARK: CSV

    /// Every result (结果全表). What a spreadsheet would take for a formula begins with an apostrophe.
    func csv() -> Bytes {
        var sheet = SheetWriter()
        sheet.row([
            "序号", "计划编号", "计划名称", "任务编号", "任务名称", "抽查类型", "检查机关", "市场主体名称", "代码", "检查完成日期", "检查结果", "公示日期", "备注",
        ])
        for (place, result) in model.results.enumerated() {
            var notes = result.marks
            if result.isCorrected {
                for (later, earlier) in zip(result.versions, result.versions.dropFirst()) {
                    notes.append("更正：原为“\(earlier.wordings.joined(separator: "，"))”，理由：\(later.reason)")
                }
            }
            if let reason = result.withdrawal { notes.append("撤下理由：\(reason)") }
            sheet.row(
                [
                    "\(place + 1)", result.planNumber, result.planName, result.task, result.taskName, result.typeName,
                    result.office, result.subject.name, result.subject.code, result.completed, result.wording,
                    result.publishedOn, notes.joined(separator: "，"),
                ].map(SiteData.plain))
        }
        return sheet.bytes
    }

    static func plain(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first else { return cell }
        return "=+-@＝＋－＠\t".unicodeScalars.contains(first) ? "'" + cell : cell
    }

    // MARK: Feed, index

    private static let feedEntries = 100

    /// Atom (RFC 4287) of what was published, corrected or taken down.
    func feed() -> Bytes {
        func escape(_ text: String) -> String { Charts.escape(text) }
        let facts = model.facts
        let changes = model.changes.prefix(SiteData.feedEntries)
        let updated =
            changes.first.map { SiteData.stamp($0.time) } ?? Timestamp(facts.received.utf8).map {
                SiteData.stamp($0.beijing)
            } ?? facts.received
        var feed = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
            <title>\(escape(facts.office))双随机、一公开公示动态</title>
            <id>urn:sha256:\(facts.instance)</id>
            <updated>\(updated)</updated>
            <link rel="self" type="application/atom+xml" href="feed.xml"/>
            <link rel="alternate" type="text/html" href="index.html"/>
            <author><name>\(escape(facts.office))</name></author>

            """
        for change in changes {
            feed += """
                <entry>
                <title>\(escape(change.title))</title>
                <id>urn:sha256:\(facts.instance):\(change.entry)</id>
                <updated>\(SiteData.stamp(change.time))</updated>
                <link rel="alternate" type="text/html" href="\(escape(change.path))"/>
                <category term="\(change.kind.rawValue)"/>
                <summary>\(escape(change.summary))</summary>
                </entry>

                """
        }
        return Bytes((feed + "</feed>\n").utf8)
    }

    /// What the search of exported files looks through: number, name, code, date, result, task.
    func searchIndex() -> Bytes {
        let rows = model.results.map { result in
            IJSONValue.array(
                [
                    result.id, result.subject.name, result.subject.code, result.completed, result.wording,
                    result.taskName,
                ]
                .map { .text($0) })
        }
        return Bytes("window.siteIndex=".utf8) + IJSONValue.array(rows).encoded + Bytes(";\n".utf8)
    }
}
