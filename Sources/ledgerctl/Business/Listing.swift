import Foundation
import Ledger
import LedgerClient

/// A list as a table of at most 80 columns, or as JSON, one object a line.
struct Listing {
    /// A column: its title, and whether its cells may be cut where the table is too wide.
    struct Column {
        let title: BilingualText
        let isFlexible: Bool

        static func fixed(_ english: String, _ chinese: String) -> Column {
            Column(title: BilingualText(english, chinese), isFlexible: false)
        }
        static func flexible(_ english: String, _ chinese: String) -> Column {
            Column(title: BilingualText(english, chinese), isFlexible: true)
        }
    }

    let columns: [Column]
    /// Said where there are no rows.
    let empty: BilingualText
    private var rows: [[String]] = []
    private var objects: [IJSONValue] = []

    init(_ columns: [Column], empty: BilingualText) {
        self.columns = columns
        self.empty = empty
    }

    /// Adds a row; cells show what comes from outside through `DisplayText`.
    mutating func add(_ cells: [String], json: IJSONValue) {
        rows.append(cells)
        objects.append(json)
    }

    var count: Int { rows.count }

    func print(json: Bool, console: Console = .standard) {
        if json {
            for object in objects { console.json(object) }
            return
        }
        guard !rows.isEmpty else { return console.out(empty.text(in: console.language)) }
        for line in lines(console) { console.out(line) }
    }

    /// The table's lines, none wider than a terminal of the house.
    func lines(_ console: Console) -> [String] {
        let titles = columns.map { $0.title.text(in: console.language) }
        let all = [titles] + rows.map { row in row.map { DisplayText.clean($0, limit: 400) } }
        let widths = Listing.fitted(all, columns: columns, to: Console.columnCount)
        return console.columns(
            all.map { row in row.enumerated().map { Console.clip($0.element, to: widths[$0.offset]) } }
        ).map(\.trimmingSpaceAtEnd)
    }

    private static let gap = 2
    private static let leastWidth = 8

    /// Widths that fit: the widest flexible column gives way, again and again, down to eight places.
    private static func fitted(_ rows: [[String]], columns: [Column], to limit: Int) -> [Int] {
        var widths = columns.indices.map { column in
            rows.map { column < $0.count ? Console.width($0[column]) : 0 }.max() ?? 0
        }
        while widths.reduce(0, +) + gap * (widths.count - 1) > limit {
            let candidates = columns.indices.filter { columns[$0].isFlexible && widths[$0] > leastWidth }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return widths
    }
}

/// A card: names and values of one thing, long values wrapped.
enum Card {
    static func print(_ lines: [(BilingualText, String)], console: Console = .standard) {
        for (name, value) in lines where !value.isEmpty {
            let title = name.text(in: console.language)
            let mark = console.language == .chinese ? "：" : ": "
            for line in console.wrap(title + mark + DisplayText.clean(value, limit: 6_000)) { console.out(line) }
        }
    }
}
