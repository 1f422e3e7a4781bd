import Ledger
import Testing

@testable import DoubleRandom

@Suite("Views are folds over what was accepted") struct ViewTests {
    private func published() throws -> Bench {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.publish()
        return bench
    }

    private func text(_ bytes: Bytes?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

    @Test("standings in the books are those of admission, for every row, at the end and on the way") func standings()
        throws
    {
        let bench = try published()
        for size in [bench.entries.count, bench.entries.count / 2] {
            let view = try bench.view(asOf: size)
            #expect(view.size == UInt64(size))
        }
        let view = try bench.view()
        for (table, books) in [
            (StateTable.items, OfficeTable.items), (.objects, .objects), (.inspectors, .inspectors), (.plans, .plans),
            (.tasks, .tasks), (.draws, .draws), (.inspections, .inspections),
        ] {
            let rows = view.rows(books)
            #expect(!rows.isEmpty)
            for (key, row) in rows {
                #expect(row["standing"]?.word == bench.standing(table, text(key)), "\(table) \(text(key))")
            }
        }
        // As of any moment: the same as a ledger that ends there.
        let half = try bench.view(asOf: bench.entries.count / 2)
        #expect(half.rows(.inspections).isEmpty)
    }

    @Test("the gsxt record has exactly the national fields, and no person") func spotCheck() throws {
        let bench = try published()
        let view = try bench.view()
        let record = try #require(try view.spotCheckResult(Bytes(Bench.first.utf8)))
        #expect(
            record.fields.map(\.name) == [
                "raninsPlanId", "raninsPlaneName", "raninsTaskId", "raninsTaskName", "raninsTypeName", "insAuth",
                "insDate",
            ])
        #expect(
            record.fields.map { text($0.value) } == [
                Bench.plan, "2024年度抽查工作计划", Bench.task, "加油站抽查", "定向", "执法大队", "2024-03-05",
            ])
        #expect(record.details.map(\.number) == [1])
        #expect(text(record.details[0].item) == "成品油零售经营" && text(record.details[0].result) == "未发现问题")
        #expect(try view.spotCheckResult(Bytes("\(Bench.task)-00002".utf8)) == nil)
        for (inspector, _) in view.rows(.inspectors) { #expect(!text(record.json.encoded).contains(text(inspector))) }
    }

    @Test("bulletins have the columns of the national notices and a cell for each") func bulletins() throws {
        let bench = try published()
        let before = try bench.view()
        #expect(try before.planBulletin().rows.isEmpty)
        try bench.filePlan()
        try bench.publishPlan()
        let view = try bench.view()
        let all = [
            try view.itemBulletin(), try view.planBulletin(), try view.taskBulletin(),
            try view.resultBulletin(of: Bytes(Bench.task.utf8)),
        ]
        // domain.md 2.8, to the letter.
        let plan = "计划编号|计划名称|任务编号|任务名称|抽查类型|抽查事项|抽查对象范围|检查日期自|检查日期至"
        #expect(
            all.map { $0.columns.joined(separator: "|") } == [
                "序号|抽查事项名称|抽查依据|抽查主体|抽查对象|抽查比例|抽查次数|抽查方式|抽查内容及要求|备注", plan,
                plan + "|检查机关|抽查市场主体数量|抽查名单", "序号|市场主体名称|代码/注册号|检查完成日期|检查结果|备注",
            ])
        let gsxt = try BulletinName.gsxt.bulletin(in: view, task: Bytes(Bench.task.utf8))
        #expect(
            gsxt.columns == [
                "raninsPlanId", "raninsPlaneName", "raninsTaskId", "raninsTaskName", "raninsTypeName", "insAuth",
                "insDate", "seqno", "raninsItemName", "raninsCheckResName",
            ])
        #expect(gsxt.rows.map { $0.map { text($0) } }.first?.suffix(3) == ["1", "成品油零售经营", "未发现问题"])
        #expect(text(all[0].rows[0][5]) == "50%")
        for bulletin in all {
            #expect(bulletin.rows.count == 1, "\(bulletin.title)")
            for row in bulletin.rows { #expect(row.count == bulletin.columns.count) }
        }
        #expect(text(all[2].rows[0][10]) == "2" && text(all[2].rows[0][11]) == "不公示")
        #expect(text(all[3].rows[0][4]) == "未发现问题")
    }

    @Test("counts tell what waits where, for a task and for one inspector") func workList() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.matched()
        #expect(try WorkList(bench.view()).text(in: .chinese) == "待派发 2 条")
        try bench.dispatch()
        try bench.go(to: "2024-03-06T02:00:00.000Z")
        try bench.visit()
        try bench.record()
        #expect(try WorkList(bench.view()).text(in: .chinese) == "未录入 1 条，待确认 1 条")
        let outsider = Bytes(try bench.outsider().id.utf8)
        let own = try WorkList(bench.view(), inspector: Bytes(try bench.team()[0].id.utf8))
        #expect(own.counts.contains { $0.title.chinese == "待确认" && $0.count == 1 })
        #expect(
            try WorkList(bench.view(), inspector: outsider).counts.contains {
                $0.title.chinese == "待确认" && $0.count == 0
            })
        #expect(try WorkList(bench.view(), task: []).text(in: .english) == "nothing to do")
    }

    @Test("a due result shows its deadline and the working days that are left") func due() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.visited()
        try bench.record()
        let calendar = WorkingCalendar(try StandardCalendar.tables())
        func left(_ day: String) throws -> Int? {
            try bench.view().due(on: CivilDate(Bytes(day.utf8))!, days: 20, calendar: calendar).first?.daysLeft
        }
        #expect(try left("2024-03-28") == 3)
        #expect(try left("2024-04-02") == 0)
        #expect(try left("2024-04-03") == -1)
        func urgency(_ day: String) throws -> DueResult.Urgency? {
            try bench.view().due(on: CivilDate(Bytes(day.utf8))!, days: 20, calendar: calendar).first?.urgency
        }
        // Of the twenty days the fifteenth is 26 March.
        #expect(
            try ["2024-03-25", "2024-03-26", "2024-04-02", "2024-04-03"].map(urgency) == [.ample, .soon, .soon, .late])
        let open = try bench.view().due(
            on: CivilDate(Bytes("2024-03-28".utf8))!, days: 20, calendar: WorkingCalendar([]))
        #expect(open.first?.deadline == .undetermined(year: 2024) && open.first?.urgency == .undetermined)
        // Published is not acknowledged: only the channel's receipt stops the clock.
        try bench.confirmResult()
        try bench.review()
        try bench.approvePublication()
        try bench.publish()
        #expect(try left("2024-03-28") == 3)
        try bench.acknowledge(on: "2024-03-06")
        #expect(try left("2024-03-28") == nil)
    }

    @Test("a mark stands in the notice of the result for ever") func marks() throws {
        let bench = try Bench(at: "2024-03-01T02:00:00.000Z")
        try bench.readyToPublish()
        try bench.go(to: "2024-04-03T02:00:00.000Z")
        try bench.publish()
        let rows = try bench.view().resultBulletin(of: Bytes(Bench.task.utf8)).rows
        #expect(text(rows.first?[5]) == "逾期公示")
    }
}
