import Ledger

@testable import DoubleRandom

/// The acts of an office, short: each returns the entry it made.
extension Bench {
    static let plan = "13028320241001"
    static let task = "130283202403011001"

    static func itemRecord(
        _ code: String, class standing: String = "general", cap: String? = "1/2", kind: String = "加油站"
    ) -> Bytes {
        Row.of(
            "item.record/1",
            [
                "item": .text(code), "category": .text("成品油"), "name": .text("成品油零售经营"),
                "class": .text(standing), "basis": Row.texts(["成品油流通管理办法"]), "subject": .text("商务局"),
                "kind": .text(kind), "ratioCap": cap.map { .text($0) },
            ])
    }

    func item(
        _ code: String, class standing: String = "general", cap: String? = "1/2", kind: String = "加油站",
        publish: Bool = true
    ) throws {
        try act(
            "item.imported/1",
            [
                Row.of("item.import/1", ["source": .text("清单")]),
                Bench.itemRecord(code, class: standing, cap: cap, kind: kind),
            ], by: person("clerk"))
        if publish { try publishItem(code) }
    }

    func publishItem(_ code: String) throws {
        try act(
            "item.published/1",
            [
                Row.of("item.publication/1", ["channel": .text("门户网站")]),
                Row.of("item.reference/1", ["item": .text(code), "about": at(.items, code)]),
            ], by: person("leader"))
    }

    static func object(
        _ id: String, kind: String = "加油站", code: String? = nil, credit: String? = nil, tags: [String] = []
    ) -> Bytes {
        Row.of(
            "object.record/1",
            [
                "object": .text(id), "kind": .text(kind), "code": .text(code ?? "91130283\(id)"),
                "name": .text("迁安市\(id)有限公司"), "registered": .text("迁安市\(id)号"),
                "tags": tags.isEmpty ? nil : Row.texts(tags),
                "credit": credit.map {
                    .object([
                        .init("scale", .text("SAMR")), .init("value", .text($0)), .init("asOf", .text("2024-01-01")),
                        .init("source", .text("省平台")),
                    ])
                },
            ])
    }

    @discardableResult
    func importObjects(_ records: [Bytes], accepted: Int? = nil) throws -> Entry {
        try act(
            "object.imported/1",
            [
                Row.of(
                    "object.import/1",
                    [
                        "source": .text("台账"), "rows": .integer(Int64(records.count)),
                        "accepted": .integer(Int64(accepted ?? records.count)), "warned": .integer(0),
                        "refused": .integer(0), "verdicts": Row.hex,
                    ])
            ] + records, by: person("clerk"))
    }

    /// Objects 001, 002, … of one kind.
    func objects(_ count: Int, kind: String = "加油站") throws {
        try importObjects((1...count).map { Bench.object("OBJ-\(String(1_000 + $0).dropFirst())", kind: kind) })
    }

    static func inspector(
        _ id: String, actor: String? = nil, nature: String = "officer", department: String = "commerce",
        validTo: String = "2026-12-31", skills: [String] = [], items: [String] = []
    ) -> Bytes {
        Row.of(
            "inspector.record/1",
            [
                "inspector": .text(id), "actor": actor.map { .text($0) }, "department": .text(department),
                "nature": .text(nature), "certificate": .text("冀B\(id)"), "validFrom": .text("2022-01-01"),
                "validTo": .text(validTo), "skills": skills.isEmpty ? nil : Row.texts(skills),
                "items": items.isEmpty ? nil : Row.texts(items),
            ])
    }

    /// Inspectors I-1, I-2, … who are the people `inspector/1`, `inspector/2`, ….
    func inspectors(_ count: Int) throws {
        let records = try (1...count).map { Bench.inspector("I-\($0)", actor: try person("inspector", $0).name) }
        try act(
            "inspector.imported/1", [Row.of("inspector.import/1", ["source": .text("名册")])] + records,
            by: person("clerk"))
    }

    static func line(
        _ name: String = "L1", items: [String] = ["SW-02"], kind: String = "加油站", mode: String = "sample",
        ratio: String = "1/5", rounding: String = "ratio", slots: Int = 2, scale: String? = nil,
        strata: [(String, String)]? = nil, max: Int64? = nil, tags: [String] = [], skills: [String] = [],
        note: String? = nil,
        type: String = "plan.line/1", from: String = "2024-03-01",
        to: String = "2024-11-30"
    ) -> Bytes {
        let strata = (strata ?? [("all", ratio)]).map { name, ratio in
            IJSONValue.object(
                [
                    .init("stratum", .text(name)), .init("mode", .text(rounding)), .init("ratio", .text(ratio)),
                    .init("min", .integer(1)),
                ] + (max.map { [.init("max", .integer($0))] } ?? []))
        }
        return Row.of(
            type,
            [
                "line": type == "plan.line/1" ? .text(name) : nil, "name": .text("加油站抽查"),
                "items": Row.texts(items), "kind": .text(kind), "scale": scale.map { .text($0) },
                "mode": .text(mode), "strata": .array(strata),
                "tags": tags.isEmpty ? nil : Row.texts(tags), "note": note.map { .text($0) },
                "team": .array(
                    (1...Swift.max(1, slots)).map {
                        .object(
                            [.init("slot", .integer(Int64($0)))]
                                + (skills.isEmpty ? [] : [.init("skills", Row.texts(skills))]))
                    }),
                "from": .text(from), "to": .text(to),
            ])
    }

    @discardableResult
    func draftPlan(_ number: String = Bench.plan, _ lines: [Bytes] = [Bench.line()], year: Int64 = 2024) throws -> Entry
    {
        try act(
            "plan.drafted/1",
            [
                Row.of(
                    "plan.record/1",
                    [
                        "plan": .text(number), "name": .text("2024年度抽查工作计划"), "year": .integer(year),
                        "kind": .text("own"), "directed": .bool(true), "from": .text("\(year)-03-01"),
                        "to": .text("\(year)-11-30"), "office": .text("执法大队"),
                    ])
            ] + lines, by: person("clerk"))
    }

    func decide(
        _ type: String, plan: String = Bench.plan, reason: String? = nil, paper: Bool = false, by person: Person
    ) throws {
        try act(
            type,
            [
                Row.of(
                    "plan.decision/1",
                    [
                        "plan": .text(plan), "about": at(.plans, plan), "reason": reason.map { .text($0) },
                        "paper": paper
                            ? .object([
                                .init("sha256", Row.hex), .init("on", .text("2024-01-09")),
                                .init("post", .text("局长")),
                            ]) : nil,
                    ])
            ], by: person)
    }

    func filePlan(_ plan: String = Bench.plan) throws {
        try act(
            "plan.filed/1",
            [Row.of("plan.filing/1", ["plan": .text(plan), "with": .text("唐山市商务局"), "on": .text("2024-01-10")])],
            by: person("clerk"))
    }

    func publishPlan(_ plan: String = Bench.plan) throws {
        try act(
            "plan.published/1",
            [
                Row.of(
                    "plan.publication/1",
                    ["plan": .text(plan), "about": at(.plans, plan), "channel": .text("门户网站")])
            ], by: person("clerk"))
    }

    func adjustPlan(_ lines: [Bytes], plan: String = Bench.plan) throws {
        try act(
            "plan.adjusted/1",
            [
                Row.of(
                    "plan.adjustment/1", ["plan": .text(plan), "about": at(.plans, plan), "reason": .text("工作实际")])
            ] + lines, by: person("clerk"))
    }

    func completePlan(_ plan: String = Bench.plan) throws {
        try act("plan.completed/1", [Row.of("plan.completion/1", ["plan": .text(plan)])], by: person("clerk"))
    }

    @discardableResult
    func createTask(
        _ number: String = Bench.task, plan: String? = Bench.plan, line: String? = "L1", reason: String? = nil,
        from: String = "2024-03-01", to: String = "2024-06-30", drawn: String = "here", list: String = "after",
        scope: [Bytes] = []
    ) throws -> Entry {
        try act(
            "task.created/1",
            [
                Row.of(
                    "task.record/1",
                    [
                        "task": .text(number), "name": .text("加油站抽查"),
                        "origin": .text(plan == nil ? "adhoc" : "plan"), "plan": plan.map { .text($0) },
                        "line": plan == nil ? nil : line.map { .text($0) }, "reason": reason.map { .text($0) },
                        "drawn": .text(drawn), "from": .text(from), "to": .text(to), "list": .text(list),
                    ])
            ] + scope, by: person("clerk"))
    }

    func decideTask(_ type: String, _ task: String = Bench.task, reason: String? = nil, by person: Person) throws {
        try act(
            type,
            [
                Row.of(
                    "task.decision/1",
                    ["task": .text(task), "about": at(.tasks, task), "reason": reason.map { .text($0) }])
            ], by: person)
    }

    /// Item SW-02 published, plan approved, one task.
    func planned(objects count: Int = 10) throws {
        try item("SW-02")
        try objects(count)
        try draftPlan()
        try decide("plan.approved/1", by: person("leader"))
        try createTask()
    }
}
