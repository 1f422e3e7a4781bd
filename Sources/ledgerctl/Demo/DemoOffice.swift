import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// The people of the sample county's office, and where their service is.
struct DemoOffice {
    let server: String
    /// Keys and states of the people.
    let folder: String
    let administrator: DemoPerson
    let supervisor: DemoPerson
    private(set) var clerk: DemoPerson
    private(set) var leader: DemoPerson
    private(set) var attendant: DemoPerson
    private(set) var reviewer: DemoPerson
    /// Inspectors by their id in the registry.
    private(set) var inspectors: [String: DemoPerson] = [:]
    let today = Program.now().chinaDate
    /// What all of them type.
    let typing = DemoTyping()

    init(server: String, folder: String, administrator: NoteSigner, supervisor: NoteSigner) throws {
        self.server = server
        self.folder = folder
        let typing = typing
        func founder(
            _ signer: NoteSigner, _ name: String, _ title: String, _ role: DemoTyping.Role
        ) throws -> DemoPerson {
            guard let actor = ActorName(signer.key.name.bytes) else { throw LedgerError(.keyPurpose, name) }
            return DemoPerson(
                actor, title: title, role: role, signer: signer, server: server, folder: "\(folder)/\(name)",
                typing: typing)
        }
        self.administrator = try founder(administrator, "admin", "周岚 系统管理员", .administrator)
        self.supervisor = try founder(supervisor, "supervisor", "李正 纪检监督人员", .supervisor)
        func colleague(_ number: Int, _ name: String, _ role: DemoTyping.Role) throws -> DemoPerson {
            let title = "\(name) \(RoleWords.text(role.rawValue).chinese)"
            return try DemoOffice.newPerson(
                number, role.rawValue, title, role, server: server, folder: folder, typing: typing)
        }
        clerk = try colleague(3, "陈晓", .clerk)
        leader = try colleague(4, "王立新", .leader)
        attendant = try colleague(5, "赵敏", .attendant)
        reviewer = try colleague(6, "孙宁", .reviewer)
    }

    /// Somebody with a fresh key. The key stays in memory: of a demonstration nobody needs it later.
    private static func newPerson(
        _ number: Int, _ name: String, _ title: String, _ role: DemoTyping.Role, server: String, folder: String,
        typing: DemoTyping
    ) throws -> DemoPerson {
        let digits = String(repeating: "0", count: max(0, 4 - "\(number)".count)) + "\(number)"
        guard let actor = ActorName("a\(digits)") else { throw LedgerError(.keyPurpose, name) }
        let held = try HeldKey.generate(.person, name: actor.keyName)
        try FileManager.default.createDirectory(
            atPath: "\(folder)/\(name)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return DemoPerson(
            actor, title: title, role: role, signer: try held.signer(), server: server, folder: "\(folder)/\(name)",
            typing: typing)
    }

    /// Makes keys for inspectors of the registry.
    mutating func hire(_ ids: [(id: String, name: String)]) throws {
        for (place, inspector) in ids.enumerated() {
            inspectors[inspector.id] = try DemoOffice.newPerson(
                101 + place, "inspector-\(inspector.id)", "\(inspector.name) 执法人员", .inspector, server: server,
                folder: folder, typing: typing)
        }
    }

    /// Everybody who is enrolled by the administrator, with their role.
    var colleagues: [(person: DemoPerson, role: String)] {
        [(clerk, "clerk"), (leader, "leader"), (attendant, "attendant"), (reviewer, "reviewer")]
            + inspectors.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.value, "inspector") }
    }

    // MARK: Two people

    /// Proposals by the administrator, confirmed by the supervisor.
    /// - Parameter commands: how many commands the administrator types for them.
    func confirmed(_ events: [(event: Composed, others: [NoteSigner])], commands: Int) async throws {
        guard let first = events.first else { return }
        var receipts: [Receipt] = []
        let work = DemoTyping.Work(commands: commands, confirmations: commands)
        try await administrator.use { access in
            receipts = []
            if events.allSatisfy({ $0.others.isEmpty }) {
                receipts = try await administrator.submit(events.map(\.event), work: work, on: access)
            } else {
                await typing.typed(administrator, work)
                // Each is signed by another new key too.
                for start in stride(from: 0, to: events.count, by: Business.submissionSize) {
                    let part = events[start..<min(start + Business.submissionSize, events.count)]
                    var drafts = try await access.drafts(part.map(\.event))
                    for (place, item) in part.enumerated() {
                        drafts[place].sign(with: administrator.signer)
                        for other in item.others { drafts[place].sign(with: other) }
                    }
                    receipts += try await access.submit(drafts)
                }
            }
        }
        let family = String("\(first.event.type)".prefix { $0 != "." })
        try await supervisor.act(receipts.map { DemoOffice.confirmation(of: $0, family: family) })
    }

    private static func confirmation(of receipt: Receipt, family: String) -> Composed {
        let about = Decision.about(SeenEntry(index: receipt.entry.index, leaf: receipt.entry.leaf)).value
        switch family {
        case "actor": return Composed("actor.confirmed/1", [BusinessRecord.make("actor.confirmed/1", ["about": about])])
        case "rules": return Composed("rules.confirmed/1", [BusinessRecord.make("rules.confirmed/1", ["about": about])])
        default: return Composed("policy.confirmed/1", [BusinessRecord.make("policy.confirmed/1", ["about": about])])
        }
    }

    func adoptRules() async throws {
        let set = RuleSet1()
        try await confirmed(
            [
                (
                    Composed(
                        "rules.adopted/1",
                        [
                            BusinessRecord.make(
                                "rules.set/1", ["set": .integer(1), "sha256": .text(set.document.hex)])
                        ]), []
                )
            ], commands: 1)
        let values = StandardPolicy.values(region: "130283") + StandardCalendar.values
        // One event changes sixteen values at most; `policy standard` signs all after one confirmation.
        try await confirmed(
            stride(from: 0, to: values.count, by: 16).map { start in
                (
                    Composed(
                        "policy.changed/1",
                        [BusinessRecord.make("policy.changed/1", ["reason": .text("启用双随机规则")])]
                            + values[start..<min(start + 16, values.count)].map {
                                BusinessRecord.make("policy.value/1", ["name": .text($0.name), "value": $0.value])
                            }), []
                )
            }, commands: 1)
    }

    func enrolColleagues() async throws {
        let admin = "\(administrator.actor)"
        try await confirmed(
            colleagues.map { person, _ in
                (
                    Composed(
                        "actor.enrolled/1",
                        [
                            BusinessRecord.make(
                                "actor.enrolled/1",
                                ["author": .text(admin), "actor": .text("\(person.actor)")]),
                            BusinessRecord.make(
                                "actor.key/1",
                                [
                                    "actor": .text("\(person.actor)"), "vkey": .string(person.signer.key.text),
                                    "purpose": .text("person"),
                                ]),
                        ]), [person.signer]
                )
            }, commands: colleagues.count)
        try await confirmed(
            colleagues.map { person, role in
                (
                    Composed(
                        "actor.granted/1",
                        [
                            BusinessRecord.make(
                                "actor.role/1", ["actor": .text("\(person.actor)"), "role": .text(role)])
                        ]), []
                )
            }, commands: colleagues.count)
        // Each new person makes a key and signs the own enrolment.
        for (person, _) in colleagues {
            await typing.typed(person, DemoTyping.Work(commands: 2, confirmations: 1, passphrases: 2))
        }
    }
}
