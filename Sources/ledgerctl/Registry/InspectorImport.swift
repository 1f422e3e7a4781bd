import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// 执法检查人员名录库 as it stands: state rows with the records in force. Names and numbers are personal and not here.
struct InspectorRegistry {
    let rows: [BusinessRow]
    private let places: [Bytes: Int]
    private let certificates: [Bytes: Int]
    private let records: [Bytes: MemberList]

    init(_ business: Business) async throws {
        let rows = try await business.rows("inspector")
        self.rows = rows
        places = Dictionary(rows.indices.map { (rows[$0].key, $0) }) { first, _ in first }
        certificates = Dictionary(
            rows.indices.filter { InspectorRegistry.isStanding(rows[$0]) }
                .compactMap { place in rows[place].bytes("certificate").map { ($0, place) } }
        ) { first, _ in first }
        var records: [Bytes: MemberList] = [:]
        for record in try await business.access.records(of: TypeName(literal: "inspector.record/1")) {
            guard let row = BusinessRow(line: record.line), let id = row.bytes("inspector") else { continue }
            records[id] = MemberList(row.value.members ?? [])
        }
        self.records = records
    }

    subscript(id: String) -> BusinessRow? { places[Bytes(id.utf8)].map { rows[$0] } }

    /// Who has a certificate of this number, of those who are not gone.
    func holder(of certificate: Bytes) -> BusinessRow? { certificates[certificate].map { rows[$0] } }

    /// Those who are not gone with an import that was taken back.
    var standing: [BusinessRow] { rows.filter(InspectorRegistry.isStanding) }

    static func isStanding(_ row: BusinessRow) -> Bool { row.text("standing") != "reverted" }

    func record(_ id: String) -> MemberList? { records[Bytes(id.utf8)] }
}

/// A sheet of inspectors against the registry, and the events that enter it.
struct InspectorImport {
    private var sheet: SheetImport<InspectorRow>
    private let registry: InspectorRegistry
    private let items: ItemList
    private let business: Business
    /// Whether rows that change nothing else enter their sealed columns anew.
    private let isPersonal: Bool
    private var entering: [(id: String, record: MemberList, row: InspectorRow)] = []
    private var changing: [(id: String, record: MemberList, row: InspectorRow)] = []

    init(_ options: SheetOptions, isPersonal: Bool = false, in business: Business) async throws {
        self.isPersonal = isPersonal
        sheet = try await SheetImport(options, unit: BilingualText("people", "人"), in: business)
        registry = try await InspectorRegistry(business)
        items = try await ItemList(business)
        self.business = business
        compare()
    }

    private mutating func compare() {
        var ids = IDSequence("I-", width: 4, after: registry.rows.map(\.key))
        var seen: Set<String> = []
        var sealed = 0
        for (place, row) in sheet.admitted {
            guard let department = row.unit ?? row.section else {
                sheet.report.rows[place].find(.rowMissing, "所属主体全称", refuses: true)
                continue
            }
            guard let scope = scope(row.items, place) else { continue }
            // A staff number is the id where it can be one; the certificate tells apart people of two units.
            let wanted = "I-" + String(decoding: row.staff, as: UTF8.self)
            let isID = wanted.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
            }
            let byStaff = isID ? registry[wanted].flatMap { InspectorRegistry.isStanding($0) ? $0 : nil } : nil
            let isSame = byStaff?.bytes("department") == department
            let byCertificate = row.certificate.flatMap { registry.holder(of: $0) }
            let known = (isSame ? byStaff : nil) ?? byCertificate
            let id = known?.name ?? (isID && byStaff == nil && !seen.contains(wanted) ? wanted : ids.next())
            guard seen.insert(id).inserted else {
                sheet.report.rows[place].find(.rowContradicts, id, refuses: true)
                continue
            }
            let earlier = known == nil ? nil : registry.record(id)
            let record = InspectorImport.members(
                row, id: id, department: department, scope: scope, over: earlier)
            if needsCertificate(record), record["certificate"] == nil || record["validTo"] == nil {
                sheet.report.rows[place].find(.rowCertificateMissing, "", refuses: true)
                continue
            }
            guard let earlier, known != nil else {
                sheet.report.rows[place].outcome = .new(id: id)
                entering.append((id, record, row))
                continue
            }
            let columns = InspectorImport.differences(earlier, record)
            sealed += 1
            guard !columns.isEmpty || isPersonal else {
                sheet.report.rows[place].outcome = .same(id: id)
                continue
            }
            if columns.isEmpty { sheet.report.resealed += 1 }
            sheet.report.rows[place].outcome = .changed(id: id, columns: columns)
            changing.append((id, record, row))
        }
        sheet.report.sealed = (
            BilingualText("name, identity number, telephone, education", "姓名、证件号码、电话、学历等"), sealed
        )
        sheet.report.missing = registry.rows.filter { $0.text("standing") == "active" && !seen.contains($0.name) }
            .map(\.name)
    }

    /// 执法事项范围 as codes; a word that is no item would make a scope out of nothing, or nothing out of a scope.
    private mutating func scope(_ words: [Bytes], _ place: Int) -> [String]? {
        var codes: [String] = []
        for word in words {
            let text = String(decoding: word, as: UTF8.self)
            let found = items.codes(text) + items.rows.map(\.name).filter { $0.hasPrefix(text + "-") }
            guard !found.isEmpty else {
                sheet.report.rows[place].find(.rowWord, "执法事项范围 \(DisplayText.clean(text, limit: 40))", refuses: true)
                return nil
            }
            codes += found.filter { !codes.contains($0) }
        }
        return codes
    }

    private func needsCertificate(_ record: MemberList) -> Bool {
        guard let nature = record["nature"]?.bytes else { return true }
        return ["officer", "qualified"].contains(String(decoding: nature, as: UTF8.self))
    }

    static func members(
        _ row: InspectorRow, id: String, department: Bytes, scope: [String], over earlier: MemberList?
    ) -> MemberList {
        var record = earlier ?? MemberList()
        func text(_ bytes: Bytes?) -> IJSONValue? { bytes.map { .string($0) } }
        record.set("inspector", .text(id))
        record.set("department", .string(department))
        record.set("section", text(row.section))
        record.set("level", text(row.level))
        record.set("post", text(row.post))
        record.set("nature", .text(nature(row)))
        record.set("certificate", text(row.certificate))
        record.set("issuer", text(row.issuer))
        record.set("validFrom", row.validFrom.map { .text($0.description) })
        record.set("validTo", row.validTo.map { .text($0.day?.description ?? "9999-12-31") })
        record.set("items", .texts(scope))
        record.set("skills", .strings(row.skills))
        return record
    }

    private static func nature(_ row: InspectorRow) -> String {
        if row.isExpert { return "expert" }
        switch row.role.map({ String(decoding: $0, as: UTF8.self) }) {
        case "专家"?: return "expert"
        case "监督人员"?, "纪检监督人员"?: return "supervision"
        case "日常监管人员"?: return "daily"
        case "有执法资格工作人员"?: return "qualified"
        case nil where row.certificate == nil: return "daily"
        default: return "officer"
        }
    }

    /// Who the inspector is: sealed under the inspector.
    static func person(_ row: InspectorRow, id: String) -> Bytes {
        func text(_ bytes: Bytes?) -> IJSONValue? { bytes.map { .string($0) } }
        return BusinessRecord.make(
            "inspector.person/1",
            [
                "subject": .text(id), "inspector": .text(id), "name": .string(row.name), "sex": text(row.sex),
                "identity": row.identity.map { .string($0.bytes) }, "mobile": text(row.mobile),
                "education": text(row.education), "major": text(row.major), "duty": text(row.duty),
                "since": row.since.map { .text($0.description) }, "area": text(row.area),
            ])
    }

    static func differences(_ before: MemberList, _ after: MemberList) -> [String] {
        after.members.compactMap { member in
            let name = String(decoding: member.name, as: UTF8.self)
            guard before[name] != member.value else { return nil }
            return
                "\(InspectorWords.title(name).text(in: Console.standard.language))：\(ObjectWords.value(before[name]))→\(ObjectWords.value(member.value))"
        }
    }

    func run() async throws {
        guard try sheet.decide(business) else { return }
        var drafts: [DraftEvent] = []
        if !entering.isEmpty {
            let keep = try await sheet.keep("inspector.sheet/1", in: business)
            let head = BusinessRecord.make(
                "inspector.import/1", ["source": .text(sheet.options.source), "file": .text(sheet.digest.hex)])
            drafts.append(
                try await business.draft(
                    "inspector.imported/1",
                    [head] + entering.map { BusinessRecord.make("inspector.record/1", members: $0.record.members) },
                    personal: [keep] + entering.map { InspectorImport.person($0.row, id: $0.id) }))
        }
        if !changing.isEmpty {
            let head = BusinessRecord.make(
                "inspector.change/1",
                [
                    "reason": .text("来表更新：\(sheet.options.source)（\(sheet.options.name)）"),
                    "evidence": .text(sheet.digest.hex),
                ])
            var personal = changing.map { InspectorImport.person($0.row, id: $0.id) }
            if entering.isEmpty { personal.insert(try await sheet.keep("inspector.sheet/1", in: business), at: 0) }
            drafts.append(
                try await business.draft(
                    "inspector.updated/1",
                    [head] + changing.map { BusinessRecord.make("inspector.record/1", members: $0.record.members) },
                    personal: personal))
        }
        guard !drafts.isEmpty else { throw sheet.nothing(business) }
        drafts += try await sheet.mappingDraft(business)
        try await business.send(drafts)
    }
}

/// Members of an inspector in words.
enum InspectorWords {
    static func title(_ member: String) -> BilingualText {
        let titles: [(String, String, String)] = [
            ("inspector", "id", "人员编号"), ("actor", "actor", "账本身份"), ("department", "unit", "所属主体"),
            ("section", "section", "业务部门"), ("level", "level", "层级"), ("post", "post", "职务"),
            ("nature", "nature", "人员性质"), ("certificate", "certificate", "执法证号"), ("issuer", "issuer", "发证机关"),
            ("validFrom", "valid from", "有效期起"), ("validTo", "valid to", "有效期至"), ("items", "items", "执法事项范围"),
            ("skills", "skills", "业务专长"), ("standing", "standing", "状态"), ("absence", "away", "暂停"),
        ]
        return titles.first { $0.0 == member }.map { BilingualText($0.1, $0.2) } ?? BilingualText(member, member)
    }
}
