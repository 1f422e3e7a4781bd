import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// A sheet on its way into the ledger: read, judged, compared, shown; then its rows become records.
struct SheetImport<Row: SheetRow> {
    let options: SheetOptions
    let reading: SheetReading<Row>
    /// The digest of the file, by which records name it.
    let digest: Digest
    /// The mapping to be remembered; nil where nothing new was typed.
    let newMapping: ColumnMapping?
    var report: SheetReport

    init(_ options: SheetOptions, unit: BilingualText, in business: Business) async throws {
        self.options = options
        let bytes = try FileIO.read(options.file, limit: SheetImport.maximumByteCount)
        digest = SHA256.hash(bytes)
        let typed = try RememberedMapping.typed(options.map, kind: Row.kind, source: options.source)
        let remembered = try await RememberedMapping.find(Row.kind, source: options.source, in: business.access)
        newMapping = typed.flatMap { $0 == remembered ? nil : $0 }
        let region = try await business.policy("region")?.bytes.flatMap { try? RegionCode($0) }
        let context = SheetContext(today: Program.now().chinaDate, region: region)
        let mapping = typed ?? remembered
        reading = try reportingSheetErrors {
            try SheetReading<Row>.read(bytes, mapping: mapping, context: context)
        }
        report = SheetReport(reading, name: options.name, unit: unit)
        if mapping != nil, typed == nil {
            business.console.note(
                business.console.text(
                    "Read with the columns remembered for \(options.source).", "按“\(options.source)”保存的列对应关系读取。"))
        }
    }

    /// What a sheet may hold, docs/import.md.
    static var maximumByteCount: Int { 32 << 20 }

    /// The position in the report of a row by its number.
    func place(of number: Int) -> Int? { report.rows.firstIndex { $0.number == number } }

    /// The rows that enter, with their place in the report: those that nothing refuses.
    var admitted: [(place: Int, row: Row)] {
        zip(reading.rows, report.rows.indices).compactMap { judged, place in
            guard let row = judged.row, report.rows[place].verdict != .refused else { return nil }
            return (place, row)
        }
    }

    /// Shows what was found.
    /// - Returns: whether anything is to be signed.
    /// - Throws: `import.refused` where rows are refused and all were to enter together.
    func decide(_ business: Business) throws -> Bool {
        let console = business.console
        report.print(json: business.signing.output.json)
        if let path = options.verdicts {
            try FileIO.create(path, report.sheet, mode: 0o600)
            console.note(console.text("Verdicts on all rows: \(path)", "逐行结论已写入 \(path)"))
        }
        let refused = report.count(.refused)
        if refused > 0, !options.acceptGood {
            throw LedgerError(.importRefused, console.text("\(refused) rows", "\(refused) 行"))
        }
        if options.dryRun {
            console.note(console.text("Nothing was signed (--dry-run).", "仅核对，未签名、未入库（--dry-run）。"))
            return false
        }
        return true
    }

    /// The file sealed under a subject of its own, and the personal record that names it with the verdicts.
    func keep(_ type: StaticString, in business: Business) async throws -> Bytes {
        let subject = "sheet-" + String(digest.hex.prefix(16))
        let file = try await business.attach(options.file, subject: subject)
        return BusinessRecord.make(
            type,
            [
                "subject": .text(subject), "name": .text(options.name), "source": .text(options.source),
                "file": file.reference(media: "text/csv"),
            ])
    }

    /// That nothing in the sheet is new, and what was not compared.
    func nothing(_ business: Business) -> LedgerError {
        let hasSealed = report.sealed.map { $0.rows > 0 } ?? false
        return LedgerError(
            .importNothing,
            hasSealed ? business.console.text("sealed columns were not compared", "封存的个人信息未比对") : "")
    }

    /// The digest of the table of verdicts.
    var verdictsHex: IJSONValue { .text(SHA256.hash(report.sheet).hex) }

    /// The event that remembers the mapping.
    func mappingDraft(_ business: Business) async throws -> [DraftEvent] {
        guard let newMapping else { return [] }
        return [
            try await business.draft(RememberedMapping.event, [RememberedMapping.record(newMapping)])
        ]
    }
}

/// Members in their order, of which some are replaced: the new version of a record.
struct MemberList {
    private(set) var members: [IJSONValue.Member]

    /// Starts from an earlier record without what is not content.
    init(_ members: [IJSONValue.Member] = []) {
        let envelope = ["type", "nonce", "row"].map { Bytes($0.utf8) }
        self.members = members.filter { !envelope.contains($0.name) }
    }

    /// Replaces or adds; nil says nothing and changes nothing.
    mutating func set(_ name: String, _ value: IJSONValue?) {
        guard let value else { return }
        let key = Bytes(name.utf8)
        if let place = members.firstIndex(where: { $0.name == key }) {
            members[place] = .init(name: key, value: value)
        } else {
            members.append(.init(name: key, value: value))
        }
    }

    mutating func remove(_ name: String) {
        let key = Bytes(name.utf8)
        members.removeAll { $0.name == key }
    }

    subscript(name: String) -> IJSONValue? {
        let key = Bytes(name.utf8)
        return members.first { $0.name == key }?.value
    }
}

/// Opaque ids in a row: `OBJ-000123`.
struct IDSequence {
    let head: String
    let width: Int
    private var highest = 0

    /// Goes on after the ids that are there.
    init(_ head: String, width: Int, after known: some Sequence<Bytes>) {
        self.head = head
        self.width = width
        let prefix = Bytes(head.utf8)
        for id in known where id.starts(with: prefix) {
            if let number = Int(String(decoding: id.dropFirst(prefix.count), as: UTF8.self)) {
                highest = max(highest, number)
            }
        }
    }

    mutating func next() -> String {
        highest += 1
        let digits = String(highest)
        return head + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
