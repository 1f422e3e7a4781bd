// Trust policies of C2SP tlog-policy (main of 2026-06-22), https://c2sp.org/tlog-policy
//
// Lines of items that are separated by spaces or tabs; empty lines and lines that start with `#` are passed over:
// `log <vkey> [url]`, `witness <name> <vkey> [url]`, `group <name> all|any|<k> <name>…`, and exactly one
// `quorum <name>|none`. Witnesses and groups share one set of names, which are opaque bytes; a line names only what
// stands above it, and each name is a member of one group at most.
//
// Example, with the keys left out:
//
//     log <vkey>
//     witness county <vkey>
//     witness city <vkey> https://witness.example/
//     group both all county city
//     quorum both

/// Which logs are believed, and which witnesses (存证方) must have cosigned (存证策略).
public struct TlogPolicy: Hashable, Sendable {
    /// A log that is believed.
    public struct Log: Hashable, Sendable {
        /// Its Ed25519 key, whose name is the log's origin.
        public let key: VerifierKey
        /// Where it can be reached; opaque bytes.
        public let url: Bytes?
    }

    /// A witness that is known.
    public struct Witness: Hashable, Sendable {
        /// Its name in this policy; opaque bytes.
        public let name: Bytes
        /// Its cosignature key.
        public let key: VerifierKey
        /// Where it can be reached; opaque bytes.
        public let url: Bytes?
    }

    /// What a checkpoint had that meets a policy.
    public struct Satisfied: Hashable, Sendable {
        /// The log that signed.
        public let log: VerifierKey
        /// The witnesses that cosigned, in the order of the policy, those beyond the quorum too.
        public let witnesses: [Cosigner]
    }

    /// A witness that cosigned.
    public struct Cosigner: Hashable, Sendable {
        /// The witness.
        public let witness: Witness
        /// When it cosigned, in seconds since 1970.
        public let time: UInt64
    }

    /// The logs in their order.
    public let logs: [Log]
    /// The witnesses in their order.
    public let witnesses: [Witness]
    private let members: [Member]
    /// The position in `members` that must be met; nil for `quorum none`.
    private let quorum: Int?

    /// The largest file that is read.
    public static let maximumByteCount = 64 << 10
    /// The most logs, witnesses or groups, each; the specification asks for 32 or more.
    public static let maximumCount = 256

    /// A name: a witness, or a group over members that stand before it.
    private struct Member: Hashable, Sendable {
        let name: Bytes
        let kind: Kind

        enum Kind: Hashable, Sendable {
            case witness(Int)
            case group(threshold: Int, members: [Int])
        }
    }

    /// Parses a policy.
    /// - Throws: `policy.malformed` with the line, counted from 1.
    public init(parsing bytes: Bytes) throws(LedgerError) {
        guard bytes.count <= TlogPolicy.maximumByteCount else { throw LedgerError(.policyMalformed, "too large") }
        guard bytes.last == newline else { throw LedgerError(.policyMalformed, "the last line has no line feed") }
        var parser = Parser()
        var lines = LineScanner(bytes)
        var number = 0
        while let line = lines.line() {
            number += 1
            if let reason = parser.take(line) { throw LedgerError(.policyMalformed, "line \(number): \(reason)") }
        }
        guard parser.hasQuorum else { throw LedgerError(.policyMalformed, "no quorum line") }
        logs = parser.logs
        witnesses = parser.witnesses
        members = parser.members
        quorum = parser.quorum
    }

    // MARK: Evaluating

    /// Judges a checkpoint's note: one of the logs must have signed it under its own origin, and the quorum must be
    /// met. Signatures by unknown keys are passed over; one by a known key that does not hold rejects the note.
    /// - Throws: `note.unverified`; `policy.unmet`, saying who is missing.
    public func evaluate(note: SignedNote) throws(LedgerError) -> Satisfied {
        let keys = logs.map(\.key) + witnesses.map(\.key)
        let isKnown = note.signatures.contains { signature in keys.contains { signature.isNamed(by: $0) } }
        let verified = isKnown ? try note.verified(by: keys) : []
        var lines = LineScanner(note.text)
        let origin = lines.line() ?? []
        let log = logs.first { log in
            log.key.name.bytes.elementsEqual(origin) && verified.contains { $0.key == log.key }
        }
        guard let log else { throw LedgerError(.policyUnmet, "no log of the policy signed") }
        var times = [UInt64?](repeating: nil, count: witnesses.count)
        for (position, witness) in witnesses.enumerated() {
            let signature = verified.first { $0.key == witness.key }?.signature
            times[position] = signature.flatMap { Cosignature(blob: $0.signature) }?.time
        }
        let met = evaluate(times)
        if let quorum, !met[quorum] { throw LedgerError(.policyUnmet, missing(met, quorum)) }
        return Satisfied(
            log: log.key,
            witnesses: zip(witnesses, times).compactMap { witness, time in
                time.map { Cosigner(witness: witness, time: $0) }
            })
    }

    /// Which names are met. Members stand before their group, so one walk in order decides all.
    private func evaluate(_ times: [UInt64?]) -> [Bool] {
        var met: [Bool] = []
        for member in members {
            switch member.kind {
            case .witness(let position): met.append(times[position] != nil)
            case .group(let threshold, let members):
                met.append(members.lazy.filter { met[$0] }.count >= threshold)
            }
        }
        return met
    }

    /// Who is missing below a name that is not met.
    private func missing(_ met: [Bool], _ quorum: Int) -> String {
        var open = [quorum]
        var parts: [String] = []
        while let position = open.popLast(), parts.count < 8 {
            let name = members[position].name.forDisplay(limit: 60)
            switch members[position].kind {
            case .witness:
                if position == quorum { parts.append("\(name) has not cosigned") }
            case .group(let threshold, let inner):
                let lacking = inner.filter { !met[$0] }
                let names = lacking.prefix(8).map { members[$0].name.forDisplay(limit: 60) }.joined(separator: ", ")
                let rest = lacking.count > 8 ? " and \(lacking.count - 8) more" : ""
                parts.append("\(name) has \(inner.count - lacking.count) of \(threshold), missing \(names)\(rest)")
                open += lacking.reversed()
            }
        }
        return parts.joined(separator: "; ")
    }
}

// MARK: Parsing

extension TlogPolicy {
    /// Takes one line after the other.
    private struct Parser {
        var logs: [Log] = []
        var witnesses: [Witness] = []
        var members: [Member] = []
        var hasQuorum = false
        var quorum: Int?
        private var groupCount = 0
        private var positions: [Bytes: Int] = [:]
        private var isMember: Set<Int> = []

        /// Takes a line and tells what is wrong with it.
        mutating func take(_ line: ArraySlice<UInt8>) -> String? {
            let isAllowed = line.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
            guard isAllowed else { return "control byte" }
            let items = line.split { $0 == space || $0 == 0x09 }
            guard let keyword = items.first, keyword.first != UInt8(ascii: "#") else { return nil }
            let rest = items.dropFirst()
            if keyword.equals("log") { return takeLog(Array(rest)) }
            if keyword.equals("witness") { return takeWitness(Array(rest)) }
            if keyword.equals("group") { return takeGroup(Array(rest)) }
            if keyword.equals("quorum") { return takeQuorum(Array(rest)) }
            return "unknown keyword"
        }

        private mutating func takeLog(_ items: [ArraySlice<UInt8>]) -> String? {
            guard items.count == 1 || items.count == 2 else { return "log <vkey> [url]" }
            guard logs.count < TlogPolicy.maximumCount else { return "more than \(TlogPolicy.maximumCount) logs" }
            guard let key = try? VerifierKey(parsing: items[0]) else { return "vkey" }
            guard key.algorithm == .ed25519 else { return "a log signs with an Ed25519 key" }
            if let reason = collision(of: key, with: logs.map(\.key)) { return reason }
            logs.append(Log(key: key, url: items.count == 2 ? Bytes(items[1]) : nil))
            return nil
        }

        private mutating func takeWitness(_ items: [ArraySlice<UInt8>]) -> String? {
            guard items.count == 2 || items.count == 3 else { return "witness <name> <vkey> [url]" }
            guard witnesses.count < TlogPolicy.maximumCount else {
                return "more than \(TlogPolicy.maximumCount) witnesses"
            }
            guard let key = try? VerifierKey(parsing: items[1]) else { return "vkey" }
            guard key.algorithm == .cosignature else { return "a witness signs with a cosignature key" }
            if let reason = collision(of: key, with: witnesses.map(\.key)) { return reason }
            let name = Bytes(items[0])
            if let reason = define(name, as: .witness(witnesses.count)) { return reason }
            witnesses.append(Witness(name: name, key: key, url: items.count == 3 ? Bytes(items[2]) : nil))
            return nil
        }

        private mutating func takeGroup(_ items: [ArraySlice<UInt8>]) -> String? {
            guard items.count >= 3 else { return "group <name> all|any|<k> <name>…" }
            guard groupCount < TlogPolicy.maximumCount else { return "more than \(TlogPolicy.maximumCount) groups" }
            var inner: [Int] = []
            for name in items[2...] {
                guard let position = positions[Bytes(name)] else {
                    return "\(name.forDisplay(limit: 60)) is not defined above"
                }
                guard isMember.insert(position).inserted else {
                    return "\(name.forDisplay(limit: 60)) is a member already"
                }
                inner.append(position)
            }
            let threshold: Int
            if items[1].equals("all") {
                threshold = inner.count
            } else if items[1].equals("any") {
                threshold = 1
            } else {
                guard let number = Decimal53.parse(items[1]), number >= 1, number <= UInt64(inner.count) else {
                    return "a threshold is all, any, or from 1 to the number of members"
                }
                threshold = Int(number)
            }
            groupCount += 1
            return define(Bytes(items[0]), as: .group(threshold: threshold, members: inner))
        }

        private mutating func takeQuorum(_ items: [ArraySlice<UInt8>]) -> String? {
            guard items.count == 1 else { return "quorum <name>|none" }
            guard !hasQuorum else { return "second quorum line" }
            hasQuorum = true
            if items[0].equals("none") { return nil }
            quorum = positions[Bytes(items[0])]
            return quorum == nil ? "\(items[0].forDisplay(limit: 60)) is not defined above" : nil
        }

        private mutating func define(_ name: Bytes, as kind: Member.Kind) -> String? {
            guard !name.equals("none") else { return "none is not a name" }
            guard positions[name] == nil else { return "\(name.forDisplay(limit: 60)) is defined already" }
            positions[name] = members.count
            members.append(Member(name: name, kind: kind))
            return nil
        }

        /// One public key under two names would count twice; one name and id for two keys would hide the second.
        private func collision(of key: VerifierKey, with same: [VerifierKey]) -> String? {
            if same.contains(where: { $0.publicKey == key.publicKey }) { return "duplicate key" }
            let all = logs.map(\.key) + witnesses.map(\.key)
            return all.contains { $0.name == key.name && $0.id == key.id } ? "duplicate key id" : nil
        }
    }
}
