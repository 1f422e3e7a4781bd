import ArgumentParser
import Foundation
import Ledger
import Logging
import Metrics

@main
struct LedgerDaemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledgerd", abstract: "Serves a ledger to the people of an office. 账本服务",
        version: Program.name)

    @Option(help: "The configuration file (default: /etc/ledgerd/ledgerd.yaml where it is there). 配置文件")
    var config: String?

    @Option(name: .customLong("set"), help: "A setting as key=value, before file and environment; repeat. 单项设置，可重复")
    var settings: [String] = []

    @Flag(help: "Read the configuration, say whether it holds, and end. 仅检查配置")
    var checkConfig = false

    @Flag(help: "Print the name of every setting, and end. 列出全部设置项")
    var listSettings = false

    private static let standardFile = "/etc/ledgerd/ledgerd.yaml"

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let language = Language(environment: environment)
        if listSettings {
            print(SettingKey.all.map(\.name).joined(separator: "\n"))
            return
        }
        do {
            let file = config ?? environment["LEDGERD_CONFIG"] ?? LedgerDaemon.presentStandardFile
            let read = try await Settings(
                SettingSources(file: file, environment: environment, flags: settings), environment: environment)
            if checkConfig {
                _ = try read.tcp?.tls?.configuration()
                print(
                    language == .chinese ? "配置正确：\(file ?? "默认值")" : "The configuration holds: \(file ?? "defaults").")
                return
            }
            let format: LineLogHandler.Format =
                read.logsJSON ? .json : .text(journal: environment["JOURNAL_STREAM"] != nil)
            LoggingSystem.bootstrap { _ in LineLogHandler(level: read.logLevel, format: format) }
            let status = try await DaemonRun(settings: read, environment: environment).run()
            LogOutput.shared.flush()
            if status != 0 { Foundation.exit(status) }
        } catch let error as LedgerError {
            LogOutput.shared.flush()
            FileHandle.standardError.write(Data((error.text(in: language) + "\n").utf8))
            Foundation.exit(ExitStatus.of(error))
        }
    }

    private static var presentStandardFile: String? { FileIO.exists(standardFile) ? standardFile : nil }
}
