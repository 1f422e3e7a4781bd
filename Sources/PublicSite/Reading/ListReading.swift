// The item list and the plans, version by version, of the public records alone.

import Draw
import DoubleRandom
import Ledger

/// The item list, version by version, of the public records.
struct ItemReading {
    private(set) var inForce: [PublicItem] = []
    /// Publications and retirements: what and when.
    private(set) var changes: [(title: String, entry: EntryIndex, received: Timestamp, count: Int)] = []
    /// The names and categories of all items that were ever published, by code.
    private(set) var names: [Bytes: (name: String, category: String)] = [:]

    init(_ source: PublicSource) {
        var versions: [EntryIndex: [Bytes: StateObject]] = [:]
        var published: [Bytes: PublicItem] = [:]
        for entry in source.entries where entry.type.family.elementsEqual("item".utf8) {
            let name = String(decoding: entry.type.name, as: UTF8.self)
            for (type, content) in entry.contents where type == TypeName(literal: "item.record/1") {
                if let code = content.bytes("item") { versions[entry.index, default: [:]][code] = content }
            }
            if name == "item.published" {
                var count = 0
                for (type, reference) in entry.contents where type == TypeName(literal: "item.reference/1") {
                    guard let code = reference.bytes("item"), let about = reference.about(),
                        let record = versions[about.index]?[code]
                    else { continue }
                    count += 1
                    let item = ItemReading.item(
                        code, record, version: (published[code]?.version ?? 0) + 1, entry: entry)
                    published[code] = item
                    names[code] = (item.name, item.category)
                }
                changes.append(("随机抽查事项清单", entry.index, entry.received, count))
            }
            if name == "item.retired", let code = entry.head?.bytes("item") { published[code] = nil }
        }
        inForce = published.values.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }
    }

    private static func item(_ code: Bytes, _ row: StateObject, version: Int, entry: PublicEntry) -> PublicItem {
        PublicItem(
            code: PublicText.line(code), category: PublicText.free(row.bytes("category")),
            name: PublicText.free(row.bytes("name")), isKey: row.equals("class", "key"),
            basis: row.list("basis").map { PublicText.free($0) }, subject: PublicText.free(row.bytes("subject")),
            objects: Words.objects(row), ratio: Words.share(row.bytes("ratioCap")),
            frequency: row.bytes("frequency").map { PublicText.free($0) } ?? Words.none,
            methods: row.list("methods").map { PublicText.free($0) },
            content: row.bytes("content").map { PublicText.free($0) } ?? Words.none,
            note: PublicText.free(row.bytes("note")),
            joint: row.bool("joint") ? Words.joined(row.list("departments")) : nil, version: version,
            publishedOn: Words.day(entry.received), entry: entry.index)
    }

    func name(_ code: Bytes) -> String { names[code]?.name ?? PublicText.line(code) }
    func category(_ code: Bytes) -> String { names[code]?.category ?? PublicText.line(code) }
}

/// The published plans with all their published versions, of the public records.
struct PlanReading {
    private(set) var published: [PublicPlan] = []
    private(set) var byNumber: [Bytes: PublicPlan] = [:]

    private struct Open {
        var head: StateObject
        var texts: [EntryIndex: (reason: Bytes?, lines: [StateObject])] = [:]
        var versions: [PublicPlan.Version] = []
        var document = ""
        var filings: [String] = []
    }

    init(_ source: PublicSource, _ items: ItemReading) {
        var open: [Bytes: Open] = [:]
        for entry in source.entries where entry.type.family.elementsEqual("plan".utf8) {
            guard let head = entry.head, let number = head.bytes("plan") else { continue }
            let name = String(decoding: entry.type.name, as: UTF8.self)
            if name == "plan.drafted" { open[number] = Open(head: head) }
            guard var plan = open[number] else { continue }
            switch name {
            case "plan.drafted", "plan.adjusted":
                plan.texts[entry.index] = (
                    name == "plan.adjusted" ? head.bytes("reason") : nil,
                    entry.contents.filter { $0.type == TypeName(literal: "plan.line/1") }.map(\.content)
                )
            case "plan.numbered": plan.document = PublicText.free(head.bytes("number"))
            case "plan.filed":
                plan.filings.append(
                    "\(PublicText.line(head.bytes("on"))) \(PublicText.free(head.bytes("with")))\(head.bytes("number").map { "（\(PublicText.free($0))）" } ?? "")"
                )
            case "plan.published":
                guard let about = head.about(), let text = plan.texts[about.index] else { break }
                plan.versions.append(
                    PublicPlan.Version(
                        number: plan.versions.count + 1, publishedOn: Words.day(entry.received),
                        reason: PublicText.free(text.reason), lines: text.lines.map { PlanReading.line($0, items) },
                        entry: about.index, publication: entry.index, publishedAt: "\(entry.received)"))
            default: break
            }
            open[number] = plan
        }
        for (number, plan) in open where !plan.versions.isEmpty {
            let head = plan.head
            byNumber[number] = PublicPlan(
                number: PublicText.line(number), name: PublicText.free(head.bytes("name")),
                year: head.integer("year") ?? 0, isJoint: head.equals("kind", "joint"),
                isDirected: head.bool("directed"), office: PublicText.free(head.bytes("office")),
                from: PublicText.line(head.bytes("from")), to: PublicText.line(head.bytes("to")),
                document: plan.document, filings: plan.filings, versions: plan.versions.reversed())
        }
        published = byNumber.values.sorted { ($1.year, $1.number) < ($0.year, $0.number) }
    }

    private static func line(_ row: StateObject, _ items: ItemReading) -> PublicPlan.Line {
        PublicPlan.Line(
            line: PublicText.line(row.bytes("line")), name: PublicText.free(row.bytes("name")),
            items: row.list("items").map { items.name($0) }, objects: Words.objects(row), ratio: Words.ratio(row),
            from: PublicText.line(row.bytes("from")), to: PublicText.line(row.bytes("to")),
            lead: PublicText.free(row.bytes("lead")), departments: row.list("departments").map { PublicText.free($0) },
            note: PublicText.free(row.bytes("note")))
    }
}
