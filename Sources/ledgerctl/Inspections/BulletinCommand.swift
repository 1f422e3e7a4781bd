import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// The publication views, with exactly the columns that the outside channels take.
struct BulletinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulletin",
        abstract: "Shows or writes a publication view: items, plans, tasks, results, gsxt. 公示视图（清单、计划、任务、结果、国家系统）")
    @OptionGroup var options: ReadingOptions
    @Argument(help: "items, plans, tasks, results, gsxt. 视图：清单、计划、任务、结果、国家系统") var name: String
    @Option(help: "The task of results. 任务编号") var task: String?
    @Option(help: "Write it as CSV. 写入 CSV 文件") var out: String?

    func run() async throws {
        guard let name = BulletinName(rawValue: name) else {
            throw ValidationError("items, plans, tasks, results, gsxt")
        }
        if name == .results, task == nil { throw ValidationError("results needs --task. results 须给出 --task") }
        let bulletin = try await options.reading { try await $0.access.bulletin(name, task: task) }
        let console = Console.standard
        if let out {
            try FileIO.create(out, BulletinText.csv(bulletin), mode: 0o644)
            console.say("Written: \(out), \(bulletin.rows.count) rows.", "已写入 \(out)，共 \(bulletin.rows.count) 行。")
            return
        }
        if options.output.json {
            for row in bulletin.rows {
                console.json(
                    .object(
                        zip(bulletin.columns, row).map { .init(name: Bytes($0.utf8), value: .text($1)) }))
            }
            return
        }
        // As the outside systems show them: a row is a card where the table is wider than the terminal.
        console.out(DisplayText.clean(bulletin.title, limit: 100))
        if bulletin.rows.isEmpty { console.say("  (nothing published)", "  （暂无）") }
        for row in bulletin.rows {
            // What is empty says nothing here; the file has every column.
            let cells = zip(bulletin.columns, row).filter { !$1.isEmpty }.map {
                "\($0)：\(DisplayText.clean($1, limit: 600))"
            }
            for line in console.wrap(cells.joined(separator: "  "), indent: 2) { console.out(line) }
        }
    }
}

enum BulletinText {
    static func csv(_ bulletin: WireBulletin) -> Bytes {
        var writer = SheetWriter()
        for row in [bulletin.columns] + bulletin.rows { writer.row(row) }
        return writer.bytes
    }
}
