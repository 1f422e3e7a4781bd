// The one admission path, design principle 3: the same function judges in the writer, in replay and in verification.

/// The end of a chain, as the next entry must continue it.
public struct ChainHead: Hashable, Sendable {
    /// The number of entries.
    public let size: UInt64
    /// The leaf hash of the last one; 32 zero bytes where there is none.
    public let leaf: LeafHash
    /// When the last one was received.
    public let received: Timestamp?

    /// Names an end.
    public init(size: UInt64, leaf: LeafHash, received: Timestamp?) {
        self.size = size
        self.leaf = leaf
        self.received = received
    }

    /// Before entry 0.
    public static let empty = ChainHead(size: 0, leaf: .none, received: nil)
}

/// What admission asks of earlier entries.
public struct Ancestor: Hashable, Sendable {
    /// The leaf hash.
    public let leaf: LeafHash
    /// When it was received.
    public let received: Timestamp

    /// Names an earlier entry.
    public init(leaf: LeafHash, received: Timestamp) {
        self.leaf = leaf
        self.received = received
    }
}

/// Looks up earlier entries of the same chain.
public protocol AncestryReading {
    /// The entry at an index below the head, or nil.
    func ancestor(_ index: EntryIndex) throws -> Ancestor?
}

/// A signature that was checked before its turn, on another core, under the key that was expected.
public struct SpeculativeSignature: Sendable {
    let publicKey: Bytes
    let holds: Bool

    /// Checks the signature at a position of an event under a key.
    public init(event: Event, position: Int, publicKey: Bytes) {
        self.publicKey = publicKey
        holds = Ed25519.verify(
            signature: event.signatures[position].signature, message: event.note.text, publicKey: publicKey)
    }
}

/// How an entry was judged where it was not refused.
public enum Judgement: Sendable, Equatable {
    /// Accepted, with marks where there are any.
    case accepted([Mark])
    /// Not decidable from what is disclosed.
    case notDisclosed
}

/// Constants of admission, annex D6.
public enum AdmissionLimits {
    /// How far an author's clock may stand from the daemon's: 5 minutes.
    public static let skewMilliseconds: Int64 = 5 * 60_000
    /// How long an office decision may travel: 72 hours.
    public static let travelMilliseconds: Int64 = 72 * 3_600_000
    /// How far the clock may run ahead of the head: 120 days.
    public static let gapMilliseconds: Int64 = 120 * 86_400_000
    /// How far the daemon's clock may stand behind the head: 5 seconds.
    public static let behindMilliseconds: Int64 = 5_000
    /// How long a proposal stays open: 30 days.
    public static let proposalMilliseconds: Int64 = 30 * 86_400_000
}

/// Judges entries one after another.
public final class Admission {
    private let ledger: LedgerName
    private let book: RuleBook
    private let ancestry: any AncestryReading
    /// The state that judged entries wrote.
    public let state: AdmissionState
    private var current: (version: UInt64, set: any RuleSet)?
    /// Earlier entries that events named as seen: they never change, and many authors have seen the same.
    private var ancestors: [EntryIndex: Ancestor] = [:]
    private var authors: [AuthorKey: Author] = [:]
    private var authorsVersion: UInt64 = 0
    private var engines: (version: UInt64, keys: [VerifierKey])?
    private var trustingSignatures = false

    private struct AuthorKey: Hashable {
        let name: KeyName
        let keyID: KeyID
    }

    /// Starts from committed state.
    public init(ledger: LedgerName, book: RuleBook, state: AdmissionState, ancestry: any AncestryReading) {
        self.ledger = ledger
        self.book = book
        self.state = state
        self.ancestry = ancestry
    }

    /// The rule set in force.
    /// - Throws: `rules.unknown` where this program does not know it.
    public func ruleSet() throws -> any RuleSet {
        if let current, current.version == state.authorityVersion { return current.set }
        let number = try RulesInForce.read(state)
        guard let set = book[number] else { throw LedgerError(.rulesUnknown, "set \(number)") }
        current = (state.authorityVersion, set)
        return set
    }

    /// The public key that the state expects behind a signature, for a check ahead of time.
    public func expectedKey(of signature: NoteSignature) -> Bytes? {
        if signature.name == ActorName.engine.keyName { return (try? engine(signature))?.publicKey }
        return (try? author(signature))?.key.publicKey
    }

    /// Where an event would be received: the daemon's clock held at the head's, or what the event itself fixes.
    /// - Throws: `clock.suspect` where the clock cannot be right and the event is not one that opens it.
    public func placement(of event: Event, records: [Record], head: ChainHead, clock: Timestamp) throws -> Timestamp {
        let rule = try rule(of: event)
        if let stated = rule.statedReceived {
            let author = try authorName(event, rule: rule, records: records)
            let context = RuleContext(
                index: EntryIndex(head.size), leaf: nil, received: clock,
                moment: moment(of: event, rule: rule, received: clock), event: event, author: author,
                records: records, state: state, book: book)
            if let time = try stated(context) {
                // The writer alone knows its clock: a confirmation that was held back turns nothing back.
                guard abs(clock.since(time)) <= AdmissionLimits.travelMilliseconds else {
                    throw LedgerError(.eventLate, "stated \(time), clock \(clock)")
                }
                return time
            }
        }
        guard let last = head.received else { return clock }
        if case .ordinary = rule.clock {
            let ahead = clock.since(last)
            if ahead < -AdmissionLimits.behindMilliseconds {
                throw LedgerError(.clockSuspect, "clock \(clock), head \(last)")
            }
            if ahead > AdmissionLimits.gapMilliseconds {
                throw LedgerError(.clockSuspect, "clock \(clock), head \(last)")
            }
        }
        return max(clock, last)
    }

    /// Judges an entry that continues `head` and writes its state. The chain's link, the root of the records and the
    /// entry's own grammar are the caller's to check.
    /// - Throws: ``LedgerError`` with the code of the rule that refuses it.
    ///
    /// With `trustingSignatures` they are not checked again: for a prefix that an earlier verification and its
    /// checkpoint vouch for.
    public func judge(
        _ candidate: Candidate, head: ChainHead, speculative: [SpeculativeSignature?] = [],
        trustingSignatures: Bool = false
    ) throws -> Judgement {
        self.trustingSignatures = trustingSignatures
        let entry = candidate.entry
        let event = entry.event
        guard event.header.ledger == ledger else { throw LedgerError(.eventLedger, "\(event.header.ledger)") }
        let rule: EventRule
        do {
            rule = try self.rule(of: event)
        } catch is StateNotDisclosed {
            // Without the rule set in force nothing is known of what the event may write.
            try checkSeen(event, head: head)
            state.forgetEverything()
            return .notDisclosed
        }
        try checkSeen(event, head: head)
        do {
            let isLate: Bool
            switch candidate.data {
            case .withheld:
                if rule.statedReceived == nil {
                    _ = try checkTimes(entry, rule: rule, head: head, stated: nil)
                }
                try checkKnownSignatures(event, rule: rule, speculative: speculative)
                state.forget(rule.writes)
                return .notDisclosed
            case .disclosed(let records):
                let set = try ruleSet()
                for record in records {
                    guard let visibility = set.visibility(of: record.type), visibility != .personal else {
                        throw LedgerError(.recordTypeUnknown, "\(record.type)")
                    }
                }
                let author = try authorName(event, rule: rule, records: records)
                let context = RuleContext(
                    index: entry.index, leaf: entry.leaf, received: entry.received,
                    moment: moment(of: event, rule: rule, received: entry.received), event: event, author: author,
                    records: records, state: state, book: book)
                let stated = try rule.statedReceived?(context)
                isLate = try checkTimes(entry, rule: rule, head: head, stated: stated)
                try checkSignatures(event, rule: rule, author: author, records: records, speculative: speculative)
                var marks = try rule.admit(context)
                if isLate { marks.append(.late) }
                if !marks.isEmpty { Marks.write(marks.sorted(), at: entry.index, to: state) }
                return .accepted(marks.sorted())
            }
        } catch is StateNotDisclosed {
            state.forget(rule.writes)
            return .notDisclosed
        }
    }

    // MARK: The common checks

    private func rule(of event: Event) throws -> EventRule {
        guard let rule = try ruleSet().rule(for: event.header.type) else {
            throw LedgerError(.eventTypeUnknown, "\(event.header.type)")
        }
        return rule
    }

    private func checkSeen(_ event: Event, head: ChainHead) throws {
        guard let seen = event.header.seen else {
            guard head.size == 0 else { throw LedgerError(.eventSeen, "no seen line") }
            return
        }
        guard seen.index.value < head.size, let ancestor = try ancestor(seen.index) else {
            throw LedgerError(.eventSeen, "entry \(seen.index) of \(head.size)")
        }
        guard ancestor.leaf == seen.leaf else {
            throw LedgerError(.eventSeen, "entry \(seen.index) has another leaf hash")
        }
    }

    private func ancestor(_ index: EntryIndex) throws -> Ancestor? {
        if let known = ancestors[index] { return known }
        guard let ancestor = try ancestry.ancestor(index) else { return nil }
        if ancestors.count >= 4_096 { ancestors.removeAll(keepingCapacity: true) }
        ancestors[index] = ancestor
        return ancestor
    }

    /// Whether the event is late; throws where its times do not fit.
    private func checkTimes(_ entry: Entry, rule: EventRule, head: ChainHead, stated: Timestamp?) throws -> Bool {
        let time = entry.event.header.time
        if let stated {
            guard entry.received == stated else { throw LedgerError(.clockOrder, "received \(entry.received)") }
            // The stated time lies behind the head; the confirmation is signed near it, not before it.
            guard abs(time.since(stated)) <= AdmissionLimits.travelMilliseconds else {
                throw LedgerError(.eventTime, "signed \(time), stated \(stated)")
            }
            return false
        }
        if let last = head.received {
            guard entry.received >= last else {
                throw LedgerError(.clockOrder, "received \(entry.received) after \(last)")
            }
            if case .ordinary = rule.clock, entry.received.since(last) > AdmissionLimits.gapMilliseconds {
                throw LedgerError(.clockGap, "received \(entry.received) after \(last)")
            }
        }
        guard time.since(entry.received) <= AdmissionLimits.skewMilliseconds else {
            throw LedgerError(.eventTime, "signed \(time), received \(entry.received)")
        }
        if case .ordinary = rule.clock, let seen = entry.event.header.seen,
            let ancestor = try ancestor(seen.index)
        {
            guard ancestor.received.since(time) <= AdmissionLimits.skewMilliseconds else {
                throw LedgerError(.eventTime, "signed \(time), before entry \(seen.index), which it has seen")
            }
        }
        guard entry.received.since(time) > AdmissionLimits.travelMilliseconds else { return false }
        if case .opensClock = rule.clock { return false }
        if rule.isOfficeDecision { throw LedgerError(.eventLate, "signed \(time), received \(entry.received)") }
        return true
    }

    private func authorName(_ event: Event, rule: EventRule, records: [Record]) throws -> ActorName {
        switch rule.signatures {
        case .author:
            guard event.signatures.count == 1, let author = ActorName(event.signatures[0].name.bytes) else {
                throw LedgerError(.eventSignatures, "one signature of the author")
            }
            return author
        case .engine:
            try checkEngineAlone(event)
            return .engine
        case .authorAndNewKey:
            guard event.signatures.count == 2 else {
                throw LedgerError(.eventSignatures, "two signatures, of the author and of the new key")
            }
            return try NewKey(records).author
        case .founders:
            guard event.signatures.count == 2 else { throw LedgerError(.eventSignatures, "two founders") }
            return try FoundingContent(records).administrator.actor
        }
    }

    private func checkSignatures(
        _ event: Event, rule: EventRule, author: ActorName, records: [Record], speculative: [SpeculativeSignature?]
    ) throws {
        switch rule.signatures {
        case .author, .engine:
            try checkSingleSignature(event, rule: rule, speculative: speculative)
        case .authorAndNewKey:
            let newKey = try NewKey(records).key
            var authorSigned = false
            var newKeySigned = false
            for (position, signature) in event.signatures.enumerated() {
                if signature.isNamed(by: newKey) {
                    newKeySigned = true
                    try check(event, position, key: newKey.publicKey, speculative: speculative)
                } else {
                    guard signature.name == author.keyName else {
                        throw LedgerError(.eventSignatures, "\(signature.name) is neither author nor new key")
                    }
                    authorSigned = true
                    let key = try self.author(signature).key
                    try check(event, position, key: key.publicKey, speculative: speculative)
                }
            }
            guard authorSigned, newKeySigned else {
                throw LedgerError(
                    .eventSignatures, authorSigned ? "the new key did not sign" : "the author did not sign")
            }
        case .founders:
            let content = try FoundingContent(records)
            let keys = [content.administrator.key, content.supervisor.key]
            guard Set(event.signatures.map(\.name)) == Set(keys.map(\.name)) else {
                throw LedgerError(.eventSignatures, "both founders sign, nobody else")
            }
            for (position, signature) in event.signatures.enumerated() {
                guard let key = keys.first(where: { signature.isNamed(by: $0) }) else {
                    throw LedgerError(.eventSignatures, "\(signature.name)")
                }
                try check(event, position, key: key.publicKey, speculative: speculative)
            }
        }
    }

    private func moment(of event: Event, rule: EventRule, received: Timestamp) -> Timestamp {
        if case .opensClock = rule.clock { event.header.time } else { received }
    }

    /// What can be said of the signatures where the data is withheld: the author's, and of two those by known keys.
    private func checkKnownSignatures(
        _ event: Event, rule: EventRule, speculative: [SpeculativeSignature?]
    ) throws {
        switch rule.signatures {
        case .author, .engine: return try checkSingleSignature(event, rule: rule, speculative: speculative)
        case .authorAndNewKey, .founders: break
        }
        for (position, signature) in event.signatures.enumerated() {
            guard let key = expectedKey(of: signature) else { continue }
            try check(event, position, key: key, speculative: speculative)
        }
    }

    private func checkSingleSignature(
        _ event: Event, rule: EventRule, speculative: [SpeculativeSignature?]
    ) throws {
        if case .engine = rule.signatures {
            try checkEngineAlone(event)
            return try check(event, 0, key: engine(event.signatures[0]).publicKey, speculative: speculative)
        }
        guard event.signatures.count == 1 else { throw LedgerError(.eventSignatures, "one signature of the author") }
        let key = try author(event.signatures[0]).key
        try check(event, 0, key: key.publicKey, speculative: speculative)
    }

    private func check(
        _ event: Event, _ position: Int, key: Bytes, speculative: [SpeculativeSignature?]
    ) throws {
        if trustingSignatures { return }
        let known = position < speculative.count ? speculative[position] : nil
        let holds: Bool
        if let known, known.publicKey == key {
            holds = known.holds
        } else {
            holds = SpeculativeSignature(event: event, position: position, publicKey: key).holds
        }
        guard holds else { throw LedgerError(.signatureWrong, "\(event.signatures[position].name)") }
    }

    private func checkEngineAlone(_ event: Event) throws {
        guard event.signatures.count == 1, event.signatures[0].name == ActorName.engine.keyName else {
            throw LedgerError(.eventSignatures, "the engine \(ActorName.engine) alone")
        }
    }

    /// The engine's key behind a signature, if it serves now: the newest alone.
    private func engine(_ signature: NoteSignature) throws -> VerifierKey {
        let keys: [VerifierKey]
        if let engines, engines.version == state.authorityVersion {
            keys = engines.keys
        } else {
            keys = try ServiceKey.engine.keys(in: state)
            engines = (state.authorityVersion, keys)
        }
        guard let key = keys.last(where: { signature.isNamed(by: $0) }) else {
            throw LedgerError(.keyUnknown, "\(signature.name) \(signature.keyID)")
        }
        guard key == keys.last else { throw LedgerError(.keyRetired, "\(signature.name) \(signature.keyID)") }
        return key
    }

    /// The key behind an author's signature, if it may sign now.
    private func author(_ signature: NoteSignature) throws -> Author {
        if authorsVersion != state.authorityVersion {
            authors.removeAll(keepingCapacity: true)
            authorsVersion = state.authorityVersion
        }
        let place = AuthorKey(name: signature.name, keyID: signature.keyID)
        if let known = authors[place] { return known }
        let author = try Author(signature, state: state)
        if authors.count >= 4_096 { authors.removeAll(keepingCapacity: true) }
        authors[place] = author
        return author
    }
}
