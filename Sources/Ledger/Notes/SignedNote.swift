// Signed notes of C2SP signed-note v1.0.0, https://c2sp.org/signed-note@v1.0.0
//
// A text that ends in LF, an empty line, then signature lines `— <name> <base64(key id ‖ signature)>`. The dash is
// U+2014. The note is split at the last empty line; what is signed is the text with its final LF.
//
// Example: text `This is an example message.\n`, key `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k`.

/// One signature line.
public struct NoteSignature: Hashable, Sendable {
    /// The name of the key.
    public let name: KeyName
    /// The key id.
    public let keyID: KeyID
    /// What follows the key id: 64 bytes for Ed25519, 72 for a cosignature.
    public let signature: Bytes

    /// Names a signature.
    public init(name: KeyName, keyID: KeyID, signature: Bytes) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    static let dash: Bytes = [0xE2, 0x80, 0x94, 0x20]

    /// The line with its LF.
    public var line: Bytes {
        NoteSignature.dash + name.bytes + [space] + Base64.encode(keyID.bytes + signature) + [newline]
    }

    /// Whether the line was made by this key, going by name and key id alone.
    public func isNamed(by key: VerifierKey) -> Bool { keyID == key.id && name == key.name }
}

/// A parsed note: the text as it stands and its signatures, none of them judged yet.
public struct SignedNote: Hashable, Sendable {
    /// The signed bytes, ending in LF.
    public let text: Bytes
    /// The signatures in their order.
    public let signatures: [NoteSignature]

    /// The largest note that is parsed.
    public static let maximumByteCount = 1 << 20
    /// The most signature lines that are parsed; the specification asks for 16 or more.
    public static let maximumSignatureCount = 100

    /// Puts signatures under a text; nil where the text cannot be one of a note.
    public init?(text: Bytes, signatures: [NoteSignature]) {
        guard text.last == newline, !signatures.isEmpty else { return nil }
        self.text = text
        self.signatures = signatures
    }

    /// Parses a note.
    /// - Throws: `note.malformed`.
    public init(parsing bytes: Bytes) throws(LedgerError) { try self.init(parsing: bytes[...]) }

    init(parsing bytes: ArraySlice<UInt8>) throws(LedgerError) {
        guard bytes.count <= SignedNote.maximumByteCount else { throw LedgerError(.noteMalformed, "too large") }
        try SignedNote.checkText(bytes)
        guard bytes.last == newline, let split = SignedNote.lastEmptyLine(in: bytes) else {
            throw LedgerError(.noteMalformed, "no empty line before the signatures")
        }
        text = Bytes(bytes[..<split])
        var lines = LineScanner(bytes[(split + 1)...])
        var parsed: [NoteSignature] = []
        while !lines.isAtEnd {
            guard parsed.count < SignedNote.maximumSignatureCount else {
                throw LedgerError(.noteMalformed, "more than \(SignedNote.maximumSignatureCount) signatures")
            }
            guard let line = lines.line(), let signature = SignedNote.signature(parsing: line) else {
                throw LedgerError(.noteMalformed, "signature line \(parsed.count + 1)")
            }
            parsed.append(signature)
        }
        guard !parsed.isEmpty else { throw LedgerError(.noteMalformed, "no signature") }
        signatures = parsed
    }

    /// The note as it is stored and sent.
    public var bytes: Bytes {
        var bytes = text
        bytes.append(newline)
        for signature in signatures { bytes += signature.line }
        return bytes
    }

    private static func checkText(_ bytes: ArraySlice<UInt8>) throws(LedgerError) {
        let (hasControl, ascii) = bytes.withUnsafeBytes { ($0.hasControlByte, $0.asciiPrefixCount) }
        if hasControl { throw LedgerError(.noteMalformed, "control byte") }
        // Most of a note is ASCII: only what follows the first other character has to be decoded.
        if ascii < bytes.count && String(validating: bytes.dropFirst(ascii), as: UTF8.self) == nil {
            throw LedgerError(.noteMalformed, "invalid UTF-8")
        }
    }

    /// The position of the second LF of the last `\n\n`.
    private static func lastEmptyLine(in bytes: ArraySlice<UInt8>) -> Int? {
        var position = bytes.endIndex - 1
        while position > bytes.startIndex {
            if bytes[position] == newline && bytes[position - 1] == newline { return position }
            position -= 1
        }
        return nil
    }

    private static func signature(parsing line: ArraySlice<UInt8>) -> NoteSignature? {
        guard line.starts(with: NoteSignature.dash) else { return nil }
        let body = line.dropFirst(NoteSignature.dash.count)
        guard let gap = body.firstIndex(of: space), let name = KeyName(body[..<gap]),
            let blob = Base64.decode(body[(gap + 1)...]), blob.count >= 5
        else { return nil }
        let id = blob.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return NoteSignature(name: name, keyID: KeyID(id), signature: Bytes(blob.dropFirst(4)))
    }
}

extension SignedNote {
    /// The signatures that hold under the keys given, duplicates dropped. An unknown name or key id is passed over; a
    /// known key with a signature that does not hold rejects the whole note.
    /// - Throws: `note.unverified` for a bad signature, or where no key signed.
    public func verified(by keys: [VerifierKey]) throws(LedgerError) -> [(key: VerifierKey, signature: NoteSignature)] {
        var result: [(key: VerifierKey, signature: NoteSignature)] = []
        for signature in signatures {
            guard let key = keys.first(where: { signature.isNamed(by: $0) }) else { continue }
            if result.contains(where: { $0.key == key }) { continue }
            guard key.verifies(signature, of: text) else { throw LedgerError(.noteUnverified, "\(key.name)") }
            result.append((key, signature))
        }
        guard !result.isEmpty else { throw LedgerError(.noteUnverified, "no signature by a known key") }
        return result
    }
}

extension VerifierKey {
    /// Whether a signature line of this key holds over a note's text.
    public func verifies(_ signature: NoteSignature, of text: Bytes) -> Bool {
        guard signature.isNamed(by: self) else { return false }
        switch algorithm {
        case .ed25519:
            return Ed25519.verify(signature: signature.signature, message: text, publicKey: publicKey)
        case .cosignature:
            guard let cosignature = Cosignature(blob: signature.signature) else { return false }
            return Ed25519.verify(
                signature: cosignature.signature, message: cosignature.message(over: text), publicKey: publicKey)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether a control byte other than LF is among the bytes. Eight are looked at together: a lane's high bit is set
    /// where its byte is below 0x20; only then are they looked at one by one.
    fileprivate var hasControlByte: Bool {
        func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != newline }
        var position = 0
        while position + 8 <= count {
            let word = loadUnaligned(fromByteOffset: position, as: UInt64.self)
            if (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080 != 0 {
                for offset in 0..<8 where isControl(self[position + offset]) { return true }
            }
            position += 8
        }
        while position < count {
            if isControl(self[position]) { return true }
            position += 1
        }
        return false
    }

    /// How many bytes stand before the first that is not ASCII.
    fileprivate var asciiPrefixCount: Int {
        var position = 0
        while position + 8 <= count,
            loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            position += 8
        }
        while position < count, self[position] < 0x80 { position += 1 }
        return position
    }
}
