import Foundation
import Ledger
import SwiftCSV

/// A CSV file as records: one for the import, one a row.
struct Sheet {
    let header: [String]
    let rows: [[String]]

    /// Reads UTF-8 with or without BOM.
    init(csv bytes: Bytes) throws {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Bytes(bytes.dropFirst(3)) : bytes
        guard let text = String(validating: body, as: UTF8.self) else {
            throw LedgerError(.recordMalformed, "the CSV file is not UTF-8")
        }
        let sheet: EnumeratedCSV
        do {
            sheet = try EnumeratedCSV(string: text, loadColumns: false)
        } catch {
            throw LedgerError(.recordMalformed, "CSV: \(error)")
        }
        header = sheet.header
        rows = sheet.rows.filter { !$0.allSatisfy(\.isEmpty) }
        guard !header.isEmpty, !rows.isEmpty else { throw LedgerError(.recordMalformed, "the CSV file has no rows") }
        let names = header.map { Bytes($0.utf8) }
        guard Set(names).count == names.count, !names.contains([]) else {
            throw LedgerError(.recordMalformed, "the CSV file's column names are not distinct")
        }
        for (number, row) in rows.enumerated() where row.count != header.count {
            throw LedgerError(
                .recordMalformed, "CSV row \(number + 1) has \(row.count) cells, the header \(header.count)")
        }
    }

    func records(file: AttachmentFile, name: String) throws -> [Bytes] {
        let head = RecordComposer.record(
            try TypeArgument.parse("note.import/1"), nonce: Random.bytes(16),
            [
                .init("name", .string(Bytes(name.utf8))), .init("rows", .integer(Int64(rows.count))),
                .init("file", file.reference(media: "text/csv")),
            ])
        let rowType = try TypeArgument.parse("note.row/1")
        return [head]
            + rows.enumerated().map { number, row in
                let cells = zip(header, row).map {
                    IJSONValue.Member(name: Bytes($0.utf8), value: .string(Bytes($1.utf8)))
                }
                return RecordComposer.record(
                    rowType, nonce: Random.bytes(16),
                    [.init("row", .integer(Int64(number + 1))), .init("cells", .object(cells))])
            }
    }
}

/// A file that becomes an attachment.
struct AttachmentFile {
    let digest: Digest
    let size: UInt64

    init(_ path: String) throws {
        var hasher = SHA256Hasher()
        var size: UInt64 = 0
        try FileIO.stream(path) { chunk in
            hasher.update(chunk)
            size += UInt64(chunk.count)
            guard size <= StoredAttachment.maximumByteCount else { throw LedgerError(.attachmentTooLarge, path) }
        }
        digest = hasher.finalize()
        self.size = size
    }

    func reference(media: String) -> IJSONValue {
        .object([
            .init("sha256", .string(Bytes(digest.hex.utf8))), .init("size", .integer(Int64(size))),
            .init("media", .string(Bytes(media.utf8))),
        ])
    }

    func record(name: String) throws -> Bytes {
        RecordComposer.record(
            try TypeArgument.parse("note.attachment/1"), nonce: Random.bytes(16),
            [
                .init("name", .string(Bytes(name.utf8))),
                .init("file", reference(media: "application/octet-stream")),
            ])
    }

    /// Stores files as plain attachments; another writer must not be at work.
    static func store(_ paths: [String], in directory: LedgerDirectory) throws {
        guard FileIO.exists(directory.database) else { throw LedgerError(.ledgerMissing, directory.path) }
        let lock = try ProcessLock(directory: directory.path)
        let store = try SQLiteStore(path: directory.database, mode: .write)
        for path in paths { try AttachmentUpload.store(file: path, in: store) }
        try store.close()
        lock.release()
    }
}
