// A writer that is made to be killed: it appends notes under load and prints every receipt once it holds it. The tests
// of Tests/LedgerTests/Crash kill it, or let it kill itself at a step of an append, and look at what is left.
//
//     crash-writer <ledger directory> <service key> <author key> <clock> <tasks> [<step>:<number>]
//
// CRASH_PASSPHRASE opens both key files. A line of output is `<index> <leaf hash> <event id>`; the first is `ready`.

import Foundation
import Ledger
import Synchronization

func fail(_ text: String) -> Never {
    FileHandle.standardError.write(Data("crash-writer: \(text)\n".utf8))
    exit(64)
}

/// One line in one write, so that what was acknowledged is in the pipe before anything else happens.
func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    guard write(1, bytes, bytes.count) == bytes.count else { exit(1) }
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 5 || arguments.count == 6, let now = Timestamp(Array(arguments[3].utf8)),
    let tasks = Int(arguments[4]), let passphrase = ProcessInfo.processInfo.environment["CRASH_PASSPHRASE"]
else { fail("arguments") }

func open(_ path: String) throws -> [HeldKey] {
    var bytes = Array(passphrase.utf8)
    return try KeyFile(path: path).open(passphrase: try SecretBytes.taking(&bytes))
}

var options = WriterOptions()
if arguments.count == 6 {
    let parts = arguments[5].split(separator: ":")
    guard parts.count == 2, let step = AppendStep(rawValue: String(parts[0])), let number = Int(parts[1]) else {
        fail("step")
    }
    let seen = Atomic(0)
    options.observe = { reached in
        if reached == step, seen.wrappingAdd(1, ordering: .relaxed).newValue == number { kill(getpid(), SIGKILL) }
    }
}

let author = try open(arguments[2])[0].signer()
let writer = try LedgerDirectory(arguments[0]).openWriter(
    keys: ServiceKeys(open(arguments[1])), book: RuleBook([RuleSet0()]), options: options, clock: { now })
let ledger = writer.ledger
let head = await writer.chainHead()
let seen = SeenEntry(index: EntryIndex(head.size - 1), leaf: head.leaf)
say("ready")

await withTaskGroup(of: Void.self) { group in
    for task in 0..<tasks {
        group.addTask {
            var number = 0
            while true {
                number += 1
                do {
                    let text = IJSONValue.Member("text", .string(Array("task \(task), note \(number)".utf8)))
                    // Some submissions of several events, some records for the vault.
                    let events = try (0..<(number.isMultiple(of: 5) ? 3 : 1)).map { _ in
                        var draft = try DraftEvent(
                            ledger: ledger, type: TypeName("note.taken/1")!, time: now, seen: seen,
                            data: [RecordComposer.record(TypeName("note.text/1")!, nonce: Random.bytes(16), [text])],
                            personal: number.isMultiple(of: 3)
                                ? [
                                    RecordComposer.record(
                                        TypeName("note.personal.text/1")!, nonce: Random.bytes(16),
                                        [.init("subject", .string(Array("s\(number % 7)".utf8))), text])
                                ] : [],
                            random: Random.bytes(10))
                        draft.sign(with: author)
                        return try draft.submitted()
                    }
                    let channel = Channel(transport: "test", peer: "test", client: "crash-writer")
                    for receipt in try await writer.submit(Submission(events: events, channel: channel)) {
                        say("\(receipt.entry.index) \(receipt.entry.leaf.base64) \(receipt.entry.event.header.id)")
                    }
                } catch {
                    fail("\(error)")
                }
            }
        }
    }
}
