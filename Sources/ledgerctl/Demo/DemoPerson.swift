import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// A person of the demonstration: a key and a state folder of the own, as on a machine of the own.
final class DemoPerson: Sendable {
    let actor: ActorName
    /// What people call them.
    let title: String
    let signer: NoteSigner
    private let server: String
    private let state: StateFolder

    init(_ actor: ActorName, title: String, signer: NoteSigner, server: String, folder: String) {
        self.actor = actor
        self.title = title
        self.signer = signer
        self.server = server
        state = StateFolder(folder)
    }

    var sealed: SealedValues { SealedValues(state) }

    /// Opens a connection for one matter: an office has more people than a service has connections.
    func use<Value: Sendable>(_ body: (any LedgerAccess) async throws -> Value) async throws -> Value {
        var options = ConnectionOptions(now: { Program.now() })
        options.userAgent = Program.name
        let connection = try LedgerConnection(ServiceAddress(parsing: server), signer: signer, options: options)
        do {
            let client = try await VerifyingClient(connection, state: state, pin: nil, now: { Program.now() })
            _ = try await client.sync()
            let access = ServiceAccess(client: client, console: .standard)
            let value = try await body(access)
            await access.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Signs events with the own key and hands them in; what is more than one submission takes goes one after another.
    @discardableResult
    func submit(_ events: [Composed], with others: [NoteSigner] = [], on access: any LedgerAccess) async throws
        -> [Receipt]
    {
        var receipts: [Receipt] = []
        for start in stride(from: 0, to: events.count, by: Business.submissionSize) {
            var drafts = try await access.drafts(
                Array(events[start..<min(start + Business.submissionSize, events.count)]))
            for place in drafts.indices {
                drafts[place].sign(with: signer)
                for other in others { drafts[place].sign(with: other) }
            }
            receipts += try await access.submit(drafts)
        }
        return receipts
    }

    @discardableResult
    func act(_ events: [Composed]) async throws -> [Receipt] {
        guard !events.isEmpty else { return [] }
        return try await use { try await submit(events, on: $0) }
    }

    /// Hands in what must be refused, and gives the refusal.
    func refusal(_ event: Composed) async throws -> LedgerError? {
        do {
            try await act([event])
            return nil
        } catch let error as LedgerError {
            return error
        }
    }

    /// What somebody works at in a draw.
    @discardableResult
    func drawing<Value: Sendable>(
        _ body: (DrawDesk, any LedgerAccess) async throws -> Value
    ) async throws -> Value {
        try await use { access in
            try await body(DrawDesk(access: access, actor: actor, sealed: sealed), access)
        }
    }
}
