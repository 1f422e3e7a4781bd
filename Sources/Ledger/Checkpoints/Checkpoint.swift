// Checkpoints of C2SP tlog-checkpoint v1.0.0, https://c2sp.org/tlog-checkpoint@v1.0.0
//
// Three lines: origin, size, base64 root. No extension line is ever written; a checkpoint that carries one is refused,
// as witnesses refuse it.
//
// Example: `example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n` is that of an empty tree.

/// A tree's size and root under its ledger's name (存证单). Unsigned; ``SignedCheckpoint`` carries the note.
public struct Checkpoint: Hashable, Sendable {
    /// The ledger's name.
    public let origin: LedgerName
    /// The number of entries.
    public let size: UInt64
    /// The RFC 6962 root over them.
    public let root: Digest

    /// Names a tree.
    public init(origin: LedgerName, size: UInt64, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Parses the text of a checkpoint note.
    /// - Throws: `checkpoint.malformed`.
    public init(parsing text: Bytes) throws(LedgerError) {
        var lines = LineScanner(text)
        guard let origin = lines.line().flatMap({ LedgerName($0) }) else {
            throw LedgerError(.checkpointMalformed, "origin")
        }
        guard let size = lines.line().flatMap({ Decimal53.parse($0) }) else {
            throw LedgerError(.checkpointMalformed, "size")
        }
        guard let root = lines.line().flatMap({ Digest(base64: $0) }) else {
            throw LedgerError(.checkpointMalformed, "root")
        }
        guard lines.isAtEnd else { throw LedgerError(.checkpointMalformed, "extension line") }
        guard size > 0 || root == RFC6962.emptyRoot else {
            throw LedgerError(.checkpointMalformed, "root of the empty tree")
        }
        self.init(origin: origin, size: size, root: root)
    }

    /// The three lines.
    public var text: Bytes { origin.bytes + Bytes("\n\(size)\n\(root.base64)\n".utf8) }
}

/// A checkpoint with the note that signs it.
public struct SignedCheckpoint: Hashable, Sendable {
    /// What is signed.
    public let checkpoint: Checkpoint
    /// The note with all its signatures, judged or not.
    public let note: SignedNote

    /// The largest checkpoint file that is read.
    public static let maximumByteCount = 64 << 10

    /// Parses the note and its three lines; signatures are not judged.
    /// - Throws: `note.malformed`, `checkpoint.malformed`.
    public init(parsing bytes: Bytes) throws(LedgerError) {
        guard bytes.count <= SignedCheckpoint.maximumByteCount else {
            throw LedgerError(.checkpointMalformed, "too large")
        }
        note = try SignedNote(parsing: bytes)
        checkpoint = try Checkpoint(parsing: note.text)
    }

    /// Signs a checkpoint with one key or more.
    public init(signing checkpoint: Checkpoint, with signers: [NoteSigner]) throws(LedgerError) {
        self.checkpoint = checkpoint
        note = try SignedNote(signing: checkpoint.text, with: signers)
    }

    /// The note's bytes.
    public var bytes: Bytes { note.bytes }
}
