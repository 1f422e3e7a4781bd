// What a bundle proves by itself: that its entries stand where they say in a ledger of this founding, under one
// checkpoint; that their authors' keys signed them; that the records and files are those. Rules are rechecked where the
// whole ledger is (ledgerctl verify).

/// What a check of a bundle came to (证明包核对结果).
public struct BundleReport: Sendable {
    /// The ledger's name; nil without a founding.
    public fileprivate(set) var ledger: LedgerName?
    /// The leaf hash of entry 0.
    public fileprivate(set) var founding: LeafHash?
    /// The checkpoint that all proofs lead to.
    public fileprivate(set) var checkpoint: SignedCheckpoint?
    /// The entries that were checked, in order, with the records that are disclosed.
    public fileprivate(set) var entries: [(entry: Entry, records: [Record])] = []
    /// What is wrong, with the entry.
    public fileprivate(set) var findings: [LedgerError] = []
    /// How many signatures were checked.
    public fileprivate(set) var signatures = 0
    /// How many were not, because the bundle does not show that their key was introduced as design section 5 orders.
    public fileprivate(set) var withoutKey = 0
    /// How many records are withheld.
    public fileprivate(set) var withheld = 0
    /// How many files were checked.
    public fileprivate(set) var attachments = 0
}

/// Checks bundles.
public enum BundleVerifier {
    /// Checks everything that a bundle holds; what is wrong becomes a finding.
    public static func verify(_ bundle: ProofBundle) -> BundleReport {
        var report = BundleReport()
        var keys = BundleKeys()
        do {
            let founding = try keys.found(bundle)
            report.ledger = founding.origin
            report.founding = bundle.members.first?.receipt.entry.leaf
            report.checkpoint = bundle.members.last?.receipt.proof.checkpoint
        } catch { note(error, nil, &report) }
        for member in bundle.members { keys.collect(member) }
        for member in bundle.members {
            let index = member.receipt.entry.index
            do { try check(member, keys, &report) } catch { note(error, index, &report) }
        }
        for (id, bytes) in bundle.attachments.sorted(by: { bytesPrecede($0.key.bytes, $1.key.bytes) }) {
            report.attachments += 1
            if SHA256.hash(bytes) != id { report.findings.append(LedgerError(.attachmentWrong, id.hex)) }
        }
        return report
    }

    private static func note(_ error: any Error, _ index: EntryIndex?, _ report: inout BundleReport) {
        let found = (error as? LedgerError) ?? LedgerError(.exportMalformed, "\(error)")
        report.findings.append(index.map { found.at($0) } ?? found)
    }

    private static func check(_ member: ProofBundle.Member, _ keys: BundleKeys, _ report: inout BundleReport) throws {
        let entry = member.receipt.entry
        var tree = CompactTree()
        var records: [Record] = []
        for line in RecordLines(member.data) {
            if let mark = DisclosureMark.withheld.leaf(of: line) ?? DisclosureMark.erased.leaf(of: line) {
                report.withheld += 1
                tree.append(mark)
            } else {
                records.append(try Record(parsing: line))
                tree.append(RFC6962.leafHash(line))
            }
        }
        guard RecordCommitment(root: tree.root, count: tree.size) == entry.event.header.data else {
            throw LedgerError(.recordRoot, "data")
        }
        guard let ledger = report.ledger, entry.event.header.ledger == ledger else {
            throw LedgerError(.eventLedger, "\(entry.event.header.ledger)")
        }
        try member.receipt.proof.verify(leaf: entry.leaf, logKeys: keys.checkpoint, origin: ledger)
        guard member.receipt.proof.checkpoint.checkpoint == report.checkpoint?.checkpoint else {
            throw LedgerError(.proofWrong, "another checkpoint")
        }
        for signature in entry.event.signatures {
            guard let key = keys.signing.first(where: { signature.isNamed(by: $0) }) else {
                report.withoutKey += 1
                continue
            }
            guard key.verifies(signature, of: entry.event.note.text) else {
                throw LedgerError(.noteUnverified, "\(signature.name)")
            }
            report.signatures += 1
        }
        report.entries.append((entry, records))
    }
}
