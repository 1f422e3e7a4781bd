// Measures the program's own append and verify; Benchmarks/run puts the figures beside the floor in C and bare libsodium.
//
//     ledger-bench append FOLDER COUNT BATCH     durable appends through the writer, receipts awaited
//     ledger-bench verify FOLDER                 a full verification, with the peak of memory
//     ledger-bench import FOLDER ROWS            one event of many records

import Foundation
import Ledger

/// A figure line: name, count, seconds, count per second, peak memory in MiB.
func report(_ name: String, _ count: Int, _ duration: Duration) {
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let line = String(
        format: "%@ %d %.3f %.0f %d", name, count, seconds, Double(count) / seconds, Int(usage.ru_maxrss) / 1_024)
    print(line)
}

func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)!
}

let book = RuleBook([RuleSet0()])
let channel = Channel(transport: "bench", peer: "-", client: "ledger-bench")

func record(_ type: String, _ members: [IJSONValue.Member]) -> Bytes {
    RecordComposer.record(TypeName(type)!, nonce: Random.bytes(16), members)
}

func text(_ text: String) -> IJSONValue { .string(Bytes(text.utf8)) }

/// A founded ledger with one administrator who signs everything.
func found(_ folder: String) async throws -> (writer: LedgerWriter, author: NoteSigner, seen: SeenEntry) {
    let origin = LedgerName("bench.example/ledger")!
    let people = try ["a0001", "a0002"].map {
        try HeldKey.generate(.person, name: ActorName($0)!.keyName).signer()
    }
    let keys = try ServiceKeys([
        try HeldKey.generate(.checkpoint, name: origin.keyName),
        try HeldKey.generate(.engine, name: ActorName.engine.keyName), try HeldKey.generateVault(),
    ])
    let founders = people.map { FoundingContent.Founder(actor: ActorName($0.key.name.bytes)!, key: $0.key)! }
    let content = FoundingContent(
        origin: origin, checkpoint: keys.checkpoint[0].key, engine: keys.engines[0].key,
        instance: Digest(Random.bytes(32))!, rules: (0, RuleSet0().document), administrator: founders[0],
        supervisor: founders[1])
    var draft = try DraftEvent(
        ledger: origin, type: TypeName("ledger.founded/1")!, time: now(), seen: nil,
        data: content.records { Random.bytes(16) }, random: Random.bytes(10))
    for person in people { draft.sign(with: person) }
    let directory = LedgerDirectory(folder)
    let receipt = try await directory.found(
        draft.submitted(), keys: keys, channel: channel, book: book, now: now())
    let writer = try directory.openWriter(keys: keys, book: book, clock: { now() })
    return (writer, people[0], SeenEntry(index: .founding, leaf: receipt.entry.leaf))
}

func notes(_ count: Int, author: NoteSigner, seen: SeenEntry) throws -> [SubmittedEvent] {
    try (0..<count).map { number in
        var draft = try DraftEvent(
            ledger: LedgerName("bench.example/ledger")!, type: TypeName("note.taken/1")!, time: now(), seen: seen,
            data: [record("note.text/1", [.init("number", .integer(Int64(number))), .init("text", text("检查记录"))])],
            random: Random.bytes(10))
        draft.sign(with: author)
        return try draft.submitted()
    }
}

func append(_ folder: String, count: Int, batch: Int) async throws {
    let (writer, author, seen) = try await found(folder)
    // Signed in slices, outside the clock: the author's work is not the ledger's.
    var total = Duration.zero
    var done = 0
    while done < count {
        let slice = try notes(min(count - done, 20_000), author: author, seen: seen)
        let start = ContinuousClock.now
        var position = 0
        while position < slice.count {
            let end = min(position + batch, slice.count)
            let receipts = try await writer.submit(
                Submission(events: Array(slice[position..<end]), channel: channel))
            precondition(receipts.count == end - position)
            position = end
        }
        total += ContinuousClock.now - start
        done += slice.count
    }
    try await writer.stop()
    report("append-\(batch)", count, total)
}

func verify(_ folder: String) throws {
    let directory = LedgerDirectory(folder)
    var options = VerifyOptions()
    options.outside = [try directory.checkpointFile.read()]
    let start = ContinuousClock.now
    let result = try Verify.directory(directory, book: book, options: options)
    let duration = ContinuousClock.now - start
    precondition(result.verdict == .consistent, "\(result.findings)")
    report("verify", Int(result.size), duration)
}

func importRows(_ folder: String, rows: Int) async throws {
    let (writer, author, seen) = try await found(folder)
    let lines = (0..<rows).map { number in
        record("note.row/1", [.init("row", .integer(Int64(number))), .init("name", text("临河县示例商贸有限公司"))])
    }
    let start = ContinuousClock.now
    var draft = try DraftEvent(
        ledger: writer.ledger, type: TypeName("note.imported/1")!, time: now(), seen: seen, data: lines,
        random: Random.bytes(10))
    draft.sign(with: author)
    _ = try await writer.submit(Submission(events: [draft.submitted()], channel: channel))
    report("import-rows", rows, ContinuousClock.now - start)
    try await writer.stop()
}

let arguments = CommandLine.arguments
switch (arguments.dropFirst().first, arguments.count) {
case ("append"?, 5): try await append(arguments[2], count: Int(arguments[3])!, batch: Int(arguments[4])!)
case ("verify"?, 3): try verify(arguments[2])
case ("import"?, 4): try await importRows(arguments[2], rows: Int(arguments[3])!)
default:
    print("usage: ledger-bench append FOLDER COUNT BATCH | verify FOLDER | import FOLDER ROWS")
    exit(64)
}
