import Foundation
import LedgerClient
import Testing

@testable import Ledger
@testable import ledgerctl

@Suite("ledgerctl over a service")
struct CommandTests {
    @Test("without a daemon it says where it looked, and exits with 69")
    func noDaemon() async throws {
        let place = try Workplace("/nonexistent/ledgerd.sock")
        let outcome = try await place.run("log")
        #expect(outcome.status == 69)
        #expect(outcome.notes.contains("service.unreachable"))
        #expect(outcome.notes.contains("/nonexistent/ledgerd.sock"))
    }

    @Test(
        "help offers no consent where nothing is signed, and says in Chinese what is asked for",
        arguments: [
            (["todo"], "任务编号"), (["draw", "hand-over"], "移交开号副本"), (["draw", "sheet"], "封号单"),
            (["draw", "ticket"], "抽取编号"), (["publication", "bulletin"], "视图"),
        ])
    func help(command: [String], chinese: String) async throws {
        let outcome = try await Workplace("").run(command + ["--help"])
        #expect(outcome.status == 0 && outcome.output.contains("--key") && outcome.output.contains(chinese))
        #expect(!outcome.output.contains("--yes") && !outcome.output.contains("--show-records"), "\(outcome.output)")
    }

    @Test("where a command goes: what is typed, the environment, the standard socket, a folder")
    func place() throws {
        func place(_ arguments: [String], _ environment: [String: String], _ socket: Bool) throws -> AccessOptions.Place
        {
            try AccessOptions.parse(arguments).place(environment: environment, socketExists: socket)
        }
        let both = ["LEDGER_SERVER": "https://a:1", "LEDGER_DIR": "/l"]
        #expect(try place(["--server", "/s"], both, true) == .service("/s"))
        #expect(try place(["--ledger", "/d"], both, true) == .folder)
        #expect(try place([], both, true) == .service("https://a:1"))
        #expect(try place([], ["LEDGER_DIR": "/l"], true) == .folder)
        #expect(try place([], [:], true) == .service("/run/ledgerd/ledgerd.sock"))
        #expect(try place([], ["LEDGER_SERVER": ""], false) == .folder)
        #expect(throws: (any Error).self) { try place(["--server", "/s", "--ledger", "/d"], [:], false) }
    }

    @Test("a note is said in plain words, signed, entered, listed, shown and proven")
    func note() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let place = try Workplace(ledger.socket)
        let key = try place.key(ledger.administrator)
        let submitted = try await place.run(
            ["submit", "--type", "note.taken/1", "--record", "{\"text\": \"名录已核对\"}", "--yes", "--json"] + key)
        #expect(submitted.status == 0, "\(submitted.notes)")
        #expect(submitted.objects.first?["index"]?.integer == 1)
        #expect(submitted.notes.contains("名录已核对"))
        #expect(!submitted.notes.contains("nonce"))
        #expect(submitted.notes.contains("First use of linhe.example/commerce"))
        let log = try await place.run(["log", "--json"] + key)
        #expect(log.objects.map { $0["index"]?.integer } == [0, 1])
        #expect(!log.notes.contains("First use"))
        let bare = try await place.run("log", "--json")
        #expect(bare.objects.map { $0["type"] != nil } == [true, false])
        let shown = try await place.run(["show", "1", "--json"] + key)
        #expect(shown.objects.first?["data"]?.elements?.count == 1)
        #expect(try await place.run("show", "1").status == 1)
        let receipt = place.machine.folder + "/receipt"
        #expect(try await place.run(["proof", "1", "--out", receipt] + key).status == 0)
        let read = try Receipt(parsing: FileIO.read(receipt, limit: 1 << 20))
        try read.verify(event: nil, origin: ledger.origin, logKeys: ledger.keys.checkpoint.map(\.key))
        let outbox = try await place.run("outbox", "--json")
        #expect(outbox.objects.map { $0["standing"]?.bytes } == [Bytes("received".utf8)])
        await daemon.stop()
    }

    @Test("what waits is listed with whether one may confirm it, and several are confirmed with one look")
    func decisions() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let clerk = try ServicePerson("a0003")
        try await Caller(ledger).enrol(clerk)
        let place = try Workplace(ledger.socket)
        let (administrator, supervisor) = (try place.key(ledger.administrator), try place.key(ledger.supervisor))
        for role in ["clerk", "inspector"] {
            let outcome = try await place.run(["actor", "grant", "a0003", role, "--yes"] + administrator)
            #expect(outcome.status == 0, "\(outcome.notes)")
            #expect(outcome.notes.contains("Give a0003 the role \(role)"))
        }
        func standings(_ key: [String]) async throws -> [Bytes?] {
            try await place.run(["pending", "--json"] + key).objects.map { $0["you"]?.bytes }
        }
        #expect(try await standings(supervisor) == [Bytes("may".utf8), Bytes("may".utf8)])
        #expect(try await standings(administrator) == [Bytes("yours".utf8), Bytes("yours".utf8)])
        #expect(try await standings([]) == [Bytes("unknown".utf8), Bytes("unknown".utf8)])
        #expect(try await standings(place.key(clerk)) == [Bytes("noAuthority".utf8), Bytes("noAuthority".utf8)])
        let confirmed = try await place.run(["confirm", "3", "4", "--yes", "--json"] + supervisor)
        #expect(confirmed.objects.map { $0["index"]?.integer } == [5, 6], "\(confirmed.notes)")
        #expect(try await standings(supervisor) == [])
        #expect(try await place.run(["confirm", "3", "--yes"] + supervisor).status == 1)
        let actors = try await place.run("actor", "list", "--json").objects
        #expect(actors.last?["roles"]?.elements == [.text("clerk"), .text("inspector")])
        await daemon.stop()
    }

    @Test("a draft goes to another machine on a stick, is signed there without a ledger, and handed in here")
    func stick() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let (office, elsewhere) = (try Workplace(ledger.socket), try Workplace("/nonexistent"))
        let fresh = try ServicePerson("a0005")
        let draft = office.machine.folder + "/enrolment"
        let made = try await office.run(
            ["actor", "enrol", "--vkey", "\(fresh.signer.key)", "--name", "陈晓", "--out", draft, "--yes"]
                + office.key(ledger.administrator))
        #expect(made.status == 0, "\(made.notes)")
        let signed = try await elsewhere.run(
            ["sign", draft, "--yes"] + elsewhere.key(fresh), language: "zh_CN.UTF-8")
        #expect(signed.status == 0, "\(signed.notes)")
        #expect(signed.notes.contains("登记新人员 a0005"))
        let entered = try await office.run("submit", draft, "--json")
        #expect(entered.objects.first?["index"]?.integer == 1, "\(entered.notes)")
        await daemon.stop()
    }

    @Test("an unlocked key signs without its file or passphrase, until it is locked")
    func unlock() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let place = try Workplace(ledger.socket)
        let note = ["submit", "--type", "note.taken/1", "--record", "{\"text\":\"x\"}", "--yes"]
        #expect(try await place.run(note).status == 64)
        let unlocked = try await place.run(["unlock", "--for", "5m"] + place.key(ledger.administrator))
        #expect(unlocked.status == 0, "\(unlocked.notes)")
        #expect(try await place.run(note).status == 0)
        #expect(try await place.run(["unlock"] + place.key(ledger.administrator)).status == 1)
        #expect(try await place.run("lock").status == 0)
        #expect(try await place.run(note).status == 64)
        #expect(try await place.run("lock").status == 1)
        await daemon.stop()
    }

    @Test("what could not be sent is sent again from the outbox")
    func resend() async throws {
        let ledger = try await ServiceLedger()
        let place = try Workplace(ledger.socket)
        var daemon = try await DaemonProcess.start(ledger)
        let draft = place.machine.folder + "/draft"
        let made = try await place.run(
            ["submit", "--type", "note.taken/1", "--record", "{\"text\":\"x\"}", "--out", draft, "--yes"]
                + place.key(ledger.administrator))
        #expect(made.status == 0, "\(made.notes)")
        await daemon.stop()
        #expect(try await place.run("submit", draft).status == 69)
        #expect(try await place.run("outbox", "resend").status == 69)
        daemon = try await DaemonProcess.start(ledger)
        let sent = try await place.run("outbox", "resend", "--json")
        #expect(sent.objects.first?["index"]?.integer == 1, "\(sent.notes)")
        #expect(try await place.run("outbox", "--waiting", "--json").objects.isEmpty)
        await daemon.stop()
    }

    @Test("the status is shown in 80 columns, and warnings make --strict exit with 1")
    func status() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let place = try Workplace(ledger.socket)
        for language in ["en_GB.UTF-8", "zh_CN.UTF-8"] {
            let outcome = try await place.run(["status"], language: language)
            #expect(outcome.status == 0, "\(outcome.notes)")
            for line in outcome.output.split(separator: "\n") { #expect(Console.width(String(line)) <= 80, "\(line)") }
        }
        let warnings = try await place.run("status", "--json").objects.first?["warnings"]?.elements ?? []
        #expect(try await place.run("status", "--strict").status == (warnings.isEmpty ? 0 : 1))
        await daemon.stop()
    }
}

@Suite("Texts for people")
struct TextTests {
    @Test("lines break within 80 columns, in both languages, and lose nothing")
    func wrap() {
        let console = Console(language: .chinese)
        let texts = [
            String(repeating: "word and another ", count: 20), String(repeating: "授予审批领导角色，须由第二人确认。", count: 10),
            "short", "", "mixed 中文 and English，" + String(repeating: "标识 d0a1b2c3 ", count: 20),
        ]
        for text in texts {
            for indent in [0, 2, 6] {
                let lines = console.wrap(text, indent: indent)
                #expect(lines.allSatisfy { Console.width($0) <= 80 + 1 })
                let kept = lines.joined().filter { $0 != " " }
                #expect(kept == text.filter { $0 != " " })
            }
        }
    }

    @Test("no sentence shows raw JSON, whatever its event")
    func sentences() throws {
        let key = try ServicePerson("a0005").signer.key
        let records: [(String, [Bytes])] = [
            (
                "actor.granted/1",
                [
                    ServiceLedger.record(
                        "actor.role/1", [.init("actor", .text("a0005")), .init("role", .text("leader"))])
                ]
            ),
            (
                "actor.rotated/1",
                [
                    ServiceLedger.record("actor.rotated/1", [.init("actor", .text("a0005"))]),
                    ServiceLedger.record("actor.key/1", [.init("vkey", .string(key.text))]),
                ]
            ),
            ("note.taken/1", [ServiceLedger.note("text"), ServiceLedger.note("more")]),
            (
                "plan.approved/1",
                [ServiceLedger.record("plan.approved/1", [.init("deep", .object([.init("a", .text("b"))]))])]
            ),
            ("personal.erased/1", [ServiceLedger.record("personal.erased/1", [.init("subject", .text("s1"))])]),
        ]
        for (type, data) in records {
            let draft = try DraftEvent(
                ledger: LedgerName("linhe.example/commerce")!, type: TypeName(type)!, time: ServiceLedger.now(),
                seen: nil, data: data, random: Random.bytes(10))
            let sentence = Sentence(draft)
            for text in [sentence.text] + sentence.details {
                #expect(!text.english.contains("{") && !text.chinese.contains("{"), "\(text)")
                #expect(!text.english.contains("nonce"))
            }
        }
        let granted = try DraftEvent(
            ledger: LedgerName("linhe.example/commerce")!, type: TypeName("actor.granted/1")!,
            time: ServiceLedger.now(),
            seen: nil, data: records[0].1, random: Random.bytes(10))
        #expect(Sentence(granted).text.chinese == "授予 a0005 审批领导角色，须由第二人确认。")
        #expect(
            Sentence(granted).text.english == "Give a0005 the role leader 审批领导. A second person must confirm.")
    }
}
