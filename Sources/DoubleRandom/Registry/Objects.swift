// The registry of objects 检查对象名录库, domain.md 2.2. Persons (principal, liaison) stand in personal records.

import Ledger

enum ObjectSchemas {
    static let credit: [Field] = [
        .must("scale", .id), .must("value", .term), .must("asOf", .date), .must("source", .text(300)),
    ]
    static let record = RecordSchema(
        "object.record/1", .office,
        [
            .must("object", .id), .must("kind", .text(60)), .may("code", .id), .may("codeless", .text(300)),
            .must("name", .text(600)), .may("registered", .text(1_200)), .may("business", .text(1_200)),
            .may("authority", .text(300)), .may("jurisdiction", .text(300)), .may("established", .date),
            .may("scope", .text(6_000)), .may("state", .text(60)), .may("tags", .list(.text(120), 50)),
            .may(
                "licences",
                .list(
                    .object([
                        .must("name", .text(300)), .may("number", .text(120)), .may("issued", .date),
                        .may("expires", .date), .may("issuer", .text(300)),
                    ]), 50)),
            .may("credit", .object(credit)), .may("row", .number),
        ])
    static let imported = RecordSchema(
        "object.import/1", .office,
        [
            .must("source", .text(300)), .may("file", .hex), .must("rows", .number), .must("accepted", .number),
            .must("warned", .number), .must("refused", .number), .must("verdicts", .hex),
        ])
    static let verdict = RecordSchema(
        "object.verdict/1", .office,
        [.must("row", .number), .must("verdict", .word(["warning", "refused"])), .must("why", .text(600))])
    static let change = RecordSchema(
        "object.change/1", .office, [.must("reason", .text(2_000)), .may("evidence", .hex)])
    static let tags = RecordSchema(
        "object.tags/1", .office, [.must("object", .id), .may("tags", .list(.text(120), 50))])
    static let rating = RecordSchema(
        "object.credit/1", .office, [.must("object", .id), .must("credit", .object(credit))])
    static let reference = RecordSchema("object.reference/1", .office, [.must("object", .id)])
    static let end = RecordSchema(
        "object.end/1", .office,
        [.must("cause", .text(60)), .must("reason", .text(2_000)), .must("evidence", .hex)])
    static let revert = RecordSchema(
        "object.revert/1", .office, [.must("about", .about), .must("reason", .text(2_000))])
}

enum ObjectRules {
    static let cycle = LifeCycle(
        "object", .objectStanding,
        [
            ("active", "object.updated", "active"), ("active", "object.tagged", "active"),
            ("active", "object.rated", "active"), ("active", "object.deactivated", "inactive"),
            ("inactive", "object.updated", "inactive"), ("inactive", "object.restored", "active"),
            ("active", "object.reverted", "reverted"),
        ])
    private static let writes: [StateTable] = [.objects, .identities]

    static let specs: [EventSpec] = [
        EventSpec(
            "object.imported/1", by: .roles([.clerk]), head: ObjectSchemas.imported,
            rows: [ObjectSchemas.record, ObjectSchemas.verdict], writes: writes
        ) { act in
            let objects = act.rows("object.record/1")
            let verdicts = act.rows("object.verdict/1")
            let refused = verdicts.filter { $0.equals("verdict", "refused") }.count
            guard let rows = act.head.integer("rows"), let accepted = act.head.integer("accepted"),
                let warned = act.head.integer("warned"), accepted + warned == objects.count,
                act.head.integer("refused") == refused, rows == objects.count + refused
            else { throw LedgerError(.importCount, "\(objects.count) objects, \(refused) refused") }
            for object in objects {
                let id = try object.required("object")
                guard try act.find(.objects, id) == nil else { throw LedgerError(.objectKnown, id.shown) }
                try write(object, replacing: nil, act)
            }
            return []
        },
        EventSpec(
            "object.updated/1", by: .roles([.clerk]), head: ObjectSchemas.change, rows: [ObjectSchemas.record],
            writes: writes
        ) { act in
            for object in act.rows("object.record/1") {
                let earlier = try act.get(.objects, object.required("object"), .objectUnknown)
                try write(object, replacing: cycle.move(earlier, by: "object.updated"), act)
            }
            return []
        },
        EventSpec(
            "object.tagged/1", by: .roles([.clerk]), head: ObjectSchemas.change, rows: [ObjectSchemas.tags],
            writes: writes
        ) { act in
            for row in act.rows("object.tags/1") { try change(row, by: "object.tagged", ["tags": row["tags"]], act) }
            return []
        },
        EventSpec(
            "object.rated/1", by: .roles([.clerk]), head: ObjectSchemas.change, rows: [ObjectSchemas.rating],
            writes: writes
        ) { act in
            for row in act.rows("object.credit/1") {
                try checkCredit(row["credit"], act)
                try change(row, by: "object.rated", ["credit": row["credit"]], act)
            }
            return []
        },
        EventSpec(
            "object.deactivated/1", by: .roles([.clerk]), head: ObjectSchemas.end, rows: [ObjectSchemas.reference],
            writes: writes
        ) { act in
            for row in act.rows("object.reference/1") { try change(row, by: "object.deactivated", [:], act) }
            return []
        },
        EventSpec(
            "object.restored/1", by: .roles([.clerk]), head: ObjectSchemas.end, rows: [ObjectSchemas.reference],
            writes: writes
        ) { act in
            for row in act.rows("object.reference/1") { try change(row, by: "object.restored", [:], act) }
            return []
        },
        EventSpec(
            "object.reverted/1", by: .roles([.leader]), head: ObjectSchemas.revert, writes: writes
        ) { act in
            guard let about = act.head.about() else { throw LedgerError(.importRevert) }
            var found = false
            // What names an object keeps it: under another id it would shed relations and visits.
            var named = Set(try act.all(.inspections).compactMap { $0.row.bytes("object") })
            for relation in try act.all(.relations) {
                named.formUnion(relation.key.split(separator: UInt8(ascii: "/")).dropFirst().map { Bytes($0) })
            }
            for (id, object) in try act.all(.objects)
            where object["import"].flatMap({ SeenEntry(about: $0) }) == about {
                found = true
                guard object["at"] == object["import"], object.equals("standing", "active"), !named.contains(id),
                    try act.all(.visits, prefix: id + [UInt8(ascii: "/")]).isEmpty
                else {
                    throw LedgerError(.importRevert, id.shown)
                }
                act.put(.objects, id, try cycle.move(object, by: "object.reverted"))
                // The same enterprise may come in again under another id.
                for identity in object.list("identities") { act.put(.identities, identity, StateObject()) }
            }
            guard found else { throw LedgerError(.importRevert, "entry \(about.index) imported no object") }
            return []
        },
    ]

    private static func change(
        _ row: StateObject, by event: StaticString, _ changes: KeyValuePairs<StaticString, IJSONValue?>, _ act: Act
    ) throws {
        let id = try row.required("object")
        let object = try cycle.move(act.get(.objects, id, .objectUnknown), by: event)
        act.put(.objects, id, object.with(changes).with(["at": act.place]))
    }

    private static func checkCredit(_ credit: IJSONValue?, _ act: Act) throws {
        guard let credit else { return }
        guard let scale = credit["scale"]?.bytes, let value = credit["value"]?.bytes,
            try act.creditScale(scale).contains(value)
        else { throw LedgerError(.objectCredit, credit["value"]?.bytes?.shown ?? "") }
    }

    /// (kind, code) where there is a code, else the digest of kind, name and address.
    private static func identity(_ object: StateObject) throws -> Bytes {
        let kind = try object.required("kind")
        if let code = object.bytes("code") { return Bytes("code/".utf8) + SHA256.hash(kind + [0] + code).hex.utf8 }
        guard object["codeless"] != nil else {
            throw LedgerError(.recordInvalid, "object.record/1: code, or codeless with the reason")
        }
        let address = object.bytes("business") ?? object.bytes("registered") ?? []
        return Bytes("name/".utf8) + SHA256.hash(kind + [0] + (try object.required("name")) + [0] + address).hex.utf8
    }

    private static func write(_ object: StateObject, replacing earlier: StateObject?, _ act: Act) throws {
        let id = try object.required("object")
        try checkCredit(object["credit"], act)
        let identity = try identity(object)
        if let known = try act.find(.identities, identity)?.bytes("object"), known != id {
            throw LedgerError(.objectKnown, "\(id.shown) is \(known.shown)")
        }
        act.put(.identities, identity, StateObject([.init("object", .string(id))]))
        var row = StateObject()
        for name: StaticString in ["kind", "code", "name", "tags", "credit", "jurisdiction", "authority"] {
            row[name] = object[name]
        }
        var identities = earlier?.list("identities") ?? []
        if !identities.contains(identity) { identities.append(identity) }
        act.put(
            .objects, id,
            row.with([
                "identities": .array(identities.suffix(20).map { .string($0) }),
                "import": earlier == nil ? act.place : earlier?["import"], "at": act.place,
                "standing": earlier?["standing"] ?? .text("active"),
            ]))
    }
}
