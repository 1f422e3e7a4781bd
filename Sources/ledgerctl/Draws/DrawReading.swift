import ArgumentParser
import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// Reads the entries of a draw for its recheck.
enum DrawReading {
    /// An entry with the lines of its records.
    struct Read {
        let entry: Entry
        let lines: [ShownLine]

        var records: [Record] {
            lines.compactMap { line in
                if case .shown(let bytes) = line { try? Record(parsing: bytes) } else { nil }
            }
        }

        var drawEntry: DrawEntry {
            DrawEntry(
                index: entry.index, type: entry.event.header.type,
                author: entry.event.signatures.first.flatMap { ActorName($0.name.bytes) }, records: records,
                isDisclosed: lines.allSatisfy { if case .shown = $0 { true } else { false } })
        }

        var head: IJSONValue? { records.first.flatMap { try? $0.value() } }
    }

    static func audit(_ draw: Bytes, _ access: any LedgerAccess) async throws -> DrawAudit {
        let found = try await read(draw, access)
        // Rungs of later draws expose what a voided one held back, so others' entries are not left out here.
        let attachments = try await attachments(of: found, draw, access)
        return try DrawAudit.of(draw, entries: found.map(\.drawEntry)) { attachments[$0] }
    }

    /// The lists that the entries of a draw name, as far as they can be had.
    static func attachments(
        of entries: [Read], _ draw: Bytes, _ access: any LedgerAccess
    ) async throws -> [Hash256: Bytes] {
        var attachments: [Hash256: Bytes] = [:]
        for entry in entries where entry.head?["draw"]?.bytes == draw {
            for file in entry.records.compactMap({ try? $0.value()["file"] }) {
                guard let hash = file["sha256"]?.bytes.flatMap({ Hash256(hex: $0) }), let digest = Digest(hash.bytes),
                    let bytes = try await AttachmentReading.fetch(digest, access)
                else { continue }
                attachments[hash] = bytes
            }
        }
        return attachments
    }

    /// The entries of one draw with its records: opening those of others would leave traces of a reading that nobody
    /// asked for. A copy without views is walked through, all its draws, which leaves no trace.
    static func read(_ draw: Bytes, _ access: any LedgerAccess) async throws -> [Read] {
        guard let indexes = try await timeline(of: draw, access) else { return try await all(access) }
        let found = try await read(indexes, access, publicly: false)
        guard found.contains(where: { $0.drawEntry.type == TypeName(literal: "draw.void/1") }) else { return found }
        let later = try await laterRungs(of: found, access).subtracting(indexes)
        return try await found + read(later.sorted(), access, publicly: false)
    }

    /// The entries of one draw alone; `publicly` shows only what everybody may read.
    static func own(_ draw: Bytes, _ access: any LedgerAccess, publicly: Bool) async throws -> [Read] {
        if let indexes = try await timeline(of: draw, access) {
            return try await read(indexes, access, publicly: publicly)
        }
        let whole = try await all(access)
        let named = Set(whole.filter { $0.head?["draw"]?.bytes == draw }.map(\.entry.index))
        let own = whole.filter { entry in
            named.contains(entry.entry.index)
                || entry.head?["about"]?["index"]?.index.map { named.contains($0) } ?? false
        }
        return publicly ? try await read(own.map(\.entry.index), access, publicly: true) : own
    }

    /// Where later draws on the ladders of a voided one show their rungs: the next one exposes what was withheld.
    private static func laterRungs(of entries: [Read], _ access: any LedgerAccess) async throws -> Set<EntryIndex> {
        var found: Set<EntryIndex> = []
        let ladders = Set(entries.flatMap { $0.records.compactMap { try? $0.value()["ladder"]?.word } })
        for ladder in ladders.sorted() {
            for freeze in try await access.timeline(of: "ladder:\(ladder)") {
                let frozen = try await access.entry(freeze)
                guard frozen.event.header.type == TypeName(literal: "draw.freeze/1"),
                    case .shown(let head)? = try await access.data(of: freeze).first,
                    let draw = try IJSONValue(parsing: head)["draw"]?.word
                else { continue }
                found.insert(freeze)
                for index in try await access.timeline(of: "draw:\(draw)") {
                    let type = try await access.entry(index).event.header.type
                    if type == TypeName(literal: "draw.rung/1") { found.insert(index) }
                }
            }
        }
        return found
    }

    /// Nil where there are no views.
    private static func timeline(of draw: Bytes, _ access: any LedgerAccess) async throws -> [EntryIndex]? {
        do {
            return try await access.timeline(of: "draw:\(String(decoding: draw, as: UTF8.self))")
        } catch let error as LedgerError where error.code == .viewsMissing { return nil }
    }

    private static func read(
        _ indexes: [EntryIndex], _ access: any LedgerAccess, publicly: Bool
    ) async throws -> [Read] {
        var found: [Read] = []
        for index in indexes {
            let entry = try await access.entry(index)
            guard entry.event.header.type.family.elementsEqual("draw".utf8) else { continue }
            found.append(try await read(entry, access, publicly: publicly))
        }
        return found
    }

    private static let pageSize = 256

    private static func all(_ access: any LedgerAccess) async throws -> [Read] {
        var found: [Read] = []
        var next: UInt64 = 0
        while true {
            let page = try await access.entries(from: next, limit: pageSize)
            guard let last = page.last else { return found }
            for case let listed? in page.map(\.entry)
            where listed.event.header.type.family.elementsEqual("draw".utf8) {
                found.append(try await read(listed, access, publicly: false))
            }
            next = last.index.value + 1
        }
    }

    /// One entry with its records, which are those that the event signs: without a service nobody has looked yet.
    static func read(_ entry: Entry, _ access: any LedgerAccess, publicly: Bool) async throws -> Read {
        let lines = try await publicly ? access.publicData(of: entry.index) : access.data(of: entry.index)
        var tree = CompactTree()
        for line in lines {
            switch line {
            case .shown(let bytes): tree.append(RFC6962.leafHash(bytes))
            case .withheld(let hash), .erased(let hash): tree.append(hash)
            }
        }
        guard RecordCommitment(root: tree.root, count: tree.size) == entry.event.header.data else {
            throw LedgerError(.recordRoot, "", index: entry.index)
        }
        return Read(entry: entry, lines: lines)
    }
}

/// Where a draw is read from: a ledger, a copy of one, or a bundle.
struct DrawSourceOptions: ParsableArguments {
    @OptionGroup var reading: ReadingOptions
    @Option(help: "A file of ledgerctl draw bundle, in place of a ledger. 抽取自证包文件") var bundle: String?

    var isJSON: Bool { reading.output.json }

    /// A draw made again, and where it comes from a bundle, the bundle.
    struct Found {
        let audit: DrawAudit
        let bundle: BundlePrinter?

        /// Whether nothing is wrong: neither in the draw nor, where it came in one, in the bundle.
        var isRight: Bool { audit.isRight && bundle?.isRight ?? true }

        /// Ends the program as `verify` does: 1 for what is wrong, 2 for what could not be checked.
        func finish(isComplete: Bool) throws {
            if !isRight { throw ExitCode(ExitStatus.refused) }
            if !isComplete { throw ExitCode(2) }
        }
    }

    /// Reads and rechecks a draw; a bundle of one draw needs no name. `body` may ask the ledger for more; it gets none with
    /// a bundle.
    func audit<Value>(
        _ draw: String?, _ body: (Found, Business?) async throws -> Value
    ) async throws -> Value {
        if let bundle {
            let pin = try reading.access.founding.map { try FoundingArgument($0) }
            let read = try ProofBundle(parsing: FileIO.read(bundle, limit: ProofBundle.maximumByteCount))
            let printer = try BundlePrinter(read, founding: pin)
            let audits = printer.draws.filter { audit in
                draw.map { $0.utf8.elementsEqual(audit.draw) } ?? (printer.draws.count == 1)
            }
            guard let audit = audits.first else { throw LedgerError(.drawUnknown, draw ?? bundle) }
            return try await body(Found(audit: audit, bundle: printer), nil)
        }
        guard let draw else {
            throw ValidationError("Name a draw or give --bundle. 请给出抽取编号或 --bundle")
        }
        return try await reading.reading { business in
            let audit = try await DrawReading.audit(Bytes(draw.utf8), business.access)
            return try await body(Found(audit: audit, bundle: nil), business)
        }
    }
}

extension LedgerAccess {
    /// The data records of an entry as everybody may read them.
    func publicData(of index: EntryIndex) async throws -> [ShownLine] {
        if let folder = self as? DirectoryAccess { return try folder.openData(of: index) }
        guard let service = self as? ServiceAccess else { throw LedgerError(.serviceAnswer, place) }
        return try await service.openData(of: index)
    }
}

extension DirectoryAccess {
    func openData(of index: EntryIndex) throws -> [ShownLine] {
        let store = try ledger.store()
        return try store.atOneMoment {
            guard let stored = try store.entries(from: index, limit: 1).first, stored.index == index else {
                throw LedgerError(.proofRange, "entry \(index)")
            }
            let shown = try RecordDisclosure(book: Program.book).data(of: stored, for: .everybody, in: store)
            return try ShownLine.lines(shown.bytes)
        }
    }
}

extension ServiceAccess {
    func openData(of index: EntryIndex) async throws -> [ShownLine] {
        try ShownLine.lines(try await client.connection.data(of: index, publicly: true))
    }
}
