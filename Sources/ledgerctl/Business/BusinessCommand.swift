import ArgumentParser

/// A command that is an act of the office: what it does stands apart from how the ledger is opened, so that the
/// demonstration does exactly what somebody who types it does.
protocol BusinessCommand: AsyncParsableCommand {
    /// How the ledger is opened, and who signs.
    var options: ActorOptions { get }
    /// Whether it only looks (`--dry-run`).
    var isDry: Bool { get }
    /// Does it.
    func act(in business: Business) async throws
}

extension BusinessCommand {
    var isDry: Bool { false }

    /// Opens the ledger and does it.
    func perform() async throws {
        if isDry { try await options.reading(act) } else { try await options.business(act) }
    }
}
