import Dispatch
import Foundation
import Synchronization

@testable import Ledger

/// One change to a stored ledger, and what a verification must say of it.
struct Poke: Sendable {
    /// What it does, for the report of a failure.
    let name: String
    /// Rows that go and rows that come.
    var removed: [StoredRow] = []
    var inserted: [StoredRow] = []
    /// The checkpoint file's new bytes.
    var checkpoint: Bytes?
    let expected: Expectation

    enum Expectation: Sendable {
        /// A finding at this entry.
        case entry(UInt64)
        /// A finding of one of these codes, at this entry where one is named.
        case codes(Set<String>, entry: UInt64? = nil)
        /// Nothing: the place is outside what the ledger means.
        case outside

        var isOutside: Bool { if case .outside = self { true } else { false } }
    }
}

/// What came of a matrix.
struct PokeOutcome: Sendable {
    var count = 0
    var failures: [String] = []
    var codes: [String: Int] = [:]
}

/// Changes copies of a ledger, verifies each, and takes the change back.
enum PokeMatrix {
    /// Runs all pokes on both cores, each worker on a copy of its own.
    static func run(_ pokes: [Poke], on ledger: KindsLedger) async -> PokeOutcome {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let total = Mutex(PokeOutcome())
                let next = Atomic(0)
                let workers = max(2, ProcessInfo.processInfo.activeProcessorCount)
                DispatchQueue.concurrentPerform(iterations: workers) { _ in
                    let outcome = work(pokes, on: ledger, next: next)
                    total.withLock { total in
                        total.count += outcome.count
                        total.failures += outcome.failures
                        total.codes.merge(outcome.codes, uniquingKeysWith: +)
                    }
                }
                continuation.resume(returning: total.withLock { $0 })
            }
        }
    }

    private static func work(_ pokes: [Poke], on ledger: KindsLedger, next: borrowing Atomic<Int>) -> PokeOutcome {
        var outcome = PokeOutcome()
        do {
            let copy = try LedgerCopy(of: ledger.directory)
            let intact = try FileIO.read(copy.directory.checkpointFile.path, limit: SignedCheckpoint.maximumByteCount)
            func verify() throws -> VerifyReport {
                try Verify.directory(copy.directory, book: TestLedger.book, options: ledger.options)
            }
            func write(_ checkpoint: Bytes) throws {
                try Data(checkpoint).write(to: URL(filePath: copy.directory.checkpointFile.path))
            }
            try copy.disarm()
            while true {
                let position = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard position < pokes.count else { break }
                let poke = pokes[position]
                try copy.apply(poke.removed.map(\.removal) + poke.inserted.map(\.insertion))
                if let checkpoint = poke.checkpoint { try write(checkpoint) }
                let result = Result { try verify() }
                outcome.count += 1
                if case .success(let report) = result {
                    for code in Set(report.findings.map(\.code.rawValue)) { outcome.codes[code, default: 0] += 1 }
                }
                if let failure = judge(result.map(withoutTriggers), poke.expected) {
                    outcome.failures.append("\(poke.name): \(failure)")
                }
                try copy.apply(poke.inserted.map(\.removal) + poke.removed.map(\.insertion))
                if poke.checkpoint != nil { try write(intact) }
            }
            try copy.arm()
            let last = try verify()
            if last.findingCount > 0 { outcome.failures.append("a change was not taken back: \(last.findings)") }
        } catch {
            outcome.failures.append("the matrix itself: \(error)")
        }
        return outcome
    }

    /// The findings of a poke. That the triggers are gone, which would have stopped it, is a finding of every copy.
    private static func withoutTriggers(_ report: VerifyReport) -> VerifyReport {
        var report = report
        report.findings.removeAll { $0.code == .storeSchema }
        return report
    }

    private static func judge(_ result: Result<VerifyReport, any Error>, _ expected: Poke.Expectation) -> String? {
        let report: VerifyReport
        switch result {
        case .failure(let error): return "thrown, not reported: \((error as? LedgerError)?.code.rawValue ?? "\(error)")"
        case .success(let value): report = value
        }
        let said = report.findings.prefix(6).map { finding in
            finding.code.rawValue + (finding.index.map { "@\($0)" } ?? "")
        }.joined(separator: " ")
        switch expected {
        case .outside:
            return report.findings.isEmpty ? nil : "listed as outside the ledger's meaning, yet reported: \(said)"
        case .entry(let index):
            if report.findings.contains(where: { $0.index?.value == index }) { return nil }
            return "nothing is said of entry \(index): \(said)"
        case .codes(let codes, let index):
            let found = report.findings.contains {
                codes.contains($0.code.rawValue) && (index == nil || $0.index?.value == index)
            }
            if found { return nil }
            return "no finding \(codes.sorted().joined(separator: "/"))\(index.map { " at \($0)" } ?? ""): \(said)"
        }
    }
}

/// The pokes of a ledger.
struct Pokes {
    let ledger: KindsLedger
    private let copy: LedgerCopy
    private let rows: [StoredTable: [StoredRow]]

    init(_ ledger: KindsLedger) throws {
        self.ledger = ledger
        copy = try LedgerCopy(of: ledger.directory)
        var rows: [StoredTable: [StoredRow]] = [:]
        for table in StoredTable.allCases { rows[table] = try copy.rows(table) }
        self.rows = rows
    }

    subscript(table: StoredTable) -> [StoredRow] { rows[table]! }

    /// What must be said where a column of a row no longer says what it said.
    func expectation(_ row: StoredRow, _ column: String) -> Poke.Expectation {
        switch row.table {
        case .entry: return .entry(row.number("idx"))
        case .event_id: return .codes(["ids.differ", "ids.twice"], entry: row.number("idx"))
        case .hash:
            return .codes(["tree.stored"], entry: Pokes.owner(ofHash: row.number("position")))
        case .personal:
            let isErased = row.number("idx") == ledger.erasedIndex
            // Nobody can open an erased record: what is left of it is its leaf hash, which the author signed.
            if isErased, column == "sealed" || column == "key_name" { return .outside }
            return .entry(row.number("idx"))
        case .attachment:
            if row["id"].bytes == ledger.erasedAttachment.bytes {
                // Of an erased attachment nothing but noise is left; its number of chunks still tells which rows belong.
                return column == "chunks" ? .codes(["store.surplus"]) : .outside
            }
            return .codes(["attachment.wrong", "attachment.missing"], entry: column == "chunks" ? nil : owner(of: row))
        case .attachment_chunk:
            if row["id"].bytes == ledger.erasedAttachment.bytes { return .outside }
            return .codes(["attachment.wrong"])
        case .state: return .codes(["state.differs"])
        }
    }

    /// The entry that names an attachment.
    private func owner(of row: StoredRow) -> UInt64? {
        switch row["id"].bytes {
        case ledger.plainAttachment.bytes: ledger.plainAttachmentIndex
        case ledger.sealedAttachment.bytes: ledger.sealedAttachmentIndex
        default: nil
        }
    }

    /// The entry that completes a stored hash.
    static func owner(ofHash position: UInt64) -> UInt64 {
        var index: UInt64 = 0
        while StoredHashes.count(size: index + 1) <= position { index += 1 }
        return index
    }

    /// Every byte of a column of a row changed in turn, or those at `positions` of them.
    func bytes(
        _ row: StoredRow, _ column: String, at positions: (Int) -> [Int] = { Array(0..<$0) }
    ) -> [Poke] {
        let value = row[column]
        let bytes = value.bytes
        return positions(bytes.count).map { position in
            var changed = bytes
            changed[position] ^= 1 << UInt8(position % 8)
            return Poke(
                name:
                    "\(row.table) \(row.table.key.map { row[$0].bytes.forDisplay(limit: 20) }) \(column)[\(position)]",
                removed: [row], inserted: [row.with(column, value.replacing(bytes: changed))],
                expected: expectation(row, column))
        }
    }

    /// Every byte of every column that says something.
    func everyByte(at positions: (Int) -> [Int] = { Array(0..<$0) }, stride: Int = 1) -> [Poke] {
        StoredTable.allCases.flatMap { table in
            let rows = self[table]
            return rows.indices.filter { $0.isMultiple(of: stride) || $0 == rows.count - 1 }.map { rows[$0] }.flatMap {
                row in
                row.values.map(\.column)
                    // Where a row of these stands is changed by whole rows below.
                    .filter { !(["entry", "hash"].contains(table.rawValue) && table.key.contains($0)) }
                    .flatMap { bytes(row, $0, at: positions) }
            }
        } + checkpoint(at: positions)
    }

    private func checkpoint(at positions: (Int) -> [Int]) -> [Poke] {
        let bytes = ledger.checkpoint.bytes
        return positions(bytes.count).map { position in
            var changed = bytes
            changed[position] ^= 1 << UInt8(position % 8)
            return Poke(
                name: "checkpoint[\(position)]", checkpoint: changed,
                expected: .codes([
                    "note.malformed", "note.unverified", "checkpoint.malformed", "checkpoint.origin", "tree.root",
                    "tree.cut",
                ]))
        }
    }

    /// Every row removed in turn.
    func removals() -> [Poke] {
        StoredTable.allCases.flatMap { table in
            self[table].map { row in
                Poke(name: "\(table) removed", removed: [row], expected: absence(of: row))
            }
        }
    }

    private func absence(of row: StoredRow) -> Poke.Expectation {
        switch row.table {
        case .entry:
            row.number("idx") + 1 == ledger.size
                ? .codes(["tree.cut"]) : .codes(["entry.missing"], entry: row.number("idx"))
        case .personal: .codes(["personal.missing"], entry: row.number("idx"))
        // The event that named it can no longer be read.
        case .attachment where row["id"].bytes == ledger.erasedAttachment.bytes: .codes(["store.surplus"])
        case .attachment: .codes(["attachment.missing"], entry: owner(of: row))
        case .attachment_chunk where row["id"].bytes == ledger.erasedAttachment.bytes: .codes(["store.surplus"])
        case .attachment_chunk: .codes(["attachment.wrong"])
        default: expectation(row, row.table.key[0])
        }
    }

    /// Columns of two rows exchanged: of each row and the next, and of the first and the last.
    func swaps() -> [Poke] {
        let columns: [(StoredTable, [String])] = [
            (.entry, ["bytes"]), (.entry, ["channel"]), (.entry, ["data"]), (.entry, ["bytes", "channel", "data"]),
            (.event_id, ["idx"]), (.hash, ["digest"]), (.personal, ["sealed"]),
            (.personal, ["leaf", "key_name", "sealed"]),
            (.attachment, ["size", "chunks", "key_name"]), (.attachment_chunk, ["bytes"]), (.state, ["value"]),
        ]
        return columns.flatMap { table, columns in
            let rows = self[table]
            let pairs = zip(rows, rows.dropFirst()) + [(rows[0], rows[rows.count - 1])]
            return pairs.compactMap { first, second -> Poke? in
                guard columns.contains(where: { first[$0] != second[$0] }) else { return nil }
                var (left, right) = (first, second)
                for column in columns { (left[column], right[column]) = (second[column], first[column]) }
                guard let expected = either(first, second, columns) else { return nil }
                return Poke(
                    name: "\(table) \(columns) of \(first[table.key[0]].bytes.forDisplay(limit: 20)) swapped",
                    removed: [first, second], inserted: [left, right], expected: expected)
            }
        }
    }

    /// What is said of the first of two rows that means anything; nothing is claimed of two that mean nothing.
    private func either(_ first: StoredRow, _ second: StoredRow, _ columns: [String]) -> Poke.Expectation? {
        [first, second].lazy.map { expectation($0, columns[0]) }.first { !$0.isOutside }
    }

    /// Rows written again where they do not belong: over the next row, and after the last one.
    func duplicates() -> [Poke] {
        var pokes: [Poke] = []
        for table in StoredTable.allCases {
            let rows = self[table]
            for (row, next) in zip(rows, rows.dropFirst()) {
                var written = row
                for column in table.key { written[column] = next[column] }
                let changed = row.values.map(\.column).filter { written[$0] != next[$0] }
                guard let expected = changed.lazy.map({ expectation(next, $0) }).first(where: { !$0.isOutside }) else {
                    continue
                }
                pokes.append(
                    Poke(
                        name: "\(table) written over the next", removed: [next], inserted: [written], expected: expected
                    ))
            }
        }
        let end = ledger.size
        for row in self[.entry] {
            pokes.append(
                Poke(
                    name: "entry \(row.number("idx")) again at the end",
                    inserted: [row.with("idx", .integer(Int64(end)))], expected: .codes(["chain.index"], entry: end)))
        }
        return pokes
    }

    /// Rows that nothing accounts for, one in every table and more.
    func surplus() -> [Poke] {
        let end = Int64(ledger.size)
        let entry = self[.entry][20]
        let personal = self[.personal][0]
        let state = self[.state][0]
        let chunk = self[.attachment_chunk][0]
        func poke(_ name: String, _ row: StoredRow, _ expected: Poke.Expectation) -> Poke {
            Poke(name: "surplus: \(name)", inserted: [row], expected: expected)
        }
        let plain = self[.attachment].first { $0["id"].bytes == ledger.plainAttachment.bytes }!
        return [
            poke("an entry at the end", entry.with("idx", .integer(end)), .codes(["chain.index"], entry: UInt64(end))),
            poke(
                "an entry after a gap", entry.with("idx", .integer(end + 5)),
                .codes(["entry.missing"], entry: UInt64(end))),
            poke(
                "an entry far away", entry.with("idx", .integer(1 << 52)), .codes(["entry.missing"], entry: UInt64(end))
            ),
            poke("an entry before the first", entry.with("idx", .integer(-1)), .codes(["store.surplus"])),
            poke("an id", self[.event_id][3].with("id", .blob(Bytes(repeating: 7, count: 16))), .codes(["ids.differ"])),
            poke(
                "a hash at the end",
                self[.hash][0].with("position", .integer(Int64(StoredHashes.count(size: UInt64(end))))),
                .codes(["tree.stored"])),
            poke("a hash before the first", self[.hash][0].with("position", .integer(-1)), .codes(["tree.stored"])),
            poke(
                "a personal record where there are none", personal.with("idx", .integer(0)),
                .codes(["store.surplus"], entry: 0)),
            poke(
                "one personal record more", personal.with("position", .integer(9)),
                .codes(["personal.missing"], entry: personal.number("idx"))),
            poke(
                "a personal record beyond the end", personal.with("idx", .integer(end + 1)), .codes(["store.surplus"])),
            poke("a personal record before the first", personal.with("idx", .integer(-1)), .codes(["store.surplus"])),
            poke(
                "a chunk of no attachment", chunk.with("id", .blob(Bytes(repeating: 7, count: 32))),
                .codes(["store.surplus"])),
            poke("one chunk more", chunk.with("position", .integer(2)), .codes(["store.surplus"])),
            poke(
                "an attachment without chunks", plain.with("id", .blob(Bytes(repeating: 7, count: 32))),
                .codes(["attachment.wrong"])),
            // Attachments are stored before an entry names them: whole ones that none names yet are no fault.
            poke(
                "an empty attachment that nobody names",
                plain.with("id", .blob(SHA256.hash(Bytes()).bytes)).with("size", .integer(0)).with(
                    "chunks", .integer(0)),
                .outside),
            Poke(
                name: "a plain attachment as if it were sealed", removed: [plain],
                inserted: [plain.with("key_name", .blob(Bytes(repeating: 7, count: 16)))],
                expected: .codes(["attachment.missing"], entry: ledger.plainAttachmentIndex)),
            poke("a row of state", state.with("key", .blob([1, 2, 3])), .codes(["state.differs"])),
            poke("a row of state with an empty key", state.with("key", .blob([])), .codes(["state.differs"])),
            poke("a table of state", state.with("tbl", .text(Bytes("other".utf8))), .codes(["state.differs"])),
            poke(
                "a table of state whose name is no UTF-8", state.with("tbl", .text([0xFF, 0xFE])),
                .codes(["state.differs"])),
            poke(
                "a table of state with NUL in its name", state.with("tbl", .text(Bytes("key\0".utf8))),
                .codes(["state.differs"])),
        ]
    }

    /// Values of other lengths: one byte more, one byte less, nothing.
    func lengths() -> [Poke] {
        StoredTable.allCases.flatMap { table -> [Poke] in
            let rows = self[table]
            return [rows[0], rows[rows.count / 2], rows[rows.count - 1]].flatMap { row in
                row.values.flatMap { column, value -> [Poke] in
                    if case .integer = value { return [] }
                    if case .null = value { return [] }
                    let bytes = value.bytes
                    let others = [bytes + [0], bytes + [newline], Bytes(bytes.dropLast()), []]
                    return others.filter { $0 != bytes }.map { changed in
                        // A channel record that is not there is not disclosed, which the exit code says.
                        let isAbsent = column == "channel" && changed.isEmpty
                        return Poke(
                            name: "\(table) \(column) of \(changed.count) bytes instead of \(bytes.count)",
                            removed: [row],
                            inserted: [row.with(column, value.replacing(bytes: changed))],
                            expected: isAbsent
                                ? .outside
                                : table == .attachment && column == "id"
                                    ? .codes(["store.surplus"]) : expectation(row, column))
                    }
                }
            }
        }
    }
}
