import Draw

func hx(_ text: String) -> Hash256 { Hash256.hash(Array(text.utf8)) }
func id(_ text: String) -> DrawID { DrawID(text)! }
func word(_ text: String) -> DrawWord { DrawWord(text)! }
func hash(_ hex: String) -> Hash256 { Hash256(hex: hex)! }
func tags(_ words: String...) -> DrawTags { try! DrawTags(words.map(word)) }

/// Vector V1, built by the module.
enum V1 {
    static let draw = id("TV1-2025-E")
    static let server = try! Ladder(id: id("bureau-L1"), secret: hx("vector ladder secret"), rungCount: 4)
    static let reserve = try! Ladder(id: id("disc-L1"), secret: hx("vector reserve secret"), rungCount: 4)
    static let fresh = [hx("vector fresh 1"), hx("vector fresh 2")]

    static func stratum(_ number: Int) -> DrawWord {
        word(number <= 12 ? "A" : number <= 17 ? "B" : number <= 20 ? "C" : "D")
    }

    static func object(_ number: Int) -> DrawID { id(number < 10 ? "ENT0\(number)" : "ENT\(number)") }

    static let population = try! PopulationManifest(
        (1...22).reversed().map { PopulationRow(id: object($0), stratum: stratum($0)) })
    static let registry = try! RegistryManifest(((1...22) + [90]).map { RegistryRow(id: object($0)) })
    static let exclusions = try! ExclusionsManifest([
        ExclusionRow(
            id: object(90), reason: word("recent"),
            evidence: hash("5108deb71ee1d00d8e14ad48f2ddee3dca264528a5ae802ac5a682ee11ecc0d7"))
    ])
    static let plan = try! PlanText(
        strata: [("A", 3), ("B", 20), ("C", 50), ("D", 100)].map {
            try! StratumPlan(stratum: word($0.0), numerator: $0.1, denominator: 100, minimum: 1)
        })
    static let planInBatches = try! PlanText(strata: plan.strata, batches: 2)
    static let contributors = try! ContributorsManifest([
        ContributorRow(
            slot: id("04"), party: id("discipline"),
            source: .reserve(try! LadderPosition(ladder: reserve.id, rung: 1, anchor: reserve.anchor)),
            custodian: id("archive")),
        ContributorRow(
            slot: id("03"), party: id("server"),
            source: .ladder(try! LadderPosition(ladder: server.id, rung: 1, anchor: server.anchor)),
            custodian: id("archive")),
        ContributorRow(slot: id("02"), party: id("inspector-li"), source: .fresh, custodian: id("notary")),
        ContributorRow(slot: id("01"), party: id("clerk-zhang"), source: .fresh, custodian: id("notary")),
    ])
    static let freeze = FreezeText(
        draw: draw, profile: .a, registry: registry, population: population, exclusions: exclusions, plan: plan,
        contributors: contributors)
    static let frozen = try! FrozenDraw(
        freeze: freeze, registry: registry, population: population, exclusions: exclusions, plan: plan,
        contributors: contributors)
    static let seed = hash("170107aa57369115415fcf449069dfd85b7df7616faf984de219db99f4146494")

    static func commit(_ slot: Int) -> CommitText {
        CommitText(
            draw: draw, freeze: frozen.freezeHash, slot: id("0\(slot)"),
            party: id(slot == 1 ? "clerk-zhang" : "inspector-li"), value: fresh[slot - 1])
    }

    static func contributions() throws -> [Contribution] {
        let entropy = frozen.entropy
        return [
            try entropy.rung(slot: id("03"), value: try server.rung(1)),
            try entropy.reveal(slot: id("02"), value: fresh[1], commit: commit(2).hash),
            try entropy.reveal(slot: id("01"), value: fresh[0], commit: commit(1).hash),
        ]
    }

    /// Every text of the vector, for tests that change bytes.
    static func texts() throws -> [any CanonicalText] {
        [
            registry, population, exclusions, plan, contributors, freeze, commit(1),
            LadderText(ladder: server.id, value: try server.rung(1)),
            try frozen.entropy.seed(try contributions()),
            try frozen.entropy.reseed(
                1, seed: seed, rungs: [id("03"): try server.rung(2), id("04"): try reserve.rung(1)]),
            TicketText(label: .select, seed: seed, id: object(18)),
        ]
    }
}
