import Ledger

/// Rows of one sheet that speak of one subject.
enum SheetDuplicates {
    /// Judges rows that share a key:
    /// the same again is a repetition (the first counts); labels and licences are added to the first row;
    /// anything else is a contradiction, and both rows are refused, because nobody here knows which is right.
    static func judge<Row: SheetRow>(_ drafts: inout [RowDraft<Row>]) {
        var first: [Bytes: Int] = [:]
        var alike: [Bytes: Int] = [:]
        for position in drafts.indices {
            guard let row = drafts[position].row, !drafts[position].isSetAside else { continue }
            if let earlier = row.keys.lazy.compactMap({ first[$0] }).first {
                settle(&drafts, earlier, position)
            } else if let likeness = row.likeness, let other = alike[likeness] {
                drafts[position].find(.rowSameName, .warning, "\(drafts[other].record.number)")
                drafts[other].find(.rowSameName, .warning, "\(drafts[position].record.number)")
            }
            for key in row.keys where first[key] == nil { first[key] = position }
            if let likeness = row.likeness, alike[likeness] == nil { alike[likeness] = position }
        }
    }

    private static func settle<Row: SheetRow>(_ drafts: inout [RowDraft<Row>], _ earlier: Int, _ later: Int) {
        guard let one = drafts[earlier].row, let other = drafts[later].row else { return }
        // What one row leaves open does not contradict the other.
        let differing = zip(one.fields, other.fields).filter { left, right in
            left.value != nil && right.value != nil && left.value != right.value
        }.map(\.0.column)
        let places = (drafts[earlier].record.number, drafts[later].record.number)
        // A value that only the later row has cannot be added silently either.
        let added = zip(one.fields, other.fields).filter { $0.value == nil && $1.value != nil }.map(\.0.column)
        let contradicting = (differing + added).filter { !Row.mergeableColumns.contains($0) }
        if !contradicting.isEmpty {
            let columns = Row.kind.columns.filter { contradicting.contains($0.name) }.map(\.header)
            let named = columns.isEmpty ? "" : ": " + columns.joined(separator: "、")
            drafts[later].find(.rowContradicts, .refusal, "\(places.0)\(named)")
            drafts[earlier].find(.rowContradicts, .refusal, "\(places.1)\(named)")
        } else if differing.isEmpty, added.isEmpty {
            // Nothing is lost, so a repetition does not stop a sheet that is taken whole or not at all.
            drafts[later].find(.rowDuplicate, .warning, "\(places.0)")
            drafts[later].mergedInto = places.0
        } else if !drafts[later].isRefused {
            drafts[later].find(.rowMerged, .note, "\(places.0)")
            drafts[later].mergedInto = places.0
            drafts[earlier].row = one.merging(other)
        }
    }
}
