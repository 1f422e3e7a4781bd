// A draw made again from what the ledger shows of it: events in their order and the attached lists, never from admission
// state or from what the daemon says. What is wrong is named with the entry where it stands.

import Draw
import Ledger

/// An entry of a draw as a verifier has it.
public struct DrawEntry: Sendable {
    public let index: EntryIndex
    public let type: TypeName
    public let author: ActorName?
    /// The data records that are disclosed.
    public let records: [Record]
    /// Whether none of them is withheld.
    public let isDisclosed: Bool

    /// Names an entry.
    public init(index: EntryIndex, type: TypeName, author: ActorName?, records: [Record], isDisclosed: Bool) {
        self.index = index
        self.type = type
        self.author = author
        self.records = records
        self.isDisclosed = isDisclosed
    }
}

/// What one check of a draw came to.
public struct DrawCheck: Sendable, Hashable {
    /// The outcomes.
    public enum Outcome: Sendable, Hashable {
        /// Made again, and the same (已复核).
        case rechecked
        /// Made again, and not the same (不符).
        case differs(String)
        /// Could not be made again from what is shown (未披露).
        case notDisclosed
        /// Has not come yet (尚未进行).
        case pending
    }

    /// What was checked.
    public let title: BilingualText
    /// What it came to.
    public let outcome: Outcome
    /// The entry where it stands.
    public let index: EntryIndex?
}

/// A recheck of a draw (抽取复核).
public struct DrawAudit: Sendable {
    /// The draw.
    public let draw: Bytes
    /// The checks in the order of the draw.
    public private(set) var checks: [DrawCheck] = []
    /// The seed as it was made again; nil where it could not be.
    public private(set) var seed: Hash256?
    /// What the draw came to: objects with their tickets, or slots with their inspectors.
    public private(set) var outcome: [(subject: Bytes, inspection: Bytes, ticket: Hash256?)] = []
    /// What it was made again from.
    public private(set) var evidence = DrawEvidence()

    /// Whether the draw was voided and `outcome` is what it would have come to (未公布的结果).
    public private(set) var isSuppressed = false

    /// Whether nothing differs.
    public var isRight: Bool {
        checks.allSatisfy { if case .differs = $0.outcome { false } else { true } }
    }
    /// Whether everything was made again.
    public var isComplete: Bool { checks.allSatisfy { $0.outcome == .rechecked } }

    /// Makes a draw again.
    /// - Parameters:
    ///   - entries: entries of the family `draw` in their order; those of other draws are passed over.
    ///   - attachment: the bytes of an attached list; nil where it is not there.
    /// - Throws: `draw.unknown`, and what `attachment` throws.
    public static func of(
        _ draw: Bytes, entries: [DrawEntry], attachment: @escaping (Hash256) throws -> Bytes?
    ) throws -> DrawAudit {
        var working = Working(audit: DrawAudit(draw: draw), all: entries, attachment: attachment)
        try working.run()
        return working.audit
    }

    /// What a frozen list is called.
    public static func listTitle(_ name: String) -> BilingualText {
        switch name {
        case "registry": BilingualText("registry", "名录快照")
        case "population": BilingualText("population", "参抽名单")
        case "exclusions": BilingualText("exclusions", "排除名单")
        case "plan": BilingualText("plan", "抽取方案")
        case "inspectors": BilingualText("inspectors", "执法人员名单")
        case "slots": BilingualText("slots", "席位")
        case "conflicts": BilingualText("recusals", "回避名单")
        case "contributors": BilingualText("contributors", "开号各方")
        default: BilingualText(name, name)
        }
    }

    private init(draw: Bytes) { self.draw = draw }

    private struct Working {
        var audit: DrawAudit
        let all: [DrawEntry]
        let attachment: (Hash256) throws -> Bytes?
        private var lists: [String: Bytes] = [:]
        private var contributors: ContributorsManifest?
        private var freezeHash: Hash256?
        private var profile = DrawProfile.a
        private var supersedes: DrawID?
        /// The slots whose reveals count, where a fix says so.
        private var fixed: [Bytes]?
        /// The values that stand, all or not.
        private var found: [Contribution] = []

        init(audit: DrawAudit, all: [DrawEntry], attachment: @escaping (Hash256) throws -> Bytes?) {
            self.audit = audit
            self.all = all
            self.attachment = attachment
        }

        private mutating func note(
            _ english: String, _ chinese: String, _ outcome: DrawCheck.Outcome, at index: EntryIndex? = nil
        ) {
            audit.checks.append(DrawCheck(title: BilingualText(english, chinese), outcome: outcome, index: index))
        }

        /// Runs a comparison; what pure code refuses differs.
        private mutating func check(
            _ english: String, _ chinese: String, at index: EntryIndex?,
            _ body: (inout Working) throws -> DrawCheck.Outcome
        ) throws {
            let outcome: DrawCheck.Outcome
            do {
                outcome = try body(&self)
            } catch let error as DrawError {
                outcome = .differs("\(error.code.rawValue) \(error.detail)")
            }
            note(english, chinese, outcome, at: index)
        }

        private func head(_ entry: DrawEntry) -> StateObject? { content(entry).first?.content }

        private func content(_ entry: DrawEntry) -> [(type: TypeName, content: StateObject)] {
            entry.records.compactMap { record in
                guard let schema = RuleSet1.schemas[record.type], let content = try? schema.read(record) else {
                    return nil
                }
                return (record.type, content)
            }
        }

        private func rows(_ entry: DrawEntry, _ type: StaticString) -> [StateObject] {
            let type = TypeName(literal: type)
            return content(entry).filter { $0.type == type }.map(\.content)
        }

        private func entries(_ type: StaticString) -> [DrawEntry] {
            let type = TypeName(literal: type)
            return all.filter { $0.type == type }
        }

        private func ours(_ type: StaticString) -> [DrawEntry] {
            entries(type).filter { head($0)?.bytes("draw") == audit.draw }
        }

        // MARK: The draw from its freeze to its result

        mutating func run() throws {
            guard let freeze = ours("draw.freeze/1").first, let frozen = head(freeze) else {
                throw LedgerError(.drawUnknown, audit.draw.shown)
            }
            profile = DrawProfile.of(frozen)
            supersedes = frozen.bytes("supersedes").flatMap { DrawID($0) }
            audit.evidence.task = frozen.bytes("task") ?? []
            audit.evidence.isOfObjects = frozen.equals("kind", "objects")
            audit.evidence.frozenAt = freeze.index
            audit.evidence.resultAt = ours("draw.result/1").first?.index
            for row in rows(freeze, "draw.contributor/1") {
                guard let slot = row.bytes("slot").flatMap({ DrawID($0) }) else { continue }
                audit.evidence.recorders[slot] = row.actor("recorder")
            }
            try readLists(freeze, frozen)
            try checkFreeze(freeze, frozen)
            try checkContributors(freeze, frozen)
            checkConfirmation(of: freeze)
            try checkRoot(freeze, frozen)
            if frozen.equals("kind", "inspectors") { try checkPreflight() }
            let commits = try checkCommits()
            let close = checkClose(commits)
            let contributions = try checkReveals(commits, after: close)
            if let void = voided() {
                note("voided, by name", "已作废（写明责任方）", .rechecked, at: void)
                return try checkSuppressed(contributions, frozen)
            }
            try checkSeed(contributions)
            try checkResult(frozen)
            try checkSuccessions(frozen)
        }

        /// What was struck and replaced since.
        private mutating func checkSuccessions(_ frozen: StateObject) throws {
            let names = ["draw.strike", "draw.replaced", "draw.preflight", "draw.reserve"].map { Bytes($0.utf8) }
            let steps = all.filter { names.contains(Bytes($0.type.name)) }.compactMap { entry in
                head(entry).flatMap { head -> SuccessionAudit.Step? in
                    guard head.bytes("draw") == audit.draw else { return nil }
                    return SuccessionAudit.Step(entry: entry, head: head, rows: Array(content(entry).dropFirst()))
                }
            }
            guard steps.contains(where: { $0.entry.type != TypeName(literal: "draw.preflight/1") }) else { return }
            var findings: [SuccessionAudit.Finding] = []
            do {
                if let seed = audit.seed, let draw = frozen.equals("kind", "objects") ? try frozenObjects() : nil {
                    let selection = draw.select(seed: seed)
                    findings = try SuccessionAudit.objects(
                        steps, selection: selection,
                        drawn: DrawnObject.all(selection, plan: draw.plan, task: frozen.bytes("task") ?? []),
                        changes: &audit.evidence.changes)
                } else if let seed = audit.seed, let roster = try roster(), let contributors, let freezeHash,
                    let id = DrawID(audit.draw)
                {
                    findings = try SuccessionAudit.inspectors(
                        steps, draw: audit.draw, matching: roster.match(seed: seed),
                        entropy: SeedAssembly(
                            draw: id, freeze: freezeHash, profile: profile, contributors: contributors))
                } else {
                    return note("strikes and replacements", "剔除与替换", .notDisclosed)
                }
            } catch let error as DrawError {
                return note("strikes and replacements", "剔除与替换", .differs("\(error.code.rawValue) \(error.detail)"))
            }
            for finding in findings {
                note(
                    "successor in \(finding.place.shown)", "\(finding.place.shown) 的接替者", finding.outcome,
                    at: finding.index)
            }
        }

        /// The confirmation that made the draw void.
        private func voided() -> EntryIndex? {
            ours("draw.void/1").compactMap { confirmers(of: $0.index).first?.at }.first
        }

        /// Each attached list has the digest that the freeze names.
        private mutating func readLists(_ freeze: DrawEntry, _ frozen: StateObject) throws {
            let named = DrawEvidence.listNames(isOfObjects: frozen.equals("kind", "objects"))
            let manifests = rows(freeze, "draw.manifest/1")
            for name in named {
                let stated = frozen[name].flatMap { $0.bytes ?? $0["hash"]?.bytes }.flatMap { Hash256(hex: $0) }
                let title = DrawAudit.listTitle("\(name)")
                try check("list \(title.english)", "名单：\(title.chinese)", at: freeze.index) { work in
                    guard let stated else { return .differs("\(name) is not named") }
                    if let manifest = manifests.first(where: { $0.equals("name", name) }),
                        manifest["file"]?["sha256"]?.bytes != stated.hexBytes
                    {
                        return .differs("\(name): the attachment is another one")
                    }
                    guard let bytes = try work.attachment(stated) else { return .notDisclosed }
                    let hash = Hash256.hash(bytes)
                    guard hash == stated else { return .differs("\(name) hashes to \(hash)") }
                    work.lists["\(name)"] = bytes
                    work.audit.evidence.lists["\(name)"] = bytes
                    return .rechecked
                }
            }
        }

        private func list(_ name: String) -> Bytes? { lists[name] }

        private mutating func checkFreeze(_ freeze: DrawEntry, _ frozen: StateObject) throws {
            freezeHash = frozen.bytes("hash").flatMap { Hash256(hex: $0) }
            audit.evidence.freezeHash = freezeHash
            try check("freeze text", "冻结文本", at: freeze.index) { work in
                if frozen.equals("kind", "objects") {
                    work.audit.evidence.objects = try work.frozenObjects()
                } else {
                    work.audit.evidence.inspectors = try work.frozenInspectors(freeze, frozen)
                }
                let evidence = work.audit.evidence
                guard let hash = evidence.objects?.freezeHash ?? evidence.inspectors?.freezeHash else {
                    return .notDisclosed
                }
                return hash == work.freezeHash ? .rechecked : .differs("the freeze text hashes to \(hash)")
            }
        }

        /// The root, where the freeze states one, is that of the population's lines.
        private mutating func checkRoot(_ freeze: DrawEntry, _ frozen: StateObject) throws {
            guard let stated = frozen["population"]?["root"]?.bytes else { return }
            let root = Hash256(hex: stated)
            audit.evidence.populationRoot = root
            try check("root over the population", "参抽名单的默克尔根", at: freeze.index) { work in
                guard let population = work.audit.evidence.objects?.population else { return .notDisclosed }
                let made = ManifestTree(population).root
                return made == root ? .rechecked : .differs("the root is \(made)")
            }
        }

        private func frozenObjects() throws -> FrozenDraw? {
            guard let registry = list("registry"), let population = list("population"), let plan = list("plan"),
                let exclusions = list("exclusions"), let contributors = list("contributors"),
                let id = DrawID(audit.draw)
            else { return nil }
            let registryList = try RegistryManifest(parsing: registry)
            let populationList = try PopulationManifest(parsing: population)
            let exclusionList = try ExclusionsManifest(parsing: exclusions)
            let planText = try PlanText(parsing: plan)
            let contributorList = try ContributorsManifest(parsing: contributors)
            return try FrozenDraw(
                freeze: FreezeText(
                    draw: id, supersedes: supersedes, profile: profile, registry: registryList,
                    population: populationList,
                    exclusions: exclusionList, plan: planText, contributors: contributorList),
                registry: registryList, population: populationList, exclusions: exclusionList, plan: planText,
                contributors: contributorList)
        }

        private func roster() throws -> MatchingRoster? {
            guard let inspectors = list("inspectors"), let slots = list("slots"), let conflicts = list("conflicts")
            else {
                return nil
            }
            return try MatchingRoster(
                inspectors: InspectorsManifest(parsing: inspectors), slots: SlotsManifest(parsing: slots),
                conflicts: ConflictsManifest(parsing: conflicts))
        }

        private func frozenInspectors(_ freeze: DrawEntry, _ frozen: StateObject) throws -> FrozenInspectorDraw? {
            guard let roster = try roster(), let contributors = list("contributors"), let id = DrawID(audit.draw),
                let of = frozen.bytes("of").flatMap({ DrawID($0) }),
                let salt = rows(freeze, "draw.salt/1").first?.bytes("salt").flatMap({ Hash256(hex: $0) })
            else { return nil }
            let contributorList = try ContributorsManifest(parsing: contributors)
            return try FrozenInspectorDraw(
                freeze: InspectorFreezeText(
                    draw: id, supersedes: supersedes, profile: profile, of: of, inspectors: roster.inspectors,
                    slots: roster.slots, conflicts: roster.conflicts, contributors: contributorList, salt: salt),
                inspectors: roster.inspectors, slots: roster.slots, conflicts: roster.conflicts,
                contributors: contributorList)
        }

        private mutating func checkContributors(_ freeze: DrawEntry, _ frozen: StateObject) throws {
            try check("who gives randomness", "开号各方与名单一致", at: freeze.index) { work in
                guard let text = work.list("contributors") else { return .notDisclosed }
                let manifest = try ContributorsManifest(parsing: text)
                let stated = work.rows(freeze, "draw.contributor/1")
                guard stated.count == manifest.rows.count,
                    zip(stated, manifest.rows).allSatisfy({ row, listed in
                        row.bytes("slot") == listed.slot.bytes && row.bytes("party") == listed.party.bytes
                            && row["source"]?.word == listed.source.kind.rawValue
                    })
                else { return .differs("the records are not the list") }
                work.contributors = manifest
                return .rechecked
            }
        }

        private func freshSlots() -> [ContributorRow] {
            contributors?.rows.filter { $0.source.kind == .fresh } ?? []
        }

        private func confirmers(of index: EntryIndex) -> [(party: Bytes, at: EntryIndex)] {
            entries("draw.confirmed/1").compactMap { entry in
                guard let head = head(entry), head.about()?.index == index, let author = entry.author else {
                    return nil
                }
                guard let slot = head.bytes("slot").flatMap({ DrawID($0) }) else { return (author.bytes, entry.index) }
                // Signed by hand: only the recorder enters it, and with the scan.
                guard audit.evidence.recorders[slot] == author, head["sheet"] != nil,
                    let party = contributors?.rows.first(where: { $0.slot == slot })?.party
                else { return nil }
                return (party.bytes, entry.index)
            }
        }

        /// How a check of a slot says that its party signed on paper.
        private func onPaper(_ slot: DrawID) -> BilingualText {
            audit.evidence.recorders[slot].map {
                BilingualText(" (signed on paper, entered by \($0))", "（纸质签认，\($0) 代录）")
            } ?? BilingualText("", "")
        }

        private mutating func checkConfirmation(of freeze: DrawEntry) {
            let confirmers = confirmers(of: freeze.index)
            let party = freshSlots().map(\.party.bytes)
            let operatorBytes = freeze.author?.bytes
            guard let first = confirmers.first else {
                return note("freeze confirmed by a second person", "冻结经第二人确认", .pending)
            }
            let holds = first.party != operatorBytes && (contributors == nil || party.contains(first.party))
            note(
                "freeze confirmed by a second person", "冻结经第二人确认",
                holds ? .rechecked : .differs("confirmed by \(first.party.shown)"), at: first.at)
        }

        private mutating func checkPreflight() throws {
            guard let entry = ours("draw.preflight/1").first else {
                return note("preflight", "配齐预检", .pending)
            }
            try check("preflight", "配齐预检", at: entry.index) { work in
                guard let roster = try work.roster(), entry.isDisclosed else { return .notDisclosed }
                let preflight = try roster.preflight()
                guard preflight.isFeasible else { return .differs("\(preflight.unfilled) places stay empty") }
                let stated = work.rows(entry, "draw.eligible/1")
                let same =
                    stated.count == roster.slots.count
                    && zip(stated, zip(roster.slots.rows, preflight.eligible)).allSatisfy {
                        $0.bytes("slot") == $1.0.slot.bytes && $0.integer("eligible") == $1.1
                    }
                return same ? .rechecked : .differs("eligible inspectors of a place")
            }
        }

        private mutating func checkCommits() throws -> [DrawID: (commit: Hash256, at: EntryIndex)] {
            var commits: [DrawID: (commit: Hash256, at: EntryIndex)] = [:]
            for entry in ours("draw.commit/1") {
                guard let row = head(entry), let slot = row.bytes("slot").flatMap({ DrawID($0) }),
                    let commit = row.bytes("commit").flatMap({ Hash256(hex: $0) })
                else { continue }
                let party = contributors?.rows.first { $0.slot == slot }?.party.bytes
                let recorder = audit.evidence.recorders[slot]
                let isRight =
                    (recorder != nil) == (row["sheet"] != nil)
                    && (contributors == nil || recorder?.bytes ?? party == entry.author?.bytes)
                let paper = onPaper(slot)
                note(
                    "commit of slot \(slot)\(paper.english)", "席位 \(slot) 封号\(paper.chinese)",
                    commits[slot] == nil && isRight ? .rechecked : .differs("not by its party, or twice"),
                    at: entry.index)
                if commits[slot] == nil {
                    commits[slot] = (commit, entry.index)
                    audit.evidence.commits.append(DrawEvidence.Value(slot: slot, value: commit, at: entry.index))
                }
            }
            for slot in freshSlots() where commits[slot.slot] == nil {
                note("commit of slot \(slot.slot)", "席位 \(slot.slot) 封号", .pending)
            }
            return commits
        }

        /// The close lists every commit, and everybody else has confirmed it.
        private mutating func checkClose(_ commits: [DrawID: (commit: Hash256, at: EntryIndex)]) -> EntryIndex? {
            guard let entry = ours("draw.close/1").first, let row = head(entry) else {
                note("close", "封存", .pending)
                return nil
            }
            let stated = row.objects("commits")
            let holds =
                stated.count == commits.count
                && stated.allSatisfy { listed in
                    guard let slot = listed.bytes("slot").flatMap({ DrawID($0) }), let known = commits[slot] else {
                        return false
                    }
                    return listed.bytes("commit") == known.commit.hexBytes && known.at < entry.index
                }
            note("close lists every commit", "封存列明全部封号", holds ? .rechecked : .differs("the commits"), at: entry.index)
            let missing = freshSlots().map(\.party.bytes).filter { $0 != entry.author?.bytes }
            let confirmed = confirmers(of: entry.index)
            let lacking = missing.filter { party in !confirmed.contains { $0.party == party } }
            note(
                "close confirmed by every contributor", "封存经各方确认",
                lacking.isEmpty && contributors != nil ? .rechecked : contributors == nil ? .notDisclosed : .pending,
                at: confirmed.last?.at)
            return confirmed.last?.at ?? entry.index
        }

        private mutating func checkReveals(
            _ commits: [DrawID: (commit: Hash256, at: EntryIndex)], after close: EntryIndex?
        ) throws -> [Contribution]? {
            guard let contributors, let id = DrawID(audit.draw), let freezeHash else { return nil }
            let entropy = SeedAssembly(draw: id, freeze: freezeHash, profile: profile, contributors: contributors)
            let fix = try checkFix()
            var contributions: [Contribution] = []
            let reveals = ours("draw.reveal/1") + ours("draw.rung/1")
            let hidden = all.contains { entry in
                let isValue =
                    entry.type == TypeName(literal: "draw.reveal/1") || entry.type == TypeName(literal: "draw.rung/1")
                return isValue && !entry.isDisclosed
            }
            for row in contributors.rows where row.source.kind != .reserve {
                let isFresh = row.source.kind == .fresh
                if isFresh, let counted = fix?.counted, !counted.contains(row.slot.bytes) { continue }
                if row.source.kind == .beacon {
                    if let value = try checkBeacon(row, entropy, after: fix?.at) { contributions.append(value) }
                    continue
                }
                let paper = onPaper(row.slot)
                let title =
                    isFresh
                    ? BilingualText(
                        "reveal of slot \(row.slot)\(paper.english)", "席位 \(row.slot) 开号\(paper.chinese)")
                    : BilingualText("rung of slot \(row.slot)", "席位 \(row.slot) 链值")
                guard let entry = reveals.first(where: { head($0)?.bytes("slot") == row.slot.bytes }),
                    let value = head(entry)?.bytes("value").flatMap({ Hash256(hex: $0) })
                else {
                    note(title.english, title.chinese, hidden ? .notDisclosed : .pending)
                    continue
                }
                audit.evidence.values.append(DrawEvidence.Value(slot: row.slot, value: value, at: entry.index))
                try check(title.english, title.chinese, at: entry.index) { _ in
                    if let close, entry.index < close { return .differs("before the close was confirmed") }
                    if isFresh {
                        guard let commit = commits[row.slot]?.commit else { return .differs("no commit") }
                        contributions.append(try entropy.reveal(slot: row.slot, value: value, commit: commit))
                    } else {
                        contributions.append(try entropy.rung(slot: row.slot, value: value))
                    }
                    return .rechecked
                }
            }
            fixed = fix?.counted
            found = contributions
            let expected = contributors.rows.count { row in
                row.source.kind != .reserve && !isLeftOut(row)
            }
            return contributions.count == expected ? contributions : nil
        }

        /// Profile B: whether a fix leaves the reveal of a slot out.
        private func isLeftOut(_ row: ContributorRow) -> Bool {
            guard let fixed, row.source == .fresh else { return false }
            return !fixed.contains(row.slot.bytes)
        }

        /// Profile B: which reveals count, confirmed by everybody whose they are; nil where nothing is fixed.
        private mutating func checkFix() throws -> (counted: [Bytes], at: EntryIndex)? {
            guard profile == .b else { return nil }
            guard let entry = ours("draw.fix/1").last, let row = head(entry) else {
                note("fix", "固定", .pending)
                return nil
            }
            let counted = row.list("slots")
            let shown = ours("draw.reveal/1").filter { $0.index < entry.index }.compactMap { head($0)?.bytes("slot") }
            let hidden = ours("draw.reveal/1").isEmpty && all.contains { !$0.isDisclosed }
            let parties = freshSlots().filter { counted.contains($0.slot.bytes) }.map(\.party.bytes)
            let confirmed = confirmers(of: entry.index)
            let lacking = parties.filter { party in
                party != entry.author?.bytes && !confirmed.contains { $0.party == party }
            }
            note(
                "fix names every reveal that counts", "固定列明计入的开号",
                hidden ? .notDisclosed : Set(shown) == Set(counted) ? .rechecked : .differs("the reveals"),
                at: entry.index)
            note(
                "fix confirmed by all of them", "固定经各方确认", lacking.isEmpty ? .rechecked : .pending,
                at: confirmed.last?.at)
            return (counted, confirmed.last?.at ?? entry.index)
        }

        /// The public value: stated after the fix, by one person and confirmed by another.
        private mutating func checkBeacon(
            _ row: ContributorRow, _ entropy: SeedAssembly, after fix: EntryIndex?
        ) throws -> Contribution? {
            guard let entry = ours("draw.beacon/1").last, let stated = head(entry) else {
                note("public value of slot \(row.slot)", "席位 \(row.slot) 公开随机数", .pending)
                return nil
            }
            var contribution: Contribution?
            let confirmed = confirmers(of: entry.index)
            try check("public value of slot \(row.slot)", "席位 \(row.slot) 公开随机数", at: entry.index) { work in
                guard let source = stated.bytes("origin").flatMap({ DrawID($0) }),
                    let round = stated.bytes("round").flatMap({ DrawID($0) }),
                    let value = stated.bytes("value").flatMap({ DrawWord($0) })
                else { return .notDisclosed }
                guard let fix, entry.index > fix else { return .differs("before the fix was confirmed") }
                let text = BeaconText(round: try BeaconRound(source: source, round: round), value: value)
                contribution = try entropy.beacon(slot: row.slot, text: text)
                work.audit.evidence.beacons[row.slot] = text
                work.audit.evidence.values.append(
                    DrawEvidence.Value(slot: row.slot, value: text.hash, at: entry.index))
                guard let second = confirmed.first else { return .pending }
                return second.party != entry.author?.bytes ? .rechecked : .differs("one person alone")
            }
            return contribution
        }

        /// A draw that was voided though all had shown their values but the ladder: the next rung of the ladder gives away
        /// the one that was held back, and with it what the draw would have come to.
        private mutating func checkSuppressed(_ contributions: [Contribution]?, _ frozen: StateObject) throws {
            guard let contributors, let id = DrawID(audit.draw), let freezeHash else { return }
            let entropy = SeedAssembly(draw: id, freeze: freezeHash, profile: profile, contributors: contributors)
            var values = contributions ?? found
            for row in contributors.rows where !values.contains(where: { $0.slot == row.slot }) {
                guard case .ladder(let position) = row.source, let higher = try laterRung(of: position) else {
                    continue
                }
                let value = try Ladder.recover(
                    rung: position.rung, fromRung: higher.rung, value: higher.value, ladder: position.ladder)
                values.append(try entropy.rung(slot: row.slot, value: value))
                note(
                    "withheld rung, exposed by rung \(higher.rung)", "被扣留的链值，由第 \(higher.rung) 级链值推出", .rechecked,
                    at: higher.at)
            }
            let leftOut = Set(contributors.rows.filter(isLeftOut).map(\.slot))
            guard let text = try? entropy.seed(values, leftOut: leftOut) else { return }
            let seed = text.hash
            try check("suppressed result", "未公布的结果（由已公开的数值推出）", at: nil) { work in
                work.audit.seed = seed
                work.audit.evidence.seedText = text
                work.audit.isSuppressed = true
                work.audit.evidence.isSuppressed = true
                if frozen.equals("kind", "objects") {
                    guard let draw = try work.frozenObjects() else { return .notDisclosed }
                    work.audit.outcome = DrawnObject.all(
                        draw.select(seed: seed), plan: draw.plan, task: frozen.bytes("task") ?? []
                    ).map { ($0.object.bytes, $0.inspection, $0.ticket) }
                } else {
                    guard let roster = try work.roster() else { return .notDisclosed }
                    let matching = try roster.match(seed: seed)
                    work.audit.outcome = roster.slots.rows.map {
                        (matching.assignment[$0.slot]?.bytes ?? [], $0.slot.bytes, nil)
                    }
                }
                return .rechecked
            }
        }

        /// The lowest rung above one that anybody has shown: of any draw on the ladder, or of a replacement.
        private func laterRung(
            of position: LadderPosition
        ) throws -> (rung: Int, value: Hash256, at: EntryIndex)? {
            var best: (rung: Int, value: Hash256, at: EntryIndex)?
            for entry in all {
                for (type, row) in content(entry) where type == TypeName(literal: "draw.rung/1") {
                    guard let draw = row.bytes("draw"), let slot = row.bytes("slot"),
                        let value = row.bytes("value").flatMap({ Hash256(hex: $0) })
                    else { continue }
                    let above = 1...DrawLimits.rungs
                    // The value itself says which rung it is: hashed that often it gives the anchor.
                    var reached = value
                    for rung in above.prefix(contributorRung(draw, slot, on: position.ladder) ?? 0) {
                        reached = Ladder.above(reached, ladder: position.ladder)
                        guard reached == position.anchor else { continue }
                        if rung > position.rung, best.map({ rung < $0.rung }) ?? true {
                            best = (rung, value, entry.index)
                        }
                        break
                    }
                }
            }
            return best
        }

        /// The most steps from a shown value to the anchor: of the ladder that the draw's freeze names for the slot.
        private func contributorRung(_ draw: Bytes, _ slot: Bytes, on ladder: DrawID) -> Int? {
            for freeze in entries("draw.freeze/1") where head(freeze)?.bytes("draw") == draw {
                for row in rows(freeze, "draw.contributor/1") where row.bytes("slot") == slot {
                    guard row.bytes("ladder") == ladder.bytes else { return nil }
                    return min((row.integer("rung") ?? 0) + 1_000, DrawLimits.rungs)
                }
            }
            return nil
        }

        private mutating func checkSeed(_ contributions: [Contribution]?) throws {
            let entry = ours("draw.result/1").first
            guard let contributions, let contributors, let id = DrawID(audit.draw), let freezeHash else {
                return note("seed", "随机种子", entry == nil ? .pending : .notDisclosed, at: entry?.index)
            }
            try check("seed", "随机种子", at: entry?.index) { work in
                let entropy = SeedAssembly(
                    draw: id, freeze: freezeHash, profile: work.profile, contributors: contributors)
                let leftOut = Set(contributors.rows.filter(work.isLeftOut).map(\.slot))
                let text = try entropy.seed(contributions, leftOut: leftOut)
                let seed = text.hash
                work.audit.seed = seed
                work.audit.evidence.seedText = text
                guard let entry else { return .pending }
                guard let stated = work.rows(entry, "draw.seed/1").first else { return .notDisclosed }
                return stated.bytes("seed") == seed.hexBytes ? .rechecked : .differs("the seed is \(seed)")
            }
        }

        private mutating func checkResult(_ frozen: StateObject) throws {
            let isObjects = frozen.equals("kind", "objects")
            let (english, chinese) = isObjects ? ("selection and tickets", "抽取结果与签号") : ("matching", "随机匹配")
            guard let entry = ours("draw.result/1").first else { return note(english, chinese, .pending) }
            try check(english, chinese, at: entry.index) { work in
                guard let seed = work.audit.seed, entry.isDisclosed else { return .notDisclosed }
                return isObjects ? try work.compareSelection(entry, frozen, seed) : try work.compareTeams(entry, seed)
            }
        }

        private mutating func compareSelection(
            _ entry: DrawEntry, _ frozen: StateObject, _ seed: Hash256
        ) throws -> DrawCheck.Outcome {
            guard let draw = try frozenObjects() else { return .notDisclosed }
            let drawn = DrawnObject.all(draw.select(seed: seed), plan: draw.plan, task: frozen.bytes("task") ?? [])
            audit.outcome = drawn.map { ($0.object.bytes, $0.inspection, $0.ticket) }
            let stated = rows(entry, "draw.selected/1")
            guard stated.count == drawn.count else { return .differs("\(drawn.count) are drawn, not \(stated.count)") }
            for (row, made) in zip(stated, drawn) {
                guard row.bytes("object") == made.object.bytes, row.bytes("inspection") == made.inspection,
                    row.bytes("stratum") == made.stratum.bytes, row.integer("batch") == made.batch
                else { return .differs("\(row.bytes("object")?.shown ?? "?") stands where \(made.object) is drawn") }
                guard row.bytes("ticket") == made.ticket.hexBytes else {
                    return .differs("the ticket of \(made.object) is \(made.ticket)")
                }
            }
            return .rechecked
        }

        private mutating func compareTeams(_ entry: DrawEntry, _ seed: Hash256) throws -> DrawCheck.Outcome {
            guard let roster = try roster() else { return .notDisclosed }
            let matching = try roster.match(seed: seed)
            audit.outcome = roster.slots.rows.map {
                (matching.assignment[$0.slot]?.bytes ?? [], $0.slot.bytes, nil)
            }
            let stated = rows(entry, "draw.team/1")
            guard stated.count == roster.slots.count else { return .differs("\(roster.slots.count) places") }
            for (row, slot) in zip(stated, roster.slots.rows) {
                guard row.bytes("slot") == slot.slot.bytes, row.bytes("inspection") == slot.inspection.bytes,
                    row.bytes("inspector") == matching.assignment[slot.slot]?.bytes
                else { return .differs("place \(slot.slot) goes to \(matching.assignment[slot.slot]?.text ?? "?")") }
            }
            return .rechecked
        }
    }
}
