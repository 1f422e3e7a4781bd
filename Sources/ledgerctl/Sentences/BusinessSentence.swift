import Ledger
import LedgerClient

/// What an event of the double-random cycle says, as a clerk would say it; nil for a type that is not one of its. Only the
/// first records are read, so that an import of thousands is a sentence all the same. What is missing reads as `?`:
/// admission judges, not this.
struct BusinessSentence {
    let text: BilingualText
    let details: [BilingualText]

    /// - Parameters:
    ///   - records: the first data records.
    ///   - count: how many there are.
    init?(type: TypeName, count: UInt64, records: [IJSONValue]) {
        let reader = BusinessReader(records: records, rows: count - min(count, 1))
        let name = String(decoding: type.name, as: UTF8.self)
        guard "\(type)".utf8.elementsEqual("\(name)/1".utf8) else { return nil }
        let said: (BilingualText, [BilingualText])? =
            switch String(decoding: type.family, as: UTF8.self) {
            case "item": reader.item(name)
            case "object": reader.object(name)
            case "inspector": reader.inspector(name)
            case "history": reader.history(name)
            case "plan": reader.plan(name)
            case "task": reader.task(name)
            case "draw": reader.draw(name)
            case "inspection": reader.inspection(name)
            case "result": reader.result(name)
            case "publication": reader.publication(name)
            default: nil
            }
        guard let said else { return nil }
        text = said.0
        details = said.1
    }
}

/// Reads the records of one event for its sentence.
struct BusinessReader {
    let records: [IJSONValue]
    /// How many records follow the first.
    let rows: UInt64

    typealias Said = (BilingualText, [BilingualText])

    var head: BusinessRow { BusinessRow(records.first ?? .object([])) }
    var others: [BusinessRow] { records.dropFirst().map { BusinessRow($0) } }
    /// As many rows as are shown under a sentence.
    static let shownRows = 6

    func text(_ member: String, of row: BusinessRow? = nil) -> String {
        let shown = (row ?? head).shown(member)
        return shown.isEmpty ? "?" : Console.clip(shown, to: 400)
    }

    func has(_ member: String) -> Bool { head[member] != nil }

    /// Index of the entry that the first record is about.
    var about: String { head["about"]?["index"]?.integer.map { "\($0)" } ?? "?" }

    func say(_ english: String, _ chinese: String, _ details: [BilingualText] = []) -> Said {
        (BilingualText(english, chinese), details + common)
    }

    /// Reason, evidence and paper, which many events have.
    private var common: [BilingualText] {
        var lines: [BilingualText] = []
        if has("reason") { lines.append(BilingualText("Reason: \(text("reason"))", "理由：\(text("reason"))")) }
        if let evidence = head.text("evidence") {
            let short = DisplayText.clean(evidence, limit: 12)
            lines.append(BilingualText("Evidence: file \(short)…", "依据材料：文件 \(short)…"))
        }
        if let paper = head.row("paper") {
            let number = paper.shown("number")
            let (on, post) = (paper.shown("on"), paper.shown("post"))
            lines.append(
                BilingualText(
                    "Approved on paper: \(post), \(on)\(number.isEmpty ? "" : ", \(number)")",
                    "纸质审批：\(post)，\(on)\(number.isEmpty ? "" : "，\(number)")"))
        }
        return lines
    }

    /// The first rows in a form, and how many more there are.
    func list(_ form: (BusinessRow) -> String?) -> [BilingualText] {
        let shown = others.compactMap(form)
        var lines = shown.prefix(BusinessReader.shownRows).map { BilingualText($0, $0) }
        let rest = Int64(rows) - Int64(lines.count)
        if !lines.isEmpty, rest > 0 { lines.append(BilingualText("… and \(rest) more", "……另有 \(rest) 条")) }
        return lines
    }

    private func ratio(_ text: String) -> String { RatioWords.text(text) }

    // MARK: Item list and registries

    func item(_ name: String) -> Said? {
        let cause =
            text("cause") == "law" ? BilingualText("the law changed", "法律立改废释") : BilingualText("practice", "工作实际")
        func item(_ row: BusinessRow) -> String? {
            guard row["item"] != nil else { return nil }
            let kind = row.text("class") == "key" ? "重点" : "一般"
            let cap = row.text("ratioCap").map { " ≤ \(ratio($0))" } ?? ""
            return "\(text("item", of: row))  \(row.shown("name"))" + (row["class"] == nil ? "" : "（\(kind)\(cap)）")
        }
        switch name {
        case "item.imported":
            return say(
                "Enter \(rows) item\(plural(rows)) into the item list 随机抽查事项清单, as drafts. Source: \(text("source"))",
                "抽查事项清单新增 \(rows) 项（草拟，待公布）。来源：\(text("source"))", list(item))
        case "item.adjusted":
            return say(
                "Revise \(rows) item\(plural(rows)) of the item list 随机抽查事项清单 (\(cause.english)); to be published again.",
                "修订抽查事项 \(rows) 项（\(cause.chinese)），须重新公布。", list(item))
        case "item.published":
            return say(
                "Publish \(rows) item\(plural(rows)) of the item list 随机抽查事项清单, on \(text("channel")).",
                "公布抽查事项 \(rows) 项，公布渠道：\(text("channel"))。", list(item))
        case "item.retired":
            return say(
                "Take item \(text("item")) out of the item list 随机抽查事项清单 (\(cause.english)).",
                "抽查事项 \(text("item")) 失效（\(cause.chinese)）。")
        case "item.reverted":
            return say(
                "Revert the import 批量导入 of entry \(about): the items that it brought leave the item list.",
                "撤销第 \(about) 条的批量导入：该次列入的抽查事项一并退出清单。")
        default: return nil
        }
    }

    func object(_ name: String) -> Said? {
        func object(_ row: BusinessRow) -> String? {
            guard row["object"] != nil else { return nil }
            let words = [
                row.shown("kind"), row.shown("name"), row.shown("code"), row.texts("tags").joined(separator: "，"),
            ]
            let class_ = row.row("credit").map { "\($0.shown("scale")) \($0.shown("value"))" } ?? ""
            return ([text("object", of: row)] + words + [class_]).filter { !$0.isEmpty }.joined(separator: "  ")
        }
        switch name {
        case "object.imported":
            let (good, doubtful, refused) = (text("accepted"), text("warned"), text("refused"))
            let entered = (head.integer("accepted") ?? 0) + (head.integer("warned") ?? 0)
            return say(
                "Enter \(entered) objects into the registry 检查对象名录库: \(good) accepted, \(doubtful) with a warning; \(refused) rows refused. Source: \(text("source"))",
                "检查对象名录库入库 \(entered) 户：接收 \(good)，警告 \(doubtful)；拒收 \(refused) 行。来源：\(text("source"))", list(object))
        case "object.updated":
            return say("Change \(rows) object\(plural(rows)) 检查对象.", "变更检查对象 \(rows) 户。", list(object))
        case "object.tagged":
            return say("Label 标注 \(rows) object\(plural(rows)) anew.", "重新标注检查对象 \(rows) 户。", list(object))
        case "object.rated":
            return say(
                "Update the credit class 信用风险等级 of \(rows) object\(plural(rows)).", "更新 \(rows) 户的信用风险等级。", list(object)
            )
        case "object.deactivated":
            return say(
                "Deactivate 失效 \(rows) object\(plural(rows)): \(text("cause"))", "检查对象 \(rows) 户失效：\(text("cause"))。",
                list(object))
        case "object.restored":
            return say(
                "Restore 恢复 \(rows) object\(plural(rows)): \(text("cause"))", "恢复检查对象 \(rows) 户：\(text("cause"))。",
                list(object))
        case "object.reverted":
            return say(
                "Revert the import 批量导入 of entry \(about): the objects that it brought leave the registry.",
                "撤销第 \(about) 条的批量导入：该次入库的检查对象一并退出名录库。")
        default: return nil
        }
    }

    func inspector(_ name: String) -> Said? {
        func inspector(_ row: BusinessRow) -> String? {
            guard row["inspector"] != nil else { return nil }
            let validity = row.text("validTo").map { "→ \(DisplayText.clean($0, limit: 10))" } ?? ""
            return [
                text("inspector", of: row), row.shown("department"), row.shown("section"), row.shown("certificate"),
                validity,
            ].filter { !$0.isEmpty }.joined(separator: "  ")
        }
        switch name {
        case "inspector.imported":
            return say(
                "Enter \(rows) inspector\(plural(rows)) into the registry 执法检查人员名录库. Source: \(text("source"))",
                "执法检查人员名录库入库 \(rows) 人。来源：\(text("source"))", list(inspector))
        case "inspector.updated":
            return say("Change \(rows) inspector\(plural(rows)) 执法人员.", "变更执法人员 \(rows) 人。", list(inspector))
        case "inspector.suspended":
            let cause = BusinessWords.absence(text("cause"))
            let until = has("to") ? BilingualText(" until \(text("to"))", "至 \(text("to"))") : BilingualText("", "起")
            return say(
                "Inspector \(text("inspector")) is away (\(cause.english)) from \(text("from"))\(until.english).",
                "执法人员 \(text("inspector")) 暂停参检（\(cause.chinese)）：\(text("from"))\(until.chinese)。")
        case "inspector.resumed":
            return say("Inspector \(text("inspector")) is back.", "执法人员 \(text("inspector")) 恢复参检。")
        case "inspector.reverted":
            return say(
                "Revert the import 批量导入 of entry \(about): the inspectors that it brought leave the registry.",
                "撤销第 \(about) 条的批量导入：该次入库的执法人员一并退出名录库。")
        case "inspector.related":
            let relation = BusinessWords.relation(text("relation"))
            return say(
                "Declare that inspector \(text("inspector")) must not inspect object \(text("object")) (recusal 回避): \(relation.english).",
                "申报回避：执法人员 \(text("inspector")) 与检查对象 \(text("object"))，\(relation.chinese)。",
                has("note") ? [BilingualText("Note: \(text("note"))", "说明：\(text("note"))")] : [])
        case "inspector.relation.withdrawn":
            return say(
                "Withdraw that inspector \(text("inspector")) must stay away from object \(text("object")) (recusal 回避): from now on the inspector may be drawn for it.",
                "撤回回避关系：执法人员 \(text("inspector")) 与检查对象 \(text("object"))，此后可以抽派。")
        default: return nil
        }
    }

    func history(_ name: String) -> Said? {
        guard name == "history.imported" else { return nil }
        return say(
            "Enter \(rows) inspection\(plural(rows)) from before the ledger, unproven 期初·未经见证. Source: \(text("source"))",
            "录入期初检查记录 \(rows) 条（期初·未经见证）。来源：\(text("source"))",
            list { row in
                row["object"] == nil
                    ? nil : "\(row.shown("on"))  \(row.shown("object"))  \(row.texts("items").joined(separator: "，"))"
            })
    }

    // MARK: Plans and tasks

    private func line(_ row: BusinessRow) -> String? {
        guard row["strata"] != nil else { return nil }
        return ScopeWords.line(row)
    }

    func plan(_ name: String) -> Said? {
        let number = text("plan")
        switch name {
        case "plan.drafted":
            let kind = text("kind") == "joint" ? BilingualText("joint 跨部门", "跨部门") : BilingualText("own 本部门", "本部门")
            return say(
                "Draft the annual plan 年度抽查工作计划 \(number) “\(text("name"))” (\(text("year")), \(kind.english)) with \(rows) line\(plural(rows)).",
                "拟订年度抽查工作计划 \(number)《\(text("name"))》（\(text("year"))年度，\(kind.chinese)），共 \(rows) 行。", list(line))
        case "plan.approved":
            return say("Approve 审批 plan \(number), the version of entry \(about).", "批准计划 \(number)（第 \(about) 条所载版本）。")
        case "plan.returned":
            return say("Return 退回 plan \(number), the version of entry \(about).", "退回计划 \(number)（第 \(about) 条所载版本）。")
        case "plan.filed":
            return say(
                "Plan \(number) was filed 备案 with \(text("with")) on \(text("on")).",
                "计划 \(number) 已于 \(text("on")) 报 \(text("with")) 备案。", documentNumber)
        case "plan.published":
            return say(
                "Publish 公布 plan \(number) on \(text("channel")).", "公布计划 \(number)，公布渠道：\(text("channel"))。",
                has("address") ? [BilingualText(text("address"), text("address"))] : [])
        case "plan.adjusted":
            return say(
                "Adjust 调整 plan \(number): \(rows) line\(plural(rows)) from now on; to be approved again.",
                "调整计划 \(number)，调整后共 \(rows) 行，须重新审批。", list(line))
        case "plan.completed": return say("Plan \(number) is completed.", "计划 \(number) 已完成。")
        case "plan.numbered":
            return say(
                "Plan \(number) has the document number 文号 \(text("number")).", "登记文号：计划 \(number)，\(text("number"))。")
        default: return nil
        }
    }

    private var documentNumber: [BilingualText] {
        has("number") ? [BilingualText("Number: \(text("number"))", "文号：\(text("number"))")] : []
    }

    func task(_ name: String) -> Said? {
        let number = text("task")
        switch name {
        case "task.created":
            let isAdHoc = text("origin") == "adhoc"
            let from =
                isAdHoc
                ? BilingualText("without a plan 临时任务", "临时任务")
                : BilingualText(
                    "of plan \(text("plan")), line \(text("line"))", "计划 \(text("plan")) 第 \(text("line")) 行")
            let place =
                text("drawn") == "external"
                ? BilingualText(
                    "drawn on \(has("platform") ? text("platform") : "another platform")",
                    "外部抽取（\(has("platform") ? text("platform") : "其他平台")）")
                : BilingualText("drawn here", "本账本抽取")
            let list = BusinessWords.listing(text("list"))
            return say(
                "Set up task 抽查任务 \(number) “\(text("name"))”, \(from.english), \(text("from")) to \(text("to")), \(place.english); its list is public \(list.english).",
                "创建抽查任务 \(number)《\(text("name"))》：\(from.chinese)，\(text("from"))至\(text("to"))，\(place.chinese)，抽取名单\(list.chinese)。",
                self.list(line))
        case "task.approved":
            return say("Approve 审批 task \(number), as entry \(about) sets it up.", "批准任务 \(number)（第 \(about) 条）。")
        case "task.stopped": return say("Stop 中止 task \(number) for good.", "中止任务 \(number)，不可恢复。")
        case "task.numbered":
            return say(
                "Task \(number) has the document number 文号 \(text("number")).", "登记文号：任务 \(number)，\(text("number"))。")
        case "task.completed": return say("Task \(number) is completed.", "任务 \(number) 已完成。")
        default: return nil
        }
    }

    // MARK: Draws

    private var sheet: [BilingualText] {
        let short = DisplayText.clean(head.text("sheet") ?? "", limit: 12)
        return [BilingualText("Scan of the signed sheet: file \(short)…", "已签字的封号单扫描件：文件 \(short)…")]
    }

    func draw(_ name: String) -> Said? {
        let draw = text("draw")
        let kind =
            text("kind") == "inspectors"
            ? BilingualText("inspectors", "执法人员") : BilingualText("objects", "检查对象")
        switch name {
        case "draw.ladder":
            return say(
                "Open ladder 预封号链 \(text("ladder")) of \(text("rungs")) rungs; \(text("custodian")) keeps its sealed copy (custodian 封存保管人).",
                "启用预封号链 \(text("ladder"))，共 \(text("rungs")) 级；封存保管人 \(text("custodian"))。")
        case "draw.freeze":
            func parties(_ language: Language) -> [String] {
                others.filter { $0["party"] != nil }.map { row in
                    let isService = row.text("party") == "server" && language == .chinese
                    let paper =
                        row["recorder"] == nil
                        ? ""
                        : language == .chinese
                            ? "（纸质签认，\(row.shown("recorder")) 代录）"
                            : " (signed on paper, entered by \(row.shown("recorder")))"
                    return "\(row.shown("slot")) \(isService ? "服务端" : row.shown("party"))\(paper)"
                }
            }
            return say(
                "Freeze draw 抽取 \(draw) of \(kind.english) for task \(text("task")): embargo 保密期限 until \(text("embargo")), at \(text("place")).",
                "冻结抽取 \(draw)（\(kind.chinese)），任务 \(text("task"))：保密至 \(text("embargo"))，地点：\(text("place"))。",
                lists + [
                    BilingualText(
                        "Contributors: \(parties(.english).joined(separator: ", "))",
                        "提供随机数：\(parties(.chinese).joined(separator: "、"))")
                ])
        case "draw.void":
            let isAfter = text("stage") == "after"
            return say(
                isAfter
                    ? "Void 作废 draw \(draw) AFTER values were shown. Party at fault 责任方: \(text("party")). It is counted for ever, and the next draw waits for a public beacon."
                    : "Cancel 撤销 draw \(draw), before any value was shown. Party at fault 责任方: \(text("party")).",
                isAfter
                    ? "作废抽取 \(draw)（已有开号）。责任方：\(text("party"))。作废永久计入，下一次抽取须采用公开随机数。"
                    : "撤销抽取 \(draw)（尚未开号）。责任方：\(text("party"))。")
        case "draw.strike":
            let object = others.compactMap { $0["object"] == nil ? nil : $0.shown("object") }.first ?? "?"
            return say(
                "Strike 剔除 \(object) from draw \(draw), reason \(text("reason")): it should not have been in the hat. The next ticket moves up.",
                "将 \(object) 自抽取 \(draw) 剔除（\(text("reason"))）：不应参加抽取，由下一签号递补。")
        case "draw.replace":
            let place = has("slot") ? text("slot") : text("inspection")
            return say(
                "Replace 替换 who stands in \(place) of draw \(draw), reason \(text("reason")). Who follows is computed.",
                "替换抽取 \(draw) 中 \(place) 的\(has("slot") ? "执法人员" : "检查对象")（\(text("reason"))），接替者由系统推算。")
        case "draw.reserve":
            return say(
                "Show the reserve ladder's rung 备用链值 for draw \(draw), slot \(text("slot")).",
                "公开抽取 \(draw) 席位 \(text("slot")) 的备用链值。")
        case "draw.replaced":
            let place = has("slot") ? text("slot") : text("inspection")
            let isFollowed = head.isTrue("followed")
            return say(
                isFollowed
                    ? "Somebody else follows in \(place) of draw \(draw)."
                    : "Nobody is left to follow in \(place) of draw \(draw).",
                isFollowed ? "抽取 \(draw) 中 \(place) 已有接替者。" : "抽取 \(draw) 中 \(place) 已无候补，缺额。",
                list { row in
                    row["object"] != nil ? row.shown("object") : row["inspector"] != nil ? row.shown("inspector") : nil
                })
        case "draw.custody":
            return say(
                "I hold a copy (custody 保管) that opens the commit of slot \(text("slot")) of draw \(draw).",
                "本人保管抽取 \(draw) 席位 \(text("slot")) 的开号副本，经核对可开启其封号。")
        case "draw.disclosed":
            return say(
                "The embargo of draw \(draw) has ended: everything of it is public.", "抽取 \(draw) 保密期限已满，全部公开。")
        case "draw.fix":
            let slots = head.texts("slots").map { DisplayText.clean($0, limit: 8) }
            return say(
                "Fix 固定 the reveals that count in draw \(draw): slots \(slots.joined(separator: ", ")). Later ones are left out.",
                "固定抽取 \(draw) 计入的开号：席位 \(slots.joined(separator: "、"))，此后的开号不计入。")
        case "draw.beacon":
            return say(
                "The public value 公开随机数 of \(text("origin")), round \(text("round")), drawn on \(text("on")), is \(text("value")) (draw \(draw)).",
                "抽取 \(draw) 的公开随机数：\(text("origin")) 第 \(text("round")) 期（\(text("on"))）为 \(text("value"))。")
        case "draw.confirmed":
            return has("sheet")
                ? say(
                    "Slot \(text("slot")), who has no key, confirms entry \(about) of the draw: signed on paper 纸质签认.",
                    "席位 \(text("slot"))（无密钥）确认第 \(about) 条抽取事项：纸质签认。", sheet)
                : say("Confirm entry \(about) of the draw.", "确认第 \(about) 条抽取事项。")
        case "draw.declined":
            return say(
                "Decline 不予确认 what entry \(about) asks of draw \(draw): \(text("reason")). The draw goes on from where it was.",
                "对第 \(about) 条就抽取 \(draw) 的申请不予确认：\(text("reason"))。抽取照原状继续。")
        case "draw.preflight":
            return say(
                text("feasible") == "1"
                    ? "All slots 席位 of draw \(draw) can be filled." : "Not all slots 席位 of draw \(draw) can be filled.",
                text("feasible") == "1" ? "抽取 \(draw) 配齐预检通过。" : "抽取 \(draw) 配齐预检未通过。")
        case "draw.commit" where has("sheet"):
            return say(
                "Enter the commit 封号 that slot \(text("slot")), who has no key, has signed on paper 纸质签认 for draw \(draw): \(text("commit")).",
                "代录抽取 \(draw) 席位 \(text("slot"))（无密钥）的纸质签认封号：\(text("commit"))。", sheet)
        case "draw.commit":
            return say(
                "Commit 封号 to a random value for draw \(draw), slot \(text("slot")). It cannot be changed.",
                "对抽取 \(draw) 席位 \(text("slot")) 封号，封号后不可更改。")
        case "draw.close":
            let count = head["commits"]?.elements?.count ?? 0
            return say(
                "Close draw \(draw) with \(count) commit\(plural(UInt64(count))) 封号: nobody joins any more.",
                "抽取 \(draw) 封号截止，共 \(count) 份封号。")
        case "draw.reveal":
            return say(
                "Reveal 开号 the value for draw \(draw), slot \(text("slot")).", "对抽取 \(draw) 席位 \(text("slot")) 开号。")
        case "draw.rung":
            return say(
                "The ladder's rung 链值 opens draw \(draw), slot \(text("slot")).",
                "预封号链开出抽取 \(draw) 席位 \(text("slot")) 链值。")
        case "draw.result":
            return say(
                "Draw \(draw): \(text("count")) drawn.", "抽取 \(draw) 结果：共 \(text("count")) 项。",
                list { row in
                    row["ticket"] != nil
                        ? "\(row.shown("inspection"))  \(row.shown("object"))"
                        : row["inspector"] != nil ? "\(row.shown("slot"))  \(row.shown("inspector"))" : nil
                })
        case "draw.external":
            let registry = head.row("registry")
            let (count, hash) = (
                registry?.shown("count") ?? "?", DisplayText.clean(registry?.text("hash") ?? "?", limit: 12)
            )
            return say(
                "Task \(text("task")) is drawn on \(text("platform")), not here; the roster 名录快照 of \(count) objects is \(hash)…. It cannot be recomputed 外部抽取·不可复算.",
                "任务 \(text("task")) 在 \(text("platform")) 抽取（外部抽取·不可复算）；名录快照 \(count) 户，摘要 \(hash)…。")
        case "draw.external.listed":
            return say(
                "The platform drew \(text("count")) objects for task \(text("task")) on \(text("on")).",
                "外部平台于 \(text("on")) 为任务 \(text("task")) 抽取 \(text("count")) 户。",
                list { row in
                    row["object"] == nil
                        ? nil
                        : "\(row.shown("inspection"))  \(row.shown("object"))  \(row.texts("inspectors").joined(separator: "，"))"
                })
        default: return nil
        }
    }

    /// Digests of what a draw is made from.
    private var lists: [BilingualText] {
        let names: [(String, String, String)] = [
            ("registry", "registry in scope", "名录快照"), ("population", "drawn from", "抽取总体"),
            ("exclusions", "excluded", "排除名单"), ("inspectors", "inspectors", "执法人员"), ("slots", "slots", "席位"),
            ("conflicts", "recusals", "回避"),
        ]
        return names.compactMap { member, english, chinese in
            guard let digest = head.row(member) else { return nil }
            let hash = DisplayText.clean(digest.text("hash") ?? "?", limit: 12)
            let count = digest.shown("count")
            return BilingualText("\(english): \(count), \(hash)…", "\(chinese)：\(count)，摘要 \(hash)…")
        }
    }

    // MARK: Inspections, results, publication

    func inspection(_ name: String) -> Said? {
        let inspection = text("inspection")
        switch name {
        case "inspection.dispatched":
            return say(
                "Dispatch 派发 the inspections of task \(text("task")) to their teams.", "派发任务 \(text("task")) 的检查（一企一表）。"
            )
        case "inspection.approved":
            let ids = head.texts("inspections").map { DisplayText.clean($0, limit: 64) }
            let shown = ids.prefix(BusinessReader.shownRows).joined(separator: "、") + (ids.count > 6 ? " ……" : "")
            return say(
                "Approve 检查审批 \(ids.count) visit\(plural(UInt64(ids.count))) between \(text("from")) and \(text("to")).",
                "批准入企检查 \(ids.count) 户，\(text("from"))至\(text("to"))。", [BilingualText(shown, shown)])
        case "inspection.notified":
            let way = BusinessWords.notice(text("way"))
            return say(
                "The enterprise of inspection \(inspection) was told 通知 on \(text("on")) (\(way.english)).",
                "检查 \(inspection) 已于 \(text("on")) 通知（\(way.chinese)）。")
        case "inspection.visited":
            let outcome = BusinessWords.outcome(text("outcome"))
            let officers = head.texts("officers").map { DisplayText.clean($0, limit: 64) }
            let identified =
                head.isTrue("identified")
                ? BilingualText("certificates shown", "已出示执法证件") : BilingualText("certificates not shown", "未出示执法证件")
            return say(
                "Inspection \(inspection) was visited 到场 on \(text("on")) by \(officers.joined(separator: ", ")): \(outcome.english), \(identified.english).",
                "检查 \(inspection) 于 \(text("on")) 到场，执法人员 \(officers.joined(separator: "、"))：\(outcome.chinese)，\(identified.chinese)。"
            )
        default: return nil
        }
    }

    func result(_ name: String) -> Said? {
        let inspection = text("inspection")
        let wordings = head.texts("wordings").map { DisplayText.clean($0, limit: 120) }.joined(separator: "；")
        var details: [BilingualText] = []
        func add(_ english: String, _ chinese: String, _ value: String) {
            if !value.isEmpty { details.append(BilingualText("\(english): \(value)", "\(chinese)：\(value)")) }
        }
        switch name {
        case "result.recorded", "result.corrected":
            add(
                "Methods", "核查方式",
                head.texts("methods").map { DisplayText.clean($0, limit: 120) }.joined(separator: "；"))
            add(
                "Disposal", "后续处置",
                head.texts("disposals").map { DisplayText.clean($0, limit: 200) }.joined(separator: "；"))
            add("Closed", "是否完结", head.isTrue("closed") ? "已完结 \(head.shown("closedOn"))" : "未完结")
            for row in others where row["item"] != nil {
                let found =
                    row.isTrue("checked")
                    ? "\(row.shown("found"))；\(row.shown("disposal"))" : "未检查"
                let line = "\(text("item", of: row))  \(Console.clip(found, to: 200))"
                details.append(BilingualText(line, line))
            }
            let verb = name == "result.corrected" ? BilingualText("Correct", "更正") : BilingualText("Record", "录入")
            return say(
                "\(verb.english) the result 检查结果 of inspection \(inspection), completed \(text("completed")): \(wordings)",
                "\(verb.chinese)检查 \(inspection) 的结果（\(text("completed")) 完成）：\(wordings)", details)
        case "result.confirmed":
            return say(
                "Confirm the result 检查结果 of entry \(about) as one of the team.", "作为检查组成员确认第 \(about) 条检查结果。")
        case "result.reviewed":
            let isPass = text("verdict") == "pass"
            return say(
                "\(isPass ? "Pass" : "Return") the result of inspection \(inspection) (entry \(about), review 审核).",
                "\(isPass ? "审核通过" : "审核退回")检查 \(inspection) 的结果（第 \(about) 条）。")
        default: return nil
        }
    }

    func publication(_ name: String) -> Said? {
        let inspection = text("inspection")
        switch name {
        case "publication.approved":
            return say(
                "Approve that the result of inspection \(inspection) (entry \(about)) is made public 公示.",
                "同意公示检查 \(inspection) 的结果（第 \(about) 条）。")
        case "publication.published":
            return say(
                "Publish 公示 the result of inspection \(inspection) on \(text("channel")).",
                "公示检查 \(inspection) 的结果，公示渠道：\(text("channel"))。",
                has("until") ? [BilingualText("Until: \(text("until"))", "公示至：\(text("until"))")] : [])
        case "publication.acknowledged":
            let number = has("number") ? text("number") : text("address")
            return say(
                "\(text("channel")) acknowledged 公示回执 the result of inspection \(inspection) on \(text("on")): \(number)",
                "\(text("channel")) 已于 \(text("on")) 接收检查 \(inspection) 的公示：\(number)")
        case "publication.withdrawn":
            return say(
                "Withdraw 撤下 the published result of inspection \(inspection); decided \(text("decided")).",
                "撤下检查 \(inspection) 已公示的结果；决定日期 \(text("decided"))。")
        default: return nil
        }
    }

    private func plural(_ count: UInt64) -> String { count == 1 ? "" : "s" }
}
