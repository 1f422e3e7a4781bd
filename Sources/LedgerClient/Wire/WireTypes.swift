// What daemon and client say to each other, docs/api.md. Numbers of entries stay below 2^53.

/// The body of every error answer.
public struct WireError: Codable, Sendable, Hashable {
    /// The error itself.
    public struct Content: Codable, Sendable, Hashable {
        /// The stable code, docs/errors.md.
        public var code: String
        /// What is wrong, in English.
        public var sentence: String
        /// What is wrong, in Chinese.
        public var sentenceZh: String
        /// What to do next, in English.
        public var next: String
        /// What to do next, in Chinese.
        public var nextZh: String
        /// What was found. Never the content of a record.
        public var detail: String?
        /// The entry that it is about.
        public var index: UInt64?

        /// Says what is wrong.
        public init(
            code: String, sentence: String, sentenceZh: String, next: String, nextZh: String, detail: String?,
            index: UInt64?
        ) {
            self.code = code
            self.sentence = sentence
            self.sentenceZh = sentenceZh
            self.next = next
            self.nextZh = nextZh
            self.detail = detail
            self.index = index
        }
    }

    /// The error itself.
    public var error: Content

    /// Wraps an error.
    public init(error: Content) { self.error = error }
}

/// `GET /v1/ledger`.
public struct WireLedger: Codable, Sendable, Hashable {
    /// A service key and the first index for which it counts.
    public struct Key: Codable, Sendable, Hashable {
        /// The verifier key.
        public var vkey: String
        /// The first index.
        public var from: UInt64

        /// Names a key.
        public init(vkey: String, from: UInt64) {
            self.vkey = vkey
            self.from = from
        }
    }

    /// The ledger's name.
    public var ledger: String
    /// 64 hex digits that tell a re-founded ledger from its namesake.
    public var instance: String
    /// Base64 leaf hash of entry 0.
    public var founding: String
    /// Keys that sign checkpoints, oldest first.
    public var checkpointKeys: [Key]
    /// The daemon's own keys, oldest first.
    public var engineKeys: [Key]
    /// The rule set in force.
    public var ruleSet: UInt64
    /// The number of entries.
    public var size: UInt64
    /// The version of this interface.
    public var api: Int
    /// The program and its version.
    public var program: String

    /// Describes a ledger.
    public init(
        ledger: String, instance: String, founding: String, checkpointKeys: [Key], engineKeys: [Key], ruleSet: UInt64,
        size: UInt64, api: Int, program: String
    ) {
        self.ledger = ledger
        self.instance = instance
        self.founding = founding
        self.checkpointKeys = checkpointKeys
        self.engineKeys = engineKeys
        self.ruleSet = ruleSet
        self.size = size
        self.api = api
        self.program = program
    }
}

/// `POST /v1/sessions/nonce`.
public struct WireNonce: Codable, Sendable, Hashable {
    /// Base64 of 32 random bytes.
    public var nonce: String
    /// The ledger's name.
    public var ledger: String
    /// The ledger's instance.
    public var instance: String
    /// The names under which the service may be addressed.
    public var audiences: [String]
    /// When the nonce ends.
    public var expires: String

    /// Describes a nonce.
    public init(nonce: String, ledger: String, instance: String, audiences: [String], expires: String) {
        self.nonce = nonce
        self.ledger = ledger
        self.instance = instance
        self.audiences = audiences
        self.expires = expires
    }
}

/// `POST /v1/sessions` and `GET /v1/sessions/current`, which leaves `token` out.
public struct WireSession: Codable, Sendable, Hashable {
    /// Base64 of 32 random bytes.
    public var token: String?
    /// Whose session it is.
    public var actor: String
    /// The roles held now.
    public var roles: [String]
    /// When it ends.
    public var expires: String

    /// Describes a session.
    public init(token: String?, actor: String, roles: [String], expires: String) {
        self.token = token
        self.actor = actor
        self.roles = roles
        self.expires = expires
    }
}

/// `GET /v1/proofs/inclusion`.
public struct WireInclusion: Codable, Sendable, Hashable {
    /// The entry.
    public var index: UInt64
    /// The size of the tree.
    public var size: UInt64
    /// Base64 leaf hash of the entry.
    public var leaf: String
    /// The path, leaf to root, base64.
    public var proof: [String]

    /// Describes a proof.
    public init(index: UInt64, size: UInt64, leaf: String, proof: [String]) {
        self.index = index
        self.size = size
        self.leaf = leaf
        self.proof = proof
    }
}

/// `GET /v1/proofs/consistency`.
public struct WireConsistency: Codable, Sendable, Hashable {
    /// The older size.
    public var from: UInt64
    /// The newer size.
    public var to: UInt64
    /// The proof, base64.
    public var proof: [String]

    /// Describes a proof.
    public init(from: UInt64, to: UInt64, proof: [String]) {
        self.from = from
        self.to = to
        self.proof = proof
    }
}

/// `POST /v1/submissions`.
public struct WireReceipts: Codable, Sendable, Hashable {
    /// One tlog-proof an event, in order.
    public var receipts: [String]

    /// Collects receipts.
    public init(receipts: [String]) { self.receipts = receipts }
}

/// `GET /v1/entries`.
public struct WireEntries: Codable, Sendable, Hashable {
    /// One entry; its bytes are left out where it may not be read.
    public struct Entry: Codable, Sendable, Hashable {
        /// The index.
        public var index: UInt64
        /// Base64 leaf hash.
        public var leaf: String
        /// Base64 of the entry's bytes.
        public var entry: String?

        /// Describes an entry.
        public init(index: UInt64, leaf: String, entry: String?) {
            self.index = index
            self.leaf = leaf
            self.entry = entry
        }
    }

    /// The number of entries in the ledger.
    public var size: UInt64
    /// The entries in order.
    public var entries: [Entry]

    /// Collects entries.
    public init(size: UInt64, entries: [Entry]) {
        self.size = size
        self.entries = entries
    }
}

/// `GET /v1/records`.
public struct WireRecords: Codable, Sendable, Hashable {
    /// One record.
    public struct Record: Codable, Sendable, Hashable {
        /// The entry.
        public var index: UInt64
        /// The position among its data records.
        public var position: UInt64
        /// The record's type.
        public var type: String
        /// The record as it stands.
        public var line: String

        /// Describes a record.
        public init(index: UInt64, position: UInt64, type: String, line: String) {
            self.index = index
            self.position = position
            self.type = type
            self.line = line
        }
    }

    /// The records in order.
    public var records: [Record]
    /// Where the next page starts, as `after`; absent at the end.
    public var next: String?

    /// Collects records.
    public init(records: [Record], next: String?) {
        self.records = records
        self.next = next
    }
}

/// `GET /v1/timeline`.
public struct WireTimeline: Codable, Sendable, Hashable {
    /// One entry that concerns the subject.
    public struct Entry: Codable, Sendable, Hashable {
        /// The index.
        public var index: UInt64
        /// The event's type.
        public var type: String
        /// Who signed it.
        public var author: String
        /// When it was signed.
        public var time: String
        /// When it was received.
        public var received: String
        /// Marks, sorted.
        public var marks: [String]

        /// Describes an entry.
        public init(index: UInt64, type: String, author: String, time: String, received: String, marks: [String]) {
            self.index = index
            self.type = type
            self.author = author
            self.time = time
            self.received = received
            self.marks = marks
        }
    }

    /// The entries in order.
    public var entries: [Entry]
    /// Where the next page starts, as `after`; absent at the end.
    public var next: UInt64?

    /// Collects entries.
    public init(entries: [Entry], next: UInt64?) {
        self.entries = entries
        self.next = next
    }
}

/// `GET /v1/state`.
public struct WireState: Codable, Sendable, Hashable {
    /// One row of admission state.
    public struct Row: Codable, Sendable, Hashable {
        /// The key within its table.
        public var key: String
        /// The value: one I-JSON object, as far as the office reads it.
        public var value: String

        /// Describes a row.
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// The number of entries that the rows follow from.
    public var size: UInt64
    /// The rows in key order.
    public var rows: [Row]
    /// Where the next page starts, as `after`; absent at the end.
    public var next: String?

    /// Collects rows.
    public init(size: UInt64, rows: [Row], next: String?) {
        self.size = size
        self.rows = rows
        self.next = next
    }
}

/// `GET /v1/bulletins`.
public struct WireBulletin: Codable, Sendable, Hashable {
    /// What stands above it.
    public var title: String
    /// The columns, with the headers that the outside systems have.
    public var columns: [String]
    /// The rows, each with as many cells as there are columns.
    public var rows: [[String]]

    /// Takes a table.
    public init(title: String, columns: [String], rows: [[String]]) {
        self.title = title
        self.columns = columns
        self.rows = rows
    }
}

/// `GET /v1/health`.
public struct WireHealth: Codable, Sendable, Hashable {
    /// One check.
    public struct Check: Codable, Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Whether it holds.
        public var holds: Bool
        /// What was found.
        public var detail: String

        /// Describes a check.
        public init(name: String, holds: Bool, detail: String) {
            self.name = name
            self.holds = holds
            self.detail = detail
        }
    }

    /// `healthy` or `failing`.
    public var status: String
    /// The number of entries.
    public var size: UInt64
    /// Every check.
    public var checks: [Check]

    /// Describes the service's health.
    public init(status: String, size: UInt64, checks: [Check]) {
        self.status = status
        self.size = size
        self.checks = checks
    }
}
