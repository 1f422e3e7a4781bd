import ArgumentParser
import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

extension DrawCommand {
    /// Leads the people in the room through a sitting (抽取会).
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leads a sitting through all its draws, and writes the confirmation sheet. 主持抽取会",
            discussion: spoken(
                """
                All draws of objects first, then all of inspectors; each person acts once a phase for the whole list. Who \
                has a key here is named with --here ACTOR=KEYFILE; everybody else types `ledgerctl draw turn --wait` on \
                the own machine, and this command shows who is waited for. The ladders of every task stand and are \
                confirmed before. A draw with exclusions, a public value, stated differences or custodians is frozen \
                first with `draw freeze`; this goes on from there. What an attendant without a key seals, confirms \
                and reveals (--paper RECORDER) is entered by the recorder with the commands that this waits for by \
                name. It can be ended and started again at any time.
                """,
                """
                先抽全部检查对象，再抽全部执法人员，每人每步就全部抽取办理一次。密钥在本机的人员以 --here \
                账本身份=密钥文件 列出；其他人在各自机器上执行 ledgerctl draw turn --wait，本命令显示正在等谁。\
                各任务的预封号链须已启用并确认；有排除对象、公开随机数、差异说明或开号副本保管人的，请先用 \
                draw freeze 冻结。无密钥的见证人（--paper 代录人）的封号、确认和开号由代录人按本命令所列命令录入。\
                可随时中断，重新执行即从当前进度继续。
                """))
        @OptionGroup var options: ActorOptions
        @Argument(help: "The tasks, 1 to 50. 任务编号，1 至 50 个") var tasks: [String]
        @Option(help: "The supervisor who contributes. 纪检监督人员") var supervisor: String
        @Option(help: "An attendant; repeat for more. 见证人，可重复") var attendant: [String] = []
        @Option(
            help:
                "Who enters the sheet of an attendant without a key (recorder); repeat for each. 代录人：代录无密钥见证人的纸质签认，可重复")
        var paper: [String] = []
        @Option(help: "ACTOR=KEYFILE of a person who signs on this machine; repeat for more. 在本机签名的人员")
        var here: [String] = []
        @Option(help: "The last day of the embargo, YYYY-MM-DD. 保密期限") var embargo: String
        @Option(help: "Where the sitting is held. 抽取地点") var place: String
        @Option(help: "The confirmation sheet to write, HTML for A4. 抽取结果确认单文件") var sheet: String?
        @Flag(help: "Ask everybody here for dice or a phrase to mix in. 询问掷骰点数或短语") var mix = false

        func validate() throws {
            guard (1...Run.maximumTasks).contains(tasks.count) else {
                throw ValidationError("1 to \(Run.maximumTasks) tasks. 一次可办 1 至 \(Run.maximumTasks) 个任务")
            }
            guard CivilDate(embargo.utf8) != nil else {
                throw ValidationError("--embargo YYYY-MM-DD. 日期形如 2024-09-30")
            }
        }

        private static let maximumTasks = 50

        func run() async throws {
            let start = ContinuousClock.now
            try await options.drawing { business, desk in
                var guide = SittingGuide(
                    business: business, desk: desk, reader: try await SittingReader(business.access),
                    here: try await people(), asksForMixing: mix && !business.signing.consent.yes,
                    request: try request(desk.actor))
                guide.opening(tasks, place: place)
                var drawn: [Bytes] = []
                for isOfObjects in [true, false] {
                    let draws = try await guide.freeze(tasks.map { Bytes($0.utf8) }, ofObjects: isOfObjects)
                    try await guide.lead(draws, ofObjects: isOfObjects)
                    drawn += draws
                }
                let console = business.console
                if let sheet {
                    try await ConfirmationSheet(drawn, place: place, guide: guide).write(to: sheet)
                    console.say("Confirmation sheet: \(sheet)", "抽取结果确认单：\(sheet)")
                }
                let seconds = start.duration(to: .now).components.seconds
                console.say(
                    "\(drawn.count) draws, \(guide.acts) acts agreed to on this machine, \(seconds / 60) min \(seconds % 60) s.",
                    "共 \(drawn.count) 项抽取，本机办理 \(guide.acts) 次，用时 \(seconds / 60) 分 \(seconds % 60) 秒。")
            }
        }

        private func request(_ actor: ActorName) throws -> FreezeRequest {
            var request = FreezeRequest(
                task: [], author: actor, supervisor: try ActorArgument.parse(supervisor),
                attendants: try attendant.map { try ActorArgument.parse($0) }, ladder: [], reserve: nil,
                embargo: CivilDate(embargo.utf8)!, place: Bytes(place.utf8))
            request.recorders = try paper.map { try ActorArgument.parse($0) }
            return request
        }

        private func people() async throws -> [ActorName: any NoteSigning] {
            var people: [ActorName: any NoteSigning] = [:]
            for text in here {
                guard let mark = text.firstIndex(of: "=") else {
                    throw ValidationError("--here ACTOR=KEYFILE. 格式：人员编号=密钥文件")
                }
                var signers = SignerOptions()
                signers.keys = [String(text[text.index(after: mark)...])]
                signers.passphraseFile = options.signers.passphraseFile
                let actor = try ActorArgument.parse(String(text[..<mark]))
                let signer = try await signers.required()[0]
                guard signer.key.name == actor.keyName else { throw LedgerError(.keyPurpose, text) }
                people[actor] = signer
            }
            return people
        }
    }
}

extension [BusinessRow] {
    /// The one with the highest number behind a common stem: `-E10` comes after `-E9`.
    fileprivate var newest: BusinessRow? {
        self.max { left, right in
            left.key.count == right.key.count
                ? left.key.lexicographicallyPrecedes(right.key) : left.key.count < right.key.count
        }
    }
}

extension FreezeRequest {
    /// Who takes part, with what they are.
    func parties(in console: Console) -> [(title: String, actor: ActorName)] {
        [
            (console.text("operator", "操作人"), author), (console.text("supervisor", "纪检监督人员"), supervisor),
        ] + attendants.map { (console.text("attendant", "见证人"), $0) }
    }
}

/// Leads the draws of a sitting phase by phase, on one machine.
struct SittingGuide {
    let business: Business
    let desk: DrawDesk
    let reader: SittingReader
    /// Who signs on this machine beside the operator.
    let here: [ActorName: any NoteSigning]
    let asksForMixing: Bool
    let request: FreezeRequest
    /// How many acts were agreed to on this machine, each for a whole list.
    private(set) var acts = 0

    init(
        business: Business, desk: DrawDesk, reader: SittingReader, here: [ActorName: any NoteSigning],
        asksForMixing: Bool, request: FreezeRequest
    ) {
        self.business = business
        self.desk = desk
        self.reader = reader
        self.here = here
        self.asksForMixing = asksForMixing
        self.request = request
    }

    private var console: Console { business.console }

    func opening(_ tasks: [String], place: String) {
        console.say("Sitting at \(place): \(tasks.count) tasks.", "抽取会（\(place)）：\(tasks.count) 个任务。")
        for (title, actor) in request.parties(in: console) {
            let isHere = actor == desk.actor || here[actor] != nil
            console.out(
                "  \(actor)  \(title)  "
                    + (isHere
                        ? console.text("signs here", "在本机签名")
                        : console.text(
                            "signs on the own machine: ledgerctl draw turn --wait",
                            "在本人电脑上执行 ledgerctl draw turn --wait")))
        }
        for (place, recorder) in request.recorders.enumerated() {
            console.out(
                "  paper-\(place + 1)  "
                    + console.text("attendant, signed on paper, entered by \(recorder)", "见证人，纸质签认，\(recorder) 代录"))
        }
    }

    // MARK: Freeze

    /// Freezes the lists of every task that has not been drawn yet, after one consent; gives the numbers of all draws.
    mutating func freeze(_ tasks: [Bytes], ofObjects isOfObjects: Bool) async throws -> [Bytes] {
        var draws: [Bytes] = []
        var composed: [Composed] = []
        for task in tasks {
            if let live = try await standing(of: task, ofObjects: isOfObjects) {
                draws.append(live)
                continue
            }
            // Where its objects were given up nobody can be drawn for them.
            guard try await desk.isObjectsNext(task) == isOfObjects else {
                let name = DrawWords.id(task)
                console.note(
                    console.text(
                        "Task \(name): its objects are not drawn; left out.", "任务 \(name) 尚未抽出检查对象，本次不抽执法人员。"))
                continue
            }
            var request = self.request
            request.task = task
            (request.ladder, request.reserve) = try await ladders(of: task)
            let freeze = try await desk.freeze(request)
            FreezePrinter.print(freeze)
            guard freeze.preflight?.isFeasible ?? true else {
                throw LedgerError(.drawUnmatchable, "\(freeze.preflight?.unfilled ?? 0)")
            }
            try await desk.attach(freeze, keeping: nil)
            composed.append(Composed("draw.freeze/1", freeze.data))
            draws.append(freeze.draw)
        }
        guard !composed.isEmpty else { return draws }
        acts += 1
        try await business.send(composed)
        return draws
    }

    /// The draw of a task that was frozen before, if there is one: a sitting goes on where it was left.
    private func standing(of task: Bytes, ofObjects isOfObjects: Bool) async throws -> Bytes? {
        let kind = isOfObjects ? "objects" : "inspectors"
        let rows = try await business.access.state(table: StateTable("draw"), prefix: task).map { BusinessRow($0) }
        return rows.filter { $0.text("kind") == kind && $0.text("standing") != "void" }.newest?.key
    }

    /// The ladders that a task has in the ledger: the server's, which it must have, and the supervisor's.
    private func ladders(of task: Bytes) async throws -> (server: Bytes, reserve: Bytes?) {
        let rows = try await business.access.state(table: StateTable("ladder"), prefix: task).map { BusinessRow($0) }
        let open = rows.filter { $0.text("standing") == "open" }
        guard let server = open.filter({ $0.text("purpose") == "server" }).newest else {
            throw LedgerError(.drawNoLadder, DrawWords.id(task))
        }
        return (server.key, open.filter { $0.text("purpose") == "reserve" }.newest?.key)
    }

    // MARK: The phases

    /// Leads draws from their freeze to their results.
    mutating func lead(_ draws: [Bytes], ofObjects isOfObjects: Bool) async throws {
        console.out()
        console.say(
            isOfObjects ? "== Draws of objects ==" : "== Draws of inspectors ==",
            isOfObjects ? "== 抽取检查对象 ==" : "== 抽取执法人员 ==")
        var progress = SittingProgress(console: console)
        var hasShownFreeze = false
        var hasShownClose = false
        while true {
            let sitting = try await reader.read(draws)
            if !hasShownFreeze {
                hasShownFreeze = true
                try showFreezes(sitting)
            }
            if !hasShownClose, sitting.isClosed {
                hasShownClose = true
                try await showCloses(sitting)
            }
            if sitting.isDone {
                progress.show(sitting)
                return
            }
            if let (actor, turn) = turn(in: sitting) {
                progress.heading(actor, turn.step, turn.draws.count)
                try await act(actor, turn.step, turn.draws)
                continue
            }
            progress.show(sitting)
            try await Task.sleep(for: SittingProgress.pause)
        }
    }

    private func turn(in sitting: Sitting) -> (ActorName, (step: DrawStep, draws: [RecordedDraw]))? {
        for (_, actor) in request.parties(in: console) where actor == desk.actor || here[actor] != nil {
            if let turn = sitting.turn(of: actor) { return (actor, turn) }
        }
        return nil
    }

    private mutating func act(_ actor: ActorName, _ step: DrawStep, _ draws: [RecordedDraw]) async throws {
        let signer = actor == desk.actor ? business.signers[0] : here[actor] ?? business.signers[0]
        var work = SittingActs(
            business: Business(signing: business.signing, signers: [signer]), sealed: desk.sealed)
        if step == .commit, asksForMixing {
            console.note(
                console.text(
                    "Dice or a phrase of your own, mixed into what the machine draws (Enter for none):",
                    "可输入掷骰点数或任意短语，混入机器产生的随机数（直接回车则不混入）："))
            work.mixing = Bytes((readLine() ?? "").utf8)
        }
        acts += 1
        try await work.act(step, of: actor, in: draws)
    }

    private func showFreezes(_ sitting: Sitting) throws {
        let rows = sitting.draws.compactMap { draw in
            Hex.decode(draw.hash).flatMap { Digest($0) }.map { (draw: draw.id, hash: $0) }
        }
        console.note("")
        console.note(
            console.text(
                "Frozen. Photograph the code: nobody can change these lists unseen any more.",
                "名录已冻结。请拍照留存：此后任何改动都会被发现。"))
        SittingDigests(rows: rows).print(words: false, on: console)
    }

    private func showCloses(_ sitting: Sitting) async throws {
        console.note("")
        console.note(
            console.text(
                "Closed. Write the words down or photograph the code; ledgerctl remember check names the entry again.",
                "封存完毕。请抄录词语或拍照；日后用 ledgerctl remember check 可查对应条目。"))
        let rows = try await closes(sitting.draws.map(\.id)).map { (draw: $0.draw, hash: $0.entry.leaf.digest) }
        SittingDigests(rows: rows).print(words: true, on: console)
    }

    /// The closes of draws, in their order.
    func closes(_ draws: [Bytes]) async throws -> [(draw: Bytes, entry: Entry)] {
        let records = try await business.access.records(of: TypeName(literal: "draw.close/1"))
        var closes: [(draw: Bytes, entry: Entry)] = []
        for draw in draws {
            guard let record = records.last(where: { BusinessRow(line: $0.line)?.bytes("draw") == draw }) else {
                continue
            }
            closes.append((draw, try await business.access.entry(record.index)))
        }
        return closes
    }
}
