import DoubleRandom
import Foundation
import Testing

@testable import Ledger

/// The sample county's year as `ledgerctl demo` plays it over a service, its first two tasks, in Chinese; and commands of
/// every kind on what came of it. Played once for all tests.
final class PlayedYear: Sendable {
    /// A command, and what it answered.
    struct Answer: Sendable {
        let arguments: [String]
        let outcome: Workplace.Outcome
    }

    static let tasks = 2
    static let shared = Task { try await PlayedYear() }

    let ledger: ServiceLedger
    let place: Workplace
    /// What the year printed.
    let year: Workplace.Outcome
    /// A published inspection.
    let example: String
    /// Commands that only read.
    let readings: [Answer]
    /// Commands that must be refused.
    let refusals: [Answer]

    private init() async throws {
        ledger = try await ServiceLedger()
        let place = try Workplace(ledger.socket)
        self.place = place
        let daemon = try await DaemonProcess.start(ledger)
        let folder = place.machine.folder
        let people = [ledger.administrator, ledger.supervisor]
        let keys = try people.map { try place.key($0)[1] }
        year = try await place.run(
            [
                "demo", "--administrator", keys[0], "--supervisor", keys[1], "--passphrase-file", folder + "/pass",
                "--passphrase-file", folder + "/pass", "--people", folder + "/people", "--ladders",
                ledger.directory.path + "/ladders", "--service-passphrase-file", ledger.passphraseFile, "--tasks",
                "\(PlayedYear.tasks)", "--example", folder + "/example",
            ], language: "zh_CN.UTF-8")
        guard year.status == 0 else {
            throw DaemonProcess.Failure(description: "\(year.output)\n\(year.notes)")
        }
        example = String(decoding: try FileIO.read(folder + "/example", limit: 100), as: UTF8.self)
            .trimmingCharacters(in: .newlines)
        let plan = "130283\(ServiceLedger.now().chinaDate.components.year)1001"
        let key = try place.key(ledger.supervisor)
        var answers: [Answer] = []
        for arguments in PlayedYear.readings(example: example, plan: plan, folder: folder) {
            // These ask nobody who they are.
            let isOpen = [["actor", "list"], ["outbox", "list"], ["memory", "list"], ["pending"]].contains(arguments)
            let outcome = try await place.run(arguments + (isOpen ? [] : key), language: "zh_CN.UTF-8")
            answers.append(Answer(arguments: arguments, outcome: outcome))
        }
        readings = answers
        answers = []
        for arguments in PlayedYear.refusals(example: example, plan: plan, folder: folder) {
            let signs = !["show", "list"].contains(arguments[1]) && arguments[0] != "trace"
            let outcome = try await place.run(
                arguments + (signs ? ["--yes"] : []) + key, language: "zh_CN.UTF-8")
            answers.append(Answer(arguments: arguments, outcome: outcome))
        }
        refusals = answers
        await daemon.stop()
    }

    private static func readings(example: String, plan: String, folder: String) -> [[String]] {
        let task = String(example.prefix(18))
        return [
            ["status"], ["actor", "list"], ["pending"], ["todo"], ["log", "--limit", "400"], ["item", "list"],
            ["item", "show", "SW-01-01"], ["object", "list"],
            ["object", "show", "OBJ-000001"], ["inspector", "list"], ["inspector", "show", "I-0017"],
            ["import", "list"],
            ["import", "mappings"], ["plan", "list"], ["plan", "show", plan], ["task", "list"], ["task", "show", task],
            ["draw", "list"], ["draw", "show", "\(task)-E1", "--opened"], ["draw", "show", "\(task)-I1", "--opened"],
            ["draw", "verify", "\(task)-E1"], ["draw", "verify", "\(task)-I1"], ["inspection", "list"],
            ["inspection", "show", example], ["publication", "bulletin", "items"],
            ["publication", "bulletin", "plans"],
            ["publication", "bulletin", "tasks"], ["publication", "bulletin", "results", "--task", task],
            ["policy", "list"], ["trace", example],
            ["result", "sheet", task, "--out", folder + "/forms.csv"], ["outbox", "list"], ["memory", "list"],
        ]
    }

    /// What a supervisor may not do, and what nobody may.
    private static func refusals(example: String, plan: String, folder: String) -> [[String]] {
        [
            ["plan", "approve", plan], ["plan", "approve", "13028319991001"],
            ["item", "retire", "SW-77", "--reason", "无"],
            ["item", "retire", "SW-01-01", "--reason", "无"], ["task", "approve", "130283199901011001"],
            ["object", "import", folder + "/people/clerk/objects-faulty.csv", "--source", "来表", "--scale", "SAMR"],
            ["object", "import", folder + "/people/clerk/objects.csv", "--source", "来表", "--scale", "SAMR"],
            ["object", "import", folder + "/people/clerk/plan-lines.csv", "--source", "来表"],
            ["object", "import", folder + "/nothing.csv", "--source", "来表"],
            ["publication", "withdraw", example, "--reason", "无", "--decided", "2024-01-01"],
            ["publication", "approve", example], ["result", "confirm", example], ["result", "review", example],
            ["draw", "commit", "\(example.prefix(18))-E1"], ["draw", "reveal", "\(example.prefix(18))-E1"],
            ["draw", "confirm", "\(example.prefix(18))-E1"], ["draw", "show", "130283199901011001-E1"],
            ["confirm", "3"], ["decline", "100000", "--reason", "无"], ["inspection", "show", "无"],
            ["trace", "130283199901011001-00001"], ["import", "revert", "100", "--reason", "无"],
            ["rules", "adopt", "9"],
        ]
    }
}
