/// What opens a suspect clock again, annex D6.
enum ClockRules {
    static let writes: [StateTable] = [.proposals, .targets]

    /// One person of authority vouches for a clock that jumped ahead.
    static let accepted = EventRule(clock: .opensClock, writes: []) { context in
        _ = try context.requireAuthority()
        try RecordReader(try context.records(count: 1)[0], type: "clock.accepted/1", members: ["reason"]).reason()
        // Who vouches for a clock has read it: an acceptance that was held back vouches for another day.
        guard abs(context.received.since(context.event.header.time)) <= AdmissionLimits.travelMilliseconds else {
            throw LedgerError(.eventLate, "signed \(context.event.header.time), received \(context.received)")
        }
        return []
    }

    /// A proposal to lower `received` to a stated time, which a second person confirms.
    static let corrected = EventRule(clock: .opensClock, writes: writes) { context in
        let roles = try context.requireAuthority()
        let reader = try RecordReader(
            try context.records(count: 1)[0], type: "clock.corrected/1", members: ["received", "reason"])
        try reader.reason()
        guard let stated = Timestamp(try reader.bytes("received")) else {
            throw LedgerError(.recordInvalid, "clock.corrected/1: received")
        }
        guard stated < context.received else {
            throw LedgerError(.recordInvalid, "clock.corrected/1: \(stated) is not below \(context.received)")
        }
        // The author states the time at which he signs: a correction sets the clock right, not elsewhere.
        guard abs(stated.since(context.event.header.time)) <= AdmissionLimits.skewMilliseconds else {
            throw LedgerError(.eventTime, "signed \(context.event.header.time), stated \(stated)")
        }
        try context.propose(targets: ["clock"], roles: roles)
        return []
    }

    /// The confirmation itself is received at the stated time.
    static let confirmed = DecisionRules.confirmed(
        "clock.confirmed/1", writes: writes, clock: .opensClock,
        statedReceived: { context in
            guard let record = context.records.first else { return nil }
            let about = try RecordReader(record).about()
            return try ProposalState.read(about.index, state: context.state)?.content.first?["received"]?.bytes
                .flatMap { Timestamp($0) }
        })
}
