import Ledger

// What a client remembers of a ledger, one I-JSON line in the file `memory` of the ledger's folder:
//
//     {"format":"ssj/v1/memory","ledger":"…","founding":"<base64>","instance":"<64 hex>",
//      "keys":[{"vkey":"…","from":0}],"checkpoint":"<the signed note>","verified":"<time>"}

/// A ledger as this client last verified it (本机记忆).
public struct RememberedLedger: Hashable, Sendable {
    /// A key that signs checkpoints, and from which entry on.
    public struct Key: Hashable, Sendable {
        /// The key.
        public let vkey: VerifierKey
        /// The first entry for which it counts.
        public let from: UInt64

        /// Names a key.
        public init(vkey: VerifierKey, from: UInt64) {
            self.vkey = vkey
            self.from = from
        }
    }

    /// Its name.
    public let ledger: LedgerName
    /// The leaf hash of entry 0.
    public let founding: LeafHash
    /// Its 32 bytes of instance.
    public let instance: Bytes
    /// The checkpoint keys that were verified, oldest first.
    public var keys: [Key]
    /// The newest checkpoint that was verified.
    public var checkpoint: SignedCheckpoint
    /// When, by this machine's clock.
    public var verified: Timestamp

    private static let format = "ssj/v1/memory"
    static let maximumByteCount = 256 << 10
    private static let maximumKeys = 64

    init(
        ledger: LedgerName, founding: LeafHash, instance: Bytes, keys: [Key], checkpoint: SignedCheckpoint,
        verified: Timestamp
    ) {
        self.ledger = ledger
        self.founding = founding
        self.instance = instance
        self.keys = keys
        self.checkpoint = checkpoint
        self.verified = verified
    }

    /// The number of entries that were verified.
    public var size: UInt64 { checkpoint.checkpoint.size }
    /// The keys alone.
    public var logKeys: [VerifierKey] { keys.map(\.vkey) }
    /// What a session must be with.
    public var identity: ServiceIdentity { ServiceIdentity(ledger: ledger, instance: instance) }

    /// Reads the file.
    /// - Throws: `memory.damaged`.
    init(parsing bytes: Bytes) throws(LedgerError) {
        guard bytes.last == UInt8(ascii: "\n"), let value = try? IJSONValue(parsing: bytes.dropLast()),
            value["format"]?.bytes == Bytes(RememberedLedger.format.utf8),
            let ledger = value["ledger"]?.bytes.flatMap({ LedgerName($0) }),
            let founding = value["founding"]?.bytes.flatMap({ LeafHash(base64: $0) }),
            let instance = value["instance"]?.bytes.flatMap({ Hex.decode($0) }), instance.count == 32,
            let list = value["keys"]?.elements, (1...RememberedLedger.maximumKeys).contains(list.count),
            let note = value["checkpoint"]?.bytes, let checkpoint = try? SignedCheckpoint(parsing: note),
            let verified = value["verified"]?.bytes.flatMap({ Timestamp($0) })
        else { throw LedgerError(.memoryDamaged) }
        var keys: [Key] = []
        for element in list {
            guard let text = element["vkey"]?.bytes, let vkey = try? VerifierKey(parsing: text),
                let from = element["from"]?.integer, from >= 0
            else { throw LedgerError(.memoryDamaged, "keys") }
            keys.append(Key(vkey: vkey, from: UInt64(from)))
        }
        self.init(
            ledger: ledger, founding: founding, instance: instance, keys: keys, checkpoint: checkpoint,
            verified: verified)
        // A memory that does not stand by itself protects nobody.
        guard checkpoint.checkpoint.origin == ledger, (try? checkpoint.note.verified(by: logKeys)) != nil else {
            throw LedgerError(.memoryDamaged, "its checkpoint is not signed by its keys")
        }
    }

    /// The file.
    var bytes: Bytes {
        let keys = keys.map {
            IJSONValue.object([.init("vkey", .string($0.vkey.text)), .init("from", .integer(Int64($0.from)))])
        }
        return IJSONValue.object([
            .init("format", .text(RememberedLedger.format)), .init("ledger", .string(ledger.bytes)),
            .init("founding", .text(founding.base64)), .init("instance", .string(Hex.encode(instance))),
            .init("keys", .array(keys)), .init("checkpoint", .string(checkpoint.bytes)),
            .init("verified", .string(verified.bytes)),
        ]).encoded + [UInt8(ascii: "\n")]
    }
}
