// A ledger's folder, read as the public may see it. Beside a running daemon: database and views are opened for reading.

import Draw
import DoubleRandom
import Ledger

/// Reads what is public from a ledger's folder. One thread at a time.
public final class PublicLedger {
    let directory: LedgerDirectory
    let store: SQLiteStore
    let reader: ViewReader
    let disclosure = RecordDisclosure(book: PublicLedger.book)
    private static let book = RuleBook([RuleSet0(), RuleSet1()])
    /// Lists of draws that are read at most, all together; what is beyond is told by its digest.
    private static let attachmentBytes = 512 << 20

    /// Opens a folder.
    /// - Throws: `ledger.missing`, `views.missing`, `store.version`.
    public init(_ directory: LedgerDirectory) throws {
        self.directory = directory
        store = try SQLiteStore(path: directory.database, mode: .read)
        reader = try ViewReader(path: directory.views, book: ProjectorBook(OfficeViews.all()))
    }

    /// Closes both files.
    public func close() {
        try? reader.close()
        try? store.close()
    }

    /// The number of entries that the views follow.
    public func size() throws -> UInt64 { try reader.snapshot { try PublicLedger.position($0) } }

    /// The number of entries in the ledger.
    public func head() throws -> UInt64 { try store.size() }

    private static func position(_ view: ViewSnapshot) throws -> UInt64 {
        let needed = ["office", "timeline"]
        let positions = try view.status().filter { needed.contains($0.name) }.map(\.position)
        guard positions.count == needed.count, let least = positions.min() else {
            throw LedgerError(.viewsMissing, needed.joined(separator: ", "))
        }
        return least
    }

    /// Everything that is public on a day.
    /// - Throws: `views.missing`; what reading throws.
    public func model(on today: CivilDate) throws -> PublicModel {
        try reader.snapshot { view in
            let size = try PublicLedger.position(view)
            guard size > 0, let last = EntryIndex(exactly: size - 1) else { throw LedgerError(.viewsMissing, "office") }
            let facts = try LedgerFacts(store)
            let entries = try self.entries(view, below: size)
            let received = try view.rows("SELECT received FROM timeline WHERE idx = ?", .index(last)).first?[0].bytes
                .flatMap { Timestamp($0) }
            guard let received else { throw LedgerError(.viewsMissing, "timeline") }
            let source = PublicSource(
                ledger: ("\(facts.ledger)", facts.instance.hex, facts.founding.base64), books: OfficeSnapshot(view),
                entries: entries, steps: try steps(view), attachments: try attachments(of: entries),
                roles: try roles(view), size: size,
                received: received, checkpoint: try? directory.checkpointFile.read(),
                checkpointKeys: facts.checkpointKeys.map { ("\($0.key)", $0.from.value) })
            return try PublicModel(source, visibility: Visibility(on: today))
        }
    }

    // MARK: Entries

    /// Entries of the families that the public reads in full, with their public records.
    private func entries(_ view: ViewSnapshot, below size: UInt64) throws -> [PublicEntry] {
        let rows = try view.rows(
            """
            SELECT idx FROM timeline WHERE (type >= 'draw.' AND type < 'draw/') OR (type >= 'item.' AND type < 'item/')
            OR (type >= 'plan.' AND type < 'plan/') ORDER BY idx
            """)
        return try rows.compactMap { row in
            guard let index = row[0].index, index.value < size else { return nil }
            return try entry(index)
        }
    }

    func entry(_ index: EntryIndex) throws -> PublicEntry? {
        guard let stored = try store.entries(from: index, limit: 1).first, stored.index == index else { return nil }
        let entry = try Entry(parsing: stored.bytes)
        let shown = try disclosure.data(of: stored, for: .everybody, in: store).records
        return PublicEntry(
            index: index, type: entry.event.header.type,
            author: entry.event.signatures.first.flatMap { ActorName($0.name.bytes) }, received: entry.received,
            records: shown.filter(\.isShown).compactMap { try? Record(parsing: $0.line) },
            isDisclosed: shown.allSatisfy(\.isShown))
    }

    /// The lists that public records of draws name.
    func attachments(of entries: [PublicEntry]) throws -> [Hash256: Bytes] {
        var found: [Hash256: Bytes] = [:]
        var room = PublicLedger.attachmentBytes
        for entry in entries where entry.type.family.elementsEqual("draw".utf8) {
            for (type, content) in entry.contents where type == TypeName(literal: "draw.manifest/1") {
                guard let hash = content["file"]?["sha256"]?.bytes.flatMap({ Hash256(hex: $0) }), found[hash] == nil,
                    let digest = Digest(hash.bytes), let stored = try store.attachment(digest), stored.keyName == nil,
                    stored.size <= UInt64(room)
                else { continue }
                var bytes = Bytes()
                for position in 0..<stored.chunks {
                    bytes += try store.attachmentChunk(digest, position: position) ?? []
                }
                guard SHA256.hash(bytes) == digest else { continue }
                room -= bytes.count
                found[hash] = bytes
            }
        }
        return found
    }

    /// Who has or had which role, in the words of the glossary.
    private func roles(_ view: ViewSnapshot) throws -> [Bytes: [String]] {
        var found: [Bytes: [String]] = [:]
        for row in try view.rows("SELECT DISTINCT actor, role FROM actors_role ORDER BY actor, role") {
            guard let actor = row[0].bytes, let role = row[1].string,
                let title = RoleTitle.all.first(where: { "\($0.role)" == role })?.title.chinese
            else { continue }
            found[actor, default: []].append(title)
        }
        return found
    }

    // MARK: Steps

    /// What happened to inspections and tasks, by subject. Of an entry that is not public no more than what it is and when
    /// it came in.
    private func steps(_ view: ViewSnapshot) throws -> [Bytes: [PublicStep]] {
        var found: [Bytes: [PublicStep]] = [:]
        for subject in ["inspection", "task"] {
            let rows = try view.rows(
                """
                SELECT s.subject, t.idx, t.type, t.received FROM timeline_subject AS s JOIN timeline AS t ON t.idx = s.idx
                WHERE s.relation = 'subject' AND s.subject >= ? AND s.subject < ? ORDER BY s.subject, t.idx
                """, .text("\(subject):"), .text("\(subject);"))
            for row in rows {
                guard let key = row[0].bytes, let index = row[1].index, let type = row[2].bytes,
                    let received = row[3].bytes.flatMap({ Timestamp($0) })
                else { continue }
                let name = String(decoding: type.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
                guard StepTitle.of(name) != nil else { continue }
                found[key, default: []].append(
                    PublicStep(
                        entry: index, type: name, received: received.beijing,
                        isPublic: name.hasPrefix("publication.") && name != "publication.approved"))
            }
        }
        return found
    }
}

/// What the steps of a story are called.
enum StepTitle {
    static func of(_ type: String) -> String? {
        switch type {
        case "plan.drafted": "计划拟订"
        case "plan.adjusted": "计划调整"
        case "plan.approved": "计划审批"
        case "plan.filed": "计划备案"
        case "plan.published": "计划公布"
        case "task.created": "任务设置"
        case "task.approved": "任务审批"
        case "task.numbered": "任务编文号"
        case "task.stopped": "任务中止"
        case "task.completed": "任务完成"
        case "draw.freeze": "冻结名录"
        case "draw.strike": "剔除"
        case "draw.confirmed": "确认"
        case "draw.declined": "不予确认"
        case "draw.preflight": "配齐预检"
        case "draw.commit": "封号"
        case "draw.close": "封号截止"
        case "draw.fix": "固定开号各方"
        case "draw.reveal": "开号"
        case "draw.beacon": "公开随机数"
        case "draw.rung": "服务端开号"
        case "draw.result": "抽取结果"
        case "draw.void": "申请作废"
        case "draw.replace": "申请替换"
        case "draw.replaced": "按候补顺位替换"
        case "draw.disclosed": "保密期满，公开全部内容"
        case "draw.external": "外部抽取·报送名录摘要"
        case "draw.external.listed": "外部抽取·登记名单"
        case "inspection.dispatched": "派发"
        case "inspection.approved": "检查审批"
        case "inspection.notified": "通知检查对象"
        case "inspection.visited": "现场检查"
        case "result.recorded": "检查结果录入"
        case "result.corrected": "检查结果更正录入"
        case "result.confirmed": "另一执法人员确认"
        case "result.reviewed": "审核"
        case "publication.approved": "公示审批"
        case "publication.published": "公示"
        case "publication.acknowledged": "公示平台回执"
        case "publication.withdrawn": "撤下"
        default: nil
        }
    }
}
