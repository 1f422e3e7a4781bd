import Ledger

/// Who an actor is: a personal record, sealed under an opaque subject.
enum Person {
    static func record(_ actor: ActorName, name: String, subject: String?) -> Bytes {
        guard let type = TypeName("actor.person/1") else { return [] }
        let subject = subject.map { Bytes($0.utf8) } ?? Bytes("s".utf8) + Hex.encode(Random.bytes(8))
        return RecordComposer.record(
            type, nonce: Random.bytes(16),
            [
                .init("subject", .string(subject)), .init("actor", .string(actor.bytes)),
                .init("name", .string(Bytes(name.utf8))),
            ])
    }
}
