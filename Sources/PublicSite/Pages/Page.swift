// What stands on a page, as values; the templates say how it is marked up.

/// A page of the site.
struct Page {
    /// Its path from the root of the site.
    let path: String
    let title: String
    /// What it is, in a sentence or two.
    var lead = ""
    /// The part of the site that it belongs to, as the navigation names it.
    var part = Part.home
    /// The pages above it.
    var trail: [Link] = []
    var blocks: [Block] = []
    /// Scripts, from the root of the site; every page works without.
    var scripts: [String] = []
    /// Whether it loads script and style of the recheck.
    var loadsRecheck = false

    init(_ path: String, _ title: String) {
        self.path = path
        self.title = title
    }
}

/// The parts of the site.
enum Part: String, CaseIterable {
    case home = "首页"
    case items = "事项清单"
    case plans = "年度计划"
    case tasks = "任务公告"
    case results = "结果公示"
    case draws = "抽取过程"
    case changes = "更正撤下"
    case officers = "执法人员"
    case log = "存证"

    var path: String {
        switch self {
        case .home: "index.html"
        case .items: "items.html"
        case .plans: "plans/index.html"
        case .tasks: "tasks/index.html"
        case .results: "results/index.html"
        case .draws: "draws/index.html"
        case .changes: "changes.html"
        case .officers: "officers.html"
        case .log: "log.html"
        }
    }
}

/// A link inside the site, from its root.
struct Link {
    let text: String
    let path: String
    var isCurrent = false
}

/// A cell of a table, or the value of a fact.
struct Cell: ExpressibleByStringLiteral {
    let text: String
    /// Where it leads, from the root of the site.
    var path: String?
    /// A digest, a number: set in a fixed pitch and may be broken anywhere.
    var isCode = false
    /// Something to be seen at once: 已撤下, 更正.
    var mark: String?
    /// A second line in small.
    var note: String?
    /// A word beside, quieter than a mark.
    var aside: String?

    init(
        _ text: String, path: String? = nil, isCode: Bool = false, mark: String? = nil, note: String? = nil,
        aside: String? = nil
    ) {
        (self.text, self.path, self.isCode) = (text, path, isCode)
        (self.mark, self.note, self.aside) = (mark, note, aside)
    }
    init(stringLiteral text: String) { self.init(text) }
    static func code(_ text: String) -> Cell { Cell(text, isCode: true) }
}

/// Rows under columns.
struct Table {
    let caption: String
    let columns: [String]
    var rows: [[Cell]] = []
    /// What stands where there are no rows.
    var empty = "暂无内容。"
    /// The places of columns with numbers.
    var numbers: Set<Int> = []
    /// Whether the caption is shown, or is for those who hear the page.
    var isTitled = true
}

/// A part of a page.
indirect enum Block {
    case heading(String, id: String = "")
    case text([String])
    case notice(title: String, text: String)
    case facts([(name: String, value: Cell)])
    case table(Table)
    /// A story: each step with when, what and a line more.
    case steps([(time: String, title: String, cell: Cell)])
    /// What anybody can type, and what it must print.
    case shell(text: String, lines: [(command: String, expected: String)])
    /// Numbers to be seen first.
    case numbers([(value: String, unit: String, title: String)])
    /// A drawing, with what it shows in words.
    case figure(svg: String, caption: String)
    /// Two drawings with their headings, beside each other where there is room.
    case pair([(title: String, block: Block)])
    case links([Link], label: String)
    case search(query: String)
    /// Where the recheck in the browser puts itself.
    case recheck(bundle: String)
    case pager([Link])
}
