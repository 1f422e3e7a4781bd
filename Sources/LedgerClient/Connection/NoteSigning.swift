import Ledger

/// Whatever signs notes for a person: an opened key, or an agent that holds one.
public protocol NoteSigning: Sendable {
    /// The public half.
    var key: VerifierKey { get }
    /// A signature line over a note's text.
    func signature(over text: Bytes) async throws -> NoteSignature
}

extension NoteSigner: NoteSigning {
    public func signature(over text: Bytes) async throws -> NoteSignature { sign(text) }
}
