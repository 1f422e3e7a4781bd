import Draw
import DoubleRandom
import Foundation
import Testing

@testable import Ledger

@Suite("a draw by real people over a service")
struct DrawCycleTests {
    private static func word(_ text: String) -> Bytes { Bytes(text.utf8) }

    @Test("objects and inspectors are drawn, the engine speaks by itself, and everybody can make it again")
    func straight() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        // The secrets stand sealed beside the ledger and with the custodian, and open to the published anchor.
        let sealed = "\(office.ledger.directory.path)/ladders/\(office.task)-S1.ladder"
        #expect(try FileIO.mode(of: sealed) == 0o600)
        var words = Bytes(ServiceOffice.custodianPass.utf8)
        let copy = try LadderFolder.open(
            office.ledger.folder + "/\(office.task)-S1.copy", id: DrawID("\(office.task)-S1")!, rungs: 16,
            passphrase: SecretBytes.taking(&words))
        let row = try await Caller(office.ledger).session(of: office.person("clerk"))
            .get("/v1/state?table=ladder&prefix=\(office.task)-S1").text
        #expect(row.contains(copy.anchor.hex))

        let (objects, inspectors) = ("\(office.task)-E1", "\(office.task)-I1")
        try await office.freeze()
        try await office.act("supervisor", "draw", "confirm", objects)
        try await office.standing(objects, "ready")
        try await office.act("clerk", "draw", "commit", objects)
        // Whoever looks sees who has committed, who has revealed, and who is waited for.
        func look() async throws -> String {
            try await office.run("clerk", ["draw", "show", objects], language: "zh_CN.UTF-8").output
        }
        let frozen = try await look()
        #expect(frozen.contains("待封号：a0002、a0005"))
        // What was changed in the registry shortly before stands beside the draw.
        #expect(frozen.contains("冻结前 7 日内的名录变动：1 条") && frozen.contains("检查对象名录库入库"), "\(frozen)")
        for name in ["supervisor", "attendant"] { try await office.act(name, "draw", "commit", objects) }
        try await office.act("clerk", "draw", "close", objects)
        for name in ["supervisor", "attendant"] { try await office.act(name, "draw", "confirm", objects) }
        try await office.act("supervisor", "draw", "reveal", objects)
        let waiting = try await look()
        #expect(waiting.contains("待开号：a0003、a0005"), "\(waiting)")
        let slots = waiting.split(separator: "\n").filter { $0.hasPrefix("  0") }
        #expect(slots.map { $0.hasSuffix("已开号") } == [false, true, false])
        #expect(slots.allSatisfy { $0.contains("已封号 ") })
        for name in ["clerk", "attendant"] { try await office.act(name, "draw", "reveal", objects) }
        try await office.standing(objects, "done")
        let shown = try await office.run("clerk", ["draw", "show", objects, "--opened", "--json"]).objects[0]
        #expect(shown["result"]?.elements?.count == 2)
        try await office.draw(inspectors)
        let checked = try await office.run("supervisor", ["draw", "verify", objects, "--json"])
        #expect(checked.status == 0, "\(checked.output)")
        #expect(checked.objects.first?["verdict"]?.word == "consistent")
        let teams = try await office.run("supervisor", ["draw", "verify", inspectors])
        #expect(teams.status == 0, "\(teams.output)")
        #expect(teams.output.contains("CONSISTENT"))
        // Nothing secret was told to the log.
        let value = try copy.rung(1).hex
        #expect(!office.daemon.log.contains(value))
        let again = try await office.run("clerk", ["draw", "reveal", objects, "--yes"])
        #expect(again.status == 1 && again.notes.contains("draw.nothingSealed"))
        await office.daemon.stop()
    }

    @Test("a daemon that is killed between the last reveal and its rung goes on at the next start")
    func killed() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        let draw = "\(office.task)-E1"
        // Without its ladder the engine cannot speak; what it says of that is no secret.
        let sealed = "\(office.ledger.directory.path)/ladders/\(office.task)-S1.ladder"
        try FileManager.default.moveItem(atPath: sealed, toPath: sealed + ".away")
        try await office.freeze()
        try await office.seal(draw)
        try await office.reveal(draw)
        while !office.daemon.log.contains("draw.waits") { try await Task.sleep(for: .milliseconds(20)) }
        office.daemon.signal(SIGKILL)
        await office.daemon.wait()
        try FileManager.default.moveItem(atPath: sealed + ".away", toPath: sealed)
        let second = try await DaemonProcess.start(office.ledger)
        try await office.standing(draw, "done")
        let checked = try await office.run("supervisor", ["draw", "verify", draw])
        #expect(checked.status == 0, "\(checked.output)")
        await second.stop()
    }

    @Test("verification names a ticket, a roster, a reveal that is not what it was")
    func changed() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        let draw = "\(office.task)-E1"
        try await office.draw(draw)
        await office.daemon.stop()
        let (entries, attachments) = try evidence(office.ledger)
        func audit(
            _ change: (inout [DrawEntry]) -> Void = { _ in }, attachment: (Hash256) -> Bytes? = { _ in nil }
        ) throws -> DrawAudit {
            var entries = entries
            change(&entries)
            let found = Dictionary(
                uniqueKeysWithValues: attachments.keys.map { ($0, attachment($0) ?? attachments[$0]!) })
            return try DrawAudit.of(Bytes(draw.utf8), entries: entries) { found[$0] }
        }
        #expect(try audit().isComplete)
        func wrong(_ audit: DrawAudit) -> [String] {
            audit.checks.filter { if case .differs = $0.outcome { true } else { false } }.map(\.title.english)
        }
        let ticket = try audit({ Self.replace(in: &$0, "draw.result/1", "\"ticket\":\"", 4) })
        #expect(wrong(ticket) == ["selection and tickets"])
        let reveal = try audit({ Self.replace(in: &$0, "draw.reveal/1", "\"value\":\"", 4) })
        #expect(wrong(reveal) == ["reveal of slot 01"])
        let roster = try audit(attachment: { hash in
            let text = attachments[hash]!
            guard text.starts(with: Bytes("ssj/v1/population\n".utf8)) else { return nil }
            return Bytes(text.dropLast(Bytes("OBJ-010\tall\t1\t-\n".utf8).count))
        })
        #expect(wrong(roster) == ["list population"])
        #expect(!roster.isComplete)
        let missing = try audit({ $0.removeAll { $0.type == TypeName(literal: "draw.close/1") } })
        #expect(!missing.isComplete)
    }

    /// The draw's entries and lists as the folder holds them.
    private func evidence(_ ledger: ServiceLedger) throws -> ([DrawEntry], [Hash256: Bytes]) {
        let store = try SQLiteStore(path: ledger.directory.database, mode: .read)
        var entries: [DrawEntry] = []
        var attachments: [Hash256: Bytes] = [:]
        for stored in try store.entries(from: .founding, limit: 1_000) {
            let entry = try Entry(parsing: stored.bytes)
            guard entry.event.header.type.family.elementsEqual("draw".utf8) else { continue }
            let records = try RecordLines(stored.data).map { try Record(parsing: $0) }
            entries.append(
                DrawEntry(
                    index: entry.index, type: entry.event.header.type,
                    author: ActorName(entry.event.signatures[0].name.bytes), records: records, isDisclosed: true))
            for record in records {
                guard let hex = try record.value()["file"]?["sha256"]?.bytes, let hash = Hash256(hex: hex),
                    let digest = Digest(hash.bytes), let attachment = try store.attachment(digest)
                else { continue }
                attachments[hash] = try (0..<attachment.chunks).flatMap {
                    try store.attachmentChunk(digest, position: $0) ?? []
                }
            }
        }
        return (entries, attachments)
    }

    /// Changes one hexadecimal digit of a member in the first record of a type that has it.
    private static func replace(in entries: inout [DrawEntry], _ type: StaticString, _ member: String, _ offset: Int) {
        let place = entries.firstIndex { $0.type == TypeName(literal: type) }!
        let entry = entries[place]
        var isDone = false
        let records = entry.records.map { record -> Record in
            var line = record.line
            guard !isDone, let range = String(decoding: line, as: UTF8.self).range(of: member) else { return record }
            let text = String(decoding: line, as: UTF8.self)
            let at = text.utf8.distance(from: text.startIndex, to: range.upperBound) + offset
            line[at] = line[at] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
            isDone = true
            return try! Record(parsing: line)
        }
        entries[place] = DrawEntry(
            index: entry.index, type: entry.type, author: entry.author, records: records, isDisclosed: true)
    }
}
