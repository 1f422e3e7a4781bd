// What the daemon says of draws by itself (draws.md 2.3, rows 2, 7a, 8, 9, and the end of an embargo): asked after every
// commit that touches a draw, and at the start. Everything is found in the ledger, so that a daemon that was killed goes
// on where it stood, and says nothing twice.

import Draw
import Ledger

/// Reads admission state off the cooperative pool.
public protocol StateAccess: Sendable {
    /// Runs reads on a connection of their own.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any StateReading) throws -> Value) async throws -> Value
}

/// Says what the engine has to say of draws.
public struct DrawEngine: Sendable {
    /// What came of a look at the draws.
    public enum Report: Sendable {
        /// An event was appended.
        case said(draw: Bytes, type: TypeName, index: EntryIndex)
        /// A draw of inspectors cannot be matched: so many places stay empty.
        case infeasible(draw: Bytes, slots: Int)
        /// A draw waits for something that is wrong here, such as a ladder that is missing.
        case failed(draw: Bytes, LedgerError)
    }

    private let writer: LedgerWriter
    private let state: any StateAccess
    private let channel: Channel
    private let now: @Sendable () -> Timestamp
    private let ladder: @Sendable (LadderPosition, Int) throws -> Ladder

    /// Draws take few steps; more would be a fault of the program.
    private static let maximumSteps = 8

    /// An engine over a writer.
    /// - Parameters:
    ///   - now: the clock by which embargoes end and absences count.
    ///   - ladder: opens the ladder of a position, with so many rungs.
    public init(
        writer: LedgerWriter, state: any StateAccess, channel: Channel, now: @escaping @Sendable () -> Timestamp,
        ladder: @escaping @Sendable (LadderPosition, Int) throws -> Ladder
    ) {
        self.writer = writer
        self.state = state
        self.channel = channel
        self.now = now
        self.ladder = ladder
    }

    /// Says everything that is due now, of all draws that are not over.
    public func advance() async -> [Report] {
        var reports: [Report] = []
        let today = now().chinaDate
        do {
            for draw in try await state.read({ try RecordedDraw.live(in: $0, today: today) }) {
                do {
                    try await advance(draw, into: &reports)
                } catch {
                    reports.append(.failed(draw: draw, DrawEngine.ledgerError(error)))
                }
            }
        } catch {
            reports.append(.failed(draw: [], DrawEngine.ledgerError(error)))
        }
        return reports
    }

    private func advance(_ id: Bytes, into reports: inout [Report]) async throws {
        for _ in 0..<DrawEngine.maximumSteps {
            let today = now().chinaDate
            let found = try await state.read { store -> (RecordedDraw, EngineStep)? in
                let draw = try RecordedDraw(id, in: StateSnapshot(RecordedDraw.needs(id), in: store))
                return try draw.engineStep(today: today, in: store, nonce: { Random.bytes(16) }).map { (draw, $0) }
            }
            guard let (draw, step) = found else { return }
            let (type, data): (TypeName, [Bytes])
            switch step {
            case .infeasible(let slots):
                reports.append(.infeasible(draw: id, slots: slots))
                return
            case .preflight(let records): (type, data) = (TypeName(literal: "draw.preflight/1"), records)
            case .disclosure(let records): (type, data) = (TypeName(literal: "draw.disclosed/1"), records)
            case .replacement(let records): (type, data) = (TypeName(literal: "draw.replaced/1"), records)
            case .reseed(let slots):
                var rungs: [DrawID: Hash256] = [:]
                for (slot, position) in slots { rungs[slot] = try await value(at: position) }
                let values = rungs
                let records = try await state.read { store in
                    try draw.reseeded(values, today: today, in: store, nonce: { Random.bytes(16) })
                }
                (type, data) = (TypeName(literal: "draw.replaced/1"), records)
            case .result(let records): (type, data) = (TypeName(literal: "draw.result/1"), records)
            case .rung(let slot, let position):
                let value = try await value(at: position)
                (type, data) = (
                    TypeName(literal: "draw.rung/1"), draw.rung(slot: slot, value: value, nonce: { Random.bytes(16) })
                )
            }
            let receipt = try await writer.append(own: type, data: data, channel: channel)
            reports.append(.said(draw: id, type: type, index: receipt.entry.index))
        }
    }

    /// A rung, from the ladder that is opened for this moment.
    private func value(at position: LadderPosition) async throws -> Hash256 {
        let value = try await state.read { [ladder] store in
            let row = try store.stateValue(StateKey(.ladders, position.ladder.bytes))
            let rungs = Int(try row.map { try IJSONValue(parsing: $0) }?["rungs"]?.integer ?? 0)
            return try ladder(position, rungs).rung(position.rung)
        }
        try Act.pure(.drawRung) { try Ladder.check(value, at: position) }
        return value
    }

    private static func ledgerError(_ error: any Error) -> LedgerError {
        if let error = error as? LedgerError { return error }
        if let error = error as? DrawError { return LedgerError(.drawLadder, "\(error.code.rawValue) \(error.detail)") }
        return LedgerError(.storeFailed, "\(error)")
    }
}
