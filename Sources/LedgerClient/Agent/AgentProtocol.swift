import Ledger

// What client and agent say to each other over a socket of their own: one I-JSON line each way a connection.
//
//     {"do":"list"}                               {"keys":["<vkey>"],"left":<seconds>}
//     {"do":"sign","vkey":"…","text":"<base64>"}  {"signature":"<signature line>"}
//     {"do":"lock"}                               {"done":true}
//     anything else                               {"error":"<code>","detail":"…"}

/// Where the agent of one person listens.
public enum AgentPlace {
    /// `LEDGERCTL_AGENT`, else below `XDG_RUNTIME_DIR`, which the system removes at logout, else in the state folder.
    public static func socket(environment: [String: String], state: StateFolder) -> String {
        if let path = environment["LEDGERCTL_AGENT"], path.hasPrefix("/") { return path }
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
            return runtime + "/ledgerctl/agent.sock"
        }
        return state.path + "/agent.sock"
    }
}

/// What an agent is asked to do.
enum AgentRequest: Hashable {
    case list
    case sign(vkey: VerifierKey, text: Bytes)
    case lock

    /// The longest line in either direction.
    static let maximumByteCount = 16 << 10

    init?(_ line: Bytes) {
        guard let value = try? IJSONValue(parsing: line) else { return nil }
        switch value["do"]?.bytes {
        case Bytes("list".utf8): self = .list
        case Bytes("lock".utf8): self = .lock
        case Bytes("sign".utf8):
            guard let text = value["text"]?.bytes.flatMap({ Base64.decode($0) }),
                let vkey = value["vkey"]?.bytes.flatMap({ try? VerifierKey(parsing: $0) })
            else { return nil }
            self = .sign(vkey: vkey, text: text)
        default: return nil
        }
    }

    var line: Bytes {
        let value: IJSONValue =
            switch self {
            case .list: .object([.init("do", .text("list"))])
            case .lock: .object([.init("do", .text("lock"))])
            case .sign(let vkey, let text):
                .object([
                    .init("do", .text("sign")), .init("vkey", .string(vkey.text)),
                    .init("text", .string(Base64.encode(text))),
                ])
            }
        return value.encoded + [UInt8(ascii: "\n")]
    }
}

/// What an agent signs, and for whom. Pure: the socket stands around it.
struct AgentPolicy: Sendable {
    let keys: [NoteSigner]

    /// Signs an event's text or a session's and nothing else: whatever else bears a person's signature is not said by
    /// this program.
    /// - Throws: `agent.refused`, `agent.missing`.
    func sign(_ text: Bytes, with vkey: VerifierKey) throws -> NoteSignature {
        guard let signer = keys.first(where: { $0.key == vkey }) else {
            throw LedgerError(.agentMissing, "\(vkey.name)")
        }
        let isEvent = (try? EventHeader(parsing: text)) != nil
        let isSession = (try? SessionStatement(parsing: text)) != nil
        guard isEvent || isSession else { throw LedgerError(.agentRefused, "neither an event nor a session") }
        return signer.sign(text)
    }
}
