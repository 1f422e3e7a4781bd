import Foundation
import Testing

@testable import Ledger
@testable import ledgerctl

@Suite("from the draw to the published result, by real people over a service")
struct InspectionCycleTests {
    /// Who of the office is an inspector of the registry.
    private func colleague(_ id: String) -> String { "inspector\(id.dropFirst(2))" }

    private func row(_ office: ServiceOffice, _ inspection: String) async throws -> IJSONValue {
        let listed = try await office.run("clerk", ["inspection", "list", "--task", office.task, "--json"])
        return try #require(listed.objects.first { $0["inspection"]?.word == inspection })
    }

    private func todo(_ office: ServiceOffice, _ name: String) async throws -> [String] {
        try await office.run(name, ["todo", "--json"]).objects.compactMap { $0["what"]?.word }
    }

    @Test("each acts with the own key, sees what waits, and the published result traces back to its first event")
    func published() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        try await office.draw("\(office.task)-E1")
        try await office.draw("\(office.task)-I1")
        let today = office.today.description
        let (first, second) = ("\(office.task)-00001", "\(office.task)-00002")
        #expect(try await todo(office, "clerk") == ["dispatch"])
        try await office.act("clerk", "inspection", "dispatch", office.task)
        #expect(try await todo(office, "leader") == ["approve"])
        try await office.act("leader", "inspection", "approve", office.task, "--from", today, "--to", today)
        try await office.act("clerk", "inspection", "notify", office.task, "--on", today)

        // One result is typed at the command line, the other comes in a workbook.
        let team = try #require(try await row(office, first)["team"]?.elements?.compactMap(\.word))
        let (recorder, other) = (colleague(team[0]), colleague(team[1]))
        #expect(try await todo(office, recorder).contains("record"))
        try await office.act(recorder, "inspection", "visit", first, "--on", today)
        try await office.act(
            recorder, "result", "record", first, "--completed", today, "--wording", "发现问题已责令改正", "--disposal",
            "责令改正，后续跟踪由日常监管部门负责", "--item", "SW-02=台账不全=责令当场改正")
        let own = try await office.run(recorder, ["result", "confirm", first, "--yes"])
        #expect(own.status == 1 && own.notes.contains("inspection.missing"))
        let secondTeam = try #require(try await row(office, second)["team"]?.elements?.compactMap(\.word))
        let (typist, witness) = (colleague(secondTeam[0]), colleague(secondTeam[1]))
        let sheet = office.ledger.folder + "/sheet.csv"
        #expect(try await office.run(typist, ["result", "sheet", office.task, "--out", sheet]).status == 0)
        var table = String(decoding: try FileIO.read(sheet, limit: 1 << 20), as: UTF8.self).split(separator: "\r\n")
            .map(String.init)
        let place = try #require(table.firstIndex { $0.contains(second) })
        var cells = table[place].components(separatedBy: ",")
        for (column, cell) in [
            ("到场日期", today), ("检查完成日期", today), ("核查方式", "实地核查"), ("检查结果", "未发现问题"),
            ("后续处置措施", "未发现问题或相关问题已规范、已改正，无需后续处置"), ("完结日期", today), ("被检查单位意见", "无异议"),
            ("拒签说明", "负责人外出，社区工作人员见证"),
        ] { cells[try #require(ResultSheet.columns.firstIndex(of: column))] = cell }
        table[place] = cells.joined(separator: ",")
        try FileIO.replace(sheet, Bytes((table.joined(separator: "\r\n") + "\r\n").utf8), mode: 0o600)
        try await office.act(typist, "result", "enter", sheet)
        #expect(try await row(office, second)["standing"]?.word == "recorded")
        let notes = try await office.run("reviewer", ["inspection", "show", second]).output
        #expect(notes.contains("无异议") && notes.contains("社区工作人员见证"), "\(notes)")

        try await office.act(other, "result", "confirm", first)
        try await office.act(witness, "result", "confirm", second)
        let reviewed = try await office.run(recorder, ["result", "review", first, "--yes"])
        #expect(reviewed.status == 1 && reviewed.notes.contains("role.missing"))
        try await office.act("reviewer", "result", "review", first, "--return", "--reason", "处置情况应写明期限")
        try await office.act(
            recorder, "result", "record", first, "--completed", today, "--wording", "发现问题已责令改正", "--disposal",
            "责令改正，后续跟踪由日常监管部门负责", "--item", "SW-02=台账不全=责令三日内改正")
        try await office.act(other, "result", "confirm", first)
        try await office.act("reviewer", "result", "review", office.task)
        try await office.act("leader", "publication", "approve", office.task)
        let due = try await office.run("clerk", ["publication", "due", "--json"]).objects
        #expect(due.compactMap { $0["inspection"]?.word } == [first, second])
        #expect(due.allSatisfy { ["ample", "undetermined"].contains($0["urgency"]?.word ?? "") })
        try await office.act("clerk", "publication", "publish", office.task)
        let receipt = office.ledger.folder + "/receipt.png"
        try FileIO.create(receipt, [1, 2, 3], mode: 0o600)
        try await office.act(
            "clerk", "publication", "acknowledged", office.task, "--number", "GS-1", "--on", today, "--evidence",
            receipt)
        #expect(try await todo(office, "clerk") == [])
        #expect(try await office.run("clerk", ["publication", "due", "--json"]).objects.isEmpty)
        let strip = try await office.run("clerk", ["inspection", "list"], language: "zh_CN.UTF-8").output
        #expect(strip.hasPrefix("已公示 2 条\n"))

        let bulletin = try await office.run(
            "clerk", ["publication", "bulletin", "results", "--task", office.task, "--json"])
        #expect(bulletin.objects.count == 2)
        #expect(bulletin.objects.contains { $0["检查结果"]?.word == "发现问题已责令改正" })
        let gsxt = try await office.run("clerk", ["publication", "bulletin", "gsxt", "--json"]).objects
        #expect(gsxt.first?["raninsItemName"]?.word == "成品油零售经营")

        // The story, and one file that proves itself without any ledger.
        let bundle = office.ledger.folder + "/bundle"
        let story = try await office.run("supervisor", ["trace", first, "--json", "--bundle", bundle])
        let types = story.objects.compactMap { $0["type"]?.word }
        for type in [
            "item.published/1", "plan.approved/1", "task.created/1", "draw.freeze/1", "draw.result/1",
            "inspection.approved/1", "inspection.visited/1", "result.recorded/1", "result.confirmed/1",
            "result.reviewed/1", "publication.approved/1", "publication.published/1", "publication.acknowledged/1",
        ] { #expect(types.contains(type), "\(type)") }
        #expect(types.count { $0 == "result.recorded/1" } == 2)
        #expect(!types.contains("actor.enrolled/1"))
        await office.daemon.stop()
        let founding = office.ledger.founding.entry.leaf.base64
        let checked = try await office.desks["reviewer"]!.run(
            "verify", "--bundle", bundle, "--founding", founding, "--json", server: "")
        #expect(checked.status == 0, "\(checked.output) \(checked.notes)")
        #expect(checked.objects.first?["verdict"]?.word == "consistent")
        #expect(checked.objects.first?["draws"]?.elements?.count == 2)
        #expect(try await office.desks["reviewer"]!.run("verify", "--bundle", bundle, server: "").status == 2)

        // One changed word in it shows, wherever it stands.
        let bytes = try FileIO.read(bundle, limit: 64 << 20)
        for word in ["责令三日内改正", "\"ticket\":\"", "三楼会议室"] {
            var changed = bytes
            let at = try #require(Self.find(Bytes(word.utf8), in: changed)) + word.utf8.count - 2
            changed[at] = changed[at] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
            let path = "\(office.ledger.folder)/changed.\(word.utf8.count)"
            try FileIO.create(path, changed, mode: 0o600)
            let outcome = try await office.desks["reviewer"]!.run(
                "verify", "--bundle", path, "--founding", founding, server: "")
            #expect(outcome.status == 1, "\(word): \(outcome.output)")
        }
        let whole = try await office.desks["reviewer"]!.run("verify", office.ledger.directory.path, server: "")
        #expect(whole.status == 2, "\(whole.output)")
    }

    private static func find(_ word: Bytes, in bytes: Bytes) -> Int? {
        bytes.indices.first { bytes[$0] == word[0] && bytes[$0...].starts(with: word) }
    }
}
