// The sample county's year as records that its office would sign. The clock of a ledger cannot be turned: the plan is of
// the year that is given, its lines open the whole year, and whoever plays it plays it on the days that there are.

import Ledger

/// The records of a county's year.
public struct SampleYear {
    /// What is played.
    public let county: SampleCounty
    /// The year of the plan.
    public let year: Int
    private let record: RecordMaker

    /// Takes a county and a year, with 16 random bytes a call.
    public init(_ county: SampleCounty, year: Int, nonce: @escaping () -> Bytes) {
        self.county = county
        self.year = year
        record = RecordMaker(nonce: nonce)
    }

    /// The number of the annual plan.
    public var plan: String { "130283\(year)1001" }
    /// The office that plans.
    public static let office = "迁安市示例商务局"

    private static func texts(_ words: [String]) -> IJSONValue? {
        words.isEmpty ? nil : .array(words.map { .text($0) })
    }

    // MARK: List and registries

    /// Every item of the list (随机抽查事项清单).
    public var items: [Bytes] {
        SampleCatalogue.items.map { item in
            record(
                "item.record/1",
                [
                    "item": .text(item.code), "category": .text(item.category), "name": .text(item.name),
                    "class": .text(item.isKey ? "key" : "general"), "basis": .array([.text(item.basis)]),
                    "subject": .text("县级商务主管部门"), "tags": Self.texts([item.tag]), "content": .text(item.content),
                    "methods": Self.texts(["实地核查", "书面检查"]),
                    "ratioCap": item.isKey ? nil : .text(Self.cap(item.ratio)), "frequency": .text("每年1次"),
                    "joint": .bool(!item.joint.isEmpty), "departments": Self.texts(item.joint),
                ])
        }
    }

    /// The codes of the items, in the order of the list.
    public var itemCodes: [String] { SampleCatalogue.items.map(\.code) }

    /// `10%—20%` caps at the higher.
    private static func cap(_ ratio: String) -> String {
        let percents = ratio.split(separator: "—").compactMap { Int($0.filter(\.isNumber)) }
        return "\(percents.last ?? 100)/100"
    }

    /// Every object of the registry, with its id.
    public var objects: [(id: String, name: String, record: Bytes)] {
        county.objects.enumerated().map { place, object in
            let id = "OBJ-\(String(1_000_001 + place).dropFirst())"
            return (
                id, object.name,
                record(
                    "object.record/1",
                    [
                        "object": .text(id), "kind": .text(object.kind.rawValue),
                        "code": object.code.isEmpty ? nil : .text(object.code),
                        "codeless": object.code.isEmpty ? .text("无证无照") : nil, "name": .text(object.name),
                        "registered": .text(object.address), "business": .text(object.address),
                        "state": .text(object.state), "tags": Self.texts(object.tags),
                        "credit": .object(of: [
                            ("scale", .text("SAMR")), ("value", .text(object.credit)),
                            ("asOf", .text("\(year)-01-01")), ("source", .text("省平台推送")),
                        ]), "row": .integer(Int64(place + 1)),
                    ])
            )
        }
    }

    /// The inspectors of the registry; `actor` names who signs as one, where there is a key. Dates of certificates move with
    /// the year of the plan.
    public func inspectors(actor: (Int) -> ActorName?) -> [(id: String, isCertified: Bool, record: Bytes)] {
        county.inspectors.enumerated().map { place, inspector in
            let id = "I-\(inspector.staff)"
            let isExpert = inspector.role == "专家"
            let validTo = inspector.validTo.isEmpty ? nil : Self.moved(inspector.validTo, by: year - 2024)
            let nature = isExpert ? "expert" : inspector.certificate.isEmpty ? "supervision" : "officer"
            return (
                id, validTo.map { !$0.utf8.lexicographicallyPrecedes("\(year)-12-31".utf8) } ?? false,
                record(
                    "inspector.record/1",
                    [
                        "inspector": .text(id), "actor": actor(place).map { .string($0.bytes) },
                        "department": .text(inspector.section), "nature": .text(nature),
                        "certificate": inspector.certificate.isEmpty ? nil : .text(inspector.certificate),
                        "issuer": inspector.certificate.isEmpty ? nil : .text("示例发证机关"),
                        "validFrom": validTo == nil ? nil : .text("\(year - 4)-01-01"),
                        "validTo": validTo.map { .text($0) }, "items": Self.texts(inspector.items),
                    ])
            )
        }
    }

    private static func moved(_ date: String, by years: Int) -> String {
        guard let year = Int(date.prefix(4)) else { return date }
        return "\(year + years)\(date.dropFirst(4))"
    }

    /// Declared relations (回避关系申报), as far as the object has a code.
    public func relations(evidence: String) -> [Bytes] {
        let ids = Dictionary(zip(county.objects.map(\.code), objects.map(\.id))) { first, _ in first }
        return county.relations.compactMap { relation in
            guard let object = ids[relation.object] else { return nil }
            let kind =
                switch relation.relation {
                case "近姻亲": "inlaw"
                case "直系血亲": "lineal"
                case "三代以内旁系血亲": "collateral"
                case "持有股份": "interest"
                default: "spouse"
                }
            return record(
                "inspector.relation/1",
                [
                    "inspector": .text("I-\(relation.staff)"), "object": .text(object), "relation": .text(kind),
                    "evidence": .text(evidence), "note": .text(relation.relation),
                ])
        }
    }

    // MARK: Plan and tasks

    /// The head of the plan.
    public var planHead: Bytes {
        record(
            "plan.record/1",
            [
                "plan": .text(plan), "name": .text("\(year)年度双随机抽查工作计划"), "year": .integer(Int64(year)),
                "kind": .text("joint"), "directed": .bool(true), "from": .text("\(year)-01-01"),
                "to": .text("\(year)-12-31"), "office": .text(Self.office),
            ])
    }

    /// The lines of the plan; the one of re-used materials is put off by the adjustment of June.
    public func planLines(adjusted: Bool) -> [Bytes] {
        SampleCatalogue.lines.indices.map { place in
            record(
                "plan.line/1", scope(place, adjusted: adjusted))
        }
    }

    private func scope(_ place: Int, adjusted: Bool) -> KeyValuePairs<StaticString, IJSONValue?> {
        let line = SampleCatalogue.lines[place]
        let percent = Int(line.ratio.filter(\.isNumber)) ?? 100
        let isAll = percent == 100
        let isRated = line.note.hasPrefix("按信用风险等级分层")
        let mode = line.note.hasSuffix("四舍五入") ? "ratio-half" : "ratio"
        // Of petrol stations the better are inspected less, the worse more; of dealers in old appliances all alike.
        let strata: [(String, String)] =
            !isRated
            ? [("all", "\(percent)/100")]
            : mode == "ratio-half"
                ? ["A", "B", "C", "D"].map { ($0, "\(percent)/100") }
                : [("A", "5/100"), ("B", "\(percent)/100"), ("C", "50/100"), ("D", "1/1")]
        return [
            "line": .text("\(place + 1)"), "name": .text(line.name), "items": Self.texts(line.items),
            "tags": Self.texts([line.tag]), "scale": isRated ? .text("SAMR") : nil,
            "mode": .text(isAll ? "order" : "sample"),
            "strata": .array(
                strata.map { name, ratio in
                    .object(of: [
                        ("stratum", .text(name)), ("mode", .text(mode)), ("ratio", .text(isAll ? "1/1" : ratio)),
                        ("min", .integer(isRated && mode == "ratio-half" ? 0 : isRated ? 0 : 1)),
                    ])
                }), "batches": isAll ? .integer(2) : nil,
            "team": .array([.object(of: [("slot", .integer(1))]), .object(of: [("slot", .integer(2))])]),
            "from": .text(adjusted && place == 8 ? "\(year)-07-01" : "\(year)-01-01"), "to": .text("\(year)-12-31"),
            "lead": .text(Self.office), "departments": Self.texts(line.departments),
            "note": line.note.isEmpty ? nil : .text(line.note),
        ]
    }

    /// A task of the year as it is created: its number, and the records.
    public func task(_ place: Int) -> (number: String, name: String, isAdHoc: Bool, records: [Bytes]) {
        let task = county.tasks[place]
        let number = "130283\(year)\(task.number.description.dropFirst(10))"
        let head = record(
            "task.record/1",
            [
                "task": .text(number), "name": .text(task.name),
                "origin": .text(task.line == nil ? "adhoc" : "plan"),
                "plan": task.line == nil ? nil : .text(plan), "line": task.line.map { .text("\($0)") },
                "reason": task.line == nil ? .text("多起预付卡投诉指向同一问题，开展专项检查") : nil, "drawn": .text("here"),
                "from": .text(task.line == 9 ? "\(year)-07-01" : "\(year)-01-01"), "to": .text("\(year)-12-31"),
                "list": .text("after"),
            ])
        guard task.line == nil else { return (number, task.name, false, [head]) }
        let scope = record(
            "task.scope/1",
            [
                "name": .text(task.name), "items": Self.texts(["SW-01-04"]), "tags": Self.texts(["发卡企业"]),
                "mode": .text("sample"),
                "strata": .array([
                    .object(of: [
                        ("stratum", .text("all")), ("mode", .text("ratio")), ("ratio", .text("20/100")),
                        ("min", .integer(1)),
                    ])
                ]),
                "team": .array([.object(of: [("slot", .integer(1))]), .object(of: [("slot", .integer(2))])]),
                "from": .text("\(year)-01-01"), "to": .text("\(year)-12-31"),
            ])
        return (number, task.name, true, [head, scope])
    }
}
