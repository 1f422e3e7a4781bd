// Proofs of C2SP tlog-proof (main of 2026-05-22), https://c2sp.org/tlog-proof
//
// A header line, an optional `extra` line, the index, the inclusion proof from the leaf's sibling to the root's child,
// an empty line, the signed checkpoint verbatim. `extra` is not authenticated by anything: in a receipt it carries the
// entry, from which the reader computes the leaf hash again.
//
// Example:
//
//     c2sp.org/tlog-proof@v1
//     extra aGVsbG8=
//     index 0
//     rqPLszb01JTYtaFXrt/EgKRabefAlo4IVDOyFPm0Hvc=
//
//     example.com/log
//     2
//     JCMzOarc7fKH0mJBPwPAKOuNs5ft0yooeAkRUbmb8g8=
//
//     — example.com/log m+XTxrW4/6yt7GtjuPtsexyxZ0qqWcYSPRHJTbc5AZGLGlr7hovZwyD5+9X2N0g2oGEeHEi+pBqdG1AUJMn5ZD1cwgc=

/// An inclusion proof with its checkpoint, readable without the log (回执).
public struct TlogProof: Hashable, Sendable {
    /// What the file carries besides the proof, or nil where it has no such line. Never trusted by itself.
    public let extra: Bytes?
    /// The entry that is proven.
    public let index: EntryIndex
    /// The hashes from the leaf's sibling to the root's child.
    public let proof: [Digest]
    /// The checkpoint that the proof leads to.
    public let checkpoint: SignedCheckpoint

    /// The largest file that is read.
    public static let maximumByteCount = 256 << 10

    /// Puts a proof together.
    public init(extra: Bytes?, index: EntryIndex, proof: [Digest], checkpoint: SignedCheckpoint) {
        self.extra = extra
        self.index = index
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Parses a proof; nothing is verified.
    /// - Throws: `proof.malformed`; `note.malformed` or `checkpoint.malformed` for what follows the empty line.
    public init(parsing bytes: Bytes) throws(LedgerError) {
        guard bytes.count <= TlogProof.maximumByteCount else { throw LedgerError(.proofMalformed, "too large") }
        var lines = LineScanner(bytes)
        guard lines.line()?.equals("c2sp.org/tlog-proof@v1") == true else {
            throw LedgerError(.proofMalformed, "header")
        }
        guard var line = lines.line() else { throw LedgerError(.proofMalformed, "index") }
        if let text = line.dropping(prefix: "extra ") {
            guard let decoded = Base64.decode(text) else { throw LedgerError(.proofMalformed, "extra") }
            guard let following = lines.line() else { throw LedgerError(.proofMalformed, "index") }
            extra = decoded
            line = following
        } else {
            extra = nil
        }
        guard let index = line.dropping(prefix: "index ").flatMap({ EntryIndex(decimal: $0) }) else {
            throw LedgerError(.proofMalformed, "index")
        }
        self.index = index
        var hashes: [Digest] = []
        while true {
            guard let line = lines.line() else { throw LedgerError(.proofMalformed, "no empty line") }
            if line.isEmpty { break }
            guard hashes.count < TreeVerifier.maximumProofLength else {
                throw LedgerError(.proofMalformed, "more than \(TreeVerifier.maximumProofLength) hashes")
            }
            guard let hash = Digest(base64: line) else {
                throw LedgerError(.proofMalformed, "hash \(hashes.count + 1)")
            }
            hashes.append(hash)
        }
        proof = hashes
        checkpoint = try SignedCheckpoint(parsing: Bytes(lines.rest))
    }

    /// The file.
    public var bytes: Bytes {
        var bytes = Bytes("c2sp.org/tlog-proof@v1\n".utf8)
        if let extra { bytes += Bytes("extra ".utf8) + Base64.encode(extra) + [newline] }
        bytes += "index \(index)\n".utf8
        for hash in proof { bytes += Base64.encode(hash.bytes) + [newline] }
        bytes.append(newline)
        return bytes + checkpoint.bytes
    }

    /// Verifies that the leaf is the entry at ``index`` of the log named `origin`, going by a checkpoint that one of
    /// its keys signed. Only Ed25519 keys whose name is the origin count as the log's: a cosignature is a witness's
    /// word, not the log's.
    /// - Throws: `checkpoint.origin`, `note.unverified`, `proof.wrong`.
    public func verify(leaf: LeafHash, logKeys: [VerifierKey], origin: LedgerName) throws(LedgerError) {
        let named = checkpoint.checkpoint
        guard named.origin == origin else { throw LedgerError(.checkpointOrigin, "\(named.origin)") }
        let keys = logKeys.filter { $0.algorithm == .ed25519 && $0.name.bytes == origin.bytes }
        _ = try checkpoint.note.verified(by: keys)
        let holds = TreeVerifier.inclusionHolds(
            leaf: leaf.digest, index: index.value, size: named.size, proof: proof, root: named.root)
        guard holds else { throw LedgerError(.proofWrong, "entry \(index) of \(named.size)") }
    }
}
