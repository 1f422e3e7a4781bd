import ArgumentParser
import Draw
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// Makes a draw again from the ledger.
struct DrawVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Makes a draw again from the ledger and compares. 复核抽取",
        discussion: """
            Lists, commits, reveals, rung, seed, tickets, teams: made again from the entries and the attached lists. \
            Signatures and the chain are what ledgerctl verify checks. Before the results are public, a service opens \
            them to the office only, and leaves a trace.
            """)
    @OptionGroup var options: ReadingOptions
    @Argument(help: "The draw. 抽取编号") var draw: String

    func run() async throws {
        let console = Console.standard
        let audit = try await options.reading { business in
            try await DrawReading.audit(Bytes(draw.utf8), business.access)
        }
        if options.output.json {
            console.json(DrawVerify.json(audit))
        } else {
            DrawVerify.print(audit)
        }
        if !audit.isRight { throw ExitCode(ExitStatus.refused) }
        if !audit.isComplete { throw ExitCode(2) }
    }

    static func print(_ audit: DrawAudit, console: Console = .standard) {
        console.table(
            audit.checks.map { check in
                [
                    check.title.text(in: console.language),
                    check.index.map { console.text("entry \($0)", "第 \($0) 条") } ?? "",
                    DrawWords.outcome(check.outcome).text(in: console.language),
                ]
            })
        if let seed = audit.seed { console.out(console.text("seed \(seed)", "随机种子 \(seed)")) }
        let count = audit.outcome.count
        if audit.isSuppressed {
            console.say(
                "VOID: this is what the draw would have come to, \(count) in all.", "已作废：以下为该次抽取本应得出的结果，共 \(count) 项。")
            for row in audit.outcome.prefix(50) {
                console.out("  \(DrawWords.id(row.inspection))  \(DrawWords.id(row.subject))")
            }
        }
        if !audit.isRight {
            console.say("ALTERED: the draw is not what its inputs give.", "被改：抽取与其依据不符。")
        } else if audit.isComplete {
            console.say("CONSISTENT: made again, \(count) drawn.", "一致：已全部复核，共 \(count) 项。")
        } else {
            console.say("UNCHECKED in part: nothing wrong found.", "部分未核对：未发现不符。")
        }
    }

    static func json(_ audit: DrawAudit) -> IJSONValue {
        .object(
            of: [
                ("draw", .string(audit.draw)),
                ("verdict", .text(audit.isRight ? audit.isComplete ? "consistent" : "unchecked" : "altered")),
                ("seed", audit.seed.map { .text($0.hex) }),
                (
                    "suppressed",
                    audit.isSuppressed
                        ? .array(
                            audit.outcome.map {
                                .object(of: [("subject", .string($0.subject)), ("at", .string($0.inspection))])
                            }) : nil
                ),
                (
                    "checks",
                    .array(
                        audit.checks.map { check in
                            .object(of: [
                                ("check", .text(check.title.english)), ("index", check.index.map { .number($0) }),
                                ("outcome", .text(DrawWords.outcome(check.outcome).english)),
                            ])
                        })
                ),
            ])
    }
}

/// Reads the entries of a draw for its recheck.
enum DrawReading {
    static func audit(_ draw: Bytes, _ access: any LedgerAccess) async throws -> DrawAudit {
        let entries = try await entries(of: draw, access)
        var attachments: [Hash256: Bytes] = [:]
        for entry in entries {
            let values = entry.records.compactMap { try? $0.value() }
            guard values.first?["draw"]?.bytes == draw else { continue }
            for file in values.compactMap({ $0["file"] }) {
                guard let hash = file["sha256"]?.bytes.flatMap({ Hash256(hex: $0) }),
                    let bytes = try await fetch(hash, access)
                else { continue }
                attachments[hash] = bytes
            }
        }
        let found = attachments
        return try DrawAudit.of(draw, entries: entries) { found[$0] }
    }

    /// The entries of one draw with its records: opening those of others would leave traces of a reading that nobody
    /// asked for.
    private static func entries(of draw: Bytes, _ access: any LedgerAccess) async throws -> [DrawEntry] {
        let name = String(decoding: draw, as: UTF8.self)
        let indexes: [EntryIndex]
        do {
            indexes = try await access.timeline(of: "draw:\(name)")
        } catch let error as LedgerError where error.code == .viewsMissing {
            // A copy without views is walked through; reading it leaves no trace.
            return try await all(access)
        }
        var found: [DrawEntry] = []
        for index in indexes { if let entry = try await entry(access.entry(index), access) { found.append(entry) } }
        if found.contains(where: { $0.type == TypeName(literal: "draw.void/1") }) {
            let known = Set(indexes)
            for index in try await laterRungs(of: found, access).sorted() where !known.contains(index) {
                if let entry = try await entry(access.entry(index), access) { found.append(entry) }
            }
        }
        return found
    }

    /// Where later draws on the ladders of a voided one show their rungs: the next one exposes what was withheld.
    private static func laterRungs(
        of entries: [DrawEntry], _ access: any LedgerAccess
    ) async throws -> Set<EntryIndex> {
        var found: Set<EntryIndex> = []
        let ladders = Set(entries.flatMap { $0.records.compactMap { try? $0.value()["ladder"]?.word } })
        for ladder in ladders.sorted() {
            for freeze in try await access.timeline(of: "ladder:\(ladder)") {
                let frozen = try await access.entry(freeze)
                guard frozen.event.header.type == TypeName(literal: "draw.freeze/1"),
                    case .shown(let head)? = try await access.data(of: freeze).first,
                    let draw = try IJSONValue(parsing: head)["draw"]?.word
                else { continue }
                found.insert(freeze)
                for index in try await access.timeline(of: "draw:\(draw)") {
                    let type = try await access.entry(index).event.header.type
                    if type == TypeName(literal: "draw.rung/1") { found.insert(index) }
                }
            }
        }
        return found
    }

    private static let pageSize = 256

    private static func all(_ access: any LedgerAccess) async throws -> [DrawEntry] {
        var found: [DrawEntry] = []
        var next: UInt64 = 0
        while true {
            let page = try await access.entries(from: next, limit: pageSize)
            guard let last = page.last else { return found }
            for case let listed? in page.map(\.entry) {
                if let entry = try await entry(listed, access) { found.append(entry) }
            }
            next = last.index.value + 1
        }
    }

    /// An entry of the family `draw` with its records; nil for any other.
    private static func entry(_ entry: Entry, _ access: any LedgerAccess) async throws -> DrawEntry? {
        guard entry.event.header.type.family.elementsEqual("draw".utf8) else { return nil }
        let lines = try await access.data(of: entry.index)
        try require(lines, entry)
        return DrawEntry(
            index: entry.index, type: entry.event.header.type,
            author: entry.event.signatures.first.flatMap { ActorName($0.name.bytes) },
            records: lines.compactMap { line in
                if case .shown(let bytes) = line { try? Record(parsing: bytes) } else { nil }
            },
            isDisclosed: lines.allSatisfy { if case .shown = $0 { true } else { false } })
    }

    /// The records are those that the event signs: without a service nobody has looked yet.
    private static func require(_ lines: [ShownLine], _ entry: Entry) throws {
        var tree = CompactTree()
        for line in lines {
            switch line {
            case .shown(let bytes): tree.append(RFC6962.leafHash(bytes))
            case .withheld(let hash), .erased(let hash): tree.append(hash)
            }
        }
        guard RecordCommitment(root: tree.root, count: tree.size) == entry.event.header.data else {
            throw LedgerError(.recordRoot, "", index: entry.index)
        }
    }

    private static func fetch(_ hash: Hash256, _ access: any LedgerAccess) async throws -> Bytes? {
        try await Digest(hash.bytes).flatMapAsync { try await AttachmentReading.fetch($0, access) }
    }
}
