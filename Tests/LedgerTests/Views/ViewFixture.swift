import Foundation
import GRDB

@testable import Ledger

/// A folder with files of views, removed with this object.
final class ViewFixture {
    static let book = ProjectorBook(LedgerViews.all())
    let folder: String
    let directory: LedgerDirectory

    init(_ directory: LedgerDirectory) throws {
        folder = try TestFolder.make()
        self.directory = directory
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func source() throws -> ViewSource { ViewSource(try SQLiteStore(path: directory.database, mode: .read)) }

    func path(_ name: String = "views.db") -> String { "\(folder)/\(name)" }

    func open(
        _ name: String = "views.db", book: ProjectorBook = ViewFixture.book,
        notice: @escaping (ViewNotice) -> Void = { _ in }
    ) throws -> ViewStore { try ViewStore(path: path(name), book: book, notice: notice) }

    /// Catches a file up and closes it; gives what was noticed.
    @discardableResult
    func build(
        _ name: String = "views.db", book: ProjectorBook = ViewFixture.book, through limit: UInt64 = .max,
        batch: Int = ViewStore.batchEntries
    ) throws -> [ViewNotice] {
        var notices: [ViewNotice] = []
        let store = try open(name, book: book) { notices.append($0) }
        try store.catchUp(from: source(), through: limit, batch: batch)
        try store.close()
        return notices
    }

    func dump(_ name: String = "views.db", book: ProjectorBook = ViewFixture.book) throws -> String {
        try ViewFixture.dump(path(name), book: book)
    }

    static func dump(_ path: String, book: ProjectorBook = ViewFixture.book) throws -> String {
        var bytes = Bytes()
        try ViewReader(path: path, book: book).snapshot { try $0.dump { bytes += $0 } }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Changes a file by hand.
    func change(_ sql: String, of name: String = "views.db") throws {
        let queue = try DatabaseQueue(path: path(name))
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}
