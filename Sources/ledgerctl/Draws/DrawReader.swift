import DoubleRandom
import Ledger
import LedgerClient

/// Reads draws as they stand, again and again: who contributes to one is fixed by its freeze and read once.
actor DrawReader {
    private let access: any LedgerAccess
    private var contributors: [EntryIndex: [StateObject]] = [:]

    init(_ access: any LedgerAccess) { self.access = access }

    /// A draw as those who take part in it read it: the lists are not public yet, the contributors are.
    func read(_ id: Bytes) async throws -> RecordedDraw {
        let state = try await access.snapshot(RecordedDraw.needs(withoutLists: id))
        guard let place = try RecordedDraw(id, in: state).frozenAt?.index else {
            throw LedgerError(.serviceAnswer, DrawWords.id(id))
        }
        if contributors[place] == nil {
            var found: [EntryIndex: [StateObject]] = [place: []]
            for record in try await access.records(of: TypeName(literal: "draw.contributor/1")) {
                guard let members = try IJSONValue(parsing: record.line).members else { continue }
                found[record.index, default: []].append(StateObject(members))
            }
            contributors = found
        }
        return try RecordedDraw(id, in: state, contributors: contributors[place])
    }
}
