import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "What happened before the ledger, unproven. 期初·未经见证",
        subcommands: [Import.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enters inspections of earlier years; they count for frequency and load. 导入期初检查记录")
        @OptionGroup var sheet: SheetOptions
        @OptionGroup var options: ActorOptions

        func run() async throws {
            let work: (Business) async throws -> Void = { business in
                try await HistoryImport(sheet, in: business).run()
            }
            if sheet.dryRun { try await options.reading(work) } else { try await options.business(work) }
        }
    }
}

/// A sheet of earlier inspections, and the event that enters it.
struct HistoryImport {
    private var sheet: SheetImport<HistoryRow>
    private let business: Business
    private var entering: [Bytes] = []

    init(_ options: SheetOptions, in business: Business) async throws {
        sheet = try await SheetImport(options, unit: BilingualText("rows", "条"), in: business)
        self.business = business
        let objects = ObjectFinder(try await business.rows("object"))
        let inspectors = InspectorFinder(try await business.rows("inspector"))
        let items = try await ItemList(business)
        for (place, row) in sheet.admitted {
            guard let object = objects.id(row.id?.bytes, code: row.code) else {
                sheet.report.rows[place].find(
                    .objectUnknown, ObjectFinder.shown(row.id?.bytes ?? row.code), refuses: true)
                continue
            }
            let words = row.items.map { String(decoding: $0, as: UTF8.self) }
            let codes = words.map { items.codes($0) }
            guard !codes.contains(where: \.isEmpty) else {
                let unknown = zip(words, codes).first { $0.1.isEmpty }?.0 ?? ""
                sheet.report.rows[place].find(.itemUnknown, DisplayText.clean(unknown, limit: 60), refuses: true)
                continue
            }
            // Who inspected and is not in the registry any more carries no load.
            let known = row.inspectors.compactMap { inspectors.id($0) }
            if known.count < row.inspectors.count {
                sheet.report.rows[place].find(.inspectorUnknown, "", refuses: false)
            }
            sheet.report.rows[place].outcome = .new(id: object)
            entering.append(
                BusinessRecord.make(
                    "history.inspection/1",
                    [
                        "object": .text(object), "items": .texts(codes.flatMap { $0 }.uniqued),
                        "on": .text(row.on.description), "inspectors": .texts(known.uniqued),
                        "result": row.result.map { .string($0) }, "task": row.task.map { .string($0) },
                    ]))
        }
    }

    func run() async throws {
        guard try sheet.decide(business) else { return }
        guard !entering.isEmpty else { throw LedgerError(.importNothing) }
        let keep = try await sheet.keep("object.sheet/1", in: business)
        let head = BusinessRecord.make(
            "history.import/1", ["source": .text(sheet.options.source), "file": .text(sheet.digest.hex)])
        var drafts = [try await business.draft("history.imported/1", [head] + entering, personal: [keep])]
        drafts += try await sheet.mappingDraft(business)
        try await business.send(drafts)
    }
}

/// Objects by id or code.
struct ObjectFinder {
    private let ids: Set<Bytes>
    private let codes: [Bytes: Bytes]

    init(_ rows: [BusinessRow]) {
        ids = Set(rows.map(\.key))
        codes = Dictionary(
            rows.filter { $0.text("standing") != "reverted" }.compactMap { row in
                row.bytes("code").map { ($0, row.key) }
            }
        ) { first, _ in first }
    }

    func id(_ id: Bytes?, code: Bytes?) -> String? {
        let found = id.flatMap { ids.contains($0) ? $0 : nil } ?? code.flatMap { codes[$0] }
        return found.map { String(decoding: $0, as: UTF8.self) }
    }

    static func shown(_ bytes: Bytes?) -> String { DisplayText.clean(bytes ?? [], limit: 60) }
}

/// Inspectors by id or staff number.
struct InspectorFinder {
    private let ids: Set<Bytes>

    init(_ rows: [BusinessRow]) { ids = Set(rows.map(\.key)) }

    func id(_ word: Bytes) -> String? {
        let candidates = [word, Bytes("I-".utf8) + word]
        return candidates.first(where: ids.contains).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Array where Element: Hashable {
    /// Each element once, in the order of their first place.
    var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
