// An event before it enters: composed on its author's machine, signed there by one key or two, carried as a file.
//
// The file is the tar of ``Tar`` with the members `FORMAT` (`ssj/v1/submission`), `data`, `event`, `personal`. `event`
// is the text, followed by an empty line and the signature lines that it has so far.

/// An event that is being signed (待提交事件).
public struct DraftEvent: Sendable, Hashable {
    /// The lines to sign.
    public let header: EventHeader
    /// The data records.
    public let data: RecordList
    /// The personal records, where there are any.
    public let personal: RecordList?
    /// The signatures so far.
    public private(set) var signatures: [NoteSignature] = []

    private static let format = Bytes("ssj/v1/submission\n".utf8)
    /// The largest file.
    public static let maximumByteCount = 2 * RecordList.maximumByteCount + (1 << 20)

    /// Composes an event over lists of records; `random` gives ten bytes for its id.
    /// - Throws: `record.malformed`, `record.tooLarge`, `event.tooLarge`.
    public init(
        ledger: LedgerName, type: TypeName, time: Timestamp, seen: SeenEntry?, data: [Bytes], personal: [Bytes] = [],
        random: Bytes
    ) throws {
        let data = try RecordList(lines: data)
        _ = try data.records()
        let personal = personal.isEmpty ? nil : try RecordList(lines: personal)
        _ = try personal?.records(personal: true)
        header = EventHeader(
            ledger: ledger, id: EventID(time: time, random: random), type: type, time: time, seen: seen,
            data: data.commitment, personal: personal?.commitment)
        guard header.text.count <= EventHeader.maximumByteCount else { throw LedgerError(.eventTooLarge) }
        self.data = data
        self.personal = personal
    }

    /// Adds a signature; one key signs once.
    public mutating func sign(with signer: NoteSigner) { add(signer.sign(header.text)) }

    /// Adds a signature that was made elsewhere over ``header``'s text; it is not judged.
    public mutating func add(_ signature: NoteSignature) {
        signatures.removeAll { $0.name == signature.name && $0.keyID == signature.keyID }
        signatures.append(signature)
        signatures.sort { ($0.name, $0.keyID) < ($1.name, $1.keyID) }
    }

    /// The event as it is handed in.
    /// - Throws: `event.signatures` where nobody has signed.
    public func submitted() throws -> SubmittedEvent {
        guard let note = SignedNote(text: header.text, signatures: signatures) else {
            throw LedgerError(.eventSignatures, "nobody has signed")
        }
        return SubmittedEvent(event: try Event(note: note), data: data, personal: personal)
    }

    /// The file.
    public func fileBytes() throws -> Bytes {
        var event = header.text
        if !signatures.isEmpty { event += [newline] + signatures.map(\.line).joined() }
        var output = Bytes()
        var members = [("FORMAT", DraftEvent.format), ("data", data.bytes), ("event", event)]
        if let personal { members.append(("personal", personal.bytes)) }
        for (name, content) in members {
            output += try Tar.header(name: Bytes(name.utf8), size: UInt64(content.count))
            output += content + Bytes(repeating: 0, count: Tar.padding(UInt64(content.count)))
        }
        return output + Bytes(repeating: 0, count: 2 * Tar.blockByteCount)
    }

    /// Reads a file.
    /// - Throws: `submission.malformed`, and what the parts throw.
    public init(parsing bytes: Bytes) throws(LedgerError) {
        var rest = bytes[...]
        self = try DraftEvent(first: &rest)
    }

    /// Reads several files that stand one after another, as one submission carries them.
    /// - Throws: `submission.malformed`, `submission.size`, and what the parts throw.
    public static func drafts(parsing bytes: Bytes) throws(LedgerError) -> [DraftEvent] {
        var drafts: [DraftEvent] = []
        var rest = bytes[...]
        repeat {
            guard drafts.count < Submission.maximumEvents else {
                throw LedgerError(.submissionSize, "more than \(Submission.maximumEvents) events")
            }
            drafts.append(try DraftEvent(first: &rest))
        } while !rest.isEmpty
        return drafts
    }

    /// Reads the file at the start of bytes and drops it from them.
    private init(first rest: inout ArraySlice<UInt8>) throws(LedgerError) {
        var members: [(name: Bytes, content: Bytes)] = []
        while true {
            guard rest.count >= Tar.blockByteCount, members.count <= 4 else {
                throw LedgerError(.submissionMalformed, "cut short")
            }
            let block = Bytes(rest.prefix(Tar.blockByteCount))
            rest = rest.dropFirst(Tar.blockByteCount)
            let parsed: (name: Bytes, size: UInt64)?
            do { parsed = try Tar.parse(block) } catch { throw LedgerError(.submissionMalformed, error.detail) }
            guard let (name, size) = parsed else { break }
            guard size <= UInt64(rest.count) else { throw LedgerError(.submissionMalformed, "cut short") }
            members.append((name, Bytes(rest.prefix(Int(size)))))
            rest = rest.dropFirst(Int(size) + Tar.padding(size))
        }
        let end = rest.prefix(Tar.blockByteCount)
        guard end.count == Tar.blockByteCount, end.allSatisfy({ $0 == 0 }) else {
            throw LedgerError(.submissionMalformed, "one block of zero bytes at the end")
        }
        rest = rest.dropFirst(Tar.blockByteCount)
        let names = members.map { $0.name.forDisplay() }
        guard names == ["FORMAT", "data", "event"] || names == ["FORMAT", "data", "event", "personal"],
            members[0].content == DraftEvent.format
        else { throw LedgerError(.submissionMalformed, "members \(names.joined(separator: ", "))") }
        data = try RecordList(parsing: members[1].content)
        personal = members.count == 4 ? try RecordList(parsing: members[3].content) : nil
        let event = members[2].content
        if event.contains(subsequence: "\n\n") {
            let note = try SignedNote(parsing: event)
            header = try EventHeader(parsing: note.text)
            signatures = note.signatures
        } else {
            header = try EventHeader(parsing: event)
        }
        guard data.commitment == header.data, personal?.commitment == header.personal else {
            throw LedgerError(.recordRoot, "the records are not the ones of the event")
        }
    }
}

/// Composes record lines.
public enum RecordComposer {
    /// A record of a type with a nonce of 16 random bytes and further members in order.
    public static func record(
        _ type: TypeName, nonce: Bytes, _ members: [IJSONValue.Member]
    ) -> Bytes {
        let head: [IJSONValue.Member] = [
            .init("type", .string(type.bytes)), .init("nonce", .string(Hex.encode(nonce))),
        ]
        return IJSONValue.object(head + members).encoded
    }
}
