// Which path gives which bytes: what the daemon serves and what an export writes are the same.

import DoubleRandom
import Draw
import Ledger

/// A file of the site.
public struct SiteFile: Sendable {
    /// Its bytes.
    public let bytes: Bytes
    /// Its media type.
    public let mediaType: String
}

/// The site of one state of a ledger on one day (公示网站).
public struct PublicSite: Sendable {
    /// What it shows.
    public let model: PublicModel
    /// Makes the bundles that prove results and draws; without it there are none.
    let bundles: (@Sendable (BundleSubject) throws -> Bytes?)?
    let pages: SitePages
    let data: SiteData
    private let renderer: Renderer
    private let lists: [String: @Sendable () -> Page]
    private let listOrder: [String]
    private let subjects: [String: PublicSubject]
    private let tasksOfSubject: [String: [PublicTask]]
    /// Whether a daemon answers searches.
    private let isServed: Bool
    private let recheck: RecheckFiles?

    /// Makes the site of a model.
    public init(
        _ model: PublicModel, isServed: Bool, bundles: (@Sendable (BundleSubject) throws -> Bytes?)? = nil,
        recheck: RecheckFiles? = nil
    ) {
        // Without bundles there is nothing to recheck.
        self.recheck = bundles == nil ? nil : recheck
        self.model = model
        self.isServed = isServed
        self.bundles = bundles
        let pages = SitePages(model: model, hasRecheck: self.recheck != nil)
        self.pages = pages
        data = SiteData(model: model, pages: pages)
        renderer = Renderer(facts: model.facts)
        let made = pages.resultLists()
        lists = Dictionary(made.map { ($0.path, $0.make) }) { first, _ in first }
        listOrder = made.map(\.path)
        subjects = Dictionary(pages.subjects.map { ($0.fileName, $0) }) { first, _ in first }
        var tasks: [String: [PublicTask]] = [:]
        for task in model.tasks { for subject in task.list ?? [] { tasks[subject.fileName, default: []].append(task) } }
        tasksOfSubject = tasks
    }

    /// What tells this state of the site from any other; all files of one state have the same.
    public var version: String {
        "\(model.facts.instance.prefix(8))-\(model.facts.size)-\(model.facts.today)-\(SiteFormat.version)"
            + (recheck.map { "-\($0.edition)" } ?? "")
    }

    /// Every path, those that others lead to last.
    public var paths: [String] {
        var paths = ["style.css", "icon.svg", "checkpoint.txt", "results.csv", "feed.xml"].filter {
            $0 != "checkpoint.txt" || model.facts.checkpoint != nil
        }
        for (name, _) in SiteData.names {
            paths.append("data/\(name).json")
            if name == "results" { paths += (1...data.resultFiles).dropFirst().map { "data/results-\($0).json" } }
        }
        if !isServed { paths += SiteScripts.search }
        if recheck != nil { paths += RecheckFiles.names }
        for draw in model.draws {
            if draw.isDisclosed {
                paths += draw.lists.filter(\.isDisclosed).map { "draws/\(draw.id)/\($0.name).txt" }
                if draw.isOfObjects { paths.append("draws/\(draw.id)/ranks.csv") }
            }
            if bundles != nil { paths.append("draws/\(draw.id).tar") }
            paths.append("draws/\(draw.id).html")
        }
        for result in model.results {
            if bundles != nil, !result.isWithdrawn { paths.append("results/\(result.id).tar") }
            paths.append("results/\(result.id).html")
        }
        paths += subjects.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "enterprises/\($0).html" }
        paths += model.tasks.map { "tasks/\($0.number).html" } + model.plans.map { "plans/\($0.number).html" }
        paths += listOrder.filter { $0 != Part.results.path }
        paths += ["search.html", "about.html"]
        return paths + Part.allCases.reversed().map(\.path)
    }

    /// The file of a path; nil where there is none.
    /// - Throws: what making a bundle throws.
    public func file(_ path: String) throws -> SiteFile? {
        if let file = recheck?.file(path) { return file }
        if path.hasSuffix(".html") { return try page(path).map { html(renderer.html($0)) } }
        switch path {
        case "style.css": return SiteFile(bytes: Bytes(Style.sheet.utf8), mediaType: "text/css; charset=utf-8")
        case "icon.svg": return SiteFile(bytes: Bytes(Style.icon.utf8), mediaType: "image/svg+xml")
        case "results.csv": return SiteFile(bytes: data.csv(), mediaType: "text/csv; charset=utf-8")
        case "feed.xml": return SiteFile(bytes: data.feed(), mediaType: "application/atom+xml; charset=utf-8")
        case "checkpoint.txt":
            return model.facts.checkpoint.map { SiteFile(bytes: $0.bytes, mediaType: "text/plain; charset=utf-8") }
        case "search.js" where !isServed: return script(Bytes(Style.search.utf8))
        case "search-index.js" where !isServed: return script(data.searchIndex())
        default: break
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3 else { return nil }
        if parts.count == 2, parts[0] == "data" { return json(parts[1]) }
        if parts.count == 2, let name = parts[1].without(suffix: ".tar") { return try bundle(parts[0], name) }
        if parts.count == 3, parts[0] == "draws" { return try drawFile(parts[1], parts[2]) }
        return nil
    }

    /// The answer to a search.
    public func search(_ query: String, number: Int = 1) -> SiteFile {
        html(renderer.html(pages.search(PublicText.line(query), number: number, isServed: true)))
    }

    /// What stands where there is nothing.
    public func missing(_ path: String) -> SiteFile {
        // Links of the page go up as many folders as the path has.
        let depth = min(8, path.utf8.count { $0 == UInt8(ascii: "/") })
        return html(renderer.html(pages.missing(String(repeating: "x/", count: depth) + "missing.html")))
    }

    /// Fragments without script, style or class, for the editor of a portal: path and bytes.
    public var fragments: [(path: String, bytes: Bytes)] {
        let chosen =
            [pages.items(), pages.plans(), pages.tasks(), pages.officers(), pages.changesPage()]
            + model.tasks.map { pages.task($0) }
        return chosen.map { ("fragments/\($0.path)", Bytes(renderer.fragment($0).utf8)) }
    }

    // MARK: Parts

    private func page(_ path: String) throws -> Page? {
        switch path {
        case Part.home.path: return pages.home()
        case Part.items.path: return pages.items()
        case Part.plans.path: return pages.plans()
        case Part.tasks.path: return pages.tasks()
        case Part.draws.path: return pages.draws()
        case Part.changes.path: return pages.changesPage()
        case Part.officers.path: return pages.officers()
        case Part.log.path: return pages.log()
        case "about.html": return pages.about()
        case "search.html": return pages.search("", isServed: isServed)
        default: break
        }
        if let make = lists[path] { return make() }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let name = parts[1].without(suffix: ".html") else { return nil }
        switch parts[0] {
        case "plans": return model.plan(name).map { pages.plan($0) }
        case "tasks": return model.task(name).map { pages.task($0) }
        case "draws": return try model.draw(name).map { try pages.draw($0) }
        case "results": return model.result(name).map { pages.result($0) }
        case "enterprises": return subjects[name].map { pages.enterprise($0, tasks: tasksOfSubject[name] ?? []) }
        default: return nil
        }
    }

    private func json(_ name: String) -> SiteFile? {
        guard let name = name.without(suffix: ".json") else { return nil }
        if SiteData.names.contains(where: { $0.name == name }) { return jsonFile(data.json(name)) }
        guard let digits = name.without(prefix: "results-"), let number = Int(digits), "\(number)" == digits,
            (2...max(2, data.resultFiles)).contains(number), number <= data.resultFiles
        else { return nil }
        return jsonFile(data.json("results", number: number))
    }

    private func bundle(_ folder: String, _ name: String) throws -> SiteFile? {
        guard let bundles else { return nil }
        let subject: BundleSubject
        if folder == "draws", model.draw(name) != nil {
            subject = .draw(name)
        } else if folder == "results", let result = model.result(name), !result.isWithdrawn {
            subject = .result(
                name, task: result.task, plan: result.planNumber, draws: model.draws(ofTask: result.task).map(\.id))
        } else {
            return nil
        }
        return try bundles(subject).map { SiteFile(bytes: $0, mediaType: "application/x-tar") }
    }

    private func drawFile(_ id: String, _ name: String) throws -> SiteFile? {
        guard let draw = model.draw(id), draw.isDisclosed else { return nil }
        if name == "ranks.csv", draw.isOfObjects {
            return SiteFile(bytes: try pages.ranks(draw), mediaType: "text/csv; charset=utf-8")
        }
        guard let list = draw.lists.first(where: { "\($0.name).txt" == name && $0.isDisclosed }),
            let hash = Hash256(hex: Bytes(list.hash.utf8)), let bytes = draw.attachments[hash]
        else { return nil }
        return SiteFile(bytes: bytes, mediaType: "text/plain; charset=utf-8")
    }

    private func html(_ text: String) -> SiteFile {
        SiteFile(bytes: Bytes(text.utf8), mediaType: "text/html; charset=utf-8")
    }
    private func script(_ bytes: Bytes) -> SiteFile {
        SiteFile(bytes: bytes, mediaType: "text/javascript; charset=utf-8")
    }
    private func jsonFile(_ bytes: Bytes) -> SiteFile {
        SiteFile(bytes: bytes, mediaType: "application/json; charset=utf-8")
    }
}

/// What a bundle proves.
public enum BundleSubject: Sendable, Hashable {
    case draw(String)
    case result(String, task: String, plan: String, draws: [String])
}

enum SiteFormat {
    /// Raised whenever the same model would give other bytes.
    static let version = 1
}

extension String {
    func without(suffix: String) -> String? {
        hasSuffix(suffix) && count > suffix.count ? String(dropLast(suffix.count)) : nil
    }
    func without(prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
