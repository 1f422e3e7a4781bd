// Annual plans 年度抽查工作计划 and tasks 抽查任务, domain.md 2.4 and 2.5.

import Ledger

enum PlanSchemas {
    /// What is drawn and by whom it is visited: the same in a plan line and in a 临时任务.
    static let scope: [Field] = [
        .must("name", .text(300)), .must("items", .list(.id, 50)), .may("kind", .text(60)),
        .may("tags", .list(.text(120), 20)), .may("scale", .id), .must("mode", .word(["sample", "order", "full"])),
        .must(
            "strata",
            .list(
                .object([
                    .must("stratum", .term), .must("mode", .word(["ratio", "ratio-half"])), .must("ratio", .ratio),
                    .must("min", .number), .may("max", .number), .may("multiplier", .number),
                ]), 20)),
        .may("batches", .number), .may("total", .number), .may("groupBy", .word(["jurisdiction"])),
        .may("groupCap", .number),
        .may("weights", .list(.object([.must("tag", .text(120)), .must("weight", .number)]), 20)),
        .must(
            "team",
            .list(.object([.must("slot", .number), .may("department", .term), .may("skills", .list(.term, 10))]), 8)),
        .must("from", .date), .must("to", .date), .may("lead", .text(300)),
        .may("departments", .list(.text(300), 20)), .may("note", .text(2_000)),
    ]
    static let plan = RecordSchema(
        "plan.record/1", .public,
        [
            .must("plan", .digits(14)), .must("name", .text(300)), .must("year", .number),
            .must("kind", .word(["own", "joint"])), .must("directed", .bool), .must("from", .date),
            .must("to", .date), .must("office", .text(300)), .may("platform", .text(120)),
            .may("file", .attachment),
        ])
    static let line = RecordSchema("plan.line/1", .public, [.must("line", .id)] + scope)
    static let decision = RecordSchema(
        "plan.decision/1", .public,
        [
            .must("plan", .digits(14)), .must("about", .about), .may("reason", .text(2_000)),
            .may(
                "paper",
                .object([
                    .must("sha256", .hex), .must("on", .date), .must("post", .text(120)), .may("number", .text(120)),
                ])),
        ])
    static let filing = RecordSchema(
        "plan.filing/1", .public,
        [.must("plan", .digits(14)), .must("with", .text(300)), .must("on", .date), .may("number", .text(120))])
    static let publication = RecordSchema(
        "plan.publication/1", .public,
        [.must("plan", .digits(14)), .must("about", .about), .must("channel", .text(300)), .may("address", .text(600))])
    static let adjustment = RecordSchema(
        "plan.adjustment/1", .public,
        [.must("plan", .digits(14)), .must("about", .about), .must("reason", .text(2_000))])
    static let completion = RecordSchema(
        "plan.completion/1", .public, [.must("plan", .digits(14)), .may("note", .text(2_000))])
    static let documentNumber = RecordSchema(
        "plan.number/1", .public, [.must("plan", .digits(14)), .must("number", .text(120))])

    static let task = RecordSchema(
        "task.record/1", .office,
        [
            .must("task", .digits(18)), .must("name", .text(300)), .must("origin", .word(["plan", "adhoc"])),
            .may("plan", .digits(14)), .may("line", .id), .may("reason", .text(2_000)),
            .must("drawn", .word(["here", "external"])), .must("from", .date), .must("to", .date),
            .must("list", .word(["before", "after", "never"])), .may("platform", .text(120)),
        ])
    static let taskScope = RecordSchema("task.scope/1", .office, scope)
    static let taskDecision = RecordSchema(
        "task.decision/1", .office,
        [
            .must("task", .digits(18)), .must("about", .about), .may("reason", .text(2_000)),
            .may(
                "paper",
                .object([
                    .must("sha256", .hex), .must("on", .date), .must("post", .text(120)), .may("number", .text(120)),
                ])),
        ])
    static let taskNumber = RecordSchema(
        "task.number/1", .public, [.must("task", .digits(18)), .must("number", .text(120))])
}
