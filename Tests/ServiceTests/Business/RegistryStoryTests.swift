import Foundation
import Testing

@testable import Ledger

/// List, registries, plan and tasks of an office, as its people work: `ledgerctl` processes on the fictional county.
@Suite("The office's registries and plans, command by command", .serialized)
struct RegistryStoryTests {
    @Test("a year is prepared: list, registries, plan, tasks", arguments: [false, true])
    func story(overService: Bool) async throws {
        let office = try await Office(overService: overService)
        try await itemList(office)
        try await objects(office)
        try await inspectors(office)
        try await plan(office)
        try await tasks(office)
        await office.stop()
        let verdict = try await office.place.run(
            ["verify", office.ledger.directory.path], language: "zh_CN.UTF-8")
        #expect([0, 2].contains(verdict.status), "\(verdict.output)\(verdict.notes)")
    }

    private func itemList(_ office: Office) async throws {
        let imported = try await office.act(
            ["item", "import", Office.sample("items.csv"), "--source", "示例商务局"], as: office.clerk)
        #expect(imported.output.contains("新增 21 项"))
        #expect(imported.notes.contains("抽查事项清单新增 21 项（草拟，待公布）"))
        #expect(!imported.notes.contains("nonce"))
        let own = try await office.run(["item", "publish", "--channel", "门户网站"], as: office.clerk)
        #expect(own.status == 1)
        #expect(own.notes.contains("role.missing"))
        let published = try await office.act(["item", "publish", "--channel", "门户网站"], as: office.leader)
        #expect(published.notes.contains("公布抽查事项 21 项"))
        try await office.act(
            [
                "item", "adjust", "SW-02-01", "--ratio-cap", "25%", "--cause", "practice", "--reason", "年度覆盖面调整",
            ], as: office.clerk)
        let drafts = try await office.list(["item", "list", "--standing", "draft"])
        #expect(drafts.map { $0["item"]?.word } == ["SW-02-01"])
        #expect(drafts.first?["ratioCap"]?.word == "1/4")
        try await office.act(["item", "publish", "SW-02-01", "--channel", "门户网站"], as: office.leader)
        let again = try await office.run(
            ["item", "import", Office.sample("items.csv"), "--source", "示例商务局", "--dry-run"], as: office.clerk)
        #expect(again.output.contains("变更 1 项，相同 20 项"))
        let retired = try await office.act(
            ["item", "import", Office.sample("items-retired.csv"), "--source", "示例商务局"], as: office.clerk)
        #expect(retired.status == 0)
        try await office.act(
            ["item", "retire", "SW-90", "--cause", "law", "--reason", "职责划转地方金融监管部门"], as: office.leader)
        let list = try await office.read(["item", "list"])
        #expect(list.output.contains("有效（已公布）"))
        #expect(list.output.split(separator: "\n").allSatisfy { widthOnTerminal($0) <= 80 }, "\(list.output)")
    }

    private func objects(_ office: Office) async throws {
        let faulty = try await office.run(
            ["object", "import", Office.sample("objects-faulty.csv"), "--source", "来表"], as: office.clerk)
        #expect(faulty.status == 1)
        #expect(faulty.notes.contains("import.refused"))
        #expect(faulty.output.contains("9.11302E+17"))
        #expect(try await office.list(["object", "list"]).isEmpty, "all or nothing")
        let imported = try await office.act(
            ["object", "import", Office.sample("objects.csv"), "--source", "市场监管局"], as: office.clerk)
        #expect(imported.output.contains("新增 680 户"), "\(imported.output)")
        let all = try await office.list(["object", "list"])
        #expect(all.count == 680)
        #expect(all.first?["object"]?.word == "OBJ-000001")
        let second = try await office.run(
            ["object", "import", Office.sample("objects-next.csv"), "--source", "市场监管局", "--dry-run"],
            as: office.clerk)
        #expect(second.status == 0, "\(second.notes)")
        #expect(second.output.contains("新增 5 户，变更 6 户"), "\(second.output)")
        #expect(second.output.contains("缺失 6 户"))
        try await office.act(
            ["object", "import", Office.sample("objects-next.csv"), "--source", "市场监管局"], as: office.clerk)
        #expect(try await office.list(["object", "list"]).count == 685)
        #expect(try await office.list(["object", "list", "--standing", "active"]).count >= 680)
        let nothing = try await office.run(
            ["object", "import", Office.sample("objects-next.csv"), "--source", "市场监管局"], as: office.clerk)
        #expect(nothing.notes.contains("import.nothing"))
        let proof = try office.file("注销证明.pdf", "%PDF-1.4")
        try await office.act(
            ["object", "tag", "OBJ-000002", "--add", "重点监管", "--reason", "专项行动"], as: office.clerk)
        try await office.act(
            ["object", "update", "OBJ-000002", "--name", "迁安市示例改名石油销售", "--reason", "变更登记", "--evidence", proof],
            as: office.clerk)
        let shown = try await office.list(["object", "show", "OBJ-000002"])
        #expect(shown.first?["name"]?.word == "迁安市示例改名石油销售")
        #expect(shown.first?["tags"]?.elements?.contains(.text("重点监管")) == true)
        try await office.act(
            ["object", "deactivate", "OBJ-000003", "--cause", "注销", "--reason", "已注销", "--evidence", proof],
            as: office.clerk)
        let twice = try await office.run(
            ["object", "deactivate", "OBJ-000003", "--cause", "注销", "--reason", "已注销", "--evidence", proof],
            as: office.clerk, language: "en_GB.UTF-8")
        #expect(twice.status == 1)
        #expect(twice.notes.contains("object.standing"))
        try await office.act(
            ["object", "restore", "OBJ-000003", "--cause", "登记恢复", "--reason", "撤销注销", "--evidence", proof],
            as: office.clerk)
        try await revert(office)
    }

    private func revert(_ office: Office) async throws {
        let sheet = try office.file(
            "误导入.csv", "统一社会信用代码,户名,无代码原因\n91130283MA0DEM048X,迁安市示例误录有限公司,\n")
        let imported = try await office.act(
            [
                "object", "import", sheet, "--source", "误", "--map", "统一社会信用代码=code", "--map", "户名=name",
            ], as: office.clerk)
        let index = try #require(Office.indices(imported).first)
        let own = try await office.run(["import", "revert", "\(index)", "--reason", "来表有误"], as: office.clerk)
        #expect(own.notes.contains("role.missing"))
        try await office.act(["import", "revert", "\(index)", "--reason", "来表有误"], as: office.leader)
        let standing = try await office.list(["object", "list", "--search", "误录"]).first?["standing"]?.word
        #expect(standing == "reverted")
        let mappings = try await office.list(["import", "mappings"])
        #expect(mappings.count == 1)
        // The same source again: its columns are known, and nothing new is remembered.
        let next = try office.file(
            "再次.csv", "统一社会信用代码,户名,无代码原因\n91130283MA0DEM013B,迁安市示例再来有限公司,\n")
        let read = try await office.act(["object", "import", next, "--source", "误"], as: office.clerk)
        #expect(read.notes.contains("按“误”保存的列对应关系读取"), "\(read.notes)")
        #expect(read.output.contains("新增 1 户"))
        #expect(try await office.list(["import", "mappings"]).count == 1)
        let stranger = try await office.run(["object", "import", next, "--source", "别处"], as: office.clerk)
        #expect(stranger.status == 1 && stranger.notes.contains("sheet.header"), "\(stranger.notes)")
        let imports = try await office.list(["import", "list"])
        #expect(imports.contains { $0["index"]?.integer == Int64(index) })
    }

    private func inspectors(_ office: Office) async throws {
        let imported = try await office.act(
            ["inspector", "import", Office.sample("inspectors.csv"), "--source", "人事"], as: office.clerk)
        #expect(imported.output.contains("新增 26 人") || imported.output.contains("新增 24 人"), "\(imported.output)")
        #expect(!imported.notes.contains("王某甲"), "names are personal: \(imported.notes)")
        try await office.act(
            ["inspector", "bind", "I-0001=a1001", "I-0002=a1002"], as: office.clerk)
        let twice = try await office.run(["inspector", "bind", "I-0003=a1001"], as: office.clerk)
        #expect(twice.notes.contains("inspector.known"))
        try await office.act(
            ["inspector", "suspend", "I-0004", "--cause", "休假", "--from", "2024-03-01", "--to", "2024-03-10"],
            as: office.clerk)
        try await office.act(["inspector", "resume", "I-0004", "--reason", "销假"], as: office.clerk)
        let proof = try office.file("申报表.pdf", "%PDF-1.4 2")
        try await office.act(
            [
                "inspector", "relate", "I-0001", "91130283DEM000049T", "--relation", "spouse", "--evidence", proof,
            ], as: office.clerk)
        let shown = try await office.read(["inspector", "show", "I-0001"])
        #expect(shown.output.contains("夫妻关系"))
        #expect(shown.output.contains("a1001"))
        let own = try await office.run(
            [
                "inspector", "unrelate", "I-0001", "91130283DEM000049T", "--reason", "已离婚", "--evidence", proof,
            ], as: office.clerk)
        #expect(own.notes.contains("role.missing"))
        try await office.act(
            [
                "inspector", "unrelate", "I-0001", "91130283DEM000049T", "--reason", "已离婚", "--evidence", proof,
            ], as: office.leader)
        let freed = try await office.read(["inspector", "show", "I-0001"])
        #expect(freed.output.contains("回避（至 "))
        #expect(try await office.list(["inspector", "show", "I-0001"]).first?["relations"] == nil)
        let wrong = try office.file(
            "误.csv", "单位工号,姓名,所属主体全称,执法证编号,执法证有效期\n9901,赵某某,迁安市商务局,冀B9901,2027-12-31\n")
        let mistaken = try await office.act(["inspector", "import", wrong, "--source", "误"], as: office.clerk)
        let entry = try #require(Office.indices(mistaken).first)
        try await office.act(["import", "revert", "\(entry)", "--reason", "来表有误"], as: office.leader)
        let reverted = try await office.list(["inspector", "list"]).first { $0["inspector"]?.word == "I-9901" }
        #expect(reverted?["standing"]?.word == "reverted")
        let again = try await office.act(["inspector", "import", wrong, "--source", "误"], as: office.clerk)
        #expect(again.output.contains("新增 1 人"), "\(again.output)")
        let item = try office.file(
            "误事项.csv",
            "单位名称,序号,事项编码,检查项目,检查事项,事项类别,检查对象,检查主体,检查依据,检查方式,检查内容,抽查比例\n"
                + "迁安市示例商务局,1,SW-99-01,误,误列事项,一般检查事项,发卡企业,县级商务主管部门,《示例条例》第一条,实地核查,资质,30%\n")
        let listed = try await office.act(["item", "import", item, "--source", "误"], as: office.clerk)
        let place = try #require(Office.indices(listed).first)
        try await office.act(["import", "revert", "\(place)", "--reason", "来表有误"], as: office.leader)
        let gone = try await office.list(["item", "list"]).first { $0["item"]?.word == "SW-99-01" }
        #expect(gone?["standing"]?.word == "reverted")
        let anew = try await office.act(["item", "import", item, "--source", "误"], as: office.clerk)
        #expect(anew.output.contains("新增 1 项"), "\(anew.output)")
        let history = try office.file(
            "期初.csv",
            "统一社会信用代码,企业名称,检查事项,检查日期,检查人员工号,检查结果\n91130283DEM000030X,示例,SW-02-01,2023-08-11,0001，0002,未发现问题\n")
        let entered = try await office.act(
            ["history", "import", history, "--source", "2023年台账"], as: office.leader)
        #expect(entered.output.contains("期初·未经见证"))
    }

    private func plan(_ office: Office) async throws {
        let year = "2024"
        let imported = try await office.act(
            [
                "plan", "import", Office.sample("plan-lines.csv"), "--source", "计划表", "--name", "2024年度抽查工作计划",
                "--year", year, "--office", "市场秩序科", "--strata", "2:SAMR,A=5%,B=10%,C=50%,D=100%,unrated=10%",
            ], as: office.clerk)
        #expect(imported.notes.contains("13028320241001"))
        // The sheet has no column for rounding: line 10 says 四舍五入 in its note.
        let rounded = try await office.list(["plan", "show", "13028320241001"]).filter {
            $0["strata"]?.elements?.first?["mode"]?.word == "ratio-half"
        }
        #expect(rounded.compactMap { $0["line"]?.word } == ["10"])
        let own = try await office.run(["plan", "approve", "13028320241001"], as: office.clerk)
        #expect(own.status == 1)
        #expect(own.notes.contains("role.missing"))
        #expect(own.notes.contains("审批") || own.notes.contains("角色"))
        try await office.act(["plan", "approve", "13028320241001"], as: office.leader)
        try await office.act(
            ["plan", "file", "13028320241001", "--with", "唐山市商务局", "--on", "2024-02-20"], as: office.clerk)
        try await office.act(["plan", "publish", "13028320241001", "--channel", "门户网站"], as: office.clerk)
        try await office.act(["plan", "number", "13028320241001", "迁商抽查[2024]1号"], as: office.clerk)
        let list = try await office.list(["plan", "list"])
        #expect(list.first?["document"]?.word == "迁商抽查〔2024〕1号")
        #expect(list.first?["standing"]?.word == "published")
        let shown = try await office.read(["plan", "show", "13028320241001"])
        #expect(shown.output.split(separator: "\n").allSatisfy { widthOnTerminal($0) <= 80 }, "\(shown.output)")
        let stale = try await office.run(["plan", "approve", "13028320241001"], as: office.leader)
        #expect(stale.notes.contains("plan.standing"))
        let same = try await office.run(["plan", "number", "13028320241001", "迁商抽查〔2024〕1号"], as: office.clerk)
        #expect(same.notes.contains("number.used"))
    }

    private func tasks(_ office: Office) async throws {
        let created = try await office.act(
            [
                "task", "create", "--plan", "13028320241001", "--line", "1", "--day", "2024-03-12", "--list", "after",
            ], as: office.clerk)
        #expect(created.notes.contains("130283202403121001"))
        let second = try await office.act(
            [
                "task", "create", "--plan", "13028320241001", "--line", "2", "--day", "2024-03-12", "--external",
                "河北省双随机执法监管平台",
            ], as: office.clerk)
        #expect(second.notes.contains("130283202403121002"))
        let outside = try await office.run(
            ["task", "create", "--plan", "13028320241001", "--line", "1", "--from", "2023-01-01"], as: office.clerk)
        #expect(outside.notes.contains("task.window"))
        let adHoc = try await office.act(
            [
                "task", "create", "--name", "预付卡专项检查", "--reason", "多起投诉反映同一问题", "--items", "SW-01-01", "--tags",
                "发卡企业", "--count", "3", "--from", "2024-05-01", "--to", "2024-05-31", "--day", "2024-04-28",
            ], as: office.clerk)
        #expect(adHoc.output.contains("标注：临时任务"))
        let own = try await office.run(["task", "approve", "130283202404281001"], as: office.clerk)
        #expect(own.status == 1)
        try await office.act(["task", "approve", "130283202404281001"], as: office.leader)
        try await office.act(["task", "number", "130283202403121001", "迁商抽查〔2024〕3号"], as: office.clerk)
        try await external(office)
        let shown = try await office.read(["task", "show", "130283202403121002"])
        #expect(shown.output.contains("外部抽取·不可复算"))
        #expect(shown.output.split(separator: "\n").allSatisfy { widthOnTerminal($0) <= 80 })
        try await office.act(["task", "stop", "130283202404281001", "--reason", "线索已并入日常监管"], as: office.leader)
        let list = try await office.list(["task", "list"])
        #expect(list.map { $0["standing"]?.word } == ["waiting", "matched", "stopped"])
    }

    private func external(_ office: Office) async throws {
        let task = "130283202403121002"
        let announced = try await office.act(
            ["task", "external", task, "--platform", "河北省双随机执法监管平台"], as: office.clerk)
        #expect(announced.output.contains("外部抽取·不可复算"))
        let station = try await office.list(["object", "list", "--tag", "加油站", "--standing", "active"])
        let codes = station.compactMap { $0["code"]?.word }.filter { $0 != "91130283DEM000049T" }.prefix(2)
        let rows = codes.map { "\($0),0005，0006" }.joined(separator: "\n")
        let list = try office.file("名单.csv", "统一社会信用代码,检查人员\n\(rows)\n")
        let picture = try office.file("截图.png", "\u{1}PNG")
        let listed = try await office.act(
            [
                "task", "listed", task, list, "--source", "省平台", "--screenshot", picture, "--on", "2024-04-09",
            ], as: office.clerk)
        #expect(listed.output.contains("外部抽取·不可复算"))
    }
}
