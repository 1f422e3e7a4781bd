// Views and replay over a ledger that `ledger-bench append` made.

import Foundation
import Ledger

let projectors = ProjectorBook(LedgerViews.all())

/// Every entry judged again, nothing kept.
func replay(_ folder: String) throws {
    let start = ContinuousClock.now
    let summary = try Replay(path: folder, book: book).run()
    precondition(summary.exitCode == 0, "\(summary.findings)")
    report("replay", Int(summary.size), ContinuousClock.now - start)
}

/// Every entry judged again, its views built in a fresh file.
func replayViews(_ folder: String, into file: String) throws {
    let start = ContinuousClock.now
    let summary = try Replay(path: folder, book: book).build(into: file, views: projectors)
    report("replay-into", Int(summary.size), ContinuousClock.now - start)
}

/// Views caught up from entry 0, as at the start of a daemon that has none.
func catchUp(_ folder: String) throws {
    let directory = LedgerDirectory(folder)
    try ViewStore.remove(path: directory.views)
    let source = ViewSource(try SQLiteStore(path: directory.database, mode: .read))
    let store = try ViewStore(path: directory.views, book: projectors)
    let start = ContinuousClock.now
    try store.catchUp(from: source)
    report("views", Int(store.status[0].position), ContinuousClock.now - start)
    try store.close()
}

/// Live views compared with a replay.
func compareViews(_ folder: String) throws {
    let start = ContinuousClock.now
    let comparison = try Replay.compare(
        path: folder, views: LedgerDirectory(folder).views, book: book, projectors: projectors)
    precondition(comparison.exitCode == 0, "\(comparison.views)")
    report("compare", Int(comparison.size), ContinuousClock.now - start)
}
