// `ssj/v1/contributors`: who gives randomness, and from where. Fields: slot, party, kind, param, custodian.

/// A rung that a draw will use, and the anchor that it must lead to. Written `ladder:rung:anchor`.
///
/// It is always the anchor, never a lower rung: a value k places below is the k-th rung and no other, and a rung that is
/// still under embargo need not be shown to freeze the next draw.
public struct LadderPosition: Hashable, Sendable {
    /// The ladder 预封号链.
    public let ladder: DrawID
    /// The number of the rung 链值, 1 or more; rung k is x of index N − k.
    public let rung: Int
    /// The ladder's anchor. Hashing the rung exactly `rung` times must give it.
    public let anchor: Hash256

    /// Names a rung. Throws `draw.ladderRange`.
    public init(ladder: DrawID, rung: Int, anchor: Hash256) throws {
        guard 1...DrawLimits.rungs ~= rung else { throw DrawError(.ladderRange, "rung \(rung) of \(ladder)") }
        self.ladder = ladder
        self.rung = rung
        self.anchor = anchor
    }

    init?(field: ArraySlice<UInt8>) {
        // From the right: an id may hold colons.
        guard let second = field.lastIndex(of: UInt8(ascii: ":")),
            let first = field[..<second].lastIndex(of: UInt8(ascii: ":")),
            let ladder = DrawID(field[..<first]), let rung = decimal(field[(first + 1)..<second]),
            let value = Hash256(hex: field[(second + 1)...]),
            let position = try? LadderPosition(ladder: ladder, rung: rung, anchor: value)
        else { return nil }
        self = position
    }

    var bytes: [UInt8] { Array("\(ladder):\(rung):\(anchor)".utf8) }
}

/// A public source of randomness 公开随机源 and the round that a draw waits for. Written `source:round`.
public struct BeaconRound: Hashable, Sendable {
    /// The source, an id without a colon: `cwl-ssq`, a drand chain hash, `dice`.
    public let source: DrawID
    /// The round or issue 期号; for `dice` the draw.
    public let round: DrawID

    /// Names a round. Throws `draw.fieldMalformed` for a colon in the source.
    public init(source: DrawID, round: DrawID) throws {
        guard !source.bytes.contains(UInt8(ascii: ":")) else {
            throw DrawError(.fieldMalformed, "a colon in beacon source \(source)")
        }
        self.source = source
        self.round = round
    }

    init?(field: ArraySlice<UInt8>) {
        guard let colon = field.firstIndex(of: UInt8(ascii: ":")), let source = DrawID(field[..<colon]),
            let round = DrawID(field[(colon + 1)...])
        else { return nil }
        self.source = source
        self.round = round
    }

    var bytes: [UInt8] { source.bytes + [UInt8(ascii: ":")] + round.bytes }
}

/// Where a contribution comes from.
public enum EntropySource: Hashable, Sendable {
    /// 32 bytes of a party, sealed by a commit 封号 and revealed 开号.
    case fresh
    /// The next rung of a ladder, forced before the draw.
    case ladder(LadderPosition)
    /// A public value drawn after all reveals.
    case beacon(BeaconRound)
    /// A rung that is kept for a reseed and does not enter the seed.
    case reserve(LadderPosition)

    /// The kind without its parameter.
    public var kind: ContributionKind {
        switch self {
        case .fresh: .fresh
        case .ladder: .ladder
        case .beacon: .beacon
        case .reserve: .reserve
        }
    }
}

/// The kind of a contribution, as the texts write it.
public enum ContributionKind: String, Hashable, Sendable, CaseIterable {
    case fresh, ladder, beacon, reserve

    var bytes: [UInt8] { Array(rawValue.utf8) }

    init?(field: ArraySlice<UInt8>) {
        guard let kind = ContributionKind.allCases.first(where: { field.elementsEqual($0.rawValue.utf8) }) else {
            return nil
        }
        self = kind
    }
}

/// One party that gives randomness 随机数贡献方.
public struct ContributorRow: ManifestRow {
    /// The slot, which orders the seed's lines.
    public let slot: DrawID
    /// The party.
    public let party: DrawID
    /// What the party gives.
    public let source: EntropySource
    /// Who keeps a copy of the opening; nil for nobody.
    public let custodian: DrawID?

    /// Names a contributor.
    public init(slot: DrawID, party: DrawID, source: EntropySource, custodian: DrawID? = nil) {
        self.slot = slot
        self.party = party
        self.source = source
        self.custodian = custodian
    }

    public static let domain: StaticString = "ssj/v1/contributors"
    public static let fieldCount = 5
    public static var limit: Int { DrawLimits.contributors }
    public var orderKey: [UInt8] { slot.bytes }
    public var fields: [[UInt8]] {
        let parameter =
            switch source {
            case .fresh: absent
            case .ladder(let position), .reserve(let position): position.bytes
            case .beacon(let round): round.bytes
            }
        return [slot.bytes, party.bytes, source.kind.bytes, parameter, custodian?.bytes ?? absent]
    }

    public static func read(_ fields: inout ManifestFields) throws -> ContributorRow {
        let slot = try fields.reader.id()
        let party = try fields.reader.id()
        guard let kind = ContributionKind(field: try fields.reader.next()) else {
            throw fields.reader.wrong("not fresh, ladder, beacon or reserve")
        }
        let parameter = try fields.reader.next()
        let source: EntropySource? =
            switch kind {
            case .fresh: parameter.elementsEqual(absent) ? .fresh : nil
            case .ladder: LadderPosition(field: parameter).map { .ladder($0) }
            case .reserve: LadderPosition(field: parameter).map { .reserve($0) }
            case .beacon: BeaconRound(field: parameter).map { .beacon($0) }
            }
        guard let source else { throw fields.reader.wrong("not a parameter of \(kind.rawValue)") }
        return ContributorRow(
            slot: slot, party: party, source: source, custodian: try fields.reader.optional { try $0.id() })
    }
}

/// `ssj/v1/contributors`.
public typealias ContributorsManifest = Manifest<ContributorRow>

extension Manifest<ContributorRow> {
    /// Whether the contributors can serve a draw of this profile: at least one fresh party, one ladder, in profile B one
    /// beacon; no party twice among the fresh ones, no ladder twice. Throws `draw.contributorsWrong`.
    public func check(for profile: DrawProfile) throws {
        let kinds = rows.map(\.source.kind)
        guard kinds.contains(.fresh) else { throw DrawError(.contributorsWrong, "no fresh contribution") }
        guard kinds.contains(.ladder) else { throw DrawError(.contributorsWrong, "no ladder") }
        guard kinds.contains(.beacon) == (profile == .b) else {
            throw DrawError(.contributorsWrong, profile == .b ? "no beacon" : "a beacon in profile A")
        }
        let fresh = rows.filter { $0.source == .fresh }.map(\.party)
        guard Set(fresh).count == fresh.count else { throw DrawError(.contributorsWrong, "a party twice") }
        let ladders = rows.compactMap { row -> DrawID? in
            switch row.source {
            case .ladder(let position), .reserve(let position): position.ladder
            case .fresh, .beacon: nil
            }
        }
        guard Set(ladders).count == ladders.count else { throw DrawError(.contributorsWrong, "a ladder twice") }
    }
}

/// How a draw gets its last word 抽取方式: A offline, the server's rung last; B a public beacon after all reveals.
public enum DrawProfile: String, Hashable, Sendable {
    case a = "A"
    case b = "B"
}
