// Measures the program's own append and verify; Benchmarks/run puts the figures beside the floor in C and bare libsodium.
//
//     ledger-bench append FOLDER COUNT BATCH     durable appends through the writer, receipts awaited
//     ledger-bench verify FOLDER                 a full verification, with the peak of memory
//     ledger-bench parts FOLDER                  the parts of a verification by themselves, on one core
//     ledger-bench import FOLDER ROWS            one event of many records
//     ledger-bench replay FOLDER                 every entry judged again
//     ledger-bench replay-into FOLDER FILE       the same, with its views built in a new file
//     ledger-bench views FOLDER                  views caught up from entry 0
//     ledger-bench compare FOLDER                those compared with a replay
//     ledger-bench serve LEDGERD FOLDER COUNT CLIENTS    appends over the socket of a daemon, each client one by one
//     ledger-bench upload LEDGERD FOLDER COUNT MIB       appends of one client alone, then beside an upload
//     ledger-bench start LEDGERD FOLDER                  from the start of a daemon to READY
//
// A figure line: name, count, seconds, count per second, peak memory in MiB. Lines that start with `part` say where the
// time went: name, microseconds an event. A line about requests goes on with median, 99th percentile and longest, in ms.

import Foundation
import Ledger
import Synchronization

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

func report(_ name: String, _ count: Int, _ duration: Duration) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let line = String(
        format: "%@ %d %.3f %.0f %d", name, count, seconds(duration), Double(count) / seconds(duration),
        Int(usage.ru_maxrss) / 1_024)
    print(line)
}

func require(_ holds: Bool, _ what: @autoclosure () -> String) {
    guard !holds else { return }
    FileHandle.standardError.write(Data("ledger-bench: \(what())\n".utf8))
    exit(1)
}

func reportPart(_ name: String, _ count: Int, _ duration: Duration) {
    print(String(format: "part %@ %.1f", name, seconds(duration) * 1e6 / Double(count)))
}

func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)!
}

/// What the time between two steps of an append adds up to.
final class Stopwatch: Sendable {
    private let state = Mutex((last: ContinuousClock.now, sums: [AppendStep: Duration]()))

    func start() { state.withLock { $0.last = .now } }

    func pass(_ step: AppendStep) {
        state.withLock { state in
            let now = ContinuousClock.now
            state.sums[step, default: .zero] += now - state.last
            state.last = now
        }
    }

    func report(_ count: Int) {
        let names: [AppendStep: String] = [
            .admitted: "queue-check-admit", .committed: "commit", .signed: "sign-checkpoint",
            .checkpointWritten: "checkpoint-file", .answered: "receipts",
        ]
        let sums = state.withLock { $0.sums }
        for step in AppendStep.allCases {
            if let name = names[step] { reportPart(name, count, sums[step] ?? .zero) }
        }
    }
}

let ledger = LedgerName("market-supervision.qianan.hebei.example/double-random-inspection")!
let book = RuleBook([RuleSet0()])
let channel = Channel(transport: "bench", peer: "-", client: "ledger-bench")

func record(_ type: String, _ members: [IJSONValue.Member]) -> Bytes {
    RecordComposer.record(TypeName(type)!, nonce: Random.bytes(16), members)
}

func text(_ text: String) -> IJSONValue { .string(Bytes(text.utf8)) }

/// A founded ledger with one administrator who signs everything.
func found(
    _ folder: String, _ stopwatch: Stopwatch? = nil
) async throws -> (writer: LedgerWriter, author: NoteSigner, seen: SeenEntry) {
    let people = try ["a0001", "a0002"].map {
        try HeldKey.generate(.person, name: ActorName($0)!.keyName).signer()
    }
    let held = [
        try HeldKey.generate(.checkpoint, name: ledger.keyName),
        try HeldKey.generate(.engine, name: ActorName.engine.keyName), try HeldKey.generateVault(),
    ]
    let keys = try ServiceKeys(held)
    let founders = people.map { FoundingContent.Founder(actor: ActorName($0.key.name.bytes)!, key: $0.key)! }
    let content = FoundingContent(
        origin: ledger, checkpoint: keys.checkpoint[0].key, engine: keys.engines[0].key,
        instance: Digest(Random.bytes(32))!, rules: (0, RuleSet0().document), administrator: founders[0],
        supervisor: founders[1])
    var draft = try DraftEvent(
        ledger: ledger, type: TypeName("ledger.founded/1")!, time: now(), seen: nil,
        data: content.records { Random.bytes(16) }, random: Random.bytes(10))
    for person in people { draft.sign(with: person) }
    let directory = LedgerDirectory(folder)
    let receipt = try await directory.found(
        draft.submitted(), keys: keys, channel: channel, book: book, now: now())
    try DaemonUnderTest.keep(held, for: directory)
    var options = WriterOptions()
    if let stopwatch { options.observe = { stopwatch.pass($0) } }
    let writer = try directory.openWriter(keys: keys, book: book, options: options, clock: { now() })
    return (writer, people[0], SeenEntry(index: .founding, leaf: receipt.entry.leaf))
}

func notes(_ count: Int, author: NoteSigner, seen: SeenEntry) throws -> [SubmittedEvent] {
    try (0..<count).map { number in
        var draft = try DraftEvent(
            ledger: ledger, type: TypeName("note.taken/1")!, time: now(), seen: seen,
            data: [record("note.text/1", [.init("number", .integer(Int64(number))), .init("text", text("检查记录"))])],
            random: Random.bytes(10))
        draft.sign(with: author)
        return try draft.submitted()
    }
}

func append(_ folder: String, count: Int, batch: Int) async throws {
    let stopwatch = Stopwatch()
    let (writer, author, seen) = try await found(folder, stopwatch)
    // Signed in slices, outside the clock: the author's work is not the ledger's.
    var total = Duration.zero
    var done = 0
    while done < count {
        let slice = try notes(min(count - done, 20_000), author: author, seen: seen)
        if done == 0, let store = writer.store as? SQLiteStore {
            let (journal, synchronous) = try store.durability()
            let note = slice[0].event
            print(
                "store journal_mode=\(journal) synchronous=\(synchronous) text=\(note.note.text.count) "
                    + "note=\(note.bytes.count) data=\(slice[0].data.bytes.count)")
        }
        let start = ContinuousClock.now
        stopwatch.start()
        var position = 0
        while position < slice.count {
            let end = min(position + batch, slice.count)
            let receipts = try await writer.submit(
                Submission(events: Array(slice[position..<end]), channel: channel))
            require(receipts.count == end - position, "receipts")
            position = end
        }
        total += ContinuousClock.now - start
        done += slice.count
    }
    try await writer.stop()
    stopwatch.report(count)
    report("append-\(batch)", count, total)
}

func verify(_ folder: String) throws {
    let directory = LedgerDirectory(folder)
    var options = VerifyOptions()
    options.outside = [try directory.checkpointFile.read()]
    let start = ContinuousClock.now
    let result = try Verify.directory(directory, book: book, options: options)
    let duration = ContinuousClock.now - start
    require(result.verdict == .consistent, "\(result.verdict) \(result.findings)")
    // Nothing was left out: as many signatures, records and links as there are entries, founding's second one beside.
    for check in [VerifyCheck.entries, .signatures, .data, .channels, .admission, .eventIDs] {
        require((result.counts[check]?.rechecked ?? 0) >= result.size, check.name)
    }
    report("verify", Int(result.size), duration)
}

/// The parts of a verification over the same entries, one after the other on one core.
func parts(_ folder: String) throws {
    let store = try SQLiteStore(path: LedgerDirectory(folder).database, mode: .read)
    let size = Int(try store.size())
    var sums: [(name: String, time: Duration)] = []
    func measure(_ name: String, _ body: () throws -> Void) rethrows {
        let start = ContinuousClock.now
        try body()
        let time = ContinuousClock.now - start
        if let place = sums.firstIndex(where: { $0.name == name }) {
            sums[place].time += time
        } else {
            sums.append((name, time))
        }
    }
    var keys: [KeyName: VerifierKey] = [:]
    var tree = CompactTree()
    var next = EntryIndex(0)
    while next.value < UInt64(size) {
        var block: [StoredEntry] = []
        var entries: [Entry] = []
        var held = 0
        try measure("read-rows") { block = try store.entries(from: next, limit: 256) }
        guard let last = block.last else { break }
        try measure("parse-entry-note-event") { entries = try block.map { try Entry(parsing: $0.bytes) } }
        try measure("check-records") {
            for stored in block {
                let list = try RecordList(parsing: stored.data)
                held += try list.records().count
                _ = try Record(parsing: stored.channel)
                if next == .founding, stored.index == .founding {
                    keys = try foundersKeys(list)
                }
            }
        }
        try measure("roots-and-tree") {
            for (stored, entry) in zip(block, entries) {
                require(RFC6962.leafHash(stored.channel) == entry.channel, "channel")
                let list = try RecordList(parsing: stored.data)
                require(list.commitment == entry.event.header.data, "data")
                tree.append(entry.leaf.digest)
            }
        }
        try measure("index-of-ids") {
            for entry in entries { _ = try store.index(of: entry.event.header.id) }
        }
        measure("signatures-libsodium") {
            for event in entries.map(\.event) {
                for signature in event.signatures {
                    guard let key = keys[signature.name] else { preconditionFailure("unknown author") }
                    require(key.verifies(signature, of: event.note.text), "signature")
                }
            }
        }
        next = last.index.next
    }
    var total = Duration.zero
    for (name, time) in sums {
        reportPart(name, size, time)
        total += time
    }
    report("parts", size, total)
    try store.close()
}

func foundersKeys(_ list: RecordList) throws -> [KeyName: VerifierKey] {
    let content = try FoundingContent(list.records())
    let keys = [content.administrator.key, content.supervisor.key]
    return Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0) })
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
case ("parts"?, 3): try parts(arguments[2])
case ("replay"?, 3): try replay(arguments[2])
case ("replay-into"?, 4): try replayViews(arguments[2], into: arguments[3])
case ("views"?, 3): try catchUp(arguments[2])
case ("compare"?, 3): try compareViews(arguments[2])
case ("serve"?, 6):
    try await serve(arguments[2], arguments[3], count: Int(arguments[4])!, clients: Int(arguments[5])!)
case ("upload"?, 6):
    try await upload(arguments[2], arguments[3], count: Int(arguments[4])!, mebibytes: Int(arguments[5])!)
case ("start"?, 4): try start(arguments[2], arguments[3])
case ("import"?, 4): try await importRows(arguments[2], rows: Int(arguments[3])!)
default:
    print("usage: ledger-bench append FOLDER COUNT BATCH | verify FOLDER | parts FOLDER | import FOLDER ROWS")
    print("       | replay FOLDER | replay-into FOLDER FILE | views FOLDER | compare FOLDER")
    print("       | serve LEDGERD FOLDER COUNT CLIENTS | upload LEDGERD FOLDER COUNT MIB | start LEDGERD FOLDER")
    exit(64)
}
