import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

extension DrawCommand {
    /// What a person does on the own machine while somebody else leads the sitting.
    struct Turn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Does what waits for you in all draws of a sitting, phase by phase. 依次办理轮到本人的各步",
            discussion: spoken(
                """
                Without names: every draw in which you have a slot and that is not over. Each phase is shown and asked \
                once for the whole list. --wait goes on until all results stand.
                """,
                "不写编号即办理本人参加的全部未结抽取；每步就全部抽取显示并询问一次。--wait 一直等到全部出结果。"))
        @OptionGroup var options: ActorOptions
        @Argument(help: "The draws. 抽取编号") var draws: [String] = []
        @Flag(help: "Go on until every result stands. 一直等待，直至全部出结果") var wait = false
        @Option(help: "Dice or a phrase to mix into the own value. 掷骰点数或任意短语，混入本人随机数") var mix: String?

        func run() async throws {
            try await options.drawing { business, desk in
                let reader = try await SittingReader(business.access)
                var ids = draws.map { Bytes($0.utf8) }
                if ids.isEmpty { ids = try await reader.live(of: desk.actor) }
                let acts = SittingActs(
                    business: business, sealed: desk.sealed, mixing: mix.map { Bytes($0.utf8) } ?? [])
                var progress = SittingProgress(console: business.console)
                while true {
                    let sitting = try await reader.read(ids)
                    if let turn = sitting.turn(of: desk.actor) {
                        progress.heading(desk.actor, turn.step, turn.draws.count)
                        try await acts.act(turn.step, of: desk.actor, in: turn.draws)
                        continue
                    }
                    progress.show(sitting)
                    guard wait, !sitting.isDone else { return }
                    try await Task.sleep(for: SittingProgress.pause)
                }
            }
        }
    }
}

/// Says what a sitting waits for, each time that it changes.
struct SittingProgress {
    let console: Console
    private var last = ""

    init(console: Console) { self.console = console }

    /// Between two looks at the ledger.
    static let pause = Duration.milliseconds(300)

    func heading(_ actor: ActorName, _ step: DrawStep, _ count: Int) {
        let name = step.name.text(in: console.language)
        console.note("")
        console.note(console.text("▶ \(actor): \(name) (\(count) draws)", "▶ \(actor)：\(name)（\(count) 项）"))
    }

    mutating func show(_ sitting: Sitting) {
        let awaited = sitting.awaited.map { waiting in
            let name = waiting.step.name.text(in: console.language)
            let command = waiting.command.map { console.text(" (ledgerctl \($0))", "（ledgerctl \($0)）") } ?? ""
            return console.text("\(waiting.actor): \(name)", "\(waiting.actor) \(name)") + command
        }
        let line: String
        if sitting.draws.isEmpty {
            line = console.text("No draw waits for you.", "没有待办的抽取。")
        } else if sitting.isDone {
            line = console.text(
                "All \(sitting.draws.count) results stand.", "\(sitting.draws.count) 项抽取均已出结果。")
        } else if awaited.isEmpty {
            let waits = sitting.current.first.map { DrawWords.waits($0).text(in: console.language) } ?? ""
            line = console.text("Waiting: \(waits)", "等待：\(waits)")
        } else {
            line = console.text(
                "Waiting for " + awaited.joined(separator: "; "), "等待：" + awaited.joined(separator: "；"))
        }
        guard line.utf8.elementsEqual(last.utf8) == false else { return }
        last = line
        for line in console.wrap(line) { console.note(line) }
    }
}
