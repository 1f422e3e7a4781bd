import ArgumentParser
import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// Plays the sample county's year on a running service, with real keys.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Plays the sample county's year on a new ledger's service. 演示：示例县的一年",
        discussion: spoken(
            """
            For a ledger that was just founded. Everybody has an own key and an own memory; the service opens its rungs and \
            computes the results by itself. A ledger's clock cannot be turned: the whole year happens today, and every \
            entry says so. All names are invented.
            """,
            """
            用于刚创立的账本。每人各用本人密钥和本机记忆；链值由服务公开，结果由服务计算。账本时钟不能拨\
            动：全年各事项都在今天发生，各条如实记载。人名、企业名均为虚构。
            """))

    @OptionGroup var access: AccessOptions
    @Option(help: "The administrator's key file. 系统管理员密钥文件") var administrator: String
    @Option(help: "The supervisor's key file. 纪检监督人员密钥文件") var supervisor: String
    @Option(help: "Their passphrase files, in this order. 口令文件，依次给出") var passphraseFile: [String]
    @Option(help: "A folder for keys and memories of the people. 人员文件夹") var people: String
    @Option(help: "The ledger's folder of ladders, on this machine (default: ladders beside the ledger). 预封号链文件夹")
    var ladders: String?
    @Option(help: "1 is the county of the recipe, 100 a hundred times its objects and inspectors. 规模")
    var scale = 1
    @Option(help: "The seed of the county. 种子") var seed: UInt64 = 20_240_910
    @Option(help: "Only the first so many of the 14 tasks. 仅前若干项任务") var tasks = 14
    @Option(help: "Write the number of a published inspection into this file. 输出一项已公示检查的编号")
    var example: String?

    func run() async throws {
        guard let county = SampleCounty(seed: seed, scale: scale) else {
            throw ValidationError("--scale is 1 to 100. 规模须为1至100")
        }
        guard passphraseFile.count == 2 else { throw ValidationError("--passphrase-file twice. 须给出两个口令文件") }
        let environment = ProcessInfo.processInfo.environment
        let standard = FileIO.exists(ServiceAddress.standardSocket)
        guard case .service(let server) = try access.place(environment: environment, socketExists: standard) else {
            throw ValidationError("This needs a service: give --server. 该命令需要账本服务：请给出 --server")
        }
        func signer(_ path: String, _ passphrase: String) throws -> NoteSigner {
            let keys = try KeyFile(path: path).open(passphrase: Passphrase.read(file: passphrase, for: path))
            guard let key = keys.first, key.purpose == .person else { throw LedgerError(.keyPurpose, path) }
            return try key.signer()
        }
        guard let serviceFile = access.service.servicePassphraseFile ?? Passphrase.serviceFile else {
            throw ValidationError("--service-passphrase-file: the ladders are sealed under it. 须给出服务密钥口令文件")
        }
        let printer = DemoPrinter()
        let office = try DemoOffice(
            server: server, folder: people, administrator: signer(administrator, passphraseFile[0]),
            supervisor: signer(supervisor, passphraseFile[1]))
        var year = DemoYear(
            office: office, county: county,
            ladders: ladders.map { LadderFolder($0) } ?? LadderFolder(of: access.ledger.directory),
            taskLimit: tasks, printer: printer
        ) { try Passphrase.read(file: serviceFile, for: serviceFile) }
        try await year.play()
        if let example { try FileIO.replace(example, Bytes("\(year.tally.example)\n".utf8), mode: 0o600) }
        let size = try await office.clerk.use { try await $0.size() }
        let tally = year.tally
        printer.console.out()
        for line in printer.console.wrap(
            printer.console.text(
                "The year: \(tally.tasks) tasks, \(tally.objects) objects, \(tally.inspections) inspections, \(tally.published) results published; \(size) entries in \(printer.seconds) s.",
                "全年：任务 \(tally.tasks) 项，检查对象 \(tally.objects) 户，检查 \(tally.inspections) 户，已公示 \(tally.published) 户；账本共 \(size) 条，用时 \(printer.seconds) 秒。"
            ))
        {
            printer.console.out(line)
        }
    }
}
