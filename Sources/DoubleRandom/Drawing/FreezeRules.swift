// Row 1 of draws.md 2.3: everything that decides a draw but the randomness. The rule makes every list again from state
// and compares, so that no roster can leave out an object that was eligible, nor an inspector.

import Draw
import Ledger

enum FreezeRules {
    static let spec = EventSpec(
        "draw.freeze/1", by: .roles([.clerk]), head: DrawSchemas.freeze,
        rows: [
            DrawSchemas.contributor, DrawSchemas.exclusion, DrawSchemas.difference, DrawSchemas.salt,
            DrawSchemas.manifest,
        ],
        writes: DrawCycle.writes
    ) { act in
        let id = try act.head.required("draw")
        let number = try act.head.required("task")
        let task = try act.get(.tasks, number, .taskUnknown)
        let isObjects = act.head.equals("kind", "objects")
        _ = try TaskRules.cycle.next(task.bytes("standing") ?? [], by: isObjects ? "draw.objects" : "draw.inspectors")
        guard task.equals("drawn", "here") else { throw LedgerError(.taskStanding, "drawn on another platform") }
        if isObjects { try TaskRules.requireLineInForce(task, act) }
        let before = try Predecessor.of(id, task: task, number: number, isObjects: isObjects, act)
        guard act.head.bytes("supersedes") == before?.id else {
            throw LedgerError(.drawSupersedes, before?.id.shown ?? "-")
        }
        let profile = DrawProfile.of(act.head)
        if before?.isBinding == true, profile == .a {
            throw LedgerError(.drawProfile, before?.id.shown ?? "")
        }
        try checkEmbargo(act)
        let (contributors, sheets) = try FreezeRules.contributors(act)
        try checkLadderHands(contributors, act)
        let custody = try CustodyRules.hours(contributors, sheets, act)
        let freeze =
            try isObjects
            ? freezeObjects(task, id: id, contributors: contributors, act)
            : InspectorFreeze.freeze(task, number: number, id: id, contributors: contributors, act)
        guard act.head.bytes("hash") == freeze.hash.hexBytes else {
            throw LedgerError(.drawManifest, "the freeze text hashes to \(freeze.hash)")
        }
        try checkManifests(freeze.lists, act)
        try before?.checkDifferences(freeze, isObjects: isObjects, act)
        for (name, text) in freeze.lists where freeze.kept.contains(where: { Bytes($0) == Bytes(name) }) {
            RosterText.write(text, name, of: id, act)
        }
        let line = try LineDraws<Act>.members(task)
        act.put(
            .draws, id,
            act.hiding(
                id,
                StateObject([
                    .init("task", .string(number)), .init("kind", act.head["kind"] ?? .null),
                    .init("operator", .string(act.author.bytes)), .init("hash", .string(freeze.hash.hexBytes)),
                    .init("embargo", act.head["embargo"] ?? .null), .init("at", act.place),
                    .init("standing", .text("frozen")),
                ]).with([
                    "profile": profile == .b ? .text("B") : nil, "supersedes": act.head["supersedes"],
                    "custody": custody.map { .integer(Int64($0)) },
                    "paper": sheets.isEmpty ? nil : .array(sheets),
                    "bound": before?.isBinding == true ? .bool(true) : nil,
                ]).with(line)))
        try before?.take(by: id, act)
        DrawConfirmation.propose(StateObject([.init("draw", .string(id))]), act)
        try noteDrawn(task, act)
        return sheets.isEmpty ? [] : [.signedOnPaper]
    }

    static func key(_ index: EntryIndex) -> Bytes { Bytes("\(index)".utf8) }

    /// What a freeze comes to.
    struct Frozen {
        let hash: Hash256
        let lists: [(StaticString, Bytes)]
        let kept: [StaticString]
    }

    private static func checkEmbargo(_ act: Act) throws {
        guard let embargo = act.head.date("embargo"), embargo >= act.day,
            embargo.dayNumber - act.day.dayNumber <= (try act.number(.embargo))
        else { throw LedgerError(.drawEmbargo, act.head.bytes("embargo")?.shown ?? "") }
    }

    /// Who gives randomness: the operator, a supervisor, attendants as policy says, with a key or on paper, the server's
    /// ladder last.
    private static func contributors(_ act: Act) throws -> (manifest: ContributorsManifest, sheets: [IJSONValue]) {
        var rows: [ContributorRow] = []
        var sheets: [IJSONValue] = []
        var attendants = 0
        var hasSupervisor = false
        var hasOperator = false
        for (place, row) in act.rows("draw.contributor/1").enumerated() {
            guard row.bytes("slot") == Bytes(String(101 + place).dropFirst().utf8), let party = row.bytes("party")
            else {
                throw LedgerError(.drawContributors, "slots are 01, 02, … in order")
            }
            let source: EntropySource
            if row["recorder"] != nil {
                guard row.equals("source", "fresh") else { throw LedgerError(.drawContributors, party.shown) }
                sheets.append(try PaperRules.named(row, number: sheets.count + 1, act))
                attendants += 1
                source = .fresh
            } else if row.equals("source", "fresh") {
                guard let actor = ActorName(party) else { throw LedgerError(.drawContributors, party.shown) }
                let roles = try act.context.roles(of: actor)
                if actor == act.author {
                    hasOperator = true
                } else if roles.contains(.attendant) {
                    attendants += 1
                } else if roles.contains(.supervisor) {
                    hasSupervisor = true
                } else {
                    throw LedgerError(.drawContributors, "\(actor) is neither attendant nor supervisor")
                }
                source = .fresh
            } else if row.equals("source", "beacon") {
                source = try beacon(row, party: party, act)
            } else {
                source = try rung(row, party: party, act)
            }
            rows.append(
                ContributorRow(
                    slot: try act.drawID(row.required("slot")), party: try act.drawID(party), source: source,
                    custodian: try row.bytes("custodian").map { try act.drawID($0) }))
        }
        guard hasOperator, hasSupervisor else {
            throw LedgerError(.drawContributors, "the operator and a supervisor contribute")
        }
        guard attendants >= (try act.number(.attendants)) else {
            throw LedgerError(.drawAttendants, "\(attendants) of \(try act.number(.attendants))")
        }
        let profile = DrawProfile.of(act.head)
        guard let last = rows.last(where: { $0.source.kind != .reserve && $0.source.kind != .beacon }),
            last.source.kind == .ladder
        else { throw LedgerError(.drawContributors, "the server's ladder comes last") }
        guard rows.count(where: { $0.source.kind == .beacon }) == (profile == .b ? 1 : 0) else {
            throw LedgerError(.drawProfile, "B")
        }
        return try Act.pure(.drawContributors) {
            let manifest = try ContributorsManifest(rows)
            try manifest.check(for: profile)
            return (manifest, sheets)
        }
    }

    /// A public source that policy names, and the round that the draw waits for.
    private static func beacon(_ row: StateObject, party: Bytes, _ act: Act) throws -> EntropySource {
        guard let origin = row.bytes("origin"), let round = row.bytes("round"), party == origin else {
            throw LedgerError(.drawContributors, "origin and round")
        }
        try BeaconSources.check(round: round, of: origin, draw: act.head.required("draw"), act)
        return try Act.pure(.drawContributors) {
            .beacon(try BeaconRound(source: try act.drawID(origin), round: try act.drawID(round)))
        }
    }

    /// The next unused rung of a ladder that its custodian has confirmed.
    private static func rung(_ row: StateObject, party: Bytes, _ act: Act) throws -> EntropySource {
        guard let name = row.bytes("ladder"), let number = row.integer("rung") else {
            throw LedgerError(.drawContributors, "ladder and rung")
        }
        let ladder = try act.get(.ladders, name, .drawLadder)
        let isServer = row.equals("source", "ladder")
        guard ladder.equals("standing", "open"), ladder.equals("purpose", isServer ? "server" : "reserve"),
            isServer == party.equals("server"), isServer || party == ladder.bytes("owner")
        else { throw LedgerError(.drawLadder, name.shown) }
        guard number == (ladder.integer("used") ?? 0) + 1, number <= ladder.integer("rungs") ?? 0 else {
            throw LedgerError(.drawLadder, "\(name.shown): rung \((ladder.integer("used") ?? 0) + 1) is next")
        }
        // Rung k + 1 discloses rung k: no embargo along one ladder may end before an earlier one.
        if let earlier = ladder.date("embargo"), let embargo = act.head.date("embargo"), embargo < earlier {
            throw LedgerError(.drawEmbargo, "\(name.shown) is under embargo until \(earlier)")
        }
        if isServer {
            // A rung that is shown gives away those below: the draw that the last one belongs to is over before.
            if let last = try ladder.bytes("draw").flatMap({ try act.find(.draws, $0) }), !DrawCycle.isSettled(last) {
                throw LedgerError(.drawLadder, ladder.bytes("draw")?.shown ?? "")
            }
            act.put(
                .ladders, name,
                ladder.with([
                    "used": .integer(Int64(number)), "embargo": act.head["embargo"], "draw": act.head["draw"],
                ]))
        }
        let position = try Act.pure(.drawLadder) {
            try LadderPosition(
                ladder: try act.drawID(name), rung: number, anchor: try Act.hash(ladder.bytes("anchor")))
        }
        return isServer ? .ladder(position) : .reserve(position)
    }

    /// Who opened the server's ladder, or keeps its copy, can know its rung: with a value of the own, or the opening of
    /// another, that would be the last look which draws.md 2.5 keeps from everybody.
    private static func checkLadderHands(_ contributors: ContributorsManifest, _ act: Act) throws {
        var hands: Set<Bytes> = []
        for row in contributors.rows {
            guard case .ladder(let position) = row.source else { continue }
            let ladder = try act.get(.ladders, position.ladder.bytes, .drawLadder)
            hands.formUnion([ladder.bytes("owner"), ladder.bytes("custodian")].compactMap { $0 })
        }
        for row in contributors.rows where row.source == .fresh {
            for person in [row.party, row.custodian].compactMap({ $0 }) where hands.contains(person.bytes) {
                throw LedgerError(.dutiesConflict, "\(person): who holds the server's ladder keeps no other value")
            }
        }
    }

    // MARK: Objects

    private static func freezeObjects(
        _ task: StateObject, id: Bytes, contributors: ContributorsManifest, _ act: Act
    ) throws -> Frozen {
        let scope = try ScopeReader(task)
        for item in scope.items { _ = try act.publishedItem(item) }
        let registry = try scope.objects(act)
        var excluded: [Bytes: ExclusionRow] = [:]
        for row in act.rows("draw.exclusion/1") {
            let object = try row.required("object")
            let exclusion = ExclusionRow(
                id: try act.drawID(object), reason: try act.drawWord(row.required("reason")),
                evidence: try Act.hash(row.bytes("evidence")))
            guard excluded.updateValue(exclusion, forKey: object) == nil else {
                throw LedgerError(.drawManifest, "\(object.shown) excluded twice")
            }
        }
        let inScope = Set(registry.map(\.id))
        if let stranger = excluded.keys.sorted(by: { $0.lexicographicallyPrecedes($1) })
            .first(where: { !inScope.contains($0) })
        {
            throw LedgerError(.drawManifest, "\(stranger.shown) is not in the registry in scope")
        }
        try act.requireFrequency(task, items: scope.items, registry: registry.map(\.id)) {
            excluded[$0]?.reason.bytes
        }
        let draw = try Act.pure {
            let registryList = try RegistryManifest(registry.map { RegistryRow(id: try act.drawID($0.id)) })
            let population = try PopulationManifest(
                registry.filter { excluded[$0.id] == nil }.map { try ScopeReader.row($0) })
            let exclusions = try ExclusionsManifest(Array(excluded.values))
            let plan = try scope.plan()
            let freeze = FreezeText(
                draw: try act.drawID(id), supersedes: try act.superseded(), profile: DrawProfile.of(act.head),
                registry: registryList, population: population, exclusions: exclusions, plan: plan,
                contributors: contributors)
            return try FrozenDraw(
                freeze: freeze, registry: registryList, population: population, exclusions: exclusions, plan: plan,
                contributors: contributors)
        }
        if let root = act.head["population"]?["root"]?.bytes, root != ManifestTree(draw.population).root.hexBytes {
            throw LedgerError(.drawManifest, "root")
        }
        let count = draw.sizes.reduce(0, +)
        for item in scope.items {
            guard let cap = try act.get(.items, item, .itemUnknown).ratio("ratioCap") else { continue }
            guard count <= cap.cap(of: draw.population.count) else {
                throw LedgerError(
                    .drawCap,
                    "\(item.shown): \(count) of \(draw.population.count), cap \(cap.cap(of: draw.population.count))")
            }
        }
        return Frozen(
            hash: draw.freezeHash,
            lists: [
                ("registry", draw.registry.bytes), ("population", draw.population.bytes),
                ("exclusions", draw.exclusions.bytes), ("plan", draw.plan.bytes),
                ("contributors", contributors.bytes),
            ], kept: ["registry", "population", "exclusions", "plan", "contributors"])
    }

    /// Each list is attached once, its digest the hash that the head names.
    private static func checkManifests(_ lists: [(StaticString, Bytes)], _ act: Act) throws {
        let manifests = act.rows("draw.manifest/1")
        guard manifests.count == lists.count else {
            throw LedgerError(.drawManifest, "\(manifests.count) lists where \(lists.count) belong")
        }
        for (name, text) in lists {
            let hash = Hash256.hash(text)
            guard let file = manifests.first(where: { $0.equals("name", name) })?["file"],
                file["sha256"]?.bytes == hash.hexBytes, file["size"]?.integer == Int64(text.count)
            else { throw LedgerError(.drawManifest, "\(name) hashes to \(hash)") }
            guard let stated = act.head[name] else { throw LedgerError(.drawManifest, "\(name) is missing") }
            let count = text.count { $0 == UInt8(ascii: "\n") } - 1
            if let plain = stated.bytes {
                guard plain == hash.hexBytes else { throw LedgerError(.drawManifest, "\(name)") }
            } else {
                guard stated["hash"]?.bytes == hash.hexBytes, stated["count"]?.integer == Int64(count) else {
                    throw LedgerError(.drawManifest, "\(name): \(count) lines")
                }
            }
        }
    }

    /// A plan line that was drawn from is adjusted no more.
    static func noteDrawn(_ task: StateObject, _ act: Act) throws {
        guard let number = task.bytes("plan"), let line = task.bytes("line"), let plan = try act.find(.plans, number)
        else { return }
        var drawn = plan.list("drawn")
        guard !drawn.contains(line) else { return }
        drawn.append(line)
        act.put(.plans, number, plan.with(["drawn": .array(drawn.map { .string($0) })]))
    }
}
