import ArgumentParser
import Foundation
import Ledger

struct ViewsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "views", abstract: "Looks after the views of a ledger, which are derived and disposable. 视图维护",
        subcommands: [StatusCommand.self, RebuildCommand.self, DumpCommand.self])
}

extension ViewsCommand {
    struct StatusCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: "Shows how far each view is. 查看各视图进度",
            discussion: spoken(
                "Exit codes: 0 all at the head; 1 a view stopped at an entry; 2 one lags or is missing.",
                "退出码：0 均为最新；1 有视图停在某条；2 有视图落后或缺失。"))

        @OptionGroup var ledger: LedgerOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let console = Console.standard
            let size = try ledger.store().size()
            let stored =
                FileIO.exists(ledger.directory.views)
                ? try ViewReader(path: ledger.directory.views, book: Program.views).snapshot { try $0.status() } : []
            var code: Int32 = 0
            var rows = [
                [
                    console.text("view", "视图"), console.text("version", "版本"), console.text("position", "位置"),
                    console.text("behind", "落后"), "",
                ]
            ]
            for projector in Program.views.projectors {
                guard let view = stored.first(where: { $0.name == projector.name }) else {
                    code = max(code, 2)
                    rows.append([projector.name, "\(projector.version)", "-", "\(size)", console.text("missing", "缺失")])
                    if output.json {
                        console.json(.object([.init("view", .text(projector.name)), .init("position", .null)]))
                    }
                    continue
                }
                let lag = view.lag(behind: size)
                if view.failure != nil { code = 1 } else if lag > 0, code != 1 { code = 2 }
                let failure = view.failure.map { console.text($0.error(of: view.name)) } ?? ""
                rows.append([view.name, "\(view.version)", "\(view.position)", "\(lag)", failure])
                guard output.json else { continue }
                console.json(
                    .object([
                        .init("view", .text(view.name)), .init("version", .integer(Int64(view.version))),
                        .init("position", .integer(Int64(view.position))), .init("lag", .integer(Int64(lag))),
                        .init("failedAt", view.failure.map { .integer(Int64($0.index.value)) } ?? .null),
                        .init("reason", view.failure.map { .text($0.reason) } ?? .null),
                    ]))
            }
            if !output.json { console.table(rows) }
            Foundation.exit(code)
        }
    }

    struct RebuildCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rebuild", abstract: "Makes views anew out of the entries; not while ledgerd runs. 重建视图",
            discussion: spoken(
                "Work that was interrupted goes on with --continue, or at the next start of ledgerd.",
                "中断的工作用 --continue 继续，或由 ledgerd 下次启动时继续。"))

        @OptionGroup var ledger: LedgerOptions
        @OptionGroup var output: OutputOptions
        @Argument(help: "The view; all of them without. 视图名称，默认全部") var view: String?
        @Flag(name: .customLong("continue"), help: "Go on where the last work stopped. 从上次中断处继续") var resumes = false
        @Option(help: "How many entries one transaction takes in. 每个事务处理的条数") var batch = ViewStore.batchEntries

        func validate() throws {
            guard (1...100_000).contains(batch) else { throw ValidationError("--batch is 1 to 100000. 条数须为1至100000") }
            guard !resumes || view == nil else { throw ValidationError("--continue takes no view. --continue 不带视图名称") }
        }

        func run() async throws {
            let console = Console.standard
            if let view, Program.views[view] == nil { throw LedgerError(.viewUnknown, view) }
            let source = ViewSource(try ledger.store())
            let store = try ViewStore(path: ledger.directory.views, book: Program.views) {
                if case .rebuilding = $0 { return }
                console.note($0.text.text(in: console.language))
            }
            if !resumes { try store.rebuild(view) }
            let bar = ProgressBar(console.text("rebuilding views", "重建视图"), hidden: output.json)
            try store.catchUp(from: source, batch: batch) { done, size in
                bar.update(done, size)
                guard output.json else { return }
                console.json(.object([.init("done", .integer(Int64(done))), .init("size", .integer(Int64(size)))]))
            }
            let status = store.status
            try store.close()
            for view in status {
                if let failure = view.failure { throw failure.error(of: view.name) }
            }
            guard !output.json else { return }
            for view in status where self.view == nil || view.name == self.view {
                console.say(
                    "View \(view.name) holds \(view.position) entries.", "视图 \(view.name) 已处理 \(view.position) 条。")
            }
        }
    }

    struct DumpCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dump", abstract: "Prints the canonical dump: tables and rows in key order. 规范转储")

        @OptionGroup var ledger: LedgerOptions
        @Argument(help: "The view; all of them without. 视图名称，默认全部") var view: String?
        @Option(help: "Another file of views (default: views.db in the ledger's folder). 其他视图文件") var file: String?

        func run() async throws {
            let output = BufferedOutput()
            try ViewReader(path: file ?? ledger.directory.views, book: Program.views).snapshot { views in
                try views.dump(view) { try output.write($0) }
            }
            try output.flush()
        }
    }
}
