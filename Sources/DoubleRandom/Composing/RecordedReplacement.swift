// What the engine says of an open place (draws.md 2.3, row 9): who follows, or that no standby is left and who could be drawn.

import Draw
import Ledger

extension RecordedDraw {
    /// The next step of a replacement; nil while the supervisor's rung is awaited.
    func replacementStep(today: CivilDate, in store: any StateReading, _ record: RecordMaker) throws -> EngineStep? {
        let succession = succession(today: today, in: store)
        if standing == .reseeding {
            let rows = try succession.rows.entropy(of: id, row).contributors.rows
            return .reseed(
                try rows.compactMap { contributor in
                    guard contributor.source.kind == .ladder else { return nil }
                    return try Act.pure(.drawLadder) { try succession.position(contributor) }.map {
                        (contributor.slot, $0)
                    }
                })
        }
        guard let slot = succession.slot else {
            return .replacement(data: replaced(try succession.object(), succession, record))
        }
        if let standby = try succession.standby() {
            return .replacement(data: replaced(.inspector(standby), succession, record))
        }
        let pool = try succession.pool()
        guard pool.count > 0 else { return .infeasible(slots: 1) }
        return .preflight(
            data: [
                record("draw.preflight/1", ["draw": .string(id), "feasible": .bool(true), "slot": .string(slot)])
            ]
                + pool.rows.map {
                    record(
                        "draw.candidate/1",
                        [
                            "inspector": .string($0.id.bytes), "cap": .integer(Int64($0.cap)),
                            "load": .integer(Int64($0.load0)),
                        ])
                })
    }

    /// Who follows under the reseed, with the rungs that the server gives to it.
    func reseeded(
        _ rungs: [DrawID: Hash256], today: CivilDate, in store: any StateReading, nonce: @escaping () -> Bytes
    ) throws -> [Bytes] {
        let record = RecordMaker(nonce: nonce)
        let succession = succession(today: today, in: store)
        let inspector = try succession.drawn(server: rungs)
        return replaced(.inspector(inspector), succession, record)
            + rungs.sorted { $0.key < $1.key }.map { slot, value in
                record(
                    "draw.rung/1",
                    ["draw": .string(id), "slot": .string(slot.bytes), "value": .string(value.hexBytes)])
            }
    }

    private func succession(today: CivilDate, in store: any StateReading) -> Succession<StoredRows> {
        Succession(rows: StoredRows(store: store), id: id, draw: row, day: today)
    }

    private func replaced(
        _ outcome: Succession<StoredRows>.Outcome, _ succession: Succession<StoredRows>, _ record: RecordMaker
    ) -> [Bytes] {
        let isFollowed = if case .dropped = outcome { false } else { true }
        let head = record(
            "draw.replaced/1",
            [
                "draw": .string(id), "about": succession.about.map { RecordedDraw.about($0) },
                "inspection": .string(succession.inspection), "slot": succession.slot.map { .string($0) },
                "followed": .bool(isFollowed),
            ])
        switch outcome {
        case .dropped: return [head]
        case .object(let object, let stratum, let key):
            return [
                head,
                record(
                    "draw.successor/1",
                    [
                        "object": .string(object.bytes), "stratum": .string(stratum.bytes),
                        "ticket": .string(key.hexBytes),
                    ]),
            ]
        case .inspector(let inspector):
            return [head, record("draw.successor/1", ["inspector": .string(inspector.bytes)])]
        }
    }
}
