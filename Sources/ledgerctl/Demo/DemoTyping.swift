import Foundation
import Ledger

/// What the people of the office type over the year, by role.
///
/// Counted is what they would type at `ledgerctl`: a command, a confirmation before something is signed, a passphrase.
/// Keys are unlocked once a person and working day. Not counted are the founding, the sheets that come from elsewhere, and
/// what the demonstration tries in order to be refused.
actor DemoTyping {
    /// Roles in the order of the table.
    enum Role: String, CaseIterable, Sendable {
        case clerk, leader, reviewer, supervisor, attendant, inspector, administrator
    }

    /// What one act asks of whoever does it.
    struct Work: Sendable {
        var commands = 0
        var confirmations = 0
        var passphrases = 0
        /// Paper forms (一企一表) typed into a workbook.
        var forms = 0

        /// One command with one confirmation.
        static let command = Work(commands: 1, confirmations: 1)
    }

    /// Seconds for a command with its arguments: typed with completion and history at hand, its answer read.
    static let secondsPerCommand = 30
    /// Seconds to read what will be signed and to say yes.
    static let secondsPerConfirmation = 15
    /// Seconds for a passphrase.
    static let secondsPerPassphrase = 8
    /// Seconds to type one paper form into its row of the workbook.
    static let secondsPerForm = 90

    private struct Count {
        var people: Set<ActorName> = []
        var work = Work()
    }

    private var counts: [Role: Count] = [:]
    private var unlocked: Set<ActorName> = []

    /// A working day begins: whoever acts in it unlocks the key first.
    func newDay() { unlocked.removeAll() }

    /// Somebody did something.
    func typed(_ person: DemoPerson, _ work: Work) {
        guard work.commands > 0 else { return }
        var count = counts[person.role] ?? Count()
        count.people.insert(person.actor)
        if unlocked.insert(person.actor).inserted {
            // `unlock`, then `todo`: what waits for me today?
            count.work.commands += 2
            count.work.passphrases += 1
        }
        count.work.commands += work.commands
        count.work.confirmations += work.confirmations
        count.work.passphrases += work.passphrases
        count.work.forms += work.forms
        counts[person.role] = count
    }

    private static func minutes(_ work: Work) -> Int {
        let seconds =
            work.commands * secondsPerCommand + work.confirmations * secondsPerConfirmation
            + work.passphrases * secondsPerPassphrase + work.forms * secondsPerForm
        return (seconds + 59) / 60
    }

    /// The table and what its minutes rest on, in lines of the terminal.
    func lines(_ console: Console) -> [String] {
        let titles = [
            console.text("role", "角色"), console.text("people", "人数"), console.text("commands", "命令"),
            console.text("confirmations", "确认"), console.text("passphrases", "口令"), console.text("forms", "表格"),
            console.text("minutes", "分钟"), console.text("each", "人均"),
        ]
        let rows = Role.allCases.compactMap { role -> [String]? in
            guard let count = counts[role] else { return nil }
            let minutes = DemoTyping.minutes(count.work)
            return [
                RoleWords.text(role.rawValue).text(in: console.language), "\(count.people.count)",
                "\(count.work.commands)", "\(count.work.confirmations)", "\(count.work.passphrases)",
                "\(count.work.forms)", "\(minutes)",
                "\((minutes + count.people.count - 1) / count.people.count)",
            ]
        }
        let estimate = console.text(
            "Estimated: \(DemoTyping.secondsPerCommand) s a command, \(DemoTyping.secondsPerConfirmation) s a confirmation, \(DemoTyping.secondsPerPassphrase) s a passphrase (one unlock a person and day), \(DemoTyping.secondsPerForm) s a paper form.",
            "估算口径：每条命令\(DemoTyping.secondsPerCommand)秒，每次确认\(DemoTyping.secondsPerConfirmation)秒，每次口令\(DemoTyping.secondsPerPassphrase)秒（每人每个工作日解锁一次），每份纸质表格\(DemoTyping.secondsPerForm)秒。"
        )
        return console.columns([titles] + rows, indent: 3).map(\.trimmingSpaceAtEnd)
            + console.wrap(estimate, indent: 3)
    }
}
