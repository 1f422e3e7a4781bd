/// The view `actors`: who was enrolled, with which keys and roles, from when until when (人员、密钥、角色沿革). A `_from`
/// or `_to` index is the entry that began or ended it; either counts from the next entry on.
public struct ActorsProjector: Projector {
    /// The view.
    public init() {}

    public let name = "actors"
    public let version = 1

    private static let span: [ViewColumn] = [
        .integer("idx_from", optional: true), .text("time_from", optional: true), .integer("idx_to", optional: true),
        .text("time_to", optional: true), .integer("idx"),
    ]

    public let tables = [
        ViewTable(
            "actors",
            [.text("actor"), .text("standing"), .integer("enrolled"), .text("time_enrolled"), .integer("idx")],
            key: ["actor"]),
        // Every standing that an actor had.
        ViewTable(
            "actors_standing",
            [.text("actor"), .text("standing"), .integer("idx_from"), .text("time_from")]
                + ActorsProjector.span.dropFirst(2),
            key: ["actor", "idx_from"]),
        ViewTable(
            "actors_key",
            [.text("key_id"), .text("actor"), .text("vkey"), .text("standing"), .integer("introduced")]
                + ActorsProjector.span, key: ["key_id"], indexes: [["actor"]]),
        ViewTable(
            "actors_role",
            [
                .text("actor"), .text("role"), .integer("granted"), .text("standing"),
                .text("day_from", optional: true), .text("day_to", optional: true),
            ] + ActorsProjector.span, key: ["actor", "role", "granted"]),
        // What waits for a second person; gone once it is decided.
        ViewTable("actors_proposal", [.integer("idx"), .text("type"), .text("actor")], key: ["idx"]),
    ]

    public func apply(_ event: ViewEvent, to tables: ViewTransaction) throws {
        guard event.isComplete, let head = event.records.first else { return }
        let change = Change(index: .index(event.index), time: .time(event.entry.received), tables: tables)
        let records = event.records.map(\.record)
        let reader = try RecordReader(head.record)
        switch String(decoding: event.type.bytes, as: UTF8.self) {
        case "ledger.founded/1":
            let content = try FoundingContent(records)
            for (founder, role) in [
                (content.administrator, RoleName.administrator), (content.supervisor, RoleName.supervisor),
            ] {
                try change.enrol(founder.actor, standing: "active")
                try change.introduce(founder.key, of: founder.actor, standing: "active")
                try change.grant(role, to: founder.actor, from: nil, to: nil, standing: "active")
            }
        case "actor.enrolled/1":
            let new = try KeyRecord(try record(1, of: records))
            try change.enrol(new.actor, standing: "proposed")
            try change.introduce(new.key, of: new.actor, standing: "proposed")
            try change.propose(event.type, about: new.actor)
        case "actor.rekeyed/1":
            let new = try KeyRecord(try record(1, of: records))
            try change.introduce(new.key, of: new.actor, standing: "proposed")
            try change.propose(event.type, about: new.actor)
        case "actor.rotated/1":
            let new = try KeyRecord(try record(1, of: records))
            for signature in event.entry.event.signatures where !signature.isNamed(by: new.key) {
                try change.end("actors_key", "retired", "key_id = ?", .text("\(signature.keyID)"))
            }
            try change.introduce(new.key, of: new.actor, standing: "active")
        case "actor.suspended/1": try change.stand(try reader.actor("actor"), "suspended")
        case "actor.restored/1": try change.propose(event.type, about: try reader.actor("actor"))
        case "actor.granted/1":
            let grant = try RoleGrant(head.record)
            try change.grant(grant.role, to: grant.actor, from: grant.from, to: grant.to, standing: "proposed")
            try change.propose(event.type, about: grant.actor)
        case "actor.revoked/1":
            try change.end(
                "actors_role", "ended", "actor = ? AND role = ? AND standing = 'active'",
                .actor(try reader.actor("actor")), .text(try reader.role("role").bytes))
        case "actor.confirmed/1": try change.decide(try reader.about().index, isConfirmed: true)
        case "actor.declined/1": try change.decide(try reader.about().index, isConfirmed: false)
        default: return
        }
    }

    private func record(_ position: Int, of records: [Record]) throws -> Record {
        guard records.indices.contains(position) else { throw LedgerError(.recordInvalid, "\(records.count) records") }
        return records[position]
    }
}

/// What one entry changes.
private struct Change {
    let index: ViewValue
    let time: ViewValue
    let tables: ViewTransaction

    func enrol(_ actor: ActorName, standing: String) throws {
        try tables.run(
            "INSERT INTO actors(actor, standing, enrolled, time_enrolled, idx) VALUES (?, ?, ?, ?, ?)", .actor(actor),
            .text(standing), index, time, index)
        try begin(actor, standing)
    }

    /// Another standing from here on.
    func stand(_ actor: ActorName, _ standing: String) throws {
        try tables.run(
            "UPDATE actors SET standing = ?, idx = ? WHERE actor = ?", .text(standing), index, .actor(actor))
        try tables.run(
            "UPDATE actors_standing SET idx_to = ?, time_to = ?, idx = ? WHERE actor = ? AND idx_to IS NULL", index,
            time, index, .actor(actor))
        try begin(actor, standing)
    }

    private func begin(_ actor: ActorName, _ standing: String) throws {
        try tables.run(
            "INSERT INTO actors_standing(actor, standing, idx_from, time_from, idx) VALUES (?, ?, ?, ?, ?)",
            .actor(actor), .text(standing), index, time, index)
    }

    func introduce(_ key: VerifierKey, of actor: ActorName, standing: String) throws {
        let isActive = standing == "active"
        try tables.run(
            """
            INSERT INTO actors_key(key_id, actor, vkey, standing, introduced, idx_from, time_from, idx)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, .text("\(key.id)"), .actor(actor), .text(key.text), .text(standing), index,
            isActive ? index : .null, isActive ? time : .null, index)
    }

    func grant(_ role: RoleName, to actor: ActorName, from: CivilDate?, to: CivilDate?, standing: String) throws {
        let isActive = standing == "active"
        try tables.run(
            """
            INSERT INTO actors_role(actor, role, granted, standing, day_from, day_to, idx_from, time_from, idx)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .actor(actor), .text(role.bytes), index, .text(standing),
            .optional(from.map { .text("\($0)") }), .optional(to.map { .text("\($0)") }),
            isActive ? index : .null, isActive ? time : .null, index)
    }

    /// Rows of keys or roles that begin to count.
    private func activate(_ table: StaticString, _ condition: StaticString, _ values: ViewValue...) throws {
        try tables.run(
            "UPDATE \(table) SET standing = 'active', idx_from = ?, time_from = ?, idx = ? WHERE \(condition)",
            [index, time, index] + values)
    }

    /// Rows of keys or roles that end.
    func end(_ table: StaticString, _ standing: String, _ condition: StaticString, _ values: ViewValue...) throws {
        try tables.run(
            "UPDATE \(table) SET standing = ?, idx_to = ?, time_to = ?, idx = ? WHERE \(condition)",
            [.text(standing), index, time, index] + values)
    }

    func propose(_ type: TypeName, about actor: ActorName) throws {
        try tables.run(
            "INSERT INTO actors_proposal(idx, type, actor) VALUES (?, ?, ?)", index, .type(type), .actor(actor))
    }

    func decide(_ proposal: EntryIndex, isConfirmed: Bool) throws {
        let row = try tables.rows("SELECT type, actor FROM actors_proposal WHERE idx = ?", .index(proposal)).first
        guard let row, let type = row[0].string, let actor = row[1].bytes.flatMap({ ActorName($0) }) else { return }
        try tables.run("DELETE FROM actors_proposal WHERE idx = ?", .index(proposal))
        switch type {
        case "actor.enrolled/1", "actor.rekeyed/1":
            if isConfirmed, type == "actor.rekeyed/1" {
                try end("actors_key", "lost", "actor = ? AND standing = 'active'", .actor(actor))
            }
            if type == "actor.enrolled/1" { try stand(actor, isConfirmed ? "active" : "declined") }
            if isConfirmed {
                try activate("actors_key", "actor = ? AND introduced = ?", .actor(actor), .index(proposal))
            } else {
                try end("actors_key", "declined", "actor = ? AND introduced = ?", .actor(actor), .index(proposal))
            }
        case "actor.granted/1":
            if isConfirmed {
                try activate("actors_role", "actor = ? AND granted = ?", .actor(actor), .index(proposal))
            } else {
                try end("actors_role", "declined", "actor = ? AND granted = ?", .actor(actor), .index(proposal))
            }
        case "actor.restored/1": if isConfirmed { try stand(actor, "active") }
        default: break
        }
    }
}
