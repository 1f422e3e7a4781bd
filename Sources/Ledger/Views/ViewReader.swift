import Foundation
import GRDB

/// Reads a file of views beside its writer: read-only, `query_only`, no mmap. `Sendable` by GRDB's DatabaseQueue.
public final class ViewReader: Sendable {
    private let queue: DatabaseQueue
    /// The views that it knows.
    public let book: ProjectorBook

    /// Opens a file of views.
    /// - Throws: `views.missing` where there is none, `store.version` where it is something else, `store.failed`.
    public init(path: String, book: ProjectorBook) throws {
        guard FileIO.exists(path) else { throw LedgerError(.viewsMissing, path) }
        self.book = book
        var configuration = Configuration()
        configuration.readonly = true
        configuration.allowsUnsafeTransactions = true
        configuration.label = "views"
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 0; PRAGMA query_only = ON;")
                let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
                guard application == ViewStore.applicationID else { throw LedgerError(.storeVersion, path) }
            }
        } catch {
            throw LedgerError.store(error)
        }
    }

    /// Closes the file.
    public func close() throws { try queue.close() }

    /// Reads one state of the views: rows and positions belong together.
    public func snapshot<Value>(_ body: (ViewSnapshot) throws -> Value) throws -> Value {
        do {
            return try queue.writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN DEFERRED")
                defer { try? db.execute(sql: "COMMIT") }
                return try body(ViewSnapshot(db: db, book: book))
            }
        } catch {
            throw LedgerError.store(error)
        }
    }
}

/// One state of the views.
public struct ViewSnapshot {
    let db: Database
    let book: ProjectorBook

    /// The rows that a query gives. Statements are kept prepared: give the same text and bind values.
    public func rows(_ sql: String, _ values: ViewValue...) throws -> [[ViewValue]] { try db.viewRows(sql, values) }

    /// How the views stand.
    public func status() throws -> [ViewStatus] { try ViewStore.status(db) }

    /// The rows of a table in key order, one after another.
    func cursor(_ table: ViewTable) throws -> ViewCursor { try ViewCursor(db, table) }
}

/// Walks over a table's rows in key order.
final class ViewCursor {
    private let db: Database
    private let statement: Statement

    init(_ db: Database, _ table: ViewTable) throws {
        self.db = db
        statement = try db.makeStatement(sql: table.selection)
    }

    func next() throws -> [ViewValue]? { try statement.nextRow(db)?.viewValues() }
}
