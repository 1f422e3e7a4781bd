import DoubleRandom
import Foundation
import Testing

@testable import Ledger

/// `ledgerctl replay` and `ledgerctl views` as processes on a folder.
@Suite struct ReplayCommandTests {
    @Test func aTimelineTellsWhoDidWhatInBothLanguages() async throws {
        let ledger = try await ReplayLedger(notes: 3)
        let english = try ledger.ledgerctl("replay", ledger.path)
        #expect(english.status == 0)
        #expect(english.lines.count == 5)
        #expect(english.lines[0].hasPrefix("2024-09-12 16:30:00      #0  a0001 (administrator 系统管理员) and a0002"))
        #expect(english.lines[1].hasSuffix("a0001 enters note.taken/1: 1 record (note.text/1)"))
        #expect(english.lines[4].hasSuffix("4 entries replayed, every one admitted again."))
        let chinese = try ledger.ledgerctl("replay", ledger.path, language: "zh_CN.UTF-8")
        #expect(chinese.lines[0].contains("创立账本 linhe.example/replay，适用规则集 0"))
        #expect(chinese.lines[4].hasSuffix("重放 4 条，全部按规则复核通过。"))
    }

    @Test func filtersAndMomentsNarrowWhatIsTold() async throws {
        let ledger = try await ReplayLedger(notes: 5)
        for (arguments, count) in [
            (["--as-of", "2"], 3), (["--type", "note"], 5), (["--type", "ledger.founded/1"], 1),
            (["--actor", "a0002"], 1), (["--subject", "a0001"], 6), (["--subject", "a0009"], 0), (["--limit", "2"], 2),
            (["--as-of", "2024-09-12"], 6), (["--as-of", "2024-09-12 16:29"], 0), (["--as-of", "2024-09-11"], 0),
        ] {
            let told = try ledger.ledgerctl(["replay", ledger.path, "--json"] + arguments)
            #expect(told.status == 0 && told.lines.count == count, "\(arguments)")
        }
        let newest = try ledger.ledgerctl("replay", ledger.path, "--json", "--limit", "2").lines
        #expect(newest.map { $0.hasPrefix("{\"index\":4,") || $0.hasPrefix("{\"index\":5,") } == [true, true])
        #expect(try ledger.ledgerctl("replay", ledger.path, "--as-of", "6").status == 1)
        #expect(try ledger.ledgerctl("replay", ledger.path, "--as-of", "yesterday").status == 64)
        #expect(try ledger.ledgerctl("replay", ledger.path + ".gone").status == 66)
    }

    @Test func viewsAreRebuiltComparedAndGuarded() async throws {
        let ledger = try await ReplayLedger(notes: 4)
        #expect(try ledger.ledgerctl("views", "status", "-d", ledger.path).status == 2)
        #expect(try ledger.ledgerctl("replay", ledger.path, "--compare").status == 2)
        #expect(try ledger.ledgerctl("views", "rebuild", "-d", ledger.path).status == 0)
        #expect(try ledger.ledgerctl("views", "status", "-d", ledger.path).status == 0)
        let equal = try ledger.ledgerctl("replay", ledger.path, "--compare")
        #expect(equal.status == 0 && equal.lines.count == 6)
        let into = ledger.path + ".views"
        #expect(try ledger.ledgerctl("replay", ledger.path, "--into", into).status == 0)
        #expect(try ledger.ledgerctl("replay", ledger.path, "--into", into).status == 1)
        let live = try ledger.ledgerctl("views", "dump", "-d", ledger.path)
        #expect(try ledger.ledgerctl("views", "dump", "-d", ledger.path, "--file", into).lines == live.lines)
        let holder = try ViewStore(path: ledger.path + "/views.db", book: ProjectorBook(OfficeViews.all()))
        let locked = try ledger.ledgerctl("views", "rebuild", "-d", ledger.path)
        #expect(locked.status == 1 && locked.errors.contains("views.locked"))
        try holder.close()
    }

    @Test(arguments: [1, 3, 8]) func aRebuildThatIsKilledGoesOnWhereItWas(lines: Int) async throws {
        let ledger = try await ReplayLedger(notes: 400)
        let reached = try ledger.kill(after: lines, "views", "rebuild", "-d", ledger.path, "--batch", "5", "--json")
        let book = ProjectorBook(OfficeViews.all())
        let stored = try ViewReader(path: ledger.path + "/views.db", book: book).snapshot { try $0.status() }
        // It stands at the end of a batch, no earlier than what it had said.
        #expect(stored.allSatisfy { $0.position >= reached && $0.position < 401 && $0.position % 5 == 0 })
        #expect(stored.count == 5 && Set(stored.map(\.position)).count == 1)
        let rest = try ledger.ledgerctl("views", "rebuild", "-d", ledger.path, "--continue", "--json", "--batch", "5")
        #expect(rest.status == 0)
        #expect(rest.lines.count == (401 - Int(stored[0].position) + 4) / 5)
        #expect(try ledger.ledgerctl("replay", ledger.path, "--compare").status == 0)
    }
}

/// A founded ledger with notes of its administrator.
private final class ReplayLedger {
    private let folder: String
    var path: String { folder + "/ledger" }

    init(notes: Int) async throws {
        var template = Array("\(FileManager.default.temporaryDirectory.path)/ledger-replay.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LedgerError(.fileUnwritable) }
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        let origin = LedgerName("linhe.example/replay")!
        let now = Timestamp(Bytes("2024-09-12T08:30:00.000Z".utf8))!
        let book = RuleBook([RuleSet0()])
        let channel = Channel(transport: "test", peer: "test", client: "test")
        let people = try ["a0001", "a0002"].map {
            try HeldKey.generate(.person, name: ActorName($0)!.keyName).signer()
        }
        let keys = try ServiceKeys([
            try HeldKey.generate(.checkpoint, name: origin.keyName),
            try HeldKey.generate(.engine, name: ActorName.engine.keyName), try HeldKey.generateVault(),
        ])
        let founders = people.map { FoundingContent.Founder(actor: ActorName($0.key.name.bytes)!, key: $0.key)! }
        let content = FoundingContent(
            origin: origin, checkpoint: keys.checkpoint[0].key, engine: keys.engines[0].key,
            instance: Digest(Random.bytes(32))!, rules: (0, RuleSet0().document), administrator: founders[0],
            supervisor: founders[1])
        var draft = try DraftEvent(
            ledger: origin, type: TypeName("ledger.founded/1")!, time: now, seen: nil,
            data: content.records { Random.bytes(16) }, random: Random.bytes(10))
        for person in people { draft.sign(with: person) }
        let directory = LedgerDirectory(folder + "/ledger")
        let receipt = try await directory.found(draft.submitted(), keys: keys, channel: channel, book: book, now: now)
        let writer = try directory.openWriter(keys: keys, book: book, clock: { now })
        let events = try (0..<notes).map { number in
            var note = try DraftEvent(
                ledger: origin, type: TypeName("note.taken/1")!, time: now,
                seen: SeenEntry(index: .founding, leaf: receipt.entry.leaf),
                data: [
                    RecordComposer.record(
                        TypeName("note.text/1")!, nonce: Random.bytes(16), [.init("number", .integer(Int64(number)))])
                ], random: Random.bytes(10))
            note.sign(with: people[0])
            return try note.submitted()
        }
        _ = try await writer.submit(Submission(events: events, channel: channel))
        try await writer.stop()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    struct Answer {
        let status: Int32
        let lines: [String]
        let errors: String
    }

    func ledgerctl(_ arguments: String..., language: String = "C.UTF-8") throws -> Answer {
        try ledgerctl(arguments, language: language)
    }

    func ledgerctl(_ arguments: [String], language: String = "C.UTF-8") throws -> Answer {
        let process = try process(arguments, language: language)
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let problem = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus,
            lines: String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init),
            errors: String(decoding: problem, as: UTF8.self))
    }

    /// Kills it once it has printed so many lines; gives the number that the last of them said was done.
    func kill(after count: Int, _ arguments: String...) throws -> UInt64 {
        let process = try process(arguments, language: "C.UTF-8")
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = ""
        while text.split(separator: "\n", omittingEmptySubsequences: false).count <= count {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal, "it had ended before it was killed")
        let line = text.split(separator: "\n")[count - 1]
        return UInt64(line.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? .max
    }

    private func process(_ arguments: [String], language: String) throws -> Process {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let process = Process()
        process.executableURL = URL(filePath: executable).deletingLastPathComponent().appending(path: "ledgerctl")
        process.arguments = arguments
        process.environment = ["LC_ALL": language, "PATH": "/usr/bin:/bin", "HOME": folder]
        return process
    }
}
