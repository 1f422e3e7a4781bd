/// A frozen inspector draw 人员抽取: the freeze text and its four lists, checked against each other.
public struct FrozenInspectorDraw: Sendable {
    /// The freeze text.
    public let freeze: InspectorFreezeText
    /// The hash that every commit carries.
    public let freezeHash: Hash256
    /// Who must be found.
    public let roster: MatchingRoster
    /// Who gives randomness.
    public let contributors: ContributorsManifest

    /// Checks hashes and counts, the lists against each other, contributors against profile. Throws `draw.freezeDiffers`,
    /// `draw.rosterWrong`, `draw.tooLarge` or `draw.contributorsWrong`.
    public init(
        freeze: InspectorFreezeText, inspectors: InspectorsManifest, slots: SlotsManifest,
        conflicts: ConflictsManifest, contributors: ContributorsManifest
    ) throws {
        try freeze.inspectors.check(inspectors)
        try freeze.slots.check(slots)
        try freeze.conflicts.check(conflicts)
        guard freeze.contributors == contributors.hash else { throw DrawError(.freezeDiffers, "ssj/v1/contributors") }
        try contributors.check(for: freeze.profile)
        roster = try MatchingRoster(inspectors: inspectors, slots: slots, conflicts: conflicts)
        self.freeze = freeze
        freezeHash = freeze.hash
        self.contributors = contributors
    }

    /// What checks the contributions of this draw.
    public var entropy: SeedAssembly {
        SeedAssembly(draw: freeze.draw, freeze: freezeHash, profile: freeze.profile, contributors: contributors)
    }
}
