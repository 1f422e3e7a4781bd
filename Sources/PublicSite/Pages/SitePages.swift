// The pages of plans, tasks, items and officers, with the columns and titles that the public platforms have (domain
// dossier 2.8). Results and draws have files of their own.

import Ledger

/// Makes the pages of a model.
struct SitePages: Sendable {
    let model: PublicModel
    /// Whether result and draw pages load the recheck.
    let hasRecheck: Bool

    /// Rows on one page of a long list.
    static let pageSize = 50

    // MARK: Items

    func items() -> Page {
        var page = Page(Part.items.path, "随机抽查事项清单")
        page.lead = "本机关随机抽查事项共 \(model.items.count) 项。清单以外的事项不开展随机抽查。"
        page.part = .items
        var table = Table(
            caption: "随机抽查事项清单",
            columns: ["序号", "抽查事项名称", "抽查依据", "抽查主体", "抽查对象", "抽查比例", "抽查次数", "抽查方式", "抽查内容及要求", "备注"])
        table.isTitled = false
        table.rows = model.items.enumerated().map { place, item in
            let note = [item.note, item.joint.map { "适用跨部门联合抽查：\($0)" } ?? ""].filter { !$0.isEmpty }
            return [
                Cell("\(place + 1)"), Cell(item.name, note: "\(item.category) · \(item.isKey ? "重点检查事项" : "一般检查事项")"),
                Cell(item.basis.joined(separator: "；")), Cell(item.subject), Cell(item.objects), Cell(item.ratio),
                Cell(item.frequency), Cell(item.methods.isEmpty ? Words.none : item.methods.joined(separator: "，")),
                Cell(item.content), Cell(note.joined(separator: "；")),
            ]
        }
        page.blocks = [.table(table)]
        return page
    }

    // MARK: Plans

    static let planColumns = ["计划编号", "计划名称", "任务编号", "任务名称", "抽查类型", "抽查事项", "抽查对象范围", "检查日期自", "检查日期至"]

    func plans() -> Page {
        var page = Page(Part.plans.path, "年度抽查工作计划")
        page.part = .plans
        page.lead = "计划经审批、备案后公布；调整须说明理由并重新公布，先前版本保留。"
        var table = Table(caption: "已公布的计划", columns: ["年度", "计划编号", "计划名称", "责任单位", "期限", "版本"])
        table.rows = model.plans.map { plan in
            [
                Cell("\(plan.year)"), Cell.code(plan.number), Cell(plan.name, path: "plans/\(plan.number).html"),
                Cell(plan.office), Cell("\(plan.from) 至 \(plan.to)"),
                Cell("第 \(plan.versions[0].number) 版", mark: plan.versions.count > 1 ? "有调整" : nil),
            ]
        }
        page.blocks = [
            .table(table), .heading("抽查计划公告", id: "notice"),
            .table(planNotice(model.tasks.filter { !$0.plan.isEmpty })),
        ]
        return page
    }

    /// 计划公告 of tasks.
    private func planNotice(_ tasks: [PublicTask]) -> Table {
        var table = Table(caption: "抽查计划公告", columns: SitePages.planColumns)
        table.isTitled = false
        table.rows = tasks.map { planCells($0) }
        return table
    }

    private func planCells(_ task: PublicTask) -> [Cell] {
        [
            task.plan.isEmpty ? Cell(Words.none) : Cell.code(task.plan),
            Cell(task.plan.isEmpty ? Words.none : task.planName),
            Cell.code(task.number), Cell(task.name, path: "tasks/\(task.number).html"),
            Cell(task.isDirected ? "定向" : "不定向"), Cell(task.items.joined(separator: "，")), Cell(task.objects),
            Cell(task.from), Cell(task.to),
        ]
    }

    func plan(_ plan: PublicPlan) -> Page {
        var page = Page("plans/\(plan.number).html", "\(plan.office)\(plan.year)年度抽查工作计划公告")
        page.part = .plans
        page.trail = [Link(text: Part.plans.rawValue, path: Part.plans.path)]
        page.blocks = [
            .facts(
                [
                    ("计划名称", Cell(plan.name)), ("计划编号", Cell.code(plan.number)),
                    ("文号", Cell(plan.document.isEmpty ? Words.none : plan.document)),
                    ("类型", Cell("\(plan.isJoint ? "跨部门" : "本部门")，\(plan.isDirected ? "定向" : "不定向")抽查")),
                    ("期限", Cell("\(plan.from) 至 \(plan.to)")),
                    ("备案", Cell(plan.filings.isEmpty ? Words.none : plan.filings.joined(separator: "；"))),
                ])
        ]
        for (place, version) in plan.versions.enumerated() {
            page.blocks.append(
                .heading(place == 0 ? "现行版本（第 \(version.number) 版）" : "第 \(version.number) 版", id: "v\(version.number)")
            )
            var texts = ["\(version.publishedOn) 公布，账本第 \(version.publication) 条；正文见第 \(version.entry) 条。"]
            if !version.reason.isEmpty { texts.append("调整理由：\(version.reason)") }
            page.blocks.append(.text(texts))
            let changed = place + 1 < plan.versions.count ? SitePages.changed(version, plan.versions[place + 1]) : []
            var table = Table(
                caption: "第 \(version.number) 版任务",
                columns: ["序号", "任务名称", "抽查事项", "抽查对象范围", "抽查比例", "检查日期自", "检查日期至", "牵头部门", "参与部门", "备注"])
            table.isTitled = false
            table.rows = version.lines.map { line in
                [
                    Cell(line.line, mark: changed.contains(line.line) ? "有调整" : nil), Cell(line.name),
                    Cell(line.items.joined(separator: "，")), Cell(line.objects), Cell(line.ratio), Cell(line.from),
                    Cell(line.to), Cell(line.lead),
                    Cell(line.departments.isEmpty ? Words.none : line.departments.joined(separator: "，")),
                    Cell(line.note),
                ]
            }
            page.blocks.append(.table(table))
        }
        page.blocks += [
            .heading("本计划的任务", id: "tasks"), .table(planNotice(model.tasks.filter { $0.plan == plan.number })),
        ]
        return page
    }

    /// The lines that differ from the version before, or were not in it.
    private static func changed(_ version: PublicPlan.Version, _ earlier: PublicPlan.Version) -> Set<String> {
        let known = Set(earlier.lines)
        return Set(version.lines.filter { !known.contains($0) }.map(\.line))
    }

    // MARK: Tasks

    func tasks() -> Page {
        var page = Page(Part.tasks.path, "抽查任务公告")
        page.part = .tasks
        page.lead = "共 \(model.tasks.count) 项任务。抽取名单按任务确定的方式公示。"
        var table = Table(caption: "抽查任务公告", columns: SitePages.planColumns + ["检查机关", "抽查市场主体数量", "抽查名单"])
        table.isTitled = false
        table.numbers = [10]
        table.rows = model.tasks.map { task in
            planCells(task) + [
                Cell(task.office), Cell(task.drawn.map { "\($0)" } ?? "-"),
                task.list == nil
                    ? Cell(task.drawn == nil ? "尚未抽取" : "不公示", mark: task.stopped == nil ? nil : "已中止")
                    : Cell("查看名单", path: "tasks/\(task.number).html#list", mark: task.stopped == nil ? nil : "已中止"),
            ]
        }
        page.blocks = [.table(table)]
        return page
    }

    func task(_ task: PublicTask) -> Page {
        var page = Page("tasks/\(task.number).html", task.name)
        page.part = .tasks
        page.lead = "\(task.office) \(task.number.dropFirst(6).prefix(4))年度抽查任务公告"
        page.trail = [Link(text: Part.tasks.rawValue, path: Part.tasks.path)]
        let results = model.results(ofTask: task.number)
        let shown = results.count { !$0.isWithdrawn }
        if let reason = task.stopped {
            page.blocks.append(.notice(title: "本任务已中止", text: "理由：\(reason)。已抽取的名单和各次抽取保留公示。"))
        }
        if task.isExternal {
            page.blocks.append(.notice(title: "外部抽取·不可复算", text: "本任务的对象由外部平台抽取，账本只存有名录摘要和登记的名单。"))
        }
        page.blocks.append(
            .facts([
                ("任务编号", Cell.code(task.number)), ("文号", Cell(task.document.isEmpty ? Words.none : task.document)),
                (
                    "所属计划",
                    task.plan.isEmpty ? Cell("临时任务") : Cell(task.planName, path: "plans/\(task.plan).html")
                ),
                ("抽查类型", Cell(task.isDirected ? "定向" : "不定向")), ("抽查事项", Cell(task.items.joined(separator: "，"))),
                ("抽查对象范围", Cell(task.objects)), ("检查日期", Cell("\(task.from) 至 \(task.to)")),
                ("检查机关", Cell(task.office)),
                ("参与部门", Cell(task.departments.isEmpty ? Words.none : task.departments.joined(separator: "，"))),
                ("进度", Cell(task.standing)), ("参抽户数", Cell(task.population.map { "\($0) 户" } ?? "尚未冻结名录")),
                ("抽取户数", Cell(task.drawn.map { "\($0) 户" } ?? "尚未抽取")),
                ("已公示结果", Cell("\(shown) 条")),
                ("备注", Cell(task.marks.isEmpty ? Words.none : task.marks.joined(separator: "，"))),
            ]))
        let draws = model.draws(ofTask: task.number)
        if !draws.isEmpty {
            page.blocks += [.heading("抽取", id: "draws"), .table(drawsTable(draws, titled: false))]
        }
        page.blocks.append(.heading("抽查名单", id: "list"))
        if let list = task.list {
            var table = Table(caption: "抽查名单", columns: ["序号", "市场主体名称", "代码/注册号"])
            table.isTitled = false
            table.rows = list.enumerated().map { place, subject in
                [
                    Cell("\(place + 1)"),
                    Cell(subject.name, path: subject.page),
                    subject.code.isEmpty ? Cell(Words.none) : Cell.code(subject.code),
                ]
            }
            page.blocks.append(.table(table))
        } else {
            page.blocks.append(.text([task.drawn == nil ? "尚未抽取。" : "本任务的抽取名单不公示，或者尚未到公示时间。"]))
        }
        page.blocks += [.heading("检查结果", id: "results"), .table(resultNotice(results))]
        return page
    }

    // MARK: Officers, log, about

    func officers() -> Page {
        var page = Page(Part.officers.path, "执法人员公示")
        page.part = .officers
        page.lead = "现有持有效证件、可参加随机选派的执法人员 \(model.officers.count) 人。检查时应当出示执法证件，检查对象可据证号核验。"
        var table = Table(
            caption: "执法人员", columns: ["序号", "人员编号", "执法主体", "业务部门", "职务", "人员性质", "执法证号", "发证机关", "有效期至", "执法范围"])
        table.isTitled = false
        table.rows = model.officers.enumerated().map { place, officer in
            [
                Cell("\(place + 1)"), Cell.code(officer.id), Cell(officer.department), Cell(officer.section),
                Cell(officer.post), Cell(officer.nature), Cell.code(officer.certificate), Cell(officer.issuer),
                Cell(officer.validTo), Cell(officer.scope),
            ]
        }
        page.blocks = [.table(table)]
        return page
    }

    func log() -> Page {
        var page = Page(Part.log.path, "存证单与存证方")
        page.part = .log
        page.lead = "全部业务行为逐条签名入账，前后相连。存证单用一行摘要固定账本的全部内容：改动、删除或者插入任何一条，摘要都会不同。"
        let facts = model.facts
        page.blocks = [
            .facts([
                ("账本", Cell.code(facts.ledger)), ("账本标识", Cell.code(facts.instance)),
                ("创立条目摘要", Cell.code(facts.founding)),
            ])
        ]
        if let signed = facts.checkpoint {
            let own = Set(facts.checkpointKeys.map { $0.vkey.split(separator: "+").first.map(String.init) ?? "" })
            let witnesses = signed.note.signatures.filter { !own.contains("\($0.name)") }
            page.blocks += [
                .heading("最新存证单", id: "checkpoint"),
                .facts([
                    ("条目数", Cell("\(signed.checkpoint.size)")), ("根摘要", Cell.code(signed.checkpoint.root.base64)),
                    ("原文", Cell("checkpoint.txt", path: "checkpoint.txt")),
                ]),
                .shell(
                    text: "请把存证单原文存放在本机关以外。日后以它核对账本：",
                    lines: [("ledgerctl verify 账本导出件 --checkpoint checkpoint.txt", "一致")]),
                .heading("存证方", id: "witnesses"),
            ]
            var table = Table(caption: "存证方联署", columns: ["存证方", "密钥编号"])
            table.isTitled = false
            table.empty = "本存证单目前没有存证方联署，只由账本密钥签名。"
            table.rows = witnesses.map { [Cell("\($0.name)"), Cell.code("\($0.keyID)")] }
            page.blocks.append(.table(table))
        } else {
            page.blocks.append(.text(["尚无存证单。"]))
        }
        var keys = Table(caption: "账本密钥", columns: ["自第几条起", "公钥"])
        keys.isTitled = false
        keys.rows = facts.checkpointKeys.map { [Cell("\($0.from)"), Cell.code($0.vkey)] }
        page.blocks += [.heading("账本密钥", id: "keys"), .table(keys)]
        return page
    }

    func about() -> Page {
        var page = Page("about.html", "公示说明")
        page.lead = "公示什么，公示多久，怎样核对。"
        page.blocks = [
            .heading("公示范围"),
            .text([
                "本网站公示随机抽查事项清单、年度抽查工作计划及其调整、抽查任务、抽取过程、检查结果及其更正和撤下、执法人员、存证单。",
                "检查结果经另一执法人员确认、审核和公示审批后公示。未审核、未公示的内容不在本网站的任何页面、数据文件和查询中。",
                "抽取名单在任务确定公示且保密期满后公示；保密期内只公开摘要和数量。",
            ]), .heading("个人信息"),
            .text([
                "检查对象为自然人的，只公示姓氏和检查结果，不公示证件号码、住址和电话。执法人员只公示证件和执法范围，不公示姓名、身份证号和联系方式。"
            ]), .heading("公示期限"),
            .text([
                "检查结果公示 \(Visibility.years) 年，检查对象为自然人的公示 \(Visibility.yearsOfPersons) 年，期满不再展示；账本中的签名记录不受影响。",
                "更正的结果同时展示更正前后的内容和理由；撤下的结果只展示撤下的事实和理由。",
            ]), .heading("怎样核对"),
            .text([
                "每条结果和每次抽取都附有自证包和账本条目号。抽取可以用 sha256sum 逐步复算，命令写在抽取页面上。",
                "对结果有异议的，可以凭结果页面上的编号向检查机关提出。",
            ]),
        ]
        if hasRecheck {
            page.blocks.append(
                .links(
                    [Link(text: "自行核对网页（单个文件，可下载后离线使用）", path: RecheckFiles.page)], label: "核对工具"))
        }
        page.blocks += [
            .heading("数据接口"),
            .text(["全部公示内容另有 JSON、CSV 和 Atom 格式，与页面取自同一口径："]),
            .links(
                SiteData.names.map { Link(text: "\($0.title)（JSON）", path: "data/\($0.name).json") } + [
                    Link(text: "结果全表（CSV）", path: "results.csv"), Link(text: "公示动态（Atom）", path: "feed.xml"),
                ], label: "数据文件"),
        ]
        return page
    }

    func missing(_ path: String) -> Page {
        var page = Page(path, "没有这个页面")
        page.lead = "网址可能有误，或者内容已经超过公示期限。"
        page.blocks = [.search(query: ""), .links([Link(text: "首页", path: Part.home.path)], label: "返回")]
        return page
    }
}
