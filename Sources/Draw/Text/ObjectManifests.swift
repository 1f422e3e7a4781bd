// The manifests of an enterprise draw: registry = population + exclusions.

/// One object of the registry in scope 名录快照: `ssj/v1/registry`, fields: id.
public struct RegistryRow: ManifestRow {
    /// The opaque id of the object.
    public let id: DrawID

    /// Names an object.
    public init(id: DrawID) { self.id = id }

    public static let domain: StaticString = "ssj/v1/registry"
    public static let fieldCount = 1
    public var orderKey: [UInt8] { id.bytes }
    public var fields: [[UInt8]] { [id.bytes] }
    public static func read(_ fields: inout ManifestFields) throws -> RegistryRow {
        RegistryRow(id: try fields.reader.id())
    }
}

/// One object in the hat 参抽对象: `ssj/v1/population`, fields: id, stratum, weight, group.
public struct PopulationRow: ManifestRow {
    /// The opaque id of the object.
    public let id: DrawID
    /// The stratum 分层.
    public let stratum: DrawWord
    /// The weight, 1 to 1,000: as many tickets.
    public let weight: Int
    /// Objects that a cap of the plan counts together, for example of one owner; nil for none.
    public let group: DrawWord?

    /// Puts an object into the hat.
    public init(id: DrawID, stratum: DrawWord, weight: Int = 1, group: DrawWord? = nil) {
        self.id = id
        self.stratum = stratum
        self.weight = weight
        self.group = group
    }

    public static let domain: StaticString = "ssj/v1/population"
    public static let fieldCount = 4
    public var orderKey: [UInt8] { id.bytes }
    public var fields: [[UInt8]] { [id.bytes, stratum.bytes, Array(String(weight).utf8), group?.bytes ?? absent] }
    public func check() throws {
        guard 1...DrawLimits.weight ~= weight else { throw DrawError(.fieldMalformed, "weight \(weight) of \(id)") }
    }
    public static func read(_ fields: inout ManifestFields) throws -> PopulationRow {
        PopulationRow(
            id: try fields.reader.id(), stratum: try fields.reader.word(),
            weight: try fields.reader.number(1...DrawLimits.weight),
            group: try fields.reader.optional { try $0.word() })
    }
}

/// One object that is left out 排除对象: `ssj/v1/exclusions`, fields: id, reason, evidence.
public struct ExclusionRow: ManifestRow {
    /// The opaque id of the object.
    public let id: DrawID
    /// The reason, a word of the office's code list.
    public let reason: DrawWord
    /// The digest of the evidence; nil where there is none.
    public let evidence: Hash256?

    /// Leaves an object out.
    public init(id: DrawID, reason: DrawWord, evidence: Hash256?) {
        self.id = id
        self.reason = reason
        self.evidence = evidence
    }

    public static let domain: StaticString = "ssj/v1/exclusions"
    public static let fieldCount = 3
    public var orderKey: [UInt8] { id.bytes }
    public var fields: [[UInt8]] { [id.bytes, reason.bytes, evidence?.hexBytes ?? absent] }
    public static func read(_ fields: inout ManifestFields) throws -> ExclusionRow {
        ExclusionRow(
            id: try fields.reader.id(), reason: try fields.reader.word(),
            evidence: try fields.reader.optional { try $0.hash() })
    }
}

/// `ssj/v1/registry`.
public typealias RegistryManifest = Manifest<RegistryRow>
/// `ssj/v1/population`.
public typealias PopulationManifest = Manifest<PopulationRow>
/// `ssj/v1/exclusions`.
public typealias ExclusionsManifest = Manifest<ExclusionRow>
