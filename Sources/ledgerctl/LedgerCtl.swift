import ArgumentParser
import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

@main
struct LedgerCtl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledgerctl",
        abstract: "Works on a signed, hash-chained ledger. 账本工具：签名、追加、查看、核对。",
        discussion: spoken(
            """
            Exit codes: 0 done, or everything checked and right; 1 wrong or refused; 2 nothing wrong found, but not \
            everything could be checked; 64 usage; 66 cannot open; 69 no daemon; 75 busy.
            """,
            """
            退出码：0 已完成，或全部核对无误；1 有误或被拒；2 未发现问题，但有未能核对的；64 命令写法有\
            误；66 打不开；69 服务未运行；75 繁忙。
            """),
        version: Program.version,
        subcommands: [
            KeyCommand.self, InitCommand.self, ActorCommand.self, SubmitCommand.self, SignCommand.self,
            PendingCommand.self, ConfirmCommand.self, DeclineCommand.self, LogCommand.self, ShowCommand.self,
            ProofCommand.self, FetchCommand.self, StatusCommand.self, OutboxCommand.self, MemoryCommand.self,
            RememberCommand.self,
            DrawCommand.self, InspectionCommand.self, ResultCommand.self, PublicationCommand.self, TodoCommand.self,
            TraceCommand.self, DemoCommand.self,
            UnlockCommand.self, LockCommand.self, AgentCommand.self, VerifyCommand.self, ReplayCommand.self,
            ViewsCommand.self, BackupCommand.self, ExportCommand.self, ItemCommand.self, ObjectCommand.self,
            InspectorCommand.self, HistoryCommand.self, ImportCommand.self, PlanCommand.self, TaskCommand.self,
            PolicyCommand.self, RulesCommand.self, PublishSiteCommand.self,
        ])

    static func main() async {
        // What a closed pipe means is decided where it is written to, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as LedgerError {
            Console.standard.fail(error)
            Foundation.exit(ExitStatus.of(error))
        } catch let error as DrawError {
            Console.standard.note("ledgerctl: " + error.text(chinese: Console.standard.language == .chinese))
            Foundation.exit(ExitStatus.refused)
        } catch is ExitRefused {
            Foundation.exit(ExitStatus.refused)
        } catch {
            finish(error)
        }
    }

    /// Says what the parser has to say, help or a wrong command line, in the language of the locale.
    private static func finish(_ error: any Error) -> Never {
        let console = Console.standard
        guard console.language == .chinese else { exit(withError: error) }
        let (message, status) = (HelpWords.chinese(fullMessage(for: error)), exitCode(for: error))
        if !message.isEmpty { status.isSuccess ? console.out(message) : console.note(message) }
        Foundation.exit(status.rawValue)
    }
}

/// What the program says of itself.
enum Program {
    static let version = "0.1.0"
    static let name = "ledgerctl/\(version)"
    static let book = RuleBook([RuleSet0(), RuleSet1()])
    static let views = ProjectorBook(OfficeViews.all())
    static let narrator = Narrator(
        [OfficeNarration()],
        roles: RoleTerms(
            Dictionary(
                uniqueKeysWithValues: RoleTitle.all.map { role, title in
                    (role, BilingualText("\(title.english) \(title.chinese)", title.chinese))
                })))

    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        guard let now = Timestamp(milliseconds: milliseconds) else { preconditionFailure("the year is below 10000") }
        return now
    }

    /// The way over which this program submits without a daemon.
    static var channel: Channel { Channel(transport: "directory", peer: "uid \(getuid())", client: name) }
}

/// The exit codes, docs/errors.md.
enum ExitStatus {
    static let refused: Int32 = 1
    static let cannotOpen: Int32 = 66
    static let unavailable: Int32 = 69
    static let busy: Int32 = 75

    static func of(_ error: LedgerError) -> Int32 {
        switch error.code {
        case .queueFull, .sessionBusy, .ledgerLocked: busy
        case .serviceUnreachable, .serviceSilent: unavailable
        case .fileUnreadable, .fileTooLarge, .ledgerMissing, .exportMalformed, .storeVersion, .checkpointMissing:
            cannotOpen
        default: refused
        }
    }
}
