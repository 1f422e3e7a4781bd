// The records of a draw, draws.md 2.3. A manifest is an attachment whose digest is the hash that the freeze names; what
// it says is recomputed from admission state, so that a verifier needs nothing but the records.

import Ledger

enum DrawSchemas {
    static let ladder = RecordSchema(
        "draw.ladder/1", .public,
        [
            .must("ladder", .id), .must("rungs", .number), .must("anchor", .hex), .must("custodian", .actor),
            .must("purpose", .word(["server", "reserve"])),
        ])
    static let digest: Form = .object([.must("hash", .hex), .must("count", .number)])
    /// The population's has a root too (RFC 6962), so that one enterprise can prove that it was in the hat.
    static let rooted: Form = .object([.must("hash", .hex), .must("count", .number), .may("root", .hex)])
    static let freeze = RecordSchema(
        "draw.freeze/1", .public,
        [
            .must("draw", .id), .must("task", .digits(18)), .must("kind", .word(["objects", "inspectors"])),
            .must("profile", .word(["A", "B"])), .may("supersedes", .id), .must("hash", .hex), .must("embargo", .date),
            .must("place", .text(300)),
            .must("contributors", .hex), .may("plan", .hex), .may("registry", digest), .may("population", rooted),
            .may("exclusions", digest), .may("of", .id), .may("inspectors", digest), .may("slots", digest),
            .may("conflicts", digest),
        ])
    static let contributor = RecordSchema(
        "draw.contributor/1", .public,
        [
            .must("slot", .digits(2)), .must("party", .id),
            .must("source", .word(["fresh", "ladder", "beacon", "reserve"])),
            .may("origin", .id), .may("round", .id), .may("ladder", .id), .may("rung", .number),
            .may("custodian", .actor), .may("recorder", .actor),
        ])
    static let exclusion = RecordSchema(
        "draw.exclusion/1", .due, [.must("object", .id), .must("reason", .term), .must("evidence", .hex)])
    static let salt = RecordSchema("draw.salt/1", .due, [.must("salt", .hex)])
    static let manifest = RecordSchema(
        "draw.manifest/1", .due,
        [
            .must(
                "name",
                .word([
                    "registry", "population", "exclusions", "plan", "contributors", "inspectors", "slots", "conflicts",
                ])), .must("file", .attachment),
        ])
    static let decision = RecordSchema(
        "draw.confirmed/1", .public,
        [
            .must("about", .about), .may("draw", .id), .may("reason", .text(2_000)), .may("slot", .digits(2)),
            .may("sheet", .hex),
        ])
    static let declined = RecordSchema(
        "draw.declined/1", .public, [.must("about", .about), .must("draw", .id), .must("reason", .text(2_000))])
    static let difference = RecordSchema(
        "draw.difference/1", .due,
        [
            .must("subject", .id), .must("change", .word(["added", "removed", "changed"])), .must("reason", .term),
            .may("evidence", .hex),
        ])
    static let voiding = RecordSchema(
        "draw.void/1", .public,
        [
            .must("draw", .id), .must("stage", .word(["before", "after"])), .must("party", .id),
            .must("reason", .text(2_000)), .may("evidence", .hex),
        ])
    static let fix = RecordSchema(
        "draw.fix/1", .public,
        [.must("draw", .id), .must("slots", .list(.digits(2), 64)), .must("head", .about)])
    static let beacon = RecordSchema(
        "draw.beacon/1", .public,
        [
            .must("draw", .id), .must("slot", .digits(2)), .must("origin", .id), .must("round", .id),
            .must("value", .term), .must("on", .date), .must("evidence", .hex),
        ])
    static let preflight = RecordSchema(
        "draw.preflight/1", .public,
        [.must("draw", .id), .must("feasible", .bool), .may("slot", .id)])
    static let candidate = RecordSchema(
        "draw.candidate/1", .due, [.must("inspector", .id), .must("cap", .number), .must("load", .number)])
    static let eligible = RecordSchema(
        "draw.eligible/1", .due, [.must("slot", .id), .must("eligible", .number)])
    static let commit = RecordSchema(
        "draw.commit/1", .public,
        [.must("draw", .id), .must("slot", .digits(2)), .must("commit", .hex), .may("sheet", .hex)])
    static let close = RecordSchema(
        "draw.close/1", .public,
        [
            .must("draw", .id),
            .must("commits", .list(.object([.must("slot", .digits(2)), .must("commit", .hex)]), 64)),
        ])
    static let reveal = RecordSchema(
        "draw.reveal/1", .due, [.must("draw", .id), .must("slot", .digits(2)), .must("value", .hex)])
    static let rung = RecordSchema(
        "draw.rung/1", .due, [.must("draw", .id), .must("slot", .digits(2)), .must("value", .hex)])
    static let result = RecordSchema("draw.result/1", .public, [.must("draw", .id), .must("count", .number)])
    static let seed = RecordSchema("draw.seed/1", .due, [.must("seed", .hex)])
    static let selected = RecordSchema(
        "draw.selected/1", .due,
        [
            .must("object", .id), .must("inspection", .id), .must("stratum", .term), .must("ticket", .hex),
            .may("batch", .number),
        ])
    static let team = RecordSchema(
        "draw.team/1", .due, [.must("slot", .id), .must("inspection", .id), .must("inspector", .id)])
}
