/// Events, entries, submission files and the founding records.
enum EventTargets {
    /// An event has one form; its lines, alone, too; and so have the names in it.
    static func event(_ input: Bytes) {
        if let event = parsed(.event, { try Event(parsing: input) }) { check(event, of: input) }
        if let header = parsed([.eventMalformed, .eventTooLarge], { try EventHeader(parsing: input) }) {
            require(header.text == input, "the lines of an event have one form")
            require(input.count <= EventHeader.maximumByteCount, "limit")
        }
        if let note = try? SignedNote(parsing: input) {
            let whole = parsed(.event) { try Event(parsing: input) }
            let loose = parsed(.event) { try Event(note: note) }
            if let whole { require(whole == loose, "both ways to read an event agree") }
        }
        if let name = ActorName(input) { require(name.keyName.bytes == input, "an actor's name is a key name") }
        if let name = LedgerName(input) { require(name.keyName.bytes == input, "a ledger's name is a key name") }
        if let type = TypeName(input) {
            require(type.bytes == input && type.bytes.starts(with: type.name), "a type has one form")
            require(type.name.starts(with: type.family) && !type.family.isEmpty, "a type has a family")
        }
        if let id = EventID(input) { require(id.bytes == input && id.raw.count == 16, "an id has 16 bytes") }
    }

    private static func check(_ event: Event, of input: Bytes) {
        require(event.bytes == input, "an event keeps its bytes")
        require(event.header.text == event.note.text, "the lines are all of the text")
        require((1...2).contains(event.signatures.count), "one or two signatures")
        require(input.count <= Event.maximumByteCount, "limit")
        require(event.header.data.count > 0 && event.header.personal?.count != 0, "no empty list")
        NoteTargets.checkSignatures(of: event.note)
    }

    /// An entry has one form.
    static func entry(_ input: Bytes) {
        guard let entry = parsed(.entry, { try Entry(parsing: input) }) else { return }
        require(entry.bytes == input && input.count <= Entry.maximumByteCount, "an entry keeps its bytes")
        let again = Entry(
            index: entry.index, previous: entry.previous, received: entry.received, channel: entry.channel,
            event: entry.event)
        require(again == entry, "an entry is its parts")
        require(entry.leaf.digest == RFC6962.leafHash(input), "the leaf is over all bytes")
        check(entry.event, of: entry.event.bytes)
        _ = entry.received.beijing
    }

    private static let draftCodes: Set<ErrorCode> = Set.event.union(Set.record).union([
        .submissionMalformed, .recordRoot,
    ])

    /// A submission file is read as it was written, whatever stands in its records.
    static func draft(_ input: Bytes) {
        if let draft = parsed(draftCodes, { try DraftEvent(parsing: input) }) { check(draft) }
        // Chance finds neither a root nor a check sum: a file is also made around the parts of the input, which are
        // data, personal records and signature lines between bytes FF.
        let parts = input.split(separator: 0xFF, maxSplits: 2, omittingEmptySubsequences: false).map { Bytes($0) }
        guard let data = parsed(.record, { try RecordList(parsing: parts[0]) }) else { return }
        let personal = parts.dropFirst().first.flatMap { try? RecordList(parsing: $0) }
        let known = Fixtures.entries[1].event.header
        let header = EventHeader(
            ledger: known.ledger, id: known.id, type: known.type, time: known.time, seen: known.seen,
            data: data.commitment, personal: personal?.commitment)
        let tail = parts.count > 2 && !parts[2].isEmpty ? [newline] + parts[2] : []
        var members = [
            ("FORMAT", Bytes("ssj/v1/submission\n".utf8)), ("data", data.bytes), ("event", header.text + tail),
        ]
        if let personal { members.append(("personal", personal.bytes)) }
        guard let file = try? Seeds.archive(members) else { stop("a file of four members") }
        guard let draft = parsed(draftCodes, { try DraftEvent(parsing: file) }) else {
            return require(!tail.isEmpty, "a file without signatures is read")
        }
        require(draft.header == header && draft.data == data && draft.personal == personal, "it is what was written")
        require((try? draft.fileBytes()) == file || !tail.isEmpty, "a file made here has one form")
        check(draft)
    }

    private static func check(_ draft: DraftEvent) {
        guard let bytes = try? draft.fileBytes() else { stop("what was read is written") }
        require(try DraftEvent(parsing: bytes) == draft, "what is written is read again")
        guard let submitted = parsed(Set.event.union([.eventSignatures]), { try draft.submitted() }) else { return }
        guard let records = parsed(Set.record.union([.recordRoot]), { try submitted.checkedRecords() }) else { return }
        require(UInt64(records.data.count) == draft.header.data.count, "as many records as are signed")
        require(UInt64(records.personal.count) == draft.header.personal?.count ?? 0, "as many personal ones")
    }

    /// The founding records are read as they were written.
    static func founding(_ input: Bytes) {
        guard let list = try? RecordList(parsing: Fixtures.expanded(input)), let records = try? list.records() else {
            return
        }
        let codes: Set<ErrorCode> = [.recordInvalid, .vkeyMalformed, .keyWeak, .recordTooLarge, .recordMalformed]
        for record in records {
            _ = parsed(codes) { try NewKey([record]) }
            _ = parsed(codes) { try SetRecord(record) }
            _ = parsed(codes) { try KeyRecord(record) }
            guard let reader = parsed(codes, { try RecordReader(record) }) else { continue }
            _ = parsed(codes) { try reader.about() }
            _ = parsed(codes) { try reader.date("until") }
            _ = parsed(codes) { try reader.actor("actor") }
            _ = parsed(codes) { try reader.role("role") }
        }
        guard let content = parsed(codes, { try FoundingContent(records) }) else { return }
        let lines = content.records { Bytes(repeating: 7, count: 16) }
        guard let again = try? FoundingContent(RecordList(lines: lines).records()) else { stop("it is read again") }
        require(again.records { Bytes(repeating: 7, count: 16) } == lines, "founding records have one meaning")
    }
}
