import Draw
import DoubleRandom
import Foundation
import Testing

@testable import Ledger

/// One office, one task with one object left out, both draws made; then what anybody makes of them.
@Suite("A draw is rechecked, asked and simulated by those who were not there")
struct DrawCitizenTests {
    /// What sh prints in a folder.
    static func shell(_ line: String, in folder: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    private static func drawn() async throws -> ServiceOffice {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        let evidence = office.ledger.folder + "/closed.txt"
        try FileIO.create(evidence, Bytes("停业证明\n".utf8), mode: 0o600)
        let (objects, inspectors) = ("\(office.task)-E1", "\(office.task)-I1")
        try await office.act(
            "clerk", "draw", "freeze", office.task, "--supervisor", "\(office.person("supervisor").actor)",
            "--attendant", "\(office.person("attendant").actor)", "--ladder", "\(office.task)-S1", "--reserve",
            "\(office.task)-R1", "--embargo", office.today.description, "--place", "三楼会议室", "--exclude",
            "OBJ-003=停业=\(evidence)", "--lists", office.ledger.folder + "/lists")
        try await office.seal(objects)
        try await office.reveal(objects)
        try await office.standing(objects, "done")
        try await office.draw(inspectors)
        return office
    }

    @Test("every line that is told to be typed prints what stands below it, in a ledger, a copy and a bundle")
    func everywhere() async throws {
        let office = try await Self.drawn()
        let objects = "\(office.task)-E1"
        let desk = office.desks["reviewer"]!
        let (folder, work) = (office.ledger.directory.path, office.ledger.folder)
        let founding = office.ledger.founding.entry.leaf.base64

        // The ticket of one who was drawn, one who was not, one left out, one unknown; by id, code and name.
        let shown = try await office.run("clerk", ["draw", "show", objects, "--opened", "--json"]).objects[0]
        let winner = try #require(shown["result"]?.elements?.first?["object"]?.word)
        let drawn = try await office.run("clerk", ["draw", "ticket", objects, winner, "--json"])
        #expect(drawn.status == 0, "\(drawn.notes)")
        let answer = try #require(drawn.objects.first)
        #expect(answer["verdict"]?.word == "drawn")
        #expect(answer["ticket"]?.bytes == shown["result"]?.elements?.first?["ticket"]?.bytes)
        let line = try #require(answer["proof"]?["present"])
        let proof = LineProof(
            line: try #require(line["line"]?.bytes), index: Int(try #require(line["index"]?.integer)),
            path: try #require(line["path"]?.elements).map { try #require($0.bytes.flatMap { Hash256(hex: $0) }) })
        try Membership.present(proof).check(
            id: DrawID(winner)!, count: Int(try #require(answer["lines"]?.integer)),
            root: try #require(answer["root"]?.bytes.flatMap { Hash256(hex: $0) }))
        let excluded = try await office.run("clerk", ["draw", "ticket", objects, "OBJ-003"], language: "zh_CN.UTF-8")
        #expect(excluded.status == 0 && excluded.output.contains("OBJ-003 被排除：停业"), "\(excluded.output)")
        let byName = try await office.run("clerk", ["draw", "ticket", objects, "迁安市示例3号加油站有限公司", "--json"])
        #expect(byName.objects.first?["verdict"]?.word == "excluded")
        let stranger = try await office.run("clerk", ["draw", "ticket", objects, "OBJ-0035", "--json"]).objects.first
        #expect(stranger?["verdict"]?.word == "unknown" && stranger?["before"]?.word == "OBJ-003")
        #expect(stranger?["after"]?.word == "OBJ-004" && stranger?["proof"]?["before"] != nil)

        // A bundle of what is public shows no list and no number before the embargo ends.
        let opened = "\(work)/public.tar"
        let made = try await office.run("clerk", ["draw", "bundle", objects, "--out", opened, "--json"])
        #expect(made.status == 0, "\(made.notes)")
        #expect((made.objects.first?["withheld"]?.integer ?? 0) > 10)
        #expect(made.objects.first?["files"]?.elements?.compactMap(\.word) == ["README.txt"])
        let seed = try #require(
            try await office.run("clerk", ["draw", "verify", objects, "--json"]).objects.first?["seed"]?.word)
        let bytes = String(decoding: try FileIO.read(opened, limit: 64 << 20), as: UTF8.self)
        for secret in [seed, winner, "停业", answer["ticket"]!.word!] { #expect(!bytes.contains(secret), "\(secret)") }
        let partly = try await desk.run(
            "draw", "verify", "--bundle", opened, "--founding", founding, server: "")
        #expect(partly.status == 2 && partly.output.contains("UNCHECKED"), "\(partly.output)")
        let early = try await desk.run("draw", "ticket", winner, "--bundle", opened, server: "")
        #expect(early.status == 2 && early.output.contains("not disclosed yet"), "\(early.output)")

        // One of what the office may read proves everything by itself.
        let full = "\(work)/full.tar"
        #expect(
            try await office.run("clerk", ["draw", "bundle", objects, "--out", full, "--disclose", "office"]).status
                == 0)
        await office.daemon.stop()
        let checked = try await desk.run(
            "verify", "--bundle", full, "--founding", founding, "--json", server: "")
        #expect(checked.status == 0, "\(checked.output)")
        let whole = try await desk.run(
            "draw", "verify", "--bundle", full, "--founding", founding, "--ticket", winner, "--json", server: "")
        #expect(whole.status == 0, "\(whole.output)")
        #expect(whole.objects.first?["ticket"]?["rank"]?.integer == answer["rank"]?.integer)

        // Every line of the README, in both languages, in a folder where nothing of ours is.
        let unpacked = "\(work)/unpacked"
        try FileIO.makeFolder(unpacked)
        _ = try Self.shell("tar xf \(full)", in: unpacked)
        let readme = String(
            decoding: try FileIO.read("\(unpacked)/files/README.txt", limit: 1 << 20), as: UTF8.self)
        #expect(readme.contains("双随机抽取 \(objects)") && readme.contains("Draw \(objects)"))
        let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
        var typed = 0
        for (place, line) in lines.enumerated() where line.hasPrefix("   $ ") {
            let printed = try Self.shell(String(line.dropFirst(5)), in: "\(unpacked)/files")
            guard lines[place + 1].hasPrefix("     ") else { continue }
            #expect(printed.hasPrefix(lines[place + 1].dropFirst(5)), "\(line)")
            typed += 1
        }
        #expect(typed >= 24)

        // From the folder without a daemon, and from a copy without views.
        let inChinese = try await desk.run(
            "draw", "verify", objects, "--ledger", folder, language: "zh_CN.UTF-8", server: "")
        #expect(inChinese.status == 0, "\(inChinese.output) \(inChinese.notes)")
        for word in ["参抽 9 户", "排除 1 户", "排除理由「停业」", "随机种子", seed, "sha256sum", "一致"] {
            #expect(inChinese.output.contains(word), "\(word)")
        }
        let teams = try await desk.run("draw", "verify", "\(office.task)-I1", "--ledger", folder, server: "")
        #expect(teams.status == 0 && teams.output.contains("ssj/v1/pick"), "\(teams.output)")
        let copy = try await desk.run("backup", "\(work)/copy", "--ledger", folder, server: "")
        #expect(copy.status == 0, "\(copy.notes)")
        let again = try await desk.run(
            "draw", "verify", objects, "--ledger", "\(work)/copy", "--brief", server: "")
        #expect(again.status == 0 && again.output.contains("CONSISTENT"), "\(again.output) \(again.notes)")

        try await changed(full, unpacked: unpacked, founding: founding, desk: desk)
        try await simulated(office, desk: desk)
    }

    /// One byte of a list, of a name, of the freeze text shows; the README proves nothing and is not believed.
    private func changed(_ full: String, unpacked: String, founding: String, desk: Workplace) async throws {
        let bundle = try ProofBundle(parsing: FileIO.read(full, limit: 64 << 20))
        func status(_ files: [Bytes: Bytes]) async throws -> Int32 {
            let path = "\(unpacked)/changed-\(UUID().uuidString).tar"
            let changed = ProofBundle(
                subject: bundle.subject, members: bundle.members, attachments: bundle.attachments, files: files)
            try FileIO.create(path, try changed.bytes(), mode: 0o600)
            return try await desk.run(
                "draw", "verify", "--bundle", path, "--founding", founding, "--brief", server: ""
            ).status
        }
        #expect(try await status(bundle.files) == 0)
        for name in ["population.txt", "freeze.txt", "seed.txt", "plan.txt"] {
            var files = bundle.files
            files[Bytes(name.utf8)]![20] ^= 1
            #expect(try await status(files) == 1, "\(name)")
        }
        var files = bundle.files
        files[Bytes("README.txt".utf8)] = Bytes("看看\n".utf8)
        #expect(try await status(files) == 0)
        files[Bytes("winners.txt".utf8)] = Bytes("OBJ-001\n".utf8)
        #expect(try await status(files) == 1)
        files = bundle.files
        files[Bytes("population.txt".utf8)] = nil
        #expect(try await status(files) == 2)
        #expect(throws: LedgerError(.exportMalformed)) {
            try ProofBundle(
                subject: [], members: [], attachments: [:], files: [Bytes("../escape".utf8): [1]]
            ).bytes()
        }
    }

    /// A simulation leaves the ledger as it was, and says what the lists say.
    private func simulated(_ office: ServiceOffice, desk: Workplace) async throws {
        let folder = office.ledger.directory.path
        let before = try FileIO.read(office.ledger.directory.database, limit: 64 << 20)
        let objects = try await desk.run(
            "draw", "simulate", "\(office.task)-E1", "--ledger", folder, "--seeds", "500", "--json", server: "")
        #expect(objects.status == 0, "\(objects.notes)")
        let stratum = try #require(objects.objects.first?["strata"]?.elements?.first)
        #expect(stratum["drawn"]?.integer == 1_000 && stratum["count"]?.integer == 9)
        #expect(stratum["inclusion"]?["p"]?.word.flatMap { Double($0) }.map { 0.001...0.999 ~= $0 } == true)
        let lists = try await desk.run(
            "draw", "simulate", "--lists", office.ledger.folder + "/lists", "--seeds", "500", "--json", server: "")
        #expect(lists.output == objects.output)
        let people = try await desk.run(
            "draw", "simulate", "\(office.task)-I1", "--ledger", folder, "--seeds", "200", language: "zh_CN.UTF-8",
            server: "")
        #expect(people.status == 0, "\(people.notes)")
        #expect(people.output.contains("模拟匹配 200 次") && people.output.contains("I-4"), "\(people.output)")
        #expect(try FileIO.read(office.ledger.directory.database, limit: 64 << 20) == before)
    }

    @Test("lists that cannot be matched are refused in plain words before any number is drawn")
    func infeasible() async throws {
        let machine = try Machine()
        let desk = try Workplace("")
        let folder = machine.folder + "/lists"
        try FileIO.makeFolder(folder)
        let tagged = try DrawTags([DrawWord("oil")!])
        let inspectors = try InspectorsManifest([
            Draw.InspectorRow(id: DrawID("I01")!, department: DrawWord("市场监管局")!, tags: tagged, cap: 1, load0: 0),
            Draw.InspectorRow(id: DrawID("I02")!, department: DrawWord("商务局")!, tags: tagged, cap: 5, load0: 0),
        ])
        let slots = try SlotsManifest(
            ["J1", "J2"].map {
                SlotRow(
                    slot: DrawID("\($0).1")!, inspection: DrawID($0)!, department: DrawWord("市场监管局")!, tags: tagged)
            })
        try FileIO.create(folder + "/inspectors.txt", inspectors.bytes, mode: 0o600)
        try FileIO.create(folder + "/slots.txt", slots.bytes, mode: 0o600)
        let chinese = try await desk.run(
            "draw", "simulate", "--lists", folder, language: "zh_CN.UTF-8", server: "")
        #expect(chinese.status == 1 && chinese.notes.contains("draw.unmatchable"), "\(chinese.notes)")
        for words in ["席位 J1.1 J2.1 共 2 个，最多只能配齐 1 个", "I01：还可承担 1 个，可去其中 2 户，计 1 个", "全部 2 人，本部门 1 人"] {
            #expect(chinese.notes.contains(words), "\(chinese.notes)")
        }
        let english = try await desk.run("draw", "simulate", "--lists", folder, server: "")
        #expect(english.notes.contains("Places J1.1 J2.1 are 2, and can get 1 at most"), "\(english.notes)")
        let text = try await desk.run("draw", "simulate", "--lists", folder + "/none", server: "")
        #expect(text.status == 66, "\(text.notes)")
        try FileIO.replace(folder + "/slots.txt", Bytes("ssj/v1/slots\nx\n".utf8), mode: 0o600)
        let broken = try await desk.run("draw", "simulate", "--lists", folder, server: "")
        #expect(broken.status == 1 && broken.notes.contains("draw.textMalformed"), "\(broken.notes)")
    }
}
