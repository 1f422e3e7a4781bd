import Foundation
import Testing

@testable import Ledger

/// What was acknowledged is never missing, and the ledger always opens and verifies, however its writer ends.
@Suite struct CrashTests {
    /// Ten ledgers, each killed twenty times.
    @Test(arguments: UInt64(0)..<10)
    func aKilledWriterLosesNothingThatItAcknowledged(seed: UInt64) async throws {
        var random = SplitMix64(state: seed)
        let target = try await CrashTarget()
        for round in 0..<20 {
            // At once, perhaps before it is open; once it is open; after some receipts.
            let moment = random.next() % 8
            let lines: Int? = moment == 0 ? nil : moment == 1 ? 0 : Int(random.next() % 30) + 1
            let receipts = try await target.run(tasks: Int(random.next() % 6) + 1, killAfter: lines)
            if let lines { #expect(receipts.count >= lines) }
            try await target.expectAllThere(receipts, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: AppendStep.allCases, [1, 2, 7])
    func aWriterThatStopsAtAStepLosesNothingThatItAcknowledged(step: AppendStep, number: Int) async throws {
        let target = try await CrashTarget()
        let receipts = try await target.run(tasks: 4, stopAt: "\(step.rawValue):\(number)")
        try await target.expectAllThere(receipts, "\(step) \(number)")
        // Nothing of the first batch is acknowledged before its answers.
        if number == 1, step != .answered { #expect(receipts == []) }
    }
}

/// A receipt as the writer that is killed prints it.
private struct PrintedReceipt: Hashable {
    let index: UInt64
    let leaf: String
    let id: String

    init?(_ line: Substring) {
        let parts = line.split(separator: " ")
        guard parts.count == 3, let index = UInt64(parts[0]) else { return nil }
        self.index = index
        leaf = String(parts[1])
        id = String(parts[2])
    }
}

/// A ledger on which writers are killed.
private final class CrashTarget {
    private let ledger: TestLedger
    private let passphrase = "correct horse"
    private var receipts: Set<PrintedReceipt> = []

    init() async throws {
        ledger = try await TestLedger()
        try await ledger.writer.stop()
        try write(ledger.serviceHeld, to: "service.key")
        try write([ledger.administrator.held], to: "author.key")
    }

    private func write(_ keys: [HeldKey], to name: String) throws {
        var bytes = Bytes(passphrase.utf8)
        try KeyFile(
            sealing: keys, passphrase: SecretBytes.taking(&bytes), cost: KeyFile.Cost(passes: 1, memory: 8 << 10)!
        ).write("\(ledger.folder)/\(name)")
    }

    /// Starts a writer, kills it after some receipts (nil: at once) unless it stops by itself, and gives all receipts.
    func run(tasks: Int, killAfter count: Int? = .max, stopAt: String? = nil) async throws -> [PrintedReceipt] {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let process = Process()
        process.executableURL = URL(filePath: executable).deletingLastPathComponent().appending(path: "crash-writer")
        process.arguments =
            [
                ledger.directory.path, "\(ledger.folder)/service.key", "\(ledger.folder)/author.key",
                "\(ledger.clock.now)", "\(tasks)",
            ] + (stopAt.map { [$0] } ?? [])
        process.environment = ["CRASH_PASSPHRASE": passphrase]
        let output = Pipe()
        process.standardOutput = output
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try process.run()
                        let text = CrashTarget.read(output.fileHandleForReading, of: process, killAfter: count)
                        process.waitUntilExit()
                        guard process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL else {
                            throw LedgerError(.storeFailed, "crash-writer ended with \(process.terminationStatus)")
                        }
                        return text.split(separator: "\n").compactMap { PrintedReceipt($0) }
                    })
            }
        }
    }

    /// What it printed, to the end: the last lines may have come between the last receipt waited for and its death.
    private static func read(_ handle: FileHandle, of process: Process, killAfter count: Int?) -> String {
        var bytes = Bytes()
        var lines = 0
        var isKilled = false
        func killNow() {
            if !isKilled { kill(process.processIdentifier, SIGKILL) }
            isKilled = true
        }
        if count == nil { killNow() }
        while true {
            let data = handle.availableData
            if data.isEmpty { break }
            bytes += data
            lines += data.count { $0 == newline }
            // The first line says that it is open.
            if let count, count < .max, lines >= count + 1 { killNow() }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Opens the ledger as its next writer would, looks up every receipt so far, and verifies all.
    func expectAllThere(_ fresh: [PrintedReceipt], _ comment: Comment) async throws {
        receipts.formUnion(fresh)
        let clock = ledger.clock
        let writer = try ledger.directory.openWriter(keys: ledger.keys, book: TestLedger.book) { clock.now }
        let stored = try writer.store.entries(from: .founding, limit: .max)
        for receipt in receipts {
            guard receipt.index < UInt64(stored.count) else {
                Issue.record("entry \(receipt.index) of \(stored.count) is missing: \(comment)")
                continue
            }
            let entry = try Entry(parsing: stored[Int(receipt.index)].bytes)
            #expect(entry.leaf.base64 == receipt.leaf, comment)
            #expect("\(entry.event.header.id)" == receipt.id, comment)
        }
        let head = await writer.chainHead()
        var draft = try DraftEvent(
            ledger: writer.ledger, type: TypeName(literal: "note.taken/1"), time: clock.now,
            seen: SeenEntry(index: EntryIndex(head.size - 1), leaf: head.leaf),
            data: [TestLedger.record("note.text/1")], random: Random.bytes(10))
        draft.sign(with: ledger.supervisor.signer)
        let receipt = try await writer.submit(Submission(events: [draft.submitted()], channel: TestLedger.channel))[0]
        #expect(receipt.entry.index.value == UInt64(stored.count), comment)
        var options = VerifyOptions()
        options.vaultKey = ledger.keys.vault
        options.outside = [try await writer.checkpoint()]
        try await writer.stop()
        let report = try Verify.directory(ledger.directory, book: TestLedger.book, options: options)
        #expect(report.findings == [], comment)
        #expect(report.exitCode(requireFull: true) == 0, comment)
    }
}

/// A small generator that a seed fixes: https://prng.di.unimi.it/splitmix64.c
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
