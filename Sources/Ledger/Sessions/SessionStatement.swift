// What a person signs to open a session, design annex D18: fixed lines in this order and nothing unknown, one signature.
//
//     ssj/v1/session
//     ledger qianan.example/commerce
//     instance <64 hex digits>
//     audience http+unix:/run/ledgerd/ledgerd.sock
//     nonce <base64 of 32 bytes>
//     time 2024-09-12T08:30:00.000Z

/// A service's name, as a client addresses it: the URL without a path, or `http+unix:` and a socket's path.
public struct SessionAudience: Hashable, Sendable, CustomStringConvertible {
    /// Its bytes: 1 to 255 printable ASCII characters without a space.
    public let bytes: Bytes

    /// Reads a name; nil where it has another form.
    public init?(_ bytes: some Collection<UInt8>) {
        guard (1...255).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.bytes = Bytes(bytes)
    }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// What opens a session (会话声明), before it is signed.
public struct SessionStatement: Hashable, Sendable {
    /// The ledger.
    public let ledger: LedgerName
    /// The ledger's instance, 32 bytes: a re-founded ledger of the same name is another one.
    public let instance: Bytes
    /// The service that is meant; a signature cannot be carried to another.
    public let audience: SessionAudience
    /// The service's 32 random bytes.
    public let nonce: Bytes
    /// When it is signed.
    public let time: Timestamp

    /// The bytes of an instance and of a nonce.
    public static let secretByteCount = 32
    /// The largest note.
    public static let maximumByteCount = 2 << 10

    /// Names the lines; nil where instance or nonce do not have 32 bytes.
    public init?(ledger: LedgerName, instance: Bytes, audience: SessionAudience, nonce: Bytes, time: Timestamp) {
        guard instance.count == SessionStatement.secretByteCount, nonce.count == SessionStatement.secretByteCount else {
            return nil
        }
        self.ledger = ledger
        self.instance = instance
        self.audience = audience
        self.nonce = nonce
        self.time = time
    }

    /// Parses the text of a session's note.
    /// - Throws: `session.malformed`.
    public init(parsing text: Bytes) throws(LedgerError) {
        var lines = LineScanner(text)
        guard lines.line()?.equals("ssj/v1/session") == true else {
            throw LedgerError(.sessionMalformed, "first line")
        }
        guard let ledger = lines.value(of: "ledger").flatMap({ LedgerName($0) }) else {
            throw LedgerError(.sessionMalformed, "ledger")
        }
        guard let instance = lines.value(of: "instance").flatMap({ Hex.decode(Bytes($0)) }) else {
            throw LedgerError(.sessionMalformed, "instance")
        }
        guard let audience = lines.value(of: "audience").flatMap({ SessionAudience($0) }) else {
            throw LedgerError(.sessionMalformed, "audience")
        }
        guard let nonce = lines.value(of: "nonce").flatMap({ Base64.decode($0) }) else {
            throw LedgerError(.sessionMalformed, "nonce")
        }
        guard let time = lines.value(of: "time").flatMap({ Timestamp($0) }) else {
            throw LedgerError(.sessionMalformed, "time")
        }
        guard lines.isAtEnd else { throw LedgerError(.sessionMalformed, "unknown line") }
        guard
            let statement = SessionStatement(
                ledger: ledger, instance: instance, audience: audience, nonce: nonce, time: time)
        else { throw LedgerError(.sessionMalformed, "length of instance or nonce") }
        self = statement
    }

    /// The bytes that are signed.
    public var text: Bytes {
        Bytes(
            """
            ssj/v1/session
            ledger \(ledger)
            instance \(Hex.string(instance))
            audience \(audience)
            nonce \(Base64.string(nonce))
            time \(time)

            """.utf8)
    }
}
