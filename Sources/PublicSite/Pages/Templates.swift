import Mustache

/// The templates. A page is whole without a script, without a style and without anything from elsewhere.
enum Templates {
    static let library: MustacheLibrary = {
        do {
            var library = MustacheLibrary()
            for (name, text) in [
                ("page", page), ("blocks", blocks), ("cell", cell), ("table", table), ("fragment", fragment),
            ] { try library.register(text, named: name) }
            return library
        } catch {
            preconditionFailure("a template does not parse: \(error)")
        }
    }()

    private static let page = """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}{{^isHome}} - {{site}}{{/isHome}}</title>
        <meta name="description" content="{{description}}">
        <link rel="stylesheet" href="{{root}}style.css">
        <link rel="icon" type="image/svg+xml" href="{{root}}icon.svg">
        <link rel="alternate" type="application/atom+xml" title="公示动态" href="{{root}}feed.xml">
        {{#loadsRecheck}}<link rel="stylesheet" href="{{root}}recheck.css">
        <script src="{{root}}recheck.js" defer></script>
        {{/loadsRecheck}}{{#scripts}}<script src="{{root}}{{.}}" defer></script>
        {{/scripts}}</head>
        <body>
        <a class="skip" href="#content">跳到正文</a>
        <header class="masthead">
        <div class="wide">
        <p class="office"><a href="{{root}}index.html">{{office}}</a></p>
        <p class="name">双随机、一公开 监管公示</p>
        </div>
        <nav aria-label="主要栏目">
        <ul class="wide">
        {{#parts}}<li><a href="{{root}}{{path}}"{{#isCurrent}} aria-current="{{current}}"{{/isCurrent}}>{{text}}</a></li>
        {{/parts}}</ul>
        </nav>
        </header>
        <main id="content" tabindex="-1" class="wide">
        {{#hasTrail}}<nav class="trail" aria-label="当前位置"><ol>{{#trail}}<li><a href="{{root}}{{path}}">{{text}}</a></li>{{/trail}}<li aria-current="page">{{title}}</li></ol></nav>
        {{/hasTrail}}<h1>{{title}}</h1>
        {{#lead}}<p class="lead">{{.}}</p>
        {{/lead}}{{>blocks}}</main>
        <footer class="foot">
        <div class="wide">
        <p>本页依据账本前 {{size}} 条生成，公示口径截至 {{today}}（北京时间）。公开内容均可追溯到签名入账的原始记录，<a href="{{root}}log.html">任何人可以核对</a>。</p>
        <p><a href="{{root}}search.html">查询</a> · <a href="{{root}}about.html">公示说明</a> · <a href="{{root}}feed.xml">订阅更新</a> · <a href="{{root}}results.csv">结果全表（CSV）</a></p>
        </div>
        </footer>
        </body>
        </html>

        """

    private static let cell = """
        {{#path}}<a href="{{root}}{{path}}">{{/path}}{{#isCode}}<code>{{text}}</code>{{/isCode}}{{^isCode}}{{text}}{{/isCode}}{{#path}}</a>{{/path}}{{#mark}} <span class="mark">{{mark}}</span>{{/mark}}{{#aside}} <span class="aside">{{aside}}</span>{{/aside}}{{#note}}<span class="note">{{note}}</span>{{/note}}
        """

    private static let table = """
        <div class="table{{#isMany}} many{{/isMany}}">
        <table role="table">
        <caption{{^isTitled}} class="unseen"{{/isTitled}}>{{caption}}</caption>
        <thead role="rowgroup"><tr role="row">{{#columns}}<th scope="col" role="columnheader"{{#isNumber}} class="number"{{/isNumber}}>{{text}}</th>{{/columns}}</tr></thead>
        <tbody role="rowgroup">
        {{#rows}}<tr role="row">{{#cells}}<td role="cell" data-label="{{label}}"{{#class}} class="{{class}}"{{/class}}><span>{{>cell}}</span></td>{{/cells}}</tr>
        {{/rows}}</tbody>
        </table>
        </div>
        """

    private static let blocks = """
        {{#blocks}}{{#heading}}<h2{{#id}} id="{{id}}"{{/id}}>{{text}}</h2>
        {{/heading}}{{#texts}}<p>{{.}}</p>
        {{/texts}}{{#notice}}<div class="notice" role="note"><p><strong>{{title}}</strong></p><p>{{text}}</p></div>
        {{/notice}}{{#facts}}<dl class="facts">
        {{#list}}<dt>{{name}}</dt><dd>{{>cell}}</dd>
        {{/list}}</dl>
        {{/facts}}{{#table}}{{#hasRows}}{{>table}}
        {{/hasRows}}{{^hasRows}}<p class="empty">{{empty}}</p>
        {{/hasRows}}{{/table}}{{#steps}}<ol class="steps">
        {{#list}}<li><time>{{time}}</time><div><strong>{{title}}</strong> {{>cell}}</div></li>
        {{/list}}</ol>
        {{/steps}}{{#shell}}<div class="shell">{{#text}}<p>{{.}}</p>
        {{/text}}{{#lines}}<pre tabindex="0"><code>{{command}}</code></pre>
        <p class="prints">应输出 <code>{{expected}}</code></p>
        {{/lines}}</div>
        {{/shell}}{{#numbers}}<ul class="numbers">
        {{#list}}<li><strong>{{value}}<small>{{unit}}</small></strong> <span>{{title}}</span></li>
        {{/list}}</ul>
        {{/numbers}}{{#figure}}<figure>
        {{{svg}}}
        <figcaption>{{caption}}</figcaption>
        </figure>
        {{/figure}}{{#pair}}<div class="pair">
        {{#list}}<section><h2>{{title}}</h2>
        {{>blocks}}</section>
        {{/list}}</div>
        {{/pair}}{{#links}}<nav class="chips" aria-label="{{label}}"><ul>{{#list}}<li><a href="{{root}}{{path}}"{{#isCurrent}} aria-current="page"{{/isCurrent}}>{{text}}</a></li>{{/list}}</ul></nav>
        {{/links}}{{#pager}}<nav class="pager" aria-label="翻页"><ul>{{#list}}<li><a href="{{root}}{{path}}"{{#isCurrent}} aria-current="page"{{/isCurrent}}>{{text}}</a></li>{{/list}}</ul></nav>
        {{/pager}}{{#search}}<form class="search" action="{{root}}search.html" method="get" role="search">
        <label for="q">企业名称或统一社会信用代码</label>
        <div><input id="q" name="q" type="search" value="{{query}}" maxlength="100" autocomplete="off" required><button type="submit">查询</button></div>
        </form>
        {{/search}}{{#recheck}}<section id="recheck" data-bundle="{{root}}{{bundle}}" aria-live="polite"></section>
        <p class="downloads"><a href="{{root}}{{bundle}}" download>下载自证包</a>（.tar，可用 ledgerctl verify --bundle 离线核对）</p>
        {{/recheck}}{{/blocks}}
        """

    /// For the editor of a portal: no class, no script, no style, links from where the site stands.
    private static let fragment = """
        <h2>{{title}}</h2>
        {{#lead}}<p>{{.}}</p>
        {{/lead}}{{#blocks}}{{#heading}}<h3>{{text}}</h3>
        {{/heading}}{{#texts}}<p>{{.}}</p>
        {{/texts}}{{#notice}}<p><strong>{{title}}</strong>：{{text}}</p>
        {{/notice}}{{#facts}}<table border="1">{{#list}}<tr><th>{{name}}</th><td>{{text}}</td></tr>{{/list}}</table>
        {{/facts}}{{#table}}<table border="1"><caption>{{caption}}</caption><tr>{{#columns}}<th>{{text}}</th>{{/columns}}</tr>
        {{#rows}}<tr>{{#cells}}<td>{{text}}{{#mark}}（{{mark}}）{{/mark}}{{#note}}<br>{{note}}{{/note}}</td>{{/cells}}</tr>
        {{/rows}}</table>
        {{/table}}{{/blocks}}<p>依据账本前 {{size}} 条，截至 {{today}}。</p>

        """
}

/// Renders pages.
struct Renderer: Sendable {
    let facts: PublicFacts

    /// The whole page.
    func html(_ page: Page) -> String {
        Templates.library.render(context(page), withTemplate: "page") ?? ""
    }

    /// What of the page a portal's editor takes.
    func fragment(_ page: Page) -> String {
        Templates.library.render(context(page), withTemplate: "fragment") ?? ""
    }

    private func context(_ page: Page) -> [String: Any] {
        let root = String(repeating: "../", count: page.path.utf8.count { $0 == UInt8(ascii: "/") })
        return [
            "title": page.title, "lead": page.lead.isEmpty ? false : page.lead,
            "description": page.lead.isEmpty ? page.title : page.lead, "site": "\(facts.office)双随机、一公开监管公示",
            "isHome": page.path == Part.home.path, "office": facts.office, "root": root, "size": "\(facts.size)",
            "today": "\(facts.today)", "scripts": page.scripts, "loadsRecheck": page.loadsRecheck,
            "parts": Part.allCases.map { part in
                [
                    "text": part.rawValue, "path": part.path, "isCurrent": part == page.part,
                    "current": part.path == page.path ? "page" : "true",
                ] as [String: Any]
            }, "hasTrail": page.path != Part.home.path,
            "trail": ([Link(text: "首页", path: Part.home.path)] + page.trail).map(Renderer.link),
            "blocks": page.blocks.map(Renderer.block),
        ]
    }

    private static func link(_ link: Link) -> [String: Any] {
        ["text": link.text, "path": link.path, "isCurrent": link.isCurrent]
    }

    private static func cell(_ cell: Cell) -> [String: Any] {
        var context: [String: Any] = [
            "text": cell.text, "isCode": cell.isCode, "path": false, "mark": false, "note": false,
            "aside": false,
        ]
        if let path = cell.path { context["path"] = path }
        if let mark = cell.mark { context["mark"] = mark }
        if let note = cell.note { context["note"] = note }
        if let aside = cell.aside { context["aside"] = aside }
        return context
    }

    /// What a block is not must say so: a template looks for it in what stands around, too.
    private static let nothing: [String: any Sendable] = [
        "heading": false, "texts": false, "notice": false, "facts": false, "table": false, "steps": false,
        "shell": false, "numbers": false, "figure": false, "pair": false, "links": false, "pager": false,
        "search": false, "recheck": false,
    ]

    private static func block(_ block: Block) -> [String: Any] {
        (nothing as [String: Any]).merging(content(block)) { $1 }
    }

    private static func content(_ block: Block) -> [String: Any] {
        switch block {
        case .heading(let text, let id):
            return ["heading": ["text": text, "id": id.isEmpty ? false : id] as [String: Any]]
        case .text(let texts): return ["texts": texts]
        case .notice(let title, let text): return ["notice": ["title": title, "text": text]]
        case .facts(let facts):
            let list = facts.map { fact in cell(fact.value).merging(["name": fact.name]) { $1 } }
            return ["facts": ["list": list]]
        case .table(let table): return ["table": context(table)]
        case .steps(let steps):
            let list = steps.map { step in
                cell(step.cell).merging(["time": step.time, "title": step.title]) { $1 }
            }
            return ["steps": ["list": list]]
        case .shell(let text, let lines):
            return [
                "shell": [
                    "text": text.isEmpty ? [String]() : [text],
                    "lines": lines.map { ["command": $0.command, "expected": $0.expected] },
                ] as [String: Any]
            ]
        case .numbers(let numbers):
            return [
                "numbers": ["list": numbers.map { ["value": $0.value, "unit": $0.unit, "title": $0.title] }]
            ]
        case .figure(let svg, let caption): return ["figure": ["svg": svg, "caption": caption]]
        case .pair(let pair):
            return [
                "pair": [
                    "list": pair.map { ["title": $0.title, "blocks": [Renderer.block($0.block)]] as [String: Any] }
                ]
            ]
        case .links(let links, let label):
            return ["links": ["label": label, "list": links.map(Renderer.link)] as [String: Any]]
        case .pager(let links): return ["pager": ["list": links.map(Renderer.link)]]
        case .search(let query): return ["search": ["query": query]]
        case .recheck(let bundle): return ["recheck": ["bundle": bundle]]
        }
    }

    /// A day is not broken over two lines.
    private static func isDay(_ text: String) -> Bool {
        text.utf8.count == 10 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }

    private static func context(_ table: Table) -> [String: Any] {
        [
            "isMany": table.columns.count > 8, "caption": table.caption, "isTitled": table.isTitled,
            "empty": table.empty, "hasRows": !table.rows.isEmpty,
            "columns": table.columns.enumerated().map { place, text in
                ["text": text, "isNumber": table.numbers.contains(place)] as [String: Any]
            },
            "rows": table.rows.map { row in
                [
                    "cells": row.enumerated().map { place, cell in
                        Renderer.cell(cell).merging(
                            [
                                "label": place < table.columns.count ? table.columns[place] : "",
                                "class": table.numbers.contains(place) ? "number" : isDay(cell.text) ? "day" : false,
                            ] as [String: Any]
                        ) { $1 }
                    }
                ]
            },
        ]
    }
}
