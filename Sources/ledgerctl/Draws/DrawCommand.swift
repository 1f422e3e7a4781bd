import ArgumentParser
import Draw
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct DrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract: "Draws objects and inspectors: freeze, commit, close, reveal, verify. 随机抽取与匹配",
        discussion: spoken(
            """
            A draw goes: freeze (operator), confirm (supervisor), commit (each), close (operator), confirm (the others), \
            reveal (each); the service opens its rung and computes the result by itself. First the objects of a task are \
            drawn, then its inspectors.
            """,
            """
            抽取步骤：冻结（经办人）、确认（纪检监督人员）、封号（各方）、封存（经办人）、确认（其余各方\
            ）、开号（各方）；链值由服务公开，结果由服务计算。先抽检查对象，再抽执法人员。
            """),
        subcommands: [
            List.self, Show.self, Run.self, Turn.self, LadderOpening.self, Freeze.self, Confirm.self, DrawSheet.self,
            Commit.self,
            Close.self, Reveal.self, DrawHandOver.self, DrawCustody.self, DrawFix.self, DrawBeacon.self, DrawVoid.self,
            DrawStrike.self, DrawReplace.self, DrawReserve.self, DrawVerify.self, DrawTicket.self, DrawBundle.self,
            DrawSimulate.self,
        ])
}

extension ActorOptions {
    /// Opens the ledger for somebody who takes part in a draw.
    @discardableResult
    func drawing<Value>(_ body: (Business, DrawDesk) async throws -> Value) async throws -> Value {
        try await business { business in
            guard let signer = business.signers.first, let actor = ActorName(signer.key.name.bytes) else {
                throw LedgerError(.keyPurpose, "")
            }
            let state = StateFolder(environment: ProcessInfo.processInfo.environment)
            return try await body(
                business, DrawDesk(access: business.access, actor: actor, sealed: SealedValues(state)))
        }
    }
}

extension ReadingOptions {
    /// Opens the ledger for somebody who signs nothing now.
    @discardableResult
    func drawing<Value>(_ body: (Business, DrawDesk) async throws -> Value) async throws -> Value {
        try await inspecting { business, _, actor in
            let state = StateFolder(environment: ProcessInfo.processInfo.environment)
            return try await body(
                business, DrawDesk(access: business.access, actor: actor, sealed: SealedValues(state)))
        }
    }
}

extension Business {
    /// As many events as one submission takes at most.
    static let submissionSize = 500

    /// Shows and signs all after one consent; what is more than one submission takes is handed in one after another.
    @discardableResult
    func send(_ events: [Composed]) async throws -> [Receipt] {
        var drafts = try await access.drafts(events)
        guard drafts.count > Business.submissionSize else { return try await send(drafts) }
        try await Signature.add(to: &drafts, by: Array(signers.prefix(1)), consent: signing.consent)
        var receipts: [Receipt] = []
        for start in stride(from: 0, to: drafts.count, by: Business.submissionSize) {
            let part = Array(drafts[start..<min(start + Business.submissionSize, drafts.count)])
            receipts += try await signing.submit(part)
        }
        return receipts
    }
}

extension DrawCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists draws and what they wait for. 列出抽取")
        @OptionGroup var options: ReadingOptions
        @Option(help: "Of one task. 任务编号") var task: String?

        func run() async throws {
            let console = Console.standard
            var list = Listing(
                [
                    .fixed("draw", "抽取编号"), .fixed("of", "类别"), .fixed("embargo until", "保密至"),
                    .flexible("standing", "状态"),
                ], empty: BilingualText("No draw.", "暂无抽取。"))
            try await options.reading { business in
                // What was drawn elsewhere has a row for its embargo alone.
                for row in try await business.rows("draw", prefix: task ?? "") where row.text("kind") != "external" {
                    let isOfObjects = row.text("kind") == "objects"
                    list.add(
                        [
                            row.name, DrawWords.kind(isOfObjects).text(in: console.language), row.shown("embargo"),
                            BusinessWords.standing(row.shown("standing")).text(in: console.language),
                        ],
                        json: .object(
                            [.init("draw", .string(row.key))] + (row.value.members ?? [])))
                }
            }
            list.print(json: options.output.json)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a draw: who contributes, what it waits for, what came of it. 查看抽取")
        @OptionGroup var options: ReadingOptions
        @Argument(help: "The draw. 抽取编号") var draw: String
        @Flag(help: "Open what was drawn; before it is public this leaves a trace. 查看抽取结果（公开前查看将留痕）")
        var opened = false

        func run() async throws {
            let console = Console.standard
            try await options.reading { business in
                let desk = DrawDesk(
                    access: business.access, actor: .engine,
                    sealed: SealedValues(StateFolder(environment: ProcessInfo.processInfo.environment)))
                let draw = try await desk.draw(Bytes(self.draw.utf8))
                let records =
                    opened && draw.standing == .done
                    ? try await DrawnRecords.read(draw.task, business.access).filter {
                        $0[draw.isOfObjects ? "ticket" : "inspector"] != nil
                    } : []
                let changes = try await RegistryChanges(before: draw, in: business)
                if options.output.json {
                    console.json(json(draw, records, changes))
                    return
                }
                Card.print([
                    (BilingualText("Draw", "抽取编号"), self.draw),
                    (BilingualText("Of", "类别"), DrawWords.kind(draw.isOfObjects).text(in: console.language)),
                    (BilingualText("Task", "任务"), DrawWords.id(draw.task)),
                    (BilingualText("Operator", "操作人"), draw.author.map { "\($0)" } ?? ""),
                    (BilingualText("Embargo until", "保密至"), draw.embargo?.description ?? ""),
                    (BilingualText("Freeze hash", "冻结摘要"), DisplayText.clean(draw.hash, limit: 64)),
                    (BilingualText("Now", "进度"), DrawWords.waits(draw).text(in: console.language)),
                ])
                for slot in draw.freshSlots {
                    console.out("  " + DrawWords.line(of: slot, console))
                }
                for record in records {
                    let row = BusinessRow(record)
                    console.out(
                        draw.isOfObjects
                            ? "  \(row.shown("inspection"))  \(row.shown("object"))  \(ScopeWords.stratum(row.shown("stratum"), in: console.language))  \(row.shown("ticket").prefix(16))…"
                            : "  \(row.shown("slot"))  \(row.shown("inspector"))")
                }
                changes?.print(console)
            }
        }

        private func json(_ draw: RecordedDraw, _ records: [IJSONValue], _ changes: RegistryChanges?) -> IJSONValue {
            .object([
                .init("draw", .string(draw.id)), .init("task", .string(draw.task)),
                .init("kind", .text(draw.isOfObjects ? "objects" : "inspectors")),
                .init("standing", .text(draw.standing.rawValue)), .init("hash", .string(draw.hash)),
                .init(
                    "slots",
                    .array(
                        draw.freshSlots.map { slot in
                            .object(
                                of: [
                                    ("slot", .string(slot.slot)), ("party", .string(slot.party)),
                                    ("commit", slot.commit.map { .string($0) }),
                                    ("revealed", .bool(slot.isRevealed)),
                                    ("paper", slot.recorder.map { _ in .bool(true) }),
                                    ("recorder", slot.recorder.map { .text("\($0)") }),
                                    ("custodian", slot.custodian.map { .string($0) }),
                                    ("held", slot.isHeld ? .bool(true) : nil),
                                ])
                        })), .init("result", .array(records)),
                .init("registryChanges", changes?.json ?? .array([])),
            ])
        }
    }

    struct LadderOpening: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ladder",
            abstract: "Makes a ladder and opens it; its custodian keeps a sealed copy. 启用预封号链",
            discussion: spoken(
                """
                The server's ladder is made by the administrator on the server, in the folder `ladders` of the ledger, \
                sealed under the service key's passphrase; a reserve ladder by a supervisor on the own machine. The secret \
                is durable in both files before the ladder is signed.
                """,
                """
                服务端预封号链由系统管理员在服务器上生成，存于账本的 ladders 文件夹，以服务密钥口令加密；备\
                用链由纪检监督人员在本机生成。签名前，链的秘密已在两份文件中落盘。
                """))
        @OptionGroup var options: ActorOptions
        @Argument(help: "The ladder, such as 130283202403121001-S1. 预封号链编号") var ladder: String
        @Flag(help: "A reserve ladder of a supervisor, not the server's. 纪检监督人员的备用链") var reserve = false
        @Option(help: "How many rungs. 级数") var rungs = 16
        @Option(help: "Who keeps the sealed copy. 封存保管人") var custodian: String
        @Option(help: "The file for the custodian's copy. 封存副本文件") var copy: String
        @Option(help: "The copy's passphrase file (default: asked for). 封存副本口令文件") var copyPassphraseFile: String?
        @Option(help: "The folder of ladders (default: that of the ledger, or the own state folder). 存放文件夹")
        var folder: String?
        @Option(help: "The passphrase file under which the ladder is sealed. 预封号链口令文件")
        var ladderPassphraseFile: String?

        func run() async throws {
            guard let id = DrawID(ladder) else {
                throw ValidationError("A ladder's name has letters, digits and . _ : - only. 编号只能含字母、数字和 . _ : -")
            }
            let custodian = try ActorArgument.parse(self.custodian)
            try await options.drawing { business, desk in
                let state = StateFolder(environment: ProcessInfo.processInfo.environment)
                let place =
                    folder
                    ?? (reserve ? state.path + "/ladders" : LadderFolder(of: options.access.ledger.directory).path)
                let file = ladderPassphraseFile ?? (reserve ? nil : Passphrase.serviceFile)
                let opened = try LadderFolder(place).make(
                    id, rungs: rungs, passphrase: Passphrase.read(file: file, for: ladder),
                    copy: (copy, Passphrase.readNew(file: copyPassphraseFile, for: copy)))
                business.console.note(
                    business.console.text(
                        "Ladder written to \(place); give \(copy) to \(custodian).",
                        "预封号链已写入 \(place)；请将 \(copy) 交 \(custodian) 保管。"))
                try await business.send([
                    desk.ladder(
                        id.bytes, rungs: rungs, anchor: opened.anchor, custodian: custodian, isServer: !reserve)
                ])
            }
        }
    }

    struct Freeze: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Freezes the lists of a task's next draw, as its operator. 冻结名录快照")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The task. 任务编号") var task: String
        @Option(help: "The supervisor who contributes. 纪检监督人员") var supervisor: String
        @Option(help: "An attendant; repeat for more. 见证人，可重复") var attendant: [String] = []
        @Option(
            help:
                "Who enters the sheet of an attendant without a key (recorder); repeat for each. 代录人：代录无密钥见证人的纸质签认，可重复")
        var paper: [String] = []
        @Option(help: "The server's ladder. 服务端预封号链") var ladder: String
        @Option(help: "A supervisor's reserve ladder. 备用预封号链") var reserve: String?
        @Option(help: "The last day of the embargo, YYYY-MM-DD. 保密期限") var embargo: String
        @Option(help: "Where the draw is held. 抽取地点") var place: String
        @Option(help: "OBJECT=REASON=EVIDENCE-FILE of an object left out; repeat for more. 排除对象")
        var exclude: [String] = []
        @Option(help: "A folder that keeps the lists. 名单保存文件夹") var lists: String?
        @OptionGroup var beacon: BeaconOptions

        func run() async throws {
            guard let end = CivilDate(embargo.utf8) else {
                throw ValidationError("--embargo YYYY-MM-DD. 日期形如 2024-09-30")
            }
            try await options.drawing { business, desk in
                var request = FreezeRequest(
                    task: Bytes(task.utf8), author: desk.actor, supervisor: try ActorArgument.parse(supervisor),
                    attendants: try attendant.map { try ActorArgument.parse($0) }, ladder: Bytes(ladder.utf8),
                    reserve: reserve.map { Bytes($0.utf8) }, embargo: end, place: Bytes(place.utf8))
                request.recorders = try paper.map { try ActorArgument.parse($0) }
                let (exclusions, excludedFiles) = try await exclusions(business)
                request.exclusions = exclusions
                let personal = try await excludedFiles + beacon.enter(into: &request, business)
                let freeze = try await desk.freeze(request)
                FreezePrinter.print(freeze)
                guard freeze.preflight?.isFeasible ?? true else {
                    throw LedgerError(.drawUnmatchable, "\(freeze.preflight?.unfilled ?? 0)")
                }
                try await desk.attach(freeze, keeping: lists)
                try await business.send([Composed("draw.freeze/1", freeze.data, personal: personal)])
            }
        }

        private func exclusions(
            _ business: Business
        ) async throws -> (exclusions: [FreezeRequest.Exclusion], personal: [Bytes]) {
            var found: [FreezeRequest.Exclusion] = []
            var personal: [Bytes] = []
            for text in exclude {
                let parts = text.split(separator: "=", maxSplits: 2).map(String.init)
                guard parts.count == 3 else {
                    throw ValidationError("--exclude OBJECT=REASON=EVIDENCE-FILE. 格式：对象编号=理由=依据文件")
                }
                let proof = try await Evidence(parts[2], subject: "exclusion-\(parts[0])", in: business)
                personal += proof.personal
                found.append(
                    FreezeRequest.Exclusion(
                        object: Bytes(parts[0].utf8), reason: Bytes(parts[1].utf8), evidence: proof.hex?.bytes ?? []))
            }
            return (found, personal)
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Confirms what a draw waits for: freeze, close, fix, public value, replacement, or a ladder. 确认抽取的待确认事项",
            discussion: """
                With --decline a supervisor says no to a void or a replacement that was asked for, and the draw goes on from \
                where it was. A replacement that was confirmed is given back so while nobody can take the place: whoever held \
                it holds it still.
                """
        )
        @OptionGroup var options: ActorOptions
        @Argument(help: "The draw, or the ladder. 抽取编号或预封号链编号") var subject: String
        @Flag(help: "Confirm that the draw is voided. 确认作废") var void = false
        @Option(help: "The slot of an attendant without a key who has signed the sheet. 纸质签认的席位") var slot: String?
        @Option(help: "The scan of the signed sheet; stored sealed. 已签字的封号单扫描件") var sheet: String?
        @Flag(help: "Say no, as a supervisor. 不予确认") var decline = false
        @Option(help: "Why, with --decline. 不予确认的理由") var reason: String?

        func validate() throws {
            guard decline == (reason != nil) else {
                throw ValidationError("--decline and --reason go together. 不予确认须写明理由（--decline --reason …）")
            }
            guard (slot == nil) == (sheet == nil), sheet == nil || !(void || decline) else {
                throw ValidationError("--slot and --sheet go together. --slot 与 --sheet 须同时给出")
            }
        }

        func run() async throws {
            try await options.drawing { business, desk in
                let entry: SeenEntry
                var draw: Bytes?
                var onPaper: (slot: Bytes, scan: Bytes)?
                var personal: [Bytes] = []
                if !decline, let ladder = try await business.find("ladder", subject), let place = ladder.place("at") {
                    entry = try await business.access.seen(place.index)
                } else {
                    let recorded = try await desk.draw(Bytes(subject.utf8))
                    draw = recorded.id
                    if let slot, let sheet {
                        let row = try desk.sheet(recorded, slot: SlotArgument.parse(slot))
                        let proof = try await Evidence(sheet, subject: SheetFile.subject(recorded, row), in: business)
                        onPaper = (row.slot, proof.hex?.bytes ?? [])
                        personal = proof.personal
                    }
                    if void {
                        entry = try desk.voiding(recorded)
                    } else {
                        entry = decline ? try desk.declinable(recorded) : try await desk.awaiting(recorded)
                    }
                }
                for line in try await Describing.lines(entry.index, business) { business.console.note(line) }
                if let reason, let draw {
                    try await business.send([desk.decline(entry, draw: draw, reason: Bytes(reason.utf8))])
                } else {
                    var composed = desk.confirm(entry, draw: draw, onPaper: onPaper)
                    composed.personal = personal
                    try await business.send([composed])
                }
            }
        }
    }

    struct Commit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seals a random value for the own slot; it stays on this machine until the reveal. 封号",
            discussion: """
                For an attendant without a key the recorder enters what stands on the sheet (draw sheet): --slot, --commit \
                with its 64 digits, --sheet with the scan of the signed upper half. 见证人无密钥的，由代录人凭封号单上联录入。
                """)
        @OptionGroup var options: ActorOptions
        @Argument(help: "The draw. 抽取编号") var draw: String
        @Option(help: "The slot of an attendant without a key. 纸质签认的席位") var slot: String?
        @Option(help: "The commit on the sheet, 64 hex digits; blanks do not matter. 封号单上的封号摘要") var commit: String?
        @Option(help: "The scan of the signed upper half of the sheet; stored sealed. 已签字的封号单上联扫描件")
        var sheet: String?

        func validate() throws {
            guard (slot == nil) == (commit == nil), (slot == nil) == (sheet == nil) else {
                throw ValidationError(
                    "--slot, --commit and --sheet go together. --slot、--commit、--sheet 须同时给出")
            }
        }

        func run() async throws {
            try await options.drawing { business, desk in
                let recorded = try await desk.draw(Bytes(draw.utf8))
                guard let slot, let commit, let sheet else {
                    try await business.send([desk.commit(recorded)])
                    return
                }
                let digits = try DigitsArgument.parse(commit)
                let row = try desk.sheet(recorded, slot: SlotArgument.parse(slot))
                let proof = try await Evidence(sheet, subject: SheetFile.subject(recorded, row), in: business)
                var composed = desk.commit(recorded, slot: row.slot, commit: digits, scan: proof.hex?.bytes ?? [])
                composed.personal = proof.personal
                try await business.send([composed])
            }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Closes the draw with every commit as it stands, as its operator. 封存（封号截止）")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The draw. 抽取编号") var draw: String

        func run() async throws {
            try await options.drawing { business, desk in
                try await business.send([desk.close(desk.draw(Bytes(draw.utf8)))])
            }
        }
    }

    struct Reveal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reveals the sealed value, after everybody has confirmed the close. 开号",
            discussion: """
                For an attendant without a key the recorder enters the lower half of the sheet, which is opened before \
                everybody: --slot, and --value with its 64 digits. 见证人无密钥的，由代录人当众拆开封号单下联录入。
                """)
        @OptionGroup var options: ActorOptions
        @Argument(help: "The draw. 抽取编号") var draw: String
        @Option(help: "The slot of an attendant without a key. 纸质签认的席位") var slot: String?
        @Option(help: "The value on the sheet, 64 hex digits; blanks do not matter. 封号单下联所载的号") var value: String?

        func validate() throws {
            guard (slot == nil) == (value == nil) else {
                throw ValidationError("--slot and --value go together. --slot 与 --value 须同时给出")
            }
        }

        func run() async throws {
            try await options.drawing { business, desk in
                let recorded = try await desk.draw(Bytes(draw.utf8))
                if let slot, let value {
                    try await business.send([
                        desk.reveal(
                            recorded, slot: SlotArgument.parse(slot), value: DigitsArgument.parse(value))
                    ])
                    return
                }
                try await business.send([desk.reveal(recorded)])
                desk.sealed.forget(recorded, slot: try desk.slot(recorded))
            }
        }
    }
}

/// What stands in an entry that is about to be confirmed.
enum Describing {
    static func lines(_ index: EntryIndex, _ business: Business) async throws -> [String] {
        let console = business.console
        let entry = try await business.access.entry(index)
        let records = try await business.access.data(of: index).prefix(Sentence.readRecords).compactMap { line in
            if case .shown(let bytes) = line { try? IJSONValue(parsing: bytes) } else { nil }
        }
        let sentence = Sentence(
            type: entry.event.header.type, count: entry.event.header.data.count, ledger: entry.event.header.ledger,
            records: Array(records), personal: entry.event.header.personal?.count ?? 0)
        let author = entry.event.signatures.first.map { "\($0.name)" } ?? "?"
        var lines = [
            console.text(
                "Entry \(index), by \(author) on \(entry.received.beijing):",
                "第 \(index) 条，\(author)，\(entry.received.beijing)：")
        ]
        lines += console.wrap(sentence.text.text(in: console.language), indent: 2)
        for detail in sentence.details { lines += console.wrap(detail.text(in: console.language), indent: 4) }
        return lines
    }
}

/// What a freeze comes to, before it is signed.
enum FreezePrinter {
    static func print(_ freeze: ComposedFreeze) {
        let console = Console.standard
        for line in console.wrap(
            console.text(
                "Draw \(DrawWords.id(freeze.draw)), freeze hash \(freeze.hash)",
                "抽取 \(DrawWords.id(freeze.draw))，冻结摘要 \(freeze.hash)"))
        {
            console.note(line)
        }
        for stratum in freeze.strata {
            let name = ScopeWords.stratum(DisplayText.clean(stratum.name, limit: 60), in: console.language)
            console.note(
                console.text(
                    "  stratum \(name): \(stratum.drawn) of \(stratum.population)",
                    "  分层 \(name)：\(stratum.population) 户抽 \(stratum.drawn) 户"))
        }
        guard let preflight = freeze.preflight else { return }
        console.note(
            console.text(
                "  \(freeze.slotCount) places, \(freeze.inspectorCount) inspectors can go",
                "  席位 \(freeze.slotCount) 个，可派执法人员 \(freeze.inspectorCount) 人"))
        for line in PreflightPrinter.lines(preflight, console: console) { console.note(line) }
    }
}
