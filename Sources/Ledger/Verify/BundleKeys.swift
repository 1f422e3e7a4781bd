/// The keys that a bundle shows to have been introduced as design section 5 orders, from the founders' on: a key counts
/// once its introduction is signed by a key that counts and by itself, and confirmed by another actor whose key counts. The
/// ledger's own keys alone introduce nobody, so that who holds them cannot speak for people.
struct BundleKeys {
    /// Keys of checkpoints.
    private(set) var checkpoint: [VerifierKey] = []
    /// Keys of people and of the engine.
    private(set) var signing: [VerifierKey] = []
    private var proposed: [SeenEntry: Proposed] = [:]

    private struct Proposed {
        let new: NewKey
        let isCheckpoint: Bool
    }

    /// Takes the founders' keys from entry 0.
    mutating func found(_ bundle: ProofBundle) throws -> FoundingContent {
        guard let founding = bundle.members.first, founding.receipt.entry.index == .founding else {
            throw LedgerError(.entryMissing, "entry 0")
        }
        let content = try FoundingContent(try RecordLines(founding.data).map { try Record(parsing: $0) })
        checkpoint = [content.checkpoint]
        signing = [content.engine, content.administrator.key, content.supervisor.key]
        return content
    }

    /// Takes what an entry introduces or confirms; members come in the order of their entries.
    mutating func collect(_ member: ProofBundle.Member) {
        let event = member.receipt.entry.event
        guard let records = BundleKeys.records(of: member) else { return }
        let place = SeenEntry(index: member.receipt.entry.index, leaf: member.receipt.entry.leaf)
        switch "\(event.header.type)" {
        case "actor.enrolled/1", "actor.rekeyed/1", "actor.rotated/1", "ledger.rekeyed/1":
            guard let new = try? NewKey(records), event.signatures.count == 2,
                holds(event, by: new.author), BundleKeys.holds(event, under: new.key)
            else { return }
            let isCheckpoint = (try? records[0].value())?["purpose"]?.bytes?.equals("checkpoint") ?? false
            // Who rotates signs with the old key and with the new one; nobody confirms it.
            if event.header.type == TypeName(literal: "actor.rotated/1") {
                signing.append(new.key)
            } else {
                proposed[place] = Proposed(new: new, isCheckpoint: new.actor == nil && isCheckpoint)
            }
        case "actor.confirmed/1", "ledger.confirmed/1":
            guard let about = try? RecordReader(records[0]).about(),
                let found = proposed[about], event.signatures.count == 1,
                let author = ActorName(event.signatures[0].name.bytes),
                author != found.new.author, author != found.new.actor, holds(event, by: author)
            else { return }
            if found.isCheckpoint { checkpoint.append(found.new.key) } else { signing.append(found.new.key) }
            proposed[about] = nil
        default: break
        }
    }

    /// Records that are disclosed in full and are those that the event signs.
    private static func records(of member: ProofBundle.Member) -> [Record]? {
        guard let list = try? RecordList(parsing: member.data),
            list.commitment == member.receipt.entry.event.header.data
        else { return nil }
        return try? list.lines.map { try Record(parsing: $0) }
    }

    /// Whether an actor signed an event with a key that counts.
    private func holds(_ event: Event, by actor: ActorName) -> Bool {
        signing.contains { $0.name == actor.keyName && BundleKeys.holds(event, under: $0) }
    }

    private static func holds(_ event: Event, under key: VerifierKey) -> Bool {
        event.signatures.contains { $0.isNamed(by: key) && key.verifies($0, of: event.note.text) }
    }
}
