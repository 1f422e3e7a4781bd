import Foundation
import Ledger

/// Asks a running agent, over its socket.
public struct AgentClient: Sendable {
    /// The agent's socket.
    public let path: String

    /// Names a socket.
    public init(_ path: String) { self.path = path }

    /// What the agent holds.
    public struct Listing: Sendable, Hashable {
        /// The keys.
        public let keys: [VerifierKey]
        /// How many seconds are left.
        public let secondsLeft: Int64
    }

    /// The keys that the agent holds, and for how long.
    /// - Throws: `agent.missing`.
    public func list() async throws -> Listing {
        let answer = try await ask(.list)
        guard let keys = answer["keys"]?.elements, let left = answer["left"]?.integer else {
            throw LedgerError(.agentMissing, path)
        }
        return Listing(keys: try keys.map { try VerifierKey(parsing: $0.bytes ?? []) }, secondsLeft: left)
    }

    /// Ends the agent; its memory is wiped.
    /// - Throws: `agent.missing`.
    public func lock() async throws { _ = try await ask(.lock) }

    /// A signer whose key the agent holds.
    public func signer(_ key: VerifierKey) -> AgentSigner { AgentSigner(agent: self, key: key) }

    func ask(_ request: AgentRequest) async throws -> IJSONValue {
        let path = path
        let line = try await OffPool.run { () -> Bytes in
            let descriptor = try LocalSocket.connect(to: path)
            defer { close(descriptor) }
            // Another user's socket at our path would see what we sign.
            guard LocalSocket.peer(descriptor) == getuid(), LocalSocket.write(descriptor, request.line),
                let line = LocalSocket.readLine(descriptor, limit: AgentRequest.maximumByteCount)
            else { throw LedgerError(.agentMissing, path) }
            return line
        }
        let answer = try IJSONValue(parsing: line)
        if let code = answer["error"]?.bytes {
            let known: [ErrorCode] = [.agentRefused, .agentMissing]
            let detail = DisplayText.clean(answer["detail"]?.bytes ?? [])
            throw LedgerError(known.first { Bytes($0.rawValue.utf8) == code } ?? .agentRefused, detail)
        }
        return answer
    }
}

/// Signs with a key that an agent holds.
public struct AgentSigner: NoteSigning {
    let agent: AgentClient
    /// The public half.
    public let key: VerifierKey

    public func signature(over text: Bytes) async throws -> NoteSignature {
        let answer = try await agent.ask(.sign(vkey: key, text: text))
        guard let bytes = answer["signature"]?.bytes,
            let note = try? SignedNote(parsing: text + [UInt8(ascii: "\n")] + bytes),
            let signature = note.signatures.first, key.verifies(signature, of: text)
        else { throw LedgerError(.agentRefused, "its signature does not hold") }
        return signature
    }
}
