// The draw that a freeze takes up: the number runs on, and where a value had been shown, or a result was given up with its
// task, the next draw keeps the lists, each difference stated with its reason, and waits for a public beacon (draws.md 2.5).

import Draw
import Ledger

struct Predecessor {
    /// The draw that was given up.
    let id: Bytes
    /// Whether it, or one that it took up, was voided after the first reveal or stopped after the result.
    let isBinding: Bool

    /// `<task>-E1`, `<task>-I1`: numbers without gaps, one live draw of a task and of a plan line.
    /// - Returns: what the draw takes up; nil for nothing.
    static func of(
        _ id: Bytes, task: StateObject, number: Bytes, isObjects: Bool, _ act: Act
    ) throws -> Predecessor? {
        let stem = number + Bytes((isObjects ? "-E" : "-I").utf8)
        let earlier = try act.all(.draws, prefix: stem)
        guard id == stem + Bytes("\(earlier.count + 1)".utf8) else {
            throw LedgerError(.drawNumber, "the next is \(stem.shown)\(earlier.count + 1)")
        }
        if let live = earlier.first(where: { !$0.row.equals("standing", "void") }) {
            throw LedgerError(.drawLive, live.key.shown)
        }
        let line = LineDraws(rows: act, number: number, task: task, kind: act.head.bytes("kind") ?? [])
        if let live = try line.live() { throw LedgerError(.drawLive, live.shown) }
        return try of(line, earlier: earlier)
    }

    /// What the next draw of a line takes up. What the line owes comes first: a void of the own that binds nothing does not
    /// hide it.
    static func of<Rows: RowReading>(_ line: LineDraws<Rows>, earlier: [(key: Bytes, row: StateObject)]) throws
        -> Predecessor?
    {
        if let owed = try line.owed() { return Predecessor(id: owed.id, isBinding: true) }
        // Keys order 10 before 9.
        let last = earlier.max { ($0.row.about("at")?.index.value ?? 0) < ($1.row.about("at")?.index.value ?? 0) }
        return last.map { Predecessor(id: $0.key, isBinding: $0.row.bool("bound")) }
    }

    /// Notes on a draw that binds which draw has taken it up: it binds no other.
    func take(by id: Bytes, _ act: Act) throws {
        guard isBinding else { return }
        act.put(.draws, self.id, try act.get(.draws, self.id, .drawUnknown).with(["takenBy": .string(id)]))
    }

    /// After a reveal the list stays: whoever came, went or changed is named once, with the reason.
    func checkDifferences(_ freeze: FreezeRules.Frozen, isObjects: Bool, _ act: Act) throws {
        let stated = act.rows("draw.difference/1")
        guard isBinding else {
            guard stated.isEmpty else { throw LedgerError(.drawDifferences, "\(stated.count)") }
            return
        }
        let name: StaticString = isObjects ? "population" : "inspectors"
        let now = freeze.lists.first { Bytes($0.0) == Bytes(name) }?.1 ?? []
        let found = ListDifference.between(try act.list(name, of: id), now)
        let listed = stated.compactMap { row -> ListDifference? in
            guard let subject = row.bytes("subject"), let change = row["change"]?.word else { return nil }
            return ListDifference.Change(rawValue: change).map { ListDifference(subject: subject, change: $0) }
        }
        guard listed == found else {
            throw LedgerError(.drawDifferences, found.first { !listed.contains($0) }?.subject.shown ?? "\(found.count)")
        }
    }
}

extension Act {
    /// The draw that the freeze at hand takes up.
    func superseded() throws -> DrawID? { try head.bytes("supersedes").map { try drawID($0) } }
}

/// How one line of a frozen list differs from that of an earlier draw.
public struct ListDifference: Hashable, Sendable {
    /// What became of the line.
    public enum Change: String, Sendable {
        /// It was not there (新增).
        case added
        /// It is not there any more (移出).
        case removed
        /// It says something else (变更).
        case changed
    }

    /// The first field.
    public let subject: Bytes
    public let change: Change

    /// The differences of two lists in the order of their first fields; the domain lines are passed over.
    public static func between(_ earlier: Bytes, _ now: Bytes) -> [ListDifference] {
        let (old, new) = (lines(earlier), lines(now))
        var found: [ListDifference] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if right == new.count || (left < old.count && old[left].key.lexicographicallyPrecedes(new[right].key)) {
                found.append(ListDifference(subject: Bytes(old[left].key), change: .removed))
                left += 1
            } else if left == old.count || new[right].key.lexicographicallyPrecedes(old[left].key) {
                found.append(ListDifference(subject: Bytes(new[right].key), change: .added))
                right += 1
            } else {
                if old[left].line != new[right].line {
                    found.append(ListDifference(subject: Bytes(new[right].key), change: .changed))
                }
                left += 1
                right += 1
            }
        }
        return found
    }

    private static func lines(_ text: Bytes) -> [(key: ArraySlice<UInt8>, line: ArraySlice<UInt8>)] {
        text.split(separator: UInt8(ascii: "\n")).dropFirst().map { line in
            (line.prefix { $0 != UInt8(ascii: "\t") }, line)
        }
    }
}
