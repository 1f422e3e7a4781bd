import DoubleRandom
import Foundation
import Testing

@testable import Ledger

/// Rows of a public register, which the project does not hold: where they lie beside it, they are read.
private func realFile(_ name: String) -> String? {
    let path = Office.root.appending(path: "../shared/data/\(name)").path
    return FileIO.exists(path) ? path : nil
}

@Suite("Importing sheets into the ledger")
struct ImportTests {
    @Test("a real register enters whole, in UTF-8 and in GB18030", .enabled(if: realFile("registry-sample.csv") != nil))
    func register() async throws {
        let office = try await Office()
        let path = try #require(realFile("registry-sample.csv"))
        let verdicts = office.place.machine.folder + "/结论.csv"
        let imported = try await office.act(
            ["object", "import", path, "--source", "公开登记数据", "--verdicts", verdicts], as: office.clerk)
        #expect(imported.output.contains("新增 3023 户"), "\(imported.output)")
        #expect(imported.output.contains("17 行（第"))
        #expect(try await office.list(["object", "list", "--standing", "active"]).count == 3_006)
        #expect(try await office.list(["object", "list", "--standing", "inactive"]).count == 17)
        let table = String(decoding: try FileIO.read(verdicts, limit: 8 << 20), as: UTF8.self)
        #expect(table.split(whereSeparator: \.isNewline).count == 3_026)
        let again = try await office.run(
            ["object", "import", path, "--source", "公开登记数据", "--dry-run"], as: office.clerk)
        #expect(again.output.contains("新增 0 户，变更 0 户，相同 3023 户，缺失 0 户"), "\(again.output)")
        let cut = try #require(realFile("registry-sample-gb18030.csv"))
        let other = try await office.run(
            ["object", "import", cut, "--source", "公开登记数据", "--dry-run"], as: office.clerk)
        #expect(other.output.contains("GB18030"))
        #expect(other.output.contains("变更 0 户"), "\(other.output)")
    }

    @Test("the file and the people in it are sealed, and nothing of them is in the clear", arguments: [false, true])
    func sealed(overService: Bool) async throws {
        let office = try await Office(overService: overService)
        let sheet = try office.file(
            "名录.csv",
            "统一社会信用代码,企业名称,法定代表人,联系电话\n91130283MA0DEM013B,迁安市示例商贸有限公司,孙某某,13800001234\n")
        let imported = try await office.act(["object", "import", sheet, "--source", "台账"], as: office.clerk)
        let index = try #require(Office.indices(imported).first)
        let data = try await office.read(["show", "\(index)"])
        #expect(data.output.contains("迁安市示例商贸有限公司"))
        #expect(!data.output.contains("孙某某") && !data.output.contains("13800001234"))
        #expect(!imported.notes.contains("孙某某"))
        await office.stop()
        let bytes = try Data(contentsOf: URL(filePath: office.ledger.directory.database))
        #expect(bytes.range(of: Data("孙某某".utf8)) == nil)
        #expect(bytes.range(of: Data("13800001234".utf8)) == nil)
    }

    @Test(
        "a sheet that changes nothing but sealed columns says that these were not compared, and enters them when asked")
    func sealedColumns() async throws {
        let office = try await Office()
        func sheet(_ name: String, _ principal: String) throws -> String {
            try office.file(
                name, "统一社会信用代码,企业名称,法定代表人\n91130283MA0DEM013B,迁安市示例商贸有限公司,\(principal)\n")
        }
        func personal() throws -> Int {
            let store = try SQLiteStore(path: office.ledger.directory.database, mode: .read)
            defer { try? store.close() }
            return try store.entries(from: .founding, limit: 500).last?.personal.count ?? 0
        }
        try await office.act(
            ["object", "import", sheet("甲.csv", "孙某某"), "--source", "台账"], as: office.clerk)
        let size = try await office.list(["log", "--limit", "1000"]).count
        let again = ["object", "import", try sheet("乙.csv", "钱某某"), "--source", "台账"]
        let silent = try await office.run(again, as: office.clerk)
        #expect(silent.status == 1 && silent.notes.contains("import.nothing"))
        #expect(silent.notes.contains("封存的个人信息未比对"), "\(silent.notes)")
        #expect(silent.output.contains("相同 1 户") && silent.output.contains("负责人、联络员、电话"), "\(silent.output)")
        #expect(try await office.list(["log", "--limit", "1000"]).count == size)
        let entered = try await office.act(again + ["--personal"], as: office.clerk)
        #expect(entered.output.contains("变更 1 户") && entered.output.contains("object.updated/1"), "\(entered.output)")
        #expect(entered.output.replacing("\n  ", with: "").contains("1 户其他内容相同，仅重新登记个人信息"))
        // The file, and the person.
        #expect(try personal() == 2)
        // A sheet without sealed columns has nothing to say of them.
        let bare = try office.file("丙.csv", "统一社会信用代码,企业名称\n91130283MA0DEM013B,迁安市示例商贸有限公司\n")
        let same = try await office.run(
            ["object", "import", bare, "--source", "台账", "--personal"], as: office.clerk)
        #expect(same.status == 1 && !same.notes.contains("封存"), "\(same.notes)")
    }

    /// What is refused, by whom, and the code that says why; the sentence stands in both languages.
    private static let refusals: [(String, [String], Int, String)] = [
        (
            "an item without a published version",
            [
                "task", "create", "--name", "x", "--reason", "r", "--items", "SW-01-01", "--tags", "发卡企业", "--count",
                "1", "--from", "2024-05-01", "--to", "2024-05-31",
            ], 0, "item.unpublished"
        ),
        ("an unknown object", ["object", "tag", "OBJ-9", "--add", "x", "--reason", "r"], 0, "object.unknown"),
        ("an unknown plan", ["plan", "approve", "13028320249001"], 1, "plan.unknown"),
        (
            "a plan that nobody approved", ["task", "create", "--plan", "13028320249001", "--line", "1"], 0,
            "plan.unknown"
        ),
        ("an inspector that is not there", ["inspector", "resume", "I-9", "--reason", "r"], 0, "inspector.unknown"),
        (
            "paper that policy does not take",
            [
                "task", "approve", "130283202401011001", "--paper", "SCAN", "--paper-on", "2024-01-01", "--paper-post",
                "局长",
            ], 0, "task.unknown"
        ),
        ("a revert of something else", ["import", "revert", "0", "--reason", "r"], 1, "import.revert"),
        ("an item by who may not retire it", ["item", "retire", "SW-01-01", "--reason", "r"], 0, "role.missing"),
        ("the same list twice", ["item", "import", "ITEMS", "--source", "示例商务局"], 0, "import.nothing"),
        ("a set that is in force", ["rules", "adopt", "1"], 2, "record.invalid"),
    ]

    @Test("each refusal says its code and its sentence in both languages")
    func refusals() async throws {
        let office = try await Office()
        try await office.act(
            ["item", "import", Office.sample("items.csv"), "--source", "示例商务局"], as: office.clerk)
        let scan = try office.file("scan.pdf", "%PDF")
        let people = [office.clerk, office.leader, office.ledger.administrator]
        for (claim, arguments, person, code) in Self.refusals {
            let typed = arguments.map { $0 == "SCAN" ? scan : $0 == "ITEMS" ? Office.sample("items.csv") : $0 }
            let chinese = try await office.run(typed, as: people[person])
            let english = try await office.run(typed, as: people[person], language: "en_GB.UTF-8")
            for outcome in [chinese, english] {
                #expect(outcome.status == 1, "\(claim): \(outcome.status)")
                #expect(outcome.notes.contains("ledgerctl: \(code): "), "\(claim): \(outcome.notes)")
                #expect(outcome.output.isEmpty || code == "import.nothing", "\(claim)")
            }
            func said(_ outcome: Workplace.Outcome) -> String {
                outcome.notes.split(separator: "\n").first { $0.contains("\(code): ") }.map(String.init) ?? ""
            }
            #expect(said(chinese).unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(claim)")
            #expect(said(english) != said(chinese), "\(claim)")
        }
    }

    @Test("the good rows of a faulty sheet enter when they are asked for, and the import keeps why the others did not")
    func acceptGood() async throws {
        let office = try await Office()
        let imported = try await office.act(
            ["object", "import", Office.sample("objects-faulty.csv"), "--source", "来表", "--accept-good"],
            as: office.clerk)
        let index = try #require(Office.indices(imported).first)
        #expect(try await office.list(["object", "list"]).count == 3)
        let kept = try await office.list(["import", "show", "\(index)"])
        #expect(kept.count { $0["verdict"]?.word == "refused" } == 7)
        #expect(kept.contains { $0["why"]?.word?.contains("code.damaged") == true })
        #expect(try await office.list(["object", "list", "--standing", "inactive"]).count == 1)
    }

    @Test("with --json every line is an object: the verdicts, then the receipts")
    func json() async throws {
        let office = try await Office()
        let imported = try await office.act(
            ["object", "import", Office.sample("objects-faulty.csv"), "--source", "来表", "--accept-good", "--json"],
            as: office.clerk)
        let lines = imported.output.split(separator: "\n")
        #expect(imported.objects.count == lines.count)
        #expect(imported.objects.count { $0["verdict"] != nil } == 13)
        #expect(imported.objects.last?["index"] != nil)
        let damaged = imported.objects.first { $0["row"]?.integer == 5 }
        #expect(damaged?["codes"]?.elements?.contains(.text("code.damaged")) == true)
    }

    @Test("lists as of an entry are those of then")
    func moments() async throws {
        let office = try await Office()
        try await office.act(
            ["item", "import", Office.sample("items.csv"), "--source", "示例商务局"], as: office.clerk)
        let published = try await office.act(["item", "publish", "--channel", "门户网站"], as: office.leader)
        let index = try #require(Office.indices(published).first)
        let before = try await office.list(["item", "list", "--as-of", "\(index - 1)", "--standing", "draft"])
        let after = try await office.list(["item", "list", "--as-of", "\(index)", "--standing", "draft"])
        #expect((before.count, after.count) == (21, 0))
        let today = try await office.list(["item", "list", "--as-of", "2024-01-01", "--standing", "draft"])
        #expect(today.isEmpty, "nothing had been entered by then")
        let ahead = try await office.list(["item", "list", "--as-of", "2099-12-31", "--standing", "published"])
        #expect(ahead.count == 21)
        let late = try await office.read(["item", "list", "--as-of", "9999"])
        #expect(late.notes.contains("proof.range"))
    }
}
