import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// 随机抽查事项清单 as it stands: state rows with the records in force.
struct ItemList {
    let rows: [BusinessRow]
    private let records: [Bytes: MemberList]

    init(_ business: Business) async throws {
        rows = try await business.rows("item")
        var records: [Bytes: MemberList] = [:]
        for record in try await business.access.records(of: TypeName(literal: "item.record/1")) {
            guard let row = BusinessRow(line: record.line), let code = row.bytes("item") else { continue }
            records[code] = MemberList(row.value.members ?? [])
        }
        self.records = records
    }

    /// Items that are or were in the list: what came by an import that was taken back is not.
    var standing: [BusinessRow] { rows.filter { $0.text("standing") != "reverted" } }

    subscript(code: String) -> BusinessRow? { standing.first { $0.name == code } }

    func record(_ code: String) -> MemberList? { self[code] == nil ? nil : records[Bytes(code.utf8)] }

    /// Items by code, or by the words of their name or category.
    func codes(_ word: String) -> [String] {
        if self[word] != nil { return [word] }
        return standing.filter { row in
            row.text("name") == word || record(row.name)?["category"]?.bytes == Bytes(word.utf8)
        }.map(\.name)
    }
}

/// A sheet of items against the list, and the events that enter it.
struct ItemImport {
    private var sheet: SheetImport<ItemRow>
    private let list: ItemList
    private let business: Business
    private var entering: [(place: Int, record: MemberList)] = []
    private var changing: [(place: Int, record: MemberList)] = []

    init(_ options: SheetOptions, prefix: String?, in business: Business) async throws {
        sheet = try await SheetImport(options, unit: BilingualText("items", "项"), in: business)
        list = try await ItemList(business)
        self.business = business
        compare(prefix: prefix)
    }

    private mutating func compare(prefix: String?) {
        var codes = CodeSequence(prefix: prefix, list: list)
        var seen: Set<String> = []
        for (place, row) in sheet.admitted {
            let known = list.standing.first { known in
                row.code.map { $0.bytes == known.key }
                    ?? (known.text("name").map { Bytes($0.utf8) } == row.name
                        && list.record(known.name)?["category"]?.bytes == row.category)
            }
            guard let code = row.code?.description ?? known?.name ?? codes.next(category: row.category) else {
                sheet.report.rows[place].find(.rowItemCode, "--code-prefix", refuses: true)
                continue
            }
            guard seen.insert(code).inserted else {
                sheet.report.rows[place].find(.rowContradicts, code, refuses: true)
                continue
            }
            guard row.itemClass == .key || row.ratioCap != nil else {
                sheet.report.rows[place].find(.rowItemCap, "", refuses: true)
                continue
            }
            guard row.subject ?? row.department != nil else {
                sheet.report.rows[place].find(.rowMissing, "检查主体", refuses: true)
                continue
            }
            let earlier = list.record(code)
            let record = ItemImport.members(row, code: code, over: earlier)
            guard let earlier, list[code] != nil else {
                sheet.report.rows[place].outcome = .new(id: code)
                entering.append((place, record))
                continue
            }
            let columns = ItemImport.differences(earlier, record)
            sheet.report.rows[place].outcome = columns.isEmpty ? .same(id: code) : .changed(id: code, columns: columns)
            if !columns.isEmpty { changing.append((place, record)) }
        }
        sheet.report.missing = list.standing.filter { $0.text("standing") != "retired" && !seen.contains($0.name) }.map(
            \.name)
    }

    static func members(_ row: ItemRow, code: String, over earlier: MemberList?) -> MemberList {
        var record = earlier ?? MemberList()
        func text(_ bytes: Bytes?) -> IJSONValue? { bytes.map { .string($0) } }
        record.set("item", .text(code))
        record.set("category", text(row.category ?? (earlier == nil ? row.name : nil)))
        record.set("name", .string(row.name))
        record.set("class", .text(row.itemClass.rawValue))
        record.set("basis", .strings(row.basis))
        record.set("subject", text(row.subject ?? row.department))
        let (kind, tags) = Audience.read(row.object)
        record.set("kind", .text(kind))
        record.set("tags", .texts(tags))
        record.set("content", text(row.content))
        record.set("methods", .strings(row.methods))
        record.set("ratioMin", row.ratioMin.map { .string($0.text) })
        record.set("ratioCap", row.ratioCap.map { .string($0.text) })
        record.set("frequency", text(row.frequency))
        record.set("joint", row.isJoint.map { .bool($0) })
        record.set("departments", .strings(row.departments))
        record.set("requirement", text(row.requirement))
        record.set("note", text(row.note))
        return record
    }

    static func differences(_ before: MemberList, _ after: MemberList) -> [String] {
        after.members.compactMap { member in
            let name = String(decoding: member.name, as: UTF8.self)
            guard before[name] != member.value else { return nil }
            return
                "\(ItemWords.title(name).text(in: Console.standard.language))：\(ItemWords.value(name, before[name]))→\(ItemWords.value(name, member.value))"
        }
    }

    func run(cause: String, reason: String?) async throws {
        guard try sheet.decide(business) else { return }
        var drafts: [DraftEvent] = []
        if !entering.isEmpty {
            let file = try await business.attach(sheet.options.file)
            let head = BusinessRecord.make(
                "item.import/1",
                ["source": .text(sheet.options.source), "file": file.reference(media: "text/csv")])
            let rows = entering.map { BusinessRecord.make("item.record/1", members: $0.record.members) }
            drafts.append(try await business.draft("item.imported/1", [head] + rows))
        }
        if !changing.isEmpty {
            let reason = reason ?? "来表更新：\(sheet.options.source)（\(sheet.options.name)）"
            let head = BusinessRecord.make("item.adjustment/1", ["cause": .text(cause), "reason": .text(reason)])
            let rows = changing.map { BusinessRecord.make("item.record/1", members: $0.record.members) }
            drafts.append(try await business.draft("item.adjusted/1", [head] + rows))
        }
        guard !drafts.isEmpty else { throw LedgerError(.importNothing) }
        drafts += try await sheet.mappingDraft(business)
        try await business.send(drafts)
    }
}

/// Whom an item or a plan line is about, as sheets write it: a kind of object, or labels.
enum Audience {
    static func read(_ text: Bytes?) -> (kind: String?, tags: [String]) {
        guard let text else { return (nil, []) }
        var kind: String?
        var tags: [String] = []
        for word in Words.list(String(decoding: text, as: UTF8.self)) {
            if kind == nil, let known = ObjectKind(rawValue: word) {
                kind = known.rawValue
            } else {
                tags.append(word)
            }
        }
        return (kind, tags)
    }
}

/// Codes for items that have none: the office's letters, the category, the item.
private struct CodeSequence {
    let prefix: String?
    private var categories: [Bytes: (number: Int, items: Int)] = [:]
    private var highest = 0

    init(prefix: String?, list: ItemList) {
        self.prefix = prefix
        guard let prefix else { return }
        for row in list.rows {
            let parts = row.name.split(separator: "-").map(String.init)
            guard parts.count >= 2, parts[0] == prefix, let number = Int(parts[1]) else { continue }
            highest = max(highest, number)
            let item = parts.count > 2 ? Int(parts[2]) ?? 0 : 0
            guard let category = list.record(row.name)?["category"]?.bytes else { continue }
            let known = categories[category]?.items ?? 0
            categories[category] = (number, max(known, item))
        }
    }

    mutating func next(category: Bytes?) -> String? {
        guard let prefix else { return nil }
        let category = category ?? []
        if categories[category] == nil {
            highest += 1
            categories[category] = (highest, 0)
        }
        categories[category]?.items += 1
        guard let (number, item) = categories[category] else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(prefix)-\(two(number))-\(two(item))"
    }
}

/// Members of an item in words.
enum ItemWords {
    static func title(_ member: String) -> BilingualText {
        let titles: [(String, String, String)] = [
            ("item", "code", "事项编码"), ("category", "category", "检查项目"), ("name", "item", "检查事项"),
            ("class", "class", "事项类别"), ("basis", "basis", "检查依据"), ("subject", "inspecting body", "检查主体"),
            ("kind", "kind of object", "检查对象类型"), ("tags", "labels of objects", "检查对象"), ("content", "content", "检查内容"),
            ("methods", "methods", "检查方式"), ("ratioMin", "least ratio", "最低抽查比例"), ("ratioCap", "ratio cap", "抽查比例上限"),
            ("frequency", "frequency", "抽查频次"), ("joint", "joint check", "跨部门联合"),
            ("departments", "joint with", "联合部门"),
            ("requirement", "asked of inspectors", "检查人员要求"), ("note", "note", "备注"), ("standing", "standing", "状态"),
            ("version", "version", "版本"),
        ]
        return titles.first { $0.0 == member }.map { BilingualText($0.1, $0.2) } ?? BilingualText(member, member)
    }

    static func value(_ member: String, _ value: IJSONValue?) -> String {
        switch (member, value) {
        case ("class", .string(let bytes)?):
            return String(decoding: bytes, as: UTF8.self) == "key" ? "重点检查事项" : "一般检查事项"
        case ("ratioMin", .string(let bytes)?), ("ratioCap", .string(let bytes)?):
            return RatioWords.text(String(decoding: bytes, as: UTF8.self))
        case (_, .bool(let flag)?): return flag ? "是" : "否"
        case ("basis", .array(let elements)?): return elements.map { ObjectWords.value($0) }.joined(separator: "；")
        default: return ObjectWords.value(value)
        }
    }
}
