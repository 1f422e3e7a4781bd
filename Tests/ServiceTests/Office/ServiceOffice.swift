import DoubleRandom
import Foundation
import LedgerClient
import Synchronization

@testable import Ledger

/// An office over a running service: rule set 1 with its policies, people in their roles each at an own desk, ten petrol
/// stations, four officers, a plan of one line and a task.
final class ServiceOffice: Sendable {
    let ledger: ServiceLedger
    private let running: Mutex<DaemonProcess>
    private let past = Mutex<[DaemonProcess]>([])
    private let shift = Mutex<(milliseconds: Int64, environment: [String: String])>((0, [:]))
    let people: [String: ServicePerson]
    let desks: [String: Workplace]
    let today: CivilDate
    /// A task a line of the plan.
    let tasks: [String]
    var task: String { tasks[0] }

    static let custodianPass = "custodian's own words"

    private init(
        ledger: ServiceLedger, daemon: DaemonProcess, people: [String: ServicePerson], desks: [String: Workplace],
        today: CivilDate, tasks: [String]
    ) {
        self.ledger = ledger
        running = Mutex(daemon)
        self.people = people
        self.desks = desks
        self.today = today
        self.tasks = tasks
    }

    /// Opens the office; `inspectors` officers are `inspector1`, ….
    static func open(
        inspectors count: Int = 4, attendants: Int = 1, tasks: Int = 1
    ) async throws -> ServiceOffice {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        var people = ["administrator": ledger.administrator, "supervisor": ledger.supervisor]
        let roles =
            ["clerk", "leader", "attendant", "reviewer"] + (1...count).map { "inspector\($0)" }
            + (1..<attendants).map { "attendant\($0 + 1)" }
        for (place, role) in roles.enumerated() {
            people[role] = try ServicePerson("a" + String(10_003 + place).dropFirst())
        }
        var desks: [String: Workplace] = [:]
        for name in people.keys { desks[name] = try Workplace(ledger.socket) }
        let today = ServiceLedger.now().chinaDate
        let digits = today.description.filter { $0 != "-" }
        let office = ServiceOffice(
            ledger: ledger, daemon: daemon, people: people, desks: desks, today: today,
            tasks: (1...tasks).map { "130283\(digits)\(1_000 + $0)" })
        try await office.adopt()
        for role in roles {
            try await Caller(ledger).enrol(people[role]!, roles: role.filter { !$0.isNumber })
        }
        try await office.registries(count)
        try await office.plan()
        return office
    }

    func person(_ name: String) -> ServicePerson { people[name]! }

    // MARK: The daemon

    /// The daemon that runs now, or ran last.
    var daemon: DaemonProcess { running.withLock { $0 } }

    /// What every daemon of the office has written.
    var logs: [String] { past.withLock { $0 }.map(\.log) + [daemon.log] }

    /// Starts another daemon after the last one has ended.
    func restart(environment: [String: String] = [:]) async throws {
        let next = try await DaemonProcess.start(
            ledger, environment: shift.withLock { $0.environment }.merging(environment) { $1 })
        let last = running.withLock { running in
            defer { running = next }
            return running
        }
        past.withLock { $0.append(last) }
    }

    /// Kills the daemon by its process, and waits until it is gone.
    func kill() async {
        daemon.signal(SIGKILL)
        await daemon.wait()
    }

    /// The clock of the daemon and of everybody's commands from now on, ahead of the machine's.
    func setClock(ahead milliseconds: Int64) async throws {
        let library = ledger.folder + "/clockshim.so"
        if !FileIO.exists(library) {
            let source = InterfaceTests.root.appending(path: "Tests/Faults/clockshim.c").path
            try await Tool.run("/usr/bin/gcc", "-shared", "-fPIC", "-O1", "-o", library, source)
        }
        await daemon.stop()
        shift.withLock {
            $0 = (milliseconds, ["LD_PRELOAD": library, "CLOCK_SHIFT": "\(milliseconds)"])
        }
        try await restart()
    }

    /// What the office's clock says.
    var now: Timestamp { ServiceLedger.now().adding(milliseconds: shift.withLock { $0.milliseconds }) }

    private func session(of person: ServicePerson) async throws -> Caller {
        let caller = Caller(ledger)
        let answer = try await caller.open(caller.statement(by: person.signer, time: now))
        guard answer.status == 201, let token = try answer.json(WireSession.self).token else {
            throw DaemonProcess.Failure(description: "\(answer.status) \(answer.text)")
        }
        return Caller(ledger, token: token)
    }

    /// Runs a command as somebody, at their own desk.
    func run(
        _ name: String, _ arguments: [String], language: String = "en_GB.UTF-8"
    ) async throws -> Workplace.Outcome {
        let desk = desks[name]!
        return try await desk.run(
            arguments + desk.key(person(name)), language: language, environment: shift.withLock { $0.environment })
    }

    /// The same, which must succeed.
    @discardableResult
    func act(_ name: String, _ arguments: String...) async throws -> Workplace.Outcome {
        let outcome = try await run(name, arguments + ["--yes"])
        guard outcome.status == 0 else {
            throw DaemonProcess.Failure(
                description: "\(name): \(arguments.joined(separator: " ")): \(outcome.status) \(outcome.notes)")
        }
        return outcome
    }

    // MARK: The office before its first draw

    @discardableResult
    private func submit(_ type: String, _ data: [Bytes], by name: String) async throws -> Receipt {
        try await Caller(ledger).submit(ledger.draft(type, data, by: person(name).signer))[0]
    }

    static func record(_ type: String, _ members: KeyValuePairs<String, IJSONValue?>) -> Bytes {
        ServiceLedger.record(
            type, members.compactMap { name, value in value.map { .init(name: Bytes(name.utf8), value: $0) } })
    }

    private static func texts(_ words: String...) -> IJSONValue { .array(words.map { .text($0) }) }

    private func about(_ receipt: Receipt) -> IJSONValue {
        .object([
            .init("index", .integer(Int64(receipt.entry.index.value))), .init("leaf", .text(receipt.entry.leaf.base64)),
        ])
    }

    func confirmed(_ type: String, _ data: [Bytes]) async throws {
        let receipt = try await submit(type, data, by: "administrator")
        let family = String(type.prefix { $0 != "." })
        try await Caller(ledger).submit(ledger.confirmation(of: receipt, type: "\(family).confirmed/1"))
    }

    private func adopt() async throws {
        try await confirmed(
            "rules.adopted/1",
            [Self.record("rules.set/1", ["set": .integer(1), "sha256": .text(RuleSet1().document.hex)])])
        let values = StandardPolicy.values(region: "130283") + StandardCalendar.values
        // One event changes sixteen values at most.
        for start in stride(from: 0, to: values.count, by: 16) {
            try await confirmed(
                "policy.changed/1",
                [Self.record("policy.changed/1", ["reason": .text("启用")])]
                    + values[start..<min(start + 16, values.count)].map {
                        Self.record("policy.value/1", ["name": .text($0.name), "value": $0.value])
                    })
        }
    }

    private func registries(_ count: Int) async throws {
        let item = try await submit(
            "item.imported/1",
            [
                Self.record("item.import/1", ["source": .text("清单")]),
                Self.record(
                    "item.record/1",
                    [
                        "item": .text("SW-02"), "category": .text("成品油"), "name": .text("成品油零售经营"),
                        "class": .text("general"), "basis": Self.texts("成品油流通管理办法"), "subject": .text("商务局"),
                        "kind": .text("加油站"), "ratioCap": .text("1/2"),
                    ]),
            ], by: "clerk")
        try await submit(
            "item.published/1",
            [
                Self.record("item.publication/1", ["channel": .text("门户网站")]),
                Self.record("item.reference/1", ["item": .text("SW-02"), "about": about(item)]),
            ], by: "leader")
        let objects = (1...10).map { number in
            let id = "OBJ-\(String(1_000 + number).dropFirst())"
            return Self.record(
                "object.record/1",
                [
                    "object": .text(id), "kind": .text("加油站"), "code": .text("91130283\(id)"),
                    "name": .text("迁安市示例\(number)号加油站有限公司"), "registered": .text("迁安市示例路\(number)号"),
                ])
        }
        try await submit(
            "object.imported/1",
            [
                Self.record(
                    "object.import/1",
                    [
                        "source": .text("台账"), "rows": .integer(10), "accepted": .integer(10), "warned": .integer(0),
                        "refused": .integer(0), "verdicts": .text(String(repeating: "ab", count: 32)),
                    ])
            ] + objects, by: "clerk")
        let year = today.components.year
        try await submit(
            "inspector.imported/1",
            [Self.record("inspector.import/1", ["source": .text("名册")])]
                + (1...count).map { number in
                    Self.record(
                        "inspector.record/1",
                        [
                            "inspector": .text("I-\(number)"),
                            "actor": .text("\(person("inspector\(number)").actor)"), "department": .text("执法大队"),
                            "nature": .text("officer"), "certificate": .text("冀B\(number)"),
                            "validFrom": .text("\(year - 2)-01-01"), "validTo": .text("\(year + 2)-12-31"),
                        ])
                }, by: "clerk")
    }

    private func plan() async throws {
        let year = today.components.year
        let number = "130283\(year)1001"
        let drafted = try await submit(
            "plan.drafted/1",
            [
                Self.record(
                    "plan.record/1",
                    [
                        "plan": .text(number), "name": .text("\(year)年度抽查工作计划"), "year": .integer(Int64(year)),
                        "kind": .text("own"), "directed": .bool(true), "from": .text("\(year)-01-01"),
                        "to": .text("\(year)-12-31"), "office": .text("迁安市示例商务局"),
                    ])
            ]
                + (1...tasks.count).map { number in
                    Self.record(
                        "plan.line/1",
                        [
                            "line": .text("\(number)"), "name": .text("加油站抽查"), "items": Self.texts("SW-02"),
                            "kind": .text("加油站"), "mode": .text("sample"),
                            "strata": .array([
                                .object([
                                    .init("stratum", .text("all")), .init("mode", .text("ratio")),
                                    .init("ratio", .text("1/5")), .init("min", .integer(1)),
                                ])
                            ]),
                            "team": .array([
                                .object([.init("slot", .integer(1))]), .object([.init("slot", .integer(2))]),
                            ]),
                            "from": .text("\(year)-01-01"), "to": .text("\(year)-12-31"),
                        ])
                }, by: "clerk")
        let approved = try await submit(
            "plan.approved/1",
            [Self.record("plan.decision/1", ["plan": .text(number), "about": about(drafted)])], by: "leader")
        _ = approved
        for (place, task) in tasks.enumerated() {
            try await submit(
                "task.created/1",
                [
                    Self.record(
                        "task.record/1",
                        [
                            "task": .text(task), "name": .text("加油站抽查"), "origin": .text("plan"),
                            "plan": .text(number), "line": .text("\(place + 1)"), "drawn": .text("here"),
                            "from": .text(today.description), "to": .text("\(year)-12-31"), "list": .text("after"),
                        ])
                ], by: "clerk")
        }
    }

    // MARK: The draw

    /// Opens the ladders of the task: the server's by the administrator, the reserve by the supervisor; the leader keeps the
    /// copies.
    func openLadders() async throws {
        let custodian = "\(person("leader").actor)"
        let pass = ledger.folder + "/custodian"
        try FileIO.create(pass, Bytes("\(Self.custodianPass)\n".utf8), mode: 0o600)
        for task in tasks {
            try await act(
                "administrator", "draw", "ladder", "\(task)-S1", "--custodian", custodian, "--copy",
                ledger.folder + "/\(task)-S1.copy", "--copy-passphrase-file", pass, "--folder",
                ledger.directory.path + "/ladders", "--ladder-passphrase-file", ledger.passphraseFile)
            try await act(
                "supervisor", "draw", "ladder", "\(task)-R1", "--reserve", "--custodian", custodian, "--copy",
                ledger.folder + "/\(task)-R1.copy", "--copy-passphrase-file", pass, "--ladder-passphrase-file", pass)
            try await act("leader", "draw", "confirm", "\(task)-S1")
            try await act("leader", "draw", "confirm", "\(task)-R1")
        }
    }

    /// Freezes the next draw of the first task.
    @discardableResult
    func freeze(_ more: [String] = [], attendants: [String] = ["attendant"]) async throws -> Workplace.Outcome {
        let outcome = try await run(
            "clerk",
            ["draw", "freeze", task, "--supervisor", "\(person("supervisor").actor)"]
                + attendants.flatMap { ["--attendant", "\(person($0).actor)"] } + [
                    "--ladder", "\(task)-S1", "--reserve", "\(task)-R1", "--embargo", today.description, "--place",
                    "三楼会议室", "--yes",
                ] + more)
        guard outcome.status == 0 else {
            throw DaemonProcess.Failure(description: "freeze: \(outcome.status) \(outcome.notes)")
        }
        return outcome
    }

    /// From the frozen draw to the closed one, everybody at their own desk.
    func seal(_ draw: String) async throws {
        try await act("supervisor", "draw", "confirm", draw)
        try await standing(draw, "ready")
        for name in ["clerk", "supervisor", "attendant"] { try await act(name, "draw", "commit", draw) }
        try await act("clerk", "draw", "close", draw)
        for name in ["supervisor", "attendant"] { try await act(name, "draw", "confirm", draw) }
    }

    func reveal(_ draw: String) async throws {
        for name in ["clerk", "supervisor", "attendant"] { try await act(name, "draw", "reveal", draw) }
    }

    /// Waits for the engine to bring a draw somewhere: after every entry that comes in.
    func standing(_ draw: String, _ expected: String) async throws {
        try await row(draw, shows: #"\"standing\":\"\#(expected)\""#)
    }

    /// Waits until the row of a draw holds a text.
    func row(_ draw: String, shows text: String) async throws {
        let caller = try await session(of: person("clerk"))
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            let row = try await caller.get("/v1/state?table=draw&prefix=\(draw)").text
            if row.contains(text) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw DaemonProcess.Failure(description: "\(draw) never came to \(text): \(daemon.log)")
    }

    /// A whole draw.
    func draw(_ draw: String) async throws {
        try await freeze()
        try await seal(draw)
        try await reveal(draw)
        try await standing(draw, "done")
    }
}
