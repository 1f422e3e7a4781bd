import DoubleRandom
import Foundation
import Testing

@testable import Ledger

@Suite("one sitting holds many draws")
struct SittingTests {
    private static func named(_ office: ServiceOffice, _ names: String...) throws -> [String] {
        try names.flatMap { name in
            let person = office.person(name)
            return ["--here", "\(person.actor)=\(try office.desks["clerk"]!.key(person)[1])"]
        }
    }

    private static func run(_ office: ServiceOffice, _ here: [String], sheet: String) -> [String] {
        ["draw", "run"] + office.tasks + [
            "--supervisor", "\(office.person("supervisor").actor)", "--attendant",
            "\(office.person("attendant").actor)", "--attendant", "\(office.person("attendant2").actor)", "--embargo",
            office.today.description, "--place", "三楼会议室", "--sheet", sheet, "--yes",
        ] + here
    }

    @Test("a rehearsal: four tasks, four people, eight draws; each is asked once a phase for the whole list")
    func rehearsal() async throws {
        let office = try await ServiceOffice.open(inspectors: 6, attendants: 2, tasks: 4)
        try await office.openLadders()
        let sheet = office.ledger.folder + "/sheet.html"
        let here = try Self.named(office, "supervisor", "attendant", "attendant2")
        let outcome = try await office.run("clerk", Self.run(office, here, sheet: sheet), language: "zh_CN.UTF-8")
        #expect(outcome.status == 0, "\(outcome.notes.suffix(600))")
        // For each of the two lists: freeze, its confirmation, four commits, close, three confirmations, four reveals.
        #expect(outcome.output.contains("共 8 项抽取，本机办理 28 次"), "\(outcome.output.suffix(200))")
        for task in office.tasks {
            for draw in ["\(task)-E1", "\(task)-I1"] {
                let checked = try await office.run("supervisor", ["draw", "verify", draw])
                #expect(checked.status == 0, "\(checked.output)")
            }
        }
        let html = try String(contentsOfFile: sheet, encoding: .utf8)
        #expect(html.contains("抽取结果确认单") && html.contains("\(office.tasks[3])-I1"))
        // Nothing is loaded from elsewhere; the one address is the name of SVG.
        #expect(!html.contains("<script") && !html.contains("src=") && !html.contains("href="))

        // A year later: the words of a close, its digits and the code's text name the entry.
        let close = try #require(try closes(office.ledger).first { $0.draw == "\(office.tasks[1])-E1" })
        let hex = close.entry.leaf.digest.hex
        #expect(html.contains(hex))
        for language in [Language.english, .chinese] {
            let words = WordList.words(close.entry.leaf.digest.bytes.prefix(10), in: language)
            #expect(html.contains(words.joined(separator: " ")) == (language == .chinese))
            let found = try await office.run("supervisor", ["remember", "check"] + words + ["--json"])
            #expect(found.objects.first?["index"]?.integer == Int64(close.entry.index.value), "\(found.notes)")
        }
        for text in [String(hex.prefix(40)), "ssj/v1/remember\n\(office.tasks[1])-E1\t\(hex)\n"] {
            let found = try await office.run("supervisor", ["remember", "check", text, "--json"])
            #expect(found.objects.first?["index"]?.integer == Int64(close.entry.index.value), "\(found.notes)")
        }
        let frozen = try await office.run(
            "supervisor", ["draw", "show", "\(office.tasks[1])-E1", "--json"]
        ).objects[0]["hash"]?.word
        let freeze = try await office.run("supervisor", ["remember", "check", try #require(frozen), "--json"])
        #expect(freeze.objects.first?["type"]?.word == "draw.freeze/1", "\(freeze.notes)")
        let other = try await office.run("supervisor", ["remember", "check", String(repeating: "ab", count: 20)])
        #expect(other.status == 1 && other.notes.contains("remember.unknown"))
        for text in [["acorn", "airport"], [String(hex.prefix(38))], ["hello"]] {
            let short = try await office.run("supervisor", ["remember", "check"] + text)
            #expect(short.status == 1 && short.notes.contains("remember.unreadable"), "\(text)")
        }
        await office.daemon.stop()
    }

    @Test("who sits at a machine of the own is waited for by name, and a guide goes on where the ledger stands")
    func apart() async throws {
        let office = try await ServiceOffice.open(inspectors: 6, attendants: 2, tasks: 2)
        try await office.openLadders()
        let sheet = office.ledger.folder + "/sheet.html"
        let here = try Self.named(office, "attendant", "attendant2")
        // The first list was frozen and confirmed before: the guide goes on from there, and waits for the second.
        try await office.freeze(attendants: ["attendant", "attendant2"])
        try await office.act("supervisor", "draw", "confirm", "\(office.task)-E1")
        async let guide = office.run("clerk", Self.run(office, here, sheet: sheet))
        // Each time that a list of draws comes up the supervisor takes part in it, until no draw is left.
        for draws in [office.tasks.map { "\($0)-E1" }, office.tasks.map { "\($0)-I1" }] {
            try await office.standing(draws[1], "frozen")
            let own = try await office.run(
                "supervisor", ["draw", "turn"] + draws + ["--wait", "--yes", "--mix", "4 6 1 3"])
            #expect(own.status == 0, "\(own.notes.suffix(400))")
            #expect(own.notes.contains("Waiting for"))
        }
        let outcome = try await guide
        #expect(outcome.status == 0, "\(outcome.notes.suffix(600))")
        #expect(outcome.notes.contains("seal a value (2 draws)") && !outcome.notes.contains("seal a value (1 draws)"))
        #expect(outcome.notes.contains("Waiting for \(office.person("supervisor").actor): confirm the freeze"))
        await office.daemon.stop()
    }

    private func closes(_ ledger: ServiceLedger) throws -> [(draw: String, entry: Entry)] {
        let store = try SQLiteStore(path: ledger.directory.database, mode: .read)
        return try store.entries(from: .founding, limit: 5_000).compactMap { stored in
            let entry = try Entry(parsing: stored.bytes)
            guard entry.event.header.type == TypeName(literal: "draw.close/1"),
                let line = try RecordLines(stored.data).map({ Bytes($0) }).first,
                let draw = try IJSONValue(parsing: line)["draw"]?.bytes
            else { return nil }
            return (String(decoding: draw, as: UTF8.self), entry)
        }
    }
}
