// What a recheck has in its hands, for whoever explains the draw: only what was disclosed, and each list only after its
// digest was compared with the freeze.

import Draw
import Ledger

/// The disclosed parts of a draw (抽取依据).
public struct DrawEvidence: Sendable {
    /// A commit (封号) or a value (开号, 链值, 公开随机数) of a slot, with the entry where it stands.
    public struct Value: Sendable {
        public let slot: DrawID
        public let value: Hash256
        public let at: EntryIndex

        /// Names a value.
        public init(slot: DrawID, value: Hash256, at: EntryIndex) {
            self.slot = slot
            self.value = value
            self.at = at
        }
    }

    /// What became of one object after the result (剔除与替换).
    public struct Change: Sendable, Hashable {
        /// What it was.
        public enum Kind: String, Sendable {
            /// It should not have been in the hat (剔除).
            case struck
            /// Another took its place (被替换).
            case replaced
            /// It took the place of another (接替).
            case follows
        }

        public let object: DrawID
        public let kind: Kind
        /// The inspection whose place changed hands; nil for one that was struck off the reserves.
        public let inspection: Bytes?
        /// The entry that says so.
        public let at: EntryIndex
    }

    /// The task.
    public internal(set) var task: Bytes = []
    /// Whether objects are drawn, not inspectors.
    public internal(set) var isOfObjects = true
    /// The entry of the freeze.
    public internal(set) var frozenAt: EntryIndex?
    /// The entry of the result; nil before.
    public internal(set) var resultAt: EntryIndex?
    /// The freeze hash that the entry states.
    public internal(set) var freezeHash: Hash256?
    /// The lists whose bytes hash to what the freeze names.
    public internal(set) var lists: [String: Bytes] = [:]
    /// The root over the population that the freeze states; nil where it states none.
    public internal(set) var populationRoot: Hash256?
    /// Of a draw of objects: the freeze with all its lists.
    public internal(set) var objects: FrozenDraw?
    /// Of a draw of inspectors: the freeze with all its lists.
    public internal(set) var inspectors: FrozenInspectorDraw?
    /// The commits.
    public internal(set) var commits: [Value] = []
    /// Slots whose party signed on paper (纸质签认), with who entered it.
    public internal(set) var recorders: [DrawID: ActorName] = [:]
    /// What was revealed, opened or published.
    public internal(set) var values: [Value] = []
    /// Public values as published, by slot.
    public internal(set) var beacons: [DrawID: BeaconText] = [:]
    /// What changed on the list after the result, as far as it was made again, in the order of entries.
    public internal(set) var changes: [Change] = []
    /// Whether the draw was voided, and the seed is that of the result that it kept back (未公布的结果).
    public internal(set) var isSuppressed = false
    /// The text whose hash is the seed; nil while a value is missing.
    public internal(set) var seedText: SeedText?

    /// Who gives randomness; nil where the list is not disclosed.
    public var contributors: ContributorsManifest? { objects?.contributors ?? inspectors?.contributors }

    /// The selection under the seed; nil where it cannot be made.
    public var selection: Selection? {
        guard let objects, let seedText else { return nil }
        return objects.select(seed: seedText.hash)
    }

    /// The names of the lists in the order of the freeze text.
    public static func listNames(isOfObjects: Bool) -> [StaticString] {
        isOfObjects
            ? ["registry", "population", "exclusions", "plan", "contributors"]
            : ["inspectors", "slots", "conflicts", "contributors"]
    }

    /// The texts as files: their `sha256sum` is what the freeze, and the seed, are.
    public var files: [(name: String, bytes: Bytes)] {
        var files = DrawEvidence.listNames(isOfObjects: isOfObjects).compactMap { name in
            lists["\(name)"].map { ("\(name).txt", $0) }
        }
        if let text = objects?.freeze.bytes ?? inspectors?.freeze.bytes { files.append(("freeze.txt", text)) }
        if let seedText { files.append(("seed.txt", seedText.bytes)) }
        return files
    }
}
