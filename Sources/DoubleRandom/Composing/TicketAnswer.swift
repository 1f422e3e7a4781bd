import Draw
import Ledger

/// The answer to one enterprise (个户签号查询): was I in the hat, what is my number, where is the cut?
public struct TicketAnswer: Sendable {
    /// What became of it.
    public enum Verdict: String, Sendable {
        /// In the hat and drawn.
        case drawn
        /// In the hat and not drawn.
        case notDrawn = "not drawn"
        /// In the hat; the seed is not there yet, or not disclosed.
        case inHat = "in the hat"
        /// Left out, with a reason.
        case excluded
        /// Not in the registry in scope.
        case unknown
        /// The lists are not disclosed.
        case notDisclosed = "not disclosed"
    }

    /// The id that was asked for.
    public let id: DrawID
    public let verdict: Verdict
    /// Its lines; nil where the lists are not disclosed.
    public private(set) var hat: HatAnswer?
    /// Where it stands among the tickets; nil without a seed.
    public private(set) var standing: Standing?
    /// Its place among the reserves, from 1; nil for one that was drawn.
    public private(set) var reserveRank: Int?
    /// Whether it was passed over because its group had reached the cap.
    public private(set) var isPassedOver = false
    /// That the population has its line, or has a gap where the line would be.
    public private(set) var membership: Membership?
    /// The root that the freeze states, and the number of lines; nil where it states none.
    public private(set) var root: (hash: Hash256, count: Int)?
    /// Whether the draw was voided: it tells what would have come of it.
    public private(set) var isSuppressed = false
    /// What became of it after the result: struck, replaced, or in another's place.
    public private(set) var later: [DrawEvidence.Change] = []
    /// What to type to see the same.
    public private(set) var shell: [DrawStory.Shell] = []

    /// Answers out of what a recheck had in its hands.
    /// - Throws: what the module Draw refuses; never for an id that is not there.
    public init(_ id: DrawID, in evidence: DrawEvidence) throws {
        self.id = id
        guard let frozen = evidence.objects else {
            verdict = .notDisclosed
            return
        }
        isSuppressed = evidence.isSuppressed
        later = evidence.changes.filter { $0.object == id }
        let hat = frozen.answer(for: id)
        self.hat = hat
        membership = try ManifestTree(frozen.population).membership(of: id, in: frozen.population)
        root = evidence.populationRoot.map { ($0, frozen.population.count) }
        for name in ["population.txt", "exclusions.txt", "registry.txt"] {
            // grep prints the one line, or nothing.
            let line =
                switch (hat, name) {
                case (.inHat(let row, _), "population.txt"): Self.text(row.fields)
                case (.excluded(let row), "exclusions.txt"): Self.text(row.fields)
                case (.inHat, "registry.txt"), (.excluded, "registry.txt"): id.text
                default: ""
                }
            shell.append(DrawStory.Shell("LC_ALL=C awk -F '\\t' '$1 == \"\(id)\"' \(name)", line))
        }
        switch hat {
        case .excluded: verdict = .excluded
        case .unknown: verdict = .unknown
        case .inHat(let row, _):
            guard let selection = evidence.selection else {
                verdict = .inHat
                return
            }
            let standing = try selection.standing(of: id)
            self.standing = standing
            reserveRank = try selection.reserveRank(of: id)
            isPassedOver = try selection.isPassedOver(id)
            verdict = standing.isSelected ? .drawn : .notDrawn
            shell.append(
                DrawStory.Shell(
                    ShellLine.key(of: id, weight: row.weight, seed: selection.seed), standing.key.hex))
        }
    }

    private static func text(_ fields: [[UInt8]]) -> String {
        fields.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\t")
    }
}
