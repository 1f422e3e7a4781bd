// Results: lists, one result with its story, one enterprise, what was corrected or taken down, the search.

import Ledger

extension SitePages {
    // MARK: Lists

    /// 结果公告 of some results.
    func resultNotice(_ results: [PublicResult], withTask: Bool = false) -> Table {
        var table = Table(
            caption: "抽查结果公告",
            columns: ["序号", "市场主体名称", "代码/注册号"] + (withTask ? ["任务名称"] : []) + ["检查完成日期", "检查结果", "备注"])
        table.isTitled = false
        table.empty = "尚无公示结果。"
        table.rows = results.enumerated().map { place, result in
            resultCells(result, place: place + 1, withTask: withTask)
        }
        return table
    }

    private func resultCells(_ result: PublicResult, place: Int, withTask: Bool) -> [Cell] {
        var notes = result.marks
        if result.isCorrected { notes.append("更正理由：\(result.versions.first?.reason ?? "")") }
        if let reason = result.withdrawal { notes.append("撤下理由：\(reason)") }
        return [
            Cell("\(place)"), Cell(result.subject.name, path: "results/\(result.id).html"),
            result.subject.code.isEmpty ? Cell(Words.none) : Cell.code(result.subject.code),
        ] + (withTask ? [Cell(result.taskName, path: "tasks/\(result.task).html")] : []) + [
            Cell(result.completed.isEmpty ? "-" : result.completed),
            Cell(
                result.isWithdrawn ? "" : result.wording,
                mark: result.isWithdrawn ? "已撤下" : result.isCorrected ? "已更正" : nil),
            Cell(notes.joined(separator: "，")),
        ]
    }

    /// The wordings of what is shown, with how many have each, the most frequent first.
    var wordings: [(wording: String, places: [Int])] {
        var found: [String: [Int]] = [:]
        for (place, result) in model.results.enumerated() {
            for wording in result.versions.first?.wordings ?? [] { found[wording, default: []].append(place) }
        }
        return found.map { ($0.key, $0.value) }.sorted {
            $0.places.count != $1.places.count
                ? $0.places.count > $1.places.count : $0.wording.utf8.lexicographicallyPrecedes($1.wording.utf8)
        }
    }

    /// A page's name for a wording that stays the same as others come and go.
    static func name(ofWording wording: String) -> String {
        "kind-\(SHA256.hash(Bytes(wording.utf8)).hex.prefix(12))"
    }

    /// The pages of one list of results: `index.html`, `index-2.html`, and so on.
    func resultLists() -> [(path: String, make: @Sendable () -> Page)] {
        let wordings = wordings
        var pages: [(path: String, make: @Sendable () -> Page)] = []
        func add(_ name: String, title: String, places: [Int]) {
            let count = max(1, (places.count + SitePages.pageSize - 1) / SitePages.pageSize)
            for number in 1...count {
                let path = SitePages.path(name, number)
                pages.append(
                    (
                        path,
                        {
                            resultList(
                                path, name, title: title, places: places, number: number, count: count,
                                wordings: wordings)
                        }
                    ))
            }
        }
        add("index", title: "抽查结果公示", places: Array(model.results.indices))
        for (wording, places) in wordings {
            add(SitePages.name(ofWording: wording), title: "抽查结果：\(wording)", places: places)
        }
        return pages
    }

    private static func path(_ name: String, _ number: Int) -> String {
        "results/\(name)\(number == 1 ? "" : "-\(number)").html"
    }

    private func resultList(
        _ path: String, _ name: String, title: String, places: [Int], number: Int, count: Int,
        wordings: [(wording: String, places: [Int])]
    ) -> Page {
        var page = Page(path, title)
        page.part = .results
        if path != Part.results.path { page.trail = [Link(text: Part.results.rawValue, path: Part.results.path)] }
        page.lead = "共 \(places.count) 条，新近公示的在前\(count > 1 ? "；第 \(number) 页，共 \(count) 页" : "")。"
        let from = (number - 1) * SitePages.pageSize
        var table = resultNotice([], withTask: true)
        let chosen = places.dropFirst(from).prefix(SitePages.pageSize).map { model.results[$0] }
        table.rows = chosen.enumerated().map { place, result in
            resultCells(result, place: from + place + 1, withTask: true)
        }
        page.blocks = [
            .search(query: ""),
            .links(
                [Link(text: "全部 \(model.results.count)", path: Part.results.path, isCurrent: name == "index")]
                    + wordings.map { wording, places in
                        let own = SitePages.name(ofWording: wording)
                        return Link(
                            text: "\(wording) \(places.count)", path: SitePages.path(own, 1), isCurrent: own == name)
                    }, label: "按检查结果筛选"), .table(table),
        ]
        if count > 1 { page.blocks.append(.pager(SitePages.pager(number, count) { SitePages.path(name, $0) })) }
        page.blocks.append(
            .links(
                [Link(text: "下载结果全表（CSV）", path: "results.csv"), Link(text: "按任务查看", path: Part.tasks.path)],
                label: "更多"))
        return page
    }

    /// First, last, and those around the current one.
    static func pager(_ number: Int, _ count: Int, _ path: (Int) -> String) -> [Link] {
        var links: [Link] = []
        if number > 1 { links.append(Link(text: "上一页", path: path(number - 1))) }
        var last = 0
        for page in 1...count where page == 1 || page == count || abs(page - number) <= 2 {
            // Where some are left out, the one half-way leads on.
            if page > last + 1, last > 0 { links.append(Link(text: "…", path: path((last + page) / 2))) }
            links.append(Link(text: "\(page)", path: path(page), isCurrent: page == number))
            last = page
        }
        if number < count { links.append(Link(text: "下一页", path: path(number + 1))) }
        return links
    }

    // MARK: One result

    func result(_ result: PublicResult) -> Page {
        var page = Page("results/\(result.id).html", "\(result.subject.name)抽查结果")
        page.part = .results
        page.lead = "\(result.office) · \(result.taskName)"
        page.trail = [
            Link(text: Part.results.rawValue, path: Part.results.path),
            Link(text: result.taskName, path: "tasks/\(result.task).html"),
        ]
        if let reason = result.withdrawal {
            page.blocks.append(.notice(title: "本结果已撤下", text: "撤下理由：\(reason)"))
        }
        var facts: [(name: String, value: Cell)] = [
            ("市场主体名称", Cell(result.subject.name, path: result.subject.page)),
            ("代码/注册号", result.subject.code.isEmpty ? Cell(Words.none) : Cell.code(result.subject.code)),
            ("检查编号", Cell.code(result.id)),
            ("抽查计划编号", result.planNumber.isEmpty ? Cell(Words.none) : Cell.code(result.planNumber)),
            (
                "抽查计划名称",
                result.planNumber.isEmpty
                    ? Cell("临时任务") : Cell(result.planName, path: "plans/\(result.planNumber).html")
            ),
            ("抽查任务编号", Cell.code(result.task)), ("抽查任务名称", Cell(result.taskName, path: "tasks/\(result.task).html")),
            ("抽查类型", Cell(result.typeName)), ("抽查机关", Cell(result.office)),
        ]
        if let version = result.versions.first {
            facts += [
                ("抽查完成日期", Cell(version.completed)), ("检查结果", Cell(version.wordings.joined(separator: "，"))),
                ("后续处置", Cell(version.disposals.isEmpty ? Words.none : version.disposals.joined(separator: "，"))),
                ("检查方式", Cell(version.methods.joined(separator: "，"))),
                ("检查人员", Cell("\(result.officers) 名执法人员，随机选派")),
            ]
        }
        facts += [
            ("公示日期", Cell(result.publishedOn)),
            ("备注", Cell(result.marks.isEmpty ? Words.none : result.marks.joined(separator: "，"))),
        ]
        page.blocks.append(.facts(facts))
        if let version = result.versions.first {
            var table = Table(caption: "逐项结果", columns: ["序号", "检查事项", "检查结果"])
            table.rows = result.items.enumerated().map { place, item in
                [Cell("\(place + 1)"), Cell(item), Cell(version.wordings.joined(separator: "，"))]
            }
            page.blocks.append(.table(table))
        }
        if result.isCorrected { page.blocks += versions(result) }
        page.blocks += [
            .heading("办理经过", id: "trace"),
            .text(["每一步都已签名入账。公开条目的内容任何人可以读取；内部环节只公开其条目号和入账时间。"]), .steps(story(result)),
        ]
        if !result.isWithdrawn {
            page.blocks += [.heading("自行核对", id: "verify"), .recheck(bundle: "results/\(result.id).tar")]
            page.loadsRecheck = hasRecheck
        }
        return page
    }

    /// All published versions, with the reason for each change.
    private func versions(_ result: PublicResult) -> [Block] {
        var table = Table(caption: "各版本", columns: ["版本", "公示日期", "检查完成日期", "检查结果", "后续处置", "更正理由"])
        table.isTitled = false
        table.rows = result.versions.enumerated().map { place, version in
            [
                Cell("第 \(version.number) 版", mark: place == 0 ? "现行" : "已被更正"), Cell(version.publishedOn),
                Cell(version.completed),
                Cell(version.wordings.joined(separator: "，")), Cell(version.disposals.joined(separator: "，")),
                Cell(version.reason.isEmpty ? "-" : version.reason),
            ]
        }
        return [.heading("更正前后", id: "versions"), .table(table)]
    }

    /// From the plan to the publication.
    private func story(_ result: PublicResult) -> [(time: String, title: String, cell: Cell)] {
        var steps: [(time: String, entry: EntryIndex, title: String, cell: Cell)] = []
        if !result.isWithdrawn, let version = model.plan(result.planNumber)?.versions.last {
            steps.append(
                (
                    Timestamp(version.publishedAt.utf8)?.beijing ?? version.publishedOn, version.publication, "计划公布",
                    Cell("第 \(version.publication) 条", path: "plans/\(result.planNumber).html")
                ))
        }
        if !result.isWithdrawn {
            for draw in model.draws(ofTask: result.task) where draw.voided == nil {
                for step in draw.steps where step.type == "draw.freeze" || step.type == "draw.result" {
                    let kind = draw.isOfObjects ? "检查对象" : "执法人员"
                    steps.append(
                        (
                            step.received, step.entry, step.type == "draw.freeze" ? "冻结\(kind)名录" : "随机抽取\(kind)",
                            Cell("第 \(step.entry) 条", path: "draws/\(draw.id).html")
                        ))
                }
            }
        }
        for step in result.steps {
            steps.append(
                (
                    step.received, step.entry, StepTitle.of(step.type) ?? step.type,
                    Cell("第 \(step.entry) 条", aside: step.isPublic ? nil : "内部环节")
                ))
        }
        return steps.sorted { $0.entry < $1.entry }.map { (String($0.time.prefix(16)), $0.title, $0.cell) }
    }

    // MARK: One enterprise

    /// Everything that is shown about an object: those with a result, and those on a list that is shown.
    var subjects: [PublicSubject] {
        var found: [String: PublicSubject] = [:]
        for result in model.results { found[result.subject.id] = result.subject }
        for task in model.tasks { for subject in task.list ?? [] { found[subject.id] = subject } }
        return found.values.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    }

    func enterprise(_ subject: PublicSubject, tasks: [PublicTask]) -> Page {
        var page = Page(subject.page, subject.name)
        page.part = .results
        page.trail = [Link(text: Part.results.rawValue, path: Part.results.path)]
        page.blocks = [
            .facts([
                ("代码/注册号", subject.code.isEmpty ? Cell(Words.none) : Cell.code(subject.code)),
                ("对象类型", Cell(subject.kind)),
                ("对象编号", Cell(subject.id, isCode: true, note: "抽取时用此编号计算签号")),
            ])
        ]
        var table = Table(caption: "抽查检查结果", columns: ["序号", "检查实施机关", "类型", "日期", "结果"])
        table.isTitled = false
        table.empty = "尚无公示结果。"
        table.rows = model.results(ofSubject: subject.id).enumerated().map { place, result in
            [
                Cell("\(place + 1)"), Cell(result.office), Cell("双随机抽查（\(result.typeName)）"),
                Cell(result.completed.isEmpty ? "-" : result.completed),
                Cell(
                    result.isWithdrawn ? "查看撤下理由" : result.wording, path: "results/\(result.id).html",
                    mark: result.isWithdrawn ? "已撤下" : result.isCorrected ? "已更正" : nil, note: result.taskName),
            ]
        }
        page.blocks += [.heading("抽查检查结果", id: "results"), .table(table)]
        if !tasks.isEmpty {
            page.blocks += [
                .heading("列入抽查名单的任务", id: "tasks"),
                .links(tasks.map { Link(text: $0.name, path: "tasks/\($0.number).html") }, label: "任务"),
            ]
        }
        return page
    }

    // MARK: Corrections, search

    func changesPage() -> Page {
        var page = Page(Part.changes.path, "更正与撤下")
        page.part = .changes
        page.lead = "公示的内容从不静默修改。更正同时展示前后内容和理由，撤下展示理由。"
        var corrected = Table(caption: "更正", columns: ["市场主体名称", "任务名称", "更正前", "更正后", "更正理由", "更正日期"])
        corrected.isTitled = false
        corrected.empty = "没有更正。"
        for result in model.results where result.isCorrected {
            for (later, earlier) in zip(result.versions, result.versions.dropFirst()) {
                corrected.rows.append([
                    Cell(result.subject.name, path: "results/\(result.id).html"), Cell(result.taskName),
                    Cell(earlier.wordings.joined(separator: "，")), Cell(later.wordings.joined(separator: "，")),
                    Cell(later.reason), Cell(later.publishedOn),
                ])
            }
        }
        var withdrawn = Table(caption: "撤下", columns: ["市场主体名称", "任务名称", "公示日期", "撤下理由"])
        withdrawn.isTitled = false
        withdrawn.empty = "没有撤下。"
        withdrawn.rows = model.results.compactMap { result in
            result.withdrawal.map { reason in
                [
                    Cell(result.subject.name, path: "results/\(result.id).html"), Cell(result.taskName),
                    Cell(result.publishedOn), Cell(reason),
                ]
            }
        }
        var stopped = Table(caption: "中止的任务", columns: ["任务编号", "任务名称", "中止理由"])
        stopped.isTitled = false
        stopped.empty = "没有中止的任务。"
        stopped.rows = model.tasks.compactMap { task in
            task.stopped.map { [Cell.code(task.number), Cell(task.name, path: "tasks/\(task.number).html"), Cell($0)] }
        }
        var plans = Table(caption: "计划调整", columns: ["计划名称", "版本", "公布日期", "调整理由"])
        plans.isTitled = false
        plans.empty = "没有调整。"
        for plan in model.plans {
            for version in plan.versions where version.number > 1 {
                plans.rows.append([
                    Cell(plan.name, path: "plans/\(plan.number).html"), Cell("第 \(version.number) 版"),
                    Cell(version.publishedOn), Cell(version.reason),
                ])
            }
        }
        page.blocks = [
            .heading("结果更正", id: "corrected"), .table(corrected), .heading("结果撤下", id: "withdrawn"), .table(withdrawn),
            .heading("计划调整", id: "plans"), .table(plans), .heading("任务中止", id: "stopped"), .table(stopped),
        ]
        return page
    }

    /// The results of an enterprise by name or code: those that hold all words of the query.
    func find(_ query: String) -> [Int] {
        let words = query.split(whereSeparator: \.isWhitespace).map { Bytes($0.uppercased().utf8) }
        guard !words.isEmpty else { return [] }
        return model.results.indices.filter { place in
            let subject = model.results[place].subject
            let (name, code) = (Bytes(subject.name.uppercased().utf8), Bytes(subject.code.utf8))
            return words.allSatisfy { name.holds($0) || code.holds($0) }
        }
    }

    /// The page of the search; with no query the form alone.
    func search(_ query: String, number: Int = 1, isServed: Bool) -> Page {
        var page = Page("search.html", "查询")
        page.part = .results
        page.blocks = [.search(query: query)]
        guard !query.isEmpty else {
            page.lead = "按企业名称或统一社会信用代码查询公示结果，可以只输入一部分。"
            page.blocks.append(.text(["没有脚本时，可以在 结果公示 中按页或按任务查看，也可以下载结果全表。"]))
            page.blocks.append(
                .links(
                    [Link(text: "结果公示", path: Part.results.path), Link(text: "结果全表（CSV）", path: "results.csv")],
                    label: "其他方式"))
            if !isServed { page.scripts = SiteScripts.search }
            return page
        }
        let places = find(query)
        let count = max(1, (places.count + SitePages.pageSize - 1) / SitePages.pageSize)
        let number = min(max(1, number), count)
        page.lead = "查得 \(places.count) 条。"
        let from = (number - 1) * SitePages.pageSize
        var table = resultNotice([], withTask: true)
        table.empty = "没有查到。请核对名称或代码；未公示或超过公示期限的结果查不到。"
        table.rows = places.dropFirst(from).prefix(SitePages.pageSize).enumerated().map { place, index in
            resultCells(model.results[index], place: from + place + 1, withTask: true)
        }
        page.blocks.append(.table(table))
        if count > 1 {
            page.blocks.append(
                .pager(SitePages.pager(number, count) { "search.html?q=\(SitePages.encoded(query))&page=\($0)" }))
        }
        return page
    }

    /// A query in a URL: every byte but letters and digits as `%XX`.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
            default: "%" + Hex.string([byte]).uppercased()
            }
        }.joined()
    }
}

extension Bytes {
    /// Whether the bytes of another stand in these, one after another.
    func holds(_ other: Bytes) -> Bool {
        guard let first = other.first, other.count <= count else { return other.isEmpty }
        var place = 0
        while place <= count - other.count {
            guard let next = self[place...(count - other.count)].firstIndex(of: first) else { return false }
            if self[next..<next + other.count].elementsEqual(other) { return true }
            place = next + 1
        }
        return false
    }
}

/// Scripts of the site: it works without any of them.
enum SiteScripts {
    static let search = ["search-index.js", "search.js"]
}
