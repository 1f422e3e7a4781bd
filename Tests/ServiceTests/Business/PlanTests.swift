import DoubleRandom
import Foundation
import Testing

@testable import Ledger

@Suite("Plans and tasks from the command line", .serialized)
struct PlanTests {
    private static let plan = "13028320261001"

    /// An office whose item list is published and whose registry holds the county's objects.
    private static func prepared() async throws -> Office {
        let office = try await Office()
        try await office.act(
            ["item", "import", Office.sample("items.csv"), "--source", "示例商务局"], as: office.clerk)
        try await office.act(["item", "publish", "--channel", "门户网站"], as: office.leader)
        return office
    }

    private static let head = ["--name", "2026年度抽查工作计划", "--year", "2026", "--office", "市场秩序科"]

    @Test("typed lines make a plan; who drafted it does not approve it as acting leader; a delegation ends by itself")
    func delegation() async throws {
        let office = try await Self.prepared()
        let lines = [
            "--line", "成品油抽查;SW-02-01;加油站;20%;2026-03-01;2026-11-30", "--line",
            "家庭服务业抽查;SW-06-01;家庭服务;12;2026-03-01;2026-11-30",
        ]
        let drafted = try await office.act(["plan", "draft"] + Self.head + lines, as: office.second)
        #expect(drafted.notes.contains("12 户"))
        #expect(drafted.notes.contains(Self.plan))
        let today = ServiceLedger.now().chinaDate.description
        try await office.confirm(
            office.run(
                ["actor", "grant", "a0005", "leader", "--from", today, "--to", today], as: office.ledger.administrator))
        let own = try await office.run(["plan", "approve", Self.plan], as: office.second)
        #expect(own.notes.contains("duties.conflict"), "\(own.notes)")
        try await office.confirm(
            office.run(
                ["actor", "grant", "a0003", "leader", "--from", "2026-01-01", "--to", "2026-01-31"],
                as: office.ledger.administrator))
        let ended = try await office.run(["plan", "approve", Self.plan], as: office.clerk)
        #expect(ended.notes.contains("role.missing"), "\(ended.notes)")
        try await office.act(["plan", "return", Self.plan, "--reason", "请补充对外劳务"], as: office.leader)
        #expect(try await office.list(["plan", "list"]).first?["standing"]?.word == "returned")
    }

    @Test("an approval on paper is entered with its scan, where policy takes paper, and marked for ever")
    func paper() async throws {
        let office = try await Self.prepared()
        let line = ["--line", "成品油抽查;SW-02-01;加油站;20%;2026-03-01;2026-11-30"]
        try await office.act(["plan", "draft"] + Self.head + line, as: office.clerk)
        let scan = try office.file("审批表.pdf", "%PDF-1.7 审批")
        let paper = ["--paper", scan, "--paper-on", "2026-02-10", "--paper-post", "局长", "--paper-number", "迁商〔2026〕3号"]
        let half = try await office.run(["plan", "approve", Self.plan, "--paper", scan], as: office.clerk)
        #expect(half.status == 64)
        let own = try await office.run(["plan", "approve", Self.plan] + paper, as: office.clerk)
        #expect(own.notes.contains("duties.conflict") && own.notes.contains("不得代录其审批"), "\(own.notes)")
        let approved = try await office.act(["plan", "approve", Self.plan] + paper, as: office.second)
        #expect(approved.output.contains("标注：纸质审批"))
        #expect(approved.notes.contains("局长"))
        let created = try await office.act(
            [
                "task", "create", "--name", "专项", "--reason", "交办", "--items", "SW-06-01", "--tags", "家庭服务", "--count",
                "2", "--from", "2026-05-01", "--to", "2026-05-31", "--day", "2026-04-28",
            ], as: office.clerk)
        #expect(created.notes.contains("130283202604281001"))
        let refused = try await office.run(["task", "approve", "130283202604281001"] + paper, as: office.clerk)
        #expect(refused.notes.contains("paper.refused"), "\(refused.notes)")
    }

    @Test("an adjustment shows each line before and after, and is approved, filed and published again")
    func adjustment() async throws {
        let office = try await Self.prepared()
        let header = "序号,任务名称,抽查事项,检查对象范围,抽查户数,抽查比例,抽取日期自,至\n"
        let first = try office.file(
            "计划.csv",
            header + "1,成品油抽查,SW-02-01,加油站,,20%,2026-03-01,2026-06-30\n2,餐饮抽查,SW-08-01,餐饮,,3%,2026-03-01,2026-11-30\n")
        try await office.act(["plan", "import", first, "--source", "计划表"] + Self.head, as: office.clerk)
        try await office.act(["plan", "approve", Self.plan], as: office.leader)
        try await office.act(["plan", "file", Self.plan, "--with", "唐山市商务局"], as: office.clerk)
        let early = try await office.run(["plan", "complete", Self.plan], as: office.clerk)
        #expect(early.notes.contains("plan.standing"))
        try await office.act(["plan", "publish", Self.plan, "--channel", "门户网站"], as: office.clerk)
        let second = try office.file(
            "调整.csv",
            header + "1,成品油抽查,SW-02-01,加油站,,20%,2026-03-01,2026-06-30\n2,餐饮抽查,SW-08-01,餐饮,6,,2026-03-01,2026-11-30\n")
        let same = try await office.run(
            ["plan", "adjust", Self.plan, first, "--source", "计划表", "--reason", "无"], as: office.clerk)
        #expect(same.notes.contains("import.nothing"))
        let adjusted = try await office.act(
            ["plan", "adjust", Self.plan, second, "--source", "计划表", "--reason", "年中调整"], as: office.clerk)
        #expect(adjusted.notes.contains("6 户"))
        #expect(adjusted.notes.contains("- 2  餐饮抽查"))
        let waiting = try await office.list(["plan", "list"]).first
        #expect(waiting?["standing"]?.word == "adjusting")
        #expect(waiting?["approved"]?.integer == 1)
        try await office.act(["plan", "approve", Self.plan], as: office.leader)
        try await office.act(["plan", "file", Self.plan, "--with", "唐山市商务局"], as: office.clerk)
        try await office.act(["plan", "publish", Self.plan, "--channel", "门户网站"], as: office.clerk)
        try await office.act(["plan", "complete", Self.plan], as: office.clerk)
        let shown = try await office.list(["plan", "show", Self.plan, "--version", "1"])
        #expect(shown.count == 3)
        #expect(shown.last?["strata"]?.elements?.first?["ratio"]?.word == "3/100")
    }

    @Test("a sheet whose items are unknown or unpublished is refused row by row")
    func faultySheet() async throws {
        let office = try await Self.prepared()
        try await office.act(
            ["item", "import", Office.sample("items-retired.csv"), "--source", "示例商务局"], as: office.clerk)
        let sheet = try office.file(
            "计划.csv",
            "序号,任务名称,抽查事项,检查对象范围,抽查户数,抽查比例\n1,典当抽查,SW-90,典当,,5%\n2,无此事项,SW-99,某,,5%\n3,餐饮抽查,SW-08-01,餐饮,,3%\n")
        let refused = try await office.run(
            ["plan", "import", sheet, "--source", "计划表", "--dry-run"] + Self.head, as: office.clerk)
        #expect(refused.status == 1)
        #expect(refused.output.contains("第 2 行") && refused.output.contains("第 3 行"))
        #expect(refused.output.contains("拒收 2"))
        #expect(!refused.output.contains("与名录库比对"))
    }
}
