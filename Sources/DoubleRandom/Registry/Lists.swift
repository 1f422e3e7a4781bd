// The item list 随机抽查事项清单, domain.md 2.1.

import Ledger

enum ItemSchemas {
    static let record = RecordSchema(
        "item.record/1", .public,
        [
            .must("item", .id), .must("category", .text(300)), .must("name", .text(600)),
            .must("class", .word(["key", "general"])), .must("basis", .list(.text(1_000), 50)),
            .must("subject", .text(300)), .may("kind", .text(60)), .may("tags", .list(.text(120), 20)),
            .may("content", .text(4_000)), .may("methods", .list(.text(120), 20)), .may("ratioMin", .ratio),
            .may("ratioCap", .ratio), .may("frequency", .text(120)), .may("joint", .bool),
            .may("departments", .list(.text(120), 20)), .may("requirement", .text(300)), .may("note", .text(600)),
        ])
    static let imported = RecordSchema(
        "item.import/1", .public, [.must("source", .text(300)), .may("file", .attachment)])
    static let adjustment = RecordSchema(
        "item.adjustment/1", .public,
        [.must("cause", .word(["law", "practice"])), .must("reason", .text(2_000)), .may("evidence", .hex)])
    static let reference = RecordSchema("item.reference/1", .public, [.must("item", .id), .must("about", .about)])
    static let retirement = RecordSchema(
        "item.retirement/1", .public,
        [
            .must("item", .id), .must("cause", .word(["law", "practice"])), .must("reason", .text(2_000)),
            .may("evidence", .hex),
        ])
    static let revert = RecordSchema(
        "item.revert/1", .public, [.must("about", .about), .must("reason", .text(2_000))])
    static let publication = RecordSchema(
        "item.publication/1", .public, [.must("channel", .text(300)), .may("address", .text(600))])
}

enum ItemRules {
    static let cycle = LifeCycle(
        "item", .itemStanding,
        [
            ("draft", "item.adjusted", "draft"), ("draft", "item.published", "published"),
            ("published", "item.adjusted", "draft"), ("draft", "item.retired", "retired"),
            ("published", "item.retired", "retired"), ("draft", "item.reverted", "reverted"),
        ])

    static let specs: [EventSpec] = [
        EventSpec(
            "item.imported/1", by: .roles([.clerk]), head: ItemSchemas.imported, rows: [ItemSchemas.record],
            writes: [.items]
        ) { act in
            for item in act.rows("item.record/1") {
                let code = try item.required("item")
                // What came in by an import that was taken back may come in again, as a version of its own.
                let earlier = try act.find(.items, code)
                guard earlier?.equals("standing", "reverted") ?? true else {
                    throw LedgerError(.itemKnown, code.shown)
                }
                try write(
                    item, version: (earlier?.integer("version") ?? 0) + 1, earlier: StateObject(), import: act.place,
                    act)
            }
            return []
        },
        EventSpec(
            "item.adjusted/1", by: .roles([.clerk]), head: ItemSchemas.adjustment, rows: [ItemSchemas.record],
            writes: [.items]
        ) { act in
            for item in act.rows("item.record/1") {
                let earlier = try act.get(.items, item.required("item"), .itemUnknown)
                _ = try cycle.next(earlier.bytes("standing") ?? [], by: "item.adjusted")
                try write(
                    item, version: (earlier.integer("version") ?? 0) + 1, earlier: earlier, import: earlier["import"],
                    act)
            }
            return []
        },
        EventSpec(
            "item.published/1", by: .roles([.leader]), head: ItemSchemas.publication, rows: [ItemSchemas.reference],
            writes: [.items]
        ) { act in
            for reference in act.rows("item.reference/1") {
                let code = try reference.required("item")
                let item = try act.get(.items, code, .itemUnknown)
                guard let named = reference.about(), named == item["at"].flatMap({ SeenEntry(about: $0) }) else {
                    throw LedgerError(.versionStale, code.shown)
                }
                try act.forbid(authorsOf: item, "who drafted an item does not publish it")
                act.put(.items, code, try cycle.move(item, by: "item.published").with(["authors": nil]))
            }
            return []
        },
        EventSpec("item.retired/1", by: .roles([.leader]), head: ItemSchemas.retirement, writes: [.items]) { act in
            let code = try act.head.required("item")
            act.put(.items, code, try cycle.move(act.get(.items, code, .itemUnknown), by: "item.retired"))
            return []
        },
        EventSpec("item.reverted/1", by: .roles([.leader]), head: ItemSchemas.revert, writes: [.items]) { act in
            guard let about = act.head.about() else { throw LedgerError(.importRevert) }
            var found = false
            for (code, item) in try act.all(.items)
            where item["import"].flatMap({ SeenEntry(about: $0) }) == about {
                found = true
                // What was published once was in force, and plans may stand on it: it is retired instead.
                guard item["at"] == item["import"], item.equals("standing", "draft") else {
                    throw LedgerError(.importRevert, code.shown)
                }
                act.put(.items, code, try cycle.move(item, by: "item.reverted"))
            }
            guard found else { throw LedgerError(.importRevert, "entry \(about.index) imported no item") }
            return []
        },
    ]

    private static func write(
        _ item: StateObject, version: Int, earlier: StateObject, import place: IJSONValue?, _ act: Act
    ) throws {
        if item.equals("class", "general"), item.ratio("ratioCap") == nil {
            throw LedgerError(.itemCap, item.bytes("item")?.shown ?? "")
        }
        var row = StateObject()
        for name: StaticString in ["class", "kind", "tags", "ratioMin", "ratioCap", "name"] { row[name] = item[name] }
        act.put(
            .items, try item.required("item"),
            row.with([
                "version": .integer(Int64(version)), "authors": act.authors(of: earlier), "import": place,
                "at": act.place, "standing": .text("draft"),
            ]))
    }
}

extension Act {
    /// An item that may stand in a plan or a task: in force and published (R1).
    func publishedItem(_ code: Bytes) throws -> StateObject {
        let item = try get(.items, code, .itemUnknown)
        guard item.equals("standing", "published") else { throw LedgerError(.itemUnpublished, code.shown) }
        return item
    }
}
