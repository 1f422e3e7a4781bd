import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite("Submissions: all or nothing, in order, each with its receipt")
struct SubmissionTests {
    @Test("one event that is refused keeps all of its submission out, wherever it stands", arguments: 0..<5)
    func allOrNothing(position: Int) async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        var drafts: [DraftEvent] = []
        for number in 0..<5 {
            let author = number == position ? try TestPerson("a0009") : ledger.administrator
            drafts.append(
                try await desk.draft(
                    "note.taken/1", [Row.note("\(number)")], personal: [Row.personal("s\(number)", "x")],
                    by: [author.signer]))
        }
        let all = drafts
        #expect(await refusal { try await desk.submit(all) } == .actorUnknown)
        #expect(try desk.size == 1)
        #expect(try await ledger.verify().findings == [])
        // Nothing of it is remembered: the good ones enter afterwards.
        drafts.remove(at: position)
        #expect(try await desk.submit(drafts).map(\.entry.index.value) == [1, 2, 3, 4])
    }

    @Test("what a refused submission had changed of the state is taken back")
    func stateTakenBack() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let person = try await ledger.person("a0003")
        let suspension = try await desk.draft(
            "actor.suspended/1",
            [Row.of("actor.suspended/1", ["actor": .text("a0003"), "reason": .text("r")])],
            by: [ledger.administrator.signer])
        let stranger = try await desk.draft("note.taken/1", [Row.note("x")], by: [TestPerson("a0009").signer])
        #expect(await refusal { try await desk.submit([suspension, stranger]) } == .actorUnknown)
        try await desk.note("still there", by: person)
        try await desk.submit(suspension)
        #expect(await refusal { try await desk.note(by: person) } == .actorSuspended)
        #expect(try await ledger.verify().findings == [])
    }

    @Test("a refused submission takes nothing from the others in its commit")
    func neighbours() async throws {
        let gate = Gate()
        var options = WriterOptions()
        options.observe = { gate.pass($0) }
        let ledger = try await TestLedger(options: options)
        let desk = ledger.desk
        let stranger = try TestPerson("a0009")
        let good = try await desk.draft("note.taken/1", [Row.note("good")], by: [ledger.administrator.signer])
        let bad = try await desk.draft("note.taken/1", [Row.note("bad")], by: [stranger.signer])
        let alsoGood = try await desk.draft("note.taken/1", [Row.note("also")], by: [ledger.supervisor.signer])
        let first = try await desk.draft("note.taken/1", [Row.note("first")], by: [ledger.administrator.signer])
        gate.close()
        async let opened = desk.submit(first)
        await gate.awaitArrival()
        // These three wait while the first is held, and share the next commit.
        async let one = refusal { try await desk.submit(good) }
        async let two = refusal { try await desk.submit(bad) }
        async let three = refusal { try await desk.submit(alsoGood) }
        while desk.writer.queueDepth < 3 { await Task.yield() }
        gate.open()
        _ = try await opened
        #expect(await [one, two, three] == [nil, .actorUnknown, nil])
        #expect(try desk.size == 4)
        #expect(try await ledger.verify().findings == [])
    }

    @Test("each event of a submission has its own proof under one checkpoint", arguments: [1, 2, 3, 7, 64, 100])
    func receipts(count: Int) async throws {
        let ledger = try await TestLedger()
        var drafts: [DraftEvent] = []
        for number in 0..<count {
            drafts.append(
                try await ledger.desk.draft(
                    "note.taken/1", [Row.note("\(number)")], by: [ledger.administrator.signer]))
        }
        let receipts = try await ledger.desk.submit(drafts)
        #expect(receipts.map(\.entry.index.value) == Array(1...UInt64(count)))
        #expect(Set(receipts.map(\.proof.checkpoint)).count == 1)
        #expect(receipts[0].proof.checkpoint.checkpoint.size == UInt64(count) + 1)
        let key = ledger.keys.checkpoint[0].key
        for (draft, receipt) in zip(drafts, receipts) {
            let event = try draft.submitted().event
            try receipt.verify(event: event, origin: TestLedger.origin, logKeys: [key])
            let read = try Receipt(parsing: receipt.bytes)
            #expect(read == receipt)
            try read.verify(event: event, origin: TestLedger.origin, logKeys: [key])
            #expect(receipt.entry.event.note == event.note, "the note stands in the entry byte for byte")
        }
        if count > 1 {
            // One event's receipt is no other's.
            #expect(
                ledgerError {
                    try receipts[0].verify(
                        event: drafts[1].submitted().event, origin: TestLedger.origin, logKeys: [key])
                }?.code == .proofWrong)
        }
    }

    @Test("a receipt of another ledger's key, or with an entry exchanged, does not verify")
    func wrongReceipts() async throws {
        let ledger = try await TestLedger()
        let one = try await ledger.desk.note("one", by: ledger.administrator)
        let two = try await ledger.desk.note("two", by: ledger.administrator)
        let key = ledger.keys.checkpoint[0].key
        let stranger = try HeldKey.generate(.checkpoint, name: TestLedger.origin.keyName).vkey!
        #expect(
            ledgerError { try one.verify(event: nil, origin: TestLedger.origin, logKeys: [stranger]) }?.code
                == .noteUnverified)
        let exchanged = Receipt(
            entry: two.entry,
            proof: TlogProof(
                extra: two.entry.bytes, index: one.proof.index, proof: one.proof.proof,
                checkpoint: one.proof.checkpoint))
        #expect(
            ledgerError { try exchanged.verify(event: nil, origin: TestLedger.origin, logKeys: [key]) }?.code
                == .proofWrong)
        #expect(ledgerError { try Receipt(parsing: exchanged.bytes) }?.code == .proofWrong)
    }

    @Test("three hundred people at once all get receipts, and the indexes are dense")
    func concurrent() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        var drafts: [DraftEvent] = []
        for number in 0..<300 {
            drafts.append(
                try await desk.draft("note.taken/1", [Row.note("\(number)")], by: [ledger.administrator.signer]))
        }
        let receipts = try await withThrowingTaskGroup(of: (Int, Receipt).self) { group in
            for (number, draft) in drafts.enumerated() {
                group.addTask { (number, try await desk.submit(draft)) }
            }
            return try await group.reduce(into: [(Int, Receipt)]()) { $0.append($1) }
        }
        #expect(receipts.map(\.1.entry.index.value).sorted() == Array(1...300))
        for (number, receipt) in receipts {
            try receipt.verify(
                event: drafts[number].submitted().event, origin: TestLedger.origin,
                logKeys: [ledger.keys.checkpoint[0].key])
        }
        let report = try await ledger.verify()
        #expect(report.findings == [])
        #expect(report.size == 301)
    }

    @Test("what one author sends in order enters in order")
    func order() async throws {
        let gate = Gate()
        var options = WriterOptions()
        options.observe = { gate.pass($0) }
        options.maximumBatchEvents = 7
        let ledger = try await TestLedger(options: options)
        let desk = ledger.desk
        var drafts: [DraftEvent] = []
        for number in 0..<40 {
            drafts.append(
                try await desk.draft("note.taken/1", [Row.note("\(number)")], by: [ledger.administrator.signer]))
        }
        gate.close()
        var tasks: [Task<Receipt, any Error>] = []
        for (number, draft) in drafts.enumerated() {
            tasks.append(Task { try await desk.submit(draft) })
            if number == 0 {
                await gate.awaitArrival()
            } else {
                while desk.writer.queueDepth < number { await Task.yield() }
            }
        }
        gate.open()
        var indexes: [UInt64] = []
        for task in tasks { indexes.append(try await task.value.entry.index.value) }
        #expect(indexes == Array(1...40))
    }

    @Test("the answer comes after the commit: whoever has a receipt finds the entry in the database file")
    func durable() async throws {
        let steps = Mutex<[AppendStep]>([])
        var options = WriterOptions()
        options.observe = { step in steps.withLock { $0.append(step) } }
        let ledger = try await TestLedger(options: options)
        let receipt = try await ledger.desk.note(by: ledger.administrator)
        let other = try SQLiteStore(path: ledger.directory.database, mode: .read)
        #expect(try other.entries(from: receipt.entry.index, limit: 1).first?.bytes == receipt.entry.bytes)
        try other.close()
        let order = steps.withLock { $0 }
        #expect(Array(order.prefix(5)) == [.admitted, .sealed, .committed, .signed, .checkpointWritten])
    }

    @Test("what is held before its commit is neither answered nor there for anybody else")
    func notAnsweredBefore() async throws {
        let gate = Gate()
        var options = WriterOptions()
        options.observe = { gate.pass($0) }
        let ledger = try await TestLedger(options: options)
        let desk = ledger.desk
        let answered = Mutex(false)
        let draft = try await desk.draft("note.taken/1", [Row.note("x")], by: [ledger.administrator.signer])
        gate.close(at: .sealed)
        let task = Task {
            let receipt = try await desk.submit(draft)
            answered.withLock { $0 = true }
            return receipt
        }
        await gate.awaitArrival()
        #expect(!answered.withLock { $0 })
        let other = try SQLiteStore(path: ledger.directory.database, mode: .read)
        #expect(try other.size() == 1)
        try other.close()
        gate.open()
        #expect(try await task.value.entry.index.value == 1)
    }

    @Test(
        "at each step behind the commit the entry is in the database",
        arguments: [AppendStep.committed, .signed, .checkpointWritten])
    func thereAfter(step: AppendStep) async throws {
        let gate = Gate()
        var options = WriterOptions()
        options.observe = { gate.pass($0) }
        let ledger = try await TestLedger(options: options)
        let desk = ledger.desk
        let draft = try await desk.draft("note.taken/1", [Row.note("x")], by: [ledger.administrator.signer])
        gate.close(at: step)
        let task = Task { try await desk.submit(draft) }
        await gate.awaitArrival()
        let other = try SQLiteStore(path: ledger.directory.database, mode: .read)
        #expect(try other.size() == 2)
        try other.close()
        gate.open()
        _ = try await task.value
    }

    @Test("a stopped writer refuses, and says so")
    func stopped() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let draft = try await desk.draft("note.taken/1", [Row.note("x")], by: [ledger.administrator.signer])
        try await ledger.writer.stop()
        #expect(await refusal { try await desk.submit(draft) } == .writerStopped)
    }
}
