// The year at a glance.

import Ledger

extension SitePages {
    /// The year that the home page is about: the newest one of which there is a plan or a task.
    var year: Int {
        let years = model.plans.map(\.year) + model.tasks.compactMap { Int($0.number.dropFirst(6).prefix(4)) }
        return years.max() ?? model.facts.today.components.year
    }

    /// What happened in the year, counted once for pages and JSON.
    var glance: YearAtAGlance { YearAtAGlance(model, year: year) }

    func home() -> Page {
        let glance = glance
        var page = Page(Part.home.path, "\(glance.year)年度双随机抽查公示")
        page.lead = "抽查对象随机抽取，执法人员随机选派，抽查情况和结果及时公开。"
        page.blocks = [
            .search(query: ""),
            .numbers([
                ("\(glance.tasks)", "项", "抽查任务"), ("\(glance.drawn)", "户", "抽取对象"),
                ("\(glance.published)", "条", "公示结果"),
                (glance.onTimeShare.map { "\($0)" } ?? "-", glance.onTimeShare == nil ? "" : "%", "按时公示"),
            ]),
            .pair([("抽查覆盖", coverage(glance)), ("检查结果", wordings(glance))]),
            .pair([
                (
                    "各月抽取",
                    .figure(
                        svg: Charts.months(glance.months, title: "各月对象抽取次数"), caption: "\(glance.year)年各月对象抽取次数")
                ), ("公示时效", time(glance)),
            ]), .heading("最新公示", id: "news"), .table(changesTable(model.changes.prefix(12), titled: false)),
            .links(
                [Link(text: "全部公示结果", path: Part.results.path), Link(text: "公示说明", path: "about.html")], label: "更多"),
        ]
        return page
    }

    private func coverage(_ glance: YearAtAGlance) -> Block {
        guard !glance.coverage.isEmpty else { return .text(["本年度尚未抽取。"]) }
        let bars = glance.coverage.map {
            Charts.Bar(
                label: $0.category, share: Double($0.drawn) / Double(max(1, $0.population)),
                value: "\($0.drawn) / \($0.population) 户")
        }
        return .figure(svg: Charts.bars(bars, title: "各检查项目抽取户数占参抽户数"), caption: "各检查项目：抽取户数 / 参抽户数")
    }

    private func wordings(_ glance: YearAtAGlance) -> Block {
        guard let most = glance.wordings.map(\.count).max() else { return .text(["本年度尚无公示结果。"]) }
        let bars = glance.wordings.map {
            Charts.Bar(label: $0.wording, share: Double($0.count) / Double(most), value: "\($0.count) 条")
        }
        return .figure(svg: Charts.bars(bars, title: "各类检查结果条数"), caption: "各类检查结果条数（一户可有多项结果）")
    }

    private func time(_ glance: YearAtAGlance) -> Block {
        let all = max(1, glance.published)
        let parts = [("按时公示", glance.onTime), ("逾期公示", glance.late), ("期限待定", glance.undetermined)]
        let bars = parts.map { title, count in
            Charts.Bar(label: title, share: Double(count) / Double(all), value: "\(count) 条")
        }
        return .figure(
            svg: Charts.bars(bars, title: "公示时效"), caption: "检查完成后 20 个工作日内公示为按时；节假日安排尚未公布的，期限待定")
    }

    func changesTable(_ changes: some Sequence<PublicChange>, titled: Bool = true) -> Table {
        var table = Table(caption: "公示动态", columns: ["时间", "内容", "说明"])
        table.isTitled = titled
        table.rows = changes.map { change in
            [Cell(String(change.time.prefix(10))), Cell(change.title, path: change.path), Cell(change.summary)]
        }
        return table
    }
}

/// A year in numbers (年度概览).
struct YearAtAGlance {
    let year: Int
    let tasks: Int
    let drawn: Int
    let published: Int
    let onTime: Int
    let late: Int
    let undetermined: Int
    /// Of each 检查项目: those in the hat and those drawn, over all its tasks.
    let coverage: [(category: String, population: Int, drawn: Int)]
    let wordings: [(wording: String, count: Int)]
    /// Draws of objects in each month.
    let months: [Int]

    /// Published in time of all whose deadline is known, in percent; whole only where it is whole.
    var onTimeShare: Int? {
        let known = onTime + late
        return known == 0 ? nil : onTime * 100 / known
    }

    init(_ model: PublicModel, year: Int) {
        self.year = year
        let tasks = model.tasks.filter { Int($0.number.dropFirst(6).prefix(4)) == year }
        let numbers = Set(tasks.map(\.number))
        self.tasks = tasks.count
        drawn = tasks.reduce(0) { $0 + ($1.drawn ?? 0) }
        let results = model.results.filter { !$0.isWithdrawn && numbers.contains($0.task) }
        published = results.count
        onTime = results.count { $0.isOnTime == true }
        late = results.count { $0.isOnTime == false }
        undetermined = results.count { $0.isOnTime == nil }
        var coverage: [String: (population: Int, drawn: Int)] = [:]
        for task in tasks {
            guard let population = task.population, let drawn = task.drawn else { continue }
            for category in task.categories {
                let known = coverage[category] ?? (0, 0)
                coverage[category] = (known.population + population, known.drawn + drawn)
            }
        }
        self.coverage = coverage.map { ($0.key, $0.value.population, $0.value.drawn) }.sorted {
            $0.population != $1.population
                ? $0.population > $1.population : $0.category.utf8.lexicographicallyPrecedes($1.category.utf8)
        }
        var wordings: [String: Int] = [:]
        for result in results {
            for wording in result.versions.first?.wordings ?? [] { wordings[wording, default: 0] += 1 }
        }
        self.wordings = wordings.map { ($0.key, $0.value) }.sorted {
            $0.count != $1.count ? $0.count > $1.count : $0.wording.utf8.lexicographicallyPrecedes($1.wording.utf8)
        }
        var months = [Int](repeating: 0, count: 12)
        for draw in model.draws where draw.isOfObjects && draw.drawnOn?.hasPrefix("\(year)-") ?? false {
            guard let month = draw.drawnOn.flatMap({ Int($0.dropFirst(5).prefix(2)) }), (1...12).contains(month) else {
                continue
            }
            months[month - 1] += 1
        }
        self.months = months
    }
}
