// What was changed in a registry shortly before a draw from it (抽取前名录变动): whoever wants to steer a draw without
// touching it changes the list it draws from, so the changes stand beside the draw.

import DoubleRandom
import Ledger
import LedgerClient

/// The entries that changed the registry of a draw in the days before its freeze, domain.md section 3.
struct RegistryChanges {
    /// One entry, and whom it is about as far as its records may be read.
    struct Change {
        let entry: Entry
        let sentence: BilingualText
        let ids: [String]
    }

    /// Days before the freeze.
    let days: Int
    let changes: [Change]

    /// Where no policy says otherwise.
    static let standardDays = 7
    static let maximumDays = 366
    private static let pageSize = 128

    /// Nil for a draw that is not frozen.
    init?(before draw: RecordedDraw, in business: Business) async throws {
        guard let frozen = draw.frozenAt else { return nil }
        let adopted = try await business.policy("draw.editWindow")?.integer
        days = adopted.map { Int(min(max($0, 0), Int64(RegistryChanges.maximumDays))) } ?? RegistryChanges.standardDays
        let access = business.access
        let since = try await access.entry(frozen.index).received.chinaDate.dayNumber - days
        var found: [Change] = []
        var end = frozen.index.value
        search: while end > 0 {
            let start = end - min(end, UInt64(RegistryChanges.pageSize))
            let page = try await access.entries(from: start, limit: Int(end - start))
            for entry in page.compactMap(\.entry).reversed() {
                guard entry.received.chinaDate.dayNumber >= since else { break search }
                guard RegistryChanges.isChange(entry.event.header.type, ofObjects: draw.isOfObjects) else { continue }
                found.append(try await RegistryChanges.change(entry, access))
            }
            end = start
        }
        changes = found.reversed()
    }

    private static func isChange(_ type: TypeName, ofObjects: Bool) -> Bool {
        type.family.elementsEqual(ofObjects ? "object".utf8 : "inspector".utf8)
    }

    private static func change(_ entry: Entry, _ access: any LedgerAccess) async throws -> Change {
        let records = try await access.data(of: entry.index).compactMap { line in
            if case .shown(let bytes) = line { try? IJSONValue(parsing: bytes) } else { nil }
        }
        let header = entry.event.header
        let sentence = Sentence(
            type: header.type, count: header.data.count, ledger: header.ledger, records: records, personal: 0)
        var ids: [String] = []
        for record in records {
            let row = BusinessRow(record)
            if let id = row.text("object") ?? row.text("inspector"), !ids.contains(id) { ids.append(id) }
            if ids.count > shownIDs { break }
        }
        return Change(entry: entry, sentence: sentence.text, ids: ids)
    }

    private static let shownIDs = 8

    func print(_ console: Console) {
        let language = console.language
        console.out(
            console.text(
                "Changes of the registry in the \(days) days before the freeze 抽取前名录变动: \(changes.count)",
                "冻结前 \(days) 日内的名录变动：\(changes.count) 条"))
        for change in changes {
            let author = change.entry.event.signatures.first.map { "\($0.name)" } ?? "?"
            console.out(
                "  \(EntryWords.text(change.entry.index, language))  \(change.entry.received.beijing)  \(author)")
            for line in console.wrap(change.sentence.text(in: language), indent: 4) { console.out(line) }
            guard !change.ids.isEmpty else { continue }
            let more = change.ids.count > RegistryChanges.shownIDs ? " …" : ""
            let ids = change.ids.prefix(RegistryChanges.shownIDs).joined(separator: " ") + more
            for line in console.wrap(ids, indent: 4) { console.out(line) }
        }
    }

    var json: IJSONValue {
        .array(
            changes.map { change in
                let header = change.entry.event.header
                let author = change.entry.event.signatures.first.map { IJSONValue.text("\($0.name)") }
                let members: [(StaticString, IJSONValue?)] = [
                    ("index", .integer(Int64(change.entry.index.value))), ("type", .string(header.type.bytes)),
                    ("received", .string(change.entry.received.bytes)), ("author", author),
                ]
                return .object(of: members)
            })
    }
}
