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
    /// What was revealed, opened or published.
    public internal(set) var values: [Value] = []
    /// Public values as published, by slot.
    public internal(set) var beacons: [DrawID: BeaconText] = [:]
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
