import Synchronization

// The one writer, design section 4. Order of an append: vault → COMMIT (entries, records, tree hashes, admission state)
// → sign → answer. Nothing is signed inside an open transaction, nothing is answered before the commit.

/// Takes submissions, admits them in order and commits many at once.
public actor LedgerWriter {
    private nonisolated let executor = QueueExecutor(label: "ledger.writer")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The ledger's name.
    public nonisolated let ledger: LedgerName
    /// Where entries are read from.
    public nonisolated let store: any EventStore
    private nonisolated let inbox: Inbox
    private nonisolated let commitSignal = CommitSignal()
    private nonisolated let options: WriterOptions
    private nonisolated let directory: LedgerDirectory
    private let lock: ProcessLock
    /// The vault of personal records; its keys are made and destroyed here alone.
    nonisolated let vault: Vault
    let keys: ServiceKeys
    let clock: @Sendable () -> Timestamp
    let admission: Admission
    private(set) var head: ChainHead
    private var tree: CompactTree
    private var newest: SignedCheckpoint? {
        didSet { signed.withLock { $0 = newest } }
    }
    /// The newest checkpoint for those who must not wait for the writer.
    private nonisolated let signed = Mutex<SignedCheckpoint?>(nil)
    private var writtenSize: UInt64 = 0
    private var lastFileWrite: ContinuousClock.Instant?
    private var flushIsScheduled = false
    private var failure: LedgerError?
    private var unfinishedErasures: [Bytes] = []
    private var signers: (version: UInt64, keys: [NoteSigner])?

    init(
        directory: LedgerDirectory, lock: ProcessLock? = nil, store: any EventStore, vault: Vault, keys: ServiceKeys,
        book: RuleBook,
        founding: LedgerName?, options: WriterOptions = WriterOptions(), clock: @escaping @Sendable () -> Timestamp
    ) throws {
        self.lock = try lock ?? ProcessLock(directory: directory.path)
        let state = AdmissionState(committed: store)
        if let founding {
            ledger = founding
        } else {
            guard let row = try state.object(.ledger, Bytes("founded".utf8)),
                let name = row["origin"]?.bytes.flatMap({ LedgerName($0) })
            else { throw LedgerError(.storeDamaged, "no founding in the admission state") }
            ledger = name
            let known = try ServiceKey.checkpoint.keys(in: state)
            guard let newest = known.last, keys.checkpoint.contains(where: { $0.key == newest }) else {
                throw LedgerError(.serviceKeyWrong, "\(name)")
            }
            try StartGuard.check(store: store, file: directory.checkpointFile, ledger: name, keys: known)
        }
        (head, tree) = try StartGuard.head(of: store)
        admission = Admission(ledger: ledger, book: book, state: state, ancestry: store)
        inbox = Inbox(maximumEvents: options.maximumQueuedEvents, maximumByteCount: options.maximumQueuedByteCount)
        self.directory = directory
        self.store = store
        self.vault = vault
        self.keys = keys
        self.options = options
        self.clock = clock
        // A crash between commit and destruction is made good here.
        for row in try state.rows(.erased, prefix: Bytes("subject/".utf8)) {
            try vault.destroy(subject: Bytes(row.key.key.dropFirst("subject/".utf8.count)))
        }
    }

    // MARK: Submitting

    /// Hands events in and waits for their receipts. The answer comes after the commit.
    /// - Throws: `queue.full`, `writer.stopped`, `submission.size`, and what admission throws.
    public nonisolated func submit(_ submission: Submission) async throws -> [Receipt] {
        try submission.checkSize()
        return try await withCheckedThrowingContinuation { answer in
            switch inbox.put(Inbox.Waiting(submission: submission, answer: answer)) {
            case .failure(let error): answer.resume(throwing: error)
            case .success(let mustStart):
                if mustStart { executor.run { self.assumeIsolated { $0.drain() } } }
            }
        }
    }

    /// The number of entries after every commit from here on, once its submitters were answered: what views follow. Ends
    /// when the writer stops.
    public nonisolated func commits() -> AsyncStream<UInt64> { commitSignal.follow() }

    /// How many events wait.
    public nonisolated var queueDepth: Int { inbox.depth }

    /// The end of the chain: what the author of the next event can name as seen.
    public func chainHead() -> ChainHead { head }

    /// The checkpoint that was signed last; nil before the first. Says nothing of the checkpoint file, and answers also
    /// where the writer hangs.
    public nonisolated var lastSigned: SignedCheckpoint? { signed.withLock { $0 } }

    /// Returns once the writer's executor has come to it: its heartbeat.
    /// - Throws: why the writer refuses to go on, where it does.
    public func beat() throws { if let failure { throw failure } }

    /// The key under which an attachment of a subject is sealed, made where there is none.
    /// - Throws: `personal.erased`, `vault.missing`.
    public func sealingKey(for subject: Bytes) throws -> SubjectKey {
        guard Record.isSubject(subject) else { throw LedgerError(.recordMalformed, "subject") }
        guard try admission.state.value(.erased, Bytes("subject/".utf8) + subject) == nil else {
            throw LedgerError(.personalErased)
        }
        return try vault.subjectKey(for: subject)
    }

    /// The checkpoint of the head, written to the checkpoint file before it is given.
    public func checkpoint() throws -> SignedCheckpoint {
        let signed = try signHead()
        try writeCheckpointFile(signed)
        return signed
    }

    /// Serves what waits, writes the checkpoint file and refuses everything after.
    public func stop() async throws {
        inbox.close(LedgerError(.writerStopped))
        drain()
        commitSignal.end()
        finishErasures()
        if failure == nil, head.size > 0 { try writeCheckpointFile(try signHead()) }
        if let store = store as? SQLiteStore { try store.close() }
        try vault.close()
        lock.release()
    }

    private func drain() {
        while true {
            let taken = inbox.take(
                maximumEvents: options.maximumBatchEvents, maximumByteCount: options.maximumBatchByteCount)
            if taken.isEmpty { return }
            process(taken)
        }
    }

    // MARK: One commit

    /// An event that was accepted and waits for the commit, or an earlier one that was handed in again.
    private enum Answer {
        case accepted(Entry)
        case known(EntryIndex)
    }

    private struct Batch {
        var head: ChainHead
        var tree: CompactTree
        /// The tree before the batch, whose peaks are what receipts of the batch need of it.
        let before: CompactTree
        var hashes: [Digest] = []
        var entries: [AppendedEntry] = []
        var erasedSubjects: [Bytes] = []
        var places: [EventID: Int] = [:]

        /// How far it had come: what a refused submission is taken back to, without a copy of what was accepted.
        struct Mark {
            let head: ChainHead
            let tree: CompactTree
            let hashes, entries, erasedSubjects: Int
        }

        var mark: Mark {
            Mark(
                head: head, tree: tree, hashes: hashes.count, entries: entries.count,
                erasedSubjects: erasedSubjects.count)
        }

        mutating func takeBack(to mark: Mark) {
            head = mark.head
            tree = mark.tree
            for appended in entries[mark.entries...] { places[appended.entry.event.header.id] = nil }
            hashes.removeSubrange(mark.hashes...)
            entries.removeSubrange(mark.entries...)
            erasedSubjects.removeSubrange(mark.erasedSubjects...)
        }
    }

    private func process(_ taken: [Inbox.Waiting]) {
        if let failure {
            for waiting in taken { waiting.answer.resume(throwing: failure) }
            return
        }
        let prepared = prepare(taken.map(\.submission))
        let stored = Result {
            try store.indexes(of: taken.flatMap { $0.submission.events.map(\.event.header.id) })
        }
        var batch = Batch(head: head, tree: tree, before: tree)
        var outcomes: [Result<[Answer], any Error>] = []
        let roomError = checkRoom(for: taken)
        for (position, waiting) in taken.enumerated() {
            if let roomError {
                outcomes.append(.failure(roomError))
                continue
            }
            let before = batch.mark
            do {
                let answers = try admit(
                    waiting.submission, prepared: prepared[position], stored: stored.get(), into: &batch)
                admission.state.acceptSubmission()
                outcomes.append(.success(answers))
            } catch {
                admission.state.rejectSubmission()
                batch.takeBack(to: before)
                outcomes.append(.failure(error))
            }
        }
        options.observe(.admitted)
        let checkpoint: SignedCheckpoint?
        do {
            if !batch.entries.isEmpty { try commit(batch) }
            checkpoint = outcomes.contains { if case .success = $0 { true } else { false } } ? try signHead() : nil
        } catch {
            admission.state.batchAbandoned()
            for waiting in taken { waiting.answer.resume(throwing: error) }
            if let error = error as? LedgerError, error.code == .storeUnknown { fail(error) }
            return
        }
        answer(taken, outcomes, batch: batch, checkpoint: checkpoint)
        options.observe(.answered)
        if !batch.entries.isEmpty { commitSignal.send(head.size) }
    }

    private func commit(_ batch: Batch) throws {
        options.observe(.sealed)
        let start = ContinuousClock.now
        try store.append(
            AppendBatch(
                expectedSize: head.size, entries: batch.entries, hashes: batch.hashes,
                stateChanges: admission.state.batchChanges))
        admission.state.batchCommitted()
        head = batch.head
        tree = batch.tree
        options.observe(.committed)
        options.committed(
            CommitReport(entries: batch.entries, size: head.size, duration: start.duration(to: .now)))
        unfinishedErasures += batch.erasedSubjects
        finishErasures()
    }

    /// Destroys the keys of erased subjects. The erasure stands since the commit: a key that cannot be destroyed now is
    /// no error of the submission, and is tried again after every commit, at stop and at the next start.
    private func finishErasures() {
        unfinishedErasures.removeAll { subject in (try? vault.destroy(subject: subject)) != nil }
    }

    /// How many subjects were erased whose key the vault could not destroy yet.
    public var unfinishedErasureCount: Int { unfinishedErasures.count }

    private func answer(
        _ taken: [Inbox.Waiting], _ outcomes: [Result<[Answer], any Error>], batch: Batch,
        checkpoint: SignedCheckpoint?
    ) {
        options.observe(.signed)
        if let checkpoint { scheduleFileWrite(checkpoint) }
        options.observe(.checkpointWritten)
        let recent = RecentHashes(batch: batch.hashes, before: batch.before)
        for (waiting, outcome) in zip(taken, outcomes) {
            do {
                let receipts = try outcome.get().map { answer in
                    guard let checkpoint else { throw LedgerError(.writerStopped) }
                    return try receipt(answer, checkpoint: checkpoint, recent: recent)
                }
                waiting.answer.resume(returning: receipts)
            } catch {
                waiting.answer.resume(throwing: error)
            }
        }
    }

    private func fail(_ error: LedgerError) {
        failure = error
        commitSignal.end()
        for waiting in inbox.stop(error) { waiting.answer.resume(throwing: error) }
        options.onUnknownOutcome(error)
    }

    private func checkRoom(for taken: [Inbox.Waiting]) -> LedgerError? {
        guard let free = FileIO.freeBytes(at: directory.path) else { return nil }
        let needed = UInt64(taken.reduce(0) { $0 + $1.submission.byteCount }) * 4 + options.reservedDiskByteCount
        return free >= needed ? nil : LedgerError(.storeFull, "\(free) bytes free, \(needed) needed")
    }

    // MARK: Preparing in parallel

    /// What could be checked of an event without its turn having come.
    private struct Prepared: Sendable {
        let data: [Record]
        let personal: [Record]
        let signatures: [SpeculativeSignature?]
    }

    private func prepare(_ submissions: [Submission]) -> [[Result<Prepared, any Error>]] {
        let events = submissions.flatMap(\.events)
        let keys = events.map { $0.event.signatures.map { admission.expectedKey(of: $0) } }
        let flat = Parallel.map(count: events.count) { position -> Result<Prepared, any Error> in
            Result {
                let submitted = events[position]
                let (data, personal) = try submitted.checkedRecords()
                let signatures = keys[position].enumerated().map { place, key in
                    key.map { SpeculativeSignature(event: submitted.event, position: place, publicKey: $0) }
                }
                return Prepared(data: data, personal: personal, signatures: signatures)
            }
        }
        var rest = flat[...]
        return submissions.map { submission in
            defer { rest = rest.dropFirst(submission.events.count) }
            return Array(rest.prefix(submission.events.count))
        }
    }

    // MARK: Admitting in order

    private func admit(
        _ submission: Submission, prepared: [Result<Prepared, any Error>], stored: [EventID: EntryIndex],
        into batch: inout Batch
    ) throws -> [Answer] {
        let channelRecord = submission.channel.record()
        return try zip(submission.events, prepared).map { submitted, prepared in
            let event = submitted.event
            if let known = try known(event, stored: stored, in: batch) { return known }
            let prepared = try prepared.get()
            let received = try admission.placement(
                of: event, records: prepared.data, head: batch.head, clock: clock())
            let channel = channelRecord.line(nonce: Random.bytes(16))
            let entry = Entry(
                index: EntryIndex(batch.head.size), previous: batch.head.leaf, received: received,
                channel: RFC6962.leafHash(channel), event: event)
            do {
                _ = try admission.judge(
                    Candidate(entry: entry, data: .disclosed(prepared.data)), head: batch.head,
                    speculative: prepared.signatures)
            } catch let error as LedgerError {
                throw submission.events.count > 1
                    ? LedgerError(error.code, "event \(event.header.id): \(error.detail)") : error
            }
            try checkAttachments(prepared.data)
            if let subject = try PersonalErasure.subject(of: event, prepared.data, state: admission.state) {
                try checkErasure(subject, in: batch)
                batch.erasedSubjects.append(subject.subject)
            }
            try checkServiceKey(event, prepared.data)
            let personal = try seal(prepared.personal)
            batch.places[event.header.id] = batch.entries.count
            batch.entries.append(
                AppendedEntry(entry: entry, channel: channel, data: submitted.data, personal: personal))
            batch.tree.append(entry.leaf.digest) { batch.hashes.append($0) }
            batch.head = ChainHead(size: batch.head.size + 1, leaf: entry.leaf, received: received)
            return .accepted(entry)
        }
    }

    /// The place of an event that is in already, or in this batch.
    /// - Throws: `event.idConflict` where its id stands for another text.
    private func known(_ event: Event, stored: [EventID: EntryIndex], in batch: Batch) throws -> Answer? {
        if let place = batch.places[event.header.id] {
            let entry = batch.entries[place].entry
            guard entry.event.note.text == event.note.text else { throw LedgerError(.eventIDConflict) }
            return .accepted(entry)
        }
        guard let index = stored[event.header.id] else { return nil }
        guard let entry = try store.entries(from: index, limit: 1).first,
            try Entry(parsing: entry.bytes).event.note.text == event.note.text
        else { throw LedgerError(.eventIDConflict, index: index) }
        return .known(index)
    }

    private func checkAttachments(_ records: [Record]) throws {
        for record in records {
            for reference in try AttachmentReference.all(in: record) {
                guard let stored = try store.attachment(reference.sha256), stored.keyName == nil,
                    stored.size == reference.size
                else { throw LedgerError(.attachmentMissing, reference.sha256.hex) }
            }
        }
    }

    private func seal(_ records: [Record]) throws -> [SealedRecord] {
        guard records.count > 1 else { return try records.map { try seal($0) } }
        return try vault.together { try records.map { try seal($0) } }
    }

    private func seal(_ record: Record) throws -> SealedRecord {
        guard let subject = record.subject else { throw LedgerError(.recordMalformed, "subject") }
        guard try admission.ruleSet().visibility(of: record.type) == .personal else {
            throw LedgerError(.recordTypeUnknown, "\(record.type) among personal records")
        }
        let erased = try admission.state.value(.erased, Bytes("subject/".utf8) + subject)
        guard erased == nil else { throw LedgerError(.personalErased) }
        let key = try vault.subjectKey(for: subject)
        for reference in try AttachmentReference.all(in: record) {
            guard let stored = try store.attachment(key.attachmentID(reference.sha256)),
                stored.size == reference.size
            else { throw LedgerError(.attachmentMissing, "of a personal record") }
        }
        return key.seal(record.line)
    }

    /// A service key takes over only where this process holds it: otherwise the ledger could sign nothing any more.
    private func checkServiceKey(_ event: Event, _ records: [Record]) throws {
        guard event.header.type.bytes.equals("ledger.confirmed/1"), let record = records.first,
            let content = try ProposalState.read(
                RecordReader(record).about().index, state: admission.state)?.content.first
        else { return }
        let held = (keys.checkpoint + keys.engines).map { IJSONValue.string($0.key.text) }
        guard let vkey = content["vkey"], held.contains(vkey) else {
            throw LedgerError(.serviceKeyWrong, "restart with a service key file that holds the new key, then confirm")
        }
    }

    private func checkErasure(_ erasure: PersonalErasure, in batch: Batch) throws {
        guard let store = store as? SQLiteStore, let key = try vault.subjectKey(ofSubject: erasure.subject) else {
            throw LedgerError(.personalIncomplete, "no such subject")
        }
        // Records that enter in this very commit are not in the store yet, and would lose their key with it.
        guard !batch.entries.contains(where: { $0.personal.contains { $0.keyName == key.name } }) else {
            throw LedgerError(.personalIncomplete, "a record of the subject enters in the same commit")
        }
        let held = try store.personalRecords(keyName: key.name)
        let named = Set(erasure.records.map(\.key))
        let keys = Set(held.map { ErasedRecord.key(index: $0.index, position: $0.position) })
        guard named == keys, erasure.records.count == held.count,
            zip(erasure.records.sorted { bytesPrecede($0.key, $1.key) }, held).allSatisfy({ $0.leaf == $1.leaf })
        else { throw LedgerError(.personalIncomplete, "\(erasure.records.count) of \(held.count) records") }
    }

    // MARK: Checkpoints and receipts

    private func signHead() throws -> SignedCheckpoint {
        if let newest, newest.checkpoint.size == head.size { return newest }
        let checkpoint = Checkpoint(origin: ledger, size: head.size, root: tree.root)
        let signed = try SignedCheckpoint(signing: checkpoint, with: checkpointSigners())
        newest = signed
        return signed
    }

    /// The held keys that the ledger knows, read again only where what says so may have changed.
    private func checkpointSigners() throws -> [NoteSigner] {
        if let signers, signers.version == admission.state.authorityVersion { return signers.keys }
        let known = try ServiceKey.checkpoint.keys(in: admission.state)
        let held = keys.checkpoint.filter { known.contains($0.key) }
        signers = (admission.state.authorityVersion, held)
        return held
    }

    private func scheduleFileWrite(_ checkpoint: SignedCheckpoint) {
        if let lastFileWrite, lastFileWrite.duration(to: .now) < .seconds(1) {
            guard !flushIsScheduled else { return }
            flushIsScheduled = true
            Task {
                try? await Task.sleep(for: .seconds(1))
                await self.flush()
            }
            return
        }
        // What cannot be written now is written at the next append or at stop; the commit stands either way.
        try? writeCheckpointFile(checkpoint)
    }

    private func flush() {
        flushIsScheduled = false
        guard let newest, failure == nil else { return }
        try? writeCheckpointFile(newest)
    }

    private func writeCheckpointFile(_ checkpoint: SignedCheckpoint) throws {
        guard checkpoint.checkpoint.size > writtenSize else { return }
        try directory.checkpointFile.write(checkpoint)
        writtenSize = checkpoint.checkpoint.size
        lastFileWrite = .now
    }

    private func receipt(_ answer: Answer, checkpoint: SignedCheckpoint, recent: RecentHashes) throws -> Receipt {
        let entry: Entry
        switch answer {
        case .accepted(let accepted): entry = accepted
        case .known(let index):
            guard let stored = try store.entries(from: index, limit: 1).first else {
                throw LedgerError(.storeDamaged, index: index)
            }
            entry = try Entry(parsing: stored.bytes)
        }
        let size = checkpoint.checkpoint.size
        let proof = try TreeProver.inclusion(index: entry.index.value, size: size) { position in
            if let hash = recent[position] { return hash }
            guard let hash = try store.storedHash(position) else {
                throw LedgerError(.storeDamaged, "stored hash \(position)")
            }
            return hash
        }
        return Receipt(
            entry: entry,
            proof: TlogProof(extra: entry.bytes, index: entry.index, proof: proof, checkpoint: checkpoint))
    }
}
