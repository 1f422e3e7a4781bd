// From dispatch to the reviewed result, domain.md 2.7 and section 3 (一企一表).

import Ledger

enum InspectionSchemas {
    static let dispatch = RecordSchema(
        "inspection.dispatch/1", .office, [.must("task", .digits(18)), .must("about", .about)])
    static let approval = RecordSchema(
        "inspection.approval/1", .office,
        [
            .must("inspections", .list(.id, 1_000)), .must("from", .date), .must("to", .date),
            .may(
                "paper",
                .object([
                    .must("sha256", .hex), .must("on", .date), .must("post", .text(120)), .may("number", .text(120)),
                ])),
        ])
    static let notice = RecordSchema(
        "inspection.notice/1", .office,
        [
            .must("inspection", .id), .must("on", .date),
            .must("way", .word(["served", "message", "post", "surprise"])),
            .may("reason", .text(2_000)), .may("evidence", .hex),
        ])
    static let visit = RecordSchema(
        "inspection.visit/1", .office,
        [
            .must("inspection", .id), .must("on", .date), .must("officers", .list(.id, 20)),
            .may("experts", .list(.id, 20)), .must("identified", .bool),
            .must("outcome", .word(["done", "unreachable", "refused", "gone"])), .may("attempts", .number),
            .may("place", .text(600)), .may("evidence", .hex),
        ])
    static let finding = RecordSchema(
        "result.record/1", .due,
        [
            .must("inspection", .id), .must("completed", .date), .must("methods", .list(.text(120), 20)),
            .must("wordings", .list(.text(120), 20)), .must("disposals", .list(.text(200), 20)),
            .must("closed", .bool), .may("closedOn", .date),
            .may("replaces", .about), .may("reason", .text(2_000)),
        ])
    /// What was found and done, item by item (发现问题情况, 处置情况). Free text may name persons and secrets, so that no
    /// publication opens it: the public sees wordings.
    static let itemFinding = RecordSchema(
        "result.item/1", .office,
        [
            .must("item", .id), .must("checked", .bool), .must("found", .text(4_000)), .must("disposal", .text(4_000)),
        ])
    /// What the form says beside (备注), what the enterprise says and whether it signed (被检查单位意见、签字或拒签), and the scan.
    static let remark = RecordSchema(
        "result.note/1", .office,
        [
            .may("note", .text(4_000)), .may("scan", .hex), .may("opinion", .text(2_000)),
            .may("signature", .word(["signed", "refused"])), .may("refusal", .text(600)),
        ])
    static let confirmation = RecordSchema("result.confirmed/1", .office, [.must("about", .about)])
    static let review = RecordSchema(
        "result.review/1", .office,
        [
            .must("inspection", .id), .must("about", .about), .must("verdict", .word(["pass", "return"])),
            .may("reason", .text(2_000)),
        ])
}
