import DoubleRandom
import Foundation
import Testing

@testable import Ledger

@Suite("The sample year")
struct SampleYearTests {
    private static let views = ProjectorBook(OfficeViews.all())
    private static let book = RuleBook([RuleSet0(), RuleSet1()])
    private static let seed: UInt64 = 20_240_910
    private static let moments = 20

    private static func dump(_ path: String) throws -> Bytes {
        var bytes = Bytes()
        try ViewReader(path: path, book: views).snapshot { try $0.dump { bytes += $0 } }
        return bytes
    }

    @Test("as of any entry, a replay gives the views of a ledger that holds no more")
    func timeTravel() async throws {
        let year = try await PlayedYear.shared.value
        let whole = year.ledger.directory
        let store = try SQLiteStore(path: whole.database, mode: .read)
        let size = try store.size()
        // Both ends, and indexes from a fixed seed.
        var random = SplitMix64(state: Self.seed)
        var indexes: Set<UInt64> = [0, size - 1]
        while indexes.count < Self.moments + 2 { indexes.insert(random.next() % size) }
        let cut = try CutLedger(of: store)
        var dumps: Set<Bytes> = []
        for index in indexes.sorted() {
            try cut.grow(through: EntryIndex(exactly: index)!)
            let travelled = "\(cut.folder)/travelled.\(index)"
            let summary = try Replay(path: whole.path, book: Self.book)
                .build(into: travelled, asOf: .index(EntryIndex(exactly: index)!), views: Self.views)
            #expect(summary.size == index + 1 && summary.exitCode == 0, "entry \(index)")
            let lived = "\(cut.folder)/lived.\(index)"
            let own = try Replay(path: cut.directory.path, book: Self.book).build(into: lived, views: Self.views)
            #expect(own.size == index + 1 && own.exitCode == 0, "entry \(index)")
            let (one, other) = (try Self.dump(travelled), try Self.dump(lived))
            #expect(one == other, "entry \(index)")
            dumps.insert(one)
        }
        // Every moment is another one, and the last is what the service's own views hold.
        #expect(dumps.count == indexes.count)
        #expect(try Self.dump(whole.views) == Self.dump("\(cut.folder)/travelled.\(size - 1)"))
    }

    @Test("the sheets come in as a clerk brings them in: a verdict on every row, the files kept")
    func sheets() async throws {
        let year = try await PlayedYear.shared.value
        let text = year.year.output
        #expect(text.contains("接收 680，警告 0，拒收 0"))
        #expect(text.contains("✗ 有错误行的来表：import.refused"))
        #expect(text.contains("9.11302E+17"))
        #expect(text.contains("4 行（第 21、22、23、24 行）：执法证已过有效期。"))
        let imports = year.readings.first { $0.arguments == ["import", "list"] }?.outcome.output ?? ""
        for source in ["政策法规科", "市市场监管局", "人事科"] { #expect(imports.contains(source), "\(imports)") }
        let mentioned = year.place.machine.folder + "/people/clerk/objects-faulty-verdicts.csv"
        let verdicts = String(decoding: try FileIO.read(mentioned, limit: 1 << 20), as: UTF8.self)
        #expect(verdicts.contains("code.damaged") && verdicts.contains("creditCode.check"))
        // Each sheet stands in the ledger with its bytes; those that name persons are sealed.
        let store = try SQLiteStore(path: year.ledger.directory.database, mode: .read)
        for (name, isSealed) in [("items.csv", false), ("plan-lines.csv", false), ("objects.csv", true)] {
            let bytes = try FileIO.read(year.place.machine.folder + "/people/clerk/" + name, limit: 1 << 24)
            let plain = try store.attachment(SHA256.hash(bytes))
            #expect((plain == nil) == isSealed, "\(name)")
        }
    }

    @Test("what the year asked of its people is counted by role, in 80 columns")
    func typing() async throws {
        let output = try await PlayedYear.shared.value.year.output
        let lines = output.split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.contains("全年操作量") })
        let table = lines[(start + 1)...].prefix { $0.hasPrefix("   ") }
        #expect(table.allSatisfy { widthOnTerminal($0[...]) <= 80 }, "\(table)")
        var commands: [String: Int] = [:]
        for line in table.dropFirst() {
            let cells = line.split(separator: " ").map(String.init)
            if cells.count == 8 { commands[cells[0]] = Int(cells[2]) }
        }
        #expect(Set(commands.keys) == ["经办人", "审批领导", "审核人", "纪检监督人员", "见证人", "执法人员", "系统管理员"])
        // As many confirmations of a draw by a clerk as were typed: two draws a task with freeze, commit, close, reveal.
        #expect(commands["经办人"] ?? 0 > 2 * PlayedYear.tasks * 4)
        #expect(commands["见证人"] ?? 0 >= 2 * PlayedYear.tasks * 3)
    }
}

/// A ledger that holds the first entries of another, as if the rest had never come.
private final class CutLedger {
    let folder: String
    let directory: LedgerDirectory
    private let whole: SQLiteStore
    private var tree = CompactTree()

    init(of whole: SQLiteStore) throws {
        self.whole = whole
        var template = Array("/tmp/ledgerd-cut.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LedgerError(.fileUnwritable, "/tmp") }
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        directory = LedgerDirectory(folder + "/ledger")
        try FileIO.makeFolder(directory.path)
        let store = try SQLiteStore(path: directory.database, mode: .create)
        // A file may lie there before the entry that names it.
        var last: Digest?
        repeat {
            let page = try whole.attachments(after: last, limit: 100)
            for attachment in page {
                var position: UInt64 = 0
                try store.storeAttachment(attachment) {
                    guard position < attachment.chunks else { return nil }
                    defer { position += 1 }
                    return try whole.attachmentChunk(attachment.id, position: position)
                }
            }
            last = page.last?.id
        } while last != nil
        try store.close()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func grow(through last: EntryIndex) throws {
        let store = try SQLiteStore(path: directory.database, mode: .write)
        defer { try? store.close() }
        while try store.size() <= last.value {
            let size = try store.size()
            let limit = Int(min(last.value + 1 - size, 256))
            let entries = try whole.entries(from: EntryIndex(exactly: size)!, limit: limit).map { stored in
                AppendedEntry(
                    entry: try Entry(parsing: stored.bytes), channel: stored.channel,
                    data: try RecordList(parsing: stored.data),
                    personal: stored.personal.sorted { $0.key < $1.key }.map(\.value))
            }
            var hashes: [Digest] = []
            for appended in entries { tree.append(appended.entry.leaf.digest) { hashes.append($0) } }
            try store.append(AppendBatch(expectedSize: size, entries: entries, hashes: hashes, stateChanges: []))
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): indexes that are the same in every run.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
