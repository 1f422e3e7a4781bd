import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// Lists as of a moment: the entries up to one, taken in again into a view that is thrown away.
struct MomentOptions: ParsableArguments {
    @Option(
        help: """
            As of an entry, or of a moment in Beijing time, in a ledger's folder: 41, 2024-09-12, "2024-09-12 16:30". \
            截至某序号或某时刻（北京时间）的名录（直接读账本文件夹）
            """)
    var asOf: ReplayCommand.Moment?

    /// Rows of a table as of now, or as of a moment.
    func rows(_ table: OfficeTable, in business: Business) async throws -> [BusinessRow] {
        guard let asOf else { return try await business.rows(MomentOptions.state(table)) }
        guard let folder = business.access as? DirectoryAccess else {
            throw ValidationError("--as-of reads a ledger's folder: give --ledger. --as-of 须直接读账本文件夹：请给出 --ledger")
        }
        if case .index(let index) = asOf.moment {
            let size = try await folder.size()
            guard index.value < size else { throw LedgerError(.proofRange, "entry \(index) of \(size)") }
        }
        let bar = ProgressBar(
            business.console.text("reading entries", "读取条目"), hidden: business.signing.output.json)
        return try folder.books(asOf: asOf.moment, progress: { bar.update($0, $1) }) { books in
            try books.rows(table).map { BusinessRow(key: $0.key, $0.row.value) }
        }
    }

    /// The table of admission state that says the same as of now.
    private static func state(_ table: OfficeTable) -> String {
        switch table {
        case .items: "item"
        case .objects: "object"
        case .inspectors: "inspector"
        case .relations: "relation"
        case .plans: "plan"
        case .lines: "planLine"
        case .tasks: "task"
        case .draws: "draw"
        case .inspections, .results: "inspection"
        }
    }
}

extension DirectoryAccess {
    /// The office's books as they were at a moment.
    func books<Value>(
        asOf moment: ReplayMoment, progress: @escaping @Sendable (UInt64, UInt64) -> Void,
        _ body: (OfficeSnapshot) throws -> Value
    ) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ledgerctl.\(UUID().uuidString)").path
        try FileIO.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/views.db"
        let replay = try Replay(path: ledger.path, book: Program.book)
        _ = try replay.build(into: file, asOf: moment, views: Program.views, progress: progress)
        return try ViewReader(path: file, book: Program.views).snapshot { try body(OfficeSnapshot($0)) }
    }
}
