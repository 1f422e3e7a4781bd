import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// A sheet of objects against the registry, and the events that enter it.
struct ObjectImport {
    private var sheet: SheetImport<ObjectRow>
    private let registry: ObjectRegistry
    private let business: Business
    private let scale: String?
    /// Whether rows that change nothing else enter their sealed columns anew.
    private let isPersonal: Bool
    private let day = Program.now().chinaDate
    /// Rows that bring a new object, in the order of the sheet: place in the report, id, record.
    private var entering: [(place: Int, id: String, record: MemberList, row: ObjectRow)] = []
    /// Rows that change an object.
    private var changing: [(place: Int, id: String, record: MemberList, row: ObjectRow)] = []

    /// What one event holds at most: a list of records has 16 MiB.
    private static let chunk = 4_000

    init(_ options: SheetOptions, scale: String?, isPersonal: Bool = false, in business: Business) async throws {
        self.isPersonal = isPersonal
        sheet = try await SheetImport(options, unit: BilingualText("objects", "户"), in: business)
        registry = try await ObjectRegistry(business)
        self.business = business
        let scales = try await business.rows("policy", prefix: "credit.").map { row in
            (
                name: String(row.name.dropFirst("credit.".count)),
                classes: row["value"]?.elements?.compactMap(\.bytes) ?? []
            )
        }
        let chosen = scale.flatMap { name in scales.first { $0.name == name } } ?? (scales.count == 1 ? scales[0] : nil)
        self.scale = chosen?.name
        compare(classes: chosen?.classes ?? [])
    }

    private mutating func compare(classes: [Bytes]) {
        let comparison = RegistryComparison(sheet.reading, with: registry.registered)
        let outcomes = Dictionary(comparison.outcomes.map { ($0.row, $0.outcome) }) { first, _ in first }
        var ids = IDSequence("OBJ-", width: 6, after: registry.entries.map(\.row.key))
        var taken: Set<String> = []
        var sealed = 0
        for (place, judged) in sheet.reading.rows.enumerated() {
            guard let row = judged.row, judged.verdict != .refused else { continue }
            if row.kind == nil {
                sheet.report.rows[place].find(.rowMissing, "对象类型", refuses: true)
                continue
            }
            if let credit = row.credit, scale == nil || !classes.contains(credit) {
                sheet.report.rows[place].find(
                    .rowWord, "信用风险等级 \(DisplayText.clean(credit, limit: 20))", refuses: false)
            }
            let scale = row.credit.map(classes.contains) == true ? self.scale : nil
            switch outcomes[judged.number] {
            case .ambiguous(let known):
                let list = known.map { DisplayText.clean($0, limit: 40) }.joined(separator: "、")
                sheet.report.rows[place].find(.rowAmbiguous, list, refuses: true)
            case .changed(let id, _), .same(let id):
                let id = String(decoding: id, as: UTF8.self)
                guard let known = registry[id] else { continue }
                let record = ObjectRecords.members(
                    row, id: id, over: known.record, scale: scale, source: sheet.options.source, day: day)
                let columns = ObjectImport.differences(known.record, record)
                let hasPerson = ObjectRecords.person(row, id: id) != nil
                if hasPerson { sealed += 1 }
                guard !columns.isEmpty || isPersonal && hasPerson else {
                    sheet.report.rows[place].outcome = .same(id: id)
                    continue
                }
                if columns.isEmpty { sheet.report.resealed += 1 }
                sheet.report.rows[place].outcome = .changed(id: id, columns: columns)
                changing.append((place, id, record, row))
            case .new, nil:
                let id = row.id?.description ?? ids.next()
                guard registry[id] == nil, taken.insert(id).inserted else {
                    sheet.report.rows[place].find(.rowContradicts, "对象编号 \(id)", refuses: true)
                    continue
                }
                sheet.report.rows[place].outcome = .new(id: id)
                let record = ObjectRecords.members(
                    row, id: id, scale: scale, source: sheet.options.source, day: day)
                entering.append((place, id, record, row))
            }
        }
        sheet.report.sealed = (BilingualText("principal, liaison, telephone", "负责人、联络员、电话"), sealed)
        sheet.report.missing = comparison.missing.map { String(decoding: $0, as: UTF8.self) }.filter {
            registry[$0]?.isActive == true
        }
    }

    /// Which members differ, with both values: `名称：甲→乙`.
    static func differences(_ before: MemberList, _ after: MemberList) -> [String] {
        after.members.compactMap { member in
            let name = String(decoding: member.name, as: UTF8.self)
            let earlier = before[name]
            guard earlier != member.value else { return nil }
            let title = ObjectWords.title(name).text(in: Console.standard.language)
            return "\(title)：\(ObjectWords.value(earlier))→\(ObjectWords.value(member.value))"
        }
    }

    /// Shows the verdicts; signs and enters where there is something to enter.
    func run() async throws {
        guard try sheet.decide(business) else { return }
        var drafts = try await importDrafts()
        drafts += try await changeDrafts()
        drafts += try await endDrafts()
        guard !drafts.isEmpty else { throw sheet.nothing(business) }
        // The file goes with the first event that names it.
        drafts += try await sheet.mappingDraft(business)
        try await business.send(drafts)
    }

    private func importDrafts() async throws -> [DraftEvent] {
        guard !entering.isEmpty else { return [] }
        let refused = sheet.report.rows.filter { $0.verdict == .refused }
        let keep = try await sheet.keep("object.sheet/1", in: business)
        var drafts: [DraftEvent] = []
        for start in stride(from: 0, to: entering.count, by: ObjectImport.chunk) {
            let part = entering[start..<min(start + ObjectImport.chunk, entering.count)]
            let isFirst = start == 0
            var rows: [Bytes] = []
            var personal: [Bytes] = isFirst ? [keep] : []
            var warned = 0
            var verdicts: [RowReport] = isFirst ? refused : []
            for (place, id, record, row) in part {
                let report = sheet.report.rows[place]
                if report.verdict == .warning {
                    warned += 1
                    verdicts.append(report)
                }
                var record = record
                record.set("row", .integer(Int64(report.number)))
                rows.append(BusinessRecord.make("object.record/1", members: record.members))
                if let person = ObjectRecords.person(row, id: id) { personal.append(person) }
            }
            let head = BusinessRecord.make(
                "object.import/1",
                [
                    "source": .text(sheet.options.source), "file": .text(sheet.digest.hex),
                    "rows": .integer(Int64(part.count + (isFirst ? refused.count : 0))),
                    "accepted": .integer(Int64(part.count - warned)), "warned": .integer(Int64(warned)),
                    "refused": .integer(Int64(isFirst ? refused.count : 0)), "verdicts": sheet.verdictsHex,
                ])
            rows += verdicts.sorted { $0.number < $1.number }.map { report in
                BusinessRecord.make(
                    "object.verdict/1",
                    [
                        "row": .integer(Int64(report.number)), "verdict": .text(report.verdict.rawValue),
                        "why": .text(report.recorded),
                    ])
            }
            drafts.append(try await business.draft("object.imported/1", [head] + rows, personal: personal))
        }
        return drafts
    }

    private func changeDrafts() async throws -> [DraftEvent] {
        var drafts: [DraftEvent] = []
        for start in stride(from: 0, to: changing.count, by: ObjectImport.chunk) {
            let part = changing[start..<min(start + ObjectImport.chunk, changing.count)]
            let head = BusinessRecord.make(
                "object.change/1",
                [
                    "reason": .text("来表更新：\(sheet.options.source)（\(sheet.options.name)）"),
                    "evidence": .text(sheet.digest.hex),
                ])
            var personal = part.compactMap { ObjectRecords.person($0.row, id: $0.id) }
            if start == 0, entering.isEmpty {
                personal.insert(try await sheet.keep("object.sheet/1", in: business), at: 0)
            }
            let rows = part.map { BusinessRecord.make("object.record/1", members: $0.record.members) }
            drafts.append(try await business.draft("object.updated/1", [head] + rows, personal: personal))
        }
        return drafts
    }

    /// Objects that the register itself says are gone are on file and not drawn: those that enter leave at once, and those
    /// that were active until now.
    private func endDrafts() async throws -> [DraftEvent] {
        var groups: [(state: Bytes, ids: [String])] = []
        let known = changing.filter { registry[$0.id]?.isActive == true }.map { ($0.id, $0.row) }
        for (id, row) in entering.map({ ($0.id, $0.row) }) + known {
            guard let state = row.state, StandardCodeLists.registerStates[state]?.has("gone") == true else { continue }
            if let place = groups.firstIndex(where: { $0.state == state }) {
                groups[place].ids.append(id)
            } else {
                groups.append((state, [id]))
            }
        }
        var drafts: [DraftEvent] = []
        for group in groups {
            let state = String(decoding: group.state, as: UTF8.self)
            for start in stride(from: 0, to: group.ids.count, by: ObjectImport.chunk) {
                let part = group.ids[start..<min(start + ObjectImport.chunk, group.ids.count)]
                let head = BusinessRecord.make(
                    "object.end/1",
                    [
                        "cause": .text(state), "reason": .text("来表登记状态为“\(state)”：入库留档，不参加抽取"),
                        "evidence": .text(sheet.digest.hex),
                    ])
                drafts.append(
                    try await business.draft(
                        "object.deactivated/1",
                        [head] + part.map { BusinessRecord.make("object.reference/1", ["object": .text($0)]) }))
            }
        }
        return drafts
    }
}

/// Members of an object in words.
enum ObjectWords {
    static func title(_ member: String) -> BilingualText {
        let titles: [(String, String, String)] = [
            ("object", "id", "对象编号"), ("kind", "kind", "对象类型"), ("code", "code", "统一社会信用代码/注册号"),
            ("codeless", "why no code", "无代码原因"), ("name", "name", "名称"), ("registered", "registered address", "住所"),
            ("business", "business address", "经营地址"), ("authority", "register", "登记机关"),
            ("jurisdiction", "area", "管辖单位"), ("established", "established", "成立日期"),
            ("scope", "business scope", "经营范围"),
            ("state", "register's state", "登记状态"), ("tags", "labels", "监管标签"), ("licences", "licences", "许可证"),
            ("credit", "credit class", "信用风险等级"), ("standing", "standing", "状态"),
        ]
        return titles.first { $0.0 == member }.map { BilingualText($0.1, $0.2) } ?? BilingualText(member, member)
    }

    static func value(_ value: IJSONValue?) -> String {
        switch value {
        case .string(let bytes)?:
            return bytes == Bytes("9999-12-31".utf8) ? "长期" : DisplayText.clean(bytes, limit: 200)
        case .integer(let number)?: return "\(number)"
        case .array(let elements)?: return elements.map { ObjectWords.value($0) }.joined(separator: "，")
        case .object(let members)?:
            if value?["scale"] != nil {
                return "\(ObjectWords.value(value?["scale"])) \(ObjectWords.value(value?["value"]))"
            }
            return members.map { ObjectWords.value($0.value) }.joined(separator: " ")
        default: return "无"
        }
    }
}
