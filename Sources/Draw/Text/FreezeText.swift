// The texts that freeze a draw: everything that decides it except the randomness.

/// The hash and the number of lines of a manifest.
public struct ManifestDigest: Hashable, Sendable {
    /// SHA-256 of the text.
    public let hash: Hash256
    /// Its lines, the domain line not counted.
    public let count: Int

    /// Names a manifest.
    public init<Row>(_ manifest: Manifest<Row>) {
        hash = manifest.hash
        count = manifest.count
    }

    init(hash: Hash256, count: Int) {
        self.hash = hash
        self.count = count
    }

    func check<Row>(_ manifest: Manifest<Row>) throws {
        guard self == ManifestDigest(manifest) else { throw DrawError(.freezeDiffers, "\(Row.domain)") }
    }
}

extension TextReader {
    mutating func manifest(_ key: StaticString, limit: Int) throws -> ManifestDigest {
        var line = try fields(3, key: key)
        return ManifestDigest(hash: try line.hash(), count: try line.number(0...limit))
    }

    mutating func value<Value>(_ key: StaticString, _ read: (inout FieldReader) throws -> Value) throws -> Value {
        var line = try fields(2, key: key)
        return try read(&line)
    }

    mutating func profile() throws -> DrawProfile {
        try value("profile") { line in
            guard let profile = DrawProfile(rawValue: String(decoding: try line.next(), as: UTF8.self)) else {
                throw line.wrong("not A or B")
            }
            return profile
        }
    }
}

extension TextWriter {
    mutating func manifest(_ key: StaticString, _ digest: ManifestDigest) {
        field(key)
        field(digest.hash)
        field(digest.count)
        endLine()
    }

    mutating func pair(_ key: StaticString, _ value: [UInt8]) {
        field(key)
        field(value)
        endLine()
    }
}

/// The freeze of an enterprise draw 名录冻结, `ssj/v1/freeze`.
public struct FreezeText: CanonicalText {
    /// The number of the draw; never used twice.
    public let draw: DrawID
    /// The voided draw that this one follows; nil for none.
    public let supersedes: DrawID?
    /// Where the last word comes from.
    public let profile: DrawProfile
    /// The registry 名录快照.
    public let registry: ManifestDigest
    /// Who is in the hat.
    public let population: ManifestDigest
    /// Who is left out.
    public let exclusions: ManifestDigest
    /// The hash of the plan.
    public let plan: Hash256
    /// The hash of the contributors.
    public let contributors: Hash256

    /// Freezes lists by their hashes.
    public init(
        draw: DrawID, supersedes: DrawID? = nil, profile: DrawProfile, registry: RegistryManifest,
        population: PopulationManifest, exclusions: ExclusionsManifest, plan: PlanText,
        contributors: ContributorsManifest
    ) {
        self.draw = draw
        self.supersedes = supersedes
        self.profile = profile
        self.registry = ManifestDigest(registry)
        self.population = ManifestDigest(population)
        self.exclusions = ManifestDigest(exclusions)
        self.plan = plan.hash
        self.contributors = contributors.hash
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/freeze")
        draw = try text.value("draw") { try $0.id() }
        supersedes = try text.value("supersedes") { try $0.optional { try $0.id() } }
        profile = try text.profile()
        registry = try text.manifest("registry", limit: DrawLimits.lines)
        population = try text.manifest("population", limit: DrawLimits.lines)
        exclusions = try text.manifest("exclusions", limit: DrawLimits.lines)
        plan = try text.value("plan") { try $0.hash() }
        contributors = try text.value("contributors") { try $0.hash() }
        try text.end()
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/freeze")
        text.pair("draw", draw.bytes)
        text.pair("supersedes", supersedes?.bytes ?? absent)
        text.pair("profile", Array(profile.rawValue.utf8))
        text.manifest("registry", registry)
        text.manifest("population", population)
        text.manifest("exclusions", exclusions)
        text.pair("plan", plan.hexBytes)
        text.pair("contributors", contributors.hexBytes)
        return text.bytes
    }
}

/// The freeze of an inspector draw, `ssj/v1/freeze-inspectors`.
public struct InspectorFreezeText: CanonicalText {
    /// The number of the draw; never used twice.
    public let draw: DrawID
    /// The voided draw that this one follows; nil for none.
    public let supersedes: DrawID?
    /// Where the last word comes from.
    public let profile: DrawProfile
    /// The enterprise draw whose objects are inspected.
    public let of: DrawID
    /// The inspectors who can go.
    public let inspectors: ManifestDigest
    /// The slots to fill.
    public let slots: ManifestDigest
    /// The recusals 回避.
    public let conflicts: ManifestDigest
    /// The hash of the contributors.
    public let contributors: Hash256
    /// 32 random bytes, fixed before any commit and disclosed when the embargo ends: without them a short list could be
    /// guessed from its digest.
    public let salt: Hash256

    /// Freezes lists by their hashes.
    public init(
        draw: DrawID, supersedes: DrawID? = nil, profile: DrawProfile, of: DrawID, inspectors: InspectorsManifest,
        slots: SlotsManifest, conflicts: ConflictsManifest, contributors: ContributorsManifest, salt: Hash256
    ) {
        self.draw = draw
        self.supersedes = supersedes
        self.profile = profile
        self.of = of
        self.inspectors = ManifestDigest(inspectors)
        self.slots = ManifestDigest(slots)
        self.conflicts = ManifestDigest(conflicts)
        self.contributors = contributors.hash
        self.salt = salt
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/freeze-inspectors")
        draw = try text.value("draw") { try $0.id() }
        supersedes = try text.value("supersedes") { try $0.optional { try $0.id() } }
        profile = try text.profile()
        of = try text.value("of") { try $0.id() }
        inspectors = try text.manifest("inspectors", limit: DrawLimits.inspectors)
        slots = try text.manifest("slots", limit: DrawLimits.slots)
        conflicts = try text.manifest("conflicts", limit: DrawLimits.lines)
        contributors = try text.value("contributors") { try $0.hash() }
        salt = try text.value("salt") { try $0.hash() }
        try text.end()
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/freeze-inspectors")
        text.pair("draw", draw.bytes)
        text.pair("supersedes", supersedes?.bytes ?? absent)
        text.pair("profile", Array(profile.rawValue.utf8))
        text.pair("of", of.bytes)
        text.manifest("inspectors", inspectors)
        text.manifest("slots", slots)
        text.manifest("conflicts", conflicts)
        text.pair("contributors", contributors.hexBytes)
        text.pair("salt", salt.hexBytes)
        return text.bytes
    }
}
