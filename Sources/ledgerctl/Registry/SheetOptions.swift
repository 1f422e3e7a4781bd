import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// What every import of a sheet takes.
struct SheetOptions: ParsableArguments {
    @Argument(help: "The sheet, a CSV file; see docs/import.md. 表格文件（CSV）") var file: String

    @Option(help: "Where the sheet comes from; its columns are remembered under this name. 来源，列对应关系按来源保存")
    var source: String

    @Option(
        name: .customLong("map"),
        help: "A header and the column it means, such as 户名=name; repeat. Remembered for the source. 列对应关系，可重复")
    var map: [String] = []

    @Flag(help: "Show every verdict; sign nothing. 只核对，不入库") var dryRun = false

    @Flag(help: "Enter the good rows though others are refused; else nothing enters. 拒收的行除外，其余入库")
    var acceptGood = false

    @Option(help: "Write the verdict on every row to a new CSV file. 逐行结论输出到新文件") var verdicts: String?

    /// The name of the file, without its folder.
    var name: String { (file as NSString).lastPathComponent }

    func validate() throws {
        guard (1...100).contains(source.count) else {
            throw ValidationError("--source takes 1 to 100 characters. 来源应为1至100字")
        }
    }
}

extension DoubleRandomError {
    /// The same error as commands report it.
    var asLedgerError: LedgerError { LedgerError(code, detail) }
}

/// Runs what throws errors of the domain.
func reportingSheetErrors<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DoubleRandomError { throw error.asLedgerError }
}

/// 列对应关系, remembered in the ledger as notes for the office, so that every clerk reads a source's sheets alike.
enum RememberedMapping {
    static let type: StaticString = "note.mapping/1"
    static let event: StaticString = "note.mapping.saved/1"

    /// The newest mapping of a source for a kind of sheet.
    static func find(_ kind: SheetKind, source: String, in access: any LedgerAccess) async throws -> ColumnMapping? {
        let source = Bytes(source.utf8)
        for record in try await access.records(of: TypeName(literal: type)).reversed() {
            guard let row = BusinessRow(line: record.line), let value = row["mapping"],
                let mapping = try? ColumnMapping(value: value), mapping.kind == kind, mapping.source == source
            else { continue }
            return mapping
        }
        return nil
    }

    /// What was typed: `header=column`.
    static func typed(_ pairs: [String], kind: SheetKind, source: String) throws -> ColumnMapping? {
        guard !pairs.isEmpty else { return nil }
        let entries = try pairs.map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, kind.columns.contains(where: { $0.name.utf8.elementsEqual(parts[1].utf8) }) else {
                let names = kind.columns.map { "\($0.name) \($0.header)" }.joined(separator: ", ")
                throw ValidationError(
                    "--map takes HEADER=COLUMN, where a column is one of: 列对应关系写作“表头=列名”，列名为：\(names)")
            }
            return ColumnMapping.Entry(header: Bytes(parts[0].utf8), column: parts[1])
        }
        return try reportingSheetErrors { try ColumnMapping(kind: kind, source: Bytes(source.utf8), entries: entries) }
    }

    static func record(_ mapping: ColumnMapping) -> Bytes {
        BusinessRecord.make(type, ["mapping": mapping.value])
    }
}
