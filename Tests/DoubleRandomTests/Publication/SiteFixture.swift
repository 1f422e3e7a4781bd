import Foundation
import Ledger

@testable import DoubleRandom
@testable import PublicSite

/// The public site of a bench's chain on a day, read from a real folder with its views.
struct SiteFixture {
    let site: PublicSite
    private let ledger: ForgedLedger

    init(_ bench: Bench, on day: String? = nil, recheck: RecheckFiles? = nil) throws {
        ledger = try ForgedLedger(bench)
        let store = try SQLiteStore(path: ledger.directory.database, mode: .read)
        let views = try ViewStore(path: ledger.directory.views, book: ProjectorBook(OfficeViews.all()))
        try views.catchUp(from: ViewSource(store))
        try views.close()
        try store.close()
        let source = try PublicLedger(ledger.directory)
        defer { source.close() }
        let model = try source.model(on: day.flatMap { CivilDate(Bytes($0.utf8)) } ?? bench.now.chinaDate)
        site = PublicSite(
            model, isServed: false, bundles: PublicLedger.bundles(of: ledger.directory, for: model),
            recheck: recheck)
    }

    /// The text of a file.
    func text(_ path: String) throws -> String? {
        try site.file(path).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// Everything that leaves the office: every path, every fragment, the answers to searches.
    func everything(searching queries: [String] = ["迁安", "91130283", "某"]) throws -> [(path: String, text: String)] {
        var found: [(path: String, text: String)] = []
        for path in site.paths {
            guard let text = try text(path) else { throw LedgerError(.recordMissing, path) }
            found.append((path, text))
        }
        for fragment in site.fragments {
            found.append((fragment.path, String(decoding: fragment.bytes, as: UTF8.self)))
        }
        for query in queries {
            found.append(("search?q=\(query)", String(decoding: site.search(query).bytes, as: UTF8.self)))
        }
        return found
    }

    /// Writes the site as files; bundles are made of the folder as they are asked for.
    func export(to folder: String, archive: String? = nil) throws -> StaticSite.Outcome {
        try withExtendedLifetime(ledger) { try StaticSite(site, folder: folder).write(archive: archive) }
    }

    /// The paths of what holds a word.
    func places(of word: String) throws -> [String] {
        try everything().filter { $0.text.contains(word) }.map(\.path)
    }
}

extension Bench {
    /// Gives an object another name and kind.
    func rename(_ object: String, _ name: String, kind: String = "企业", code: String? = nil) throws {
        try act(
            "object.updated/1",
            [
                Row.of("object.change/1", ["reason": .text("更名")]),
                Row.of(
                    "object.record/1",
                    [
                        "object": .text(object), "kind": .text(kind), "code": code.map { .text($0) },
                        "codeless": code == nil ? .text("无照") : nil, "name": .text(name),
                        "registered": .text("住所甲乙丙"),
                    ]),
            ], by: person("clerk"))
    }

    /// The object of an inspection.
    func object(of inspection: String = Bench.first) throws -> String {
        String(decoding: state(.inspections, inspection)?.bytes("object") ?? [], as: UTF8.self)
    }
}
