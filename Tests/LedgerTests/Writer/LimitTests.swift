import Foundation
import Testing

@testable import Ledger

@Suite("Limits and malformed input at the writer")
struct LimitTests {
    @Test("a full queue says so at once, and takes events again when it has room")
    func queueFull() async throws {
        let gate = Gate()
        var options = WriterOptions()
        options.maximumQueuedEvents = 3
        options.observe = { gate.pass($0) }
        let ledger = try await TestLedger(options: options)
        let desk = ledger.desk
        var drafts: [DraftEvent] = []
        for number in 0..<6 {
            drafts.append(
                try await desk.draft("note.taken/1", [Row.note("\(number)")], by: [ledger.administrator.signer]))
        }
        gate.close()
        var tasks: [Task<Receipt, any Error>] = []
        for (number, draft) in drafts.prefix(4).enumerated() {
            tasks.append(Task { try await desk.submit(draft) })
            if number == 0 {
                await gate.awaitArrival()
            } else {
                while desk.writer.queueDepth < number { await Task.yield() }
            }
        }
        let (fifth, sixth) = (drafts[4], drafts[5])
        #expect(await refusal { try await desk.submit(fifth) } == .queueFull)
        #expect(await refusal { try await desk.submit([fifth, sixth]) } == .queueFull)
        gate.open()
        for task in tasks { _ = try await task.value }
        #expect(try await desk.submit(fifth).entry.index.value == 5)
        #expect(try await ledger.verify().findings == [])
    }

    @Test("the queue is bounded in bytes too")
    func queueBytes() async throws {
        let gate = Gate()
        var options = WriterOptions()
        options.maximumQueuedByteCount = 100_000
        options.observe = { gate.pass($0) }
        let ledger = try await TestLedger(options: options)
        let desk = ledger.desk
        let text = String(repeating: "x", count: 60_000)
        let first = try await desk.draft("note.taken/1", [Row.note("first")], by: [ledger.administrator.signer])
        let large = try await desk.draft("note.taken/1", [Row.note(text)], by: [ledger.administrator.signer])
        let other = try await desk.draft("note.taken/1", [Row.note(text)], by: [ledger.administrator.signer])
        gate.close()
        async let one = desk.submit(first)
        await gate.awaitArrival()
        async let two = desk.submit(large)
        while desk.writer.queueDepth < 1 { await Task.yield() }
        #expect(await refusal { try await desk.submit(other) } == .queueFull)
        gate.open()
        _ = try await (one, two)
        try await desk.submit(other)
    }

    @Test("what waits when the writer is stopped is served, what comes after is refused")
    func stopServes() async throws {
        let gate = Gate()
        var options = WriterOptions()
        options.observe = { gate.pass($0) }
        let ledger = try await TestLedger(options: options)
        let desk = ledger.desk
        let first = try await desk.draft("note.taken/1", [Row.note("1")], by: [ledger.administrator.signer])
        let second = try await desk.draft("note.taken/1", [Row.note("2")], by: [ledger.administrator.signer])
        gate.close()
        async let one = desk.submit(first)
        await gate.awaitArrival()
        async let two = desk.submit(second)
        while desk.writer.queueDepth < 1 { await Task.yield() }
        async let stopping: Void = desk.writer.stop()
        gate.open()
        #expect(try await [one, two].map(\.entry.index.value) == [1, 2])
        try await stopping
    }

    @Test("a submission holds 1 to 1,000 events", arguments: [0, 1, 1_000, 1_001])
    func submissionSize(count: Int) async throws {
        let ledger = try await TestLedger()
        let seen = try await ledger.desk.seen()
        let events = try (0..<count).map { number in
            var draft = try DraftEvent(
                ledger: TestLedger.origin, type: TypeName("note.taken/1")!, time: ledger.clock.now, seen: seen,
                data: [Row.note("\(number)")], random: Random.bytes(10))
            draft.sign(with: ledger.administrator.signer)
            return try draft.submitted()
        }
        let code = await refusal {
            try await ledger.writer.submit(Submission(events: events, channel: Desk.channel))
        }
        #expect(code == ((1...1_000).contains(count) ? nil : .submissionSize))
        #expect(try ledger.desk.size == (code == nil ? UInt64(count) + 1 : 1))
    }

    @Test("an event whose text is larger than 2 KiB is refused, at once as bytes and as a note")
    func oversized() async throws {
        let ledger = try await TestLedger()
        let draft = try await ledger.desk.draft("note.taken/1", [Row.note("x")], by: [ledger.administrator.signer])
        let text = draft.header.text + Bytes(repeating: UInt8(ascii: "x"), count: 2_048) + [newline]
        let note = try SignedNote(signing: text, with: [ledger.administrator.signer])
        #expect(ledgerError { try Event(parsing: note.bytes) }?.code == .eventTooLarge)
        #expect(ledgerError { try Event(note: note) }?.code == .eventTooLarge)
    }

    @Test("a record of 64 KiB enters, a byte more does not", arguments: [0, 1])
    func recordSize(beyond: Int) async throws {
        let ledger = try await TestLedger()
        let frame = Row.note("").count
        let record = Row.note(String(repeating: "x", count: 65_536 - frame + beyond))
        let code = await refusal {
            try await ledger.desk.append("note.taken/1", [record], by: ledger.administrator.signer)
        }
        #expect(code == (beyond == 0 ? nil : .recordTooLarge))
    }

    @Test("a list of 16 MiB enters, a byte more does not", arguments: [0, 1])
    func listSize(beyond: Int) async throws {
        let ledger = try await TestLedger()
        let frame = Row.note("").count + 1
        var records = (0..<255).map { _ in Row.note(String(repeating: "x", count: 65_536 - frame)) }
        // Each is 65,536 bytes with its LF; the last two share what is left.
        let rest = (16 << 20) - 255 * 65_536 + beyond
        records.append(Row.note(String(repeating: "y", count: rest / 2 - frame)))
        records.append(Row.note(String(repeating: "z", count: rest - rest / 2 - frame)))
        let all = records
        let code = await refusal {
            try await ledger.desk.append("note.taken/1", all, by: ledger.administrator.signer)
        }
        #expect(code == (beyond == 0 ? nil : .recordTooLarge))
        if beyond == 0 { #expect(try await ledger.verify().findings == []) }
    }

    static let nonce = #""nonce":"00112233445566778899aabbccddeeff""#

    static let malformed: [(claim: String, line: Bytes)] = [
        (
            "invalid UTF-8",
            Bytes(#"{"type":"note.text/1",\#(nonce),"text":""#.utf8) + [0xC3, 0x28] + Bytes(#""}"#.utf8)
        ),
        (
            "a surrogate in UTF-8",
            Bytes(#"{"type":"note.text/1",\#(nonce),"text":""#.utf8) + [0xED, 0xA0, 0x80] + Bytes(#""}"#.utf8)
        ),
        (
            "an overlong NUL",
            Bytes(#"{"type":"note.text/1",\#(nonce),"text":""#.utf8) + [0xC0, 0x80] + Bytes(#""}"#.utf8)
        ),
        ("a BOM", [0xEF, 0xBB, 0xBF] + Bytes(#"{"type":"note.text/1",\#(nonce)}"#.utf8)),
        ("white space", Bytes(#"{"type": "note.text/1",\#(nonce)}"#.utf8)),
        ("a CR", Bytes(#"{"type":"note.text/1",\#(nonce)}"#.utf8) + [0x0D]),
        ("no nonce", Bytes(#"{"type":"note.text/1"}"#.utf8)),
        ("a nonce in upper case", Bytes(#"{"type":"note.text/1","nonce":"00112233445566778899AABBCCDDEEFF"}"#.utf8)),
        ("a short nonce", Bytes(#"{"type":"note.text/1","nonce":"0011"}"#.utf8)),
        ("no type", Bytes("{\(nonce)}".utf8)),
        ("a type without version", Bytes(#"{"type":"note.text",\#(nonce)}"#.utf8)),
        ("an integer of 2^53", Bytes(#"{"type":"note.text/1",\#(nonce),"n":9007199254740992}"#.utf8)),
        ("an array", Bytes("[1]".utf8)),
        ("two objects", Bytes(#"{"type":"note.text/1",\#(nonce)}{}"#.utf8)),
        (
            "17 deep",
            Bytes(
                #"{"type":"note.text/1",\#(nonce),"a":"#.utf8)
                + Bytes(repeating: UInt8(ascii: "["), count: 16) + Bytes(repeating: UInt8(ascii: "]"), count: 16)
                + Bytes("}".utf8)
        ),
    ]

    @Test("a record that is no I-JSON line of this ledger is refused", arguments: malformed.indices)
    func malformedRecord(row: Int) async throws {
        let ledger = try await TestLedger()
        let event = try await ledger.desk.raw(
            "note.taken/1", lines: [Self.malformed[row].line], by: ledger.administrator)
        #expect(
            await refusal { try await ledger.desk.submit(event) } == .recordMalformed, "\(Self.malformed[row].claim)")
        #expect(try ledger.desk.size == 1)
    }

    @Test("records other than the ones that were signed are refused")
    func otherRecords() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let lines = [Row.note("1"), Row.note("2"), Row.note("3")]
        let person = Row.personal("s1", "Wang")
        let draft = try await desk.draft(
            "note.taken/1", lines, personal: [person], by: [ledger.administrator.signer])
        let event = try draft.submitted().event
        let personal = try RecordList(lines: [person])
        for (claim, data, personal) in [
            ("one is changed", [lines[0], lines[1], Row.note("4")], personal),
            ("one is left out", [lines[0], lines[1]], personal),
            ("one is there twice", lines + [lines[2]], personal),
            ("they are in another order", [lines[1], lines[0], lines[2]], personal),
            ("the personal ones are missing", lines, nil),
            ("another person", lines, try RecordList(lines: [Row.personal("s1", "Li")])),
        ] as [(String, [Bytes], RecordList?)] {
            let submitted = SubmittedEvent(event: event, data: try RecordList(lines: data), personal: personal)
            #expect(await refusal { try await desk.submit(submitted) } == .recordRoot, "\(claim)")
        }
        let bare = try await desk.draft("note.taken/1", lines, by: [ledger.administrator.signer])
        let surplus = SubmittedEvent(event: try bare.submitted().event, data: bare.data, personal: personal)
        #expect(await refusal { try await desk.submit(surplus) } == .recordRoot, "personal records that nobody signed")
        try await desk.submit(draft)
    }

    @Test(
        "a personal record without a subject that the vault can name is refused",
        arguments: ["", "a b", "王", String(repeating: "s", count: 65)])
    func subject(subject: String) async throws {
        let ledger = try await TestLedger()
        let code = await refusal {
            try await ledger.desk.append(
                "note.taken/1", [Row.note("x")], personal: [Row.personal(subject, "x")],
                by: ledger.administrator.signer)
        }
        #expect(code == .recordMalformed)
    }

    @Test("an attachment is durable before the entry that names it, and of the size that is named")
    func attachment() async throws {
        let ledger = try await TestLedger()
        let desk = ledger.desk
        let bytes = Random.bytes(1_000)
        let digest = SHA256.hash(bytes)
        func naming(_ size: Int64, _ member: String = "sha256") -> Bytes {
            let line = String(
                decoding: Row.of(
                    "note.text/1",
                    [
                        "file": .object([
                            .init("SHA", .text(digest.hex)), .init("size", .integer(size)),
                            .init("media", .text("text/plain")),
                        ])
                    ]), as: UTF8.self)
            return Bytes(line.replacing("SHA", with: member).utf8)
        }
        func submit(_ line: Bytes) async -> ErrorCode? {
            await refusal { try await desk.append("note.taken/1", [line], by: ledger.administrator.signer) }
        }
        #expect(await submit(naming(1_000)) == .attachmentMissing)
        #expect(await submit(naming(1_000, #"sha25\u0036"#)) == .attachmentMissing, "the same name, escaped")
        #expect(await submit(naming(256 << 20 | 1)) == .attachmentTooLarge)
        var chunks = [bytes]
        try desk.writer.store.storeAttachment(StoredAttachment(id: digest, size: 1_000, chunks: 1, keyName: nil)) {
            chunks.popLast()
        }
        #expect(await submit(naming(999)) == .attachmentMissing)
        #expect(await submit(naming(1_000)) == nil)
        #expect(try await ledger.verify().findings == [])
    }
}
