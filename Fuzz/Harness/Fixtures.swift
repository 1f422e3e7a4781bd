/// Fixed keys, texts and a small ledger: what a fuzzed note, receipt or policy is judged against.
enum Fixtures {
    static let origin = orStop(LedgerName("ledger.example/commerce"))

    // MARK: Keys

    static let log = signer("ledger.example/commerce", .ed25519, 1)
    static let author = signer("a0001", .ed25519, 2)
    static let second = signer("a0002", .ed25519, 3)
    static let engine = signer("a0000", .ed25519, 4)
    static let county = signer("witness.example/county", .cosignature, 5)
    static let city = signer("witness.example/city", .cosignature, 6)
    static let province = signer("witness.example/province", .cosignature, 7)
    static let signers = [log, author, second, engine, county, city, province]
    static let keys = signers.map(\.key)
    static let witnesses = [county, city, province]

    static func seed(_ byte: UInt8) -> SecretBytes {
        orStop(try? SecretBytes(count: 32) { $0.copyBytes(from: repeatElement(byte, count: 32)) })
    }

    private static func signer(_ name: String, _ algorithm: KeyAlgorithm, _ byte: UInt8) -> NoteSigner {
        orStop(try? NoteSigner(name: orStop(KeyName(name)), algorithm: algorithm, seed: seed(byte)))
    }

    /// The bytes 1 to 7, which no text format has, stand for the verifier keys above: chance does not find a key id.
    static func expanded(_ input: Bytes) -> Bytes {
        var output = Bytes()
        output.reserveCapacity(input.count + 256)
        for byte in input {
            if (1...keys.count).contains(Int(byte)) { output += keys[Int(byte) - 1].text } else { output.append(byte) }
        }
        return output
    }

    // MARK: A ledger of five entries

    static let records: [[Bytes]] = (0..<5).map { number in
        (0...number).map { part in
            RecordComposer.record(
                TypeName(literal: "note.text/1"), nonce: Bytes(repeating: UInt8(number * 16 + part), count: 16),
                [.init("text", .text("第 \(number) 条 — \"line\"\n\(part)")), .init("part", .integer(Int64(part)))])
        }
    }
    static let personal = [
        RecordComposer.record(
            TypeName(literal: "actor.person/1"), nonce: Bytes(repeating: 0xAB, count: 16),
            [.init("subject", .text("s0001")), .init("name", .text("王小明"))])
    ]

    static let entries: [Entry] = {
        var entries: [Entry] = []
        for number in 0..<5 {
            let previous = entries.last
            var draft = orStop(
                try? DraftEvent(
                    ledger: origin, type: TypeName(literal: "note.taken/1"), time: time(number),
                    seen: previous.map { SeenEntry(index: $0.index, leaf: $0.leaf) }, data: records[number],
                    personal: number == 3 ? personal : [], random: Bytes(repeating: UInt8(number), count: 10)))
            draft.sign(with: author)
            if number == 4 { draft.sign(with: second) }
            entries.append(
                Entry(
                    index: EntryIndex(UInt64(number)), previous: previous?.leaf ?? .none, received: time(number),
                    channel: RFC6962.leafHash(Bytes("channel \(number)".utf8)),
                    event: orStop(try? draft.submitted().event)))
        }
        return entries
    }()

    static let hashes: [Digest] = {
        var tree = CompactTree()
        var hashes: [Digest] = []
        for entry in entries { tree.append(entry.leaf.digest) { hashes.append($0) } }
        return hashes
    }()

    static let checkpoint = Checkpoint(
        origin: origin, size: UInt64(entries.count), root: RFC6962.root(entries.map(\.leaf.digest)))

    /// The checkpoint's note, signed by the log and by the witnesses whose bits are set.
    static let notes: [SignedNote] = (0..<8).map { mask in
        let cosigners = witnesses.enumerated().filter { mask >> $0.offset & 1 == 1 }.map(\.element)
        return orStop(try? SignedNote(signing: checkpoint.text, with: [log] + cosigners, time: 1_767_139_200))
    }

    static func receipt(_ index: Int) -> TlogProof {
        let path = try? TreeProver.inclusion(index: UInt64(index), size: checkpoint.size) { hashes[Int($0)] }
        return TlogProof(
            extra: entries[index].bytes, index: entries[index].index, proof: orStop(path),
            checkpoint: orStop(try? SignedCheckpoint(parsing: notes[7].bytes)))
    }

    private static func time(_ number: Int) -> Timestamp {
        orStop(Timestamp(milliseconds: 1_726_129_800_412 + Int64(number) * 60_000))
    }

    /// What a fixture holds; a fixture that cannot be made is a mistake in this file.
    static func orStop<Value>(_ value: Value?, line: UInt = #line) -> Value {
        guard let value else { stop("fixture of line \(line)") }
        return value
    }
}
