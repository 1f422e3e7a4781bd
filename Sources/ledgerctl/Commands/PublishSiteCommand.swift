import ArgumentParser
import Foundation
import Ledger
import LedgerClient
import PublicSite

/// Writes the public site as plain files.
struct PublishSiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish-site",
        abstract: "Writes the public site as plain files for any web server or portal. 导出公示网站",
        discussion: spoken(
            """
            Reads a ledger's folder, also beside a running service, and writes what the service would serve: pages, CSV, \
            JSON, feed, search, bundles. Nothing that is not public is in it: no draft, nothing under embargo, nothing \
            withdrawn or beyond its time. Run again, it writes what has changed and removes what is gone; each file is \
            replaced as a whole, the home page last. `fragments` has parts of pages for a portal's editor. SHA256SUMS \
            lists the digests: sha256sum --check SHA256SUMS.

            Write it daily: display ends by the calendar, without any entry.
            """,
            """
            读取账本文件夹（服务运行时也可），写出服务所公示的全部内容：网页、CSV、JSON、订阅、查询、自证包。未公开的内容（草稿、\
            保密期内、已撤下、已过公示期）均不在其中。再次执行时只写有变化的、删去已不存在的；每个文件整体替换，首页最后。\
            fragments 内为可贴入门户网站编辑器的页面片段。SHA256SUMS 列出摘要：sha256sum --check SHA256SUMS。

            请每日执行：公示期按日届满，不另有条目。
            """))
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The folder: a new one, or one of an earlier export. 输出文件夹") var folder: String
    @Option(help: "A new ZIP file of what has changed since the last export, with the digests. 增量压缩包") var zip: String?
    @Option(help: "The folder of the recheck for browsers, of scripts/recheck-page. 浏览器自行核对程序文件夹")
    var recheck: String?
    @Flag(help: "Leave out the bundles that prove results and draws. 不含自证包") var withoutBundles = false

    func run() async throws {
        let console = Console.standard
        let source = try PublicLedger(ledger.directory)
        defer { source.close() }
        let (position, head) = (try source.size(), try source.head())
        guard position == head else {
            throw LedgerError(.viewsMissing, "\(position) of \(head): ledgerctl views rebuild")
        }
        let model = try source.model(on: Program.now().chinaDate)
        let site = PublicSite(
            model, isServed: false,
            bundles: withoutBundles ? nil : PublicLedger.bundles(of: ledger.directory, for: model),
            recheck: try recheck.map { try RecheckFiles(folder: $0) })
        let start = ContinuousClock.now
        let outcome = try StaticSite(site, folder: folder).write(archive: zip)
        let seconds = String(format: "%.1f", Double(start.duration(to: .now) / .seconds(1)))
        let (written, same, gone) = (outcome.written.count, outcome.unchanged, outcome.removed.count)
        let (size, results) = (model.facts.size, model.results.count)
        if output.json {
            let counts: [(String, Int)] = [
                ("size", Int(size)), ("results", results), ("written", written), ("unchanged", same), ("removed", gone),
                ("bytes", outcome.byteCount),
            ]
            let members = counts.map { IJSONValue.Member(name: Bytes($0.0.utf8), value: .integer(Int64($0.1))) }
            return console.json(.object([.init("folder", .text(folder))] + members))
        }
        console.say(
            "\(folder): \(written) files written, \(same) unchanged, \(gone) removed, in \(seconds) s.",
            "\(folder)：写入 \(written) 个文件，未变 \(same) 个，移除 \(gone) 个，用时 \(seconds) 秒。")
        console.say(
            "\(results) results, as of the first \(size) entries.", "公示结果 \(results) 条，依据账本前 \(size) 条。")
        if let zip {
            console.say("Changes: \(zip)", "增量压缩包：\(zip)")
        }
    }
}
