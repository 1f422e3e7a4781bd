import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// 检查对象名录库 as it stands: the rows that admission judges by, with the records that hold what no rule reads.
struct ObjectRegistry {
    /// One object.
    struct Entry {
        let id: String
        /// The row of admission state.
        let row: BusinessRow
        /// The record in force: the newest one, with the tags and the class that came later.
        let record: MemberList

        var isActive: Bool { row.text("standing") == "active" }
        var isReverted: Bool { row.text("standing") == "reverted" }
    }

    let entries: [Entry]
    private let places: [Bytes: Int]

    /// Reads the whole registry.
    init(_ business: Business) async throws {
        var newest: [Bytes: Bytes] = [:]
        for record in try await business.access.records(of: TypeName(literal: "object.record/1")) {
            guard let id = BusinessRow(line: record.line)?.bytes("object") else { continue }
            newest[id] = record.line
        }
        let entries = try await business.rows("object").map { row in
            var record = MemberList(newest[row.key].flatMap { BusinessRow(line: $0)?.value.members } ?? [])
            if let tags = row["tags"] { record.set("tags", tags) } else { record.remove("tags") }
            record.set("credit", row["credit"])
            return Entry(id: row.name, row: row, record: record)
        }
        self.entries = entries
        places = Dictionary(entries.indices.map { (entries[$0].row.key, $0) }) { first, _ in first }
    }

    subscript(id: String) -> Entry? { places[Bytes(id.utf8)].map { entries[$0] } }

    /// The objects in the fields of a sheet; who must be asked for them is not compared.
    var registered: [RegisteredRow] {
        entries.filter { !$0.isReverted }.map { entry in
            let row = BusinessRow(.object(entry.record.members))
            let code = entry.row.bytes("code")
            var keys: [Bytes] = []
            if let code { keys.append(Bytes("code/".utf8) + code) }
            if keys.isEmpty, let name = entry.row.bytes("name"),
                let address = row.bytes("business") ?? row.bytes("registered")
            {
                keys.append(ObjectRow.likeness(name: name, address: address))
            }
            let isNumber = code?.count == 15
            var fields = [
                SheetField("code", isNumber ? nil : code), SheetField("kind", entry.row.bytes("kind")),
                SheetField("name", entry.row.bytes("name")), SheetField("codeless", row.bytes("codeless")),
            ]
            if isNumber { fields.append(SheetField("registration", code)) }
            for column in ObjectRegistry.compared { fields.append(SheetField(column, row.bytes(column))) }
            return RegisteredRow(id: entry.row.key, keys: keys, fields: fields)
        }
    }

    /// Columns that stand in the record under their own name.
    static let compared = [
        "registered", "business", "authority", "jurisdiction", "established", "scope", "state",
    ]
}

/// A row of a sheet as a record of the registry.
enum ObjectRecords {
    /// The record of a row, over the earlier version where there is one; a blank cell leaves what is there.
    static func members(
        _ row: ObjectRow, id: String, over earlier: MemberList? = nil, scale: String?, source: String, day: CivilDate
    ) -> MemberList {
        var record = earlier ?? MemberList()
        func text(_ bytes: Bytes?) -> IJSONValue? { bytes.map { .string($0) } }
        record.set("object", .text(id))
        record.set("kind", row.kind.map { .text($0.rawValue) })
        if let code = row.anyCode {
            record.set("code", .string(code))
            record.remove("codeless")
        } else if record["code"] == nil {
            record.set("codeless", text(row.codeless))
        }
        record.set("name", .string(row.name))
        record.set("registered", text(row.registered))
        record.set("business", text(row.business))
        record.set("authority", text(row.authority))
        record.set("jurisdiction", text(row.jurisdiction))
        record.set("established", row.established.map { .text($0.description) })
        record.set("scope", text(row.scope))
        record.set("state", text(row.state))
        record.set("tags", .strings(labels(row)))
        record.set("licences", row.licences.isEmpty ? nil : .array(row.licences.map(licence)))
        if let scale, let value = row.credit, record["credit"]?["value"]?.bytes != value {
            record.set("credit", credit(value, scale: scale, source: source, day: day))
        }
        return record
    }

    /// 专项库 and 监管标签, each once.
    static func labels(_ row: ObjectRow) -> [Bytes] {
        var labels: [Bytes] = []
        for label in row.tags + row.libraries where !labels.contains(label) { labels.append(label) }
        return labels
    }

    static func credit(_ value: Bytes, scale: String, source: String, day: CivilDate) -> IJSONValue {
        .object([
            .init("scale", .text(scale)), .init("value", .string(value)), .init("asOf", .text(day.description)),
            .init("source", .text(source)),
        ])
    }

    private static func licence(_ licence: ObjectRow.Licence) -> IJSONValue {
        func text(_ bytes: Bytes?) -> IJSONValue? { bytes.map { .string($0) } }
        func day(_ day: String?) -> IJSONValue? { day.map { .string(Bytes($0.utf8)) } }
        var list = MemberList()
        list.set("name", text(licence.name ?? licence.number))
        list.set("number", text(licence.number))
        list.set("issued", day(licence.issued?.description))
        list.set("expires", day(licence.expires.map { $0.day?.description ?? "9999-12-31" }))
        list.set("issuer", text(licence.issuer))
        return .object(list.members)
    }

    /// Who answers for the object (负责人, 联络员, 电话): sealed under the object.
    static func person(_ row: ObjectRow, id: String) -> Bytes? {
        guard row.principal != nil || row.liaison != nil || row.telephone != nil else { return nil }
        func text(_ bytes: Bytes?) -> IJSONValue? { bytes.map { .string($0) } }
        return BusinessRecord.make(
            "object.person/1",
            [
                "subject": .text(id), "object": .text(id), "principal": text(row.principal),
                "liaison": text(row.liaison), "telephone": text(row.telephone),
            ])
    }
}
