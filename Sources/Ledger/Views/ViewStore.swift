// views.db, design section 4: disposable, beside ledger.db. Every view's rows, position and leaf hash are committed in
// one transaction; what is not of this ledger or of this program is made again from entry 0.

import Foundation
import GRDB
import GRDBSQLite

/// The file of views, opened for writing by one process. Confined to one thread.
public final class ViewStore {
    private var queue: DatabaseQueue
    private var isDamaged = false
    private let lock: ProcessLock?
    private let notice: (ViewNotice) -> Void
    private var historyIsChecked = false
    /// The file.
    public let path: String
    /// The views that it holds.
    public let book: ProjectorBook
    /// How each view stands, by name.
    public private(set) var status: [ViewStatus]

    /// `ssjV`.
    static let applicationID: Int32 = 0x7373_6A56
    /// How many entries one transaction takes in unless said otherwise.
    public static let batchEntries = 1_000

    /// Opens or makes the file. One that is damaged or is no file of views is moved aside, never deleted.
    /// - Throws: `views.locked` where another process keeps these views, `store.failed`, `store.full`.
    public convenience init(
        path: String, book: ProjectorBook, notice: @escaping (ViewNotice) -> Void = { _ in }
    ) throws {
        let lock = try ProcessLock(path: path + ".lock", code: .viewsLocked)
        if !FileIO.exists(path) { try FileIO.create(path, [], mode: 0o600) }
        try self.init(path: path, book: book, lock: lock, notice: notice)
    }

    /// Makes a new file, which must not exist.
    /// - Throws: `file.exists`, `file.unwritable`, `store.failed`.
    public convenience init(creating path: String, book: ProjectorBook) throws {
        try FileIO.create(path, [], mode: 0o600)
        try self.init(path: path, book: book, lock: nil, notice: { _ in })
    }

    private init(path: String, book: ProjectorBook, lock: ProcessLock?, notice: @escaping (ViewNotice) -> Void) throws {
        self.path = path
        self.book = book
        self.lock = lock
        self.notice = notice
        do {
            queue = try ViewStore.open(path)
        } catch let error where ViewStore.isDamage(error) {
            notice(.movedAside(try ViewStore.moveAside(path)))
            queue = try ViewStore.orderly { try ViewStore.open(path) }
        } catch {
            throw LedgerError.store(error)
        }
        status = []
        do {
            try prepare()
        } catch  where isDamaged {
            try startAnew()
        }
    }

    private func prepare() throws {
        try transaction { db in
            try dropUnknown(db)
            try settle(db)
        }
    }

    /// The file turned out to be damaged while it was used.
    private func startAnew() throws {
        try? queue.close()
        notice(.movedAside(try ViewStore.moveAside(path)))
        queue = try ViewStore.orderly { try ViewStore.open(path) }
        isDamaged = false
        status = []
        try prepare()
    }

    /// Closes the file and gives its lock back.
    public func close() throws {
        try queue.close()
        lock?.release()
    }

    // MARK: Opening

    private struct NotViews: Error {}

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "views"
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            // A lost commit of a view is caught up again: WAL with NORMAL keeps the file whole, and that is enough.
            try db.execute(
                sql: "PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 0; PRAGMA journal_mode = WAL;"
                    + "PRAGMA synchronous = NORMAL;")
            let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
            guard isEmpty || application == applicationID else { throw NotViews() }
            try db.execute(
                sql: """
                    PRAGMA application_id = \(applicationID);
                    CREATE TABLE IF NOT EXISTS view(
                        name TEXT PRIMARY KEY, version INTEGER NOT NULL, definition TEXT NOT NULL,
                        position INTEGER NOT NULL, leaf BLOB, failed INTEGER, reason TEXT
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        return queue
    }

    private static func isDamage(_ error: any Error) -> Bool {
        if error is NotViews { return true }
        return [SQLITE_NOTADB, SQLITE_CORRUPT].contains(code(of: error))
    }

    static func code(of error: any Error) -> Int32? {
        if let error = error as? SQLiteFailure { return error.code & 0xFF }
        if let error = error as? DatabaseError { return error.resultCode.rawValue & 0xFF }
        return nil
    }

    private static func moveAside(_ path: String) throws -> String {
        var number = 1
        while FileIO.exists("\(path).damaged-\(number)") { number += 1 }
        let aside = "\(path).damaged-\(number)"
        guard rename(path, aside) == 0 else { throw LedgerError(.fileUnwritable, "\(path): \(FileIO.reason())") }
        rename(path + "-wal", aside + "-wal")
        unlink(path + "-shm")
        return aside
    }

    /// Removes the file and its companions, so that the next opening makes it anew.
    /// - Throws: `views.locked`.
    public static func remove(path: String) throws {
        let lock = try ProcessLock(path: path + ".lock", code: .viewsLocked)
        defer { lock.release() }
        for ending in ["", "-wal", "-shm"] where FileIO.exists(path + ending) {
            guard unlink(path + ending) == 0 else { throw LedgerError(.fileUnwritable, path + ending) }
        }
    }

    private static func orderly<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw LedgerError.store(error)
        }
    }

    private func transaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let before = status
        do {
            return try queue.writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN IMMEDIATE")
                do {
                    let value = try body(db)
                    try db.execute(sql: "COMMIT")
                    return value
                } catch {
                    try? db.execute(sql: "ROLLBACK")
                    throw error
                }
            }
        } catch {
            status = before
            isDamaged = isDamaged || ViewStore.isDamage(error)
            throw LedgerError.store(error)
        }
    }

    // MARK: What is stored

    /// Drops tables that no view of this program has: of views that are gone, or put there by hand.
    private func dropUnknown(_ db: Database) throws {
        let known = Set(["view"] + book.projectors.flatMap { $0.tables.map(\.name) })
        let stored = try db.viewRows(
            "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND type <> 'index' ORDER BY name", [])
        for row in stored {
            guard let type = row[0].string, let name = row[1].string, !(type == "table" && known.contains(name)) else {
                continue
            }
            // A trigger may be gone with its table.
            try db.execute(sql: "DROP \(type) IF EXISTS \"\(name.replacing("\"", with: "\"\""))\"")
        }
        for row in try db.viewRows("SELECT name FROM view", []) {
            if let name = row[0].string, book[name] == nil {
                try ViewTransaction(db: db).run("DELETE FROM view WHERE name = ?", row[0])
            }
        }
    }

    /// Reads how the views stand; makes those anew that are new or of another version. A view that failed is tried again.
    private func settle(_ db: Database) throws {
        let stored = try ViewStore.status(db)
        status = []
        for projector in book.projectors {
            let found = stored.first { $0.name == projector.name }
            if var found, found.version == projector.version, found.definition == projector.definition,
                try ViewStore.hasTables(db, of: projector)
            {
                found.failure = nil
                status.append(found)
                try write(found, db)
            } else {
                status.append(try make(projector, db))
                notice(.rebuilding(view: projector.name, reason: found == nil ? .new : .version))
            }
        }
    }

    private static func hasTables(_ db: Database, of projector: any Projector) throws -> Bool {
        for table in projector.tables {
            let sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
            guard let stored = try db.viewRows(sql, [.text(table.name)]).first?[0].string,
                table.sql.hasPrefix(stored)
            else { return false }
        }
        return true
    }

    static func status(_ db: Database) throws -> [ViewStatus] {
        try db.viewRows("SELECT name, version, definition, position, leaf, failed, reason FROM view ORDER BY name", [])
            .compactMap { row in
                guard let name = row[0].string, let version = row[1].integer, let position = row[3].index else {
                    return nil
                }
                return ViewStatus(
                    name: name, version: Int(version), position: position.value,
                    leaf: row[4].bytes.flatMap { Digest($0) }.map { LeafHash($0) },
                    failure: row[5].index.map { ViewFailure(index: $0, reason: row[6].string ?? "") },
                    definition: row[2].string ?? "")
            }
    }

    private func write(_ view: ViewStatus, _ db: Database) throws {
        try ViewTransaction(db: db).run(
            "INSERT OR REPLACE INTO view(name, version, definition, position, leaf, failed, reason) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?)",
            .text(view.name), .integer(Int64(view.version)), .text(view.definition),
            .integer(Int64(view.position)), .optional(view.leaf.map { .blob($0.digest.bytes) }),
            .optional(view.failure.map { .index($0.index) }), .optional(view.failure.map { .text($0.reason) }))
    }

    /// Empty tables at position 0.
    private func make(_ projector: any Projector, _ db: Database) throws -> ViewStatus {
        for table in projector.tables {
            try db.execute(sql: "DROP TABLE IF EXISTS \"\(table.name)\"")
            try db.execute(sql: table.sql)
        }
        let fresh = ViewStatus(
            name: projector.name, version: projector.version, position: 0, leaf: nil, failure: nil,
            definition: projector.definition)
        try write(fresh, db)
        return fresh
    }

    /// Lets a view start again from entry 0; all of them where none is named.
    /// - Throws: `view.unknown`.
    public func rebuild(_ name: String? = nil) throws {
        if let name, book[name] == nil { throw LedgerError(.viewUnknown, name) }
        for view in status where name == nil || view.name == name { try rebuild(view.name, .asked) }
    }

    private func rebuild(_ name: String, _ reason: ViewRebuildReason) throws {
        guard let projector = book[name], let place = status.firstIndex(where: { $0.name == name }) else { return }
        try transaction { db in status[place] = try make(projector, db) }
        notice(.rebuilding(view: name, reason: reason))
    }

    // MARK: Taking in

    /// Takes in what the views have not yet, batch by batch; each batch is one transaction, so that work that is
    /// interrupted goes on where it was. Views that are ahead of the ledger or made from another history start again.
    /// - Throws: `store.damaged` where the ledger cannot be read, `store.failed`, `store.full`. A view that cannot take
    ///   an entry in stops alone: see ``status``.
    public func catchUp(
        from source: ViewSource, through limit: UInt64 = .max, batch: Int = ViewStore.batchEntries,
        progress: (_ done: UInt64, _ size: UInt64) -> Void = { _, _ in }, shouldStop: () -> Bool = { false }
    ) throws {
        precondition(batch > 0, "a batch holds an entry")
        do {
            try takeIn(from: source, through: limit, batch: batch, progress: progress, shouldStop: shouldStop)
        } catch  where isDamaged {
            try startAnew()
            try takeIn(from: source, through: limit, batch: batch, progress: progress, shouldStop: shouldStop)
        }
    }

    private func takeIn(
        from source: ViewSource, through limit: UInt64, batch: Int, progress: (UInt64, UInt64) -> Void,
        shouldStop: () -> Bool
    ) throws {
        let whole = try source.size()
        try checkHistory(source, size: whole)
        let size = min(whole, limit)
        while !shouldStop() {
            let behind = status.filter { $0.failure == nil && $0.position < size }
            guard let from = behind.map(\.position).min() else { return }
            let events = try source.events(from: EntryIndex(from), limit: Int(min(UInt64(batch), size - from)))
            guard !events.isEmpty else { throw LedgerError(.storeDamaged, index: EntryIndex(from)) }
            try apply(events)
            progress(from + UInt64(events.count), size)
        }
    }

    private func checkHistory(_ source: ViewSource, size: UInt64) throws {
        for view in status where view.position > 0 {
            if view.position > size {
                try rebuild(view.name, .ahead)
            } else if !historyIsChecked, try source.leaf(of: EntryIndex(view.position - 1)) != view.leaf {
                try rebuild(view.name, .otherHistory)
            }
        }
        historyIsChecked = true
    }

    /// Takes consecutive entries in, each view from its position on, in one transaction. `limits` ends a view earlier.
    func apply(_ events: [ViewEvent], limits: [String: UInt64] = [:]) throws {
        guard let first = events.first?.index.value else { return }
        var failures: [ViewNotice] = []
        try transaction { db in
            for (place, projector) in book.projectors.enumerated() {
                var view = status[place]
                let end = min(first + UInt64(events.count), limits[view.name] ?? .max)
                guard view.failure == nil, view.position >= first, view.position < end else { continue }
                let range = Int(view.position - first)..<Int(end - first)
                try take(events[range], into: &view, projector, db)
                try write(view, db)
                status[place] = view
                if let failure = view.failure { failures.append(.failed(view: view.name, failure)) }
            }
        }
        failures.forEach(notice)
    }

    /// What comes before an entry that a view cannot take in stays.
    private func take(
        _ events: ArraySlice<ViewEvent>, into view: inout ViewStatus, _ projector: any Projector, _ db: Database
    ) throws {
        let tables = ViewTransaction(db: db)
        var reached = events.startIndex
        do {
            try db.execute(sql: "SAVEPOINT taking")
            for event in events {
                try projector.apply(event, to: tables)
                reached += 1
            }
        } catch let error where !ViewStore.isStorage(error) {
            try db.execute(sql: "ROLLBACK TO taking")
            view.failure = ViewFailure(error, at: events[reached].index)
            for event in events[..<reached] { try projector.apply(event, to: tables) }
        }
        try db.execute(sql: "RELEASE taking")
        view.position += UInt64(reached - events.startIndex)
        if reached > events.startIndex { view.leaf = events[reached - 1].entry.leaf }
    }

    /// Whether the disk or the file failed, not the view.
    private static func isStorage(_ error: any Error) -> Bool {
        guard let code = code(of: error) else { return false }
        return ![SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_TOOBIG, SQLITE_MISUSE]
            .contains(code)
    }
}
