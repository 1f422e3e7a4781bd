import Dispatch
import Synchronization

/// An entry as it was judged.
struct JudgedEntry {
    let inspection: EntryInspection
    /// Nil where it was refused.
    let judgement: Judgement?
    let findings: [Finding]
}

/// A block that is being inspected on other threads.
final class Flight: Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let result = Mutex<[EntryInspection]>([])

    func finish(_ inspections: [EntryInspection]) {
        result.withLock { $0 = inspections }
        done.signal()
    }

    func wait() -> [EntryInspection] {
        done.wait()
        return result.withLock { $0 }
    }
}

/// The keys that authors were last judged with: a guess that lets other cores check signatures ahead of time.
struct KnownKeys: Sendable {
    private struct Place: Hashable {
        let name: KeyName
        let keyID: KeyID
    }
    private var keys: [Place: Bytes] = [:]

    subscript(signature: NoteSignature) -> Bytes? { keys[Place(name: signature.name, keyID: signature.keyID)] }

    mutating func learn(_ signature: NoteSignature, _ key: () -> Bytes?) {
        let place = Place(name: signature.name, keyID: signature.keyID)
        guard keys[place] == nil, let key = key() else { return }
        if keys.count >= 4_096 { keys.removeAll() }
        keys[place] = key
    }
}
