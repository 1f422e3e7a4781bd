import DoubleRandom
import Foundation
import Testing

@testable import Ledger

/// An office with its people, on a ledger of its own under rule set 1, and `ledgerctl` as each of them uses it: on the
/// ledger's folder, or over a service that is started on it.
final class Office: Sendable {
    let ledger: ServiceLedger
    let place: Workplace
    let clerk: ServicePerson
    let leader: ServicePerson
    let second: ServicePerson
    let inspectors: [ServicePerson]
    /// Whether commands go to a service.
    private let service: DaemonProcess?

    static let root = InterfaceTests.root

    /// A sample of the fictional county.
    static func sample(_ name: String) -> String { root.appending(path: "Samples/county/\(name)").path }

    /// Founds a ledger, enrols the people, adopts rule set 1 and the standard policies.
    init(overService: Bool = false, inspectors count: Int = 2) async throws {
        ledger = try await ServiceLedger()
        clerk = try ServicePerson("a0003")
        second = try ServicePerson("a0005")
        leader = try ServicePerson("a0004")
        inspectors = try (0..<count).map { try ServicePerson("a\(1_001 + $0)") }
        try await ledger.enrolOffline(
            [(clerk, ["clerk"]), (second, ["clerk"]), (leader, ["leader"])] + inspectors.map { ($0, ["inspector"]) })
        place = try Workplace(ledger.socket)
        service = overService ? try await DaemonProcess.start(ledger) : nil
        let adopted = try await run(["rules", "adopt", "1"], as: ledger.administrator)
        try await confirm(adopted)
        let policies = try await run(["policy", "standard", "--region", "130283"], as: ledger.administrator)
        try await confirm(policies)
    }

    /// Runs a command without asking, as somebody; on the folder or over the service.
    func run(
        _ arguments: [String], as person: ServicePerson, language: String = "zh_CN.UTF-8"
    ) async throws -> Workplace.Outcome {
        try await place.run(arguments + where_ + ["--yes"] + place.key(person), language: language)
    }

    /// Runs a command that only reads.
    func read(
        _ arguments: [String], as person: ServicePerson? = nil, language: String = "zh_CN.UTF-8"
    ) async throws -> Workplace.Outcome {
        try await place.run(arguments + where_ + place.key(person ?? clerk), language: language)
    }

    /// Rows of a list as JSON.
    func list(_ arguments: [String]) async throws -> [IJSONValue] {
        let outcome = try await read(arguments + ["--json"])
        #expect(outcome.status == 0, "\(arguments): \(outcome.notes)")
        return outcome.objects
    }

    /// Runs a command that must succeed.
    @discardableResult
    func act(_ arguments: [String], as person: ServicePerson) async throws -> Workplace.Outcome {
        let outcome = try await run(arguments, as: person)
        #expect(outcome.status == 0, "\(arguments.prefix(3)): \(outcome.notes)")
        return outcome
    }

    /// The supervisor confirms whatever an outcome's receipts name.
    func confirm(_ outcome: Workplace.Outcome) async throws {
        #expect(outcome.status == 0, "\(outcome.notes)")
        let indices = Office.indices(outcome)
        try await act(["confirm"] + indices.map { "\($0)" }, as: ledger.supervisor)
    }

    /// The entries that receipts name, in Chinese output.
    static func indices(_ outcome: Workplace.Outcome) -> [Int] {
        outcome.output.matches(of: /回执：第 (\d+) 条/).compactMap { Int($0.output.1) }
    }

    /// A file in the workplace.
    func file(_ name: String, _ text: String) throws -> String {
        let path = place.machine.folder + "/" + name
        try FileIO.create(path, Bytes(text.utf8), mode: 0o600)
        return path
    }

    func stop() async { await service?.stop() }

    private var where_: [String] {
        service == nil
            ? [
                "--ledger", ledger.directory.path, "--service-key", ledger.serviceKey, "--service-passphrase-file",
                ledger.passphraseFile,
            ] : []
    }
}

extension ServiceLedger {
    /// Enrols people with roles, without a daemon; the supervisor confirms each step.
    func enrolOffline(_ people: [(ServicePerson, roles: [String])]) async throws {
        let writer = try directory.openWriter(
            keys: keys, book: RuleBook([RuleSet0(), RuleSet1()]), clock: { ServiceLedger.now() })
        func enter(_ draft: DraftEvent) async throws -> Receipt {
            try await writer.submit(
                Submission(
                    events: [draft.submitted()], channel: Channel(transport: "test", peer: "test", client: "test")))[0]
        }
        for (person, roles) in people {
            _ = try await enter(confirmation(of: enter(enrolment(of: person))))
            for role in roles { _ = try await enter(confirmation(of: enter(grant(role, to: person)))) }
        }
        try await writer.stop()
    }
}

/// What a terminal of the house shows in one line.
func widthOnTerminal(_ line: Substring) -> Int {
    line.unicodeScalars.reduce(0) { $0 + ((0x2E80...0xFFE6).contains($1.value) && $1.value != 0xFEFF ? 2 : 1) }
}
