// Replay (重放): history told again by the judge that admitted it, from entry 0 to any moment. What it tells was admitted
// here and now, not read from a table.

import Foundation

/// Up to where a replay goes.
public enum ReplayMoment: Sendable, Hashable {
    /// To the end, as it is at the start of the replay.
    case end
    /// With this entry as the last.
    case index(EntryIndex)
    /// Before the first entry that was received later than this.
    case time(Timestamp)
}

/// An entry as a replay tells it.
public struct ReplayedEntry: Sendable {
    /// The place that it stands in.
    public let index: EntryIndex
    /// The entry with what is disclosed of it; nil where the stored bytes are none.
    public let event: ViewEvent?
    /// Whether admission could decide: not where records that it needs are not disclosed.
    public let isDecided: Bool
    /// What is wrong with it.
    public let findings: [LedgerError]
}

/// What a replay came to.
public struct ReplaySummary: Sendable {
    /// The ledger's name.
    public internal(set) var ledger: LedgerName?
    /// How many entries were replayed.
    public internal(set) var size: UInt64 = 0
    /// When the last of them was received.
    public internal(set) var received: Timestamp?
    /// The leaf hash of the last of them.
    public internal(set) var leaf: LeafHash?
    /// What is wrong, at most a hundred.
    public internal(set) var findings: [LedgerError] = []
    /// How many findings there were.
    public internal(set) var findingCount: UInt64 = 0
    /// How many entries could not be decided.
    public internal(set) var undecided: UInt64 = 0

    /// 0 everything admitted again, 1 something wrong, 2 something that is not disclosed.
    public var exitCode: Int32 { findingCount > 0 ? 1 : undecided > 0 ? 2 : 0 }
}

/// Replays one ledger directory, copy or export.
public final class Replay {
    private let source: any VerifySource
    private let book: RuleBook

    /// Opens a folder or an export file.
    /// - Throws: `file.unreadable`, `ledger.missing`, `export.malformed`, `store.failed`.
    public init(path: String, book: RuleBook) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw LedgerError(.fileUnreadable, path)
        }
        source =
            isFolder.boolValue
            ? try DirectorySource(LedgerDirectory(path), vaultKey: nil) : try ExportSource(path)
        self.book = book
    }

    /// The number of entries, taken at the start.
    public var size: UInt64 { source.size }

    /// Judges entries in order and tells of each.
    /// - Throws: `proof.range` for an index that the ledger does not have, what reading and the body throw.
    public func run(
        asOf moment: ReplayMoment = .end,
        progress: @escaping @Sendable (_ done: UInt64, _ size: UInt64) -> Void = { _, _ in },
        _ body: @escaping (ReplayedEntry) throws -> Void = { _ in }
    ) throws -> ReplaySummary {
        var limit = source.size
        if case .index(let index) = moment {
            guard index.value < limit else { throw LedgerError(.proofRange, "entry \(index) of \(limit)") }
            limit = index.value + 1
        }
        var options = VerifyOptions()
        options.progress = progress
        let verifier = try LedgerVerifier(source, book: book, options: options)
        var summary = ReplaySummary()
        struct Past: Error {}
        do {
            let report = try verifier.replay(through: limit) { judged in
                let replayed = try Replay.entry(judged)
                if case .time(let last) = moment, let received = replayed.event?.entry.received, received > last {
                    throw Past()
                }
                summary.take(replayed, leaf: judged.inspection.leaf)
                try body(replayed)
            }
            // What is missing at the end belongs to no entry.
            if report.findingCount > summary.findingCount {
                if let last = report.findings.last { summary.findings.append(last) }
                summary.findingCount = report.findingCount
            }
        } catch is Past {}
        return summary
    }

    /// An entry that was told before; nil where it is none or is not there.
    public func earlier(_ index: EntryIndex) -> ViewEvent? {
        guard index.value < source.size, let entry = try? source.entries(from: index, limit: 1).first,
            entry.index == index
        else { return nil }
        return try? ViewEvent(
            index: index, bytes: entry.bytes, data: entry.data, marks: [], marksWithheld: !source.missingIsAltered)
    }

    private static func entry(_ judged: JudgedEntry) throws -> ReplayedEntry {
        let index = judged.inspection.source.index
        guard case .success(let entry) = judged.inspection.entry else {
            return ReplayedEntry(index: index, event: nil, isDecided: true, findings: judged.findings)
        }
        var marks: [Mark] = []
        var isDecided = true
        switch judged.judgement {
        case .accepted(let set)?: marks = set
        case .notDisclosed?: isDecided = false
        case nil: break
        }
        let event: ViewEvent?
        if case .disclosed(let records) = judged.inspection.data {
            event = ViewEvent(
                entry: entry,
                records: records.enumerated().map { ViewRecord(position: UInt64($0.offset), record: $0.element) },
                isComplete: true, marks: marks)
        } else {
            event = try? ViewEvent(
                index: index, bytes: judged.inspection.source.bytes, data: judged.inspection.source.data, marks: marks,
                marksWithheld: true)
        }
        return ReplayedEntry(index: index, event: event, isDecided: isDecided, findings: judged.findings)
    }
}

extension ReplaySummary {
    mutating func take(_ replayed: ReplayedEntry, leaf: Digest) {
        if let event = replayed.event {
            if size == 0 { ledger = event.entry.event.header.ledger }
            received = event.entry.received
        }
        size = replayed.index.value + 1
        self.leaf = LeafHash(leaf)
        findingCount += UInt64(replayed.findings.count)
        findings += replayed.findings.prefix(max(0, 100 - findings.count))
        if !replayed.isDecided { undecided += 1 }
    }
}

// MARK: Views out of a replay

extension Replay {
    /// Rebuilds the views of a moment in a fresh file, whole or not at all. Nothing is built out of entries that
    /// admission refuses.
    /// - Throws: `file.exists`; the first finding, where something is wrong.
    public func build(
        into path: String, asOf moment: ReplayMoment = .end, views: ProjectorBook,
        progress: @escaping @Sendable (_ done: UInt64, _ size: UInt64) -> Void = { _, _ in },
        _ body: @escaping (ReplayedEntry) throws -> Void = { _ in }
    ) throws -> ReplaySummary {
        guard !FileIO.exists(path) else { throw LedgerError(.fileExists, path) }
        let temporary = "\(path).tmp.\(getpid())"
        let store = try ViewStore(creating: temporary, book: views)
        do {
            let summary = try fill(store, asOf: moment, limits: [:], progress: progress, body)
            try store.close()
            guard link(temporary, path) == 0 else {
                throw LedgerError(errno == EEXIST ? .fileExists : .fileUnwritable, "\(path): \(FileIO.reason())")
            }
            unlink(temporary)
            try FileIO.syncFolder(of: path)
            return summary
        } catch {
            try? store.close()
            for ending in ["", "-wal", "-shm"] { unlink(temporary + ending) }
            throw error
        }
    }

    /// Takes replayed entries into a fresh file.
    func fill(
        _ store: ViewStore, asOf moment: ReplayMoment, limits: [String: UInt64],
        progress: @escaping @Sendable (UInt64, UInt64) -> Void, _ body: @escaping (ReplayedEntry) throws -> Void
    ) throws -> ReplaySummary {
        var batch: [ViewEvent] = []
        var held: UInt64 = 0
        func flush() throws {
            try store.apply(batch, limits: limits)
            batch.removeAll(keepingCapacity: true)
            held = 0
        }
        let summary = try run(asOf: moment, progress: progress) { replayed in
            if let finding = replayed.findings.first { throw finding }
            guard let event = replayed.event else { throw LedgerError(.entryMalformed, index: replayed.index) }
            batch.append(event)
            held += UInt64(event.records.reduce(0) { $0 + $1.record.line.count })
            if batch.count >= ViewStore.batchEntries || held >= 8 << 20 { try flush() }
            try body(replayed)
        }
        try flush()
        if let finding = summary.findings.first { throw finding }
        if let failed = store.status.first(where: { $0.failure != nil }), let failure = failed.failure {
            throw failure.error(of: failed.name)
        }
        return summary
    }
}
