// The canonical dump of views, design principle 1 and annex D20: tables and rows in key order, a line each.
//
//     view actors 1 42 <base64 leaf hash of entry 41>
//     table actors actor standing enrolled since idx
//     ["a0001","active",0,0,0]

extension ViewSnapshot {
    /// The dump of one view, or of all by name, line by line with its LF. Rows alone say nothing of the file they are in:
    /// two files whose views were made from the same entries give the same bytes.
    /// - Throws: `view.unknown`.
    public func dump(_ name: String? = nil, _ write: (Bytes) throws -> Void) throws {
        if let name, book[name] == nil { throw LedgerError(.viewUnknown, name) }
        let stored = try status()
        for projector in book.projectors where name == nil || projector.name == name {
            guard let view = stored.first(where: { $0.name == projector.name }) else { continue }
            let leaf = view.leaf?.base64 ?? "-"
            try write(Bytes("view \(view.name) \(view.version) \(view.position) \(leaf)\n".utf8))
            for table in projector.tables.sorted(by: { bytesPrecede($0.name.utf8, $1.name.utf8) }) {
                try write(Bytes("table \(table.name) \(table.columns.map(\.name).joined(separator: " "))\n".utf8))
                let cursor = try cursor(table)
                while let row = try cursor.next() {
                    try write(IJSONValue.array(row.map(\.json)).encoded + [newline])
                }
            }
        }
    }

    /// SHA-256 over the dump.
    public func dumpDigest(_ name: String? = nil) throws -> Digest {
        var hasher = SHA256Hasher()
        try dump(name) { hasher.update($0) }
        return hasher.finalize()
    }
}
