// The manifests of an inspector draw: who can go, what must be filled, who may not go where.

/// One inspector 执法人员 who can go: `ssj/v1/inspectors`, fields: id, department, tags, cap, load0.
public struct InspectorRow: ManifestRow {
    /// The opaque id of the inspector.
    public let id: DrawID
    /// The department.
    public let department: DrawWord
    /// What the inspector is certified for.
    public let tags: DrawTags
    /// The most slots that the inspector gets in this draw.
    public let cap: Int
    /// The load carried in: a count over the ledger, never typed; ``NewcomerLoad`` for a newcomer.
    public let load0: Int

    /// Lists an inspector.
    public init(id: DrawID, department: DrawWord, tags: DrawTags = .none, cap: Int, load0: Int) {
        self.id = id
        self.department = department
        self.tags = tags
        self.cap = cap
        self.load0 = load0
    }

    public static let domain: StaticString = "ssj/v1/inspectors"
    public static let fieldCount = 5
    public static var limit: Int { DrawLimits.inspectors }
    public var orderKey: [UInt8] { id.bytes }
    public var fields: [[UInt8]] {
        [id.bytes, department.bytes, tags.bytes, Array(String(cap).utf8), Array(String(load0).utf8)]
    }
    public func check() throws {
        guard 0...DrawLimits.load ~= cap, 0...DrawLimits.load ~= load0 else {
            throw DrawError(.fieldMalformed, "cap \(cap) or load \(load0) of \(id)")
        }
    }
    public static func read(_ fields: inout ManifestFields) throws -> InspectorRow {
        InspectorRow(
            id: try fields.reader.id(), department: try fields.reader.word(), tags: try fields.reader.tags(),
            cap: try fields.reader.number(0...DrawLimits.load), load0: try fields.reader.number(0...DrawLimits.load))
    }
}

/// One place in a team 席位: `ssj/v1/slots`, fields: slot, inspection, department, tags.
public struct SlotRow: ManifestRow {
    /// The id of the slot.
    public let slot: DrawID
    /// The opaque id of the inspection, never an object's.
    public let inspection: DrawID
    /// The department that the slot demands; nil for any.
    public let department: DrawWord?
    /// The tags that the slot demands.
    public let tags: DrawTags

    /// Lists a slot.
    public init(slot: DrawID, inspection: DrawID, department: DrawWord? = nil, tags: DrawTags = .none) {
        self.slot = slot
        self.inspection = inspection
        self.department = department
        self.tags = tags
    }

    public static let domain: StaticString = "ssj/v1/slots"
    public static let fieldCount = 4
    public static var limit: Int { DrawLimits.slots }
    public var orderKey: [UInt8] { slot.bytes }
    public var fields: [[UInt8]] { [slot.bytes, inspection.bytes, department?.bytes ?? absent, tags.bytes] }
    public static func read(_ fields: inout ManifestFields) throws -> SlotRow {
        SlotRow(
            slot: try fields.reader.id(), inspection: try fields.reader.id(),
            department: try fields.reader.optional { try $0.word() }, tags: try fields.reader.tags())
    }
}

/// One recusal 回避: `ssj/v1/conflicts`, fields: inspection, inspector, evidence. Unique by the whole line.
public struct ConflictRow: ManifestRow {
    /// The inspection.
    public let inspection: DrawID
    /// The inspector who may not go there.
    public let inspector: DrawID
    /// The digest of the evidence; nil where there is none.
    public let evidence: Hash256?

    /// Lists a recusal.
    public init(inspection: DrawID, inspector: DrawID, evidence: Hash256?) {
        self.inspection = inspection
        self.inspector = inspector
        self.evidence = evidence
    }

    public static let domain: StaticString = "ssj/v1/conflicts"
    public static let fieldCount = 3
    public var orderKey: [UInt8] { Array(fields.joined(separator: [tab])) }
    public var fields: [[UInt8]] { [inspection.bytes, inspector.bytes, evidence?.hexBytes ?? absent] }
    public static func read(_ fields: inout ManifestFields) throws -> ConflictRow {
        ConflictRow(
            inspection: try fields.reader.id(), inspector: try fields.reader.id(),
            evidence: try fields.reader.optional { try $0.hash() })
    }
}

/// `ssj/v1/inspectors`.
public typealias InspectorsManifest = Manifest<InspectorRow>
/// `ssj/v1/slots`.
public typealias SlotsManifest = Manifest<SlotRow>
/// `ssj/v1/conflicts`.
public typealias ConflictsManifest = Manifest<ConflictRow>
