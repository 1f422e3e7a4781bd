// Verification, design principle 3: every leaf and link, every signature, every record and attachment against its root,
// every author's right to write by the same admission in a temporary database, the tree against checkpoints, and the
// derived tables against what the entries give.
//
// Blocks of entries are inspected on all cores while the block before is judged in order.

import Dispatch
import Foundation

/// Verifies one source from entry 0 to its end.
final class LedgerVerifier {
    private let source: any VerifySource
    private let book: RuleBook
    private let options: VerifyOptions
    private let scratch: ScratchStore
    private let state: AdmissionState
    private var admission: Admission?
    private var head = ChainHead.empty
    private var tree = CompactTree()
    private var report = VerifyReport()
    private var knownKeys = KnownKeys()
    private var gone: [(index: EntryIndex, position: UInt64, leaf: Digest)] = []
    private var roots: [UInt64: Digest] = [:]
    private var outsideSizes: Set<UInt64> = []
    private var personalCount: UInt64 = 0
    private var expected: UInt64 = 0
    private var end: UInt64
    private var judgement: Judgement?
    private var entryFindings: [Finding] = []
    private var observe: ((JudgedEntry) throws -> Void)?
    private static let blockEntries = 256
    private static let blocksInFlight = 4

    init(_ source: any VerifySource, book: RuleBook, options: VerifyOptions) throws {
        self.source = source
        self.book = book
        self.options = options
        end = source.size
        scratch = try ScratchStore()
        state = AdmissionState(committed: scratch)
    }

    // MARK: The run

    func run() throws -> VerifyReport {
        let inside = readInsideCheckpoint()
        try keepStoredState()
        report.since = options.since?.checkpoint.size ?? 0
        outsideSizes = Set((options.outside + [options.since, inside].compactMap { $0 }).map(\.checkpoint.size))
        if outsideSizes.contains(0) { roots[0] = RFC6962.emptyRoot }
        try walk()
        try scratch.saveAncestors()
        try settleGone()
        try checkAttachments()
        for text in try source.surplus(isComplete: !report.isPartial) {
            found(.entries, LedgerError(.storeSurplus, text))
        }
        try checkTables()
        try checkCheckpoints(inside: inside)
        report.size = tree.size
        report.root = tree.root
        return report
    }

    /// Judges the first entries alone and tells of each: what a replay does. Checkpoints, attachments' bytes and the
    /// tables of the database's end are not looked at.
    func replay(through limit: UInt64, _ observe: @escaping (JudgedEntry) throws -> Void) throws -> VerifyReport {
        try source.tables?.endSnapshot()
        end = min(limit, source.size)
        self.observe = observe
        defer { self.observe = nil }
        try walk()
        report.size = tree.size
        report.root = tree.root
        return report
    }

    private func walk() throws {
        var flight: [Flight] = []
        var next = EntryIndex(0)
        var isAtEnd = false
        while true {
            // The founding alone first: before it is judged no key is known, and no signature can be checked ahead.
            let (blocks, entries) =
                expected == 0 ? (1, 1) : (LedgerVerifier.blocksInFlight, LedgerVerifier.blockEntries)
            while !isAtEnd, flight.count < blocks {
                let limit = next.value < end ? min(UInt64(entries), end - next.value) : 0
                let read = limit == 0 ? [] : try source.entries(from: next, limit: Int(limit))
                let block = read.filter { $0.index.value < end }
                guard let last = block.last else {
                    isAtEnd = true
                    break
                }
                flight.append(start(block))
                next = last.index.next
            }
            guard !flight.isEmpty else { break }
            let inspections = flight.removeFirst().wait()
            // One read transaction a block: a lock for every look-up costs more than the look-up.
            try source.tables?.beginBlock()
            for inspection in inspections { try judge(inspection) }
            try source.tables?.endBlock()
            try scratch.apply(state.batchChanges)
            state.batchCommitted()
            try scratch.saveAncestors()
            options.progress(tree.size, end)
        }
        if expected < end {
            let missing = LedgerError(
                .entryMissing, "\(end - expected) entries", index: EntryIndex(expected))
            found(.entries, missing)
        }
    }

    private func start(_ block: [SourceEntry]) -> Flight {
        let flight = Flight()
        let since = report.since
        let missingIsAltered = source.missingIsAltered
        let openSealed = source.openSealed
        let keys = knownKeys
        DispatchQueue.global().async {
            flight.finish(
                Parallel.map(count: block.count) { position in
                    EntryInspection(
                        block[position], full: block[position].index.value >= since,
                        missingIsAltered: missingIsAltered, keys: { keys[$0] }, openSealed: openSealed)
                })
        }
        return flight
    }

    // MARK: In order

    private func judge(_ inspection: EntryInspection) throws {
        judgement = nil
        entryFindings.removeAll(keepingCapacity: true)
        try judgeInOrder(inspection)
        try observe?(JudgedEntry(inspection: inspection, judgement: judgement, findings: entryFindings))
    }

    private func judgeInOrder(_ inspection: EntryInspection) throws {
        let place = inspection.source.index
        if place.value > expected {
            let missing = LedgerError(.entryMissing, "\(place.value - expected) entries", index: EntryIndex(expected))
            found(.entries, missing)
        }
        expected = place.value + 1
        let isFull = place.value >= report.since
        for finding in inspection.findings { found(nil, finding) }
        for count in inspection.counts { report.count(count.check, count.outcome, count.by) }
        gone += inspection.gone.map { (place, $0.position, $0.leaf) }
        for (reference, keyName) in inspection.references where isFull {
            try checkReference(reference, keyName: keyName, at: place)
        }
        let leaf = LeafHash(inspection.leaf)
        switch inspection.entry {
        case .failure(let error):
            found(.entries, error.at(place))
            try extend(leaf, received: head.received ?? Timestamp(milliseconds: 0)!, at: place)
        case .success(let entry):
            if place == .founding { begin(entry) }
            if entry.index != place { found(.entries, LedgerError(.chainIndex, "says \(entry.index)", index: place)) }
            if entry.previous != head.leaf { found(.entries, LedgerError(.chainLink, index: place)) }
            personalCount &+= entry.event.header.personal?.count ?? 0
            try checkID(entry, at: place)
            try admit(entry, inspection, isFull: isFull, at: place)
            if isFull { report.count(.entries, .rechecked) }
            if let last = head.received, entry.received < last { report.clockCorrections.append(place) }
            report.span = (report.span?.first ?? entry.received, entry.received)
            try extend(leaf, received: entry.received, at: place)
        }
    }

    /// Takes the ledger's name from entry 0.
    private func begin(_ entry: Entry) {
        report.ledger = entry.event.header.ledger
        report.founding = entry.leaf
        admission = Admission(ledger: entry.event.header.ledger, book: book, state: state, ancestry: scratch)
        guard let founding = options.founding else { return }
        if founding == entry.leaf {
            report.count(.founding, .rechecked)
        } else {
            found(.founding, LedgerError(.foundingDiffers, entry.leaf.base64, index: .founding))
        }
    }

    private func admit(_ entry: Entry, _ inspection: EntryInspection, isFull: Bool, at place: EntryIndex) throws {
        guard let admission else {
            found(.admission, LedgerError(.ledgerMissing, "no founding entry", index: place))
            return
        }
        // A data list that is wrong was reported; what it may have written is unknown.
        do {
            let judgement = try admission.judge(
                Candidate(entry: entry, data: inspection.data), head: head, speculative: inspection.signatures,
                trustingSignatures: !isFull)
            state.acceptSubmission()
            self.judgement = judgement
            if isFull { report.count(.signatures, .rechecked, UInt64(entry.event.signatures.count)) }
            switch judgement {
            case .accepted(let marks):
                if isFull {
                    report.count(.admission, .rechecked)
                    report.count(ruleOf: entry.event.header.type, .rechecked)
                }
                for mark in marks { report.marks[mark, default: 0] += 1 }
            case .notDisclosed:
                report.count(.admission, .notDisclosed)
                report.count(ruleOf: entry.event.header.type, .notDisclosed)
            }
            for signature in entry.event.signatures {
                knownKeys.learn(signature) { admission.expectedKey(of: signature) }
            }
        } catch let error as LedgerError {
            state.rejectSubmission()
            if error.code != .signatureWrong { report.count(ruleOf: entry.event.header.type, .wrong) }
            found(error.code == .signatureWrong ? .signatures : .admission, error.at(place))
        }
    }

    private func extend(_ leaf: LeafHash, received: Timestamp, at place: EntryIndex) throws {
        var completed: [Digest] = []
        let position = StoredHashes.count(size: tree.size)
        tree.append(leaf.digest) { completed.append($0) }
        if let tables = source.tables, place.value >= report.since {
            try compareHashes(completed, at: position, tables: tables, index: place)
        }
        head = ChainHead(size: tree.size, leaf: leaf, received: received)
        scratch.remember(tree.size - 1, Ancestor(leaf: leaf, received: received))
        if outsideSizes.contains(tree.size) { roots[tree.size] = tree.root }
    }

    // MARK: Derived tables

    /// What was read of the stored hashes and not compared yet: they are compared in order.
    private var hashPage: ArraySlice<(position: UInt64, digest: Digest)> = []

    private func storedHash(at position: UInt64, tables: any VerifyTables) throws -> Digest? {
        hashPage = hashPage.drop { $0.position < position }
        if hashPage.isEmpty { hashPage = try tables.storedHashes(from: position, limit: 1_024)[...] }
        return hashPage.first.flatMap { $0.position == position ? $0.digest : nil }
    }

    private func compareHashes(
        _ hashes: [Digest], at position: UInt64, tables: any VerifyTables, index: EntryIndex
    ) throws {
        for (offset, hash) in hashes.enumerated() {
            let place = position + UInt64(offset)
            if try storedHash(at: place, tables: tables) == hash {
                report.count(.storedHashes, .rechecked)
            } else {
                found(.storedHashes, LedgerError(.treeStored, "position \(place)", index: index))
            }
        }
    }

    private func checkID(_ entry: Entry, at place: EntryIndex) throws {
        if let tables = source.tables {
            // The look-up is a function: were two entries of one id, one of them would be answered with the other's index.
            if place.value < report.since { return }
            let stored = try tables.index(of: entry.event.header.id)
            if stored == place {
                report.count(.eventIDs, .rechecked)
            } else {
                let isTwice = stored.map { $0 < place } ?? false
                found(
                    .eventIDs,
                    LedgerError(isTwice ? .idTwice : .idsDiffer, "\(entry.event.header.id)", index: place))
            }
        } else if try !scratch.insert(entry.event.header.id, at: place) {
            found(.eventIDs, LedgerError(.idTwice, "\(entry.event.header.id)", index: place))
        } else {
            report.count(.eventIDs, .rechecked)
        }
    }

    private func keepStoredState() throws {
        guard let tables = source.tables else { return }
        var last: StateKey?
        do {
            while true {
                let rows = try tables.stateRows(after: last, limit: 500)
                if rows.isEmpty { break }
                try scratch.keepStoredState(rows)
                last = rows.last?.key
            }
        } catch let error as LedgerError where error.code == .storeDamaged {
            found(.state, LedgerError(.stateDiffers, error.detail))
        }
        try tables.endSnapshot()
    }

    private func checkTables() throws {
        guard let tables = source.tables else {
            for check in [VerifyCheck.storedHashes, .state] {
                report.counts.skip(
                    check,
                    BilingualText(
                        "not part of an export", "导出文件不含此项"))
            }
            return
        }
        if !tables.schemaDifferences.isEmpty {
            let names = tables.schemaDifferences.prefix(20).joined(separator: ", ")
            found(.entries, LedgerError(.storeSchema, String(names.prefix(500))))
        }
        if tables.entryCount != tree.size {
            found(.entries, LedgerError(.storeSurplus, "\(tables.entryCount) entries where \(tree.size) belong"))
        }
        if tables.eventIDCount != tree.size {
            found(.eventIDs, LedgerError(.idsDiffer, "\(tables.eventIDCount) ids for \(tree.size) entries"))
        }
        let hashes = StoredHashes.count(size: tree.size)
        if tables.storedHashCount != hashes {
            found(.storedHashes, LedgerError(.treeStored, "\(tables.storedHashCount) hashes where \(hashes) belong"))
        }
        if tables.personalCount != personalCount {
            found(
                .personal,
                LedgerError(.storeSurplus, "\(tables.personalCount) personal records where \(personalCount) belong"))
        }
        if !state.unknown.isEmpty {
            report.counts.skip(
                .state,
                BilingualText(
                    "records that write it are not disclosed", "写入状态的记录未披露"))
            return
        }
        let differences = try scratch.stateDifferences(limit: 20)
        for difference in differences { found(.state, LedgerError(.stateDiffers, difference)) }
        if differences.isEmpty { report.count(.state, .rechecked, try scratch.stateCount()) }
    }

    // MARK: Attachments and erasure

    private func checkReference(_ reference: AttachmentReference, keyName: Bytes?, at place: EntryIndex) throws {
        switch try source.presence(of: reference, sealedBy: keyName) {
        case .present: break
        case .missing: found(.attachments, LedgerError(.attachmentMissing, reference.sha256.hex, index: place))
        case .wrongSize: found(.attachments, LedgerError(.attachmentWrong, reference.sha256.hex, index: place))
        case .notDisclosed: report.count(.attachments, .notDisclosed)
        }
    }

    private func checkAttachments() throws {
        try source.checkAttachments { result in
            switch result {
            case .right: report.count(.attachments, .rechecked)
            case .wrong(let error): found(.attachments, error)
            case .notDisclosed: report.count(.attachments, .notDisclosed)
            case .keyGone: report.count(.attachments, .erased)
            }
        }
    }

    /// A record whose key or line is gone is erased where an event names it, otherwise missing.
    private func settleGone() throws {
        for (index, position, leaf) in gone {
            let key = ErasedRecord.key(index: index, position: position)
            if let row = try? state.object(.erased, key), row["leaf"]?.bytes == Bytes(leaf.base64.utf8) {
                report.count(.personal, .erased)
            } else if try source.wasErasedSince(index, position: position, leaf: leaf) {
                // The event that says so stands behind the head that was taken at the start.
                report.count(.personal, .notDisclosed)
            } else if source.missingIsAltered {
                found(.personal, LedgerError(.personalMissing, "record \(position + 1)", index: index))
            } else {
                report.count(.personal, .notDisclosed)
            }
        }
    }

    // MARK: Checkpoints

    private func readInsideCheckpoint() -> SignedCheckpoint? {
        do {
            guard let bytes = try source.checkpoint() else {
                report.counts.skip(.checkpoint, BilingualText("there is none", "没有"))
                if source.missingIsAltered { found(.checkpoint, LedgerError(.checkpointMissing)) }
                return nil
            }
            return try SignedCheckpoint(parsing: bytes)
        } catch let error as LedgerError {
            found(.checkpoint, error)
        } catch {
            found(.checkpoint, LedgerError(.checkpointMalformed))
        }
        return nil
    }

    private func checkCheckpoints(inside: SignedCheckpoint?) throws {
        if let inside { try check(inside, as: .checkpoint) }
        for signed in options.outside + [options.since].compactMap({ $0 }) {
            if try check(signed, as: .outsideCheckpoint) { report.agreedSizes.append(signed.checkpoint.size) }
        }
        if let policy = options.policy {
            let notes = options.outside.isEmpty ? [inside].compactMap { $0 } : options.outside
            for signed in notes {
                do {
                    let satisfied = try policy.evaluate(note: signed.note)
                    report.count(.cosignatures, .rechecked)
                    // The ledger's own file is an outside memory only where somebody else has cosigned it.
                    let isCosigned = options.outside.isEmpty && !satisfied.witnesses.isEmpty
                    if isCosigned, roots[signed.checkpoint.size] == signed.checkpoint.root {
                        report.agreedSizes.append(signed.checkpoint.size)
                    }
                } catch {
                    found(.cosignatures, error)
                }
            }
        }
    }

    @discardableResult
    private func check(_ signed: SignedCheckpoint, as check: VerifyCheck) throws -> Bool {
        let checkpoint = signed.checkpoint
        guard checkpoint.origin == report.ledger else {
            found(check, LedgerError(.checkpointOrigin, "\(checkpoint.origin)"))
            return false
        }
        do {
            let keys = try ServiceKey.checkpoint.keys(in: state, at: checkpoint.size)
            let signers = try signed.note.verified(by: keys.all)
            guard let current = keys.current, signers.contains(where: { $0.key == current }) else {
                throw LedgerError(.noteUnverified, "not signed by the key in force")
            }
        } catch let error as LedgerError {
            found(check, error)
            return false
        } catch is StateNotDisclosed {
            report.count(check, .notDisclosed)
            return false
        }
        guard checkpoint.size <= tree.size else {
            found(check, LedgerError(.treeCut, "ledger \(tree.size), checkpoint \(checkpoint.size)"))
            return false
        }
        if check == .checkpoint, source.tables == nil, checkpoint.size < tree.size {
            found(check, LedgerError(.exportMalformed, "\(tree.size) entries, checkpoint \(checkpoint.size)"))
            return false
        }
        guard roots[checkpoint.size] == checkpoint.root else {
            found(check, LedgerError(.treeRoot, "at size \(checkpoint.size)"))
            return false
        }
        report.count(check, .rechecked)
        // An empty tree is the past of every ledger: it vouches for nothing.
        return checkpoint.size > 0
    }

    // MARK: Findings

    private func found(_ check: VerifyCheck?, _ finding: Finding) {
        report.findingCount += 1
        if observe != nil, entryFindings.count < options.maximumFindings { entryFindings.append(finding) }
        if finding.code != .treeCut { report.onlyCut = false }
        if report.findings.count < options.maximumFindings { report.findings.append(finding) }
        if let check { report.count(check, .wrong) }
    }
}
