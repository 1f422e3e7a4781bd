// The draws, of the public records alone.

import Draw
import DoubleRandom
import Ledger

/// The draws, of the public records alone.
struct DrawReading {
    private(set) var draws: [PublicDraw] = []

    init(_ source: PublicSource) {
        let entries = source.entries.filter { $0.type.family.elementsEqual("draw".utf8) }
        let evidence = entries.map { entry in
            DrawEntry(
                index: entry.index, type: entry.type, author: entry.author, records: entry.records,
                isDisclosed: entry.isDisclosed)
        }
        var own: [Bytes: [PublicEntry]] = [:]
        var drawOf: [EntryIndex: Bytes] = [:]
        var order: [Bytes] = []
        for entry in entries {
            guard let head = entry.head else { continue }
            let draw = head.bytes("draw") ?? head.about().flatMap { drawOf[$0.index] }
            guard let draw else { continue }
            drawOf[entry.index] = draw
            if own[draw] == nil { order.append(draw) }
            own[draw, default: []].append(entry)
        }
        for id in order {
            guard let steps = own[id],
                let draw = DrawReading.draw(
                    id, steps, attachments: source.attachments, evidence: evidence, roles: source.roles)
            else { continue }
            draws.append(draw)
        }
        draws.sort { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    }

    private static func draw(
        _ id: Bytes, _ entries: [PublicEntry], attachments: [Hash256: Bytes], evidence: [DrawEntry],
        roles: [Bytes: [String]]
    ) -> PublicDraw? {
        func first(_ name: StaticString) -> PublicEntry? { entries.first { Bytes($0.type.name).equals(name) } }
        guard let freeze = first("draw.freeze"), let head = freeze.head, let task = head.bytes("task") else {
            return nil
        }
        let result = first("draw.result")
        let request = first("draw.void")
        let isVoid =
            request.map { request in
                entries.contains {
                    Bytes($0.type.name).equals("draw.confirmed") && $0.head?.about()?.index == request.index
                }
            } ?? false
        let isDisclosed = first("draw.disclosed") != nil
        let isOfObjects = head.equals("kind", "objects")
        let seed = (result?.contents ?? []).first { $0.type == TypeName(literal: "draw.seed/1") }?.content.bytes("seed")
        return PublicDraw(
            id: PublicText.line(id), task: PublicText.line(task), isOfObjects: isOfObjects,
            attempt: attempt(id), place: PublicText.free(head.bytes("place")),
            profile: PublicText.line(head.bytes("profile")), supersedes: PublicText.line(head.bytes("supersedes")),
            freezeHash: PublicText.line(head.bytes("hash")), frozenOn: freeze.received.beijing,
            frozenAt: freeze.index, embargo: PublicText.line(head.bytes("embargo")), isDisclosed: isDisclosed,
            lists: lists(head, isOfObjects: isOfObjects, attachments),
            contributors: contributors(freeze, entries, roles),
            seed: seed.map { PublicText.line($0) }, drawn: result?.head?.integer("count"),
            drawnOn: result?.received.beijing,
            voided: isVoid ? request.flatMap { voiding($0) } : nil, steps: entries.map(\.step), evidence: evidence,
            attachments: attachments)
    }

    /// The number after the last letter: 2 of `…-E2`.
    private static func attempt(_ id: Bytes) -> Int {
        let digits = String(decoding: id, as: UTF8.self).split(separator: "-").last?.dropFirst() ?? ""
        return Int(digits) ?? 1
    }

    private static func voiding(_ entry: PublicEntry) -> (reason: String, afterReveal: Bool, on: String)? {
        entry.head.map {
            (PublicText.free($0.bytes("reason")), $0.equals("stage", "after"), entry.received.beijing)
        }
    }

    private static func lists(
        _ head: StateObject, isOfObjects: Bool, _ attachments: [Hash256: Bytes]
    ) -> [PublicDraw.List] {
        DrawEvidence.listNames(isOfObjects: isOfObjects).compactMap { name in
            let hash = head[name]?["hash"]?.bytes ?? head.bytes(name)
            guard let hash else { return nil }
            return PublicDraw.List(
                name: "\(name)", title: DrawAudit.listTitle("\(name)").chinese, hash: PublicText.line(hash),
                count: head[name]?["count"]?.integer.map { Int($0) },
                isDisclosed: Hash256(hex: hash).map { attachments[$0] != nil } ?? false)
        }
    }

    private static func contributors(
        _ freeze: PublicEntry, _ entries: [PublicEntry], _ roles: [Bytes: [String]]
    ) -> [PublicDraw.Contributor] {
        var commits: [Bytes: Bytes] = [:]
        var values: [Bytes: Bytes] = [:]
        for entry in entries {
            for (type, content) in entry.contents {
                guard let slot = content.bytes("slot") else { continue }
                if type == TypeName(literal: "draw.commit/1") { commits[slot] = content.bytes("commit") }
                let shows: [StaticString] = ["draw.reveal/1", "draw.rung/1", "draw.beacon/1"]
                if shows.contains(where: { type == TypeName(literal: $0) }) { values[slot] = content.bytes("value") }
            }
        }
        return freeze.contents.filter { $0.type == TypeName(literal: "draw.contributor/1") }.map(\.content).map { row in
            let slot = row.bytes("slot") ?? []
            return PublicDraw.Contributor(
                slot: PublicText.line(slot), party: party(row.bytes("party") ?? [], roles), source: source(row),
                commit: commits[slot].map { PublicText.line($0) }, value: values[slot].map { PublicText.line($0) })
        }
    }

    /// A party with what it is in the office: people have no names here.
    private static func party(_ party: Bytes, _ roles: [Bytes: [String]]) -> String {
        if party.equals("server") { return "服务端" }
        let titles = (roles[party] ?? []).joined(separator: "、")
        return titles.isEmpty ? PublicText.line(party) : "\(titles) \(PublicText.line(party))"
    }

    private static func source(_ row: StateObject) -> String {
        if row.equals("source", "fresh") { return "现场封号、开号" }
        if row.equals("source", "beacon") {
            return "公开随机源 \(PublicText.line(row.bytes("origin"))) 第 \(PublicText.line(row.bytes("round"))) 期"
        }
        let rung = row.integer("rung").map { "第 \($0) 级" } ?? ""
        return row.equals("source", "reserve") ? "监督人员备用预封号链\(rung)" : "服务端预封号链\(rung)"
    }
}
