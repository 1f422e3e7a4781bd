import Ledger

/// A life cycle (生命周期) as a table of steps: what is not in it is refused.
struct LifeCycle: Sendable {
    struct Step: Sendable {
        let from: StaticString
        let event: StaticString
        let to: StaticString
    }

    /// The name in docs and tests.
    let name: StaticString
    /// What an event that does not fit is refused with.
    let code: ErrorCode
    let steps: [Step]

    init(_ name: StaticString, _ code: ErrorCode, _ steps: [(StaticString, StaticString, StaticString)]) {
        self.name = name
        self.code = code
        self.steps = steps.map { Step(from: $0.0, event: $0.1, to: $0.2) }
    }

    /// Where an event leads from a standing.
    /// - Throws: the cycle's code.
    func next(_ standing: Bytes, by event: StaticString) throws -> StaticString {
        guard let step = steps.first(where: { standing.equals($0.from) && Bytes($0.event) == Bytes(event) }) else {
            throw LedgerError(code, "\(event) at \(standing.shown)")
        }
        return step.to
    }

    /// The row with the standing that the event leads to.
    func move(_ row: StateObject, by event: StaticString) throws -> StateObject {
        let to = try next(row.bytes("standing") ?? [], by: event)
        return row.with(["standing": .text("\(to)")])
    }
}
