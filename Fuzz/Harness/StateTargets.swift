/// Rows of admission state, which a verifier reads out of a database that may have been tampered with.
enum StateTargets {
    /// One row in a store.
    private struct Row: StateReading {
        let row: StateRow

        func stateValue(_ key: StateKey) throws -> Bytes? { key == row.key ? row.value : nil }

        func stateRows(_ table: StateTable, prefix: Bytes) throws -> [StateRow] {
            row.key.table == table && row.key.key.starts(with: prefix) ? [row] : []
        }
    }

    /// `<table> <key>`, LF and a value: read as what it says it is and as any other row, without a trap.
    static func rows(_ input: Bytes) {
        let text = Fixtures.expanded(input)
        guard let end = text.firstIndex(of: newline), let gap = text[..<end].firstIndex(of: space) else { return }
        let table = StateTable(String(decoding: text[..<gap], as: UTF8.self))
        let value = Bytes(text[(end + 1)...])
        let row = StateRow(StateKey(table, Bytes(text[(gap + 1)..<end])), value)
        let state = AdmissionState(committed: Row(row: row))
        let codes: Set<ErrorCode> = [.recordMalformed, .recordTooLarge]
        for milliseconds in [0, 1_726_129_800_412] as [Int64] {
            let moment = Fixtures.orStop(Timestamp(milliseconds: milliseconds))
            _ = parsed(codes) { try Roster(Row(row: row), at: moment) }
        }
        _ = parsed(codes) { try RulesInForce.read(state) }
        _ = parsed(codes) { try KeyState.all(of: Fixtures.orStop(ActorName("a0001")), state: state) }
        _ = parsed(codes) { try ServiceKey.checkpoint.keys(in: state) }
        _ = parsed(codes) { try ProposalState.read(EntryIndex(7), state: state) }
        _ = Marks.read(value)
        guard let object = parsed(codes, { try IJSONValue(parsing: value) }) else { return }
        _ = ActorState(object)
        _ = KeyState(object)
        _ = RoleState(object)
        _ = ErasedRecord(object)
        guard let proposal = ProposalState(object) else { return }
        proposal.write(EntryIndex(7), to: state)
    }
}
