import ArgumentParser
import Foundation
import Ledger
import LedgerClient

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows the service at a glance. 服务状态一览",
        discussion: "With --strict the exit code is 1 where there are warnings. 加 --strict 时，有警告则退出码为1。")

    @OptionGroup var access: AccessOptions
    @OptionGroup var signers: SignerOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Exit with 1 where there are warnings. 有警告时退出码为1") var strict = false

    func run() async throws {
        let status = try await access.withAccess(signers.signers().first) { try await $0.status() }
        if output.json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            Console.standard.raw(Bytes(try encoder.encode(status)) + [UInt8(ascii: "\n")])
        } else {
            StatusPrinter(status: status, now: Program.now()).print()
        }
        if strict, !status.warnings.isEmpty { Foundation.exit(ExitStatus.refused) }
    }
}

/// The status in 80 columns.
struct StatusPrinter {
    let status: WireStatus
    let now: Timestamp

    private var console: Console { .standard }

    func print() {
        for warning in status.warnings {
            let text = DisplayText.clean(console.language == .chinese ? warning.textZh : warning.text)
            let label = console.text("WARNING", "警告")
            for line in console.wrap("\(label) \(DisplayText.clean(warning.code, limit: 64)): \(text)") {
                console.out(red(line))
            }
        }
        var rows = [
            [console.text("ledger", "账本"), DisplayText.clean(status.ledger, limit: 60)],
            [console.text("entries", "条目"), "\(status.size)"],
            [console.text("head", "末条叶哈希"), "sha256:\(DisplayText.clean(status.head, limit: 44))"],
            [console.text("received", "末条接收"), time(status.lastReceived)],
            [console.text("last commit", "最近提交"), status.lastCommit.map(time) ?? console.text("none yet", "尚无")],
            [console.text("rate", "速率"), rate],
            [
                console.text("queue", "队列"),
                console.text(
                    "\(status.queuedEvents) of \(status.maximumQueuedEvents) events",
                    "\(status.queuedEvents) / \(status.maximumQueuedEvents) 个事件"),
            ],
            [console.text("sessions", "会话"), "\(status.sessions)"],
            [console.text("open proposals", "待确认事项"), "\(status.openProposals)"],
            [console.text("rule set", "规则集"), "\(status.ruleSet)"],
            [console.text("free space", "磁盘剩余"), ByteCount.text(Int64(clamping: status.freeBytes))],
            [console.text("started", "启动时间"), time(status.started)],
        ]
        for view in status.views {
            rows.append([
                console.text("view", "视图") + " \(DisplayText.clean(view.name, limit: 30))",
                view.lag == 0
                    ? console.text("up to date", "已是最新")
                    : console.text("\(view.lag) entries behind", "落后 \(view.lag) 条"),
            ])
        }
        console.table(rows)
    }

    private var rate: String {
        let hundredths = Int((min(max(status.ratePerSecond, 0), 1e9) * 100).rounded())
        let number = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
        return console.text("\(number) entries a second, last minute", "每秒 \(number) 条（最近一分钟）")
    }

    private func time(_ text: String) -> String {
        guard let time = Timestamp(Bytes(text.utf8)) else { return DisplayText.clean(text, limit: 30) }
        let seconds = now.since(time) / 1_000
        let ago: String? =
            switch seconds {
            case 0..<120: console.text("\(seconds) s ago", "\(seconds) 秒前")
            case 120..<7_200: console.text("\(seconds / 60) min ago", "\(seconds / 60) 分钟前")
            case 7_200..<172_800: console.text("\(seconds / 3_600) h ago", "\(seconds / 3_600) 小时前")
            default: nil
            }
        return time.beijing + console.text(" (Beijing", "（北京时间") + (ago.map { console.text(", ", "，") + $0 } ?? "")
            + console.text(")", "）")
    }

    private func red(_ line: String) -> String {
        isatty(STDOUT_FILENO) == 1 ? "\u{1B}[1;31m\(line)\u{1B}[0m" : line
    }
}
