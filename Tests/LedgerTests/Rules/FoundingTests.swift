import Foundation
import Testing

@testable import Ledger

@Suite("Founding: two people, administrator and supervisor")
struct FoundingTests {
    @Test("both founders' signatures found a ledger, and its receipt verifies")
    func founds() async throws {
        let founding = try FoundingTrial()
        let draft = try founding.draft(
            founding.records(), by: [founding.administrator.signer, founding.supervisor.signer])
        let receipt = try await founding.found(draft)
        #expect(receipt.entry.index == .founding)
        #expect(receipt.entry.previous == .none)
        try receipt.verify(
            event: draft.submitted().event, origin: TestLedger.origin, logKeys: [founding.keys.checkpoint[0].key])
        let report = try Verify.directory(founding.directory, book: TestLedger.book)
        #expect(report.findings == [])
        #expect(report.verdict == .unchecked)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let claim: String
        let code: ErrorCode
        let draft: @Sendable (FoundingTrial) throws -> DraftEvent
        var testDescription: String { claim }

        init(_ claim: String, _ code: ErrorCode, _ draft: @escaping @Sendable (FoundingTrial) throws -> DraftEvent) {
            self.claim = claim
            self.code = code
            self.draft = draft
        }
    }

    static let wrong: [Wrong] = [
        Wrong("the administrator alone founds nothing", .eventSignatures) {
            try $0.draft($0.records(), by: [$0.administrator.signer])
        },
        Wrong("the supervisor alone founds nothing", .eventSignatures) {
            try $0.draft($0.records(), by: [$0.supervisor.signer])
        },
        Wrong("a third person cannot sign with them", .eventMalformed) {
            try $0.draft(
                $0.records(), by: [$0.administrator.signer, $0.supervisor.signer, TestPerson("a0003").signer])
        },
        Wrong("a third person cannot sign in place of one of them", .eventSignatures) {
            try $0.draft($0.records(), by: [$0.administrator.signer, TestPerson("a0003").signer])
        },
        Wrong("a founder signs with the key that the records name", .eventSignatures) {
            try $0.draft($0.records(), by: [$0.administrator.signer, TestPerson("a0002").signer])
        },
        Wrong("one person with two keys is not two people", .dutiesSamePerson) {
            let second = try $0.administrator.withFreshKey()
            return try $0.draft(
                $0.records(supervisor: second), by: [$0.administrator.signer, second.signer])
        },
        Wrong("two people with one key are refused", .keyKnown) {
            let seed = $0.administrator.held.secret
            let twin = try NoteSigner(name: $0.supervisor.actor.keyName, seed: seed)
            var records = $0.records()
            records[3] = Row.key("a0002", twin.key)
            return try $0.draft(records, by: [$0.administrator.signer, twin])
        },
        Wrong("a founder's key cannot be the checkpoint's", .keyKnown) {
            let twin = try NoteSigner(name: $0.administrator.actor.keyName, seed: $0.held[0].secret)
            var records = $0.records()
            records[2] = Row.key("a0001", twin.key)
            return try $0.draft(records, by: [twin, $0.supervisor.signer])
        },
        Wrong("a rule document that is not set 0's is refused", .rulesUnknown) {
            try $0.draft(
                $0.records(rules: (0, RFC6962.leafHash([1]))), by: [$0.administrator.signer, $0.supervisor.signer])
        },
        Wrong("a ledger is founded on set 0 and no other", .rulesUnknown) {
            try $0.draft(
                $0.records(rules: (1, RuleSet0().document)), by: [$0.administrator.signer, $0.supervisor.signer])
        },
        Wrong("an engine key under another name is refused", .recordInvalid) {
            try $0.draft(
                $0.records(engine: TestPerson("a0009").signer.key),
                by: [$0.administrator.signer, $0.supervisor.signer])
        },
        Wrong("a founding of a ledger of another name is refused", .eventLedger) {
            try $0.draft(
                $0.records(), ledger: LedgerName("other.example/commerce")!,
                by: [$0.administrator.signer, $0.supervisor.signer])
        },
        Wrong("entry 0 has seen nothing", .eventSeen) {
            try $0.draft(
                $0.records(), seen: SeenEntry(index: .founding, leaf: .none),
                by: [$0.administrator.signer, $0.supervisor.signer])
        },
        Wrong("no other type stands in entry 0", .actorUnknown) {
            try $0.draft([Row.note("first")], type: "note.taken/1", by: [$0.administrator.signer])
        },
        Wrong("the daemon's own name founds nothing", .recordInvalid) {
            let engine = try TestPerson("a0000")
            return try $0.draft($0.records(administrator: engine), by: [engine.signer, $0.supervisor.signer])
        },
        Wrong("a role with dates is no founder's", .recordInvalid) {
            var records = $0.records()
            records[4] = Row.role("a0001", "administrator", to: "2025-01-01")
            return try $0.draft(records, by: [$0.administrator.signer, $0.supervisor.signer])
        },
    ]

    @Test("a wrong founding leaves nothing behind", arguments: wrong)
    func refuses(_ wrong: Wrong) async throws {
        let founding = try FoundingTrial()
        #expect(await refusal { try await founding.found(wrong.draft(founding)) } == wrong.code)
        #expect(try FileManager.default.contentsOfDirectory(atPath: founding.folder) == [])
    }

    @Test("the six records stand in one order", arguments: [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 5), (2, 4)])
    func order(first: Int, second: Int) async throws {
        let founding = try FoundingTrial()
        var records = founding.records()
        records.swapAt(first, second)
        let draft = try founding.draft(records, by: [founding.administrator.signer, founding.supervisor.signer])
        #expect(await refusal { try await founding.found(draft) } == .recordInvalid)
    }

    @Test("five records and seven found nothing")
    func count() async throws {
        let founding = try FoundingTrial()
        let signers = [founding.administrator.signer, founding.supervisor.signer]
        let records = founding.records()
        let five = try founding.draft(records.dropLast(), by: signers)
        #expect(await refusal { try await founding.found(five) } == .recordInvalid)
        let seven = try founding.draft(records + [Row.role("a0001", "leader")], by: signers)
        #expect(await refusal { try await founding.found(seven) } == .recordInvalid)
    }

    @Test("service keys that are not the founding's do not write it")
    func otherServiceKeys() async throws {
        let founding = try FoundingTrial()
        let other = try FoundingTrial()
        let draft = try founding.draft(
            founding.records(), by: [founding.administrator.signer, founding.supervisor.signer])
        #expect(await refusal { try await founding.found(draft, keys: other.keys) } == .serviceKeyWrong)
        #expect(try FileManager.default.contentsOfDirectory(atPath: founding.folder) == [])
    }

    @Test("a folder that holds anything is not founded in")
    func exists() async throws {
        let founding = try FoundingTrial()
        try FileIO.makeFolder(founding.directory.path)
        let draft = try founding.draft(
            founding.records(), by: [founding.administrator.signer, founding.supervisor.signer])
        #expect(await refusal { try await founding.found(draft) } == .ledgerExists)
    }

    @Test("what a founding that was stopped has left is no obstacle, unless the founding is still under way")
    func interrupted() async throws {
        let trial = try FoundingTrial()
        let signers = [trial.administrator.signer, trial.supervisor.signer]
        let draft = try trial.draft(trial.records(), by: signers)
        // As a crash before the renaming leaves it.
        let remains = "\(trial.directory.path).founding"
        try FileIO.makeFolder(remains)
        for name in ["ledger.db", "ledger.db-wal", "vault.db", "vault.db-journal", "checkpoint.tmp.7"] {
            try FileIO.create("\(remains)/\(name)", [1, 2, 3], mode: 0o600)
        }
        let underWay = try ProcessLock(directory: remains)
        #expect(await refusal { try await trial.found(draft) } == .ledgerLocked)
        #expect(FileIO.exists("\(remains)/vault.db"))
        underWay.release()
        let receipt = try await trial.found(draft)
        #expect(receipt.entry.index == .founding)
        #expect(!FileIO.exists(remains))
    }

    @Test("a folder of somebody else's that stands where a founding is prepared stays as it is")
    func foreignRemains() async throws {
        let trial = try FoundingTrial()
        let draft = try trial.draft(trial.records(), by: [trial.administrator.signer, trial.supervisor.signer])
        let path = "\(trial.directory.path).founding"
        try FileIO.makeFolder(path)
        try FileIO.create("\(path)/mine", [1], mode: 0o600)
        #expect(await refusal { try await trial.found(draft) } == .ledgerExists)
        #expect(FileIO.exists("\(path)/mine"))
        #expect(!FileIO.exists(trial.directory.path))
    }

    @Test("a ledger is founded once")
    func second() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let content = FoundingContent(
            origin: TestLedger.origin,
            checkpoint: try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName).vkey!,
            engine: try HeldKey.generate(.engine, name: ActorName.engine.keyName).vkey!,
            instance: Digest(Random.bytes(32))!, rules: (0, RuleSet0().document),
            administrator: ledger.administrator.founder, supervisor: ledger.supervisor.founder)
        let signers = [ledger.administrator.signer, ledger.supervisor.signer]
        let draft = try await desk.draft("ledger.founded/1", content.records { Random.bytes(16) }, by: signers)
        #expect(await refusal { try await desk.submit(draft) } == .ledgerFounded)
        var unseen = try DraftEvent(
            ledger: TestLedger.origin, type: TypeName("ledger.founded/1")!, time: ledger.clock.now, seen: nil,
            data: content.records { Random.bytes(16) }, random: Random.bytes(10))
        for signer in signers { unseen.sign(with: signer) }
        #expect(await refusal { try await desk.submit(unseen) } == .eventSeen)
        #expect(try desk.size == 1)
    }
}
