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
    /// What they are in the office.
    let role: DemoTyping.Role
    let signer: NoteSigner
    /// Their own folder.
    let folder: String
    private let server: String
    private let typing: DemoTyping
    private var state: StateFolder { StateFolder(folder) }

    init(
        _ actor: ActorName, title: String, role: DemoTyping.Role, signer: NoteSigner, server: String, folder: String,
        typing: DemoTyping
    ) {
        self.actor = actor
        self.title = title
        self.role = role
        self.signer = signer
        self.server = server
        self.folder = folder
        self.typing = typing
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

    /// Types a command: the parser, the code and the texts are those of the program, as over an own key that is unlocked.
    func types(_ arguments: [String], _ printer: DemoPrinter) async throws {
        printer.command(self, arguments)
        guard let command = try LedgerCtl.parseAsRoot(arguments) as? any BusinessCommand else {
            throw LedgerError(.serviceAnswer, arguments.joined(separator: " "))
        }
        let consent = try ConsentOptions.parse(["--yes"])
        try await use { access in
            let signing = Signing(access: access, consent: consent, output: command.options.output)
            try await command.act(in: Business(signing: signing, signers: [signer]))
        }
        await typing.typed(self, DemoTyping.Work(commands: 1, confirmations: command.isDry ? 0 : 1))
    }

    /// Types what must be refused, and gives the refusal.
    func refusal(of arguments: [String], _ printer: DemoPrinter) async throws -> LedgerError? {
        do {
            try await types(arguments, printer)
            return nil
        } catch let error as LedgerError {
            return error
        }
    }

    /// Signs events with the own key and hands them in; what is more than one submission takes goes one after another.
    /// - Parameter work: what somebody types for it: one command with one confirmation, if nothing else is said.
    @discardableResult
    func submit(
        _ events: [Composed], with others: [NoteSigner] = [], work: DemoTyping.Work = .command,
        on access: any LedgerAccess
    ) async throws -> [Receipt] {
        await typing.typed(self, work)
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
    func act(_ events: [Composed], work: DemoTyping.Work = .command) async throws -> [Receipt] {
        guard !events.isEmpty else { return [] }
        return try await use { try await submit(events, work: work, on: $0) }
    }

    /// Hands in what must be refused, and gives the refusal.
    func refusal(_ event: Composed) async throws -> LedgerError? {
        do {
            // Nobody of a real year tries this: it is not counted.
            try await act([event], work: DemoTyping.Work())
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
