// Draws: what was frozen, who added what, what follows from it, and how anybody makes it again.

import Draw
import DoubleRandom
import Ledger

extension SitePages {
    func draws() -> Page {
        var page = Page(Part.draws.path, "抽取过程公示")
        page.part = .draws
        page.lead = "每次抽取先冻结名录并公布摘要，各方先封号、后开号，种子由各方的号共同算出。任何人可以用 sha256sum 复算；作废的抽取同样保留。"
        page.blocks = [.table(drawsTable(model.draws, titled: false, withTask: true))]
        return page
    }

    func drawsTable(_ draws: [PublicDraw], titled: Bool = true, withTask: Bool = false) -> Table {
        var table = Table(
            caption: "抽取", columns: ["抽取编号"] + (withTask ? ["任务名称"] : []) + ["类别", "第几次", "冻结时间", "抽取时间", "数量", "状态"])
        table.isTitled = titled
        table.empty = "尚未抽取。"
        table.rows = draws.map { draw in
            [Cell(draw.id, path: "draws/\(draw.id).html", isCode: true)]
                + (withTask ? [Cell(model.task(draw.task)?.name ?? draw.task, path: "tasks/\(draw.task).html")] : [])
                + [
                    Cell(draw.isOfObjects ? "检查对象" : "执法人员"), Cell("\(draw.attempt)"),
                    Cell(String(draw.frozenOn.prefix(16))), Cell(draw.drawnOn.map { String($0.prefix(16)) } ?? "-"),
                    Cell(draw.drawn.map { "\($0)" } ?? "-"),
                    Cell(standing(draw), mark: draw.voided == nil ? nil : "作废"),
                ]
        }
        return table
    }

    private func standing(_ draw: PublicDraw) -> String {
        if draw.voided != nil { return "" }
        guard draw.drawn != nil else { return "进行中" }
        return draw.isDisclosed ? "全部公开，可复算" : "保密期至 \(draw.embargo)"
    }

    func draw(_ draw: PublicDraw) throws -> Page {
        var page = Page("draws/\(draw.id).html", "抽取 \(draw.id)")
        page.part = .draws
        let task = model.task(draw.task)
        page.lead = "\(task?.name ?? draw.task) · \(draw.isOfObjects ? "抽取检查对象" : "选派执法人员") · 第 \(draw.attempt) 次"
        page.trail = [Link(text: Part.draws.rawValue, path: Part.draws.path)]
        if let voided = draw.voided {
            page.blocks.append(
                .notice(
                    title: "本次抽取已作废（\(voided.afterReveal ? "开号以后" : "开号以前")）",
                    text: "理由：\(voided.reason)。作废经监督人员确认，抽取编号和全部记录保留。"))
        }
        if !draw.isDisclosed {
            page.blocks.append(
                .notice(
                    title: "保密期至 \(draw.embargo)", text: "此前只公开摘要、封号和数量；期满后公开名单、各方的号、种子和全部签号。"))
        }
        page.blocks.append(
            .facts([
                ("任务", Cell(task?.name ?? draw.task, path: "tasks/\(draw.task).html")), ("地点", Cell(draw.place)),
                ("冻结", Cell("\(draw.frozenOn)", note: "账本第 \(draw.frozenAt) 条")), ("冻结摘要", Cell.code(draw.freezeHash)),
                ("抽取方式", Cell(draw.profile == "B" ? "B：公开随机源在各方开号之后产生" : "A：服务端开号最后")),
                ("抽取", Cell(draw.drawnOn ?? "尚未抽取")), ("数量", Cell(draw.drawn.map { "\($0)" } ?? "-")),
                (
                    "接续",
                    draw.supersedes.isEmpty
                        ? Cell(Words.none) : Cell(draw.supersedes, path: "draws/\(draw.supersedes).html", isCode: true)
                ), ("种子", draw.seed.map { Cell.code($0) } ?? Cell("保密期内不公开")),
            ]))
        page.blocks += [
            .heading("冻结的名单", id: "lists"), .table(listsTable(draw)), .heading("谁贡献了随机数", id: "contributors"),
            .table(contributorsTable(draw)),
        ]
        let audit = try draw.audit()
        if draw.isDisclosed {
            page.blocks += outcome(draw, audit)
            page.blocks += recomputation(audit)
        }
        page.blocks += [
            .heading("入账经过", id: "steps"),
            .steps(
                draw.steps.map { step in
                    (
                        String(step.received.prefix(16)), StepTitle.of(step.type) ?? step.type,
                        Cell("第 \(step.entry) 条", aside: step.isPublic ? nil : "部分内容未公开")
                    )
                }), .heading("自行核对", id: "verify"), .recheck(bundle: "draws/\(draw.id).tar"),
        ]
        page.loadsRecheck = hasRecheck
        return page
    }

    private func listsTable(_ draw: PublicDraw) -> Table {
        var table = Table(caption: "冻结的名单", columns: ["名单", "行数", "SHA-256 摘要"])
        table.isTitled = false
        table.rows = draw.lists.map { list in
            [
                Cell(
                    list.title, path: list.isDisclosed && draw.isDisclosed ? "draws/\(draw.id)/\(list.name).txt" : nil),
                Cell(list.count.map { "\($0)" } ?? "-"), Cell.code(list.hash),
            ]
        }
        return table
    }

    private func contributorsTable(_ draw: PublicDraw) -> Table {
        var table = Table(caption: "开号各方", columns: ["席位", "参与方", "来源", "封号", "开号"])
        table.isTitled = false
        table.rows = draw.contributors.map { contributor in
            [
                Cell(contributor.slot), Cell(contributor.party), Cell(contributor.source),
                contributor.commit.map { Cell.code($0) } ?? Cell("-"),
                contributor.value.map { Cell.code($0) } ?? Cell("未公开"),
            ]
        }
        return table
    }

    // MARK: What came of it

    /// Rows of one stratum on the page; all of them stand in the file.
    private static let shownRanks = 60

    private func outcome(_ draw: PublicDraw, _ audit: DrawAudit) -> [Block] {
        guard draw.isOfObjects, let frozen = audit.evidence.objects, let selection = audit.evidence.selection else {
            return []
        }
        var blocks: [Block] = [.heading("分层与位次", id: "ranks")]
        let exclusions = frozen.exclusions.rows
        blocks.append(
            .text([
                "范围内名录 \(frozen.registry.count) 户，参抽 \(frozen.population.count) 户，排除 \(exclusions.count) 户。各层按签号由小到大排列，最小的若干户中签，其余为候补。",
                "签号由种子和对象编号算出，与任何人的操作无关。",
            ]))
        let names = names(of: draw)
        for (place, stratum) in selection.strata.enumerated() {
            let reserves = selection.reserves(ofStratumAt: place)
            var table = Table(
                caption: "\(DrawStory.layer(stratum.stratum))：\(stratum.count) 户抽 \(stratum.size) 户",
                columns: ["位次", "对象编号", "签号", "结果"])
            table.numbers = [0]
            for (rank, object) in (stratum.selected + reserves).prefix(SitePages.shownRanks).enumerated() {
                let isSelected = rank < stratum.selected.count
                table.rows.append([
                    Cell("\(rank + 1)"),
                    Cell("\(object.id)", isCode: true, note: isSelected ? names["\(object.id)"] : nil),
                    Cell.code("\(object.key)"),
                    Cell(isSelected ? "" : "候补", mark: isSelected ? "中签" : nil),
                ])
            }
            blocks.append(.table(table))
        }
        blocks.append(.links([Link(text: "全部位次和签号（CSV）", path: "draws/\(draw.id)/ranks.csv")], label: "下载"))
        if audit.isSuppressed {
            blocks.append(.notice(title: "作废后复算", text: "各方的号其后均已公开，以上是作废的抽取本应得出的结果。"))
        }
        if let seed = audit.evidence.seedText?.hash, let row = frozen.population.rows.first {
            blocks += [
                .heading("计算任意一户的签号", id: "ticket"),
                .shell(
                    text: "把 \(row.id) 换成要查的对象编号（见参抽名单），输出的第一列即其签号：",
                    lines: [
                        (
                            ShellLine.key(of: row.id, weight: row.weight, seed: seed),
                            (try? selection.standing(of: row.id).key).map { "\($0)" } ?? ""
                        )
                    ]),
            ]
        }
        return blocks
    }

    /// Names of those drawn, where the task publishes its list.
    private func names(of draw: PublicDraw) -> [String: String] {
        Dictionary((model.task(draw.task)?.list ?? []).map { ($0.id, $0.name) }) { first, _ in first }
    }

    private func recomputation(_ audit: DrawAudit) -> [Block] {
        var blocks: [Block] = [
            .heading("逐步复算", id: "recompute"),
            .text(["下载上面的名单，在同一文件夹中逐行键入命令，输出应与所示相同。Windows 可用 Git Bash。"]),
        ]
        for step in DrawStory(audit).steps {
            blocks.append(
                .shell(
                    text: "\(step.title.chinese)：" + step.sentences.map(\.chinese).joined(separator: " "),
                    lines: step.shell.map { ($0.command, $0.expected) }))
        }
        return blocks
    }

    /// Every rank of every stratum.
    func ranks(_ draw: PublicDraw) throws -> Bytes {
        var sheet = SheetWriter()
        sheet.row(["分层", "位次", "对象编号", "签号", "结果"])
        let audit = try draw.audit()
        guard draw.isDisclosed, let selection = audit.evidence.selection else { return sheet.bytes }
        for (place, stratum) in selection.strata.enumerated() {
            let all = stratum.selected + selection.reserves(ofStratumAt: place)
            for (rank, object) in all.enumerated() {
                sheet.row([
                    DrawStory.layer(stratum.stratum), "\(rank + 1)", "\(object.id)", "\(object.key)",
                    rank < stratum.selected.count ? "中签" : "候补",
                ])
            }
        }
        return sheet.bytes
    }
}
