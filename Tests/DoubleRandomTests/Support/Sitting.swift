import Draw
import Ledger

@testable import DoubleRandom

/// A draw as the people in the room play it: lists made by the Draw module from what the test knows, never by the rules
/// under test. Each step can be bent before it is signed.
final class Sitting {
    let bench: Bench
    let clerk: Person
    let supervisor: Person
    let attendants: [Person]
    var serverLadder: Ladder
    let reserveLadder: Ladder
    var rung = 0
    /// What the next freezes state: a public source and its round, the voided draw, how the list differs from its.
    var beacon: BeaconRound?
    var supersedes: String?
    var differences: [Bytes] = []
    /// Who keeps a copy of a party's opening.
    var custodians: [String: Person] = [:]
    /// Who enters the sheets of attendants without a key, in the order of their slots.
    var recorders: [Person] = []
    /// What a test has frozen last, for those that come to it later.
    var frozen: FrozenDraw?

    var profile: DrawProfile { beacon == nil ? .a : .b }

    init(_ bench: Bench, attendants count: Int = 1) throws {
        self.bench = bench
        clerk = try bench.person("clerk")
        supervisor = bench.supervisor
        attendants = try (1...max(1, count)).map { try bench.person("attendant", $0) }
        serverLadder = try Ladder(id: DrawID("bureau-L1")!, secret: Hash256.hash([1]), rungCount: 16)
        reserveLadder = try Ladder(id: DrawID("disc-L1")!, secret: Hash256.hash([2]), rungCount: 16)
    }

    static func hex(_ hash: Hash256) -> IJSONValue { .string(hash.hexBytes) }

    // MARK: Row 0

    func openLadders() throws {
        let leader = try bench.person("leader")
        for (ladder, purpose, owner) in [
            (serverLadder, "server", bench.administrator), (reserveLadder, "reserve", supervisor),
        ] {
            let opened = try bench.act("draw.ladder/1", [Sitting.ladder(ladder, purpose, custodian: leader)], by: owner)
            try confirm(opened, by: leader)
        }
    }

    static func ladder(_ ladder: Ladder, _ purpose: String, custodian: Person) -> Bytes {
        Row.of(
            "draw.ladder/1",
            [
                "ladder": .string(ladder.id.bytes), "rungs": .integer(Int64(ladder.rungCount)),
                "anchor": hex(ladder.anchor), "custodian": .text(custodian.name), "purpose": .text(purpose),
            ])
    }

    @discardableResult
    func confirm(_ entry: Entry, by person: Person) throws -> Entry {
        try bench.act("draw.confirmed/1", [Row.of("draw.confirmed/1", ["about": entry.about])], by: person)
    }

    // MARK: Row 1

    /// Fresh parties by slot, then the server's rung, then the reserve.
    func contributors(rung: Int, parties: [Person]) throws -> (manifest: ContributorsManifest, rows: [Bytes]) {
        var manifest: [ContributorRow] = []
        var rows: [Bytes] = []
        func slot() -> String { String(String(101 + manifest.count).dropFirst()) }
        for party in parties {
            rows.append(
                Row.of(
                    "draw.contributor/1",
                    [
                        "slot": .text(slot()), "party": .text(party.name), "source": .text("fresh"),
                        "custodian": custodians[party.name].map { .text($0.name) },
                    ]))
            manifest.append(
                ContributorRow(
                    slot: DrawID(slot())!, party: DrawID(party.name)!, source: .fresh,
                    custodian: custodians[party.name].flatMap { DrawID($0.name) }))
        }
        for (place, recorder) in recorders.enumerated() {
            let party = "paper-\(place + 1)"
            rows.append(
                Row.of(
                    "draw.contributor/1",
                    [
                        "slot": .text(slot()), "party": .text(party), "source": .text("fresh"),
                        "custodian": custodians[party].map { .text($0.name) }, "recorder": .text(recorder.name),
                    ]))
            manifest.append(
                ContributorRow(
                    slot: DrawID(slot())!, party: DrawID(party)!, source: .fresh,
                    custodian: custodians[party].flatMap { DrawID($0.name) }))
        }
        for (ladder, source, party, number) in [
            (serverLadder, "ladder", "server", rung), (reserveLadder, "reserve", supervisor.name, 1),
        ] {
            rows.append(
                Row.of(
                    "draw.contributor/1",
                    [
                        "slot": .text(slot()), "party": .text(party), "source": .text(source),
                        "ladder": .string(ladder.id.bytes), "rung": .integer(Int64(number)),
                    ]))
            let position = try LadderPosition(ladder: ladder.id, rung: number, anchor: ladder.anchor)
            manifest.append(
                ContributorRow(
                    slot: DrawID(slot())!, party: DrawID(party)!,
                    source: source == "ladder" ? .ladder(position) : .reserve(position)))
        }
        if let beacon {
            rows.append(
                Row.of(
                    "draw.contributor/1",
                    [
                        "slot": .text(slot()), "party": .string(beacon.source.bytes), "source": .text("beacon"),
                        "origin": .string(beacon.source.bytes), "round": .string(beacon.round.bytes),
                    ]))
            manifest.append(ContributorRow(slot: DrawID(slot())!, party: beacon.source, source: .beacon(beacon)))
        }
        return (try ContributorsManifest(manifest), rows)
    }

    var parties: [Person] { [clerk, supervisor] + attendants }

    func manifest(_ name: String, _ text: Bytes) -> Bytes {
        bench.attachments.append(text)
        return Row.of(
            "draw.manifest/1",
            [
                "name": .text(name),
                "file": .object([
                    .init("sha256", Sitting.hex(Hash256.hash(text))), .init("size", .integer(Int64(text.count))),
                    .init("media", .text("text/plain")),
                ]),
            ])
    }

    static func digest<R>(_ manifest: Manifest<R>) -> IJSONValue {
        .object([.init("hash", hex(manifest.hash)), .init("count", .integer(Int64(manifest.count)))])
    }

    struct Objects {
        var registry: [String]
        var excluded: [String] = []
        var reason = "停业核实"
        var stratum: (String) -> String = { _ in "all" }
        var surplus: [Bytes] = []
        var plan: PlanText
    }

    /// The freeze of a draw of objects.
    func freeze(
        _ objects: Objects, draw: String = "\(Bench.task)-E1", embargo: String = "2024-06-30",
        parties: [Person]? = nil, task: String = Bench.task, by person: Person? = nil
    ) throws -> (entry: Entry, draw: FrozenDraw) {
        rung += 1
        let (contributors, rows) = try contributors(rung: rung, parties: parties ?? self.parties)
        let registry = try RegistryManifest(objects.registry.map { RegistryRow(id: DrawID($0)!) })
        let population = try PopulationManifest(
            objects.registry.filter { !objects.excluded.contains($0) }.map {
                PopulationRow(id: DrawID($0)!, stratum: DrawWord(objects.stratum($0))!)
            })
        let evidence = Hash256(hex: String(repeating: "ab", count: 32))!
        let exclusions = try ExclusionsManifest(
            objects.excluded.map {
                ExclusionRow(id: DrawID($0)!, reason: DrawWord(objects.reason)!, evidence: evidence)
            })
        let text = FreezeText(
            draw: DrawID(draw)!, supersedes: supersedes.flatMap { DrawID($0) }, profile: profile, registry: registry,
            population: population, exclusions: exclusions, plan: objects.plan, contributors: contributors)
        let frozen = try FrozenDraw(
            freeze: text, registry: registry, population: population, exclusions: exclusions, plan: objects.plan,
            contributors: contributors)
        let head = Row.of(
            "draw.freeze/1",
            [
                "draw": .text(draw), "task": .text(task), "kind": .text("objects"),
                "profile": .text(profile.rawValue), "supersedes": supersedes.map { .text($0) },
                "hash": Sitting.hex(frozen.freezeHash), "embargo": .text(embargo), "place": .text("三楼会议室"),
                "contributors": Sitting.hex(contributors.hash), "plan": Sitting.hex(objects.plan.hash),
                "registry": Sitting.digest(registry), "population": Sitting.digest(population),
                "exclusions": Sitting.digest(exclusions),
            ])
        let out = objects.excluded.map {
            Row.of("draw.exclusion/1", ["object": .text($0), "reason": .text(objects.reason), "evidence": Row.hex])
        }
        let lists = [
            manifest("registry", registry.bytes), manifest("population", population.bytes),
            manifest("exclusions", exclusions.bytes), manifest("plan", objects.plan.bytes),
            manifest("contributors", contributors.bytes),
        ]
        let entry = try bench.act(
            "draw.freeze/1", [head] + rows + out + objects.surplus + differences + lists, by: person ?? clerk)
        return (entry, frozen)
    }

    // MARK: Rows 3 to 7

    func value(_ party: Person, _ draw: String) -> Hash256 { Hash256.hash(Bytes("\(party.name) \(draw)".utf8)) }

    func commit(_ entropy: SeedAssembly, _ slot: String, by party: Person, value: Hash256? = nil) throws -> Hash256 {
        let draw = entropy.draw.text
        let commit = CommitText(
            draw: entropy.draw, freeze: entropy.freeze, slot: DrawID(slot)!, party: DrawID(party.name)!,
            value: value ?? self.value(party, draw)
        ).hash
        try bench.act(
            "draw.commit/1",
            [Row.of("draw.commit/1", ["draw": .text(draw), "slot": .text(slot), "commit": Sitting.hex(commit)])],
            by: party)
        return commit
    }

    func close(_ draw: String, _ commits: [(slot: String, commit: Hash256)], by person: Person? = nil) throws -> Entry {
        try bench.act(
            "draw.close/1",
            [
                Row.of(
                    "draw.close/1",
                    [
                        "draw": .text(draw),
                        "commits": .array(
                            commits.map {
                                .object([.init("slot", .text($0.slot)), .init("commit", Sitting.hex($0.commit))])
                            }),
                    ])
            ], by: person ?? clerk)
    }

    func reveal(_ draw: String, _ slot: String, _ value: Hash256, by person: Person) throws {
        try bench.act(
            "draw.reveal/1",
            [Row.of("draw.reveal/1", ["draw": .text(draw), "slot": .text(slot), "value": Sitting.hex(value)])],
            by: person)
    }

    func open(_ draw: String, _ slot: String, _ value: Hash256) throws {
        try bench.submit(
            "draw.rung/1",
            [Row.of("draw.rung/1", ["draw": .text(draw), "slot": .text(slot), "value": Sitting.hex(value)])],
            by: [bench.engine])
    }

    /// Commits, close, reveals and rung; the seed.
    func contribute(_ entropy: SeedAssembly) throws -> Hash256 {
        let draw = entropy.draw.text
        var commits: [(slot: String, commit: Hash256)] = []
        for (place, party) in parties.enumerated() {
            commits.append(("0\(place + 1)", try commit(entropy, "0\(place + 1)", by: party)))
        }
        let closed = try close(draw, commits)
        for party in parties.dropFirst() { try confirm(closed, by: party) }
        var contributions: [Contribution] = []
        for (place, party) in parties.enumerated() {
            let value = value(party, draw)
            try reveal(draw, "0\(place + 1)", value, by: party)
            contributions.append(
                try entropy.reveal(slot: DrawID("0\(place + 1)")!, value: value, commit: commits[place].commit))
        }
        let slot = "0\(parties.count + 1)"
        let value = try serverLadder.rung(rung)
        try open(draw, slot, value)
        contributions.append(try entropy.rung(slot: DrawID(slot)!, value: value))
        return try entropy.seed(contributions).hash
    }

    // MARK: Rows 7b and 11

    @discardableResult
    func confirm(_ entry: Entry, of draw: String, by person: Person) throws -> Entry {
        try bench.act(
            "draw.confirmed/1", [Row.of("draw.confirmed/1", ["about": entry.about, "draw": .text(draw)])], by: person)
    }

    @discardableResult
    func decline(_ entry: Entry, of draw: String, by person: Person? = nil) throws -> Entry {
        try bench.act(
            "draw.declined/1",
            [
                Row.of(
                    "draw.declined/1", ["about": entry.about, "draw": .text(draw), "reason": .text("理由不足")])
            ], by: person ?? supervisor)
    }

    func fix(_ draw: String, _ slots: [String], head: Entry? = nil, by person: Person? = nil) throws -> Entry {
        try bench.act(
            "draw.fix/1",
            [
                Row.of(
                    "draw.fix/1",
                    [
                        "draw": .text(draw), "slots": Row.texts(slots),
                        "head": head?.about ?? bench.state(.draws, draw)?["last"],
                    ])
            ], by: person ?? clerk)
    }

    func beacon(
        _ draw: String, _ value: String, slot: String = "06", round: BeaconRound? = nil, on day: String? = nil,
        by person: Person? = nil
    ) throws -> Entry {
        let round = round ?? beacon!
        return try bench.act(
            "draw.beacon/1",
            [
                Row.of(
                    "draw.beacon/1",
                    [
                        "draw": .text(draw), "slot": .text(slot), "origin": .string(round.source.bytes),
                        "round": .string(round.round.bytes), "value": .text(value),
                        "on": .text(day ?? "\(bench.now.chinaDate)"),
                        "evidence": Row.hex,
                    ])
            ], by: person ?? clerk)
    }

    func void(
        _ draw: String, _ stage: String, party: String = "server", by person: Person? = nil
    ) throws -> Entry {
        try bench.act(
            "draw.void/1",
            [
                Row.of(
                    "draw.void/1",
                    [
                        "draw": .text(draw), "stage": .text(stage), "party": .text(party), "reason": .text("链值未公开"),
                    ])
            ], by: person ?? clerk)
    }

    /// Everything up to the confirmed close.
    func seal(_ entropy: SeedAssembly) throws -> [Hash256] {
        let draw = entropy.draw.text
        var commits: [(slot: String, commit: Hash256)] = []
        for (place, party) in parties.enumerated() {
            commits.append(("0\(place + 1)", try commit(entropy, "0\(place + 1)", by: party)))
        }
        let closed = try close(draw, commits)
        for party in parties.dropFirst() { try confirm(closed, by: party) }
        return commits.map(\.commit)
    }

    /// The seed of profile A from what the parties of a draw hold.
    func seed(_ entropy: SeedAssembly, rung: Int) throws -> Hash256 {
        let draw = entropy.draw.text
        var contributions = parties.enumerated().map { place, party in
            Contribution(
                slot: DrawID("0\(place + 1)")!, party: DrawID(party.name)!, kind: .fresh, value: value(party, draw))
        }
        contributions.append(
            try entropy.rung(slot: DrawID("0\(parties.count + 1)")!, value: serverLadder.rung(rung)))
        return try entropy.seed(contributions).hash
    }

    /// Reveals of some parties by their places.
    func show(_ draw: String, _ places: [Int]) throws {
        for place in places {
            try reveal(draw, "0\(place + 1)", value(parties[place], draw), by: parties[place])
        }
    }

    @discardableResult
    func hold(_ draw: String, _ slot: String, by person: Person) throws -> Entry {
        try bench.act(
            "draw.custody/1", [Row.of("draw.custody/1", ["draw": .text(draw), "slot": .text(slot)])], by: person)
    }

    // MARK: Rows 9 and 10, and the end of the embargo

    @discardableResult
    func strike(_ object: String, of draw: String, by person: Person? = nil) throws -> Entry {
        try bench.act(
            "draw.strike/1",
            [
                Row.of("draw.strike/1", ["draw": .text(draw), "reason": .text("不属于抽查范围"), "evidence": Row.hex]),
                Row.of("draw.struck/1", ["object": .text(object)]),
            ], by: person ?? supervisor)
    }

    /// A request, and the supervisor's word where `confirmed`.
    @discardableResult
    func replace(
        _ inspection: String, _ slot: Int? = nil, of draw: String, confirmed: Bool = true
    ) throws -> Entry {
        let asked = try bench.act(
            "draw.replace/1",
            [
                Row.of(
                    "draw.replace/1",
                    [
                        "draw": .text(draw), "inspection": .text(inspection),
                        "slot": slot.map { .text("\(inspection).\($0)") }, "reason": .text("无法联系"),
                        "evidence": Row.hex,
                    ])
            ], by: clerk)
        if confirmed { try confirm(asked, of: draw, by: supervisor) }
        return asked
    }

    /// The engine's word on an open place.
    @discardableResult
    func follow(
        _ draw: String, _ about: Entry, _ inspection: String, slot: Int? = nil, _ rows: [Bytes]
    ) throws -> Entry {
        try bench.submit(
            "draw.replaced/1",
            [
                Row.of(
                    "draw.replaced/1",
                    [
                        "draw": .text(draw), "about": about.about, "inspection": .text(inspection),
                        "slot": slot.map { .text("\(inspection).\($0)") }, "followed": .bool(!rows.isEmpty),
                    ])
            ] + rows, by: [bench.engine])
    }

    static func successor(_ object: RankedObject, stratum: String = "all") -> Bytes {
        Row.of(
            "draw.successor/1",
            ["object": .string(object.id.bytes), "stratum": .text(stratum), "ticket": hex(object.key)])
    }

    static func successor(_ inspector: String) -> Bytes {
        Row.of("draw.successor/1", ["inspector": .text(inspector)])
    }

    @discardableResult
    func disclose(_ draw: String) throws -> Entry {
        try bench.submit(
            "draw.disclosed/1", [Row.of("draw.disclosed/1", ["draw": .text(draw)])], by: [bench.engine])
    }

    // MARK: Row 8

    func selected(_ draw: FrozenDraw, seed: Hash256) -> [Bytes] {
        let selection = draw.select(seed: seed)
        var rows: [Bytes] = []
        for stratum in selection.strata {
            for object in stratum.selected {
                rows.append(
                    Row.of(
                        "draw.selected/1",
                        [
                            "object": .string(object.id.bytes),
                            "inspection": .text("\(Bench.task)-\(String(100_001 + rows.count).dropFirst())"),
                            "stratum": .string(stratum.stratum.bytes), "ticket": Sitting.hex(object.key),
                        ]))
            }
        }
        return rows
    }

    @discardableResult
    func result(_ draw: String, seed: Hash256, rows: [Bytes], count: Int? = nil) throws -> Entry {
        try bench.submit(
            "draw.result/1",
            [
                Row.of(
                    "draw.result/1", ["draw": .text(draw), "count": .integer(Int64(count ?? rows.count))]),
                Row.of("draw.seed/1", ["seed": Sitting.hex(seed)]),
            ] + rows, by: [bench.engine])
    }

    static func plan(_ ratio: (Int, Int) = (1, 5)) throws -> PlanText {
        try PlanText(strata: [
            StratumPlan(stratum: DrawWord("all")!, numerator: ratio.0, denominator: ratio.1, minimum: 1)
        ])
    }

    static func ids(_ count: Int) -> [String] { (1...count).map { "OBJ-\(String(1_000 + $0).dropFirst())" } }

    /// A whole draw of objects.
    @discardableResult
    func drawObjects(_ count: Int) throws -> [DrawID] {
        let (entry, draw) = try freeze(Objects(registry: Sitting.ids(count), plan: Sitting.plan()))
        try confirm(entry, by: supervisor)
        let seed = try contribute(draw.entropy)
        try result("\(Bench.task)-E1", seed: seed, rows: selected(draw, seed: seed))
        return draw.select(seed: seed).selected.map(\.id)
    }

    // MARK: Draw I

    struct Inspectors {
        var inspectors: [(id: String, load: Int)]
        var conflicts: [(inspection: String, inspector: String)] = []
        var inspections: Int
        var slots = 2
        var cap = 40
    }

    func freeze(
        _ input: Inspectors, draw: String = "\(Bench.task)-I1", embargo: String = "2024-06-30"
    ) throws -> (entry: Entry, draw: FrozenInspectorDraw) {
        rung += 1
        let (contributors, rows) = try contributors(rung: rung, parties: parties)
        let inspectors = try InspectorsManifest(
            input.inspectors.map {
                Draw.InspectorRow(
                    id: DrawID($0.id)!, department: DrawWord("commerce")!, cap: input.cap, load0: $0.load)
            })
        let names = (1...input.inspections).map { "\(Bench.task)-\(String(100_000 + $0).dropFirst())" }
        let slots = try SlotsManifest(
            names.flatMap { name in
                (1...input.slots).map { SlotRow(slot: DrawID("\(name).\($0)")!, inspection: DrawID(name)!) }
            })
        let conflicts = try ConflictsManifest(
            input.conflicts.map {
                ConflictRow(
                    inspection: DrawID($0.inspection)!, inspector: DrawID($0.inspector)!,
                    evidence: Hash256(hex: String(repeating: "ab", count: 32))!)
            })
        let salt = Hash256.hash([9])
        let text = InspectorFreezeText(
            draw: DrawID(draw)!, supersedes: supersedes.flatMap { DrawID($0) }, profile: profile,
            of: DrawID("\(Bench.task)-E1")!, inspectors: inspectors, slots: slots, conflicts: conflicts,
            contributors: contributors, salt: salt)
        let frozen = try FrozenInspectorDraw(
            freeze: text, inspectors: inspectors, slots: slots, conflicts: conflicts, contributors: contributors)
        let head = Row.of(
            "draw.freeze/1",
            [
                "draw": .text(draw), "task": .text(Bench.task), "kind": .text("inspectors"),
                "profile": .text(profile.rawValue), "supersedes": supersedes.map { .text($0) },
                "hash": Sitting.hex(frozen.freezeHash), "embargo": .text(embargo), "place": .text("三楼会议室"),
                "contributors": Sitting.hex(contributors.hash), "of": .text("\(Bench.task)-E1"),
                "inspectors": Sitting.digest(inspectors), "slots": Sitting.digest(slots),
                "conflicts": Sitting.digest(conflicts),
            ])
        let lists = [
            manifest("inspectors", inspectors.bytes), manifest("slots", slots.bytes),
            manifest("conflicts", conflicts.bytes), manifest("contributors", contributors.bytes),
        ]
        let entry = try bench.act(
            "draw.freeze/1",
            [head] + rows + differences + [Row.of("draw.salt/1", ["salt": Sitting.hex(salt)])] + lists, by: clerk)
        return (entry, frozen)
    }

    func preflight(_ draw: FrozenInspectorDraw, bend: Int = 0, missing: Int = 0) throws {
        let eligible = try draw.roster.preflight().eligible
        let rows = zip(draw.roster.slots.rows, eligible).map {
            Row.of("draw.eligible/1", ["slot": .string($0.slot.bytes), "eligible": .integer(Int64($1 + bend))])
        }
        try bench.submit(
            "draw.preflight/1",
            [Row.of("draw.preflight/1", ["draw": .string(draw.freeze.draw.bytes), "feasible": .bool(true)])]
                + rows.dropLast(missing),
            by: [bench.engine])
    }

    func teams(_ draw: FrozenInspectorDraw, seed: Hash256) throws -> [Bytes] {
        let matching = try draw.roster.match(seed: seed)
        return draw.roster.slots.rows.map { slot in
            Row.of(
                "draw.team/1",
                [
                    "slot": .string(slot.slot.bytes), "inspection": .string(slot.inspection.bytes),
                    "inspector": .string(matching.assignment[slot.slot]!.bytes),
                ])
        }
    }

    func drawInspectors(_ input: Inspectors) throws {
        let (entry, draw) = try freeze(input)
        try confirm(entry, by: supervisor)
        try preflight(draw)
        let seed = try contribute(draw.entropy)
        try result("\(Bench.task)-I1", seed: seed, rows: teams(draw, seed: seed))
    }
}
