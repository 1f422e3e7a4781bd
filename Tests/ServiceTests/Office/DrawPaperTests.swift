import DoubleRandom
import Foundation
import Testing

@testable import Ledger

@Suite("an attendant without a key contributes on a sheet, by real people over a service")
struct DrawPaperTests {
    /// What stands in a row of a sheet.
    private static func row(_ title: String, of html: String) throws -> String {
        let start = try #require(html.range(of: "<tr><th>\(title)</th><td class=\"hex\">"))
        let end = try #require(html.range(of: "</td>", range: start.upperBound..<html.endIndex))
        return String(html[start.upperBound..<end.lowerBound])
    }

    /// The lines to type of a sheet, with what each must print.
    private static func lines(of html: String) -> [(command: String, printed: String)] {
        html.components(separatedBy: "<p class=\"hex\">$ ").dropFirst().map { part in
            let pieces = part.components(separatedBy: "</p>")[0].components(separatedBy: "<br>")
            return (pieces[0].replacing("&quot;", with: "\""), pieces[1])
        }
    }

    @Test("a sitting waits for the recorder by name; sheet, verification and confirmation sheet say 纸质签认")
    func whole() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        let (folder, clerk) = (office.ledger.folder, office.desks["clerk"]!)
        let (supervisor, recorder) = (office.person("supervisor"), office.person("leader").actor)
        let page = folder + "/confirmation.html"
        let arguments =
            ["draw", "run", office.task, "--supervisor", "\(supervisor.actor)", "--paper", "\(recorder)"] + [
                "--embargo", office.today.description, "--place", "三楼会议室", "--sheet", page, "--yes", "--here",
                "\(supervisor.actor)=\(try clerk.key(supervisor)[1])",
            ]
        async let guide = office.run("clerk", arguments, language: "zh_CN.UTF-8")
        let scan = folder + "/scan.jpg"
        try FileIO.create(scan, Bytes("扫描件\n".utf8), mode: 0o600)
        for draw in ["\(office.task)-E1", "\(office.task)-I1"] {
            try await office.standing(draw, "ready")
            let todo = try await office.run("leader", ["todo"], language: "zh_CN.UTF-8")
            #expect(todo.output.contains("封号：抽取 \(draw)（paper-1 纸质签认）"), "\(todo.output) \(todo.notes)")
            #expect(todo.output.contains("draw commit \(draw) --slot 03 --commit … --sheet …"))
            let turn = try await office.run("leader", ["draw", "turn", "--yes"], language: "zh_CN.UTF-8")
            #expect(turn.notes.contains("（ledgerctl draw commit \(draw) --slot 03"), "\(turn.notes)")
            let file = "\(folder)/\(draw).html"
            let written = try await office.run(
                "leader", ["draw", "sheet", draw, "3", "--mix", "5 3 2 6 1 一帆风顺", "--out", file],
                language: "zh_CN.UTF-8")
            #expect(written.status == 0, "\(written.notes)")
            #expect(try FileIO.mode(of: file) == 0o600)
            let html = try String(contentsOfFile: file, encoding: .utf8)
            #expect(html.contains("封号单（纸质签认）") && html.contains("5 3 2 6 1 一帆风顺"))
            #expect(!html.contains("src=") && !html.contains("href="), "nothing is loaded from elsewhere")
            let (commit, value) = (try Self.row("封号摘要", of: html), try Self.row("号", of: html))
            // The words are in the value, the value is in the commit: anybody's shell says so.
            let lines = Self.lines(of: html)
            #expect(lines.map(\.printed) == [value, commit].map { $0.replacing(" ", with: "") })
            for line in lines { #expect(try DrawCitizenTests.shell(line.command, in: folder).hasPrefix(line.printed)) }

            let printed = try await office.run("clerk", ["draw", "sheet", draw, "03", "--out", folder + "/own.html"])
            #expect(printed.status == 1 && printed.notes.contains("draw.noSheet"), "\(printed.notes)")
            let other = try await office.run(
                "supervisor",
                ["draw", "commit", draw, "--slot", "03", "--commit", commit, "--sheet", scan, "--yes"])
            #expect(other.status == 1 && other.notes.contains("draw.noSheet"), "\(other.notes)")
            try await office.act("leader", "draw", "commit", draw, "--slot", "3", "--commit", commit, "--sheet", scan)
            let shown = try await office.run("clerk", ["draw", "show", draw], language: "zh_CN.UTF-8")
            #expect(shown.output.contains("03  paper-1  纸质签认（\(recorder) 代录）  已封号"), "\(shown.output)")
            try await office.standing(draw, "closing")
            try await office.act("leader", "draw", "confirm", draw, "--slot", "03", "--sheet", scan)
            try await office.standing(draw, "closed")
            let wrong = try await office.run("leader", ["draw", "reveal", draw, "--slot", "03", "--value", commit])
            #expect(wrong.status == 1 && wrong.notes.contains("draw.sheetValue"), "\(wrong.notes)")
            let revealed = try await office.act("leader", "draw", "reveal", draw, "--slot", "03", "--value", value)
            #expect(revealed.output.contains("signed on paper"), "\(revealed.output)")
            try await office.standing(draw, "done")
        }
        let outcome = try await guide
        #expect(outcome.status == 0, "\(outcome.notes.suffix(600))")
        #expect(outcome.output.contains("paper-1  见证人，纸质签认，\(recorder) 代录"))
        #expect(outcome.notes.contains("\(recorder) 封号（ledgerctl draw commit"), "\(outcome.notes.suffix(2_000))")
        let sheet = try String(contentsOfFile: page, encoding: .utf8)
        for words in ["见证人（纸质签认）", "paper-1，\(recorder) 代录", "确认封存（纸质签认）", "paper-1（纸质签认，\(recorder) 代录）"] {
            #expect(sheet.contains(words), "\(words)")
        }
        for draw in ["\(office.task)-E1", "\(office.task)-I1"] {
            let checked = try await office.run("supervisor", ["draw", "verify", draw], language: "zh_CN.UTF-8")
            #expect(checked.status == 0, "\(checked.output)")
            for words in ["席位 03 封号（纸质签认，\(recorder) 代录）", "席位 03 开号（纸质签认", "凭扫描件代录"] {
                #expect(checked.output.contains(words), "\(words)")
            }
        }
        await office.daemon.stop()
    }

    @Test("where policy takes no sheets the freeze is refused, and the operator enters nobody's") func refused()
        async throws
    {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        let clerk = "\(office.person("clerk").actor)"
        func freeze(_ recorder: String) async throws -> String {
            try await office.run(
                "clerk",
                [
                    "draw", "freeze", office.task, "--supervisor", "\(office.person("supervisor").actor)", "--paper",
                    recorder, "--ladder", "\(office.task)-S1", "--embargo", office.today.description, "--place", "三楼",
                    "--yes",
                ], language: "zh_CN.UTF-8"
            ).notes
        }
        let own = try await freeze(clerk)
        #expect(own.contains("duties.conflict") && own.contains("抽取操作人不得代录纸质签认"), "\(own)")
        try await office.confirmed(
            "policy.changed/1",
            [
                ServiceOffice.record("policy.changed/1", ["reason": .text("收紧")]),
                ServiceOffice.record(
                    "policy.value/1", ["name": .text("paper.acts"), "value": .array([.text("plan.approved/1")])]),
            ])
        let off = try await freeze("\(office.person("leader").actor)")
        #expect(off.contains("paper.refused"), "\(off)")
        await office.daemon.stop()
    }
}
