// The freeze of a draw as its operator composes it: the lists that the ledger gives, in exactly the bytes of module Draw,
// and the records that name them. Admission makes every list again from its own state and refuses any other.

import Draw
import Ledger

/// What a freeze (名录冻结) is asked for.
public struct FreezeRequest: Sendable {
    /// An object that is left out (排除名单), why, and the digest of the evidence.
    public struct Exclusion: Sendable {
        public let object: Bytes
        public let reason: Bytes
        public let evidence: Bytes

        /// Names an object, a reason in words, and 64 hex digits.
        public init(object: Bytes, reason: Bytes, evidence: Bytes) {
            self.object = object
            self.reason = reason
            self.evidence = evidence
        }
    }

    /// The task.
    public var task: Bytes
    /// The clerk who operates the draw (操作人).
    public var author: ActorName
    /// The supervisor who contributes (纪检监督人员).
    public var supervisor: ActorName
    /// The attendants (见证人), in the order of their slots.
    public var attendants: [ActorName]
    /// The server's ladder (预封号链).
    public var ladder: Bytes
    /// The reserve ladder of a supervisor; nil for none.
    public var reserve: Bytes?
    /// The last day of the embargo (保密期限).
    public var embargo: CivilDate
    /// Where the draw is held (抽取地点).
    public var place: Bytes
    /// Who is left out of a draw of objects.
    public var exclusions: [Exclusion] = []
    /// Of a draw of inspectors: the object of each inspection, as the draw of objects gave it.
    public var objects: [Bytes: Bytes] = [:]
    /// Of a draw of inspectors: 32 random bytes.
    public var salt: Hash256?
    /// Who enters the sheet of an attendant without a key (代录人), one for each of them, in the order of their slots.
    public var recorders: [ActorName] = []
    /// Who keeps a copy of a party's opening (保管人), by the party.
    public var custodians: [Bytes: ActorName] = [:]
    /// The public source and its round, for profile B.
    public var beacon: BeaconRound?
    /// Where the draw takes up one that was voided after a reveal: that draw's population, or its inspectors.
    public var earlier: Bytes?
    /// Why a line differs from the earlier list, by its first field; others have `differenceReason`.
    public var differences: [Bytes: (reason: Bytes, evidence: Bytes?)] = [:]
    /// Why lines differ that have no reason of their own.
    public var differenceReason: Bytes?

    /// States who, what and where.
    public init(
        task: Bytes, author: ActorName, supervisor: ActorName, attendants: [ActorName], ladder: Bytes, reserve: Bytes?,
        embargo: CivilDate, place: Bytes
    ) {
        self.task = task
        self.author = author
        self.supervisor = supervisor
        self.attendants = attendants
        self.ladder = ladder
        self.reserve = reserve
        self.embargo = embargo
        self.place = place
    }
}

extension FreezeRequest {
    /// Who contributes a value of its own, in the order of slots; of those on paper with the recorder.
    public var freshParties: [(party: Bytes, recorder: ActorName?)] {
        ([author, supervisor] + attendants).map { ($0.bytes, nil) }
            + recorders.enumerated().map { (PaperRules.party($0.offset + 1), $0.element) }
    }

    /// With a beacon the draw waits for it: profile B.
    var profile: DrawProfile { beacon == nil ? .a : .b }
}

/// A freeze that is ready to be signed.
public struct ComposedFreeze: Sendable {
    /// One stratum (分层) of a draw of objects.
    public struct Stratum: Sendable {
        public let name: Bytes
        public let population: Int
        public let drawn: Int
    }

    /// The number of the draw.
    public let draw: Bytes
    /// The hash that every commit carries.
    public let hash: Hash256
    /// The records to sign.
    public let data: [Bytes]
    /// The lists to attach: what they are, and their exact bytes.
    public let lists: [(name: StaticString, bytes: Bytes)]
    /// Of a draw of objects: the strata in the order of the plan.
    public var strata: [Stratum] = []
    /// Of a draw of inspectors: who can go.
    public var inspectorCount = 0
    /// Of a draw of inspectors: the places to fill.
    public var slotCount = 0
    /// Of a draw of inspectors: whether all places can be filled.
    public var preflight: Preflight?
}

/// Composes the events of a draw (抽取).
public struct DrawComposer {
    private let state: StateSnapshot
    private let today: CivilDate
    private let record: RecordMaker

    /// Composes from rows of admission state, on a day in China, with 16 random bytes a call.
    public init(_ state: StateSnapshot, today: CivilDate, nonce: @escaping () -> Bytes) {
        self.state = state
        self.today = today
        record = RecordMaker(nonce: nonce)
    }

    /// What a freeze of objects reads.
    public static func needs(objectsOf task: Bytes) -> [StateNeed] {
        common() + [StateNeed(.objects), StateNeed(.items), StateNeed(.visits)]
    }

    /// What a freeze of inspectors reads.
    public static func needs(inspectorsOf task: Bytes) -> [StateNeed] {
        common() + [
            StateNeed(.inspectors), StateNeed(.relations), StateNeed(.loads),
            StateNeed(.inspections, prefix: task + [UInt8(ascii: "-")]),
        ]
    }

    private static func common() -> [StateNeed] {
        [
            // Draws of other tasks bind the next one, and so does what became of these tasks.
            StateNeed(.tasks), StateNeed(.draws), StateNeed(.ladders), StateNeed(.policy),
        ]
    }

    // MARK: Objects

    /// The freeze of a draw of objects (抽取检查对象).
    /// - Throws: `task.unknown`, `draw.ladder`, `draw.manifest`; what the module Draw refuses, under `draw.manifest`.
    public func objects(_ request: FreezeRequest) throws -> ComposedFreeze {
        let task = try state.get(.tasks, request.task, .taskUnknown)
        let id = next("E", of: request.task)
        let before = try predecessor(of: request.task, task, isObjects: true)
        let (contributors, contributorRows) = try contributors(request)
        let scope = try ScopeReader(task)
        let registry = state.all(.objects).compactMap { scope.member($0.key, $0.row) }
        let left = try request.exclusions + full(task, scope, registry.map(\.id), besides: request.exclusions)
        let excluded = Set(left.map(\.object))
        let (frozen, exclusions) = try Act.pure {
            let registryList = try RegistryManifest(registry.map { RegistryRow(id: try Self.id($0.id)) })
            let population = try PopulationManifest(
                registry.filter { !excluded.contains($0.id) }.map { try ScopeReader.row($0) })
            let exclusions = try ExclusionsManifest(
                left.map {
                    ExclusionRow(
                        id: try Self.id($0.object), reason: try Self.word($0.reason),
                        evidence: try Act.hash($0.evidence))
                })
            let plan = try scope.plan()
            let text = FreezeText(
                draw: try Self.id(id), supersedes: try before.map { try Self.id($0.id) }, profile: request.profile,
                registry: registryList, population: population, exclusions: exclusions, plan: plan,
                contributors: contributors)
            return (
                try FrozenDraw(
                    freeze: text, registry: registryList, population: population, exclusions: exclusions, plan: plan,
                    contributors: contributors), exclusions
            )
        }
        let lists: [(name: StaticString, bytes: Bytes)] = [
            ("registry", frozen.registry.bytes), ("population", frozen.population.bytes),
            ("exclusions", exclusions.bytes), ("plan", frozen.plan.bytes), ("contributors", contributors.bytes),
        ]
        let head = record(
            "draw.freeze/1",
            [
                "draw": .string(id), "task": .string(request.task), "kind": .text("objects"),
                "profile": .text(request.profile.rawValue), "supersedes": before.map { .string($0.id) },
                "hash": .string(frozen.freezeHash.hexBytes), "embargo": .text(request.embargo.description),
                "place": .string(request.place), "contributors": .string(contributors.hash.hexBytes),
                "plan": .string(frozen.plan.hash.hexBytes), "registry": Self.digest(frozen.registry),
                "population": Self.rooted(frozen.population), "exclusions": Self.digest(exclusions),
            ])
        let exclusionRows = left.map {
            record(
                "draw.exclusion/1",
                ["object": .string($0.object), "reason": .string($0.reason), "evidence": .string($0.evidence)])
        }
        var composed = ComposedFreeze(
            draw: id, hash: frozen.freezeHash,
            data: try [head] + contributorRows + exclusionRows
                + differences(request, before, frozen.population.bytes) + manifests(lists),
            lists: lists)
        composed.strata = zip(frozen.plan.strata, zip(frozen.counts, frozen.sizes)).map {
            .init(name: $0.stratum.bytes, population: $1.0, drawn: $1.1)
        }
        return composed
    }

    /// Who has had all visits of the year (年度频次已满) is left out of itself, the row of visits its evidence.
    private func full(
        _ task: StateObject, _ scope: ScopeReader, _ registry: [Bytes], besides known: [FreezeRequest.Exclusion]
    ) throws -> [FreezeRequest.Exclusion] {
        let items = try scope.items.map { try state.get(.items, $0, .itemUnknown) }
        let policy = state.find(.policy, Bytes(PolicyName.yearlyCap.rawValue.utf8))?["value"]
        guard let cap = policy?.integer, Frequency.isLimited(task, items: items) else { return [] }
        let year = Frequency.year(of: task, from: today)
        let others = Set(known.map(\.object))
        return registry.compactMap { object in
            let days = Frequency.days(state.find(.visits, Frequency.yearKey(object, year)))
            guard days.count >= cap, !others.contains(object) else { return nil }
            return FreezeRequest.Exclusion(
                object: object, reason: Frequency.reason, evidence: Frequency.evidence(object, year, days))
        }
    }

    // MARK: Inspectors

    /// The freeze of a draw of inspectors (抽取执法人员), with the preflight that says whether it can be matched at all.
    /// - Throws: as ``objects(_:)``.
    public func inspectors(_ request: FreezeRequest) throws -> ComposedFreeze {
        let task = try state.get(.tasks, request.task, .taskUnknown)
        guard let of = task.bytes("objects"), let salt = request.salt else {
            throw LedgerError(.taskStanding, "the objects of \(request.task.shown) are not drawn")
        }
        let id = next("I", of: request.task)
        let before = try predecessor(of: request.task, task, isObjects: false)
        let (contributors, contributorRows) = try contributors(request)
        let scope = try ScopeReader(task)
        let inspections = state.all(.inspections, prefix: request.task + [UInt8(ascii: "-")])
            .filter { !$0.row.equals("standing", "dropped") }.map(\.key)
        let people = try InspectorFreeze.inspectors(scope, from: task.date("from"), on: today, state)
        let (frozen, lists) = try Act.pure {
            let inspectors = try InspectorsManifest(people)
            let team = scope.content.objects("team")
            let slots = try SlotsManifest(
                inspections.flatMap { inspection in
                    try team.map { slot in
                        SlotRow(
                            slot: try Self.id(inspection + Bytes(".\(slot.integer("slot") ?? 0)".utf8)),
                            inspection: try Self.id(inspection),
                            department: try slot.bytes("department").map { try Self.word($0) },
                            tags: try DrawTags(slot.list("skills").map { try Self.word($0) }))
                    }
                })
            let conflicts = try ConflictsManifest(conflicts(inspections, people, objects: request.objects))
            let text = InspectorFreezeText(
                draw: try Self.id(id), supersedes: try before.map { try Self.id($0.id) }, profile: request.profile,
                of: try Self.id(of), inspectors: inspectors, slots: slots, conflicts: conflicts,
                contributors: contributors, salt: salt)
            let lists: [(name: StaticString, bytes: Bytes)] = [
                ("inspectors", inspectors.bytes), ("slots", slots.bytes), ("conflicts", conflicts.bytes),
                ("contributors", contributors.bytes),
            ]
            return (
                try FrozenInspectorDraw(
                    freeze: text, inspectors: inspectors, slots: slots, conflicts: conflicts,
                    contributors: contributors), lists
            )
        }
        let head = record(
            "draw.freeze/1",
            [
                "draw": .string(id), "task": .string(request.task), "kind": .text("inspectors"),
                "profile": .text(request.profile.rawValue), "supersedes": before.map { .string($0.id) },
                "hash": .string(frozen.freezeHash.hexBytes), "embargo": .text(request.embargo.description),
                "place": .string(request.place),
                "contributors": .string(contributors.hash.hexBytes), "of": .string(of),
                "inspectors": Self.digest(frozen.roster.inspectors), "slots": Self.digest(frozen.roster.slots),
                "conflicts": Self.digest(frozen.roster.conflicts),
            ])
        let saltRow = record("draw.salt/1", ["salt": .string(salt.hexBytes)])
        var composed = ComposedFreeze(
            draw: id, hash: frozen.freezeHash,
            data: try [head] + contributorRows + differences(request, before, frozen.roster.inspectors.bytes) + [
                saltRow
            ]
                + manifests(lists),
            lists: lists)
        composed.inspectorCount = frozen.roster.inspectors.count
        composed.slotCount = frozen.roster.slots.count
        composed.preflight = try Act.pure { try frozen.roster.preflight() }
        return composed
    }

    private func conflicts(
        _ inspections: [Bytes], _ people: [Draw.InspectorRow], objects: [Bytes: Bytes]
    ) throws -> [ConflictRow] {
        try people.flatMap { person -> [ConflictRow] in
            // Few people have declared anything, and an office has many inspections.
            let prefix = Act.relationKey(person.id.bytes, [])
            let related = Dictionary(
                state.all(.relations, prefix: prefix).filter { Act.isDeclared($0.row) }
                    .map { (Bytes($0.key.dropFirst(prefix.count)), $0.row) }
            ) { first, _ in first }
            guard !related.isEmpty else { return [] }
            return try inspections.compactMap { inspection in
                guard let object = objects[inspection], let relation = related[object] else { return nil }
                return ConflictRow(
                    inspection: try Self.id(inspection), inspector: person.id,
                    evidence: try Act.hash(relation.bytes("evidence")))
            }
        }
    }

    // MARK: Contributors

    /// The operator, the supervisor, the attendants, last those on paper, then the server's next rung, then the reserve's.
    private func contributors(_ request: FreezeRequest) throws -> (ContributorsManifest, [Bytes]) {
        var manifest: [ContributorRow] = []
        var rows: [Bytes] = []
        func slot() -> Bytes { Bytes(String(101 + manifest.count).dropFirst().utf8) }
        for (party, recorder) in request.freshParties {
            rows.append(
                record(
                    "draw.contributor/1",
                    [
                        "slot": .string(slot()), "party": .string(party), "source": .text("fresh"),
                        "custodian": request.custodians[party].map { .string($0.bytes) },
                        "recorder": recorder.map { .string($0.bytes) },
                    ]))
            manifest.append(
                ContributorRow(
                    slot: try Self.id(slot()), party: try Self.id(party), source: .fresh,
                    custodian: try request.custodians[party].map { try Self.id($0.bytes) }))
        }
        for (ladder, isServer) in [(request.ladder, true)] + (request.reserve.map { [($0, false)] } ?? []) {
            let row = try state.get(.ladders, ladder, .drawLadder)
            let rung = (row.integer("used") ?? 0) + 1
            let party = isServer ? Bytes("server") : try row.required("owner")
            rows.append(
                record(
                    "draw.contributor/1",
                    [
                        "slot": .string(slot()), "party": .string(party),
                        "source": .text(isServer ? "ladder" : "reserve"), "ladder": .string(ladder),
                        "rung": .integer(Int64(rung)),
                    ]))
            let position = try Act.pure(.drawLadder) {
                try LadderPosition(ladder: try Self.id(ladder), rung: rung, anchor: try Act.hash(row.bytes("anchor")))
            }
            manifest.append(
                ContributorRow(
                    slot: try Self.id(slot()), party: try Self.id(party),
                    source: isServer ? .ladder(position) : .reserve(position)))
        }
        if let round = request.beacon {
            rows.append(
                record(
                    "draw.contributor/1",
                    [
                        "slot": .string(slot()), "party": .string(round.source.bytes), "source": .text("beacon"),
                        "origin": .string(round.source.bytes), "round": .string(round.round.bytes),
                    ]))
            manifest.append(
                ContributorRow(slot: try Self.id(slot()), party: round.source, source: .beacon(round)))
        }
        return (try Act.pure(.drawContributors) { try ContributorsManifest(manifest) }, rows)
    }

    /// The draw that a new one takes up, as the rule finds it.
    private func predecessor(of number: Bytes, _ task: StateObject, isObjects: Bool) throws -> Predecessor? {
        try Predecessor.of(
            LineDraws(
                rows: state, number: number, task: task, kind: isObjects ? Bytes("objects") : Bytes("inspectors")),
            earlier: state.all(.draws, prefix: number + (isObjects ? Bytes("-E") : Bytes("-I"))))
    }

    /// Each line that is not as the voided draw had it, with its reason.
    private func differences(
        _ request: FreezeRequest, _ before: Predecessor?, _ list: Bytes
    ) throws -> [Bytes] {
        guard let before, before.isBinding, let earlier = request.earlier else { return [] }
        return try ListDifference.between(earlier, list).map { difference in
            let stated = request.differences[difference.subject]
            guard let reason = stated?.reason ?? request.differenceReason else {
                throw LedgerError(.drawDifferences, difference.subject.shown)
            }
            return record(
                "draw.difference/1",
                [
                    "subject": .string(difference.subject), "change": .text(difference.change.rawValue),
                    "reason": .string(reason), "evidence": stated?.evidence.map { .string($0) },
                ])
        }
    }

    /// The draw that the next of a task takes up with its list: a value had been shown, or its task was stopped after the
    /// result.
    public func bindingPredecessor(of task: Bytes, isObjects: Bool) throws -> Bytes? {
        let row = try state.get(.tasks, task, .taskUnknown)
        return try predecessor(of: task, row, isObjects: isObjects).flatMap { $0.isBinding ? $0.id : nil }
    }

    // MARK: Ladders and contributions

    /// Row 0: a ladder (预封号链) is opened.
    public func ladder(_ id: Bytes, rungs: Int, anchor: Hash256, custodian: ActorName, isServer: Bool) -> [Bytes] {
        [
            record(
                "draw.ladder/1",
                [
                    "ladder": .string(id), "rungs": .integer(Int64(rungs)), "anchor": .string(anchor.hexBytes),
                    "custodian": .string(custodian.bytes), "purpose": .text(isServer ? "server" : "reserve"),
                ])
        ]
    }

    /// Rows 1 and 4, the second signature: of a ladder by its custodian, of a freeze by the supervisor, of a close by
    /// every contributor but the operator; of somebody on paper with the slot and the digest of the sheet's scan.
    public func confirmation(
        of entry: SeenEntry, draw: Bytes? = nil, onPaper sheet: (slot: Bytes, scan: Bytes)? = nil
    ) -> [Bytes] {
        [
            record(
                "draw.confirmed/1",
                [
                    "about": RecordedDraw.about(entry), "draw": draw.map { .string($0) },
                    "slot": sheet.map { .string($0.slot) }, "sheet": sheet.map { .string($0.scan) },
                ])
        ]
    }

    /// A supervisor says no (不予确认): to a request to void or to replace, or to a place that nobody can fill.
    public func declining(_ entry: SeenEntry, draw: Bytes, reason: Bytes) -> [Bytes] {
        [
            record(
                "draw.declined/1",
                ["about": RecordedDraw.about(entry), "draw": .string(draw), "reason": .string(reason)])
        ]
    }

    /// Row 3: a commit (封号).
    public func commit(_ draw: RecordedDraw, slot: Bytes, value: Hash256) throws -> [Bytes] {
        commit(draw, slot: slot, commit: try draw.commitText(slot: slot, value: value).hash, scan: nil)
    }

    /// Row 3, of somebody on paper (纸质签认): the commit as it stands on the sheet, with the digest of its scan.
    public func commit(_ draw: RecordedDraw, slot: Bytes, commit: Hash256, scan: Bytes?) -> [Bytes] {
        [
            record(
                "draw.commit/1",
                [
                    "draw": .string(draw.id), "slot": .string(slot), "commit": .string(commit.hexBytes),
                    "sheet": scan.map { .string($0) },
                ])
        ]
    }

    /// Row 4: every commit as it stands.
    /// - Throws: `draw.incomplete` where one is missing.
    public func close(_ draw: RecordedDraw) throws -> [Bytes] {
        let commits = try draw.freshSlots.map { slot in
            guard let commit = slot.commit else { throw LedgerError(.drawIncomplete, "slot \(slot.slot.shown)") }
            return IJSONValue.object(of: [("slot", .string(slot.slot)), ("commit", .string(commit))])
        }
        return [record("draw.close/1", ["draw": .string(draw.id), "commits": .array(commits)])]
    }

    /// Row 6: a reveal (开号).
    public func reveal(_ draw: RecordedDraw, slot: Bytes, value: Hash256) -> [Bytes] {
        [
            record(
                "draw.reveal/1",
                ["draw": .string(draw.id), "slot": .string(slot), "value": .string(value.hexBytes)])
        ]
    }

    /// Row 5: a custodian holds a value that opens the commit of a slot (保管).
    /// - Throws: `draw.custody` where it does not open it.
    public func custody(_ draw: RecordedDraw, slot: Bytes, value: Hash256) throws -> [Bytes] {
        guard let held = draw.freshSlots.first(where: { $0.slot == slot }), let commit = held.commit else {
            throw LedgerError(.drawCustody, "slot \(slot.shown)")
        }
        let entropy = try draw.entropy()
        _ = try Act.pure(.drawCustody) {
            try entropy.reveal(slot: try Self.id(slot), value: value, commit: try Act.hash(commit))
        }
        return [record("draw.custody/1", ["draw": .string(draw.id), "slot": .string(slot)])]
    }

    // MARK: Void, fix and beacon

    /// Row 11: a draw is given up (作废); the stage is read from its state.
    public func voiding(_ draw: RecordedDraw, party: Bytes, reason: Bytes, evidence: Bytes?) -> [Bytes] {
        [
            record(
                "draw.void/1",
                [
                    "draw": .string(draw.id),
                    "stage": .text(draw.freshSlots.contains(where: \.isRevealed) ? "after" : "before"),
                    "party": .string(party), "reason": .string(reason), "evidence": evidence.map { .string($0) },
                ])
        ]
    }

    /// Row 7b: the reveals that count are fixed (固定).
    /// - Throws: `draw.incomplete` before the first contribution.
    public func fix(_ draw: RecordedDraw) throws -> [Bytes] {
        guard let head = draw.lastContribution else { throw LedgerError(.drawIncomplete, draw.id.shown) }
        return [
            record(
                "draw.fix/1",
                [
                    "draw": .string(draw.id),
                    "slots": .array(draw.freshSlots.filter(\.isRevealed).map { .string($0.slot) }),
                    "head": RecordedDraw.about(head),
                ])
        ]
    }

    /// Row 7b: the public value as it was published (公开随机数).
    /// - Throws: `draw.profile` where the draw has no beacon.
    public func beacon(_ draw: RecordedDraw, value: Bytes, on day: CivilDate, evidence: Bytes) throws -> [Bytes] {
        for row in try draw.entropy().contributors.rows {
            guard case .beacon(let round) = row.source else { continue }
            return [
                record(
                    "draw.beacon/1",
                    [
                        "draw": .string(draw.id), "slot": .string(row.slot.bytes),
                        "origin": .string(round.source.bytes), "round": .string(round.round.bytes),
                        "value": .string(value), "on": .text(day.description), "evidence": .string(evidence),
                    ])
            ]
        }
        throw LedgerError(.drawProfile, "A")
    }

    // MARK: Strikes and replacements

    /// Row 10: an object that should not have been in the hat (剔除).
    public func strike(_ draw: Bytes, object: Bytes, reason: Bytes, evidence: Bytes) -> [Bytes] {
        [
            record(
                "draw.strike/1",
                ["draw": .string(draw), "reason": .string(reason), "evidence": .string(evidence)]),
            record("draw.struck/1", ["object": .string(object)]),
        ]
    }

    /// Row 9: an object, or with a slot an inspector, is to be replaced (替换).
    public func replacement(
        _ draw: Bytes, inspection: Bytes, slot: Bytes?, reason: Bytes, evidence: Bytes
    ) -> [Bytes] {
        [
            record(
                "draw.replace/1",
                [
                    "draw": .string(draw), "inspection": .string(inspection), "slot": slot.map { .string($0) },
                    "reason": .string(reason), "evidence": .string(evidence),
                ])
        ]
    }

    /// Row 9: the supervisor's rung for a reseed (备用链值).
    public func reserve(_ draw: Bytes, slot: Bytes, value: Hash256) -> [Bytes] {
        [
            record(
                "draw.reserve/1",
                ["draw": .string(draw), "slot": .string(slot), "value": .string(value.hexBytes)])
        ]
    }

    // MARK: Parts

    private func next(_ letter: StaticString, of task: Bytes) -> Bytes {
        let stem = task + Bytes("-\(letter)".utf8)
        return stem + Bytes("\(state.values(.draws, prefix: stem).count + 1)".utf8)
    }

    private func manifests(_ lists: [(name: StaticString, bytes: Bytes)]) -> [Bytes] {
        lists.map { list in
            record(
                "draw.manifest/1",
                [
                    "name": .text("\(list.name)"),
                    "file": .object(of: [
                        ("sha256", .string(Hash256.hash(list.bytes).hexBytes)),
                        ("size", .integer(Int64(list.bytes.count))), ("media", .text("text/plain")),
                    ]),
                ])
        }
    }

    private static func digest<Row>(_ manifest: Manifest<Row>) -> IJSONValue {
        .object(of: [("hash", .string(manifest.hash.hexBytes)), ("count", .integer(Int64(manifest.count)))])
    }

    private static func rooted(_ population: PopulationManifest) -> IJSONValue {
        .object(of: [
            ("hash", .string(population.hash.hexBytes)), ("count", .integer(Int64(population.count))),
            ("root", .string(ManifestTree(population).root.hexBytes)),
        ])
    }

    static func id(_ bytes: Bytes) throws -> DrawID {
        guard let id = DrawID(bytes) else { throw LedgerError(.recordInvalid, bytes.shown) }
        return id
    }

    static func word(_ bytes: Bytes) throws -> DrawWord {
        guard let word = DrawWord(bytes) else { throw LedgerError(.drawManifest, "\(bytes.shown) is no word") }
        return word
    }
}
