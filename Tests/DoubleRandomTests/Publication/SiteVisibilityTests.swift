import Foundation
import Ledger
import Testing

@testable import DoubleRandom
@testable import PublicSite

@Suite("What is not public is nowhere on the site: on no page, in no file, feed, index or search")
struct SiteVisibilityTests {
    private static let wording = "发现问题已责令改正"
    private static let disposal = "责令改正，后续跟踪由日常监管部门负责"

    /// A result with its own wording, up to a step.
    private func recorded(_ bench: Bench) throws {
        try bench.record(wordings: [Self.wording], disposals: [Self.disposal])
    }

    @Test("a result is seen from its publication on, and not while it is recorded, confirmed, reviewed or approved")
    func publication() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.visited()
        let name = "迁安市显见加油站有限公司"
        try bench.rename(bench.object(), name)
        let steps: [() throws -> Void] = [
            { try self.recorded(bench) }, { try bench.confirmResult() }, { try bench.review() },
            { try bench.approvePublication() },
        ]
        for step in steps {
            try step()
            let site = try SiteFixture(bench)
            #expect(try site.places(of: name) == [])
            #expect(try site.places(of: Self.wording) == [])
            #expect(site.site.model.results.isEmpty && site.site.model.tasks.count == 1)
        }
        try bench.publish()
        let places = try SiteFixture(bench).places(of: name)
        for path in [
            "index.html", "results/index.html", "results/\(Bench.first).html", "results.csv", "data/results.json",
            "feed.xml", "search-index.js", "search?q=迁安", "fragments/tasks/\(Bench.task).html",
        ] { #expect(places.contains(path), "\(path)") }
        // Where it is, and who was there, are the office's alone.
        let site = try SiteFixture(bench)
        #expect(try site.places(of: "住所甲乙丙") == [])
        let page = try #require(try site.text("results/\(Bench.first).html"))
        for (id, person) in try bench.team() { #expect(!page.contains(id) && !page.contains(person.name)) }
    }

    @Test("a correction is seen once it is published, with both versions and the reason")
    func correction() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.publish()
        try bench.record(
            wordings: [Self.wording], disposals: [Self.disposal], type: "result.corrected/1", reason: "异议成立")
        try bench.confirmResult()
        try bench.review()
        try bench.approvePublication()
        let under = try SiteFixture(bench)
        #expect(try under.places(of: Self.wording) == [] && under.places(of: "异议成立") == [])
        #expect(under.site.model.results.first?.wording == "未发现问题")
        #expect(under.site.model.results.first?.steps.contains { $0.type == "result.corrected" } == false)
        try bench.publish()
        let site = try SiteFixture(bench)
        let page = try #require(try site.text("results/\(Bench.first).html"))
        for word in ["未发现问题", Self.wording, "异议成立", "已被更正"] { #expect(page.contains(word), "\(word)") }
        #expect(try #require(try site.text("changes.html")).contains("异议成立"))
        #expect(try #require(try site.text("results.csv")).contains("更正：原为“未发现问题”，理由：异议成立"))
    }

    @Test("of a result that was taken down nothing is left but that it was, and why")
    func withdrawal() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.visited()
        try recorded(bench)
        try bench.confirmResult()
        try bench.review()
        try bench.approvePublication()
        try bench.publish()
        #expect(try !SiteFixture(bench).places(of: Self.wording).isEmpty)
        try bench.withdraw(decided: bench.now.chinaDate.description)
        let site = try SiteFixture(bench)
        #expect(try site.places(of: Self.wording) == [] && site.places(of: Self.disposal) == [])
        #expect(try site.places(of: "处罚决定被撤销").contains("results/\(Bench.first).html"))
        #expect(try site.text("results/\(Bench.first).tar") == nil)
    }

    @Test(
        "display ends after five years, after two of a natural person, and on the day that a publication names",
        arguments: [
            ("企业", "迁安市显见加油站有限公司", "91130283MA0DEM013B" as String?, "2029-03-06", "2029-03-07"),
            ("无证无照户", "王小明", nil, "2026-03-06", "2026-03-07"),
        ])
    func expiry(kind: String, name: String, code: String?, last: String, after: String) throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.rename(bench.object(), name, kind: kind, code: code)
        try bench.publish()
        #expect(bench.now.chinaDate.description == "2024-03-06")
        let shown = kind == "企业" ? name : "王某"
        #expect(try SiteFixture(bench, on: last).places(of: shown).contains("results.csv"))
        let over = try SiteFixture(bench, on: after)
        #expect(over.site.model.results.isEmpty)
        #expect(try over.places(of: shown) == [] && over.places(of: Bench.first) == [])
        #expect(try over.text("results/\(Bench.first).html") == nil)
    }

    @Test("of a natural person no more than the family name is seen, and no number")
    func person() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.rename(bench.object(), "王小明", kind: "个体工商户", code: "11010519491231002X")
        try bench.publish()
        let site = try SiteFixture(bench)
        #expect(try site.places(of: "王某").contains("results/\(Bench.first).html"))
        for secret in ["王小明", "小明", "11010519491231002X", "住所甲乙丙"] {
            #expect(try site.places(of: secret) == [], "\(secret)")
        }
    }

    @Test(
        "drafts of items and plans, and adjustments that are not published, are not seen; published versions are, all of them"
    )
    func drafts() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02")
        try bench.item("SW-77", publish: false)
        try bench.draftPlan()
        #expect(try SiteFixture(bench).places(of: "2024年度抽查工作计划") == [])
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.filePlan()
        try bench.createTask()
        var site = try SiteFixture(bench)
        #expect(
            try site.places(of: Bench.plan) == [] && site.places(of: Bench.task) == [] && site.places(of: "SW-77") == []
        )
        try bench.publishPlan()
        site = try SiteFixture(bench)
        #expect(try site.places(of: Bench.plan).contains("plans/index.html"))
        #expect(try site.places(of: Bench.task).contains("tasks/\(Bench.task).html"))
        try bench.adjustPlan([Bench.line(ratio: "1/4", note: "后移")])
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.filePlan()
        #expect(try SiteFixture(bench).places(of: "后移") == [])
        try bench.publishPlan()
        site = try SiteFixture(bench)
        let page = try #require(try site.text("plans/\(Bench.plan).html"))
        for word in ["后移", "工作实际", "第 1 版", "第 2 版", "20%", "25%"] { #expect(page.contains(word), "\(word)") }
        // An item that is being revised stays on the list as it was published.
        try bench.act(
            "item.adjusted/1",
            [
                Row.of("item.adjustment/1", ["cause": .text("practice"), "reason": .text("改名")]),
                Row.of(
                    "item.record/1",
                    [
                        "item": .text("SW-02"), "category": .text("成品油"), "name": .text("尚未公布的名称"),
                        "class": .text("general"), "basis": Row.texts(["成品油流通管理办法"]), "subject": .text("商务局"),
                        "ratioCap": .text("1/2"),
                    ]),
            ], by: bench.person("clerk"))
        site = try SiteFixture(bench)
        #expect(try site.places(of: "尚未公布的名称") == [])
        #expect(site.site.model.items.map(\.name) == ["成品油零售经营"])
    }

    @Test(
        "a list under embargo is nowhere on the site; afterwards the draw is there whole, and its lines print what they say"
    )
    func embargo() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.item("SW-02")
        try bench.objects(10)
        try bench.draftPlan()
        try bench.decide("plan.approved/1", by: bench.person("leader"))
        try bench.createTask(list: "before")
        let sitting = try Sitting(bench)
        try sitting.openLadders()
        let drawn = try sitting.drawObjects(10)
        let e1 = "\(Bench.task)-E1"
        let seed = try #require(
            bench.data.last?.records().first { $0.type == TypeName(literal: "draw.seed/1") }?.value()["seed"]?.word)
        var site = try SiteFixture(bench)
        let secrets =
            [seed, try sitting.serverLadder.rung(1).hex] + sitting.parties.map { sitting.value($0, e1).hex }
            + drawn.flatMap { ["\($0)", "迁安市\($0)有限公司"] }
        for secret in secrets { #expect(try site.places(of: secret) == [], "\(secret)") }
        #expect(try site.text("draws/\(e1)/population.txt") == nil)
        #expect(site.site.model.draws.first?.drawn == 2)
        try bench.go(to: "2024-06-30T16:00:01.000Z")
        try sitting.disclose(e1)
        site = try SiteFixture(bench)
        let page = try #require(try site.text("draws/\(e1).html"))
        for secret in secrets { #expect(page.contains(secret), "\(secret)") }
        #expect(try #require(try site.text("tasks/\(Bench.task).html")).contains("迁安市\(drawn[0])有限公司"))
        #expect(try #require(try site.text("draws/\(e1)/ranks.csv")).split(separator: "\r\n").count == 11)
        // Every line of the page is typed into a shell beside the files that the page offers.
        let folder = NSTemporaryDirectory() + "site-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for list in try #require(site.site.model.draw(e1)).lists {
            let file = try #require(try site.site.file("draws/\(e1)/\(list.name).txt"))
            try FileIO.create("\(folder)/\(list.name).txt", file.bytes, mode: 0o600)
        }
        let lines = page.matches(
            of: /<pre tabindex="0"><code>(.*?)<\/code><\/pre>\s*<p class="prints">应输出 <code>(.*?)<\/code>/)
        #expect(lines.count > 10)
        for line in lines {
            let (command, expected) = (Self.plain(line.output.1), Self.plain(line.output.2))
            let process = Process()
            process.executableURL = URL(filePath: "/bin/bash")
            process.arguments = ["-c", command]
            process.currentDirectoryURL = URL(filePath: folder)
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(output.hasPrefix(expected), "\(command): \(output)")
        }
    }

    private static func plain(_ html: Substring) -> String {
        var text = String(html)
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            text = text.replacing(entity, with: character)
        }
        return text
    }
}
