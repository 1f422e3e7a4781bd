// Live views against a replay: what was changed by hand is named by table and key.

import Foundation
import GRDB

/// A row that differs.
public struct ViewDifference: Sendable, Hashable {
    /// How it differs.
    public enum Kind: String, Sendable {
        /// The entries give it, the live view does not hold it.
        case missing
        /// The live view holds it, the entries do not give it.
        case surplus
        /// Another value stands in some columns.
        case changed
        /// The table itself is not as it is declared, or not there.
        case table
    }

    /// The table.
    public let table: String
    /// How.
    public let kind: Kind
    /// The row's key.
    public let key: [ViewValue]
    /// The columns that hold other values. Never the values.
    public let columns: [String]

    /// The key as people read it.
    public var keyText: String { IJSONValue.array(key.map(\.json)).encoded.forDisplay(limit: 200) }
}

/// How one view compares.
public struct ViewVerdict: Sendable, Hashable {
    /// How it stands.
    public enum Standing: String, Sendable {
        /// Every row is what the entries give, up to the head.
        case equal
        /// Something differs.
        case differs
        /// Right as far as it is, and behind the head.
        case lags
        /// There is no such view in the file, or it was made by another version of the program.
        case missing
        /// This program does not know it.
        case unknown
    }

    /// The view.
    public let name: String
    /// How it stands.
    public internal(set) var standing: Standing
    /// How many entries it has taken in.
    public let position: UInt64
    /// How many rows were compared.
    public internal(set) var rows: UInt64 = 0
    /// The first rows that differ, up to ten a table.
    public internal(set) var differences: [ViewDifference] = []
    /// How many differ.
    public internal(set) var differenceCount: UInt64 = 0
}

/// What a comparison came to.
public struct ViewComparison: Sendable {
    /// The views by name.
    public internal(set) var views: [ViewVerdict]
    /// What stands in the file and belongs to no view: tables, triggers, indexes.
    public internal(set) var surplus: [String] = []
    /// The size of the ledger when the views were looked at.
    public let size: UInt64

    /// 0 equal, 1 differing, 2 nothing wrong where something lags or is missing.
    public var exitCode: Int32 {
        if !surplus.isEmpty || views.contains(where: { $0.standing == .differs }) { return 1 }
        return views.contains { $0.standing != .equal } ? 2 : 0
    }
}

extension Replay {
    /// Replays the ledger into a temporary file and compares live views with it, each at its own position, so that they
    /// may go on being written meanwhile.
    /// - Throws: `views.missing`; the first finding where admission refuses an entry; what reading throws.
    public static func compare(
        path: String, views live: String, book: RuleBook, projectors: ProjectorBook,
        progress: @escaping @Sendable (_ done: UInt64, _ size: UInt64) -> Void = { _, _ in }
    ) throws -> ViewComparison {
        // In this order: views that stand at this size or above lag behind nothing.
        let size = try Replay(path: path, book: book).size
        let reader = try ViewReader(path: live, book: projectors)
        return try reader.snapshot { live in
            let stored = try live.status()
            let known = stored.filter { view in
                projectors[view.name].map { $0.version == view.version && $0.definition == view.definition } ?? false
            }
            let replay = try Replay(path: path, book: book)
            let reach = min(known.map(\.position).max() ?? 0, replay.size)
            let scratch = try ViewScratch()
            let store = try ViewStore(creating: scratch.path, book: projectors)
            if reach > 0 {
                _ = try replay.fill(
                    store, asOf: .index(EntryIndex(reach - 1)),
                    limits: Dictionary(known.map { ($0.name, $0.position) }) { first, _ in first },
                    progress: progress, { _ in })
            }
            try store.close()
            let made = try ViewReader(path: scratch.path, book: projectors)
            defer { try? made.close() }
            return try made.snapshot { made in
                var comparison = ViewComparison(views: [], size: size)
                let replayed = try made.status()
                for projector in projectors.projectors {
                    guard let view = known.first(where: { $0.name == projector.name }),
                        let right = replayed.first(where: { $0.name == projector.name })
                    else {
                        let position = stored.first { $0.name == projector.name }?.position ?? 0
                        comparison.views.append(
                            ViewVerdict(name: projector.name, standing: .missing, position: position))
                        continue
                    }
                    var verdict = ViewVerdict(
                        name: view.name, standing: view.position < size ? .lags : .equal, position: view.position)
                    for table in projector.tables { try verdict.compare(table, live: live, right: made) }
                    // Ahead of the ledger, or made from another one.
                    let isOther = view.position != right.position || view.leaf != right.leaf
                    if isOther || verdict.differenceCount > 0 { verdict.standing = .differs }
                    comparison.views.append(verdict)
                }
                for view in stored where projectors[view.name] == nil {
                    comparison.views.append(
                        ViewVerdict(name: view.name, standing: .unknown, position: view.position))
                }
                comparison.surplus = try live.surplus(beside: stored.map(\.name))
                return comparison
            }
        }
    }
}

extension ViewSnapshot {
    /// What belongs to no view: by name, since a view that this program does not know names its tables by itself.
    fileprivate func surplus(beside stored: [String]) throws -> [String] {
        let known = Set(["view"] + book.projectors.flatMap { $0.tables.map(\.name) })
        let foreign = stored.filter { book[$0] == nil }
        let rows = try rows(
            "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
        return rows.compactMap { row in
            guard let type = row[0].string, let name = row[1].string, let table = row[2].string else { return nil }
            if foreign.contains(where: { table == $0 || table.hasPrefix($0 + "_") }), type != "trigger" { return nil }
            switch type {
            case "table" where known.contains(name): return nil
            case "index" where known.contains(table) && name.hasPrefix(table + "_by_"): return nil
            default: return "\(type) \(row[1].bytes?.forDisplay(limit: 80) ?? "")"
            }
        }
    }
}

extension ViewVerdict {
    private static let keptDifferences = 10

    /// Walks over both tables in key order.
    fileprivate mutating func compare(_ table: ViewTable, live: ViewSnapshot, right: ViewSnapshot) throws {
        var kept = 0
        func found(_ kind: ViewDifference.Kind, _ row: [ViewValue], _ columns: [String] = []) {
            differenceCount += 1
            kept += 1
            guard kept <= ViewVerdict.keptDifferences else { return }
            differences.append(
                ViewDifference(
                    table: table.name, kind: kind, key: row.isEmpty ? [] : table.keyPositions.map { row[$0] },
                    columns: columns))
        }
        let declared = try live.rows(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", .text(table.name))
        guard let sql = declared.first?[0].string, table.sql.hasPrefix(sql) else { return found(.table, []) }
        let (liveRows, rightRows) = (try live.cursor(table), try right.cursor(table))
        var (liveRow, rightRow) = (try liveRows.next(), try rightRows.next())
        while liveRow != nil || rightRow != nil {
            rows += 1
            switch (liveRow, rightRow) {
            case (let one?, nil):
                found(.surplus, one)
                liveRow = try liveRows.next()
            case (nil, let other?):
                found(.missing, other)
                rightRow = try rightRows.next()
            case (let one?, let other?):
                if table.keyPrecedes(one, other) {
                    found(.surplus, one)
                    liveRow = try liveRows.next()
                } else if table.keyPrecedes(other, one) {
                    found(.missing, other)
                    rightRow = try rightRows.next()
                } else {
                    if one != other {
                        found(
                            .changed, other,
                            table.columns.indices.filter { one[$0] != other[$0] }.map { table.columns[$0].name })
                    }
                    (liveRow, rightRow) = (try liveRows.next(), try rightRows.next())
                }
            case (nil, nil): break
            }
        }
    }
}

extension ViewTable {
    fileprivate func keyPrecedes(_ left: [ViewValue], _ right: [ViewValue]) -> Bool {
        for position in keyPositions where left[position] != right[position] {
            return ViewValue.precedes(left[position], right[position])
        }
        return false
    }
}

/// A temporary folder for a file of views, removed with this object.
private final class ViewScratch {
    private let folder: String
    var path: String { folder + "/views.db" }

    init() throws {
        var template = Array("\(NSTemporaryDirectory())/ledger-views.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LedgerError(.fileUnwritable, "temporary folder") }
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
