import Foundation
import Ledger
import Testing

@testable import DoubleRandom
@testable import PublicSite

@Suite("The pages of the site") struct SitePageTests {
    /// A published result whose enterprise has a name that somebody chose with care.
    private func site(named name: String) throws -> SiteFixture {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.rename(bench.object(), name)
        try bench.publish()
        return try SiteFixture(bench)
    }

    @Test(
        "no name is obeyed by a browser, a spreadsheet or a terminal",
        arguments: [
            "<script>alert(1)</script>公司", "\"><img src=x onerror=alert(1)>公司", "' onmouseover='alert(1)公司",
            "=HYPERLINK(\"http://x\")公司", "{{title}}{{#blocks}}公司", "</title><svg onload=alert(1)>公司",
            "公司\u{202E}gnp.exe",
            "公司\r\nSet-Cookie: a=b", "公司\u{2028}a", "]]></summary>公司",
        ])
    func escaping(name: String) throws {
        let site = try site(named: name)
        for (path, text) in try site.everything(searching: [name, "公司"]) where !path.hasSuffix(".tar") {
            let isMarkup = path.hasSuffix(".html") || path.hasSuffix(".xml") || path.hasPrefix("search?")
            if isMarkup {
                for element in [
                    "<script>alert", "<img", "onerror=alert(1)>", "<svg onload", "' onmouseover='", "</summary>公司",
                ] {
                    #expect(!text.contains(element), "\(path): \(element)")
                }
            }
            for scalar in ["\u{202E}", "\u{2028}"] {
                #expect(!text.unicodeScalars.contains(Unicode.Scalar(scalar)!), "\(path)")
            }
            #expect(!text.contains("\r\nSet-Cookie"), "\(path)")
            #expect(!text.contains(",=HYPERLINK") && !text.contains("\"=HYPERLINK(\"\""), "\(path)")
        }
        let page = try #require(try site.text("results/\(Bench.first).html"))
        #expect(page.contains("公司"))
    }

    @Test("result and draw pages load the recheck where it is installed, and nothing of it where it is not")
    func recheck() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "recheck-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(throws: LedgerError.self) { try RecheckFiles(folder: folder) }
        for name in ["recheck.js", "recheck.css", "recheck.html"] {
            try FileIO.create("\(folder)/\(name)", Bytes("of \(name)".utf8), mode: 0o644)
        }
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.publish()
        let (without, with) = (
            try SiteFixture(bench), try SiteFixture(bench, recheck: RecheckFiles(folder: folder))
        )
        #expect(without.site.version != with.site.version)
        #expect(try with.text("recheck.js") == "of recheck.js" && without.text("recheck.js") == nil)
        #expect(Set(with.site.paths).subtracting(without.site.paths) == ["recheck.js", "recheck.css", "recheck.html"])
        for path in ["results/\(Bench.first).html", "draws/\(Bench.task)-E1.html"] {
            let (page, bare) = (try #require(try with.text(path)), try #require(try without.text(path)))
            #expect(page.contains("<script src=\"../recheck.js\" defer>") && page.contains("href=\"../recheck.css\""))
            #expect(!bare.contains("recheck.js"))
        }
        #expect(try with.text("about.html")?.contains("recheck.html") == true)
        #expect(try without.text("about.html")?.contains("recheck.html") == false)
    }

    @Test("every path gives a file, and every link inside the site leads to one")
    func links() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.publish()
        let site = try SiteFixture(bench)
        let paths = Set(site.site.paths)
        #expect(paths.count == site.site.paths.count)
        #expect(site.site.paths.last == "index.html")
        for path in site.site.paths where path.hasSuffix(".html") {
            let text = try #require(try site.text(path))
            #expect(!text.contains("style=\"") && !text.contains("<style") && !text.contains("<script>"), "\(path)")
            #expect(!text.contains("http://") || path == "log.html" || text.contains("xmlns=\"http://"), "\(path)")
            for match in text.matches(of: /(?:href|src|action|data-bundle)="([^"#]*)(?:#[^"]*)?"/)
            where !match.output.1.isEmpty {
                let target = Self.resolve(String(match.output.1), from: path)
                #expect(paths.contains(target), "\(path) leads to \(target)")
            }
        }
    }

    private static func resolve(_ link: String, from path: String) -> String {
        var folders = path.split(separator: "/").dropLast().map(String.init)
        for part in link.split(separator: "/").map(String.init) {
            if part == ".." { if !folders.isEmpty { folders.removeLast() } } else { folders.append(part) }
        }
        return folders.joined(separator: "/")
    }

    @Test("the year's numbers are those of the results, and all views say the same")
    func numbers() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.publish()
        let site = try SiteFixture(bench)
        let glance = site.site.pages.glance
        #expect(glance.year == 2024 && glance.tasks == 1 && glance.drawn == 2 && glance.published == 1)
        #expect(glance.coverage.map(\.population) == [10] && glance.coverage.map(\.drawn) == [2])
        #expect(glance.wordings.map(\.count) == [1] && glance.months == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(glance.onTime == 1 && glance.onTimeShare == 100)
        let json = try IJSONValue(parsing: Bytes(try #require(try site.text("data/year.json")).dropLast().utf8))
        #expect(json["published"]?.integer == 1 && json["drawn"]?.integer == 2)
        #expect(try #require(try site.text("results.csv")).split(separator: "\r\n").count == 2)
        // The bundle that the page offers proves itself.
        let bundle = try ProofBundle(parsing: #require(try site.site.file("results/\(Bench.first).tar")).bytes)
        let report = BundleVerifier.verify(bundle)
        #expect(report.findings.isEmpty && report.withoutKey == 0, "\(report.findings)")
        #expect(report.entries.contains { "\($0.entry.event.header.type)" == "publication.published/1" })
    }

    @Test("an export writes what is new, leaves what is the same, removes what is gone, and packs the difference")
    func export() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        let folder = NSTemporaryDirectory() + "site-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let before = try SiteFixture(bench)
        let first = try before.export(to: folder, archive: folder + ".1.zip")
        defer { for number in 1...3 { try? FileManager.default.removeItem(atPath: "\(folder).\(number).zip") } }
        #expect(first.unchanged == 0 && first.removed == [] && first.written.last == "index.html")
        let again = try before.export(to: folder, archive: folder + ".2.zip")
        #expect(again.written == [] && again.removed == [] && again.unchanged == first.written.count)
        try bench.publish()
        let second = try SiteFixture(bench).export(to: folder)
        #expect(second.written.contains("results/\(Bench.first).html") && !second.written.contains("style.css"))
        try bench.withdraw(decided: bench.now.chinaDate.description)
        let third = try SiteFixture(bench).export(to: folder, archive: folder + ".3.zip")
        #expect(third.removed.contains("results/\(Bench.first).tar"))
        #expect(third.removed.allSatisfy { $0.hasPrefix("results/") })
        #expect(!FileIO.exists("\(folder)/results/\(Bench.first).tar"))
        // What the digest list says is what is there, and the archive holds what changed.
        #expect(
            try Self.run("cd '\(folder)' && sha256sum --quiet --check SHA256SUMS && ls -A | grep -c tmp || true")
                == "0\n")
        let listed = try Self.run("python3 -m zipfile -l '\(folder).3.zip' && python3 -m zipfile -t '\(folder).3.zip'")
        #expect(listed.contains("REMOVED") && listed.contains("results/\(Bench.first).html"))
        // A folder that holds something else is left alone.
        let other = NSTemporaryDirectory() + "other-\(UUID())"
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: other) }
        try FileIO.create(other + "/letter.txt", [1], mode: 0o600)
        #expect(refusal { try before.export(to: other) } == "file.exists")
    }

    private static func run(_ command: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", command]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "numbers of persons in free text are masked, and other numbers are not",
        arguments: [
            ("身份证11010519491231002X。", "身份证110105********002X。"), ("电话13812345678", "电话138****5678"),
            ("任务130283202604091001", "任务130283202604091001"), ("代码91130283MA0DEM013B", "代码91130283MA0DEM013B"),
            ("文号〔2024〕12号", "文号〔2024〕12号"), ("130283850101123", "130283******123"),
            ("座机0315-7654321", "座机0315-7654321"),
        ])
    func masking(text: String, expected: String) { #expect(PublicText.masked(text) == expected) }

    @Test(
        "a person's own name is told from a shop's",
        arguments: [
            ("王小明", true), ("欧阳修", true), ("阿依古丽·买买提", true), ("王记面馆", false), ("迁安市第一加油站", false), ("张三", true),
            ("永辉", true), ("小明理发店", false), ("KFC", false),
        ])
    func names(name: String, isPersonal: Bool) { #expect(PublicSubject.isPersonalName(name) == isPersonal) }
}
