// What can be checked of one entry on any core, without knowing the ones before it.

/// The outcome of looking at one entry alone.
struct EntryInspection: Sendable {
    let source: SourceEntry
    /// The entry, or why its bytes are not one.
    let entry: Result<Entry, LedgerError>
    /// The leaf hash of the stored bytes, whatever they are.
    let leaf: Digest
    var data: DisclosedData = .withheld
    var findings: [Finding] = []
    var signatures: [SpeculativeSignature?] = []
    var references: [(reference: AttachmentReference, keyName: Bytes?)] = []
    /// Personal records whose key is gone or whose line is marked as erased: settled once the state is known.
    var gone: [(position: UInt64, leaf: Digest)] = []
    var counts: [(check: VerifyCheck, outcome: CheckOutcome, by: UInt64)] = []

    /// The public keys that authors were last seen with.
    typealias Keys = @Sendable (NoteSignature) -> Bytes?

    init(
        _ source: SourceEntry, full: Bool, missingIsAltered: Bool, keys: Keys,
        openSealed: @Sendable (SealedRecord) -> VaultAnswer
    ) {
        self.source = source
        let index = source.index
        do {
            let parsed = try Entry(parsing: source.bytes)
            entry = .success(parsed)
            leaf = parsed.leaf.digest
        } catch {
            entry = .failure(error)
            leaf = RFC6962.leafHash(source.bytes)
        }
        guard case .success(let entry) = entry else { return }
        // Below a trusted checkpoint only what admission reads is needed.
        let skipsData = !full && entry.event.header.type.family.equals("note")
        if skipsData { data = .disclosed([]) } else { inspectData(entry, missingIsAltered: missingIsAltered) }
        if full {
            inspectPersonal(entry, missingIsAltered: missingIsAltered, openSealed: openSealed)
            inspectChannel(entry)
            signatures = entry.event.signatures.enumerated().map { position, signature in
                keys(signature).map { SpeculativeSignature(event: entry.event, position: position, publicKey: $0) }
            }
        }
        if !findings.isEmpty { findings = findings.map { $0.at(index) } }
    }

    private mutating func count(_ check: VerifyCheck, _ outcome: CheckOutcome, _ by: UInt64 = 1) {
        if by > 0 { counts.append((check, outcome, by)) }
    }

    private mutating func found(_ check: VerifyCheck, _ finding: Finding) {
        findings.append(finding)
        count(check, .wrong)
    }

    // MARK: Data

    private mutating func inspectData(_ entry: Entry, missingIsAltered: Bool) {
        let commitment = entry.event.header.data
        guard let bytes = source.data, !bytes.isEmpty else {
            if missingIsAltered {
                found(.data, LedgerError(.recordMissing, "all data records"))
            } else {
                count(.data, .notDisclosed, commitment.count)
            }
            return
        }
        var tree = CompactTree()
        var records: [Record] = []
        var withheld: UInt64 = 0
        var isWrong = false
        var lines = RecordLines(rest: bytes[...])
        while let line = lines.next() {
            if !missingIsAltered, let leaf = DisclosureMark.withheld.leaf(of: line) {
                withheld += 1
                tree.append(leaf)
                continue
            }
            tree.append(RFC6962.leafHash(line))
            do {
                records.append(try Record(parsing: line))
            } catch {
                isWrong = true
                found(.data, LedgerError(error.code, "record \(tree.size): \(error.detail)"))
            }
        }
        guard lines.rest.isEmpty, tree.size == commitment.count, tree.root == commitment.root else {
            found(.data, LedgerError(.recordRoot, "data"))
            return
        }
        count(.data, .notDisclosed, withheld)
        count(.data, .rechecked, UInt64(records.count))
        guard withheld == 0, !isWrong else { return }
        data = .disclosed(records)
        for record in records { collectReferences(of: record, keyName: nil) }
    }

    private mutating func collectReferences(of record: Record, keyName: Bytes?) {
        do {
            for reference in try AttachmentReference.all(in: record) { references.append((reference, keyName)) }
        } catch let error as LedgerError {
            found(.attachments, error)
        } catch {
            found(.attachments, LedgerError(.recordMalformed))
        }
    }

    // MARK: Personal

    private mutating func inspectPersonal(
        _ entry: Entry, missingIsAltered: Bool, openSealed: (SealedRecord) -> VaultAnswer
    ) {
        guard let commitment = entry.event.header.personal else {
            switch source.personal {
            case .sealed(let rows) where !rows.isEmpty:
                found(.personal, LedgerError(.storeSurplus, "personal records"))
            case .lines(let bytes?) where !bytes.isEmpty:
                found(.personal, LedgerError(.storeSurplus, "personal records"))
            default: break
            }
            return
        }
        var leaves: [Digest] = []
        switch source.personal {
        case .lines(nil):
            count(.personal, .notDisclosed, commitment.count)
            return
        case .lines(let bytes?):
            for line in RecordLines(rest: bytes[...]) {
                let position = UInt64(leaves.count)
                if let leaf = DisclosureMark.withheld.leaf(of: line) {
                    leaves.append(leaf)
                    count(.personal, .notDisclosed)
                } else if let leaf = DisclosureMark.erased.leaf(of: line) {
                    leaves.append(leaf)
                    gone.append((position, leaf))
                } else {
                    leaves.append(RFC6962.leafHash(line))
                    inspectPersonalLine(Bytes(line), position: position, keyName: nil)
                }
            }
        case .sealed(let rows):
            guard UInt64(rows.count) == commitment.count, rows.keys.allSatisfy({ $0 < commitment.count }) else {
                found(.personal, LedgerError(.personalMissing, "\(rows.count) of \(commitment.count) records"))
                return
            }
            for position in 0..<commitment.count {
                guard let row = rows[position] else { continue }
                leaves.append(row.leaf)
                switch openSealed(row) {
                case .line(let line): inspectPersonalLine(line, position: position, keyName: row.keyName)
                case .wrong: found(.personal, LedgerError(.personalMissing, "record \(position + 1) does not open"))
                case .keyMissing: gone.append((position, row.leaf))
                case .notDisclosed: count(.personal, .notDisclosed)
                }
            }
        }
        guard UInt64(leaves.count) == commitment.count, RFC6962.root(leaves) == commitment.root else {
            found(.personal, LedgerError(.recordRoot, "personal"))
            return
        }
    }

    private mutating func inspectPersonalLine(_ line: Bytes, position: UInt64, keyName: Bytes?) {
        do {
            let record = try Record(parsing: line, personal: true)
            count(.personal, .rechecked)
            collectReferences(of: record, keyName: keyName ?? Bytes())
        } catch {
            found(.personal, LedgerError(error.code, "personal record \(position + 1): \(error.detail)"))
        }
    }

    // MARK: Channel

    private mutating func inspectChannel(_ entry: Entry) {
        guard let channel = source.channel, !channel.isEmpty else {
            count(.channels, .notDisclosed)
            return
        }
        guard RFC6962.leafHash(channel) == entry.channel, (try? Record(parsing: channel)) != nil else {
            found(.channels, LedgerError(.channelMalformed))
            return
        }
        count(.channels, .rechecked)
    }
}

/// How an export stands for a line that it does not show, annex D15.
enum DisclosureMark {
    case withheld, erased

    func line(_ leaf: Digest) -> Bytes {
        Bytes("\(self == .withheld ? "!" : "~")sha256:\(leaf.base64)".utf8)
    }

    func leaf(of line: ArraySlice<UInt8>) -> Digest? {
        guard line.first == UInt8(ascii: self == .withheld ? "!" : "~") else { return nil }
        return line.dropFirst().dropping(prefix: "sha256:").flatMap { Digest(base64: $0) }
    }
}
