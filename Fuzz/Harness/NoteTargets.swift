/// Notes, keys, checkpoints and cosignatures.
enum NoteTargets {
    /// A note serialises to what it was parsed from, and no signature holds but the ones that its keys make.
    static func note(_ input: Bytes) {
        guard let note = parsed(.note, { try SignedNote(parsing: input) }) else { return }
        require(note.bytes == input, "a note keeps its bytes")
        require(note.text.last == newline, "a text ends in LF")
        require((1...SignedNote.maximumSignatureCount).contains(note.signatures.count), "1 to 100 signatures")
        require(SignedNote(text: note.text, signatures: note.signatures) == note, "a note is its parts")
        for signature in note.signatures {
            require(KeyName(signature.name.bytes) == signature.name, "a key name is one again")
            require(KeyName(signature.name.description) == signature.name, "a key name's text is its bytes")
            require(!signature.signature.isEmpty, "a signature has bytes")
        }
        checkSignatures(of: note)
    }

    /// A signature that holds is the one that its key makes: Ed25519 has no second one.
    static func checkSignatures(of note: SignedNote) {
        let verified = parsed([.noteUnverified]) { try note.verified(by: Fixtures.keys) }
        for (key, signature) in verified ?? [] {
            guard let signer = Fixtures.signers.first(where: { $0.key == key }) else { stop("an unknown key") }
            let time = key.algorithm == .cosignature ? Cosignature(blob: signature.signature)?.time : 1
            guard let time else { stop("a cosignature that holds has a time") }
            require(signer.sign(note.text, time: time) == signature, "a key has one signature for a text")
        }
    }

    /// A verifier key has one text.
    static func verifierKey(_ input: Bytes) {
        if let key = parsed([.vkeyMalformed], { try VerifierKey(parsing: input) }) {
            require(key.text == input, "a verifier key has one text")
            require(Bytes(key.description.utf8) == input, "its description is its text")
            require(key.publicKey.count == 32 && input.count <= VerifierKey.maximumByteCount, "limits")
            _ = Ed25519.isAcceptable(publicKey: key.publicKey)
            _ = Ed25519.verify(signature: Bytes(repeating: 0, count: 64), message: [], publicKey: key.publicKey)
        }
        // Chance does not find a key id: a key is also made of the input's parts.
        guard input.count > 33 else { return }
        let algorithm: KeyAlgorithm = input[0] & 1 == 0 ? .ed25519 : .cosignature
        guard let name = KeyName(input[33...]),
            let key = VerifierKey(name: name, algorithm: algorithm, publicKey: Bytes(input[1..<33]))
        else { return }
        require(try VerifierKey(parsing: key.text) == key, "what is made is parsed")
        require(!name.bytes.contains(UInt8(ascii: "+")) && !name.bytes.contains(space), "a name has no plus or space")
        var text = key.text
        let position = Int(input[0]) % text.count
        text[position] ^= 1 << (input[1] & 7)
        if let other = try? VerifierKey(parsing: text) { require(other.text == text && other != key, "another key") }
    }

    /// A checkpoint has one text, alone and in its note.
    static func checkpoint(_ input: Bytes) {
        if let signed = parsed(.checkpoint, { try SignedCheckpoint(parsing: input) }) {
            require(signed.bytes == input, "a signed checkpoint keeps its bytes")
            require(signed.checkpoint.text == signed.note.text, "three lines are all of the text")
            require(input.count <= SignedCheckpoint.maximumByteCount, "limit")
            checkSignatures(of: signed.note)
        }
        guard let checkpoint = parsed([.checkpointMalformed], { try Checkpoint(parsing: input) }) else { return }
        require(checkpoint.text == input, "a checkpoint has one text")
        require(checkpoint.size < Decimal53.bound, "a size is below 2^53")
        require(checkpoint.origin.keyName.bytes == checkpoint.origin.bytes, "an origin is a key name")
        require(
            try SignedCheckpoint(parsing: SignedCheckpoint(signing: checkpoint, with: [Fixtures.log]).bytes).checkpoint
                == checkpoint, "what is signed is parsed")
    }

    /// A cosignature's blob has one form and holds only where the witness made it.
    static func cosignature(_ input: Bytes) {
        let text = Fixtures.checkpoint.text
        let line = NoteSignature(name: Fixtures.county.key.name, keyID: Fixtures.county.key.id, signature: input)
        let holds = Fixtures.county.key.verifies(line, of: text)
        guard let cosignature = Cosignature(blob: input) else { return require(!holds, "none, so none that holds") }
        require(cosignature.blob == input, "a cosignature has one blob")
        require((1...UInt64(Int64.max)).contains(cosignature.time), "a time is from 1 to 2^63 - 1")
        require(Cosignature(time: cosignature.time, signature: cosignature.signature) == cosignature, "its parts")
        if holds { require(Fixtures.county.sign(text, time: cosignature.time) == line, "one signature for a text") }
        guard let note = SignedNote(text: text, signatures: [line]) else { stop("a note of one line") }
        require(try SignedNote(parsing: note.bytes) == note, "its line is parsed")
        _ = parsed([.policyUnmet, .noteUnverified]) { try Seeds.examplePolicy.evaluate(note: note) }
    }
}
