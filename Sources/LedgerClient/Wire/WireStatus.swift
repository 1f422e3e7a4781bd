/// `GET /v1/status`: the service at a glance.
public struct WireStatus: Codable, Sendable, Hashable {
    /// A view and how far it is.
    public struct View: Codable, Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its version.
        public var version: Int
        /// How many entries it has taken in.
        public var position: UInt64
        /// How many it lags behind the head.
        public var lag: UInt64

        /// Describes a view.
        public init(name: String, version: Int, position: UInt64, lag: UInt64) {
            self.name = name
            self.version = version
            self.position = position
            self.lag = lag
        }
    }

    /// Something that the administrator should see.
    public struct Warning: Codable, Sendable, Hashable {
        /// A stable code.
        public var code: String
        /// English.
        public var text: String
        /// Chinese.
        public var textZh: String

        /// Describes a warning.
        public init(code: String, text: String, textZh: String) {
            self.code = code
            self.text = text
            self.textZh = textZh
        }
    }

    /// The ledger's name.
    public var ledger: String
    /// The number of entries.
    public var size: UInt64
    /// Base64 leaf hash of the last entry.
    public var head: String
    /// When the last entry was received.
    public var lastReceived: String
    /// When this process last committed; absent where it has not yet.
    public var lastCommit: String?
    /// Entries of the last minute, a second.
    public var ratePerSecond: Double
    /// Events that wait for the writer.
    public var queuedEvents: Int
    /// The most that may wait.
    public var maximumQueuedEvents: Int
    /// Open sessions.
    public var sessions: Int
    /// When the process started.
    public var started: String
    /// The views.
    public var views: [View]
    /// How many proposals wait for a second person.
    public var openProposals: Int
    /// The rule set in force.
    public var ruleSet: UInt64
    /// Free bytes on the ledger's disk.
    public var freeBytes: UInt64
    /// Warnings, sorted by code.
    public var warnings: [Warning]

    /// Describes the service.
    public init(
        ledger: String, size: UInt64, head: String, lastReceived: String, lastCommit: String?, ratePerSecond: Double,
        queuedEvents: Int, maximumQueuedEvents: Int, sessions: Int, started: String, views: [View],
        openProposals: Int, ruleSet: UInt64, freeBytes: UInt64, warnings: [Warning]
    ) {
        self.ledger = ledger
        self.size = size
        self.head = head
        self.lastReceived = lastReceived
        self.lastCommit = lastCommit
        self.ratePerSecond = ratePerSecond
        self.queuedEvents = queuedEvents
        self.maximumQueuedEvents = maximumQueuedEvents
        self.sessions = sessions
        self.started = started
        self.views = views
        self.openProposals = openProposals
        self.ruleSet = ruleSet
        self.freeBytes = freeBytes
        self.warnings = warnings
    }
}

/// `GET /v1/actors`.
public struct WireActors: Codable, Sendable, Hashable {
    /// One actor.
    public struct Actor: Codable, Sendable, Hashable {
        /// A key of an actor.
        public struct Key: Codable, Sendable, Hashable {
            /// Eight hex digits.
            public var id: String
            /// proposed, active, retired, lost or declined.
            public var standing: String

            /// Describes a key.
            public init(id: String, standing: String) {
                self.id = id
                self.standing = standing
            }
        }

        /// The opaque name.
        public var actor: String
        /// proposed, active, suspended or declined.
        public var standing: String
        /// Roles held now, sorted.
        public var roles: [String]
        /// Keys, oldest first.
        public var keys: [Key]

        /// Describes an actor.
        public init(actor: String, standing: String, roles: [String], keys: [Key]) {
            self.actor = actor
            self.standing = standing
            self.roles = roles
            self.keys = keys
        }
    }

    /// The actors by name.
    public var actors: [Actor]

    /// Collects actors.
    public init(actors: [Actor]) { self.actors = actors }
}

/// `GET /v1/proposals`: what waits for a second person.
public struct WireProposals: Codable, Sendable, Hashable {
    /// One open proposal.
    public struct Proposal: Codable, Sendable, Hashable {
        /// Its index.
        public var index: UInt64
        /// Base64 leaf hash of its entry.
        public var leaf: String
        /// Its type.
        public var type: String
        /// Who proposed it.
        public var author: String
        /// When it was signed.
        public var signed: String
        /// Until when it can be confirmed.
        public var expires: String
        /// Whether a supervisor must be one of the two.
        public var needsSupervisor: Bool
        /// Its data records as they stand.
        public var content: [String]

        /// Describes a proposal.
        public init(
            index: UInt64, leaf: String, type: String, author: String, signed: String, expires: String,
            needsSupervisor: Bool, content: [String]
        ) {
            self.index = index
            self.leaf = leaf
            self.type = type
            self.author = author
            self.signed = signed
            self.expires = expires
            self.needsSupervisor = needsSupervisor
            self.content = content
        }
    }

    /// The open ones by index.
    public var proposals: [Proposal]

    /// Collects proposals.
    public init(proposals: [Proposal]) { self.proposals = proposals }
}
