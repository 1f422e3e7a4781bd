import Ledger

/// The sentences of rule set 1 (办理记录的文字): who did what, for replay and trace. Persons are opaque, as everywhere.
public struct OfficeNarration: EventNarrating {
    /// The sentences.
    public init() {}

    public func narration(of event: ViewEvent, roles: RoleTerms) -> Narration? {
        guard let first = event.records.first, first.position == 0,
            let head = try? RuleSet1.schemas[first.record.type]?.read(first.record)
        else { return nil }
        let rows = event.records.dropFirst().compactMap { record in
            try? RuleSet1.schemas[record.record.type]?.read(record.record)
        }
        let total = max(0, Int(clamping: event.entry.event.header.data.count) - 1)
        return OfficeNarration.words(event.type, head: head, rows: rows, total: total).map { .act($0) }
    }

    static func words(_ type: TypeName, head: StateObject, rows: [StateObject], total: Int) -> BilingualText? {
        let told = Told(head: head, rows: rows, total: total)
        let name = String(decoding: type.name, as: UTF8.self)
        return switch String(decoding: type.family, as: UTF8.self) {
        case "item", "object", "inspector", "history": told.registry(name)
        case "plan", "task": told.planning(name)
        case "draw": told.draw(name)
        case "inspection", "result", "publication": told.inspection(name)
        default: nil
        }
    }
}

/// One event, with what its sentence needs.
private struct Told {
    let head: StateObject
    let rows: [StateObject]
    /// How many records follow the first, disclosed or not.
    let total: Int

    func word(_ name: StaticString, limit: Int = 80) -> String { head.bytes(name)?.forDisplay(limit: limit) ?? "?" }
    func number(_ name: StaticString) -> Int { head.integer(name) ?? 0 }

    /// `A, B and 3 more`.
    func names(_ member: StaticString) -> BilingualText {
        let all = rows.compactMap { $0.bytes(member)?.forDisplay(limit: 64) }
        let shown = all.prefix(3)
        let more = total - shown.count
        guard !shown.isEmpty else { return BilingualText("\(total)", "\(total) 条") }
        return BilingualText(
            shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""),
            shown.joined(separator: "、") + (more > 0 ? " 等共 \(total) 条" : ""))
    }

    /// The reason in brackets, where there is one.
    var reason: BilingualText {
        guard let reason = head.bytes("reason")?.forDisplay(limit: 240), !reason.isEmpty else {
            return BilingualText("", "")
        }
        return BilingualText(" (reason: \(reason))", "（理由：\(reason)）")
    }

    var paper: BilingualText {
        head["paper"] == nil
            ? BilingualText("", "") : BilingualText(" on paper, entered with its scan", "（纸质审批，附扫描件摘要）")
    }

    /// What somebody signed by hand and another entered.
    var sheet: BilingualText {
        head["sheet"] == nil
            ? BilingualText("", "") : BilingualText(", signed on paper, entered with its scan", "（纸质签认，附扫描件摘要）")
    }

    func text(_ english: String, _ chinese: String) -> BilingualText { BilingualText(english, chinese) }

    // MARK: Sentences

    func registry(_ name: String) -> BilingualText? {
        let (items, objects, people) = (names("item"), names("object"), names("inspector"))
        return switch name {
        case "item.imported": text("enters items \(items.english)", "将事项列入清单：\(items.chinese)")
        case "item.adjusted":
            text("adjusts items \(items.english)\(reason.english)", "调整事项 \(items.chinese)\(reason.chinese)")
        case "item.published":
            text("publishes items \(items.english) in \(word("channel"))", "在\(word("channel"))公布事项 \(items.chinese)")
        case "item.retired":
            text(
                "takes item \(word("item")) out of force\(reason.english)", "将事项 \(word("item")) 列为失效\(reason.chinese)")
        case "item.reverted":
            text(
                "takes back the import of items of entry \(aboutIndex)\(reason.english)",
                "撤回第 \(aboutIndex) 条的抽查事项批量导入\(reason.chinese)")
        case "object.imported":
            text(
                "imports \(number("accepted") + number("warned")) objects from \(word("source")), "
                    + "\(number("warned")) with a warning, \(number("refused")) rows refused",
                "从“\(word("source"))”导入检查对象 \(number("accepted") + number("warned")) 户，"
                    + "其中警告 \(number("warned")) 户，拒收 \(number("refused")) 行")
        case "object.updated":
            text("updates objects \(objects.english)\(reason.english)", "变更检查对象 \(objects.chinese)\(reason.chinese)")
        case "object.tagged":
            text("marks objects \(objects.english)\(reason.english)", "标注检查对象 \(objects.chinese)\(reason.chinese)")
        case "object.rated":
            text(
                "enters credit classes of \(objects.english)\(reason.english)",
                "更新信用风险等级：\(objects.chinese)\(reason.chinese)")
        case "object.deactivated":
            text(
                "deactivates \(objects.english), \(word("cause"))\(reason.english)",
                "将检查对象 \(objects.chinese) 列为失效，\(word("cause"))\(reason.chinese)")
        case "object.restored":
            text("restores \(objects.english)\(reason.english)", "恢复检查对象 \(objects.chinese)\(reason.chinese)")
        case "object.reverted":
            text(
                "takes back the import of entry \(aboutIndex)\(reason.english)",
                "撤回第 \(aboutIndex) 条的批量导入\(reason.chinese)")
        case "inspector.imported":
            text("enters inspectors \(people.english)", "将执法人员入库：\(people.chinese)")
        case "inspector.updated":
            text("updates inspectors \(people.english)\(reason.english)", "变更执法人员 \(people.chinese)\(reason.chinese)")
        case "inspector.suspended":
            text(
                "enters the absence of inspector \(word("inspector")) from \(word("from"))",
                "登记执法人员 \(word("inspector")) 自 \(word("from")) 起不在岗")
        case "inspector.resumed":
            text("enters the return of inspector \(word("inspector"))", "登记执法人员 \(word("inspector")) 返岗")
        case "inspector.reverted":
            text(
                "takes back the import of inspectors of entry \(aboutIndex)\(reason.english)",
                "撤回第 \(aboutIndex) 条的执法人员批量导入\(reason.chinese)")
        case "inspector.related":
            text(
                "declares a relation of inspector \(word("inspector")) to \(word("object"))",
                "申报回避关系：执法人员 \(word("inspector")) 与检查对象 \(word("object"))")
        case "inspector.relation.withdrawn":
            text(
                "withdraws the relation of inspector \(word("inspector")) to \(word("object"))\(reason.english)",
                "撤回执法人员 \(word("inspector")) 与检查对象 \(word("object")) 的回避关系\(reason.chinese)")
        case "history.imported":
            text(
                "enters \(total) inspections from before the ledger, out of \(word("source"))",
                "据“\(word("source"))”录入期初检查 \(total) 条（未经见证）")
        default: nil
        }
    }

    func planning(_ name: String) -> BilingualText? {
        let (plan, task) = (word("plan"), word("task"))
        return switch name {
        case "plan.drafted":
            text("drafts plan \(plan) with \(total) lines", "起草抽查计划 \(plan)，共 \(total) 行")
        case "plan.approved": text("approves plan \(plan)\(paper.english)", "批准抽查计划 \(plan)\(paper.chinese)")
        case "plan.returned": text("returns plan \(plan)\(reason.english)", "退回抽查计划 \(plan)\(reason.chinese)")
        case "plan.filed": text("files plan \(plan) with \(word("with"))", "将抽查计划 \(plan) 报\(word("with"))备案")
        case "plan.published":
            text("publishes plan \(plan) in \(word("channel"))", "在\(word("channel"))公布抽查计划 \(plan)")
        case "plan.adjusted":
            text(
                "adjusts plan \(plan), now \(total) lines\(reason.english)",
                "调整抽查计划 \(plan)，现有 \(total) 行\(reason.chinese)")
        case "plan.completed": text("closes plan \(plan) as completed", "抽查计划 \(plan) 已完成")
        case "plan.numbered":
            text("gives plan \(plan) the document number \(word("number"))", "抽查计划 \(plan) 文号为 \(word("number"))")
        case "task.created":
            head.equals("origin", "adhoc")
                ? text("proposes task \(task) without a plan\(reason.english)", "提出临时任务 \(task)\(reason.chinese)")
                : text(
                    "sets up task \(task) from line \(word("line")) of plan \(plan)",
                    "依据计划 \(plan) 第 \(word("line")) 行创建抽查任务 \(task)")
        case "task.approved": text("approves task \(task)\(paper.english)", "批准抽查任务 \(task)\(paper.chinese)")
        case "task.stopped": text("stops task \(task)\(reason.english)", "中止抽查任务 \(task)\(reason.chinese)")
        case "task.completed": text("closes task \(task) as completed", "抽查任务 \(task) 已完成")
        case "task.numbered":
            text("gives task \(task) the document number \(word("number"))", "抽查任务 \(task) 文号为 \(word("number"))")
        default: nil
        }
    }

    func draw(_ name: String) -> BilingualText? {
        let (draw, slot) = (word("draw"), word("slot"))
        return switch name {
        case "draw.ladder":
            text(
                "opens ladder \(word("ladder")) of \(number("rungs")) rungs, sealed copy with \(word("custodian"))",
                "启用预封号链 \(word("ladder"))，共 \(number("rungs")) 个链值，封存保管人 \(word("custodian"))")
        case "draw.freeze": freeze(draw)
        case "draw.void":
            head.equals("stage", "after")
                ? text(
                    "asks to void \(draw) after values were shown, by the fault of \(word("party"))\(reason.english)",
                    "申请作废 \(draw)（已有开号），责任方 \(word("party"))\(reason.chinese)")
                : text(
                    "asks to cancel \(draw) before any value was shown, by the fault of \(word("party"))\(reason.english)",
                    "申请撤销 \(draw)（尚未开号），责任方 \(word("party"))\(reason.chinese)")
        case "draw.declined":
            text("declines what was asked of \(draw)\(reason.english)", "对 \(draw) 的申请不予确认\(reason.chinese)")
        case "draw.custody":
            text(
                "holds a copy that opens the commit of slot \(slot) of \(draw)", "保管 \(draw) 席位 \(slot) 的开号副本")
        case "draw.disclosed":
            text("makes \(draw) public: its embargo has ended", "公开 \(draw)：保密期限已满")
        case "draw.strike":
            text(
                "strikes an object from \(draw)\(reason.english); the next ticket moves up",
                "将一户自 \(draw) 剔除\(reason.chinese)，由下一签号递补")
        case "draw.replace":
            text(
                "asks to replace \(openPlace) of \(draw)\(reason.english)",
                "申请替换 \(draw) 的 \(openPlace)\(reason.chinese)")
        case "draw.reserve":
            text("shows the reserve ladder's rung for \(draw)", "公开 \(draw) 的备用链值")
        case "draw.replaced":
            head.bool("followed")
                ? text("states who follows in \(openPlace) of \(draw)", "得出 \(draw) 中 \(openPlace) 的接替者")
                : text(
                    "states that nobody is left to follow in \(openPlace) of \(draw)",
                    "\(draw) 中 \(openPlace) 已无候补，缺额")
        case "draw.fix":
            text(
                "fixes the \(head.list("slots").count) reveals that count in \(draw)",
                "固定 \(draw) 计入的开号共 \(head.list("slots").count) 个")
        case "draw.beacon":
            text(
                "states the public value of \(word("origin")), round \(word("round")), for \(draw): \(word("value"))",
                "登记 \(draw) 的公开随机数：\(word("origin")) 第 \(word("round")) 期，\(word("value"))")
        case "draw.preflight": text("finds that every slot of \(draw) can be filled", "配齐预检：\(draw) 的席位均可配齐")
        case "draw.commit":
            text(
                "seals a number for slot \(slot) of \(draw)\(sheet.english)",
                "为 \(draw) 的席位 \(slot) 封号\(sheet.chinese)")
        case "draw.close": text("closes \(draw): every number is sealed", "确认 \(draw) 各方均已封号")
        case "draw.reveal": text("reveals the number of slot \(slot) of \(draw)", "为 \(draw) 的席位 \(slot) 开号")
        case "draw.rung": text("opens the ladder's rung for \(draw)", "公开 \(draw) 的预封号链链值")
        case "draw.result":
            rows.contains { $0["inspector"] != nil }
                ? text(
                    "states the result of \(draw): \(number("count")) slots filled",
                    "\(draw) 抽取结果：配齐 \(number("count")) 个席位")
                : text("states the result of \(draw): \(number("count")) drawn", "\(draw) 抽取结果：抽中 \(number("count")) 户")
        case "draw.external":
            text(
                "fixes the roster of task \(word("task")) before it is drawn in \(word("platform"))",
                "任务 \(word("task")) 将在\(word("platform"))抽取，先行固定名录快照")
        case "draw.external.listed":
            text(
                "enters the list of \(number("count")) drawn elsewhere for task \(word("task"))",
                "录入任务 \(word("task")) 的外部抽取名单 \(number("count")) 户（不可复算）")
        default: nil
        }
    }

    private var openPlace: String { head["slot"] == nil ? word("inspection") : word("slot") }

    private func freeze(_ draw: String) -> BilingualText {
        if head.equals("kind", "objects") {
            let population = head["population"]?["count"]?.integer ?? 0
            let excluded = head["exclusions"]?["count"]?.integer ?? 0
            return text(
                "freezes the roster of \(draw): \(population) take part, \(excluded) excluded",
                "冻结 \(draw) 名录快照：参抽 \(population) 户，排除 \(excluded) 户")
        }
        let people = head["inspectors"]?["count"]?.integer ?? 0
        let slots = head["slots"]?["count"]?.integer ?? 0
        return text(
            "freezes the roster of \(draw): \(people) inspectors for \(slots) slots",
            "冻结 \(draw) 名录快照：执法人员 \(people) 人，席位 \(slots) 个")
    }

    func inspection(_ name: String) -> BilingualText? {
        let id = word("inspection")
        let wordings = head.list("wordings").map { $0.forDisplay(limit: 80) }
        return switch name {
        case "inspection.dispatched":
            text("dispatches the inspections of task \(word("task"))", "派发任务 \(word("task")) 的检查")
        case "inspection.approved":
            text(
                "approves \(head.list("inspections").count) visits from \(word("from")) to \(word("to"))\(paper.english)",
                "批准 \(head.list("inspections").count) 项检查，期限 \(word("from")) 至 \(word("to"))\(paper.chinese)")
        case "inspection.notified":
            text("enters the notice of \(id) on \(word("on"))", "登记 \(id) 的抽查通知（\(word("on"))）")
        case "inspection.visited":
            text(
                "enters the visit of \(id) on \(word("on")) by \(shown("officers").english)",
                "录入 \(id) 的到场检查（\(word("on"))，\(shown("officers").chinese)）")
        case "result.recorded":
            text(
                "records the result of \(id): \(wordings.joined(separator: "; "))",
                "录入 \(id) 的检查结果：\(wordings.joined(separator: "；"))")
        case "result.corrected":
            text(
                "corrects the result of \(id): \(wordings.joined(separator: "; "))\(reason.english)",
                "更正 \(id) 的检查结果：\(wordings.joined(separator: "；"))\(reason.chinese)")
        case "result.reviewed":
            head.equals("verdict", "pass")
                ? text("passes the result of \(id)", "审核通过 \(id) 的检查结果")
                : text("returns the result of \(id)\(reason.english)", "审核退回 \(id) 的检查结果\(reason.chinese)")
        case "publication.approved":
            text("approves the publication of \(id)\(paper.english)", "批准公示 \(id)\(paper.chinese)")
        case "publication.published":
            text("publishes \(id) in \(word("channel"))", "在\(word("channel"))公示 \(id)")
        case "publication.acknowledged":
            text(
                "enters that \(word("channel")) has \(id) since \(word("on"))",
                "登记\(word("channel"))对 \(id) 的公示回执（\(word("on"))）")
        case "publication.withdrawn":
            text("withdraws the publication of \(id)\(reason.english)", "撤下 \(id) 的公示\(reason.chinese)")
        default: nil
        }
    }

    private func shown(_ member: StaticString) -> BilingualText {
        let names = head.list(member).map { $0.forDisplay(limit: 64) }
        return text(names.joined(separator: ", "), names.joined(separator: "、"))
    }

    private var aboutIndex: String { head.about().map { "\($0.index)" } ?? "?" }
}
