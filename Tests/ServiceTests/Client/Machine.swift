import Foundation
import Testing

@testable import Ledger
@testable import LedgerClient

/// A person's machine: a state folder of its own, from which services are used.
final class Machine: Sendable {
    let folder: String
    var state: StateFolder { StateFolder(folder + "/state") }
    var memory: LedgerMemory { get throws { try LedgerMemory(state) } }

    init() throws {
        var template = Array("/tmp/ledger-client-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LedgerError(.fileUnwritable, "/tmp") }
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Uses the service at a socket, and closes the connection.
    func use<Value: Sendable>(
        _ socket: String, as person: ServicePerson? = nil, pin: FoundingPin? = nil,
        adjust: (inout ConnectionOptions) -> Void = { _ in },
        _ body: @Sendable (VerifyingClient) async throws -> Value
    ) async throws -> Value {
        var options = ConnectionOptions(now: { ServiceLedger.now() })
        adjust(&options)
        let connection = try LedgerConnection(
            ServiceAddress(parsing: socket), signer: person?.signer, options: options)
        do {
            let client = try await VerifyingClient(connection, state: state, pin: pin, now: { ServiceLedger.now() })
            let value = try await body(client)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    /// The evidence files of a ledger, read.
    func evidence(of founding: LeafHash) throws -> [IJSONValue] {
        let folder = state.ledgerFolder(founding) + "/evidence"
        return try StateFolder.names(in: folder).map { name in
            #expect(try FileIO.mode(of: "\(folder)/\(name)") == 0o600)
            return try IJSONValue(parsing: FileIO.read("\(folder)/\(name)", limit: 1 << 20).dropLast())
        }
    }
}

extension ServiceLedger {
    /// A copy of the ledger as it stands; the daemon must have ended.
    func snapshot() throws -> String {
        let copy = "\(folder)/copy.\(UUID().uuidString.prefix(8))"
        try FileManager.default.copyItem(atPath: directory.path, toPath: copy)
        return copy
    }

    /// Puts another folder in place of the ledger's.
    func replace(with folder: String) throws {
        try FileManager.default.removeItem(atPath: directory.path)
        try FileManager.default.copyItem(atPath: folder, toPath: directory.path)
    }
}

/// The error with which something is refused; nil where it is not.
func refusal<Value>(_ body: () async throws -> Value) async -> LedgerError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? LedgerError)
            ?? LedgerError(ErrorCode("test.foreign", "\(error)", "", next: "", ""), "\(error)")
    }
}
